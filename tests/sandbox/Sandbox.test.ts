/**
 * The sandbox: a WeChat Pay in process, in virtual time.
 *
 * Method: the library's own client and inbox talk to it; what a client of ours would never send is signed and
 * sent as raw JSON. No test waits for real time to pass.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { CreditRepayment, Inbox, RetryPolicy, SignedHttpClient, Transport } from "@wxrepay/domain/client"
import { Settlement } from "@wxrepay/domain/rules"
import { Signer, Verifier } from "@wxrepay/domain/signing"
import { Borrower, environment, Sandbox, type SandboxOptions } from "@wxrepay/sandbox"
import * as ConfigProvider from "effect/ConfigProvider"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Lender from "../support/lender.ts"

/** A sandbox whose notifications go to `receive`, with everything a lender uses on top of it. */
const layer = (options: SandboxOptions = {}) =>
  Layer.unwrap(
    Effect.map(Sandbox, ({ connection }) =>
      Layer.mergeAll(
        CreditRepayment.layer(connection),
        Inbox.layer(connection),
        SignedHttpClient.layerFrom().pipe(Layer.provide([Signer.layer(connection), Verifier.layer(connection)]))
      )
    )
  ).pipe(
    Layer.provide(Transport.layerCrypto),
    Layer.provideMerge(
      Sandbox.layer({ fetch: () => Promise.resolve(new Response(null, { status: 204 })), ...options })
    ),
    Layer.provideMerge(RetryPolicy.layer(RetryPolicy.never))
  )

const paths = {
  book: "/v3/credit-repayment/partner/schedule-records/batch-create",
  charge: "/v3/credit-repayment/partner/deduct-orders"
} as const

/** Signs and sends any JSON at all, and answers how it was refused. */
const refused = Effect.fnUntraced(function* (path: string, body: unknown) {
  const http = yield* SignedHttpClient
  const error = yield* Effect.flip(
    http.execute(HttpClientRequest.post(path).pipe(HttpClientRequest.bodyJsonUnsafe(body)))
  )
  return error._tag === "Rejection" ? error : yield* Effect.die(error)
})

const wireBooking = Effect.map(Lender.booking(), Lender.wireOf)

const ended = (client: CreditRepayment["Service"], outTradeNo = "T1") =>
  Effect.map(
    client.findDeductOrder({ outTradeNo }),
    ({ orderState }) => orderState === "Paid" || orderState === "Failed"
  )

describe("the life of an instalment", () => {
  it.effect("an order is accepted, waits for the money and is paid, and the lender is told once", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Lender.noon)
      const received: Array<Request> = []
      yield* Effect.gen(function* () {
        const client = yield* CreditRepayment
        const sandbox = yield* Sandbox
        const record = yield* client.book(yield* Lender.booking())
        const states = [(yield* client.charge(yield* Lender.charge(), { record })).orderState]
        yield* TestClock.adjust("1 second")
        states.push((yield* client.findDeductOrder({ outTradeNo: "T1" })).orderState)
        yield* TestClock.adjust("1 second")
        const [first, second] = yield* sandbox.awaitDeliveries(1)
        const order = yield* client.findDeductOrder({ outTradeNo: "T1" })
        assert.deepStrictEqual([...states, order.orderState], ["Pending", "Unpaid", "Paid"])
        assert.strictEqual(order.paySuccessAmount, Fen.make(10_000))
        assert.match(order.transactionId ?? "", /^4200[0-9]{24}$/)
        assert.deepStrictEqual([first?.attempt, first?.status, second], [1, 204, undefined])
        const notification = yield* (yield* Inbox).openRequest(received[0] ?? new Request("http://nothing.invalid"))
        if (notification._tag !== "DeductionPaid") return assert.fail(notification._tag)
        assert.deepStrictEqual(notification.order, order)
        assert.strictEqual(notification.spMchid, sandbox.connection.mchid)
        assert.strictEqual(notification.createTime, "2025-11-05T12:00:02+08:00")
      }).pipe(
        Effect.provide(
          layer({
            pace: "1 second",
            forward: { "https://lender.example": "http://127.0.0.1:9" },
            fetch: (input, init) => {
              received.push(new Request(input, init))
              return Promise.resolve(new Response(null, { status: 204 }))
            }
          })
        )
      )
      assert.strictEqual(received[0]?.url, "http://127.0.0.1:9/wechatpay/notify")
    })
  )

  const outcomes: ReadonlyArray<readonly [string, Borrower.Borrower, Settlement.Verdict]> = [
    ["pays", Borrower.pays, Settlement.Settled.make({ paid: Fen.make(10_000) })],
    [
      "has 30 yuan of 100",
      Borrower.paysPart(Fen.make(3_000)),
      Settlement.Short.make({ paid: Fen.make(3_000), missing: Fen.make(7_000) })
    ],
    ["has one fen less than the minimum", Borrower.paysPart(Fen.make(1_999)), Settlement.Failed.make({})],
    ["has nothing", Borrower.noBalance, Settlement.Failed.make({})]
  ]
  for (const [does, borrower, verdict] of outcomes) {
    it.effect(
      `CR-AMT-10 CR-DEDUCT-07 a borrower who ${does} ends the order as ${verdict._tag}, and only what is paid is told`,
      () =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          yield* sandbox.setBorrower(borrower)
          yield* client.book(yield* Lender.booking())
          yield* client.charge(yield* Lender.charge())
          yield* Lender.passing("200 millis", ended(client))
          assert.deepStrictEqual(Settlement.verdict(yield* client.findDeductOrder({ outTradeNo: "T1" })), verdict)
          const told = verdict._tag === "Failed" ? 0 : 1
          assert.lengthOf(yield* sandbox.awaitDeliveries(told), told)
        }).pipe(Effect.provide(layer()))
    )
  }

  it.effect(
    "CR-HOOK-03 a notification that is not taken in comes again after 10, 10, 10, 30, 30, 30 and 300 seconds, 15 times in all",
    () =>
      Effect.gen(function* () {
        const client = yield* CreditRepayment
        const sandbox = yield* Sandbox
        yield* client.book(yield* Lender.booking())
        yield* client.charge(yield* Lender.charge())
        yield* TestClock.adjust("400 millis")
        yield* sandbox.awaitDeliveries(1)
        const pauses = [10, 10, 10, 30, 30, 30, 300, 300, 300, 300, 300, 300, 300, 300]
        for (const [index, pause] of pauses.entries()) {
          yield* TestClock.adjust(`${pause} seconds`)
          yield* sandbox.awaitDeliveries(index + 2)
        }
        yield* TestClock.adjust("1 day")
        const all = yield* sandbox.deliveries
        const times = all.map(({ sentAt }) => DateTime.toEpochMillis(sentAt))
        assert.deepStrictEqual(
          times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000),
          pauses
        )
        assert.strictEqual(new Set(all.map(({ id }) => id)).size, 1)
      }).pipe(Effect.provide(layer({ fetch: () => Promise.resolve(new Response("{}", { status: 500 })) })))
  )

  it.effect("CR-DEDUCT-08 a second order for a booking is refused until the first has failed", () =>
    Effect.gen(function* () {
      const client = yield* CreditRepayment
      yield* client.book(yield* Lender.booking())
      yield* client.charge(yield* Lender.charge("T1"))
      const early = yield* Effect.flip(client.charge(yield* Lender.charge("T2")))
      assert.deepStrictEqual([early._tag, early.message.includes("CR-DEDUCT-08")], ["Rejection", true])
      yield* Lender.passing("200 millis", ended(client))
      assert.strictEqual((yield* client.charge(yield* Lender.charge("T2"))).orderState, "Pending")
    }).pipe(Effect.provide(layer({ borrower: Borrower.noBalance })))
  )

  it.effect("CR-SCHED-05 CR-DEDUCT-06 the same call again answers the same and does nothing twice", () =>
    Effect.gen(function* () {
      const client = yield* CreditRepayment
      const sandbox = yield* Sandbox
      const draft = yield* Lender.booking()
      assert.deepStrictEqual(yield* client.book(draft), yield* client.book(draft))
      const charge = yield* Lender.charge()
      assert.deepStrictEqual(yield* client.charge(charge), yield* client.charge(charge))
      yield* Lender.passing("200 millis", ended(client))
      yield* sandbox.awaitDeliveries(1)
      yield* TestClock.adjust("1 day")
      assert.deepStrictEqual((yield* client.charge(charge)).orderState, "Paid")
      const { bookings, orders } = yield* sandbox.state
      assert.deepStrictEqual([HashMap.size(bookings), HashMap.size(orders)], [1, 1])
      assert.lengthOf(yield* sandbox.deliveries, 1)
    }).pipe(Effect.provide(layer()))
  )
})

describe("what the sandbox refuses, as the rules say", () => {
  type Change = (body: Effect.Success<typeof wireBooking>) => unknown
  const item =
    (change: object): Change =>
    (body) => ({ ...body, schedule_items: [{ ...body.schedule_items[0], ...change }] })
  const bookings: ReadonlyArray<readonly [string, string, string, Change]> = [
    [
      "CR-ID-01 an out_record_id with an underscore",
      "PARAM_ERROR",
      "/schedule_items/0/out_record_id",
      item({ out_record_id: "R_1" })
    ],
    [
      "CR-AMT-01 more than the template's cap",
      "PARAM_ERROR",
      "/schedule_items/0/repayment_amount",
      item({ repayment_amount: "500001", min_repayment_amount: "500001" })
    ],
    [
      "CR-AMT-02 more than the contract's limit",
      "PARAM_ERROR",
      "/schedule_items/0/repayment_amount",
      item({ repayment_amount: "300001", min_repayment_amount: "300001" })
    ],
    [
      "CR-AMT-03 an amount as a number",
      "PARAM_ERROR",
      "/schedule_items/0/repayment_amount",
      item({ repayment_amount: 10_000 })
    ],
    [
      "CR-AMT-03 an amount with a leading zero",
      "PARAM_ERROR",
      "/schedule_items/0/repayment_amount",
      item({ repayment_amount: "010000" })
    ],
    [
      "CR-AMT-04 no minimum for a consumer loan",
      "PARAM_ERROR",
      "/schedule_items/0/min_repayment_amount",
      item({ min_repayment_amount: undefined })
    ],
    [
      "CR-AMT-04 a minimum of 499 of 10000",
      "PARAM_ERROR",
      "/schedule_items/0/min_repayment_amount",
      item({ min_repayment_amount: "499" })
    ],
    [
      "CR-AMT-06 a minimum above the repayment",
      "PARAM_ERROR",
      "/schedule_items/0/min_repayment_amount",
      item({ min_repayment_amount: "10001" })
    ],
    [
      "CR-DATE-01 the thirtieth of February",
      "PARAM_ERROR",
      "/schedule_items/0/repayment_date",
      item({ repayment_date: "2025-02-30" })
    ],
    ["CR-DATE-02 today", "PARAM_ERROR", "/schedule_items/0/repayment_date", item({ repayment_date: "2025-11-05" })],
    [
      "CR-DATE-02 the fifteenth day",
      "PARAM_ERROR",
      "/schedule_items/0/repayment_date",
      item({ repayment_date: "2025-11-20" })
    ],
    ["CR-SCHED-01 no item", "PARAM_ERROR", "/schedule_items/0", (body) => ({ ...body, schedule_items: [] })],
    [
      "CR-SCHED-01 two items",
      "PARAM_ERROR",
      "/schedule_items/1",
      (body) => ({ ...body, schedule_items: [...body.schedule_items, ...body.schedule_items] })
    ],
    ["CR-SCHED-04 the openid of somebody else", "PARAM_ERROR", "/openid", (body) => ({ ...body, openid: "somebody" })],
    [
      "CR-SCHED-08 V3-JSON-05 a description in an item",
      "PARAM_ERROR",
      "/schedule_items/0/description",
      item({ description: "x" })
    ],
    ["V3-JSON-03 a null member", "PARAM_ERROR", "/schedule_items/0/sub_appid", item({ sub_appid: null })],
    ["V3-JSON-05 a member that is not known", "PARAM_ERROR", "/surprise", (body) => ({ ...body, surprise: 1 })],
    [
      "CR-ID-07 a sub-merchant of somebody else",
      "NO_AUTH",
      "/schedule_items/0/sub_mchid",
      item({ sub_mchid: "1900000110" })
    ]
  ]
  for (const [title, code, field, change] of bookings) {
    it.effect(`${title} is refused as ${code} at ${field}`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Lender.noon)
        const rejection = yield* refused(paths.book, change(yield* wireBooking))
        assert.deepStrictEqual([rejection.code, rejection.authenticity], [code, "Verified"])
        assert.include(rejection.detail, { field })
        // the number is documented for PARAM_ERROR only, and of the other nothing is said
        const number = code === "PARAM_ERROR" ? 268_435_461 : 268_435_456
        assert.match(rejection.requestId ?? "", new RegExp(`^[0-9A-F]{32}-${number}$`, "u"))
        assert.strictEqual(HashMap.size((yield* (yield* Sandbox).state).bookings), 0)
      }).pipe(Effect.provide(layer()))
    )
  }

  it.effect("CR-SCHED-03 a contract that has ended is not booked", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Lender.noon)
      const { code, message } = yield* refused(paths.book, yield* wireBooking)
      assert.strictEqual(code, "INVALID_REQUEST")
      assert.include(message, "CR-SCHED-03")
    }).pipe(
      Effect.provide(
        Layer.unwrap(
          Effect.map(Sandbox, ({ contract }) => layer({ account: { contract: { ...contract, state: "Terminated" } } }))
        ).pipe(Layer.provide(Sandbox.layer()))
      )
    )
  )

  const charges: ReadonlyArray<readonly [string, string, object]> = [
    ["CR-DEDUCT-01 a booking that does not exist", "INVALID_REQUEST", { out_record_id: "R2" }],
    ["CR-DEDUCT-01 the booking of another contract", "INVALID_REQUEST", { contract_id: "1" }],
    ["CR-AMT-07 more than was booked", "PARAM_ERROR", { deduct_amount: "10001" }],
    ["CR-AMT-07 nothing", "PARAM_ERROR", { deduct_amount: "0" }],
    ["CR-DEDUCT-05 a notify address without https", "PARAM_ERROR", { notify_url: "http://lender.example/notify" }],
    ["CR-DEDUCT-05 a notify address with a query", "PARAM_ERROR", { notify_url: "https://lender.example/notify?a=1" }],
    ["V3-HOOK-02 a notify address of this machine", "PARAM_ERROR", { notify_url: "https://127.0.0.1/notify" }],
    ["CR-DEDUCT-04 a description of 128 characters", "PARAM_ERROR", { description: "还".repeat(128) }],
    ["V3-JSON-01 a description with an emoji", "PARAM_ERROR", { description: "😀" }]
  ]
  for (const [title, code, change] of charges) {
    it.effect(`${title} is refused as ${code}`, () =>
      Effect.gen(function* () {
        yield* (yield* CreditRepayment).book(yield* Lender.booking())
        const { contractId, deductAmount, description, notifyUrl, outRecordId, outTradeNo } = yield* Lender.charge()
        const body = {
          contract_id: contractId,
          out_trade_no: outTradeNo,
          out_record_id: outRecordId,
          deduct_amount: String(deductAmount),
          notify_url: notifyUrl,
          description
        }
        assert.strictEqual((yield* refused(paths.charge, { ...body, ...change })).code, code)
        assert.strictEqual(HashMap.size((yield* (yield* Sandbox).state).orders), 0)
      }).pipe(Effect.provide(layer()))
    )
  }

  it.effect("CR-SCHED-05 CR-DEDUCT-06 V3-IDEM-01 a number that comes back with other content is refused", () =>
    Effect.gen(function* () {
      const client = yield* CreditRepayment
      yield* client.book(yield* Lender.booking("R1", 3))
      yield* client.charge(yield* Lender.charge())
      const again = Effect.fnUntraced(function* ({ book, charge }: CreditRepayment["Service"]) {
        const rebooked = yield* Effect.flip(book(yield* Lender.booking("R1", 4)))
        const recharged = yield* Effect.flip(charge({ ...(yield* Lender.charge()), deductAmount: 9_999 }))
        return [rebooked, recharged] as const
      })
      const remembered = yield* again(client)
      assert.deepStrictEqual(
        remembered.map((error) => (error._tag === "NumberReused" ? [error.field, error.number, error.rule] : error)),
        [
          ["scheduleItems.0.outRecordId", "R1", "CR-SCHED-05"],
          ["outTradeNo", "T1", "CR-DEDUCT-06"]
        ]
      )
      // a client that remembers nothing is refused by the platform itself
      const [rebooked, recharged] = yield* again(yield* Lender.forgetful)
      assert.include(rebooked.message, "CR-SCHED-05")
      assert.include(recharged.message, "CR-DEDUCT-06")
      for (const error of [rebooked, recharged]) {
        if (error._tag !== "Rejection") return assert.fail(error._tag)
        assert.deepStrictEqual([error.status, error.code], [400, "INVALID_REQUEST"])
      }
    }).pipe(Effect.provide(layer()))
  )

  it.effect("CR-SCHED-06 a booking is found under its own contract only", () =>
    Effect.gen(function* () {
      const client = yield* CreditRepayment
      yield* client.book(yield* Lender.booking())
      const error = yield* Effect.flip(client.findScheduleRecord({ outRecordId: "R1", contractId: "another" }))
      if (error._tag !== "Rejection") return assert.fail(error._tag)
      assert.deepStrictEqual([error.status, error.code, error.category], [404, "RESOURCE_NOT_EXISTS", "AskFirst"])
    }).pipe(Effect.provide(layer()))
  )
})

describe("connecting", () => {
  it.effect("another process connects with the environment that the sandbox spells out", () =>
    Effect.gen(function* () {
      const { connection } = yield* Sandbox
      const client = yield* CreditRepayment.pipe(
        Effect.provide(
          CreditRepayment.layerConfig.pipe(
            Layer.provide(Transport.layerCrypto),
            Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(environment({ ...connection }))))
          )
        )
      )
      assert.strictEqual((yield* client.book(yield* Lender.booking())).outRecordId, "R1")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("every sandbox has keys of its own, and another's are not let in", () =>
    Effect.gen(function* () {
      const other = yield* Effect.provide(Sandbox, Sandbox.layer())
      const client = yield* CreditRepayment.pipe(
        Effect.provide(CreditRepayment.layer(other.connection).pipe(Layer.provide(Transport.layerCrypto)))
      )
      const error = yield* Effect.flip(client.book(yield* Lender.booking()))
      if (error._tag !== "Rejection") return assert.fail(error._tag)
      assert.deepStrictEqual([error.status, error.code, error.authenticity], [401, "SIGN_ERROR", "Unsigned"])
    }).pipe(Effect.provide(layer()))
  )
})
