/**
 * Issues the certificates of the sandbox's platform keys: real X.509, self-signed, and worth nothing elsewhere.
 *
 * @since 0.1.0
 */
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as Signature from "effect/crypto/Signature"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"

/** What a certificate is to say. */
export interface Request {
  /** Upper-case hex, up to 40 digits, and not zero; leading zeros make no other number. Rule: V3-SERIAL-01. */
  readonly serialNo: string
  /** Whole seconds; what is finer is cut off. Rule: V3-CERT-04. */
  readonly effectiveTime: DateTime.Utc
  /** Whole seconds; what is finer is cut off. Rule: V3-CERT-04. */
  readonly expireTime: DateTime.Utc
  /** RSA with SHA-256, as `Keys.rs256` makes them: the certificate is signed with them too. */
  readonly keys: Signature.KeyPair<Signature.RsaPkcs1v15>
}

/** Who stands in a certificate as its owner and its issuer: not the WeChat Pay that anyone should trust. */
export const commonName = "Tenpay.com sandbox for tests only"

/** A certificate in PEM. Rule: V3-CERT-02. */
export const issue: (request: Request) => Effect.Effect<string, never, Signature.Signature> = Effect.fnUntraced(
  function* ({ effectiveTime, expireTime, keys, serialNo }) {
    const signature = yield* Signature.Signature
    const signed = sequence(
      der(0xa0, version3),
      der(0x02, yield* Effect.orDie(Effect.fromResult(Hex.decode(signedHex(serialNo))))),
      sha256WithRsa,
      sandbox,
      sequence(time(effectiveTime), time(expireTime)),
      sandbox,
      yield* Effect.orDie(KeyFormat.encode(KeyFormat.spki, keys.publicKey)),
      der(0xa3, extensions)
    )
    const seal = yield* Effect.orDie(signature.sign(keys.privateKey, signed))
    return pem(sequence(signed, sha256WithRsa, der(0x03, Uint8Array.of(0), seal)))
  }
)

/** One element of DER; no part of a certificate is longer than two bytes of length can say. */
const der = (tag: number, ...contents: ReadonlyArray<Uint8Array>): Uint8Array => {
  const length = contents.reduce((sum, part) => sum + part.length, 0)
  const spelled = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Uint8Array.from([tag, ...spelled, ...contents.flatMap((part) => Array.from(part))])
}

const sequence = (...contents: ReadonlyArray<Uint8Array>): Uint8Array => der(0x30, ...contents)

const oid = (...bytes: ReadonlyArray<number>): Uint8Array => der(0x06, Uint8Array.from(bytes))

const version3 = der(0x02, Uint8Array.of(2))

/** 1.2.840.113549.1.1.11, and no parameters. */
const sha256WithRsa = sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05))

/** 2.5.4.3, the common name. */
const sandbox = sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, new TextEncoder().encode(commonName)))))

const critical = der(0x01, Uint8Array.of(0xff))

/** 2.5.29.19, not an authority; 2.5.29.15, for signatures and for encrypting keys. */
const extensions = sequence(
  sequence(oid(0x55, 0x1d, 0x13), critical, der(0x04, sequence())),
  sequence(oid(0x55, 0x1d, 0x0f), critical, der(0x04, der(0x03, Uint8Array.of(5, 0b1010_0000))))
)

/** The shortest spelling of a number in whole bytes, whose first bit is its sign. */
const signedHex = (serialNo: string): string => {
  const digits = serialNo.replace(/^0+(?=.)/u, "")
  const whole = digits.length % 2 === 0 ? digits : `0${digits}`
  return /^[89A-F]/u.test(whole) ? `00${whole}` : whole
}

/** Two digits for the years 1950 to 2049, four for the others. */
const time = (instant: DateTime.Utc): Uint8Array => {
  const digits = `${DateTime.formatIso(instant).slice(0, 19).replace(/[-T:]/gu, "")}Z`
  return digits >= "1950" && digits < "2050" ? der(0x17, ascii(digits.slice(2))) : der(0x18, ascii(digits))
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

const pem = (certificate: Uint8Array): string => {
  const lines = Base64.encode(certificate).match(/.{1,64}/gu) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`
}
