/**
 * What happens to a contract at the same moment: in whatever order requests arrive, answers come back and stores are written, the
 * same things hold.
 *
 * Method: fast-check's scheduler holds back every step of every call until it is that step's turn, and draws the turns; time
 * passes only when it is drawn, or when nothing else is left to do. Then the ledger is read. `SEED=… RUNS=…` draws other orders, and
 * more. What is signed is not signed with RSA here.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as fc from "fast-check"
import { afterAll } from "vitest"
import type { Ask } from "./contractModel.ts"
import type { World } from "./contractWorld.ts"
import * as ContractWorld from "./contractWorld.ts"
import { numberOf } from "./environment.ts"
import { make, type Race } from "./racing.ts"

const seed = numberOf("SEED", 1)

/** How many orders of each race are tried. */
const runs = numberOf("RUNS", 30)

const runtime = ManagedRuntime.make(ContractWorld.layer)
afterAll(() => runtime.dispose())

let number = 0

/** Tries a race in many orders, each with a contract of its own. The orders of the first seed come to all that it may come to. */
const races = <A>(
  title: string,
  comesTo: ReadonlyArray<string>,
  drawn: fc.Arbitrary<A>,
  race: (race: Race, scheduler: fc.Scheduler, drawn: A) => Effect.Effect<string, never, World>
) => {
  it.live(
    title,
    () =>
      Effect.gen(function* () {
        const came = new Set<string>()
        const once = (drawn: A, scheduler: fc.Scheduler) =>
          Effect.gen(function* () {
            number += 1
            const made = yield* make(number)
            came.add(yield* race(made, scheduler, drawn))
            yield* made.close
          })
        yield* Effect.promise(() =>
          fc.assert(
            // the scheduler goes on with the chance that it was drawn with: what were drawn after it would come of the same
            fc.asyncProperty(drawn, fc.scheduler(), (drawn, scheduler) => runtime.runPromise(once(drawn, scheduler))),
            { seed, numRuns: runs }
          )
        )
        const expected = seed === 1 ? comesTo : comesTo.filter((one) => came.has(one))
        assert.deepStrictEqual(Array.from(came).toSorted(), expected.toSorted())
      }),
    60_000 + runs * 2_000
  )
}

const nothing = fc.constant(undefined)
const lost = fc.constantFrom("Nothing", "Nothing", "Request", "Answer")

/** Which process the second call is made by: one that shares its stores with the first, or one that shares nothing. */
const sharing = fc.constantFrom("another", "stranger")

const book = (amount = 10_000): Ask => ({ _tag: "Book", no: 1, amount, least: 1_000, due: 14 })
const charge = (no = 1, amount = 10_000) => ({ _tag: "Charge", no, amount, of: 1 }) as const

/** Whatever the order: at most what was booked is collected, by one charge, and each payment is told once. */
const holds = Effect.fnUntraced(function* ({ ledger }: Race) {
  const told = yield* ledger
  for (const { outRecordId, repaymentAmount } of told.bookings) {
    const alive = told.orders.filter((order) => order.outRecordId === outRecordId && order.orderState !== "Failed")
    const collected = alive.reduce((sum, { paySuccessAmount = 0 }) => sum + paySuccessAmount, 0)
    assert.isAtMost(alive.length, 1)
    assert.isAtMost(collected, repaymentAmount)
  }
  const paid = told.orders.filter(({ orderState }) => orderState === "Paid")
  assert.strictEqual(told.post.filter((event) => event.startsWith("Paid")).length, paid.length)
  return told
})

describe("two charges of one instalment", () => {
  races(
    "CR-DEDUCT-06 V3-IDEM-02 the same twice under one number is one charge, and nobody takes it for a failure",
    ["Taken Taken", "OutcomeUnknown Taken", "Taken OutcomeUnknown"],
    fc.tuple(sharing, lost),
    Effect.fnUntraced(function* (race, scheduler, [other, lost]) {
      const { ask, doubts, one, raced, world } = race
      yield* ask(one, book())
      world.decree({ lost })
      const ends = yield* raced(scheduler, ask(one, charge()), ask(race[other], charge()))
      const { orders } = yield* holds(race)
      assert.strictEqual(orders.length, 1)
      assert.deepStrictEqual(ends.toSorted(), [lost === "Nothing" ? "Taken" : "OutcomeUnknown", "Taken"])
      const isDoubtful = other === "stranger" && ends[0] === "OutcomeUnknown"
      assert.deepStrictEqual(yield* doubts, isDoubtful ? ["charge 1"] : [])
      return ends.join(" ")
    })
  )

  races(
    "CR-DEDUCT-06 V3-IDEM-01 of two contents under one number one is charged, and the other is refused by the store or by the platform",
    [
      "Taken NumberReused CR-DEDUCT-06",
      "NumberReused CR-DEDUCT-06 Taken",
      "Taken Rejected CR-DEDUCT-06",
      "Rejected CR-DEDUCT-06 Taken"
    ],
    sharing,
    Effect.fnUntraced(function* (race, scheduler, other) {
      const { ask, one, raced } = race
      yield* ask(one, book())
      const ends = yield* raced(scheduler, ask(one, charge(1)), ask(race[other], charge(1, 5_000)))
      const { orders } = yield* holds(race)
      const refused = other === "another" ? "NumberReused CR-DEDUCT-06" : "Rejected CR-DEDUCT-06"
      assert.deepStrictEqual(ends.toSorted(), [refused, "Taken"])
      const amounts = orders.map(({ deductAmount }) => Number(deductAmount))
      assert.deepStrictEqual(amounts, [ends[0] === "Taken" ? 10_000 : 5_000])
      return ends.join(" ")
    })
  )

  races(
    "CR-DEDUCT-08 under two numbers one is charged and the other is refused for it, and which of them is told, or in doubt",
    [
      "Taken Rejected CR-DEDUCT-08",
      "Rejected CR-DEDUCT-08 Taken",
      "OutcomeUnknown Rejected CR-DEDUCT-08",
      "Rejected CR-DEDUCT-08 OutcomeUnknown",
      "OutcomeUnknown Taken",
      "Taken OutcomeUnknown"
    ],
    fc.tuple(sharing, lost),
    Effect.fnUntraced(function* (race, scheduler, [other, lost]) {
      const { ask, doubts, one, raced, world } = race
      yield* ask(one, book())
      world.decree({ lost })
      const ends = yield* raced(scheduler, ask(one, charge(1)), ask(race[other], charge(2)))
      const { orders } = yield* holds(race)
      assert.strictEqual(orders.length, 1)
      for (const [index, end] of ends.entries()) {
        const isThere = orders.some(({ outTradeNo }) => outTradeNo.endsWith(`x${index + 1}`))
        assert.include([isThere ? "Taken" : "Rejected CR-DEDUCT-08", "OutcomeUnknown"], end)
      }
      assert.strictEqual(ends.includes("OutcomeUnknown"), lost !== "Nothing")
      const unknown = ends.flatMap((end, index) => (end === "OutcomeUnknown" ? [`charge ${index + 1}`] : []))
      const ours = other === "another" ? unknown : unknown.filter((one) => one === "charge 1")
      assert.deepStrictEqual(yield* doubts, ours)
      return ends.join(" ")
    })
  )
})

describe("a charge and what else may happen", () => {
  races(
    "CR-DEDUCT-10 CR-CONTRACT-01 with a termination, it is there if and only if it is told so, and the contract ends",
    ["Taken", "Rejected CR-DEDUCT-10"],
    nothing,
    Effect.fnUntraced(function* (race, scheduler) {
      const { another, ask, doubts, one, raced } = race
      yield* ask(one, book())
      const [end, charged = ""] = yield* raced(scheduler, ask(another, { _tag: "Terminate" }), ask(one, charge()))
      const { isEffective, orders } = yield* holds(race)
      assert.strictEqual(end, "Taken")
      assert.isFalse(isEffective)
      assert.strictEqual(charged, orders.length === 1 ? "Taken" : "Rejected CR-DEDUCT-10")
      assert.deepStrictEqual(yield* doubts, [])
      return charged
    })
  )

  races(
    "CR-DEDUCT-06 V3-IDEM-02 with its own settling, there is one charge, neither calls it a failure, and nothing stays in doubt",
    [
      "Taken Settled by Answer",
      "Taken Settled by Question",
      "OutcomeUnknown Settled by Answer",
      "OutcomeUnknown Settled by Question"
    ],
    fc.tuple(lost, fc.constantFrom("one", "another")),
    Effect.fnUntraced(function* (race, scheduler, [lost, other]) {
      const { ask, doubts, one, passing, raced, settle, world } = race
      yield* ask(one, book())
      world.decree({ lost })
      const [charged, settled] = yield* raced(scheduler, ask(one, charge()), settle(race[other], charge()), passing)
      const { orders } = yield* holds(race)
      assert.strictEqual(orders.length, 1)
      assert.deepStrictEqual(yield* doubts, [])
      return `${charged} ${settled}`
    })
  )
})

describe("two bookings", () => {
  races(
    "CR-SCHED-05 V3-IDEM-01 the same twice under one number is one booking, and of two contents one is refused",
    [
      "Taken Taken",
      "Taken NumberReused CR-SCHED-05",
      "NumberReused CR-SCHED-05 Taken",
      "Taken Rejected CR-SCHED-05",
      "Rejected CR-SCHED-05 Taken"
    ],
    fc.tuple(sharing, fc.constantFrom(10_000, 5_000)),
    Effect.fnUntraced(function* (race, scheduler, [other, amount]) {
      const { ask, one, raced } = race
      const ends = yield* raced(scheduler, ask(one, book()), ask(race[other], book(amount)))
      const { bookings } = yield* holds(race)
      const refused = other === "another" ? "NumberReused CR-SCHED-05" : "Rejected CR-SCHED-05"
      assert.deepStrictEqual(ends.toSorted(), [amount === 10_000 ? "Taken" : refused, "Taken"])
      const amounts = bookings.map(({ repaymentAmount }) => Number(repaymentAmount))
      assert.deepStrictEqual(amounts, [ends[0] === "Taken" ? 10_000 : amount])
      return ends.join(" ")
    })
  )
})

describe("two notifications", () => {
  /** Signed, and then ended by the borrower: an older event and a newer one. */
  const posted = Effect.fnUntraced(function* ({ code, world }: Race) {
    yield* world.sandbox.endContract(code, "ByUser")
    yield* ContractWorld.settled
    const [older, newer] = yield* world.letters
    if (older === undefined || newer === undefined) return assert.fail("two were not posted")
    return { older, newer }
  })

  races(
    "V3-HOOK-05 V3-HOOK-08 the same at once, to one process or two, takes effect once, and nobody is told so before it has",
    ["204 1", "204 1, 500 0", "204 1, 500 1", "500 0"],
    fc.tuple(fc.constantFrom("one", "another"), fc.nat(1)),
    Effect.fnUntraced(function* (race, scheduler, [other, failures]) {
      const { deliver, failNext, handled, one, passing, raced } = race
      const { older } = yield* posted(race)
      failNext(failures)
      const ends = yield* raced(scheduler, deliver(one, older), deliver(race[other], older), passing)
      assert.notInclude(ends, "204 0")
      failNext(0)
      // it comes again for as long as nobody has answered 204
      assert.strictEqual(yield* deliver(one, older), "204 1")
      assert.deepStrictEqual(handled, ["Signed"])
      return Array.from(new Set(ends.slice(0, 2)))
        .toSorted()
        .join(", ")
    })
  )

  races(
    "V3-HOOK-05 CR-HOOK-12 an older and a newer at once both take effect, once each, in either order",
    ["Signed Terminated", "Terminated Signed"],
    nothing,
    Effect.fnUntraced(function* (race, scheduler) {
      const { another, deliver, handled, one, raced } = race
      const { newer, older } = yield* posted(race)
      const ends = yield* raced(scheduler, deliver(one, newer), deliver(another, older), deliver(one, older))
      assert.deepStrictEqual(handled.toSorted(), ["Signed", "Terminated"])
      assert.isTrue(ends.every((end) => end.startsWith("204")))
      return handled.join(" ")
    })
  )
})
