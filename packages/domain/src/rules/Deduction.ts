/**
 * What may be charged.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Brand from "effect/Brand"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Contract } from "../Contract.ts"
import * as DeductOrder from "../DeductOrder.ts"
import type { Charge, ChargeDraft } from "../DeductOrder.ts"
import * as Fen from "../Fen.ts"
import * as Ids from "../Ids.ts"
import { member, type Members, membersOf, optionalMember } from "../internal/inspect.ts"
import { NotifyUrl } from "../NotifyUrl.ts"
import type { RuleId } from "../rulebook/index.ts"
import type { ScheduleRecord } from "../Schedule.ts"
import { Attach, Description } from "../Text.ts"
import {
  AmountNotChargeable,
  BelowMinimum,
  ChargeRefused,
  ContractNotEffective,
  EarlierOrderLives,
  NotOfBooking,
  TradeNoReused,
  type Reason
} from "./ChargeRefused.ts"

export * from "./ChargeRefused.ts"

/** What is known when a charge is decided. What is left out is left to the platform, and said so. */
export interface Known {
  /** The booking to collect, as read from the platform or kept since booking. */
  readonly record?: ScheduleRecord | undefined
  readonly contract?: Contract | undefined
  /** Every order placed for this booking so far. */
  readonly orders?: ReadonlyArray<DeductOrder.DeductOrder> | undefined
}

/** A charge that passed every rule that could be checked. Placing an order asks for one. */
export type Authorized = Brand.Branded<
  {
    readonly charge: Charge
    readonly warnings: ReadonlyArray<BelowMinimum>
    readonly unchecked: ReadonlyArray<RuleId>
  },
  "AuthorizedCharge"
>
const authorized = Brand.nominal<Authorized>()

/**
 * Decides whether a charge may be made. Rules: CR-ID-01, CR-ID-02, CR-ID-05, CR-AMT-03, CR-AMT-07,
 * CR-DEDUCT-01, CR-DEDUCT-04, CR-DEDUCT-05, CR-DEDUCT-06, CR-DEDUCT-08, CR-DEDUCT-10.
 */
export const authorize = Effect.fnUntraced(function* (
  draft: ChargeDraft,
  known: Known
): Effect.fn.Return<Authorized, ChargeRefused> {
  const call = membersOf(draft, Object.keys(DeductOrder.Charge.fields))
  const reasons: Array<Reason> = []
  inspectContract(reasons, member(reasons, "contractId", Ids.ContractId, call["contractId"]), known)
  inspectTradeNo(reasons, member(reasons, "outTradeNo", Ids.OutTradeNo, call["outTradeNo"]), call, known)
  inspectRecordId(reasons, member(reasons, "outRecordId", Ids.OutRecordId, call["outRecordId"]), known)
  inspectAmount(reasons, member(reasons, "deductAmount", Fen.Fen, call["deductAmount"]), known)
  member(reasons, "notifyUrl", NotifyUrl, call["notifyUrl"])
  optionalMember(reasons, "description", Description, call["description"])
  optionalMember(reasons, "attach", Attach, call["attach"])
  if (Arr.isArrayNonEmpty(reasons)) return yield* new ChargeRefused({ reasons })
  const charge = readCharge(call)
  return authorized({ charge, warnings: warnings(charge, known), unchecked: unchecked(known) })
})

/** The rules that need what is not known here, and are left to the platform. */
export const unchecked = (known: Known): ReadonlyArray<RuleId> => [
  ...(known.record === undefined ? (["CR-AMT-07"] as const) : []),
  ...(known.record === undefined || (known.record.contractId ?? known.contract) === undefined
    ? (["CR-DEDUCT-01"] as const)
    : []),
  ...(known.orders === undefined ? (["CR-DEDUCT-06", "CR-DEDUCT-08"] as const) : []),
  ...(known.contract === undefined ? (["CR-DEDUCT-10"] as const) : [])
]

/** Decides whether a number that was charged before may come again: only with the same content. Rule: CR-DEDUCT-06. */
export const repeat = (earlier: Charge, later: Charge): Result.Result<Charge, TradeNoReused> =>
  earlier.outTradeNo !== later.outTradeNo || sameCharge(earlier, later)
    ? Result.succeed(later)
    : Result.fail(reused(later.outTradeNo))

const readCharge = Schema.decodeUnknownSync(DeductOrder.Charge)

const sameCharge = Schema.toEquivalence(DeductOrder.Charge)

const inspectContract = (reasons: Array<Reason>, given: Ids.ContractId | undefined, known: Known): void => {
  if (given === undefined) return
  const { contract, record } = known
  if (record?.contractId !== undefined && record.contractId !== given) {
    reasons.push(notOf("contractId", given, `the booking's own, ${record.contractId}`))
  } else if (contract !== undefined && contract.contractId !== given) {
    reasons.push(notOf("contractId", given, `the number of the contract that is passed, ${contract.contractId}`))
  }
  if (contract !== undefined && contract.state !== "Effective") {
    reasons.push(
      new ContractNotEffective({
        rule: "CR-DEDUCT-10",
        field: "contractId",
        given: contract.state,
        allowed: "an effective contract"
      })
    )
  }
}

const inspectTradeNo = (
  reasons: Array<Reason>,
  given: Ids.OutTradeNo | undefined,
  call: Members,
  { orders = [] }: Known
): void => {
  if (given === undefined) return
  const earlier = orders.find((order) => order.outTradeNo === given)
  if (earlier !== undefined && !isSameCharge(earlier, call)) reasons.push(reused(given))
  const living = orders.find((order) => order.outTradeNo !== given && order.orderState !== "Failed")
  if (living === undefined) return
  reasons.push(
    new EarlierOrderLives({
      rule: "CR-DEDUCT-08",
      field: "outTradeNo",
      given,
      allowed:
        living.orderState === "Paid"
          ? `for a booking of its own, because ${living.outTradeNo} has collected this one`
          : `another number only after ${living.outTradeNo} has failed, and it is ${living.orderState}`
    })
  )
}

/** As far as an order tells what it was asked for. */
const isSameCharge = (order: DeductOrder.DeductOrder, call: Members): boolean =>
  order.contractId === call["contractId"] &&
  order.outRecordId === call["outRecordId"] &&
  order.deductAmount === call["deductAmount"]

const inspectRecordId = (reasons: Array<Reason>, given: Ids.OutRecordId | undefined, { record }: Known): void => {
  if (given === undefined || record === undefined || record.outRecordId === given) return
  reasons.push(notOf("outRecordId", given, `the booking's own, ${record.outRecordId}`))
}

const notOf = (field: string, given: string, allowed: string): NotOfBooking =>
  new NotOfBooking({ rule: "CR-DEDUCT-01", field, given, allowed })

const reused = (given: Ids.OutTradeNo): TradeNoReused =>
  new TradeNoReused({
    rule: "CR-DEDUCT-06",
    field: "outTradeNo",
    given,
    allowed: "a number not used before, or the same content again"
  })

const inspectAmount = (reasons: Array<Reason>, given: Fen.Fen | undefined, { record }: Known): void => {
  if (given === undefined) return
  if (given > 0 && (record === undefined || given <= record.repaymentAmount)) return
  const most = record === undefined ? "" : ` and at most ${record.repaymentAmount} fen, what was booked`
  reasons.push(
    new AmountNotChargeable({ rule: "CR-AMT-07", field: "deductAmount", given, allowed: `more than 0 fen${most}` })
  )
}

const warnings = ({ deductAmount }: Charge, { record }: Known): ReadonlyArray<BelowMinimum> => {
  const least = record?.minRepaymentAmount
  if (least === undefined || deductAmount >= least) return []
  const allowed = `at least ${least} fen, the booked minimum`
  return [new BelowMinimum({ rule: "CR-AMT-07", field: "deductAmount", given: deductAmount, allowed })]
}
