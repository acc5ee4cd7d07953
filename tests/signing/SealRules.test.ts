/**
 * V3-AEAD, V3-ENC: exactly what opens something sealed.
 *
 * Method: texts are sealed with node:crypto under one of three keys and some associated data, or none, and opened by sealers that
 * hold some of the keys; fields are sealed twice and opened with node:crypto.
 */
import { assert, describe, it } from "@effect/vitest"
import { Transport } from "@wxrepay/domain/client"
import { FieldSealer, KeyRing, Sealer } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { constants, createCipheriv, privateDecrypt } from "node:crypto"
import { pem, secretPem } from "../fixtures/openssl.ts"

const { maybe, pick } = Choice

const keys = [
  "newest-key-of-32-letters-in-all!",
  "before-key-of-32-letters-in-all!",
  "oldest-key-of-32-letters-in-all!"
] as const

const which = pick(0, 1, 2)

/** Associated data as it may come: not at all, empty, or a text. */
const about = maybe(pick("", "certificate", "transaction", "Certificate", "还款"))

/** Seals as another implementation does. */
const nodeSeal = (key: string, associatedData: string | undefined, plain: string) => {
  const nonce = "0123456789ab"
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(associatedData ?? ""))
  const both = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { algorithm: "AEAD_AES_256_GCM", nonce, ciphertext: both.toString("base64") }
}

/** What becomes of something sealed where these keys are known, the first of them as the present one. */
const opened = (
  sealed: Parameters<Sealer["Service"]["open"]>[0],
  known: readonly [string, ...ReadonlyArray<string>]
) => {
  const [apiV3Key, ...previousApiV3Keys] = known
  const secret = (text: string) => Redacted.make(text)
  const layer = Sealer.layer({ apiV3Key: secret(apiV3Key), previousApiV3Keys: previousApiV3Keys.map(secret) })
  return Effect.flatMap(Sealer, ({ open }) => open(sealed)).pipe(
    Effect.match({ onFailure: ({ message }) => message, onSuccess: (bytes) => new TextDecoder().decode(bytes) }),
    Effect.provide(Layer.provide(layer, Transport.layerCrypto))
  )
}

const refusal =
  "The sealed part cannot be opened: the APIv3 key, the associated data or the bytes are not those it was sealed with (V3-AEAD-03)"

describe("V3-AEAD what opens", () => {
  it.effect.prop(
    "V3-AEAD-01 something sealed opens exactly when it names AEAD_AES_256_GCM, its nonce is the 12 bytes that it was sealed with, and its base64 is of the very ciphertext and tag",
    [
      pick("AEAD_AES_256_GCM", "AEAD_AES_256_GCM", "AEAD_SM4_GCM", "aead_aes_256_gcm"),
      pick("0123456789ab", "0123456789ab", "0123456789aB", "0123456789a", "0123456789abc"),
      pick("whole", "whole", "cut", "longer", "no base64")
    ],
    ([algorithm, nonce, state]) =>
      Effect.gen(function* () {
        const { ciphertext } = nodeSeal(keys[0], "", "还款")
        const bytes = Buffer.from(ciphertext, "base64")
        const given = {
          whole: ciphertext,
          cut: bytes.subarray(0, -1).toString("base64"),
          longer: Buffer.concat([bytes, Buffer.of(0)]).toString("base64"),
          "no base64": `!${ciphertext.slice(1)}`
        }[state]
        const told = yield* opened({ algorithm, nonce, ciphertext: given }, [keys[0]])
        const isSealed = algorithm === "AEAD_AES_256_GCM" && nonce === "0123456789ab" && state === "whole"
        assert.strictEqual(told === "还款", isSealed)
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect.prop(
    "V3-AEAD-02 something sealed opens exactly with the associated data that it was sealed with, letter for letter; missing is the same as empty",
    [about, about],
    ([sealedWith, given]) =>
      Effect.gen(function* () {
        const sealed = nodeSeal(keys[0], sealedWith, "还款")
        const told = yield* opened({ ...sealed, associatedData: given }, [keys[0]])
        assert.strictEqual(told, (given ?? "") === (sealedWith ?? "") ? "还款" : refusal)
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect.prop(
    "V3-AEAD-03 something sealed opens exactly where the key that it was sealed under is known, as the present one or as one before it",
    [which, which, Arbitrary.array(which, { maxLength: 2 })],
    ([under, present, previous]) =>
      Effect.gen(function* () {
        const sealed = nodeSeal(keys[under], "", "还款")
        const told = yield* opened(sealed, [keys[present], ...previous.map((at) => keys[at])])
        assert.strictEqual(told, [present, ...previous].includes(under) ? "还款" : refusal)
      }),
    { arbitrary: { runs: 40 } }
  )
})

const serialOf = { platform: "PUB_KEY_ID_1", merchant: "PUB_KEY_ID_2" }

describe("V3-ENC what is sealed", () => {
  const platformKeys = [{ serial: "PUB_KEY_ID_1", publicKey: secretPem("platform.spki.pem") }]
  const layer = FieldSealer.layerFrom.pipe(Layer.provide([KeyRing.layer({ platformKeys }), Transport.layerCrypto]))

  it.effect.prop(
    "V3-ENC-05 two seals are never alike, and open to the same exactly when the same was sealed",
    [pick("张三", "李四", "x"), pick("张三", "李四", "x")],
    ([one, other]) =>
      Effect.gen(function* () {
        const { sealText } = yield* FieldSealer
        const seals = yield* Effect.forEach([one, other], (text) =>
          Effect.map(sealText("realName", Redacted.make(text)), ({ value }) => value)
        )
        assert.notStrictEqual(seals[0], seals[1])
        const padding = constants.RSA_PKCS1_OAEP_PADDING
        const plain = seals.map((sealed) =>
          privateDecrypt(
            { key: pem("platform.pkcs8.pem"), padding, oaepHash: "sha1" },
            Buffer.from(sealed, "base64")
          ).toString()
        )
        assert.strictEqual(plain[0] === plain[1], one === other)
      }).pipe(Effect.provide(layer)),
    { arbitrary: { runs: 25 } }
  )

  it.effect.prop(
    "V3-ENC-01 V3-ENC-03 a seal opens exactly with the private key of the serial that it names, by RSA-OAEP with SHA-1 and no label",
    [pick("platform", "merchant"), pick("platform", "merchant"), pick("sha1", "sha1", "sha256"), maybe(pick("label"))],
    ([first, opener, oaepHash, label]) =>
      Effect.gen(function* () {
        const names = first === "platform" ? (["platform", "merchant"] as const) : (["merchant", "platform"] as const)
        const ring = names.map((name) => ({ serial: serialOf[name], publicKey: secretPem(`${name}.spki.pem`) }))
        const { serial, value } = yield* Effect.provide(
          Effect.flatMap(FieldSealer, ({ sealText }) => sealText("realName", Redacted.make("张三"))),
          FieldSealer.layerFrom.pipe(Layer.provide([KeyRing.layer({ platformKeys: ring }), Transport.layerCrypto]))
        )
        assert.strictEqual(serial, serialOf[first], "of two public keys the first is current")
        const padding = constants.RSA_PKCS1_OAEP_PADDING
        const oaepLabel = label === undefined ? {} : { oaepLabel: Buffer.from(label) }
        const key = { key: pem(`${opener}.pkcs8.pem`), padding, oaepHash, ...oaepLabel }
        const told = yield* Effect.option(
          Effect.try(() => privateDecrypt(key, Buffer.from(value, "base64")).toString())
        )
        const isRight = serialOf[opener] === serial && oaepHash === "sha1" && label === undefined
        assert.deepStrictEqual(told, isRight ? Option.some("张三") : Option.none())
      }),
    { arbitrary: { runs: 30 } }
  )
})
