/**
 * PS-AMT, PS-TIME, PS-CREATE: examples of service orders with real numbers on both sides of a rule, in words.
 *
 * Method: one sound call of each kind is bent in one place; each row says what a person reads then, and what is let through
 * beside it.
 */
import { assert, describe, it } from "@effect/vitest"
import { type ServiceOrder, ServiceOrderCall } from "@wxrepay/domain"
import { Servicing } from "@wxrepay/domain/rules"
import { ServiceOrders } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const { published } = ServiceOrders
const now = DateTime.makeUnsafe("2025-11-05T12:00:00Z")

const messages = <A>(decision: Effect.Effect<A, Servicing.ServiceCallRefused>): ReadonlyArray<string> =>
  Result.match(Effect.runSync(Effect.result(decision)), {
    onFailure: ({ reasons }) => reasons.map(({ message }) => message),
    onSuccess: () => []
  })

const completion = { ...published, postPayments: [{ name: "就餐", amount: 1000 }], totalAmount: 1000 }

/** What a completion is refused for. */
const completing = (changes: Partial<ServiceOrderCall.CompletionDraft>, order?: ServiceOrder.ServiceOrder) =>
  messages(Servicing.authorizeCompletion({ ...completion, ...changes }, { now, order }))

/** An order in service, with these facts besides. */
const order = (facts: object): ServiceOrder.ServiceOrder =>
  ServiceOrders.ordersAt("InService", facts)[0] ?? assert.fail("there is no order")

describe("A completion, in words", () => {
  it("PS-AMT-02 its total is what its payments come to, also where no discount is spoken of", () => {
    assert.deepStrictEqual(completing({}), [])
    assert.deepStrictEqual(completing({ totalAmount: 999 }), [
      "totalAmount must be 1000 fen, all payments less all discounts, but 999 was given (PS-AMT-02)"
    ])
    assert.deepStrictEqual(completing({ totalAmount: 900, postDiscounts: [{ name: "减", amount: 100 }] }), [])
  })

  for (const name of ["Deposit", "Advance", "CashDeposit"]) {
    it(`PS-AMT-03 where the ${name} is spared, the total is at most that, and not a fen more`, () => {
      const spared = (amount: number) => order({ riskFund: { name, amount } })
      assert.deepStrictEqual(completing({}, spared(1000)), [])
      assert.deepStrictEqual(completing({}, spared(999)), [
        "totalAmount must be at most 999 fen, the deposit that the user is spared, but 1000 was given (PS-AMT-03)"
      ])
    })
  }

  it("PS-AMT-03 an estimate binds no total, and what no page names does not either", () => {
    for (const name of ["EstimateOrderCost", "Unknown:X"]) {
      assert.deepStrictEqual(completing({}, order({ riskFund: { name, amount: 1 } })), [])
    }
  })

  it("PS-TIME-03 of an order that was created without its end it names the end, also beside other times", () => {
    const endless = order({ timeRange: { startTime: "20251105100000" } })
    for (const changes of [{}, { timeRange: {} }, { timeRange: { startTimeRemark: "备注" } }]) {
      const refused = completing(changes, endless)
      assert.lengthOf(refused, 1, JSON.stringify(changes))
      assert.match(refused[0] ?? "", /^timeRange\.endTime must be .*, but nothing was given \(PS-TIME-03\)$/u)
    }
    assert.deepStrictEqual(completing({ timeRange: { endTime: "20251105110000" } }, endless), [])
    assert.deepStrictEqual(completing({ timeRange: {} }, order({ timeRange: { endTime: "20251105110000" } })), [])
  })

  it("PS-TIME-03 is left to the platform where the end is missing and nothing is known of the order", () => {
    const unchecked = (changes: Partial<ServiceOrderCall.CompletionDraft>) =>
      Effect.runSync(Servicing.authorizeCompletion({ ...completion, ...changes }, { now })).unchecked
    assert.isTrue(unchecked({}).includes("PS-TIME-03"))
    assert.isTrue(unchecked({ timeRange: {} }).includes("PS-TIME-03"))
    assert.isFalse(unchecked({ timeRange: { endTime: "20251105110000" } }).includes("PS-TIME-03"))
  })
})

describe("A creation, in words", () => {
  const creation = {
    ...published,
    serviceIntroduction: "某某酒店",
    timeRange: { startTime: "OnAccept" },
    riskFund: { name: "Deposit", amount: 10_000 },
    notifyUrl: "https://api.test.com"
  } as const
  const made = Schema.decodeUnknownSync(ServiceOrderCall.Creation)
  const creating = (known: Parameters<typeof Servicing.authorizeCreation>[1]) =>
    messages(Servicing.authorizeCreation(creation, known))

  it("PS-CREATE-02 beside one of another number it is new, whatever that one says", () => {
    assert.deepStrictEqual(
      creating({ earlier: made({ ...creation, outOrderNo: "A0", serviceIntroduction: "别的" }) }),
      []
    )
    assert.deepStrictEqual(creating({ earlier: made(creation) }), [])
    assert.deepStrictEqual(creating({ earlier: null }), [])
    assert.deepStrictEqual(creating({ earlier: made({ ...creation, serviceIntroduction: "别的" }) }), [
      `outOrderNo must be with the same content as before, but "${published.outOrderNo}" was given (PS-CREATE-02)`
    ])
  })
})
