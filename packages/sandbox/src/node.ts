/**
 * The sandbox as a server of this machine, on Node, and a server that replies as it is told.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type * as HttpServerError from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import { createServer } from "node:http"
import { type Options, Sandbox } from "./Sandbox.ts"

export { listen } from "./Peer.ts"

/** Listens on 127.0.0.1; on a free port unless one is named. */
export const layerNode = (
  options: Options & { readonly port?: number | undefined } = {}
): Layer.Layer<Sandbox, HttpServerError.ServeError> =>
  Sandbox.layerServer(options).pipe(
    Layer.provide(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: options.port ?? 0 }))
  )
