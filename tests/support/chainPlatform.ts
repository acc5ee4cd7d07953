/**
 * Calls of a chain in each of its spellings, over each transport, against a platform that records every byte. The
 * compiler is left out of it: a path is known when a test runs.
 */
import { type Chain, type ChainChangeError, type ChainError, Spelling, Wx } from "@wxrepay/chain"
import { RetryPolicy, type Transport } from "@wxrepay/domain/client"
import { Hostile } from "@wxrepay/domain/testing"
import { FetchTransport } from "@wxrepay/transport-fetch"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { IncomingMessage, ServerResponse } from "node:http"
import * as Platform from "./platform.ts"

/** The transports, by name. */
export const transports: ReadonlyArray<readonly [name: string, layer: Layer.Layer<Transport.Transport>]> = [
  ["transport-node", NodeTransport.layer],
  ["transport-fetch", FetchTransport.layer]
]

/** How any call can fail. */
export type AnyError = ChainError | ChainChangeError

/** A node of a chain of which no compiler knows what it is. */
export interface Loose<A = Effect.Effect<unknown, AnyError>> {
  (...given: ReadonlyArray<unknown>): A
  readonly [name: string]: Loose<A>
}

/** A chain as JavaScript has it. */
export const loose = (wx: object): Loose => Hostile.unseen(wx)

/** A chain of promises as JavaScript has it. */
export const looseAsync = (wx: object): Loose<Promise<unknown>> => Hostile.unseen(wx)

/** What a function of a chain gives that is called with a path. */
export const declared = <A>(wx: Loose<A>, path: string): Loose<A> => Hostile.unseen(wx["chain"]?.(path))

/** A member, which every node has. */
export const member = <A>(node: Loose<A>, name: string): Loose<A> => Hostile.unseen(Reflect.get(node, name))

/** How a path is spelled. */
export const spellings = {
  "pure chain": (wx, path) => Spelling.namesOf(path).reduce(member, wx),
  declarative: (wx, path) => declared(wx, path),
  property: (wx, path) => member(wx, path)
} satisfies Readonly<Record<string, <A>(wx: Loose<A>, path: string) => Loose<A>>>

/** Names of the spellings. */
export const spelled = ["pure chain", "declarative", "property"] as const

/** Makes a call in a spelling. */
export const calling = (
  wx: Chain,
  spelling: (typeof spelled)[number],
  verb: string,
  path: string,
  options?: unknown
): Effect.Effect<unknown, AnyError> => member(spellings[spelling](loose(wx), path), verb)(options)

/** A client of a platform, which makes every call once. */
export const client = (baseUrl: string, transport: Layer.Layer<Transport.Transport> = FetchTransport.layer) =>
  Wx.layer(Platform.settings(baseUrl)).pipe(
    Layer.provide(transport),
    Layer.orDie,
    Layer.merge(RetryPolicy.layer(RetryPolicy.never))
  )

/** How a platform answers. */
export type Handle = (seen: Platform.Seen, response: ServerResponse, request: IncomingMessage) => void

/** Says yes, with nothing in it. */
export const agreeing: Handle = (_, response) => Platform.answer(response, 200, {})

/** Answers a status and a body, with a proof unless other headers are given. */
export const answering =
  (status: number, body: unknown, headers?: Record<string, string>): Handle =>
  (_, response) =>
    Platform.answer(response, status, body, headers)

/** Uses a chain of a platform that answers as told; what was asked comes back with what came of it. */
export const facing = Effect.fnUntraced(function* <A, E, R>(
  handle: Handle,
  use: (wx: Chain, baseUrl: string) => Effect.Effect<A, E, R>,
  transport?: Layer.Layer<Transport.Transport>
) {
  const { baseUrl, seen } = yield* Platform.listen(handle)
  const result = yield* Effect.provide(
    Effect.flatMap(Wx, (wx) => use(wx, baseUrl)),
    client(baseUrl, transport)
  )
  return { result, seen }
}, Effect.scoped)

/** Something that happens once, which others wait for. */
export const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened, passed: Effect.promise(() => opened) }
}

/** A signal that counts who listens. */
export const counted = () => {
  const controller = new AbortController()
  const { signal } = controller
  let count = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    count++
    add(...given)
  }
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    count--
    remove(...given)
  }
  return { abort: () => controller.abort(), listeners: () => count, signal }
}

/** A request as it arrived, but for what is new in each. */
export const plain = ({ body, method, rawHeaders, target }: Platform.Seen) => ({
  method,
  target,
  body: body.toString("hex"),
  headers: rawHeaders.filter((_, at) => rawHeaders[at - (at % 2)]?.toLowerCase() !== "authorization")
})
