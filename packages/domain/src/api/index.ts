/**
 * The platform's endpoints and messages, in its own words.
 *
 * @since 0.1.0
 */
export { Api } from "./Api.ts"
export * as Certificates from "./Certificates.ts"
export * as Contracts from "./Contracts.ts"
export * as DeductOrders from "./DeductOrders.ts"
export * as Document from "./Document.ts"
export * as ErrorAnswer from "./ErrorAnswer.ts"
export { Gate } from "./Gate.ts"
export * as Notifications from "./Notifications.ts"
export * as ScheduleRecords from "./ScheduleRecords.ts"
export * as Security from "./Security.ts"
export * as ServiceOrders from "./ServiceOrders.ts"
export * as Wire from "./Wire.ts"
