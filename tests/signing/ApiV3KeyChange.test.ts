/**
 * V3-AEAD-03: while the APIv3 key changes, what was sealed before is opened too.
 *
 * Method: what node:crypto sealed under each of three keys is opened by sealers that hold some of them, made from
 * values, from decoded keys and from the environment; what they seal is opened with the newest key alone.
 */
import { assert, describe, it } from "@effect/vitest"
import { Inbox, KeyError, Transport } from "@wxrepay/domain/client"
import { Keys, type Sealed, Sealer } from "@wxrepay/domain/signing"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createCipheriv, createDecipheriv } from "node:crypto"
import { bytes, shows } from "../fixtures/openssl.ts"
import * as Rotating from "../support/rotating.ts"

const newest = "newest-key-of-32-letters-in-all!"
const before = "before-key-of-32-letters-in-all!"
const oldest = "oldest-key-of-32-letters-in-all!"
const secret = (text: string) => Redacted.make(text)

/** Seals as another implementation does. */
const nodeSeal = (key: string, plain: string): Sealed => {
  const nonce = "0123456789ab"
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from("transaction"))
  const both = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: "AEAD_AES_256_GCM",
    nonce,
    associatedData: "transaction",
    ciphertext: both.toString("base64")
  }
}

/** Opens as another implementation does; throws with any other key. */
const nodeOpen = (key: string, { ciphertext, nonce }: Sealed): string => {
  const both = bytes(ciphertext)
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 })
  decipher.setAAD(Buffer.from("transaction"))
  decipher.setAuthTag(both.subarray(-16))
  return Buffer.concat([decipher.update(both.subarray(0, -16)), decipher.final()]).toString()
}

const opened = (sealed: Sealed) =>
  Effect.flatMap(Sealer, ({ open }) =>
    Effect.match(open(sealed), {
      onFailure: ({ problem }) => problem,
      onSuccess: (plain) => new TextDecoder().decode(plain)
    })
  )

/** What becomes of what was sealed under each of the keys, the newest first. */
const eachOpened = Effect.forEach([newest, before, oldest], (key) => opened(nodeSeal(key, "还款")))

const withCrypto = <E>(layer: Layer.Layer<Sealer, E, Transport.Crypto>) => Layer.provide(layer, Transport.layerCrypto)

const environment = (variables: Readonly<Record<string, string>>) =>
  withCrypto(Sealer.layerConfig).pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))))

const fromKeys = Layer.unwrap(
  Effect.gen(function* () {
    const keys = [yield* Keys.apiV3Key(secret(newest)), yield* Keys.apiV3Key(secret(before))] as const
    return Sealer.layerFrom(...keys)
  })
)

const no = "NotAuthentic"

const holding: ReadonlyArray<readonly [string, Layer.Layer<Sealer, unknown>, ReadonlyArray<string>]> = [
  ["one key", withCrypto(Sealer.layer({ apiV3Key: secret(newest) })), ["还款", no, no]],
  [
    "one key and no previous ones",
    withCrypto(Sealer.layer({ apiV3Key: secret(newest), previousApiV3Keys: [] })),
    ["还款", no, no]
  ],
  [
    "a key and the one before it",
    withCrypto(Sealer.layer({ apiV3Key: secret(newest), previousApiV3Keys: [secret(before)] })),
    ["还款", "还款", no]
  ],
  [
    "a key and two before it",
    withCrypto(Sealer.layer({ apiV3Key: secret(newest), previousApiV3Keys: [secret(before), secret(oldest)] })),
    ["还款", "还款", "还款"]
  ],
  ["two keys that are already decoded", withCrypto(fromKeys), ["还款", "还款", no]],
  ["WXREPAY_APIV3_KEY", environment({ WXREPAY_APIV3_KEY: newest }), ["还款", no, no]],
  [
    "WXREPAY_APIV3_KEY and WXREPAY_PREVIOUS_APIV3_KEY",
    environment({ WXREPAY_APIV3_KEY: newest, WXREPAY_PREVIOUS_APIV3_KEY: before }),
    ["还款", "还款", no]
  ]
]

describe("V3-AEAD-03 a change of the APIv3 key", () => {
  for (const [what, layer, expected] of holding) {
    it.effect(`V3-AEAD-03 a sealer with ${what} opens what was sealed under those and no others`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* eachOpened, [...expected])
      }).pipe(Effect.provide(layer))
    )

    it.effect(`V3-AEAD-03 a sealer with ${what} seals under the newest`, () =>
      Effect.gen(function* () {
        const sealed = yield* (yield* Sealer).seal(new TextEncoder().encode("还款"), "transaction")
        assert.strictEqual(nodeOpen(newest, sealed), "还款")
        for (const key of [before, oldest]) assert.throws(() => nodeOpen(key, sealed))
      }).pipe(Effect.provide(layer))
    )
  }

  it.effect("V3-AEAD-03 with several keys it is still told what is wrong with a sealed part", () =>
    Effect.gen(function* () {
      const sealed = nodeSeal(before, "还款")
      assert.deepStrictEqual(
        yield* Effect.forEach(
          [
            { ...sealed, algorithm: "AEAD_SM4_GCM" },
            { ...sealed, nonce: "" },
            { ...sealed, ciphertext: "*" },
            { ...sealed, associatedData: "certificate" }
          ],
          opened
        ),
        ["WrongAlgorithm", "WrongNonce", "NotBase64", "NotAuthentic"]
      )
    }).pipe(Effect.provide(withCrypto(Sealer.layer({ apiV3Key: secret(newest), previousApiV3Keys: [secret(before)] }))))
  )

  it.effect("V3-AEAD-03 a notification that was on its way when the key changed is read", () =>
    Effect.gen(function* () {
      yield* Rotating.setTime(0)
      const { open } = yield* Inbox
      for (const key of [newest, before]) {
        const notification = yield* open(yield* Rotating.notification(Rotating.publicKey, key))
        assert.strictEqual(notification._tag, "DeductionPaid")
      }
      const error = yield* Effect.flip(open(yield* Rotating.notification(Rotating.publicKey, oldest)))
      assert.strictEqual(error._tag, "SealError")
    }).pipe(
      Effect.provide(
        Inbox.layer({
          mchid: Rotating.identity.mchid,
          platformKeys: [Rotating.configuredPublicKey],
          apiV3Key: secret(newest),
          previousApiV3Keys: [secret(before)]
        })
      ),
      Effect.provide(Transport.layerCrypto)
    )
  )

  it.effect("V3-AEAD-01 a previous key of another length is refused by its bytes, and nothing of it shows", () =>
    Effect.gen(function* () {
      const previousApiV3Keys = [secret(before), secret(`${oldest}!`)]
      const layer = withCrypto(Sealer.layer({ apiV3Key: secret(newest), previousApiV3Keys }))
      const error = yield* Effect.flip(Effect.provide(Sealer, layer))
      assert.instanceOf(error, KeyError)
      assert.strictEqual(error.message, "The APIv3 key cannot be used: it has 33 bytes, not 32")
      assert.isFalse(shows(error, oldest))
    })
  )

  for (const [name, variables] of [
    ["WXREPAY_APIV3_KEY", { WXREPAY_PREVIOUS_APIV3_KEY: before }],
    ["WXREPAY_APIV3_KEY", { WXREPAY_APIV3_KEY: `${oldest}!`, WXREPAY_PREVIOUS_APIV3_KEY: before }],
    ["WXREPAY_PREVIOUS_APIV3_KEY", { WXREPAY_APIV3_KEY: newest, WXREPAY_PREVIOUS_APIV3_KEY: `${oldest}!` }]
  ] as const) {
    const given = Object.entries(variables).map(([variable, text]) => `${variable} of ${text.length} characters`)
    it.effect(`V3-AEAD-03 an environment with ${given.join(" and ")} is refused by the name ${name}, unseen`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.provide(Sealer, environment(variables)))
        assert.instanceOf(error, Config.ConfigError)
        assert.match(error.message, new RegExp(`(?<![A-Z_])${name}(?![A-Z_])`, "u"))
        for (const key of [newest, before, oldest]) assert.isFalse(shows(error, key))
      })
    )
  }
})
