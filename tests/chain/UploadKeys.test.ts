/**
 * What is said of one call is said of no other that it sets off: a list of certificates that is fetched in the middle of an
 * upload or a download is asked for, signed and told of as ever.
 *
 * Method: a platform in process signs under a certificate that the client does not know yet, so that its answer has the
 * client ask for the list; the time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Chain, Wx } from "@wxrepay/chain"
import { Access } from "@wxrepay/domain/client"
import { Transport } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { overheard } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"
import * as Rotating from "../support/rotating.ts"

const calls: ReadonlyArray<readonly [what: string, call: (wx: Chain) => Effect.Effect<unknown, unknown>]> = [
  ["an upload", (wx) => wx.chain("v3/own/upload").post({ upload: { file: new Uint8Array(9), filename: "a.png" } })],
  ["an open call", (wx) => wx.chain("v3/own/{x}").post({ x: "1", json: { a: 1 } })],
  [
    "a download that is refused",
    (wx) => Effect.flip(wx.downloadUnsigned({ url: "/v3/own/file", hash: "None" }, () => Effect.void))
  ]
]

describe("a list of certificates that is fetched in the middle of", () => {
  for (const [what, call] of calls) {
    it.effect(`${what} is signed over nothing and asked for as JSON`, () =>
      Effect.gen(function* () {
        yield* Rotating.setTime(0)
        const first = yield* Rotating.certify(0)
        const second = yield* Rotating.certify(1)
        const platform = yield* Rotating.make({ listed: [first] })
        const refusing = HttpClient.make((request) =>
          Effect.map(platform.http.execute(request), (response) =>
            what.includes("refused") && request.url.includes("/v3/own")
              ? Object.defineProperty(response, "status", { value: 404 })
              : response
          )
        )
        const certificates = { apiV3Key: Redacted.make(Rotating.apiV3Key), coolDown: "1 second" } as const
        const layer = Wx.layerFrom.pipe(
          Layer.provide(Access.layer({ ...Rotating.identity, platformKeys: [], certificates })),
          Layer.provide([Transport.layerCrypto, Layer.succeed(HttpClient.HttpClient, refusing)])
        )
        yield* Effect.provide(
          Effect.gen(function* () {
            const wx = yield* Wx
            // until the first list is known
            yield* Effect.exit(wx.chain("v3/own/path").get())
            yield* Rotating.setTime("1 hour")
            yield* platform.change({ listed: [first, second], signer: second })
            const before = platform.downloads().length
            const { spans, text } = yield* overheard(call(wx))
            const [download, ...more] = platform.downloads().slice(before)
            if (download === undefined) return assert.fail(`no list was asked for: ${text}`)
            assert.lengthOf(more, 0)
            assert.isTrue(Platform.isSigned(download), "the list was signed over something else")
            assert.strictEqual(download.headers.accept, "application/json")
            const told = spans
              .filter(({ attributes }) => attributes.get("url.path") === "/v3/certificates")
              .map(({ name }) => name)
            assert.deepStrictEqual(told, ["SignedHttpClient.attempt"])
          }),
          layer
        )
      }).pipe(Effect.scoped)
    )
  }
})
