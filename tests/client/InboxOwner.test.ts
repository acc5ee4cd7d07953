/**
 * CR-HOOK-07, CR-HOOK-11: for whom an event has to be, and what it may be sealed with.
 *
 * Method: notifications are signed and sealed with node:crypto; whom they are for, and what is told as their associated data,
 * is drawn, half of the time as it should be.
 */
import { assert, describe, it } from "@effect/vitest"
import { Inbox } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Notifications from "../support/notifications.ts"

const { callback, paid, seal, signed, terminated } = Notifications

const { oneOf, pick } = Choice

/** Opens a body that WeChat Pay has signed, and tells what it is or why it is not opened. */
const open = (body: string) =>
  Effect.flatMap(Inbox, (inbox) => Effect.result(inbox.open(callback(body)))).pipe(
    Effect.provide(Notifications.layer),
    Effect.map(
      Result.match({
        onFailure: (error) => (error._tag === "SealError" ? error.problem : error._tag),
        onSuccess: ({ _tag }): string => _tag
      })
    )
  )

/** The events of credit repayment: the platform's name, ours, and what one looks like opened. */
const kinds = {
  signed: ["CREDIT_REPAYMENT.SIGN_CONTRACT", "ContractSigned", signed],
  terminated: ["CREDIT_REPAYMENT.TERMINATE_CONTRACT", "ContractTerminated", terminated],
  paid: ["CREDIT_REPAYMENT.DEDUCTION_PAY", "DeductionPaid", paid]
} as const

/** What may be sealed with an event; most often nothing. */
const word = pick("", "", "", "credit_repayment", "credit_repayment ", "certificate")

const runs = { arbitrary: { runs: 50 } }

describe("CR-HOOK what is taken in", () => {
  it.live.prop(
    "CR-HOOK-07 an event is taken in exactly when it says that it is for the merchant itself",
    [
      pick("signed", "terminated", "paid"),
      oneOf<string>(pick("1900000001"), pick("1900000002", "190000001", "19000000010", "01900000001", ""))
    ],
    ([kind, sp_mchid]) =>
      Effect.gen(function* () {
        const [eventType, tag, event] = kinds[kind]
        const became = yield* open(seal(event({ sp_mchid }), { eventType }))
        assert.strictEqual(became, sp_mchid === "1900000001" ? tag : "NotificationForeign")
      }),
    runs
  )

  it.live.prop(
    "CR-HOOK-11 an event is opened exactly when what is told as its associated data is what it was sealed with, empty or not",
    [word, word],
    ([sealed, told]) =>
      Effect.gen(function* () {
        const envelope = JSON.parse(seal(paid(), { associatedData: sealed }))
        const resource = { ...envelope.resource, associated_data: told }
        const became = yield* open(JSON.stringify({ ...envelope, resource }))
        assert.strictEqual(became, sealed === told ? "DeductionPaid" : "NotAuthentic")
      }),
    runs
  )

  it.live("CR-HOOK-11 an event under empty associated data is opened, and under another than is told it is not", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* open(seal(paid(), { associatedData: "" })), "DeductionPaid")
      const envelope = JSON.parse(seal(paid(), { associatedData: "" }))
      const resource = { ...envelope.resource, associated_data: "credit_repayment" }
      assert.strictEqual(yield* open(JSON.stringify({ ...envelope, resource })), "NotAuthentic")
    })
  )
})
