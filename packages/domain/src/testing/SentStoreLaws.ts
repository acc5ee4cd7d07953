/**
 * What every memory of what was sent promises: no number is used for two contents, and nothing that was sent is lost sight
 * of. Examples of each standing, numbers that run into each other, many claims at once, whole histories that a model judges.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { StoreError } from "../client/NotificationStore.ts"
import type { Sent, Standing } from "../client/SentStore.ts"
import { oneOf, pick } from "./Choice.ts"
import { holds, type Law, make, type Options, property, same } from "./Law.ts"
import { digestOf, histories, judge, listed, type Store } from "./SentStoreModel.ts"

export { digestOf, listed, type Store } from "./SentStoreModel.ts"

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

type Names = Pick<Sent, "mchid" | "operation" | "number">

const names: Arbitrary.Arbitrary<Names> = Arbitrary.all({ mchid: glued, operation: glued, number: glued })

/** Two requests: any two, two that become one when they are glued, or two that differ in what a careless comparison overlooks. */
const two: Arbitrary.Arbitrary<readonly [Names, Names]> = oneOf<readonly [Names, Names]>(
  Arbitrary.all([names, names]),
  Arbitrary.map(names, (one) => [one, one]),
  Arbitrary.map(
    Arbitrary.all({
      glue: pick("/", "", '","', ",", ":", "|", "-"),
      words: Arbitrary.all([glued, glued, glued, glued])
    }),
    ({ glue, words: [first, second, third, fourth] }) => [
      { mchid: first, operation: `${second}${glue}${third}`, number: fourth },
      { mchid: `${first}${glue}${second}`, operation: third, number: fourth }
    ]
  ),
  Arbitrary.map(Arbitrary.all([names, pick("upper", "space", "nothing")]), ([one, how]) => [
    one,
    { ...one, number: how === "upper" ? one.number.toUpperCase() : `${one.number}${how === "space" ? " " : ""}` }
  ])
)

/** What the laws are run on: two doors to one memory that knows nothing, one door twice or two processes. */
export interface Settings<E, R> extends Options {
  readonly fresh: Effect.Effect<readonly [Store, Store], E, R>
}

/** Every law. Rules: V3-IDEM-01, V3-IDEM-02. */
export const laws = <E, R>({
  fresh,
  ...options
}: Settings<E, R>): ReadonlyArray<Law<E | StoreError, Exclude<R, Scope.Scope>>> => {
  const one = Effect.map(fresh, ([store]) => store)
  const claims = (store: Store, ...all: ReadonlyArray<Sent>) => Effect.forEach(all, store.claim)

  return [
    make(
      "V3-IDEM-01 a number is new once, then doubtful, and other content under it never gets in",
      Effect.gen(function* () {
        const standings = yield* claims(yield* one, charge, charge, other, charge)
        yield* same(standings, ["New", "Doubtful", "Other", "Doubtful"])
      })
    ),
    make(
      "V3-IDEM-01 what is settled stays settled: it is neither released nor forgotten, nor becomes another",
      Effect.gen(function* () {
        const store = yield* one
        yield* store.claim(charge)
        for (const step of [store.settle, store.settle, store.release, store.forget]) yield* step(charge)
        for (const step of [store.settle, store.release, store.forget]) yield* step(other)
        yield* same(yield* claims(store, charge, other), ["Settled", "Other"])
        yield* same(yield* listed(store, charge.mchid), [])
      })
    ),
    make(
      "V3-IDEM-01 what happened and is not remembered is remembered when it is settled",
      Effect.gen(function* () {
        const store = yield* one
        yield* store.settle(charge)
        yield* same(yield* claims(store, charge, other), ["Settled", "Other"])
      })
    ),
    make(
      "V3-IDEM-02 what certainly did not happen is released, and its number may carry other content",
      Effect.gen(function* () {
        const store = yield* one
        yield* store.claim(charge)
        yield* store.release(charge)
        yield* same(yield* listed(store, charge.mchid), [])
        yield* same(yield* store.claim(other), "New")
      })
    ),
    make(
      "V3-IDEM-02 what was claimed twice is not released: the call before may have happened",
      Effect.gen(function* () {
        const store = yield* one
        yield* claims(store, charge, charge)
        yield* store.release(charge)
        yield* store.release(charge)
        yield* same(yield* claims(store, charge, other), ["Doubtful", "Other"])
      })
    ),
    make(
      "V3-IDEM-02 what is proven not to have happened is forgotten, however often it was claimed",
      Effect.gen(function* () {
        const store = yield* one
        yield* claims(store, charge, charge, charge)
        yield* store.forget(charge)
        yield* same(yield* listed(store, charge.mchid), [])
        yield* same(yield* claims(store, other, charge), ["New", "Other"])
      })
    ),
    make(
      "V3-IDEM-01 nobody releases, settles or forgets what stands under the number with other content",
      Effect.gen(function* () {
        const store = yield* one
        yield* TestClock.setTime(7)
        yield* store.claim(charge)
        for (const step of [store.release, store.settle, store.forget]) yield* step(other)
        yield* same(yield* listed(store, charge.mchid), [["charge", "T1", 7]])
        yield* store.release(charge)
        yield* same(yield* listed(store, charge.mchid), [])
      })
    ),
    make(
      "V3-IDEM-01 a claim of other content does not count: what was claimed once can still be released",
      Effect.gen(function* () {
        const store = yield* one
        yield* claims(store, charge, other, other)
        yield* store.release(charge)
        yield* same(yield* store.claim(other), "New")
      })
    ),
    make(
      "V3-IDEM-01 where a number stands for no content, each content is a request of its own",
      Effect.gen(function* () {
        const store = yield* one
        const changed = { ...presign, digest: other.digest }
        yield* same(yield* claims(store, presign, changed, presign), ["New", "New", "Doubtful"])
        yield* store.settle(changed)
        yield* same(yield* claims(store, presign, changed), ["Doubtful", "Settled"])
        yield* store.forget(presign)
        yield* same(yield* claims(store, presign, changed), ["New", "Settled"])
      })
    ),
    make(
      "V3-IDEM-01 a number that stands for a content and one that stands for none are two",
      Effect.gen(function* () {
        const store = yield* one
        const loose = { ...charge, isFixed: false }
        yield* same(yield* claims(store, charge, loose), ["New", "New"])
        yield* store.forget(loose)
        yield* store.settle(loose)
        yield* same(yield* claims(store, charge, loose), ["Doubtful", "Settled"])
      })
    ),
    make(
      "V3-IDEM-02 what is not settled is listed since it was first sent, the oldest first, to its merchant",
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
        yield* same(yield* listed(store, charge.mchid), [
          ["charge", "T4", 40],
          ["book", "T4", 45],
          ["charge", "T5", 50]
        ])
        yield* same(yield* listed(store, "1900000110"), [["charge", "T1", 30]])
        yield* same(yield* listed(store, "1"), [])
      })
    ),
    property(
      "V3-IDEM-01 two merchants, two operations or two numbers never mix, whatever they are made of",
      two,
      Effect.fnUntraced(function* ([left, right]) {
        const store = yield* one
        const isSame = left.mchid === right.mchid && left.operation === right.operation && left.number === right.number
        yield* store.claim({ ...charge, ...left })
        yield* same(yield* store.claim({ ...charge, ...right }), isSame ? "Doubtful" : "New")
        yield* store.forget({ ...charge, ...right })
        yield* same(yield* store.claim({ ...other, ...left }), isSame ? "New" : "Other")
      }),
      options
    ),
    make(
      "V3-IDEM-01 of many claims at once one is new, and of two contents one gets in",
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
          yield* same(
            [count(mine, "New"), count(mine, "Doubtful"), count(mine, "Other"), count(mine, "Settled")],
            [1, alike - 1, 30 - alike, 0]
          )
        }
      })
    ),
    make(
      "V3-IDEM-01 of a release and a claim at once, in any order, nothing is lost",
      Effect.gen(function* () {
        const [left, right] = yield* fresh
        for (let round = 0; round < 20; round++) {
          const sent = { ...charge, number: `T${round}` }
          yield* left.claim(sent)
          const [, standing] = yield* Effect.all([left.release(sent), right.claim(sent)], { concurrency: "unbounded" })
          yield* holds(standing === "New" || standing === "Doubtful", "New or Doubtful", standing)
          yield* same(yield* left.claim(sent), "Doubtful")
        }
      })
    ),
    property(
      "V3-IDEM-01 V3-IDEM-02 any history goes as the model says",
      histories,
      (history) => Effect.flatMap(fresh, (doors) => judge(doors, history)),
      options
    )
  ]
}
