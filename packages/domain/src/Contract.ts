/**
 * The borrower's agreement to repay (自动还款协议): its states, its legal moves, its limit.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Fen from "./Fen.ts"
import * as Ids from "./Ids.ts"
import { allows, isFinal as isFinalIn, type Transitions } from "./internal/transitions.ts"
import { unknownMembers } from "./internal/unknownMembers.ts"
import { UnknownState } from "./internal/unknownState.ts"
import { TerminationRemark } from "./Text.ts"
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

/** Who ended a contract. `Invalid` is the platform's zero value and has no documented meaning. Rule: CR-CONTRACT-04. */
export const TerminatedMode = Schema.Union([
  Schema.Literals(["Invalid", "ByUser", "ByMerchant", "ByCustomerService"]),
  UnknownState
])
export type TerminatedMode = typeof TerminatedMode.Type

/** What was agreed, as the platform tells it. */
export const Contract = Schema.Struct({
  contractId: Ids.asReceived(Ids.ContractId),
  planId: Ids.asReceived(Ids.PlanId),
  outContractCode: Ids.asReceived(Ids.OutContractCode),
  /** The borrower's name behind its mask. */
  displayName: Schema.optionalKey(Schema.String),
  state: State,
  appid: Schema.optionalKey(Ids.asReceived(Ids.Appid)),
  openid: Schema.optionalKey(Ids.asReceived(Ids.Openid)),
  /** The day of the month on which the borrower pays, as it is told. Rule: CR-DATE-04. */
  repaymentDay: Schema.optionalKey(Schema.Int),
  /** The most that one repayment may be, in fen. Rule: CR-AMT-02. */
  repaymentAmountLimit: Fen.Fen,
  signedTime: Schema.optionalKey(Timestamp),
  terminatedTime: Schema.optionalKey(Timestamp),
  /** Says something only of a contract that has ended. Rules: CR-CONTRACT-04, CR-HOOK-09. */
  terminatedMode: Schema.optionalKey(TerminatedMode),
  terminationRemark: Schema.optionalKey(Schema.String),
  ...unknownMembers
}).annotate({ identifier: "Contract" })
export interface Contract extends Schema.Schema.Type<typeof Contract> {}

/** Whether a contract may move from one state to another. Rule: CR-CONTRACT-01. */
export const canMove = (from: State, to: State): boolean => allows(transitions, from, to)

/** The wish to end a contract, well-formed. It is named by our code, not by its number. Rules: CR-CONTRACT-02, CR-CONTRACT-03. */
export const Termination = Schema.Struct({
  outContractCode: Ids.OutContractCode,
  contractTerminationRemark: TerminationRemark
}).annotate({ identifier: "Termination" })
export interface Termination extends Schema.Schema.Type<typeof Termination> {}

/** The wish to end a contract, as a form or a program hands it in. */
export interface TerminationDraft {
  readonly outContractCode: string
  /** Why, in at most 128 characters. */
  readonly contractTerminationRemark: string
}

/** Whether a contract stays in this state for ever. */
export const isFinal = (state: State): boolean => isFinalIn(transitions, state)
