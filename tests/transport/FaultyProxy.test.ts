/**
 * The faulty proxy: that each fate is what it says, to the byte.
 *
 * Method: the client is a bare socket, the server is node:http, and each tells what reached it. Time does not matter: every wait is
 * for something that happens.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { ServerResponse } from "node:http"
import { connect } from "node:net"
import * as FaultyProxy from "../support/faultyProxy.ts"
import { lengthOfRequest } from "../support/httpLengths.ts"
import * as Platform from "../support/platform.ts"

/** What reached a bare socket. */
interface Reached {
  readonly text: string
  readonly state: "open" | "ended" | "reset" | "refused"
}

/** Connects a bare socket for as long as the scope lives. */
const dial = Effect.fnUntraced(function* (port: number) {
  let reached: Reached = { text: "", state: "open" }
  const waiters = new Set<() => void>()
  const become = (changes: Partial<Reached>) => {
    reached = { ...reached, ...changes }
    for (const waiter of waiters) waiter()
  }
  const socket = yield* Effect.acquireRelease(
    Effect.sync(() => connect({ port, host: "127.0.0.1", allowHalfOpen: true })),
    (socket) => Effect.sync(() => socket.destroy())
  )
  socket.on("data", (chunk: Buffer) => become({ text: reached.text + chunk.toString("latin1") }))
  socket.on("end", () => become({ state: "ended" }))
  socket.on("error", (error) => become({ state: error.message.includes("ECONNREFUSED") ? "refused" : "reset" }))
  return {
    send: (text: string) => Effect.sync(() => socket.write(text, "latin1")),
    hangUp: Effect.sync(() => socket.destroy()),
    awaitReached: (isSo: (reached: Reached) => boolean) =>
      Effect.callback<Reached>((resume) => {
        const look = () => {
          if (isSo(reached)) resume(Effect.succeed(reached))
        }
        waiters.add(look)
        look()
      })
  }
})

const post = (body: string) =>
  `POST /charge?n=1 HTTP/1.1\r\nhost: platform\r\ncontent-length: ${body.length}\r\n\r\n${body}`

const get = "GET /order HTTP/1.1\r\nhost: platform\r\n\r\n"

const chunked =
  "POST /charge HTTP/1.1\r\nhost: p\r\ntransfer-encoding: chunked\r\n\r\n5\r\n0\r\n\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"

const body = '{"paid":"10000"}'

const isOver = ({ state }: Reached) => state !== "open"
const isWhole = ({ text }: Reached) => text.endsWith(body)

/** A proxy before a server that answers the same to everything, and a socket to it. */
const through = Effect.fnUntraced(function* (
  fate: FaultyProxy.Fate | ((earlier: number) => FaultyProxy.Fate),
  answer: (response: ServerResponse) => void = (response) =>
    void response.setHeader("content-length", body.length).end(body)
) {
  const { baseUrl, close, seen } = yield* Platform.listen((_, response) => answer(response))
  const proxy = yield* FaultyProxy.make(Number(new URL(baseUrl).port))
  yield* proxy.set(fate)
  return { proxy, server: { seen, close }, client: yield* dial(proxy.port) }
})

const none = { connections: 1, delivered: 0, returned: 0, cut: 0, abandoned: 0 }

/** What was counted, requests apart. */
const counted = ({ abandoned, connections, cut, delivered, returned }: FaultyProxy.Seen) => ({
  connections,
  delivered,
  returned,
  cut,
  abandoned
})

describe("an exchange that nothing happens to", () => {
  it.live("passes byte for byte, one after the other on one connection", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through("Pass")
      yield* client.send(post("é 1"))
      assert.match((yield* client.awaitReached(isWhole)).text, /^HTTP\/1\.1 200 OK\r\n/)
      yield* client.send(get)
      const { text } = yield* client.awaitReached(({ text }) => text.split(body).length === 3)
      assert.lengthOf(text.match(/HTTP\/1\.1 200 OK/g) ?? [], 2)
      const { requests, ...counts } = yield* proxy.awaitSeen(({ returned }) => returned === 2)
      assert.deepStrictEqual(counts, { ...none, delivered: 2, returned: 2 })
      assert.deepStrictEqual(
        requests.map(({ bytes, method, target }) => [method, target, bytes.toString("latin1")]),
        [
          ["POST", "/charge?n=1", post("é 1")],
          ["GET", "/order", get]
        ]
      )
      assert.deepStrictEqual(
        server.seen.map((seen) => [seen.method, seen.target, seen.body.toString("latin1")]),
        [
          ["POST", "/charge?n=1", "é 1"],
          ["GET", "/order", ""]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("passes what comes in pieces and in chunks, both ways", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through("Pass", (response) => {
        response.write(body.slice(0, 5))
        response.write(body.slice(5))
        response.addTrailers({ x: "y" })
        response.end()
      })
      for (const byte of chunked.slice(0, -1)) yield* client.send(byte)
      yield* proxy.awaitSeen(({ connections }) => connections === 1)
      assert.lengthOf((yield* proxy.seen).requests, 0)
      yield* client.send(chunked.slice(-1) + get)
      const { text } = yield* client.awaitReached(({ text }) => text.split("\r\n0\r\n").length === 3)
      assert.match(text, /\r\n\r\n5\r\n\{"pai\r\nb\r\nd":"10000"\}\r\n0\r\n/)
      assert.deepStrictEqual(
        server.seen.map((seen) => String(seen.body)),
        ["0\r\n\r\n0123456789", ""]
      )
    }).pipe(Effect.scoped)
  )

  it.live("passes an answer without a body, and one that ends with its connection", () =>
    Effect.gen(function* () {
      const empty = yield* through("Pass", (response) => void response.writeHead(204).end())
      yield* empty.client.send(get)
      assert.match((yield* empty.client.awaitReached(({ text }) => text.endsWith("\r\n\r\n"))).text, /^HTTP\/1\.1 204/)
      const closing = yield* through("Pass", (response) => {
        response.useChunkedEncodingByDefault = false
        response.shouldKeepAlive = false
        response.removeHeader("transfer-encoding")
        response.write(body)
        response.end()
      })
      yield* closing.client.send(get)
      const { state, text } = yield* closing.client.awaitReached(isOver)
      assert.deepStrictEqual([state, text.endsWith(`\r\n\r\n${body}`)], ["ended", true])
      assert.notMatch(text, /content-length|transfer-encoding/i)
    }).pipe(Effect.scoped)
  )
})

describe("where a request ends", () => {
  for (const [how, request] of [
    ["by its length", post("0\r\n\r\n")],
    ["with its head", get],
    ["with its last chunk", chunked],
    ["with what trails its last chunk", chunked.replace(/0\r\n\r\n$/u, "0\r\nx: y\r\n\r\n")]
  ] as const) {
    it(`${how}, and not a byte earlier or later`, () => {
      for (let length = 0; length < request.length; length++) {
        assert.strictEqual(lengthOfRequest(Buffer.from(request.slice(0, length))), "Unfinished")
      }
      assert.strictEqual(lengthOfRequest(Buffer.from(request)), request.length)
      assert.strictEqual(lengthOfRequest(Buffer.from(request + get)), request.length)
    })
  }
})

describe("an exchange that is cut", () => {
  it.live("CutAtOnce: as soon as the connection is there", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through("CutAtOnce")
      assert.deepStrictEqual(yield* client.awaitReached(isOver), { text: "", state: "reset" })
      assert.deepStrictEqual(counted(yield* proxy.seen), { ...none, cut: 1 })
      assert.lengthOf(server.seen, 0)
    }).pipe(Effect.scoped)
  )

  it.live("CutAtOnce: at the first byte on a connection that was kept", () =>
    Effect.gen(function* () {
      const { client, proxy } = yield* through("Pass")
      yield* client.send(get)
      yield* client.awaitReached(isWhole)
      yield* proxy.set("CutAtOnce")
      yield* client.send("G")
      assert.strictEqual((yield* client.awaitReached(isOver)).state, "reset")
      assert.lengthOf((yield* proxy.seen).requests, 1)
    }).pipe(Effect.scoped)
  )

  it.live("CutBefore: wholly read, and the server hears nothing of it", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through("CutBefore")
      const request = post("abc")
      yield* client.send(request.slice(0, -1))
      yield* proxy.awaitSeen(({ connections }) => connections === 1)
      yield* client.send(request.slice(-1))
      assert.deepStrictEqual(yield* client.awaitReached(isOver), { text: "", state: "reset" })
      const seen = yield* proxy.awaitRequests(1)
      assert.deepStrictEqual(counted(seen), { ...none, cut: 1 })
      assert.strictEqual(String(seen.requests[0]?.bytes), request)
      assert.lengthOf(server.seen, 0)
    }).pipe(Effect.scoped)
  )

  it.live("CutAfter: the server has answered, and not a byte comes back", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through("CutAfter")
      yield* client.send(post("abc"))
      assert.deepStrictEqual(yield* client.awaitReached(isOver), { text: "", state: "reset" })
      assert.deepStrictEqual(counted(yield* proxy.seen), { ...none, delivered: 1, cut: 1 })
      assert.lengthOf(server.seen, 1)
    }).pipe(Effect.scoped)
  )

  it.live("CutInHead and CutInBody: an end in the middle", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through("CutInHead")
      yield* client.send(get)
      const head = yield* client.awaitReached(isOver)
      assert.strictEqual(head.state, "ended")
      assert.isTrue(head.text.startsWith("HTTP/1.1 200 OK\r\n") && !head.text.includes("\r\n\r\n"))
      yield* proxy.set("CutInBody")
      const second = yield* dial(proxy.port)
      yield* second.send(get)
      const half = yield* second.awaitReached(isOver)
      assert.strictEqual(half.state, "ended")
      assert.isTrue(half.text.endsWith(`\r\n\r\n${body.slice(0, body.length / 2)}`), half.text)
      assert.deepStrictEqual(counted(yield* proxy.seen), { ...none, connections: 2, delivered: 2, cut: 2 })
      assert.lengthOf(server.seen, 2)
    }).pipe(Effect.scoped)
  )

  it.live("a server that is not there cuts the exchange", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through("Pass")
      server.close()
      yield* client.send(get)
      assert.strictEqual((yield* client.awaitReached(isOver)).state, "reset")
      assert.deepStrictEqual(counted(yield* proxy.seen), { ...none, cut: 1 })
    }).pipe(Effect.scoped)
  )

  it.live("refuse: nobody listens, until somebody does again", () =>
    Effect.gen(function* () {
      const { client, proxy } = yield* through("Pass")
      yield* client.send(get)
      yield* client.awaitReached(isWhole)
      yield* proxy.refuse
      assert.strictEqual((yield* client.awaitReached(isOver)).state, "reset")
      assert.strictEqual((yield* (yield* dial(proxy.port)).awaitReached(isOver)).state, "refused")
      yield* proxy.listen
      const again = yield* dial(proxy.port)
      yield* again.send(get)
      yield* again.awaitReached(isWhole)
      assert.deepStrictEqual(counted(yield* proxy.awaitSeen(({ returned }) => returned === 2)), {
        ...none,
        connections: 2,
        delivered: 2,
        returned: 2,
        cut: 1
      })
    }).pipe(Effect.scoped)
  )
})

describe("an exchange that takes its time", () => {
  for (const [fate, delivered] of [
    ["StallBefore", 0],
    ["StallAfter", 1]
  ] as const) {
    it.live(`${fate}: no answer, until the client gives up`, () =>
      Effect.gen(function* () {
        const { client, proxy, server } = yield* through(fate)
        yield* client.send(post("abc"))
        yield* proxy.awaitSeen((seen) => seen.requests.length === 1 && seen.delivered === delivered)
        assert.deepStrictEqual(yield* client.awaitReached(() => true), { text: "", state: "open" })
        yield* client.hangUp
        const seen = yield* proxy.awaitSeen(({ abandoned }) => abandoned === 1)
        assert.deepStrictEqual(counted(seen), { ...none, delivered, abandoned: 1 })
        yield* proxy.set("Pass")
        const second = yield* dial(proxy.port)
        yield* second.send(get)
        yield* second.awaitReached(isWhole)
        assert.lengthOf(server.seen, delivered + 1)
      }).pipe(Effect.scoped)
    )
  }

  it.live("StallInBody: the head, and no byte of the body", () =>
    Effect.gen(function* () {
      const { client, proxy } = yield* through("StallInBody")
      yield* client.send(get)
      const reached = yield* client.awaitReached(({ text }) => text.includes("\r\n\r\n"))
      assert.deepStrictEqual([reached.text.endsWith("\r\n\r\n"), reached.state], [true, "open"])
      yield* client.hangUp
      yield* proxy.awaitSeen(({ abandoned }) => abandoned === 1)
    }).pipe(Effect.scoped)
  )

  it.live("Drip: byte by byte, as the test says", () =>
    Effect.gen(function* () {
      const { client, proxy } = yield* through("Drip")
      assert.strictEqual(yield* proxy.drip(), 0)
      yield* client.send(get)
      yield* proxy.awaitSeen(({ delivered }) => delivered === 1)
      let left = yield* proxy.drip()
      assert.strictEqual((yield* client.awaitReached(({ text }) => text !== "")).text, "H")
      left = yield* proxy.drip(left - 2)
      assert.strictEqual(left, 2)
      yield* client.awaitReached(({ text }) => text.endsWith(body.slice(0, -2)))
      assert.strictEqual((yield* proxy.seen).returned, 0)
      assert.strictEqual(yield* proxy.drip(), 1)
      assert.strictEqual(yield* proxy.drip(), 0)
      yield* client.awaitReached(isWhole)
      assert.strictEqual((yield* proxy.awaitSeen(({ returned }) => returned === 1)).abandoned, 0)
    }).pipe(Effect.scoped)
  )

  it.live("Hold: passed on when released, though the client has long gone", () =>
    Effect.gen(function* () {
      const { client, proxy, server } = yield* through((earlier) => (earlier === 0 ? "Hold" : "Pass"))
      yield* client.send(post("held"))
      yield* proxy.awaitRequests(1)
      yield* client.hangUp
      yield* proxy.awaitSeen(({ abandoned }) => abandoned === 1)
      const second = yield* dial(proxy.port)
      yield* second.send(post("overtakes"))
      yield* second.awaitReached(isWhole)
      assert.deepStrictEqual([yield* proxy.release, yield* proxy.release], [1, 0])
      assert.deepStrictEqual(
        server.seen.map((seen) => String(seen.body)),
        ["overtakes", "held"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("Hold: a client that still waits gets its answer", () =>
    Effect.gen(function* () {
      const { client, proxy } = yield* through("Hold")
      yield* client.send(get)
      yield* proxy.awaitRequests(1)
      yield* proxy.release
      yield* client.awaitReached(isWhole)
    }).pipe(Effect.scoped)
  )

  it.live("Twice: the server gets it twice, and the client its second answer", () =>
    Effect.gen(function* () {
      let answers = 0
      const { client, proxy, server } = yield* through("Twice", (response) => {
        response.setHeader("x-answer", ++answers).setHeader("content-length", body.length).end(body)
      })
      yield* client.send(post("abc"))
      assert.match((yield* client.awaitReached(isWhole)).text, /x-answer: 2\r\n/)
      assert.deepStrictEqual(
        server.seen.map((seen) => String(seen.body)),
        ["abc", "abc"]
      )
      assert.strictEqual((yield* proxy.seen).delivered, 2)
    }).pipe(Effect.scoped)
  )
})

it.effect("under TestClock a test knows when a request has been wholly read", () =>
  Effect.gen(function* () {
    const { client, proxy } = yield* through("StallBefore")
    const read = yield* Effect.forkChild(proxy.awaitRequests(1))
    yield* client.send(get)
    assert.lengthOf((yield* Fiber.join(read)).requests, 1)
  }).pipe(Effect.scoped)
)
