/**
 * How a call can end other than well, once it has left. Together with `SigningError` and `NoPlatformKey`
 * these are all of them.
 *
 * @since 0.1.0
 */
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { Code } from "../api/ErrorAnswer.ts"
import type { NoPlatformKey } from "../signing/KeyRing.ts"
import type { SigningError } from "../signing/Signer.ts"
import { Reason } from "../signing/Verifier.ts"
import { Authenticity, Category } from "./Category.ts"
import { Problem } from "./Problem.ts"

const answered = {
  /** The HTTP status. */
  status: Schema.Int,
  /** WeChat Pay's number of this answer: quote it to their support. Rule: V3-RID-01. */
  requestId: Schema.optionalKey(Schema.String),
  category: Category
}

/** An answer that is not the platform's JSON, as it came. Rule: V3-ERR-03. */
const Answer = Schema.Struct({
  /** Without cookies. */
  headers: Schema.Record(Schema.String, Schema.String),
  text: Schema.String
})

/** Keeps an answer that is not the platform's JSON: what a gateway in between has to say. Rule: V3-ERR-03. */
export const answerOf = ({ headers }: HttpClientResponse, text: string): typeof Answer.Type => ({
  headers: Struct.omit(headers, ["set-cookie"]),
  text
})

/** What an answer is quoted by, if it has it. Rule: V3-RID-01. */
export const requestIdOf = ({ headers }: HttpClientResponse): { readonly requestId?: string } => {
  const requestId = headers["request-id"]
  return requestId === undefined ? {} : { requestId }
}

/** The platform refused. Branch on `status` and `code`, show `message`. Rules: V3-ERR-01 to V3-ERR-04. */
export class Rejection extends Schema.TaggedError<Rejection>()("Rejection", {
  ...answered,
  /** Missing when the body was not the platform's JSON, as from a gateway. Rule: V3-ERR-03. */
  code: Schema.optionalKey(Code),
  /** The platform's own text; when there was none, the beginning of the body. Rule: V3-ERR-03. */
  message: Schema.String,
  /** All that came, when it was not the platform's JSON. */
  answer: Schema.optionalKey(Answer),
  /** What the number in `requestId` says, where it is documented; two problems may share a code. Rule: PS-ERR-03. */
  problem: Schema.optionalKey(Problem),
  /** Which member was refused and why, when the platform says so. Rule: V3-ERR-02. */
  detail: Schema.optionalKey(Schema.Json),
  /** Whether the refusal is proven to be WeChat Pay's. Rule: V3-VER-09. */
  authenticity: Authenticity
}) {}

/** An answer of success that is not proven to be WeChat Pay's. What was asked for may have happened. Rules: V3-VER-05, V3-VER-08. */
export class Unverified extends Schema.TaggedError<Unverified>()("Unverified", { ...answered, reason: Reason }) {
  override readonly message = `The answer cannot be trusted: ${this.reason.message}`
}

/** A verified answer of success that this version cannot read, or that only says accepted. What was asked for may have happened. */
export class Unreadable extends Schema.TaggedError<Unreadable>()("Unreadable", {
  ...answered,
  /** Where and why, without the values. */
  problem: Schema.String,
  /** All that came, when it was no JSON. */
  answer: Schema.optionalKey(Answer)
}) {
  override readonly message = `The answer cannot be read: ${this.problem}`
}

/** No whole answer came. What was asked for may have happened. Rule: V3-NET-04. */
export class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", {
  /** The network's word for it: `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`, `Deadline`, …. */
  problem: Schema.String,
  category: Category
}) {
  override readonly message = `No answer: ${this.problem}`
}

/** Everything that can go wrong between signing a request and reading its answer. */
export type CallError = SigningError | NoPlatformKey | Rejection | Unverified | Unreadable | Unanswered

/**
 * The order was to begin without the user's word, and the platform made it wait for one: creating it has failed.
 * Rule: PS-CREATE-03.
 */
export class NotBegun extends Schema.TaggedError<NotBegun>()("NotBegun", { outOrderNo: Schema.String }) {
  override readonly message = `The platform did not begin ${this.outOrderNo} without the user's confirmation (PS-CREATE-03)`
  readonly category = "AskFirst" as const
}

/**
 * The platform answered the booking without listing it: it is not booked. Read the booking before trying again.
 * Rule: CR-SCHED-02.
 */
export class NotBooked extends Schema.TaggedError<NotBooked>()("NotBooked", { outRecordId: Schema.String }) {
  override readonly message = `The platform did not book ${this.outRecordId}, though it accepted the call (CR-SCHED-02)`
  readonly category = "AskFirst" as const
}
