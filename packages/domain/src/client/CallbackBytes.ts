/**
 * The bytes of a callback, whatever server it came through, and never more than a mebibyte of them.
 *
 * Requests of Node are told by their shape, so that no module of Node is needed.
 *
 * @since 0.1.0
 */
import * as Bytes from "effect/Bytes"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { Headers } from "../signing/Verifier.ts"
import { NotificationUnreadable } from "./Inbox.ts"

/** A request of node:http, or of Express, before or after a parser. */
export interface NodeRequest extends AsyncIterable<unknown> {
  readonly headers: Headers
  /** The bytes that a parser has kept, as {@link keepRawBody} has it do. */
  readonly rawBody?: unknown
  /** Whether somebody has read the stream to its end. */
  readonly readableEnded?: boolean
}

/** A response of node:http, or of Express. */
export interface NodeResponse {
  readonly writeHead: (status: number, headers: Record<string, string>) => unknown
  readonly end: (body?: string) => unknown
}

/**
 * Keeps the bytes that a parser reads, for the receiver behind it: `express.json({ verify: keepRawBody })`. A parsed
 * body cannot be verified. Rule: V3-VER-03.
 */
export const keepRawBody = (request: object, _response: unknown, bytes: Uint8Array): void => {
  Object.assign(request, { rawBody: bytes })
}

/** The most that is read: a notification has a few kilobytes. */
export const mostBytes = 1_048_576

/** Every byte of a request of Node, unless a parser has them, they broke off, or there are too many. */
export const ofNode = (request: NodeRequest): Effect.Effect<Uint8Array, NotificationUnreadable> => {
  if (request.rawBody !== undefined) {
    return Predicate.isUint8Array(request.rawBody) ? Effect.succeed(request.rawBody) : Effect.fail(unavailable)
  }
  return request.readableEnded === true
    ? Effect.fail(unavailable)
    : gather(Stream.fromAsyncIterable(request, () => unavailable))
}

/** Every byte of a web request, unless somebody has read them, they broke off, or there are too many. */
export const ofWeb = ({ body, bodyUsed }: Request): Effect.Effect<Uint8Array, NotificationUnreadable> => {
  if (bodyUsed) return Effect.fail(unavailable)
  return gather(
    body === null ? Stream.empty : Stream.fromReadableStream({ evaluate: () => body, onError: () => unavailable })
  )
}

const unavailable = new NotificationUnreadable({ problem: "BodyUnavailable" })

/** Some runtimes give text where they were asked for bytes. */
const asBytes = (chunk: unknown): Effect.Effect<Uint8Array, NotificationUnreadable> =>
  Predicate.isUint8Array(chunk) ? Effect.succeed(chunk) : Effect.fail(unavailable)

interface Gathered {
  readonly chunks: Array<Uint8Array>
  length: number
}

const gather = (
  chunks: Stream.Stream<unknown, NotificationUnreadable>
): Effect.Effect<Uint8Array, NotificationUnreadable> =>
  chunks.pipe(
    Stream.mapEffect(asBytes),
    Stream.runFoldEffect(
      (): Gathered => ({ chunks: [], length: 0 }),
      (gathered, chunk) => {
        gathered.chunks.push(chunk)
        gathered.length += chunk.length
        return gathered.length > mostBytes
          ? Effect.fail(new NotificationUnreadable({ problem: "BodyTooLarge" }))
          : Effect.succeed(gathered)
      }
    ),
    Effect.map(({ chunks }) => Bytes.concat(chunks))
  )
