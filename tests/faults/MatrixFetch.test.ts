/**
 * The fault matrix over `fetch`.
 *
 * Method: see `matrixTests`.
 */
import { FetchTransport } from "@wxrepay/transport-fetch"
import { matrixOf } from "./matrixTests.ts"

matrixOf("Fetch", FetchTransport.layer)
