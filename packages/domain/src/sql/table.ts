/**
 * What all stores in a database share: a table that is there, and a failure that says nothing of what was in it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { StoreError } from "../client/NotificationStore.ts"

/** The columns of a table, each with its type, and those that make the key. */
export interface Shape {
  readonly columns: Readonly<Record<string, "text not null" | "bigint not null" | "bigint">>
  readonly key: ReadonlyArray<string>
}

/** The name of a table that is there and has the columns: created when there is none. A name that is not plain is a defect. */
export const open = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, table: string, { columns, key }: Shape) {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/u.test(table)) {
    return yield* Effect.die(new TypeError(`Not a plain name of a table: ${JSON.stringify(table)}`))
  }
  const rows = sql(table)
  const names = Object.keys(columns)
  const lines = [...names.map((name) => `${name} ${columns[name]}`), `primary key (${key.join(", ")})`]

  // The creation may lose a race against another process, or lack a right it does not need: the reading decides.
  const created = yield* Effect.result(sql`create table if not exists ${rows} (${sql.literal(lines.join(", "))})`)
  yield* sql`select ${sql.literal(names.join(", "))} from ${rows} where 1 = 0`.pipe(
    Effect.mapError((error) => (Result.isFailure(created) ? created.failure : error))
  )
  return rows
})

/** A failure of the database as one of the store: its kind, and not its text, which may hold the key. */
export const failed =
  (operation: StoreError["operation"]) =>
  ({ reason }: SqlError.SqlError): StoreError =>
    new StoreError({ operation, problem: reason._tag })

/**
 * Refuses to claim within a transaction of the caller's: what is sent cannot be undone, so the record of it must not be, and
 * others must see it before anything is sent.
 */
export const refuseTransaction = (sql: SqlClient.SqlClient): Effect.Effect<void, StoreError> =>
  Effect.flatMap(Effect.serviceOption(sql.transactionService), (transaction) =>
    Option.isSome(transaction)
      ? Effect.fail(new StoreError({ operation: "Claim", problem: "InTransaction" }))
      : Effect.void
  )

/** The row that a claim answers with. None comes when a trigger of the table swallows it, and then nothing was claimed. */
export const only = <A>([row]: ReadonlyArray<A>): Effect.Effect<A, StoreError> =>
  row === undefined ? Effect.fail(new StoreError({ operation: "Claim", problem: "NoRow" })) : Effect.succeed(row)
