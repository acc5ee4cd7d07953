/**
 * Rules that no code here can decide, each with the reason.
 *
 * @since 0.1.0
 */
import type { RuleId } from "./index.ts"

/** Why code cannot decide a rule: what it would need lies with the platform, with the caller, or outside this scope. */
export const beyondCode = {
  "CR-SCOPE-02": "whether the product was enabled stands on the partner platform, and no call tells it",
  "CR-SIGN-10": "the signing is launched in the borrower's app or browser; what it is launched with is given back",
  "CR-HOOK-12": "only the application has the numbers and amounts to compare a notification with",
  "V3-ENC-04": "no member of these families comes sealed with the merchant's certificate",
  "V3-HOOK-11": "the list of addresses changes; a signature is what proves the sender",
  "V3-HOOK-12": "only the application has the numbers and amounts to compare a notification with",
  "V3-ROT-04": "the progress of a move is shown in the console only; keeping both keys is up to the configuration",
  "V3-ROT-08": "a new merchant certificate is a change of configuration: serial and private key together",
  "PS-CREATE-05": "the launch is signed with an older key, outside APIv3; the package for it is given back",
  "PS-DEV-01": "whether a scene is without staff only the merchant knows; the device is passed on as given",
  "PS-COMPLETE-05": "splitting money and choosing coupons lie with the platform; both members are passed on as given",
  "PS-DIRECT-03": "whether the platform still offers the call stands on no page, and no call tells it",
  "PS-HOOK-05": "only the application has the order to compare a notification with"
} as const satisfies Partial<Record<RuleId, string>>
