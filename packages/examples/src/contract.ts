/**
 * What stands before the first instalment and after the last: a borrower signs, and the contract is ended.
 */
import { type Contract, type Notification, Payer, type Plan, type Refusal } from "@wxrepay/domain"
import {
  awaitSigning,
  CreditRepayment,
  type LookupError,
  type PresignError,
  type TerminateError,
  type TimeRefused
} from "@wxrepay/domain/client"
import type { Signing } from "@wxrepay/domain/rules"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"

/** What a lender knows of a borrower who wants to repay by itself. The limit is in fen. */
export interface Wish {
  readonly code: string
  readonly appid: string
  readonly plan: Plan.Plan
  readonly name: Redacted.Redacted
  readonly documentNumber: Redacted.Redacted
  readonly limit: number
  readonly notifyUrl: string
}

/** Asks a borrower to sign, sends them to the page, and waits for what becomes of it. */
export const signContract = Effect.fn("signContract")(function* (
  { appid, code, documentNumber, limit, name, notifyUrl, plan }: Wish,
  launch: (redirectUrl: string) => Effect.Effect<void>,
  notifications: Stream.Stream<Notification.Notification>
): Effect.fn.Return<Signing.Verdict, Refusal.IllFormed | PresignError | LookupError | TimeRefused, CreditRepayment> {
  const repayment = yield* CreditRepayment
  // 预签约: name and number are sealed on their way out; others see the name behind its mask.
  const presigned = yield* repayment.presignH5(
    {
      appid,
      planId: plan.planId,
      outContractCode: code,
      displayName: yield* Effect.fromResult(Payer.mask(Redacted.value(name))),
      contractNotifyUrl: notifyUrl,
      repaymentAmountLimit: limit,
      realIdentity: { identityType: "IdCard", identityId: documentNumber, realName: name }
    },
    { plan }
  )
  yield* launch(presigned.redirectUrl)
  // A refusal is never told, and a notification can be lost: this listens, and asks, and always ends.
  return yield* awaitSigning({ outContractCode: code, expiresAt: presigned.expiresAt, notifications })
})

/** Ends a contract (解约). Once it has ended nothing is charged under it any more. */
export const endContract = Effect.fn("endContract")(function* (
  code: string,
  why: string
): Effect.fn.Return<Contract.Contract, TerminateError, CreditRepayment> {
  const repayment = yield* CreditRepayment
  return yield* repayment.terminateContract({ outContractCode: code, contractTerminationRemark: why })
})
