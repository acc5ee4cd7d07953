/**
 * When each order was last charged by us, kept in a table: shared by processes, and it outlives them. For SQLite and Postgres.
 *
 * An attempt is claimed in one statement, so that of many processes only one gets it. It is committed by itself: a claim is
 * refused within a transaction of yours, as `InTransaction`, for a transaction that is undone would forget a charge that was
 * started. The work of a `SqlNotificationStore` runs in one; give this store a `SqlClient` of its own to charge from there, and
 * on SQLite, which has one writer, a file of its own.
 *
 * A cool-down is measured by the clock of the machine that asks, so choose one that is longer than the clocks of your machines
 * differ.
 *
 * Rows stay, one of each order. Those whose `claimed_at` and `cool_down`, in milliseconds, lie in the past may be deleted at any
 * time.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { AttemptStore, type Claim } from "../client/AttemptStore.ts"
import type { StoreError } from "../client/NotificationStore.ts"
import * as Table from "./table.ts"

/** Where the store keeps its rows. */
export interface Options {
  /** A plain name of letters, digits and underscores; `wxrepay_attempts` unless set. Any other is a defect of the layer. */
  readonly table?: string
}

/**
 * A store in the database of the `SqlClient`. It creates its table when there is none, and fails when the table cannot
 * be created or has other columns. Rule: PS-PAY-08.
 */
export const layer = (options?: Options): Layer.Layer<AttemptStore, SqlError.SqlError, SqlClient.SqlClient> =>
  Layer.effect(AttemptStore, make(options))

const shape: Table.Shape = {
  columns: {
    key: "text not null",
    holder: "text not null",
    claimed_at: "bigint not null",
    cool_down: "bigint not null"
  },
  key: ["key"]
}

/** The last moment that a date can tell: where a cool-down without end ends. */
const endOfTime = 8_640_000_000_000_000

const make = Effect.fnUntraced(function* ({ table = "wxrepay_attempts" }: Options = {}) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* Table.open(sql, table, shape)

  /** Whether the last attempt is in the way no more. One of a time to come is in the way as long as it has a cool-down. */
  const isOver = sql`(${rows}.cool_down <= 0 or ${rows}.claimed_at + ${rows}.cool_down <= excluded.claimed_at)`

  const claim = Effect.fn("AttemptStore.claim")(function* (
    order: string,
    coolDown: Duration.Duration
  ): Effect.fn.Return<Claim, StoreError> {
    yield* Table.refuseTransaction(sql)
    const now = yield* Clock.currentTimeMillis
    const holder = yield* Effect.sync(() => SecureRandom.uuidV4Unsafe())
    const lasts = Math.min(Math.ceil(Duration.toMillis(coolDown)), endOfTime - now)
    // An attempt of a time to come was made by a clock that was wrong: it counts from now.
    const last = yield* sql<{ readonly holder: string; readonly until: number | bigint | string }>`
      insert into ${rows} (key, holder, claimed_at, cool_down) values (${order}, ${holder}, ${now}, ${lasts})
      on conflict (key) do update set
        holder = case when ${isOver} then excluded.holder else ${rows}.holder end,
        cool_down = case when ${isOver} then excluded.cool_down else ${rows}.cool_down end,
        claimed_at = case
          when ${isOver} or ${rows}.claimed_at > excluded.claimed_at then excluded.claimed_at
          else ${rows}.claimed_at
        end
      returning holder, claimed_at + cool_down as until`.pipe(Effect.mapError(Table.failed("Claim")))
    const standing = yield* Table.only(last)
    return standing.holder === holder
      ? { _tag: "Claimed", at: DateTime.makeUnsafe(now) }
      : { _tag: "CoolingDown", until: DateTime.makeUnsafe(Number(standing.until)) }
  })

  const release = Effect.fn("AttemptStore.release")((order: string, at: DateTime.Utc) =>
    sql`delete from ${rows} where key = ${order} and claimed_at = ${DateTime.toEpochMillis(at)}`.pipe(
      Effect.mapError(Table.failed("Release")),
      Effect.asVoid
    )
  )

  return AttemptStore.of({ claim, release })
})
