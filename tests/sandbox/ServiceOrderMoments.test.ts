/**
 * PS-STATE-05, PS-COMPLETE, PS-PAY, PS-SYNC, PS-CANCEL-05, PS-MODIFY-02: what becomes of a service order in the sandbox as time
 * passes, the user has more or less, and the merchant asks for something meanwhile.
 *
 * Method: moments, amounts and calls are drawn, often on the very edge, and each run has an order of its own, which is over
 * when the next begins. Signatures cost nothing. Charges begin a second after the completion, take a second, and come again
 * every hour; the time is TestClock's.
 */
import { assert, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { Choice, ServiceCalls, Texts } from "@wxrepay/domain/testing"
import { Borrower, type Delivery, Sandbox } from "@wxrepay/sandbox"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import {
  completion,
  creation,
  findOf,
  get,
  layerQuick,
  lowering,
  own,
  post,
  reporting,
  standingOf,
  unconfirmed
} from "../support/serviceOrders.ts"

const { int, oneOf, pick } = Choice

const few = { arbitrary: { runs: 15 } }

/** A user who has so much from now on. */
const having = (amount: number) =>
  Effect.flatMap(Sandbox, ({ setBorrower }) =>
    setBorrower(amount === 0 ? Borrower.noBalance : Borrower.paysPart(Fen.make(amount)))
  )

/** Lets so many milliseconds pass, and what is due in each second happen in its time. */
const passing = Effect.fnUntraced(function* (millis: number) {
  for (let left = millis; left > 0; left -= 1_000) yield* TestClock.adjust(Math.min(left, 1_000))
})

let used = 0

/** A number that no run has used, of an order whose user has so much; when the run has ended, nothing is owed any more. */
const fresh = <A, E, R>(has: number, program: (number: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    yield* having(has)
    const answer = yield* program(`S${++used}`)
    yield* Effect.flatMap(Sandbox, ({ setBorrower }) => setBorrower(Borrower.pays))
    yield* TestClock.adjust("2 hours")
    return answer
  })

/** Brings an order into service. */
const serving = (out_order_no: string) => post("", { ...unconfirmed, out_order_no })

/** Brings an order to where payment is awaited. */
const owing = (number: string) => Effect.andThen(serving(number), post(`/${number}/complete`, completion))

/** How an order of so much stands of which so much is paid. */
const collected = (whole: number, paid: number) =>
  paid === whole ? `DONE - USER_PAID ${whole} 0` : `DOING MCH_COMPLETE USER_PAYING ${paid} ${whole - paid}`

it.layer(layerQuick())("PS-STATE the moments of a service order", (it) => {
  it.effect.prop(
    "PS-STATE-05 an order that nobody confirms has expired exactly from thirty days after its creation on",
    [oneOf<number>(pick(-1, 0, 1), int(-86_400_000, 86_400_000))],
    ([off]) =>
      fresh(0, (number) =>
        Effect.gen(function* () {
          yield* post("", { ...creation, out_order_no: number })
          yield* TestClock.adjust(30 * 86_400_000 + off)
          assert.strictEqual(yield* standingOf(number), `${off < 0 ? "CREATED" : "EXPIRED"} - - - -`)
          const confirmed = yield* (yield* Sandbox).confirm(number, "Agree")
          assert.strictEqual(confirmed, off < 0 ? "Confirmed" : "Expired")
        })
      ),
    few
  )

  it.effect.prop(
    "PS-ID-07 an order is found exactly under the number that it was created with, and every other is answered with 404 ORDER_NOT_EXIST",
    [
      oneOf<string>(pick("the same", "in other letters", "its beginning"), Texts.within(31, ServiceCalls.numberLetters))
    ],
    ([asked]) =>
      fresh(0, (number) =>
        Effect.gen(function* () {
          const created = `A${number}`
          const near = {
            "the same": created,
            "in other letters": `a${number}`,
            "its beginning": `A${number.slice(0, -1)}`
          }
          const out_order_no = Object.entries(near).find(([name]) => name === asked)?.[1] ?? `_${asked}`
          yield* post("", { ...creation, out_order_no: created })
          const { body, status } = yield* get({ out_order_no })
          if (out_order_no === created) return assert.deepStrictEqual([status, body["out_order_no"]], [200, created])
          assert.deepStrictEqual([status, body], [404, { code: "ORDER_NOT_EXIST", message: "订单不存在" }])
        })
      ),
    few
  )

  it.effect.prop(
    "PS-COMPLETE-06 an order that is completed is over at once exactly when it comes to nothing, and awaits payment else",
    [oneOf<number>(pick(0, 1), int(0, 20_000))],
    ([total_amount]) =>
      fresh(0, (number) =>
        Effect.gen(function* () {
          yield* serving(number)
          const post_payments = [{ name: "租金", amount: total_amount }]
          const bill = { post_payments, post_discounts: undefined, total_amount }
          yield* post(`/${number}/complete`, { ...completion, ...bill })
          const over = total_amount === 0
          assert.strictEqual(yield* standingOf(number), over ? "DONE - - - -" : collected(total_amount, 0))
          assert.strictEqual((yield* findOf(number))["need_collection"], !over)
        })
      ),
    few
  )

  const hours = Arbitrary.array(Arbitrary.all({ has: oneOf<number>(pick(0, 1), int(0, 7_000)), tries: int(0, 2) }), {
    minLength: 1,
    maxLength: 5
  })
  it.effect.prop(
    "PS-COMPLETE-03 PS-PAY-03 PS-STATE-06 an order is charged every hour what its user has then, until all is paid, whatever the merchant charges in vain meanwhile",
    [hours],
    ([hours]) =>
      fresh(0, (number) =>
        Effect.gen(function* () {
          yield* owing(number)
          let paid = 0
          for (const { has, tries } of hours) {
            yield* having(has)
            yield* passing(2_000)
            paid += Math.min(has, 10_000 - paid)
            assert.strictEqual(yield* standingOf(number), collected(10_000, paid))
            yield* having(0)
            yield* TestClock.adjust("30 minutes")
            for (let tried = 0; tried < tries; tried++) {
              assert.strictEqual((yield* post(`/${number}/pay`, own)).status, paid === 10_000 ? 400 : 403)
            }
            yield* TestClock.adjust("1799 seconds")
            assert.strictEqual(yield* standingOf(number), collected(10_000, paid))
          }
        })
      ),
    few
  )

  it.effect.prop(
    "PS-PAY-05 a charge of the merchant's is answered with 403 TRADE_ERROR exactly when the user has nothing, and the order is owed as before",
    [oneOf<number>(pick(0, 0, 1), int(0, 20_000))],
    ([has]) =>
      fresh(has, (no) =>
        Effect.gen(function* () {
          yield* owing(no)
          const { body, number, status } = yield* post(`/${no}/pay`, own)
          const declined = [403, "TRADE_ERROR", "扣款失败", "271316574"]
          if (has === 0) assert.deepStrictEqual([status, body["code"], body["message"], number], declined)
          else assert.strictEqual(status, 200)
          assert.strictEqual(yield* standingOf(no), collected(10_000, 0))
        })
      ),
    few
  )

  const calls = {
    pay: ["PS-PAY-07", own],
    cancel: ["PS-CANCEL-05", { ...own, reason: "不用了" }],
    modify: ["PS-MODIFY-02", lowering],
    sync: ["PS-SYNC-03", reporting]
  } as const

  for (const [call, [rule, body]] of Object.entries(calls)) {
    it.effect.prop(
      `${rule} a ${call} call is refused for a charge exactly while one runs, from its beginning to its end`,
      [oneOf<number>(pick(0, 999, 1_000, 1_001, 1_999, 2_000, 2_001), int(0, 3_000))],
      ([millis]) =>
        fresh(0, (number) =>
          Effect.gen(function* () {
            yield* owing(number)
            yield* passing(millis)
            const answer = yield* post(`/${number}/${call}`, body)
            if (millis < 1_000 || millis >= 2_000) return assert.notStrictEqual(answer.number, "271316754")
            const refused = { code: "INVALID_ORDER_STATE", message: "单据正在扣款中,请稍后再试" }
            assert.deepStrictEqual(answer, { status: 400, number: "271316754", body: refused })
          })
        ),
      few
    )
  }

  it.effect.prop(
    "PS-SYNC-04 an order that was paid elsewhere is over with exactly what was missing as paid to the merchant, and is charged no more",
    [oneOf<number>(pick(0, 1, 9_999), int(0, 9_999))],
    ([before]) =>
      fresh(before, (number) =>
        Effect.gen(function* () {
          yield* owing(number)
          yield* passing(2_000)
          assert.strictEqual(yield* standingOf(number), collected(10_000, before))
          yield* post(`/${number}/sync`, reporting)
          yield* having(20_000)
          yield* TestClock.adjust("1 day")
          const { details } = Object((yield* findOf(number))["collection"])
          assert.strictEqual(yield* standingOf(number), collected(10_000, 10_000))
          assert.lengthOf(details, before === 0 ? 1 : 2)
          const last = { amount: 10_000 - before, paid_type: "MCH", paid_time: "20251105113000" }
          assert.deepInclude(details.at(-1), last)
        })
      ),
    few
  )

  it.effect.prop(
    "PS-HOOK-09 of an order is told exactly that its user has confirmed it and that all was paid through PayScore, and nothing else that becomes of it",
    [pick("confirmed", "refused"), pick("cancelled", "expired", "lowered", "charged in vain", "reported", "paid")],
    ([begins, ends]) =>
      fresh(0, (number) =>
        Effect.gen(function* () {
          const sandbox = yield* Sandbox
          const notify_url = `https://lender.example/${number}`
          yield* post("", { ...creation, out_order_no: number, notify_url })
          yield* sandbox.confirm(number, begins === "confirmed" ? "Agree" : "Refuse")
          const isServed = begins === "confirmed" && ends !== "expired"
          if (isServed && ends !== "cancelled") {
            yield* post(`/${number}/complete`, completion)
            if (ends === "paid") yield* having(10_000)
            yield* passing(2_000)
            if (ends === "lowered") yield* post(`/${number}/modify`, lowering)
            if (ends !== "paid") yield* post(`/${number}/sync`, reporting)
          }
          if (ends === "cancelled") yield* post(`/${number}/cancel`, { ...own, reason: "不用了" })
          if (ends === "expired") yield* TestClock.adjust("31 days")
          const told = [
            ...(begins === "confirmed" ? ["PAYSCORE.USER_CONFIRM"] : []),
            ...(isServed && ends === "paid" ? ["PAYSCORE.USER_PAID"] : [])
          ]
          const typesOf = (all: ReadonlyArray<Delivery>) =>
            all.filter((delivery) => delivery.notifyUrl === notify_url).map(({ eventType }) => eventType)
          let all = yield* sandbox.deliveries
          while (typesOf(all).length < told.length) all = yield* sandbox.awaitDeliveries(all.length + 1)
          yield* TestClock.adjust("1 hour")
          assert.deepStrictEqual(typesOf(yield* sandbox.deliveries), told)
        })
      ),
    few
  )
})
