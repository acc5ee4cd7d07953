/**
 * How the platform says no: the rules' reasons in its own words.
 *
 * @since 0.1.0
 */
import type { Refusal } from "@wxrepay/domain"
import { ErrorAnswer, Wire } from "@wxrepay/domain/api"

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
  const { allowed, field, given, message, rule } = "reasons" in refusal ? refusal.reasons[0] : refusal
  return new ErrorAnswer.ErrorAnswer({
    status: 400,
    code: stateRules.has(rule) ? "INVALID_REQUEST" : "PARAM_ERROR",
    message,
    detail: { field: Wire.pointer(field), value: given, issue: `must be ${allowed}`, location: "body" }
  })
}

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
