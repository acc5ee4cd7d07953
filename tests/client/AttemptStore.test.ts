/**
 * PS-PAY-08: one attempt to charge an order does not follow another too soon.
 *
 * Method: one suite of laws, on the memory of a process and on two connections to one file of SQLite, as two processes have;
 * then what only one of them promises. A process that dies is a connection that closes.
 */
import { assert, describe, it } from "@effect/vitest"
import { AttemptStore } from "@wxrepay/domain/client"
import { SqlAttemptStore } from "@wxrepay/domain/sql"
import { AttemptStoreLaws } from "@wxrepay/domain/testing"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { keeps } from "../support/laws.ts"
import { type Database, file } from "../support/sqliteFile.ts"
import { type Kind, secret, start, tableLaws } from "../support/sqlTableLaws.ts"

const minute = Duration.minutes(1)

const memory = Effect.map(Layer.build(Layer.fresh(AttemptStore.layerMemory)), (context) =>
  Context.get(context, AttemptStore)
)

const kind: Kind<AttemptStore, AttemptStore["Service"]> = {
  tag: AttemptStore,
  table: "wxrepay_attempts",
  layer: SqlAttemptStore.layer,
  isFirst: (store) => Effect.map(store.claim("A", minute), ({ _tag }) => _tag === "Claimed"),
  steps: (store) => [
    ["Claim", store.claim(secret, minute)],
    ["Release", Effect.flatMap(DateTime.now, (now) => store.release(secret, now))]
  ]
}

/** A store in a process of its own. */
const inProcess = (database: Database) => Effect.map(start(kind, database), ({ store }) => store)

/** Two processes with one database. */
const processes = Effect.flatMap(file, (database) => Effect.all([inProcess(database), inProcess(database)]))

keeps(
  "attempts in memory",
  AttemptStoreLaws.laws({ fresh: Effect.map(memory, (store) => [store, store] as const), runs: 100 })
)
keeps("attempts in SQLite", AttemptStoreLaws.laws({ fresh: processes, runs: 30 }))
tableLaws("SQLite", kind, file)

describe("SQLite", () => {
  it.effect("PS-PAY-08 an attempt of a process that died cools down for the next one", () =>
    Effect.gen(function* () {
      const database = yield* file
      const first = yield* Effect.scoped(Effect.flatMap(inProcess(database), (store) => store.claim("A", minute)))
      assert.strictEqual(first._tag, "Claimed")
      const next = yield* inProcess(database)
      yield* TestClock.setTime(59_999)
      assert.strictEqual((yield* next.claim("A", minute))._tag, "CoolingDown")
      yield* TestClock.setTime(60_000)
      assert.strictEqual((yield* next.claim("A", minute))._tag, "Claimed")
    })
  )

  it.effect("PS-PAY-08 of an attempt that another process makes at the same moment, nobody else is the holder", () =>
    Effect.gen(function* () {
      const [left, right] = yield* processes
      const claims = yield* Effect.all([left.claim("A", Duration.infinity), right.claim("A", minute)])
      assert.deepStrictEqual(
        claims.map(({ _tag }) => _tag),
        ["Claimed", "CoolingDown"]
      )
    })
  )

  it.effect("PS-PAY-08 a cool-down without end ends with time itself, also for a clock that goes back", () =>
    Effect.gen(function* () {
      const store = yield* inProcess(yield* file)
      yield* TestClock.setTime(1_000)
      yield* store.claim("A", Duration.infinity)
      const untilOf = Effect.map(store.claim("A", minute), (claim) =>
        claim._tag === "CoolingDown" ? DateTime.toEpochMillis(claim.until) : assert.fail(claim._tag)
      )
      assert.strictEqual(yield* untilOf, 8_640_000_000_000_000)
      yield* TestClock.setTime(10)
      assert.strictEqual(yield* untilOf, 8_640_000_000_000_000 - 990)
    })
  )
})

describe("memory", () => {
  it.effect("the last 100,000 orders are remembered, and who was charged longest ago is forgotten first", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const tagOf = (order: number) => Effect.map(store.claim(String(order), minute), ({ _tag }) => _tag)
      yield* store.claim("0", minute)
      for (let order = 1; order < 100_000; order++) yield* store.claim(String(order), Duration.days(30))
      assert.strictEqual(yield* tagOf(0), "CoolingDown")
      yield* TestClock.setTime(60_000)
      // 0 is charged again, and so 1 is the oldest when another comes
      assert.strictEqual(yield* tagOf(0), "Claimed")
      yield* store.claim("another", minute)
      assert.deepStrictEqual(yield* Effect.forEach([0, 2, 99_999, 1], tagOf), [
        "CoolingDown",
        "CoolingDown",
        "CoolingDown",
        "Claimed"
      ])
    })
  )

  it.effect("all that is provided with it shares one memory", () =>
    Effect.gen(function* () {
      const charge = Layer.effectDiscard(Effect.flatMap(AttemptStore, (store) => store.claim("A", minute)))
      const both = Layer.mergeAll(
        Layer.provide(charge, AttemptStore.layerMemory),
        Layer.provideMerge(charge, AttemptStore.layerMemory)
      )
      const store = Context.get(yield* Layer.build(both), AttemptStore)
      assert.strictEqual((yield* store.claim("A", minute))._tag, "CoolingDown")
    })
  )

  it.effect("two memories know nothing of each other", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* memory, yield* memory]
      yield* one.claim("A", minute)
      assert.strictEqual((yield* other.claim("A", minute))._tag, "Claimed")
    })
  )
})
