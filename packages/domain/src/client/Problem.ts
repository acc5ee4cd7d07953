/**
 * What the number at the end of a Request-ID says of a refusal, where it is documented.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { Category } from "./Category.ts"

const table = {
  271317510: ["OrderNotFound", "AskFirst"],
  271316574: ["ChargeFailed", "AskFirst"],
  271302262: ["StateForbids", "AskFirst"],
  271302333: ["AlreadyCancelled", "AskFirst"],
  271302332: ["StillConfirmed", "AskFirst"],
  268435464: ["OutOfRange", "FixRequest"],
  271316657: ["NotAwaitingPayment", "AskFirst"],
  271316598: ["ContentChanged", "FixRequest"],
  271302144: ["MerchantUnknown", "FixRequest"],
  271302149: ["AppidNotBound", "FixRequest"],
  268435472: ["TooFrequent", "BackOff"],
  271300099: ["RiskRefused", "GiveUp"],
  271299627: ["OverdueOrders", "GiveUp"],
  268503786: ["NoPermission", "GiveUp"],
  271316592: ["NotCancellable", "AskFirst"],
  270924332: ["AuthorizationInvalid", "FixRequest"],
  271316754: ["ChargeRunning", "AskFirst"],
  271316656: ["AboveLimit", "FixRequest"],
  271316637: ["EndBeforeStart", "FixRequest"],
  268560785: ["YouthMode", "GiveUp"]
} as const satisfies Readonly<Record<number, readonly [problem: string, category: Category]>>

/** The documented numbers, each with what it says and what to do. Rules: PS-ERR-03, PS-CREATE-09, PS-PAY-07. */
export const problems: ReadonlyMap<string, { readonly problem: Problem; readonly category: Category }> = new Map(
  Object.entries(table).map(([suffix, [problem, category]]) => [suffix, { problem, category }])
)

/** What a refusal is about, by its number. Rules: V3-RID-01, PS-ERR-03. */
export const Problem = Schema.Literals(Object.values(table).map(([problem]) => problem))
export type Problem = (typeof table)[keyof typeof table][0]

/** Reads the number at the end of a Request-ID. Rule: V3-RID-01. */
export const ofRequestId = (requestId: string | undefined) =>
  problems.get(requestId?.slice(requestId.lastIndexOf("-") + 1) ?? "")
