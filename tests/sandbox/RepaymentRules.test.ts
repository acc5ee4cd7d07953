/**
 * CR-SCHED, CR-DEDUCT, CR-AMT: what the sandbox decides in the platform's place about bookings and charges.
 *
 * Method: amounts stand around the least that a cash loan needs, and a borrower has about as much as is asked for; the
 * library's own client books, charges and looks. What it would never send is signed and sent as raw JSON. Signatures are keyed
 * hashes here.
 */
import { assert, it } from "@effect/vitest"
import { CalendarDate, Fen, Plan } from "@wxrepay/domain"
import { CreditRepayment } from "@wxrepay/domain/client"
import { Choice, Texts } from "@wxrepay/domain/testing"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Lender from "../support/lender.ts"
import { layer, Post, refusal } from "../support/quickSandbox.ts"

const { int, maybe, oneOf } = Choice

const few = { arbitrary: { runs: 25 } }

const paths = {
  book: "/v3/credit-repayment/partner/schedule-records/batch-create",
  charge: "/v3/credit-repayment/partner/deduct-orders"
} as const

const plan = Plan.make({ planId: "123", loanKind: "CashLoan", repaymentCap: 500_000 })

/** A repayment of a cash loan, with a least amount or without, for a sub-merchant's appid or for none. */
const repayment = Arbitrary.flatMap(int(1, 300_000), (repaymentAmount) =>
  Arbitrary.all({
    repaymentAmount: Arbitrary.Constant(repaymentAmount),
    minRepaymentAmount: maybe(int(Math.ceil(repaymentAmount / 10), repaymentAmount)),
    subAppid: maybe(Texts.within(32, Texts.wordLetters))
  })
)

/** A booking of that, under a number that was never used, and the members that were given. */
const bookingOf = Effect.fnUntraced(function* (given: object) {
  const draft = yield* Lender.booking((yield* Post).fresh("R"))
  const { minRepaymentAmount: _, ...item } = draft.scheduleItems[0]
  const members = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...draft, scheduleItems: [{ ...item, ...members }] } as const
})

it.layer(layer({ pace: "1 second", account: { plan } }))("CR-SCHED a booking of a cash loan", (it) => {
  it.effect.prop(
    "CR-SCHED-07 CR-SCHED-09 CR-SCHED-10 a booking is answered as it was made, with its contract, and the whole amount is the least exactly when none was given",
    [repayment],
    ([given]) =>
      Effect.gen(function* () {
        const draft = yield* bookingOf(given)
        const record = yield* (yield* CreditRepayment).book(draft)
        const [{ outRecordId, repaymentDate }] = draft.scheduleItems
        assert.deepStrictEqual<unknown>(
          { ...record },
          {
            outRecordId,
            appid: draft.appid,
            ...(given.subAppid === undefined ? {} : { subAppid: given.subAppid }),
            contractId: draft.contractId,
            repaymentAmount: given.repaymentAmount,
            minRepaymentAmount: given.minRepaymentAmount ?? given.repaymentAmount,
            repaymentDate,
            openid: draft.openid
          }
        )
      }),
    few
  )

  it.effect.prop(
    "CR-DEDUCT-11 an order has the appid of a sub-merchant exactly when its booking has, and the same",
    [repayment],
    ([given]) =>
      Effect.gen(function* () {
        const client = yield* CreditRepayment
        const { outRecordId } = yield* client.book(yield* bookingOf(given))
        const outTradeNo = (yield* Post).fresh("T")
        const charge = { ...(yield* Lender.charge(outTradeNo, outRecordId)), deductAmount: given.repaymentAmount }
        const order = yield* client.charge(charge)
        assert.strictEqual<string | undefined>(order.subAppid, given.subAppid)
        assert.strictEqual("subAppid" in order, given.subAppid !== undefined)
      }),
    few
  )

  it.effect.prop(
    "CR-DEDUCT-09 CR-HOOK-05 an order has a transaction, and the lender is told of it, exactly when it is paid",
    [
      Arbitrary.flatMap(int(10, 300_000), (repaymentAmount) =>
        Arbitrary.all({
          repaymentAmount: Arbitrary.Constant(repaymentAmount),
          minRepaymentAmount: int(Math.ceil(repaymentAmount / 10), repaymentAmount),
          atMost: oneOf<number>(
            int(0, Math.ceil(repaymentAmount / 10)),
            int(0, repaymentAmount),
            Arbitrary.Constant(repaymentAmount)
          )
        })
      )
    ],
    ([{ atMost, minRepaymentAmount, repaymentAmount }]) =>
      Effect.gen(function* () {
        const client = yield* CreditRepayment
        const sandbox = yield* Sandbox
        const post = yield* Post
        yield* TestClock.adjust("1 day")
        yield* sandbox.setBorrower(Borrower.paysPart(Fen.make(atMost)))
        const { outRecordId } = yield* client.book(yield* bookingOf({ minRepaymentAmount, repaymentAmount }))
        const outTradeNo = post.fresh("T")
        const before = (yield* sandbox.deliveries).length
        const draft = { ...(yield* Lender.charge(outTradeNo, outRecordId)), deductAmount: repaymentAmount }
        const orders = [yield* client.charge(draft)]
        for (const _ of ["waiting for the money", "paid or failed"]) {
          yield* TestClock.adjust("1 second")
          orders.push(yield* client.findDeductOrder({ outTradeNo }))
        }
        const isPaid = atMost >= minRepaymentAmount
        if (isPaid) yield* sandbox.awaitDeliveries(before + 1)
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(
          orders.map(({ orderState }) => orderState),
          ["Pending", "Unpaid", isPaid ? "Paid" : "Failed"]
        )
        assert.deepStrictEqual(
          orders.map((order) => order.transactionId !== undefined),
          [false, false, isPaid]
        )
        const told = (yield* sandbox.deliveries).slice(before).map(({ eventType }) => eventType)
        assert.deepStrictEqual(told, isPaid ? ["CREDIT_REPAYMENT.DEDUCTION_PAY"] : [])
      }),
    few
  )

  it.effect(
    "CR-DEDUCT-11 an order of a booking for wxcbda96de0b165489 names it, one of a booking for none names none",
    () =>
      Effect.gen(function* () {
        const client = yield* CreditRepayment
        const orderOf = Effect.fnUntraced(function* (given: object) {
          const { outRecordId } = yield* client.book(yield* bookingOf({ repaymentAmount: 10_000, ...given }))
          const { subAppid } = yield* client.charge(yield* Lender.charge((yield* Post).fresh("T"), outRecordId))
          return subAppid
        })
        const subAppids = [yield* orderOf({ subAppid: "wxcbda96de0b165489" }), yield* orderOf({})]
        assert.deepStrictEqual<unknown>(subAppids, ["wxcbda96de0b165489", undefined])
      })
  )

  it.effect("CR-SCHED-10 of 10000 fen without a least amount 10000 fen are the least, of 10000 and 1000 fen 1000", () =>
    Effect.gen(function* () {
      const client = yield* CreditRepayment
      const bare = yield* client.book(yield* bookingOf({ repaymentAmount: 10_000 }))
      const least = yield* client.book(yield* bookingOf({ repaymentAmount: 10_000, minRepaymentAmount: 1_000 }))
      assert.deepStrictEqual<unknown>([bare.minRepaymentAmount, least.minRepaymentAmount], [10_000, 1_000])
    })
  )

  it.effect(
    "CR-DEDUCT-09 CR-HOOK-05 who has 999 of at least 1000 fen fails without a transaction, and nobody is told",
    () =>
      Effect.gen(function* () {
        const client = yield* CreditRepayment
        const sandbox = yield* Sandbox
        const orderWith = Effect.fnUntraced(function* (atMost: number) {
          yield* sandbox.setBorrower(Borrower.paysPart(Fen.make(atMost)))
          const given = { repaymentAmount: 10_000, minRepaymentAmount: 1_000 }
          const { outRecordId } = yield* client.book(yield* bookingOf(given))
          const outTradeNo = (yield* Post).fresh("T")
          const before = (yield* sandbox.deliveries).length
          yield* client.charge(yield* Lender.charge(outTradeNo, outRecordId))
          yield* TestClock.adjust("2 seconds")
          const order = yield* client.findDeductOrder({ outTradeNo })
          if (order.orderState === "Paid") yield* sandbox.awaitDeliveries(before + 1)
          yield* TestClock.adjust("1 hour")
          const told = (yield* sandbox.deliveries).length - before
          return [order.orderState, order.paySuccessAmount, (order.transactionId ?? "").length, told]
        })
        assert.deepStrictEqual(yield* orderWith(999), ["Failed", undefined, 0, 0])
        assert.deepStrictEqual(yield* orderWith(1_000), ["Paid", 1_000, 28, 1])
      })
  )

  it.effect("CR-AMT-05 of 10001 fen of a cash loan 1001 fen are taken as the least, and 1000 fen are refused", () =>
    Effect.gen(function* () {
      const book = (minRepaymentAmount: number) =>
        Effect.flatMap(bookingOf({ repaymentAmount: 10_001, minRepaymentAmount }), (draft) =>
          refusal(paths.book, Lender.wireOf(draft))
        )
      assert.isUndefined(yield* book(1_001))
      const refused = yield* book(1_000)
      assert.deepStrictEqual<unknown>(
        [refused?.code, refused?.message],
        [
          "PARAM_ERROR",
          "scheduleItems[0].minRepaymentAmount must be from 1001 to 10001 fen, at least 10 % of the repayment, " +
            "but 1000 was given (CR-AMT-05)"
        ]
      )
    })
  )
})

it.layer(layer())("CR-SCHED a booking of a consumer loan", (it) => {
  it.effect("CR-AMT-12 of 10001 fen of a consumer loan 501 fen are taken as the least, and 500 fen are refused", () =>
    Effect.gen(function* () {
      const book = (minRepaymentAmount: number) =>
        Effect.flatMap(bookingOf({ repaymentAmount: 10_001, minRepaymentAmount }), (draft) =>
          refusal(paths.book, Lender.wireOf(draft))
        )
      assert.isUndefined(yield* book(501))
      assert.include((yield* book(500))?.message, "must be from 501 to 10001 fen")
    })
  )

  it.effect(
    "CR-DATE-03 a repayment on 2025-11-06 is taken at 15:59:59.999 UTC of the day before, and refused at 16:00",
    () =>
      Effect.gen(function* () {
        const midnight = DateTime.toEpochMillis(DateTime.makeUnsafe("2025-11-05T16:00:00Z"))
        const book = Effect.flatMap(
          bookingOf({
            repaymentAmount: 10_000,
            minRepaymentAmount: 500,
            repaymentDate: CalendarDate.make("2025-11-06")
          }),
          (draft) => refusal(paths.book, Lender.wireOf(draft))
        )
        yield* TestClock.setTime(midnight - 1)
        assert.isUndefined(yield* book)
        yield* TestClock.setTime(midnight)
        assert.strictEqual(
          (yield* book)?.message,
          "scheduleItems[0].repaymentDate must be a day from 2025-11-07 to 2025-11-20, " +
            '1 to 14 days after the day of booking, but "2025-11-06" was given (CR-DATE-02)'
        )
      })
  )

  it.effect("CR-AMT-01 CR-AMT-02 of a repayment above the cap and the limit the platform names the cap alone", () =>
    Effect.gen(function* () {
      const draft = yield* bookingOf({ repaymentAmount: 500_001, minRepaymentAmount: 500_001 })
      assert.strictEqual(
        (yield* refusal(paths.book, Lender.wireOf(draft)))?.message,
        "scheduleItems[0].repaymentAmount must be at most 500000 fen, the template's cap, " +
          "but 500001 was given (CR-AMT-01)"
      )
    })
  )

  it.effect(
    "CR-SCHED-05 CR-AMT-06 that a number has other content is told before what is wrong with that content",
    () =>
      Effect.gen(function* () {
        const draft = yield* bookingOf({ repaymentAmount: 10_000, minRepaymentAmount: 500 })
        yield* (yield* CreditRepayment).book(draft)
        const [item] = draft.scheduleItems
        const wrong = { ...draft, scheduleItems: [{ ...item, minRepaymentAmount: 10_001 }] } as const
        assert.strictEqual(
          (yield* refusal(paths.book, Lender.wireOf(wrong)))?.message,
          "scheduleItems[0].outRecordId must be a number not used before, or the same content again, " +
            `but "${item.outRecordId}" was given (CR-SCHED-05)`
        )
      })
  )

  for (const [title, field, change] of [
    ["CR-ID-02 a charge under a number with an underscore", "/out_trade_no", { out_trade_no: "T_1" }],
    ["CR-ID-02 a charge under a number of 33 letters", "/out_trade_no", { out_trade_no: "T".repeat(33) }],
    ["CR-ID-05 a charge under a contract's number of 65 digits", "/contract_id", { contract_id: "1".repeat(65) }]
  ] as const) {
    it.effect(`${title} is refused as PARAM_ERROR at ${field}`, () =>
      Effect.gen(function* () {
        const { contractId, deductAmount, notifyUrl, outRecordId, outTradeNo } = yield* Lender.charge()
        const refused = yield* refusal(paths.charge, {
          contract_id: contractId,
          out_trade_no: outTradeNo,
          out_record_id: outRecordId,
          deduct_amount: String(deductAmount),
          notify_url: notifyUrl,
          ...change
        })
        assert.strictEqual(refused?.code, "PARAM_ERROR")
        assert.deepInclude<unknown>(refused?.detail, { field })
      })
    )
  }
})
