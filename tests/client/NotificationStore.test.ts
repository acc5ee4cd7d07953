/**
 * V3-HOOK-05, V3-HOOK-08: an event takes effect once, however often it is delivered, and again when it failed.
 *
 * Method: one suite of laws, on the memory of a process and on a file of SQLite in a folder of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { NotificationStore } from "@wxrepay/domain/client"
import { NotificationStoreLaws } from "@wxrepay/domain/testing"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { keeps } from "../support/laws.ts"
import * as Sqlite from "../support/sqlite.ts"
import { sqlLaws } from "../support/sqlNotificationStoreLaws.ts"

const memory = Effect.map(Layer.build(Layer.fresh(NotificationStore.layerMemory)), (context) =>
  Context.get(context, NotificationStore)
)

/** A file of SQLite in a folder of its own. */
const file = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "wxrepay-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
).pipe(Effect.map((folder) => Sqlite.layer(join(folder, "lender.db"))))

keeps("memory: once", NotificationStoreLaws.laws({ fresh: memory, runs: 40 }))
sqlLaws("SQLite", file)

describe("memory", () => {
  it.effect("V3-HOOK-05 a delivery during the work is in progress, and another key does not wait", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const gate = yield* Deferred.make<void>()
      const first = yield* Effect.forkChild(store.once("A", Deferred.await(gate)), { startImmediately: true })
      assert.strictEqual(yield* store.once("A", Effect.void), "InProgress")
      assert.strictEqual(yield* store.once("B", Effect.void), "Done")
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual(yield* Fiber.join(first), "Done")
      assert.strictEqual(yield* store.once("A", Effect.void), "DoneBefore")
    })
  )

  it.effect("the last 100,000 keys are remembered, and the oldest is forgotten first", () =>
    Effect.gen(function* () {
      const store = yield* memory
      for (let key = 0; key <= 100_000; key++) yield* store.once(String(key), Effect.void)
      const answers = yield* Effect.forEach(["1", "100000", "0", "1", "3"], (key) => store.once(key, Effect.void))
      assert.deepStrictEqual(answers, ["DoneBefore", "DoneBefore", "Done", "Done", "DoneBefore"])
    })
  )

  it.effect("all that is provided with it shares one memory", () =>
    Effect.gen(function* () {
      const call = Layer.effectDiscard(Effect.flatMap(NotificationStore, (store) => store.once("K", Effect.void)))
      const both = Layer.mergeAll(
        Layer.provide(call, NotificationStore.layerMemory),
        Layer.provideMerge(call, NotificationStore.layerMemory)
      )
      const store = Context.get(yield* Layer.build(both), NotificationStore)
      assert.strictEqual(yield* store.once("K", Effect.void), "DoneBefore")
    })
  )
})
