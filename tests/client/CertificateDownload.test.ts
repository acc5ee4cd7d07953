/**
 * V3-CERT: certificates are downloaded, and used only when they prove themselves.
 *
 * Method: a platform in process lists certificates of real RSA keys, sealed and signed with node:crypto, and spoils its
 * list in every way that a list can be wrong; what is asked for is recorded. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { BaseUrl, NoPlatformKey } from "@wxrepay/domain/client"
import { KeyRing } from "@wxrepay/domain/signing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { pem, shows } from "../fixtures/openssl.ts"
import { isSigned } from "../support/platform.ts"
import * as Rotating from "../support/rotating.ts"

const { after, certify, charging, facing, knows, posing, publicKey, setTime, unknownSerial, verifying } = Rotating

describe("V3-CERT the first list", () => {
  it.effect("V3-CERT-03 the first answer is opened, verified with what was in it, and then used", () =>
    Effect.gen(function* () {
      const listed = [yield* certify(0), yield* certify(1)] as const
      yield* facing({ listed }, (platform) =>
        Effect.gen(function* () {
          for (const key of listed) yield* verifying(key)
          assert.lengthOf(platform.downloads(), 1)
        })
      )
    })
  )

  it.effect("V3-CERT-01 V3-SIGN-02 it is asked for with algorithm_type=RSA, which is part of what is signed", () =>
    Effect.gen(function* () {
      yield* facing({ listed: [yield* certify(0)] }, (platform) =>
        Effect.gen(function* () {
          yield* (yield* KeyRing).current
          const [asked] = platform.downloads()
          if (asked === undefined) return assert.fail("nothing was asked for")
          assert.deepStrictEqual(
            [asked.method, asked.target, asked.body.length],
            ["GET", "/v3/certificates?algorithm_type=RSA", 0]
          )
          assert.isTrue(isSigned(asked))
          assert.isFalse(isSigned({ ...asked, target: "/v3/certificates" }))
          assert.notProperty(asked.headers, "wechatpay-serial")
        })
      )
    })
  )

  it.effect("V3-NET-02 it is asked for where calls go, at the primary host or at another", () =>
    Effect.gen(function* () {
      const listed = [yield* certify(0)]
      const hosts = (baseUrl?: BaseUrl) =>
        facing(
          { listed },
          (platform) =>
            Effect.map(charging, () =>
              [...platform.downloads(), ...platform.calls()].map(({ headers }) => headers["host"])
            ),
          { baseUrl }
        )
      assert.deepStrictEqual(
        yield* hosts(),
        Array.from({ length: 2 }, () => "api.mch.weixin.qq.com")
      )
      const other = BaseUrl.make("https://api2.wechatpay.cn")
      assert.deepStrictEqual(
        yield* hosts(other),
        Array.from({ length: 2 }, () => "api2.wechatpay.cn")
      )
    })
  )

  it.effect("V3-CERT-04 a call that comes before the first certificate waits for it, and then asks for its key", () =>
    Effect.gen(function* () {
      const first = yield* certify(0)
      const gate = yield* Deferred.make<void>()
      const spoil = (answer: Rotating.Answer) => Effect.as(Deferred.await(gate), answer)
      yield* facing({ listed: [first], spoil }, (platform) =>
        Effect.gen(function* () {
          yield* platform.nextDownload
          const call = yield* Effect.forkChild(charging, { startImmediately: true })
          assert.lengthOf(platform.calls(), 0)
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* Fiber.join(call)).outTradeNo, "T1")
          assert.deepStrictEqual(
            platform.calls().map(({ headers }) => headers["wechatpay-serial"]),
            [first.serial]
          )
          assert.lengthOf(platform.downloads(), 1)
        })
      )
    })
  )

  for (const [what, list, certificate, holds] of [
    ["the list says it begins later", { from: after("1 second") }, {}, [false, true, true]],
    ["it itself begins later", {}, { from: after("1 second") }, [false, true, true]],
    ["the list says it ends sooner", { until: after("1 second") }, {}, [true, true, false]],
    ["it itself ends sooner", {}, { until: after("1 second") }, [true, true, false]]
  ] as const) {
    it.effect(`V3-CERT-04 a certificate holds within its own time and the list's: ${what}`, () =>
      Effect.gen(function* () {
        const wide = { from: after("-1 day"), until: after("1825 days") }
        const first = { ...(yield* certify(0, certificate)), ...wide, ...list }
        yield* facing({ listed: [first, yield* certify(1)] }, () =>
          Effect.gen(function* () {
            const held: Array<boolean> = []
            for (const second of [0, 1, 2]) {
              yield* setTime(`${second} seconds`)
              held.push(yield* knows(first.serial))
            }
            assert.deepStrictEqual(held, [...holds])
          })
        )
      })
    )
  }

  it.effect("V3-SERIAL-06 a serial whose leading zero or whose case the list changes is the same serial", () =>
    Effect.gen(function* () {
      const first = yield* certify(0, { serial: "0A57F09EFDC096DE15EBE81A47057A7232F1B8E1" })
      yield* facing({ listed: [{ ...first, serial: "a57f09efdc096de15ebe81a47057a7232f1b8e1" }] }, (platform) =>
        Effect.gen(function* () {
          assert.strictEqual((yield* (yield* KeyRing).current).serial, first.serial)
          yield* verifying(first)
          yield* verifying(posing({ serial: "A57F09EFDC096DE15EBE81A47057A7232F1B8E1" }, first))
          assert.lengthOf(platform.downloads(), 1)
        })
      )
    })
  )

  it.effect(
    "V3-CERT-03 V3-ROT-02 a list that a configured key signed is believed, and one signed in its name is not",
    () =>
      Effect.gen(function* () {
        const [first, configured] = [yield* certify(0), yield* certify(1)]
        const platformKeys = [Rotating.configuredPublicKey, { certificate: Redacted.make(configured.certificate) }]
        for (const [listSigner, believed] of [
          [publicKey, true],
          [configured, true],
          [posing(publicKey, first), false],
          [posing(configured, first), false],
          [yield* certify(2), false]
        ] as const) {
          assert.strictEqual(
            yield* facing({ listed: [first], listSigner }, () => knows(first.serial), { platformKeys }),
            believed
          )
        }
      })
  )

  it.effect("V3-AEAD-03 while the APIv3 key changes a list sealed under the one before it is opened too", () =>
    Effect.gen(function* () {
      const first = yield* certify(0)
      const apiV3Key = "another-apiv3-key-of-32-letters!"
      const keys = { apiV3Key: Redacted.make(Rotating.apiV3Key), previousApiV3Keys: [Redacted.make(apiV3Key)] }
      yield* facing({ listed: [first], apiV3Key }, () => verifying(first), { certificates: keys })
    })
  )
})

type Spoil = NonNullable<Rotating.Conduct["spoil"]>

/** Another status, without proof, as the platform answers what it does not serve. */
const refusing =
  (status: number, headers: Readonly<Record<string, string>> = {}): Spoil =>
  () =>
    Effect.succeed({ status, body: JSON.stringify({ code: "SOME_CODE", message: "不可用" }), headers })

/** Another header beside the same proof. */
const heading =
  (name: string, value: string): Spoil =>
  (answer) =>
    Effect.succeed({ ...answer, headers: { ...answer.headers, [name]: value } })

/** A proof that is older than may be. */
const aging =
  (signer: Rotating.Key): Spoil =>
  (answer) =>
    Effect.map(Rotating.proof(signer, answer.body, 301), (headers) => ({ ...answer, headers }))

type Misconduct = (first: Rotating.Certified, second: Rotating.Certified) => Rotating.Conduct

/** Two certificates, the first of them another; the list is signed with the second, which is as it should be. */
const instead =
  (change: (first: Rotating.Certified) => Partial<Rotating.Certified>): Misconduct =>
  (first, second) => ({ listed: [{ ...first, ...change(first) }, second] })

/** Two certificates in a list that is spoilt on its way. */
const spoilt =
  (spoil: Spoil): Misconduct =>
  (...listed) => ({ listed, spoil })

const elliptic = {
  serial: "0EC2560000000000000000000000000000000001",
  certificate: pem("certificate.ec.pem")
}

const refused: ReadonlyArray<readonly [what: string, conduct: Misconduct]> = [
  ["in which one serial_no is not its certificate's", instead(() => ({ serial: unknownSerial }))],
  [
    "in which a serial_no is the other certificate's",
    (first, second) => ({ listed: [{ ...first, serial: second.serial }, second] })
  ],
  ["in which one certificate is a sentence", instead(() => ({ certificate: "这不是证书" }))],
  ["in which one certificate is a private key", instead(({ privateKey }) => ({ certificate: privateKey }))],
  ["in which one certificate is of another kind of key", instead(() => elliptic)],
  ["without a certificate", (first) => ({ listed: [], listSigner: first })],
  [
    "signed with a public key, which is neither in it nor configured",
    (...listed) => ({ listed, listSigner: publicKey })
  ],
  [
    "signed with one of its keys in the name of the other",
    (first, second) => ({ listed: [first, second], listSigner: posing(first, second) })
  ],
  ["sealed under another APIv3 key", (...listed) => ({ listed, apiV3Key: "another-apiv3-key-of-32-letters!" })],
  ["of which a byte changed on its way", spoilt((answer) => Effect.succeed({ ...answer, body: `${answer.body} ` }))],
  ["signed 301 seconds ago", (...listed) => ({ listed, spoil: aging(listed[1]) })],
  ["whose signature is a probe", spoilt(heading("Wechatpay-Signature", "WECHATPAY/SIGNTEST/AAAA"))],
  ["whose signature is missing", spoilt(heading("Wechatpay-Signature", ""))],
  ["that names a key that is not in it", spoilt(heading("Wechatpay-Serial", unknownSerial))],
  ["that is no JSON by its type", spoilt(heading("Content-Type", "text/html"))],
  ["that is another JSON", spoilt((answer) => Effect.succeed({ ...answer, body: "{}" }))],
  ["that is only accepted (202)", spoilt((answer) => Effect.succeed({ ...answer, status: 202 }))],
  ["that is a redirect", spoilt(refusing(302, { location: "https://api2.wechatpay.cn/v3/certificates" }))],
  ["that is a 404, as merchants without certificates get", spoilt(refusing(404))],
  ["that is a 429", spoilt(refusing(429))],
  ["that is a 500", spoilt(refusing(500))],
  ["that never comes", (...listed) => ({ listed, network: "ECONNREFUSED" })]
]

/** What is logged while an effect runs, as values. */
const logging = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const logged: Array<unknown> = []
  yield* Effect.provide(effect, Logger.layer([Logger.make(({ message }) => void logged.push(message))]))
  return logged
})

describe("V3-CERT what is not believed", () => {
  for (const [what, conduct] of refused) {
    it.effect(
      `V3-CERT-03 V3-CERT-05 nothing is used of a list ${what}, nothing is sent, and a good one is awaited`,
      () =>
        Effect.gen(function* () {
          const listed = [yield* certify(0), yield* certify(1)] as const
          const use = (platform: Rotating.RotatingPlatform) =>
            Effect.gen(function* () {
              const error = yield* Effect.flip(charging)
              assert.instanceOf(error, NoPlatformKey)
              assert.strictEqual(error.category, "BackOff")
              for (const { serial } of listed) assert.isFalse(yield* knows(serial))
              assert.deepStrictEqual([platform.calls().length, platform.downloads().length], [0, 1])

              yield* platform.change({ ...Rotating.blameless, listed })
              yield* setTime("59999 millis")
              assert.instanceOf(yield* Effect.flip(charging), NoPlatformKey)
              yield* setTime("1 minute")
              yield* charging
              assert.deepStrictEqual([platform.calls().length, platform.downloads().length], [1, 2])
            })
          const logged = yield* logging(facing(conduct(...listed), use))
          assert.include(String(logged[0]), "The platform certificates could not be downloaded")
          for (const secret of [Rotating.apiV3Key, listed[0].privateKey]) assert.isFalse(shows(logged, secret))
        })
    )
  }

  it.effect("V3-NET-05 a list that is not answered in 30 seconds is given up, and with it the call that waited", () =>
    Effect.gen(function* () {
      const spoil = () => Effect.never
      yield* facing({ listed: [yield* certify(0)], spoil }, (platform) =>
        Effect.gen(function* () {
          const call = yield* Effect.forkChild(Effect.flip(charging))
          yield* platform.nextDownload
          yield* TestClock.adjust("30 seconds")
          assert.instanceOf(yield* Fiber.join(call), NoPlatformKey)
          assert.lengthOf(platform.calls(), 0)
        })
      )
    })
  )
})
