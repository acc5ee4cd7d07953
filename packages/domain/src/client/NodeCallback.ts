/**
 * The bytes of a callback as node:http and what is built on it hold them, told by shape: no module of Node is needed.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { Headers } from "../signing/Verifier.ts"

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
const mostBytes = 1_048_576

/** Every byte of the body, or `undefined` when a parser has them, they broke off, or there are more than a mebibyte. */
export const bytesOf = async (request: NodeRequest): Promise<Uint8Array | undefined> => {
  if (request.rawBody !== undefined) return Predicate.isUint8Array(request.rawBody) ? request.rawBody : undefined
  if (request.readableEnded === true) return undefined
  const chunks: Array<Uint8Array> = []
  let length = 0
  for await (const chunk of request) {
    if (!Predicate.isUint8Array(chunk)) return undefined
    length += chunk.length
    if (length > mostBytes) return undefined
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
