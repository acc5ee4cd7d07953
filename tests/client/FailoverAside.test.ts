/**
 * V3-NET: a host that fails again and again is put aside for a while, tried by one call, and back as soon as it works.
 *
 * Method: a network in process ends every attempt by its host and the moment; the time is TestClock's. Nothing is made again.
 */
import { assert, describe, it } from "@effect/vitest"
import { Metrics } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Scripted from "../support/scripted.ts"

const { byHost, fine, hosts, refused, reset } = Scripted
const { backup, primary } = hosts

const options = { baseUrl: primary, backups: [backup] }

/** A client of a primary host that is as it is set, and of a backup that is well unless told otherwise. */
const facing = Effect.fnUntraced(function* (atBackup: Scripted.End = fine) {
  let atPrimary: Scripted.End = refused
  const { call, http, seen } = yield* Scripted.client(
    (attempt, earlier) => byHost({ [primary]: atPrimary, [backup]: atBackup })(attempt, earlier),
    options
  )
  return {
    call,
    http,
    become: (end: Scripted.End) => void (atPrimary = end),
    /** The hosts that a call asks. */
    asked: Effect.fnUntraced(function* (nature: Parameters<typeof call>[0] = "Read") {
      const before = seen.length
      const fiber = yield* Effect.forkChild(Effect.exit(call(nature)))
      yield* TestClock.adjust(0)
      yield* Fiber.join(fiber)
      return seen.slice(before).map(({ host }) => host)
    }),
    seen
  }
})

const both = [primary, backup]

const test = (title: string, effect: Effect.Effect<void, unknown, Scope.Scope>) =>
  it.effect(title, () => effect.pipe(Effect.scoped, Effect.provide(Scripted.once)))

describe("a host that fails", () => {
  for (const [title, end] of [
    ["refuses", refused],
    ["breaks off", reset]
  ] as const) {
    test(
      `V3-NET-03 and ${title} three times in a row is put aside: the fourth call goes straight to the backup`,
      Effect.gen(function* () {
        const { asked, become } = yield* facing()
        become(end)
        for (let calls = 0; calls < 3; calls++) assert.deepStrictEqual(yield* asked(), both)
        assert.deepStrictEqual(yield* asked(), [backup])
        for (const nature of ["Repeatable", "Write", "Charge"] as const) {
          assert.deepStrictEqual(yield* asked(nature), [backup])
        }
      })
    )
  }

  test(
    "V3-NET-03 and is silent three times is put aside as well, by whatever calls",
    Effect.gen(function* () {
      const { asked, become, call, seen } = yield* facing()
      become({ silent: "Sent" })
      for (const nature of ["Read", "Write", "Charge"] as const) {
        const fiber = yield* Effect.forkChild(Effect.exit(call(nature)))
        yield* TestClock.adjust("30 seconds")
        yield* Fiber.join(fiber)
      }
      assert.lengthOf(seen, 4)
      assert.deepStrictEqual(yield* asked("Charge"), [backup])
    })
  )

  test(
    "V3-NET-03 but not three times in a row stays",
    Effect.gen(function* () {
      const { asked, become } = yield* facing()
      for (const between of [fine, { status: 503 }, { status: 200, proof: "Unsigned" }] as const) {
        become(refused)
        yield* asked()
        yield* asked()
        become(between)
        assert.deepStrictEqual(yield* asked(), [primary])
      }
      become(refused)
      assert.deepStrictEqual(yield* asked(), both)
    })
  )

  test(
    "V3-NET-03 and calls that are given up put no host aside",
    Effect.gen(function* () {
      const { asked, become, call, seen } = yield* facing()
      become({ silent: "Sent" })
      for (let calls = 0; calls < 5; calls++) {
        const fiber = yield* Effect.forkChild(call("Read"))
        yield* TestClock.adjust(1)
        yield* Fiber.interrupt(fiber)
      }
      assert.lengthOf(seen, 5)
      become(fine)
      assert.deepStrictEqual(yield* asked(), [primary])
    })
  )

  test(
    "V3-NET-03 is tried after 30 seconds and not before, and when it works it is back",
    Effect.gen(function* () {
      const { asked, become } = yield* facing()
      for (let calls = 0; calls < 3; calls++) yield* asked()
      become(fine)
      yield* TestClock.adjust(29_999)
      assert.deepStrictEqual(yield* asked(), [backup])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* asked("Charge"), [primary])
      assert.deepStrictEqual(yield* asked(), [primary])
      become(refused)
      assert.deepStrictEqual(yield* asked(), both)
      assert.deepStrictEqual(yield* asked(), both)
    })
  )

  test(
    "V3-NET-03 and fails when it is tried is put aside for another 30 seconds",
    Effect.gen(function* () {
      const { asked } = yield* facing()
      for (let calls = 0; calls < 3; calls++) yield* asked()
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(yield* asked(), both)
      yield* TestClock.adjust(29_999)
      assert.deepStrictEqual(yield* asked(), [backup])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* asked(), both)
    })
  )

  test(
    "V3-NET-03 is tried by one call at a time: the others go to the backup meanwhile",
    Effect.gen(function* () {
      const { asked, become, call, seen } = yield* facing()
      for (let calls = 0; calls < 3; calls++) yield* asked()
      yield* TestClock.adjust("30 seconds")
      become({ silent: "Sent" })
      const trying = yield* Effect.forkChild(Effect.exit(call("Read")))
      yield* TestClock.adjust(1)
      assert.strictEqual(seen.at(-1)?.host, primary)
      for (let calls = 0; calls < 3; calls++) assert.deepStrictEqual(yield* asked("Charge"), [backup])
      // one that is given up proves nothing: the next one tries
      yield* Fiber.interrupt(trying)
      become(fine)
      assert.deepStrictEqual(yield* asked(), [primary])
      assert.deepStrictEqual(yield* asked(), [primary])
    })
  )
})

describe("when every host is put aside", () => {
  test(
    "V3-NET-03 the primary is asked all the same, once, and what it says counts",
    Effect.gen(function* () {
      const { asked, become, call } = yield* facing(refused)
      for (let calls = 0; calls < 3; calls++) assert.deepStrictEqual(yield* asked("Charge"), both)
      for (const nature of ["Read", "Repeatable", "Write", "Charge"] as const) {
        assert.deepStrictEqual(yield* asked(nature), [primary])
      }
      assert.strictEqual((yield* Effect.flip(call("Read")))._tag, "NotSent")
      become(fine)
      assert.strictEqual((yield* call("Read")).status, 200)
    })
  )

  test(
    "V3-NET-03 and only the backup is put aside, the primary's failure is the call's",
    Effect.gen(function* () {
      const { asked, become, call } = yield* facing({ phase: "NotConnected", code: "ENOTFOUND" })
      yield* asked()
      yield* asked()
      become(fine)
      yield* asked()
      become(refused)
      // the third failure of the backup, the first of the primary since it worked
      yield* asked()
      assert.deepStrictEqual(yield* asked(), [primary])
      assert.strictEqual((yield* Effect.flip(call("Read"))).message, "Nothing was sent: ECONNREFUSED")
    })
  )

  test(
    "V3-NET-03 clients put hosts aside each for themselves, and a host that is passed over is counted as gone on from",
    Effect.gen(function* () {
      const first = yield* facing()
      for (let calls = 0; calls < 4; calls++) yield* first.asked()
      assert.strictEqual((yield* Metric.value(Metrics.failovers)).count, 4)
      const second = yield* facing()
      assert.deepStrictEqual(yield* second.asked(), both)
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
