/**
 * The services that callers use, and every error that they can fail with.
 *
 * @since 0.1.0
 */
export * as Access from "./Access.ts"
export type { Settings as AccessSettings } from "./Access.ts"
export { type Awaited, awaitSigning } from "./AwaitSigning.ts"
export { AttemptStore, type Claim } from "./AttemptStore.ts"
export { type Attempted, collect, type Collectable, type Collected, type CollectError } from "./Collect.ts"
export { issuesOf, natured, placesOf, unreadable } from "./Calling.ts"
export * as Category from "./Category.ts"
export { type Change, Changes, type UnnumberedError } from "./Changes.ts"
export * as Codes from "./Codes.ts"
export type { ContractCalls, Expiry, LookupError, PresignError, TerminateError } from "./ContractCalls.ts"
export {
  type BookError,
  type ChargeError,
  CreditRepayment,
  type KnownBooking,
  type RepaymentDoubts
} from "./CreditRepayment.ts"
export { ChargeRefused } from "../rules/Deduction.ts"
export { PresignRefused, TerminationRefused } from "../rules/Enrolment.ts"
export { LookupRefused } from "../rules/Lookup.ts"
export { BookingRefused } from "../rules/Scheduling.ts"
export { ServiceCallRefused } from "../rules/Servicing.ts"
export { NotSealable } from "../signing/FieldSealer.ts"
export { NoPlatformKey } from "../signing/KeyRing.ts"
export { KeyError } from "../signing/Keys.ts"
export { SealError } from "../signing/Sealer.ts"
export { SigningError } from "../signing/Signer.ts"
export { VerificationError } from "../signing/Verifier.ts"
export {
  type CallError,
  type ChangeError,
  ClockSkewed,
  NotBegun,
  NotBooked,
  NotSent,
  NumberReused,
  OutcomeUnknown,
  Rejection,
  Unanswered,
  Unreadable,
  Unverified
} from "./Errors.ts"
export { type EchoDraft, type EchoError, EchoRefused, Health, type Report, type Trial } from "./Health.ts"
export {
  type Callback,
  Inbox,
  type InboxError,
  NotificationForeign,
  NotificationUnreadable,
  type Settings as InboxSettings
} from "./Inbox.ts"
export { keepRawBody, type NodeRequest, type NodeResponse } from "./CallbackBytes.ts"
export { NotificationStore, type Once, StoreError } from "./NotificationStore.ts"
export * as Receiver from "./Receiver.ts"
export { SentStore, type Sent, type Standing, type Unsettled } from "./SentStore.ts"
export { type KnownCompletion, type OrderDoubts, PayScore, type ServiceCallError } from "./PayScore.ts"
export type { Limits } from "./Limits.ts"
export * as Metrics from "./Metrics.ts"
export { TimeRefused } from "./Patience.ts"
export * as Problem from "./Problem.ts"
export * as RetryPolicy from "./RetryPolicy.ts"
export type { Settled, Settlement, SettleOptions } from "./Settle.ts"
export { backup, BaseUrl, primary } from "./BaseUrl.ts"
export { type Options as SignedHttpClientOptions, CurrentManner, SignedHttpClient } from "./SignedHttpClient.ts"
export * as Transport from "./Transport.ts"
export { getUnsigned } from "./UnsignedAnswer.ts"
export type { Crypto as CryptoServices, Transport as TransportServices } from "./Transport.ts"
