/**
 * What the sandbox tells of service orders: two events, where their creation said, as often as it takes.
 *
 * Method: what is posted is kept byte by byte and opened by the library's own inbox; the pauses between sendings are
 * read off TestClock. Nothing is signed while the time is moved.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, ServiceOrderStage as Stage, ServiceTime } from "@wxrepay/domain"
import { CreditRepayment, Inbox, PayScore, Transport } from "@wxrepay/domain/client"
import { Borrower, type Delivery, Sandbox, type SandboxOptions } from "@wxrepay/sandbox"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Lender from "../support/lender.ts"

/** A sandbox whose notifications are kept and answered with a status, and everything that a merchant uses. */
const withSandbox = <A, E>(
  program: (received: ReadonlyArray<Request>) => Effect.Effect<A, E, CreditRepayment | Inbox | PayScore | Sandbox>,
  { status = 204, ...options }: SandboxOptions & { readonly status?: number } = {}
) => {
  const received: Array<Request> = []
  const layer = Layer.unwrap(
    Effect.map(Sandbox, ({ connection }) =>
      Layer.mergeAll(CreditRepayment.layer(connection), Inbox.layer(connection), PayScore.layer(connection))
    )
  ).pipe(
    Layer.provide(Transport.layerCrypto),
    Layer.provideMerge(
      Sandbox.layer({
        fetch: (input, init) => {
          received.push(new Request(input, init))
          return Promise.resolve(new Response(null, { status }))
        },
        pace: "1 second",
        ...options
      })
    )
  )
  return Effect.andThen(TestClock.setTime(Lender.noon), program(received)).pipe(Effect.provide(layer))
}

const which = Effect.map(Sandbox, ({ appid, service: { serviceId } }) => ({ outOrderNo: "S1", appid, serviceId }))

const created = Effect.gen(function* () {
  return yield* (yield* PayScore).create({
    ...(yield* which),
    serviceIntroduction: "智能回收柜租用",
    timeRange: { startTime: "OnAccept" },
    riskFund: { name: "EstimateOrderCost", amount: 20_000 },
    attach: "期 3",
    notifyUrl: "https://lender.example/wechatpay/service"
  })
})

const completed = Effect.gen(function* () {
  const totalAmount = 10_000
  const postPayments = [{ name: "租金", amount: totalAmount }]
  const timeRange = { endTime: ServiceTime.ofInstant(yield* DateTime.now) }
  return yield* (yield* PayScore).complete({ ...(yield* which), postPayments, totalAmount, timeRange })
})

/** The pauses between sendings, in seconds. */
const pausesOf = (deliveries: ReadonlyArray<Delivery>) => {
  const times = deliveries.map(({ sentAt }) => DateTime.toEpochMillis(sentAt))
  return times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000)
}

/** Lets each pause pass, and looks a second before its end that nothing was sent too early. */
const waiting = Effect.fnUntraced(function* (pauses: ReadonlyArray<number>) {
  const sandbox = yield* Sandbox
  yield* sandbox.awaitDeliveries(1)
  for (const [index, pause] of pauses.entries()) {
    yield* TestClock.adjust(`${pause - 1} seconds`)
    assert.lengthOf(yield* sandbox.deliveries, index + 1)
    yield* TestClock.adjust("1 second")
    yield* sandbox.awaitDeliveries(index + 2)
  }
  yield* TestClock.adjust("7 days")
  return yield* sandbox.deliveries
})

/** 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, three times 30 m, an hour, three times 3 h, twice 6 h. */
const pauses = [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600]

describe("what is told of a service order", () => {
  it.effect(
    "PS-HOOK-01 PS-HOOK-06 PS-HOOK-07 PS-CREATE-06 PS-CREATE-07 that its user has confirmed it, and later that it is paid, both with the note and to the address of its creation",
    () =>
      withSandbox((received) =>
        Effect.gen(function* () {
          const sandbox = yield* Sandbox
          const payScore = yield* PayScore
          const { package: _, notifyUrl, ...order } = yield* created
          assert.lengthOf(received, 0)
          yield* sandbox.confirm("S1", "Agree")
          yield* sandbox.awaitDeliveries(1)
          const { openRequest } = yield* Inbox
          const [first] = yield* Effect.forEach(received, (request) => openRequest(request.clone()))
          if (first?._tag !== "ServiceOrderConfirmed") return assert.fail(String(first?._tag))
          assert.deepStrictEqual<unknown>(first.order, {
            ...order,
            state: "Doing",
            stateDescription: "UserConfirm",
            openid: sandbox.openid
          })
          assert.deepStrictEqual(
            [first.summary, first.createTime, notifyUrl],
            ["确认订单", "2025-11-05T12:00:00+08:00", "https://lender.example/wechatpay/service"]
          )
          yield* completed
          yield* TestClock.adjust("1 second")
          yield* TestClock.adjust("1 second")
          const [, delivery] = yield* sandbox.awaitDeliveries(2)
          assert.deepInclude<object>(delivery ?? {}, {
            eventType: "PAYSCORE.USER_PAID",
            notifyUrl,
            attempt: 1,
            status: 204
          })
          const [, second] = yield* Effect.forEach(received, (request) => openRequest(request.clone()))
          if (second?._tag !== "ServiceOrderPaid") return assert.fail(String(second?._tag))
          const { notifyUrl: __, ...found } = yield* payScore.find(yield* which)
          assert.deepStrictEqual(second.order, found)
          assert.deepStrictEqual([Stage.of(second.order), second.summary], ["Paid", "支付成功"])
          yield* TestClock.adjust("7 days")
          assert.lengthOf(received, 2)
        })
      )
  )

  it.effect("PS-HOOK-06 in an envelope of the type payscore, sealed with no associated data", () =>
    withSandbox((received) =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* created
        yield* sandbox.confirm("S1", "Agree")
        yield* sandbox.awaitDeliveries(1)
        const [request] = received
        const { event_type, resource } = yield* Effect.promise(() => (request ?? new Request("")).json())
        assert.strictEqual(event_type, "PAYSCORE.USER_CONFIRM")
        assert.include(resource, { original_type: "payscore", associated_data: "" })
      })
    )
  )

  it.effect(
    "PS-HOOK-09 not that its user refused, that it was cancelled, lowered or charged in vain, or has expired",
    () =>
      withSandbox(
        (received) =>
          Effect.gen(function* () {
            const sandbox = yield* Sandbox
            const payScore = yield* PayScore
            yield* created
            yield* sandbox.confirm("S1", "Refuse")
            yield* sandbox.confirm("S1", "Agree")
            yield* completed
            yield* TestClock.adjust("1 second")
            yield* TestClock.adjust("1 second")
            const key = yield* which
            assert.strictEqual((yield* payScore.pay(key))._tag, "Declined")
            const postPayments = [{ name: "租金", amount: 9_000 }]
            yield* payScore.modify({ ...key, postPayments, totalAmount: 9_000, reason: "客诉" })
            yield* payScore.cancel({ ...key, reason: "客诉" })
            yield* TestClock.adjust("31 days")
            assert.lengthOf(yield* sandbox.deliveries, 1)
            assert.lengthOf(received, 1)
          }),
        { borrower: Borrower.noBalance }
      )
  )
})

describe("what is not taken in", () => {
  it.effect(
    "PS-HOOK-02 V3-HOOK-07 comes again after 15 seconds and ever later, 16 times within 24 hours and 4 minutes",
    () =>
      withSandbox(
        () =>
          Effect.gen(function* () {
            yield* created
            yield* (yield* Sandbox).confirm("S1", "Agree")
            const all = yield* waiting(pauses)
            assert.deepStrictEqual(pausesOf(all), pauses)
            assert.strictEqual(
              pauses.reduce((sum, pause) => sum + pause),
              (24 * 60 + 4) * 60
            )
            assert.strictEqual(new Set(all.map(({ id }) => id)).size, 1)
            assert.deepStrictEqual(
              all.map(({ attempt }) => attempt),
              Array.from({ length: 16 }, (_, index) => index + 1)
            )
          }),
        { status: 500 }
      )
  )

  it.effect("PS-HOOK-02 CR-HOOK-03 keeps to its own product's pauses, whatever else is under way", () =>
    withSandbox(
      () =>
        Effect.gen(function* () {
          const repayment = yield* CreditRepayment
          const sandbox = yield* Sandbox
          yield* created
          yield* sandbox.confirm("S1", "Agree")
          yield* sandbox.awaitDeliveries(1)
          yield* repayment.book(yield* Lender.booking())
          yield* repayment.charge(yield* Lender.charge())
          yield* TestClock.adjust("1 second")
          for (const [index, step] of [1, 10, 3, 7, 8, 2, 28, 2].entries()) {
            yield* TestClock.adjust(`${step} seconds`)
            yield* sandbox.awaitDeliveries(index + 2)
          }
          const all = yield* sandbox.deliveries
          const of = (family: string) => pausesOf(all.filter(({ eventType }) => eventType.startsWith(family)))
          assert.deepStrictEqual(of("PAYSCORE."), [15, 15, 30])
          assert.deepStrictEqual(of("CREDIT_REPAYMENT."), [10, 10, 10, 30])
        }),
      { status: 500 }
    )
  )

  it.effect("PS-HOOK-02 PS-HOOK-04 comes again only until it is taken in", () =>
    withSandbox(
      (received) =>
        Effect.gen(function* () {
          yield* created
          yield* (yield* Sandbox).confirm("S1", "Agree")
          yield* (yield* Sandbox).awaitDeliveries(1)
          yield* TestClock.adjust("7 days")
          assert.lengthOf(received, 1)
        }),
      { status: 200, borrower: Borrower.paysPart(Fen.make(1)) }
    )
  )
})
