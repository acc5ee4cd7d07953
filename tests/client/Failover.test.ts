/**
 * V3-NET: which calls go on to another host, and after what.
 *
 * Method: a network in process ends every attempt by the host that it goes to, so each call leaves the list of hosts that it asked.
 * Nothing is made again by itself unless a test is about that.
 */
import { assert, describe, it } from "@effect/vitest"
import { BaseUrl, type Category, getUnsigned, Metrics, SignedHttpClient } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Metric from "effect/Metric"
import { TestClock } from "effect/testing"
import { overheard } from "../support/overheard.ts"
import * as Scripted from "../support/scripted.ts"

const { byHost, fine, hosts, refused, reset } = Scripted
const { backup, last, primary } = hosts

const natures = ["Read", "Repeatable", "Write", "Charge"] as const

const options = { baseUrl: primary, backups: [backup] }

const hostsOf = (seen: ReadonlyArray<Scripted.Attempt>) => seen.map(({ host }) => host)

/** The hosts that one call asks of which the primary ends as written down, and how it ends. */
const asks = Effect.fnUntraced(function* (nature: Category.Nature, end: Scripted.End, atBackup: Scripted.End = fine) {
  const { call, seen } = yield* Scripted.client(byHost({ [primary]: end, [backup]: atBackup }), options)
  const fiber = yield* Effect.forkChild(Effect.result(call(nature)))
  yield* TestClock.adjust("30 seconds")
  const result = yield* Fiber.join(fiber)
  return { hosts: hostsOf(seen), ended: result._tag === "Success" ? "Success" : result.failure._tag, seen }
}, Effect.scoped)

describe("when the primary host cannot be reached", () => {
  const ends: ReadonlyArray<readonly [string, Scripted.End, ReadonlyArray<Category.Nature>]> = [
    ["refuses the connection", refused, natures],
    ["has no address", { phase: "NotConnected", code: "ENOTFOUND" }, natures],
    [
      "shows a certificate that is not trusted",
      { phase: "NotConnected", code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
      natures
    ],
    ["does not connect before the deadline", { silent: "NotConnected" }, natures],
    ["breaks off after bytes left", reset, ["Read"]],
    ["breaks off in the answer", { phase: "Answered", code: "UND_ERR_SOCKET" }, ["Read"]],
    ["fails, and nobody can tell how far it came", { phase: "Unknown" }, ["Read"]],
    ["is silent after bytes left", { silent: "Sent" }, ["Read"]],
    ["is silent, and nobody can tell how far it came", { silent: "Unknown" }, ["Read"]]
  ]
  for (const [title, end, movers] of ends) {
    for (const nature of natures) {
      const goesOn = movers.includes(nature)
      it.effect(`V3-NET-03 V3-NET-04 and ${title}, a ${nature} ${goesOn ? "goes on to the backup" : "stays"}`, () =>
        Effect.gen(function* () {
          const { ended, hosts } = yield* asks(nature, end)
          assert.deepStrictEqual(hosts, goesOn ? [primary, backup] : [primary])
          assert.strictEqual(ended, goesOn ? "Success" : "Unanswered")
        }).pipe(Effect.provide(Scripted.once))
      )
    }
  }

  it.effect("V3-NET-03 it goes on at once, without a pause", () =>
    Effect.gen(function* () {
      const { seen } = yield* asks("Read", reset)
      assert.deepStrictEqual(
        seen.map(({ at }) => at),
        [0, 0]
      )
    }).pipe(Effect.provide(Scripted.once))
  )

  it.effect("V3-NET-02 V3-RETRY-03 the backup gets the identical path and body, signed afresh", () =>
    Effect.gen(function* () {
      for (const nature of natures) {
        const { seen } = yield* asks(nature, refused)
        const [one, other] = seen.map(({ body, method, target }) => ({ body, method, target }))
        assert.deepStrictEqual(other, one)
        assert.strictEqual(one?.body, nature === "Read" ? "" : '{"a":"1"}')
        assert.deepStrictEqual(
          seen.map(({ headers }) => headers["authorization"]?.split(" ")[0]),
          ["1", "2"]
        )
      }
    }).pipe(Effect.provide(Scripted.once))
  )

  it.effect("V3-NET-04 a change of which bytes left at the backup goes no further, and ends as it did there", () =>
    Effect.gen(function* () {
      const script = byHost({ [primary]: refused, [backup]: reset, [last]: fine })
      const { call, seen } = yield* Scripted.client(script, { baseUrl: primary, backups: [backup, last] })
      for (const nature of ["Repeatable", "Write"] as const) {
        const error = yield* Effect.flip(call(nature))
        assert.strictEqual(error._tag, "Unanswered")
      }
      assert.deepStrictEqual(hostsOf(seen), [primary, backup, primary, backup])
    }).pipe(Effect.scoped, Effect.provide(Scripted.once))
  )

  it.effect("V3-NET-03 hosts are asked in their order, and the last failure is told", () =>
    Effect.gen(function* () {
      const script = byHost({ [primary]: refused, [backup]: reset, [last]: { phase: "Unknown", code: "EPIPE" } })
      const { call, seen } = yield* Scripted.client(script, { baseUrl: primary, backups: [backup, last] })
      assert.strictEqual((yield* Effect.flip(call("Read"))).message, "No answer: EPIPE")
      assert.deepStrictEqual(hostsOf(seen), [primary, backup, last])
    }).pipe(Effect.scoped, Effect.provide(Scripted.once))
  )

  it.effect("V3-NET-03 by default there is no backup, and the primary is asked however often it fails", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(byHost({}))
      for (let calls = 0; calls < 5; calls++) yield* Effect.flip(call("Read"))
      assert.deepStrictEqual(
        hostsOf(seen),
        Array.from({ length: 5 }, () => "https://api.mch.weixin.qq.com")
      )
    }).pipe(Effect.scoped, Effect.provide(Scripted.once))
  )

  it.effect("V3-RETRY-02 V3-NET-03 a call is made again only when every host has failed", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(byHost({}), options)
      const fiber = yield* Effect.forkChild(Effect.exit(call("Charge")))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        seen.map(({ at, host }) => [at, host]),
        [0, 200, 600].flatMap((at) => [
          [at, primary],
          [at, backup]
        ])
      )
    }).pipe(Effect.scoped, Effect.provide(Scripted.policy()))
  )
})

describe("an answer of the primary host", () => {
  const answers: ReadonlyArray<readonly [string, Scripted.Answer]> = [
    ...([302, 400, 401, 403, 404, 429, 500, 502, 503, 504] as const).flatMap((status) =>
      (["Verified", "Unsigned", "Invalid"] as const).map(
        (proof) => [`${status}, ${proof},`, { status, proof }] as const
      )
    ),
    ["200 without proof", { status: 200, proof: "Unsigned" }],
    ["200 with a wrong proof", { status: 200, proof: "Invalid" }],
    ["200 that is stale", { status: 200, proof: "Stale" }],
    ["202", { status: 202 }],
    ["200 that is no JSON", { status: 200, headers: { "content-type": "text/html" } }]
  ]
  for (const [title, answer] of answers) {
    it.effect(`V3-NET-03 of ${title} is an answer: no call goes on to the backup`, () =>
      Effect.gen(function* () {
        for (const nature of natures) {
          const { ended, hosts } = yield* asks(nature, answer)
          assert.deepStrictEqual(hosts, [primary])
          assert.include(["Rejection", "Unverified", "Unreadable"], ended)
        }
      }).pipe(Effect.provide(Scripted.once))
    )
  }
})

describe("what leads elsewhere", () => {
  const download = (url: string, end: Scripted.End) =>
    Effect.gen(function* () {
      const { http, seen } = yield* Scripted.client(byHost({ [primary]: end, "https://files.invalid": end }), options)
      const exit = yield* Effect.exit(Effect.provideService(getUnsigned(url), SignedHttpClient, http))
      return { seen: hostsOf(seen), isDone: Exit.isSuccess(exit) }
    }).pipe(Effect.scoped)

  for (const [title, end] of [
    ["refuses", refused],
    ["breaks off", reset]
  ] as const) {
    it.effect(`V3-NET-02 a download by its address stays where it is when that ${title}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* download("https://files.invalid/bill?token=1", end), {
          seen: ["https://files.invalid"],
          isDone: false
        })
        assert.deepStrictEqual(yield* download(`${primary}/bill?token=1`, end), { seen: [primary], isDone: false })
      }).pipe(Effect.provide(Scripted.once))
    )
  }

  it.effect("V3-NET-02 an address that is no path of the platform is asked of no host", () =>
    Effect.gen(function* () {
      const { http, seen } = yield* Scripted.client(byHost({}), options)
      const error = yield* Effect.flip(http.execute(HttpClientRequest.get("https://elsewhere.invalid/v3/x")))
      assert.strictEqual(error._tag, "SigningError")
      assert.lengthOf(seen, 0)
    }).pipe(Effect.scoped)
  )
})

describe("what is told of it", () => {
  it.effect("V3-NET-03 each attempt has a span with the host that it asked, and going on is counted", () =>
    Effect.gen(function* () {
      const { call } = yield* Scripted.client(byHost({ [primary]: refused, [backup]: fine }), options)
      const { spans } = yield* overheard(call("Charge"))
      assert.deepStrictEqual(
        spans.map(({ attributes, kind, name }) => [name, kind, attributes.get("server.address")]),
        [
          ["SignedHttpClient.attempt", "client", "primary.invalid"],
          ["SignedHttpClient.attempt", "client", "backup.invalid"]
        ]
      )
      assert.strictEqual((yield* Metric.value(Metrics.failovers)).count, 1)
      const { call: stay } = yield* Scripted.client(byHost({ [primary]: fine }), options)
      yield* stay("Charge")
      assert.strictEqual((yield* Metric.value(Metrics.failovers)).count, 1)
      // one that is never asked is not gone on to
      const { call: lone } = yield* Scripted.client(byHost({ [primary]: reset }), options)
      yield* Effect.flip(lone("Charge"))
      assert.strictEqual((yield* Metric.value(Metrics.failovers)).count, 1)
    }).pipe(Effect.scoped, Effect.provide(Scripted.once), Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})

describe("hosts that are none", () => {
  const wrong: ReadonlyArray<readonly [string, string]> = [
    ["nothing", ""],
    ["a name", "api2.mch.weixin.qq.com"],
    ["http on another machine", "http://api2.mch.weixin.qq.com"],
    ["an address with a path", "https://proxy.example/wechat"]
  ]
  for (const [title, given] of wrong) {
    it.effect(`V3-NET-01 ${title} among the backups ends the program where the client is built`, () =>
      Effect.gen(function* () {
        // a program in JavaScript can do so
        const backups = [backup, BaseUrl.make(given, { disableChecks: true })]
        const exit = yield* Effect.exit(Scripted.client(byHost({}), { ...options, backups }))
        assert.isTrue(Exit.hasDies(exit))
        assert.include(String(exit), "backups[1] must be an https address without a path (V3-NET-01)")
        const primary = yield* Effect.exit(
          Scripted.client(byHost({}), { baseUrl: BaseUrl.make(given, { disableChecks: true }) })
        )
        assert.include(String(primary), "baseUrl must be")
      }).pipe(Effect.scoped)
    )
  }
})
