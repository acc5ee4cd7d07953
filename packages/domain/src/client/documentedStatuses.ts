/**
 * The documented statuses in sentences, whatever the code beside them.
 *
 * @since 0.1.0
 */
import type { Category } from "./Category.ts"
import type { Documented } from "./documentedEndings.ts"

/** A documented answer: a status, and a code where the row is about one. */
export interface Row extends Documented {
  readonly status: number
  /** `null` where the row is about the status alone. */
  readonly code: string | null
  /** Method and address of the calls that it is documented for; `*` stands for any. */
  readonly endpoints: ReadonlyArray<string>
  /**
   * What its source advises, and `null` for a success; what the library does also depends on the call, as `Category.ofRefusal`
   * says.
   */
  readonly category: Category | null
}

const any = { code: null, endpoints: ["*"] } as const

/** The page of statuses alone. */
const statusPage = { certainty: "documented", source: "official HTTP status page (2024.07.25)" } as const

/** Both pages tell it. */
const bothPages = {
  certainty: "documented",
  source: "official HTTP status page (2024.07.25); official basic rules (2024.07.25)"
} as const

/** Each documented status. Rules: V3-ERR-01, V3-RATE-01, V3-RETRY-01, V3-RETRY-04, V3-VER-02. */
export const documentedStatuses: ReadonlyArray<Row> = [
  {
    status: 200,
    ...any,
    category: null,
    meaning: "Done, with a body; what became of the money stands in the body or is told later.",
    next: "Verify the signature, then read the body.",
    ...bothPages
  },
  {
    status: 202,
    ...any,
    category: "AskFirst",
    meaning: "Accepted, and not finished.",
    next: "Read how it stands by the same number; repeat with identical parameters only.",
    ...statusPage
  },
  {
    status: 204,
    ...any,
    category: null,
    meaning: "Done, without a body.",
    next: "Verify the signature, which covers an empty body.",
    ...bothPages
  },
  {
    status: 400,
    ...any,
    category: "FixRequest",
    meaning: "The request is wrong, or something stands where it does not allow the call.",
    next: "Correct the request; where a state is involved, read it first.",
    ...bothPages
  },
  {
    status: 401,
    ...any,
    category: "FixRequest",
    meaning: "The request was not authenticated, and was not executed.",
    next: "Correct the key, its serial or the clock.",
    ...bothPages
  },
  {
    status: 403,
    ...any,
    category: "GiveUp",
    meaning: "A permission is missing, or the platform refuses the business.",
    next: "Stop and tell the caller; where money may be involved, read the order first.",
    ...bothPages
  },
  {
    status: 404,
    ...any,
    category: "AskFirst",
    meaning: "What was asked for does not exist, or the address is wrong.",
    next: "Read it once more if it was just made; otherwise correct the number or the address.",
    ...bothPages
  },
  {
    status: 405,
    ...any,
    category: "FixRequest",
    meaning: "The address does not take this method.",
    next: "Correct the method.",
    ...statusPage
  },
  {
    status: 406,
    ...any,
    category: "FixRequest",
    meaning: "Assumed: the same as 400, for no page that was read mentions it.",
    next: "Correct the request.",
    certainty: "inferred",
    source: "none; reasoning only"
  },
  {
    status: 415,
    ...any,
    category: "FixRequest",
    meaning: "Assumed: the same as 400, for no page that was read mentions it.",
    next: "Correct the request.",
    certainty: "inferred",
    source: "none; reasoning only"
  },
  {
    status: 429,
    ...any,
    category: "BackOff",
    meaning: "Too many requests; as a rule this one was not accepted.",
    next: "Wait, and call less often; where money moves, read the order before sending again.",
    ...bothPages
  },
  {
    status: 500,
    ...any,
    category: "BackOff",
    meaning: "The platform has a fault, and the outcome is not known.",
    next: "Wait, then send the identical request again or read how it stands, by the same number.",
    ...bothPages
  },
  {
    status: 501,
    ...any,
    category: "BackOff",
    meaning: "The platform has a fault.",
    next: "Wait, then send the identical request again; if it stays so, stop.",
    certainty: "documented",
    source: "official basic rules (2024.07.25)"
  },
  {
    status: 502,
    ...any,
    category: "BackOff",
    meaning: "The service is offline for a moment.",
    next: "Wait, then send the identical request again.",
    ...statusPage
  },
  {
    status: 503,
    ...any,
    category: "BackOff",
    meaning: "The service protects itself from overload.",
    next: "Wait, and call less often; then send the identical request again.",
    ...statusPage
  }
]
