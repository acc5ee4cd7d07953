/**
 * Notifications as the platform sends them, signed and sealed with node:crypto, which shares no code with the library.
 */
import { Inbox, type InboxSettings, Transport } from "@wxrepay/domain/client"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createCipheriv, randomBytes } from "node:crypto"
import { orderConfirmed, orderPaid } from "../fixtures/published.ts"
import * as Platform from "./platform.ts"

const apiV3Key = "0123456789abcdefghijklmnopqrstuv"

/** What an inbox of these notifications is configured with. */
export const settings: InboxSettings = {
  ...Platform.settings("https://api.mch.weixin.qq.com"),
  apiV3Key: Redacted.make(apiV3Key)
}

/** An inbox of these notifications. */
export const layer = Inbox.layer(settings).pipe(Layer.provide(Transport.layerCrypto))

/** What may be otherwise about a notification. */
export interface Changes {
  readonly eventType?: string
  /** The number of the delivery. */
  readonly id?: string
  readonly summary?: string
  readonly originalType?: string
  /** Another APIv3 key. */
  readonly key?: string
  /** What is sealed with it; left out of the envelope when it is `null`. */
  readonly associatedData?: string | null
}

/** Seals a text as the platform does, and gives the body that it would post. */
export const sealText = (plain: string, changes: Changes = {}): string => {
  const nonce = randomBytes(6).toString("hex")
  const cipher = createCipheriv("aes-256-gcm", changes.key ?? apiV3Key, nonce)
  cipher.setAAD(Buffer.from(changes.associatedData ?? ""))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return JSON.stringify({
    id: changes.id ?? "EV-2018022511223320875",
    create_time: "2025-12-04T14:52:35+08:00",
    resource_type: "encrypt-resource",
    event_type: changes.eventType ?? "CREDIT_REPAYMENT.DEDUCTION_PAY",
    summary: changes.summary ?? "信贷还款还款成功",
    resource: {
      original_type: changes.originalType ?? "payscore",
      algorithm: "AEAD_AES_256_GCM",
      ciphertext: sealed.toString("base64"),
      ...(changes.associatedData === null ? {} : { associated_data: changes.associatedData ?? "" }),
      nonce
    }
  })
}

/** Seals an event as the platform does, and gives the body that it would post. */
export const seal = (event: unknown, changes?: Changes): string => sealText(JSON.stringify(event), changes)

/** A successful collection, opened. */
export const paid = (changes: Record<string, unknown> = {}) => ({
  ...Platform.order({ order_state: "DEDUCT_ORDER_STATE_PAY_SUCCESS", pay_success_amount: "10000" }),
  sp_mchid: "1900000001",
  sub_mchid: "1900000109",
  ...changes
})

/** A contract that was signed, opened. */
export const signed = (changes: Record<string, unknown> = {}) => ({
  sp_mchid: "1900000001",
  contract_id: "20251105000000123456789",
  plan_id: 12535,
  out_contract_code: "wxtest2025",
  display_name: "张*",
  contract_state: "CONTRACT_STATE_EFFECTIVE",
  contract_signed_time: "2025-12-02T13:29:35+08:00",
  repayment_day: 5,
  repayment_amount_limit: "1000000",
  appid: "wxcbda96de0b165486",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  ...changes
})

/** A contract that has ended, opened. */
export const terminated = (changes: Record<string, unknown> = {}) =>
  signed({
    contract_state: "CONTRACT_STATE_TERMINATED",
    contract_terminated_time: "2025-12-05T14:29:35+08:00",
    contract_terminated_mode: "TERMINATION_MODE_BY_USER",
    contract_termination_remark: "已还清",
    ...changes
  })

/** A service order that was confirmed, opened. */
export const confirmed = (changes: Record<string, unknown> = {}) => ({
  ...orderConfirmed.decryptedResource,
  mchid: "1900000001",
  ...changes
})

/** A service order that was paid, opened. */
export const collected = (changes: Record<string, unknown> = {}) => ({
  ...orderPaid.decryptedResource,
  mchid: "1900000001",
  ...changes
})

/** A text as the bytes that travel. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A body as a callback with headers that prove it. */
export const callback = (body: string, headers: Record<string, string> = Platform.proof(body)) => ({
  headers,
  body: bytes(body)
})

/** A body as a web request with headers that prove it. */
export const request = (body: string, headers: Record<string, string> = Platform.proof(body)): Request =>
  new Request("https://lender.example/wechatpay/notify", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body
  })
