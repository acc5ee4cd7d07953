/**
 * A PayScore service order from creation to a collected debt: the second program that the README shows and the demo runs.
 */
import { Fen, type Notification, ServiceOrder, ServiceTime } from "@wxrepay/domain"
import { collect, PayScore } from "@wxrepay/domain/client"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"

/** Which order of which service. */
export interface Which {
  readonly outOrderNo: string
  readonly appid: string
  readonly serviceId: string
}

/** Creates an order, which the user then confirms in WeChat. `package` launches the confirmation. */
export const beginService = Effect.fn("beginService")(function* (which: Which, notifyUrl: string) {
  const payScore = yield* PayScore
  return yield* payScore.create({
    ...which,
    serviceIntroduction: "智能回收柜租用",
    timeRange: { startTime: "OnAccept" },
    riskFund: { name: "EstimateOrderCost", amount: 20_000 },
    notifyUrl
  })
})

/** Ends the service (完结订单) and says what is owed for it. From now on WeChat Pay charges by itself. */
export const endService = Effect.fn("endService")(function* (which: Which) {
  const payScore = yield* PayScore
  // Were the order not in service, this would be refused here, with the stage that it is in.
  const order = yield* payScore.find(which)
  const postPayments = [{ name: "租金", amount: Fen.make(12_000), description: "3 天, 每天 40 元" }]
  const postDiscounts = [{ name: "会员优惠", amount: Fen.make(2_000), description: "会员立减" }]
  const totalAmount = yield* Effect.fromResult(ServiceOrder.total(postPayments, postDiscounts))
  // Clocks differ, and an end that has not come yet is refused.
  const ended = DateTime.subtract(yield* DateTime.now, { seconds: 10 })
  const timeRange = { endTime: ServiceTime.ofInstant(ended) }
  return yield* payScore.complete({ ...which, postPayments, postDiscounts, totalAmount, timeRange }, { order })
})

/**
 * Collects what is owed (商户发起催收扣款): asks, charges only where payment is awaited and no attempt was made of late,
 * then listens and asks. It always ends, and an outcome that is not known is no failure.
 */
export const collectService = (which: Which, notifications: Stream.Stream<Notification.Notification>) =>
  collect({ ...which, notifications })
