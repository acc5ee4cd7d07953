/**
 * What to do about a call that did not succeed.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"

/**
 * `FixRequest`: nothing happened, and the same request will be refused again. `AskFirst`: it may have happened,
 * so read the booking or the order before anything else, and never take a new number. `BackOff`: wait, then send
 * the same again. `GiveUp`: neither waiting nor asking helps; someone has to look.
 */
export const Category = Schema.Literals(["FixRequest", "AskFirst", "BackOff", "GiveUp"])
export type Category = typeof Category.Type

/**
 * Whether a call only reads, changes something, or moves money: the same failure means something else for each. `Repeatable`
 * changes something, and the very same request may be sent again at once, as for a pre-sign.
 */
export type Nature = "Read" | "Repeatable" | "Write" | "Charge"

/** The nature of the calls made inside; by default a GET reads and everything else writes. */
export const CurrentNature = Context.Reference<Nature | undefined>("@wxrepay/domain/client/CurrentNature", {
  defaultValue: () => undefined
})

/** Whether a refusal is proven to be WeChat Pay's. Rule: V3-VER-09. */
export const Authenticity = Schema.Literals(["Verified", "Unsigned", "Invalid"])
export type Authenticity = typeof Authenticity.Type

/** When no answer can be believed: a question may be asked again, a change may have happened. Rules: V3-NET-04, V3-VER-08. */
export const ofNoAnswer = (nature: Nature): Category => (nature === "Read" ? "BackOff" : "AskFirst")

/** When a believed answer cannot be read: asking again answers the same, but a change has most likely happened. */
export const ofUnreadable = (nature: Nature): Category => (nature === "Read" ? "GiveUp" : "AskFirst")

/**
 * Whether a refusal leaves open if the change was made: one without proof, 5xx, a redirect, and 429 for a charge. Only 401 comes
 * unsigned by rule, and says that nothing was done. Rules: V3-AUTH-06, V3-RATE-01, V3-RETRY-01, V3-VER-09, PS-QUERY-03.
 */
export const leavesDoubt = (nature: Nature, status: number, authenticity: Authenticity): boolean => {
  if (nature === "Read") return false
  if (status === 401) return authenticity === "Invalid"
  if (authenticity !== "Verified" || status < 400 || status >= 500) return true
  return status === 429 && nature === "Charge"
}

/** Codes that tell that an order stands otherwise than was thought: read it, and go by what it says. Rules: PS-ERR-01, PS-PAY-09. */
const standsOtherwise: ReadonlySet<string> = new Set(["INVALID_ORDER_STATE", "ORDER_CANCELED", "ORDER_DONE"])

/**
 * By status and code, from the tables of statuses and of endpoints. A change that is refused without proof may still have
 * happened; only 401 comes unsigned by rule. What the Request-ID says of the refusal can only make it more careful: a
 * header is not signed, and the same code stands for several problems. Rules: V3-RETRY-01, V3-RETRY-04, V3-RATE-01, V3-RATE-02,
 * V3-ERR-01, V3-VER-09, V3-AUTH-06, PS-ERR-01 to PS-ERR-04, PS-PAY-08.
 */
export const ofRefusal = (
  nature: Nature,
  status: number,
  authenticity: Authenticity,
  { code, hint }: { readonly code?: string | undefined; readonly hint?: Category | undefined } = {}
): Category => {
  const category = ofStatus(nature, status, authenticity)
  if (category !== "FixRequest" || status === 401) return category
  if (code !== undefined && standsOtherwise.has(code)) return "AskFirst"
  return nature === "Charge" && hint === "BackOff" ? "AskFirst" : (hint ?? category)
}

const ofStatus = (nature: Nature, status: number, authenticity: Authenticity): Category => {
  if (leavesDoubt(nature, status, authenticity)) return "AskFirst"
  if (status === 401) return "FixRequest"
  if (status === 429 || status >= 500) return "BackOff"
  if (status === 403) return nature === "Charge" ? "AskFirst" : "GiveUp"
  if (status === 404) return nature === "Read" ? "AskFirst" : "FixRequest"
  return status >= 400 ? "FixRequest" : "GiveUp"
}
