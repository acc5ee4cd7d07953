/**
 * A server of this machine that replies as it is told, for the laws of transports of your own.
 *
 * @since 0.1.0
 */
import type { TransportLaws } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import { createServer, type ServerResponse } from "node:http"

/** Listens on a free port of 127.0.0.1 until the scope ends, and keeps every request as its bytes arrived. */
export const listen: TransportLaws.Listen = (reply) =>
  Effect.acquireRelease(
    Effect.callback<TransportLaws.Peer & { readonly close: Effect.Effect<void> }>((resume) => {
      const seen: Array<TransportLaws.Seen> = []
      const server = createServer((request, response) => {
        const chunks: Array<Uint8Array> = []
        request.on("data", (chunk: Uint8Array) => chunks.push(chunk))
        request.on("end", () => {
          const { headers, method = "", url = "" } = request
          const one = { method, target: url, headers, body: Buffer.concat(chunks) }
          seen.push(one)
          answer(response, reply(one))
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = address === null || typeof address === "string" ? 0 : address.port
        const close = Effect.callback<void>((done) => {
          server.close(() => done(Effect.void))
          server.closeAllConnections()
        })
        resume(Effect.succeed({ baseUrl: `http://127.0.0.1:${port}`, seen: Effect.sync(() => [...seen]), close }))
      })
    }),
    ({ close }) => close
  )

const answer = (response: ServerResponse, reply: TransportLaws.Reply): void => {
  if (reply === "CutsBefore") return void response.destroy()
  if (reply === "CutsWithin") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" })
    return void response.write("{", () => response.destroy())
  }
  response.writeHead(reply.status, { ...reply.headers }).end(reply.body)
}
