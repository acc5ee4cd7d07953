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
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

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

/** With other limits, a proxy, or HTTP/2. */
export const layerWith = ({
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
  return NodeHttpClient.layerUndiciNoDispatcher.pipe(
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
export const layer: Layer.Layer<NodeTransport> = Layer.suspend(() => layerWith({}))

/** Reads `WXREPAY_CONNECTIONS`, `WXREPAY_CONNECT_TIMEOUT`, `WXREPAY_DEADLINE`, `WXREPAY_PROXY` and `WXREPAY_HTTP2`, all optional. */
export const layerConfig: Layer.Layer<NodeTransport, Config.ConfigError> = Layer.unwrap(
  Effect.gen(function* () {
    const { connectTimeout, connections, deadline, http2, proxy } = yield* Config.all({
      connections: Config.option(Config.Int("WXREPAY_CONNECTIONS")),
      connectTimeout: Config.option(Config.Duration("WXREPAY_CONNECT_TIMEOUT")),
      deadline: Config.option(Config.Duration("WXREPAY_DEADLINE")),
      proxy: Config.option(Config.Redacted("WXREPAY_PROXY")),
      http2: Config.option(Config.Boolean("WXREPAY_HTTP2"))
    })
    return layerWith({
      connections: Option.getOrUndefined(connections),
      connectTimeout: Option.getOrUndefined(connectTimeout),
      deadline: Option.getOrUndefined(deadline),
      proxy: Option.getOrUndefined(proxy),
      http2: Option.getOrUndefined(http2)
    })
  })
)

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
