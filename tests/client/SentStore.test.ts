/**
 * V3-IDEM: no number is used for two contents, and nothing that was sent is lost sight of.
 *
 * Method: one suite of laws, on the memory of a process and on two connections to one file of SQLite, as two processes have;
 * then what only one of them promises. A process that dies is a connection that closes with its claim not settled.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Sent, SentStore } from "@wxrepay/domain/client"
import { SqlSentStore } from "@wxrepay/domain/sql"
import { Deliveries, SentStoreLaws } from "@wxrepay/domain/testing"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { keeps } from "../support/laws.ts"
import { type Database, file } from "../support/sqliteFile.ts"
import { type Kind, secret, start, tableLaws } from "../support/sqlTableLaws.ts"

const { charge, laws, listed, other } = SentStoreLaws

const memory = Effect.map(Layer.build(Layer.fresh(SentStore.layerMemory)), (context) => Context.get(context, SentStore))

const hidden: Sent = { ...charge, mchid: secret, number: secret, digest: secret }

const kind: Kind<SentStore, SentStore["Service"]> = {
  tag: SentStore,
  table: "wxrepay_sent",
  layer: SqlSentStore.layer,
  isFirst: (store) => Effect.map(store.claim(charge), (standing) => standing === "New"),
  steps: (store) => [
    ["Claim", store.claim(hidden)],
    ["Release", store.release(hidden)],
    ["Settle", store.settle(hidden)],
    ["Forget", store.forget(hidden)],
    ["List", store.unsettled(secret)]
  ]
}

/** A store in a process of its own. */
const inProcess = (database: Database) => Effect.map(start(kind, database), ({ store }) => store)

/** Two processes with one database. */
const processes = Effect.flatMap(file, (database) => Effect.all([inProcess(database), inProcess(database)]))

keeps("what was sent, in memory", laws({ fresh: Effect.map(memory, (store) => [store, store] as const), runs: 200 }))
keeps("what was sent, in SQLite", laws({ fresh: processes, runs: 30 }))
tableLaws("SQLite", kind, file)

describe("SQLite", () => {
  it.effect(
    "V3-IDEM-02 what a process that died had sent, the next one finds unsettled, and is told that it is doubtful",
    () =>
      Effect.gen(function* () {
        const database = yield* file
        yield* TestClock.setTime(5)
        yield* Effect.scoped(Effect.flatMap(inProcess(database), (store) => store.claim(charge)))
        yield* TestClock.setTime(9)
        const next = yield* inProcess(database)
        assert.deepStrictEqual(yield* listed(next, charge.mchid), [["charge", "T1", 5]])
        assert.deepStrictEqual(yield* Effect.forEach([charge, other], next.claim), ["Doubtful", "Other"])
        yield* next.settle(charge)
        assert.deepStrictEqual(yield* listed(next, charge.mchid), [])
      })
  )

  it.effect.prop(
    "V3-IDEM-02 a claim that is interrupted at any moment is made or not, and one that was made is listed",
    [Deliveries.moments],
    ([steps]) =>
      Effect.gen(function* () {
        const [left, right] = yield* processes
        yield* Deliveries.interruptAfter(steps, left.claim(charge))
        const made = yield* listed(right, charge.mchid)
        assert.strictEqual(yield* right.claim(charge), made.length === 0 ? "New" : "Doubtful")
      }).pipe(Effect.scoped),
    { arbitrary: { runs: 20 } }
  )

  it.effect("V3-IDEM-02 what is settled within a transaction that is undone is doubtful, as before", () =>
    Effect.gen(function* () {
      const { sql, store } = yield* start(kind, yield* file)
      yield* store.claim(charge)
      yield* Effect.exit(sql.withTransaction(Effect.andThen(store.settle(charge), Effect.interrupt)))
      assert.strictEqual(yield* store.claim(charge), "Doubtful")
    })
  )

  it.effect("nothing is kept of a content but its digest", () =>
    Effect.gen(function* () {
      const { sql, store } = yield* start(kind, yield* file)
      yield* TestClock.setTime(5)
      yield* store.claim(charge)
      const [row] = yield* sql`select * from wxrepay_sent`
      const { digest, mchid, number, operation } = charge
      const kept: typeof row = { mchid, operation, number, content: "", digest, claims: 1, since: 5, settled_at: null }
      assert.deepStrictEqual({ ...row }, kept)
      // That it happened is dated by the first who knew.
      for (const millis of [7, 9]) yield* Effect.andThen(TestClock.setTime(millis), store.settle(charge))
      const [settled] = yield* sql`select * from wxrepay_sent`
      assert.deepStrictEqual({ ...settled }, { ...kept, settled_at: 7 })
    })
  )

  it.effect("who lists what is unsettled reads nothing of what is settled", () =>
    Effect.gen(function* () {
      const { sql } = yield* start(kind, yield* file)
      const plan = yield* sql<{ readonly detail: string }>`explain query plan
        select number from wxrepay_sent where mchid = ${charge.mchid} and settled_at is null order by since`
      assert.include(plan.map(({ detail }) => detail).join("\n"), "wxrepay_sent_unsettled (mchid=?)")
    })
  )
})

describe("memory", () => {
  const numbered = (number: number): Sent => ({ ...charge, number: String(number) })

  it.effect("the last 100,000 requests are remembered: settled ones are forgotten first, then the oldest", () =>
    Effect.gen(function* () {
      const store = yield* memory
      for (let number = 0; number < 100_000; number++) yield* store.claim(numbered(number))
      yield* store.settle(numbered(7))
      yield* store.settle(numbered(3))
      assert.lengthOf(yield* listed(store, charge.mchid), 99_998)
      // Each that comes takes the place of one: of the two that are settled, in the order they were, then of the oldest.
      yield* store.claim(numbered(100_000))
      assert.strictEqual(yield* store.claim(numbered(3)), "Settled")
      yield* store.claim(numbered(100_001))
      assert.lengthOf(yield* listed(store, charge.mchid), 100_000)
      yield* store.claim(numbered(100_002))
      const kept = yield* listed(store, charge.mchid)
      assert.lengthOf(kept, 100_000)
      assert.deepStrictEqual(
        kept.slice(0, 6).map(([, number]) => number),
        ["1", "2", "4", "5", "6", "8"]
      )
    })
  )

  it.effect("what is settled makes room as well as what is claimed", () =>
    Effect.gen(function* () {
      const store = yield* memory
      for (let number = 0; number <= 100_000; number++) yield* store.settle(numbered(number))
      const standings = yield* Effect.forEach([1, 100_000].map(numbered), store.claim)
      assert.deepStrictEqual([...standings, yield* store.claim(numbered(0))], ["Settled", "Settled", "New"])
    })
  )

  it.effect("all that is provided with it shares one memory, and two that are built share nothing", () =>
    Effect.gen(function* () {
      const send = Layer.effectDiscard(Effect.flatMap(SentStore, (store) => store.claim(charge)))
      const both = Layer.mergeAll(
        Layer.provide(send, SentStore.layerMemory),
        Layer.provideMerge(send, SentStore.layerMemory)
      )
      const store = Context.get(yield* Layer.build(both), SentStore)
      assert.strictEqual(yield* store.claim(charge), "Doubtful")
      assert.strictEqual(yield* (yield* memory).claim(charge), "New")
    })
  )
})
