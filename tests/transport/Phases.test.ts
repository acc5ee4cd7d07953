/**
 * V3-NET-04: both transports tell how far an exchange came, and say that nothing left only where nothing can have left.
 *
 * Method: peers on real sockets end the exchange at every point there is; each test has a transport of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Transport } from "@wxrepay/domain/client"
import { FetchTransport } from "@wxrepay/transport-fetch"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { createServer as createHttpServer } from "node:http"
import { createServer as createHttpsServer } from "node:https"
import { createServer } from "node:net"
import { afterRequest, call, closedPort, giveUp, open, tls } from "./phaseServers.ts"

const head = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n"

/** The phases of one transport: `lost` is where it stands when bytes may have left and no answer has come. */
const phases = (name: string, layer: Layer.Layer<HttpClient>, lost: Transport.Phase): void => {
  /** Each transport is built anew, so that no socket of another test is used again. */
  const test = <E>(title: string, effect: Effect.Effect<void, E, HttpClient>) =>
    it.live(`V3-NET-04 ${title}`, () => Effect.provide(effect, Layer.fresh(layer)))

  /** One call to a server that lives as long as the call. */
  const ends = (
    title: string,
    server: () => Parameters<typeof open>[0],
    expected: readonly [Transport.Phase, string],
    scheme = "http"
  ) =>
    test(
      title,
      Effect.gen(function* () {
        const port = yield* open(server())
        assert.deepStrictEqual(yield* call(`${scheme}://127.0.0.1:${port}/`), expected)
      }).pipe(Effect.scoped)
    )

  describe(`${name}: how far an exchange came`, () => {
    test(
      "where nobody listens nothing has left",
      Effect.gen(function* () {
        const port = yield* closedPort
        assert.deepStrictEqual(yield* call(`http://127.0.0.1:${port}/`), ["NotConnected", "Failed"])
      })
    )

    test(
      "for a host that has no address nothing has left",
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* call("http://platform.invalid/"), ["NotConnected", "Failed"])
      })
    )

    ends(
      "to a certificate that is not trusted nothing has left",
      () => createHttpsServer(tls, (_, response) => response.end("{}")),
      ["NotConnected", "Failed"],
      "https"
    )

    ends("a socket that is cut before it is read may have taken bytes", () => createServer((s) => s.destroy()), [
      lost,
      "Failed"
    ])
    ends(
      "a socket that is cut after the whole request may have taken bytes",
      () => afterRequest((socket) => socket.destroy()),
      [lost, "Failed"]
    )
    ends("half a head is no answer", () => afterRequest((socket) => socket.end(head)), [lost, "Failed"])
    ends(
      "a head that announces an answer is no answer",
      () => afterRequest((socket) => socket.end("HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n")),
      [lost, "Failed"]
    )
    ends("a head and half a body is an answer", () => afterRequest((socket) => socket.end(`${head}\r\n{"a":`)), [
      "Answered",
      "Failed"
    ])
    ends("a refusal is an answer", () => createHttpServer((_, response) => response.writeHead(503).end("no")), [
      "Answered",
      "Read"
    ])

    test(
      "a call given up unanswered stands where it stood",
      Effect.gen(function* () {
        const arrived = yield* Deferred.make<void>()
        const port = yield* open(afterRequest(() => Deferred.doneUnsafe(arrived, Effect.void)))
        const { told } = yield* giveUp(`http://127.0.0.1:${port}/`, Deferred.await(arrived))
        assert.deepStrictEqual(told, [lost, "GivenUp"])
      }).pipe(Effect.scoped)
    )

    test(
      "calls at the same time have each their own phase",
      Effect.gen(function* () {
        const [closed, cutting, answering] = yield* Effect.all([
          closedPort,
          open(afterRequest((socket) => socket.destroy())),
          open(createHttpServer((_, response) => response.end("{}")))
        ])
        const ports = [closed, cutting, answering, closed, cutting, answering]
        const told = yield* Effect.forEach(ports, (port) => call(`http://127.0.0.1:${port}/`), {
          concurrency: "unbounded"
        })
        const once: ReadonlyArray<readonly [Transport.Phase, string]> = [
          ["NotConnected", "Failed"],
          [lost, "Failed"],
          ["Answered", "Read"]
        ]
        assert.deepStrictEqual(told, [...once, ...once])
      }).pipe(Effect.scoped)
    )
  })
}

const node = (options: NodeTransport.Options) => Layer.orDie(NodeTransport.layerWith(options))

phases("transport-node", node({}), "Sent")
phases("transport-fetch", FetchTransport.layer, "Unknown")

describe("how far an exchange came when something below the caller sends again", () => {
  for (const [name, layer] of [
    ["transport-node", node({})],
    ["transport-fetch", FetchTransport.layer]
  ] as const) {
    it.live(`V3-NET-04 ${name} never takes back that bytes may have left`, () =>
      Effect.gen(function* () {
        const server = afterRequest((socket) => {
          server.close()
          socket.destroy()
        })
        const port = yield* open(server)
        const [phase] = yield* Effect.provide(call(`http://127.0.0.1:${port}/`, { times: 1 }), layer)
        assert.strictEqual(phase, name === "transport-node" ? "Sent" : "Unknown")
      }).pipe(Effect.scoped)
    )
  }
})
