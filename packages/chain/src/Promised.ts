/**
 * Every endpoint of API v3 as promises, for programs without Effect.
 *
 * @since 0.1.0
 */
import { Ids } from "@wxrepay/domain"
import { BaseUrl, type KeyError, type TransportServices } from "@wxrepay/domain/client"
import { CertificateSerial } from "@wxrepay/domain/signing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { AsyncChain, ChainChangeError, ChainError } from "./Calls.ts"
import type * as Download from "./Download.ts"
import * as Nodes from "./Nodes.ts"
import * as Request from "./Request.ts"
import { isVerb, type Verb } from "./Spelling.ts"
import { Wx } from "./Wx.ts"

/** Endpoints as promises, and the end of it all: `await using wx = promised(layer)`. */
export interface Promised extends AsyncChain, AsyncDisposable {}

/**
 * Makes a client of promises. What it stands on is built at the first call, and once. A call rejects with the same tagged
 * errors as the program fails with, or with the reason of its `signal`; a signal interrupts, and what the platform made of
 * the request is then not known.
 */
export const promised = <E>(layer: Layer.Layer<Wx, E>): Promised => {
  const runtime = ManagedRuntime.make(layer)

  const ending = new AbortController()

  const run = async <A, F>(program: Effect.Effect<A, F, Wx>, signal: AbortSignal | undefined): Promise<A> => {
    const either = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal])
    either.throwIfAborted()
    const exit = await runtime.runPromiseExit(program, { signal: either })
    if (Exit.isSuccess(exit)) return exit.value
    either.throwIfAborted()
    throw Cause.squash(exit.cause)
  }

  const call = async (verb: Verb, path: string, given: unknown): Promise<unknown> => {
    const [options, signal] = parted(given)
    const prepared = new Request.Prepared(verb, path, options)
    return await run(
      Effect.flatMap(Wx, (wx): Effect.Effect<unknown, ChainError | ChainChangeError> => wx.chain(path)[verb](prepared)),
      signal
    )
  }

  const downloadUnsignedAsync = async (
    given: Download.Options,
    use: (untrusted: ReadableStream<Uint8Array>) => Promise<unknown>
  ): Promise<unknown> => {
    const [, signal] = parted(given)
    return await run(
      Effect.flatMap(Wx, (wx) =>
        wx.downloadUnsigned(given, (untrusted) => Effect.promise(() => use(Stream.toReadableStream(untrusted))))
      ),
      signal
    )
  }

  const end = async (): Promise<void> => {
    ending.abort(new Error("the client has ended"))
    await runtime.dispose()
  }

  return Nodes.root({
    call,
    verbOf: (name) => {
      const verb = name.replace(/Async$/u, "")
      return verb !== name && isVerb(verb) ? verb : undefined
    },
    besides: { downloadUnsignedAsync, [Symbol.asyncDispose]: end }
  }) as Promised
}

/** The signal is ours; what else there is, is the call's, and refused there when it cannot be read. */
const parted = (given: unknown): readonly [options: object | undefined, signal: AbortSignal | undefined] =>
  Result.getOrElse(
    Result.try(() => {
      const { signal, ...options }: { readonly signal?: unknown } = Predicate.isObject(given) ? given : {}
      if (signal !== undefined && !isSignal(signal)) return [given as object, undefined] as const
      return Predicate.isObject(given) ? ([options, signal] as const) : ([given as object, undefined] as const)
    }),
    () => [given as object, undefined] as const
  )

/** A signal of whichever realm. */
const isSignal = (given: unknown): given is AbortSignal =>
  Predicate.hasProperty(given, "aborted") && Predicate.hasProperty(given, "addEventListener")

/** Everything that a client needs to know, as plain texts. */
export interface Settings {
  /** The merchant number. */
  readonly mchid: string
  /** The serial of the merchant's API certificate: upper-case hex. */
  readonly serialNo: string
  /** The merchant's own key, in PEM. */
  readonly privateKey: string
  /** WeChat Pay's keys in PEM: public keys with their ids, and certificates. */
  readonly platformKeys: ReadonlyArray<
    { readonly serial: string; readonly publicKey: string } | { readonly certificate: string }
  >
  /** Where the platform is; by default https://api.mch.weixin.qq.com. */
  readonly baseUrl?: string | undefined
}

/** The settings are not what they should be. What was given is not repeated: it may be a key. */
export class SettingsRefused extends Schema.TaggedError<SettingsRefused>()("SettingsRefused", {
  field: Schema.Literals(["mchid", "serialNo", "privateKey", "platformKeys", "baseUrl"])
}) {
  override readonly message = `The ${this.field} of the settings is missing, or not what it should be (V3-AUTH-02, V3-NET-01)`
  readonly category = "GiveUp" as const
}

/**
 * Makes a client of promises from plain texts, over a transport: `connect(settings, NodeTransport.layer)`. Settings that
 * are wrong reject the first call, with `SettingsRefused` or with the `KeyError` of the key.
 */
export const connect = <E>(settings: Settings, transport: Layer.Layer<TransportServices, E>): Promised =>
  promised(layerOf(settings).pipe(Layer.provide(transport)))

const layerOf = (settings: Settings): Layer.Layer<Wx, SettingsRefused | KeyError, TransportServices> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const mchid = yield* one("mchid", Ids.MerchantId, settings.mchid)
      const serialNo = yield* one("serialNo", CertificateSerial, settings.serialNo)
      const baseUrl = settings.baseUrl === undefined ? undefined : yield* one("baseUrl", BaseUrl, settings.baseUrl)
      const privateKey = Redacted.make(yield* one("privateKey", Schema.String, settings.privateKey))
      const keys = yield* one("platformKeys", PlatformKeys, settings.platformKeys)
      const platformKeys = keys.map((key) =>
        "certificate" in key
          ? { certificate: Redacted.make(key.certificate) }
          : { serial: key.serial, publicKey: Redacted.make(key.publicKey) }
      )
      return Wx.layer({ mchid, serialNo, baseUrl, privateKey, platformKeys })
    })
  )

const PlatformKeys = Schema.Array(
  Schema.Union([
    Schema.Struct({ serial: Schema.String, publicKey: Schema.String }),
    Schema.Struct({ certificate: Schema.String })
  ])
)

const one = <A>(field: SettingsRefused["field"], schema: Schema.ConstraintDecoder<A>, given: unknown) =>
  Effect.mapError(Schema.decodeUnknownEffect(schema)(given), () => new SettingsRefused({ field }))
