/**
 * What every memory of what was sent promises.
 *
 * Method: examples of each standing, numbers that run into each other, many claims at once, then whole histories that a model
 * judges. Time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Sent, Standing } from "@wxrepay/domain/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as SqlError from "effect/sql/SqlError"
import { TestClock } from "effect/testing"
import { pick } from "../arbitraries/choice.ts"
import { digestOf, histories, judge, listed, type Store } from "./sentStoreModel.ts"

/** A charge under the number T1, with the content a. */
export const charge: Sent = {
  mchid: "1900000109",
  operation: "charge",
  number: "T1",
  digest: digestOf("a"),
  isFixed: true
}

/** The same number with other content. */
export const other: Sent = { ...charge, digest: digestOf("b") }

/** A pre-sign, whose number stands for no content. */
const presign: Sent = { ...charge, operation: "presign", isFixed: false }

const count = (standings: ReadonlyArray<Standing>, standing: Standing): number =>
  standings.filter((each) => each === standing).length

/** Texts that run into each other when they are glued. */
const glued = pick(
  "a",
  "b",
  "A",
  "a/b",
  "a/",
  "/b",
  "/",
  '","',
  '"',
  "\\",
  "'",
  "%",
  "_",
  "a b",
  " a",
  "a ",
  "",
  "还",
  "0"
)

const names = Arbitrary.all({ mchid: glued, operation: glued, number: glued })

/** Runs the laws; `fresh` makes two doors to one memory that knows nothing: one door twice, or two processes. */
export const laws = (
  name: string,
  fresh: Effect.Effect<readonly [Store, Store], SqlError.SqlError, Scope.Scope>,
  runs: number
): void => {
  const one = Effect.map(fresh, ([store]) => store)

  describe(`what was sent, in ${name}`, () => {
    it.effect("V3-IDEM-01 a number is new once, then doubtful, and other content under it never gets in", () =>
      Effect.gen(function* () {
        const store = yield* one
        const standings = yield* Effect.forEach([charge, charge, other, charge], store.claim)
        assert.deepStrictEqual(standings, ["New", "Doubtful", "Other", "Doubtful"])
      })
    )

    it.effect(
      "V3-IDEM-01 what is settled stays settled: it is neither released nor forgotten, nor becomes another",
      () =>
        Effect.gen(function* () {
          const store = yield* one
          yield* store.claim(charge)
          for (const step of [store.settle, store.settle, store.release, store.forget]) yield* step(charge)
          for (const step of [store.settle, store.release, store.forget]) yield* step(other)
          assert.deepStrictEqual(yield* Effect.forEach([charge, other], store.claim), ["Settled", "Other"])
          assert.deepStrictEqual(yield* listed(store, charge.mchid), [])
        })
    )

    it.effect("V3-IDEM-01 what happened and is not remembered is remembered when it is settled", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* store.settle(charge)
        assert.deepStrictEqual(yield* Effect.forEach([charge, other], store.claim), ["Settled", "Other"])
      })
    )

    it.effect("V3-IDEM-02 what certainly did not happen is released, and its number may carry other content", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* store.claim(charge)
        yield* store.release(charge)
        assert.deepStrictEqual(yield* listed(store, charge.mchid), [])
        assert.strictEqual(yield* store.claim(other), "New")
      })
    )

    it.effect("V3-IDEM-02 what was claimed twice is not released: the call before may have happened", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* Effect.forEach([charge, charge], store.claim)
        yield* store.release(charge)
        yield* store.release(charge)
        assert.deepStrictEqual(yield* Effect.forEach([charge, other], store.claim), ["Doubtful", "Other"])
      })
    )

    it.effect("V3-IDEM-02 what is proven not to have happened is forgotten, however often it was claimed", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* Effect.forEach([charge, charge, charge], store.claim)
        yield* store.forget(charge)
        assert.deepStrictEqual(yield* listed(store, charge.mchid), [])
        assert.deepStrictEqual(yield* Effect.forEach([other, charge], store.claim), ["New", "Other"])
      })
    )

    it.effect("V3-IDEM-01 nobody releases, settles or forgets what stands under the number with other content", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* TestClock.setTime(7)
        yield* store.claim(charge)
        for (const step of [store.release, store.settle, store.forget]) yield* step(other)
        assert.deepStrictEqual(yield* listed(store, charge.mchid), [["charge", "T1", 7]])
        yield* store.release(charge)
        assert.deepStrictEqual(yield* listed(store, charge.mchid), [])
      })
    )

    it.effect("V3-IDEM-01 a claim of other content does not count: what was claimed once can still be released", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* Effect.forEach([charge, other, other], store.claim)
        yield* store.release(charge)
        assert.strictEqual(yield* store.claim(other), "New")
      })
    )

    it.effect("V3-IDEM-01 where a number stands for no content, each content is a request of its own", () =>
      Effect.gen(function* () {
        const store = yield* one
        const changed = { ...presign, digest: other.digest }
        assert.deepStrictEqual(yield* Effect.forEach([presign, changed, presign], store.claim), [
          "New",
          "New",
          "Doubtful"
        ])
        yield* store.settle(changed)
        assert.deepStrictEqual(yield* Effect.forEach([presign, changed], store.claim), ["Doubtful", "Settled"])
        yield* store.forget(presign)
        assert.deepStrictEqual(yield* Effect.forEach([presign, changed], store.claim), ["New", "Settled"])
      })
    )

    it.effect("V3-IDEM-01 a number that stands for a content and one that stands for none are two", () =>
      Effect.gen(function* () {
        const store = yield* one
        const loose = { ...charge, isFixed: false }
        assert.deepStrictEqual(yield* Effect.forEach([charge, loose], store.claim), ["New", "New"])
        yield* store.forget(loose)
        yield* store.settle(loose)
        assert.deepStrictEqual(yield* Effect.forEach([charge, loose], store.claim), ["Doubtful", "Settled"])
      })
    )

    it.effect(
      "V3-IDEM-02 what is not settled is listed since it was first sent, the oldest first, to its merchant",
      () =>
        Effect.gen(function* () {
          const store = yield* one
          const at = (millis: number, sent: Sent) => Effect.andThen(TestClock.setTime(millis), store.claim(sent))
          yield* at(50, { ...charge, number: "T5" })
          yield* at(40, { ...charge, number: "T4" })
          yield* at(45, { ...charge, operation: "book", number: "T4" })
          yield* at(60, { ...charge, number: "T4" })
          yield* at(61, { ...other, number: "T5" })
          yield* at(30, { ...charge, mchid: "1900000110" })
          yield* at(20, charge)
          yield* store.settle(charge)
          assert.deepStrictEqual(yield* listed(store, charge.mchid), [
            ["charge", "T4", 40],
            ["book", "T4", 45],
            ["charge", "T5", 50]
          ])
          assert.deepStrictEqual(yield* listed(store, "1900000110"), [["charge", "T1", 30]])
          assert.deepStrictEqual(yield* listed(store, "1"), [])
        })
    )

    it.effect.prop(
      "V3-IDEM-01 two merchants, two operations or two numbers never mix, whatever they are made of",
      [names, names],
      ([left, right]) =>
        Effect.gen(function* () {
          const store = yield* one
          const isSame =
            left.mchid === right.mchid && left.operation === right.operation && left.number === right.number
          yield* store.claim({ ...charge, ...left })
          assert.strictEqual(yield* store.claim({ ...charge, ...right }), isSame ? "Doubtful" : "New")
          yield* store.forget({ ...charge, ...right })
          assert.strictEqual(yield* store.claim({ ...other, ...left }), isSame ? "New" : "Other")
        }).pipe(Effect.scoped),
      { arbitrary: { runs } }
    )

    it.effect("V3-IDEM-01 of many claims at once one is new, and of two contents one gets in", () =>
      Effect.gen(function* () {
        const doors = yield* fresh
        const sents = Array.from({ length: 60 }, (_, index) => ({
          ...(index % 3 === 0 ? charge : other),
          number: index % 2 === 0 ? "T1" : "T2"
        }))
        const standings = yield* Effect.forEach(
          sents,
          (sent, index) => Effect.andThen(Effect.yieldNow, doors[index % 4 < 2 ? 0 : 1].claim(sent)),
          { concurrency: "unbounded" }
        )
        for (const number of ["T1", "T2"]) {
          const mine = standings.filter((_, index) => sents[index]?.number === number)
          const winner = sents.find((sent, index) => sent.number === number && standings[index] === "New")
          const alike = sents.filter((sent) => sent.number === number && sent.digest === winner?.digest).length
          assert.deepStrictEqual(
            [count(mine, "New"), count(mine, "Doubtful"), count(mine, "Other"), count(mine, "Settled")],
            [1, alike - 1, 30 - alike, 0]
          )
        }
      })
    )

    it.effect("V3-IDEM-01 of a release and a claim at once, in any order, nothing is lost", () =>
      Effect.gen(function* () {
        const [left, right] = yield* fresh
        for (let round = 0; round < 20; round++) {
          const sent = { ...charge, number: `T${round}` }
          yield* left.claim(sent)
          const [, standing] = yield* Effect.all([left.release(sent), right.claim(sent)], { concurrency: "unbounded" })
          assert.include(["New", "Doubtful"], standing)
          assert.strictEqual(yield* left.claim(sent), "Doubtful")
        }
      })
    )

    it.effect.prop(
      "V3-IDEM-01 V3-IDEM-02 any history goes as the model says",
      [histories],
      ([history]) => Effect.scoped(Effect.flatMap(fresh, (doors) => judge(doors, history))),
      { arbitrary: { runs } }
    )
  })
}
