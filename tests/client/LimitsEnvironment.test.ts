/**
 * V3-RATE-03, V3-NET-03: the backup hosts and the limits that the environment names.
 *
 * Method: each environment is read in front of a network in process; each wrong one is refused by the name of the variable. The
 * time is TestClock's, and stands still.
 */
import { assert, describe, it } from "@effect/vitest"
import { Access, SignedHttpClient, Transport } from "@wxrepay/domain/client"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Queue from "effect/Queue"
import * as Platform from "../support/platform.ts"
import * as Rotating from "../support/rotating.ts"
import * as Scripted from "../support/scripted.ts"

const variables = {
  WXREPAY_MCHID: Rotating.identity.mchid,
  WXREPAY_MERCHANT_SERIAL_NO: Rotating.identity.serialNo,
  WXREPAY_MERCHANT_PRIVATE_KEY: Platform.merchant.privateKey,
  WXREPAY_PLATFORM_SERIAL: Rotating.publicKey.serial,
  WXREPAY_PLATFORM_PUBLIC_KEY: Rotating.publicKey.publicKey
}

const downloading = { WXREPAY_DOWNLOAD_CERTIFICATES: "true", WXREPAY_APIV3_KEY: Rotating.apiV3Key }

/** A merchant of an environment, in front of a network. */
const merchant = (given: Readonly<Record<string, string>>, http = Scripted.make(Scripted.byHost({})).http) =>
  Access.layerConfig.pipe(
    Layer.provide([
      Layer.succeed(HttpClient.HttpClient, http),
      Transport.layerCrypto,
      ConfigProvider.layer(ConfigProvider.fromEnvRecord({ ...variables, ...given }))
    ]),
    Layer.merge(Scripted.once)
  )

const reading = Effect.flatMap(SignedHttpClient, (client) => client.execute(HttpClientRequest.get("/v3/x")))

describe("hosts of the environment", () => {
  const primary = "https://api.mch.weixin.qq.com"
  for (const [title, given, expected] of [
    ["nothing", {}, [primary]],
    ["an empty list", { WXREPAY_BACKUP_URLS: "" }, [primary]],
    [
      "one backup",
      { WXREPAY_BACKUP_URLS: "https://api2.mch.weixin.qq.com" },
      [primary, "https://api2.mch.weixin.qq.com"]
    ],
    [
      "a primary and two backups",
      { WXREPAY_BASE_URL: "https://a.invalid", WXREPAY_BACKUP_URLS: "https://b.invalid, https://c.invalid" },
      ["https://a.invalid", "https://b.invalid", "https://c.invalid"]
    ]
  ] as const) {
    it.effect(`V3-NET-02 V3-NET-03 ${title} has calls go to ${expected.join(", then ")}`, () =>
      Effect.gen(function* () {
        const { http, seen } = Scripted.make(Scripted.byHost({}))
        yield* Effect.provide(Effect.flip(reading), merchant(given, http))
        assert.deepStrictEqual(
          seen.map(({ host }) => host),
          [...expected]
        )
      })
    )
  }

  it.effect("V3-NET-03 V3-CERT-04 certificates are downloaded from the backup as well", () =>
    Effect.gen(function* () {
      const { http, seen } = Scripted.make(Scripted.byHost({}))
      const given = { ...downloading, WXREPAY_BACKUP_URLS: "https://b.invalid" }
      const asked = yield* Deferred.make<void>()
      const noting = HttpClient.tapRequest(http, ({ url }) =>
        url.startsWith("https://b.invalid/v3/certificates") ? Deferred.succeed(asked, undefined) : Effect.void
      )
      yield* Effect.provide(Deferred.await(asked), merchant(given, noting))
      assert.deepStrictEqual(
        seen.slice(0, 2).map(({ host }) => host),
        [primary, "https://b.invalid"]
      )
    })
  )
})

describe("limits of the environment", () => {
  /** What is asked of the limiter, by the first attempt. */
  const consumed = Effect.fnUntraced(function* (given: Readonly<Record<string, string>>) {
    const asked: Array<unknown> = []
    const limiter = yield* RateLimiter.make
    const noting = RateLimiter.RateLimiter.of({
      ...limiter,
      consume: (options) => {
        asked.push([options.limit, Duration.toMillis(options.window)])
        return limiter.consume(options)
      }
    })
    yield* Effect.flip(reading).pipe(
      Effect.provide(Layer.provide(merchant(given), Layer.succeed(RateLimiter.RateLimiter, noting)))
    )
    return asked
  }, Effect.provide(RateLimiter.layerStoreMemory))

  for (const [given, expected] of [
    [{}, []],
    [{ WXREPAY_RATE: "50" }, [[50, 1_000]]],
    [{ WXREPAY_RATE: "600", WXREPAY_RATE_WITHIN: "1 minute" }, [[600, 60_000]]],
    [{ WXREPAY_RATE_WITHIN: "1 minute" }, []]
  ] as const) {
    it.effect(`V3-RATE-03 ${JSON.stringify(given)} holds attempts to ${JSON.stringify(expected)}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* consumed(given), [...expected])
      })
    )
  }

  it.live("V3-RATE-03 WXREPAY_CONCURRENT holds attempts to so many at once", () =>
    Effect.gen(function* () {
      const [held, free] = [yield* hanging, yield* hanging]
      const limited = yield* Effect.forkChild(Effect.provide(five, merchant({ WXREPAY_CONCURRENT: "2" }, held.http)))
      yield* held.arrived(2)
      // whoever could pass has passed by the time that all who began later and know no limits have
      const unlimited = yield* Effect.forkChild(Effect.provide(five, merchant({}, free.http)))
      yield* free.arrived(5)
      assert.lengthOf(held.seen, 2)
      yield* Fiber.interrupt(unlimited)
      yield* Fiber.interrupt(limited)
    })
  )
})

/** Five calls at once. */
const five = Effect.all(
  Array.from({ length: 5 }, () => reading),
  { concurrency: "unbounded" }
)

/** A network that never answers, and tells when so many attempts have arrived. */
const hanging = Effect.gen(function* () {
  const arrivals = yield* Queue.unbounded<void>()
  const { http, seen } = Scripted.make(() => Effect.as(Queue.offer(arrivals, undefined), { silent: "Sent" }))
  return { http, seen, arrived: (count: number) => Queue.takeN(arrivals, count) }
})

describe("variables that are wrong", () => {
  const numbers = ["0", "-1", "1.5", "NaN", "Infinity", "many"]
  const wrong: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    [
      "WXREPAY_BACKUP_URLS",
      [
        "api2.mch.weixin.qq.com",
        "http://api2.mch.weixin.qq.com",
        "https://b.invalid/path",
        "https://b.invalid,",
        "https://b.invalid;https://c.invalid",
        "https://b.invalid, nonsense"
      ]
    ],
    ["WXREPAY_CONCURRENT", numbers],
    ["WXREPAY_RATE", [...numbers, "50 per second"]],
    ["WXREPAY_RATE_WITHIN", ["0 seconds", "-1 seconds", "Infinity", "soon", "5"]]
  ]
  for (const [name, values] of wrong) {
    for (const value of values) {
      it.effect(`${name} of ${value} is refused at the start, by name`, () =>
        Effect.gen(function* () {
          for (const keys of [{}, downloading]) {
            const error = yield* Effect.flip(Effect.scoped(Layer.build(merchant({ ...keys, [name]: value }))))
            assert.strictEqual(error._tag, "ConfigError")
            assert.include(String(error), name)
          }
        })
      )
    }
  }
})
