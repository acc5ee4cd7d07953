/**
 * The laws of a memory of attempts can break: each is broken by a memory that is wrong in one way.
 *
 * Method: a small memory with one bug at a time; which laws fail is compared with what the bug does.
 */
import { AttemptStoreLaws } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { breaks } from "../support/breaking.ts"

const model = "any history goes as the model says"

type AttemptBug =
  | "says another moment"
  | "cools down a millisecond too long"
  | "cools down as long as the next says"
  | "waits for a time to come"
  | "takes this moment for one to come"
  | "forgets a cool-down without end"
  | "cuts a cool-down to whole milliseconds"
  | "remembers what has no cool-down"
  | "has one name for orders of any case"
  | "never gives back"
  | "gives back a later attempt"
  | "gives back every order"
  | "reads before it writes"

/** A memory of attempts with a bug. */
const attemptMemory = (bug: AttemptBug): AttemptStoreLaws.Store => {
  const attempts = new Map<string, { readonly at: number; readonly until: number; readonly lasts: number }>()
  const has = (one: AttemptBug) => one === bug
  const nameOf = (order: string) => (has("has one name for orders of any case") ? order.trim().toLowerCase() : order)
  const moment = (millis: number) => DateTime.makeUnsafe(Math.min(millis, 8_640_000_000_000_000))
  return {
    claim: (order, coolDown) =>
      Effect.gen(function* () {
        const now = DateTime.toEpochMillis(yield* DateTime.now)
        const name = nameOf(order)
        const told = attempts.get(name)
        const isToCome =
          told !== undefined && (has("takes this moment for one to come") ? told.at >= now : told.at > now)
        const last =
          told !== undefined && isToCome && !has("waits for a time to come")
            ? { ...told, at: has("takes this moment for one to come") ? now - 1 : now, until: now + told.lasts }
            : told
        if (last !== undefined) attempts.set(name, last)
        if (has("reads before it writes")) yield* Effect.yieldNow
        const given = Duration.toMillis(coolDown)
        const asked = has("cuts a cool-down to whole milliseconds") ? Math.trunc(given) : Math.ceil(given)
        const lasts = has("forgets a cool-down without end") && asked === Infinity ? 0 : asked
        const ends = last === undefined ? 0 : has("cools down as long as the next says") ? last.at + lasts : last.until
        const isOver = has("cools down a millisecond too long") ? ends < now : ends <= now
        const isFree = has("remembers what has no cool-down") && last?.lasts === 0 ? last.at < now : isOver
        if (last !== undefined && !isFree) return { _tag: "CoolingDown", until: moment(ends) } as const
        attempts.set(name, { at: now, until: now + lasts, lasts })
        return { _tag: "Claimed", at: moment(has("says another moment") ? now - (now % 1000) : now) } as const
      }),
    release: (order, at) =>
      Effect.sync(() => {
        if (has("never gives back")) return
        if (has("gives back every order")) return attempts.clear()
        const last = attempts.get(nameOf(order))
        const isIt = last?.at === DateTime.toEpochMillis(at)
        if (isIt || has("gives back a later attempt")) attempts.delete(nameOf(order))
      })
  }
}

const attemptWrong = (way: AttemptBug, ...breaks: ReadonlyArray<string>) => ({
  way: `a memory that ${way}`,
  laws: AttemptStoreLaws.laws({
    fresh: Effect.sync(() => {
      const store = attemptMemory(way)
      return [store, store] as const
    }),
    runs: 300,
    seed: 7
  }),
  breaks
})

breaks("attempts", [
  attemptWrong(
    "says another moment",
    "the first attempt",
    "less than a millisecond",
    "no cool-down is none",
    "free at once"
  ),
  attemptWrong(
    "cools down a millisecond too long",
    "the next is claimed",
    "how long it lasts",
    "a time to come, made by",
    "less than a millisecond",
    "no cool-down is none",
    "and no later one",
    model
  ),
  attemptWrong(
    "cools down as long as the next says",
    "how long it lasts",
    "a time to come, made by",
    "less than a millisecond",
    "no cool-down is none",
    model
  ),
  attemptWrong("waits for a time to come", "a time to come, made by", "no cool-down is none", model),
  attemptWrong("takes this moment for one to come", "this very moment", "giving back twice", model),
  attemptWrong("forgets a cool-down without end", "without end"),
  attemptWrong("cuts a cool-down to whole milliseconds", "less than a millisecond"),
  attemptWrong("remembers what has no cool-down", "no cool-down is none", model),
  attemptWrong("has one name for orders of any case", "two orders never mix"),
  attemptWrong("never gives back", "this very moment", "free at once", "giving back twice", model),
  attemptWrong("gives back a later attempt", "and no later one", "giving back twice", model),
  attemptWrong("gives back every order", "and no later one", "giving back twice", model),
  attemptWrong("reads before it writes", "of many at once")
])
