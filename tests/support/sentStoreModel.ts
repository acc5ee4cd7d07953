/**
 * What becomes of requests in a memory of what was sent, by a model of a few lines.
 *
 * Method: whole histories of a dozen requests, with clocks that go back, are drawn and carried out at one of two doors each; every
 * answer is the model's, and so is what the other door lists after each step.
 */
import { assert } from "@effect/vitest"
import type { Sent, SentStore } from "@wxrepay/domain/client"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { int, pick } from "../arbitraries/choice.ts"

/** A memory of what was sent. */
export type Store = SentStore["Service"]

/** Something that looks like the digest of a content. */
export const digestOf = (content: string) => content.repeat(64).slice(0, 64)

/** What is listed as unsettled, with its moment in milliseconds. */
export const listed = (store: Store, mchid: string) =>
  Effect.map(store.unsettled(mchid), (all) =>
    all.map(({ number, operation, since }) => [operation, number, DateTime.toEpochMillis(since)] as const)
  )

/** What happens to requests: a step is done to one of them, time passes or goes back. */
export const histories = Arbitrary.array(
  Arbitrary.all({
    what: pick("claim", "claim", "claim", "release", "settle", "forget", "pass", "goBack"),
    mchid: pick("1", "2"),
    operation: pick("charge", "charge/A", "presign"),
    number: pick("A", "A/B", "B"),
    digest: pick(digestOf("a"), digestOf("b")),
    seconds: int(1, 5),
    door: pick(0, 1)
  }),
  { minLength: 1, maxLength: 40 }
)

type History = typeof histories extends Arbitrary.Arbitrary<infer A> ? A : never

/** Carries a history out, and asserts that every answer and every list is the model's. */
export const judge = Effect.fnUntraced(function* (doors: readonly [Store, Store], history: History) {
  const model = new Map<string, { sent: Sent; claims: number; since: number; isSettled: boolean }>()
  let now = 1_000_000
  yield* TestClock.setTime(now)
  for (const { door, seconds, what, ...names } of history) {
    const sent: Sent = { ...names, isFixed: names.operation !== "presign" }
    const store = doors[door]
    const key = [sent.mchid, sent.operation, sent.number, sent.isFixed ? "" : sent.digest].join("|")
    const known = model.get(key)
    const isOpen = known?.sent.digest === sent.digest && !known.isSettled
    if (what === "pass" || what === "goBack") {
      now += (what === "pass" ? seconds : -seconds) * 1000
      yield* TestClock.setTime(now)
    } else if (what === "claim") {
      const standing =
        known === undefined
          ? "New"
          : known.sent.digest !== sent.digest
            ? "Other"
            : known.isSettled
              ? "Settled"
              : "Doubtful"
      assert.strictEqual(yield* store.claim(sent), standing)
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
    for (const mchid of ["1", "2"]) {
      const found = yield* listed(doors[door === 0 ? 1 : 0], mchid)
      const expected = Array.from(model.values())
        .filter(({ isSettled, sent }) => sent.mchid === mchid && !isSettled)
        .map(({ sent, since }) => [sent.operation, sent.number, since] as const)
      assert.deepStrictEqual(found.map(String).toSorted(), expected.map(String).toSorted())
      const moments = found.map(([, , since]) => since)
      assert.deepStrictEqual(
        moments,
        moments.toSorted((left, right) => left - right)
      )
    }
  }
})
