/**
 * What a lender has to do, and how far it has come: all that it writes down, and nothing else, outlives its process.
 */
import { CalendarDate, type ServiceOrderCall as Call } from "@wxrepay/domain"
import type { Sandbox } from "@wxrepay/sandbox"
import * as DateTime from "effect/DateTime"
import type { Dice } from "./dice.ts"

/** An instalment to be booked and charged. */
export interface InstalmentJob {
  readonly _tag: "Instalment"
  readonly outRecordId: string
  /** Due so many days from the start. */
  readonly days: number
  readonly amount: number
  phase: "Planned" | "Booked" | "Charged" | "Over"
  /** How many charges have failed: the number of the next tells it. */
  failed: number
  /** Before this, in virtual milliseconds, it is not charged. */
  notBefore: number
}

/** A service order to be created and brought to its end. */
export interface OrderJob {
  readonly _tag: "Order"
  readonly outOrderNo: string
  readonly plan: "Collect" | "Modify" | "Sync" | "CancelEarly" | "CancelInService"
  phase: "Planned" | "Created" | "Over"
}

/** One or the other. */
export type Job = InstalmentJob | OrderJob

/** The jobs of a schedule: one or two. */
export const draw = (dice: Dice): ReadonlyArray<Job> =>
  Array.from({ length: dice.between(1, 2) }, (_, index): Job =>
    dice.happens(0.6)
      ? {
          _tag: "Instalment",
          outRecordId: `R${index}`,
          days: dice.between(1, 2),
          amount: 10_000,
          phase: "Planned",
          failed: 0,
          notBefore: 0
        }
      : {
          _tag: "Order",
          outOrderNo: `S${index}`,
          plan: dice.oneOf(["Collect", "Collect", "Modify", "Sync", "CancelEarly", "CancelInService"]),
          phase: "Planned"
        }
  )

/** The number of the charge that is under way, the same for as long as it has not failed. Rule: CR-DEDUCT-06. */
export const outTradeNoOf = ({ failed, outRecordId }: InstalmentJob): string => `${outRecordId}T${failed}`

const notifyUrl = "https://lender.example/wechatpay/notify"

/** The day that instalments are counted from. */
export const start = DateTime.makeUnsafe("2025-11-05T12:00:00+08:00")

/** When an instalment is due: on its day, at ten in Beijing. */
export const dueAt = ({ days }: InstalmentJob): DateTime.Utc => DateTime.add(start, { days, hours: -2 })

/** The drafts of an instalment. */
export const instalmentDrafts = (
  { appid, contract, subMchid }: Sandbox["Service"],
  job: InstalmentJob,
  outTradeNo = outTradeNoOf(job)
) => ({
  book: {
    contractId: contract.contractId,
    appid,
    openid: contract.openid ?? "",
    scheduleItems: [
      {
        outRecordId: job.outRecordId,
        subMchid,
        repaymentAmount: job.amount,
        minRepaymentAmount: 2_000,
        repaymentDate: CalendarDate.ofInstant(dueAt(job))
      }
    ]
  } as const,
  charge: {
    contractId: contract.contractId,
    outTradeNo,
    outRecordId: job.outRecordId,
    deductAmount: job.amount,
    notifyUrl,
    description: "信贷还款"
  }
})

/** What a modification lowers an order to. */
export const lowered = 6_000

/** The drafts of an order. */
export const orderDrafts = ({ appid, service }: Sandbox["Service"], { outOrderNo }: OrderJob) => {
  const which = { outOrderNo, appid, serviceId: service.serviceId }
  const create: Call.CreationDraft = {
    ...which,
    serviceIntroduction: "智能回收柜租用",
    timeRange: { startTime: "20251101080000" },
    riskFund: { name: "Deposit", amount: 20_000 },
    notifyUrl
  }
  return {
    which,
    create,
    cancel: { ...which, reason: "不用了" },
    complete: {
      ...which,
      postPayments: [{ name: "租金", amount: 10_000 }],
      totalAmount: 10_000,
      timeRange: { endTime: "20251105115900" }
    },
    modify: { ...which, postPayments: [{ name: "租金", amount: lowered }], totalAmount: lowered, reason: "客诉" },
    pay: which,
    sync: { ...which, paidTime: "20251105113000" }
  }
}
