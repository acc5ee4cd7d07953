/**
 * A `SqlClient` on node:sqlite: one connection to one file, as one process has it.
 *
 * Whoever finds the file locked by another connection gives way and tries again, so that two connections may live in
 * one process, where waiting inside SQLite would stop the very work that is waited for.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlConnection from "effect/sql/SqlConnection"
import * as SqlError from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"

/** A connection of its own to a file, for each time the layer is built; the file is made when there is none. */
export const layer = (filename: string): Layer.Layer<SqlClient.SqlClient> =>
  Layer.effect(SqlClient.SqlClient, make(filename)).pipe(Layer.provide(Reactivity.layer))

const make = Effect.fnUntraced(function* (filename: string) {
  const database = yield* Effect.acquireRelease(
    Effect.sync(() => open(filename)),
    (database) => Effect.sync(() => database.close())
  )
  const connection = connectionOf(database)
  return yield* SqlClient.make({
    ...SqlClient.makeSqliteAcquirers({
      connection: Effect.succeed(connection),
      semaphore: yield* Semaphore.make(1),
      isTransaction: () => database.isTransaction
    }),
    beginTransaction: "BEGIN IMMEDIATE",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    compiler: Statement.makeCompilerSqlite(),
    driver: "node:sqlite",
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

const open = (filename: string): DatabaseSync => {
  const database = new DatabaseSync(filename, { timeout: 1 })
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
  return database
}

const connectionOf = (database: DatabaseSync): SqlConnection.Connection => {
  /** Prepares and runs one statement. A statement that found the file locked did nothing, so it may be tried again. */
  const run = <A>(sql: string, use: (statement: StatementSync) => A) =>
    SqlClient.SafeIntegers.pipe(
      Effect.flatMap((safeIntegers) =>
        Effect.try({
          try: () => {
            const statement = database.prepare(sql)
            statement.setReadBigInts(safeIntegers)
            return use(statement)
          },
          catch: errorOf
        })
      ),
      Effect.tapError(() => Effect.yieldNow),
      Effect.retry({ while: isLocked, times: 5_000 })
    )

  const execute: SqlConnection.Connection["execute"] = (sql, params, transform) => {
    const rows = run(sql, (statement) => statement.all(...params.map(inputOf)))
    return transform === undefined ? rows : Effect.map(rows, transform)
  }
  const executeValues: SqlConnection.Connection["executeValues"] = (sql, params) =>
    run(sql, (statement) => {
      statement.setReturnArrays(true)
      return statement.all(...params.map(inputOf)).map((row) => Object.values(row))
    })
  return {
    execute,
    executeUnprepared: execute,
    executeRaw: (sql, params) =>
      run(sql, (statement) => {
        const inputs = params.map(inputOf)
        return statement.columns().length > 0 ? statement.all(...inputs) : statement.run(...inputs)
      }),
    executeValues,
    executeValuesUnprepared: executeValues,
    executeStream: (sql, params, transform) =>
      Stream.unwrap(Effect.map(execute(sql, params, transform), (rows) => Stream.fromIterable(rows)))
  }
}

const inputOf = (value: unknown): SQLInputValue => {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    return value
  if (typeof value === "boolean") return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return value
  throw new TypeError(`SQLite cannot hold a ${typeof value}`)
}

/** Node gives SQLite's own number as `errcode`; the classifier looks for it under the name that other drivers use. */
const errorOf = (cause: unknown): SqlError.SqlError =>
  new SqlError.SqlError({
    reason: SqlError.classifySqliteError(
      cause instanceof Error && "errcode" in cause ? Object.assign(cause, { errno: cause.errcode }) : cause,
      { operation: "execute" }
    )
  })

/** Whether another connection holds the lock. In a transaction whose view has grown old (517) waiting does not help. */
const isLocked = ({ reason }: SqlError.SqlError): boolean =>
  reason._tag === "LockTimeoutError" && !(Predicate.hasProperty(reason.cause, "errno") && reason.cause.errno === 517)
