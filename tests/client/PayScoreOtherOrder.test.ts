/**
 * PS-ID-01, PS-ID-03, PS-ID-04: an answer about another order than the one that was asked about decides nothing.
 *
 * Method: a platform on a port of this machine answers each call with proven words about another number, appid or
 * service, or leaves them out; what is counted is what came of it, and that nothing is sent again.
 */
import { assert, describe, it } from "@effect/vitest"
import { PayScore } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import { onlyAttempt } from "../support/doubt.ts"
import { calls, failure, names, numbers, own, requestId, serve, told, yes } from "../support/payscorePlatform.ts"

const others = [
  ["another number", { out_order_no: "B1" }],
  ["our number in other letters", { out_order_no: own.outOrderNo.toLowerCase() }],
  ["the beginning of our number", { out_order_no: own.outOrderNo.slice(0, -1) }],
  ["no number at all", { out_order_no: "" }],
  ["another appid", { appid: "wxd678efh567hg6788" }],
  ["another service", { service_id: "500002" }]
] as const

/** What is answered to each call where nothing is wrong. */
const answerOf = (name: (typeof names)[number], changes: object) => {
  if (name === "cancel" || name === "pay") return { ...numbers, ...changes }
  return told(name === "create" ? "InService" : "AwaitingPayment", { ...changes })
}

const problem = "it tells of something else than what was asked for"

describe("an answer about another order", () => {
  for (const name of names) {
    const category = name === "find" ? "GiveUp" : "AskFirst"
    for (const [title, changes] of others) {
      it.live(`PS-ID-01 PS-ID-03 PS-ID-04 ${name} that is answered about ${title} is not read: ${category}`, () =>
        Effect.gen(function* () {
          const { asked, error: failed } = yield* failure(name, yes(answerOf(name, changes)))
          const error = name === "find" ? failed : onlyAttempt(failed)
          if (error._tag !== "Unreadable") return assert.fail(error._tag)
          assert.deepStrictEqual(
            [error.problem, error.category, error.status, error.requestId],
            [problem, category, 200, requestId(0)]
          )
          assert.strictEqual(error.message, `The answer cannot be read: ${problem}`)
          assert.lengthOf(asked, 1)
        })
      )
    }

    it.live(`PS-ID-01 ${name} that is answered about its own order of whichever merchant is read`, () =>
      Effect.gen(function* () {
        const { asked, layer } = yield* serve([yes(answerOf(name, { mchid: "1230000110" }))])
        yield* Effect.provide(calls[name], layer)
        assert.lengthOf(asked, 1)
      }).pipe(Effect.scoped)
    )
  }

  for (const name of ["cancel", "pay"] as const) {
    for (const missing of ["appid", "service_id"] as const) {
      it.live(`PS-ID-05 numbers that answer ${name} without the ${missing} are read`, () =>
        Effect.gen(function* () {
          const { layer } = yield* serve([yes(answerOf(name, { [missing]: undefined }))])
          yield* Effect.provide(calls[name], layer)
        }).pipe(Effect.scoped)
      )
    }
  }

  it.live("PS-PAY-06 a charge that is told to run, without any number, is believed", () =>
    Effect.gen(function* () {
      const { layer } = yield* serve([yes({ trade_state: "USERPAYING" })])
      assert.strictEqual(Object(yield* Effect.provide(calls.pay, layer))._tag, "InProgress")
    }).pipe(Effect.scoped)
  )

  it.live("PS-QUERY-01 what is asked for by a query_id is of any number, but of our appid and our service", () =>
    Effect.gen(function* () {
      const { layer } = yield* serve([
        yes(told("Created", { out_order_no: "B1" })),
        yes(told("Created", { out_order_no: "B1", appid: "wx1" })),
        yes(told("Created", { out_order_no: "B1", service_id: "500002" }))
      ])
      const client = yield* Effect.provide(PayScore, layer)
      const ask = client.find({ appid: own.appid, serviceId: own.serviceId, queryId: "Q1" })
      assert.strictEqual((yield* ask).outOrderNo, "B1")
      for (const asking of [ask, ask]) {
        const error = yield* Effect.flip(asking)
        if (error._tag !== "Unreadable") return assert.fail(error._tag)
        assert.deepStrictEqual([error.problem, error.category], [problem, "GiveUp"])
      }
    }).pipe(Effect.scoped)
  )

  it.live("PS-CREATE-03 an order that waits for its user, but is another, is not told as ours that did not begin", () =>
    Effect.gen(function* () {
      const { error } = yield* failure("create", yes(told("Created", { out_order_no: "B1" })))
      assert.strictEqual(onlyAttempt(error)._tag, "Unreadable")
    })
  )
})
