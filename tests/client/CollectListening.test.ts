/**
 * PS-HOOK-03, PS-HOOK-05, PS-HOOK-08: what is listened to while an order is collected harms nothing, and is let go.
 *
 * Method: `PayScore` answers by a script, streams break in every way there is and count who listens, and everything that
 * is logged is written down. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Notification, PaymentAttempt, type ServiceOrder, Timestamp } from "@wxrepay/domain"
import {
  AttemptStore,
  collect,
  type Collectable,
  Rejection,
  SigningError,
  StoreError,
  Unanswered
} from "@wxrepay/domain/client"
import { Hostile, ServiceOrders } from "@wxrepay/domain/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { inDoubt } from "../support/doubt.ts"
import { overheard } from "../support/overheard.ts"
import { orderAt, own, type Script, scripted } from "../support/payscorePlatform.ts"

const mchid = "1230000109"

const awaiting = orderAt("AwaitingPayment", { totalAmount: 39_900, mchid })

const paidOf = (facts: object = {}) =>
  ServiceOrders.orderOf({ state: "Done", mchid, collection: { state: "UserPaid", paidAmount: 39_900 }, ...facts })

const told = (order: ServiceOrder.ServiceOrder): Notification.Notification => ({
  _tag: "ServiceOrderPaid",
  id: "EV-1",
  createTime: Timestamp.make("2025-12-02T13:29:35+08:00"),
  summary: "用户已支付",
  order
})

type Notifications = NonNullable<Collectable["notifications"]>

const memory = Layer.fresh(AttemptStore.layerMemory)

const warned = "The notifications broke off"

/** Collects in virtual time an order that is paid after 20 seconds, and answers what came of it and what was told. */
const asking = Effect.fnUntraced(function* (notifications: Notifications, script: Partial<Script> = {}) {
  const find: Script["find"] = (second) => Effect.succeed(second < 20 ? awaiting : paidOf())
  const { called, layer } = scripted({ find, ...script })
  yield* TestClock.setTime(0)
  const collecting = yield* overheard(collect({ ...own, notifications })).pipe(
    Effect.provide([layer, memory]),
    Effect.forkChild
  )
  yield* TestClock.adjust("1 hour")
  return { called, ...(yield* Fiber.join(collecting)) }
})

describe("PS-HOOK-03 notifications that break off", () => {
  const broken: ReadonlyArray<readonly [title: string, notifications: Notifications]> = [
    ["that die", Stream.die("a bug")],
    ["that are interrupted", Stream.fromEffect(Effect.interrupt)],
    ["that fail, whatever their type says", Hostile.unseen(Stream.fail("lost"))],
    ["that die after a while", Stream.concat(Stream.make(told(awaiting)), Stream.fromEffect(Effect.die("a bug")))],
    ["whose source dies", Stream.unwrap(Effect.die("a bug"))],
    ["that hold null", Stream.make(Hostile.unseen(null))],
    ["that hold undefined", Stream.make(Hostile.unseen(undefined))],
    ["that hold a payment without its order", Stream.make(Hostile.unseen({ ...told(awaiting), order: undefined }))],
    ["that hold a payment that throws", Stream.make(Hostile.unseen(Hostile.withTrap(told(awaiting), "order")))]
  ]
  for (const [title, notifications] of broken) {
    it.effect(`PS-HOOK-03 ${title} are made up for by asking, and that is logged`, () =>
      Effect.gen(function* () {
        const { called, exit, text } = yield* asking(notifications)
        assert.deepStrictEqual<unknown>(exit, Exit.succeed({ _tag: "Paid" as const, paid: 39_900, order: paidOf() }))
        assert.deepStrictEqual(called.slice(0, 3), ["find 0", "pay 0", "find 5"])
        assert.include(text, warned)
        assert.include(text, "WARN")
      })
    )
  }

  const quiet: ReadonlyArray<readonly [title: string, notifications: Notifications]> = [
    ["that end", Stream.empty],
    ["that never come", Stream.never],
    [
      "that are of another kind, and end",
      Stream.make(Hostile.unseen({ _tag: "Nothing" }), Hostile.unseen(7), Hostile.unseen({}))
    ],
    ["that are of this order before it was paid", Stream.make(told(awaiting), told(orderAt("Unclear", { mchid })))]
  ]
  for (const [title, notifications] of quiet) {
    it.effect(`PS-HOOK-03 PS-HOOK-09 ${title} are made up for by asking, and nobody is warned`, () =>
      Effect.gen(function* () {
        const { exit, text } = yield* asking(notifications)
        assert.isTrue(Exit.isSuccess(exit))
        assert.notInclude(text, warned)
        assert.notInclude(text, "WARN")
      })
    )
  }

  it.effect("PS-HOOK-03 a stream that breaks hides no failure of the collection", () =>
    Effect.gen(function* () {
      const error = new Rejection({ status: 400, message: "no", authenticity: "Verified", category: "FixRequest" })
      const { exit } = yield* asking(Stream.die("a bug"), { pay: Effect.fail(error) })
      assert.strictEqual(yield* Effect.flip(exit), error)
    })
  )
})

describe("PS-HOOK-05 whose payment is heard", () => {
  const others: ReadonlyArray<readonly [title: string, facts: object]> = [
    ["another number", { outOrderNo: "B1" }],
    ["another appid", { appid: "wx1" }],
    ["another service", { serviceId: "500002" }],
    ["another merchant", { mchid: "1230000110" }]
  ]
  for (const [title, facts] of others) {
    it.effect(
      `PS-HOOK-05 PS-ID-01 a payment of ${title} is not taken for this one, and what comes after is heard`,
      () =>
        Effect.gen(function* () {
          const still = { find: () => Effect.succeed(awaiting) }
          const alone = yield* asking(Stream.make(told(paidOf(facts))), still)
          assert.strictEqual(Exit.isSuccess(alone.exit) ? alone.exit.value._tag : "", "Owed")
          const both = yield* asking(Stream.make(told(paidOf(facts)), told(paidOf())), still)
          assert.deepStrictEqual<unknown>(
            both.exit,
            Exit.succeed({ _tag: "Paid" as const, paid: 39_900, order: paidOf() })
          )
          assert.deepStrictEqual(both.called, ["find 0", "pay 0"])
        })
    )
  }

  for (const [title, found, heard] of [
    ["neither tells", awaiting.mchid, undefined],
    ["only the order tells", undefined, mchid],
    ["only the payment tells", undefined, undefined]
  ] as const) {
    it.effect(`PS-HOOK-05 PS-ID-01 a payment is heard where ${title} whose it is`, () =>
      Effect.gen(function* () {
        const order = orderAt("AwaitingPayment", { totalAmount: 39_900, mchid: found })
        const { called, exit } = yield* asking(Stream.make(told(paidOf({ mchid: heard }))), {
          find: () => Effect.succeed(order)
        })
        assert.strictEqual(Exit.isSuccess(exit) ? exit.value._tag : "", "Paid")
        assert.deepStrictEqual(called, ["find 0", "pay 0"])
      })
    )
  }
})

describe("PS-HOOK-08 from when to when it listens", () => {
  it.effect("PS-HOOK-08 what is told while the charge is being answered is heard", () =>
    Effect.gen(function* () {
      const hub = yield* PubSub.unbounded<Notification.Notification>()
      const { called, exit } = yield* asking(Stream.fromPubSub(hub), {
        find: () => Effect.succeed(awaiting),
        pay: Effect.as(PubSub.publish(hub, told(paidOf())), PaymentAttempt.Taken.make({}))
      })
      assert.strictEqual(Exit.isSuccess(exit) ? exit.value._tag : "", "Paid")
      assert.deepStrictEqual(called, ["find 0", "pay 0"])
    })
  )

  it.effect("PS-HOOK-08 what was told before the charge was refused does not hide the refusal", () =>
    Effect.gen(function* () {
      const error = new Rejection({ status: 400, message: "no", authenticity: "Verified", category: "FixRequest" })
      const { exit } = yield* asking(Stream.make(told(paidOf())), { pay: Effect.fail(error) })
      assert.strictEqual(yield* Effect.flip(exit), error)
    })
  )

  /** A stream without end that counts who listens, and says how many ever did. */
  const counted = () => {
    const count = { now: 0, ever: 0 }
    const notifications = Stream.unwrap(
      Effect.as(
        Effect.acquireRelease(
          Effect.sync(() => {
            count.now++
            count.ever++
          }),
          () => Effect.sync(() => void count.now--)
        ),
        Stream.never
      )
    )
    return { count, notifications }
  }

  const lost = inDoubt(new Unanswered({ problem: "Deadline", phase: "Sent", category: "AskFirst" }))
  const ways: ReadonlyArray<readonly [title: string, script: Partial<Script>, hears?: boolean]> = [
    ["is heard of", {}, true],
    ["is asked about until it is paid", { find: (_, turn) => Effect.succeed(turn % 2 === 0 ? awaiting : paidOf()) }],
    ["is declined", { pay: Effect.succeed(PaymentAttempt.Declined.make({ message: "no" })) }],
    ["is never paid", {}],
    ["has no answer", { pay: Effect.fail(lost) }],
    ["is refused", { pay: Effect.fail(new SigningError({ problem: "KeyFailed" })) }],
    ["meets a bug", { pay: Effect.die("a bug") }]
  ]
  for (const [title, script, hears = false] of ways) {
    it.effect(`PS-HOOK-08 of five collections whose order ${title} none goes on listening`, () =>
      Effect.gen(function* () {
        const { count, notifications } = counted()
        const { called, layer } = scripted({ find: () => Effect.succeed(awaiting), ...script })
        const heard = hears ? Stream.merge(notifications, Stream.make(told(paidOf()))) : notifications
        // one fiber makes all five and lives on, so that nothing they leave behind is swept away with it
        const all = yield* Effect.forEach(["1", "2", "3", "4", "5"], (serviceId) =>
          Effect.map(Effect.exit(collect({ ...own, serviceId, notifications: heard })), () => count.now)
        ).pipe(Effect.provide([layer, memory]), Effect.forkChild)
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(yield* Fiber.join(all), [0, 0, 0, 0, 0])
        assert.strictEqual(count.ever, 5)
        assert.lengthOf(
          called.filter((call) => call.startsWith("pay")),
          5
        )
      })
    )
  }

  it.effect("PS-HOOK-08 who is interrupted while charging or asking leaves no subscription", () =>
    Effect.gen(function* () {
      for (const pay of [Effect.never, Effect.fail(lost)]) {
        const { count, notifications } = counted()
        const { layer } = scripted({ find: () => Effect.succeed(awaiting), pay })
        const collecting = yield* Effect.forkChild(
          collect({ ...own, notifications }).pipe(Effect.provide([layer, memory]))
        )
        yield* TestClock.adjust("1 second")
        assert.strictEqual(count.now, 1)
        yield* Fiber.interrupt(collecting)
        assert.strictEqual(count.now, 0)
      }
    })
  )

  it.effect("PS-HOOK-08 it listens before it charges, and not where it does not charge", () =>
    Effect.gen(function* () {
      const { count, notifications } = counted()
      const began = yield* Deferred.make<number>()
      const pay = Effect.andThen(
        Effect.suspend(() => Deferred.succeed(began, count.now)),
        Effect.fail(lost)
      )
      yield* asking(notifications, { pay })
      assert.strictEqual(yield* Deferred.await(began), 1)
      const idle = counted()
      const script = scripted({ find: () => Effect.succeed(paidOf()) })
      yield* Effect.provide(collect({ ...own, notifications: idle.notifications }), [script.layer, memory])
      const broken = Layer.succeed(AttemptStore, {
        claim: () => Effect.fail(new StoreError({ operation: "Claim" })),
        release: () => Effect.void
      })
      const still = scripted({ find: () => Effect.succeed(awaiting) })
      yield* Effect.flip(Effect.provide(collect({ ...own, notifications: idle.notifications }), [still.layer, broken]))
      assert.deepStrictEqual(idle.count, { now: 0, ever: 0 })
    })
  )
})
