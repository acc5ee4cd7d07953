/**
 * How each change of a repayment is settled: what is asked, what the answer tells, and whether it is sent again.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as CalendarDate from "../CalendarDate.ts"
import type { Contract, TerminationDraft } from "../Contract.ts"
import type { ChargeDraft } from "../DeductOrder.ts"
import type { AppPresignDraft, H5PresignDraft } from "../Presign.ts"
import * as Deduction from "../rules/Deduction.ts"
import * as Enrolment from "../rules/Enrolment.ts"
import * as Scheduling from "../rules/Scheduling.ts"
import type { BookingDraft } from "../Schedule.ts"
import type { Changes } from "./Changes.ts"
import type { CreditRepayment, RepaymentDoubts } from "./CreditRepayment.ts"
import * as Numbered from "./Numbered.ts"
import { asked, fromDraft, type Settlers, type Told } from "./Settle.ts"

/** The calls that settling is made of. */
type Calls = Omit<CreditRepayment["Service"], "settle" | "unsettled">

/** Makes the way out of doubt over the calls. */
export const make = (changes: Changes["Service"], calls: Calls): CreditRepayment["Service"]["settle"] => {
  const contractOf = (outContractCode: string, read: (contract: Contract) => Told<Contract>["_tag"]) =>
    asked(calls.findContract({ outContractCode }), read)

  const settled = fromDraft(changes)
  const by: Settlers<RepaymentDoubts> = {
    presignApp: settled(
      Effect.fnUntraced(function* (draft: AppPresignDraft) {
        const { terms } = yield* Enrolment.authorizeApp(draft, {})
        const change = Numbered.presignApp(terms)
        // a contract is there only once the borrower has signed; before that the same may be asked for again (CR-SIGN-01)
        return { change, ask: contractOf(terms.outContractCode, () => "Happened"), send: calls.presignApp(draft) }
      })
    ),

    presignH5: settled(
      Effect.fnUntraced(function* (draft: H5PresignDraft) {
        const { terms } = yield* Enrolment.authorizeH5(draft, {})
        const change = Numbered.presignH5(terms)
        return { change, ask: contractOf(terms.outContractCode, () => "Happened"), send: calls.presignH5(draft) }
      })
    ),

    terminateContract: settled(
      Effect.fnUntraced(function* (draft: TerminationDraft) {
        const termination = yield* Enrolment.authorizeTermination(draft)
        const change = Numbered.termination(termination)
        const ask = contractOf(termination.outContractCode, ({ state }) =>
          state === "Terminated" ? "Happened" : state === "Effective" ? "NotYet" : "Unsure"
        )
        return { change, ask, send: calls.terminateContract(draft) }
      })
    ),

    book: settled(
      Effect.fnUntraced(function* (draft: BookingDraft) {
        // what was sent does not depend on the day, and it may be too late by now to send it again
        const { booking } = yield* Scheduling.authorize(draft, { today: yield* dayBefore(draft) })
        const { contractId, openid, scheduleItems } = booking
        const [{ outRecordId, repaymentAmount, repaymentDate }] = scheduleItems
        const ask = asked(calls.findScheduleRecord({ outRecordId, contractId }), (record) =>
          record.repaymentAmount === repaymentAmount &&
          record.repaymentDate === repaymentDate &&
          record.openid === openid &&
          (record.contractId ?? contractId) === contractId
            ? "Happened"
            : "Other"
        )
        return { change: Numbered.booking(booking), ask, send: calls.book(draft) }
      })
    ),

    charge: settled(
      Effect.fnUntraced(function* (draft: ChargeDraft) {
        const { charge } = yield* Deduction.authorize(draft, {})
        const { contractId, deductAmount, outRecordId, outTradeNo } = charge
        const ask = asked(calls.findDeductOrder({ outTradeNo }), (order) =>
          order.deductAmount === deductAmount && order.outRecordId === outRecordId && order.contractId === contractId
            ? "Happened"
            : "Other"
        )
        return { change: Numbered.charge(charge), ask, send: calls.charge(draft) }
      })
    )
  }
  return Effect.fn("CreditRepayment.settle")(function* (operation, draft, options) {
    const settlement = yield* by[operation](draft, options)
    yield* Effect.annotateCurrentSpan({ "wxrepay.operation": operation, "wxrepay.settlement": settlement._tag })
    return settlement
  })
}

/** A day on which the booking could have been made. Rule: CR-DATE-02. */
const dayBefore = (draft: unknown): Effect.Effect<CalendarDate.CalendarDate> =>
  Option.match(
    Option.flatMap(readDay(draft), ({ scheduleItems: [{ repaymentDate }] }) =>
      Result.getSuccess(CalendarDate.addDays(repaymentDate, -1))
    ),
    { onNone: () => Effect.map(DateTime.now, CalendarDate.ofInstant), onSome: Effect.succeed }
  )

const readDay = Schema.decodeUnknownOption(
  Schema.Struct({ scheduleItems: Schema.Tuple([Schema.Struct({ repaymentDate: CalendarDate.CalendarDate })]) })
)
