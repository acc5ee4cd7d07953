/**
 * A platform certificate, read from PEM: its serial, its time and its public key.
 *
 * The chain, the signature and the time are not checked here. A platform certificate is believed because it came
 * sealed with the APIv3 key, which only WeChat Pay and the merchant hold, and because the answer that brought it
 * verifies with it (V3-CERT-03); whether its time has come is for whoever knows the time (V3-CERT-04).
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Der from "../internal/der.ts"
import { unescape } from "../internal/pem.ts"

/** What a platform certificate says. Rule: V3-SERIAL-01. */
export interface Certificate {
  /** Upper-case hex, two digits a byte (`0A…`), without the DER sign byte. Rule: V3-SERIAL-06. */
  readonly serialNo: string
  /** From when it holds. Rule: V3-CERT-04. */
  readonly effectiveTime: DateTime.Utc
  /** Until when it holds. Rule: V3-CERT-04. */
  readonly expireTime: DateTime.Utc
  /** The public key inside, as SPKI DER. */
  readonly spki: Uint8Array
}

/**
 * Reads a certificate from PEM text; line breaks may be spelled `\n`. The failure says what is wrong with the text, in a
 * clause that begins with `it` or `its`, and holds none of it. Rules: V3-CERT-02, V3-CERT-03.
 */
export const parse = (pem: string): Result.Result<Certificate, string> =>
  Result.gen(function* () {
    const der = yield* onlyCertificate(unescape(pem))
    const certificate = yield* element("outermost part", der, Der.sequence)
    const tbs = yield* element("signed part", certificate.contents, Der.sequence)
    const signedWith = yield* element("signature algorithm", tbs.rest, Der.sequence)
    const signature = yield* element("signature", signedWith.rest, Der.bitString)
    if (certificate.rest.length + signature.rest.length > 0) return yield* Result.fail("its end is followed by more")

    const serial = yield* element("serial number", afterVersion(tbs.contents), Der.integer)
    const algorithm = yield* element("algorithm", serial.rest, Der.sequence)
    const issuer = yield* element("issuer", algorithm.rest, Der.sequence)
    const validity = yield* element("validity", issuer.rest, Der.sequence)
    const subject = yield* element("subject", validity.rest, Der.sequence)
    const spki = yield* element("public key", subject.rest, Der.sequence)
    const notBefore = yield* element("effective time", validity.contents, Der.utcTime, Der.generalizedTime)
    const notAfter = yield* element("expire time", notBefore.rest, Der.utcTime, Der.generalizedTime)

    return {
      serialNo: yield* serialNoOf(serial),
      effectiveTime: yield* timeOf("effective time", notBefore),
      expireTime: yield* timeOf("expire time", notAfter),
      spki: spki.whole.slice()
    }
  })

/** The bytes of the one certificate in a PEM text, which may have other text around it. */
const onlyCertificate = (text: string): Result.Result<Uint8Array, string> => {
  const count = text.split("-----BEGIN ").length - 1
  if (count === 0) return Result.fail("it is no PEM text")
  if (count > 1) return Result.fail(`it has to be one certificate, and there are ${count} PEM blocks`)
  const [, label, base64] = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----/u.exec(text) ?? []
  if (label === undefined || base64 === undefined) return Result.fail("its PEM block has no proper beginning and end")
  if (label !== "CERTIFICATE") return Result.fail(`it is ${kindOf(label)}, not a certificate`)
  return Result.mapError(Base64.decode(base64.replace(/\s/gu, "")), () => "its PEM block is not base64")
}

const kindOf = (label: string): string =>
  label.endsWith("PRIVATE KEY")
    ? "a private key"
    : label.endsWith("PUBLIC KEY")
      ? "a public key"
      : label.endsWith("CERTIFICATE REQUEST")
        ? "a request for a certificate"
        : "PEM text of another kind"

/** The first element of these bytes, which has to have one of these tags. */
const element = (
  what: string,
  bytes: Uint8Array,
  ...tags: ReadonlyArray<number>
): Result.Result<Der.Element, string> => {
  const found = Der.first(bytes)
  return found !== undefined && tags.includes(found.tag)
    ? Result.succeed(found)
    : Result.fail(`its ${what} is missing, cut short or damaged`)
}

/** Certificates of version 1 do not say so. */
const afterVersion = (tbs: Uint8Array): Uint8Array => {
  const version = Der.first(tbs)
  return version?.tag === Der.explicit0 ? version.rest : tbs
}

/** As many bytes as a serial may be spelled with wherever it is configured; certificates take 20 at most. */
const longestSerial = 32

const serialNoOf = ({ contents }: Der.Element): Result.Result<string, string> => {
  const [first = 0x80, second = 0] = contents
  if (first >= 0x80) return Result.fail("its serial number is empty or negative")
  if (first === 0 && second < 0x80) return Result.fail("its serial number is zero or begins with needless zeros")
  const bytes = first === 0 ? contents.subarray(1) : contents
  return bytes.length > longestSerial
    ? Result.fail(`its serial number has ${bytes.length} bytes`)
    : Result.succeed(Hex.encode(bytes).toUpperCase())
}

/** `YYMMDDhhmmssZ`, whose years are 1950 to 2049, or `YYYYMMDDhhmmssZ`. */
const timeOf = (what: string, { contents, tag }: Der.Element): Result.Result<DateTime.Utc, string> => {
  const text = String.fromCharCode(...contents.subarray(0, 16))
  const full = tag === Der.generalizedTime ? text : `${text < "50" ? "20" : "19"}${text}`
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/u.exec(full) ?? []
  const [year, month, day, hour, minute, second] = parts
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  // What is no moment of the calendar, such as February 30, is either refused or moved: both are unreal.
  return Option.match(
    Option.filter(DateTime.make(iso), (time) => DateTime.formatIso(time) === iso),
    {
      onNone: () => Result.fail(`its ${what} is not one that a certificate may have`),
      onSome: (time) => Result.succeed(time)
    }
  )
}
