/**
 * V3-VER: exactly which messages are believed, and what is told of one that has several things wrong with it.
 *
 * Method: messages are drawn with any of five things wrong, each about as often as not. A signature is a keyed hash here, bound to a
 * real pair of keys: that real signatures hold only over the same bytes is tried with OpenSSL's own beside this.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import { KeyRing, Keys, Message, PlatformKeys, Verification, Verifier } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import { pem, secretPem } from "../fixtures/openssl.ts"

const { int, maybe, oneOf, pick, seldom } = Choice

/** Something seldom, and mostly nothing. */
const hardly = <A>(some: Arbitrary.Arbitrary<A>, times = 4) =>
  seldom<A | undefined>(Arbitrary.Constant(undefined), some, times)

const signedAt = 1_763_683_200

const serials = {
  platform: "PUB_KEY_ID_0114232134912410000000000000",
  merchant: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
  nobody: "5157F09EFDC096DE15EBE81A47057A7232F1B8FF"
}

const headerNames = ["Wechatpay-Serial", "Wechatpay-Signature", "Wechatpay-Timestamp", "Wechatpay-Nonce"] as const

const bodies = Arbitrary.map(Arbitrary.array(pick(0, 10, 32, 123, 125, 228, 255), { maxLength: 6 }), (all) =>
  Uint8Array.from(all)
)

/** A message, and what is wrong with it. */
const messages = Arbitrary.all({
  /** Which header lacks, and how. */
  lacking: hardly(Arbitrary.all({ header: pick(...headerNames), how: pick("missing", "empty", "twice") })),
  /** What it says it is signed with. */
  scheme: maybe(
    oneOf<string>(
      Arbitrary.Constant("WECHATPAY2-SHA256-RSA2048"),
      pick("WECHATPAY2-SM2-WITH-SM3", "WECHATPAY-BRAND-SHA256-RSA2048", "wechatpay2-sha256-rsa2048", "RSA")
    )
  ),
  /** How many seconds ago it was signed. */
  age: oneOf<number>(pick(-301, -300, 0, 300, 301), int(-600, 600)),
  /** Whose key it names, and whose made the signature. */
  named: pick("platform", "platform", "merchant", "merchant", "nobody"),
  isPosing: pick("no", "no", "no", "yes"),
  signedBody: bodies,
  sentBody: hardly(bodies, 3),
  sentNonce: hardly(Arbitrary.Constant("another")),
  isProbe: pick("no", "no", "no", "no", "no", "yes", "nearly")
})
type Drawn = typeof messages extends Arbitrary.Arbitrary<infer A> ? A : never

/** Messages of which nothing but the signature can be wrong. */
const fresh = Arbitrary.map(messages, (one): Drawn => ({ ...one, lacking: undefined, scheme: undefined, age: 0 }))

/** Whose key made the signature. */
const signerOf = ({ isPosing, named }: Drawn) =>
  (isPosing === "yes") === (named === "platform") ? "merchant" : "platform"

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

const wrong = {
  scheme: ({ scheme = Message.scheme }: Drawn) => scheme !== Message.scheme,
  age: ({ age }: Drawn) => Math.abs(age) > 300,
  key: ({ named }: Drawn) => named === "nobody",
  signature: ({ isPosing, isProbe, sentBody, sentNonce, signedBody }: Drawn) =>
    isProbe !== "no" ||
    isPosing === "yes" ||
    sentNonce !== undefined ||
    (sentBody !== undefined && !isSame(sentBody, signedBody))
}

const Crypto = SyncCrypto.layer(Dice.make(1))

/** Both halves of each pair, which take longer to read than all else here. */
const pairOf = Effect.fnUntraced(function* (name: "platform" | "merchant") {
  const publicKey = yield* Keys.publicKey(secretPem(`${name}.spki.pem`))
  return {
    privateKey: yield* KeyFormat.decodePrivate(KeyFormat.pem(KeyFormat.pkcs8), Keys.rs256, pem(`${name}.pkcs8.pem`)),
    platformKey: yield* PlatformKeys.ofKey(Ids.PlatformSerial.make(serials[name]), publicKey, undefined)
  }
})

const pairs = await Effect.runPromise(Effect.all({ platform: pairOf("platform"), merchant: pairOf("merchant") }))

const signing = Effect.fnUntraced(function* (drawn: Drawn) {
  const { age, isProbe, signedBody } = drawn
  const key = pairs[signerOf(drawn)].privateKey
  const moment = { timestamp: String(signedAt - age), nonce: "0123456789ABCDEF" }
  const sealed = Base64.encode(
    yield* Effect.flatMap(Signature.Signature, (signature) => signature.sign(key, Message.answer(moment, signedBody)))
  )
  const begins = { no: "", yes: "WECHATPAY/SIGNTEST/", nearly: "WECHATPAY/SIGNTESTS" }[isProbe]
  const signature = begins + sealed.slice(begins.length)
  return { ...moment, signature }
})

/** Whether a message is believed, or why it is not. */
const verdictOf = Effect.fnUntraced(function* (
  drawn: Drawn,
  known: ReadonlyArray<"platform" | "merchant"> = ["platform", "merchant"]
) {
  yield* TestClock.setTime(signedAt * 1000)
  const { nonce, signature, timestamp } = yield* signing(drawn)
  const values = [serials[drawn.named], signature, timestamp, drawn.sentNonce ?? nonce]
  const headers = Object.fromEntries(
    headerNames.map((header, index) => {
      const value = values[index] ?? ""
      if (drawn.lacking?.header !== header) return [header, value]
      return [header, { missing: undefined, empty: "", twice: [value, value] }[drawn.lacking.how]]
    })
  )
  const scheme = drawn.scheme === undefined ? {} : { "Wechatpay-Signature-Type": drawn.scheme }
  const [first, ...rest] = known.map((name) => pairs[name].platformKey)
  if (first === undefined) return assert.fail("no key")
  const layer = Verifier.layerFrom.pipe(Layer.provide(KeyRing.layerFrom([first, ...rest])))
  return yield* Effect.flatMap(Verifier, ({ verify }) =>
    verify({ ...headers, ...scheme }, drawn.sentBody ?? drawn.signedBody)
  ).pipe(Effect.match({ onFailure: ({ reason }) => reason._tag, onSuccess: () => "believed" }), Effect.provide(layer))
}, Effect.provide(Crypto))

describe("V3-VER which messages are believed", () => {
  it.effect.prop(
    "V3-VER-05 a message is refused for a missing header exactly when one of Wechatpay-Serial, -Signature, -Timestamp and -Nonce is missing, empty or there twice, whatever else is wrong with it",
    [messages],
    ([drawn]) =>
      Effect.gen(function* () {
        assert.strictEqual((yield* verdictOf(drawn)) === "HeaderMissing", drawn.lacking !== undefined)
      })
  )

  it.effect.prop(
    "V3-VER-07 a message that has its headers is refused for its scheme exactly when it names one other than WECHATPAY2-SHA256-RSA2048, letter for letter, whatever else is wrong with it; naming none is naming this",
    [messages],
    ([drawn]) =>
      Effect.gen(function* () {
        const verdict = yield* verdictOf({ ...drawn, lacking: undefined })
        assert.strictEqual(verdict === "SchemeUnknown", wrong.scheme(drawn))
      })
  )

  it.effect.prop(
    "V3-VER-04 a message of the right scheme is refused for its age exactly when it was signed more than 300 seconds before or after now, whoever signed it",
    [messages],
    ([drawn]) =>
      Effect.gen(function* () {
        const verdict = yield* verdictOf({ ...drawn, lacking: undefined, scheme: undefined })
        assert.strictEqual(verdict === "Stale", wrong.age(drawn))
      })
  )

  it.effect.prop(
    "V3-VER-06 a message of now is refused for its key exactly when no key is known by the serial that it names, though a known key signed it",
    [messages],
    ([drawn]) =>
      Effect.gen(function* () {
        const verdict = yield* verdictOf({ ...drawn, lacking: undefined, scheme: undefined, age: 0 })
        assert.strictEqual(verdict === "SerialUnknown", wrong.key(drawn))
      })
  )

  it.effect.prop(
    "V3-VER-01 V3-VER-02 V3-VER-03 V3-PROBE-02 a message of now is believed exactly when the key that it names signed its time, its nonce and its very bytes, which may be none; a probe never is",
    [fresh],
    ([drawn]) =>
      Effect.gen(function* () {
        const isGenuine = !wrong.key(drawn) && !wrong.signature(drawn)
        assert.strictEqual((yield* verdictOf(drawn)) === "believed", isGenuine)
      })
  )

  it.effect.prop(
    "V3-PROBE-01 V3-PROBE-03 a message of now that names a known key is told as a probe exactly when its signature begins with WECHATPAY/SIGNTEST/; any other wrong one is a wrong signature",
    [fresh],
    ([drawn]) =>
      Effect.gen(function* () {
        const known: Drawn = { ...drawn, named: drawn.named === "nobody" ? "platform" : drawn.named }
        const verdict = yield* verdictOf(known)
        assert.strictEqual(verdict === "Probe", drawn.isProbe === "yes")
        assert.strictEqual(verdict === "SignatureWrong", wrong.signature(drawn) && drawn.isProbe !== "yes")
      })
  )

  it.effect.prop(
    "V3-VER-01 to V3-VER-07 a message is believed exactly when nothing is wrong with it; of several wrongs the first is told, in the order header, scheme, age, key, signature",
    [messages],
    ([drawn]) =>
      Effect.gen(function* () {
        const reasons: ReadonlyArray<readonly [boolean, string]> = [
          [drawn.lacking !== undefined, "HeaderMissing"],
          [wrong.scheme(drawn), "SchemeUnknown"],
          [wrong.age(drawn), "Stale"],
          [wrong.key(drawn), "SerialUnknown"],
          [drawn.isProbe === "yes", "Probe"],
          [wrong.signature(drawn), "SignatureWrong"]
        ]
        const expected = reasons.find(([isSo]) => isSo)?.[1] ?? "believed"
        assert.strictEqual(yield* verdictOf(drawn), expected)
      })
  )

  it.effect("V3-ROT-01 with one of two keys its own messages are believed and no others, with both those of both", () =>
    Effect.gen(function* () {
      const genuine = { isPosing: "no", isProbe: "no", signedBody: new Uint8Array(0), age: 0 } as const
      const nothing = { lacking: undefined, scheme: undefined, sentBody: undefined, sentNonce: undefined }
      const names = ["platform", "merchant"] as const
      const verdicts = (known: ReadonlyArray<"platform" | "merchant">) =>
        Effect.forEach(names, (named) => verdictOf({ ...genuine, ...nothing, named }, known))
      assert.deepStrictEqual(yield* verdicts(["platform"]), ["believed", "SerialUnknown"])
      assert.deepStrictEqual(yield* verdicts(["merchant"]), ["SerialUnknown", "believed"])
      assert.deepStrictEqual(yield* verdicts(names), ["believed", "believed"])
    })
  )
})

describe("V3-VER what a person reads", () => {
  const reasons: ReadonlyArray<readonly [string, Verification.Reason, string]> = [
    [
      "V3-VER-05",
      new Verification.HeaderMissing({ header: "Wechatpay-Nonce" }),
      "the header Wechatpay-Nonce is missing"
    ],
    [
      "V3-VER-07",
      new Verification.SchemeUnknown({ scheme: "WECHATPAY2-SM2-WITH-SM3" }),
      "it is signed with WECHATPAY2-SM2-WITH-SM3, not WECHATPAY2-SHA256-RSA2048"
    ],
    [
      "V3-VER-04",
      new Verification.Stale({ timestamp: "1763683200", ageSeconds: -301 }),
      "it is -301 s old, and 300 s are allowed either way"
    ],
    [
      "V3-VER-06",
      new Verification.SerialUnknown({ serial: serials.nobody }),
      `it names the key ${serials.nobody}, which is not known or does not hold now`
    ],
    [
      "V3-VER-01",
      new Verification.SignatureWrong({ serial: serials.platform }),
      `its signature is not that of ${serials.platform} over these bytes`
    ],
    [
      "V3-PROBE-03",
      new Verification.Probe({ serial: serials.platform }),
      "it is one of WeChat Pay's deliberate wrong signatures"
    ]
  ]
  for (const [rule, reason, message] of reasons) {
    it(`${rule} a ${reason._tag} is told so: ${message}`, () => {
      assert.strictEqual(
        new Verification.VerificationError({ reason }).message,
        `The message cannot be trusted: ${message}`
      )
    })
  }
})
