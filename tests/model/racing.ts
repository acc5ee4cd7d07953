/**
 * Races of a contract: fast-check's scheduler decides when a request arrives, when its answer comes back, and when a store is reached.
 */
import { type DeductOrder, Fen, type Schedule } from "@wxrepay/domain"
import { NotificationStore, SentStore } from "@wxrepay/domain/client"
import { Borrower } from "@wxrepay/sandbox"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import type * as fc from "fast-check"
import { draftsOf, type Refused, spelled } from "./contractCalls.ts"
import { begin, type Stores } from "./contractLender.ts"
import type { Ask } from "./contractModel.ts"
import { type Letter, settled, World } from "./contractWorld.ts"

/** Waits until the scheduler lets a step be taken. */
type Gate = (step: string) => Effect.Effect<void>

/** A network where the scheduler moves what is sent and what is answered. */
const gatedHttp = (http: HttpClient.HttpClient, gate: Gate): HttpClient.HttpClient =>
  HttpClient.make((request) => {
    const step = `${request.method} ${new URL(request.url).pathname}`
    return Effect.andThen(gate(step), http.execute(request)).pipe(Effect.onExit(() => gate(`the end of ${step}`)))
  })

/** Stores that the scheduler lets in. */
const gatedStores = (gate: Gate) =>
  Effect.gen(function* () {
    const services = yield* Layer.build(Layer.fresh(Layer.merge(SentStore.layerMemory, NotificationStore.layerMemory)))
    const sent = Context.get(services, SentStore)
    const notifications = Context.get(services, NotificationStore)
    return Layer.merge(
      Layer.succeed(SentStore, {
        ...sent,
        claim: (one) => Effect.andThen(gate(`claim ${one.number}`), sent.claim(one)),
        release: (one) => Effect.andThen(gate(`release ${one.number}`), sent.release(one)),
        settle: (one) => Effect.andThen(gate(`settle ${one.number}`), sent.settle(one)),
        forget: (one) => Effect.andThen(gate(`forget ${one.number}`), sent.forget(one))
      }),
      Layer.succeed(NotificationStore, {
        once: (key, work) => Effect.andThen(gate("once"), notifications.once(key, work))
      })
    )
  }).pipe(Effect.scoped)

/** Lets the scheduler decide step by step, and time pass when no step is left to take, until everything has ended. */
const decided = Effect.fnUntraced(function* <A>(scheduler: fc.Scheduler, work: ReadonlyArray<Effect.Effect<A>>) {
  const fibers = yield* Effect.forEach(work, (one) => Effect.forkChild(one))
  while (scheduler.count() > 0 || fibers.some((fiber) => fiber.pollUnsafe() === undefined)) {
    // whoever can has to have come to a step before one is chosen
    yield* Effect.repeat(settled, { times: 3 })
    if (scheduler.count() > 0) yield* Effect.promise(() => scheduler.waitOne())
    else yield* TestClock.adjust("1 second")
  }
  return yield* Fiber.joinAll(fibers)
})

/** What the platform has of one contract. */
interface Ledger {
  readonly isEffective: boolean
  readonly bookings: ReadonlyArray<Schedule.ScheduleRecord>
  readonly orders: ReadonlyArray<DeductOrder.DeductOrder>
  readonly post: ReadonlyArray<string>
}

/** A signed contract, and processes of its lender whose every step the scheduler has to let in once a race is on. */
export const make = Effect.fnUntraced(function* (number: number) {
  const world = yield* World
  const firstDay = "2025-11-05"
  yield* world.beginOn(firstDay)
  yield* world.sandbox.setBorrower(Borrower.paysPart(Fen.make(100_000)))
  const drafts = draftsOf(world.sandbox, { firstDay, number })
  let gate: Gate = () => Effect.void
  const gated: Gate = (step) => Effect.suspend(() => gate(step))
  const http = gatedHttp(Context.get(world.outside, HttpClient.HttpClient), gated)
  const outside = Context.add(world.outside, HttpClient.HttpClient, http)
  const handled: Array<string> = []
  let failures = 0

  const handle = Effect.fnUntraced(function* (event: string): Effect.fn.Return<void, string> {
    yield* gated(`handle ${event}`)
    if (failures-- > 0) return yield* Effect.fail("the lender's database is away")
    yield* gated(`${event} is handled`)
    handled.push(event)
  })
  const process = (stores: Stores) => Effect.provideService(begin(stores, handle), World, { ...world, outside })
  const stores = yield* gatedStores(gated)
  const one = yield* process(stores)
  /** Another process over the same stores. */
  const another = yield* process(stores)
  /** A process that shares nothing with them. */
  const stranger = yield* process(yield* gatedStores(gated))
  yield* Effect.orDie(one.client.presignH5(drafts.presign({ _tag: "Presign", limit: 20_000 })))
  yield* world.sandbox.decide(drafts.outContractCode, "Agree")
  const { contractId } = yield* Effect.orDie(one.client.findContract(drafts))

  /** Asks for something in the name of a process, and answers in the words of the model. */
  const ask = ({ client }: typeof one, ask: Ask): Effect.Effect<string> => {
    const call: Effect.Effect<unknown, Refused> =
      ask._tag === "Book"
        ? client.book(drafts.booking(contractId, ask))
        : ask._tag === "Charge"
          ? client.charge(drafts.charge(contractId, ask))
          : ask._tag === "Terminate"
            ? client.terminateContract(drafts.termination)
            : client.presignH5(drafts.presign(ask))
    return Effect.matchEffect(call, { onSuccess: () => Effect.succeed("Taken"), onFailure: spelled })
  }

  return {
    world,
    handled,
    /** What the contract is called. */
    code: drafts.outContractCode,
    /** Ends all processes. */
    close: Effect.all([one.close, another.close, stranger.close], { discard: true }),
    one,
    another,
    stranger,
    ask,
    /** Settles a charge, for at most two minutes. */
    settle: ({ client }: typeof one, charge: Ask & { _tag: "Charge" }): Effect.Effect<string> =>
      client.settle("charge", drafts.charge(contractId, charge), { within: "2 minutes" }).pipe(
        Effect.orDie,
        Effect.map((end) => (end._tag === "Settled" ? `Settled by ${end.by}` : end._tag))
      ),
    /** A notification comes to a process. */
    deliver: ({ receiver }: typeof one, letter: Letter): Effect.Effect<string> =>
      Effect.flatMap(world.stamped(letter), (stamped) =>
        Effect.map(receiver.receive(stamped), ({ status }) => `${status} ${handled.length}`)
      ),
    /** Has so many handlings fail first. */
    failNext: (times: number) => {
      failures = times
    },
    /** A few seconds pass, sooner or later. */
    passing: Effect.gen(function* () {
      for (const step of ["once", "twice", "thrice"]) {
        yield* gated(`two seconds pass ${step}`)
        yield* TestClock.adjust("2 seconds")
      }
      return "Passed"
    }),
    /** Races: whatever is done at once, the scheduler puts in an order. */
    raced: Effect.fnUntraced(function* (scheduler: fc.Scheduler, ...work: ReadonlyArray<Effect.Effect<string>>) {
      gate = (step) => Effect.promise(() => scheduler.schedule(Promise.resolve(), step))
      const ends = yield* decided(scheduler, work)
      gate = () => Effect.void
      return ends
    }),
    /** What the lender still does not know. */
    doubts: Effect.map(Effect.orDie(one.client.unsettled), (all) =>
      all.map(({ number, operation }) => `${operation} ${number.replace(/^.*x/u, "")}`)
    ),
    /** What the platform has of it in the end, once everything that was accepted is collected. */
    ledger: Effect.gen(function* (): Effect.fn.Return<Ledger> {
      yield* TestClock.adjust("3 hours")
      yield* settled
      const { bookings, contracts, orders } = yield* world.sandbox.state
      const ours = <A extends { readonly contractId?: string | undefined }>(all: Iterable<A>) =>
        Array.from(all).filter((one) => one.contractId === contractId)
      return {
        isEffective: ours(HashMap.values(contracts)).some(({ state }) => state === "Effective"),
        bookings: ours(Array.from(HashMap.values(bookings), ({ record }) => record)),
        orders: ours(Array.from(HashMap.values(orders), ({ order }) => order)),
        post: (yield* world.letters).map(({ event }) => event)
      }
    })
  }
})

/** A contract that is raced about. */
export type Race = Effect.Success<ReturnType<typeof make>>
