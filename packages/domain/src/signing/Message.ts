/**
 * The exact bytes that a signature covers, and the header that carries one. Pure.
 *
 * @since 0.1.0
 */

/** The one scheme in scope. Rules: V3-AUTH-01, V3-VER-07. */
export const scheme = "WECHATPAY2-SHA256-RSA2048"

/** A request before it is signed: the bytes of `body` are the bytes that leave. */
export interface Unsigned {
  /** In upper case. Rule: V3-SIGN-02. */
  readonly method: string
  /** Path and query exactly as sent: percent-encoded, no scheme, no host, no fragment. Rule: V3-SIGN-02. */
  readonly target: string
  /** Empty for a request without a body. Rule: V3-SIGN-04. */
  readonly body: Uint8Array
}

/** When a message was signed, and the salt of it. Rule: V3-SIGN-03. */
export interface Moment {
  /** Unix seconds. */
  readonly timestamp: string
  readonly nonce: string
}

/** What an `Authorization` header says. Rule: V3-AUTH-01. */
export interface Authorization extends Moment {
  readonly mchid: string
  /** The serial of the merchant's own certificate, in upper-case hex. Rule: V3-AUTH-02. */
  readonly serialNo: string
  /** Base64. */
  readonly signature: string
}

/** The five lines of a request: method, target, timestamp, nonce, body, each ended by LF. Rules: V3-SIGN-01, V3-SIGN-04. */
export const request = ({ body, method, nonce, target, timestamp }: Unsigned & Moment): Uint8Array =>
  lines([method.toUpperCase(), target, timestamp, nonce], body)

/** The three lines of an answer or a notification: timestamp, nonce, body, each ended by LF. Rules: V3-VER-01, V3-VER-02. */
export const answer = ({ nonce, timestamp }: Moment, body: Uint8Array): Uint8Array => lines([timestamp, nonce], body)

/** The value of an `Authorization` header, on one line. Rule: V3-AUTH-01. */
export const authorization = ({ mchid, nonce, serialNo, signature, timestamp }: Authorization): string =>
  `${scheme} mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serialNo}"`

/** Reads an `Authorization` header, its members in any order; `undefined` when one is missing or out of form. */
export const parseAuthorization = (header: string): Authorization | undefined => {
  if (!header.startsWith(`${scheme} `)) return undefined
  const members = new Map<string, string>()
  for (const pair of header.slice(scheme.length + 1).split(",")) {
    const [, name, value] = /^\s*([a-z_]+)="([^"]*)"\s*$/u.exec(pair) ?? []
    if (name === undefined || value === undefined || members.has(name)) return undefined
    members.set(name, value)
  }
  const [mchid, nonce, signature, timestamp, serialNo] = [
    "mchid",
    "nonce_str",
    "signature",
    "timestamp",
    "serial_no"
  ].map((name) => members.get(name))
  return mchid && nonce && signature && timestamp && serialNo
    ? { mchid, nonce, serialNo, signature, timestamp }
    : undefined
}

const lines = (head: ReadonlyArray<string>, body: Uint8Array): Uint8Array => {
  const start = new TextEncoder().encode(head.map((line) => `${line}\n`).join(""))
  const bytes = new Uint8Array(start.length + body.length + 1)
  bytes.set(start)
  bytes.set(body, start.length)
  bytes[bytes.length - 1] = 0x0a
  return bytes
}
