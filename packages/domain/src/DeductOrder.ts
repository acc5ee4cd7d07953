/**
 * One attempt to collect a booked repayment (发起还款): its states, which of them are final, what was paid.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Fen } from "./Fen.ts"
import * as Ids from "./Ids.ts"
import { allows, isFinal as isFinalIn, type Transitions } from "./internal/transitions.ts"
import { unknownMembers } from "./internal/unknownMembers.ts"
import { UnknownState } from "./internal/unknownState.ts"
import { NotifyUrl } from "./NotifyUrl.ts"
import { Attach, Description } from "./Text.ts"

/** The states that are documented. Rule: CR-DEDUCT-02. */
export const KnownState = Schema.Literals(["Pending", "Unpaid", "Paid", "Failed"])
export type KnownState = typeof KnownState.Type

/** Where an order stands; a state of a later platform is kept as `Unknown:` and its name. Rule: CR-DEDUCT-02. */
export const State = Schema.Union([KnownState, UnknownState])
export type State = typeof State.Type

/**
 * Where an order may go. Assumed from the meaning of the states: accepted (`Pending`), waiting for the money
 * (`Unpaid`), and two that are final. Rules: CR-DEDUCT-02, CR-DEDUCT-07.
 */
export const transitions: Transitions<KnownState> = {
  Pending: ["Unpaid", "Paid", "Failed"],
  Unpaid: ["Paid", "Failed"],
  Paid: [],
  Failed: []
}

/** A charge, well-formed. Only `Deduction.authorize` says whether it may be made. */
export const Charge = Schema.Struct({
  contractId: Ids.ContractId,
  /** Ours to choose, and the identity of the charge: a repeat keeps it. Rule: CR-DEDUCT-06. */
  outTradeNo: Ids.OutTradeNo,
  /** The booking to collect. Rule: CR-DEDUCT-01. */
  outRecordId: Ids.OutRecordId,
  /** In fen. Rule: CR-AMT-07. */
  deductAmount: Fen,
  /** Rule: CR-DEDUCT-05. */
  notifyUrl: NotifyUrl,
  /** Rule: CR-DEDUCT-04. */
  description: Schema.optionalKey(Description),
  /** Rule: CR-DEDUCT-04. */
  attach: Schema.optionalKey(Attach)
}).annotate({ identifier: "Charge" })
export interface Charge extends Schema.Schema.Type<typeof Charge> {}

/** A charge as a form or a program hands it in: nothing about it is trusted yet. */
export interface ChargeDraft {
  readonly contractId: string
  readonly outTradeNo: string
  readonly outRecordId: string
  /** In fen. */
  readonly deductAmount: number
  readonly notifyUrl: string
  readonly description?: string | undefined
  readonly attach?: string | undefined
}

/** One charge, as the platform tells it. */
export const DeductOrder = Schema.Struct({
  outTradeNo: Ids.asReceived(Ids.OutTradeNo),
  outRecordId: Ids.asReceived(Ids.OutRecordId),
  appid: Ids.asReceived(Ids.Appid),
  /** Echoes the booking; expect absence when none was booked. Rule: CR-DEDUCT-11. */
  subAppid: Schema.optionalKey(Ids.asReceived(Ids.SubAppid)),
  openid: Ids.asReceived(Ids.Openid),
  contractId: Ids.asReceived(Ids.ContractId),
  orderState: State,
  /** What was asked for, in fen. */
  deductAmount: Fen,
  /** What was collected, in fen: reconcile with this, never with `deductAmount`. Rule: CR-AMT-10. */
  paySuccessAmount: Schema.optionalKey(Fen),
  description: Schema.optionalKey(Schema.String),
  attach: Schema.optionalKey(Schema.String),
  /** Present once paid; refunds and bills use it. Rule: CR-DEDUCT-09. */
  transactionId: Schema.optionalKey(Ids.TransactionId),
  ...unknownMembers
}).annotate({ identifier: "DeductOrder" })
export interface DeductOrder extends Schema.Schema.Type<typeof DeductOrder> {}

/** Whether an order may move from one state to another. */
export const canMove = (from: State, to: State): boolean => allows(transitions, from, to)

/** Whether asking again can tell nothing new. A state of a later platform is never final. Rule: CR-DEDUCT-07. */
export const isFinal = (state: State): boolean => isFinalIn(transitions, state)
