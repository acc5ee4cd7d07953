/**
 * Calls on a contract: the model's as the client takes them, and what the client answers in the model's words.
 */
import type {
  BookError,
  CallError,
  ChargeError,
  LookupError,
  PresignError,
  TerminateError
} from "@wxrepay/domain/client"
import type { Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import type { Ask } from "./contractModel.ts"

/** The numbers of a life begin with its own, and its days are counted from its first. */
export interface Numbered {
  readonly number: number
  readonly firstDay: string
}

const notifyUrl = "https://lender.example/wechatpay/notify"

/** The day that comes so many after another, by the calendar of JavaScript. */
export const dayAfter = (first: string, days: number): string =>
  new Date(Date.parse(first) + days * 86_400_000).toISOString().slice(0, 10)

/** The drafts of a life. Under a contract that was never read nothing is asked for. */
export const draftsOf = (
  { appid, openid, plan, subMchid }: Sandbox["Service"],
  { firstDay, number: life }: Numbered
) => {
  const outContractCode = `C${life}`
  const outRecordId = (no: number) => `R${life}x${no}`
  const outTradeNo = (no: number) => `T${life}x${no}`
  return {
    outContractCode,
    outRecordId,
    outTradeNo,
    termination: { outContractCode, contractTerminationRemark: "已还清" },
    presign: ({ limit }: Ask & { _tag: "Presign" }) => ({
      appid,
      planId: plan.planId,
      outContractCode,
      displayName: "**明",
      contractNotifyUrl: notifyUrl,
      repaymentAmountLimit: limit,
      subMchid
    }),
    booking: (contractId: string, { amount, due, least, no }: Ask & { _tag: "Book" }) => ({
      contractId,
      appid,
      openid,
      scheduleItems: [
        {
          outRecordId: outRecordId(no),
          subMchid,
          repaymentAmount: amount,
          minRepaymentAmount: least,
          repaymentDate: dayAfter(firstDay, due)
        }
      ]
    }),
    charge: (contractId: string, { amount, no, of }: Ask & { _tag: "Charge" }) => ({
      contractId,
      outTradeNo: outTradeNo(no),
      outRecordId: outRecordId(of),
      deductAmount: amount,
      notifyUrl
    })
  }
}

/** How any of the calls can end other than well. */
export type Refused = PresignError | BookError | ChargeError | TerminateError

/** An error in the words of the model: its tag, and the rules that it names. */
export const spelled = (error: Refused | CallError): Effect.Effect<string> => {
  switch (error._tag) {
    case "PresignRefused":
    case "BookingRefused":
    case "ChargeRefused":
    case "TerminationRefused":
      return Effect.succeed(`Refused ${error.reasons.map(({ rule }) => rule).join(" ")}`)
    case "Rejection":
      return Effect.succeed(`Rejected ${/\((CR-[A-Z]+-\d\d)\)/u.exec(error.message)?.[1] ?? error.code}`)
    case "NumberReused":
      return Effect.succeed(`NumberReused ${error.rule}`)
    case "OutcomeUnknown":
      return Effect.succeed(error._tag)
    default:
      return Effect.die(error)
  }
}

/** What a question found; that there is nothing is proven by the platform. */
export const found = <A>(question: Effect.Effect<A, LookupError>): Effect.Effect<A | undefined> =>
  Effect.matchEffect(question, {
    onSuccess: (value) => Effect.succeed<A | undefined>(value),
    onFailure: (error) =>
      error._tag === "Rejection" && error.status === 404 && error.authenticity === "Verified"
        ? Effect.undefined
        : Effect.die(error)
  })
