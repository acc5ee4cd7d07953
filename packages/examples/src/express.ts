/**
 * Takes notifications in with Express, behind a JSON parser that stands before every route.
 */
import type { Notification } from "@wxrepay/domain"
import { keepRawBody, Receiver } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import express from "express"

/** An application whose routes get parsed JSON, and whose notifications get the bytes that were signed. */
export const expressApp = <E, R>(handle: (notification: Notification.Notification) => Effect.Effect<void, E, R>) =>
  Effect.map(Receiver.make(handle), ({ listener }) => {
    const app: express.Express = express()
    // What was parsed cannot be verified any more, so the parser keeps the bytes that it reads. A route that stands
    // before every parser needs no such thing.
    app.use(express.json({ verify: keepRawBody }))
    app.post("/wechatpay/notify", listener)
    app.post("/orders", (request, response) => void response.json(request.body))
    return app
  })
