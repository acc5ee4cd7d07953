/**
 * Takes notifications in where a request is a web `Request`: Workers, Deno, Bun, Hono.
 */
import type { Notification } from "@wxrepay/domain"
import { Inbox, type InboxSettings, NotificationStore, Receiver, Transport } from "@wxrepay/domain/client"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"

/** What a worker runs on. This memory is that of one process: where there are many, bring a store that they share. */
export const layerServices = (settings: InboxSettings) =>
  Layer.merge(Inbox.layer(settings), NotificationStore.layerMemory).pipe(Layer.provide(Transport.layerCrypto))

/** One receiver for all requests. */
class Notifications extends Context.Service<Notifications, Receiver.Receiver>()("Notifications") {}

/** A worker, made once. With Hono: `app.post("/wechatpay/notify", ({ req }) => worker.fetch(req.raw))`. */
export const makeWorker = <E>(
  services: Layer.Layer<Inbox | NotificationStore, E>,
  handle: (notification: Notification.Notification) => Effect.Effect<void>
) => {
  const receiver = Layer.effect(Notifications, Receiver.make(handle))
  const runtime = ManagedRuntime.make(Layer.provide(receiver, services))
  return {
    /** A Worker ends what goes on after its answer, unless its context waits for it: `fetch(request, env, context)`. */
    fetch: async (request: Request, _env?: unknown, context?: { waitUntil(work: Promise<unknown>): void }) => {
      const { respondTo } = await runtime.runPromise(Notifications)
      return await respondTo(request, (work) => context?.waitUntil(work))
    },
    /** Ends the handlers that still run; their notifications come again. */
    dispose: () => runtime.dispose()
  }
}
