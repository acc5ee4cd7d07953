/**
 * Charges, each with what is known when it is decided. Amounts stand a few fen around the booked amount and the
 * booked minimum, earlier orders are in every state, and every member is now and then written wrongly.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as DeductOrder from "../DeductOrder.ts"
import type * as Deduction from "../rules/Deduction.ts"
import * as Schedule from "../Schedule.ts"
import { fen, near, noFen } from "./Amounts.ts"
import { int, maybe, oneOf, pick, seldom } from "./Choice.ts"
import { contractOf, usual } from "./Contracts.ts"
import { orderOf } from "./DeductOrders.ts"
import { address } from "./NotifyUrls.ts"
import { contractState, orderState } from "./States.ts"
import { around, freeLetters, within, wordLetters } from "./Texts.ts"

/** A charge, what is known, and whether its notify address is a good one. */
export interface Case {
  readonly draft: DeductOrder.ChargeDraft
  readonly known: Deduction.Known
  readonly isReachable: boolean
}

/** The booking that charges name unless they are wrong on purpose. */
export const outRecordId = "1234567abcde"

/** The facts of a record that rules look at. */
export interface RecordFacts {
  readonly outRecordId?: string
  readonly contractId?: string | undefined
  readonly repaymentAmount: number
  readonly minRepaymentAmount?: number | undefined
}

/** A record with these facts; a contract or a minimum that is `undefined` is not told. */
export const recordOf = ({ contractId, minRepaymentAmount, ...facts }: RecordFacts): Schedule.ScheduleRecord =>
  Schema.decodeSync(Schedule.ScheduleRecord)({
    outRecordId,
    appid: usual.appid,
    openid: usual.openid,
    repaymentDate: "2025-11-18",
    ...facts,
    ...(contractId === undefined ? {} : { contractId }),
    ...(minRepaymentAmount === undefined ? {} : { minRepaymentAmount })
  })

const outTradeNo = pick("T1", "T2", "T3")
const contractId = seldom(Arbitrary.Constant(usual.contractId), Arbitrary.Constant(`${usual.contractId}x`), 4)

const names = Arbitrary.all({
  contractId: seldom(contractId, around(64, freeLetters), 4),
  outTradeNo: seldom(outTradeNo, around(32, wordLetters), 3),
  outRecordId: seldom(
    Arbitrary.Constant(outRecordId),
    oneOf(Arbitrary.Constant("another1"), around(32, wordLetters)),
    2
  ),
  description: maybe(around(127, freeLetters)),
  attach: maybe(around(128, freeLetters))
})

const orders = Arbitrary.array(
  Arbitrary.map(
    Arbitrary.all({ outTradeNo, orderState: seldom<DeductOrder.State>(Arbitrary.Constant("Failed"), orderState, 2) }),
    (facts) => orderOf({ deductAmount: 10000, ...facts })
  ),
  { maxLength: 3 }
)

const contract = Arbitrary.map(
  Arbitrary.all({ contractId, state: seldom(Arbitrary.Constant("Effective"), contractState, 2) }),
  (facts) => contractOf({ repaymentAmountLimit: 10000, ...facts })
)

/** Any charge: each rule is broken about as often as it is kept. */
export const charge: Arbitrary.Arbitrary<Case> = Arbitrary.flatMap(fen, (amount) => {
  const close = oneOf(near(amount), fen)
  const record = Arbitrary.all({
    contractId: maybe(contractId),
    repaymentAmount: close,
    minRepaymentAmount: maybe(close)
  })
  return Arbitrary.map(
    Arbitrary.all({
      names,
      deductAmount: seldom(oneOf<number>(Arbitrary.Constant(amount), pick(0, 1)), noFen, 8),
      address,
      record: maybe(Arbitrary.map(record, recordOf)),
      contract: maybe(contract),
      orders: maybe(orders)
    }),
    ({ address, deductAmount, names, ...known }) => ({
      draft: { ...names, deductAmount, notifyUrl: address.url },
      known,
      isReachable: address.allowed
    })
  )
})

const soundNames = Arbitrary.all({
  contractId: Arbitrary.Constant(usual.contractId),
  outTradeNo,
  outRecordId: Arbitrary.Constant(outRecordId),
  notifyUrl: pick("https://pay.lender.cn/notify", "https://101.226.103.1/n", "https://pay.lender.cn/".padEnd(256, "n")),
  description: maybe(within(127, freeLetters)),
  attach: maybe(within(128, freeLetters))
})

/** A charge that keeps every rule, often just so; it may be below the booked minimum. */
export const soundCharge: Arbitrary.Arbitrary<Pick<Case, "draft" | "known">> = Arbitrary.flatMap(
  Arbitrary.all({
    amount: Arbitrary.map(oneOf<number>(fen, pick(1), int(1, 200)), (n) => Math.max(n, 1)),
    names: soundNames
  }),
  ({ amount, names }) => {
    const close = oneOf(near(amount), fen)
    const record = Arbitrary.all({
      contractId: Arbitrary.Constant(usual.contractId),
      repaymentAmount: Arbitrary.map(close, (booked) => Math.max(booked, amount)),
      minRepaymentAmount: maybe(close)
    })
    const orders = Arbitrary.array(
      oneOf(
        Arbitrary.map(outTradeNo, (no) => orderOf({ outTradeNo: no, orderState: "Failed", deductAmount: amount })),
        Arbitrary.map(orderState, (state) =>
          orderOf({ outTradeNo: names.outTradeNo, orderState: state, deductAmount: amount })
        )
      ),
      { maxLength: 3 }
    )
    return Arbitrary.map(
      Arbitrary.all({
        record: maybe(Arbitrary.map(record, recordOf)),
        contract: maybe(Arbitrary.Constant(contractOf({ state: "Effective", repaymentAmountLimit: 10000 }))),
        orders: maybe(orders)
      }),
      (known) => ({ draft: { ...names, deductAmount: amount }, known })
    )
  }
)
