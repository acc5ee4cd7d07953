/**
 * A proxy between a client and a server of this machine that does to each exchange what a test tells it: nothing, or what
 * networks do. It tells what it saw, so that a test need not wait for time to pass.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { connect, createServer, type Socket } from "node:net"
import { isLast, lengthOfAnswer, lengthOfHead, lengthOfRequest } from "./httpLengths.ts"
import * as Platform from "./platform.ts"

/**
 * What becomes of an exchange. A cut before anything of an answer was given back is a reset; one in an answer, an early end.
 *
 * - `Pass`: nothing.
 * - `CutAtOnce`: cut before a byte of it is read; a new connection as soon as it is there.
 * - `CutBefore`: wholly read, not passed on, and cut.
 * - `CutAfter`: passed on and answered, and cut before a byte of the answer is given back.
 * - `CutInHead`, `CutInBody`: half of the head, or the head and half of the body, and no more.
 * - `StallBefore`: wholly read, not passed on, and never answered.
 * - `StallAfter`: passed on and answered, and never given back.
 * - `StallInBody`: the head is given back, and never the body.
 * - `Drip`: passed on, and the answer waits to be given back byte by byte, by `drip`.
 * - `Hold`: wholly read, and passed on when the test says so, by `release`, whether the client has gone or not.
 * - `Twice`: passed on, answered, and passed on again; the second answer is given back.
 */
export type Fate =
  | "Pass"
  | "CutAtOnce"
  | "CutBefore"
  | "CutAfter"
  | "CutInHead"
  | "CutInBody"
  | "StallBefore"
  | "StallAfter"
  | "StallInBody"
  | "Drip"
  | "Hold"
  | "Twice"

/** A request that was wholly read. */
export interface Request {
  readonly method: string
  readonly target: string
  /** Head and body, as they arrived. */
  readonly bytes: Buffer
}

/** What the proxy saw so far. */
export interface Seen {
  /** Connections that were accepted. */
  readonly connections: number
  /** Requests that were wholly read, in order. */
  readonly requests: ReadonlyArray<Request>
  /** Requests that the server answered, as often as it did. */
  readonly delivered: number
  /** Answers that were given back to their last byte. */
  readonly returned: number
  /** Connections that the proxy cut, or ended early. */
  readonly cut: number
  /** Connections that the client closed while it was owed an answer. */
  readonly abandoned: number
}

/** A running proxy. */
export interface FaultyProxy {
  readonly port: number
  readonly baseUrl: string
  /** What becomes of exchanges from now on; a function is told how many requests were wholly read before. */
  readonly set: (fate: Fate | ((earlier: number) => Fate)) => Effect.Effect<void>
  /** Stops listening and cuts every connection: nobody is there. */
  readonly refuse: Effect.Effect<void>
  /** Listens again, at the same port. */
  readonly listen: Effect.Effect<void>
  readonly seen: Effect.Effect<Seen>
  /** Waits until what was seen is so. */
  readonly awaitSeen: (isSo: (seen: Seen) => boolean) => Effect.Effect<Seen>
  /** Waits until so many requests were wholly read: whoever is to wait for their answers waits by then. */
  readonly awaitRequests: (count: number) => Effect.Effect<Seen>
  /** Passes on what is held, the oldest first, until each is answered; gives how many there were. */
  readonly release: Effect.Effect<number>
  /** Gives back so many more bytes of the oldest answer that drips; gives how many are left. */
  readonly drip: (bytes?: number) => Effect.Effect<number>
}

/** Stands before a port of 127.0.0.1 for as long as the scope lives. */
export const make = (upstream: number): Effect.Effect<FaultyProxy, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { close, open, proxyAt } = makeUnsafe(upstream)
    return proxyAt(yield* Effect.acquireRelease(open(0), () => close))
  })

/** A client that is connected. */
interface Client {
  readonly socket: Socket
  /** Bytes that no request was made of yet. */
  unread: Buffer
  isOwed: boolean
}

const makeUnsafe = (upstream: number) => {
  let fateOf: (earlier: number) => Fate = () => "Pass"
  let seen: Seen = { connections: 0, requests: [], delivered: 0, returned: 0, cut: 0, abandoned: 0 }
  const clients = new Set<Client>()
  const peers = new Set<Socket>()
  const waiters = new Set<() => void>()
  const held: Array<(done: () => void) => void> = []
  const dripping: Array<{ readonly client: Client; left: Buffer }> = []

  /** Writes down what was seen, acts, and only then tells those who wait for it. */
  const saw = (changes: Partial<Seen>, act = () => {}) => {
    seen = { ...seen, ...changes }
    act()
    for (const waiter of waiters) waiter()
  }
  const count = (what: "connections" | "delivered" | "returned" | "cut" | "abandoned", act?: () => void) =>
    saw({ [what]: seen[what] + 1 }, act)
  const fate = () => fateOf(seen.requests.length)

  const cut = (client: Client) => {
    if (client.socket.destroyed) return
    client.isOwed = false
    client.socket.resetAndDestroy()
    count("cut")
  }

  /** Gives the server a request, and calls back with the whole answer, or nothing when none came. */
  const forward = ({ bytes, method }: Request, use: (answer: Buffer | undefined) => void) => {
    const peer = connect(upstream, "127.0.0.1")
    peers.add(peer)
    let answer: Buffer = Buffer.alloc(0)
    let isOver = false
    const end = (whole: Buffer | undefined) => {
      if (isOver) return
      isOver = true
      peers.delete(peer)
      peer.destroy()
      if (whole === undefined) return use(whole)
      count("delivered", () => use(whole))
    }
    peer.on("data", (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk])
      const length = lengthOfAnswer(answer, method)
      if (typeof length === "number") end(answer.subarray(0, length))
    })
    peer.on("end", () => end(lengthOfAnswer(answer, method) === "UntilTheEnd" ? answer : undefined))
    peer.on("error", () => end(undefined))
    peer.on("close", () => end(undefined))
    peer.write(bytes)
  }

  const giveBack = (client: Client, answer: Buffer | undefined) => {
    if (client.socket.destroyed) return
    if (answer === undefined) return cut(client)
    client.isOwed = false
    client.socket.write(answer, () => count("returned"))
    if (isLast(answer)) client.socket.end()
    read(client)
  }

  const giveSome = (client: Client, answer: Buffer | undefined, bytes: (head: number, whole: number) => number) => {
    if (client.socket.destroyed) return
    if (answer === undefined) return cut(client)
    client.socket.write(answer.subarray(0, bytes(lengthOfHead(answer) ?? 0, answer.length)))
  }

  const endEarly = (client: Client, answer: Buffer | undefined, bytes: (head: number, whole: number) => number) => {
    giveSome(client, answer, bytes)
    if (client.socket.destroyed) return
    client.isOwed = false
    client.socket.end()
    count("cut")
  }

  const doTo = (client: Client, request: Request): Readonly<Record<Exclude<Fate, "CutAtOnce">, () => void>> => ({
    Pass: () => forward(request, (answer) => giveBack(client, answer)),
    CutBefore: () => cut(client),
    CutAfter: () => forward(request, () => cut(client)),
    CutInHead: () => forward(request, (answer) => endEarly(client, answer, (head) => head >> 1)),
    CutInBody: () => forward(request, (answer) => endEarly(client, answer, (head, whole) => (head + whole) >> 1)),
    StallBefore: () => {},
    StallAfter: () => forward(request, () => {}),
    StallInBody: () => forward(request, (answer) => giveSome(client, answer, (head) => head)),
    Drip: () =>
      forward(request, (left) => {
        if (left === undefined) return cut(client)
        dripping.push({ client, left })
      }),
    Hold: () => {
      held.push((done) =>
        forward(request, (answer) => {
          giveBack(client, answer)
          done()
        })
      )
    },
    Twice: () => forward(request, () => forward(request, (answer) => giveBack(client, answer)))
  })

  /** Makes requests of what arrived, one at a time. */
  const read = (client: Client) => {
    if (client.isOwed || client.unread.length === 0) return
    const chosen = fate()
    if (chosen === "CutAtOnce") return cut(client)
    const length = lengthOfRequest(client.unread)
    if (typeof length !== "number") return
    const bytes = client.unread.subarray(0, length)
    client.unread = client.unread.subarray(length)
    const [method = "", target = ""] = bytes.toString("latin1", 0, bytes.indexOf("\r\n")).split(" ")
    const request = { method, target, bytes }
    client.isOwed = true
    saw({ requests: [...seen.requests, request] }, doTo(client, request)[chosen])
  }

  const server = createServer((socket) => {
    const client: Client = { socket, unread: Buffer.alloc(0), isOwed: false }
    clients.add(client)
    socket.setNoDelay(true)
    socket.on("error", () => {})
    socket.on("data", (chunk: Buffer) => {
      client.unread = Buffer.concat([client.unread, chunk])
      read(client)
    })
    socket.on("close", () => {
      clients.delete(client)
      if (client.isOwed) count("abandoned")
    })
    count("connections")
    if (fate() === "CutAtOnce") cut(client)
  })

  const open = (port: number) =>
    Effect.callback<number>((resume) => {
      const fail = (error: Error) => resume(Effect.die(error))
      server.once("error", fail)
      server.listen(port, "127.0.0.1", () => {
        server.off("error", fail)
        resume(Effect.succeed(Platform.portOf(server.address())))
      })
    })

  const close = Effect.callback<void>((resume) => {
    for (const peer of peers) peer.destroy()
    for (const client of clients) cut(client)
    server.close(() => resume(Effect.void))
  })

  const awaitSeen = (isSo: (seen: Seen) => boolean) =>
    Effect.callback<Seen>((resume) => {
      const look = () => {
        if (!isSo(seen)) return
        waiters.delete(look)
        resume(Effect.succeed(seen))
      }
      waiters.add(look)
      look()
      return Effect.sync(() => waiters.delete(look))
    })

  const drip = (bytes = 1) =>
    Effect.callback<number>((resume) => {
      const index = dripping.findIndex(({ client }) => !client.socket.destroyed)
      dripping.splice(0, index === -1 ? dripping.length : index)
      const [oldest] = dripping
      if (oldest === undefined) return resume(Effect.succeed(0))
      const { client, left } = oldest
      oldest.left = left.subarray(bytes)
      if (oldest.left.length > 0) {
        client.socket.write(left.subarray(0, bytes), () => resume(Effect.succeed(oldest.left.length)))
        return
      }
      dripping.shift()
      giveBack(client, left)
      resume(Effect.succeed(0))
    })

  const proxyAt = (port: number): FaultyProxy => ({
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    set: (next) =>
      Effect.sync(() => {
        fateOf = typeof next === "function" ? next : () => next
      }),
    refuse: close,
    listen: Effect.asVoid(Effect.suspend(() => open(port))),
    seen: Effect.sync(() => seen),
    awaitSeen,
    awaitRequests: (count) => awaitSeen(({ requests }) => requests.length >= count),
    release: Effect.suspend(() =>
      Effect.map(
        Effect.forEach(held.splice(0), (pass) => Effect.callback<void>((resume) => pass(() => resume(Effect.void)))),
        ({ length }) => length
      )
    ),
    drip
  })

  return { open, close, proxyAt }
}
