/**
 * What a row of the fault matrix is made of.
 */
import type { Fault } from "@wxrepay/sandbox"
import type { Fate } from "../support/faultyProxy.ts"
import type { EndpointId, Nature } from "./matrixEndpoints.ts"

/**
 * What brings a fault about. A proxy that stalls does it `until` the deadline passes: counted from when it read the request, got
 * the answer, gave back a head, or a few bytes. `Late` and `LateAfterSettled` pass on what they held once the caller has given up,
 * or has settled the doubt.
 */
export type Injection =
  | { readonly by: "Sandbox"; readonly fault: Fault; readonly isSilent?: true }
  | { readonly by: "Proxy"; readonly fate: Fate; readonly until?: "Read" | "Delivered" | "Head" | "Dripped" }
  | { readonly by: "Late" | "LateAfterSettled" }
  | { readonly by: "Host"; readonly is: "Refused" | "Unresolvable" }
  | { readonly by: "Key"; readonly is: "Unknown" | "Downloaded" }

/**
 * How calls of one nature end: `done`, or the error with what makes it up and its category. What a transport of Node's sockets and
 * one of `fetch` tell differently is written `Sent|Unknown`.
 */
export type Ends = Readonly<Record<Nature, string>>

/** What is expected of one call with one fault. */
export interface Expected {
  readonly end: string
  /** Whether the ledger says that it took effect; a question has none. */
  readonly happened: "yes" | "no" | "–"
  /** How it ends once the fault is gone: settled where it was in doubt, asked for again where it was not. */
  readonly next: string
}

/** A fault. */
export interface Row {
  readonly what: string
  readonly by: Injection
  readonly happens: boolean
  readonly ends: Ends
  /** How many tries a question and a pre-sign get under the standard policy: the second goes well, and a third would not either. */
  readonly tries: 1 | 2 | 3
  /** Where a call is not like its nature. */
  readonly but?: { readonly [Id in EndpointId]?: Partial<Expected> }
}

/** The same for calls of every nature. */
export const all = (end: string): Ends => ({ question: end, "pre-sign": end, write: end, charge: end })

/** A question that failed, and changes that are in doubt by the same. */
export const doubt = (attempt: string, category: string): Ends => ({
  ...all(`OutcomeUnknown (${attempt}), AskFirst`),
  question: `${attempt}, ${category}`
})

/** A change that did not take effect, and one that did. */
export const no = { happens: false } as const
export const yes = { happens: true } as const

/** The order is paid already, and says so: read it. */
export const stands = { next: "again: Rejection 400 Verified, AskFirst" }
