/**
 * PS: the eight calls on service orders: what is refused before anything is sent, what is sent, how an answer is read.
 *
 * Method: a platform on a port of this machine answers as written down, signed with node:crypto, and keeps what it was
 * asked; bodies are compared with the published ones. The time is real but where a test sets TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, ServiceOrderCall as Call } from "@wxrepay/domain"
import { PayScore } from "@wxrepay/domain/client"
import { ServiceOrders } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { overheard } from "../support/overheard.ts"
import {
  calls,
  drafts,
  type Failure,
  names,
  numbers,
  own,
  serve,
  told,
  wire,
  yes
} from "../support/payscorePlatform.ts"

/** Makes a call of the client. */
const using = <A, E>(call: (client: PayScore["Service"]) => Effect.Effect<A, E>) => Effect.flatMap(PayScore, call)

const [paid] = ServiceOrders.ordersAt("Paid")
const [inService] = ServiceOrders.ordersAt("InService")
const [awaiting] = ServiceOrders.ordersAt("AwaitingPayment", { totalAmount: 39_900 })
const [revoked] = ServiceOrders.ordersAt("Revoked")

const limit = Fen.make(9_999)
const { cancel, complete, create, directComplete, modify, pay, sync } = drafts

/** The same calls as they were made before, with other content. */
const other = {
  create: Schema.decodeUnknownSync(Call.Creation)({ ...create, attach: "other" }),
  cancel: Schema.decodeUnknownSync(Call.Cancellation)({ ...cancel, reason: "other" }),
  complete: Schema.decodeUnknownSync(Call.Completion)({ ...complete, goodsTag: "other" }),
  directComplete: Schema.decodeUnknownSync(Call.DirectCompletion)({ ...directComplete, attach: "other" })
}

/** A call, and what refuses it. */
type Refused = readonly [rule: string, field: string, call: Effect.Effect<unknown, Failure, PayScore>]

const refused: Readonly<Record<(typeof names)[number], ReadonlyArray<Refused>>> = {
  create: [
    ["PS-ID-01", "outOrderNo", using((client) => client.create({ ...create, outOrderNo: "A/1" }))],
    ["PS-CREATE-04", "openid", using((client) => client.create({ ...create, openid: undefined }))],
    ["PS-RISK-02", "riskFund.amount", using((client) => client.create(create, { limit }))],
    ["PS-CREATE-02", "outOrderNo", using((client) => client.create(create, { earlier: other.create }))]
  ],
  find: [
    ["PS-QUERY-01", "outOrderNo", using((client) => client.find({ ...own, queryId: "Q1" }))],
    ["PS-QUERY-01", "outOrderNo", using((client) => client.find({ ...own, outOrderNo: undefined }))],
    ["PS-ID-04", "appid", using((client) => client.find({ ...own, appid: "" }))]
  ],
  cancel: [
    ["PS-CANCEL-03", "reason", using((client) => client.cancel({ ...cancel, reason: "" }))],
    ["PS-CANCEL-01", "outOrderNo", using((client) => client.cancel(cancel, { order: paid }))],
    ["PS-CANCEL-04", "outOrderNo", using((client) => client.cancel(cancel, { order: revoked, earlier: other.cancel }))]
  ],
  modify: [
    ["PS-AMT-02", "totalAmount", using((client) => client.modify({ ...modify, totalAmount: 1 }))],
    ["PS-MODIFY-01", "outOrderNo", using((client) => client.modify(modify, { order: inService }))],
    ["PS-AMT-05", "totalAmount", using((client) => client.modify(modify, { order: awaiting }))],
    ["PS-AMT-04", "totalAmount", using((client) => client.modify(modify, { limit }))]
  ],
  complete: [
    ["PS-AMT-06", "postPayments", using((client) => client.complete({ ...complete, postPayments: [] }))],
    ["PS-COMPLETE-01", "outOrderNo", using((client) => client.complete(complete, { order: revoked }))],
    [
      "PS-COMPLETE-02",
      "outOrderNo",
      using((client) => client.complete(complete, { order: awaiting, earlier: other.complete }))
    ],
    ["PS-AMT-04", "totalAmount", using((client) => client.complete(complete, { limit }))]
  ],
  pay: [
    ["PS-ID-03", "serviceId", using((client) => client.pay({ ...pay, serviceId: "500001x" }))],
    ["PS-PAY-01", "outOrderNo", using((client) => client.pay(pay, { order: inService }))]
  ],
  sync: [
    ["PS-TIME-07", "paidTime", using((client) => client.sync({ ...sync, paidTime: "2009-12-25" }))],
    ["PS-SYNC-01", "outOrderNo", using((client) => client.sync(sync, { order: paid }))]
  ],
  directComplete: [
    ["PS-CREATE-07", "notifyUrl", using((client) => client.directComplete({ ...directComplete, notifyUrl: "x" }))],
    [
      "PS-CREATE-02",
      "outOrderNo",
      using((client) => client.directComplete(directComplete, { earlier: other.directComplete }))
    ]
  ]
}

describe("what the rules refuse", () => {
  for (const name of names) {
    for (const [index, [rule, field, call]] of refused[name].entries()) {
      it.live(`${rule} ${name} that breaks it, in case ${index + 1}, is refused by member and rule, and not sent`, () =>
        Effect.gen(function* () {
          const { asked, layer } = yield* serve([])
          const error = yield* Effect.flip(Effect.provide(call, layer))
          if (error._tag !== "ServiceCallRefused" && error._tag !== "LookupRefused") return assert.fail(error._tag)
          assert.deepStrictEqual(
            error.reasons.map((reason) => [reason.rule, reason.field]),
            [[rule, field]]
          )
          assert.strictEqual(error.category, "FixRequest")
          if (error._tag === "ServiceCallRefused") assert.strictEqual(error.call.toLowerCase(), name.toLowerCase())
          assert.deepStrictEqual(asked, [])
        }).pipe(Effect.scoped)
      )
    }
  }

  for (const name of ["complete", "directComplete"] as const) {
    it.effect(`PS-TIME-04 ${name} goes by the clock: a service that ends this second has ended`, () =>
      Effect.gen(function* () {
        const { asked, layer } = yield* serve([])
        yield* TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe("2009-12-25T12:10:09.999+08:00")))
        const early = yield* Effect.flip(Effect.provide(calls[name], layer))
        if (early._tag !== "ServiceCallRefused") return assert.fail(early._tag)
        assert.deepStrictEqual(
          early.reasons.map((reason) => reason.rule),
          ["PS-TIME-04"]
        )
        assert.lengthOf(asked, 0)
        yield* TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe("2009-12-25T12:10:10+08:00")))
        yield* Effect.exit(Effect.provide(calls[name], layer))
        assert.lengthOf(asked, 1)
      }).pipe(Effect.scoped)
    )
  }
})

/** What every order of these tests tells, as it is read. */
const read = {
  outOrderNo: own.outOrderNo,
  appid: own.appid,
  serviceId: own.serviceId,
  mchid: numbers.mchid,
  orderId: numbers.order_id,
  serviceIntroduction: "某某酒店"
}
const { serviceIntroduction: _, ...readNumbers } = read
const readAwaiting = {
  ...read,
  state: "Doing",
  stateDescription: "MchComplete",
  totalAmount: 39_900,
  needCollection: true,
  collection: { state: "UserPaying", totalAmount: 39_900, payingAmount: 39_900, paidAmount: 0 }
}

const path = "/v3/payscore/serviceorder"
const query = `service_id=${own.serviceId}&appid=${own.appid}`

/** What each call sends, what is answered, how that is read, and what is left to the platform to check. */
const sent = {
  create: {
    target: path,
    answer: { ...told("InService"), package: "DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we", brand_new: 1 },
    read: {
      ...read,
      state: "Doing",
      stateDescription: "UserConfirm",
      package: "DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we",
      unknownMembers: { brand_new: 1 }
    },
    left: "PS-CREATE-02, PS-CREATE-03, PS-RISK-02"
  },
  cancel: { target: `${path}/${own.outOrderNo}/cancel`, answer: numbers, read: readNumbers, left: "PS-CANCEL-01" },
  modify: {
    target: `${path}/${own.outOrderNo}/modify`,
    answer: told("AwaitingPayment"),
    read: readAwaiting,
    left: "PS-MODIFY-01, PS-MODIFY-02, PS-AMT-05, PS-AMT-03, PS-AMT-04"
  },
  complete: {
    target: `${path}/${own.outOrderNo}/complete`,
    answer: told("AwaitingPayment"),
    read: readAwaiting,
    left: "PS-COMPLETE-01, PS-AMT-03, PS-AMT-04"
  },
  pay: {
    target: `${path}/${own.outOrderNo}/pay`,
    answer: numbers,
    read: { _tag: "Taken", orderId: numbers.order_id },
    left: "PS-PAY-01"
  },
  sync: {
    target: `${path}/${own.outOrderNo}/sync`,
    answer: told("Expired", { state: "DONE_AND_MORE" }),
    read: { ...read, state: "Unknown:DONE_AND_MORE" },
    left: "PS-SYNC-01, PS-SYNC-03"
  },
  directComplete: {
    target: `${path}/direct-complete`,
    answer: told("AwaitingPayment"),
    read: readAwaiting,
    left: "PS-CREATE-02, PS-DIRECT-01"
  }
}

describe("what is sent, and how the answer is read", () => {
  for (const name of names.filter((name) => name !== "find")) {
    const { answer, left, target, ...expected } = sent[name]
    it.live(`PS-ID-02 PS-PAY-02 ${name} is signed and sent once, as published, and its answer is read`, () =>
      Effect.gen(function* () {
        const { asked, layer } = yield* serve([yes(answer)])
        const answered = yield* Effect.provide(calls[name], layer)
        assert.deepStrictEqual(asked, [{ method: "POST", target, body: wire[name], isSigned: true }])
        assert.deepStrictEqual({ ...Object(answered) }, expected.read)
      }).pipe(Effect.scoped)
    )

    it.live(`what ${name} cannot check here is left to the platform, and said`, () =>
      Effect.gen(function* () {
        const { layer } = yield* serve([yes(answer)])
        const { text } = yield* overheard(Effect.provide(calls[name], layer))
        assert.include(text, `"Left to the platform to check: ${left}"`)
      }).pipe(Effect.scoped)
    )
  }

  it.live("PS-QUERY-01 find asks by the number or by the query_id, and its answer is read", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* serve([yes(told("AwaitingPayment")), yes(told("Created"))])
      const client = yield* Effect.provide(PayScore, layer)
      assert.deepStrictEqual({ ...Object(yield* client.find(drafts.find)) }, readAwaiting)
      const byQueryId = { appid: own.appid, serviceId: own.serviceId, queryId: "a b&c=d%" }
      assert.deepStrictEqual({ ...Object(yield* client.find(byQueryId)) }, { ...read, state: "Created" })
      const method = "GET"
      assert.deepStrictEqual(asked, [
        { method, target: `${path}?out_order_no=${own.outOrderNo}&${query}`, body: undefined, isSigned: true },
        { method, target: `${path}?query_id=a+b%26c%3Dd%25&${query}`, body: undefined, isSigned: true }
      ])
    }).pipe(Effect.scoped)
  )

  it.live("PS-ID-02 the number travels percent-encoded in the path, and so it is signed", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* serve([])
      yield* Effect.exit(
        Effect.provide(
          using((client) => client.pay({ ...pay, outOrderNo: "A|B*_-" })),
          layer
        )
      )
      assert.deepStrictEqual(asked, [
        { method: "POST", target: `${path}/A%7CB*_-/pay`, body: wire.pay, isSigned: true }
      ])
    }).pipe(Effect.scoped)
  )

  it.live("PS-CREATE-02 PS-COMPLETE-02 the same call again is sent, with the same content", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* serve([yes(told("InService")), yes(told("AwaitingPayment"))])
      const client = yield* Effect.provide(PayScore, layer)
      const created = yield* Schema.decodeUnknownEffect(Call.Creation)(create)
      yield* client.create(create, { earlier: created, limit: Fen.make(10_000) })
      const completed = yield* Schema.decodeUnknownEffect(Call.Completion)(complete)
      yield* client.complete(complete, { earlier: completed, order: awaiting })
      assert.deepStrictEqual(
        asked.map(({ body }) => body),
        [wire.create, wire.complete]
      )
    }).pipe(Effect.scoped)
  )
})
