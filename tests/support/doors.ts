/**
 * Doors to a receiver: the programs of the guide and a few more, really started, each on a free port of this machine.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Notifications as Contract } from "@wxrepay/domain/api"
import { type Inbox, type NotificationStore, Receiver } from "@wxrepay/domain/client"
import { expressApp } from "@wxrepay/examples/express"
import { fastifyApp } from "@wxrepay/examples/fastify"
import { receiver } from "@wxrepay/examples/receiver"
import { layerServices, makeWorker } from "@wxrepay/examples/worker"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import express from "express"
import { createServer, type Server } from "node:http"
import { connect } from "node:net"
import * as Notifications from "./notifications.ts"
import * as Platform from "./platform.ts"
import type { Handler } from "./receiving.ts"

/** Where every door takes notifications in. */
export const path = "/wechatpay/notify"

/** Where notifications are taken in, reached as the platform reaches it. */
export interface Door {
  readonly fetch: (body: Uint8Array, headers: Record<string, string>) => Promise<Response>
  /** Where the socket is, if there is one. */
  readonly port?: number
}

/** Opens a door for as long as the scope lives. */
export type Open<E> = (handle: Handler<E>) => Effect.Effect<Door, unknown, Inbox | NotificationStore | Scope.Scope>

/** A POST of JSON. */
export const post = (body: Uint8Array, headers: Record<string, string>) => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: new Uint8Array(body)
})

/** A worker whose log goes nowhere, unless it is told where. */
export const worker = (handle: Handler<never>, loggers: ReadonlyArray<Logger.Logger<unknown, void>> = []) =>
  makeWorker(Layer.merge(layerServices(Notifications.settings), Logger.layer(loggers)), handle)

const doorAt = (port: number): Door => ({
  port,
  fetch: (body, headers) => fetch(`http://127.0.0.1:${port}${path}`, post(body, headers))
})

/** Listens on a free port for as long as the scope lives. */
export const listen = (server: Server) =>
  Effect.acquireRelease(
    Effect.callback<Door>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(doorAt(Platform.portOf(server.address())))))
    }),
    () =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )

/** Serves routes of Effect on a free port for as long as the scope lives. */
const serve = <E, R>(routes: Layer.Layer<never, E, R>) =>
  Effect.map(
    Layer.build(
      HttpRouter.serve(routes, { disableListenLog: true, disableLogger: true }).pipe(
        Layer.provideMerge(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 }))
      )
    ),
    (services) => {
      const { address } = Context.get(services, HttpServer.HttpServer)
      return doorAt("port" in address ? address.port : 0)
    }
  )

/** Every door, by what it is. */
export const doors = {
  "node:http": (handle) => Effect.flatMap(receiver(handle), listen),
  "Express behind a JSON parser that keeps the bytes": (handle) =>
    Effect.flatMap(expressApp(handle), (app) => listen(createServer(app))),
  "Express before a JSON parser": Effect.fnUntraced(function* (handle) {
    const { listener } = yield* Receiver.make(handle)
    return yield* listen(createServer(express().post(path, listener).use(express.json())))
  }),
  Fastify: Effect.fnUntraced(function* (handle) {
    const app = yield* fastifyApp(handle)
    yield* Effect.promise(() => app.ready())
    return yield* Effect.tap(listen(app.server), () => Effect.addFinalizer(() => Effect.promise(() => app.close())))
  }),
  "a worker": (handle) =>
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => worker(handle)),
        ({ dispose }) => Effect.promise(dispose)
      ),
      (worker) => ({
        fetch: (body, headers) => worker.fetch(new Request(`https://lender.example${path}`, post(body, headers)))
      })
    ),
  "Effect's HttpRouter": (handle) => serve(Receiver.route(path, handle)),
  "a raw handler of an HttpApi": (handle) => {
    const Lender = HttpApi.make("lender").add(Contract.group(path))
    const handlers = HttpApiBuilder.group(Lender, "wechatPayNotifications", (handlers) =>
      Effect.map(Receiver.make(handle), ({ respond }) => handlers.handleRaw("receive", () => respond))
    )
    return serve(HttpApiBuilder.layer(Lender).pipe(Layer.provide(handlers), Layer.provide(HttpServer.layerServices)))
  }
} satisfies Readonly<Record<string, Open<never>>>

/** Delivers a body as the platform does, and gives the answer; its status is 0 when the connection breaks. */
export const deliver = (door: Door, body: string, headers = Platform.proof(body)) =>
  deliverBytes(door, Notifications.bytes(body), headers)

/** The same of bytes. */
export const deliverBytes = (door: Door, body: Uint8Array, headers: Record<string, string>) =>
  Effect.promise(() =>
    door.fetch(body, headers).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      () => ({ status: 0, text: "" })
    )
  )

/** Begins a delivery of some bytes, and breaks the connection once it is told to. */
export const breakOff = (port: number, body: string, announced: number, until: Effect.Effect<void>) =>
  Effect.gen(function* () {
    const proof = Object.entries(Platform.proof(body)).map(([name, value]) => `${name}: ${value}\r\n`)
    const head = `POST ${path} HTTP/1.1\r\nhost: lender\r\ncontent-type: application/json\r\n${proof.join("")}`
    const socket = connect(port, "127.0.0.1")
    socket.on("error", () => {})
    yield* Effect.callback<void>((resume) => {
      socket.write(`${head}content-length: ${announced}\r\n\r\n${body}`, () => resume(Effect.void))
    })
    yield* until
    yield* Effect.callback<void>((resume) => {
      socket.on("close", () => resume(Effect.void))
      socket.resetAndDestroy()
    })
  })
