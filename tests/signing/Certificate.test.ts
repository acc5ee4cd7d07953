/**
 * V3-CERT, V3-SERIAL: platform certificates, read by the library and issued by the sandbox.
 *
 * Method: what openssl made is read as openssl and node:crypto read it; what the sandbox issues is read back and
 * checked by node:crypto; and certificates that are cut, spoiled, put together wrongly or no certificates at all are
 * refused in so many words. Spoiled ones that are still read are read as node:crypto reads them.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import { Transport } from "@wxrepay/domain/client"
import { Certificate, CertificateSerial, Keys } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { createPublicKey, X509Certificate } from "node:crypto"
import type * as X509s from "../../packages/sandbox/src/X509.ts"
import { bytes, pem, shows } from "../fixtures/openssl.ts"
import made from "../fixtures/openssl/certificates.json" with { type: "json" }

const { int, oneOf, pick } = Choice

/** The sandbox's own module; it stands behind no door of its package. */
const X509: typeof X509s = await import(new URL("../../packages/sandbox/src/X509.ts", import.meta.url).href)

const { parse } = Certificate

/** A certificate as plain text, so that two can be compared. */
const plain = ({ effectiveTime, expireTime, serialNo, spki }: Certificate.Certificate) => ({
  serialNo,
  effectiveTime: DateTime.formatIso(effectiveTime),
  expireTime: DateTime.formatIso(expireTime),
  spki: Buffer.from(spki).toString("base64")
})

const readPlain = (text: string) => plain(Result.getOrThrow(parse(text)))

/** The same, as another implementation reads it. */
const nodePlain = (certificate: X509Certificate): ReturnType<typeof plain> => ({
  serialNo: certificate.serialNumber,
  effectiveTime: certificate.validFromDate.toISOString(),
  expireTime: certificate.validToDate.toISOString(),
  spki: certificate.publicKey.export({ type: "spki", format: "der" }).toString("base64")
})

/** Whether two keys are one; the bytes may be spelled differently where node:crypto reads more loosely. */
const isSameKey = (spki: string, certificate: X509Certificate): boolean =>
  createPublicKey({ key: Buffer.from(spki, "base64"), format: "der", type: "spki" }).equals(certificate.publicKey)

const problemOf = (text: string): string =>
  Result.match(parse(text), { onFailure: (problem) => problem, onSuccess: () => "none" })

const toPem = (der: Uint8Array, label = "CERTIFICATE"): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`

const usual = pem("certificate.usual.pem")
const usualDer = Uint8Array.from(new X509Certificate(usual).raw)

describe("V3-CERT what openssl made", () => {
  for (const { name, ...read } of made) {
    const text = pem(`certificate.${name}.pem`)

    it(`V3-CERT-02 a certificate (${name}) is read as openssl reads it`, () => {
      const iso = (time: string) => time.replace(/^(\S+) (\S+)Z$/u, "$1T$2.000Z")
      const { effectiveTime, expireTime } = read
      assert.deepStrictEqual(readPlain(text), {
        ...read,
        effectiveTime: iso(effectiveTime),
        expireTime: iso(expireTime)
      })
    })

    it(`V3-CERT-02 a certificate (${name}) is read as node:crypto reads it`, () => {
      assert.deepStrictEqual(readPlain(text), nodePlain(new X509Certificate(text)))
    })
  }

  for (const [name, serialNo] of [
    ["usual", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"],
    ["zero-digit", "0A57F09EFDC096DE15EBE81A47057A7232F1B8E1"],
    ["zero-byte", "7B0A9EFDC096DE15EBE81A47057A7232F1B8E1"],
    ["top-bit", "F157F09EFDC096DE15EBE81A47057A7232F1B8E1"],
    ["short-serial", "01"]
  ] as const) {
    it(`V3-SERIAL-06 a serial is read in upper case, two digits a byte, without a byte for the sign: ${serialNo}`, () => {
      assert.strictEqual(readPlain(pem(`certificate.${name}.pem`)).serialNo, serialNo)
    })
  }

  for (const [name, from, until] of [
    ["turn-of-2050", "2049-12-31T23:59:59.000Z", "2050-01-01T00:00:00.000Z"],
    ["after-2050", "2051-02-28T23:59:59.000Z", "9999-12-31T23:59:59.000Z"],
    ["before-2000", "1970-01-01T00:00:00.000Z", "1999-12-31T23:59:59.000Z"]
  ] as const) {
    it(`V3-CERT-04 years of two digits and of four are told apart: ${from} to ${until}`, () => {
      const { effectiveTime, expireTime } = readPlain(pem(`certificate.${name}.pem`))
      assert.deepStrictEqual([effectiveTime, expireTime], [from, until])
    })
  }
})

describe("V3-CERT the spelling of PEM", () => {
  for (const [what, text] of [
    ["with carriage returns", usual.replaceAll("\n", "\r\n")],
    ["in one line, its line breaks spelled out", usual.trim().replaceAll("\n", "\\n")],
    ["in one line, its carriage returns spelled out too", usual.trim().replaceAll("\n", "\\r\\n")],
    ["with blanks around and inside", ` \t\n${usual.replaceAll("\n", " \n\t")}\n\n`],
    ["with other text before and after", `Bag Attributes\n  friendlyName: 平台证书 -- 1\n${usual}-- \nTenpay\n`],
    ["in lines of other lengths", toPem(usualDer)]
  ] as const) {
    it(`V3-CERT-02 a certificate ${what} is read as it is without`, () => {
      assert.deepStrictEqual(readPlain(text), readPlain(usual))
    })
  }

  const block = usual.trim()
  for (const [what, text, problem] of [
    ["nothing", "", "it is no PEM text"],
    ["a sentence", "这不是证书", "it is no PEM text"],
    ["base64 without PEM around it", Buffer.from(usualDer).toString("base64"), "it is no PEM text"],
    ["a private key", pem("platform.pkcs8.pem"), "it is a private key, not a certificate"],
    ["a private key in PKCS#1", pem("platform.pkcs1.pem"), "it is a private key, not a certificate"],
    ["an encrypted private key", pem("merchant.encrypted.pem"), "it is a private key, not a certificate"],
    ["a public key", pem("platform.spki.pem"), "it is a public key, not a certificate"],
    ["a request", toPem(usualDer, "CERTIFICATE REQUEST"), "it is a request for a certificate, not a certificate"],
    ["a revocation list", toPem(usualDer, "X509 CRL"), "it is PEM text of another kind, not a certificate"],
    ["two certificates", `${usual}${usual}`, "it has to be one certificate, and there are 2 PEM blocks"],
    [
      "a certificate and its key",
      `${usual}${pem("platform.pkcs8.pem")}`,
      "it has to be one certificate, and there are 2 PEM blocks"
    ],
    ["a beginning alone", "-----BEGIN CERTIFICATE-----", "its PEM block has no proper beginning and end"],
    [
      "an end of another kind",
      block.replace("END CERTIFICATE", "END PUBLIC KEY"),
      "its PEM block has no proper beginning and end"
    ],
    [
      "a label in lower case",
      block.replaceAll("CERTIFICATE", "certificate"),
      "its PEM block has no proper beginning and end"
    ],
    ["a foreign character", block.replace("MII", "MI*"), "its PEM block is not base64"],
    ["a missing character", block.replace("MII", "MI"), "its PEM block is not base64"],
    [
      "headers of encryption",
      block.replace("\n", "\nProc-Type: 4,ENCRYPTED\n\n"),
      "its PEM block has no proper beginning and end"
    ],
    ["no bytes", toPem(new Uint8Array()), "its outermost part is missing, cut short or damaged"]
  ] as const) {
    it(`V3-CERT-02 ${what} in place of a certificate is refused: ${problem}`, () => {
      assert.strictEqual(problemOf(text), problem)
      assert.isFalse(text !== "" && shows(parse(text), text))
    })
  }
})

/** DER, written once more: a tag, a length in its shortest form, contents. */
const der = (tag: number, ...contents: ReadonlyArray<Uint8Array>): Uint8Array => {
  const body = Buffer.concat(contents)
  const digits = body.length.toString(16)
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex")
  return Buffer.concat([Buffer.of(tag, ...(body.length < 128 ? [] : [0x80 + length.length])), length, body])
}
const sequence = (...contents: ReadonlyArray<Uint8Array>) => der(0x30, ...contents)
const utc = (text: string) => der(0x17, Buffer.from(text, "latin1"))
const generalized = (text: string) => der(0x18, Buffer.from(text, "latin1"))

/** The least that has the form of a certificate, some parts of it replaced. */
const assembled = (
  parts: {
    readonly version?: Uint8Array
    readonly serial?: Uint8Array
    readonly from?: Uint8Array
    readonly until?: Uint8Array
    readonly key?: Uint8Array
    readonly after?: Uint8Array
  } = {}
): string => {
  const {
    after = Buffer.of(),
    from = utc("251121000000Z"),
    key = sequence(sequence(), der(3, Buffer.of(0))),
    serial = der(2, Buffer.of(1)),
    until = utc("301121000000Z"),
    version = der(0xa0, der(2, Buffer.of(2)))
  } = parts
  const tbs = sequence(version, serial, sequence(), sequence(), sequence(from, until), sequence(), key)
  return toPem(sequence(tbs, sequence(), der(3, Buffer.of(0)), after))
}

const serialOf = (hex: string) => assembled({ serial: der(2, Buffer.from(hex, "hex")) })

describe("V3-CERT the bytes inside", () => {
  it("V3-CERT-02 the least that has the form of a certificate is read", () => {
    assert.deepStrictEqual(readPlain(assembled()), {
      serialNo: "01",
      effectiveTime: "2025-11-21T00:00:00.000Z",
      expireTime: "2030-11-21T00:00:00.000Z",
      spki: "MAUwAAMBAA=="
    })
  })

  for (const [hex, serialNo] of [
    ["7f", "7F"],
    ["0080", "80"],
    ["00".concat("ff".repeat(32)), "FF".repeat(32)],
    ["0a".repeat(32), "0A".repeat(32)]
  ] as const) {
    it(`V3-SERIAL-06 the serial of the bytes ${hex} is ${serialNo}, as it may be spelled where it is configured`, () => {
      assert.strictEqual(readPlain(serialOf(hex)).serialNo, CertificateSerial.make(serialNo))
    })
  }

  for (const [hex, problem] of [
    ["", "its serial number is empty or negative"],
    ["80", "its serial number is empty or negative"],
    ["ff01", "its serial number is empty or negative"],
    ["00", "its serial number is zero or begins with needless zeros"],
    ["0000", "its serial number is zero or begins with needless zeros"],
    ["007f", "its serial number is zero or begins with needless zeros"],
    ["01".repeat(33), "its serial number has 33 bytes"],
    ["00".concat("ff".repeat(33)), "its serial number has 33 bytes"]
  ] as const) {
    it(`V3-SERIAL-01 a serial of the bytes ${hex === "" ? "none" : hex} is refused: ${problem}`, () => {
      assert.strictEqual(problemOf(serialOf(hex)), problem)
    })
  }

  for (const [time, instant] of [
    [utc("491231235959Z"), "2049-12-31T23:59:59.000Z"],
    [utc("500101000000Z"), "1950-01-01T00:00:00.000Z"],
    [utc("000229120000Z"), "2000-02-29T12:00:00.000Z"],
    [generalized("19491231235959Z"), "1949-12-31T23:59:59.000Z"],
    [generalized("20240229000000Z"), "2024-02-29T00:00:00.000Z"],
    [generalized("00000101000000Z"), "0000-01-01T00:00:00.000Z"]
  ] as const) {
    it(`V3-CERT-04 the time ${Buffer.from(time.subarray(2)).toString()} is ${instant}`, () => {
      assert.strictEqual(readPlain(assembled({ from: time })).effectiveTime, instant)
      assert.strictEqual(readPlain(assembled({ until: time })).expireTime, instant)
    })
  }

  for (const text of [
    "",
    "251121000000",
    "2511210000Z",
    "251121000000+0800",
    "251121000000z",
    "251121000000Z0",
    "251121000000Z\0",
    "25112100000٠Z",
    "250230000000Z",
    "250229000000Z",
    "251321000000Z",
    "250021000000Z",
    "251100000000Z",
    "251121240000Z",
    "251121006000Z",
    "251121000060Z",
    "-51121000000Z",
    "20251121000000Z",
    "2025-11-21T00:00:00.000Z",
    "9".repeat(1_000_000)
  ]) {
    it(`V3-CERT-04 the time ${JSON.stringify(text.slice(0, 30))} is refused`, () => {
      assert.strictEqual(
        problemOf(assembled({ from: utc(text) })),
        "its effective time is not one that a certificate may have"
      )
      assert.strictEqual(
        problemOf(assembled({ until: generalized(text === "20251121000000Z" ? "251121000000Z" : `20${text}`) })),
        "its expire time is not one that a certificate may have"
      )
    })
  }

  const outermost = "its outermost part is missing, cut short or damaged"
  for (const [what, text, problem] of [
    ["more bytes after its end", toPem(Buffer.concat([usualDer, Buffer.of(0)])), "its end is followed by more"],
    ["more parts than it may have", assembled({ after: sequence() }), "its end is followed by more"],
    ["an outermost part that is a set", toPem(usualDer.with(0, 0x31)), outermost],
    ["a length without a definite end", toPem(usualDer.with(1, 0x80)), outermost],
    ["a length that takes 127 bytes", toPem(usualDer.with(1, 0xff)), outermost],
    ["a length of 4 gigabytes", toPem(Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0)), outermost],
    ["a length of 16 megabytes", toPem(Buffer.of(0x30, 0x83, 0xff, 0xff, 0xff, 0)), outermost],
    ["a length longer than needed", toPem(Buffer.of(0x30, 0x81, 0x01, 0x00)), outermost],
    ["a length with a zero before it", toPem(Buffer.of(0x30, 0x82, 0x00, 0x80, ...Buffer.alloc(128))), outermost],
    ["a length that is cut short", toPem(Buffer.of(0x30, 0x83, 0x01)), outermost],
    ["a tag alone", toPem(Buffer.of(0x30)), outermost],
    ["a tag of several bytes", toPem(Buffer.of(0x3f, 0x81, 0x00)), outermost],
    ["nothing inside", toPem(sequence()), "its signed part is missing, cut short or damaged"],
    ["itself inside", toPem(sequence(usualDer)), "its signature algorithm is missing, cut short or damaged"],
    ["no serial", assembled({ serial: Buffer.of() }), "its serial number is missing, cut short or damaged"],
    ["no effective time", assembled({ from: Buffer.of() }), "its expire time is missing, cut short or damaged"],
    ["a null for a time", assembled({ from: der(5) }), "its effective time is missing, cut short or damaged"],
    ["no key", assembled({ key: Buffer.of() }), "its public key is missing, cut short or damaged"],
    ["a key of octets", assembled({ key: der(4) }), "its public key is missing, cut short or damaged"]
  ] as const) {
    it(`V3-CERT-02 a certificate with ${what} is refused: ${problem}`, () => {
      assert.strictEqual(problemOf(text), problem)
    })
  }

  it("V3-CERT-02 a certificate cut anywhere is refused, as text and as bytes", () => {
    const text = usual.trim()
    for (let length = 0; length < text.length; length++) {
      assert.isTrue(Result.isFailure(parse(text.slice(0, length))), String(length))
    }
    for (let length = 0; length < usualDer.length; length++) {
      assert.isTrue(Result.isFailure(parse(toPem(usualDer.subarray(0, length)))), String(length))
    }
  })

  it("V3-CERT-02 a certificate with any one bit turned over is refused, or read as node:crypto reads it", () => {
    let agreed = 0
    for (const at of usualDer.keys()) {
      for (let bit = 1; bit < 256; bit *= 2) {
        const text = toPem(usualDer.with(at, (usualDer[at] ?? 0) ^ bit))
        const read = Result.map(parse(text), plain)
        const other = Result.try(() => new X509Certificate(text))
        const otherPlain = Result.flatMap(other, (certificate) => Result.try(() => nodePlain(certificate)))
        if (Result.isFailure(read) || Result.isFailure(other) || Result.isFailure(otherPlain)) continue
        const { spki, ...rest } = read.success
        const { spki: _, ...otherRest } = otherPlain.success
        assert.deepStrictEqual(rest, otherRest, `byte ${at}, bit ${bit}`)
        assert.isTrue(isSameKey(spki, other.success), `byte ${at}, bit ${bit}`)
        agreed++
      }
    }
    assert.isAbove(agreed, 1000)
  })

  it("V3-CERT-02 a certificate with any one character replaced is refused or read, and nothing is thrown", () => {
    for (let at = 0; at < usual.length; at++) {
      for (const other of ["", "\0", "\n", "-", "=", "A", "/", "\\n", "-----BEGIN ", "😀", "\uD83D"]) {
        assert.isTrue(Result.isResult(parse(`${usual.slice(0, at)}${other}${usual.slice(at + 1)}`)), String(at))
      }
    }
  })

  for (const [what, text] of [
    ["beginnings", "-----BEGIN CERTIFICATE-----".repeat(40_000)],
    ["ends", "-----END CERTIFICATE-----".repeat(40_000)],
    ["hyphens", `-----BEGIN ${"-".repeat(1_000_000)}`],
    ["labels", `-----BEGIN ${"A".repeat(1_000_000)}-----`],
    ["line breaks", `-----BEGIN CERTIFICATE-----${"\\n".repeat(500_000)}-----END CERTIFICATE-----`],
    ["sequences", toPem(Buffer.alloc(1_000_000, 0x30))],
    ["sequences without end", toPem(Buffer.alloc(1_000_000, Buffer.of(0x30, 0x80)))],
    ["zeros", toPem(Buffer.alloc(1_000_000))]
  ] as const) {
    it(`V3-CERT-02 a million characters or bytes of ${what} are refused`, () => {
      assert.isTrue(Result.isFailure(parse(text)))
    })
  }

  it.prop(
    "V3-CERT-02 random bytes and random text are refused, and nothing is thrown",
    [Arbitrary.array(int(0, 255), { maxLength: 200 }), Schema.String],
    ([numbers, text]) => {
      assert.isTrue(Result.isFailure(parse(toPem(Uint8Array.from(numbers)))))
      assert.isTrue(Result.isFailure(parse(toPem(sequence(Uint8Array.from(numbers))))))
      assert.isTrue(Result.isFailure(parse(text)))
    }
  )
})

/** A second of 1970 to 2100; the turn of 2050, where the spelling changes, comes up often. */
const second = oneOf<number>(
  pick(0, 1, 2_524_607_999, 2_524_608_000, 4_102_444_800),
  int(2_524_600_000, 2_524_616_000),
  int(0, 4_102_444_800)
)

/** A serial of up to 40 digits that is not zero, often with zeros or a set first bit in front. */
const serial = Arbitrary.map(
  Arbitrary.all({
    front: pick("", "0", "00", "000", "8", "F", "08", "7F", "0080"),
    digits: Arbitrary.array(pick(..."0123456789ABCDEF"), { maxLength: 35 }),
    last: pick(..."123456789ABCDEF")
  }),
  ({ digits, front, last }) => `${front}${digits.join("")}${last}`
)

/** The one spelling of a serial: its value, in whole bytes. */
const spelled = (hex: string): string => {
  const digits = BigInt(`0x${hex}`).toString(16).toUpperCase()
  return digits.length % 2 === 0 ? digits : `0${digits}`
}

const keys = Effect.all({
  privateKey: KeyFormat.decodePrivate(KeyFormat.pem(KeyFormat.pkcs8), Keys.rs256, pem("platform.pkcs8.pem")),
  publicKey: KeyFormat.decodePublic(KeyFormat.pem(KeyFormat.spki), Keys.rs256, pem("platform.spki.pem"))
})

const platformSpki = pem("platform.spki.pem").replace(/-----[A-Z ]+-----|\s/gu, "")

const issue = Effect.fnUntraced(function* (serialNo: string, fromSecond: number, untilSecond: number) {
  return yield* X509.issue({
    serialNo,
    effectiveTime: DateTime.makeUnsafe(fromSecond * 1000),
    expireTime: DateTime.makeUnsafe(untilSecond * 1000),
    keys: yield* keys
  })
})

layer(Transport.layerCrypto)("V3-CERT what the sandbox issues", (it) => {
  it.effect.prop(
    "V3-CERT-03 the serial, the times and the key of a certificate are read back exactly, and node:crypto agrees",
    [serial, second, second],
    ([serialNo, from, until]) =>
      Effect.gen(function* () {
        const text = yield* issue(serialNo, from, until)
        assert.deepStrictEqual(readPlain(text), {
          serialNo: spelled(serialNo),
          effectiveTime: new Date(from * 1000).toISOString(),
          expireTime: new Date(until * 1000).toISOString(),
          spki: platformSpki
        })
        const certificate = new X509Certificate(text)
        assert.deepStrictEqual(readPlain(text), nodePlain(certificate))
        assert.isTrue(certificate.verify(certificate.publicKey))
      }),
    { arbitrary: { runs: 300 } }
  )

  it.effect("V3-CERT-02 a certificate is the one that openssl makes of the same request, byte for byte", () =>
    Effect.gen(function* () {
      const text = yield* issue("F157F09EFDC096DE15EBE81A47057A7232F1B8E1", 2_524_607_999, 2_524_608_000)
      assert.strictEqual(text, pem("certificate.sandbox.pem"))
    })
  )

  it.effect("V3-CERT-02 a certificate says whose it is and what for, and one of 1970 holds from the first second", () =>
    Effect.gen(function* () {
      const certificate = new X509Certificate(yield* issue("0A57F09EFDC096DE15EBE81A47057A7232F1B8E1", 0, 157_766_399))
      assert.strictEqual(certificate.subject, "CN=Tenpay.com sandbox for tests only")
      assert.strictEqual(certificate.issuer, certificate.subject)
      assert.strictEqual(certificate.serialNumber, "0A57F09EFDC096DE15EBE81A47057A7232F1B8E1")
      assert.strictEqual(certificate.validFrom, "Jan  1 00:00:00 1970 GMT")
    })
  )

  it.effect("V3-CERT-04 what is finer than a second is cut off", () =>
    Effect.gen(function* () {
      const { effectiveTime, expireTime } = readPlain(yield* issue("01", 0.999, 4_102_444_800.001))
      assert.deepStrictEqual([effectiveTime, expireTime], ["1970-01-01T00:00:00.000Z", "2100-01-01T00:00:00.000Z"])
    })
  )

  it.effect("V3-SERIAL-01 the key inside is one that the library takes for a platform's", () =>
    Effect.gen(function* () {
      const { spki } = Result.getOrThrow(parse(yield* issue("01", 0, 1)))
      const key = yield* KeyFormat.decodePublic(KeyFormat.spki, Keys.rs256, spki)
      assert.deepStrictEqual(yield* KeyFormat.encode(KeyFormat.spki, key), bytes(platformSpki))
    })
  )
})
