/**
 * A platform in process whose keys change: it lists certificates, signs with whichever key it is told to, and records
 * every request. It signs and seals with node:crypto, its certificates are the sandbox's, and the time is TestClock's.
 */
import { type DeductOrder, Ids } from "@wxrepay/domain"
import {
  Access,
  type AccessSettings,
  type ChargeError,
  CreditRepayment,
  Inbox,
  type LookupError,
  RetryPolicy,
  Transport
} from "@wxrepay/domain/client"
import { CertificateSerial, KeyRing, Keys, Sealer, Verifier } from "@wxrepay/domain/signing"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { TestClock } from "effect/testing"
import { createCipheriv, createSign, generateKeyPairSync, randomBytes } from "node:crypto"
import type * as X509s from "../../packages/sandbox/src/X509.ts"
import * as Platform from "./platform.ts"

/** The sandbox's own module; it stands behind no door of its package. */
const X509: typeof X509s = await import(new URL("../../packages/sandbox/src/X509.ts", import.meta.url).href)

/** A key that WeChat Pay signs with. */
export interface Key {
  readonly serial: string
  readonly privateKey: string
  readonly publicKey: string
}

/** A key in a certificate. */
export interface Certified extends Key {
  readonly certificate: string
  readonly from: DateTime.Utc
  readonly until: DateTime.Utc
}

/** When tests begin. */
export const start = DateTime.makeUnsafe("2025-11-05T12:00:00Z")

/** Some time after {@link start}; before it, when negative. */
export const after = (duration: Duration.Input): DateTime.Utc => DateTime.addDuration(start, duration)

/** Lets the clock stand at some time after {@link start}. */
export const setTime = (duration: Duration.Input): Effect.Effect<void> =>
  TestClock.setTime(DateTime.toEpochMillis(after(duration)))

/** The public key that does not expire. */
export const publicKey: Key = { serial: Platform.serial, ...Platform.platform }

/** A serial that no key has. */
export const unknownSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8FF"

/** The APIv3 key that certificates and notifications are sealed with. */
export const apiV3Key = "0123456789abcdefghijklmnopqrstuv"

const newPair = (): Omit<Key, "serial"> =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" }
  })

const pairs = [newPair(), newPair(), newPair()] as const

/** What a certificate says; by default it holds from a day before {@link start} to five years after. */
interface Certification {
  readonly serial?: string
  readonly from?: DateTime.Utc
  readonly until?: DateTime.Utc
}

/** The certificates of a platform in their order, from 0 on; three follow each other before keys come again. */
export const certify = Effect.fnUntraced(function* (at: number, given: Certification = {}) {
  const { privateKey, publicKey } = pairs[at % 3] ?? pairs[0]
  const {
    from = after("-1 day"),
    serial = `${at + 5}157F09EFDC096DE15EBE81A47057A7232F1B8E1`,
    until = after("1825 days")
  } = given
  const keys = {
    privateKey: yield* KeyFormat.decodePrivate(KeyFormat.pem(KeyFormat.pkcs8), Keys.rs256, privateKey),
    publicKey: yield* KeyFormat.decodePublic(KeyFormat.pem(KeyFormat.spki), Keys.rs256, publicKey)
  }
  const certificate = yield* X509.issue({ serialNo: serial, effectiveTime: from, expireTime: until, keys })
  return { serial, privateKey, publicKey, certificate, from, until } satisfies Certified
}, Effect.provide(Transport.layerCrypto))

/** What the platform answers with. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** How the platform conducts itself. */
export interface Conduct {
  /** What it lists. */
  readonly listed: ReadonlyArray<Certified>
  /** What it signs the list with; by default the last that it lists. */
  readonly listSigner?: Key | undefined
  /** What it signs other answers with; by default the same. */
  readonly signer?: Key | undefined
  /** What it seals the list with. */
  readonly apiV3Key?: string | undefined
  /** What becomes of the list on its way. */
  readonly spoil?: ((answer: Answer) => Effect.Effect<Answer>) | undefined
  /** Nobody answers: the reason that the network gives. */
  readonly network?: string | undefined
}

/** How a platform is told to spoil nothing any more. */
export const blameless = { apiV3Key: undefined, listSigner: undefined, network: undefined, spoil: undefined }

/** Makes a platform. It can be told to conduct itself otherwise at any time. */
export const make = Effect.fnUntraced(function* (initial: Conduct) {
  const conduct = yield* Ref.make(initial)
  const asked = yield* Queue.unbounded<void>()
  const seen: Array<Platform.Seen> = []

  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const body = request.body._tag === "Uint8Array" ? Buffer.from(request.body.body) : Buffer.alloc(0)
      const target = url.pathname + url.search
      const { method } = request
      seen.push({ method, target, headers: { ...request.headers, host: url.host }, rawHeaders: [], body })
      const now = yield* Ref.get(conduct)
      if (isDownload({ target })) yield* Queue.offer(asked, undefined)
      if (now.network !== undefined) {
        const cause = { code: now.network }
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({ request, cause })
        })
      }
      const { body: text, ...head } = yield* isDownload({ target }) ? list(now) : order(now)
      return HttpClientResponse.fromWeb(request, new Response(text, head))
    })
  )

  const list = Effect.fnUntraced(function* (now: Conduct) {
    const body = listOf(now)
    const answer = { status: 200, body, headers: yield* proof(now.listSigner ?? now.listed.at(-1) ?? publicKey, body) }
    return yield* now.spoil === undefined ? Effect.succeed(answer) : now.spoil(answer)
  })

  return {
    http,
    /** What was asked for, but for lists. */
    calls: () => seen.filter((one) => !isDownload(one)),
    /** The lists that were asked for. */
    downloads: () => seen.filter(isDownload),
    /** Waits until the next list is asked for. */
    nextDownload: Queue.take(asked),
    change: (changes: Partial<Conduct>) => Ref.update(conduct, (now) => ({ ...now, ...changes }))
  }
})
export type RotatingPlatform = Effect.Success<ReturnType<typeof make>>

const isDownload = ({ target }: { readonly target: string }) => target.startsWith("/v3/certificates")

const order = Effect.fnUntraced(function* ({ listSigner, listed, signer }: Conduct) {
  const body = JSON.stringify(Platform.order())
  return { status: 200, body, headers: yield* proof(signer ?? listSigner ?? listed.at(-1) ?? publicKey, body) }
})

/** The headers that prove a body to be signed now, or some seconds ago. */
export const proof = Effect.fnUntraced(function* (
  { privateKey, serial }: Omit<Key, "publicKey">,
  body: string,
  ageSeconds = 0
) {
  const timestamp = String(Math.floor(DateTime.toEpochMillis(yield* DateTime.now) / 1000) - ageSeconds)
  const nonce = randomBytes(16).toString("hex")
  const signed = createSign("RSA-SHA256").update(`${timestamp}\n${nonce}\n${body}\n`)
  return {
    "Content-Type": "application/json",
    "Wechatpay-Serial": serial,
    "Wechatpay-Timestamp": timestamp,
    "Wechatpay-Nonce": nonce,
    "Wechatpay-Signature": signed.sign(privateKey, "base64")
  }
})

const seal = (plain: string, associatedData: string, key: string) => {
  const nonce = randomBytes(6).toString("hex")
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(associatedData))
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64")
  return { algorithm: "AEAD_AES_256_GCM", nonce, associated_data: associatedData, ciphertext }
}

const beijing = (instant: DateTime.Utc): string =>
  `${DateTime.formatIso(DateTime.addDuration(instant, "8 hours")).slice(0, 19)}+08:00`

const listOf = (conduct: Pick<Conduct, "apiV3Key" | "listed">): string =>
  JSON.stringify({
    data: conduct.listed.map(({ certificate, from, serial, until }) => ({
      serial_no: serial,
      effective_time: beijing(from),
      expire_time: beijing(until),
      encrypt_certificate: seal(certificate, "certificate", conduct.apiV3Key ?? apiV3Key)
    }))
  })

/** A notification of a payment, signed now. */
export const notification = Effect.fnUntraced(function* (signer: Key, key = apiV3Key) {
  const paid = Platform.order({ order_state: "DEDUCT_ORDER_STATE_PAY_SUCCESS", pay_success_amount: "10000" })
  const event = JSON.stringify({ ...paid, sp_mchid: identity.mchid, sub_mchid: "1900000109" })
  const body = JSON.stringify({
    id: "EV-2018022511223320875",
    create_time: "2025-11-05T14:52:35+08:00",
    resource_type: "encrypt-resource",
    event_type: "CREDIT_REPAYMENT.DEDUCTION_PAY",
    summary: "信贷还款还款成功",
    resource: { original_type: "payscore", ...seal(event, "", key) }
  })
  return { headers: yield* proof(signer, body), body: new TextEncoder().encode(body) }
})

/** The merchant. */
export const identity = {
  mchid: Ids.MerchantId.make("1900000001"),
  serialNo: CertificateSerial.make("1157F09EFDC096DE15EBE81A47057A7232F1B8E1"),
  privateKey: Redacted.make(Platform.merchant.privateKey)
}

/** The public key as it is configured. */
export const configuredPublicKey = { serial: publicKey.serial, publicKey: Redacted.make(publicKey.publicKey) }

/** The settings of lenders by what they have: certificates are those that are downloaded. */
export const having = {
  certificates: {},
  "a public key": { platformKeys: [configuredPublicKey], certificates: undefined },
  both: { platformKeys: [configuredPublicKey] }
} satisfies Record<string, Partial<AccessSettings>>

/** Everything that a lender has. */
export type Lender = Access.Access | CreditRepayment | Inbox

/** A lender in front of a platform, who repeats nothing. Certificates are downloaded unless it is said otherwise. */
export const lender = ({ http }: Pick<RotatingPlatform, "http">, settings: Partial<AccessSettings> = {}) => {
  const sealing = { apiV3Key: Redacted.make(apiV3Key) }
  return Layer.mergeAll(CreditRepayment.layerFrom, Inbox.layerFrom(identity)).pipe(
    Layer.provideMerge(Access.layer({ ...identity, platformKeys: [], certificates: sealing, ...settings })),
    Layer.provide([Sealer.layer(sealing), Layer.succeed(HttpClient.HttpClient, http)]),
    Layer.provide(Transport.layerCrypto),
    Layer.provideMerge(RetryPolicy.layer(RetryPolicy.never))
  )
}

/** Does something as a lender in front of a platform, from {@link start} on. */
export const facing = Effect.fnUntraced(function* <A, E>(
  conduct: Conduct,
  use: (platform: RotatingPlatform) => Effect.Effect<A, E, Lender>,
  settings?: Partial<AccessSettings>
) {
  yield* setTime(0)
  const platform = yield* make(conduct)
  return yield* Effect.provide(use(platform), lender(platform, settings))
})

/** Whether the lender knows a key that holds now. */
export const knows = (serial: string) =>
  Effect.flatMap(KeyRing, ({ find }) => Effect.map(find(serial), (found) => Option.isSome(found)))

/** A call of the lender's that reads. */
export const reading: Effect.Effect<DeductOrder.DeductOrder, LookupError, CreditRepayment> = Effect.flatMap(
  CreditRepayment,
  (client) => client.findDeductOrder({ outTradeNo: "T1" })
)

/** A call of the lender's that moves money. */
export const charging: Effect.Effect<DeductOrder.DeductOrder, ChargeError, CreditRepayment> = Effect.flatMap(
  CreditRepayment,
  (client) => client.charge(Platform.charge)
)

/** Verifies a message that a key signed now. */
export const verifying = Effect.fnUntraced(function* (signer: Key) {
  const { body, headers } = yield* notification(signer)
  return yield* (yield* Verifier).verify(headers, body)
})

/** A key that signs in the name of another. */
export const posing = (as: Pick<Key, "serial">, signer: Key): Key => ({ ...signer, serial: as.serial })
