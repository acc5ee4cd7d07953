/**
 * The events of the platform and what may go wrong with their notifications, as data, and one cell of both.
 */
import { assert } from "@effect/vitest"
import { type Notification, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { CreditRepayment, Inbox, PayScore, Transport } from "@wxrepay/domain/client"
import { type NotificationFault, Sandbox } from "@wxrepay/sandbox"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { doors } from "../support/doors.ts"
import * as Lender from "../support/lender.ts"
import { service } from "../support/serviceOrders.ts"
import { memory } from "../support/receiving.ts"

type Needs = CreditRepayment | PayScore | Sandbox

/** An event: how it comes about under a number, and what a question tells once it has. */
export interface Event {
  readonly eventType: string
  /** How often it is sent at most. Rules: CR-HOOK-03, PS-HOOK-02. */
  readonly sendings: 15 | 16
  readonly happen: (number: string) => Effect.Effect<unknown, unknown, Needs>
  readonly ask: (number: string) => Effect.Effect<string, unknown, Needs>
  /** What asking tells. */
  readonly told: string
}

const notifyUrl = "https://lender.example/wechatpay/notify"

const own = (outOrderNo: string) =>
  Effect.map(Sandbox, ({ appid, service: { serviceId } }) => ({ outOrderNo, appid, serviceId }))

const signed = Effect.fnUntraced(function* (outContractCode: string) {
  const { appid, decide, plan } = yield* Sandbox
  yield* (yield* CreditRepayment).presignH5({
    appid,
    planId: plan.planId,
    outContractCode,
    displayName: "*明",
    contractNotifyUrl: notifyUrl,
    repaymentAmountLimit: 300_000
  })
  assert.strictEqual(yield* decide(outContractCode, "Agree"), "Signed")
})

const askContract = (outContractCode: string) =>
  Effect.flatMap(CreditRepayment, (client) =>
    Effect.map(client.findContract({ outContractCode }), ({ state }) => state)
  )

const askOrder = Effect.fnUntraced(function* (outOrderNo: string) {
  return Stage.of(yield* (yield* PayScore).find(yield* own(outOrderNo)))
})

const created = Effect.fnUntraced(function* (outOrderNo: string, isConfirmed: boolean) {
  const { openid } = yield* Sandbox
  yield* (yield* PayScore).create({
    ...(yield* own(outOrderNo)),
    serviceIntroduction: "智能回收柜租用",
    timeRange: { startTime: "20251105080000" },
    riskFund: { name: "EstimateOrderCost", amount: 20_000 },
    notifyUrl,
    ...(isConfirmed ? {} : { needUserConfirm: false, openid })
  })
})

/** Every event that the sandbox tells of money and contracts. */
export const events: Readonly<Record<string, Event>> = {
  ContractSigned: {
    eventType: "CREDIT_REPAYMENT.SIGN_CONTRACT",
    sendings: 15,
    happen: signed,
    ask: askContract,
    told: "Effective"
  },
  ContractTerminated: {
    eventType: "CREDIT_REPAYMENT.TERMINATE_CONTRACT",
    sendings: 15,
    happen: (code) =>
      Effect.andThen(
        signed(code),
        Effect.flatMap(Sandbox, (sandbox) => sandbox.endContract(code, "ByUser"))
      ),
    ask: askContract,
    told: "Terminated"
  },
  DeductionPaid: {
    eventType: "CREDIT_REPAYMENT.DEDUCTION_PAY",
    sendings: 15,
    happen: Effect.fnUntraced(function* (number) {
      const client = yield* CreditRepayment
      yield* client.book(yield* Lender.booking(number))
      yield* client.charge(yield* Lender.charge(number, number))
    }),
    ask: (outTradeNo) =>
      Effect.flatMap(CreditRepayment, (client) =>
        Effect.map(client.findDeductOrder({ outTradeNo }), ({ orderState }) => orderState)
      ),
    told: "Paid"
  },
  ServiceOrderConfirmed: {
    eventType: "PAYSCORE.USER_CONFIRM",
    sendings: 16,
    happen: Effect.fnUntraced(function* (number) {
      yield* created(number, true)
      assert.strictEqual(yield* (yield* Sandbox).confirm(number, "Agree"), "Confirmed")
    }),
    ask: askOrder,
    told: "InService"
  },
  ServiceOrderPaid: {
    eventType: "PAYSCORE.USER_PAID",
    sendings: 16,
    happen: Effect.fnUntraced(function* (number) {
      yield* created(number, false)
      yield* (yield* PayScore).complete({
        ...(yield* own(number)),
        postPayments: [{ name: "租金", amount: 10_000 }],
        totalAmount: 10_000,
        timeRange: { endTime: "20251105115900" }
      })
    }),
    ask: askOrder,
    told: "Paid"
  }
}

/** What goes wrong with a notification, and what the sendings of each event then come to. */
export interface Row {
  readonly what: string
  /** Of each sending, by its turn. */
  readonly fault: (attempt: number) => NotificationFault | undefined
  /** What the receiver answered to each sending, as the platform knows it; of all that there are where it is one. */
  readonly answers: ReadonlyArray<number | undefined> | "AllLost"
  /** How often the application handled it. */
  readonly handled: 0 | 1
  /** Whether another event of the kind comes first. */
  readonly isOvertaken?: true
}

const first = (fault: NotificationFault) => (attempt: number) => (attempt === 1 ? fault : undefined)

const refusedFirst = { answers: [401, 204], handled: 1 } as const

/** Every fault of notifications. */
export const table: Readonly<Record<string, Row>> = {
  lost: {
    what: "the first sending is lost",
    fault: first({ delivery: "Lost" }),
    answers: [undefined, 204],
    handled: 1
  },
  lostForever: { what: "every sending is lost", fault: () => ({ delivery: "Lost" }), answers: "AllLost", handled: 0 },
  twice: { what: "it is delivered twice", fault: first({ delivery: "Twice" }), answers: [204, 204], handled: 1 },
  answerLost: {
    what: "it arrives, and the answer to it is lost",
    fault: first({ delivery: "AnswerLost" }),
    answers: [undefined, 204],
    handled: 1
  },
  late: { what: "it is four minutes under way", fault: first({ late: "4 minutes" }), answers: [204], handled: 1 },
  overtaken: {
    what: "another that happened later comes first",
    fault: first({ late: "4 minutes" }),
    answers: [204],
    handled: 1,
    isOvertaken: true
  },
  wronglySigned: { what: "its signature is wrong", fault: first({ proof: "Wrong" }), ...refusedFirst },
  unsigned: { what: "it has no signature", fault: first({ proof: "Missing" }), ...refusedFirst },
  unknownSerial: { what: "its key is nobody's", fault: first({ proof: "UnknownSerial" }), ...refusedFirst },
  probe: { what: "it is a probe, wrongly signed on purpose", fault: first({ proof: "Probe" }), ...refusedFirst },
  stale: { what: "it was signed ten minutes ago", fault: first({ proof: "Stale" }), ...refusedFirst }
}

/** What one cell came to. */
export interface Cell {
  readonly answers: ReadonlyArray<number | undefined>
  /** The numbers that were handled, in order. */
  readonly handled: ReadonlyArray<string>
  readonly asking: string
}

const numberOf = (notification: Notification.Notification): string => {
  switch (notification._tag) {
    case "ContractSigned":
    case "ContractTerminated":
      return notification.contract.outContractCode
    case "DeductionPaid":
      return notification.order.outTradeNo
    case "ServiceOrderConfirmed":
    case "ServiceOrderPaid":
      return notification.order.outOrderNo
    default:
      return assert.fail(notification._tag)
  }
}

/** What is on its way to the receiver. */
interface Posts {
  /** Sendings that were begun, and posts that are not answered yet. */
  begun: number
  owed: number
  /** How long one that was just begun is held up, and until when. */
  late: Duration.Input | undefined
  due: number
}

/** Runs the cells of one fault against a receiver on a socket, one event after another. */
export const run = (row: Row, names: ReadonlyArray<string>) => {
  const forward: Record<string, string> = {}
  const post: Posts = { owed: 0, begun: 0, late: undefined, due: Infinity }
  const sandbox = Sandbox.layer({
    account: { service, terminationNotifyUrl: notifyUrl },
    pace: "1 second",
    forward,
    fetch: (input, init) => fetch(input, init).finally(() => (post.owed -= 1))
  })
  const merchant = Layer.unwrap(
    Effect.map(Sandbox, ({ connection }) =>
      Layer.mergeAll(CreditRepayment.layer(connection), PayScore.layer(connection), Inbox.layer(connection), memory)
    )
  ).pipe(Layer.provide(Transport.layerCrypto))

  /** Lets time pass until something is so, so many milliseconds at most, and stand still while anything is on a socket. */
  const passing = Effect.fnUntraced(function* (
    isSo: Effect.Effect<boolean>,
    step: Duration.Input = "1 second",
    most = Infinity
  ) {
    const latest = (yield* Clock.currentTimeMillis) + most
    while (true) {
      const now = yield* Clock.currentTimeMillis
      if (post.late !== undefined) {
        post.due = now + Duration.toMillis(Duration.fromInputUnsafe(post.late))
        post.late = undefined
      }
      if (now >= post.due) {
        post.owed += 1
        post.due = Infinity
      }
      if (post.owed === 0 && (yield* isSo)) return
      if (post.owed > 0 || now >= latest) yield* Effect.yieldNow
      else yield* TestClock.adjust(Math.min(post.due - now, Duration.toMillis(Duration.fromInputUnsafe(step))))
    }
  })

  return Effect.gen(function* () {
    yield* TestClock.setTime(Lender.noon)
    const { deliveries, disturb } = yield* Sandbox
    const isOvertaken = row.isOvertaken === true
    const handled: Array<readonly [tag: string, number: string]> = []
    const door = yield* doors["node:http"]((notification) =>
      Effect.sync(() => void handled.push([notification._tag, numberOf(notification)]))
    )
    forward["https://lender.example"] = `http://127.0.0.1:${door.port}`
    const cells: Record<string, Cell> = {}
    for (const name of names) {
      const { ask, eventType, happen, sendings } = events[name] ?? assert.fail(name)
      const [number, later] = [`${name}1`, `${name}2`]
      post.begun = 0
      yield* disturb({
        notifications: (sending) => {
          if (sending.eventType === eventType) post.begun += 1
          // what overtakes it is let through
          const isStruck = sending.eventType === eventType && !(isOvertaken && post.begun > 1)
          const fault = isStruck ? row.fault(sending.attempt) : undefined
          if (fault?.late !== undefined) post.late = fault.late
          else if (fault?.delivery !== "Lost") post.owed += fault?.delivery === "Twice" ? 2 : 1
          return fault
        }
      })
      yield* happen(number)
      yield* passing(Effect.sync(() => post.begun > 0))
      if (isOvertaken) {
        yield* happen(later)
        // sealing takes real time: it is ready long before the first is due
        const isUnderWay = Effect.sync(() => post.begun > 1)
        yield* passing(isUnderWay, "1 second", 10_000)
      }
      const ofKind = Effect.map(deliveries, (all) => all.filter((one) => one.eventType === eventType))
      const expected = row.answers === "AllLost" ? sendings : row.answers.length + (isOvertaken ? 1 : 0)
      const isOver = Effect.map(ofKind, ({ length }) => length >= expected)
      yield* passing(isOver, row.answers === "AllLost" ? "1 day" : "1 second")
      cells[name] = {
        answers: (yield* ofKind).map(({ status }) => status),
        handled: handled.filter(([tag]) => tag === name).map(([, number]) => number),
        asking: yield* ask(number)
      }
    }
    return cells
  }).pipe(Effect.provide(merchant.pipe(Layer.provideMerge(sandbox))), Effect.scoped)
}
