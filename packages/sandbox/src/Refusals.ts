/**
 * How the platform says no: the rules' reasons in its own words.
 *
 * @since 0.1.0
 */
import type { Refusal } from "@wxrepay/domain"
import { ErrorAnswer, Wire } from "@wxrepay/domain/api"
import * as Context from "effect/Context"
import * as Ref from "effect/Ref"

/** A refusal of the rules: one reason, or several of which the platform names the first. */
type Refused =
  | (Refusal.Facts & { readonly message: string })
  | { readonly reasons: readonly [Refusal.Facts & { readonly message: string }, ...ReadonlyArray<unknown>] }

/** Rules whose breach is a matter of state, not of form; which code it gets is assumed. */
const stateRules: ReadonlySet<string> = new Set([
  "CR-ID-04",
  "CR-SCHED-03",
  "CR-SCHED-05",
  "CR-DEDUCT-01",
  "CR-DEDUCT-06",
  "CR-DEDUCT-08",
  "CR-DEDUCT-10"
])

/** The platform names one reason, the first. */
export const refuse = (refusal: Refused): ErrorAnswer.ErrorAnswer => {
  const reason = "reasons" in refusal ? refusal.reasons[0] : refusal
  return new ErrorAnswer.ErrorAnswer({
    status: 400,
    code: stateRules.has(reason.rule) ? "INVALID_REQUEST" : "PARAM_ERROR",
    message: reason.message,
    detail: detailOf(reason)
  })
}

/** What a refusal says of the member that it is about. Rule: V3-ERR-02. */
export const detailOf = ({ allowed, field, given }: Refusal.Facts) => ({
  field: Wire.pointer(field),
  value: given,
  issue: `must be ${allowed}`,
  location: "body"
})

/** What the Request-ID of the answer in the making ends in, once a refusal has said so. Rule: V3-RID-01. */
export const number = Context.Reference("@wxrepay/sandbox/Refusals/number", {
  defaultValue: () => Ref.makeUnsafe<number | undefined>(undefined)
})

/** A member that the account does not allow, or that cannot be opened. */
export const badMember = (field: string, message: string): ErrorAnswer.ErrorAnswer =>
  new ErrorAnswer.ErrorAnswer({ status: 400, code: "PARAM_ERROR", message, detail: { field, location: "body" } })

/** Somebody else's sub-merchant. Rule: CR-ID-07. */
export const foreignSubMerchant = (field: string): ErrorAnswer.ErrorAnswer =>
  new ErrorAnswer.ErrorAnswer({
    status: 403,
    code: "NO_AUTH",
    message: "the sub-merchant is not one of the service provider's (CR-ID-07)",
    detail: { field, location: "body" }
  })

/** Nothing is there. Rule: CR-CONTRACT-05. */
export const missing = new ErrorAnswer.ErrorAnswer({
  status: 404,
  code: "RESOURCE_NOT_EXISTS",
  message: "what was asked for does not exist"
})
