/**
 * Each change by the number that it is known by, and its content as it travels.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Contracts from "../api/Contracts.ts"
import * as DeductOrders from "../api/DeductOrders.ts"
import * as ScheduleRecords from "../api/ScheduleRecords.ts"
import * as ServiceOrders from "../api/ServiceOrders.ts"
import type { Termination } from "../Contract.ts"
import type { Charge } from "../DeductOrder.ts"
import type * as Presign from "../Presign.ts"
import type { Booking } from "../Schedule.ts"
import type * as Call from "../ServiceOrderCall.ts"
import type { Change } from "./Changes.ts"

/** Rule: CR-DEDUCT-06. */
export const charge = (made: Charge): Change => ({
  operation: "charge",
  nature: "Charge",
  field: "outTradeNo",
  number: made.outTradeNo,
  content: encodeCharge(made),
  fixedBy: "CR-DEDUCT-06"
})

/** Rule: CR-SCHED-05. */
export const booking = (made: Booking): Change => ({
  operation: "book",
  nature: "Write",
  field: "scheduleItems.0.outRecordId",
  number: made.scheduleItems[0].outRecordId,
  content: encodeBooking(made),
  fixedBy: "CR-SCHED-05"
})

/** Both kinds of pre-sign share the codes, and none is the other's repetition, whatever it says. Rule: CR-ID-04. */
export const presignApp = (terms: Presign.AppTerms): Change => presign(terms, { app: encodeApp(terms) })

/** Both kinds of pre-sign share the codes, and none is the other's repetition, whatever it says. Rule: CR-ID-04. */
export const presignH5 = (terms: Presign.H5Terms): Change => presign(terms, { h5: encodeH5(terms) })

const presign = ({ outContractCode: number }: Presign.AppTerms | Presign.H5Terms, content: unknown): Change => ({
  operation: "presign",
  nature: "Repeatable",
  field: "outContractCode",
  number,
  content,
  fixedBy: "CR-ID-04"
})

/** No page says that a termination is compared with the one before. */
export const termination = (made: Termination): Change => ({
  operation: "terminateContract",
  nature: "Write",
  field: "outContractCode",
  number: made.outContractCode,
  content: encodeTermination(made)
})

const onOrder = (
  operation: string,
  number: string,
  content: unknown,
  fixedBy?: NonNullable<Change["fixedBy"]>,
  nature: Change["nature"] = "Write"
): Change => ({ operation, nature, field: "outOrderNo", number, content, fixedBy })

/** Rule: PS-CREATE-02. */
export const creation = (call: Call.Creation): Change =>
  onOrder("create", call.outOrderNo, encodeCreation(call), "PS-CREATE-02")

/** Rule: PS-CANCEL-04. */
export const cancellation = ({ outOrderNo, ...body }: Call.Cancellation): Change =>
  onOrder("cancel", outOrderNo, encodeCancellation(body), "PS-CANCEL-04")

/** An order may be modified again and again. Rule: PS-MODIFY-01. */
export const modification = ({ outOrderNo, ...body }: Call.Modification): Change =>
  onOrder("modify", outOrderNo, encodeModification(body))

/** Rule: PS-COMPLETE-02. */
export const completion = ({ outOrderNo, ...body }: Call.Completion): Change =>
  onOrder("complete", outOrderNo, encodeCompletion(body), "PS-COMPLETE-02")

/** Each is an attempt of its own. Rule: PS-PAY-08. */
export const payment = ({ outOrderNo, ...body }: Call.Payment): Change =>
  onOrder("pay", outOrderNo, encodePayment(body), undefined, "Charge")

/** No page says that a report is compared with the one before. */
export const paidElsewhere = ({ outOrderNo, ...body }: Call.PaidElsewhere): Change =>
  onOrder("sync", outOrderNo, encodePaidElsewhere(body))

/** It creates an order, so the number stands for one content; assumed. Rule: PS-CREATE-02. */
export const directCompletion = (call: Call.DirectCompletion): Change =>
  onOrder("directComplete", call.outOrderNo, encodeDirectCompletion(call), "PS-CREATE-02")

const encodeCharge = Schema.encodeSync(DeductOrders.Charge)
const encodeBooking = Schema.encodeSync(ScheduleRecords.Booking)
const encodeApp = Schema.encodeSync(Contracts.AppPresign)
const encodeH5 = Schema.encodeSync(Contracts.H5Presign)
const encodeTermination = Schema.encodeSync(Contracts.Termination)
const encodeCreation = Schema.encodeSync(ServiceOrders.Creation)
const encodeCancellation = Schema.encodeSync(ServiceOrders.Cancellation)
const encodeModification = Schema.encodeSync(ServiceOrders.Modification)
const encodeCompletion = Schema.encodeSync(ServiceOrders.Completion)
const encodePayment = Schema.encodeSync(ServiceOrders.Payment)
const encodePaidElsewhere = Schema.encodeSync(ServiceOrders.PaidElsewhere)
const encodeDirectCompletion = Schema.encodeSync(ServiceOrders.DirectCompletion)
