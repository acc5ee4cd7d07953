/**
 * The services that callers use, and every error that they can fail with.
 *
 * @since 0.1.0
 */
export * as Access from "./Access.ts"
export type { Settings as AccessSettings } from "./Access.ts"
export { type Awaited, awaitSigning } from "./AwaitSigning.ts"
export { AttemptStore, type Claim } from "./AttemptStore.ts"
export {
  type Attempted,
  collect,
  type Collectable,
  type Collected,
  type CollectError,
  CollectRefused
} from "./Collect.ts"
export { issuesOf, natured, placesOf, unreadable } from "./Calling.ts"
export * as Category from "./Category.ts"
export type { ContractCalls, Expiry, LookupError, PresignError, TerminateError } from "./ContractCalls.ts"
export { type BookError, type ChargeError, CreditRepayment, type KnownBooking } from "./CreditRepayment.ts"
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
export { type CallError, NotBegun, NotBooked, Rejection, Unanswered, Unreadable, Unverified } from "./Errors.ts"
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
export { type KnownCompletion, PayScore, type ServiceCallError } from "./PayScore.ts"
export * as Problem from "./Problem.ts"
export {
  BaseUrl,
  type Options as SignedHttpClientOptions,
  CurrentManner,
  SignedHttpClient
} from "./SignedHttpClient.ts"
export * as Transport from "./Transport.ts"
export { getUnsigned } from "./UnsignedAnswer.ts"
export type { Crypto as CryptoServices, Transport as TransportServices } from "./Transport.ts"
