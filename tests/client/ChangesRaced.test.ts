/**
 * V3-IDEM, CR-DEDUCT-06: calls under one number that race each other.
 *
 * Method: a platform in process holds each answer back until the test lets it go, in every order; what is counted is what each
 * call came to, what arrived, and what is left unsettled.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { all, type Kind } from "../support/doubtfulChanges.ts"
import * as Doubts from "../support/doubts.ts"
import { noon } from "../support/lender.ts"

const { breaks, facing, refuses, says, unsettled } = Doubts

/** Starts calls one after another, each once the one before has arrived, and lets their answers go in an order. */
const raced = Effect.fnUntraced(function* (
  kind: Kind,
  moves: ReadonlyArray<Doubts.Move>,
  order: ReadonlyArray<number>
) {
  const doors = yield* Effect.forEach(moves, () =>
    Effect.all({ arrived: Deferred.make<void>(), open: Deferred.make<void>() })
  )
  const changes = doors.map(({ arrived, open }, index) =>
    Doubts.after(
      Effect.andThen(Deferred.succeed(arrived, undefined), Deferred.await(open)),
      moves[index] ?? assert.fail("no move")
    )
  )
  const { process } = yield* facing({ changes })
  const calls = yield* Effect.forEach(doors, ({ arrived }) =>
    Effect.tap(
      Effect.forkChild(Effect.match(kind.send(process), { onSuccess: () => "Happened", onFailure: ended })),
      () => Deferred.await(arrived)
    )
  )
  const ends: Array<string> = []
  for (const index of order) {
    yield* Deferred.succeed(doors[index]?.open ?? assert.fail("no door"), undefined)
    ends.push(yield* Fiber.join(calls[index] ?? assert.fail("no call")))
  }
  return { process, ends, left: yield* unsettled(process) }
}, Effect.scoped)

const ended = (error: { readonly _tag: string }) => error._tag

const atNoon = <A, E, R>(program: Effect.Effect<A, E, R>) => Effect.andThen(TestClock.setTime(noon), program)

describe("two calls with the same content under one number", () => {
  const orders = [
    [0, 1],
    [1, 0]
  ] as const

  for (const order of orders) {
    const first = order[0] === 0 ? "first" : "second"
    it.effect(`V3-IDEM-02 the doubt of one outlives a refusal of the other, when the ${first} ends first`, () =>
      atNoon(
        Effect.forEach(all, (kind) =>
          Effect.gen(function* () {
            const no = refuses(400, "PARAM_ERROR")
            for (const moves of [
              [breaks("Sent"), no],
              [no, breaks("Sent")]
            ]) {
              const { ends, left } = yield* raced(kind, moves, order)
              assert.include(ends, "OutcomeUnknown")
              assert.deepStrictEqual(left, [[kind.operation, kind.number]], `${kind.name} ${ends.join()}`)
            }
          })
        )
      )
    )

    it.effect(`V3-IDEM-02 the success of one settles the number, when the ${first} ends first`, () =>
      atNoon(
        Effect.forEach(
          all.filter(({ rule }) => rule !== undefined),
          (kind) =>
            Effect.gen(function* () {
              for (const move of [breaks("Sent"), refuses(400, "PARAM_ERROR"), breaks("NotConnected")]) {
                const yes = says(200, kind.answer)
                for (const moves of [
                  [yes, move],
                  [move, yes]
                ]) {
                  const { ends, left } = yield* raced(kind, moves, order)
                  assert.include(ends, "Happened")
                  assert.deepStrictEqual(left, [])
                }
              }
            })
        )
      )
    )
  }

  it.effect(
    "V3-IDEM-02 PS-PAY-08 where a number stands for many contents, a doubt that comes last is not settled by a success before it",
    () =>
      atNoon(
        Effect.forEach(
          all.filter(({ rule }) => rule === undefined),
          (kind) =>
            Effect.gen(function* () {
              const { ends, left } = yield* raced(kind, [breaks("Sent"), says(200, kind.answer)], [1, 0])
              assert.deepStrictEqual(ends, ["Happened", "OutcomeUnknown"])
              assert.deepStrictEqual(left, [[kind.operation, kind.number]])
            })
        )
      )
  )
})

describe("many calls under one number", () => {
  it.effect("CR-DEDUCT-06 V3-IDEM-01 of two contents only one ever leaves", () =>
    atNoon(
      Effect.forEach(
        all.filter(({ rule }) => rule !== undefined),
        (kind) =>
          Effect.gen(function* () {
            const { changes, process } = yield* facing({ changes: [breaks("Sent")] })
            const mixed = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? kind.send : kind.other)(process))
            const ends = yield* Effect.forEach(mixed, (one) => Effect.map(Effect.flip(one), ended), {
              concurrency: "unbounded"
            })
            assert.deepStrictEqual(
              ends.toSorted(),
              [..."NNNN"].map(() => "NumberReused").concat([..."OOOO"].map(() => "OutcomeUnknown"))
            )
            const contents = changes.map(({ body }) => {
              const { real_identity: _, ...content } = JSON.parse(body)
              return JSON.stringify(content)
            })
            assert.deepStrictEqual([contents.length, new Set(contents).size], [4, 1])
            assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
          }).pipe(Effect.scoped)
      )
    )
  )
})
