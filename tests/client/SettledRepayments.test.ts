/**
 * CR-DEDUCT-06, CR-SCHED-05, CR-CONTRACT-02: what an answer tells of each change of a repayment that is in doubt, under which
 * number with which content, and whether it is sent again.
 *
 * Method: the settling of repayments alone, between questions that answer what a row wrote down and calls that only say
 * that they were made. There is nothing to draw: each member that could differ differs in one row.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Contract, DeductOrder, Schedule } from "@wxrepay/domain"
import { type LookupError, Rejection, type RepaymentDoubts } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Change } from "../../packages/domain/src/client/Changes.ts"
import { make } from "../../packages/domain/src/client/RepaymentSettling.ts"
import { booking } from "../support/doubtfulChanges.ts"
import { inOwnTime } from "../support/doubts.ts"
import { noon } from "../support/lender.ts"
import * as Platform from "../support/platform.ts"
import { noChanges, unsendable } from "../support/settleScripts.ts"

type Operation = keyof RepaymentDoubts

const absent: Effect.Effect<never, LookupError> = Effect.fail(
  new Rejection({ status: 404, category: "AskFirst", authenticity: "Verified", message: "nothing" })
)

/** What is answered to the questions; what is left out is not there. */
interface Told {
  readonly contract?: Partial<Contract.Contract>
  readonly record?: Partial<Schedule.ScheduleRecord>
  readonly order?: Partial<DeductOrder.DeductOrder>
}

const presign = {
  appid: "wxcbda96de0b165486",
  planId: "123",
  outContractCode: "C1",
  displayName: "*明",
  contractNotifyUrl: "https://lender.example/wechatpay/notify",
  repaymentAmountLimit: 300_000
}
const drafts = {
  presignApp: presign,
  presignH5: presign,
  terminateContract: { outContractCode: "C1", contractTerminationRemark: "已结清" },
  book: booking,
  charge: Platform.charge
}

/** What one change comes to; `sent` says that it was sent again. */
const settling = Effect.fnUntraced(function* (operation: Operation, told: Told, draft: object = drafts[operation]) {
  yield* TestClock.setTime(noon)
  const sent: Array<string> = []
  const known: Array<Change> = []
  const asked: Array<unknown> = []
  const spans: Array<ReadonlyMap<string, unknown>> = []
  const sends = (what: string) => () =>
    Effect.andThen(
      Effect.sync(() => void sent.push(what)),
      unsendable
    )
  const answers =
    <A>(value: A | undefined) =>
    (key: object): Effect.Effect<A, LookupError> =>
      Effect.flatMap(Effect.orDie(Effect.currentSpan), ({ attributes, name }) => {
        asked.push({ name, ...key })
        spans.push(attributes)
        return value === undefined ? absent : Effect.succeed(value)
      })
  const settle = make(noChanges(known), {
    presignApp: sends("presignApp"),
    presignH5: sends("presignH5"),
    terminateContract: sends("terminateContract"),
    book: sends("book"),
    charge: sends("charge"),
    findContract: answers(JSON.parse("0", () => told.contract)),
    findScheduleRecord: answers(JSON.parse("0", () => told.record)),
    findDeductOrder: answers(JSON.parse("0", () => told.order))
  })
  const given = JSON.parse("0", () => draft)
  const settlement = yield* inOwnTime(settle(operation, given, { pause: "2 seconds", within: "3 seconds" }))
  const end = sent.length > 0 ? `${sent.join()} sent again` : settlement._tag
  return { asked, end, known, settlement, span: Object.fromEntries(spans[0] ?? []) }
})

const [item] = booking.scheduleItems

const record = {
  outRecordId: item.outRecordId,
  contractId: booking.contractId,
  repaymentAmount: item.repaymentAmount,
  repaymentDate: item.repaymentDate,
  openid: booking.openid
}

const { contractId, deductAmount, outRecordId, outTradeNo } = Platform.charge
const order = { contractId, deductAmount, outRecordId, outTradeNo }

const rows: ReadonlyArray<readonly [Operation, string, unknown, string]> = [
  ["presignApp", "a contract", { contract: { state: "Effective" } }, "Settled"],
  ["presignApp", "a contract that has ended", { contract: { state: "Terminated" } }, "Settled"],
  ["presignApp", "no contract", {}, "presignApp sent again"],
  ["presignH5", "a contract", { contract: { state: "Invalid" } }, "Settled"],
  ["presignH5", "no contract", {}, "presignH5 sent again"],
  ["terminateContract", "an ended contract", { contract: { state: "Terminated" } }, "Settled"],
  ["terminateContract", "an effective contract", { contract: { state: "Effective" } }, "terminateContract sent again"],
  ["terminateContract", "a contract in no known state", { contract: { state: "Unknown:X" } }, "StillUnknown"],
  ["terminateContract", "an invalid contract", { contract: { state: "Invalid" } }, "StillUnknown"],
  ["book", "its booking", { record }, "Settled"],
  ["book", "its booking without its contract", { record: { ...record, contractId: undefined } }, "Settled"],
  ["book", "another amount", { record: { ...record, repaymentAmount: 9_999 } }, "Differs"],
  ["book", "another day", { record: { ...record, repaymentDate: "2025-11-08" } }, "Differs"],
  ["book", "another person", { record: { ...record, openid: "another" } }, "Differs"],
  ["book", "another contract", { record: { ...record, contractId: "another" } }, "Differs"],
  ["book", "no booking", {}, "book sent again"],
  ["charge", "its order", { order }, "Settled"],
  ["charge", "another amount", { order: { ...order, deductAmount: 1 } }, "Differs"],
  ["charge", "another booking", { order: { ...order, outRecordId: "R2" } }, "Differs"],
  ["charge", "another contract", { order: { ...order, contractId: "another" } }, "Differs"],
  ["charge", "no order", {}, "charge sent again"]
]

describe("What is told of a change of a repayment", () => {
  for (const [operation, title, told, expected] of rows) {
    it.effect(`V3-IDEM-02 ${operation} that is asked about and finds ${title} comes to: ${expected}`, () =>
      Effect.gen(function* () {
        const given: Told = JSON.parse("0", () => told)
        assert.strictEqual((yield* settling(operation, given)).end, expected)
      })
    )
  }

  for (const [operation, key] of [
    ["presignApp", { outContractCode: "C1" }],
    ["presignH5", { outContractCode: "C1" }],
    ["terminateContract", { outContractCode: "C1" }],
    ["book", { outRecordId: item.outRecordId, contractId: booking.contractId }],
    ["charge", { outTradeNo }]
  ] as const) {
    it.effect(`V3-IDEM-02 ${operation} is asked about by its own number, and its span says what it came to`, () =>
      Effect.gen(function* () {
        const { asked, settlement, span } = yield* settling(operation, {})
        assert.deepStrictEqual(asked[0], { name: "CreditRepayment.settle", ...key })
        assert.deepStrictEqual(span, { "wxrepay.operation": operation, "wxrepay.settlement": settlement._tag })
      })
    )
  }

  it.effect("CR-DATE-02 a booking is settled whatever day it is by now, as it was made before its day", () =>
    Effect.gen(function* () {
      for (const repaymentDate of ["2020-02-29", "2025-11-05", "2026-12-31"]) {
        const draft = { ...booking, scheduleItems: [{ ...item, repaymentDate }] }
        const told: Told = JSON.parse("0", () => ({ record: { ...record, repaymentDate } }))
        assert.strictEqual((yield* settling("book", told, draft)).end, "Settled", repaymentDate)
      }
    })
  )

  it.effect("CR-SCHED-01 a booking of which the day cannot be read is refused by the rules, and nothing breaks", () =>
    Effect.gen(function* () {
      for (const scheduleItems of [
        undefined,
        [],
        [{ ...item, repaymentDate: "soon" }],
        [{ ...item, repaymentDate: 1 }]
      ]) {
        const error = yield* Effect.flip(settling("book", {}, { ...booking, scheduleItems }))
        assert.strictEqual(error._tag, "BookingRefused")
      }
    })
  )

  it.effect("CR-DATE-02 a booking for a day that has no day before it, or for none, is refused by the rules", () =>
    Effect.gen(function* () {
      for (const repaymentDate of ["0000-01-01", "2025-02-30"]) {
        const draft = { ...booking, scheduleItems: [{ ...item, repaymentDate }] }
        const error = yield* Effect.flip(settling("book", {}, draft))
        assert.strictEqual(error._tag, "BookingRefused", repaymentDate)
      }
    })
  )
})
