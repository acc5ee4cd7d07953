/**
 * Keys as text at the rim, opaque and redacted everywhere else.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Aead from "effect/crypto/Aead"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { unescape } from "../internal/pem.ts"

/** Why a key cannot be used. Never holds any of its text. */
export class KeyError extends Schema.TaggedError<KeyError>()("KeyError", {
  /** Which key: `merchant private key`, `platform public key`, `APIv3 key`. */
  key: Schema.String,
  problem: Schema.String
}) {
  override readonly message = `The ${this.key} cannot be used: ${this.problem}`
}

/** A merchant's private key from PEM text, PKCS#8 or PKCS#1; line breaks may be spelled `\n`. Rule: V3-SIGN-06. */
export const privateKey = (pem: Redacted.Redacted): Effect.Effect<Signature.PrivateKey, KeyError> => {
  const text = unescape(Redacted.value(pem))
  const format = text.includes("BEGIN RSA PRIVATE KEY")
    ? KeyFormat.pem(KeyFormat.pkcs1)
    : KeyFormat.pem(KeyFormat.pkcs8)
  return KeyFormat.decodePrivate(format, rs256, text).pipe(
    Effect.mapError(
      () => new KeyError({ key: merchantPrivateKey, problem: wanted("an RSA private key in PEM", text) })
    ),
    Effect.flatMap((key) => rsa2048(key, merchantPrivateKey))
  )
}

/** A WeChat Pay public key from PEM text; line breaks may be spelled `\n`. Rule: V3-SERIAL-01. */
export const publicKey = (
  pem: Redacted.Redacted
): Effect.Effect<Signature.PublicKey<Signature.RsaPkcs1v15>, KeyError> => {
  const text = unescape(Redacted.value(pem))
  return KeyFormat.decodePublic(KeyFormat.pem(KeyFormat.spki), rs256, text).pipe(
    Effect.mapError(() => new KeyError({ key: platformPublicKey, problem: wanted("an RSA public key in PEM", text) })),
    Effect.flatMap((key) => rsa2048(key, platformPublicKey))
  )
}

/** An RSA public key of 2048 bits from its DER, as it stands in a certificate. Rule: V3-SIGN-06. */
export const publicKeyOfSpki = (
  spki: Uint8Array,
  name: string
): Effect.Effect<Signature.PublicKey<Signature.RsaPkcs1v15>, KeyError> =>
  KeyFormat.decodePublic(KeyFormat.spki, rs256, spki).pipe(
    Effect.mapError(() => new KeyError({ key: name, problem: "what is in it is no RSA public key" })),
    Effect.flatMap((key) => rsa2048(key, name))
  )

/** An APIv3 key: 32 bytes, entered in the console as 32 characters. Rule: V3-AEAD-01. */
export const apiV3Key = (text: Redacted.Redacted): Effect.Effect<Aead.Key, KeyError> => {
  const bytes = new TextEncoder().encode(Redacted.value(text))
  return Aead.key(Aead.aes256Gcm, bytes).pipe(
    Effect.mapError(() => new KeyError({ key: "APIv3 key", problem: `it has ${bytes.length} bytes, not 32` }))
  )
}

/**
 * Reads a key from the environment: its text, or the path of a file that holds it. A path needs a
 * `FileSystem`, which edge runtimes do not have. The error names the variable and never shows its value.
 */
export const fromEnvironment = Effect.fnUntraced(function* <Key>(
  name: string,
  decode: (text: Redacted.Redacted) => Effect.Effect<Key, KeyError>
): Effect.fn.Return<Key, Config.ConfigError> {
  const given = yield* Config.Redacted(name)
  const text = Redacted.value(given).includes("-----BEGIN") ? given : yield* readFile(name, Redacted.value(given))
  return yield* Effect.mapError(decode(text), ({ message }) => unusable(name, message))
})

/** As {@link fromEnvironment}, for a key that is never a file. */
export const textFromEnvironment = Effect.fnUntraced(function* <Key>(
  name: string,
  decode: (text: Redacted.Redacted) => Effect.Effect<Key, KeyError>
): Effect.fn.Return<Key, Config.ConfigError> {
  return yield* Effect.mapError(decode(yield* Config.Redacted(name)), ({ message }) => unusable(name, message))
})

/** RSA PKCS#1 v1.5 with SHA-256 over 2048 bits. Rule: V3-SIGN-06. */
export const rs256 = Signature.rsaPkcs1v15({ hash: Signature.rsaPkcs1v15Sha256.hash, modulusLength: 2048 })

const merchantPrivateKey = "merchant private key"
const platformPublicKey = "platform public key"

/** What was wanted, and what the text calls itself by its first line; nothing else of it is told. */
const wanted = (kind: string, text: string): string => {
  const [, label] = /-----BEGIN ([A-Z0-9 ]{1,40})-----/u.exec(text) ?? []
  return `it has to be ${kind}, and ${label === undefined ? "this is no PEM text" : `what is labelled ${label} here is none`}`
}

const rsa2048 = <Key extends Signature.PrivateKey | Signature.PublicKey>(
  key: Key,
  name: string
): Effect.Effect<Key, KeyError> => {
  const bits = "modulusLength" in key.algorithm ? key.algorithm.modulusLength : 0
  return bits === 2048
    ? Effect.succeed(key)
    : Effect.fail(new KeyError({ key: name, problem: `it has ${bits} bits, not 2048 (V3-SIGN-06)` }))
}

const readFile = Effect.fnUntraced(function* (
  name: string,
  path: string
): Effect.fn.Return<Redacted.Redacted, Config.ConfigError> {
  const files = yield* Effect.serviceOption(FileSystem.FileSystem)
  if (Option.isNone(files)) {
    return yield* Effect.fail(unusable(name, "it is not PEM text, and there is no FileSystem to read it as a path"))
  }
  return yield* files.value.readFileString(path).pipe(
    Effect.map((text) => Redacted.make(text)),
    Effect.mapError(() => unusable(name, "it is neither PEM text nor the path of a readable file"))
  )
})

/** The error of a variable whose value cannot be used, without the value. */
export const unusable = (name: string, problem: string): Config.ConfigError =>
  new Config.ConfigError(new ConfigProvider.SourceError({ message: `${name}: ${problem}` }))
