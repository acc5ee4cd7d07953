/**
 * Every key of WeChat Pay's that is known: public keys, which do not expire, and platform certificates, which do and
 * may be downloaded anew.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { PlatformSerial } from "../Ids.ts"
import * as Keys from "./Keys.ts"
import * as PlatformKeys from "./PlatformKeys.ts"

/** No key of WeChat Pay's is known that holds now: there is nothing to verify or to seal with. */
export class NoPlatformKey extends Schema.TaggedError<NoPlatformKey>()("NoPlatformKey", {}) {
  override readonly message = "Nothing was sent: no key of WeChat Pay's is known that holds now (V3-CERT-04)"
  /** Nothing was sent, and a download may succeed later. */
  readonly category = "BackOff" as const
}

/** Which kind of key answers are asked to be signed with, and fields are sealed with. Rules: V3-SERIAL-02, V3-SERIAL-03. */
export const Preference = Schema.Literals(["PublicKey", "Certificate"])
export type Preference = typeof Preference.Type

/** Reads `WXREPAY_PREFER`: a public key, unless `Certificate` is said. */
export const preferenceFromEnvironment: Effect.Effect<Preference, Config.ConfigError> = Effect.suspend(() =>
  Config.schema(Preference, "WXREPAY_PREFER").pipe(Config.withDefault("PublicKey"))
)

/** The keys that are known from the start. */
export interface Settings {
  /** Public keys and certificates. Rules: V3-SERIAL-01, V3-ROT-01. */
  readonly platformKeys: ReadonlyArray<PlatformKeys.PlatformKeyPem>
  /** By default a public key, where there is one. */
  readonly prefer?: Preference | undefined
  /** The merchant's own serial, which no key of WeChat Pay's may have. Rule: V3-SERIAL-05. */
  readonly serialNo?: string | undefined
}

/** How more certificates are come by. */
export interface Download {
  /** Every certificate that there is now. Rule: V3-CERT-03. */
  readonly download: Effect.Effect<ReadonlyArray<PlatformKeys.PlatformKey>, unknown>
  /** How often they are downloaded; by default every 6 hours, and less than every 12 is the advice. Rule: V3-CERT-04. */
  readonly every?: Duration.Input | undefined
  /** How long after a download no other is made, however many unknown serials come; by default 1 minute. Rule: V3-CERT-04. */
  readonly coolDown?: Duration.Input | undefined
}

/** Finds the key that a message names, and the key to seal with. */
export class KeyRing extends Context.Service<
  KeyRing,
  {
    /**
     * The key of a serial, if it holds now. A certificate that is not known is looked for once at the platform, where
     * certificates are downloaded. Rules: V3-SERIAL-04, V3-SERIAL-06, V3-VER-06, V3-ROT-07.
     */
    readonly find: (serial: string) => Effect.Effect<Option.Option<PlatformKeys.PlatformKey>>
    /** The key that answers are asked to be signed with and fields are sealed with. Rules: V3-SERIAL-03, V3-ROT-06. */
    readonly current: Effect.Effect<PlatformKeys.PlatformKey, NoPlatformKey>
  }
>()("@wxrepay/domain/signing/KeyRing") {
  /** Keys and certificates in PEM, and no others. */
  static readonly layer = (settings: Settings): Layer.Layer<KeyRing, Keys.KeyError> =>
    Layer.effect(
      KeyRing,
      Effect.flatMap(decodeAll(settings), (known) =>
        known.length === 0 ? Effect.fail(noneGiven) : make(known, settings.prefer)
      )
    )

  /**
   * Reads `WXREPAY_PLATFORM_SERIAL` with `WXREPAY_PLATFORM_PUBLIC_KEY`, or `WXREPAY_PLATFORM_CERTIFICATE`, or all
   * three, and then `WXREPAY_PREFER`; a key is PEM text or a path.
   */
  static readonly layerConfig: Layer.Layer<KeyRing, Config.ConfigError> = Layer.effect(
    KeyRing,
    Effect.gen(function* () {
      const prefer = yield* preferenceFromEnvironment
      return yield* make(yield* knownFromEnvironment("Needed"), prefer)
    })
  )

  /** Keys that are already decoded, and no others. */
  static readonly layerFrom = (
    keys: readonly [PlatformKeys.PlatformKey, ...ReadonlyArray<PlatformKeys.PlatformKey>],
    prefer?: Preference
  ): Layer.Layer<KeyRing> => Layer.effect(KeyRing, make(keys, prefer))

  /** Keys that are already decoded, and the certificates that are downloaded at the start and ever again. */
  static readonly layerDownload = <R>(
    options: Effect.Effect<Download & KnownKeys, never, R>
  ): Layer.Layer<KeyRing, never, Exclude<R, Scope.Scope>> =>
    Layer.effect(
      KeyRing,
      Effect.flatMap(options, (given) => make(given.known, given.prefer, given))
    )
}

/** Decoded keys that are known from the start; may be none where certificates are downloaded. */
export interface KnownKeys {
  readonly known: ReadonlyArray<PlatformKeys.PlatformKey>
  readonly prefer?: Preference | undefined
}

/** Reads the keys of settings. Rules: V3-SERIAL-01, V3-SERIAL-05. */
export const decodeAll = Effect.fnUntraced(function* ({ platformKeys, serialNo }: Omit<Settings, "prefer">) {
  const keys = yield* Effect.forEach(platformKeys, PlatformKeys.decode)
  if (keys.some((key) => isOwn(key, serialNo))) return yield* ownCertificate
  return keys
})

/** Whether a key goes by the merchant's own serial. Rule: V3-SERIAL-05. */
const isOwn = ({ serial }: PlatformKeys.PlatformKey, serialNo: string | undefined): boolean =>
  serialNo !== undefined && PlatformKeys.comparable(serial) === PlatformKeys.comparable(serialNo)

/** Reads the keys of the environment. Unless they are needed there may be none. */
export const knownFromEnvironment = Effect.fnUntraced(function* (are: "Needed" | "Optional") {
  const serial = yield* Config.option(Config.schema(PlatformSerial, "WXREPAY_PLATFORM_SERIAL"))
  const publicKey = yield* Config.option(Config.Redacted("WXREPAY_PLATFORM_PUBLIC_KEY"))
  const certificate = yield* Config.option(Config.Redacted("WXREPAY_PLATFORM_CERTIFICATE"))
  const known: Array<PlatformKeys.PlatformKey> = []
  if (Option.isSome(serial) || Option.isSome(publicKey) || (Option.isNone(certificate) && are === "Needed")) {
    const name = yield* Config.schema(PlatformSerial, "WXREPAY_PLATFORM_SERIAL")
    const decodeKey = (pem: PlatformKeys.PublicKeyPem["publicKey"]) =>
      PlatformKeys.decode({ serial: name, publicKey: pem })
    known.push(yield* Keys.fromEnvironment("WXREPAY_PLATFORM_PUBLIC_KEY", decodeKey))
  }
  if (Option.isSome(certificate)) {
    known.push(yield* Keys.fromEnvironment("WXREPAY_PLATFORM_CERTIFICATE", PlatformKeys.ofCertificate))
  }
  const own = Option.getOrUndefined(yield* Config.option(Config.String("WXREPAY_MERCHANT_SERIAL_NO")))
  for (const key of known) {
    if (!isOwn(key, own)) continue
    const variable = key.validity === undefined ? "WXREPAY_PLATFORM_SERIAL" : "WXREPAY_PLATFORM_CERTIFICATE"
    return yield* Effect.fail(Keys.unusable(variable, ownCertificate.message))
  }
  return known
})

const noneGiven = new Keys.KeyError({ key: "platform key", problem: "none was given (V3-SERIAL-01)" })

const ownCertificate = new Keys.KeyError({
  key: "platform key",
  problem: "one has the serial of the merchant's own certificate, which WeChat Pay never signs with (V3-SERIAL-05)"
})

const make = Effect.fnUntraced(function* (
  known: ReadonlyArray<PlatformKeys.PlatformKey>,
  prefer: Preference = "PublicKey",
  download?: Download
) {
  const ring = yield* Ref.make(known)
  const { refresh } = download === undefined ? { refresh: Effect.void } : yield* refreshing(ring, known, download)

  const holding = Effect.gen(function* () {
    const now = yield* DateTime.now
    return (yield* Ref.get(ring)).filter((key) => PlatformKeys.holdsAt(key, now))
  })

  const lookUp = (serial: string) =>
    Effect.map(holding, (keys) =>
      Option.fromNullishOr(keys.find((key) => PlatformKeys.comparable(key.serial) === PlatformKeys.comparable(serial)))
    )

  const find = Effect.fnUntraced(function* (serial: string) {
    const found = yield* lookUp(serial)
    if (Option.isSome(found) || !PlatformKeys.isHex(serial)) return found
    yield* refresh
    return yield* lookUp(serial)
  })

  const choose = Effect.map(holding, (keys) => preferred(keys, prefer))

  const current = Effect.gen(function* () {
    const first = yield* choose
    if (first !== undefined && (prefer === "PublicKey" || isCertificate(first))) return first
    // what is preferred may be on its way
    const chosen = yield* Effect.andThen(refresh, choose)
    return chosen ?? (yield* new NoPlatformKey())
  })

  return KeyRing.of({ find, current })
})

/** Downloads at once and then regularly, one download at a time and none soon after another. Rules: V3-CERT-04, V3-ROT-07. */
const refreshing = Effect.fnUntraced(function* (
  ring: Ref.Ref<ReadonlyArray<PlatformKeys.PlatformKey>>,
  known: ReadonlyArray<PlatformKeys.PlatformKey>,
  { coolDown = "1 minute", download, every = "6 hours" }: Download
) {
  const scope = yield* Effect.scope
  const gate = yield* Semaphore.make(1)
  const triedAt = yield* Ref.make(-Infinity)
  const rest = Duration.toMillis(Duration.fromInputUnsafe(coolDown))
  /** Whether what is known is fresh. */
  const inTurn = gate.withPermit(
    Effect.gen(function* () {
      if (Math.abs((yield* Clock.currentTimeMillis) - (yield* Ref.get(triedAt))) < rest) return true
      const isFresh = yield* Effect.matchCauseEffect(download, {
        onFailure: (cause) =>
          Cause.hasInterruptsOnly(cause)
            ? Effect.interrupt
            : Effect.as(Effect.logWarning("The platform certificates could not be downloaded", cause), false),
        onSuccess: (downloaded) => Effect.as(Ref.set(ring, [...known, ...downloaded]), true)
      })
      yield* Ref.set(triedAt, yield* Clock.currentTimeMillis)
      return isFresh
    })
  )
  // whoever asked first may go away: the download is for everyone who waits
  const refresh = Effect.flatMap(Effect.forkIn(inTurn, scope), Fiber.join)
  yield* Effect.forkScoped(
    Effect.forever(Effect.flatMap(inTurn, (isFresh) => Effect.sleep(isFresh ? every : afterFailure(every))))
  )
  return { refresh }
})

/** A download that failed is tried again sooner. */
const afterFailure = (every: Duration.Input): Duration.Duration =>
  Duration.min(Duration.fromInputUnsafe(every), Duration.minutes(10))

/** Which kind of key it is; a public key that was taken out of a certificate goes by the certificate's serial. */
const isCertificate = ({ serial }: PlatformKeys.PlatformKey): boolean => PlatformKeys.isHex(serial)

/** The first public key, or the certificate that expires last. Rules: V3-ROT-06, V3-SERIAL-03. */
const preferred = (
  keys: ReadonlyArray<PlatformKeys.PlatformKey>,
  prefer: Preference
): PlatformKeys.PlatformKey | undefined => {
  const publicKey = keys.find((key) => !isCertificate(key))
  const [certificate] = keys.filter(isCertificate).toSorted(latestFirst)
  return prefer === "PublicKey" ? (publicKey ?? certificate) : (certificate ?? publicKey)
}

const latestFirst = Order.mapInput(Order.flip(Order.Number), ({ validity }: PlatformKeys.PlatformKey) =>
  validity === undefined ? Infinity : DateTime.toEpochMillis(validity.expireTime)
)
