/**
 * The laws of signers hold for ours, and each can break.
 *
 * Method: node:crypto signs as a key service would; signers that are wrong in one way are made around it, and which laws
 * fail is compared with what is wrong.
 */
import { Ids } from "@wxrepay/domain"
import { Transport } from "@wxrepay/domain/client"
import { CertificateSerial, Message, Signer, SigningError } from "@wxrepay/domain/signing"
import { Law, SignerLaws } from "@wxrepay/domain/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createSign, randomBytes } from "node:crypto"
import { pem, secretPem } from "../fixtures/openssl.ts"
import { breaks } from "../support/breaking.ts"
import { keeps } from "../support/laws.ts"

const mchid = Ids.MerchantId.make("1900000001")
const serialNo = CertificateSerial.make("5157F09EFDC096DE15EBE81A47057A7232F1B8E1")

const rs256 = (message: Uint8Array, key = "merchant"): string =>
  createSign("RSA-SHA256")
    .update(message)
    .sign(pem(`${key}.pkcs8.pem`), "base64")

const failing = Layer.succeed(Signer, {
  mchid,
  sign: () => Effect.fail(new SigningError({ problem: "KeyFailed" }))
})

const settings: SignerLaws.Settings = {
  mchid,
  serialNo,
  publicKey: pem("merchant.spki.pem"),
  secrets: [pem("merchant.pkcs8.pem"), secretPem("merchant.pkcs1.pem")],
  failing,
  seed: 7
}

type AnySigner = Layer.Layer<Signer, unknown, Transport.Crypto>

/** The laws on a signer. */
const on = (signer: AnySigner, more: Partial<SignerLaws.Settings> = {}): ReadonlyArray<Law.Law<unknown>> =>
  Law.on(SignerLaws.laws({ ...settings, ...more }), Layer.provide(signer, Transport.layerCrypto))

keeps("a signer with a key in PEM", on(Signer.layer({ mchid, serialNo, privateKey: secretPem("merchant.pkcs8.pem") })))

const service = {
  mchid,
  serialNo,
  sign: (message: Uint8Array) => Effect.sync(() => Buffer.from(rs256(message), "base64"))
}

keeps(
  "a signer over a key service",
  on(Signer.layerFrom(service), {
    failing: Signer.layerFrom({ ...service, sign: () => Effect.fail(new Error(pem("merchant.pkcs8.pem"))) })
  })
)

/** What a signer does otherwise. */
interface Otherwise {
  readonly said?: Partial<Message.Authorization>
  readonly signed?: Partial<Message.Unsigned & Message.Moment>
  readonly key?: string
  readonly header?: (header: string) => string
}

interface Asked extends Message.Unsigned {
  readonly millis: number
  readonly nonce: string
}

/** A signer that does something otherwise. */
const signer = (otherwise: (asked: Asked) => Otherwise = () => ({})) =>
  Layer.succeed(Signer, {
    mchid,
    sign: (request) =>
      Effect.map(Clock.currentTimeMillis, (millis) => {
        const moment = { timestamp: String(Math.floor(millis / 1000)), nonce: randomBytes(16).toString("hex") }
        const {
          header = (text: string) => text,
          key,
          said,
          signed
        } = otherwise({ ...request, millis, nonce: moment.nonce })
        const signature = rs256(Message.request({ ...request, ...moment, ...signed }), key)
        return header(Message.authorization({ mchid, serialNo, signature, ...moment, ...said }))
      })
  })

type Service = Signer["Service"]

/** A signer around the right one. */
const around = (change: (right: Service) => Service): AnySigner =>
  Layer.effect(Signer, Effect.map(Signer, change)).pipe(Layer.provide(signer()))

/** Signs what was asked last, whoever asked it. */
const forgetful = ({ mchid, sign }: Service): Service => {
  let last: Message.Unsigned | undefined
  return {
    mchid,
    sign: (request) =>
      Effect.suspend(() => {
        last = request
        return Effect.andThen(
          Effect.yieldNow,
          Effect.suspend(() => sign(last ?? request))
        )
      })
  }
}

/** Answers what it answered to the same request before. */
const remembering = ({ mchid, sign }: Service): Service => {
  const answers = new Map<string, string>()
  return {
    mchid,
    sign: (request) =>
      Effect.suspend(() => {
        const key = JSON.stringify([request.method, request.target, Array.from(request.body)])
        const known = answers.get(key)
        return known === undefined
          ? Effect.tap(sign(request), (header) => Effect.sync(() => answers.set(key, header)))
          : Effect.succeed(known)
      })
  }
}

/** Says and signs something else of the moment. */
const both = (moment: Partial<Message.Moment>): Otherwise => ({ said: moment, signed: moment })

const form = "the scheme, and five parts"
const names = "names the merchant"
const time = "is the clock in whole seconds"
const nonces = "twenty nonces"
const lines = "exactly the five lines"
const afresh = "is signed afresh"
const atOnce = "of many requests at once"
const secret = "shows a secret"

/** Whatever needs the header to be read. */
const unread = [form, names, time, nonces, lines, afresh, atOnce]

const wrong = (
  way: string,
  signer: AnySigner,
  breaks: ReadonlyArray<string>,
  more: Partial<SignerLaws.Settings> = {}
) => ({
  way: `a signer that ${way}`,
  laws: on(signer, more),
  breaks
})

const header = (change: (header: string) => string): AnySigner => signer(() => ({ header: change }))

breaks("signers", [
  wrong(
    "breaks its line",
    header((text) => text.replace(",", ",\r\n ")),
    unread
  ),
  wrong(
    "says a sixth part",
    header((text) => `${text},alg="RS256"`),
    [form]
  ),
  wrong(
    "leaves the quotes out",
    header((text) => text.replaceAll('"', "")),
    unread
  ),
  wrong(
    "has another scheme",
    header((text) => text.replace("SHA256", "SM3")),
    unread
  ),
  wrong(
    "names another merchant",
    signer(() => ({ said: { mchid: "1900000002" } })),
    [names]
  ),
  wrong(
    "names itself otherwise than its headers",
    around(({ sign }) => ({ sign, mchid: Ids.MerchantId.make("1") })),
    [names]
  ),
  wrong(
    "spells its serial in lower case",
    signer(() => ({ said: { serialNo: serialNo.toLowerCase() } })),
    [names]
  ),
  wrong(
    "rounds the time up",
    signer(({ millis }) => both({ timestamp: String(Math.round(millis / 1000)) })),
    [time, afresh]
  ),
  wrong(
    "tells milliseconds",
    signer(({ millis }) => both({ timestamp: String(millis) })),
    [time, afresh]
  ),
  wrong(
    "signs another time than it says",
    signer(({ millis }) => ({ signed: { timestamp: String(millis + 1) } })),
    [lines, atOnce]
  ),
  wrong(
    "has one nonce",
    signer(() => both({ nonce: "5F0C1A2B3D4E5F60718293A4B5C6D7E8" })),
    [nonces, afresh]
  ),
  wrong(
    "has nonces with hyphens",
    signer(({ nonce }) => both({ nonce: nonce.replace(/^.{8}/u, "-") })),
    [nonces]
  ),
  wrong(
    "signs the body as text",
    signer(({ body }) => ({
      signed: { body: Buffer.from(new TextDecoder("utf-8", { ignoreBOM: true }).decode(body)) }
    })),
    [lines]
  ),
  wrong(
    "takes a byte order mark off",
    signer(({ body }) => ({ signed: { body: body[0] === 0xef ? body.slice(3) : body } })),
    [lines]
  ),
  wrong(
    "decodes the target",
    signer(({ target }) => ({ signed: { target: decodeURI(target) } })),
    [lines]
  ),
  wrong(
    "leaves the query out",
    signer(({ target }) => ({ signed: { target: target.replace(/\?.*/u, "") } })),
    [lines]
  ),
  wrong(
    "signs with another key",
    signer(() => ({ key: "platform" })),
    [lines, atOnce]
  ),
  wrong("signs what was asked last", around(forgetful), [atOnce]),
  wrong("answers again what it answered", around(remembering), [time, nonces, afresh]),
  wrong(
    "shows its key in the header",
    header((text) => `${text} ${pem("merchant.pkcs8.pem").slice(60, 100).trim()}`),
    [...unread, secret]
  ),
  wrong("shows its key when it fails", signer(), [secret], {
    failing: Layer.succeed(Signer, {
      mchid,
      sign: () => Effect.die(Object.assign(new Error("away"), { hint: { key: pem("merchant.pkcs8.pem") } }))
    })
  }),
  wrong("dies when its key fails", signer(), [secret], {
    failing: Layer.succeed(Signer, { mchid, sign: () => Effect.die(new Error("away")) })
  }),
  wrong("signs when its key fails", signer(), [secret], { failing: signer() })
])
