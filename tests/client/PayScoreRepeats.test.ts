/**
 * PS-ID, PS-ERR-04, PS-CREATE-09, PS-QUERY-03, PS-COL-03: where a call on a service order goes, and when it goes there again.
 *
 * Method: numbers of orders, refusals and proofs are drawn, and answered by a network in process that signs nothing and keeps
 * every attempt with what it was signed as; the time is TestClock's.
 */
import { assert, it } from "@effect/vitest"
import { PayScore, RetryPolicy } from "@wxrepay/domain/client"
import { Choice, ServiceCalls, Texts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import { drafts, told } from "../support/payscorePlatform.ts"
import { answer, layer, Network } from "../support/quickPayScore.ts"
import { type Attempt, type End, inOrder } from "../support/scripted.ts"

const { pick } = Choice

const proof = pick("Verified", "Verified", "Unsigned", "Invalid")

const changes = ["create", "cancel", "modify", "complete", "pay", "sync", "directComplete"] as const
const onOrder = ["cancel", "modify", "complete", "pay", "sync"] as const

/** Makes a change of an order. */
const made = (change: (typeof changes)[number], outOrderNo: string) =>
  Effect.flatMap(PayScore, (client): Effect.Effect<unknown, unknown> => {
    switch (change) {
      case "create":
        return client.create({ ...drafts.create, outOrderNo })
      case "cancel":
        return client.cancel({ ...drafts.cancel, outOrderNo })
      case "modify":
        return client.modify({ ...drafts.modify, outOrderNo })
      case "complete":
        return client.complete({ ...drafts.complete, outOrderNo })
      case "pay":
        return client.pay({ ...drafts.pay, outOrderNo })
      case "sync":
        return client.sync({ ...drafts.sync, outOrderNo })
      case "directComplete":
        return client.directComplete({ ...drafts.directComplete, outOrderNo })
    }
  })

/** Settles a change that is in doubt, and waits for as long as it takes. */
const settled = Effect.fnUntraced(function* (change: (typeof changes)[number], outOrderNo: string) {
  const { settle } = yield* PayScore
  const draft = { ...drafts[change], outOrderNo }
  const settling = yield* Effect.forkChild(settle(change, draft, { within: "30 seconds" }))
  yield* TestClock.adjust("10 minutes")
  return yield* Fiber.join(settling)
})

/** Ends questions so, and everything else otherwise. */
const byMethod =
  (asked: End, other: End) =>
  ({ method }: Attempt) =>
    Effect.succeed(method === "GET" ? asked : other)

it.layer(layer)("PS-ID where a call goes, and when again", (it) => {
  it.effect.prop(
    "PS-ID-02 a call on an order goes, and is signed, to the address with its number percent-encoded, and repeats it nowhere",
    [pick(...onOrder), Texts.within(28, ServiceCalls.numberLetters)],
    ([call, letters]) =>
      Effect.gen(function* () {
        const { fresh, goesBy, seen } = yield* Network
        const number = `${letters}${yield* fresh}`
        yield* goesBy(inOrder(answer(400, { code: "PARAM_ERROR", message: "no" })))
        yield* Effect.flip(made(call, number))
        const [attempt, ...more] = yield* seen
        if (attempt === undefined || more.length > 0) return assert.fail("it was not sent once")
        const { body, headers, target } = attempt
        const [, segment = ""] = /^\/v3\/payscore\/serviceorder\/([0-9A-Za-z_*.%-]+)\/[a-z]+$/u.exec(target) ?? []
        assert.strictEqual(decodeURIComponent(segment), number)
        assert.strictEqual(headers["authorization"]?.split(" ").at(-1), target)
        assert.notInclude(body, "out_order_no")
        assert.notInclude(body, `"${number}"`)
      }),
    { arbitrary: { runs: 30 } }
  )

  it.effect.prop(
    "PS-ID-07 PS-QUERY-03 an order is taken for absent, so that what is in doubt goes out again, exactly when a question is answered with a proven 404",
    [
      Arbitrary.all({
        status: pick(400, 403, 404, 404, 429, 500),
        code: pick("ORDER_NOT_EXIST", "ORDER_NOT_EXIST", "PARAM_ERROR", "NO_AUTH"),
        proof
      })
    ],
    ([{ code, proof, status }]) =>
      Effect.gen(function* () {
        const { fresh, goesBy, seen } = yield* Network
        const number = yield* fresh
        const asked = answer(status, { code, message: "no" }, { proof })
        yield* goesBy(byMethod(asked, answer(200, told("InService", { out_order_no: number }))))
        const settlement = yield* Effect.result(settled("create", number))
        const isAbsent = status === 404 && proof === "Verified"
        const posted = (yield* seen).filter(({ method }) => method === "POST")
        assert.strictEqual(posted.length, isAbsent ? 1 : 0)
        const tag = Result.isSuccess(settlement) ? settlement.success._tag : "Failed"
        assert.strictEqual(tag, isAbsent ? "Settled" : "StillUnknown")
      }),
    { arbitrary: { runs: 30 } }
  )

  it.effect.prop(
    "PS-ERR-04 after SYSTEM_ERROR a change that the order shows not to have happened goes out again with the very same body; a charge never",
    [pick(...changes), proof],
    ([change, proof]) =>
      Effect.gen(function* () {
        const { fresh, goesBy, seen } = yield* Network
        const number = yield* fresh
        const failing = answer(500, { code: "SYSTEM_ERROR", message: "no" }, { proof })
        const absent = answer(404, { code: "ORDER_NOT_EXIST", message: "no" })
        yield* goesBy(byMethod(absent, failing))
        const error = yield* Effect.flip(made(change, number))
        assert.include(String(error), "is not known")
        yield* settled(change, number)
        const posted = (yield* seen).filter(({ method }) => method === "POST")
        assert.isTrue(change === "pay" ? posted.length === 1 : posted.length > 1)
        assert.lengthOf([...new Set(posted.map(({ body, target }) => `${target} ${body}`))], 1)
      }),
    { arbitrary: { runs: 25 } }
  )

  it.effect.prop(
    "PS-ERR-04 a question that is answered with SYSTEM_ERROR is asked again, word for word, at most twice",
    [pick(0, 1, 2, 3, 4), proof],
    ([failures, proof]) =>
      Effect.gen(function* () {
        const { goesBy, seen } = yield* Network
        const failing = answer(500, { code: "SYSTEM_ERROR", message: "no" }, { proof })
        yield* goesBy((_, earlier) => Effect.succeed(earlier < failures ? failing : answer(200, told("Created"))))
        const asking = Effect.flatMap(PayScore, ({ find }) => find(drafts.find)).pipe(
          Effect.result,
          Effect.provide(RetryPolicy.layer(RetryPolicy.standard))
        )
        const fiber = yield* Effect.forkChild(asking)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(Result.isSuccess(yield* Fiber.join(fiber)), failures <= 2)
        const targets = (yield* seen).map(({ target }) => target)
        assert.lengthOf(targets, Math.min(failures, 2) + 1)
        assert.lengthOf([...new Set(targets)], 1)
      }),
    { arbitrary: { runs: 25 } }
  )

  const ways = pick("NEWTON", "NEWTON", "MCH", "LATER")
  it.effect.prop(
    "PS-COL-03 PS-SYNC-04 a report in doubt is known to have ended the order exactly when a part of it was paid as MCH, and goes out again exactly while payment is awaited or all was paid as NEWTON",
    [pick("AwaitingPayment", "Paid", "Paid"), Arbitrary.array(ways, { maxLength: 3 })],
    ([stage, paidTypes]) =>
      Effect.gen(function* () {
        const { fresh, goesBy, seen } = yield* Network
        const number = yield* fresh
        const { collection, ...order } = { collection: {}, ...told(stage, { out_order_no: number }) }
        const details = paidTypes.map((paid_type) => ({ paid_type, amount: 1 }))
        const found = { ...order, collection: { ...collection, details } }
        yield* goesBy(byMethod(answer(200, found), answer(400, { code: "PARAM_ERROR", message: "no" })))
        const settlement = yield* settled("sync", number)
        const isReported = stage === "Paid" && paidTypes.includes("MCH")
        const isNewton = paidTypes.length > 0 && paidTypes.every((way) => way === "NEWTON")
        const isNotYet = stage === "AwaitingPayment" || isNewton
        const posted = (yield* seen).filter(({ method }) => method === "POST")
        assert.strictEqual(settlement._tag === "Settled", isReported)
        assert.strictEqual(posted.length > 0, isNotYet)
      }),
    { arbitrary: { runs: 25 } }
  )

  const suffixes = [271300099, 271299627, 268560785, 268435461, 271302262, 271316598, 268435472, 0] as const
  it.effect.prop(
    "PS-CREATE-09 a creation that is refused goes out once, and is given up exactly when its Request-ID says risk, overdue orders or youth mode, whatever the status",
    [pick(400, 404, 409, 422), pick(...suffixes), pick("PARAM_ERROR", "INVALID_REQUEST", "NEW")],
    ([status, suffix, code]) =>
      Effect.gen(function* () {
        const { fresh, goesBy, seen } = yield* Network
        yield* goesBy(inOrder(answer(status, { code, message: "no" }, { suffix })))
        const creating = Effect.flip(made("create", yield* fresh)).pipe(
          Effect.provide(RetryPolicy.layer(RetryPolicy.standard)),
          Effect.forkChild
        )
        const fiber = yield* creating
        yield* TestClock.adjust("1 minute")
        const isGivenUp = Object(yield* Fiber.join(fiber)).category === "GiveUp"
        assert.strictEqual(isGivenUp, suffix === 271300099 || suffix === 271299627 || suffix === 268560785)
        assert.lengthOf(yield* seen, 1)
      }),
    { arbitrary: { runs: 30 } }
  )
})
