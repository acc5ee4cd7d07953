/**
 * A call of the contract is held to the contract: what it does not allow is refused by member, in the words of the rule.
 *
 * Method: one member after another of a sound call is left out, spoiled, or joined by another, and the refusal has to name
 * exactly that member and nothing that was given.
 */
import { assert, describe, it } from "@effect/vitest"
import { RequestRefused } from "@wxrepay/chain"
import * as Effect from "effect/Effect"
import { agreeing, type AnyError, calling, facing, spelled } from "../support/chainPlatform.ts"
import { shown } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"

const orders = "v3/credit-repayment/partner/deduct-orders"

const charge = {
  contract_id: "20251105000000123456789",
  out_trade_no: "T1",
  out_record_id: "R1",
  deduct_amount: "10000",
  notify_url: "https://lender.example/wechatpay/notify",
  description: "信贷还款"
}

const ofRefusal = (error: AnyError): RequestRefused =>
  error instanceof RequestRefused ? error : assert.fail(`${error._tag}: ${error.message}`)

/** What a call is refused for, alike in every spelling and with nothing sent. */
const refused = Effect.fnUntraced(function* (verb: string, path: string, options: unknown) {
  const { result, seen } = yield* facing(agreeing, (wx) =>
    Effect.forEach(spelled, (spelling) =>
      Effect.map(Effect.flip(calling(wx, spelling, verb, path, options)), ofRefusal)
    )
  )
  assert.lengthOf(seen, 0)
  const [first, ...others] = result
  for (const other of others) assert.deepStrictEqual({ ...other }, { ...first })
  assert.strictEqual(first?.path, path)
  assert.notInclude(shown(first), "canary")
  return first?.reasons.map(({ field, problem }) => `${field}: ${problem}`) ?? []
})

/** Which fields they are. */
const fieldsOf = (reasons: ReadonlyArray<string>) => reasons.map((reason) => reason.slice(0, reason.indexOf(": ")))

describe("the contract refuses", () => {
  for (const name of ["contract_id", "out_trade_no", "out_record_id", "deduct_amount", "notify_url"] as const) {
    it.live(`a charge without ${name}, by name`, () =>
      Effect.gen(function* () {
        const { [name]: _, ...json } = charge
        assert.deepStrictEqual(fieldsOf(yield* refused("post", orders, { json })), [`json.${name}`])
      })
    )
  }

  it.live("V3-JSON-05 a member that the endpoint does not have, by name and without its value", () =>
    Effect.gen(function* () {
      const json = { ...charge, outTradeNo: "canary" }
      assert.deepStrictEqual(fieldsOf(yield* refused("post", orders, { json })), ["json.outTradeNo"])
    })
  )

  it.live("every member that is wrong at once, in the words of its rule and never with what was given", () =>
    Effect.gen(function* () {
      const json = {
        ...charge,
        out_trade_no: "canary-1",
        deduct_amount: "canary",
        notify_url: "http://canary.example",
        description: 7
      }
      const reasons = yield* refused("post", orders, { json })
      assert.sameMembers(fieldsOf(reasons), [
        "json.out_trade_no",
        "json.deduct_amount",
        "json.notify_url",
        "json.description"
      ])
      assert.include(reasons.join("\n"), "CR-ID-02")
      assert.include(reasons.join("\n"), "CR-DEDUCT-05")
    })
  )

  it.live("members inside members, by their place", () =>
    Effect.gen(function* () {
      const json = {
        contract_id: charge.contract_id,
        appid: "wx1",
        openid: "o1",
        schedule_items: [
          {
            out_record_id: "canary canary",
            sub_mchid: "1900000109",
            repayment_amount: "1",
            repayment_date: "2025-11-18"
          }
        ]
      }
      const path = "v3/credit-repayment/partner/schedule-records/batch-create"
      assert.deepStrictEqual(fieldsOf(yield* refused("post", path, { json })), ["json.schedule_items.0.out_record_id"])
    })
  )

  it.live(
    "a variable that is no number of an order, a query that is missing, and a query that is not of the endpoint",
    () =>
      Effect.gen(function* () {
        const records = "v3/credit-repayment/partner/schedule-records/{out_record_id}"
        assert.deepStrictEqual(
          fieldsOf(yield* refused("get", `${orders}/{out_trade_no}`, { out_trade_no: "canary-1" })),
          ["out_trade_no"]
        )
        assert.deepStrictEqual(fieldsOf(yield* refused("get", records, { out_record_id: "R1" })), ["query.contract_id"])
        assert.deepStrictEqual(
          fieldsOf(
            yield* refused("get", records, {
              out_record_id: "R-1",
              query: { contract_id: charge.contract_id, appid: "canary" }
            })
          ),
          ["out_record_id", "query.appid"]
        )
      })
  )

  it.live("a query on an endpoint that has none", () =>
    Effect.gen(function* () {
      const reasons = yield* refused("get", `${orders}/{out_trade_no}`, {
        out_trade_no: "T1",
        query: { appid: "canary" }
      })
      assert.deepStrictEqual(fieldsOf(reasons), ["query.appid"])
      assert.deepStrictEqual(fieldsOf(yield* refused("post", orders, { json: charge, query: { appid: "canary" } })), [
        "query.appid"
      ])
    })
  )

  for (const json of [undefined, null, [], "canary", 7, true]) {
    it.live(`a body that is ${JSON.stringify(json) ?? "missing"}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(fieldsOf(yield* refused("post", orders, json === undefined ? undefined : { json })), [
          "json"
        ])
      })
    )
  }

  it.live("an upload in the place of the body", () =>
    Effect.gen(function* () {
      const reasons = yield* refused("post", orders, { upload: { file: new Uint8Array(1), filename: "canary.png" } })
      assert.isNotEmpty(reasons)
    })
  )

  it.live("by what is sent: a body that writes itself otherwise than it looks", () =>
    Effect.gen(function* () {
      class Posing {
        readonly contract_id = charge.contract_id
        readonly out_trade_no = charge.out_trade_no
        readonly out_record_id = charge.out_record_id
        readonly deduct_amount = charge.deduct_amount
        readonly notify_url = charge.notify_url
        readonly description = charge.description
        toJSON() {
          return { ...charge, deduct_amount: "99999999" + "9".repeat(20) }
        }
      }
      assert.deepStrictEqual(fieldsOf(yield* refused("post", orders, { json: new Posing() })), ["json.deduct_amount"])
    })
  )

  it.live("no body for being read twice: a getter that throws the second time is no defect", () =>
    Effect.gen(function* () {
      let reads = 0
      const json = Object.defineProperty({ ...charge }, "description", {
        enumerable: true,
        get: () => (++reads > 1 ? assert.fail("read twice") : "信贷还款")
      })
      const { result, seen } = yield* facing(
        (_, response) => Platform.answer(response, 200, Platform.order()),
        (wx) => calling(wx, "declarative", "post", orders, { json })
      )
      assert.deepInclude(result, { out_trade_no: "T1" })
      assert.deepStrictEqual(JSON.parse(String(seen[0]?.body)), charge)
    })
  )

  it.live("not what is written as it should be: undefined is left out, as JSON leaves it out", () =>
    Effect.gen(function* () {
      const { seen } = yield* facing(
        (_, response) => Platform.answer(response, 200, Platform.order()),
        (wx) => calling(wx, "declarative", "post", orders, { json: { ...charge, attach: undefined } })
      )
      assert.deepStrictEqual(JSON.parse(String(seen[0]?.body)), charge)
    })
  )

  it.live("nothing of a verb that it does not have on a path of its own: that is an open call", () =>
    Effect.gen(function* () {
      const { result } = yield* facing(agreeing, (wx) =>
        calling(wx, "declarative", "patch", orders, { json: { a: 1 }, query: { b: 2 } })
      )
      assert.deepStrictEqual(result, {})
    })
  )
})
