/**
 * V3-NET-04: what only sockets of our own can tell of how far an exchange came: tunnels, queues, HTTP/2.
 *
 * Method: proxies that refuse, a server that holds the one socket there is, a gate before a handshake, streams that are reset.
 */
import { assert, describe, it } from "@effect/vitest"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createServer as createHttpServer } from "node:http"
import { createSecureServer } from "node:http2"
import { createServer as createHttpsServer } from "node:https"
import { connect, createServer, type Socket } from "node:net"
import { afterRequest, call, giveUp, open, tls, turn } from "./phaseServers.ts"

const node = (options: NodeTransport.Options) => Layer.orDie(NodeTransport.layerWith(options))

describe("transport-node: how far an exchange came", () => {
  for (const status of ["403 Forbidden", "407 Proxy Authentication Required"]) {
    it.live(`V3-NET-04 through a proxy that answers ${status} nothing has left`, () =>
      Effect.gen(function* () {
        const proxy = createHttpServer()
        proxy.on("connect", (_, socket) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`))
        const layer = node({ proxy: Redacted.make(`http://127.0.0.1:${yield* open(proxy)}`) })
        const told = yield* Effect.provide(call("http://platform.invalid/"), layer)
        assert.deepStrictEqual(told, ["NotConnected", "Failed"])
      }).pipe(Effect.scoped)
    )
  }

  it.live("V3-NET-04 through a proxy's tunnel bytes have left when the other end is cut", () =>
    Effect.gen(function* () {
      const port = yield* open(afterRequest((socket) => socket.destroy()))
      const proxy = createHttpServer()
      proxy.on("connect", (_, socket) => {
        const upstream = connect(port, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection Established\r\n\r\n")
          upstream.pipe(socket)
          socket.pipe(upstream)
        })
        for (const end of [upstream, socket]) end.on("error", () => {})
      })
      const layer = node({ proxy: Redacted.make(`http://127.0.0.1:${yield* open(proxy)}`) })
      assert.deepStrictEqual(yield* Effect.provide(call("http://platform.invalid/"), layer), ["Sent", "Failed"])
    }).pipe(Effect.scoped)
  )

  it.live("V3-NET-04 a connection that does not come about in time took nothing", () =>
    Effect.gen(function* () {
      const port = yield* open(createServer(() => {}))
      const layer = node({ connectTimeout: "100 millis" })
      const told = yield* Effect.provide(call(`https://127.0.0.1:${port}/`), layer)
      assert.deepStrictEqual(told, ["NotConnected", "Failed"])
    }).pipe(Effect.scoped)
  )

  it.live(
    "V3-NET-04 a call given up in the queue has not left, never leaves, and costs those behind it no socket",
    () =>
      Effect.gen(function* () {
        const arrived = yield* Deferred.make<void>()
        const targets: Array<string | undefined> = []
        const sockets = new Set<unknown>()
        const held: Array<() => void> = []
        const server = createHttpServer((request, response) => {
          targets.push(request.url)
          sockets.add(request.socket)
          if (request.url !== "/held") return void response.end("{}")
          held.push(() => response.end("{}"))
          Deferred.doneUnsafe(arrived, Effect.void)
        })
        const at = `http://127.0.0.1:${yield* open(server)}`
        yield* Effect.gen(function* () {
          const first = yield* Effect.forkChild(call(`${at}/held`))
          yield* Deferred.await(arrived)
          const { phase, told } = yield* giveUp(`${at}/given-up`, turn)
          assert.deepStrictEqual(told, ["NotConnected", "GivenUp"])
          const behind = yield* Effect.forkChild(call(`${at}/behind`))
          held.forEach((answer) => answer())
          assert.deepStrictEqual(yield* Fiber.join(first), ["Answered", "Read"])
          assert.deepStrictEqual(yield* Fiber.join(behind), ["Answered", "Read"])
          assert.deepStrictEqual(yield* call(`${at}/last`), ["Answered", "Read"])
          assert.strictEqual(phase.current, "NotConnected")
        }).pipe(Effect.provide(node({ connections: 1 })))
        assert.deepStrictEqual(targets, ["/held", "/behind", "/last"])
        assert.strictEqual(sockets.size, 1)
      }).pipe(Effect.scoped)
  )

  it.live("V3-NET-04 a call given up while it connects has not left, and does not leave once it is connected", () =>
    Effect.gen(function* () {
      const targets: Array<string | undefined> = []
      const port = yield* open(
        createHttpsServer(tls, (request, response) => {
          targets.push(request.url)
          response.end("{}")
        })
      )
      // a gate before the server: what knocks waits until it opens
      const waiting: Array<Socket> = []
      const knocked = yield* Deferred.make<void>()
      const gate = yield* open(
        createServer({ pauseOnConnect: true }, (socket) => {
          waiting.push(socket)
          Deferred.doneUnsafe(knocked, Effect.void)
        })
      )
      const at = `https://127.0.0.1:${gate}`
      yield* Effect.gen(function* () {
        const { phase, told } = yield* giveUp(`${at}/given-up`, Deferred.await(knocked))
        assert.deepStrictEqual(told, ["NotConnected", "GivenUp"])
        const next = yield* Effect.forkChild(call(`${at}/next`))
        for (const socket of waiting) {
          const through = connect(port, "127.0.0.1")
          through.on("error", () => {})
          through.pipe(socket)
          socket.pipe(through)
        }
        assert.deepStrictEqual(yield* Fiber.join(next), ["Answered", "Read"])
        assert.strictEqual(phase.current, "NotConnected")
      }).pipe(Effect.provide(node({ connections: 1, ca: tls.cert, connectTimeout: "30 seconds" })))
      assert.deepStrictEqual(targets, ["/next"])
    }).pipe(Effect.scoped)
  )
})

describe("transport-node: how far an exchange came over HTTP/2", () => {
  const options = { http2: true, ca: tls.cert }

  it.live("V3-NET-04 an answer is told", () =>
    Effect.gen(function* () {
      const port = yield* open(createSecureServer(tls, (_, response) => response.end("{}")))
      const told = yield* Effect.provide(call(`https://127.0.0.1:${port}/`), node(options))
      assert.deepStrictEqual(told, ["Answered", "Read"])
    }).pipe(Effect.scoped)
  )

  it.live("V3-NET-04 a stream that is reset may have taken bytes", () =>
    Effect.gen(function* () {
      const server = createSecureServer(tls)
      server.on("stream", (stream) => {
        stream.on("error", () => {})
        stream.close(2)
      })
      const port = yield* open(server)
      const told = yield* Effect.provide(call(`https://127.0.0.1:${port}/`), node(options))
      assert.deepStrictEqual(told, ["Sent", "Failed"])
    }).pipe(Effect.scoped)
  )

  it.live("V3-NET-04 what was sent stays sent when it is sent again by itself and then cannot connect", () =>
    Effect.gen(function* () {
      const server = createSecureServer(tls)
      server.on("stream", (stream) => {
        stream.on("error", () => {})
        // the stream is refused and nobody listens any more: undici turns to a new socket, in vain
        server.close()
        stream.close(7)
        setImmediate(() => stream.session?.destroy())
      })
      const port = yield* open(server)
      const told = yield* Effect.provide(call(`https://127.0.0.1:${port}/`), node(options))
      assert.deepStrictEqual(told, ["Sent", "Failed"])
    }).pipe(Effect.scoped)
  )
})
