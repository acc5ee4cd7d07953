/**
 * Which events were handled, kept in a table: shared by processes, and it outlives them. For SQLite and Postgres.
 *
 * A call claims its key in one statement, then runs the work in a transaction together with the record that it is
 * done. What the work writes through the same `SqlClient` is kept if and only if the record is: nothing that happens
 * between them can double it. What the work does elsewhere, as a call to another service, happens again when the
 * process dies before the commit or when the claim is lost; give it an identifier of its own.
 *
 * A claim is held for a lease, so that the key of a process that died becomes free. Choose a lease longer than the
 * longest work, and by more than the clocks of your machines differ. Work that outlives its lease may be run by
 * another as well; only one of them commits.
 *
 * A transaction holds a connection as long as the work runs; called within a transaction of yours, the store joins it,
 * and the record stands or falls with it. SQLite has one writer: on one connection other calls wait
 * until the work is over, and on other connections other keys do. So on SQLite the work should be short and wait for
 * nobody.
 *
 * Rows stay. Those whose `done_at`, in milliseconds since 1970, lies further back than the platform repeats a delivery
 * may be deleted at any time.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import * as SqlError from "effect/sql/SqlError"
import { NotificationStore, type Once, StoreError } from "../client/NotificationStore.ts"
import * as Table from "./table.ts"

/** Where the store keeps its rows, and for how long a claim holds. */
export interface Options {
  /** A plain name of letters, digits and underscores; `wxrepay_notifications` unless set. Any other is a defect of the layer. */
  readonly table?: string
  /** Two minutes unless set. */
  readonly lease?: Duration.Input
}

/**
 * A store in the database of the `SqlClient`. It creates its table when there is none, and fails when the table cannot
 * be created or has other columns. Rules: V3-HOOK-05, V3-HOOK-08.
 */
export const layer = (options?: Options): Layer.Layer<NotificationStore, SqlError.SqlError, SqlClient.SqlClient> =>
  Layer.effect(NotificationStore, make(options))

const make = Effect.fnUntraced(function* ({ lease = "2 minutes", table = "wxrepay_notifications" }: Options = {}) {
  const sql = yield* SqlClient.SqlClient
  const { claim, complete, look, release } = yield* open(sql, table, Duration.toMillis(lease))

  /** The work and its record, both or neither. */
  const commit = Effect.fnUntraced(function* <E, R>(
    key: string,
    holder: string,
    work: Effect.Effect<void, E, R>
  ): Effect.fn.Return<void, E | StoreError, R> {
    let undone: Cause.Cause<E> | undefined
    const remembering = Effect.tapCause(work, (cause) => Effect.sync(() => void (undone = cause)))
    return yield* sql.withTransaction(Effect.andThen(remembering, complete(key, holder))).pipe(
      // What the work failed with is its own, even when it is a SqlError, or when the rollback fails after it.
      Effect.catchCause((cause): Effect.Effect<never, E | StoreError> =>
        undone === undefined ? met(cause) : Effect.failCause(undone)
      )
    )
  })

  const attempt = Effect.fnUntraced(function* <E, R>(
    key: string,
    holder: string,
    work: Effect.Effect<void, E, R>
  ): Effect.fn.Return<Once, E | StoreError, R> {
    if (yield* claim(key, holder)) {
      yield* commit(key, holder, work)
      return "Done"
    }
    return (yield* look(key)) === "DoneBefore" ? "DoneBefore" : "InProgress"
  })

  const once = Effect.fn("NotificationStore.once")(function* <E, R>(
    key: string,
    work: Effect.Effect<void, E, R>
  ): Effect.fn.Return<Once, E | StoreError, R> {
    // Reading first leaves most repeats without a write, which on SQLite would wait for the writer.
    const standing = yield* look(key)
    if (standing !== "Free") return standing
    const holder = yield* Effect.sync(() => SecureRandom.uuidV4Unsafe())
    return yield* Effect.onExit(attempt(key, holder, work), (exit) =>
      Exit.isSuccess(exit) ? Effect.void : release(key, holder)
    )
  })

  return NotificationStore.of({ once })
})

const shape: Table.Shape = {
  columns: { key: "text not null", holder: "text not null", claimed_until: "bigint not null", done_at: "bigint" },
  key: ["key"]
}

/** The statements of one table. Time is told by Effect's clock, never by the database. */
const open = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, table: string, leaseMillis: number) {
  const rows = yield* Table.open(sql, table, shape)

  return {
    /** Who stands at a key. */
    look: Effect.fnUntraced(
      function* (key: string) {
        const now = yield* Clock.currentTimeMillis
        const [row] = yield* sql<{ readonly standing: "DoneBefore" | "InProgress" | "Free" }>`
          select case
            when done_at is not null then 'DoneBefore'
            when claimed_until < ${now} then 'Free'
            else 'InProgress'
          end as standing
          from ${rows} where key = ${key}`
        return row?.standing ?? "Free"
      },
      Effect.mapError(Table.failed("Claim"))
    ),

    /** Takes a key that is free, and says whether it was: in one statement, so that only one of many can. */
    claim: Effect.fnUntraced(
      function* (key: string, holder: string) {
        const now = yield* Clock.currentTimeMillis
        const until = Math.min(Math.ceil(now + leaseMillis), Number.MAX_SAFE_INTEGER)
        const taken = yield* sql`
          insert into ${rows} (key, holder, claimed_until) values (${key}, ${holder}, ${until})
          on conflict (key) do update set holder = excluded.holder, claimed_until = excluded.claimed_until
          where ${rows}.done_at is null and ${rows}.claimed_until < ${now}
          returning key`
        return taken.length > 0
      },
      Effect.mapError(Table.failed("Claim"))
    ),

    /** Records a key as done, unless its claim was lost to another. */
    complete: Effect.fnUntraced(function* (key: string, holder: string) {
      const now = yield* Clock.currentTimeMillis
      const recorded = yield* sql`
        update ${rows} set done_at = ${now} where key = ${key} and holder = ${holder} and done_at is null returning key`
      if (recorded.length === 0) return yield* new StoreError({ operation: "Complete", problem: "LeaseLost" })
    }),

    /** Frees a key that was claimed and not done. */
    release: (key: string, holder: string) =>
      sql`delete from ${rows} where key = ${key} and holder = ${holder} and done_at is null`.pipe(
        Effect.mapError(Table.failed("Release")),
        Effect.asVoid
      )
  }
})

/** What the store itself met, as one error. A rollback that fails makes a defect of it, so it is looked for there too. */
const met = ({ reasons }: Cause.Cause<unknown>): Effect.Effect<never, StoreError> => {
  for (const reason of reasons) {
    const error = reason._tag === "Fail" ? reason.error : reason._tag === "Die" ? reason.defect : undefined
    if (error instanceof StoreError) return Effect.fail(error)
    if (SqlError.isSqlError(error)) return Effect.fail(Table.failed("Complete")(error))
  }
  return Effect.failCause(Cause.fromReasons(reasons.filter((reason) => reason._tag !== "Fail")))
}
