/**
 * What is sent is what was asked for, when it was asked: nothing that changes since, and nothing that stands elsewhere.
 *
 * Method: options are changed after the call is made and before it is sent, and what the platform saw is compared.
 */
import { assert, describe, it } from "@effect/vitest"
import { promised } from "@wxrepay/chain"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { agreeing, client, facing, transports } from "../support/chainPlatform.ts"
import * as Platform from "../support/platform.ts"

describe("a call", () => {
  it.live("V3-RETRY-03 sends twice what was asked for once, though the object that said so was changed between", () =>
    Effect.gen(function* () {
      const json = { amount: 1 }
      const { seen } = yield* facing(agreeing, (wx) => {
        const call = wx.chain("v3/own/path").post({ json })
        return Effect.andThen(
          call,
          Effect.suspend(() => {
            json.amount = 999
            return call
          })
        )
      })
      assert.deepStrictEqual(
        seen.map(({ body }) => body.toString()),
        ['{"amount":1}', '{"amount":1}']
      )
    })
  )

  it.live("sends with promises what was asked for, though it waits until its client is built", () =>
    Effect.gen(function* () {
      const { baseUrl, seen } = yield* Platform.listen(agreeing)
      yield* Effect.promise(async () => {
        await using wx = promised(client(baseUrl))
        const json = { amount: 1 }
        const call = wx.chain("v3/own/path").postAsync({ json, signal: undefined })
        json.amount = 999
        await call
      })
      assert.deepStrictEqual(
        seen.map(({ body }) => body.toString()),
        ['{"amount":1}']
      )
    }).pipe(Effect.scoped)
  )

  it.live("takes nothing from the prototype of all objects for an option", () =>
    Effect.gen(function* () {
      const { seen } = yield* facing(agreeing, (wx) =>
        Effect.acquireUseRelease(
          Effect.sync(() =>
            Reflect.defineProperty(Object.prototype, "json", { value: { evil: 1 }, configurable: true })
          ),
          () => wx.chain("v3/own/path").post(),
          () => Effect.sync(() => Reflect.deleteProperty(Object.prototype, "json"))
        )
      )
      assert.deepStrictEqual(
        seen.map(({ body }) => body.length),
        [0]
      )
    })
  )

  it.live("V3-UNSIGNED-01 asks for a file as it is, so that both transports read the same bytes", () =>
    Effect.gen(function* () {
      for (const [, transport] of transports) {
        const { seen } = yield* facing(
          agreeing,
          (wx) => wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: "None" }, Stream.runDrain),
          transport
        )
        assert.deepStrictEqual(
          seen.map(({ headers }) => headers["accept-encoding"]),
          ["identity"]
        )
      }
    })
  )

  it.live("V3-UNSIGNED-01 says of a file that was not read to its end that the program is to be mended", () =>
    Effect.gen(function* () {
      const hash = { type: "SHA1", value: "0".repeat(40) }
      const categories = yield* Effect.forEach([Stream.runDrain, () => Effect.void], (use) =>
        Effect.map(
          facing(agreeing, (wx) => Effect.flip(wx.downloadUnsigned({ url: "/v3/billdownload/file", hash }, use))),
          ({ result }) => [result.message.split(",")[0], result.category]
        )
      )
      assert.deepStrictEqual(categories, [
        ["The file does not have the hash that was told", "BackOff"],
        ["The file was not read to its end", "FixRequest"]
      ])
    })
  )

  it.live("V3-UNSIGNED-01 is refused with an address that climbs", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* facing(agreeing, (wx) =>
        Effect.flip(
          wx.downloadUnsigned(
            { url: "/v3/merchant-service/images/../../payscore/serviceorder", hash: "None" },
            Stream.runDrain
          )
        )
      )
      assert.strictEqual(result._tag, "RequestRefused")
      assert.lengthOf(seen, 0)
    })
  )

  it.live("V3-UNSIGNED-01 tells who reads on that a download is over, and never that the file is", () =>
    Effect.gen(function* () {
      const told = yield* Deferred.make<string>()
      const begun = yield* Deferred.make<void>()
      yield* facing(
        (_, response) => {
          response.writeHead(200)
          response.write("half")
        },
        (wx) =>
          wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: "None" }, (untrusted) =>
            Stream.runForEach(untrusted, () => Deferred.succeed(begun, undefined)).pipe(
              Effect.match({ onFailure: ({ _tag }) => _tag, onSuccess: () => "whole" }),
              Effect.flatMap((end) => Deferred.succeed(told, end)),
              Effect.forkDetach,
              Effect.andThen(Deferred.await(begun))
            )
          )
      )
      assert.strictEqual(yield* Deferred.await(told), "Unanswered")
    })
  )
})
