/**
 * The laws of a memory of what was sent can break: each is broken by a memory that is wrong in one way.
 *
 * Method: a small memory with one bug at a time; which laws fail is compared with what the bug does.
 */
import type { Sent, Standing } from "@wxrepay/domain/client"
import { SentStoreLaws } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { breaks } from "../support/breaking.ts"

interface Known {
  readonly sent: Sent
  readonly since: DateTime.Utc
  readonly claims: number
  readonly isSettled: boolean
}

type SentBug =
  | "takes other content for the same"
  | "forgets what is settled"
  | "releases what is settled"
  | "settles only what it knows"
  | "never releases"
  | "releases what was claimed twice"
  | "never forgets"
  | "forgets what is not the content"
  | "counts claims of other content"
  | "has one content under every number"
  | "mixes numbers that stand for a content and for none"
  | "lists what is settled"
  | "lists the youngest first"
  | "lists since the last claim"
  | "lists everybody's"
  | "glues names"
  | "reads before it writes"
  | "releases what it read before"

/** A memory of what was sent with a bug. */
const sentMemory = (bug: SentBug): SentStoreLaws.Store => {
  const known = new Map<string, Known>()
  const has = (one: SentBug) => one === bug
  const keyOf = ({ digest, isFixed, mchid, number, operation }: Sent): string => {
    if (has("glues names")) return [mchid, operation, number, isFixed ? "" : digest].join("/")
    if (has("has one content under every number")) return JSON.stringify([mchid, operation, number, isFixed])
    const content = isFixed ? "" : digest
    return JSON.stringify(
      has("mixes numbers that stand for a content and for none") && operation === "charge"
        ? [mchid, operation, number]
        : [mchid, operation, number, content]
    )
  }
  const look = (sent: Sent) => known.get(keyOf(sent))
  const isOwn = (one: Known | undefined, { digest }: Sent): one is Known => one?.sent.digest === digest
  const standingOf = (one: Known | undefined, sent: Sent): Standing => {
    if (one === undefined) return "New"
    if (!isOwn(one, sent) && !has("takes other content for the same")) return "Other"
    return one.isSettled ? "Settled" : "Doubtful"
  }
  const drop = (sent: Sent, most: number, settledToo: boolean) => {
    const one = look(sent)
    if (one === undefined || (one.isSettled && !settledToo)) return
    if (!isOwn(one, sent) && !has("forgets what is not the content")) return
    if (one.claims <= most) known.delete(keyOf(sent))
  }
  return {
    claim: (sent) =>
      Effect.gen(function* () {
        const since = yield* DateTime.now
        const before = look(sent)
        if (has("reads before it writes")) yield* Effect.yieldNow
        const standing = standingOf(before, sent)
        const counts = has("counts claims of other content") || standing !== "Other"
        if (before === undefined) known.set(keyOf(sent), { sent, since, claims: 1, isSettled: false })
        else if (counts) {
          const again = { ...before, claims: before.claims + 1 }
          known.set(keyOf(sent), has("lists since the last claim") ? { ...again, since } : again)
        }
        return standing
      }),
    release: (sent) =>
      Effect.gen(function* () {
        if (has("never releases")) return
        const one = look(sent)
        if (has("releases what it read before")) {
          yield* Effect.yieldNow
          if (one !== undefined && isOwn(one, sent) && !one.isSettled && one.claims === 1) known.delete(keyOf(sent))
          return
        }
        drop(sent, has("releases what was claimed twice") ? 99 : 1, has("releases what is settled"))
      }),
    settle: (sent) =>
      Effect.map(DateTime.now, (since) => {
        const one = look(sent)
        if (one === undefined) {
          if (has("settles only what it knows")) return
          known.set(keyOf(sent), { sent, since, claims: 1, isSettled: true })
        } else if (isOwn(one, sent)) known.set(keyOf(sent), { ...one, isSettled: true })
      }),
    forget: (sent) =>
      Effect.sync(() => {
        if (!has("never forgets")) drop(sent, Infinity, has("forgets what is settled"))
      }),
    unsettled: (mchid) =>
      Effect.sync(() => {
        const all = [...known.values()]
          .filter(({ sent }) => sent.mchid === mchid || has("lists everybody's"))
          .filter(({ isSettled }) => !isSettled || has("lists what is settled"))
          .map(({ sent: { number, operation }, since }) => ({ operation, number, since }))
          .toSorted((left, right) => DateTime.Order(left.since, right.since))
        return has("lists the youngest first") ? all.toReversed() : all
      })
  }
}

const model = "any history goes as the model says"

const sentWrong = (way: SentBug, ...breaks: ReadonlyArray<string>) => ({
  way: `a memory that ${way}`,
  laws: SentStoreLaws.laws({
    fresh: Effect.sync(() => {
      const store = sentMemory(way)
      return [store, store] as const
    }),
    runs: 300,
    seed: 7
  }),
  breaks
})

breaks("what was sent", [
  sentWrong(
    "takes other content for the same",
    "is new once",
    "stays settled",
    "is remembered when it is settled",
    "was claimed twice",
    "is forgotten, however often",
    "does not count",
    "never mix",
    "of many claims at once",
    model
  ),
  sentWrong("forgets what is settled", "stays settled", model),
  sentWrong("releases what is settled", "stays settled", model),
  sentWrong("settles only what it knows", "is remembered when it is settled", "are two", model),
  sentWrong("never releases", "is released, and its number", "nobody releases", "does not count", model),
  sentWrong("releases what was claimed twice", "was claimed twice", model),
  sentWrong("never forgets", "is forgotten, however often", "stands for no content", "never mix", model),
  sentWrong("forgets what is not the content", "nobody releases", model),
  sentWrong("counts claims of other content", "does not count", model),
  sentWrong("has one content under every number", "stands for no content", model),
  sentWrong("mixes numbers that stand for a content and for none", "are two"),
  sentWrong("lists what is settled", "stays settled", "the oldest first", model),
  sentWrong("lists the youngest first", "the oldest first", model),
  sentWrong("lists since the last claim", "the oldest first", model),
  sentWrong("lists everybody's", "the oldest first", model),
  sentWrong("glues names", "never mix", model),
  sentWrong("reads before it writes", "of many claims at once"),
  sentWrong("releases what it read before", "of a release and a claim at once")
])
