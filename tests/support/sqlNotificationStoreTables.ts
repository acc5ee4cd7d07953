/**
 * How a store of notifications keeps to its table in a database, and what it says when the database fails.
 *
 * Method: databases that fail are made with tables that are gone, or that refuse a row by a check of their own.
 */
import { assert, describe, it } from "@effect/vitest"
import { NotificationStore, StoreError } from "@wxrepay/domain/client"
import { SqlNotificationStore } from "@wxrepay/domain/sql"
import { Deliveries } from "@wxrepay/domain/testing"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Formatter from "effect/Formatter"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { inspect } from "node:util"

/** A database that is empty at first. Whenever it is built anew it is another connection, as another process has. */
export type Database = Layer.Layer<SqlClient.SqlClient, SqlError.SqlError>

/** A store on a connection of its own. */
export const start = Effect.fnUntraced(function* (database: Database, options?: SqlNotificationStore.Options) {
  const context = yield* Layer.build(
    SqlNotificationStore.layer(options).pipe(Layer.provideMerge(Layer.fresh(database)))
  )
  return { store: Context.get(context, NotificationStore), sql: Context.get(context, SqlClient.SqlClient) }
})

/** The same, with a table for what handlers write. */
export const open = Effect.fnUntraced(function* (database: Database, options?: SqlNotificationStore.Options) {
  const { sql, store } = yield* start(database, options)
  yield* sql`create table if not exists effects (key text not null)`
  const rows = sql<{ readonly key: string }>`select key from effects order by key`
  return {
    store,
    sql,
    write: (key: string) => Effect.asVoid(sql`insert into effects (key) values (${key})`),
    written: Effect.map(rows, (rows) => rows.map(({ key }) => key))
  }
})

/** Runs the laws of its table; `fresh` makes a database that is empty. */
export const tableLaws = (name: string, fresh: Effect.Effect<Database, SqlError.SqlError, Scope.Scope>): void => {
  describe(`${name}: failures of the database`, () => {
    const key = "order-4200001234567890"

    /** Asserts that a failure of the store says what it was doing, and not what with. */
    const assertSilent = (cause: Cause.Cause<unknown>, operation: StoreError["operation"]) => {
      const errors = cause.reasons.filter(Cause.isFailReason).map(({ error }) => error)
      const found = errors.find((error) => error instanceof StoreError)
      assert.strictEqual(found?.operation, operation)
      assert.notInclude(
        [inspect(found, { depth: 12, showHidden: true }), Formatter.formatJson(found), found?.stack].join("\n"),
        key
      )
    }

    /** A table that refuses a row, in words that repeat the key. */
    const refusing = Effect.fnUntraced(function* (rule: string) {
      const database = yield* fresh
      const context = yield* Layer.build(Layer.fresh(database))
      const sql = Context.get(context, SqlClient.SqlClient)
      yield* sql`create table wxrepay_notifications (
        key text primary key, holder text, claimed_until bigint, done_at bigint, check (${sql.literal(rule)})
      )`
      return yield* start(database)
    })

    it.effect("a claim that fails says so, and does not name the key", () =>
      Effect.gen(function* () {
        const { store } = yield* refusing(`key <> '${key}'`)
        assertSilent(yield* Effect.flip(Effect.sandbox(store.once(key, Effect.die("ran")))), "Claim")
      })
    )

    it.effect("a completion that fails says so, and does not name the key", () =>
      Effect.gen(function* () {
        const { store } = yield* refusing(`done_at is null or key <> '${key}'`)
        assertSilent(yield* Effect.flip(Effect.sandbox(store.once(key, Effect.void))), "Complete")
      })
    )

    it.effect("a release that fails says so behind the failure of the work, and does not name the key", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const [left, right] = yield* Effect.all([open(database), open(database)])
        const work = Effect.andThen(right.sql`drop table wxrepay_notifications`, Effect.fail(new Deliveries.Refused()))
        const call = Effect.provideService(left.store.once(key, work), SqlClient.BeginTransaction, "BEGIN")
        const cause = yield* Effect.flip(Effect.sandbox(call))
        assert.instanceOf(Cause.squash(cause), Deliveries.Refused)
        assertSilent(cause, "Release")
      })
    )
  })

  describe(`${name}: tables`, () => {
    it.effect("stores of two tables share nothing", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const [left, right] = yield* Effect.all([start(database, { table: "_Left1" }), start(database)])
        assert.deepStrictEqual(
          [yield* left.store.once("K", Effect.void), yield* right.store.once("K", Effect.void)],
          ["Done", "Done"]
        )
      })
    )

    it.effect("many processes may start at once", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const stores = yield* Effect.all(
          Array.from({ length: 8 }, () => start(database)),
          { concurrency: "unbounded" }
        )
        const answers = yield* Effect.forEach(stores, ({ store }) => store.once("K", Effect.void))
        assert.strictEqual(answers.filter((answer) => answer === "Done").length, 1)
      })
    )

    it.effect("a table of that name with other columns is refused at the start", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        yield* open(database)
        const error = yield* Effect.flip(start(database, { table: "effects" }))
        assert.strictEqual(error._tag, "SqlError")
      })
    )

    for (const table of ["", "1st", "a b", "a.b", 'a"b', "a;drop table effects", "a\n", "表", "a".repeat(64)]) {
      it.effect(`${JSON.stringify(table)} is not the name of a table`, () =>
        Effect.gen(function* () {
          const cause = yield* Effect.flip(Effect.sandbox(start(yield* fresh, { table })))
          assert.match(Cause.pretty(cause), /Not a plain name of a table/u)
        })
      )
    }
  })
}
