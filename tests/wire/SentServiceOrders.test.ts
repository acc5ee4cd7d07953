/**
 * PS-ID, PS-CREATE, PS-QUERY, PS-CANCEL, PS-MODIFY, PS-COMPLETE, PS-PAY, PS-SYNC, PS-DIRECT: what leaves for a service
 * order is exactly what is documented: method, address, question and body.
 *
 * Method: every call is made through the contract, as a client makes it, against a platform that only writes down what
 * arrives; what must not leave is tried as well, and nothing may have arrived.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import { Api, ServiceOrders } from "@wxrepay/domain/api"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schema from "effect/Schema"
import {
  orderCancel,
  orderComplete,
  orderCreate,
  orderDirectComplete,
  orderFind,
  orderModify,
  orderPay,
  orderSync
} from "../fixtures/published.ts"

const exactly = { onExcessProperty: "error" } as const

/** What arrived: method, address with its question, and the text of the body. */
interface Arrived {
  readonly method: string
  readonly target: string
  readonly body: string
}

/** The calls of the contract, to a platform that writes down what arrives and answers nothing of use. */
const platform = Effect.gen(function* () {
  const arrived: Array<Arrived> = []
  const httpClient = HttpClient.make((request, { pathname, search }) => {
    const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : request.body._tag
    arrived.push({ method: request.method, target: pathname + search, body })
    return Effect.succeed(HttpClientResponse.fromWeb(request, Response.json({})))
  })
  const baseUrl = "https://api.mch.weixin.qq.com"
  return { arrived, calls: yield* HttpApiClient.group(Api, { group: "serviceOrders", httpClient, baseUrl }) }
})

type Calls = Effect.Success<typeof platform>["calls"]

/** What a call lets arrive, which is one request. */
const arrivedFor = Effect.fnUntraced(function* <A, E>(call: (calls: Calls) => Effect.Effect<A, E>) {
  const { arrived, calls } = yield* platform
  yield* call(calls)
  const [only, ...more] = arrived
  assert.deepStrictEqual(more, [])
  return only ?? assert.fail("nothing arrived")
})

const responseMode = "response-only"
const orders = "/v3/payscore/serviceorder"
const params = { out_order_no: Ids.OutOrderNo.make("1234323JKHDFE1243252") }
const read = <A, E>(codec: Schema.Codec<A, E>, json: unknown): A => Schema.decodeUnknownSync(codec, exactly)(json)

const creation = read(ServiceOrders.Creation, orderCreate.request)
const cancellation = read(ServiceOrders.Cancellation, orderCancel.request)
const modification = read(ServiceOrders.Modification, orderModify.request)
const completion = read(ServiceOrders.Completion, orderComplete.request)
const payment = read(ServiceOrders.Payment, orderPay.request)
const paidElsewhere = read(ServiceOrders.PaidElsewhere, orderSync.request)
const directCompletion = read(ServiceOrders.DirectCompletion, orderDirectComplete.request)
const serviceId = Ids.ServiceId.make(orderFind.queryParams.service_id)
const appid = payment.appid ?? assert.fail("no appid")

/** Every call with a body, as the published examples have it, and where it goes. */
const calls = [
  {
    rule: "PS-CREATE-01",
    name: "creation",
    target: orders,
    example: orderCreate.request,
    make: (calls: Calls) => calls.create({ payload: creation, responseMode })
  },
  {
    rule: "PS-ID-02 PS-CANCEL-04",
    name: "cancellation",
    target: `${orders}/1234323JKHDFE1243252/cancel`,
    example: orderCancel.request,
    make: (calls: Calls) => calls.cancel({ params, payload: cancellation, responseMode })
  },
  {
    rule: "PS-ID-02 PS-MODIFY-04",
    name: "modification",
    target: `${orders}/1234323JKHDFE1243252/modify`,
    example: orderModify.request,
    make: (calls: Calls) => calls.modify({ params, payload: modification, responseMode })
  },
  {
    rule: "PS-ID-02 PS-COMPLETE-02",
    name: "completion",
    target: `${orders}/1234323JKHDFE1243252/complete`,
    example: orderComplete.request,
    make: (calls: Calls) => calls.complete({ params, payload: completion, responseMode })
  },
  {
    rule: "PS-ID-02 PS-PAY-02",
    name: "payment",
    target: `${orders}/1234323JKHDFE1243252/pay`,
    example: orderPay.request,
    make: (calls: Calls) => calls.pay({ params, payload: payment, responseMode })
  },
  {
    rule: "PS-ID-02 PS-SYNC-02",
    name: "report of money",
    target: `${orders}/1234323JKHDFE1243252/sync`,
    example: orderSync.request,
    make: (calls: Calls) => calls.sync({ params, payload: paidElsewhere, responseMode })
  },
  {
    rule: "PS-DIRECT-01",
    name: "direct completion",
    target: `${orders}/direct-complete`,
    example: orderDirectComplete.request,
    make: (calls: Calls) => calls.directComplete({ payload: directCompletion, responseMode })
  }
]

describe("PS-ID what leaves for a service order", () => {
  for (const { example, make, name, rule, target } of calls) {
    it.effect(`${rule} V3-JSON-05 a ${name} is posted to its address with its documented body and nothing else`, () =>
      Effect.gen(function* () {
        const { body, ...sent } = yield* arrivedFor(make)
        assert.deepStrictEqual(sent, { method: "POST", target })
        assert.deepStrictEqual(JSON.parse(body), example)
        assert.strictEqual(body, (yield* arrivedFor(make)).body)
      })
    )
  }

  it.effect(
    "PS-QUERY-01 a question is its three numbers in the address, in the order of its page, without a body",
    () =>
      Effect.gen(function* () {
        const { out_order_no } = params
        const { body, ...sent } = yield* arrivedFor(({ find }) =>
          find({ query: { out_order_no, service_id: serviceId, appid }, responseMode })
        )
        const asked = new URLSearchParams(orderFind.queryParams).toString()
        assert.deepStrictEqual(sent, { method: "GET", target: `${orders}?${asked}` })
        assert.strictEqual(body, "Empty")
      })
  )

  it.effect("PS-QUERY-01 a question may name a query_id instead, which is encoded letter by letter", () =>
    Effect.gen(function* () {
      const { target } = yield* arrivedFor(({ find }) =>
        find({ query: { query_id: "a b&c=d/信", service_id: serviceId, appid }, responseMode })
      )
      const asked = new URL(target, "https://x").searchParams
      assert.deepStrictEqual(Array.from(asked), [
        ["query_id", "a b&c=d/信"],
        ["service_id", "2002000000000558128851361561536"],
        ["appid", "wxd678efh567hg6787"]
      ])
      assert.notMatch(target, /[ 信]/u)
    })
  )

  it.effect("PS-ID-01 PS-ID-02 a number in the path is encoded, and stands in no body", () =>
    Effect.gen(function* () {
      const odd = { out_order_no: Ids.OutOrderNo.make("A|b*_-9") }
      const attempts = [
        (calls: Calls) => calls.cancel({ params: odd, payload: cancellation, responseMode }),
        (calls: Calls) => calls.modify({ params: odd, payload: modification, responseMode }),
        (calls: Calls) => calls.complete({ params: odd, payload: completion, responseMode }),
        (calls: Calls) => calls.pay({ params: odd, payload: payment, responseMode }),
        (calls: Calls) => calls.sync({ params: odd, payload: paidElsewhere, responseMode })
      ]
      for (const attempt of attempts) {
        const { body, target } = yield* arrivedFor(attempt)
        assert.strictEqual(target.split("/").at(-2)?.replace("%2A", "*"), "A%7Cb*_-9")
        assert.notInclude(body, "A|b")
        assert.notInclude(body, "out_order_no")
      }
    })
  )

  it.effect("PS-ID-02 V3-JSON-05 a body with a number or any other member of a program's leaves for nowhere", () =>
    Effect.gen(function* () {
      const { arrived, calls } = yield* platform
      for (const stranger of ["outOrderNo", "out_order_no", "memo", "unknownMembers"]) {
        const more = { [stranger]: "1" }
        const attempts = [
          calls.cancel({ params, payload: { ...cancellation, ...more }, responseMode }),
          calls.modify({ params, payload: { ...modification, ...more }, responseMode }),
          calls.complete({ params, payload: { ...completion, ...more }, responseMode }),
          calls.pay({ params, payload: { ...payment, ...more }, responseMode }),
          calls.sync({ params, payload: { ...paidElsewhere, ...more }, responseMode })
        ]
        for (const attempt of attempts) assert.include(String(yield* Effect.flip(attempt)), stranger)
      }
      assert.deepStrictEqual(arrived, [])
    })
  )

  it.effect("PS-ID-01 a number that would lead elsewhere leaves for nowhere", () =>
    Effect.gen(function* () {
      const { arrived, calls } = yield* platform
      for (const given of ["", "a/b", "..", "a%2Fb", "a?b", "1".repeat(33)]) {
        const out_order_no = yield* Schema.decodeEffect(Ids.asReceived(Ids.OutOrderNo))(given)
        const wrong = { params: { out_order_no }, responseMode } as const
        const refusals = [
          yield* Effect.flip(calls.cancel({ ...wrong, payload: cancellation })),
          yield* Effect.flip(calls.modify({ ...wrong, payload: modification })),
          yield* Effect.flip(calls.pay({ ...wrong, payload: payment })),
          yield* Effect.flip(calls.sync({ ...wrong, payload: paidElsewhere }))
        ]
        for (const refusal of refusals) assert.include(String(refusal), "(PS-ID-01)")
      }
      assert.deepStrictEqual(arrived, [])
    })
  )

  it.effect("PS-ID-01 a completion may name a number of 64 characters, which no order has, and none of 65", () =>
    Effect.gen(function* () {
      const long = (length: number) => ({ out_order_no: "1".repeat(length) })
      const { target } = yield* arrivedFor(({ complete }) =>
        complete({ params: long(64), payload: completion, responseMode })
      )
      assert.strictEqual(target, `${orders}/${"1".repeat(64)}/complete`)
      const refused = arrivedFor(({ complete }) => complete({ params: long(65), payload: completion, responseMode }))
      assert.include(String(yield* Effect.flip(refused)), "(PS-ID-01)")
    })
  )
})
