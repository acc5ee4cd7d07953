/**
 * V3-ENC, CR-ENC: fields that are sealed for WeChat Pay, which alone can open them.
 *
 * Method: what is sealed is opened by node:crypto, which shares no code with the library, and by no other padding; names
 * and numbers of every script and every length up to the limit go in, and what cannot be sealed is refused unseen.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import { NotSealable, Transport } from "@wxrepay/domain/client"
import { FieldSealer, KeyRing, type PlatformKeyPem, PlatformKeys } from "@wxrepay/domain/signing"
import { Choice, Texts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import { constants, privateDecrypt } from "node:crypto"
import { pem, shows } from "../fixtures/openssl.ts"
import * as Rotating from "../support/rotating.ts"

const { int, oneOf, pick } = Choice

const { after, certify, configuredPublicKey, publicKey, setTime } = Rotating

const ringOf = (...platformKeys: ReadonlyArray<PlatformKeyPem>) => KeyRing.layer({ platformKeys })

const sealing = Layer.provide(FieldSealer.layerFrom, Transport.layerCrypto)

const UnderPublicKey = Layer.provide(sealing, ringOf(configuredPublicKey))

const seal = (plain: string) =>
  Effect.flatMap(FieldSealer, ({ sealText }) => sealText("realName", Redacted.make(plain)))

const sealIdentity = (identityId: string, realName: string) =>
  Effect.flatMap(FieldSealer, (sealer) =>
    sealer.sealIdentity({
      identityType: "IdCard",
      identityId: Redacted.make(identityId),
      realName: Redacted.make(realName)
    })
  )

/** Opens as another implementation does. */
const nodeOpen = (sealed: string, { privateKey }: Rotating.Key, oaepHash = "sha1"): string => {
  const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }
  return privateDecrypt(key, Buffer.from(sealed, "base64")).toString("utf8")
}

const wholeLetters = [...Texts.freeLetters, ...Texts.intruders].filter((letter) => !/\p{Surrogate}/u.test(letter))

/** A text of whole characters, of any script, that fills at most so many bytes of UTF-8. */
const sealable = Arbitrary.map(
  Arbitrary.all({
    room: oneOf<number>(pick(1, 213, 214), int(1, 214)),
    word: Arbitrary.array(pick(...wholeLetters), { minLength: 1, maxLength: 9 })
  }),
  ({ room, word }) => {
    let text = ""
    for (let at = 0; Buffer.byteLength(text + word[at % word.length]) <= room; at++) text += word[at % word.length]
    return text === "" ? "x" : text
  }
)

layer(UnderPublicKey)("V3-ENC sealing", (it) => {
  it.effect.prop(
    "V3-ENC-01 V3-ENC-03 CR-ENC-01 an identity is opened by node:crypto with OAEP and SHA-1, and names the key",
    [sealable, sealable],
    ([identityId, realName]) =>
      Effect.gen(function* () {
        const { serial, value } = yield* sealIdentity(identityId, realName)
        assert.deepStrictEqual(
          [serial, value.identityType, nodeOpen(value.identityId, publicKey), nodeOpen(value.realName, publicKey)],
          [publicKey.serial, "IdCard", identityId, realName]
        )
      }),
    { arbitrary: { runs: 300 } }
  )

  it.effect.prop("V3-ENC-01 V3-ENC-02 CR-ENC-01 a seal is 344 characters of base64", [sealable], ([plain]) =>
    Effect.gen(function* () {
      assert.match((yield* seal(plain)).value, /^[0-9A-Za-z+/]{342}==$/u)
    })
  )

  for (const [what, open] of [
    ["OAEP with SHA-256", (sealed: string) => nodeOpen(sealed, publicKey, "sha256")],
    ["another key", (sealed: string) => nodeOpen(sealed, { ...publicKey, privateKey: pem("merchant.pkcs8.pem") })],
    [
      "OAEP with a label",
      (sealed: string) => {
        const padding = constants.RSA_PKCS1_OAEP_PADDING
        const key = { key: publicKey.privateKey, padding, oaepHash: "sha1", oaepLabel: Buffer.from("realName") }
        return privateDecrypt(key, Buffer.from(sealed, "base64")).toString()
      }
    ]
  ] as const) {
    it.effect(`V3-ENC-01 ${what} does not open what was sealed`, () =>
      Effect.gen(function* () {
        const { value } = yield* seal("张三")
        assert.throws(() => open(value))
      })
    )
  }

  it.effect("V3-ENC-05 no two seals of a text are alike, and all open to it", () =>
    Effect.gen(function* () {
      const seals = yield* Effect.replicateEffect(seal("张三"), 50)
      assert.strictEqual(new Set(seals.map(({ value }) => value)).size, 50)
      assert.deepStrictEqual(new Set(seals.map(({ value }) => nodeOpen(value, publicKey))), new Set(["张三"]))
    })
  )

  for (const [what, plain] of [
    ["214 letters", "x".repeat(214)],
    ["71 characters of three bytes and a letter", `${"款".repeat(71)}x`],
    ["53 characters of four bytes and two letters", `${"😀".repeat(53)}xx`],
    ["one letter", "x"],
    ["a zero byte", "\u0000"],
    ["a byte order mark and a letter", "\uFEFFx"]
  ] as const) {
    it.effect(`V3-ENC-02 ${what}, ${Buffer.byteLength(plain)} bytes in all, can be sealed`, () =>
      Effect.gen(function* () {
        assert.strictEqual(nodeOpen((yield* seal(plain)).value, publicKey), plain)
      })
    )
  }

  for (const [what, plain] of [
    ["nothing", ""],
    ["215 letters", "x".repeat(215)],
    ["71 characters of three bytes and two letters", `${"款".repeat(71)}xx`],
    ["72 characters of three bytes", "款".repeat(72)],
    ["54 characters of four bytes", "😀".repeat(54)],
    ["half a character", "张三\uD83D"],
    ["the other half", "\uDE00张三"]
  ] as const) {
    it.effect(`V3-ENC-02 ${what}, ${Buffer.byteLength(plain)} bytes in all, cannot be sealed, and does not show`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(seal(plain))
        assert.instanceOf(error, NotSealable)
        assert.strictEqual(error.message, "realName must be text of 1 to 214 bytes in UTF-8 (V3-ENC-02)")
        assert.strictEqual(error.category, "FixRequest")
        assert.strictEqual(plain !== "" && shows(error, plain), false)
        const [id, name] = yield* Effect.all([
          Effect.flip(sealIdentity(plain, "张三")),
          Effect.flip(sealIdentity("110101", plain))
        ])
        assert.deepStrictEqual(
          [id, name].map((refusal) => (refusal._tag === "NotSealable" ? refusal.field : refusal._tag)),
          ["identityId", "realName"]
        )
      })
    )
  }

  it.effect("V3-ENC-03 what has nothing to seal names the key that would seal", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* (yield* FieldSealer).serial, publicKey.serial)
    })
  )
})

describe("CR-ENC-02 the key and its serial", () => {
  it.effect.prop(
    "CR-ENC-02 a key opens what was sealed exactly when it is the one that is named with it",
    [int(0, 1), int(0, 1)],
    ([sealer, opener]) =>
      Effect.gen(function* () {
        yield* setTime(0)
        const keys = [publicKey, yield* certify(0)]
        const platformKey =
          sealer === 0 ? configuredPublicKey : { certificate: Redacted.make((yield* certify(0)).certificate) }
        const { serial, value } = yield* Effect.provide(
          sealIdentity("110101", "张三"),
          Layer.provide(sealing, ringOf(platformKey))
        )
        const key = keys[opener] ?? publicKey
        const opened = Result.try(() => nodeOpen(value.realName, key))
        assert.strictEqual(Result.getOrUndefined(opened) === "张三", key.serial === serial)
        assert.strictEqual(sealer === opener, key.serial === serial)
      }),
    { arbitrary: { runs: 20 } }
  )

  it.effect("V3-ENC-01 V3-ENC-03 what is sealed under a certificate is opened with its key, and names it", () =>
    Effect.gen(function* () {
      yield* setTime(0)
      const certificate = yield* certify(0)
      const ring = ringOf({ certificate: Redacted.make(certificate.certificate) })
      const { serial, value } = yield* Effect.provide(sealIdentity("110101", "张三"), Layer.provide(sealing, ring))
      assert.deepStrictEqual(
        [serial, nodeOpen(value.identityId, certificate), nodeOpen(value.realName, certificate)],
        [certificate.serial, "110101", "张三"]
      )
    })
  )

  it.effect("CR-ENC-02 V3-ROT-06 when a new certificate begins to hold, the next seal is under it and names it", () =>
    Effect.gen(function* () {
      const old = yield* certify(0, { until: after("3 days") })
      const next = yield* certify(1, { from: after("1 day") })
      const ring = ringOf(...[old, next].map((key) => ({ certificate: Redacted.make(key.certificate) })))
      yield* Effect.gen(function* () {
        for (const [day, key] of [
          [0, old],
          [1, next],
          [4, next]
        ] as const) {
          yield* setTime(`${day} days`)
          const { serial, value } = yield* seal("张三")
          assert.deepStrictEqual([serial, nodeOpen(value, key)], [key.serial, "张三"])
        }
      }).pipe(Effect.provide(Layer.provide(sealing, ring)))
    })
  )

  it.effect(
    "CR-ENC-02 V3-SERIAL-03 an identity, and a text, is sealed under the one key it names, though the key changes at every look",
    () =>
      Effect.gen(function* () {
        const keys = [yield* certify(0), yield* certify(1)]
        const decoded = yield* Effect.forEach(keys, ({ certificate }) =>
          PlatformKeys.ofCertificate(Redacted.make(certificate))
        )
        const looks = yield* Ref.make(0)
        const current = Effect.map(
          Ref.getAndUpdate(looks, (count) => count + 1),
          (count) => decoded[count % 2] ?? assert.fail("there are two keys")
        )
        const restless = Layer.succeed(KeyRing, { current, find: () => Effect.succeedNone })
        yield* Effect.gen(function* () {
          for (const key of [...keys, ...keys]) {
            const { serial, value } = yield* sealIdentity("110101", "张三")
            assert.deepStrictEqual(
              [serial, nodeOpen(value.identityId, key), nodeOpen(value.realName, key)],
              [key.serial, "110101", "张三"]
            )
          }
          for (const key of keys) {
            const { serial, value } = yield* seal("张三")
            assert.deepStrictEqual([serial, nodeOpen(value, key)], [key.serial, "张三"])
          }
        }).pipe(Effect.provide(Layer.provide(sealing, restless)))
      })
  )
})
