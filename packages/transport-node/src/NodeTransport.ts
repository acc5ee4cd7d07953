/**
 * Node sockets through undici, and Node's WebCrypto, which signs off the event loop.
 *
 * @since 0.1.0
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { Transport } from "@wxrepay/domain/client"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Phases from "./Phases.ts"

/** What may be chosen about the sockets. */
export interface Options {
  /** The most sockets to one host; by default 16. More calls than that wait their turn. */
  readonly connections?: number | undefined
  /** How long an idle socket is kept; by default 10 seconds. */
  readonly keepAlive?: Duration.Input | undefined
  /** How long a connection may take to open; by default 3 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How long one attempt may take, waiting and reading included; by default 30 seconds. */
  readonly deadline?: Duration.Input | undefined
  /** The address of an HTTP proxy; redacted, because it may hold a password. */
  readonly proxy?: Redacted.Redacted | undefined
  /** Whether to offer HTTP/2; by default not. */
  readonly http2?: boolean | undefined
  /** Certificates in PEM to trust instead of the usual ones, as behind an inspecting proxy. Checking cannot be turned off. Rule: V3-NET-01. */
  readonly ca?: string | undefined
}

/** What this transport brings: the services of every transport, and files, so that keys can be read from paths. */
export type NodeTransport = Transport.Transport | FileSystem.FileSystem

/** An option that no socket can be made with. Its value is not told: a proxy's may hold a password. */
export class OptionInvalid extends Schema.TaggedError<OptionInvalid>()("OptionInvalid", {
  option: Schema.Literals(["connections", "keepAlive", "connectTimeout", "deadline", "proxy"]),
  allowed: Schema.String
}) {
  override readonly message = `${this.option} must be ${this.allowed}`
}

/** With other limits, a proxy, or HTTP/2. */
export const layerWith = (options: Options): Layer.Layer<NodeTransport, OptionInvalid> => {
  const refused = refusalOf(options)
  return Layer.unwrap(refused === undefined ? Effect.succeed(layerSockets(options)) : Effect.fail(refused))
}

const layerSockets = ({
  ca,
  connections = 16,
  connectTimeout = "3 seconds",
  deadline = "30 seconds",
  http2 = false,
  keepAlive = "10 seconds",
  proxy
}: Options): Layer.Layer<NodeTransport> => {
  const options = {
    connections,
    pipelining: 1,
    keepAliveTimeout: millis(keepAlive),
    allowH2: http2,
    connect: { timeout: millis(connectTimeout), ...(ca === undefined ? {} : { ca }) }
  }
  return Phases.layer.pipe(
    Layer.provide(
      proxy === undefined
        ? NodeHttpClient.layerDispatcherOptions(options)
        : layerProxied(Redacted.value(proxy), options)
    ),
    Layer.merge(Transport.layerCrypto),
    Layer.merge(NodeFileSystem.layer),
    Layer.merge(Layer.succeed(Transport.Deadline, Duration.fromInputUnsafe(deadline)))
  )
}

/** With the defaults: keep-alive, at most 16 sockets to a host, HTTP/1.1. */
export const layer: Layer.Layer<NodeTransport> = Layer.suspend(() => layerSockets({}))

/**
 * Reads `WXREPAY_CONNECTIONS`, `WXREPAY_CONNECT_TIMEOUT`, `WXREPAY_KEEP_ALIVE`, `WXREPAY_DEADLINE`, `WXREPAY_PROXY` and
 * `WXREPAY_HTTP2`, all optional.
 */
export const layerConfig: Layer.Layer<NodeTransport, Config.ConfigError> = Layer.unwrap(
  Effect.gen(function* () {
    const { connectTimeout, connections, deadline, http2, keepAlive, proxy } = yield* Config.all({
      connections: Config.option(Config.Int("WXREPAY_CONNECTIONS")),
      connectTimeout: Config.option(Config.Duration("WXREPAY_CONNECT_TIMEOUT")),
      deadline: Config.option(Config.Duration("WXREPAY_DEADLINE")),
      keepAlive: Config.option(Config.Duration("WXREPAY_KEEP_ALIVE")),
      proxy: Config.option(Config.Redacted("WXREPAY_PROXY")),
      http2: Config.option(Config.Boolean("WXREPAY_HTTP2"))
    })
    const options = {
      connections: Option.getOrUndefined(connections),
      connectTimeout: Option.getOrUndefined(connectTimeout),
      deadline: Option.getOrUndefined(deadline),
      keepAlive: Option.getOrUndefined(keepAlive),
      proxy: Option.getOrUndefined(proxy),
      http2: Option.getOrUndefined(http2)
    }
    const refused = refusalOf(options)
    return refused === undefined ? layerSockets(options) : yield* Effect.fail(ofEnvironment(refused))
  })
)

/** The variables that options are read from. */
const variables = {
  connections: "WXREPAY_CONNECTIONS",
  keepAlive: "WXREPAY_KEEP_ALIVE",
  connectTimeout: "WXREPAY_CONNECT_TIMEOUT",
  deadline: "WXREPAY_DEADLINE",
  proxy: "WXREPAY_PROXY"
} as const

const ofEnvironment = ({ allowed, option }: OptionInvalid): Config.ConfigError =>
  new Config.ConfigError(new ConfigProvider.SourceError({ message: `${variables[option]} must be ${allowed}` }))

/** The first option that no socket can be made with. */
const refusalOf = ({ connectTimeout, connections, deadline, keepAlive, proxy }: Options): OptionInvalid | undefined => {
  if (connections !== undefined && !(Number.isSafeInteger(connections) && connections > 0)) {
    return new OptionInvalid({ option: "connections", allowed: "a whole number of sockets, at least 1" })
  }
  const durations = [
    ["connectTimeout", connectTimeout] as const,
    ["deadline", deadline] as const,
    ["keepAlive", keepAlive] as const
  ]
  for (const [option, given] of durations) {
    if (given !== undefined && !isPositive(given)) {
      return new OptionInvalid({ option, allowed: "a time longer than nothing, such as 30 seconds" })
    }
  }
  return proxy === undefined || isProxy(Redacted.value(proxy))
    ? undefined
    : new OptionInvalid({
        option: "proxy",
        allowed: "the address of an HTTP proxy, http://host:port or https://host:port"
      })
}

const isPositive = (given: Duration.Input): boolean =>
  Option.exists(Duration.fromInput(given), (duration) => Duration.isGreaterThan(duration, Duration.zero))

const isProxy = (text: string): boolean => URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)

interface SocketOptions extends Undici.Agent.Options {
  readonly connect: { readonly timeout: number; readonly ca?: string }
}

const millis = (duration: Duration.Input): number => Duration.toMillis(Duration.fromInputUnsafe(duration))

/** Through a tunnel: the proxy sees the host and no byte of a call. */
const layerProxied = (uri: string, options: SocketOptions): Layer.Layer<NodeHttpClient.Dispatcher> =>
  Layer.effect(
    NodeHttpClient.Dispatcher,
    Effect.acquireRelease(
      Effect.sync(() => new Undici.ProxyAgent({ ...options, uri, requestTls: options.connect, proxyTunnel: true })),
      (agent) => Effect.promise(() => agent.destroy())
    )
  )
