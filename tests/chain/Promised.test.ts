/**
 * Promises are the same calls: the same requests leave, the same errors come as rejections, a signal ends a call, and
 * disposal ends everything.
 *
 * Method: promises and programs are made against one platform and their bytes compared; a platform that does not answer
 * shows by its sockets what ended a call. The services below are counted as they are built and released.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Promised, promised, RequestRefused, Wx } from "@wxrepay/chain"
import { OutcomeUnknown, Rejection, Unanswered, Unreadable, Unverified } from "@wxrepay/domain/client"
import { Hostile } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import {
  agreeing,
  answering,
  calling,
  client,
  counted,
  facing,
  gate,
  type Handle,
  looseAsync,
  member,
  plain,
  spelled,
  spellings,
  transports
} from "../support/chainPlatform.ts"
import { onlyAttempt } from "../support/doubt.ts"
import * as Platform from "../support/platform.ts"

const path = "v3/own/{x}/path"
const options = { x: "a/b", query: { q: "信 贷" }, json: { a: [1, "款"] }, headers: { "X-Own": "1" } }

/** Uses a client of promises of a platform, and ends it. */
const facingPromises = <A>(
  handle: Handle,
  use: (wx: Promised, baseUrl: string) => Promise<A>,
  transport?: (typeof transports)[number][1]
) =>
  facing(
    handle,
    (_, baseUrl) =>
      Effect.promise(async () => {
        await using wx = promised(client(baseUrl, transport))
        return await use(wx, baseUrl)
      }),
    transport
  )

/** What a promise is rejected with. */
const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail("it was kept"),
    (reason: unknown) => reason
  )

for (const [name, transport] of transports) {
  describe(`promises over ${name}`, () => {
    it.live("send the bytes that programs send, in every spelling", () =>
      Effect.gen(function* () {
        const { seen } = yield* facing(
          agreeing,
          (wx, baseUrl) =>
            Effect.gen(function* () {
              yield* Effect.forEach(spelled, (spelling) => calling(wx, spelling, "post", path, options))
              yield* Effect.promise(async () => {
                await using promises = promised(client(baseUrl, transport))
                const call = (spelling: (typeof spelled)[number]) =>
                  member(spellings[spelling](looseAsync(promises), path), "postAsync")(options)
                await call("pure chain")
                await call("declarative")
                await call("property")
              })
            }),
          transport
        )
        const [first, ...others] = seen.map(plain)
        assert.lengthOf(others, 5)
        for (const other of others) assert.deepStrictEqual(other, first)
        assert.isTrue(seen.every(Platform.isSigned))
      })
    )

    for (const verb of ["get", "post", "put", "patch", "delete"]) {
      it.live(`have ${verb}Async, which needs no arguments`, () =>
        Effect.gen(function* () {
          const { result, seen } = yield* facingPromises(
            answering(200, { a: 1 }),
            (wx) => member(spellings.declarative(looseAsync(wx), "v3/own/path"), `${verb}Async`)(),
            transport
          )
          assert.deepStrictEqual(result, { a: 1 })
          assert.deepStrictEqual(
            seen.map(({ method }) => method),
            [verb.toUpperCase()]
          )
        })
      )
    }

    it.live(
      "are interrupted by a signal while they wait, and close their socket",
      () =>
        Effect.gen(function* () {
          const arrived = gate()
          const closed = gate()
          const reason = new Error("the caller went away")
          const { result, seen } = yield* facingPromises(
            (_, response) => {
              response.on("close", () => closed.open())
              arrived.open()
            },
            async (wx) => {
              const controller = new AbortController()
              const call = reasonOf(wx.chain("v3/own/path").postAsync({ json: {}, signal: controller.signal }))
              await arrived.opened
              controller.abort(reason)
              const rejected = await call
              await closed.opened
              return rejected
            },
            transport
          )
          assert.strictEqual(result, reason)
          assert.lengthOf(seen, 1)
        }),
      // sooner than any deadline
      5000
    )
  })
}

describe("promises", () => {
  it.live("are rejected with the same tagged errors", () =>
    Effect.gen(function* () {
      const rejected = (handle: Handle, given?: object) =>
        Effect.map(
          facingPromises(handle, (wx) =>
            reasonOf(looseAsync(wx)["v3/own/path"]?.["postAsync"]?.(given) ?? assert.fail())
          ),
          ({ result }) => result
        )
      const refused = yield* rejected(agreeing, { x: 1 })
      assert.instanceOf(refused, RequestRefused)
      assert.deepInclude(refused, { _tag: "RequestRefused", path: "v3/own/path" })
      assert.instanceOf(yield* rejected(answering(400, { code: "PARAM_ERROR", message: "no" })), Rejection)
      const doubted = (handle: Handle, given?: object) =>
        Effect.map(rejected(handle, given), (reason) =>
          onlyAttempt(reason instanceof OutcomeUnknown ? reason : assert.fail(String(reason)))
        )
      assert.instanceOf(yield* doubted(answering(200, {}, {})), Unverified)
      assert.instanceOf(yield* doubted(answering(200, "{")), Unreadable)
      assert.instanceOf(yield* doubted(answering(200, {}), { schema: Schema.Struct({ a: Schema.String }) }), Unreadable)
      assert.instanceOf(yield* doubted((_, response) => response.destroy()), Unanswered)
    })
  )

  it.live("read an answer with a schema", () =>
    Effect.gen(function* () {
      const { result } = yield* facingPromises(answering(200, { a: "1" }), (wx) =>
        wx.chain("v3/own/path").getAsync({ schema: Schema.Struct({ a: Schema.NumberFromString }) })
      )
      assert.deepStrictEqual(result, { a: 1 })
    })
  )

  it.live("send nothing when the signal was given before, and are rejected with its reason", () =>
    Effect.gen(function* () {
      const reason = new Error("too late")
      const { result, seen } = yield* facingPromises(agreeing, (wx) =>
        reasonOf(wx.chain("v3/own/path").getAsync({ signal: AbortSignal.abort(reason) }))
      )
      assert.strictEqual(result, reason)
      assert.lengthOf(seen, 0)
    })
  )

  it.live("are kept when the signal comes afterwards, and leave no listener on it", () =>
    Effect.gen(function* () {
      const { abort, listeners, signal } = counted()
      const { result } = yield* facingPromises(agreeing, async (wx) => {
        const kept = await wx.chain("v3/own/path").getAsync({ signal })
        abort()
        return kept
      })
      assert.deepStrictEqual(result, {})
      assert.strictEqual(listeners(), 0)
    })
  )

  it.live("never throw at once: what is no option, or no signal, rejects", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* facingPromises(agreeing, (wx) => {
        const call = looseAsync(wx)["v3/own/path"]?.["getAsync"] ?? assert.fail("no verb")
        const given = [
          null,
          7,
          "x",
          [1],
          true,
          { signal: "soon" },
          Hostile.withTrap({}, "query"),
          Hostile.withTrap({}, "signal")
        ]
        return Promise.all(
          given.map((one): Promise<unknown> => {
            try {
              return reasonOf(call(one)).catch(() => "it was kept")
            } catch {
              return Promise.resolve("it threw")
            }
          })
        )
      })
      assert.deepStrictEqual(
        result.map((one) => (one instanceof RequestRefused ? one._tag : one)),
        result.map(() => "RequestRefused")
      )
      assert.lengthOf(seen, 0)
    })
  )

  it.live("are built upon what is built once, at the first call, by however many come at once", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const { result, seen } = yield* facing(agreeing, (wx) =>
        Effect.promise(async () => {
          const layer = Layer.effect(
            Wx,
            Effect.acquireRelease(
              Effect.as(
                Effect.tap(Effect.yieldNow, () => Effect.sync(() => told.push("built"))),
                wx
              ),
              () => Effect.sync(() => told.push("released"))
            )
          )
          const promises = promised(layer)
          assert.deepStrictEqual(told, [])
          const calls = Array.from({ length: 40 }, (_, n) => promises.chain("v3/own/{n}").getAsync({ n }))
          const answers = await Promise.all(calls)
          await promises.chain("v3/own/path").getAsync()
          assert.deepStrictEqual(told, ["built"])
          await promises[Symbol.asyncDispose]()
          await promises[Symbol.asyncDispose]()
          return answers
        })
      )
      assert.deepStrictEqual(told, ["built", "released"])
      assert.lengthOf(result, 40)
      assert.lengthOf(seen, 41)
      assert.strictEqual(new Set(seen.map(({ target }) => target)).size, 41)
    })
  )

  it.live("are never built when nothing is called", () =>
    Effect.promise(async () => {
      await using wx = promised(
        Layer.effect(
          Wx,
          Effect.sync(() => assert.fail("it was built"))
        )
      )
      assert.isObject(wx.v3)
    })
  )

  it.live(
    "end with what they stand on: those in flight are rejected, their sockets closed, and none is made after",
    () =>
      Effect.gen(function* () {
        const arrived = gate()
        const closed = gate()
        let count = 0
        const { result, seen } = yield* facing(
          (_, response) => {
            response.on("close", () => --count === 0 && closed.open())
            if (++count === 3) arrived.open()
          },
          (_, baseUrl) =>
            Effect.promise(async () => {
              const inFlight: Array<Promise<unknown>> = []
              const wx = promised(client(baseUrl))
              {
                await using ended = wx
                for (let at = 0; at < 3; at++) inFlight.push(reasonOf(ended.chain("v3/own/path").postAsync()))
                await arrived.opened
              }
              const reasons = await Promise.all(inFlight)
              await closed.opened
              return [...reasons, await reasonOf(wx.chain("v3/own/path").getAsync())]
            })
        )
        assert.lengthOf(result, 4)
        assert.isTrue(result.every((reason) => reason instanceof Error))
        assert.lengthOf(seen, 3)
      })
  )
})
