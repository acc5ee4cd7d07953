/**
 * The Node transport keeps the promises of every transport, and those that only sockets of its own can make.
 *
 * Method: servers and a proxy of a few lines on node:net, node:http and node:http2 count sockets and see versions.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, RetryPolicy } from "@wxrepay/domain/client"
import { Keys } from "@wxrepay/domain/signing"
import { NodeTransport } from "@wxrepay/transport-node"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { readFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { createSecureServer, type Http2ServerRequest } from "node:http2"
import { connect, createServer as createTcpServer, type Server as TcpServer } from "node:net"
import * as Platform from "../support/platform.ts"
import { promises } from "./suite.ts"

promises("transport-node", (options) => Layer.orDie(NodeTransport.layerWith({ ...options })))

const read = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), "utf8")
const ca = read("localhost.crt")

/** Opens a server on a free port for as long as the scope lives, and answers the port. */
const open = (server: Server | TcpServer) =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(Platform.portOf(server.address()))))
    }),
    () =>
      Effect.sync(() => {
        if ("closeAllConnections" in server) server.closeAllConnections()
        server.close()
      })
  )

/** A platform over TLS that answers every call with an order. */
const secure = (seen: (request: Http2ServerRequest) => unknown = () => {}) =>
  createSecureServer({ key: read("localhost.key"), cert: ca, allowHTTP1: true }, (request, response) => {
    seen(request)
    const body = JSON.stringify(Platform.order())
    response.writeHead(200, { "content-type": "application/json", ...Platform.proof(body) })
    response.end(body)
  })

const find = Effect.flatMap(CreditRepayment, (client) => client.findDeductOrder({ outTradeNo: "T1" }))

/** A client that makes every call once. */
const clientAt = (baseUrl: string, options: NodeTransport.Options) =>
  CreditRepayment.layer(Platform.settings(baseUrl)).pipe(
    Layer.provide(NodeTransport.layerWith(options)),
    Layer.merge(RetryPolicy.layer(RetryPolicy.never))
  )

describe("transport-node: sockets", () => {
  it.live("no more sockets are opened than allowed, and they are used again", () =>
    Effect.gen(function* () {
      const sockets = new Set<unknown>()
      const { baseUrl, seen } = yield* Platform.listen((_, response, request) => {
        sockets.add(request.socket)
        Platform.answer(response, 200, Platform.order())
      })
      yield* Effect.all(
        Array.from({ length: 12 }, () => find),
        { concurrency: "unbounded" }
      ).pipe(Effect.andThen(find), Effect.provide(clientAt(baseUrl, { connections: 2 })))
      assert.lengthOf(seen, 13)
      assert.isAtMost(sockets.size, 2)
    }).pipe(Effect.scoped)
  )

  it.live("V3-SIGN-06 the event loop turns while a signature is made", () =>
    Effect.gen(function* () {
      const signature = yield* Signature.Signature
      const { privateKey } = yield* signature.generateKeyPair(Keys.rs256)
      yield* signature.sign(privateKey, new Uint8Array(400))
      let turned = false
      setImmediate(() => {
        turned = true
      })
      yield* signature.sign(privateKey, new Uint8Array(400))
      assert.isTrue(turned)
    }).pipe(Effect.provide(NodeTransport.layer))
  )

  it.live("a call goes through the proxy that is set, which sees the host and nothing else", () =>
    Effect.gen(function* () {
      const port = yield* open(secure())
      const through: Array<ReadonlyArray<string | undefined>> = []
      const proxy = createServer()
      proxy.on("connect", (request, socket) => {
        through.push([request.url, request.headers["proxy-authorization"]])
        const upstream = connect(port, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection Established\r\n\r\n")
          upstream.pipe(socket)
          socket.pipe(upstream)
        })
        for (const end of [upstream, socket]) end.on("error", () => {})
      })
      const proxyPort = yield* open(proxy)
      const uri = Redacted.make(`http://lender:secret@127.0.0.1:${proxyPort}`)
      const order = yield* Effect.provide(find, clientAt(`https://localhost:${port}`, { ca, proxy: uri }))
      assert.strictEqual(order.outTradeNo, "T1")
      const credentials = `Basic ${Buffer.from("lender:secret").toString("base64")}`
      assert.deepStrictEqual(through, [[`localhost:${port}`, credentials]])
    }).pipe(Effect.scoped)
  )

  for (const [http2, version] of [
    [true, "2.0"],
    [false, "1.1"]
  ] as const) {
    it.live(`HTTP/${version} is spoken when HTTP/2 is switched ${http2 ? "on" : "off"}`, () =>
      Effect.gen(function* () {
        const versions: Array<string> = []
        const port = yield* open(secure((request) => versions.push(request.httpVersion)))
        const order = yield* Effect.provide(find, clientAt(`https://localhost:${port}`, { ca, http2 }))
        assert.strictEqual(order.outTradeNo, "T1")
        assert.deepStrictEqual(versions, [version])
      }).pipe(Effect.scoped)
    )
  }

  it.live("V3-NET-01 a certificate that is not trusted ends the call before anything is sent", () =>
    Effect.gen(function* () {
      let requests = 0
      const port = yield* open(secure(() => requests++))
      const error = yield* Effect.provide(Effect.flip(find), clientAt(`https://localhost:${port}`, {}))
      assert.deepStrictEqual([error._tag, requests], ["NotSent", 0])
      assert.include(error.message, "SELF_SIGNED_CERT")
    }).pipe(Effect.scoped)
  )

  it.live("a connection that does not come about in time is given up", () =>
    Effect.gen(function* () {
      const port = yield* open(createTcpServer((socket) => socket.on("error", () => {})))
      const error = yield* Effect.provide(
        Effect.flip(find),
        clientAt(`https://localhost:${port}`, { ca, connectTimeout: "100 millis" })
      )
      assert.strictEqual(error._tag, "NotSent")
      assert.include(error.message, "UND_ERR_CONNECT_TIMEOUT")
    }).pipe(Effect.scoped)
  )

  const unusable: ReadonlyArray<readonly [string, string, NodeTransport.Options]> = [
    ["WXREPAY_PROXY", "http://user:canary@proxy:port", { proxy: Redacted.make("http://user:canary@proxy:port") }],
    ["WXREPAY_PROXY", "user:canary@proxy:8080", { proxy: Redacted.make("user:canary@proxy:8080") }],
    ["WXREPAY_PROXY", "socks5://canary:1080", { proxy: Redacted.make("socks5://canary:1080") }],
    ["WXREPAY_CONNECTIONS", "0", { connections: 0 }],
    ["WXREPAY_CONNECTIONS", "-1", { connections: -1 }],
    ["WXREPAY_DEADLINE", "0 seconds", { deadline: "0 seconds" }],
    ["WXREPAY_CONNECT_TIMEOUT", "-1 seconds", { connectTimeout: "-1 seconds" }],
    ["WXREPAY_KEEP_ALIVE", "0 seconds", { keepAlive: 0 }]
  ]
  for (const [variable, value, options] of unusable) {
    it.live(`${variable} of ${JSON.stringify(value)} is refused at the start, by name and without its value`, () =>
      Effect.gen(function* () {
        const env = ConfigProvider.layer(ConfigProvider.fromUnknown({ [variable]: value }))
        const read = yield* Effect.flip(Effect.scoped(Layer.build(Layer.provide(NodeTransport.layerConfig, env))))
        assert.strictEqual(read._tag, "ConfigError")
        assert.include(String(read), variable)
        const given = yield* Effect.flip(Effect.scoped(Layer.build(NodeTransport.layerWith(options))))
        assert.strictEqual(given._tag, "OptionInvalid")
        assert.notInclude([String(read), String(given), JSON.stringify(given)].join(" "), "canary")
      })
    )
  }

  it.live("every option can be read from the environment", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Platform.listen(() => {})
      const layer = CreditRepayment.layer(Platform.settings(baseUrl)).pipe(
        Layer.merge(RetryPolicy.layer(RetryPolicy.never)),
        Layer.provide(NodeTransport.layerConfig),
        Layer.provide(
          ConfigProvider.layer(
            ConfigProvider.fromUnknown({
              WXREPAY_DEADLINE: "100 millis",
              WXREPAY_CONNECTIONS: "2",
              WXREPAY_CONNECT_TIMEOUT: "1 second",
              WXREPAY_HTTP2: "false"
            })
          )
        )
      )
      assert.strictEqual((yield* Effect.provide(Effect.flip(find), layer)).message, "No answer: Deadline")
    }).pipe(Effect.scoped)
  )
})
