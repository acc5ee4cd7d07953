/**
 * V3-HOOK-05, V3-HOOK-08, CR-HOOK-03, CR-HOOK-04: however an event is delivered, it takes effect once, and the platform
 * is told so.
 *
 * Method: several events are drawn with how often each comes, in which order, one after another or at once, and how
 * often its handler fails first. The stores are the memory of a process and a file of SQLite, in which the handler
 * writes before it fails, so that what it wrote must be undone. Signatures are real; time is virtual, stands still until
 * all has been verified, and nothing is ever late: what is in time is another test.
 */
import { assert, describe, it } from "@effect/vitest"
import { Notification } from "@wxrepay/domain"
import type { NotificationStore } from "@wxrepay/domain/client"
import { SqlNotificationStore } from "@wxrepay/domain/sql"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Notifications from "../support/notifications.ts"
import { counting, type Handler, memory, passing, start } from "../support/receiving.ts"
import * as Sqlite from "../support/sqlite.ts"

const { callback, paid, seal, signed, terminated } = Notifications

/** Events of every kind, none of them another's repeat; all but the echo come under a new number each time. */
const events = {
  payment: (id: string) => seal(paid(), { id }),
  "another payment": (id: string) => seal(paid({ out_trade_no: "T2" }), { id }),
  "a payment to another lender": (id: string) => seal(paid({ sub_mchid: "1900000110" }), { id }),
  signing: (id: string) => seal(signed(), { id, eventType: "CREDIT_REPAYMENT.SIGN_CONTRACT" }),
  ending: (id: string) => seal(terminated(), { id, eventType: "CREDIT_REPAYMENT.TERMINATE_CONTRACT" }),
  echo: () => seal({}, { id: "EV-1", eventType: "SECURITY_ECHO.SUCCESS" }),
  "another echo": () => seal({}, { id: "EV-2", eventType: "SECURITY_ECHO.SUCCESS" }),
  "something new": (id: string) => seal({}, { id, eventType: "BRAND.NEW" }),
  "something newer": (id: string) => seal({ a: 1 }, { id, eventType: "BRAND.NEW" })
}

/** What the platform delivers: each event up to 15 times. Rule: CR-HOOK-03. */
const deliveries = Arbitrary.flatMap(Choice.int(1, 15), (times) =>
  Arbitrary.all({
    times: Arbitrary.Constant(times),
    failures: Choice.int(0, times - 1),
    names: Arbitrary.array(
      Choice.pick(
        "payment",
        "another payment",
        "a payment to another lender",
        "signing",
        "ending",
        "echo",
        "another echo",
        "something new",
        "something newer"
      ),
      { minLength: 1, maxLength: 4 }
    ),
    seed: Choice.int(0, 1_000_000),
    flow: Choice.pick("one after another", "at once")
  })
)

class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

/** A handler that writes, fails the first times, and counts how often it ran and how often it succeeded. */
const failing = <E>(failures: number, write: (key: string) => Effect.Effect<void, E>) => {
  const ran = new Map<string, number>()
  const done = new Map<string, number>()
  const handle: Handler<E | Refused> = Effect.fnUntraced(function* (notification) {
    const key = Notification.businessKey(notification)
    yield* write(key)
    yield* Effect.yieldNow
    const runs = (ran.get(key) ?? 0) + 1
    ran.set(key, runs)
    if (runs <= failures) return yield* new Refused()
    done.set(key, (done.get(key) ?? 0) + 1)
  })
  return { handle, ran, done }
}

/** Where it is remembered what was handled, what a handler can write there, and what is written. */
interface Place {
  readonly store: Layer.Layer<NotificationStore>
  readonly write: (key: string) => Effect.Effect<void, SqlError.SqlError>
  readonly written: Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>
}

const inMemory: Effect.Effect<Place, never, Scope.Scope> = Effect.map(Layer.build(memory), (services) => {
  const keys = new Set<string>()
  return {
    store: Layer.succeedContext(services),
    write: (key) => Effect.sync(() => void keys.add(key)),
    written: Effect.sync(() => [...keys])
  }
})

const inSqlite: Effect.Effect<Place, SqlError.SqlError, Scope.Scope> = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "wxrepay-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
  )
  const database = yield* Layer.build(Sqlite.layer(join(folder, "lender.db")))
  const sql = Context.get(database, SqlClient.SqlClient)
  yield* sql`create table effects (key text not null)`
  const store = yield* Effect.provideContext(Layer.build(SqlNotificationStore.layer()), database)
  const rows = sql<{ readonly key: string }>`select key from effects`
  return {
    store: Layer.succeedContext(store),
    write: (key) => Effect.asVoid(sql`insert into effects (key) values (${key})`),
    written: Effect.map(rows, (rows) => rows.map(({ key }) => key))
  }
})

for (const [name, place, runs] of [
  ["memory", inMemory, 60],
  ["SQLite", inSqlite, 25]
] as const) {
  describe(`over ${name}`, () => {
    it.effect.prop(
      "V3-HOOK-05 V3-HOOK-08 CR-HOOK-04 an event takes effect once, its failures are answered 500, and its last delivery 204",
      [deliveries],
      ([{ failures, flow, names, seed, times }]) =>
        Effect.gen(function* () {
          const { store, write, written } = yield* place
          const different = [...new Set(names)]
          const all = different.flatMap((name) => Array.from({ length: times }, (_, index) => ({ name, index })))
          const { inbox, opened } = yield* counting(all.length)
          const { done, handle, ran } = failing(failures, write)
          const { receive } = yield* start(handle, { store, inbox, answerWithin: "1 hour", handleWithin: "1 hour" })
          const answers: Array<readonly [name: string, status: number]> = []
          const fiber = yield* Random.shuffle(all).pipe(
            Random.withSeed(seed),
            Effect.flatMap(
              Effect.forEach(
                ({ index, name }) =>
                  Effect.map(receive(callback(events[name](`EV-${index}`))), ({ status }) => {
                    answers.push([name, status])
                  }),
                { concurrency: flow === "at once" ? "unbounded" : 1, discard: true }
              )
            ),
            Effect.forkChild
          )
          yield* opened
          yield* passing(fiber)
          for (const name of different) {
            const statuses = answers.filter(([answered]) => answered === name).map(([, status]) => status)
            assert.strictEqual(statuses.filter((status) => status === 500).length, failures)
            assert.strictEqual(statuses.filter((status) => status === 204).length, times - failures)
            assert.strictEqual(statuses.at(-1), 204)
          }
          assert.deepStrictEqual(
            [...ran.values()],
            different.map(() => failures + 1)
          )
          assert.deepStrictEqual(
            [...done.values()],
            different.map(() => 1)
          )
          assert.sameMembers([...(yield* written)], [...done.keys()])
          assert.strictEqual((yield* written).length, different.length)
          // The next process knows, too.
          const next = yield* start(() => Effect.die("ran twice"), { store })
          for (const name of different) {
            assert.strictEqual((yield* next.receive(callback(events[name]("EV-0")))).status, 204)
          }
        }).pipe(Effect.scoped),
      { arbitrary: { runs } }
    )
  })
}
