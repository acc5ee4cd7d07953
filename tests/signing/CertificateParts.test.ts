/**
 * V3-CERT-02, V3-CERT-03, V3-SERIAL-06: a certificate part by part: which one is told to be missing, and how long one may be.
 *
 * Method: certificates are put together from their parts by hand, so that each part in turn is something else; no signature is looked at here.
 */
import { assert, describe, it } from "@effect/vitest"
import { Certificate, Keys } from "@wxrepay/domain/signing"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { pem } from "../fixtures/openssl.ts"

type Bytes = ReadonlyArray<number>

/** The shortest length of so many bytes. */
const lengthOf = (size: number): Bytes =>
  size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, Math.floor(size / 0x100), size % 0x100]

const der = (tag: number, ...contents: ReadonlyArray<Bytes>): Bytes => {
  const inside = contents.flat()
  return [tag, ...lengthOf(inside.length), ...inside]
}

const textual = (tag: number, text: string): Bytes => der(tag, [...new TextEncoder().encode(text)])
const sequence = (...contents: ReadonlyArray<Bytes>): Bytes => der(0x30, ...contents)

/** The parts of a sound certificate. */
const sound = {
  "serial number": der(0x02, [0x0a]),
  algorithm: sequence(),
  issuer: sequence(),
  "effective time": textual(0x17, "250101000000Z"),
  "expire time": textual(0x17, "300101000000Z"),
  subject: sequence(),
  "public key": sequence([0x05, 0x00]),
  "signature algorithm": sequence(),
  signature: der(0x03, [0x00])
}

type Parts = Readonly<Record<keyof typeof sound, Bytes>> & {
  readonly validity?: Bytes
  readonly "signed part"?: Bytes
  readonly "outermost part"?: Bytes
}

const assemble = (parts: Parts): Bytes => {
  const validity = parts.validity ?? sequence(parts["effective time"], parts["expire time"])
  const tbs = sequence(
    parts["serial number"],
    parts.algorithm,
    parts.issuer,
    validity,
    parts.subject,
    parts["public key"]
  )
  const all = [parts["signed part"] ?? tbs, parts["signature algorithm"], parts.signature]
  return parts["outermost part"] ?? sequence(...all)
}

const labelled = (label: string, bytes: Bytes): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString("base64")}\n-----END ${label}-----\n`

const read = (changes: Partial<Parts>, label = "CERTIFICATE") =>
  Certificate.parse(labelled(label, assemble({ ...sound, ...changes })))

const problemOf = (result: ReturnType<typeof read>): string =>
  Result.match(result, { onFailure: (problem) => problem, onSuccess: () => "it is read" })

/** Of another kind than every part: nothing. */
const nothing = [0x05, 0x00]

describe("A certificate part by part", () => {
  it("V3-CERT-02 with all its parts is read, and its key is a copy that keeps nothing else alive", () => {
    const { serialNo, spki } = Result.getOrThrow(read({}))
    assert.deepStrictEqual([serialNo, ...spki], ["0A", ...sound["public key"]])
    assert.strictEqual(spki.buffer.byteLength, spki.length)
  })

  for (const part of [
    "outermost part",
    "signed part",
    "signature algorithm",
    "signature",
    "serial number",
    "algorithm",
    "issuer",
    "validity",
    "subject",
    "public key",
    "effective time",
    "expire time"
  ] as const) {
    it(`V3-CERT-03 whose ${part} is something else is refused for that part`, () => {
      assert.strictEqual(problemOf(read({ [part]: nothing })), `its ${part} is missing, cut short or damaged`)
    })
  }

  for (const size of [0, 127, 128, 129, 255, 256, 257]) {
    it(`V3-CERT-02 with a part of ${size} bytes is read`, () => {
      const key = sequence(Array.from({ length: size }, () => 0))
      assert.deepStrictEqual(Array.from(Result.getOrThrow(read({ "public key": key })).spki), [...key])
    })
  }

  for (const [what, key] of [
    ["127 bytes in two bytes", [0x30, 0x81, 0x7f, ...Array.from({ length: 127 }, () => 0)]],
    ["255 bytes in three", [0x30, 0x82, 0x00, 0xff, ...Array.from({ length: 255 }, () => 0)]]
  ] as const) {
    it(`V3-CERT-03 with a part whose length spells ${what} is refused: a length has one form`, () => {
      assert.strictEqual(problemOf(read({ "public key": key })), "its public key is missing, cut short or damaged")
    })
  }

  for (const [label, kind] of [
    ["PRIVATE KEY", "a private key"],
    ["RSA PRIVATE KEY", "a private key"],
    ["PUBLIC KEY", "a public key"],
    ["RSA PUBLIC KEY", "a public key"],
    ["CERTIFICATE REQUEST", "a request for a certificate"],
    ["NEW CERTIFICATE REQUEST", "a request for a certificate"],
    ["X509 CRL", "PEM text of another kind"]
  ] as const) {
    it(`V3-CERT-03 what is labelled ${label} is told to be ${kind}`, () => {
      assert.strictEqual(problemOf(read({}, label)), `it is ${kind}, not a certificate`)
    })
  }
})

describe("PEM in one line", () => {
  const lines = pem("platform.spki.pem")
  for (const [what, given] of [
    ["with its line breaks spelled out", lines.replaceAll("\n", "\\n")],
    ["with those of Windows spelled out", lines.replaceAll("\n", "\\r\\n")],
    ["with blanks around it", `  \n${lines}\n  `]
  ] as const) {
    it.effect(`V3-SERIAL-01 a key ${what} is read`, () =>
      Effect.map(Keys.publicKey(Redacted.make(given)), (key) => assert.isDefined(key))
    )
  }
})
