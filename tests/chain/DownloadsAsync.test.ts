/**
 * Downloads as promises keep what downloads as programs keep: what is handed on is proven, and a signal ends them.
 *
 * Method: the bytes are read through a stream of the web, by the platform's own readers of it.
 */
import { assert, describe, it } from "@effect/vitest"
import { HashDiffers, type Promised, promised, RequestRefused } from "@wxrepay/chain"
import { Rejection, Unanswered } from "@wxrepay/domain/client"
import { Hostile } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import { createHash, randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import { answering, client, facing, gate, type Handle, transports } from "../support/chainPlatform.ts"
import * as Platform from "../support/platform.ts"

const file = randomBytes(200_000)
const hash = { type: "SHA1", value: createHash("SHA1").update(file).digest("hex") }
const url = "/v3/billdownload/file"

const serving =
  (bytes: Buffer): Handle =>
  (_, response) => {
    response.writeHead(200)
    response.end(bytes)
  }

const whole = (untrusted: ReadableStream<Uint8Array>) =>
  new Response(Hostile.unseen(untrusted)).arrayBuffer().then((bytes) => Buffer.from(bytes))

for (const [name, transport] of transports) {
  const using = <A>(handle: Handle, use: (wx: Promised) => Promise<A>) =>
    facing(handle, (_, baseUrl) =>
      Effect.promise(async () => {
        await using wx = promised(client(baseUrl, transport))
        return await use(wx)
      })
    )

  const failing = (handle: Handle, use: (wx: Promised) => Promise<unknown>) =>
    Effect.map(
      using(handle, (wx) =>
        use(wx).then(
          () => assert.fail("it was handed out"),
          (reason: unknown) => reason
        )
      ),
      ({ result }) => result
    )

  describe(`a download as a promise over ${name}`, () => {
    it.live("V3-UNSIGNED-01 hands on what has the hash that was told, zipped or not", () =>
      Effect.gen(function* () {
        for (const isGzipped of [false, true]) {
          const { result, seen } = yield* using(serving(isGzipped ? gzipSync(file) : file), (wx) =>
            wx.downloadUnsignedAsync({ url, hash, isGzipped }, whole)
          )
          assert.isTrue(file.equals(result))
          assert.isTrue(seen.every(Platform.isSigned))
          assert.lengthOf(seen, 1)
        }
      })
    )

    it.live("V3-UNSIGNED-01 is rejected when it has not, or was not read to its end", () =>
      Effect.gen(function* () {
        const differs = yield* failing(serving(randomBytes(9)), (wx) => wx.downloadUnsignedAsync({ url, hash }, whole))
        assert.instanceOf(differs, HashDiffers)
        assert.deepInclude(differs, { problem: "Differs" })
        const unread = yield* failing(serving(file), (wx) =>
          wx.downloadUnsignedAsync({ url, hash }, (untrusted) => untrusted.cancel())
        )
        assert.deepInclude(unread, { _tag: "HashDiffers", problem: "NotReadToItsEnd" })
      })
    )

    it.live("without a hash is told to be unproven", () =>
      Effect.gen(function* () {
        const { result } = yield* using(serving(file), (wx) =>
          wx.downloadUnsignedAsync({ url, hash: "None" }, async (untrusted) => (await whole(untrusted)).length)
        )
        assert.deepStrictEqual(result, { _tag: "Unproven", value: file.length })
      })
    )

    it.live("is rejected with the same errors, and with those of who reads it", () =>
      Effect.gen(function* () {
        const told = { code: "NO_STATEMENT_EXIST", message: "没有" }
        const refusal = yield* failing(answering(404, told), (wx) => wx.downloadUnsignedAsync({ url, hash }, whole))
        assert.instanceOf(refusal, Rejection)
        const misuse = yield* failing(serving(file), (wx) =>
          wx.downloadUnsignedAsync({ url, hash: { type: "SM3", value: "" } }, whole)
        )
        assert.instanceOf(misuse, RequestRefused)
        const mine = new Error("mine")
        assert.strictEqual(
          yield* failing(serving(file), (wx) => wx.downloadUnsignedAsync({ url, hash }, () => Promise.reject(mine))),
          mine
        )
        assert.strictEqual(
          yield* failing(serving(file), (wx) =>
            wx.downloadUnsignedAsync({ url, hash }, () => {
              throw mine
            })
          ),
          mine
        )
        const half: Handle = (_, response) => {
          response.writeHead(200, { "Content-Length": "1000" })
          response.write("x", () => response.destroy())
        }
        const broken = yield* failing(half, (wx) => wx.downloadUnsignedAsync({ url, hash: "None" }, whole))
        assert.instanceOf(broken, Unanswered)
        assert.deepInclude(broken, { problem: "BodyBroken", category: "BackOff" })
      })
    )

    it.live("never throws at once, whatever it is called with", () =>
      Effect.gen(function* () {
        for (const given of [undefined, null, 7, {}]) {
          const reason = yield* failing(serving(file), (wx) => {
            try {
              return wx.downloadUnsignedAsync(Hostile.unseen(given), whole)
            } catch {
              return Promise.resolve("it threw")
            }
          })
          assert.instanceOf(reason, RequestRefused)
        }
      })
    )

    it.live(
      "is ended by a signal, with its socket",
      () =>
        Effect.gen(function* () {
          const closed = gate()
          const reason = new Error("the caller went away")
          const result = yield* failing(
            (_, response) => {
              response.on("close", () => closed.open())
              response.writeHead(200)
              response.write("x")
            },
            async (wx) => {
              const controller = new AbortController()
              const call = wx.downloadUnsignedAsync({ url, hash, signal: controller.signal }, async (untrusted) => {
                const reader = untrusted.getReader()
                await reader.read()
                controller.abort(reason)
                return reader.read()
              })
              await call.catch(() => {})
              await closed.opened
              return call
            }
          )
          assert.strictEqual(result, reason)
        }),
      5000
    )

    it.live(
      "is ended by the end of the client, with its socket",
      () =>
        Effect.gen(function* () {
          const closed = gate()
          const begun = gate()
          const { result } = yield* using(
            (_, response) => {
              response.on("close", closed.open)
              response.writeHead(200)
              response.write("x")
            },
            async (wx) => {
              const call = wx
                .downloadUnsignedAsync({ url, hash: "None" }, async (untrusted) => {
                  const reader = untrusted.getReader()
                  await reader.read()
                  begun.open()
                  return reader.read()
                })
                .catch(() => "rejected")
              await begun.opened
              await wx[Symbol.asyncDispose]()
              await closed.opened
              return call
            }
          )
          assert.strictEqual(result, "rejected")
        }),
      5000
    )

    it.live("is not begun when the signal was given before", () =>
      Effect.gen(function* () {
        const { result, seen } = yield* using(serving(file), (wx) =>
          wx
            .downloadUnsignedAsync({ url, hash, signal: AbortSignal.abort("late") }, whole)
            .catch((reason: unknown) => reason)
        )
        assert.strictEqual(result, "late")
        assert.lengthOf(seen, 0)
      })
    )
  })
}
