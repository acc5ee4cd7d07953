/**
 * V3-NET-04, V3-VER-09, PS-QUERY-03: a call on a service order whose answer is lost, or believed by nobody.
 *
 * Method: a platform on a port of this machine breaks connections, and answers without a proof or with a wrong one; a
 * `fetch` that never answers shows the deadline. What is counted is what came of the call, and how often it was sent.
 */
import { assert, describe, it } from "@effect/vitest"
import { Category, PayScore, RetryPolicy } from "@wxrepay/domain/client"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { onlyAttempt } from "../support/doubt.ts"
import {
  type Answer,
  calls,
  failure,
  forged,
  names,
  numbers,
  own,
  serve,
  told,
  unproven,
  wire,
  yes
} from "../support/payscorePlatform.ts"
import * as Platform from "../support/platform.ts"

describe("an answer that is lost", () => {
  const lost: ReadonlyArray<readonly [title: string, answer: Answer, tag: string]> = [
    ["a broken connection", "Breaks", "Unanswered"],
    ["a 500 that nobody proves", unproven(500), "Rejection"],
    ["a 502 of a gateway", unproven(502, ""), "Rejection"],
    ["a refusal that nobody proves", unproven(400, { code: "PARAM_ERROR", message: "no" }, 271302149), "Rejection"],
    ["a refusal with a wrong proof", forged(400, { code: "PARAM_ERROR", message: "no" }), "Rejection"],
    ["a 404 that nobody proves", unproven(404, { code: "ORDER_NOT_EXIST", message: "no" }), "Rejection"],
    ["a yes that nobody proves", unproven(200, told("AwaitingPayment")), "Unverified"],
    ["a yes with a wrong proof", forged(200, told("AwaitingPayment")), "Unverified"]
  ]
  for (const name of names.filter((name) => name !== "find")) {
    for (const [title, answer, tag] of lost) {
      it.live(
        `V3-NET-04 V3-VER-09 PS-QUERY-03 ${title} leaves open whether ${name} happened, and is not made up for`,
        () =>
          Effect.gen(function* () {
            const { asked, error } = yield* failure(name, answer)
            assert.deepStrictEqual([error._tag, error.category], ["OutcomeUnknown", "AskFirst"])
            const end = onlyAttempt(error)
            assert.deepStrictEqual([end._tag, end.category], [tag, "AskFirst"])
            assert.lengthOf(asked, 1)
          })
      )
    }
  }

  for (const name of ["complete", "pay"] as const) {
    it.live(
      `V3-RETRY-01 PS-COMPLETE-02 ${name} that is made again travels under the same number, with the same content`,
      () =>
        Effect.gen(function* () {
          const { asked, layer } = yield* serve(["Breaks", yes(name === "pay" ? numbers : told("AwaitingPayment"))])
          yield* Effect.flip(Effect.provide(calls[name], layer))
          yield* Effect.provide(calls[name], layer)
          const one = {
            method: "POST",
            target: `/v3/payscore/serviceorder/${own.outOrderNo}/${name}`,
            body: wire[name],
            isSigned: true
          }
          assert.deepStrictEqual(asked, [one, one])
        }).pipe(Effect.scoped)
    )
  }

  for (const answer of ["Breaks", unproven(500), unproven(200, told("Paid"))] satisfies ReadonlyArray<Answer>) {
    it.live(
      `PS-QUERY-03 a question without a believed answer may be asked again: ${JSON.stringify(answer).slice(0, 24)}`,
      () =>
        Effect.gen(function* () {
          assert.strictEqual((yield* failure("find", answer)).error.category, "BackOff")
        })
    )
  }

  for (const name of names) {
    it.live(`V3-NET-05 PS-QUERY-03 ${name} without an answer by the deadline is sent once, and may have happened`, () =>
      Effect.gen(function* () {
        let sent = 0
        const silent = () => {
          sent++
          return new Promise<Response>(() => {})
        }
        const layer = PayScore.layer(Platform.settings("https://api.mch.weixin.qq.com")).pipe(
          Layer.provide(FetchTransport.layerWith({ deadline: "50 millis", fetch: silent })),
          Layer.merge(RetryPolicy.layer(RetryPolicy.never))
        )
        const failed = yield* Effect.flip(Effect.provide(calls[name], layer))
        const error = name === "find" ? failed : onlyAttempt(failed)
        if (error._tag !== "Unanswered") return assert.fail(error._tag)
        assert.deepStrictEqual(
          [error.problem, error.category, sent],
          ["Deadline", name === "find" ? "BackOff" : "AskFirst", 1]
        )
      })
    )
  }

  for (const name of names) {
    it.live(`PS-QUERY-03 ${name} is a ${name === "find" ? "question" : "change"} wherever it is made`, () =>
      Effect.gen(function* () {
        const { layer } = yield* serve(["Breaks"])
        const around = name === "find" ? "Charge" : "Read"
        const made = Effect.provideService(calls[name], Category.CurrentNature, around)
        const error = yield* Effect.flip(Effect.provide(made, layer))
        assert.deepStrictEqual(
          [error._tag, error.category],
          name === "find" ? ["Unanswered", "BackOff"] : ["OutcomeUnknown", "AskFirst"]
        )
      }).pipe(Effect.scoped)
    )
  }
})
