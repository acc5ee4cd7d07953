/**
 * V3-NET: exactly which addresses are hosts, which of them a call is sent to, and for how long it is waited for.
 *
 * Method: addresses are put together from parts, right and wrong ones; a network in process ends every attempt by its host as drawn,
 * and the hosts that a call asked are compared with the rule in a few lines. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { backup, BaseUrl, primary, Transport } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import * as Scripted from "../support/scripted.ts"

const { int, oneOf, pick, seldom } = Choice
const { fine, hosts, refused, reset } = Scripted

const natures = pick("Read", "Repeatable", "Write", "Charge")

/** Addresses in parts. Each part is right most of the time. */
const addresses = Arbitrary.all({
  scheme: pick("https", "http"),
  host: oneOf<string>(
    pick("127.0.0.1", "localhost", "[::1]"),
    pick("api.mch.weixin.qq.com", "api2.mch.weixin.qq.com", "127.0.0.2", "localhost.example", "10.0.0.1")
  ),
  port: pick("", ":8080", ":1"),
  user: seldom(Arbitrary.Constant(""), pick("me@", "me:secret@")),
  rest: seldom<string>(pick("", "/"), pick("/v3", "//", "?a=1", "/?a=1", "#x", " "), 4)
})

/** What costs nothing is tried often, so that rare verdicts come up as well. */
const often = { arbitrary: { runs: 500 } }

describe("V3-NET-01 what is a host", () => {
  it.prop(
    "V3-NET-01 an address is a host exactly when it is https, or http on this machine, and nothing but a host and a port",
    [addresses],
    ([{ host, port, rest, scheme, user }]) => {
      const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(host)
      const isHost = (scheme === "https" || isHere) && user === "" && (rest === "" || rest === "/")
      assert.strictEqual(Schema.is(BaseUrl)(`${scheme}://${user}${host}${port}${rest}`), isHost)
    },
    often
  )

  it("V3-NET-01 http on another machine is refused in words, http on this one is not", () => {
    assert.strictEqual(BaseUrl.make("http://127.0.0.1:8080"), "http://127.0.0.1:8080")
    assert.throws(
      () => Schema.decodeUnknownSync(BaseUrl)("http://127.0.0.2:8080"),
      "Expected an https address without a path, or http on this machine (V3-NET-01)"
    )
  })
})

/** How a host may end an attempt: three ways of not being reached, two of breaking off, and four answers. */
const ends = {
  refused,
  unknown: { phase: "NotConnected", code: "ENOTFOUND" },
  untrusted: { phase: "NotConnected", code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
  reset,
  cut: { phase: "Answered", code: "UND_ERR_SOCKET" },
  untold: { phase: undefined, code: "EWHAT" },
  fine,
  limited: { status: 429 },
  broken: { status: 502, proof: "Unsigned" },
  refusing: { status: 400 },
  forged: { status: 200, proof: "Invalid" }
} as const satisfies Readonly<Record<string, Scripted.End>>

const endings = pick(
  "refused",
  "unknown",
  "untrusted",
  "reset",
  "cut",
  "untold",
  "fine",
  "limited",
  "broken",
  "refusing",
  "forged"
)

const isUnreached = (end: keyof typeof ends) => end === "refused" || end === "unknown" || end === "untrusted"
const isBrokenOff = (end: keyof typeof ends) => end === "reset" || end === "cut" || end === "untold"

/** One call, to its end, before hosts that end so, of which the first few are used; it is not made again. */
const asked = Effect.fnUntraced(function* (
  nature: "Read" | "Repeatable" | "Write" | "Charge",
  atHosts: ReadonlyArray<keyof typeof ends>
) {
  const all = [hosts.primary, hosts.backup, hosts.last]
  const script = Scripted.byHost(Object.fromEntries(all.map((host, at) => [host, ends[atHosts[at] ?? "refused"]])))
  const options = { baseUrl: hosts.primary, backups: all.slice(1, atHosts.length) }
  const { call, seen } = yield* Scripted.client(script, options)
  yield* Effect.exit(call(nature))
  return { seen, indices: seen.map(({ host }) => all.findIndex((one) => one === host)) }
}, Effect.scoped)

describe("V3-NET which host is asked", () => {
  it.effect.prop(
    "V3-NET-03 V3-NET-04 the next host is asked exactly when the one before was not reached, or broke off and the call is a question; an answer of any status is an answer",
    [natures, Arbitrary.array(endings, { minLength: 1, maxLength: 3 })],
    ([nature, atHosts]) =>
      Effect.gen(function* () {
        const { indices } = yield* asked(nature, atHosts)
        const stops = atHosts.findIndex((end) => !isUnreached(end) && !(isBrokenOff(end) && nature === "Read"))
        const last = stops === -1 ? atHosts.length - 1 : stops
        assert.deepStrictEqual(
          indices,
          Array.from({ length: last + 1 }, (_, index) => index)
        )
      }).pipe(Effect.provide(Scripted.once)),
    { arbitrary: { runs: 60 } }
  )

  it.effect.prop(
    "V3-NET-02 every host that a call is sent to gets the same method, path and body, and the path that is signed names no host",
    [natures, int(1, 3)],
    ([nature, count]) =>
      Effect.gen(function* () {
        const { indices, seen } = yield* asked(nature, (["refused", "refused", "fine"] as const).slice(-count))
        assert.lengthOf(indices, count)
        const told = seen.map(({ body, headers, method, target }) => [
          method,
          target,
          body,
          headers["authorization"]?.split(" ").at(-1)
        ])
        for (const one of told) assert.deepStrictEqual(one, told[0])
        assert.strictEqual(told[0]?.[3], nature === "Read" ? "/v3/x?a=1" : "/v3/x")
      }).pipe(Effect.provide(Scripted.once)),
    { arbitrary: { runs: 30 } }
  )

  it("V3-NET-02 the primary host is api.mch.weixin.qq.com, and its backup api2.mch.weixin.qq.com", () => {
    assert.deepStrictEqual([primary, backup], ["https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"])
  })

  it.effect(
    "V3-NET-03 a primary host that answers 502 is not gone on from, and one that refuses the connection is",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual((yield* asked("Read", ["broken", "fine"])).indices, [0])
        assert.deepStrictEqual((yield* asked("Read", ["refused", "fine"])).indices, [0, 1])
        assert.deepStrictEqual((yield* asked("Read", ["refused"])).indices, [0], "by default there is no backup")
      }).pipe(Effect.provide(Scripted.once))
  )
})

/** How one call ends whose answer comes after so long. */
const answeredAfter = Effect.fnUntraced(function* (millis: number, deadline?: number) {
  const made = Scripted.client(() => Effect.as(Effect.sleep(millis), fine))
  const { call } = yield* deadline === undefined
    ? made
    : Effect.provideService(made, Transport.Deadline, Duration.millis(deadline))
  const fiber = yield* Effect.forkChild(Effect.result(call("Read")))
  yield* TestClock.adjust("1 hour")
  const result = yield* Fiber.join(fiber)
  return result._tag === "Success" ? "answered" : result.failure.message
}, Effect.scoped)

describe("V3-NET-05 the deadline", () => {
  it.effect.prop(
    "V3-NET-05 a call is answered exactly when its answer comes before the deadline that is set",
    [int(1, 90_000), oneOf<number>(pick(-1_000, -1, 1, 1_000), int(-90_000, 90_000))],
    ([deadline, apart]) =>
      Effect.gen(function* () {
        const comes = Math.max(0, deadline + apart)
        const ended = yield* answeredAfter(comes, deadline)
        if (comes === deadline) return
        assert.strictEqual(ended, comes < deadline ? "answered" : "No answer: Deadline")
      }).pipe(Effect.provide(Scripted.once)),
    { arbitrary: { runs: 60 } }
  )

  it.effect("V3-NET-05 an answer after 29,999 ms is taken, one after 30,001 ms is not", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* answeredAfter(29_999), "answered")
      assert.strictEqual(yield* answeredAfter(30_001), "No answer: Deadline")
    }).pipe(Effect.provide(Scripted.once))
  )
})
