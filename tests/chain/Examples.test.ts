/**
 * The programs of the guide about paths, run: against the sandbox, in process and on a socket, and against a platform that
 * has a bill.
 */
import { assert, describe, it } from "@effect/vitest"
import { Wx } from "@wxrepay/chain"
import { PayScore } from "@wxrepay/domain/client"
import { billOf, threeTimes, transactionOf } from "@wxrepay/examples/endpoints"
import { standing } from "@wxrepay/examples/promises"
import { beginService } from "@wxrepay/examples/serviceOrder"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createHash } from "node:crypto"
import { gzipSync } from "node:zlib"
import { client, type Handle } from "../support/chainPlatform.ts"
import * as Platform from "../support/platform.ts"

const notifyUrl = "https://lender.example/wechatpay/notify"

describe("the guide on paths", () => {
  it.effect("asks for one order in three spellings", () =>
    Effect.gen(function* () {
      const { appid, service } = yield* Sandbox
      yield* beginService({ outOrderNo: "S1", appid, serviceId: service.serviceId }, notifyUrl)
      const states = yield* threeTimes({ out_order_no: "S1", appid, service_id: service.serviceId })
      assert.deepStrictEqual<ReadonlyArray<string>>(states, ["CREATED", "CREATED", "CREATED"])
    }).pipe(
      Effect.provide(
        Layer.unwrap(
          Effect.map(Sandbox, ({ connection }) => Layer.merge(Wx.layer(connection), PayScore.layer(connection)))
        ).pipe(Layer.provideMerge(Sandbox.layer()))
      )
    )
  )

  it.live("asks with promises, and says what a mistake and a refusal are", () =>
    Effect.gen(function* () {
      const { appid, connection, service } = yield* Sandbox
      const settings = {
        ...connection,
        privateKey: Redacted.value(connection.privateKey),
        platformKeys: connection.platformKeys.map((key) =>
          "serial" in key
            ? { serial: key.serial, publicKey: Redacted.value(key.publicKey) }
            : { certificate: Redacted.value(key.certificate) }
        )
      }
      const ask = (number: string) => Effect.promise(() => standing(settings, number, appid, service.serviceId))
      assert.strictEqual(yield* ask("S2"), "404 ORDER_NOT_EXIST, so AskFirst")
      assert.match(yield* ask("S!"), /^nothing was sent: query\.out_order_no: Expected 1 to 32 of digits/u)
    }).pipe(Effect.provide(layerNode()))
  )

  it.live("V3-UNSIGNED-01 reads another product's order, and a bill whose hash is the one that was told", () =>
    Effect.gen(function* () {
      const bill = "交易时间,公众账号ID\n"
      const told: Handle = ({ target }, response, { headers }) => {
        const base = `http://${headers.host}`
        if (target.startsWith("/v3/bill/tradebill")) {
          return Platform.answer(response, 200, {
            hash_type: "SHA1",
            hash_value: createHash("sha1").update(bill).digest("hex"),
            download_url: `${base}/v3/billdownload/file?token=1`
          })
        }
        if (target.startsWith("/v3/billdownload/")) return void response.end(gzipSync(bill))
        return Platform.answer(response, 200, { trade_state: "SUCCESS", amount: { total: 1 } })
      }
      const { baseUrl } = yield* Platform.listen(told)
      const [order, read] = yield* Effect.all([transactionOf("T1", "1900000001"), billOf("2025-11-05")]).pipe(
        Effect.provide(client(baseUrl))
      )
      assert.deepStrictEqual([order.trade_state, read], ["SUCCESS", bill])
    }).pipe(Effect.scoped)
  )
})
