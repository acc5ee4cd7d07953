/**
 * PS-COMPLETE, PS-AMT, PS-TIME, PS-DIRECT: when a service may be completed, in a call of its own or in the one that creates
 * its order.
 *
 * Method: `completion` keeps every rule, often just so, and must come through untouched; then the published drafts have one
 * thing changed, well or wrongly about as often. Sums are added up again in bigint, times are seconds counted from 1970.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, ServiceOrderCall as Call } from "@wxrepay/domain"
import { Amounts, Choice, ServiceCalls, ServiceOrders, ServiceTimes } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type AnyKnown, ask, published, read, reasonsOf } from "./servicing.ts"

const { int, maybe, oneOf, pick } = Choice

const complete = (draft: object, known?: AnyKnown) =>
  reasonsOf(ask.Complete({ ...published.Complete, ...draft }, known))
const direct = (draft: object, known?: AnyKnown) =>
  reasonsOf(ask.DirectComplete({ ...published.DirectComplete, ...draft }, known))
const [inService] = ServiceOrders.ordersAt("InService")

/** So many lines of one fen each. */
const linesOf = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `n${at}`, amount: 1 }))

/** The day of all drafts of times: 2009-12-25, in seconds counted from 1970. */
const day = 14_603 * 86_400

describe("PS-COMPLETE a service that is completed", () => {
  it.prop(
    "a completion that keeps every rule is authorised exactly as given",
    [ServiceCalls.completion],
    ([{ draft, known }]) => {
      const verdict = ask.Complete(draft, known)
      assert.strictEqual(read(verdict), "")
      if (Result.isSuccess(verdict)) assert.deepStrictEqual<unknown>(verdict.success.call, ServiceOrders.present(draft))
    }
  )

  it("PS-AMT-06 PS-AMT-02 a completion is refused exactly when its number, its payments or its total are left out", () => {
    const needed = ["PS-ID-01 outOrderNo", "PS-ID-04 appid", "PS-ID-03 serviceId", "PS-AMT-06 postPayments"]
    for (const field of Object.keys(published.Complete)) {
      const reasons = complete({ [field]: undefined, ...(field === "postDiscounts" ? { totalAmount: 40000 } : {}) })
      const isNeeded = [...needed, "PS-AMT-01 totalAmount"].filter((one) => one.endsWith(` ${field}`))
      assert.deepStrictEqual(reasons, isNeeded, field)
    }
  })

  const made = Schema.decodeUnknownSync(Call.Completion)
  it.prop(
    "PS-COMPLETE-02 other content than before is refused exactly where only a repeat is allowed",
    [ServiceCalls.completion, pick("nothing", ...Object.keys(published.Complete)), pick(...ServiceOrders.stages)],
    ([{ draft, known }, field, stage]) => {
      const earlier = made(ServiceOrders.present(draft))
      const members: ReadonlyMap<string, unknown> = new Map(Object.entries(published.Complete))
      const isNumber = ["outOrderNo", "appid", "serviceId"].includes(field)
      const changed = { ...draft, ...(isNumber || field === "nothing" ? {} : { [field]: members.get(field) }) }
      const facts = { outOrderNo: draft.outOrderNo, appid: draft.appid, serviceId: draft.serviceId }
      const isRepeat = ["AwaitingPayment", "Paid", "Finished"].includes(stage)
      const isSame = JSON.stringify(made(ServiceOrders.present(changed))) === JSON.stringify(earlier)
      for (const order of ServiceOrders.ordersAt(stage, facts)) {
        const reasons = reasonsOf(ask.Complete(changed, { ...known, order, limit: undefined, earlier }))
        assert.strictEqual(reasons.includes("PS-COMPLETE-02 outOrderNo"), isRepeat && !isSame)
      }
    }
  )
})

describe("PS-AMT what is owed when a service is completed", () => {
  const amounts = (minLength: number) =>
    Arbitrary.array(oneOf(Amounts.fen, Arbitrary.map(int(0, 3), Fen.make)), { minLength, maxLength: 3 })
  const sum = (all: ReadonlyArray<number>) => all.reduce((so, amount) => so + BigInt(amount), 0n)

  /** Lines and a total that is close to what they come to, or anyhow; all discounts together are an amount. */
  const owing = Arbitrary.flatMap(Arbitrary.all({ payments: amounts(1), drawn: amounts(0) }), ({ drawn, payments }) => {
    const discounts = drawn.map((amount) => Math.floor(amount / drawn.length))
    const [paid, off] = [sum(payments), sum(discounts)]
    return Arbitrary.map(
      oneOf(Amounts.near(Math.max(Math.min(Number(paid - off), Fen.largest), 0)), Amounts.fen),
      (totalAmount) => ({
        owed: { paid, off, totalAmount },
        lines: {
          postPayments: payments.map((amount, at) => ({ name: `n${at}`, amount, count: 3 })),
          postDiscounts: discounts.map((amount, at) => ({ name: `n${at}`, amount, count: 3 })),
          totalAmount
        }
      })
    )
  })
  const refusedFor = ({ off, paid, totalAmount }: { off: bigint; paid: bigint; totalAmount: number }) => {
    if (off > paid) return ["PS-AMT-12 postDiscounts"]
    return BigInt(totalAmount) === paid - off ? [] : ["PS-AMT-02 totalAmount"]
  }

  it.prop(
    "PS-AMT-02 PS-AMT-12 a completion is refused exactly when its total is not all payments less all discounts",
    [owing],
    ([{ lines, owed }]) => {
      assert.deepStrictEqual(complete(lines), refusedFor(owed))
    }
  )

  it.prop(
    "PS-AMT-02 PS-AMT-12 PS-DIRECT-01 a direct completion is refused for its total exactly when one is told and differs",
    [owing, pick("total", "no total", "no payments")],
    ([{ lines, owed }, tells]) => {
      const draft = {
        ...lines,
        ...(tells === "no total" ? { totalAmount: undefined } : {}),
        ...(tells === "no payments" ? { postPayments: undefined } : {})
      }
      const { off, paid } = owed
      const held = tells === "total" ? owed : { off, paid, totalAmount: Math.min(Number(paid - off), Fen.largest) }
      assert.deepStrictEqual(direct(draft), tells === "no payments" ? [] : refusedFor(held))
    }
  )

  it("PS-AMT-12 discounts of more than a number can hold are more than there is to pay", () => {
    const postDiscounts = [Fen.largest, 1].map((amount, at) => ({ name: `n${at}`, amount }))
    assert.deepStrictEqual(complete({ postDiscounts }), ["PS-AMT-12 postDiscounts"])
  })

  it("PS-AMT-02 what is told to be owed is all payments less all discounts, however large", () => {
    const postPayments = [Fen.largest, 101].map((amount, at) => ({ name: `n${at}`, amount }))
    const decided = ask.Complete({ ...published.Complete, postPayments })
    assert.include(read(decided), "totalAmount must be 9007199254740992 fen, all payments less all discounts")
  })

  it.prop(
    "PS-AMT-03 PS-AMT-04 a total is refused exactly when it is above a deposit that is spared, or above the limit of the service; an estimate is no cap",
    [
      Amounts.fen,
      maybe(pick("Deposit", "Advance", "CashDeposit", "EstimateOrderCost", "Unknown:UDEPOSIT")),
      pick("near", "not told"),
      pick("near", "not known"),
      Arbitrary.all([int(-2, 2), int(-2, 2)])
    ],
    ([total, name, tells, knows, [more, further]]) => {
      const around = (off: number) => Math.min(Math.max(total + off, 0), Fen.largest)
      const riskFund = { name, amount: tells === "near" ? around(more) : undefined }
      const limit = knows === "near" ? around(further) : undefined
      const isDeposit = name === "Deposit" || name === "Advance" || name === "CashDeposit"
      const lines = { postPayments: [{ name: "房费", amount: total }], postDiscounts: undefined, totalAmount: total }
      for (const order of name === undefined
        ? [undefined, inService]
        : ServiceOrders.ordersAt("InService", { riskFund })) {
        assert.deepStrictEqual(complete(lines, { order, limit }), [
          ...(isDeposit && riskFund.amount !== undefined && total > riskFund.amount ? ["PS-AMT-03 totalAmount"] : []),
          ...(limit !== undefined && total > limit ? ["PS-AMT-04 totalAmount"] : [])
        ])
      }
    }
  )

  it.prop(
    "PS-AMT-06 PS-AMT-07 a completion is refused exactly when it has not 1 to 100 payments, or for a direct one 0 to 100, or has above 30 discounts",
    [oneOf<number>(pick(0, 1, 100, 101), int(0, 103)), oneOf<number>(pick(0, 30, 31), int(0, 33))],
    ([payments, discounts]) => {
      const [first, ...others] = linesOf(payments)
      const lines = {
        postPayments: first === undefined ? [] : [{ ...first, amount: discounts }, ...others],
        postDiscounts: linesOf(discounts),
        totalAmount: others.length
      }
      const tooMany = discounts > 30 ? ["PS-AMT-07 postDiscounts"] : []
      const form = (least: number) => (payments < least || payments > 100 ? ["PS-AMT-06 postPayments"] : [])
      const isNegative = payments === 0 && discounts > 0 && discounts <= 30
      assert.deepStrictEqual(complete(lines), [...form(1), ...tooMany])
      assert.deepStrictEqual(direct(lines), [
        ...form(0),
        ...tooMany,
        ...(isNegative ? ["PS-AMT-12 postDiscounts"] : [])
      ])
    }
  )

  it.prop(
    "PS-AMT-13 a discount is refused exactly when it has no amount, when a service is completed and not before",
    [Arbitrary.array(maybe(pick(0)), { maxLength: 4 })],
    ([amounts]) => {
      const lines = { postDiscounts: amounts.map((amount, at) => ({ name: `n${at}`, amount })), totalAmount: 40000 }
      const refused = amounts.flatMap((amount, at) =>
        amount === undefined ? [`PS-AMT-13 postDiscounts[${at}].amount`] : []
      )
      assert.deepStrictEqual(complete(lines), refused)
      assert.deepStrictEqual(direct(lines), [])
      assert.deepStrictEqual(reasonsOf(ask.Modify({ ...published.Modify, ...lines })), [])
      assert.deepStrictEqual(reasonsOf(ask.Create({ ...published.Create, ...lines })), [])
    }
  )

  it("PS-AMT-12 PS-AMT-02 where 101 fen are taken off 100, that alone is told, whatever the total", () => {
    const postPayments = [{ name: "房费", amount: 100 }]
    const postDiscounts = [{ name: "满减", amount: 101 }]
    for (const totalAmount of [0, 1, 100]) {
      assert.deepStrictEqual(complete({ postPayments, postDiscounts, totalAmount }), ["PS-AMT-12 postDiscounts"])
    }
  })

  it("PS-AMT-03 PS-AMT-04 a total above the deposit and above the limit is told for both, the deposit first", () => {
    const [order] = ServiceOrders.ordersAt("InService", { riskFund: { name: "Deposit", amount: 39_899 } })
    assert.deepStrictEqual(complete({}, { order, limit: 39_899 }), ["PS-AMT-03 totalAmount", "PS-AMT-04 totalAmount"])
  })

  it("PS-AMT-08 PS-AMT-09 a completion of either kind has no payment of nothing and no name twice", () => {
    const room = { name: "房费", amount: 1 }
    const lines = { postPayments: [room, { name: "餐费" }, room], postDiscounts: [room, room], totalAmount: 0 }
    const refused = ["PS-AMT-08 postPayments[1]", "PS-AMT-09 postPayments[2].name", "PS-AMT-09 postDiscounts[1].name"]
    assert.deepStrictEqual(complete(lines), refused)
    assert.deepStrictEqual(direct(lines), refused)
  })
})

describe("PS-TIME when a service that is completed has ended", () => {
  it("PS-TIME-04 PS-TIME-05 an end that is still to come and before its start is told for both, first that it is to come", () => {
    const timeRange = { startTime: "20991231", endTime: "20991230" }
    const told = ["PS-TIME-04 timeRange.endTime", "PS-TIME-05 timeRange.endTime"]
    assert.deepStrictEqual(complete({ timeRange }), told)
    assert.deepStrictEqual(direct({ timeRange }), told)
  })

  const [noon] = [day + 43_200]
  const seconds = oneOf<number>(pick(-86_400, -1, 0, 1, 86_400), int(-100_000, 100_000))

  it.prop(
    "PS-TIME-03 the end is refused as missing exactly when neither the completion nor the order that is known tells it",
    [pick("no range", "no end", "end", "what is ill-formed"), pick("no order", "no range", "no end", "end")],
    ([gives, tells]) => {
      const ranges = {
        "no range": undefined,
        "no end": { startTime: "20091225" },
        end: { startTime: "20091225", endTime: "20091225120000" },
        "what is ill-formed": { startTimeRemark: "" }
      }
      const order =
        tells === "no order" ? undefined : ServiceOrders.ordersAt("InService", { timeRange: ranges[tells] })[0]
      const isMissing = (gives === "no range" || gives === "no end") && tells === "no end"
      assert.deepStrictEqual(complete({ timeRange: ranges[gives] }, { order }), [
        ...(gives === "what is ill-formed" ? ["PS-TIME-06 timeRange.startTimeRemark"] : []),
        ...(isMissing ? ["PS-TIME-03 timeRange.endTime"] : [])
      ])
    }
  )

  it.prop(
    "PS-TIME-04 an end is refused exactly when it lies after the moment of the call; a day is its midnight",
    [pick("day", "moment"), seconds, pick(0, 1, 999)],
    ([what, since, millis]) => {
      const end = what === "day" ? day : noon
      const timeRange = { startTime: "20091224", endTime: ServiceTimes.spell(end, what === "day") }
      const known = { now: ServiceTimes.instantOf((end + since) * 1000 + millis) }
      const refused = since * 1000 + millis < 0 ? ["PS-TIME-04 timeRange.endTime"] : []
      assert.deepStrictEqual(complete({ timeRange }, known), refused)
      assert.deepStrictEqual(direct({ timeRange }, known), refused)
    }
  )

  it.prop(
    "PS-TIME-05 an end is refused exactly when it comes before the start: that of the completion, else that of the order",
    [maybe(seconds), maybe(seconds), pick("OnAccept", "told", "nothing")],
    ([given, told, tells]) => {
      const timeRange = {
        ...(given === undefined ? {} : { startTime: ServiceTimes.spell(noon + given, true) }),
        endTime: ServiceTimes.spell(noon, false)
      }
      const startTime = tells === "OnAccept" ? tells : ServiceTimes.spell(noon + (told ?? 0), true)
      const order =
        tells === "nothing" ? inService : ServiceOrders.ordersAt("InService", { timeRange: { startTime } })[0]
      const start = given ?? (tells === "told" ? (told ?? 0) : 0)
      const now = ServiceTimes.instantOf(noon * 1000)
      const refused = ["PS-TIME-05 timeRange.endTime"]
      assert.deepStrictEqual(complete({ timeRange }, { now, order }), start > 0 ? refused : [])
      const whole = { startTime: "OnAccept", ...timeRange }
      assert.deepStrictEqual(direct({ timeRange: whole }, { now }), (given ?? 0) > 0 ? refused : [])
    }
  )
})
