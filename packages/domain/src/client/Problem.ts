/**
 * What the number at the end of a Request-ID says of a refusal, where it is documented. `Codes` has the same numbers in
 * sentences, apart from this, for a client needs none of them.
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
  268560785: ["YouthMode", "GiveUp"],
  268447840: ["TooFrequent", "BackOff"],
  268435461: ["ParameterInvalid", "FixRequest"],
  270924358: ["MemberUnknown", "FixRequest"],
  268443699: ["SignatureWrong", "FixRequest"],
  270924360: ["SignatureWrong", "FixRequest"],
  268498688: ["ContentChanged", "FixRequest"],
  268445527: ["AppidNotBound", "FixRequest"],
  268443701: ["NoAcquiringRelation", "GiveUp"],
  268443704: ["SubMerchantMissing", "FixRequest"],
  268443705: ["SubMerchantIsCaller", "FixRequest"]
} as const satisfies Readonly<Record<number, readonly [problem: string, category: Category]>>

/** A documented number at the end of a Request-ID. */
export type Suffix = keyof typeof table

/** What a refusal is about, by its number. Rules: V3-RID-01, PS-ERR-03. */
export const Problem = Schema.Literals(Array.from(new Set(Object.values(table).map(([problem]) => problem))))
export type Problem = (typeof table)[Suffix][0]

/** What a number says of a refusal, and what to do. */
export interface Said {
  readonly problem: Problem
  readonly category: Category
}

/**
 * The documented numbers, each with what it says and what to do; products say the same under numbers of their own. Rules:
 * V3-IDEM-01, V3-JSON-05, PS-ERR-03, PS-CREATE-09, PS-PAY-07.
 */
export const problems: ReadonlyMap<string, Said> = new Map(
  Object.entries(table).map(([suffix, [problem, category]]) => [suffix, { problem, category }])
)

/** Takes the number from the end of a Request-ID. Rule: V3-RID-01. */
export const suffixOf = (requestId: string | undefined): string =>
  requestId?.slice(requestId.lastIndexOf("-") + 1) ?? ""

/** Reads the number at the end of a Request-ID; `undefined` where it is not documented. Rule: V3-RID-01. */
export const ofRequestId = (requestId: string | undefined): Said | undefined => problems.get(suffixOf(requestId))
