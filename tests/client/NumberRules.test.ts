/**
 * V3-IDEM: exactly what may be sent under a number, and what a call under it tells.
 *
 * Method: histories of calls under two numbers, with one content or another, end as drawn; what is sent, and how each call ends, is
 * compared with a model of a few lines: which content a number is held to, if any.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import {
  type CallError,
  type Change,
  Changes,
  NotSent,
  Rejection,
  Unanswered,
  Unverified
} from "@wxrepay/domain/client"
import { Signer, Verification } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"

const { pick } = Choice

const category = "AskFirst"

/** How a call may end: it is answered, certainly did not happen, or nobody knows. */
const ends = {
  answered: undefined,
  notSent: new NotSent({ problem: "ECONNREFUSED" }),
  refused: new Rejection({ status: 400, authenticity: "Verified", category, message: "no" }),
  unanswered: new Unanswered({ problem: "ECONNRESET", phase: "Sent", category }),
  broken: new Rejection({ status: 500, authenticity: "Verified", category, message: "broken" }),
  unproven: new Unverified({
    status: 200,
    category,
    reason: new Verification.HeaderMissing({ header: "Wechatpay-Signature" })
  })
} satisfies Readonly<Record<string, CallError | undefined>>

const isDoubt = (end: keyof typeof ends) => end === "unanswered" || end === "broken" || end === "unproven"

const histories = Arbitrary.array(
  Arbitrary.all({
    number: pick("T1", "T2"),
    amount: pick(100, 200),
    end: pick("answered", "notSent", "refused", "unanswered", "broken", "unproven")
  }),
  { minLength: 1, maxLength: 8 }
)
type Step = typeof histories extends Arbitrary.Arbitrary<ReadonlyArray<infer A>> ? A : never

const layer = Layer.fresh(Changes.layerFrom).pipe(
  Layer.provide([
    Layer.succeed(Signer, {
      mchid: Ids.MerchantId.make("1900000001"),
      sign: () => Effect.die("nothing is signed here")
    }),
    SyncCrypto.layer(Dice.make(1))
  ])
)

const changeOf = ({ amount, number }: Step): Change => ({
  operation: "charge",
  nature: "Charge",
  field: "outTradeNo",
  number,
  content: { out_trade_no: number, deduct_amount: amount },
  fixedBy: "CR-DEDUCT-06"
})

/** Makes one call, and tells how it ended and whether anything was sent. */
const call = Effect.fnUntraced(function* (step: Step) {
  const { under } = yield* Changes
  let isSent = false
  const error = ends[step.end]
  const send = Effect.suspend(() => {
    isSent = true
    return error === undefined ? Effect.succeed("answered") : Effect.fail(error)
  })
  const ended = yield* Effect.match(under(changeOf(step), send), {
    onFailure: ({ _tag, message }) => ({ tag: _tag, message }),
    onSuccess: () => ({ tag: "answered", message: "" })
  })
  return { ...ended, isSent }
})

describe("V3-IDEM what is sent under a number", () => {
  it.effect.prop(
    "V3-IDEM-01 V3-IDEM-02 a call is not sent exactly when other content was sent under its number before, unless that certainly did not happen; and while what was sent is in doubt, no refusal of a repetition ends the doubt",
    [histories],
    ([history]) =>
      Effect.gen(function* () {
        const heldTo = new Map<string, number>()
        for (const step of history) {
          const held = heldTo.get(step.number)
          const { isSent, tag } = yield* call(step)
          const isOther = held !== undefined && held !== step.amount
          assert.strictEqual(isSent, !isOther)
          if (isOther) {
            assert.strictEqual(tag, "NumberReused")
            continue
          }
          const certain = ends[step.end]?._tag ?? "answered"
          const isOpen = isDoubt(step.end) || (held !== undefined && step.end !== "answered")
          assert.strictEqual(tag, isOpen ? "OutcomeUnknown" : certain)
          if (isOpen || step.end === "answered") heldTo.set(step.number, step.amount)
        }
      }).pipe(Effect.provide(layer)),
    { arbitrary: { runs: 60 } }
  )

  it.effect(
    "V3-IDEM-01 after a charge of 100 fen the same may go again under its number, and one of 200 is refused in words",
    () =>
      Effect.gen(function* () {
        const first: Step = { number: "T1", amount: 100, end: "answered" }
        assert.strictEqual((yield* call(first)).tag, "answered")
        assert.isTrue((yield* call(first)).isSent)
        assert.deepStrictEqual(yield* call({ ...first, amount: 200 }), {
          tag: "NumberReused",
          message: "outTradeNo T1 was sent before with other content (CR-DEDUCT-06)",
          isSent: false
        })
      }).pipe(Effect.provide(layer))
  )
})
