/**
 * PS-CREATE, PS-AMT, PS-TIME, PS-RISK: when a service order may be created.
 *
 * Method: `creation` keeps every rule, often just so; each property changes one thing about it or about the published
 * draft, well or wrongly about as often, and restates letter by letter when that is refused.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrderCall as Call } from "@wxrepay/domain"
import { Amounts, Choice, ServiceCalls, ServiceOrders, ServiceTimes } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as servicing from "./servicing.ts"

const { int, maybe, oneOf, pick } = Choice

const published = servicing.published.Create
const reasonsOf = (draft: object, known?: servicing.AnyKnown) => servicing.reasonsOf(servicing.ask.Create(draft, known))

describe("PS-CREATE the members of an order", () => {
  it.prop(
    "an order that keeps every rule may be created, exactly as given",
    [ServiceCalls.creation],
    ([{ draft, known }]) => {
      const verdict = servicing.ask.Create(draft, known)
      assert.strictEqual(servicing.read(verdict), "")
      if (Result.isSuccess(verdict)) assert.deepStrictEqual<unknown>(verdict.success.call, ServiceOrders.present(draft))
    }
  )

  const required = [
    "PS-ID-01 outOrderNo",
    "PS-ID-04 appid",
    "PS-ID-03 serviceId",
    "PS-CREATE-08 serviceIntroduction",
    "PS-TIME-02 timeRange.startTime",
    "PS-RISK-01 riskFund.name",
    "PS-RISK-02 riskFund.amount",
    "PS-CREATE-07 notifyUrl"
  ]
  const all = [...Object.keys(published), ...required.map((one) => one.slice(one.indexOf(" ") + 1))]

  it.prop(
    "PS-CREATE-01 an order is refused exactly when one of its eight required members is left out",
    [Arbitrary.array(pick(...all), { maxLength: 4 }), pick("undefined", "null")],
    ([gone, word]) => {
      const nothing = word === "null" ? null : undefined
      const isGone = (field: string) => gone.some((one) => field === one || field.startsWith(`${one}.`))
      const inside = gone.filter((field) => !field.includes(".") || !isGone(field.split(".")[0] ?? ""))
      const draft = inside.reduce<object>((draft, field) => servicing.put(draft, field, nothing), published)
      assert.deepStrictEqual(
        reasonsOf(draft),
        required.filter((one) => isGone(one.slice(one.indexOf(" ") + 1)))
      )
    }
  )
})

describe("PS-CREATE the rules of an order", () => {
  it.prop(
    "PS-AMT-06 PS-AMT-07 an order is refused exactly when it has above 100 payments or 30 discounts",
    [oneOf<number>(pick(0, 100, 101), int(0, 120)), oneOf<number>(pick(0, 30, 31), int(0, 40))],
    ([payments, discounts]) => {
      const lines = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `n${at}`, amount: 1 }))
      const draft = { ...published, postPayments: lines(payments), postDiscounts: lines(discounts) }
      assert.deepStrictEqual(reasonsOf(draft), [
        ...(payments > 100 ? ["PS-AMT-06 postPayments"] : []),
        ...(discounts > 30 ? ["PS-AMT-07 postDiscounts"] : [])
      ])
    }
  )

  it.prop(
    "PS-AMT-08 a payment is refused exactly when it has neither an amount nor a description, a discount never",
    [Arbitrary.array(Arbitrary.all({ amount: maybe(pick(0, 1)), description: maybe(pick("x")) }), { maxLength: 4 })],
    ([given]) => {
      const lines = given.map((line, at) => ({ name: `n${at}`, ...line }))
      assert.deepStrictEqual(
        reasonsOf({ ...published, postPayments: lines, postDiscounts: lines }),
        lines.flatMap(({ amount, description }, at) =>
          amount === undefined && description === undefined ? [`PS-AMT-08 postPayments[${at}]`] : []
        )
      )
    }
  )

  const names = Arbitrary.array(pick("a", "A", "a ", "商品信息", "toString"), { maxLength: 5 })
  it.prop(
    "PS-AMT-09 a name is refused exactly when an earlier line of its list has it, but payments may repeat 商品信息",
    [names, names],
    ([payments, discounts]) => {
      const lines = (all: ReadonlyArray<string>) => all.map((name) => ({ name, amount: 1 }))
      const isRepeated = (all: ReadonlyArray<string>, at: number) => all.indexOf(all[at] ?? "") < at
      const draft = { ...published, postPayments: lines(payments), postDiscounts: lines(discounts) }
      assert.deepStrictEqual(reasonsOf(draft), [
        ...payments.flatMap((name, at) =>
          isRepeated(payments, at) && name !== "商品信息" ? [`PS-AMT-09 postPayments[${at}].name`] : []
        ),
        ...discounts.flatMap((_, at) => (isRepeated(discounts, at) ? [`PS-AMT-09 postDiscounts[${at}].name`] : []))
      ])
    }
  )

  it.prop(
    "PS-TIME-05 an order is refused exactly when it ends before it begins, where both are known; a day is its midnight",
    [
      int(-200, 200),
      oneOf<number>(pick(-1, 0, 1), int(-90_000, 90_000)),
      pick("OnAccept", "day", "moment"),
      maybe(pick(1))
    ],
    ([day, lasts, begins, bare]) => {
      const start = day * 86_400 + (begins === "day" ? 0 : 43_200)
      const startTime = begins === "OnAccept" ? begins : ServiceTimes.spell(start, begins === "day")
      const draft = {
        ...published,
        timeRange: { startTime, endTime: ServiceTimes.spell(start + lasts, bare !== undefined) }
      }
      const isWrong = begins !== "OnAccept" && lasts < 0
      assert.deepStrictEqual(reasonsOf(draft), isWrong ? ["PS-TIME-05 timeRange.endTime"] : [])
    }
  )

  it.prop(
    "PS-RISK-02 a risk fund is refused exactly when it is above the limit of the service, where that is known",
    [
      Arbitrary.flatMap(Amounts.fen, (limit) =>
        Arbitrary.all({ limit: maybe(Arbitrary.Constant(limit)), amount: Amounts.near(limit) })
      )
    ],
    ([{ amount, limit }]) => {
      const isWrong = amount < 1 || (limit !== undefined && BigInt(amount) > BigInt(limit))
      const draft = servicing.put(published, "riskFund.amount", amount)
      assert.deepStrictEqual(reasonsOf(draft, { limit }), isWrong ? ["PS-RISK-02 riskFund.amount"] : [])
    }
  )

  it.prop(
    "PS-CREATE-04 an order is refused exactly when the user need not confirm and is not named",
    [pick("true", "false", "nothing"), maybe(pick("o"))],
    ([confirms, openid]) => {
      const draft = { ...published, openid, needUserConfirm: confirms === "nothing" ? undefined : confirms === "true" }
      const isWrong = confirms === "false" && openid === undefined
      assert.deepStrictEqual(reasonsOf(draft), isWrong ? ["PS-CREATE-04 openid"] : [])
    }
  )

  const made = Schema.decodeUnknownSync(Call.Creation)
  it.prop(
    "PS-CREATE-02 a number that was used is refused exactly when anything else than before is said with it",
    [ServiceCalls.creation, pick("nothing", ...Object.keys(published).slice(1))],
    ([{ draft }, field]) => {
      const earlier = made(ServiceOrders.present(draft))
      const members: ReadonlyMap<string, unknown> = new Map(Object.entries(published))
      const changed = {
        ...ServiceOrders.present(draft),
        ...(field === "nothing" ? {} : { [field]: members.get(field) })
      }
      const isSame = JSON.stringify(made(changed)) === JSON.stringify(earlier)
      assert.deepStrictEqual(reasonsOf(changed, { earlier }), isSame ? [] : ["PS-CREATE-02 outOrderNo"])
      assert.deepStrictEqual(reasonsOf(changed, { earlier: null }), [])
    }
  )
})
