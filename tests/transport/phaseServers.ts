/**
 * Peers that end an exchange at a chosen point, and calls that tell how far they came.
 */
import { Transport } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as MutableRef from "effect/MutableRef"
import { readFileSync } from "node:fs"
import type { Http2Server } from "node:http2"
import { createServer, type Server, type Socket } from "node:net"
import * as Platform from "../support/platform.ts"

const read = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), "utf8")

/** The key and the certificate of this machine, which nobody trusts unasked. */
export const tls = { key: read("localhost.key"), cert: read("localhost.crt") }

/** Opens a server on a free port for as long as the scope lives, and answers the port. */
export const open = (server: Server | Http2Server) =>
  Effect.suspend(() => {
    const sockets = new Set<Socket>()
    server.on("connection", (socket: Socket) => {
      sockets.add(socket)
      socket.on("error", () => {})
    })
    return Effect.acquireRelease(
      Effect.callback<number>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(Platform.portOf(server.address()))))
      }),
      () =>
        Effect.sync(() => {
          for (const socket of sockets) socket.destroy()
          server.close()
        })
    )
  })

/** A port that nobody listens on: it was free a moment ago. */
export const closedPort = Effect.scoped(open(createServer()))

/** Reads one whole request off each socket, and then does something with the socket. */
export const afterRequest = (then: (socket: Socket) => void) =>
  createServer((socket) => {
    let text = ""
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1")
      if (text.endsWith(body)) then(socket)
    })
  })

const body = '{"deduct_amount":"10000"}'

/** A charge as bytes, to any address. */
export const request = (url: string) =>
  HttpClientRequest.post(url).pipe(HttpClientRequest.bodyText(body, "application/json"))

/** Makes a call, perhaps again below its caller, reads its answer to the end, and tells how far it came and how it ended. */
export const call = Effect.fnUntraced(function* (url: string, again: { readonly times: number } = { times: 0 }) {
  const http = yield* HttpClient.HttpClient
  const phase = MutableRef.make<Transport.Phase>("Unknown")
  const ended = yield* http.execute(request(url)).pipe(
    Effect.retry(again),
    Effect.provideService(Transport.CurrentPhase, phase),
    Effect.flatMap((response) => response.text),
    Effect.match({ onFailure: () => "Failed", onSuccess: () => "Read" })
  )
  return [phase.current, ended] as const
})

/** Makes a call and gives it up at a moment: with the phase then, and where to look at it later. */
export const giveUp = Effect.fnUntraced(function* (url: string, when: Effect.Effect<void>) {
  const http = yield* HttpClient.HttpClient
  const phase = MutableRef.make<Transport.Phase>("Unknown")
  const exchange = http.execute(request(url)).pipe(Effect.provideService(Transport.CurrentPhase, phase))
  const ended = yield* Effect.raceFirst(Effect.as(exchange, "Answered"), Effect.as(when, "GivenUp"))
  return { phase, told: [phase.current, ended] as const }
})

/** One turn of the event loop: what was begun before has been handed to the sockets. */
export const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})
