/**
 * A signature is shown to nobody but the platform, and a download leads nowhere but over https.
 *
 * Method: what would go to another host is caught by a `fetch` of the test's own, which answers the file.
 */
import { assert, describe, it } from "@effect/vitest"
import { Wx } from "@wxrepay/chain"
import { Access, BaseUrl, SignedHttpClient } from "@wxrepay/domain/client"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import { agreeing, facing } from "../support/chainPlatform.ts"
import * as Platform from "../support/platform.ts"

const file = Buffer.from("a file")
const sha256 = { type: "SHA256", value: createHash("SHA256").update(file).digest("hex") }

/** Where a download goes that leaves the host of the tests, and with which headers. */
const caught = Effect.fnUntraced(function* (url: string, base = "https://api.mch.weixin.qq.com") {
  const requests: Array<Request> = []
  const transport = FetchTransport.layerWith({
    fetch: (input, init) => {
      requests.push(new Request(input, init))
      return Promise.resolve(new Response(new Uint8Array(file)))
    }
  })
  const layer = Wx.layer({ ...Platform.settings(base), baseUrl: BaseUrl.make(base) })
  yield* Effect.provide(
    Effect.flatMap(Wx, (wx) => wx.downloadUnsigned({ url, hash: sha256 }, Stream.runDrain)),
    layer.pipe(Layer.provide(transport), Layer.orDie)
  )
  return requests[0] ?? assert.fail("nothing was sent")
})

describe("a signature", () => {
  for (const url of [
    "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a%20b",
    "https://api2.mch.weixin.qq.com/v3/billdownload/file?token=a%20b",
    "https://apihk.mch.weixin.qq.com/v3/billdownload/file?token=a%20b"
  ]) {
    it.live(`V3-NET-02 goes to ${new URL(url).host}`, () =>
      Effect.gen(function* () {
        const request = yield* caught(url)
        assert.strictEqual(request.url, url)
        const { pathname, search } = new URL(url)
        const headers = { authorization: request.headers.get("authorization") ?? "" }
        assert.isTrue(
          Platform.isSigned({
            method: "GET",
            target: pathname + search,
            headers,
            rawHeaders: [],
            body: Buffer.alloc(0)
          })
        )
      })
    )
  }

  for (const url of [
    "https://files.example/a?b=c",
    "https://api.mch.weixin.qq.com.files.example/a",
    "https://api-mch.weixin.qq.com/a",
    "https://files.example/https://api.mch.weixin.qq.com/a",
    "https://pay.weixin.qq.com/a",
    "https://xapi.mch.weixin.qq.com/a",
    "https://api.mch.weixin.qq.com:8443/a",
    "https://APIX-mch.weixin.qq.com/a"
  ]) {
    it.live(`V3-NET-02 does not go to ${url}`, () =>
      Effect.gen(function* () {
        const { headers, url: asked } = yield* caught(url)
        assert.strictEqual(asked, new URL(url).href)
        assert.isNull(headers.get("authorization"))
      })
    )
  }

  it.live(
    "V3-NET-02 does not go elsewhere, nor does the number of the platform's key, which tells whose merchant it is",
    () =>
      Effect.gen(function* () {
        const { headers } = yield* caught("https://files.example/a")
        assert.isNull(headers.get("wechatpay-serial"))
      })
  )

  it.live("V3-SIGN-02 does not go elsewhere with a call whose answer has to be signed, nor does the call", () =>
    Effect.gen(function* () {
      const { baseUrl, seen } = yield* Platform.listen(agreeing)
      const client = Access.layer(Platform.settings(baseUrl)).pipe(Layer.provide(FetchTransport.layer), Layer.orDie)
      for (const url of ["https://files.example/a", `${baseUrl}/v3/certificates`]) {
        const error = yield* Effect.flip(
          Effect.provide(
            Effect.flatMap(SignedHttpClient, (http) => http.execute(HttpClientRequest.get(url))),
            client
          )
        )
        assert.deepInclude(error, { _tag: "SigningError", problem: "TargetNotPath" })
      }
      assert.lengthOf(seen, 0)
    }).pipe(Effect.scoped)
  )

  it.live("does not go over http to a host of the platform's name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(caught("http://api.mch.weixin.qq.com/v3/billdownload/file"))
      assert.strictEqual(error._tag, "SigningError")
    })
  )

  it.live("of an address on this machine that is not the platform's is not asked for over http", () =>
    Effect.gen(function* () {
      const elsewhere = yield* Platform.listen(agreeing)
      const { host } = new URL(elsewhere.baseUrl)
      for (const url of [
        `${elsewhere.baseUrl}/a`,
        "ftp://files.example/a",
        "data:,a",
        "file:///etc/passwd",
        "a",
        "",
        `https://me:word@${host}/a`
      ]) {
        const { result, seen } = yield* facing(agreeing, (wx) =>
          Effect.flip(wx.downloadUnsigned({ url, hash: "None" }, Stream.runDrain))
        )
        assert.include(["SigningError", "RequestRefused"], result._tag, url)
        assert.lengthOf(seen, 0)
      }
      assert.lengthOf(elsewhere.seen, 0)
    }).pipe(Effect.scoped)
  )
})
