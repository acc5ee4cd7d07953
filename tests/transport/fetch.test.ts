/**
 * The fetch transport keeps the promises of every transport.
 */
import { FetchTransport } from "@wxrepay/transport-fetch"
import { promises } from "./suite.ts"

promises("transport-fetch", (options) => FetchTransport.layerWith({ ...options }))
