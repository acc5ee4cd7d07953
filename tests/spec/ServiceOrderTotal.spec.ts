/**
 * PS-AMT, PS-TIME: what is owed for a service order, and when.
 *
 * Method: lines of every size are drawn and added up again in bigint; moments are compared with an independent reading
 * of the clock in Beijing.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, ServiceOrder, ServiceTime } from "@wxrepay/domain"
import { Amounts, Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const lines = Arbitrary.array(
  Arbitrary.all({ amount: Choice.maybe(Amounts.fen), count: Choice.maybe(Arbitrary.Constant(3)) }),
  {
    maxLength: 4
  }
)

describe("PS-AMT the total", () => {
  it.prop(
    "PS-AMT-02 PS-AMT-12 is all payments less all discounts, exactly, refused exactly when it is negative or too large",
    [lines, lines],
    ([payments, discounts]) => {
      const sum = (all: ReadonlyArray<{ amount?: Fen.Fen | undefined }>) =>
        all.reduce((so, { amount }) => so + BigInt(amount ?? 0), 0n)
      const [owed, off] = [sum(payments), sum(discounts)]
      const largest = BigInt(Fen.largest)
      const verdict = ServiceOrder.total(payments, discounts)
      assert.strictEqual(Result.isSuccess(verdict), off <= owed && owed - off <= largest)
      if (Result.isSuccess(verdict)) assert.strictEqual(BigInt(verdict.success), owed - off)
    }
  )

  it("PS-AMT-02 the published order owes 39900 fen, not the 50000 that its sample says: counts multiply nothing", () => {
    const total = ServiceOrder.total([{ amount: Fen.make(40_000) }], [{ amount: Fen.make(100) }])
    assert.deepStrictEqual(total, Result.succeed(Fen.make(39_900)))
  })

  it("PS-AMT-12 101 fen off 100 fen are refused in words", () => {
    const total = ServiceOrder.total([{ amount: Fen.make(100) }], [{ amount: Fen.make(101) }])
    assert.strictEqual(
      Result.isFailure(total) ? total.failure.message : "",
      "101 fen are taken off, and only 100 fen are to be paid (PS-AMT-12)"
    )
  })

  for (const [count, isTaken] of [
    [0, false],
    [1, true],
    [100, true],
    [101, false]
  ] as const) {
    it(`PS-AMT-10 a count of ${count} is ${isTaken ? "taken" : "refused"}`, () => {
      assert.strictEqual(Schema.is(ServiceOrder.Count)(count), isTaken)
    })
  }

  it("PS-RISK-02 a risk fund of nothing is refused, and one of a fen is not", () => {
    const accepts = Schema.is(ServiceOrder.RiskFund)
    assert.deepStrictEqual(
      [0, 1].map((amount) => accepts({ name: "Deposit", amount })),
      [false, true]
    )
  })
})

describe("PS-TIME moments", () => {
  for (const [text, isMoment] of [
    ["20091225091010", true],
    ["20091225", true],
    ["20240229", true],
    ["20230229", false],
    ["20091225240000", false],
    ["20091225096010", false],
    ["2009122509", false],
    ["2009-12-25", false],
    ["OnAccept", false],
    ["", false]
  ] as const) {
    it(`PS-TIME-01 ${JSON.stringify(text)} is ${isMoment ? "a" : "no"} moment`, () => {
      assert.strictEqual(Schema.is(ServiceTime.ServiceTime)(text), isMoment)
    })
  }

  it("PS-TIME-02 a service may begin when the user confirms, spelled OnAccept", () => {
    const accepts = Schema.is(ServiceTime.StartTime)
    assert.deepStrictEqual(
      ["OnAccept", "onAccept", "20091225", "ONACCEPT"].map((text) => accepts(text)),
      [true, false, true, false]
    )
  })

  it("PS-TIME-07 a bare day means its midnight in Beijing, which is four in the afternoon UTC of the day before", () => {
    const instant = ServiceTime.toInstant(ServiceTime.make("20091225"))
    assert.strictEqual(DateTime.formatIso(instant), "2009-12-24T16:00:00.000Z")
    assert.strictEqual(ServiceTime.ofInstant(instant), "20091225000000")
  })

  it.prop(
    "PS-TIME-01 an instant to the second is written and read back the same",
    [Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_102_444_800 })))],
    ([second]) => {
      const time = ServiceTime.ofInstant(DateTime.makeUnsafe(second * 1000))
      assert.strictEqual(DateTime.toEpochMillis(ServiceTime.toInstant(time)), second * 1000)
      const beijing = new Date((second + 8 * 3600) * 1000).toISOString().replaceAll(/\D/gu, "").slice(0, 14)
      assert.strictEqual(time, beijing)
    }
  )
})
