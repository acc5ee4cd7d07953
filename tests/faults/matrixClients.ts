/**
 * A merchant of a sandbox on a port, behind a proxy that does as told: clients of both services over one transport, and a clock on
 * which nobody waits for a pause.
 */
import {
  Access,
  BaseUrl,
  CreditRepayment,
  PayScore,
  RetryPolicy,
  SentStore,
  type Transport
} from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as FaultyProxy from "../support/faultyProxy.ts"
import * as Lender from "../support/lender.ts"
import { service } from "../support/serviceOrders.ts"
import type { Clients } from "./matrixEndpoints.ts"

/** What the transport was seen to do. */
export interface Watch {
  /** Exchanges that were begun, without downloads of certificates. */
  tries: number
  /** Open once the head of an answer has come. */
  readonly head: Latch.Latch
}

/** Where clients are: what they remember what they sent in, and how they get keys. */
export interface Setup {
  readonly baseUrl: string
  readonly store: Layer.Layer<SentStore>
  readonly downloads?: boolean
}

/** The surroundings of the matrix. */
export class Surroundings extends Context.Service<
  Surroundings,
  {
    readonly proxy: FaultyProxy.FaultyProxy
    /** Past the proxy. */
    readonly direct: Clients
    /** Through the proxy. */
    readonly clients: Clients
    readonly watch: Watch
    /** Other clients over the same transport. */
    readonly start: (setup: Setup) => Effect.Effect<Clients, never, Scope.Scope>
    /** A number that was never used. */
    readonly number: Effect.Effect<string>
  }
>()("tests/faults/Surroundings") {}

const options = {
  keys: "Both",
  account: { service },
  // a charge that runs shows that it was begun
  pace: "30 days",
  fetch: () => Promise.resolve(new Response(null, { status: 204 }))
} as const

/** The sandbox, the proxy and the clients, from noon on; who goes past the proxy may download certificates. */
export const layer = (
  transport: Layer.Layer<Transport.Transport>,
  downloads = false
): Layer.Layer<Surroundings | Sandbox> =>
  // a certificate holds from when it was made
  Layer.unwrap(
    Effect.as(
      TestClock.setTime(Lender.noon),
      Layer.effect(Surroundings, make(transport, downloads)).pipe(Layer.provideMerge(Layer.orDie(layerNode(options))))
    )
  )

const make = Effect.fnUntraced(function* (transport: Layer.Layer<Transport.Transport>, downloads: boolean) {
  const { connection, keys } = yield* Sandbox
  // who knows the certificates of the start knows nothing of this one, which signs when it is told to
  yield* keys.addCertificate()
  const watch: Watch = { tries: 0, head: Latch.makeUnsafe(false) }
  const services = yield* Layer.build(watched(transport, watch))
  const start = Effect.fnUntraced(function* ({ baseUrl, downloads = false, store }: Setup) {
    const settings = {
      ...connection,
      baseUrl: BaseUrl.make(baseUrl),
      ...(downloads ? { certificates: { apiV3Key: connection.apiV3Key, coolDown: 0 } } : {})
    }
    const built = yield* Layer.build(
      Layer.mergeAll(CreditRepayment.layerFrom, PayScore.layerFrom).pipe(
        Layer.provide(Access.layer(settings)),
        Layer.provide([store, Layer.succeedContext(services)]),
        Layer.provide(RetryPolicy.layer(RetryPolicy.never)),
        Layer.orDie,
        Layer.fresh
      )
    )
    return { repayment: Context.get(built, CreditRepayment), payScore: Context.get(built, PayScore) }
  })
  const store = () => Layer.fresh(SentStore.layerMemory)
  const proxy = yield* FaultyProxy.make(Number(new URL(connection.baseUrl).port))
  let numbers = 0
  return Surroundings.of({
    proxy,
    watch,
    start,
    direct: yield* start({ baseUrl: connection.baseUrl, store: store(), downloads }),
    clients: yield* start({ baseUrl: proxy.baseUrl, store: store() }),
    number: Effect.sync(() => `M${++numbers}`)
  })
})

const watched = (transport: Layer.Layer<Transport.Transport>, watch: Watch) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.transform((exchange, { url }) =>
        Effect.suspend(() => {
          if (!url.includes("/v3/certificates")) watch.tries += 1
          return Effect.tap(exchange, () => watch.head.open)
        })
      )
    )
  ).pipe(Layer.provideMerge(transport))

/** Runs on a clock on which a pause of a few seconds passes by itself. A deadline does not. */
export const eagerly = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  TestClock.testClockWith((clock) =>
    Effect.provideService(effect, Clock.Clock, {
      ...clock,
      sleep: (duration) =>
        Duration.isLessThan(duration, Duration.seconds(10)) ? clock.adjust(duration) : clock.sleep(duration)
    })
  )
