/**
 * PS-QUERY-03, PS-ID-06: what an order tells of each change that is in doubt, under which number, and whether it is sent again.
 *
 * Method: the settling of orders alone, between a question that answers with an order and calls that only say that they
 * were made. Every change is asked about every stage; what each comes to stands in a table.
 */
import { assert, describe, it } from "@effect/vitest"
import { type ServiceOrder, ServiceTime } from "@wxrepay/domain"
import type { OrderDoubts } from "@wxrepay/domain/client"
import { ServiceOrders } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Change } from "../../packages/domain/src/client/Changes.ts"
import { make } from "../../packages/domain/src/client/OrderSettling.ts"
import { inOwnTime } from "../support/doubts.ts"
import { noon } from "../support/lender.ts"
import { drafts, own } from "../support/payscorePlatform.ts"
import { noChanges, unsendable } from "../support/settleScripts.ts"

type Operation = keyof OrderDoubts

/** What one change comes to when every question answers with this order; `sent` says that it was sent again. */
const settling = Effect.fnUntraced(function* (operation: Operation, order: ServiceOrder.ServiceOrder, draft?: object) {
  const sent: Array<string> = []
  const known: Array<Change> = []
  const asked: Array<unknown> = []
  const spans: Array<ReadonlyMap<string, unknown>> = []
  const sends = (what: string) => () =>
    Effect.andThen(
      Effect.sync(() => void sent.push(what)),
      unsendable
    )
  const settle = make(noChanges(known), {
    create: sends("create"),
    find: (key) =>
      Effect.flatMap(Effect.orDie(Effect.currentSpan), ({ attributes, name }) => {
        asked.push({ name, ...key })
        spans.push(attributes)
        return Effect.succeed(order)
      }),
    cancel: sends("cancel"),
    modify: sends("modify"),
    complete: sends("complete"),
    pay: sends("pay"),
    sync: sends("sync"),
    directComplete: sends("directComplete")
  })
  const given = JSON.parse("0", () => draft ?? drafts[operation])
  const settlement = yield* inOwnTime(settle(operation, given, { pause: "2 seconds", within: "3 seconds" }))
  const end = sent.length > 0 ? `${sent.join()} sent again` : settlement._tag
  return { asked, end, known, settlement, span: Object.fromEntries(spans[0] ?? []) }
})

const ends = (operation: Operation, order: ServiceOrder.ServiceOrder) =>
  Effect.map(settling(operation, order), ({ end }) => end)

/** The order as it stands, of what the drafts ask for. */
const at = (stage: Parameters<typeof ServiceOrders.ordersAt>[0], facts: object = {}) =>
  ServiceOrders.ordersAt(stage, { totalAmount: 39_900, serviceIntroduction: "某某酒店", ...facts })

const paid = (...ways: ReadonlyArray<string>) => [
  ServiceOrders.orderOf({
    state: "Done",
    totalAmount: 39_900,
    collection: { state: "UserPaid", details: ways.map((paidType) => ({ paidType })) }
  })
]

const [happened, differs, unknown] = ["Settled", "Differs", "StillUnknown"] as const
const again = "sent again"

/** What each change comes to at each stage, when the order has all that was asked for. */
const table: Readonly<Record<string, Readonly<Record<Operation, string>>>> = {
  Created: row(happened, again, happened, again, unknown, again, unknown),
  InService: row(happened, again, happened, again, unknown, again, unknown),
  AwaitingPayment: row(happened, again, happened, happened, unknown, again, happened),
  Paid: row(happened, again, happened, happened, happened, unknown, happened),
  Finished: row(happened, again, happened, happened, differs, again, happened),
  Revoked: row(happened, happened, happened, again, differs, again, unknown),
  Expired: row(happened, again, happened, again, differs, again, unknown),
  Unclear: row(unknown, unknown, unknown, unknown, unknown, unknown, unknown)
}

function row(...[create, cancel, modify, complete, pay, sync, directComplete]: ReadonlyArray<string>) {
  const named = { create, cancel, modify, complete, pay, sync, directComplete }
  return JSON.parse(JSON.stringify(named), (name, end) => (end === again ? `${name} ${again}` : end))
}

const operations: ReadonlyArray<Operation> = ["create", "cancel", "modify", "complete", "pay", "sync", "directComplete"]

const stages = ServiceOrders.stages

describe("PS-QUERY-03 what an order tells of a change in doubt", () => {
  for (const operation of operations) {
    it.effect(`PS-QUERY-03 PS-STATE-04 ${operation} comes to what the stage of the order says`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(noon)
        for (const stage of stages) {
          const [order] = at(stage)
          if (order === undefined) return assert.fail(stage)
          assert.strictEqual(yield* ends(operation, order), table[stage]?.[operation], stage)
        }
      })
    )
  }

  for (const [operation, title, orders, expected] of [
    ["create", "with another introduction", at("Created", { serviceIntroduction: "别的" }), differs],
    ["create", "without an introduction", at("Created", { serviceIntroduction: undefined }), happened],
    ["modify", "without a total", at("AwaitingPayment", { totalAmount: undefined }), unknown],
    ["modify", "with a lower total", at("AwaitingPayment", { totalAmount: 39_899 }), unknown],
    ["modify", "with a higher total", at("AwaitingPayment", { totalAmount: 39_901 }), `modify ${again}`],
    ["complete", "with another total", at("AwaitingPayment", { totalAmount: 39_899 }), unknown],
    ["complete", "without a total", at("AwaitingPayment", { totalAmount: undefined }), happened],
    ["pay", "that WeChat Pay collected", paid("ThroughPayScore"), happened],
    ["pay", "that was reported as paid", paid("ByMerchant"), differs],
    ["pay", "paid in both ways", paid("ThroughPayScore", "ByMerchant"), differs],
    ["pay", "paid in a way that is not known", paid("Unknown:OTHER"), happened],
    ["sync", "that WeChat Pay collected", paid("ThroughPayScore", "ThroughPayScore"), `sync ${again}`],
    ["sync", "that was reported as paid", paid("ByMerchant"), happened],
    ["sync", "paid in both ways", paid("ThroughPayScore", "ByMerchant"), happened],
    ["sync", "paid in a way that is not known", paid("ThroughPayScore", "Unknown:OTHER"), unknown],
    ["sync", "paid, and nothing told of how", paid(), unknown],
    ["directComplete", "with another introduction", at("Paid", { serviceIntroduction: "别的" }), differs],
    ["directComplete", "without an introduction", at("Paid", { serviceIntroduction: undefined }), happened],
    ["directComplete", "with another total", at("Paid", { totalAmount: 39_899 }), unknown],
    ["directComplete", "without a total", at("Paid", { totalAmount: undefined }), happened]
  ] as const) {
    it.effect(`PS-QUERY-03 PS-COL-03 ${operation} of an order ${title} comes to ${expected}`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(noon)
        assert.isNotEmpty(orders)
        for (const order of orders) assert.strictEqual(yield* ends(operation, order), expected)
      })
    )
  }

  it.effect("PS-CREATE-08 a direct completion without an introduction is settled by one that is told", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const { serviceIntroduction: _, ...draft } = drafts.directComplete
      const [order] = at("Paid")
      assert.strictEqual((yield* settling("directComplete", order ?? assert.fail("no order"), draft)).end, happened)
    })
  )

  for (const operation of operations) {
    it.effect(`PS-QUERY-01 ${operation} is asked about by the number, the appid and the service of its draft`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(noon)
        const [order] = at("Paid")
        const { asked, settlement, span } = yield* settling(operation, order ?? assert.fail("no order"))
        assert.deepStrictEqual(asked[0], { name: "PayScore.settle", ...own })
        assert.deepStrictEqual(span, { "wxrepay.operation": operation, "wxrepay.settlement": settlement._tag })
      })
    )
  }

  for (const operation of ["complete", "directComplete"] as const) {
    it.effect(`PS-TIME-04 ${operation} is settled up to a day before the end that it names`, () =>
      Effect.gen(function* () {
        const [order] = at("Paid")
        for (const [hours, isSettled] of [
          [23, true],
          [25, false]
        ] as const) {
          yield* TestClock.setTime(noon)
          const endTime = ServiceTime.ofInstant(DateTime.add(yield* DateTime.now, { hours }))
          const { timeRange } = drafts[operation]
          const draft = { ...drafts[operation], timeRange: { ...timeRange, endTime } }
          const result = yield* Effect.result(settling(operation, order ?? assert.fail("no order"), draft))
          assert.strictEqual(result._tag === "Success", isSettled)
        }
      })
    )
  }
})
