/**
 * The fault matrix as data: every fault, and how a call of each nature ends by it. Written down from the rules, and never from what
 * was seen.
 */
import { more, spoken } from "./matrixAnswers.ts"
import type { EndpointId } from "./matrixEndpoints.ts"
import { keys, network } from "./matrixNetwork.ts"
import type { Row } from "./matrixRow.ts"

/** Every fault of the matrix, by its name. */
export const table: ReadonlyMap<string, Row> = new Map<string, Row>([
  ...Object.entries(network),
  ...Object.entries(keys),
  ...spoken,
  ...Object.entries(more)
])

/** How a doubt about each call ends, by whether it took effect; what is not named here is found out, or sent again. */
export const settling: { readonly [Id in EndpointId]?: Readonly<Record<"yes" | "no", string>> } = {
  E1: { yes: "Settled by Answer", no: "Settled by Answer" },
  E2: { yes: "Settled by Answer", no: "Settled by Answer" },
  P6: { yes: "StillUnknown, 0 sent", no: "StillUnknown, 0 sent, 0 effects" }
}

/** The same of every other call. */
export const usually: Readonly<Record<"yes" | "no", string>> = { yes: "Settled by Question", no: "Settled by Answer" }
