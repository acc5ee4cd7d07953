/**
 * The platform's own keys: a public key, certificates, or both, and which of them signs what while they change.
 *
 * @since 0.1.0
 */
import { Ids, Timestamp } from "@wxrepay/domain"
import type { Certificates } from "@wxrepay/domain/api"
import { Keys, type PlatformKeyPem, PlatformKeys, type Sealer } from "@wxrepay/domain/signing"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as KeyWrap from "effect/crypto/KeyWrap"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as X509 from "./X509.ts"

/** Which keys the platform has. Rule: V3-SERIAL-01. */
export type Kind = "PublicKey" | "Certificates" | "Both"

/** A key of the platform's, with both of its halves. */
export interface PlatformKey {
  readonly serial: Ids.PlatformSerial
  readonly keys: Signature.KeyPair<Signature.RsaPkcs1v15>
  readonly certificate: Issued | undefined
}

/** A certificate and its time. */
export interface Issued extends PlatformKeys.Validity {
  readonly pem: string
}

/** Everything about the keys that may change. */
interface State {
  readonly publicKey: PlatformKey | undefined
  /** The newest last. */
  readonly certificates: ReadonlyArray<PlatformKey>
  /** Which share of messages the newest certificate signs, from 0 to 1. Rule: V3-ROT-05. */
  readonly newestShare: number
  /** When the move to the public key was begun. Rules: V3-ROT-02, V3-ROT-03. */
  readonly movingSince: DateTime.Utc | undefined
}

/** The share of notifications that the public key signs on each day of the move, from the first. Rule: V3-ROT-03. */
export const ramp: ReadonlyArray<number> = [0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1]

/** How long a certificate holds unless told otherwise: five years. Rule: V3-SERIAL-01. */
const fiveYears = Duration.days(5 * 365)

/** Makes the keys of one platform. */
export const make = Effect.fnUntraced(function* (kind: Kind) {
  const signature = yield* Signature.Signature
  const random = yield* SecureRandom.SecureRandom
  const wrap = yield* KeyWrap.KeyWrap

  const newPublicKey = Effect.gen(function* () {
    const digits = Array.from(yield* random.randomBytes(28), (byte) => String(byte % 10)).join("")
    const keys = yield* Effect.orDie(signature.generateKeyPair(Keys.rs256))
    return { serial: Ids.PlatformSerial.make(`PUB_KEY_ID_${digits}`), keys, certificate: undefined }
  })

  const newCertificate = Effect.fnUntraced(function* (holdsFor: Duration.Input) {
    const keys = yield* Effect.orDie(signature.generateKeyPair(Keys.rs256))
    // a leading zero would be another spelling of a shorter number
    const serialNo = `5${Hex.encode(yield* random.randomBytes(20))
      .toUpperCase()
      .slice(1)}`
    const effectiveTime = yield* DateTime.now
    const expireTime = DateTime.addDuration(effectiveTime, Duration.fromInputUnsafe(holdsFor))
    const request = { serialNo, effectiveTime, expireTime, keys }
    const pem = yield* Effect.provideService(X509.issue(request), Signature.Signature, signature)
    const issued: PlatformKey = {
      serial: Ids.PlatformSerial.make(serialNo),
      keys,
      certificate: { pem, effectiveTime: wholeSecond(effectiveTime), expireTime: wholeSecond(expireTime) }
    }
    return issued
  })

  const ref = yield* Ref.make<State>({
    publicKey: kind === "Certificates" ? undefined : yield* newPublicKey,
    certificates: kind === "PublicKey" ? [] : [yield* newCertificate(fiveYears)],
    newestShare: 1,
    movingSince: undefined
  })

  /** Certificates that hold now, the newest last. Rule: V3-ROT-07. */
  const listed = Effect.gen(function* () {
    const now = yield* DateTime.now
    return (yield* Ref.get(ref)).certificates.filter(({ certificate }) => isCurrent(certificate, now))
  })

  /** Rule: V3-ROT-05. */
  const byShare = Effect.gen(function* () {
    const certificates = yield* listed
    const { newestShare, publicKey } = yield* Ref.get(ref)
    const isNewest = (yield* Random.next) < newestShare
    const chosen = (isNewest ? undefined : certificates.at(-2)) ?? certificates.at(-1) ?? publicKey
    return chosen ?? (yield* Effect.die("the sandbox has no key that holds now"))
  })

  /** The key that signs an answer to a caller that asked for one. Rules: V3-SERIAL-02, V3-ROT-02. */
  const forAnswer = Effect.fnUntraced(function* (asked: string | undefined) {
    const { movingSince, publicKey } = yield* Ref.get(ref)
    const certificates = yield* listed
    const mayBePublic = movingSince !== undefined || certificates.length === 0
    if (publicKey !== undefined && publicKey.serial === asked && mayBePublic) return publicKey
    const named = certificates.find((key) => asked !== undefined && isNamed(key, asked))
    return named ?? (yield* byShare)
  })

  /** The key that signs a notification, whatever anyone asked for. Rule: V3-ROT-03. */
  const forNotification = Effect.gen(function* () {
    const { movingSince, publicKey } = yield* Ref.get(ref)
    if (publicKey === undefined || movingSince === undefined) return yield* byShare
    const day = Math.floor(Duration.toDays(DateTime.distance(movingSince, yield* DateTime.now)))
    return (yield* Random.next) < (ramp[day] ?? 1) ? publicKey : yield* byShare
  })

  /** What a merchant sealed under one of these keys. Rules: V3-ENC-01, V3-ENC-03, CR-ENC-01, CR-ENC-02. */
  const open = Effect.fnUntraced(function* (serial: string, sealed: string) {
    const { publicKey } = yield* Ref.get(ref)
    const named = [publicKey, ...(yield* listed)].find((key) => key !== undefined && isNamed(key, serial))
    if (named === undefined) return Option.none<Redacted.Redacted>()
    return yield* KeyFormat.encode(KeyFormat.pkcs8, named.keys.privateKey).pipe(
      Effect.flatMap((pkcs8) => KeyFormat.decodePrivate(KeyFormat.pkcs8, PlatformKeys.oaepSha1, pkcs8)),
      Effect.flatMap((key) =>
        Effect.flatMap(Effect.fromResult(Base64.decode(sealed)), (bytes) => wrap.unwrap(key, Mac.hmacSha256, bytes))
      ),
      Effect.flatMap(Mac.toBytes),
      Effect.map((bytes) => Redacted.make(new TextDecoder().decode(bytes))),
      Effect.option
    )
  })

  /** The certificates as they are downloaded. Rules: V3-CERT-01, V3-CERT-02. */
  const sealedList = (sealer: Sealer["Service"]): Effect.Effect<ReadonlyArray<Certificates.SealedCertificate>> =>
    Effect.flatMap(
      listed,
      Effect.forEach(({ certificate, serial }) =>
        certificate === undefined
          ? Effect.die("a certificate without its text")
          : Effect.map(
              Effect.orDie(sealer.seal(new TextEncoder().encode(certificate.pem), "certificate")),
              (encryptCertificate) => ({
                serialNo: serial,
                effectiveTime: Timestamp.ofInstant(certificate.effectiveTime),
                expireTime: Timestamp.ofInstant(certificate.expireTime),
                encryptCertificate
              })
            )
      )
    )

  /** Everything that a client may be configured with now. */
  const pems = Effect.gen(function* () {
    const { publicKey } = yield* Ref.get(ref)
    const known: ReadonlyArray<PlatformKeyPem> =
      publicKey === undefined ? [] : [{ serial: publicKey.serial, publicKey: yield* publicPem(publicKey) }]
    return [
      ...known,
      ...(yield* listed).map(({ certificate }) => ({ certificate: Redacted.make(certificate?.pem ?? "") }))
    ]
  })

  return {
    forAnswer,
    forNotification,
    open,
    pems,
    sealedList,
    /** Issues a certificate, which is listed and may seal at once, and signs when told to. Rule: V3-ROT-05. */
    addCertificate: Effect.fnUntraced(function* (holdsFor: Duration.Input = fiveYears) {
      const added = yield* newCertificate(holdsFor)
      yield* Ref.update(ref, (state) => ({ ...state, certificates: [...state.certificates, added], newestShare: 0 }))
      return added.serial
    }),
    /** Has the newest certificate sign a share of everything, from 0 to 1. Rule: V3-ROT-05. */
    signWithNewest: (share: number) => Ref.update(ref, (state) => ({ ...state, newestShare: share })),
    /** Begins the move to the public key, which is made if there is none. Rules: V3-ROT-02, V3-ROT-03. */
    beginMove: Effect.gen(function* () {
      const movingSince = yield* DateTime.now
      const publicKey = (yield* Ref.get(ref)).publicKey ?? (yield* newPublicKey)
      yield* Ref.update(ref, (state) => ({ ...state, publicKey, movingSince }))
      return { serial: publicKey.serial, publicKey: yield* publicPem(publicKey) }
    })
  }
})

/** The keys of one platform. */
export type KeyChain = Effect.Success<ReturnType<typeof make>>

/** Rule: V3-SERIAL-06. */
const isNamed = ({ serial }: PlatformKey, asked: string): boolean =>
  PlatformKeys.comparable(serial) === PlatformKeys.comparable(asked)

const publicPem = ({ keys }: PlatformKey): Effect.Effect<Redacted.Redacted> =>
  KeyFormat.encode(KeyFormat.pem(KeyFormat.spki), keys.publicKey).pipe(
    Effect.map((pem) => Redacted.make(pem)),
    Effect.orDie
  )

const isCurrent = (certificate: Issued | undefined, now: DateTime.Utc): boolean =>
  certificate !== undefined &&
  DateTime.isLessThanOrEqualTo(certificate.effectiveTime, now) &&
  DateTime.isLessThanOrEqualTo(now, certificate.expireTime)

/** A certificate tells whole seconds. */
const wholeSecond = (instant: DateTime.Utc): DateTime.Utc => DateTime.startOf(instant, "second")
