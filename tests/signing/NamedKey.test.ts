/**
 * V3-SERIAL-02, V3-SERIAL-03, V3-ENC-03: which key a request names, and that what is sealed in it is sealed with that key.
 *
 * Method: a platform in process records every kind of request of every kind of lender; what was sealed is opened with
 * node:crypto.
 */
import { assert, describe, it } from "@effect/vitest"
import { Access, CreditRepayment, RetryPolicy, Transport } from "@wxrepay/domain/client"
import { KeyRing, PlatformKeys, Signer } from "@wxrepay/domain/signing"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { constants, privateDecrypt } from "node:crypto"
import type * as Platform from "../support/platform.ts"
import * as Rotating from "../support/rotating.ts"

const { after, certify, charging, facing, publicKey, reading, setTime } = Rotating

const draft = {
  appid: "wxcbda96de0b165486",
  planId: "123",
  outContractCode: "100001256",
  displayName: "*明",
  contractNotifyUrl: "https://lender.example/wechatpay/notify",
  repaymentAmountLimit: 300_000,
  realIdentity: {
    identityType: "IdCard",
    identityId: Redacted.make("11010119900307221X"),
    realName: Redacted.make("张晓明")
  }
} as const

/** What was sealed in a request, opened by node:crypto with one key. */
const unseal = ({ body }: Platform.Seen, { privateKey }: Rotating.Key): string => {
  const { real_identity: identity } = JSON.parse(String(body))
  const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }
  return String(privateDecrypt(key, Buffer.from(identity.real_name, "base64")))
}

describe("V3-SERIAL what a request names", () => {
  for (const [has, prefer, expected] of [
    ["certificates", undefined, "next"],
    ["certificates", "PublicKey", "next"],
    ["both", undefined, "publicKey"],
    ["both", "PublicKey", "publicKey"],
    ["both", "Certificate", "next"],
    ["a public key", undefined, "publicKey"],
    ["a public key", "Certificate", "publicKey"]
  ] as const) {
    const preferring = prefer === undefined ? "" : ` that prefers ${prefer}`
    it.effect(
      `V3-SERIAL-02 V3-SERIAL-03 V3-ENC-03 V3-ROT-06 with ${has}${preferring}, every request names one key, and seals with it`,
      () =>
        Effect.gen(function* () {
          const first = yield* certify(0)
          const next = yield* certify(1, { until: after("1826 days") })
          const key = { next, publicKey }[expected]
          yield* facing(
            { listed: [next, first], signer: key },
            (platform) =>
              Effect.gen(function* () {
                yield* reading
                yield* charging
                const client = yield* CreditRepayment
                yield* Effect.result(client.presignApp(draft))
                const { realIdentity: _, ...unnamed } = draft
                yield* Effect.result(client.presignH5({ ...unnamed, outContractCode: "100001257" }))
                const [, , presign] = platform.calls()
                assert.deepStrictEqual(
                  platform.calls().map(({ headers, method }) => [method, headers["wechatpay-serial"]]),
                  ["GET", "POST", "POST", "POST"].map((method) => [method, key.serial])
                )
                assert.strictEqual(unseal(presign ?? assert.fail("no pre-sign was sent"), key), "张晓明")
              }),
            { ...Rotating.having[has], prefer }
          )
        })
    )
  }

  it.effect(
    "CR-ENC-02 V3-ENC-03 a request names the key that sealed in it, though the current key is already another",
    () =>
      Effect.gen(function* () {
        yield* setTime(0)
        const keys = [yield* certify(0), yield* certify(1)]
        const decoded = yield* Effect.forEach(keys, ({ certificate }) =>
          PlatformKeys.ofCertificate(Redacted.make(certificate))
        )
        const looks = yield* Ref.make(0)
        const current = Effect.map(
          Ref.getAndUpdate(looks, (count) => count + 1),
          (count) => decoded[count % 2] ?? assert.fail("there are two keys")
        )
        const platform = yield* Rotating.make({ listed: keys })
        yield* Effect.forEach(keys, () =>
          Effect.result(Effect.flatMap(CreditRepayment, (client) => client.presignApp(draft)))
        ).pipe(
          Effect.provide(CreditRepayment.layerFrom),
          Effect.provide(Access.layerFrom()),
          Effect.provide(Signer.layer(Rotating.identity)),
          Effect.provideService(KeyRing, { current, find: () => Effect.succeedNone }),
          Effect.provideService(HttpClient.HttpClient, platform.http),
          Effect.provide([Transport.layerCrypto, RetryPolicy.layer(RetryPolicy.never)])
        )
        assert.lengthOf(platform.calls(), 2)
        for (const presign of platform.calls()) {
          const key = keys.find(({ serial }) => serial === presign.headers["wechatpay-serial"])
          assert.strictEqual(unseal(presign, key ?? assert.fail("no key is named")), "张晓明")
        }
      })
  )
})
