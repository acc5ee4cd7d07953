/**
 * A platform in process that writes down what arrives and answers everything alike, with a client of credit repayment.
 * Signatures are keyed hashes, what it answers is believed, and every identity is sealed under a key of its own.
 */
import { Ids, Payer } from "@wxrepay/domain"
import { Changes, CreditRepayment, RetryPolicy, SignedHttpClient } from "@wxrepay/domain/client"
import { CertificateSerial, FieldSealer, Signer, type UnderKey, Verifier } from "@wxrepay/domain/signing"
import * as Brand from "effect/Brand"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Result from "effect/Result"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import { pem } from "../fixtures/openssl.ts"

/** The key that seals next: no two seals are under the same. */
let keys = 0
const nextKey = (): Ids.PlatformSerial => Ids.PlatformSerial.make(`PUB_KEY_ID_${++keys}`)

/** A seal that says which key it is under, as base64. */
export const sealUnder = (serial: string): Payer.SealedText => Payer.SealedText.make(btoa(serial.padEnd(30, " ")))

const underKey = Brand.nominal<UnderKey<Payer.SealedIdentity>>()

const sealing = Layer.succeed(FieldSealer, {
  serial: Effect.sync(nextKey),
  sealText: () => Effect.die("no call here seals a text by itself"),
  sealIdentity: ({ identityType }) =>
    Effect.sync(() => {
      const serial = nextKey()
      return underKey({
        serial,
        value: { identityType, identityId: sealUnder(serial), realName: sealUnder(serial) }
      })
    })
})

/** What a platform answers. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What arrived of a call, and how it ended. */
export interface Arrived<A, E> {
  readonly result: Result.Result<A, E>
  readonly seen: ReadonlyArray<HttpClientRequest.HttpClientRequest>
  /** What was signed as the address of each. */
  readonly targets: ReadonlyArray<string>
}

/** A client, and what arrives from it. */
export class Partner extends Context.Service<
  Partner,
  {
    /** Has a call made with a number that none before had, and answers it as told. */
    readonly call: <A, E>(
      make: (client: CreditRepayment["Service"], number: string) => Effect.Effect<A, E>,
      answer?: (number: string) => Answer
    ) => Effect.Effect<Arrived<A, E>>
  }
>()("tests/support/partner/Partner") {}

/** A platform and its client. */
export const layer = Layer.suspend(() => {
  let seen: Array<HttpClientRequest.HttpClientRequest> = []
  let targets: Array<string> = []
  let next: Answer = { status: 200, body: {} }
  let calls = 0
  const http = HttpClient.make((request) => {
    seen.push(request)
    const headers = { "wechatpay-signature": "believed" }
    return Effect.succeed(
      HttpClientResponse.fromWeb(request, Response.json(next.body, { status: next.status, headers }))
    )
  })
  const signing = Layer.effect(
    Signer,
    Effect.map(Signer, (signer) => ({
      ...signer,
      sign: (unsigned) => {
        targets.push(unsigned.target)
        return signer.sign(unsigned)
      }
    }))
  ).pipe(
    Layer.provide(
      Signer.layer({
        mchid: Ids.MerchantId.make("1900000001"),
        serialNo: CertificateSerial.make("5157F0"),
        privateKey: Redacted.make(pem("merchant.pkcs8.pem"))
      })
    )
  )
  const client = CreditRepayment.layerFrom.pipe(
    Layer.provide(Changes.layerFrom),
    Layer.provide(SignedHttpClient.layerFrom()),
    Layer.provide([
      sealing,
      signing,
      RetryPolicy.layer(RetryPolicy.never),
      Layer.succeed(HttpClient.HttpClient, http),
      Layer.succeed(Verifier, { preferredSerial: Effect.sync(nextKey), verify: () => Effect.void })
    ]),
    Layer.provide(SyncCrypto.layer(Dice.make(1)))
  )
  return Layer.effect(
    Partner,
    Effect.map(CreditRepayment, (client) => ({
      call: Effect.fnUntraced(function* <A, E>(
        make: (client: CreditRepayment["Service"], number: string) => Effect.Effect<A, E>,
        answer: (number: string) => Answer = () => ({ status: 200, body: {} })
      ) {
        const number = `N${++calls}`
        next = answer(number)
        seen = []
        targets = []
        const result = yield* Effect.result(make(client, number))
        return { result, seen, targets }
      })
    }))
  ).pipe(Layer.provide(client))
})

/** The first day that may be booked when the clock of a test begins. */
export const tomorrow = "1970-01-02"

/** A booking that every rule lets through. */
export const bookingOf = (outRecordId: string) => ({
  contractId: "20251105000000123456789",
  appid: "wxcbda96de0b165486",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  scheduleItems: [{ outRecordId, subMchid: "1900000109", repaymentAmount: 10_000, repaymentDate: tomorrow }]
})
