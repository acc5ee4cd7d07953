/**
 * V3-VER-01, V3-AEAD-01, V3-ENC-01: a crypto engine that fails is told by its own error, and lets nothing pass.
 *
 * Method: engines that refuse every work stand in for the real ones, and a key that may not be copied for one that may. There
 * is nothing to draw: each work has one way to fail.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import { Transport } from "@wxrepay/domain/client"
import { Keys, PlatformKeys, Sealer, Verifier } from "@wxrepay/domain/signing"
import * as Aead from "effect/crypto/Aead"
import { CryptoError, DecryptionFailed } from "effect/crypto/CryptoError"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { answers, apiV3Key, nonce, pem, sealed, secretPem, signedAt } from "../fixtures/openssl.ts"

const broken = new CryptoError({ module: "engine", method: "any", reason: new DecryptionFailed() })
const refuses = () => Effect.fail(broken)

const BrokenSignature = Layer.succeed(
  Signature.Signature,
  Signature.Signature.of({ generateKeyPair: refuses, publicKeyOf: refuses, sign: refuses, verify: refuses })
)
const BrokenAead = Layer.succeed(Aead.Aead, Aead.Aead.of({ decrypt: refuses, encrypt: refuses, generateKey: refuses }))

const serial = "PUB_KEY_ID_0114232134912410000000000000"
const answer = answers[0] ?? assert.fail("no answer was signed")
const [vector] = sealed
const secret = { apiV3Key: Redacted.make(apiV3Key) }

describe("An engine that fails", () => {
  it.effect("V3-VER-01 an answer that cannot be verified is not believed, like one whose signature is wrong", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(signedAt * 1000)
      const { verify } = yield* Verifier
      const headers = {
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": answer.signature,
        "Wechatpay-Timestamp": String(signedAt),
        "Wechatpay-Nonce": nonce
      }
      const { reason } = yield* Effect.flip(verify(headers, answer.body))
      assert.deepInclude(reason, { _tag: "SignatureWrong", serial })
    }).pipe(
      Effect.provide(Verifier.layer({ platformKeys: [{ serial, publicKey: secretPem("platform.spki.pem") }] })),
      Effect.provide(BrokenSignature)
    )
  )

  it.effect("V3-AEAD-01 what cannot be sealed or opened is told without a word of it", () =>
    Effect.gen(function* () {
      const { open, seal } = yield* Sealer
      const refused = [
        yield* Effect.flip(seal(new Uint8Array([1]), "")),
        yield* Effect.flip(open(vector?.sealed ?? assert.fail("nothing was sealed")))
      ]
      for (const { message } of refused) {
        assert.strictEqual(
          message,
          "The sealed part cannot be opened: the APIv3 key, the associated data or the bytes are not those it was sealed with (V3-AEAD-03)"
        )
      }
    }).pipe(Effect.provide(Layer.provide(Sealer.layer(secret), [Transport.layerCrypto, BrokenAead])))
  )

  it.effect("V3-ENC-01 a key that keeps itself to itself verifies, and is refused where it would have to seal", () =>
    Effect.gen(function* () {
      const der = Buffer.from(pem("platform.spki.pem").replaceAll(/-----[A-Z ]+-----|\s/gu, ""), "base64")
      const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
      const kept = yield* Effect.promise(() => crypto.subtle.importKey("spki", der, algorithm, false, ["verify"]))
      const key = yield* Signature.publicKeyFromCryptoKey(Keys.rs256, kept)
      const error = yield* Effect.flip(PlatformKeys.ofKey(Ids.PlatformSerial.make(serial), key, undefined))
      assert.strictEqual(error.message, "The platform key cannot be used: nothing can be sealed with it")
    })
  )
})
