/**
 * The laws of a store of notifications can break: each is broken by a store that is wrong in one way.
 *
 * Method: a small store with one bug at a time; which laws fail is compared with what the bug does.
 */
import type { NotificationStore, Once } from "@wxrepay/domain/client"
import { NotificationStoreLaws } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { breaks } from "../support/breaking.ts"

type Bug =
  | "runs every time"
  | "says Done to a repeat"
  | "has one key"
  | "remembers what failed"
  | "swallows what failed"
  | "keeps a key whose work was interrupted"
  | "lets two run at once"
  | "decides before it runs"

/** A store with a bug. */
const store = (bug: Bug): NotificationStore["Service"] => {
  const done = new Set<string>()
  const running = new Set<string>()
  const has = (one: Bug) => one === bug
  const nameOf = (key: string) => (has("has one key") ? "" : key)

  const finish = (key: string, exit: Exit.Exit<void, unknown>) =>
    Effect.sync(() => {
      if (has("keeps a key whose work was interrupted") && Exit.hasInterrupts(exit)) return
      running.delete(key)
      if (Exit.isSuccess(exit) || has("remembers what failed")) done.add(key)
    })

  const state = (key: string): Once => {
    if (done.has(key) && !has("runs every time")) return has("says Done to a repeat") ? "Done" : "DoneBefore"
    return running.has(key) && !has("lets two run at once") ? "InProgress" : "Done"
  }

  const isFree = (key: string) => state(key) === "Done" && (!done.has(key) || has("runs every time"))

  const run = <E, R>(key: string, work: Effect.Effect<void, E, R>) =>
    Effect.uninterruptibleMask((restore) => {
      running.add(key)
      const ran = restore(work).pipe(
        Effect.onExit((exit) => finish(key, exit)),
        Effect.as<Once>("Done")
      )
      return has("swallows what failed") ? Effect.catchCause(ran, () => Effect.succeed<Once>("InProgress")) : ran
    })

  const decide = <E, R>(key: string, work: Effect.Effect<void, E, R>): Effect.Effect<Once, E, R> =>
    isFree(key) ? run(key, work) : Effect.succeed(state(key))

  return {
    once: (key, work) =>
      has("decides before it runs") ? decide(nameOf(key), work) : Effect.suspend(() => decide(nameOf(key), work))
  }
}

const wrong = (way: Bug, ...breaks: ReadonlyArray<string>) => ({
  way: `a store that ${way}`,
  laws: NotificationStoreLaws.laws({ fresh: Effect.sync(() => store(way)), runs: 100, seed: 7 }),
  breaks
})

const often = "up to 15 times"
const badly = "leaves nothing behind"
const anyMoment = "at any moment"
const during = "comes during the work"
const again = "can be run again"

breaks("notifications", [
  wrong("runs every time", often, badly, anyMoment, again),
  wrong("says Done to a repeat", often, badly, anyMoment, again),
  wrong("has one key", often),
  wrong("remembers what failed", badly, anyMoment),
  wrong("swallows what failed", badly),
  wrong("keeps a key whose work was interrupted", badly, anyMoment),
  wrong("lets two run at once", often, during, again),
  wrong("decides before it runs", again)
])
