/**
 * Any `fetch` and WebCrypto: Workers, Deno, Bun, browsers, and Node.
 *
 * @since 0.1.0
 */
import { Transport } from "@wxrepay/domain/client"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Phases from "./Phases.ts"

/** What may be chosen. */
export interface Options {
  /** The `fetch` to send with; by default the runtime's own. Of another it is never certain that nothing left. Rule: V3-NET-04. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** How long one attempt may take, to the last byte read; by default 30 seconds. */
  readonly deadline?: Duration.Input | undefined
}

/** With a `fetch` of your own, or another deadline. A redirect is never followed: it would carry the signature away. */
export const layerWith = ({ deadline = "30 seconds", fetch }: Options): Layer.Layer<Transport.Transport> =>
  Phases.layer(fetch === undefined).pipe(
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" })),
    Layer.provide(fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch)),
    Layer.merge(Transport.layerCrypto),
    Layer.merge(Layer.succeed(Transport.Deadline, Duration.fromInputUnsafe(deadline)))
  )

/** With the runtime's own `fetch` and the defaults. */
export const layer: Layer.Layer<Transport.Transport> = layerWith({})

/** Reads `WXREPAY_DEADLINE`, such as `30 seconds`. */
export const layerConfig: Layer.Layer<Transport.Transport, Config.ConfigError> = Layer.unwrap(
  Effect.flatMap(Config.Duration("WXREPAY_DEADLINE").pipe(Config.withDefault(Duration.seconds(30))), (deadline) =>
    Duration.isGreaterThan(deadline, Duration.zero)
      ? Effect.succeed(layerWith({ deadline }))
      : Effect.fail(new Config.ConfigError(new ConfigProvider.SourceError({ message: notATime })))
  )
)

const notATime = "WXREPAY_DEADLINE must be a time longer than nothing, such as 30 seconds"
