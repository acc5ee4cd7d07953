/**
 * The services that callers use.
 *
 * @since 0.1.0
 */
export * as Category from "./Category.ts"
export { CreditRepayment, type Settings as CreditRepaymentSettings } from "./CreditRepayment.ts"
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
