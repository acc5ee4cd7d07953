/**
 * Takes notifications in with Fastify, whose JSON parser stands before every route but theirs.
 */
import type { Notification } from "@wxrepay/domain"
import { Receiver } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import Fastify from "fastify"

/** An application whose routes get parsed JSON, and whose notifications get the bytes that were signed. */
export const fastifyApp = <E, R>(handle: (notification: Notification.Notification) => Effect.Effect<void, E, R>) =>
  Effect.map(Receiver.make(handle), ({ listener }) => {
    const app = Fastify()
    // A plugin is a room of its own: the parser in here leaves every byte in the stream, and other routes keep theirs.
    app.register((notifications, _options, registered) => {
      notifications.removeAllContentTypeParsers()
      notifications.addContentTypeParser("*", (_request, _payload, parsed) => parsed(null))
      notifications.post("/wechatpay/notify", (request, reply) => {
        // From here on the receiver reads and answers.
        reply.hijack()
        listener(request.raw, reply.raw)
      })
      registered()
    })
    app.post("/orders", (request, reply) => reply.send(request.body))
    return app
  })
