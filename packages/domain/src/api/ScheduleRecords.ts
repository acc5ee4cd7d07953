/**
 * `schedule-records`: book a repayment, and read the booking. Endpoints E5 and E6.
 *
 * @since 0.1.0
 */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import * as Fen from "../Fen.ts"
import * as Ids from "../Ids.ts"
import { unknownMembers } from "../internal/unknownMembers.ts"
import * as Schedule from "../Schedule.ts"
import { FenReceived, received, sent } from "./Wire.ts"

const item = sent(Schedule.ScheduleItem, {
  repaymentAmount: Fen.FenFromString,
  minRepaymentAmount: Fen.FenFromString
}).annotate({ identifier: "ScheduleItem" })

/** A call to book, as it is sent. Rules: CR-SCHED-01, CR-AMT-03. */
export const Booking = sent(Schedule.Booking, { scheduleItems: Schema.Tuple([item]) }).annotate({
  identifier: "Booking"
})

/** A booking, as it is read. Rules: CR-SCHED-07 to CR-SCHED-10. */
export const ScheduleRecord = received(Schedule.ScheduleRecord, {
  repaymentAmount: FenReceived,
  minRepaymentAmount: FenReceived
}).annotate({ identifier: "ScheduleRecord" })

/** What became of a call to book: only what succeeded is listed, and the list may be missing. Rule: CR-SCHED-02. */
export const Booked = received(
  Schema.Struct({ scheduleRecords: Schema.optionalKey(Schema.Array(Schedule.ScheduleRecord)), ...unknownMembers }),
  {
    scheduleRecords: Schema.Array(ScheduleRecord)
  }
).annotate({ identifier: "Booked" })

/** The bookings of one service provider. */
export class ScheduleRecords extends HttpApiGroup.make("scheduleRecords")
  .add(
    HttpApiEndpoint.post("create", "/v3/credit-repayment/partner/schedule-records/batch-create", {
      payload: Booking,
      success: Booked
    }).annotate(OpenApi.Summary, "Book one repayment (预约还款)"),
    HttpApiEndpoint.get("find", "/v3/credit-repayment/partner/schedule-records/:out_record_id", {
      params: { out_record_id: Ids.OutRecordId },
      query: { contract_id: Ids.ContractId },
      success: ScheduleRecord
    }).annotate(OpenApi.Summary, "Read a booking (查询预约)")
  )
  .annotate(OpenApi.Description, "Bookings of loan repayments") {}
