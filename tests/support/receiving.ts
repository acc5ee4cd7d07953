/**
 * Receivers in virtual time, and handlers that can be watched.
 */
import type { Notification } from "@wxrepay/domain"
import { Inbox, type KeyError, NotificationStore, Receiver } from "@wxrepay/domain/client"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Notifications from "./notifications.ts"

/** What an application does with a notification. */
export type Handler<E> = (notification: Notification.Notification) => Effect.Effect<void, E>

/** A memory of its own, whenever it is built. */
export const memory = Layer.fresh(NotificationStore.layerMemory)

/** Brings virtual time to today, for a signature has a date. */
const today = Effect.flatMap(TestClock.withLive(Clock.currentTimeMillis), TestClock.setTime)

/** A receiver of today, over a memory of its own unless it is told otherwise. */
export const start = Effect.fnUntraced(function* <E>(
  handle: Handler<E>,
  store: Layer.Layer<NotificationStore> = memory,
  inbox: Layer.Layer<Inbox, KeyError> = Notifications.layer
) {
  yield* today
  const services = yield* Layer.build(Layer.merge(inbox, store))
  return yield* Effect.provideContext(Receiver.make(handle), services)
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
