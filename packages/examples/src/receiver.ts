/**
 * A receiver of notifications on node:http alone.
 */
import type { Notification } from "@wxrepay/domain"
import { Inbox, NotificationUnreadable } from "@wxrepay/domain/client"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { createServer, type IncomingMessage, type Server } from "node:http"

/** A server that answers 204 once `store` succeeded, and has everything else delivered again. */
export const receiver = Effect.fn("receiver")(function* (
  store: (notification: Notification.Notification) => Effect.Effect<void>
) {
  const inbox = yield* Inbox
  const run = Effect.runPromiseWith(yield* Effect.context())
  const take = (request: IncomingMessage) =>
    Effect.tryPromise({
      try: () => bytesOf(request),
      catch: () => new NotificationUnreadable({ problem: "BodyUnavailable" })
    }).pipe(
      Effect.flatMap((body) => inbox.open({ headers: request.headers, body })),
      Effect.flatMap(store),
      Effect.matchCause({
        onFailure: (cause) => Inbox.refusal(Cause.squash(cause)),
        onSuccess: () => ({ status: 204, body: undefined })
      })
    )
  const server: Server = createServer((request, response) => {
    void run(take(request)).then(({ body, status }) => {
      response.writeHead(status, { "content-type": "application/json" })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    })
  })
  return server
})

const bytesOf = async (request: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
