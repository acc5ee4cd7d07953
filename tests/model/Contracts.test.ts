/**
 * From pre-sign to the end and beyond, a borrower's contract is what a model of it says, whatever anyone does and whatever gets lost.
 *
 * Method: fast-check draws lives of a contract, what is allowed and what is not, with calls and processes that get lost, and
 * notifications that come late, twice, in any order or never. Client, stores and receiver are real, the sandbox is in process,
 * time is virtual. After each action the answer and everything that can be asked are compared with the model, which is
 * in [docs/model.md](../../docs/model.md). `SEED=… RUNS=…` draws other lives, and more; what failed fails again under its seed, and
 * shrinks to the same few actions. What is signed is not signed with RSA here.
 */
import { assert, describe, it } from "@effect/vitest"
import { NotificationStore, SentStore } from "@wxrepay/domain/client"
import { SqlNotificationStore, SqlSentStore } from "@wxrepay/domain/sql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as fc from "fast-check"
import { readFileSync } from "node:fs"
import * as SqliteFile from "../support/sqliteFile.ts"
import type { Stores } from "./contractLender.ts"
import { type Answered, commandsOf, imagined, type Life, lived, lives, scripts } from "./contractLives.ts"
import * as World from "./contractWorld.ts"
import { numberOf } from "./environment.ts"

const seed = numberOf("SEED", 1)

/** How many lives are lived in memory; a quarter as many are lived on SQLite. */
const runs = numberOf("RUNS", 48)

/** Two seconds for each life, which is a limit and no expectation. */
const limit = 60_000 + runs * 2_000

/** The memory of one life, which outlives its processes. */
const inMemory: Effect.Effect<Stores> = Layer.merge(SentStore.layerMemory, NotificationStore.layerMemory).pipe(
  Layer.fresh,
  Layer.build,
  Effect.scoped,
  Effect.map(Layer.succeedContext)
)

/** Tables of one life in a file: each process has stores and a connection of its own. */
const inTables = (database: SqliteFile.Database, number: number): Stores =>
  Layer.merge(
    SqlSentStore.layer({ table: `sent_${number}` }),
    SqlNotificationStore.layer({ table: `notifications_${number}` })
  ).pipe(Layer.provide(database), Layer.orDie)

/** A way to live one life after another in one world, each under numbers of its own. */
const living = Effect.fnUntraced(function* (storesOf: (number: number) => Effect.Effect<Stores>) {
  const runtime = yield* Effect.acquireRelease(
    Effect.sync(() => ManagedRuntime.make(World.layer)),
    (runtime) => runtime.disposeEffect
  )
  let number = 0
  return async (life: Life, onAnswer: Answered = () => {}) => {
    number += 1
    const stores = await runtime.runPromise(storesOf(number))
    await lived(life, { number, stores, onAnswer, run: runtime.runPromise })
  }
})

/** Lives so many lives, whichever the seed draws. */
const tries = (numRuns: number, storesOf: (number: number) => Effect.Effect<Stores>) =>
  Effect.flatMap(living(storesOf), (live) =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(lives, (life) => live(life)),
        { seed, numRuns }
      )
    )
  )

/** What a life may break. */
const rules =
  "CR-SIGN-01 CR-SIGN-05 CR-CONTRACT-01 CR-SCHED-03 CR-SCHED-05 CR-DATE-02 CR-DEDUCT-06 CR-DEDUCT-08 CR-DEDUCT-10 V3-IDEM-02 V3-HOOK-05"

describe("the life of a contract", () => {
  it.live(
    `${rules} client and sandbox say what the model says, with stores in memory`,
    () => Effect.scoped(tries(runs, () => inMemory)),
    limit
  )

  it.live(
    `${rules} client and sandbox say what the model says, with stores on SQLite`,
    () =>
      Effect.scoped(
        Effect.flatMap(SqliteFile.file, (database) =>
          tries(Math.ceil(runs / 4), (number) => Effect.succeed(inTables(database, number)))
        )
      ),
    limit
  )
})

/** What may come of each action, as the page says. */
const documented: ReadonlyArray<string> = Array.from(
  readFileSync(new URL("../../docs/model.md", import.meta.url), "utf8").matchAll(/^\| `(\w+)` +\|[^|]*\|([^|]*)\|$/gmu),
  ([, action = "", answers = ""]) => Array.from(answers.matchAll(/`([^`]+)`/gu), ([, answer]) => `${action}: ${answer}`)
).flat()

type Script = typeof scripts extends fc.Arbitrary<infer S> ? S : never

/** Of many scripts those few that together come to everything that any of them comes to, each as far as it adds something. */
const chosen = (scripts: ReadonlyArray<Script>): ReadonlyArray<Life> => {
  const all = scripts.map((script) => ({ script, told: imagined(script[1]) }))
  const missing = new Set(all.flatMap(({ told }) => told.flat()))
  const added = ({ told }: (typeof all)[number]) =>
    Array.from(new Set(told.flat())).filter((row) => missing.has(row)).length
  const lives: Array<Life> = []
  while (missing.size > 0) {
    const {
      script: [firstDay, actions],
      told
    } = all.reduce((best, one) => (added(one) > added(best) ? one : best))
    const last = told.findLastIndex((rows, at) =>
      rows.some((row) => missing.has(row) && !told.slice(0, at).flat().includes(row))
    )
    for (const row of told.flat()) missing.delete(row)
    lives.push([firstDay, "Nothing", commandsOf(actions.slice(0, last + 1))])
  }
  return lives
}

describe("what lives come to", () => {
  it.live(
    "every action is taken, and every answer that the page tells is given, and no other",
    () =>
      Effect.gen(function* () {
        const live = yield* living(() => inMemory)
        const told = new Set<string>()
        const note: Answered = (rows) => rows.forEach((row) => told.add(row))
        yield* Effect.forEach(chosen(fc.sample(scripts, { seed: 1, numRuns: 3_000 })), (life) =>
          Effect.promise(() => live(life, note))
        )
        assert.deepStrictEqual(Array.from(told).toSorted(), documented.toSorted())
      }).pipe(Effect.scoped),
    limit
  )
})
