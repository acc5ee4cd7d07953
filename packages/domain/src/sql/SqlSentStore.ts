/**
 * What was sent under which number, kept in a table: shared by processes, and it outlives them. For SQLite and Postgres.
 *
 * Each step is one statement, so that of many processes only one is first with a number. A step is committed by itself: a
 * claim is refused within a transaction of yours, as `InTransaction`, for a transaction that is undone would forget what was
 * sent. The work of a `SqlNotificationStore` runs in one; give this store a `SqlClient` of its own to send from there, and on
 * SQLite, which has one writer, a file of its own.
 *
 * Rows stay. Those whose `settled_at`, in milliseconds since 1970, lies so far back that nobody will use their number again may
 * be deleted at any time; those without one are what nobody knows the outcome of.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { type Sent, SentStore, type Standing, type Unsettled } from "../client/SentStore.ts"
import * as Table from "./table.ts"

/** Where the store keeps its rows. */
export interface Options {
  /** A plain name of letters, digits and underscores; `wxrepay_sent` unless set. Any other is a defect of the layer. */
  readonly table?: string
}

/**
 * A store in the database of the `SqlClient`. It creates its table when there is none, and fails when the table cannot
 * be created or has other columns. Rules: V3-IDEM-01, V3-IDEM-02, CR-DEDUCT-06, CR-SCHED-05, CR-ID-04.
 */
export const layer = (options?: Options): Layer.Layer<SentStore, SqlError.SqlError, SqlClient.SqlClient> =>
  Layer.effect(SentStore, make(options))

/** `content` is the digest where a number may stand for many contents, and empty where it stands for one. */
const shape: Table.Shape = {
  columns: {
    mchid: "text not null",
    operation: "text not null",
    number: "text not null",
    content: "text not null",
    digest: "text not null",
    claims: "bigint not null",
    since: "bigint not null",
    settled_at: "bigint"
  },
  key: ["mchid", "operation", "number", "content"]
}

const make = Effect.fnUntraced(function* ({ table = "wxrepay_sent" }: Options = {}) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* Table.open(sql, table, shape)
  // Whoever may not make an index does without.
  yield* Effect.ignore(
    sql`create index if not exists ${sql(`${table}_unsettled`)} on ${rows} (mchid, since) where settled_at is null`
  )

  const inserted = ({ digest, isFixed, mchid, number, operation }: Sent, now: number, settledAt: number | null) => sql`
    insert into ${rows} (mchid, operation, number, content, digest, claims, since, settled_at)
    values (${mchid}, ${operation}, ${number}, ${isFixed ? "" : digest}, ${digest}, 1, ${now}, ${settledAt})
    on conflict (mchid, operation, number, content)`

  /** The unsettled row of exactly this content. */
  const open = ({ digest, isFixed, mchid, number, operation }: Sent) => sql`
    mchid = ${mchid} and operation = ${operation} and number = ${number} and content = ${isFixed ? "" : digest}
    and digest = ${digest} and settled_at is null`

  const claim = Effect.fn("SentStore.claim")(function* (sent: Sent) {
    yield* Table.refuseTransaction(sql)
    const now = yield* Clock.currentTimeMillis
    // What is not to change is set to what it is, so that the row comes back in the same statement.
    const claimed = yield* sql<{ readonly standing: Standing }>`
      ${inserted(sent, now, null)} do update
      set claims = ${rows}.claims + case when ${rows}.digest = excluded.digest then 1 else 0 end
      returning case
        when digest <> ${sent.digest} then 'Other'
        when settled_at is not null then 'Settled'
        when claims = 1 then 'New'
        else 'Doubtful'
      end as standing`.pipe(Effect.mapError(Table.failed("Claim")))
    return (yield* Table.only(claimed)).standing
  })

  const release = Effect.fn("SentStore.release")((sent: Sent) =>
    sql`delete from ${rows} where ${open(sent)} and claims = 1`.pipe(
      Effect.mapError(Table.failed("Release")),
      Effect.asVoid
    )
  )

  const settle = Effect.fn("SentStore.settle")(function* (sent: Sent) {
    const now = yield* Clock.currentTimeMillis
    yield* sql`
      ${inserted(sent, now, now)} do update set settled_at = excluded.settled_at
      where ${rows}.digest = excluded.digest and ${rows}.settled_at is null`.pipe(
      Effect.mapError(Table.failed("Settle"))
    )
  })

  const forget = Effect.fn("SentStore.forget")((sent: Sent) =>
    sql`delete from ${rows} where ${open(sent)}`.pipe(Effect.mapError(Table.failed("Forget")), Effect.asVoid)
  )

  const unsettled = Effect.fn("SentStore.unsettled")(function* (mchid: string) {
    const found = yield* sql<Pick<Unsettled, "operation" | "number"> & { readonly since: number | bigint | string }>`
      select operation, number, since from ${rows}
      where mchid = ${mchid} and settled_at is null
      order by since, operation, number`.pipe(Effect.mapError(Table.failed("List")))
    return found.map(({ number, operation, since }): Unsettled => ({
      operation,
      number,
      since: DateTime.makeUnsafe(Number(since))
    }))
  })

  return SentStore.of({ claim, release, settle, forget, unsettled })
})
