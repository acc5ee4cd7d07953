/**
 * PS-PAY-04 to PS-PAY-07, PS-QUERY-03: what becomes of an attempt to charge.
 *
 * Method: `PayScore` answers by a script, second by second, and the time is TestClock's: what is counted is what was
 * asked, when, and what came of it.
 */
import { assert, describe, it } from "@effect/vitest"
import { PaymentAttempt, type ServiceOrder } from "@wxrepay/domain"
import {
  AttemptStore,
  collect,
  type Collectable,
  type Collected,
  type LookupError,
  Rejection,
  type ServiceCallError,
  Unanswered,
  Unreadable
} from "@wxrepay/domain/client"
import { ServiceOrders } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { inDoubt } from "../support/doubt.ts"
import { orderAt, own, type Script, scripted } from "../support/payscorePlatform.ts"

const memory = Layer.fresh(AttemptStore.layerMemory)

const awaiting = orderAt("AwaitingPayment", { totalAmount: 39_900 })
const paid = ServiceOrders.orderOf({ state: "Done", collection: { state: "UserPaid", paidAmount: 39_900 } })

const { Declined, InProgress, Taken } = PaymentAttempt

const rejection = (category: Rejection["category"], status = 400) =>
  new Rejection({ status, message: "no", authenticity: "Verified", category })
const busy = rejection("BackOff", 503)
const absent = rejection("AskFirst", 404)
const forbidden = rejection("GiveUp", 403)
const wrong = rejection("FixRequest")
const silent = new Unanswered({ problem: "Deadline", phase: "Sent", category: "BackOff" })
const lost = new Unanswered({ problem: "Deadline", phase: "Sent", category: "AskFirst" })

/** What is told of an attempt that is not known. */
const endOf = (error: ServiceCallError) =>
  error._tag === "OutcomeUnknown" ? `${error._tag} after ${error.attempts[0]._tag}` : error._tag

/** Answers the first question that payment is awaited, and the rest as it is told. */
const then = (
  answer: (second: number) => Effect.Effect<ServiceOrder.ServiceOrder, LookupError>,
  pay: Script["pay"] = Effect.succeed(Taken.make({}))
): Script => ({ pay, find: (second, turn) => (turn === 0 ? Effect.succeed(awaiting) : answer(second)) })

/** Collects once in virtual time, however long it takes, and answers what came of it and at which second. */
const outcome = Effect.fnUntraced(function* (script: Script, changes: Partial<Collectable> = {}) {
  const { called, layer } = scripted(script)
  yield* TestClock.setTime(0)
  const ended = yield* collect({ ...own, ...changes }).pipe(
    Effect.exit,
    Effect.flatMap((exit) => Effect.map(DateTime.now, (now) => ({ exit, second: DateTime.toEpochMillis(now) / 1000 }))),
    Effect.provide([layer, memory]),
    Effect.forkChild
  )
  yield* TestClock.adjust("1 day")
  const { exit, second } = yield* Fiber.join(ended)
  return { collected: yield* exit, second, called }
})

const next = { nextAttemptAt: DateTime.makeUnsafe(300_000) }

/** What is told of an attempt that was taken without a word. */
const taken = { attempt: "Taken", answer: Taken.make({}), ...next }

describe("PS-PAY-04 asking", () => {
  it.effect("PS-PAY-04 PS-PAY-07 it asks after five seconds, then less and less often, at least every thirty", () =>
    Effect.gen(function* () {
      const { called, collected, second } = yield* outcome(
        then((second) => Effect.succeed(second < 400 ? awaiting : paid)),
        { within: "10 minutes" }
      )
      assert.deepStrictEqual({ ...Object(collected) }, { _tag: "Paid", paid: 39_900, order: paid })
      const askedAt = called.filter((call) => call.startsWith("find")).map((call) => Number(call.slice(5)))
      const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0))
      assert.deepStrictEqual(pauses.slice(0, 6), [5, 7.5, 11.25, 16.875, 25.3125, 30])
      assert.isTrue(pauses.slice(5).every((pause) => pause === 30))
      assert.strictEqual(second, askedAt.at(-1))
      assert.deepStrictEqual(called.slice(0, 2), ["find 0", "pay 0"])
      assert.lengthOf(called, askedAt.length + 1)
    })
  )

  it.effect("PS-PAY-04 PS-STATE-06 what is still owed after two minutes is owed, as far as it was not paid", () =>
    Effect.gen(function* () {
      const partly = ServiceOrders.orderOf({
        state: "Doing",
        stateDescription: "MchComplete",
        totalAmount: 39_900,
        collection: { state: "UserPaying", paidAmount: 10_000 }
      })
      const { called, collected, second } = yield* outcome(then(() => Effect.succeed(partly)))
      assert.deepStrictEqual(
        { ...Object(collected) },
        { _tag: "Owed", paid: 10_000, missing: 29_900, order: partly, ...taken }
      )
      assert.isAtLeast(second, 120)
      assert.isAtMost(second, 150)
      assert.strictEqual(called.at(-1), `find ${second}`)
    })
  )

  it.effect("PS-COL-01 what is missing is what the platform says is being paid, whatever the rest comes to", () =>
    Effect.gen(function* () {
      const told = ServiceOrders.orderOf({
        state: "Doing",
        stateDescription: "MchComplete",
        collection: { state: "UserPaying", totalAmount: 50_000, payingAmount: 39_000, paidAmount: 10_000 }
      })
      const { collected } = yield* outcome(then(() => Effect.succeed(told)))
      if (collected._tag !== "Owed") return assert.fail(collected._tag)
      assert.deepStrictEqual([Number(collected.paid), Number(collected.missing)], [10_000, 39_000])
    })
  )

  const bounds: ReadonlyArray<readonly [changes: Partial<Collectable>, least: number, most: number]> = [
    [{ within: "1 second" }, 1, 31],
    [{ within: 0 }, 0, 30],
    [{ within: "1 hour" }, 3600, 3630],
    [{ pause: "1 hour" }, 120, 150],
    [{ pause: "1 minute", within: "30 seconds" }, 30, 60]
  ]
  for (const [changes, least, most] of bounds) {
    it.effect(`PS-PAY-07 ${JSON.stringify(changes)} is over after ${least} seconds, or the pause after`, () =>
      Effect.gen(function* () {
        const { collected, second } = yield* outcome(
          then(() => Effect.succeed(awaiting)),
          changes
        )
        assert.strictEqual(collected._tag, "Owed")
        assert.isAtLeast(second, least)
        assert.isAtMost(second, most)
      })
    )
  }

  it.effect("PS-PAY-07 a question in the last moment is the last", () =>
    Effect.gen(function* () {
      const { called } = yield* outcome(
        then(() => Effect.succeed(awaiting)),
        { within: "12500 millis" }
      )
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 5", "find 12.5"])
    })
  )

  it.effect("PS-PAY-07 a pause of nothing is a pause of a second", () =>
    Effect.gen(function* () {
      const { called } = yield* outcome(
        then(() => Effect.succeed(awaiting)),
        { pause: 0 }
      )
      assert.deepStrictEqual(called.slice(0, 5), ["find 0", "pay 0", "find 1", "find 2.5", "find 4.75"])
    })
  )

  const attempts: ReadonlyArray<
    readonly [string, NonNullable<Extract<Collected, { _tag: "Owed" }>["answer"]>, firstAsked: number]
  > = [
    ["Taken", Taken.make({ orderId: "1" }), 5],
    ["InProgress", InProgress.make({ tradeState: "UserPaying" }), 5],
    ["Declined", Declined.make({ message: "扣款失败" }), 0],
    ["Unknown", inDoubt(lost), 5],
    ["Unknown", rejection("AskFirst"), 5],
    ["Unknown", inDoubt(rejection("AskFirst", 500)), 5],
    ["Unknown", inDoubt(new Unreadable({ status: 200, problem: "no JSON", category: "AskFirst" })), 5]
  ]
  for (const [attempt, answer, firstAsked] of attempts) {
    const pay = "category" in answer ? Effect.fail(answer) : Effect.succeed(answer)
    const title = "category" in answer ? `${attempt} for ${endOf(answer)}` : attempt
    it.effect(
      `PS-PAY-04 PS-PAY-06 after ${title} it asks, and says of what is owed that the attempt was so, and why`,
      () =>
        Effect.gen(function* () {
          const { called, collected } = yield* outcome(then(() => Effect.succeed(awaiting), pay))
          if (collected._tag !== "Owed") return assert.fail(collected._tag)
          assert.deepStrictEqual([collected.attempt, collected.nextAttemptAt], [attempt, next.nextAttemptAt])
          assert.strictEqual(collected.answer, answer)
          assert.strictEqual(called[2], `find ${firstAsked}`)
        })
    )

    it.effect(`PS-QUERY-03 when nobody can say what became of ${title} it is undecided, and never failed`, () =>
      Effect.gen(function* () {
        for (const problem of [silent, busy, absent]) {
          const { called, collected, second } = yield* outcome(then(() => Effect.fail(problem), pay))
          assert.deepStrictEqual({ ...Object(collected) }, { _tag: "Undecided", problem, attempt, answer, ...next })
          if (attempt !== "Declined") assert.isAtLeast(second, 120)
          assert.lengthOf(called, attempt === "Declined" ? 3 : 9)
        }
      })
    )
  }

  it.effect("PS-PAY-05 after a refusal it asks once, and who has paid meanwhile has paid", () =>
    Effect.gen(function* () {
      const pay = Effect.succeed(Declined.make({ message: "扣款失败" }))
      const { called, collected } = yield* outcome(then(() => Effect.succeed(paid), pay))
      assert.strictEqual(collected._tag, "Paid")
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0"])
    })
  )

  for (const problem of [forbidden, wrong]) {
    it.effect(
      `PS-QUERY-03 a question that ${problem.category} answers is not asked twice, and leaves it undecided`,
      () =>
        Effect.gen(function* () {
          const { called, collected } = yield* outcome(then(() => Effect.fail(problem)))
          assert.deepStrictEqual({ ...Object(collected) }, { _tag: "Undecided", problem, ...taken })
          assert.deepStrictEqual(called, ["find 0", "pay 0", "find 5"])
        })
    )
  }

  it.effect("PS-QUERY-03 a question without an answer does not keep the next from being asked", () =>
    Effect.gen(function* () {
      const { collected } = yield* outcome(then((second) => (second < 30 ? Effect.fail(silent) : Effect.succeed(paid))))
      assert.strictEqual(collected._tag, "Paid")
    })
  )

  it.effect(
    "PS-STATE-04 what is unclear after a question without an answer has its order, and no problem any more",
    () =>
      Effect.gen(function* () {
        const { collected } = yield* outcome(
          then((second) => (second < 100 ? Effect.fail(silent) : Effect.succeed(orderAt("Unclear"))))
        )
        assert.deepStrictEqual({ ...Object(collected) }, { _tag: "Undecided", order: orderAt("Unclear"), ...taken })
      })
  )

  it.effect("PS-STATE-04 what is unclear is asked about until the end, and then undecided without a problem", () =>
    Effect.gen(function* () {
      const { collected, second } = yield* outcome(then(() => Effect.succeed(orderAt("Unclear"))))
      assert.deepStrictEqual({ ...Object(collected) }, { _tag: "Undecided", order: orderAt("Unclear"), ...taken })
      assert.isAtLeast(second, 120)
    })
  )

  for (const [order, verdict] of [
    [orderAt("Revoked"), { _tag: "NotDue", stage: "Revoked" }],
    [orderAt("Finished"), { _tag: "NothingDue" }],
    [paid, { _tag: "Paid", paid: 39_900 }]
  ] as const) {
    it.effect(`PS-PAY-09 an order that turns out ${order.state} ${verdict._tag} meanwhile is told so at once`, () =>
      Effect.gen(function* () {
        const { called, collected } = yield* outcome(then(() => Effect.succeed(order)))
        assert.deepStrictEqual({ ...Object(collected) }, { ...verdict, order })
        assert.lengthOf(called, 3)
      })
    )
  }
})
