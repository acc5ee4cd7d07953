/**
 * One cell of the fault matrix: a call is made while a fault strikes, and again once it is gone.
 */
import { assert } from "@effect/vitest"
import {
  ClockSkewed,
  OutcomeUnknown,
  Rejection,
  RetryPolicy,
  SentStore,
  Unanswered,
  Unreadable,
  Unverified
} from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import { closedPort } from "../transport/phaseServers.ts"
import type { FaultyProxy } from "../support/faultyProxy.ts"
import { eagerly, Surroundings } from "./matrixClients.ts"
import type { Clients, Endpoint } from "./matrixEndpoints.ts"
import type { Expected, Injection } from "./matrixRow.ts"

/** How often a call is made by itself. */
export type Policy = "Never" | "Standard"

/** What one cell came to, with what is the same in all of them: how many exchanges were begun. */
export interface Cell extends Expected {
  readonly tries: number
}

/** Where a call is made, and where it is made again once the fault is gone. */
interface Place {
  readonly clients: Clients
  readonly healthy: Clients
}

/** Runs one cell under a number of its own. */
export const run = Effect.fnUntraced(function* (endpoint: Endpoint, by: Injection, policy: Policy = "Never") {
  const { direct, number: fresh, watch } = yield* Surroundings
  const { disturb, state } = yield* Sandbox
  const number = yield* fresh
  const { change } = endpoint
  const effects = Effect.map(state, (state) => change?.effects(state, number) ?? 0)
  yield* endpoint.prepare(direct, number)
  const place = yield* placeOf(by)
  assert.strictEqual(yield* effects, 0)
  const before = watch.tries

  const call = eagerly(endpoint.call(place.clients, number)).pipe(
    Effect.provideService(RetryPolicy.CurrentRetryPolicy, policies[policy])
  )
  const { ended, late } = yield* striking(by, Effect.result(call), effects, change !== undefined)
  yield* disturb({})
  const tries = watch.tries - before
  if (by.by === "Late") yield* late
  const happened = change === undefined ? "–" : (yield* effects) > 0 ? "yes" : "no"
  const lateAtLast = by.by === "LateAfterSettled" ? late : Effect.void
  if (Result.isSuccess(ended)) {
    return { end: "done", happened, next: `–${odd(change, yield* effects)}`, tries } satisfies Cell
  }
  const error = ended.failure
  const isInDoubt = error instanceof OutcomeUnknown && change !== undefined
  if (isInDoubt) {
    assert.deepStrictEqual(
      [error.operation, error.number, error.isRepeat, error.attempts.length],
      [change.operation, number, false, tries]
    )
    assert.deepStrictEqual(yield* doubtsOf(place.clients, number), [change.operation])
  }
  const next = yield* isInDoubt
    ? settled(change, place, number, lateAtLast)
    : again(endpoint, place, number, lateAtLast)
  return { end: told(error), happened, next: `${next}${odd(change, yield* effects)}`, tries } satisfies Cell
}, Effect.scoped)

/** Settles a doubt, and says how it ended; only by an answer was it sent again. */
const settled = Effect.fnUntraced(function* (
  { operation, settle }: NonNullable<Endpoint["change"]>,
  { healthy }: Place,
  number: string,
  late: Effect.Effect<void>
) {
  const { proxy } = yield* Surroundings
  const posts = Effect.map(proxy.seen, ({ requests }) => requests.filter(({ method }) => method === "POST").length)
  const before = yield* posts
  const settlement = yield* eagerly(settle(healthy, number))
  const sent = (yield* posts) - before
  yield* late
  assert.deepStrictEqual(yield* doubtsOf(healthy, number), settlement._tag === "StillUnknown" ? [operation] : [])
  if (settlement._tag === "Refused") return `Refused by ${told(settlement.error)}`
  if (settlement._tag === "StillUnknown") return `StillUnknown, ${sent} sent`
  if (settlement._tag === "Differs") return "Differs"
  assert.strictEqual(sent, settlement.by === "Answer" ? 1 : 0)
  return `Settled by ${settlement.by}`
})

/** Makes the same call again, and says how it ended. */
const again = Effect.fnUntraced(function* (
  { call }: Endpoint,
  { healthy }: Place,
  number: string,
  late: Effect.Effect<void>
) {
  const ended = yield* Effect.result(eagerly(call(healthy, number)))
  yield* late
  return `again: ${Result.isSuccess(ended) ? "done" : told(ended.failure)}`
})

/** Whether certificates are downloaded, of a platform that goes on making them. */
export const isDownloading = (by: Injection): boolean => by.by === "Key" && by.is === "Downloaded"

/** Of a change that took effect once nothing is said. */
const odd = (change: Endpoint["change"], effects: number): string =>
  change === undefined || effects === 1 ? "" : `, ${effects} effects`

const policies = {
  Never: RetryPolicy.never,
  // with a budget that many cells do not use up
  Standard: RetryPolicy.RetryPolicy.make({
    ...RetryPolicy.standard,
    budget: { repetitions: 1_000_000, within: Duration.seconds(1) }
  })
}

/** The operations that clients have not settled under a number. */
const doubtsOf = ({ repayment }: Clients, number: string) =>
  Effect.map(repayment.unsettled, (all) => all.filter((one) => one.number === number).map(({ operation }) => operation))

/** The clients that a fault is about. */
const placeOf = Effect.fnUntraced(function* (by: Injection) {
  const { clients, proxy, start } = yield* Surroundings
  const usual: Place = { clients, healthy: clients }
  if (isDownloading(by)) {
    const learning = yield* start({ baseUrl: proxy.baseUrl, store: memory, downloads: true })
    return { clients: learning, healthy: learning }
  }
  if (by.by !== "Host") return usual
  // one memory for who calls into the void and who comes back from there
  const services = yield* Layer.build(memory)
  const store = Layer.succeedContext(services)
  const nowhere = by.is === "Refused" ? `http://127.0.0.1:${yield* closedPort}` : unresolvable
  return {
    clients: yield* start({ baseUrl: nowhere, store }),
    healthy: yield* start({ baseUrl: proxy.baseUrl, store })
  }
})

const memory = Layer.fresh(SentStore.layerMemory)

/** No resolver is asked for a label that is too long for any name. */
const unresolvable = `https://${"a".repeat(64)}.invalid`

/** Makes the call while the fault strikes its first exchange, and gives what became of it, and what arrives late. */
const striking = Effect.fnUntraced(function* <A, R>(
  by: Injection,
  call: Effect.Effect<A, never, R>,
  effects: Effect.Effect<number>,
  isChange: boolean
) {
  const { proxy, watch } = yield* Surroundings
  const { disturb, keys } = yield* Sandbox
  const late = Effect.asVoid(proxy.release)
  const { delivered, requests } = yield* proxy.seen
  const isFirst = (earlier: number) => earlier === requests.length
  const ended = <B>(ended: B) => ({ ended, late })

  /** Lets the deadline pass once something was seen. */
  const stalled = Effect.fnUntraced(function* <R2>(seen: Effect.Effect<unknown, never, R2>) {
    const fiber = yield* Effect.forkChild(call)
    yield* seen
    yield* TestClock.adjust("30 seconds")
    return ended(yield* Fiber.join(fiber))
  })

  switch (by.by) {
    case "Host":
      return ended(yield* call)
    case "Key": {
      if (isDownloading(by)) yield* keys.addCertificate()
      yield* keys.signWithNewest(1)
      return ended(yield* Effect.ensuring(call, keys.signWithNewest(0)))
    }
    case "Late":
    case "LateAfterSettled":
      yield* proxy.set((earlier) => (isFirst(earlier) ? "Hold" : "Pass"))
      return yield* stalled(proxy.awaitRequests(requests.length + 1))
    case "Sandbox": {
      const arrived = yield* Deferred.make<void>()
      yield* disturb({
        calls: ({ number }) => {
          Deferred.doneUnsafe(arrived, Effect.void)
          return number === 1 ? by.fault : undefined
        }
      })
      yield* proxy.set("Pass")
      if (by.isSilent === undefined) return ended(yield* call)
      const isThere = by.fault.strikes === "AfterCommit" && isChange ? happening(effects) : Effect.void
      return yield* stalled(Effect.andThen(Deferred.await(arrived), isThere))
    }
    case "Proxy": {
      watch.head.closeUnsafe()
      yield* proxy.set((earlier) => (isFirst(earlier) ? by.fate : "Pass"))
      const answered = proxy.awaitSeen((seen) => seen.delivered > delivered)
      const seen = {
        Read: proxy.awaitRequests(requests.length + 1),
        Delivered: answered,
        Head: watch.head.await,
        Dripped: Effect.andThen(answered, dripping(proxy))
      }
      return by.until === undefined ? ended(yield* call) : yield* stalled<never>(seen[by.until])
    }
  }
})

/** Waits until something is in the ledger. */
const happening = Effect.fnUntraced(function* (effects: Effect.Effect<number>) {
  while ((yield* effects) === 0) yield* Effect.yieldNow
})

/** A byte a second, until less than the deadline is left. */
const dripping = ({ drip }: FaultyProxy) =>
  Effect.forEach(Array.from({ length: 10 }), () => Effect.andThen(drip(), TestClock.adjust("1 second")))

/** An error by what makes it up, and what to do. */
const told = (error: { readonly _tag: string }): string => {
  const category = "category" in error ? `, ${String(error.category)}` : ""
  return `${partsOf(error)}${category}`
}

const partsOf = (error: { readonly _tag: string }): string => {
  if (error instanceof OutcomeUnknown) return `OutcomeUnknown (${error.attempts.map(partsOf).join("; ")})`
  if (error instanceof Rejection) return `Rejection ${error.status} ${error.authenticity}`
  if (error instanceof Unverified) return `Unverified ${error.reason._tag}`
  if (error instanceof Unreadable) return `Unreadable ${error.status}`
  if (error instanceof ClockSkewed) return `ClockSkewed ${error.status} by ${error.skewSeconds}`
  if (!(error instanceof Unanswered)) return error._tag
  return `Unanswered ${error.phase}${error.problem === "Deadline" ? " Deadline" : ""}`
}
