/**
 * How a store that claims keeps to its table in a database, and what it says when the database fails.
 *
 * Method: a store is given as its layer and its steps, each with the same secret in it. Databases that fail are made with tables
 * that are gone and with triggers; another process is another connection to the same database.
 */
import { assert, describe, it } from "@effect/vitest"
import { StoreError } from "@wxrepay/domain/client"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Formatter from "effect/Formatter"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { inspect } from "node:util"
import type { Database } from "./sqliteFile.ts"

/** What no error may show. */
export const secret = "order-4200001234567890"

/** A kind of store: where it is kept, a claim that only the first gets, and every step under the name that its failure has. */
export interface Kind<I, S> {
  readonly tag: Context.Key<I, S>
  readonly table: string
  readonly layer: (options?: { readonly table?: string }) => Layer.Layer<I, SqlError.SqlError, SqlClient.SqlClient>
  readonly isFirst: (store: S) => Effect.Effect<boolean, StoreError>
  readonly steps: (store: S) => ReadonlyArray<readonly [StoreError["operation"], Effect.Effect<unknown, StoreError>]>
}

/** A store on a connection of its own. */
export const start = Effect.fnUntraced(function* <I, S>(kind: Kind<I, S>, database: Database, table?: string) {
  const context = yield* Layer.build(
    kind.layer(table === undefined ? {} : { table }).pipe(Layer.provideMerge(Layer.fresh(database)))
  )
  return { store: Context.get(context, kind.tag), sql: Context.get(context, SqlClient.SqlClient) }
})

/** Runs the laws of the table; `fresh` makes a database that is empty. */
export const tableLaws = <I, S>(
  name: string,
  kind: Kind<I, S>,
  fresh: Effect.Effect<Database, SqlError.SqlError, Scope.Scope>
): void => {
  const { isFirst, steps } = kind
  const connect = Effect.fnUntraced(function* (database: Database) {
    return Context.get(yield* Layer.build(Layer.fresh(database)), SqlClient.SqlClient)
  })

  describe(`${name}: tables`, () => {
    it.effect("stores of two tables share nothing", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const [left, right] = yield* Effect.all([start(kind, database, "_Left1"), start(kind, database)])
        assert.deepStrictEqual(
          [yield* isFirst(left.store), yield* isFirst(right.store), yield* isFirst(left.store)],
          [true, true, false]
        )
        assert.lengthOf(yield* left.sql`select * from ${left.sql("_Left1")}`, 1)
        assert.lengthOf(yield* left.sql`select * from ${left.sql(kind.table)}`, 1)
      })
    )

    it.effect("many processes may start at once, and of all their claims one is the first", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const stores = yield* Effect.all(
          Array.from({ length: 8 }, () => start(kind, database)),
          { concurrency: "unbounded" }
        )
        const answers = yield* Effect.forEach(stores, ({ store }) => isFirst(store), { concurrency: "unbounded" })
        assert.lengthOf(
          answers.filter((answer) => answer),
          1
        )
      })
    )

    it.effect("a table of that name with other columns is refused at the start", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const sql = yield* connect(database)
        yield* sql`create table ${sql(kind.table)} (id integer primary key)`
        assert.strictEqual((yield* Effect.flip(start(kind, database)))._tag, "SqlError")
      })
    )

    it.effect("a table that is there is used as it is, and what is in it stays", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const answers = yield* Effect.forEach(["before", "after"], () =>
          Effect.flatMap(start(kind, database), ({ store }) => isFirst(store)).pipe(Effect.scoped)
        )
        assert.deepStrictEqual(answers, [true, false])
      })
    )

    for (const table of ["", "1st", "a b", "a.b", 'a"b', "a;drop table effects", "a\n", "表", "a".repeat(64)]) {
      it.effect(`${JSON.stringify(table)} is not the name of a table`, () =>
        Effect.gen(function* () {
          const cause = yield* Effect.flip(Effect.sandbox(start(kind, yield* fresh, table)))
          assert.match(Cause.pretty(cause), /Not a plain name of a table/u)
        })
      )
    }

    it.effect("a name of 63 letters is one", () =>
      Effect.gen(function* () {
        const { store } = yield* start(kind, yield* fresh, "a".repeat(63))
        assert.isTrue(yield* isFirst(store))
      })
    )
  })

  describe(`${name}: failures of the database`, () => {
    /** Asserts that a failure says what was being done, and not what with. */
    const assertSilent = (error: StoreError, operation: StoreError["operation"]) => {
      assert.instanceOf(error, StoreError)
      assert.strictEqual(error.operation, operation)
      assert.isString(error.problem)
      const shown = [inspect(error, { depth: 12, showHidden: true }), Formatter.formatJson(error), error.stack]
      assert.notInclude(shown.join("\n"), secret)
    }

    it.effect("every step that fails says which it was, and never with what", () =>
      Effect.gen(function* () {
        const { sql, store } = yield* start(kind, yield* fresh)
        yield* sql`drop table ${sql(kind.table)}`
        for (const [operation, step] of steps(store)) assertSilent(yield* Effect.flip(step), operation)
      })
    )

    it.effect("what the database says of a row that it refuses is not repeated", () =>
      Effect.gen(function* () {
        const { sql, store } = yield* start(kind, yield* fresh)
        const words = sql.literal(`raise(abort, '${secret}')`)
        yield* sql`create trigger refuse before insert on ${sql(kind.table)} begin select ${words}; end`
        assertSilent(yield* Effect.flip(isFirst(store)), "Claim")
      })
    )

    it.effect("a claim that a trigger swallows is no claim", () =>
      Effect.gen(function* () {
        const { sql, store } = yield* start(kind, yield* fresh)
        yield* sql`create trigger swallow before insert on ${sql(kind.table)} begin select raise(ignore); end`
        assert.deepStrictEqual(
          yield* Effect.flip(isFirst(store)),
          new StoreError({ operation: "Claim", problem: "NoRow" })
        )
      })
    )

    it.effect("a claim within a transaction is refused, for who undoes it would forget what was sent", () =>
      Effect.gen(function* () {
        const { sql, store } = yield* start(kind, yield* fresh)
        const error = yield* Effect.flip(sql.withTransaction(isFirst(store)))
        assert.deepStrictEqual(error, new StoreError({ operation: "Claim", problem: "InTransaction" }))
        assert.strictEqual(error.message, "The store failed: Claim (InTransaction)")
        assert.isTrue(yield* isFirst(store))
      })
    )

    it.effect("a claim within a transaction of another client is kept, whatever becomes of that transaction", () =>
      Effect.gen(function* () {
        const { store } = yield* start(kind, yield* fresh)
        const other = yield* connect(yield* fresh)
        yield* Effect.exit(other.withTransaction(Effect.andThen(isFirst(store), Effect.interrupt)))
        assert.isFalse(yield* isFirst(store))
      })
    )
  })
}
