/**
 * Deduct orders as the platform tells them, with the facts that a rule looks at and ordinary ones besides.
 *
 * @since 0.1.0
 */
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as DeductOrder from "../DeductOrder.ts"
import * as Values from "./Values.ts"

/** The facts of an order that rules look at. */
export interface Facts {
  readonly outTradeNo?: string
  readonly outRecordId?: string
  readonly contractId?: string
  readonly orderState: DeductOrder.State
  readonly deductAmount: number
  readonly paySuccessAmount?: number | undefined
}

/** An order with these facts; a sum that is `undefined` is not told. */
export const orderOf = ({ paySuccessAmount, ...facts }: Facts): DeductOrder.DeductOrder =>
  Schema.decodeSync(DeductOrder.DeductOrder)({
    outTradeNo: "1217752501201407033233368018",
    outRecordId: "1234567abcde",
    appid: "wxcbda96de0b165486",
    openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
    contractId: "20251105000000123456789",
    ...facts,
    ...(paySuccessAmount === undefined ? {} : { paySuccessAmount })
  })

/** Any order as the platform may tell it, in every state. */
export const order: Arbitrary.Arbitrary<DeductOrder.DeductOrder> = Values.of(DeductOrder.DeductOrder)
