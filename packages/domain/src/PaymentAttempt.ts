/**
 * What the platform answers when the merchant starts a charge of a service order: never that it is paid.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { UnknownState } from "./internal/unknownState.ts"

/** The attempt was taken; whether it is paid, only a notification or a question tells. Rules: PS-PAY-04, PS-PAY-08. */
export const Taken = Schema.TaggedStruct("Taken", {
  /** WeChat Pay's number of the order; missing when the answer was empty. Rules: PS-ID-05, PS-PAY-08. */
  orderId: Schema.optionalKey(Schema.String)
})

/** A charge is running already: ask, and do not repeat at once. Rules: PS-PAY-06, PS-PAY-07. */
export const InProgress = Schema.TaggedStruct("InProgress", {
  /** The platform's word for it; missing when it said so by a refusal. */
  tradeState: Schema.optionalKey(Schema.Union([Schema.Literal("UserPaying"), UnknownState]))
})

/** This attempt failed, and the order still awaits payment: ask, wait, and perhaps try again. Rule: PS-PAY-05. */
export const Declined = Schema.TaggedStruct("Declined", {
  /** The platform's own text. */
  message: Schema.String
})

/** What became of an attempt to charge. */
export const PaymentAttempt = Schema.Union([Taken, InProgress, Declined])
export type PaymentAttempt = typeof PaymentAttempt.Type
