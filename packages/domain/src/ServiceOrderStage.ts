/**
 * Where a service order stands: three members of the platform read as one stage, the calls that each stage allows, and
 * where each call or event leads. Rules, sandbox and documents read these tables.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { UnknownState } from "./internal/unknownState.ts"

/** The platform's `state`. Alone it says little. Rules: PS-STATE-01, PS-STATE-04. */
export const State = Schema.Union([Schema.Literals(["Created", "Doing", "Done", "Revoked", "Expired"]), UnknownState])
export type State = typeof State.Type

/** The platform's `state_description`, told only while it is `Doing`. Rule: PS-STATE-02. */
export const StateDescription = Schema.Union([Schema.Literals(["UserConfirm", "MchComplete"]), UnknownState])
export type StateDescription = typeof StateDescription.Type

/** The platform's `collection.state`. Rule: PS-STATE-03. */
export const CollectionState = Schema.Union([Schema.Literals(["UserPaying", "UserPaid"]), UnknownState])
export type CollectionState = typeof CollectionState.Type

/**
 * Where an order stands. `Finished`: it ended with nothing to collect. `Unclear`: the three members do not go together,
 * or one of them is not known here; nothing is decided on it.
 */
export const Stage = Schema.Literals([
  "Created",
  "InService",
  "AwaitingPayment",
  "Paid",
  "Finished",
  "Revoked",
  "Expired",
  "Unclear"
])
export type Stage = typeof Stage.Type

/** The three members that tell a stage. */
export interface Triple {
  readonly state: State
  readonly stateDescription?: StateDescription | undefined
  readonly collection?: { readonly state?: CollectionState | undefined } | undefined
}

/** The stage that the three members tell together. Rules: PS-STATE-01 to PS-STATE-04, PS-COMPLETE-06. */
export const of = ({ collection, state, stateDescription }: Triple): Stage => {
  const told = [state, stateDescription, collection?.state].map((part) => part ?? "-").join(" ")
  return stages.get(told) ?? "Unclear"
}

const stages: ReadonlyMap<string, Stage> = new Map<string, Stage>([
  ["Created - -", "Created"],
  ["Doing UserConfirm -", "InService"],
  ["Doing MchComplete UserPaying", "AwaitingPayment"],
  ["Done - UserPaid", "Paid"],
  ["Done - -", "Finished"],
  ["Revoked - -", "Revoked"],
  ["Expired - -", "Expired"]
])

/** What a merchant may ask of an order that exists. */
export type Call = "Cancel" | "Modify" | "Complete" | "Pay" | "Sync"

/**
 * What a stage says to a call. `OnlyRepeated`: the same call with the same content again. `Contested`: sources
 * contradict each other, so the platform decides.
 */
export type Verdict = "Allowed" | "OnlyRepeated" | "Contested" | "Refused"

/** The stages that say anything but no to a call. Rules: PS-STATE-07, PS-CANCEL-01, PS-CANCEL-02, PS-CANCEL-04, PS-MODIFY-01, PS-COMPLETE-01, PS-COMPLETE-02, PS-PAY-01, PS-SYNC-01. */
export const calls: Readonly<Record<Call, Readonly<Partial<Record<Stage, Verdict>>>>> = {
  Cancel: { Created: "Allowed", InService: "Allowed", AwaitingPayment: "Contested", Revoked: "OnlyRepeated" },
  Modify: { AwaitingPayment: "Allowed" },
  Complete: { InService: "Allowed", AwaitingPayment: "OnlyRepeated", Paid: "OnlyRepeated", Finished: "OnlyRepeated" },
  Pay: { AwaitingPayment: "Allowed" },
  Sync: { AwaitingPayment: "Allowed" }
}

/** What happens to an order without a call of the merchant's. */
export type Event = "UserConfirms" | "Expires" | "ChargeSucceeds"

/** Where a call or an event leads from where it is allowed. Rules: PS-STATE-05, PS-STATE-06, PS-COMPLETE-06, PS-SYNC-04. */
export const leadsTo: Readonly<Record<Call | Event, Readonly<Partial<Record<Stage, ReadonlyArray<Stage>>>>>> = {
  Cancel: { Created: ["Revoked"], InService: ["Revoked"], AwaitingPayment: ["Revoked"] },
  Modify: { AwaitingPayment: ["AwaitingPayment"] },
  Complete: { InService: ["AwaitingPayment", "Finished"] },
  Pay: { AwaitingPayment: ["AwaitingPayment", "Paid"] },
  Sync: { AwaitingPayment: ["Paid"] },
  UserConfirms: { Created: ["InService"] },
  Expires: { Created: ["Expired"] },
  ChargeSucceeds: { AwaitingPayment: ["Paid"] }
}

/**
 * What a stage says to a call; of a stage that is unclear, the platform decides. Rules: PS-STATE-04, PS-STATE-07.
 *
 * **Example** (Before and after the money came)
 *
 * ```ts
 * import { ServiceOrderStage } from "@wxrepay/domain"
 *
 * ServiceOrderStage.says("AwaitingPayment", "Pay") // => "Allowed"
 * ServiceOrderStage.says("Paid", "Pay") // => "Refused"
 * ```
 */
export const says = (stage: Stage, call: Call): Verdict =>
  stage === "Unclear" ? "Contested" : (calls[call][stage] ?? "Refused")

/** The stages in which a call is allowed without reserve. */
export const needs = (call: Call): ReadonlyArray<Stage> =>
  Stage.literals.filter((stage) => calls[call][stage] === "Allowed")

/** Whether nothing leads out of a stage. Rule: PS-STATE-01. */
export const isFinal = (stage: Stage): boolean =>
  stage !== "Unclear" && Object.values(leadsTo).every((from) => from[stage] === undefined)
