/**
 * A platform of a few lines on node:http and node:crypto, which shares no code with the library: it records
 * every byte that arrives and answers whatever a test tells it to.
 */
import { BaseUrl, type AccessSettings } from "@wxrepay/domain/client"
import { CertificateSerial } from "@wxrepay/domain/signing"
import { Ids } from "@wxrepay/domain"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createSign, createVerify, randomBytes } from "node:crypto"
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { pem } from "../fixtures/openssl.ts"

/** Keys that OpenSSL made once: making a pair takes a fifth of a second, and every file would. */
const keysOf = (name: string) => ({ publicKey: pem(`${name}.spki.pem`), privateKey: pem(`${name}.pkcs8.pem`) })

/** The merchant's keys. */
export const merchant = keysOf("merchant")

/** WeChat Pay's keys. */
export const platform = keysOf("platform")

/** The name of WeChat Pay's key. */
export const serial = "PUB_KEY_ID_0114232134912410000000000000"

/** What a client of this platform is configured with. */
export const settings = (baseUrl: string): AccessSettings => ({
  baseUrl: BaseUrl.make(baseUrl),
  mchid: Ids.MerchantId.make("1900000001"),
  serialNo: CertificateSerial.make("5157F09EFDC096DE15EBE81A47057A7232F1B8E1"),
  privateKey: Redacted.make(merchant.privateKey),
  platformKeys: [{ serial, publicKey: Redacted.make(platform.publicKey) }]
})

/** One request as its bytes arrived. */
export interface Seen {
  readonly method: string
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: ReadonlyArray<string>
  readonly body: Buffer
}

/** The headers that prove a body to be WeChat Pay's, at a distance from now in seconds. */
export const proof = (body: string | Buffer, at = 0): Record<string, string> => {
  const timestamp = String(Math.floor(Date.now() / 1000) + at)
  const nonce = randomBytes(16).toString("hex")
  const signature = createSign("RSA-SHA256")
    .update(`${timestamp}\n${nonce}\n`)
    .update(body)
    .update("\n")
    .sign(platform.privateKey, "base64")
  return {
    "Wechatpay-Timestamp": timestamp,
    "Wechatpay-Nonce": nonce,
    "Wechatpay-Serial": serial,
    "Wechatpay-Signature": signature
  }
}

/** Answers JSON with a proof, unless other headers are given. */
export const answer = (response: ServerResponse, status: number, body: unknown, headers?: Record<string, string>) => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Request-ID": "08F78BB5AF0610D302-0",
    ...(headers ?? proof(text))
  })
  response.end(text)
}

/** Whether the merchant signed exactly these bytes. */
export const isSigned = ({ body, headers, method, target }: Seen): boolean => {
  const members = new Map(
    Array.from((headers.authorization ?? "").matchAll(/([a-z_]+)="([^"]*)"/g), ([, name = "", value = ""]) => [
      name,
      value
    ])
  )
  return createVerify("RSA-SHA256")
    .update(`${method}\n${target}\n${members.get("timestamp")}\n${members.get("nonce_str")}\n`)
    .update(body)
    .update("\n")
    .verify(merchant.publicKey, members.get("signature") ?? "", "base64")
}

/** The port of a server that listens on one. */
export const portOf = (address: AddressInfo | string | null): number =>
  address !== null && typeof address === "object" ? address.port : 0

/** Listens on a free port of this machine for as long as the scope lives. */
export const listen = (handle: (seen: Seen, response: ServerResponse, request: IncomingMessage) => void) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly baseUrl: string; readonly seen: ReadonlyArray<Seen>; readonly close: () => void }>(
      (resume) => {
        const seen: Array<Seen> = []
        const server = createServer((request, response) => {
          const chunks: Array<Buffer> = []
          request.on("data", (chunk: Buffer) => chunks.push(chunk))
          request.on("end", () => {
            const { headers, method = "", rawHeaders, url = "" } = request
            const one = { method, target: url, headers, rawHeaders, body: Buffer.concat(chunks) }
            seen.push(one)
            handle(one, response, request)
          })
        })
        server.listen(0, "127.0.0.1", () => {
          const port = portOf(server.address())
          const close = () => {
            server.closeAllConnections()
            server.close()
          }
          resume(Effect.succeed({ baseUrl: `http://127.0.0.1:${port}`, seen, close }))
        })
      }
    ),
    ({ close }) => Effect.sync(close)
  )

/** An order as the platform tells it, with members changed. */
export const order = (changes: Record<string, unknown> = {}) => ({
  out_trade_no: "T1",
  out_record_id: "R1",
  appid: "wxcbda96de0b165486",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  contract_id: "20251105000000123456789",
  order_state: "DEDUCT_ORDER_STATE_PENDING",
  deduct_amount: "10000",
  ...changes
})

/** A charge that every rule lets through. */
export const charge = {
  contractId: "20251105000000123456789",
  outTradeNo: "T1",
  outRecordId: "R1",
  deductAmount: 10_000,
  notifyUrl: "https://lender.example/wechatpay/notify",
  description: "信贷还款 第 3 期"
}
