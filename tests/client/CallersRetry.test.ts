/**
 * CR-DEDUCT-06, V3-IDEM-02: whatever a caller repeats by itself, over us or under us, is charged once, and never told to have failed.
 *
 * Method: the sandbox books and charges really, and the transport loses answers once the sandbox has made them, or keeps requests
 * from arriving. A caller's own retries run over the call, or in the transport's `HttpClient`; the ledger says what happened.
 */
import { assert, describe, it } from "@effect/vitest"
import { Access, type ChargeError, CreditRepayment, RetryPolicy } from "@wxrepay/domain/client"
import { faults, Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import { inOwnTime } from "../support/doubts.ts"
import * as Lender from "../support/lender.ts"

/** What becomes of one request on its way. */
type Way = "AnswerLost" | "NeverArrives" | "Arrives"

/** A transport to the sandbox on which charges fare like this, one after another, and from then on well. */
const faring = (ways: ReadonlyArray<Way>, arrived: Array<Way>) => (client: HttpClient.HttpClient) =>
  HttpClient.transform(client, (answer, request) => {
    if (request.method === "GET" || !request.url.endsWith("/deduct-orders")) return answer
    const way = ways[arrived.length] ?? "Arrives"
    arrived.push(way)
    const lost = Effect.fail(
      new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request }) })
    )
    if (way === "Arrives") return answer
    return way === "NeverArrives" ? lost : Effect.andThen(answer, lost)
  })

/** What a caller may have put into the transport. */
type Client = (client: HttpClient.HttpClient) => HttpClient.HttpClient
const below: ReadonlyArray<readonly [title: string, Client]> = [
  ["nothing in its transport", (client) => client],
  ["retryTransient in its transport", HttpClient.retryTransient({ times: 3 })],
  [
    "retryTransient with pauses in its transport",
    HttpClient.retryTransient({ times: 3, schedule: Schedule.exponential("100 millis") })
  ]
]

type Charge = Effect.Effect<unknown, ChargeError>

/** What a caller may have put around the call. */
const above: ReadonlyArray<readonly [title: string, (charge: Charge) => Charge]> = [
  ["no retry of its own", (charge) => charge],
  ["Effect.retry around the call", Effect.retry({ times: 3 })],
  [
    "Effect.retry of what nobody knows",
    Effect.retry({ while: ({ _tag }: ChargeError) => _tag === "OutcomeUnknown", schedule: Schedule.recurs(3) })
  ],
  ["Effect.retry with pauses around the call", Effect.retry({ schedule: Schedule.exponential("1 second"), times: 3 })]
]

const scenarios: ReadonlyArray<readonly [string, ReadonlyArray<Way>]> = [
  ["one answer is lost", ["AnswerLost"]],
  ["two answers are lost", ["AnswerLost", "AnswerLost"]],
  ["a request is lost, then an answer", ["NeverArrives", "AnswerLost"]],
  ["an answer is lost, then a request", ["AnswerLost", "NeverArrives"]],
  ["every answer is lost", Array.from({ length: 20 }, () => "AnswerLost" as const)],
  [
    "an answer is lost, then every request",
    ["AnswerLost", ...Array.from({ length: 20 }, () => "NeverArrives" as const)]
  ]
]

/** A charge under both kinds of retries: how it ended, and what the ledger has. */
const charged = Effect.fnUntraced(function* (
  ways: ReadonlyArray<Way>,
  under: Client,
  over: (charge: Charge) => Charge,
  then: Effect.Effect<void, never, Sandbox> = Effect.void
) {
  yield* TestClock.setTime(Lender.noon)
  const arrived: Array<Way> = []
  const { connection, disturb, state } = yield* Sandbox
  const transport = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) => under(faring(ways, arrived)(client)))
  )
  const services = yield* Layer.build(
    CreditRepayment.layerFrom.pipe(
      Layer.provide(Access.layer(connection)),
      Layer.provide(transport),
      Layer.merge(RetryPolicy.layer(RetryPolicy.never)),
      Layer.orDie,
      Layer.fresh
    )
  )
  return yield* Effect.gen(function* () {
    const client = yield* CreditRepayment
    yield* client.book(yield* Lender.booking())
    const draft = yield* Lender.charge()
    yield* then
    const end = yield* Effect.result(inOwnTime(over(client.charge(draft)), "100 millis"))
    yield* disturb({})
    const tried = [...arrived]
    const orders = HashMap.size((yield* state).orders)
    const settlement = yield* inOwnTime(client.settle("charge", draft))
    return { end, orders, tried, settlement, after: HashMap.size((yield* state).orders) }
  }).pipe(Effect.provide(services))
})

// whether a signature is right is tried elsewhere; real ones would take most of the time
const within = <A, E>(program: Effect.Effect<A, E, Scope.Scope | Layer.Success<ReturnType<typeof Sandbox.layer>>>) =>
  program.pipe(Effect.scoped, Effect.provide(Sandbox.layer({ crypto: SyncCrypto.layer(Dice.make(1)) })))

describe("a caller's own retries", () => {
  for (const [underTitle, under] of below) {
    for (const [overTitle, over] of above) {
      it.effect(
        `CR-DEDUCT-06 V3-IDEM-02 with ${underTitle} and ${overTitle}, there is one charge, and no failure of it`,
        () =>
          Effect.forEach(scenarios, ([title, ways]) =>
            within(
              Effect.gen(function* () {
                const { after, end, orders, settlement, tried } = yield* charged(ways, under, over)
                assert.strictEqual(orders, tried.some((way) => way !== "NeverArrives") ? 1 : 0, title)
                if (Result.isFailure(end)) assert.strictEqual(end.failure._tag, "OutcomeUnknown", title)
                // and the way out of it
                assert.deepStrictEqual([settlement._tag, after], ["Settled", 1], title)
              })
            )
          )
      )
    }
  }

  const refusals = [
    ["a stranger's 401", faults.unauthorized],
    ["a proven 404", faults.missing],
    ["a proven 429", faults.limitedBefore],
    ["an unproven 400", faults.refusedUnsigned]
  ] as const
  const places: ReadonlyArray<readonly [place: string, Client, (charge: Charge) => Charge]> = [
    ["over", (client) => client, Effect.retry({ times: 3 })],
    ["under", HttpClient.retryTransient({ times: 1 }), (charge) => charge]
  ]
  for (const [title, fault] of refusals) {
    for (const [place, under, over] of places) {
      it.effect(
        `V3-IDEM-02 ${title} of a retry ${place} us is no failure of a charge whose first answer was lost`,
        () =>
          within(
            Effect.gen(function* () {
              const { disturb } = yield* Sandbox
              const refusing = disturb({ calls: ({ number }) => (number === 1 ? undefined : fault) })
              const { after, end, orders, settlement } = yield* charged(["AnswerLost"], under, over, refusing)
              if (Result.isSuccess(end)) return assert.fail("it was refused")
              assert.deepStrictEqual(
                [end.failure._tag, orders, settlement._tag, after],
                ["OutcomeUnknown", 1, "Settled", 1]
              )
            })
          )
      )
    }
  }
})
