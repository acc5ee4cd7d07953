/**
 * The services that callers use, and every error that they can fail with.
 *
 * @since 0.1.0
 */
export * as Category from "./Category.ts"
export {
  type BookError,
  type ChargeError,
  CreditRepayment,
  type KnownBooking,
  type LookupError,
  type Settings as CreditRepaymentSettings
} from "./CreditRepayment.ts"
export { ChargeRefused } from "../rules/Deduction.ts"
export { LookupRefused } from "../rules/Lookup.ts"
export { BookingRefused } from "../rules/Scheduling.ts"
export { KeyError } from "../signing/Keys.ts"
export { SealError } from "../signing/Sealer.ts"
export { SigningError } from "../signing/Signer.ts"
export { VerificationError } from "../signing/Verifier.ts"
export { type CallError, NotBooked, Rejection, Unanswered, Unreadable, Unverified } from "./Errors.ts"
export {
  type Callback,
  Inbox,
  type InboxError,
  NotificationUnreadable,
  type Settings as InboxSettings
} from "./Inbox.ts"
export { BaseUrl, type Options as SignedHttpClientOptions, SignedHttpClient } from "./SignedHttpClient.ts"
export * as Transport from "./Transport.ts"
export type { Crypto as CryptoServices, Transport as TransportServices } from "./Transport.ts"
