/**
 * One schedule: a sandbox, a lender and everything that goes wrong between them, all of a seed, in virtual time.
 */
import { type Notification } from "@wxrepay/domain"
import {
  Access,
  AttemptStore,
  backup,
  CreditRepayment,
  Inbox,
  PayScore,
  SentStore,
  type Transport
} from "@wxrepay/domain/client"
import { KeyRing, Signer } from "@wxrepay/domain/signing"
import { Borrower, type NotificationFault, Sandbox } from "@wxrepay/sandbox"
import { Fen } from "@wxrepay/domain"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as PubSub from "effect/PubSub"
import { TestClock } from "effect/testing"
import { type Dice, layerRandom, make as makeDice } from "./dice.ts"
import * as FaultyTransport from "./faultyTransport.ts"
import * as Jobs from "./jobs.ts"
import * as Lender from "./lender.ts"
import { weatherOf } from "./mishaps.ts"
import * as SyncCrypto from "./syncCrypto.ts"
import * as Witness from "./witness.ts"

/** What became of a schedule: what was seen, in order, and what did not hold. */
export interface Report {
  readonly seed: number
  readonly log: ReadonlyArray<string>
  readonly violations: ReadonlyArray<string>
}

/** How much virtual time there is for everything to settle once nothing goes wrong any more. */
const patienceHours = 72

/** Runs the schedule of a seed. */
export const run = (seed: number): Effect.Effect<Report> => {
  const dice = makeDice(seed)
  return schedule(seed, dice, SyncCrypto.layer(dice.apart(1))).pipe(
    Effect.scoped,
    Effect.provide([TestClock.layer(), layerRandom(dice.apart(2)), Logger.layer([])])
  )
}

const schedule = Effect.fnUntraced(function* (seed: number, dice: Dice, crypto: Layer.Layer<Transport.Crypto>) {
  yield* TestClock.setTime(DateTime.toEpochMillis(Jobs.start))
  const clock = yield* Clock.Clock
  const begun = clock.currentTimeMillisUnsafe()
  const witness = Witness.make(() => (clock.currentTimeMillisUnsafe() - begun) / 1000)
  const weather = weatherOf(dice)
  const until = begun + weather.hours * 3_600_000
  const jobs = Jobs.draw(dice)
  const scope = yield* Effect.scope
  const heard = yield* PubSub.unbounded<Notification.Notification>()
  const inbox = yield* Deferred.make<Inbox["Service"]>()
  let isUp = false

  /** Where notifications come in, while there is somebody. */
  const services = yield* Effect.context()
  const fetch: typeof globalThis.fetch = (_, init) => {
    const take = Effect.gen(function* () {
      if (!isUp) return 503
      const { open } = yield* Deferred.await(inbox)
      const body = init?.body instanceof Uint8Array ? init.body : new Uint8Array(0)
      const headers = Object.fromEntries(new Headers(init?.headers))
      const notification = yield* open({ headers, body })
      witness.say(`heard ${notification._tag}`)
      yield* PubSub.publish(heard, notification)
      return 204
    })
    const status = Effect.runSyncWith(services)(Effect.orElseSucceed(take, () => 401))
    return Promise.resolve(new Response(null, { status }))
  }

  const told = dice.apart(3)
  const built = yield* Layer.build(
    Sandbox.layer({
      crypto,
      fetch,
      pace: dice.oneOf(["200 millis", "5 seconds", "40 seconds"]),
      borrower: dice.oneOf([
        Borrower.pays,
        Borrower.pays,
        Borrower.pays,
        Borrower.noBalance,
        Borrower.paysPart(Fen.make(3_000))
      ]),
      serviceOrders: {
        payAnswer: dice.oneOf(["Numbers", "UserPaying", "Empty"]),
        chargeEvery: dice.oneOf(["1 hour", "1 day"])
      },
      disturbance: { notifications: () => (clock.currentTimeMillisUnsafe() < until ? mishearing(told) : undefined) }
    })
  )
  const sandbox = Context.get(built, Sandbox)
  const { connection } = sandbox
  const crashed = yield* PubSub.unbounded<void>()
  const transport = FaultyTransport.make({
    dice: dice.apart(4),
    weather,
    tellsPhase: dice.happens(0.8),
    sandbox,
    witness,
    from: begun + weather.from * 3_600_000,
    until,
    scope,
    crash: Effect.andThen(PubSub.publish(crashed, undefined), Effect.never)
  })
  yield* sandbox.disturb({
    calls: transport.calls,
    notifications: () => (clock.currentTimeMillisUnsafe() < until ? mishearing(told) : undefined)
  })
  yield* Effect.forkIn(Effect.andThen(Effect.sleep(until - begun), sandbox.setBorrower(Borrower.pays)), scope)

  // what a process dies with, and what outlives it
  const outliving = Layer.mergeAll(
    Layer.succeed(SentStore, Context.get(yield* Layer.build(Layer.fresh(SentStore.layerMemory)), SentStore)),
    Layer.succeed(AttemptStore, Context.get(yield* Layer.build(Layer.fresh(AttemptStore.layerMemory)), AttemptStore))
  )
  const keys = yield* Layer.build(
    Layer.mergeAll(Signer.layer(connection), KeyRing.layer(connection), Inbox.layer(connection)).pipe(
      Layer.provide(crypto),
      Layer.orDie
    )
  )
  yield* Deferred.succeed(inbox, Context.get(keys, Inbox))
  const backups = dice.happens(0.3) ? [backup] : []
  const client = () =>
    Layer.fresh(
      Layer.mergeAll(CreditRepayment.layerFrom, PayScore.layerFrom).pipe(
        Layer.provide(Access.layerFrom({ baseUrl: connection.baseUrl, backups })),
        Layer.provideMerge(outliving),
        Layer.provide(
          Layer.mergeAll(Layer.succeedContext(keys), crypto, Layer.succeed(HttpClient.HttpClient, transport.http))
        )
      )
    )

  const isImpatient = dice.happens(0.4)
  const lives = dice.apart(5)
  const live = Effect.gen(function* () {
    for (let life = 1; ; life++) {
      witness.say(`process ${life} begins`)
      isUp = true
      const process = Lender.process({ sandbox, witness, dice: dice.apart(100 + life), jobs, heard, isImpatient })
      const dying = yield* PubSub.subscribe(crashed)
      const fiber = yield* Effect.forkChild(Effect.provide(process, client()))
      const death = Effect.raceFirst(
        PubSub.take(dying),
        lives.happens(0.3) ? Effect.sleep(untimely(lives)) : Effect.never
      )
      const isMortal = clock.currentTimeMillisUnsafe() < until
      const end = yield* Effect.raceFirst(
        Effect.map(Fiber.await(fiber), (exit) => exit),
        isMortal ? Effect.as(death, undefined) : Effect.never
      )
      isUp = false
      if (end !== undefined) {
        if (Exit.isFailure(end)) witness.violate(`the lender died of ${String(end.cause)}`)
        return
      }
      yield* Fiber.interrupt(fiber)
      witness.say(`process ${life} died`)
      yield* Effect.sleep(`${lives.oneOf([0, 1, 45, 600])} seconds`)
    }
  }).pipe(Effect.scoped)

  const fiber = yield* Effect.forkChild(live)
  for (let hour = 0; fiber.pollUnsafe() === undefined && hour < weather.hours + patienceHours; hour++) {
    yield* TestClock.adjust("1 hour")
    witness.inspect(yield* sandbox.state)
  }
  if (fiber.pollUnsafe() === undefined) {
    witness.violate(`not settled ${patienceHours} hours after the last mishap: ${JSON.stringify(jobs)}`)
    yield* Fiber.interrupt(fiber)
  }
  witness.inspect(yield* sandbox.state)
  return { seed, log: witness.log, violations: witness.violations }
})

/** After how long a process dies of something else than an exchange. */
const untimely = (dice: Dice): number => dice.oneOf([200, 2_000, 40_000, 3_600_000, 80_000_000]) * dice.next()

/** What goes wrong with a notification. */
const mishearing = (dice: Dice): NotificationFault =>
  dice.oneOf<NotificationFault>([
    {},
    { delivery: "Lost" },
    { delivery: "Twice" },
    { delivery: "AnswerLost" },
    { late: "7 minutes" },
    { proof: "Wrong" }
  ])
