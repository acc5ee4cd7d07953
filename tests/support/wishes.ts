/**
 * Borrowers who are asked to sign, as drafts that every rule and the sandbox let through.
 */
import type { Presign } from "@wxrepay/domain"
import { Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** Who the borrower of these tests is. */
export const borrower = { identityId: "11010519491231002X", realName: "张小明" }

/** The borrower as a merchant names them. */
export const named = ({ identityId, realName }: typeof borrower) => ({
  identityType: "IdCard" as const,
  identityId: Redacted.make(identityId),
  realName: Redacted.make(realName)
})

/** A wish to have a borrower sign, with members changed. */
export const wish = Effect.fnUntraced(function* (
  outContractCode = "C1",
  changes: Partial<Presign.H5PresignDraft> = {}
) {
  const { appid, plan, subMchid } = yield* Sandbox
  const draft: Presign.H5PresignDraft = {
    appid,
    planId: plan.planId,
    outContractCode,
    displayName: "**明",
    contractNotifyUrl: "https://lender.example/wechatpay/notify",
    repaymentDay: 5,
    repaymentAmountLimit: 200_000,
    subMchid,
    ...changes
  }
  return draft
})
