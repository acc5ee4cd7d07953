/**
 * Takes notifications in on node:http alone.
 */
import type { Notification } from "@wxrepay/domain"
import { Receiver } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import { createServer } from "node:http"

/**
 * A server that answers 204 once the handler has succeeded, in time whatever the handler does, and has everything else
 * delivered again. It needs an `Inbox`, which verifies and opens, and a `NotificationStore`, which remembers what was
 * handled; a handler runs for as long as it takes, but not beyond the scope.
 */
export const receiver = <E, R>(handle: (notification: Notification.Notification) => Effect.Effect<void, E, R>) =>
  Effect.map(Receiver.make(handle), ({ listener }) => createServer(listener))
