/**
 * What a store of notifications in a database promises: the laws of every store, and what it keeps among processes.
 *
 * Method: another process is another connection to the same database; a crash is a completion or a commit that fails.
 * What handlers write is a row of their own, looked for afterwards. Time is virtual.
 */
import { assert, describe, it } from "@effect/vitest"
import { StoreError } from "@wxrepay/domain/client"
import { Deliveries, NotificationStoreLaws } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import { TestClock } from "effect/testing"
import { keeps } from "./laws.ts"
import { type Database, open, start, tableLaws } from "./sqlNotificationStoreTables.ts"

const { badEndings, counting, deliver, deliveries, endBadly, held, interruptAfter, moments, tookEffectOnce } =
  Deliveries

/** Lets a transaction wait without holding the whole database, which one of SQLite does from its first write on. */
const waiting = Effect.provideService(SqlClient.BeginTransaction, "BEGIN")

/** Does something after a call has seen that its key is free, and before it claims it. */
const meanwhile = <A, E, R>(call: Effect.Effect<A, E, R>, something: Effect.Effect<unknown>) => {
  let isDue = true
  return Effect.provideService(call, Statement.CurrentTransformer, (statement) => {
    if (!isDue || !/^\s*insert/u.test(statement.compile()[0])) return Effect.succeed(statement)
    isDue = false
    return Effect.as(something, statement)
  })
}

/** Runs all laws of a store in a database; `fresh` makes a database that is empty. */
export const sqlLaws = (name: string, fresh: Effect.Effect<Database, SqlError.SqlError, Scope.Scope>): void => {
  const store = Effect.map(Effect.flatMap(fresh, start), ({ store }) => store)
  keeps(`${name}: once`, NotificationStoreLaws.laws({ fresh: store, runs: 40 }))
  tableLaws(name, fresh)

  describe(`${name}: processes`, () => {
    it.effect("V3-HOOK-05 what one process did, the next one knows", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const answers = yield* Effect.forEach(["before", "after"], () =>
          Effect.flatMap(open(database), ({ store }) => store.once("K", Effect.void)).pipe(Effect.scoped)
        )
        assert.deepStrictEqual(answers, ["Done", "DoneBefore"])
      })
    )

    it.effect.prop(
      "V3-HOOK-05 two processes never both run one key, and its writes are there once",
      [deliveries],
      ([drawn]) =>
        Effect.gen(function* () {
          const database = yield* fresh
          const [left, right] = yield* Effect.all([open(database), open(database)])
          const { runs, work } = counting()
          const answers = yield* deliver(drawn, (key, index) => {
            const { store, write } = index % 2 === 0 ? left : right
            return store.once(key, Effect.andThen(write(key), work(key)))
          })
          yield* tookEffectOnce(answers, runs, drawn)
          assert.deepStrictEqual((yield* left.written).toSorted(), [...new Set(drawn.keys)].toSorted())
        }).pipe(Effect.scoped),
      { arbitrary: { runs: 20 } }
    )

    it.effect("V3-HOOK-05 while one process works, another is told that it is in progress", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const [left, right] = yield* Effect.all([open(database), open(database)])
        const { began, letGo, wait } = yield* held
        const first = yield* Effect.forkChild(left.store.once("K", Effect.andThen(left.write("K"), wait)))
        yield* began
        assert.strictEqual(yield* right.store.once("K", right.write("K")), "InProgress")
        yield* letGo
        assert.strictEqual(yield* Fiber.join(first), "Done")
        assert.strictEqual(yield* right.store.once("K", right.write("K")), "DoneBefore")
        assert.deepStrictEqual(yield* right.written, ["K"])
      })
    )

    it.effect("a claim that outlived its lease is taken over, and the late holder neither completes nor frees it", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const [left, right] = yield* Effect.all([open(database, { lease: "1 minute" }), open(database)])
        const [late, next] = yield* Effect.all([held, held])
        const first = yield* Effect.forkChild(
          waiting(left.store.once("K", Effect.andThen(late.wait, left.write("late"))))
        )
        yield* late.began
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* right.store.once("K", right.write("early")), "InProgress")
        yield* TestClock.adjust("1 millis")
        const second = yield* Effect.forkChild(
          waiting(right.store.once("K", Effect.andThen(next.wait, right.write("taken over"))))
        )
        yield* next.began
        yield* late.letGo
        const error = yield* Effect.flip(Fiber.join(first))
        assert.deepStrictEqual(error, new StoreError({ operation: "Complete", problem: "LeaseLost" }))
        assert.strictEqual(error.message, "The store failed: Complete (LeaseLost)")
        assert.strictEqual(yield* left.store.once("K", left.write("third")), "InProgress")
        yield* next.letGo
        assert.strictEqual(yield* Fiber.join(second), "Done")
        assert.deepStrictEqual(yield* left.written, ["taken over"])
      })
    )

    it.effect("a claim that outlived its lease and was not taken over completes", () =>
      Effect.gen(function* () {
        const { store, write, written } = yield* open(yield* fresh, { lease: 0 })
        assert.strictEqual(yield* store.once("K", Effect.andThen(TestClock.adjust("1 hour"), write("K"))), "Done")
        assert.strictEqual(yield* store.once("K", write("K")), "DoneBefore")
        assert.deepStrictEqual(yield* written, ["K"])
      })
    )

    it.effect("V3-HOOK-05 a key that another takes and does, even while one asks for it, is not run again", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const [left, right] = yield* Effect.all([open(database), open(database)])
        yield* TestClock.setTime(3_600_000)
        // The other's clock is an hour behind, so what it did is past its lease already.
        const doIt = Effect.andThen(TestClock.setTime(0), right.store.once("K", right.write("K")))
        assert.strictEqual(yield* meanwhile(left.store.once("K", left.write("K")), Effect.orDie(doIt)), "DoneBefore")
        assert.deepStrictEqual(yield* left.written, ["K"])
      })
    )

    it.effect("V3-HOOK-05 a key that another takes while one asks for it is in progress, and not done", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const [left, right] = yield* Effect.all([open(database), open(database)])
        const { began, wait } = yield* held
        const takeIt = Effect.andThen(Effect.forkIn(waiting(right.store.once("K", wait)), yield* Effect.scope), began)
        assert.strictEqual(yield* meanwhile(left.store.once("K", left.write("K")), takeIt), "InProgress")
      })
    )
  })

  describe(`${name}: the work and its record`, () => {
    it.effect.prop(
      "V3-HOOK-08 what failed work wrote is not there",
      [badEndings],
      ([drawn]) =>
        Effect.gen(function* () {
          const { store, write, written } = yield* open(yield* fresh)
          for (const ending of drawn) yield* endBadly(store, "K", ending, write("undone"))
          yield* store.once("K", write("K"))
          assert.deepStrictEqual(yield* written, ["K"])
        }).pipe(Effect.scoped),
      { arbitrary: { runs: 20 } }
    )

    it.effect.prop(
      "V3-HOOK-08 an interruption at any moment leaves the work and its record both there, or neither",
      [moments],
      ([steps]) =>
        Effect.gen(function* () {
          const { store, write, written } = yield* open(yield* fresh)
          yield* interruptAfter(steps, store.once("K", write("K")))
          const keys = yield* written
          assert.strictEqual(yield* store.once("K", write("K")), keys.length === 0 ? "Done" : "DoneBefore")
          assert.deepStrictEqual(yield* written, ["K"])
        }).pipe(Effect.scoped)
    )

    it.effect("V3-HOOK-05 when the completion fails, the writes of the work are undone and it runs again", () =>
      Effect.gen(function* () {
        const { sql, store, write, written } = yield* open(yield* fresh)
        const crash = sql`delete from wxrepay_notifications`
        const error = yield* Effect.flip(store.once("K", Effect.andThen(write("undone"), crash)))
        assert.deepStrictEqual(error, new StoreError({ operation: "Complete", problem: "LeaseLost" }))
        assert.deepStrictEqual([yield* store.once("K", write("K")), yield* written], ["Done", ["K"]])
      })
    )

    it.effect("V3-HOOK-05 when the commit fails, the writes of the work are undone and it runs again", () =>
      Effect.gen(function* () {
        const { sql, store, write, written } = yield* open(yield* fresh)
        yield* sql`create table parents (id integer primary key)`
        yield* sql`create table children (id integer references parents (id) deferrable initially deferred)`
        const crash = sql`insert into children (id) values (1)`
        const error = yield* Effect.flip(store.once("K", Effect.andThen(write("undone"), crash)))
        assert.strictEqual(error._tag === "StoreError" && error.operation, "Complete")
        assert.deepStrictEqual([yield* store.once("K", write("K")), yield* written], ["Done", ["K"]])
      })
    )

    it.effect("V3-HOOK-05 a commit that went through and is reported as failed is not run again", () =>
      Effect.gen(function* () {
        const { sql, store, write, written } = yield* open(yield* fresh)
        yield* Effect.exit(store.once("K", Effect.andThen(write("K"), sql`commit`)))
        assert.deepStrictEqual([yield* store.once("K", write("K")), yield* written], ["DoneBefore", ["K"]])
      })
    )

    it.effect("the work's own failure of the database stays its own", () =>
      Effect.gen(function* () {
        const { sql, store, write, written } = yield* open(yield* fresh)
        const error = yield* Effect.flip(store.once("K", Effect.andThen(write("undone"), sql`select * from nowhere`)))
        assert.strictEqual(error._tag, "SqlError")
        assert.deepStrictEqual([yield* store.once("K", write("K")), yield* written], ["Done", ["K"]])
      })
    )
  })
}
