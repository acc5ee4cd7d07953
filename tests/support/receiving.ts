/**
 * Receivers in virtual time, and handlers that can be watched.
 */
import type { Notification } from "@wxrepay/domain"
import { Inbox, type KeyError, NotificationStore, Receiver } from "@wxrepay/domain/client"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Notifications from "./notifications.ts"

/** What an application does with a notification. */
export type Handler<E> = (notification: Notification.Notification) => Effect.Effect<void, E>

/** A memory of its own, whenever it is built. */
export const memory = Layer.fresh(NotificationStore.layerMemory)

/** Brings virtual time to today, for a signature has a date. */
const today = Effect.flatMap(TestClock.withLive(Clock.currentTimeMillis), TestClock.setTime)

/** What a receiver runs on, and how long things may take. */
export interface Settings extends Receiver.Options {
  /** A memory of its own unless it is told otherwise. */
  readonly store?: Layer.Layer<NotificationStore>
  readonly inbox?: Layer.Layer<Inbox, KeyError>
}

/** A receiver of today. */
export const start = Effect.fnUntraced(function* <E>(
  handle: Handler<E>,
  { inbox = Notifications.layer, store = memory, ...options }: Settings = {}
) {
  yield* today
  const services = yield* Layer.build(Layer.merge(inbox, store))
  return yield* Effect.provideContext(Receiver.make(handle, options), services)
})

/** An inbox that tells when it has opened so many: signatures are verified in real time, which no virtual clock knows. */
export const counting = (expected: number) =>
  Effect.map(Deferred.make<void>(), (all) => {
    let opened = 0
    const tell = Effect.suspend(() => (++opened === expected ? Deferred.succeed(all, undefined) : Effect.void))
    const inbox = Layer.effect(
      Inbox,
      Effect.map(Inbox, (inbox) => ({ ...inbox, open: (callback) => Effect.tap(inbox.open(callback), tell) }))
    )
    return { opened: Deferred.await(all), inbox: Layer.provide(inbox, Notifications.layer) }
  })

/** Lets quarters of a second pass until a fiber ends: that often a delivery looks whether another has been handled. */
export const passing = Effect.fnUntraced(function* <A, E>(fiber: Fiber.Fiber<A, E>) {
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("250 millis")
  return yield* Fiber.join(fiber)
})

/** A handler that counts its runs, says when it began, and then does as told. */
export const handler = <E>(work: Effect.Effect<void, E>) =>
  Effect.map(Deferred.make<void>(), (began) => {
    const runs: Array<string> = []
    const handle: Handler<E> = ({ _tag }) =>
      Effect.suspend(() => {
        runs.push(_tag)
        return Effect.andThen(Deferred.succeed(began, undefined), work)
      })
    return { began: Deferred.await(began), handle, runs }
  })
