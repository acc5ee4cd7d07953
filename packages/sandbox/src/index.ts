/**
 * A local WeChat Pay to test against.
 *
 * @since 0.1.0
 */
export * as Borrower from "./Borrower.ts"
export type { Choice, Decided } from "./Enrolments.ts"
export type { Delivery } from "./Courier.ts"
export {
  type Call,
  type Disturbance,
  type Fault,
  faults,
  type NotificationFault,
  type Said,
  type Sending
} from "./Faults.ts"
export type { App } from "./Gate.ts"
export { type Kind as KeyKind, type KeyChain, ramp } from "./KeyChain.ts"
export type { Booked, Charged, State } from "./Ledger.ts"
export { type Account, type Connection, environment, type Service } from "./Merchant.ts"
export { type Options as SandboxOptions, Sandbox } from "./Sandbox.ts"
export type { Serviced } from "./ServiceOrderMemory.ts"
export type { Proof } from "./Stamp.ts"
export type { Confirmed, Switches as ServiceOrderSwitches } from "./ServiceOrders.ts"
