/**
 * The fault matrix over Node's sockets.
 *
 * Method: see `matrixTests`.
 */
import { NodeTransport } from "@wxrepay/transport-node"
import { matrixOf } from "./matrixTests.ts"

matrixOf("Node", NodeTransport.layer)
