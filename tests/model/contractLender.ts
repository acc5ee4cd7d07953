/**
 * A lender for real: processes that come and go over stores that outlive them, and what each call and each question comes to.
 */
import {
  Access,
  CreditRepayment,
  Inbox,
  type NotificationStore,
  Receiver,
  RetryPolicy,
  type SentStore
} from "@wxrepay/domain/client"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { draftsOf, found, type Numbered, type Refused, spelled } from "./contractCalls.ts"
import type { Ask } from "./contractModel.ts"
import { eventOf, type Letter, World } from "./contractWorld.ts"
import type { Action } from "./lenderModel.ts"

/** What outlives a process: built anew for each, over what is kept. */
export type Stores = Layer.Layer<SentStore | NotificationStore>

/** A process of the lender: all of it dies with its scope. */
export interface Process {
  readonly client: CreditRepayment["Service"]
  readonly receiver: Receiver.Receiver
  readonly close: Effect.Effect<void>
}

/** Begins a process of the lender. */
export const begin = Effect.fnUntraced(function* (
  stores: Stores,
  handle: (event: string) => Effect.Effect<void, string>
): Effect.fn.Return<Process, never, World> {
  const { inbox, outside, sandbox } = yield* World
  const scope = yield* Scope.make()
  const services = yield* CreditRepayment.layerFrom.pipe(
    Layer.provide(Access.layerFrom(sandbox.connection)),
    Layer.provideMerge(stores),
    Layer.provide(Layer.merge(Layer.succeedContext(outside), RetryPolicy.layer(RetryPolicy.never))),
    Layer.fresh,
    Layer.buildWithScope(scope)
  )
  const receiver = yield* Receiver.make((notification) => handle(eventOf(notification))).pipe(
    Effect.provide(services),
    Effect.provideService(Scope.Scope, scope),
    Effect.provideService(Inbox, inbox)
  )
  return { client: Context.get(services, CreditRepayment), receiver, close: Scope.close(scope, Exit.void) }
})

const inOrder = (numbers: Iterable<number>) => Array.from(numbers).toSorted((one, other) => one - other)

/** Starts the first process of a lender. */
export const start = Effect.fnUntraced(function* ({ stores, ...life }: Numbered & { readonly stores: Stores }) {
  const world = yield* World
  const { plan } = world.sandbox
  const drafts = draftsOf(world.sandbox, life)
  const { outContractCode } = drafts
  const handled: Array<string> = []
  const asks = new Map<string, Ask>()
  const booked = new Set<number>()
  const charged = new Set<number>()
  let isFailing = false
  const process = begin(stores, (event) =>
    Effect.suspend(() => {
      if (isFailing) return Effect.fail("the lender's database is away")
      handled.push(event)
      return Effect.void
    })
  )
  let running = yield* process

  const restart = Effect.gen(function* () {
    yield* running.close
    running = yield* process
  })

  const contract = Effect.suspend(() => found(running.client.findContract({ outContractCode })))
  const record = (no: number, contractId: string) =>
    found(running.client.findScheduleRecord({ outRecordId: drafts.outRecordId(no), contractId }))
  const order = (no: number) => found(running.client.findDeductOrder({ outTradeNo: drafts.outTradeNo(no) }))

  /** What can be read before a call. */
  const known = Effect.gen(function* () {
    const agreed = yield* contract
    return { plan, contract: agreed, usedCodes: new Set(agreed === undefined ? [] : [outContractCode]) }
  })

  /** What can be read of a booking. */
  const knownOf = Effect.fnUntraced(function* (of: number, contractId: string) {
    const orders = yield* ordersSoFar
    const outRecordId = drafts.outRecordId(of)
    return {
      record: yield* record(of, contractId),
      orders: orders.filter((order) => order.outRecordId === outRecordId)
    }
  })

  /** Sends a call, with what can be read where the lender `knows`. */
  const send = Effect.fnUntraced(function* (ask: Ask, knows: boolean): Effect.fn.Return<unknown, Refused> {
    const { client } = running
    if (ask._tag === "Terminate") return yield* client.terminateContract(drafts.termination)
    if (ask._tag === "Presign") return yield* client.presignH5(drafts.presign(ask), knows ? yield* known : {})
    const all = yield* known
    const contractId = all.contract?.contractId ?? ""
    if (ask._tag === "Book") return yield* client.book(drafts.booking(contractId, ask), knows ? all : {})
    return yield* client.charge(
      drafts.charge(contractId, ask),
      knows ? { ...all, ...(yield* knownOf(ask.of, contractId)) } : {}
    )
  })

  /** The orders and records of all numbers that were ever sent. */
  const ordersSoFar = Effect.suspend(() =>
    Effect.map(Effect.forEach(inOrder(charged), order), (orders) => orders.filter((order) => order !== undefined))
  )

  /** Makes a call that the network may lose, and the process with it. */
  const call = Effect.fnUntraced(function* ({ ask, dies, knows, lost }: Action & { readonly _tag: "Call" }) {
    if (ask._tag === "Charge") charged.add(ask.no)
    if (ask._tag === "Book") booked.add(ask.no)
    const death = yield* Deferred.make<void>()
    world.decree({ lost, ...(dies ? { dies: Effect.andThen(Deferred.succeed(death, undefined), Effect.never) } : {}) })
    const end = yield* Effect.raceFirst(Effect.result(send(ask, knows)), Effect.as(Deferred.await(death), undefined))
    world.decree({ lost: "Nothing" })
    if (end === undefined) yield* restart
    const answer = end === undefined ? "OutcomeUnknown" : Result.isSuccess(end) ? "Taken" : yield* spelled(end.failure)
    if (answer === "OutcomeUnknown") asks.set(nameOf(ask), ask)
    return answer
  })

  /** What the store says is not known to have ended, in the names of the model. */
  const doubts = Effect.suspend(() =>
    Effect.map(Effect.orDie(running.client.unsettled), (all) =>
      all
        .map(({ number, operation }) => `${names[operation] ?? operation} ${/x(\d)$/u.exec(number)?.[1] ?? 0}`)
        .toSorted()
    )
  )

  const settlementOf = Effect.fnUntraced(function* (ask: Ask) {
    const { settle } = running.client
    const contractId = (yield* contract)?.contractId ?? ""
    const patience = { within: "8 minutes", pause: "1 minute" } as const
    switch (ask._tag) {
      case "Presign":
        return yield* settle("presignH5", drafts.presign(ask), patience)
      case "Terminate":
        return yield* settle("terminateContract", drafts.termination, patience)
      case "Book":
        return yield* settle("book", drafts.booking(contractId, ask), patience)
      case "Charge":
        return yield* settle("charge", drafts.charge(contractId, ask), patience)
    }
  })

  /** Settles the first doubt by name, which is given ten minutes: the sandbox decides at once, so no call is under way when the clock moves. */
  const settle = Effect.gen(function* () {
    const [name = ""] = yield* doubts
    const ask = asks.get(name)
    if (ask === undefined) return "Nothing"
    const fiber = yield* Effect.forkChild(settlementOf(ask), { startImmediately: true })
    for (let minute = 0; minute < 10; minute++) yield* TestClock.adjust("1 minute")
    const settlement = yield* Effect.orDie(Fiber.join(fiber))
    return settlement._tag === "Refused" ? yield* spelled(settlement.error) : settlement._tag
  })

  /** Delivers a letter, with the signature of now, to a lender that may fail to write it down. */
  const deliver = Effect.fnUntraced(function* (letter: Letter | undefined, fails: boolean) {
    if (letter === undefined) return "Nothing"
    const before = handled.length
    isFailing = fails
    const { status } = yield* running.receiver.receive(yield* world.stamped(letter))
    isFailing = false
    if (status !== 204) return "Failed"
    return handled.length > before ? "Handled" : "Repeated"
  })

  /** Everything that client, store and post office tell. */
  const told = Effect.gen(function* () {
    const agreed = yield* contract
    const contractId = agreed?.contractId ?? ""
    const { orders } = yield* world.sandbox.state
    const records = yield* Effect.forEach(inOrder(booked), (no) => record(no, contractId))
    return {
      contract: agreed === undefined ? "None" : `${agreed.state} ${agreed.repaymentAmountLimit}`,
      bookings: records
        .filter((record) => record !== undefined)
        .map((record) => [record.outRecordId, record.repaymentAmount, record.minRepaymentAmount, record.repaymentDate]),
      orders: (yield* ordersSoFar).map((order) => [
        order.outTradeNo,
        order.outRecordId,
        order.deductAmount,
        order.orderState,
        order.paySuccessAmount ?? 0
      ]),
      // and there is none that nobody asks about
      placed: Array.from(HashMap.values(orders)).filter(({ charge }) => charge.contractId === contractId).length,
      doubts: yield* doubts,
      post: (yield* world.letters).map(({ event }) => event),
      handled
    }
  })

  return { call, settle, restart, deliver, told, close: Effect.suspend(() => running.close) }
})

/** A running lender. */
export type Lender = Effect.Success<ReturnType<typeof start>>

const nameOf = (ask: Ask): string => `${ask._tag} ${"no" in ask ? ask.no : 0}`

const names: Readonly<Record<string, Ask["_tag"]>> = {
  presign: "Presign",
  book: "Book",
  charge: "Charge",
  terminateContract: "Terminate"
}
