/**
 * V3-AEAD: opening what the platform encrypts, and sealing as it does.
 *
 * Method: what node:crypto sealed is opened and what we seal node:crypto opens; every change to key, nonce,
 * associated data or bytes is refused, and no refusal shows anything of the key or of what was inside.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import { KeyError, SealError, Transport } from "@wxrepay/domain/client"
import { Keys, type Sealed, Sealer } from "@wxrepay/domain/signing"
import * as Arbitrary from "effect/Arbitrary"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createDecipheriv } from "node:crypto"
import { apiV3Key, bytes, sealed, shows } from "../fixtures/openssl.ts"

const WithKey = Sealer.layer({ apiV3Key: Redacted.make(apiV3Key) }).pipe(Layer.provide(Transport.layerCrypto))

const open = (given: Sealed) => Effect.flatMap(Sealer, (sealer) => sealer.open(given))

const seal = (plain: Uint8Array, associatedData: string) =>
  Effect.flatMap(Sealer, (sealer) => sealer.seal(plain, associatedData))

/** Why a sealed part is not opened. */
const problemOf = (given: Sealed) => Effect.map(Effect.flip(open(given)), ({ problem }) => problem)

const [underEmpty, underNone, underText] = sealed
const empty = underEmpty ?? assert.fail("nothing was sealed under empty associated data")
const none = underNone ?? assert.fail("nothing was sealed without associated data")
const bound = underText ?? assert.fail("nothing was sealed under associated data")

const byte = Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))

const plain = Arbitrary.map(Arbitrary.array(byte, { maxLength: 300 }), (numbers) => Uint8Array.from(numbers))

/** Opens as another implementation does: a sealed part is ciphertext and a 16-byte tag. */
const nodeOpen = (given: Sealed): Uint8Array => {
  const both = bytes(given.ciphertext)
  const decipher = createDecipheriv("aes-256-gcm", apiV3Key, given.nonce, { authTagLength: 16 })
  decipher.setAAD(Buffer.from(given.associatedData ?? ""))
  decipher.setAuthTag(both.subarray(-16))
  return Uint8Array.from(Buffer.concat([decipher.update(both.subarray(0, -16)), decipher.final()]))
}

layer(WithKey)("V3-AEAD opening", (it) => {
  for (const { name, plain, sealed: given } of sealed) {
    it.effect(`V3-AEAD-01 what node:crypto sealed (${name}) is opened`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* open(given), plain)
      })
    )
  }

  it.effect("V3-AEAD-02 missing associated data is the same as empty, in both directions", () =>
    Effect.gen(function* () {
      const { associatedData, ...without } = empty.sealed
      assert.strictEqual(associatedData, "")
      assert.notProperty(none.sealed, "associatedData")
      assert.deepStrictEqual(yield* open(without), empty.plain)
      assert.deepStrictEqual(yield* open({ ...without, associatedData: undefined }), empty.plain)
      assert.deepStrictEqual(yield* open({ ...none.sealed, associatedData: "" }), none.plain)
    })
  )

  it.effect.prop(
    "V3-AEAD-01 one changed byte of the ciphertext or its tag is enough to refuse a sealed part",
    [
      Arbitrary.schema(
        Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: bytes(bound.sealed.ciphertext).length - 1 }))
      ),
      Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 255 })))
    ],
    ([at, bits]) =>
      Effect.gen(function* () {
        const spoiled = bytes(bound.sealed.ciphertext).map((byte, index) => (index === at ? byte ^ bits : byte))
        const ciphertext = Buffer.from(spoiled).toString("base64")
        assert.strictEqual(yield* problemOf({ ...bound.sealed, ciphertext }), "NotAuthentic")
      })
  )

  for (const length of [0, 1, 15, 16, bytes(bound.sealed.ciphertext).length - 1]) {
    it.effect(`V3-AEAD-01 a sealed part cut to ${length} bytes is refused`, () =>
      Effect.gen(function* () {
        const ciphertext = Buffer.from(bytes(bound.sealed.ciphertext).slice(0, length)).toString("base64")
        assert.strictEqual(yield* problemOf({ ...bound.sealed, ciphertext }), "NotAuthentic")
      })
    )
  }

  for (const [what, associatedData] of [
    ["other", "transaction"],
    ["longer", "certificate "],
    ["differently spelled", "Certificate"],
    ["empty", ""],
    ["missing", undefined]
  ] as const) {
    it.effect(`V3-AEAD-02 ${what} associated data than it was sealed under is refused`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* problemOf({ ...bound.sealed, associatedData }), "NotAuthentic")
      })
    )
  }

  it.effect("V3-AEAD-02 associated data where it was sealed under none is refused", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* problemOf({ ...none.sealed, associatedData: "certificate" }), "NotAuthentic")
    })
  )

  it.effect("V3-AEAD-01 another nonce of 12 bytes is refused", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* problemOf({ ...bound.sealed, nonce: "0123456789ab" }), "NotAuthentic")
    })
  )

  for (const algorithm of ["AEAD_AES_128_GCM", "AEAD_SM4_GCM", "aead_aes_256_gcm", "AEAD_AES_256_GCM ", ""]) {
    it.effect(`V3-AEAD-01 the algorithm ${JSON.stringify(algorithm)} is refused`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* problemOf({ ...bound.sealed, algorithm }), "WrongAlgorithm")
      })
    )
  }

  for (const [nonce, problem] of [
    ["", "WrongNonce"],
    ["0123456789a", "WrongNonce"],
    ["0123456789abc", "WrongNonce"],
    ["0123456789a款", "WrongNonce"],
    ["还款还款还款还款还款还款", "WrongNonce"],
    ["还款还款", "NotAuthentic"]
  ] as const) {
    it.effect(
      `V3-AEAD-01 the nonce ${JSON.stringify(nonce)} of ${Buffer.byteLength(nonce)} bytes is refused as ${problem}`,
      () =>
        Effect.gen(function* () {
          assert.strictEqual(yield* problemOf({ ...bound.sealed, nonce }), problem)
        })
    )
  }

  for (const ciphertext of [
    "*",
    "...",
    "AAA",
    bound.sealed.ciphertext.slice(1),
    `${bound.sealed.ciphertext.slice(0, -4)}款款款款`,
    bound.sealed.ciphertext.replace("/", "_")
  ]) {
    it.effect(
      `V3-AEAD-01 the ciphertext ${JSON.stringify(ciphertext.slice(0, 12))} of ${ciphertext.length} characters is not base64 and is refused`,
      () =>
        Effect.gen(function* () {
          assert.strictEqual(yield* problemOf({ ...bound.sealed, ciphertext }), "NotBase64")
        })
    )
  }

  it.effect("V3-AEAD-01 the published example, whose nonce and ciphertext are dots, is refused", () =>
    Effect.gen(function* () {
      const dots = { algorithm: "AEAD_AES_256_GCM", nonce: "...", associatedData: "", ciphertext: "..." }
      const error = yield* Effect.flip(open(dots))
      assert.instanceOf(error, SealError)
      assert.strictEqual(error.message, "The sealed part cannot be opened: its nonce is not 12 bytes long (V3-AEAD-01)")
    })
  )

  it.effect("V3-AEAD-01 what is wrong first in the order algorithm, nonce, base64, bytes is what is told", () =>
    Effect.gen(function* () {
      const wrong = { algorithm: "?", nonce: "?", associatedData: "?", ciphertext: "?" }
      const { algorithm, nonce } = bound.sealed
      assert.deepStrictEqual(
        yield* Effect.all([
          problemOf(wrong),
          problemOf({ ...wrong, algorithm }),
          problemOf({ ...wrong, algorithm, nonce }),
          problemOf({ ...wrong, algorithm, nonce, ciphertext: "AAAA" })
        ]),
        ["WrongAlgorithm", "WrongNonce", "NotBase64", "NotAuthentic"]
      )
    })
  )
})

layer(WithKey)("V3-AEAD sealing", (it) => {
  it.effect.prop("V3-AEAD-01 what is sealed opens to the same bytes", [plain, Schema.String], ([given, about]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* open(yield* seal(given, about)), given)
    })
  )

  it.effect.prop("V3-AEAD-01 what is sealed is opened by node:crypto", [plain, Schema.String], ([given, about]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(nodeOpen(yield* seal(given, about)), given)
    })
  )

  it.effect("V3-AEAD-01 a sealed part names its algorithm and carries 16 bytes more than were sealed", () =>
    Effect.gen(function* () {
      const { algorithm, associatedData, ciphertext, nonce } = yield* seal(new Uint8Array(5), "about")
      assert.deepStrictEqual([algorithm, associatedData], ["AEAD_AES_256_GCM", "about"])
      assert.match(nonce, /^[0-9a-f]{12}$/u)
      assert.strictEqual(bytes(ciphertext).length, 21)
    })
  )

  it.effect("V3-AEAD-01 sealing the same a hundred times takes a hundred nonces", () =>
    Effect.gen(function* () {
      const nonces = new Set<string>()
      for (let time = 0; time < 100; time++) nonces.add((yield* seal(new Uint8Array(), "")).nonce)
      assert.strictEqual(nonces.size, 100)
    })
  )
})

describe("V3-AEAD the APIv3 key", () => {
  it.effect("V3-AEAD-03 what was sealed under another key is refused, and says that the key may be the reason", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(open(empty.sealed))
      assert.strictEqual(error.problem, "NotAuthentic")
      assert.strictEqual(
        error.message,
        "The sealed part cannot be opened: the APIv3 key, the associated data or the bytes are not those it was sealed with (V3-AEAD-03)"
      )
    }).pipe(
      Effect.provide(Sealer.layer({ apiV3Key: Redacted.make(apiV3Key.toUpperCase()) })),
      Effect.provide(Transport.layerCrypto)
    )
  )

  it.effect("V3-AEAD-03 a key that is already decoded opens as its text does", () =>
    Effect.gen(function* () {
      const key = yield* Keys.apiV3Key(Redacted.make(apiV3Key))
      const withKey = Layer.provide(Sealer.layerFrom(key), Transport.layerCrypto)
      assert.deepStrictEqual(yield* Effect.provide(open(empty.sealed), withKey), empty.plain)
      assert.isFalse(shows(key, apiV3Key))
    })
  )

  for (const [what, text, length] of [
    ["31 characters", apiV3Key.slice(1), 31],
    ["33 characters", `${apiV3Key}!`, 33],
    ["32 characters, one of them of three bytes", `${apiV3Key.slice(1)}款`, 34],
    ["32 characters and a line feed", `${apiV3Key}\n`, 33],
    ["no characters", "", 0]
  ] as const) {
    it.effect(`V3-AEAD-01 a key of ${what} is refused by its ${length} bytes, and nothing of it shows`, () =>
      Effect.gen(function* () {
        const layer = Sealer.layer({ apiV3Key: Redacted.make(text) })
        const error = yield* Effect.flip(Effect.provide(Sealer, Layer.provide(layer, Transport.layerCrypto)))
        assert.instanceOf(error, KeyError)
        assert.strictEqual(error.message, `The APIv3 key cannot be used: it has ${length} bytes, not 32`)
        assert.strictEqual(text !== "" && shows(error, text), false)
      })
    )
  }

  const fromEnvironment = (variables: Readonly<Record<string, string>>) =>
    Layer.provide(Sealer.layerConfig, [
      Transport.layerCrypto,
      ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))
    ])

  it.effect("V3-AEAD-03 the key is read from WXREPAY_APIV3_KEY", () =>
    Effect.gen(function* () {
      const opened = yield* Effect.provide(open(empty.sealed), fromEnvironment({ WXREPAY_APIV3_KEY: apiV3Key }))
      assert.deepStrictEqual(opened, empty.plain)
    })
  )

  it.effect("V3-AEAD-03 an environment without WXREPAY_APIV3_KEY is refused by that name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.provide(Sealer, fromEnvironment({})))
      assert.instanceOf(error, Config.ConfigError)
      assert.include(error.message, "WXREPAY_APIV3_KEY")
    })
  )

  it.effect(
    "V3-AEAD-01 a key of another length in the environment is refused, named by its variable, and not shown",
    () =>
      Effect.gen(function* () {
        const long = `${apiV3Key}-and-more`
        const error = yield* Effect.flip(Effect.provide(Sealer, fromEnvironment({ WXREPAY_APIV3_KEY: long })))
        assert.instanceOf(error, Config.ConfigError)
        assert.include(error.message, "WXREPAY_APIV3_KEY")
        assert.include(error.message, "it has 41 bytes, not 32")
        assert.isFalse(shows(error, long))
      })
  )
})

layer(WithKey)("V3-AEAD the error", (it) => {
  it.effect("V3-AEAD-01 no refusal shows anything of the key, of the sealed bytes or of what was inside", () =>
    Effect.gen(function* () {
      const inside = new TextDecoder().decode(bound.plain)
      for (const given of [
        { ...bound.sealed, algorithm: inside },
        { ...bound.sealed, nonce: inside },
        { ...bound.sealed, ciphertext: `${bound.sealed.ciphertext}*` },
        { ...bound.sealed, associatedData: inside }
      ]) {
        const error = yield* Effect.flip(open(given))
        assert.isFalse(shows(error, apiV3Key))
        assert.isFalse(shows(error, inside))
        assert.isFalse(shows(error, bound.sealed.ciphertext))
      }
    })
  )
})
