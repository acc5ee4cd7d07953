/**
 * A key of WeChat Pay's, out of a public key or out of a platform certificate.
 *
 * @since 0.1.0
 */
import * as Digest from "effect/crypto/Digest"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as KeyWrap from "effect/crypto/KeyWrap"
import type * as Signature from "effect/crypto/Signature"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { PlatformSerial } from "../Ids.ts"
import * as Certificate from "./Certificate.ts"
import * as Keys from "./Keys.ts"

/** A key that WeChat Pay signs with, and that fields are sealed for it with. Rule: V3-SERIAL-01. */
export interface PlatformKey {
  /** `PUB_KEY_ID_…`, or the hex serial of a platform certificate. */
  readonly serial: PlatformSerial
  readonly publicKey: Signature.PublicKey<Signature.RsaPkcs1v15>
  readonly sealingKey: KeyWrap.PublicKey
  /** When a certificate holds; a public key does not expire. Rule: V3-CERT-04. */
  readonly validity: Validity | undefined
}

/** From when until when a certificate holds, both included. */
export interface Validity {
  readonly effectiveTime: DateTime.Utc
  readonly expireTime: DateTime.Utc
}

/** A public key of WeChat Pay's in PEM. */
export interface PublicKeyPem {
  /** `PUB_KEY_ID_…`, or the hex serial of the certificate that it was taken out of. */
  readonly serial: string
  readonly publicKey: Redacted.Redacted
}

/** A platform certificate in PEM: its serial and its time stand in it. */
export interface CertificatePem {
  readonly certificate: Redacted.Redacted
}

/** A key of WeChat Pay's as text. */
export type PlatformKeyPem = PublicKeyPem | CertificatePem

/** RSA-OAEP with SHA-1 and MGF1-SHA-1, without a label. Rule: V3-ENC-01. */
export const oaepSha1 = KeyWrap.rsaOaep({ hash: Digest.sha1, modulusLength: 2048 })

/** Reads a key of WeChat Pay's. Rules: V3-SERIAL-01, V3-CERT-04. */
export const decode = (pem: PlatformKeyPem): Effect.Effect<PlatformKey, Keys.KeyError> =>
  "certificate" in pem ? ofCertificate(pem.certificate) : ofPublicKey(pem)

/** Reads a platform certificate. */
export const ofCertificate = Effect.fnUntraced(function* (
  pem: Redacted.Redacted
): Effect.fn.Return<PlatformKey, Keys.KeyError> {
  const { effectiveTime, expireTime, serialNo, spki } = yield* Effect.fromResult(
    Certificate.parse(Redacted.value(pem))
  ).pipe(Effect.mapError((problem) => new Keys.KeyError({ key: platformCertificate, problem })))
  const publicKey = yield* Keys.publicKeyOfSpki(spki, platformCertificate)
  return yield* ofKey(PlatformSerial.make(serialNo), publicKey, { effectiveTime, expireTime })
})

/** A key that is already decoded, with its other use. */
export const ofKey = (
  serial: PlatformSerial,
  publicKey: Signature.PublicKey<Signature.RsaPkcs1v15>,
  validity: Validity | undefined
): Effect.Effect<PlatformKey, Keys.KeyError> =>
  KeyFormat.encode(KeyFormat.spki, publicKey).pipe(
    Effect.flatMap((spki) => KeyFormat.decodePublic(KeyFormat.spki, oaepSha1, spki)),
    Effect.map((sealingKey) => ({ serial, publicKey, sealingKey, validity })),
    Effect.mapError(() => new Keys.KeyError({ key: "platform key", problem: "nothing can be sealed with it" }))
  )

/** Whether a key holds at an instant. Rules: V3-CERT-04, V3-ROT-07. */
export const holdsAt = ({ validity }: PlatformKey, now: DateTime.Utc): boolean =>
  validity === undefined ||
  (DateTime.isLessThanOrEqualTo(validity.effectiveTime, now) && DateTime.isLessThanOrEqualTo(now, validity.expireTime))

/**
 * A serial as it is compared: hex in upper case and without leading zeros, which some tools drop; `PUB_KEY_ID_…` as it
 * is. Rule: V3-SERIAL-06.
 */
export const comparable = (serial: string): string =>
  isHex(serial) ? serial.toUpperCase().replace(/^0+(?=.)/u, "") : serial

/** Whether a serial names a certificate, as far as its form tells. Rule: V3-SERIAL-01. */
export const isHex = (serial: string): boolean => /^[0-9A-Fa-f]{1,64}$/u.test(serial)

const platformCertificate = "platform certificate"

const ofPublicKey = Effect.fnUntraced(function* ({
  publicKey,
  serial
}: PublicKeyPem): Effect.fn.Return<PlatformKey, Keys.KeyError> {
  if (!Schema.is(PlatformSerial)(serial)) {
    const problem =
      "its serial has to be PUB_KEY_ID_ and digits, or the hex serial of a platform certificate (V3-SERIAL-01)"
    return yield* new Keys.KeyError({ key: "platform public key", problem })
  }
  return yield* ofKey(serial, yield* Keys.publicKey(publicKey), undefined)
})
