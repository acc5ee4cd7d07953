/**
 * The crypto families without a thread and without a promise, so that under TestClock no time passes while something is signed.
 *
 * A signature is a keyed hash here, as long as a real one and bound to the key pair that a real one would be of: whether signing
 * is right is tried elsewhere, and thousands of schedules would spend most of their time on it.
 */
import type { Transport } from "@wxrepay/domain/client"
import { Keys } from "@wxrepay/domain/signing"
import * as Aead from "effect/crypto/Aead"
import * as Digest from "effect/crypto/Digest"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as KeyWrap from "effect/crypto/KeyWrap"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  hash as hashOf
} from "node:crypto"
import { pem } from "../fixtures/openssl.ts"
import { type Dice, secureRandom } from "./dice.ts"

/** Everything that a transport brings besides sending, with the random numbers of the dice. */
export const layer = (dice: Dice): Layer.Layer<Transport.Crypto> =>
  Layer.mergeAll(
    Layer.succeed(Digest.Digest, digest),
    Layer.sync(Signature.Signature, () => signatureOf()),
    Aead.layerWebCryptoWith({ implementations: { aes256Gcm } }),
    KeyWrap.layerWebCrypto
  ).pipe(Layer.provideMerge(Layer.succeed(SecureRandom.SecureRandom, secureRandom(dice))))

const hashed = (name: string, data: Uint8Array) => createHash(name.replace("-", "")).update(data)

const digest = Digest.Digest.of({
  digest: ({ name }, data) => Effect.sync(() => new Uint8Array(hashed(name, data).digest())),
  digestHex: ({ name }, data) => Effect.sync(() => hashed(name, data).digest("hex"))
})

/** Making a pair takes long, so there are two for all, given out in turn: the first that is wanted is the merchant's. */
const signatureOf = (): Signature.Signature["Service"] => {
  const names = ["merchant", "platform"]
  return {
    generateKeyPair: <A extends Signature.Algorithm>() =>
      Effect.suspend(() => {
        const name = names.shift()
        if (name === undefined) return Effect.die("there are two pairs of keys and no more")
        const made = Effect.all({
          privateKey: KeyFormat.decodePrivate(KeyFormat.pem(KeyFormat.pkcs8), Keys.rs256, pem(`${name}.pkcs8.pem`)),
          publicKey: KeyFormat.decodePublic(KeyFormat.pem(KeyFormat.spki), Keys.rs256, pem(`${name}.spki.pem`))
        })
        // the sandbox asks for no other algorithm than that of the files
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        return made as Effect.Effect<Signature.KeyPair> as Effect.Effect<Signature.KeyPair<A>>
      }),
    sign: (key, data) => Effect.map(secretOfPrivate(key), (secret) => keyed(secret, data)),
    verify: (key, signature, data) =>
      Effect.map(secretOf(key), (secret) => Buffer.compare(keyed(secret, data), signature) === 0),
    publicKeyOf: () => Effect.die("no public key is made of a private one here")
  }
}

/** As long as an RSA signature of 2048 bits. */
const keyed = (secret: Buffer, data: Uint8Array): Uint8Array => {
  const hash = hashOf("sha256", Buffer.concat([secret, data]), "buffer")
  return new Uint8Array(Buffer.concat(Array.from({ length: 8 }, () => hash)))
}

const secrets = new WeakMap<object, Buffer>()

const remembered = <E>(key: object, make: Effect.Effect<Buffer, E>): Effect.Effect<Buffer, E> => {
  const known = secrets.get(key)
  return known === undefined
    ? Effect.tap(make, (made) => Effect.sync(() => secrets.set(key, made)))
    : Effect.succeed(known)
}

/** Both halves of a pair share the text of the public one. */
const secretOf = (key: Signature.PublicKey) =>
  remembered(
    key,
    Effect.map(Signature.toBytes(key), (spki) => Buffer.from(spki))
  )

const secretOfPrivate = (key: Signature.PrivateKey) =>
  remembered(
    key,
    Effect.map(Signature.toBytes(key), (pkcs8) => {
      const whole = createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" })
      return createPublicKey(whole).export({ format: "der", type: "spki" })
    })
  )

const tagLength = 16

const aes256Gcm: Aead.Implementation = {
  encrypt: (key, nonce, plain, aad) => {
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad)
    return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
  },
  decrypt: (key, nonce, sealed, aad) => {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(aad).setAuthTag(sealed.slice(-tagLength))
    const begun = decipher.update(sealed.slice(0, -tagLength))
    try {
      return new Uint8Array(Buffer.concat([begun, decipher.final()]))
    } catch {
      return undefined
    }
  }
}
