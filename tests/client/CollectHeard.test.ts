/**
 * PS-HOOK-03, PS-HOOK-08, PS-QUERY-03: a collection ends by what is heard or by what is asked, whichever comes first.
 *
 * Method: `PayScore` answers by a script, and the time is TestClock's; a property draws whole scripts. The last tests go
 * the whole way, in real time: the client, and a platform on a port of this machine that signs its answers.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids, type Notification, PaymentAttempt, type ServiceOrder, Timestamp } from "@wxrepay/domain"
import {
  AttemptStore,
  collect,
  type LookupError,
  Rejection,
  type ServiceCallError,
  Unanswered
} from "@wxrepay/domain/client"
import { Choice, ServiceOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import {
  type Answer,
  no,
  numbers,
  orderAt,
  own,
  scripted,
  serve,
  told,
  unproven,
  yes
} from "../support/payscorePlatform.ts"
import { inDoubt } from "../support/doubt.ts"

const { int, oneOf, pick } = Choice

const memory = Layer.fresh(AttemptStore.layerMemory)

const awaiting = orderAt("AwaitingPayment", { totalAmount: 39_900 })
const paid = ServiceOrders.orderOf({ state: "Done", collection: { state: "UserPaid", paidAmount: 39_900 } })

const notification = (
  order: ServiceOrder.ServiceOrder,
  _tag: "ServiceOrderPaid" | "ServiceOrderConfirmed" = "ServiceOrderPaid"
): Notification.Notification => ({
  _tag,
  id: "EV-1",
  createTime: Timestamp.make("2025-12-02T13:29:35+08:00"),
  summary: "用户已支付",
  order
})

describe("PS-HOOK-08 listening", () => {
  it.effect("PS-HOOK-08 PS-HOOK-03 a payment is heard of at once, and nothing else is taken for one", () =>
    Effect.gen(function* () {
      const hub = yield* PubSub.unbounded<Notification.Notification>()
      const { called, layer } = scripted({ find: () => Effect.succeed(awaiting) })
      const collecting = yield* Effect.forkChild(
        collect({ ...own, notifications: Stream.fromPubSub(hub) }).pipe(Effect.provide([layer, memory]))
      )
      yield* TestClock.adjust("7 seconds")
      yield* PubSub.publish(hub, notification({ ...paid, outOrderNo: Ids.OutOrderNo.make("B1") }))
      yield* PubSub.publish(hub, notification(paid, "ServiceOrderConfirmed"))
      yield* PubSub.publish(hub, notification(awaiting))
      yield* PubSub.publish(hub, notification(orderAt("Unclear")))
      yield* PubSub.publish(hub, notification(orderAt("Finished")))
      yield* PubSub.publish(hub, notification(orderAt("Revoked")))
      yield* TestClock.adjust("1 second")
      assert.isUndefined(collecting.pollUnsafe())
      yield* PubSub.publish(hub, notification(paid))
      const collected = yield* Fiber.join(collecting)
      assert.deepStrictEqual({ ...Object(collected) }, { _tag: "Paid", paid: 39_900, order: paid })
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 5"])
      assert.strictEqual(DateTime.toEpochMillis(yield* DateTime.now), 8_000)
    })
  )

  it.effect("PS-HOOK-03 it is heard of while a question is without its answer", () =>
    Effect.gen(function* () {
      const hub = yield* PubSub.unbounded<Notification.Notification>()
      const { layer } = scripted({ find: (_, turn) => (turn === 0 ? Effect.succeed(awaiting) : Effect.never) })
      const collecting = yield* Effect.forkChild(
        collect({ ...own, notifications: Stream.fromPubSub(hub) }).pipe(Effect.provide([layer, memory]))
      )
      yield* TestClock.adjust("1 hour")
      yield* PubSub.publish(hub, notification(paid))
      assert.strictEqual((yield* Fiber.join(collecting))._tag, "Paid")
    })
  )

  for (const [title, notifications] of [
    ["none", undefined],
    ["none that ever comes", Stream.never],
    ["a stream that ends", Stream.empty],
    ["another order's", Stream.make(notification(orderAt("Paid", { outOrderNo: "B1" })))]
  ] as const) {
    it.effect(`PS-HOOK-03 PS-HOOK-09 ${title} is made up for by asking`, () =>
      Effect.gen(function* () {
        const { layer } = scripted({ find: (second) => Effect.succeed(second < 20 ? awaiting : paid) })
        const collecting = yield* Effect.forkChild(
          collect({ ...own, notifications }).pipe(Effect.provide([layer, memory]))
        )
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* Fiber.join(collecting))._tag, "Paid")
      })
    )
  }
})

describe("PS-QUERY-03 whatever is answered", () => {
  const rejection = (category: Rejection["category"]) =>
    new Rejection({ status: 500, message: "no", authenticity: "Unsigned", category })

  const answers = {
    awaiting: Effect.succeed(awaiting),
    unclear: Effect.succeed(orderAt("Unclear")),
    silent: Effect.fail(new Unanswered({ problem: "Deadline", phase: "Sent", category: "BackOff" })),
    absent: Effect.fail(rejection("AskFirst")),
    paid: Effect.succeed(paid),
    finished: Effect.succeed(orderAt("Finished")),
    forbidden: Effect.fail(rejection("GiveUp"))
  } satisfies Record<string, Effect.Effect<ServiceOrder.ServiceOrder, LookupError>>

  const attempts = {
    Taken: Effect.succeed(PaymentAttempt.Taken.make({})),
    InProgress: Effect.succeed(PaymentAttempt.InProgress.make({})),
    Declined: Effect.succeed(PaymentAttempt.Declined.make({ message: "no" })),
    Unknown: Effect.fail(inDoubt(rejection("AskFirst")))
  } satisfies Record<string, Effect.Effect<PaymentAttempt.PaymentAttempt, ServiceCallError>>

  const settled: ReadonlySet<string> = new Set(["paid", "finished", "forbidden"])
  const open = pick("awaiting", "unclear", "silent", "absent")

  /** What is answered question by question; the last answer stays. */
  const scripts = Arbitrary.all({
    script: Arbitrary.array(oneOf<keyof typeof answers>(open, open, pick("paid", "finished", "forbidden")), {
      minLength: 1,
      maxLength: 6
    }),
    attempt: pick("Taken", "InProgress", "Declined", "Unknown"),
    within: oneOf<number>(pick(0, 1, 120), int(0, 600)),
    pause: int(0, 30)
  })

  it.effect.prop(
    "PS-HOOK-03 PS-PAY-04 PS-QUERY-03 where no webhook comes it charges once, never fails after that, tells the first certain answer, and ends in time",
    [scripts],
    ([{ attempt, pause, script, within }]) =>
      Effect.gen(function* () {
        let asked: keyof typeof answers = "awaiting"
        const { called, layer } = scripted({
          pay: attempts[attempt],
          find: (_, turn) => {
            if (turn === 0) return answers.awaiting
            asked = script[turn - 1] ?? script.at(-1) ?? "awaiting"
            return answers[asked]
          }
        })
        const began = yield* DateTime.now
        const collecting = yield* collect({ ...own, within: within * 1000, pause: pause * 1000 }).pipe(
          Effect.flatMap((collected) => Effect.map(DateTime.now, (now) => ({ collected, now }))),
          Effect.provide([layer, memory]),
          Effect.forkChild
        )
        yield* TestClock.adjust("1 day")
        const { collected, now } = yield* Fiber.join(collecting)
        const lasted = (DateTime.toEpochMillis(now) - DateTime.toEpochMillis(began)) / 1000
        assert.lengthOf(
          called.filter((call) => call.startsWith("pay")),
          1
        )
        const verdicts = {
          awaiting: "Owed",
          unclear: "Undecided",
          silent: "Undecided",
          absent: "Undecided",
          paid: "Paid",
          finished: "NothingDue",
          forbidden: "Undecided"
        }
        assert.strictEqual(collected._tag, verdicts[asked])
        const questions = called.length - 2
        const firstSettled = script.findIndex((answer) => settled.has(answer))
        if (attempt === "Declined") return assert.deepStrictEqual([questions, lasted], [1, 0])
        if (firstSettled >= 0) assert.isAtMost(questions, firstSettled + 1)
        if (!settled.has(asked)) assert.isAtLeast(lasted, within)
        assert.isAtMost(lasted, within + 30)
      })
  )
})

describe("PS-HOOK whose payment it is", () => {
  const whose = pick("ours", "ours", "another")
  const merchant = pick("ours", "another", "untold")
  const merchants = { ours: "1230000109", another: "1230000110", untold: undefined }

  it.effect.prop(
    "PS-HOOK-05 PS-ID-01 a payment is taken for that of this order exactly when its number, its appid, its service and, where both tell it, its merchant are the same",
    [Arbitrary.all([whose, whose, whose]), Arbitrary.all([merchant, merchant])],
    ([[number, appid, service], [asked, told]]) =>
      Effect.gen(function* () {
        const order = orderAt("AwaitingPayment", { totalAmount: 39_900, mchid: merchants[asked] })
        const collection = { state: "UserPaid", paidAmount: 39_900 }
        const payment = ServiceOrders.orderOf({
          state: "Done",
          collection,
          mchid: merchants[told],
          ...(number === "ours" ? {} : { outOrderNo: `${own.outOrderNo}0` }),
          ...(appid === "ours" ? {} : { appid: "wx1" }),
          ...(service === "ours" ? {} : { serviceId: "500001" })
        })
        const { called, layer } = scripted({ find: (second) => Effect.succeed(second < 20 ? order : paid) })
        yield* TestClock.setTime(0)
        const notifications = Stream.make(notification(payment))
        const collecting = yield* Effect.forkChild(Effect.provide(collect({ ...own, notifications }), [layer, memory]))
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* Fiber.join(collecting))._tag, "Paid")
        const isSame = number === "ours" && appid === "ours" && service === "ours"
        const isForeign = asked !== "untold" && told !== "untold" && asked !== told
        assert.strictEqual(called.join(", ") === "find 0, pay 0", isSame && !isForeign)
      })
  )
})

describe("PS-PAY-04 the whole way", () => {
  const ways: ReadonlyArray<readonly [title: string, pay: Answer, after: ReadonlyArray<Answer>, verdict: string]> = [
    ["taken, and heard of", yes(numbers), [], "Paid"],
    ["taken without a word, and heard of", yes("", 204), [], "Paid"],
    ["running, and heard of", yes({ trade_state: "USERPAYING" }), [], "Paid"],
    ["without a believed answer, and heard of", unproven(500), [], "Paid"],
    ["declined, and still owed", no(403, "TRADE_ERROR"), [yes(told("AwaitingPayment"))], "Owed"],
    ["declined, and paid all the same", no(403, "TRADE_ERROR"), [yes(told("Paid"))], "Paid"],
    ["declined, and then nobody answers", no(403, "TRADE_ERROR"), ["Breaks"], "Undecided"]
  ]
  for (const [title, pay, after, verdict] of ways) {
    it.live(`PS-PAY-04 PS-PAY-05 PS-QUERY-03 a charge that is ${title}: ${verdict}`, () =>
      Effect.gen(function* () {
        const { asked, layer } = yield* serve([yes(told("AwaitingPayment")), pay, ...after])
        const collected = yield* collect({
          ...own,
          notifications: after.length === 0 ? Stream.make(notification(paid)) : Stream.never
        }).pipe(Effect.provide([layer, memory]))
        assert.strictEqual(collected._tag, verdict)
        assert.deepStrictEqual(
          asked.map(({ isSigned, method }) => [method, isSigned]),
          [["GET", true], ["POST", true], ...after.map(() => ["GET", true])]
        )
      }).pipe(Effect.scoped)
    )
  }

  it.live("PS-QUERY-03 an answer about another order than the one asked for decides nothing", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* serve([yes(told("AwaitingPayment", { out_order_no: "B1" }))])
      const error = yield* Effect.flip(collect(own).pipe(Effect.provide([layer, memory])))
      assert.strictEqual(error.message, "The answer cannot be read: it tells of something else than what was asked for")
      assert.lengthOf(asked, 1)
    }).pipe(Effect.scoped)
  )
})
