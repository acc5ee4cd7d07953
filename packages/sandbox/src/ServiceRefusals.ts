/**
 * How the platform says no to a call on a service order: the rules' reasons under its own codes, with the number that
 * the Request-ID of the answer ends in. A text that no page shows is the sandbox's own.
 *
 * @since 0.1.0
 */
import type { Refusal, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { ErrorAnswer, Wire } from "@wxrepay/domain/api"
import type { Servicing } from "@wxrepay/domain/rules"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { detailOf, number } from "./Refusals.ts"

/** A refusal that comes of no rule: what the platform alone knows, in its own words. Rules: PS-ERR-01, PS-ERR-03. */
export class Answered extends Schema.TaggedError<Answered>()("Answered", {
  status: Schema.Int,
  ...ErrorAnswer.ErrorBody.fields,
  /** What the Request-ID ends in. Rule: V3-RID-01. */
  number: Schema.Int
}) {}

/** Why the platform refuses a call on a service order. */
export type Refused = Servicing.ServiceCallRefused | Answered

/** The number of a breach of form that has none of its own. */
const unspecific = 268435461

/** No order has the number. Rule: PS-ID-07. */
export const unknownOrder = new Answered({
  status: 404,
  code: "ORDER_NOT_EXIST",
  message: "订单不存在",
  number: 271317510
})

/** A charge runs, so nothing else may be done; which code it has is assumed. Rules: PS-CANCEL-05, PS-MODIFY-02, PS-PAY-07, PS-SYNC-03. */
export const charging = new Answered({
  status: 400,
  code: "INVALID_ORDER_STATE",
  message: "单据正在扣款中,请稍后再试",
  number: 271316754
})

/** An order that awaits payment is not cancelled. Rule: PS-CANCEL-02. */
export const notCancellable = new Answered({
  status: 400,
  code: "PARAM_ERROR",
  message: "当前订单状态不满足撤销条件",
  number: 271316592
})

/** The borrower has nothing. Rule: PS-PAY-05. */
export const chargeFailed = new Answered({
  status: 403,
  code: "TRADE_ERROR",
  message: "扣款失败",
  number: 271316574
})

/** The account may not leave confirmation out; that completing at once needs the same is assumed. Rules: PS-CREATE-03, PS-DIRECT-01. */
export const notPermitted = new Answered({
  status: 403,
  code: "NO_AUTH",
  message: "商户无免确认权限",
  number: 268503786
})

/** A number comes back with other content. Rules: PS-CREATE-02, PS-ERR-02. */
export const numberUsed = new Answered({
  status: 400,
  code: "INVALID_REQUEST",
  message: "订单重入参数校验失败",
  number: 271316598
})

/** A member that only the platform can judge. Rules: PS-ID-03, PS-CREATE-04, PS-MODIFY-02, PS-PAY-02. */
export const badMember = (field: string, message: string): Answered =>
  new Answered({
    status: 400,
    code: "PARAM_ERROR",
    message,
    detail: { field, location: "body" },
    number: unspecific
  })

/** A question that names no order, or two. Rule: PS-QUERY-01. */
export const badQuery = (reason: Refusal.IllFormed): Answered =>
  new Answered({
    status: 400,
    code: "PARAM_ERROR",
    message: reason.message,
    detail: { ...detailOf(reason), field: Wire.memberName(reason.field), location: "query" },
    number: unspecific
  })

/** The appid is not bound to the merchant. Rule: PS-ID-04. */
export const foreignAppid = new Answered({
  status: 400,
  code: "PARAM_ERROR",
  message: "商户号与appid不匹配",
  number: 271302149
})

/** Refuses in the platform's words, and has the Request-ID end in the number of the refusal. Rules: V3-RID-01, PS-ERR-03. */
export const refuse = Effect.fnUntraced(function* (refused: Refused): Effect.fn.Return<never, ErrorAnswer.ErrorAnswer> {
  const { code, detail, message, number: endsIn, status } = refused._tag === "Answered" ? refused : answerOf(refused)
  yield* Ref.set(yield* number, endsIn)
  return yield* new ErrorAnswer.ErrorAnswer({ status, code, message, ...(detail === undefined ? {} : { detail }) })
})

/** The platform names one reason, the first. */
const answerOf = ({ call, reasons: [reason] }: Servicing.ServiceCallRefused): Answered => {
  if (reason._tag === "StageForbids") return forbidden(call, reason.stage)
  if (reason._tag === "ContentChanged" && reason.rule === "PS-CREATE-02") return numberUsed
  const [message, endsIn] = said(reason)
  return new Answered({
    status: 400,
    code: "PARAM_ERROR",
    message: message ?? reason.message,
    detail: detailOf(reason),
    number: endsIn ?? unspecific
  })
}

/** What the platform is known to say, and the number where one is documented. */
const said = ({ _tag, rule }: Servicing.Reason): readonly [message?: string | undefined, number?: number] => {
  switch (_tag) {
    case "ContentChanged":
      return ["订单重入参数校验失败", 271316598]
    case "EndTimeMissing":
      return ["创建订单未填写服务结束时间,则结束时间必填"]
    case "EndInFuture":
      return ["实际结束时间不能晚于使用完结接口的时间"]
    case "EndBeforeStart":
      return ["真实结束时间小于预计开始时间", 271316637]
    case "AboveDeposit":
    case "AboveServiceLimit":
      return [undefined, 271316656]
    case "NotOfOrder":
      return rule === "PS-ID-04" ? [undefined, 271302149] : []
    default:
      return []
  }
}

/** What an order that stands elsewhere is refused as. Rules: PS-STATE-07, PS-MODIFY-01, PS-PAY-01, PS-PAY-09, PS-SYNC-03. */
const forbidden = (call: Servicing.ServiceCallRefused["call"], stage: Stage.Stage): Answered => {
  if (stage === "Revoked") return wrongState("ORDER_CANCELED", "订单已取消", 271302333)
  if (stage === "Paid" || stage === "Finished") return wrongState("ORDER_DONE", "订单已完成", 271302262)
  if (call === "Modify") return wrongState("INVALID_ORDER_STATE", "只能修改待支付的订单", 271316657)
  return stage === "InService"
    ? wrongState("INVALID_ORDER_STATE", "当前订单状态不合法,订单状态为确认状态", 271302332)
    : wrongState("INVALID_ORDER_STATE", "当前订单状态不合法", 271302262)
}

const wrongState = (code: string, message: string, endsIn: number): Answered =>
  new Answered({ status: 400, code, message, number: endsIn })
