/**
 * CR-ENC, CR-SIGN-03, V3-ENC: no name and no document number shows, and none leaves in clear.
 *
 * Method: a thousand random identities, each with a marker at its beginning, are sealed and sent in both kinds of
 * pre-sign, to a platform that refuses, breaks, answers nonsense or says nothing; some are refused before anything is
 * sent. Every byte that leaves and everything that is told is searched for the markers, in clear, in base64, in hex,
 * percent-encoded and as JSON escapes.
 */
import { assert, describe, it } from "@effect/vitest"
import { Payer } from "@wxrepay/domain"
import { CreditRepayment, RetryPolicy, Transport } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { onlyAttempt } from "../support/doubt.ts"
import * as Platform from "../support/platform.ts"
import { assertSilent, overheard, shown } from "../support/overheard.ts"

const nameMarker = "金丝雀"
const numberMarker = "canary"

/** Every spelling in which a marker would betray what it begins. */
const spellings = [nameMarker, numberMarker].flatMap((marker) => [
  marker,
  Buffer.from(marker).toString("base64"),
  Buffer.from(marker).toString("hex"),
  encodeURIComponent(marker),
  Array.from(marker, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  Buffer.from(marker).toString("latin1")
])

/** A random identity; one in ten is too long to be sealed. */
const identity = Effect.gen(function* () {
  const letters = yield* Effect.forEach(Array.from({ length: 12 }), () => Random.nextIntBetween(0x4e00, 0x9fa5))
  const tail = String.fromCodePoint(...letters)
  const isLong = (yield* Random.next) < 0.1
  return {
    name: `${nameMarker}${tail.slice(0, 1 + ((letters[0] ?? 0) % 8))}`,
    number: `${numberMarker}${letters.join("")}${isLong ? "9".repeat(215) : ""}`
  }
})

/** A platform that never says yes, in five ways; what it says may quote what was sent to it. */
const platform = () => {
  const sent: Array<string> = []
  const http = HttpClient.make((request) => {
    const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
    sent.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`)
    const answer = (status: number, text: string) =>
      Effect.succeed(HttpClientResponse.fromWeb(request, new Response(text, { status })))
    switch (sent.length % 5) {
      case 0:
        return Effect.fail(
          new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request }) })
        )
      case 1:
        return answer(400, JSON.stringify({ code: "PARAM_ERROR", message: "no", detail: { value: body } }))
      case 2:
        return answer(500, `<html>${body}</html>`)
      case 3:
        return answer(200, body)
      default:
        return answer(403, JSON.stringify({ code: "NO_AUTH", message: body }))
    }
  })
  return { sent, layer: Layer.succeed(HttpClient.HttpClient, http) }
}

describe("CR-ENC no identity shows", () => {
  it.live("V3-ENC-02 CR-ENC-01 a thousand identities leave sealed, and nothing tells of them", () =>
    Effect.gen(function* () {
      const { layer, sent } = platform()
      const outcomes = new Set<string>()
      const ends = new Set<string>()
      const values: Array<string> = []
      const { text } = yield* overheard(
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          for (let asked = 0; asked < 1_000; asked++) {
            const { name, number } = yield* identity
            const draft = {
              appid: "wxcbda96de0b165486",
              planId: "123",
              outContractCode: `C${asked}`,
              // now and then somebody forgets the mask
              displayName: asked % 10 === 9 ? name : Result.getOrElse(Payer.mask(name), () => ""),
              contractNotifyUrl: "https://lender.example/wechatpay/notify",
              repaymentAmountLimit: 100_000,
              realIdentity: {
                identityType: "IdCard" as const,
                identityId: Redacted.make(number),
                realName: Redacted.make(name)
              }
            }
            const failure = yield* Effect.flip(
              asked % 2 === 0 ? Effect.asVoid(client.presignApp(draft)) : Effect.asVoid(client.presignH5(draft))
            )
            outcomes.add(failure._tag)
            if (failure._tag === "OutcomeUnknown") ends.add(onlyAttempt(failure)._tag)
            values.push(shown(failure), shown(draft.realIdentity))
            yield* Effect.logError("a pre-sign failed", failure, draft.realIdentity)
          }
        }).pipe(
          Effect.provide(
            CreditRepayment.layer(Platform.settings("https://api.mch.weixin.qq.com")).pipe(
              Layer.provide([layer, Transport.layerCrypto]),
              Layer.merge(RetryPolicy.layer(RetryPolicy.never))
            )
          )
        )
      )
      assert.isAbove(sent.length, 700)
      assert.deepStrictEqual([...outcomes].toSorted(), ["OutcomeUnknown", "PresignRefused"])
      assert.deepStrictEqual([...ends].toSorted(), ["Rejection", "Unanswered", "Unverified"])
      const [first = ""] = sent
      assert.match(first, /"identity_id":"[A-Za-z0-9+/]{342}==","real_name":"[A-Za-z0-9+/]{342}=="/)
      assert.include(first, `"wechatpay-serial":"${Platform.serial}"`)
      assert.include(text, "V3-ENC-02")
      assert.include(text, "CR-SIGN-03")
      assertSilent([text, ...values, ...sent].join("\n"), spellings)
    }).pipe(Random.withSeed("identities"))
  )
})
