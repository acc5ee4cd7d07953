/**
 * What becomes of requests in a memory of what was sent, by a model of a few lines: whole histories of a dozen requests, with
 * clocks that go back, carried out at one of two doors each.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import type { Sent, SentStore, Standing } from "../client/SentStore.ts"
import { int, pick } from "./Choice.ts"
import { same } from "./Law.ts"

/** A memory of what was sent. */
export type Store = SentStore["Service"]

/** Something that looks like the digest of a content. */
export const digestOf = (content: string): string => content.repeat(64).slice(0, 64)

/** What is listed as unsettled, with its moment in milliseconds. */
export const listed = (store: Store, mchid: string) =>
  Effect.map(store.unsettled(mchid), (all) =>
    all.map(({ number, operation, since }) => [operation, number, DateTime.toEpochMillis(since)] as const)
  )

/** Whose request it is, what was asked for, and its number: names that run into each other when they are glued. */
const names = Arbitrary.all({
  mchid: pick("1", "2"),
  operation: pick("charge", "charge/A", "presign"),
  number: pick("A", "A/B", "B")
})

/** What happens to three requests, or fewer: a step is done to one of them, time passes or goes back. */
export const histories = Arbitrary.all({
  requests: Arbitrary.array(names, { minLength: 3, maxLength: 3 }),
  steps: Arbitrary.array(
    Arbitrary.all({
      what: pick("claim", "claim", "claim", "release", "settle", "forget", "pass", "goBack"),
      which: pick(0, 0, 1, 2),
      digest: pick(digestOf("a"), digestOf("a"), digestOf("b")),
      seconds: int(1, 5),
      door: pick(0, 1)
    }),
    { minLength: 12, maxLength: 40 }
  )
})

type History = typeof histories extends Arbitrary.Arbitrary<infer A> ? A : never

interface Known {
  readonly sent: Sent
  readonly since: number
  claims: number
  isSettled: boolean
}

const standingOf = (known: Known | undefined, { digest }: Sent): Standing => {
  if (known === undefined) return "New"
  if (known.sent.digest !== digest) return "Other"
  return known.isSettled ? "Settled" : "Doubtful"
}

/** Carries a history out: every answer is the model's, and so is what the other door lists after each step. */
export const judge = Effect.fnUntraced(function* (doors: readonly [Store, Store], { requests, steps }: History) {
  const model = new Map<string, Known>()
  let now = 1_000_000
  yield* TestClock.setTime(now)
  for (const { digest, door, seconds, what, which } of steps) {
    const { mchid = "1", number = "A", operation = "charge" } = requests[which] ?? {}
    const sent: Sent = { mchid, operation, number, digest, isFixed: operation !== "presign" }
    const store = doors[door]
    const key = [sent.mchid, sent.operation, sent.number, sent.isFixed ? "" : sent.digest].join("|")
    const known = model.get(key)
    const isOpen = known?.sent.digest === sent.digest && !known.isSettled
    if (what === "pass" || what === "goBack") {
      now += (what === "pass" ? seconds : -seconds) * 1000
      yield* TestClock.setTime(now)
    } else if (what === "claim") {
      yield* same(yield* store.claim(sent), standingOf(known, sent))
      if (known === undefined) model.set(key, { sent, claims: 1, since: now, isSettled: false })
      else if (isOpen) known.claims++
    } else if (what === "settle") {
      yield* store.settle(sent)
      if (known === undefined) model.set(key, { sent, claims: 1, since: now, isSettled: true })
      else if (isOpen) known.isSettled = true
    } else {
      yield* store[what](sent)
      if (isOpen && (what === "forget" || known.claims === 1)) model.delete(key)
    }
    for (const mchid of ["1", "2"]) yield* judgeList(yield* listed(doors[door === 0 ? 1 : 0], mchid), mchid, model)
  }
})

/** What is listed is what the model has of a merchant, the oldest first. */
const judgeList = Effect.fnUntraced(function* (
  found: ReadonlyArray<readonly [operation: string, number: string, since: number]>,
  mchid: string,
  model: ReadonlyMap<string, Known>
) {
  const expected = Array.from(model.values())
    .filter(({ isSettled, sent }) => sent.mchid === mchid && !isSettled)
    .map(({ sent, since }) => [sent.operation, sent.number, since].join(","))
  yield* same(found.map((each) => each.join(",")).toSorted(), expected.toSorted())
  const moments = found.map(([, , since]) => since)
  yield* same(
    moments,
    moments.toSorted((left, right) => left - right)
  )
})
