/**
 * The words of the domain: money, days, identifiers, contracts, bookings, charges and notifications.
 *
 * @since 0.1.0
 */
export * as CalendarDate from "./CalendarDate.ts"
export * as Contract from "./Contract.ts"
export * as DeductOrder from "./DeductOrder.ts"
export * as Echo from "./Echo.ts"
export * as Fen from "./Fen.ts"
export * as Ids from "./Ids.ts"
export * as Notification from "./Notification.ts"
export * as NotifyUrl from "./NotifyUrl.ts"
export * as Payer from "./Payer.ts"
export * as PaymentAttempt from "./PaymentAttempt.ts"
export * as Plan from "./Plan.ts"
export * as Presign from "./Presign.ts"
export * as Refusal from "./Refusal.ts"
export * as Schedule from "./Schedule.ts"
export * as ServiceOrder from "./ServiceOrder.ts"
export * as ServiceOrderCall from "./ServiceOrderCall.ts"
export * as ServiceOrderStage from "./ServiceOrderStage.ts"
export * as ServiceTime from "./ServiceTime.ts"
export * as Text from "./Text.ts"
export * as Timestamp from "./Timestamp.ts"
export type { Transitions } from "./internal/transitions.ts"
