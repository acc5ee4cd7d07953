/**
 * Uploads: a file, and a `meta` beside it that is signed in the body's place.
 *
 * @since 0.1.0
 */
import * as Hex from "effect/encoding/Hex"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Reason } from "./RequestRefused.ts"

/** What is uploaded. Rule: V3-SIGN-05. */
export const Upload = Schema.Struct({
  file: Schema.instanceOf(Uint8Array<ArrayBufferLike>),
  /** As the platform is to know it: `receipt.png`. */
  filename: Schema.String.check(Schema.isPattern(/^[^"\\\p{Cc}\p{Surrogate}]+$/u)),
  /** Its media type, `image/png`; by default that of any bytes. */
  type: Schema.optional(Schema.String.check(Schema.isPattern(/^[\w.+-]+\/[\w.+-]+$/u))),
  /** What is told and signed beside it; by default its name and its SHA-256, as most endpoints want it. */
  meta: Schema.optional(Schema.Record(Schema.String, Schema.Unknown)),
  /** The name of the part that the file is in; by default `file`. */
  part: Schema.optional(Schema.String.check(Schema.isPattern(/^(?!meta$)\w+$/u)))
})
export interface Upload extends Schema.Schema.Type<typeof Upload> {}

/** A body of two parts, and the bytes in it that are signed. */
export interface Body {
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly signed: Uint8Array
}

const decode = Schema.decodeUnknownResult(Upload)

/**
 * Makes the body of an upload. It is made by hand, for the signed bytes have to be those of the part, and a `FormData`
 * neither names the type of a text nor tells its bytes. Rules: V3-SIGN-05, V3-HDR-01.
 */
export const make = (given: unknown): Result.Result<Body, Reason> => {
  const upload = Result.getOrElse(
    Result.try(() => Result.getOrElse(decode(given, { onExcessProperty: "error" }), () => undefined)),
    () => undefined
  )
  if (upload === undefined)
    return Result.fail({ field: "upload", problem: "it must be a file of bytes and its filename" })
  const { file, filename, part = "file", type = "application/octet-stream" } = upload
  const meta = Result.try(() => JSON.stringify(upload.meta ?? { filename, sha256: Hex.encode(sha256(file)) }))
  if (Result.isFailure(meta) || meta.success === undefined)
    return Result.fail({ field: "upload.meta", problem: "it cannot be written as JSON" })
  const signed = utf8.encode(meta.success)
  // a line that no file holds but by design, and the same one for the same upload
  const boundary = `wxrepay-${Hex.encode(sha256(joined([signed, file]))).slice(0, 48)}`
  const bytes = joined([
    utf8.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="meta";\r\nContent-Type: application/json\r\n\r\n`
    ),
    signed,
    utf8.encode(
      `\r\n--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="${filename}";\r\nContent-Type: ${type}\r\n\r\n`
    ),
    file,
    utf8.encode(`\r\n--${boundary}--\r\n`)
  ])
  return Result.succeed({ bytes, contentType: `multipart/form-data; boundary=${boundary}`, signed })
}

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const utf8 = new TextEncoder()
