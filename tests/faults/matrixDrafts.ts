/**
 * What each call of the fault matrix asks for, under a number of its own. A draft is the same whenever it is made.
 */
import type { DeductOrder, Presign, Schedule, ServiceOrderCall } from "@wxrepay/domain"
import * as Redacted from "effect/Redacted"

const appid = "wxcbda96de0b165486"
const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
/** The contract that bookings and charges are of. */
export const contractId = "20251105000000123456789"
const notifyUrl = "https://lender.example/wechatpay/notify"

/** A pre-sign with an identity. */
export const presign = (outContractCode: string): Presign.AppPresignDraft => ({
  appid,
  planId: "123",
  outContractCode,
  displayName: "*明",
  contractNotifyUrl: notifyUrl,
  repaymentAmountLimit: 300_000,
  realIdentity: {
    identityType: "IdCard",
    identityId: Redacted.make("11010119900307221X"),
    realName: Redacted.make("张晓明")
  }
})

/** The end of a contract. */
export const termination = (outContractCode: string) => ({ outContractCode, contractTerminationRemark: "已结清" })

/** A booking, due in a few days. */
export const booking = (outRecordId: string): Schedule.BookingDraft => ({
  contractId,
  appid,
  openid,
  scheduleItems: [
    {
      outRecordId,
      subMchid: "1900000109",
      repaymentAmount: 10_000,
      minRepaymentAmount: 2_000,
      repaymentDate: "2025-11-09"
    }
  ]
})

/** A charge of the booking of the same number. */
export const charge = (outTradeNo: string): DeductOrder.ChargeDraft => ({
  contractId,
  outTradeNo,
  outRecordId: outTradeNo,
  deductAmount: 10_000,
  notifyUrl,
  description: "信贷还款"
})

/** What every call on a service order names. */
export const own = (outOrderNo: string) => ({ outOrderNo, appid, serviceId: "2002000000000558128851361561536" })

const created = { serviceIntroduction: "智能回收柜租用", notifyUrl, openid }

const owed = (amount: number) => ({ postPayments: [{ name: "租金", amount }], totalAmount: amount })

/** An order that its user need not confirm. */
export const creation = (outOrderNo: string): ServiceOrderCall.CreationDraft => ({
  ...own(outOrderNo),
  ...created,
  timeRange: { startTime: "20251105080000" },
  riskFund: { name: "EstimateOrderCost", amount: 20_000 },
  needUserConfirm: false
})

/** Takes an order back. */
export const cancellation = (outOrderNo: string) => ({ ...own(outOrderNo), reason: "用户投诉" })

/** Lowers what is owed. */
export const modification = (outOrderNo: string) => ({ ...own(outOrderNo), ...owed(6_000), reason: "用户投诉" })

/** The end of a service. */
export const completion = (outOrderNo: string) => ({
  ...own(outOrderNo),
  ...owed(10_000),
  timeRange: { endTime: "20251105115900" }
})

/** Money that was collected elsewhere. */
export const paidElsewhere = (outOrderNo: string) => ({ ...own(outOrderNo), paidTime: "20251105113000" })

/** An order created and completed at once. */
export const directCompletion = (outOrderNo: string): ServiceOrderCall.DirectCompletionDraft => ({
  ...own(outOrderNo),
  ...created,
  ...owed(10_000),
  timeRange: { startTime: "20251105080000", endTime: "20251105115900" }
})
