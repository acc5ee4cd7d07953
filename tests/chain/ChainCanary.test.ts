/**
 * Nothing of what somebody is called shows in what a chain tells: no variable, query, body or header, and no key.
 *
 * Method: every value is a canary. Calls in every spelling succeed and fail in every way while a tracer and a logger write
 * down everything; then each canary is searched in all that was written. What stands in a span is the path with the names
 * of its variables.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Chain, connect, promised } from "@wxrepay/chain"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { inspect } from "node:util"
import { answering, calling, client, facing, type Handle, spelled } from "../support/chainPlatform.ts"
import { assertSilent, overheard, shown } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"

const pieces = Platform.merchant.privateKey.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"))

const path = "v3/vehicle/users/{openid}/plates/{plate_number}"

const options = {
  openid: "oUpF8uMuAJO_canary",
  plate_number: "粤B888888",
  query: { phone: "13800138000" },
  json: { name: "张三丰", card: "11010119900307canary" },
  headers: { "X-Own": "canary-of-a-header" }
}

const secrets = [
  ...pieces,
  "oUpF8uMuAJO_canary",
  "粤B888888",
  encodeURIComponent("粤B888888"),
  "13800138000",
  "张三丰",
  "11010119900307canary",
  "canary-of-a-header"
]

const ways: ReadonlyArray<readonly [what: string, handle: Handle, more?: object]> = [
  ["a call that succeeds", answering(200, { openid: "oUpF8uMuAJO_canary" })],
  ["a call that is refused by the platform", answering(400, { code: "PARAM_ERROR", message: "no" })],
  ["a call that fails in a gateway", answering(502, "<html>", {})],
  ["a call that nobody answers", (_, response) => response.destroy()],
  ["an answer that is not proven", answering(200, {}, {})],
  ["an answer that is not finished", answering(202, {})],
  [
    "an answer that the schema cannot read",
    answering(200, { name: "张三丰" }),
    { schema: Schema.Struct({ name: Schema.Number }) }
  ],
  ["a call with an option that there is not", answering(200, {}), { plateNumber: "粤B888888" }],
  ["a call with a query that cannot be sent", answering(200, {}), { query: { phone: ["13800138000"] } }],
  ["a call with a header that cannot be sent", answering(200, {}), { headers: { "X-Own": "张三丰" } }],
  ["a call with a variable that cannot be sent", answering(200, {}), { plate_number: { text: "粤B888888" } }],
  ["a call with a body that cannot be sent", answering(200, {}), { json: { name: "张三丰", n: 1n } }],
  [
    "an upload that cannot be sent",
    answering(200, {}),
    { json: undefined, upload: { file: "张三丰", filename: "粤B888888" } }
  ]
]

const shownAs = (node: object, showProxy: boolean) => inspect(node, { depth: 12, showHidden: true, showProxy })

describe("nobody shows", () => {
  for (const [what, handle, more] of ways) {
    for (const spelling of spelled) {
      it.live(`in ${what}, in the spelling "${spelling}"`, () =>
        Effect.gen(function* () {
          const { result, seen } = yield* facing(handle, (wx) =>
            overheard(calling(wx, spelling, "post", path, { ...options, ...more }).pipe(Effect.asVoid))
          )
          const signature = /signature="([^"]+)"/u.exec(seen[0]?.headers.authorization ?? "")?.[1]
          assertSilent(result.text, [...secrets, signature ?? "no signature", "Authorization"])
          for (const { attributes, name } of result.spans) {
            if (name !== "SignedHttpClient.attempt" && name !== "Wx.post") continue
            assert.strictEqual(attributes.get("url.template"), `/${path}`)
            assert.isUndefined(attributes.get("url.path"))
          }
          if (seen.length > 0) {
            assert.includeMembers(
              result.spans.map(({ name }) => name),
              ["Wx.post", "SignedHttpClient.attempt"]
            )
          }
        })
      )
    }
  }

  it.live("in a call of the contract that is refused, or whose answer it cannot read", () =>
    Effect.gen(function* () {
      const order = "v3/credit-repayment/partner/deduct-orders/{out_trade_no}"
      const { result } = yield* facing(
        answering(200, Platform.order({ openid: "oUpF8uMuAJO_canary", deduct_amount: "张三丰" })),
        (wx) =>
          overheard(
            Effect.all([
              Effect.flip(calling(wx, "declarative", "get", order, { out_trade_no: "粤B888888" })),
              Effect.flip(calling(wx, "declarative", "get", order, { out_trade_no: "T1" }))
            ]).pipe(
              Effect.map((errors) => errors.map(shown).join("\n")),
              Effect.tap(Effect.logInfo)
            )
          )
      )
      assert.include(result.text, "RequestRefused")
      assert.include(result.text, "Unreadable")
      assertSilent(result.text, secrets)
    })
  )

  const download = (wx: Chain, url: string) => wx.downloadUnsigned({ url, hash: "None" }, Stream.runDrain)

  it.live("in a download, whose token is in its query", () =>
    Effect.gen(function* () {
      for (const handle of [answering(200, "a file", {}), answering(404, { code: "NOT_FOUND", message: "no" })]) {
        const { result } = yield* facing(handle, (wx) =>
          overheard(download(wx, "/v3/billdownload/file?token=canary-token"))
        )
        assertSilent(result.text, [...pieces, "canary-token"])
      }
    })
  )

  it.live("in a client itself, of programs and of promises", () =>
    facing(answering(200, {}), (wx, baseUrl) =>
      Effect.promise(async () => {
        await using promises = promised(client(baseUrl))
        await using connected = connect(
          {
            mchid: "1900000001",
            serialNo: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            privateKey: Platform.merchant.privateKey,
            platformKeys: [{ serial: Platform.serial, publicKey: Platform.platform.publicKey }],
            baseUrl
          },
          FetchTransport.layer
        )
        await connected.chain("v3/own/path").getAsync()
        for (const node of [wx, promises, connected]) {
          const text = [JSON.stringify(node), ...[true, false].map((showProxy) => shownAs(node, showProxy))].join("\n")
          assertSilent(text, pieces)
        }
      })
    )
  )
})
