/**
 * Every change that can be asked for, of both services: with which draft, under which number, and what the platform tells of it.
 */
import type { OrderDoubts, RepaymentDoubts } from "@wxrepay/domain/client"
import * as Redacted from "effect/Redacted"
import { type Kind, ofOrder, ofRepayment } from "./doubtfulChange.ts"
import * as PayScorePlatform from "./payscorePlatform.ts"
import * as Platform from "./platform.ts"

export type { Failure, Kind, Settled } from "./doubtfulChange.ts"

const { drafts, numbers, own, told } = PayScorePlatform

/** A pre-sign, as a lender drafts it. */
export const presign = {
  appid: "wxcbda96de0b165486",
  planId: "123",
  outContractCode: "C1",
  displayName: "*明",
  contractNotifyUrl: "https://lender.example/wechatpay/notify",
  repaymentAmountLimit: 300_000,
  realIdentity: {
    identityType: "IdCard",
    identityId: Redacted.make("11010119900307221X"),
    realName: Redacted.make("张晓明")
  }
} as const

/** A contract as it is told, with members changed. */
export const contract = (changes: Record<string, unknown> = {}) => ({
  contract_id: "100005698",
  plan_id: "123",
  out_contract_code: "C1",
  display_name: "*明",
  contract_state: "CONTRACT_STATE_EFFECTIVE",
  repayment_amount_limit: 300_000,
  ...changes
})

const terminated = contract({ contract_state: "CONTRACT_STATE_TERMINATED" })

/** A booking of the day after next. */
export const booking = {
  contractId: "20251105000000123456789",
  appid: "wxcbda96de0b165486",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  scheduleItems: [
    {
      outRecordId: "R1",
      subMchid: "1900000109",
      repaymentAmount: 10_000,
      minRepaymentAmount: 2_000,
      repaymentDate: "2025-11-07"
    }
  ]
} as const

/** A booking as it is told, with members changed. */
export const record = (changes: Record<string, unknown> = {}) => ({
  out_record_id: "R1",
  appid: booking.appid,
  contract_id: booking.contractId,
  repayment_amount: "10000",
  min_repayment_amount: "2000",
  repayment_date: "2025-11-07",
  openid: booking.openid,
  ...changes
})

/** The booking with members of its item changed. */
const booked = (changes: object) => ({
  ...booking,
  scheduleItems: [{ ...booking.scheduleItems[0], ...changes }] as const
})

const code = { field: "outContractCode", number: "C1" }

/** The changes of repayments, by what they are called in `settle`. */
const repayments = {
  charge: ofRepayment(
    "charge",
    [Platform.charge, { ...Platform.charge, deductAmount: 9_999 }, { ...Platform.charge, outTradeNo: "" }],
    (client, draft) => client.charge(draft),
    {
      operation: "charge",
      nature: "Charge",
      field: "outTradeNo",
      number: "T1",
      rule: "CR-DEDUCT-06",
      path: "deduct-orders",
      answer: Platform.order(),
      told: {
        happened: Platform.order({ order_state: "DEDUCT_ORDER_STATE_PAY_FAIL" }),
        other: [
          Platform.order({ deduct_amount: "9999" }),
          Platform.order({ out_record_id: "R2" }),
          Platform.order({ contract_id: "another" })
        ]
      }
    }
  ),
  book: ofRepayment(
    "book",
    [booking, booked({ repaymentAmount: 9_999 }), booked({ repaymentAmount: 1.5 })],
    (client, draft) => client.book(draft),
    {
      operation: "book",
      nature: "Write",
      field: "scheduleItems.0.outRecordId",
      number: "R1",
      rule: "CR-SCHED-05",
      path: "schedule-records/batch-create",
      answer: { schedule_records: [record()] },
      told: {
        happened: record({ contract_id: undefined }),
        other: [
          record({ repayment_amount: "9999" }),
          record({ repayment_date: "2025-11-08" }),
          record({ openid: "somebody" }),
          record({ contract_id: "another" })
        ]
      }
    }
  ),
  presignApp: ofRepayment(
    "presignApp",
    [presign, { ...presign, repaymentAmountLimit: 1 }, { ...presign, displayName: "张晓明" }],
    (client, draft) => client.presignApp(draft),
    {
      ...code,
      operation: "presign",
      nature: "Repeatable",
      rule: "CR-ID-04",
      path: "contracts/app-presign",
      answer: { presign_token: "token" },
      told: { happened: contract() }
    }
  ),
  presignH5: ofRepayment(
    "presignH5",
    [presign, { ...presign, repaymentDay: 5 }, { ...presign, displayName: "张晓明" }],
    (client, draft) => client.presignH5(draft),
    {
      ...code,
      operation: "presign",
      nature: "Repeatable",
      rule: "CR-ID-04",
      path: "contracts/h5-presign",
      answer: { redirect_url: "https://wechat.example/sign" },
      told: { happened: terminated }
    }
  ),
  terminateContract: ofRepayment(
    "terminateContract",
    [
      { outContractCode: "C1", contractTerminationRemark: "已结清" },
      { outContractCode: "C1", contractTerminationRemark: "别的" },
      { outContractCode: "C1", contractTerminationRemark: "" }
    ],
    (client, draft) => client.terminateContract(draft),
    {
      ...code,
      operation: "terminateContract",
      nature: "Write",
      path: "contracts/terminate",
      answer: { contract_info: terminated },
      told: { happened: terminated, notYet: [contract()] }
    }
  )
} satisfies Readonly<Record<keyof RepaymentDoubts, Kind>>

const changed = { serviceIntroduction: "别的酒店" }
const numberless = { ...own, outOrderNo: "" }
const byMerchant = { state: "USER_PAID", details: [{ paid_type: "MCH", amount: 39_900 }] }
const byPayScore = { state: "USER_PAID", details: [{ paid_type: "NEWTON", amount: 39_900 }] }
const both = { state: "USER_PAID", details: [...byMerchant.details, ...byPayScore.details] }

/** The changes of service orders, by what they are called in `settle`. */
const orders = {
  create: ofOrder(
    "create",
    [drafts.create, { ...drafts.create, ...changed }, { ...drafts.create, ...numberless }],
    (client, draft) => client.create(draft),
    {
      nature: "Write",
      rule: "PS-CREATE-02",
      path: "",
      answer: told("InService"),
      told: {
        happened: told("InService"),
        other: [told("InService", { service_introduction: changed.serviceIntroduction })],
        unsure: [told("InService", { state_description: "NEW" })]
      }
    }
  ),
  cancel: ofOrder(
    "cancel",
    [drafts.cancel, { ...drafts.cancel, reason: "别的" }, { ...drafts.cancel, ...numberless }],
    (client, draft) => client.cancel(draft),
    {
      nature: "Write",
      rule: "PS-CANCEL-04",
      path: `/${own.outOrderNo}/cancel`,
      answer: numbers,
      told: {
        happened: told("Revoked"),
        notYet: [told("InService"), told("Created")],
        unsure: [told("Paid", { state: "NEW" })]
      }
    }
  ),
  modify: ofOrder(
    "modify",
    [drafts.modify, { ...drafts.modify, reason: "别的" }, { ...drafts.modify, ...numberless }],
    (client, draft) => client.modify(draft),
    {
      nature: "Write",
      path: `/${own.outOrderNo}/modify`,
      answer: told("AwaitingPayment"),
      told: {
        happened: told("AwaitingPayment"),
        notYet: [told("AwaitingPayment", { total_amount: 50_000 })],
        unsure: [
          told("AwaitingPayment", { total_amount: 30_000 }),
          told("AwaitingPayment", { total_amount: undefined })
        ]
      }
    }
  ),
  complete: ofOrder(
    "complete",
    [drafts.complete, { ...drafts.complete, goodsTag: "another" }, { ...drafts.complete, ...numberless }],
    (client, draft) => client.complete(draft),
    {
      nature: "Write",
      rule: "PS-COMPLETE-02",
      path: `/${own.outOrderNo}/complete`,
      answer: told("AwaitingPayment"),
      told: {
        happened: told("Paid", { total_amount: undefined }),
        notYet: [told("InService")],
        unsure: [told("AwaitingPayment", { total_amount: 30_000 }), told("Finished")]
      }
    }
  ),
  pay: ofOrder(
    "pay",
    [drafts.pay, { ...drafts.pay, serviceId: "2" }, numberless],
    (client, draft) => client.pay(draft),
    {
      nature: "Charge",
      path: `/${own.outOrderNo}/pay`,
      answer: numbers,
      told: {
        happened: told("Paid"),
        unsure: [told("AwaitingPayment"), told("InService")],
        other: [told("Revoked"), told("Expired"), told("Finished"), told("Paid", { collection: both })]
      }
    }
  ),
  sync: ofOrder(
    "sync",
    [drafts.sync, { ...drafts.sync, paidTime: "20091225091211" }, { ...drafts.sync, ...numberless }],
    (client, draft) => client.sync(draft),
    {
      nature: "Write",
      path: `/${own.outOrderNo}/sync`,
      answer: told("Paid"),
      told: {
        happened: told("Paid", { collection: both }),
        notYet: [told("AwaitingPayment"), told("Paid", { collection: byPayScore })],
        unsure: [told("Paid"), told("Paid", { collection: { state: "USER_PAID", details: [{ paid_type: "NEW" }] } })]
      }
    }
  ),
  directComplete: ofOrder(
    "directComplete",
    [
      drafts.directComplete,
      { ...drafts.directComplete, attach: "another" },
      { ...drafts.directComplete, ...numberless }
    ],
    (client, draft) => client.directComplete(draft),
    {
      nature: "Write",
      rule: "PS-CREATE-02",
      path: "/direct-complete",
      answer: told("AwaitingPayment"),
      told: {
        happened: told("AwaitingPayment"),
        other: [told("AwaitingPayment", { service_introduction: changed.serviceIntroduction })],
        unsure: [told("InService"), told("AwaitingPayment", { total_amount: 30_000 })]
      }
    }
  )
} satisfies Readonly<Record<keyof OrderDoubts, Kind>>

/** Every change, by what it is called in `settle`. */
export const kinds = { ...repayments, ...orders }

/** All of them. */
export const all: ReadonlyArray<Kind> = Object.values(kinds)
