/**
 * V3-CERT-02, V3-CERT-03: exactly which list of certificates is believed.
 *
 * Method: a platform in process lists two certificates of real keys with any of five things wrong; whether a lender then knows them is
 * compared with the rule in a few lines. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Rotating from "../support/rotating.ts"

const { pick, seldom } = Choice

/** One thing most of the time, others seldom. */
const mostly = <const A extends string>(usual: A, ...others: readonly [A, ...ReadonlyArray<A>]) =>
  seldom<A>(pick(usual), pick(...others), 4)

const lists = Arbitrary.all({
  sealedUnder: mostly("our APIv3 key", "another"),
  algorithm: mostly("AEAD_AES_256_GCM", "AEAD_SM4_GCM"),
  serialNo: mostly("its own", "another's"),
  inside: mostly("a certificate", "a sentence"),
  signer: mostly("one of the list", "the configured key", "a stranger", "a stranger in its name"),
  bytes: mostly("as signed", "with a blank more")
})
type Drawn = typeof lists extends Arbitrary.Arbitrary<infer A> ? A : never

/** A list with nothing wrong. */
const sound: Drawn = {
  sealedUnder: "our APIv3 key",
  algorithm: "AEAD_AES_256_GCM",
  serialNo: "its own",
  inside: "a certificate",
  signer: "one of the list",
  bytes: "as signed"
}

/** Whether a lender who has a public key of the platform's believes a list. */
const isBelieved = Effect.fnUntraced(
  function* (drawn: Drawn) {
    const [first, second, stranger] = yield* Effect.all([Rotating.certify(0), Rotating.certify(1), Rotating.certify(2)])
    const listed = {
      ...first,
      ...(drawn.serialNo === "its own" ? {} : { serial: Rotating.unknownSerial }),
      ...(drawn.inside === "a certificate" ? {} : { certificate: "这不是证书" })
    }
    const signer = {
      "one of the list": second,
      "the configured key": Rotating.publicKey,
      "a stranger": stranger,
      "a stranger in its name": Rotating.posing(second, stranger)
    }[drawn.signer]
    const spoil = (answer: Rotating.Answer) => {
      const body = answer.body.replaceAll("AEAD_AES_256_GCM", drawn.algorithm)
      const signed = Effect.map(Rotating.proof(signer, body), (headers) => ({ ...answer, body, headers }))
      return Effect.map(signed, (told) => (drawn.bytes === "as signed" ? told : { ...told, body: `${body} ` }))
    }
    const apiV3Key = drawn.sealedUnder === "our APIv3 key" ? undefined : "another-apiv3-key-of-32-letters!"
    const conduct: Rotating.Conduct = { listed: [listed, second], apiV3Key, spoil }
    return yield* Rotating.facing(
      conduct,
      () => Effect.all([Rotating.knows(first.serial), Rotating.knows(second.serial)]),
      { platformKeys: [Rotating.configuredPublicKey] }
    )
  },
  Effect.provide(Logger.layer([]))
)

describe("V3-CERT a list of certificates", () => {
  it.effect.prop(
    "V3-CERT-02 V3-CERT-03 a list is believed exactly when each part is sealed with AEAD_AES_256_GCM under our APIv3 key, holds a certificate of the serial that stands beside it, and the very bytes are signed by a certificate of the list or a key that was known before; and else nothing of it",
    [lists],
    ([drawn]) =>
      Effect.gen(function* () {
        const isProven = drawn.signer === "one of the list" || drawn.signer === "the configured key"
        const isSound = { ...drawn, signer: sound.signer }
        const expected = isProven && JSON.stringify(isSound) === JSON.stringify({ ...isSound, ...sound })
        assert.deepStrictEqual(yield* isBelieved(drawn), [expected, expected])
      }),
    { arbitrary: { runs: 24 } }
  )

  it.effect("V3-CERT-03 a serial_no that is another's spoils the whole list, the certificate beside it too", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* isBelieved(sound), [true, true])
      assert.deepStrictEqual(yield* isBelieved({ ...sound, serialNo: "another's" }), [false, false])
    })
  )
})
