/**
 * The borrower's agreement to repay (自动还款协议): its states, its legal moves, its limit.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { DayOfMonth } from "./CalendarDate.ts"
import * as Fen from "./Fen.ts"
import * as Ids from "./Ids.ts"
import { allows, isFinal as isFinalIn, type Transitions } from "./internal/transitions.ts"
import { UnknownState } from "./internal/unknownState.ts"
import { Timestamp } from "./Timestamp.ts"

/** The states that are documented. `Invalid` is the platform's zero value and has no documented meaning. */
export const KnownState = Schema.Literals(["Invalid", "Effective", "Terminated"])
export type KnownState = typeof KnownState.Type

/** Where a contract stands; only an effective one is booked and charged. Rule: CR-CONTRACT-01. */
export const State = Schema.Union([KnownState, UnknownState])
export type State = typeof State.Type

/**
 * Where a contract may go. A terminated one stays: a new contract needs a new code. Of
 * `Invalid` nothing is known. Rules: CR-CONTRACT-01, CR-ID-04.
 */
export const transitions: Transitions<Exclude<KnownState, "Invalid">> = {
  Effective: ["Terminated"],
  Terminated: []
}

/** What was agreed, as far as booking and charging need it. */
export const Contract = Schema.Struct({
  contractId: Ids.asReceived(Ids.ContractId),
  planId: Ids.asReceived(Ids.PlanId),
  outContractCode: Ids.asReceived(Ids.OutContractCode),
  state: State,
  appid: Schema.optionalKey(Ids.asReceived(Ids.Appid)),
  openid: Schema.optionalKey(Ids.asReceived(Ids.Openid)),
  repaymentDay: Schema.optionalKey(DayOfMonth),
  /** The most that one repayment may be, in fen. Rule: CR-AMT-02. */
  repaymentAmountLimit: Fen.Fen,
  signedTime: Schema.optionalKey(Timestamp),
  terminatedTime: Schema.optionalKey(Timestamp)
}).annotate({ identifier: "Contract" })
export interface Contract extends Schema.Schema.Type<typeof Contract> {}

/** Whether a contract may move from one state to another. Rule: CR-CONTRACT-01. */
export const canMove = (from: State, to: State): boolean => allows(transitions, from, to)

/** Whether a contract stays in this state for ever. */
export const isFinal = (state: State): boolean => isFinalIn(transitions, state)
