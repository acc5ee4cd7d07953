/**
 * The world of a contract for real: the sandbox in process and in virtual time, a network that loses what it is told to lose, and
 * a post office that keeps every notification until somebody has it delivered, as often and in whatever order.
 */
import { Fen, type Notification, Plan } from "@wxrepay/domain"
import { Inbox, type TransportServices } from "@wxrepay/domain/client"
import { KeyRing, Keys, Message, Signer } from "@wxrepay/domain/signing"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as Signature from "effect/crypto/Signature"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Scheduler from "effect/Scheduler"
import { TestClock } from "effect/testing"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import { pem } from "../fixtures/openssl.ts"

/** What becomes of the next change that leaves. */
export interface Fate {
  readonly lost: "Nothing" | "Request" | "Answer"
  /** Ends the lender's process in the middle of the exchange. */
  readonly dies?: Effect.Effect<never> | undefined
}

/** A notification as it was first sent. */
export interface Letter {
  readonly event: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** A platform, a network and a post office. */
export class World extends Context.Service<
  World,
  {
    readonly sandbox: Sandbox["Service"]
    /** All that a process of the lender begins with: keys, crypto and the network. */
    readonly outside: Context.Context<Signer | KeyRing | TransportServices>
    readonly inbox: Inbox["Service"]
    /** Decides what becomes of the next change. */
    readonly decree: (fate: Fate) => void
    /** What was posted in this life, in order. */
    readonly letters: Effect.Effect<ReadonlyArray<Letter>>
    /** A letter with the signature of this moment: every sending is signed anew. */
    readonly stamped: (letter: Letter) => Effect.Effect<Letter>
    /** Lets all that is under way end, and begins anew at 23:40 in Beijing on a day. */
    readonly beginOn: (day: string) => Effect.Effect<void>
  }
>()("tests/model/World") {}

/** A world whose platform waits an hour between the states of an order, and allows 30,000 fen a repayment. */
export const layer: Layer.Layer<World> = Layer.suspend(() =>
  Layer.effect(World, make).pipe(
    Layer.provideMerge(TestClock.layer()),
    Layer.provideMerge(Dice.layerRandom(Dice.make(1))),
    Layer.provideMerge(Logger.layer([]))
  )
)

const notifyUrl = "https://lender.example/wechatpay/notify"

const make = Effect.gen(function* () {
  const crypto = SyncCrypto.layer(Dice.make(2))
  const posted: Array<Pick<Letter, "headers" | "body">> = []
  const fetch: typeof globalThis.fetch = (_, init) => {
    const body = init?.body instanceof Uint8Array ? init.body : new Uint8Array(0)
    posted.push({ headers: Object.fromEntries(new Headers(init?.headers)), body })
    return Promise.resolve(new Response(null, { status: 204 }))
  }
  const built = yield* Layer.build(
    Sandbox.layer({
      crypto,
      fetch,
      pace: "1 hour",
      account: {
        plan: Plan.make({ planId: "123", loanKind: "ConsumerLoan", repaymentCap: 30_000 }),
        terminationNotifyUrl: notifyUrl
      }
    })
  )
  const sandbox = Context.get(built, Sandbox)
  const { connection } = sandbox
  const services = yield* Layer.build(
    Layer.mergeAll(Inbox.layer(connection), Signer.layer(connection), KeyRing.layer(connection)).pipe(
      Layer.provideMerge(crypto),
      Layer.orDie
    )
  )
  const inbox = Context.get(services, Inbox)
  const signature = Context.get(services, Signature.Signature)
  const platformKey = yield* Effect.orDie(
    KeyFormat.decodePrivate(KeyFormat.pem(KeyFormat.pkcs8), Keys.rs256, pem("platform.pkcs8.pem"))
  )

  let next: Fate = { lost: "Nothing" }
  const http = HttpClient.make((request) =>
    Effect.suspend(() => {
      const { dies, lost } = request.method === "GET" ? { lost: "Nothing", dies: undefined } : next
      if (request.method !== "GET") next = { lost: "Nothing" }
      const breaks = dies ?? broken(request)
      const arrives = sandbox.app.pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
        Effect.scoped,
        Effect.provideService(Scheduler.PreventSchedulerYield, true)
      )
      if (lost === "Request") return breaks
      return Effect.flatMap(arrives, (response) =>
        lost === "Answer" ? breaks : Effect.succeed(HttpServerResponse.toClientResponse(response, { request }))
      )
    })
  )

  const stamped = <L extends Pick<Letter, "headers" | "body">>(letter: L) =>
    Effect.gen(function* () {
      const moment = { timestamp: String(Math.floor((yield* Clock.currentTimeMillis) / 1000)), nonce: "anew" }
      const proof = yield* Effect.orDie(signature.sign(platformKey, Message.answer(moment, letter.body)))
      const headers = {
        ...letter.headers,
        "wechatpay-timestamp": moment.timestamp,
        "wechatpay-nonce": moment.nonce,
        "wechatpay-signature": Buffer.from(proof).toString("base64")
      }
      return { ...letter, headers }
    })

  const letters: Array<Letter> = []
  return World.of({
    sandbox,
    outside: Context.add(services, HttpClient.HttpClient, http),
    inbox,
    decree: (fate) => {
      next = fate
    },
    stamped,
    letters: Effect.gen(function* () {
      for (const letter of posted.slice(letters.length)) {
        letters.push({ ...letter, event: eventOf(yield* Effect.orDie(inbox.open(yield* stamped(letter)))) })
      }
      return letters
    }),
    beginOn: Effect.fnUntraced(function* (day: string) {
      yield* TestClock.adjust("3 hours")
      yield* settled
      posted.length = 0
      letters.length = 0
      next = { lost: "Nothing" }
      yield* sandbox.setBorrower(Borrower.paysPart(Fen.make(0)))
      yield* TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe(`${day}T23:40:00+08:00`)))
    })
  })
})

/** Lets the promises of what was posted end. */
export const settled: Effect.Effect<void> = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** What takes no time. If it does, it is given an hour, so that a mistake is told and does not hang. */
export const atOnce = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
  for (let turns = 0; turns < 20 && fiber.pollUnsafe() === undefined; turns++) yield* settled
  if (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("1 hour")
  return yield* Fiber.join(fiber)
})

const broken = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({ request, cause: { code: "ECONNRESET" } })
    })
  )

/** What an event is called in the model. */
export const eventOf = (notification: Notification.Notification): string => {
  switch (notification._tag) {
    case "ContractSigned":
      return "Signed"
    case "ContractTerminated":
      return "Terminated"
    case "DeductionPaid":
      return `Paid ${notification.order.outTradeNo.replace(/^.*x/u, "")}`
    default:
      return notification._tag
  }
}
