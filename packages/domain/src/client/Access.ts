/**
 * What a merchant talks to WeChat Pay with: one signer, one ring of keys, one signed HTTP client, shared by every
 * service on top.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { FieldSealer } from "../signing/FieldSealer.ts"
import {
  decodeAll,
  KeyRing,
  knownFromEnvironment,
  type Preference,
  preferenceFromEnvironment
} from "../signing/KeyRing.ts"
import type { KeyError } from "../signing/Keys.ts"
import type { PlatformKeyPem } from "../signing/PlatformKeys.ts"
import { Sealer, type Settings as SealerSettings } from "../signing/Sealer.ts"
import { type Identity, Signer } from "../signing/Signer.ts"
import { Verifier } from "../signing/Verifier.ts"
import { BaseUrl, primary } from "./BaseUrl.ts"
import * as CertificateDownload from "./CertificateDownload.ts"
import { Changes } from "./Changes.ts"
import { Count, Window } from "./Limits.ts"
import { type Options, SignedHttpClient } from "./SignedHttpClient.ts"
import type { Transport } from "./Transport.ts"

/** Everything that calls need to know, as values. */
export interface Settings extends Identity, Options {
  /** The merchant's own key, PKCS#8 or PKCS#1 in PEM. Rule: V3-SIGN-06. */
  readonly privateKey: Redacted.Redacted
  /** WeChat Pay's keys, public keys and certificates; may be none where certificates are downloaded. Rules: V3-SERIAL-01, V3-ROT-01. */
  readonly platformKeys: ReadonlyArray<PlatformKeyPem>
  /** Which kind of key answers are asked to be signed with, and identities are sealed with. Rules: V3-SERIAL-02, V3-SERIAL-03. */
  readonly prefer?: Preference | undefined
  /** Downloads the platform certificates. A merchant with only a public key leaves it out. Rules: V3-CERT-04, V3-CERT-05. */
  readonly certificates?: CertificateSettings | undefined
}

/** How certificates are downloaded: opened with the APIv3 key. Rules: V3-CERT-02, V3-CERT-04. */
export interface CertificateSettings extends SealerSettings {
  /** By default every 6 hours. */
  readonly every?: Duration.Input | undefined
  /** By default 1 minute. */
  readonly coolDown?: Duration.Input | undefined
}

/** What there is to build services on. */
export type Access = Signer | KeyRing | Verifier | FieldSealer | SignedHttpClient | Changes

/** From values, over a transport. */
export const layer = (settings: Settings): Layer.Layer<Access, KeyError, Transport> =>
  layerFrom(settings).pipe(Layer.provideMerge(layerKeys(settings)), Layer.provideMerge(Signer.layer(settings)))

/**
 * From the environment: the variables of `Signer` and `KeyRing`; `WXREPAY_BASE_URL` if another host is meant;
 * `WXREPAY_BACKUP_URLS`, with commas between them; `WXREPAY_CONCURRENT`, the most attempts at once; `WXREPAY_RATE`, the most
 * attempts within `WXREPAY_RATE_WITHIN`, which is `1 second` unless set; and `WXREPAY_DOWNLOAD_CERTIFICATES`, which is `true` where
 * platform certificates are downloaded, with the variables of `Sealer`.
 */
export const layerConfig: Layer.Layer<Access, Config.ConfigError, Transport> = Layer.unwrap(
  Effect.gen(function* () {
    const options = yield* optionsFromEnvironment
    const downloads = yield* Config.Boolean("WXREPAY_DOWNLOAD_CERTIFICATES").pipe(Config.withDefault(false))
    const keys = downloads
      ? Layer.unwrap(
          Effect.gen(function* () {
            const prefer = yield* preferenceFromEnvironment
            return layerDownload({ ...options, prefer, known: yield* knownFromEnvironment("Optional") })
          })
        ).pipe(Layer.provide(Sealer.layerConfig))
      : KeyRing.layerConfig
    return layerFrom(options).pipe(Layer.provideMerge(keys), Layer.provideMerge(Signer.layerConfig))
  })
)

const optionsFromEnvironment = Effect.gen(function* (): Effect.fn.Return<Options, Config.ConfigError> {
  const { attempts, backups, baseUrl, concurrent, within } = yield* Config.all({
    baseUrl: Config.schema(BaseUrl, "WXREPAY_BASE_URL").pipe(Config.withDefault(primary)),
    backups: Config.Array(Schema.Trim.pipe(Schema.decodeTo(BaseUrl)), "WXREPAY_BACKUP_URLS").pipe(
      Config.withDefault([])
    ),
    concurrent: Config.option(Config.schema(Count, "WXREPAY_CONCURRENT")),
    attempts: Config.option(Config.schema(Count, "WXREPAY_RATE")),
    within: Config.schema(Schema.DurationFromString.pipe(Schema.decodeTo(Window)), "WXREPAY_RATE_WITHIN").pipe(
      Config.withDefault(Duration.seconds(1))
    )
  })
  const rate = Option.getOrUndefined(Option.map(attempts, (attempts) => ({ attempts, within })))
  return { baseUrl, backups, limits: { concurrent: Option.getOrUndefined(concurrent), rate } }
})

/** Over a `Signer` and a `KeyRing` of your own, such as a signer that asks a KMS. */
export const layerFrom = (
  options: Options = {}
): Layer.Layer<Verifier | FieldSealer | SignedHttpClient | Changes, never, Signer | KeyRing | Transport> =>
  Layer.mergeAll(SignedHttpClient.layerFrom(options), FieldSealer.layerFrom, Changes.layerFrom).pipe(
    Layer.provideMerge(Verifier.layerFrom)
  )

/** Everything that a ring with downloads starts from. */
interface Downloads extends Options, Pick<CertificateSettings, "coolDown" | "every">, Pick<Settings, "prefer"> {
  readonly known: Effect.Success<ReturnType<typeof decodeAll>>
}

const layerKeys = (settings: Settings): Layer.Layer<KeyRing, KeyError, Signer | Transport> => {
  const { certificates } = settings
  if (certificates === undefined) return KeyRing.layer(settings)
  const { coolDown, every } = certificates
  return Layer.unwrap(
    Effect.map(decodeAll(settings), (known) => layerDownload({ ...settings, coolDown, every, known }))
  ).pipe(Layer.provide(Sealer.layer(certificates)))
}

const layerDownload = (options: Downloads): Layer.Layer<KeyRing, never, Signer | Sealer | Transport> =>
  KeyRing.layerDownload(Effect.map(CertificateDownload.make(options), (made) => ({ ...options, ...made })))
