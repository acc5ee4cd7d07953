/**
 * What a borrower may be asked to sign, and how a contract may be ended.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Brand from "effect/Brand"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { DayOfMonth } from "../CalendarDate.ts"
import * as Contract from "../Contract.ts"
import * as Fen from "../Fen.ts"
import * as Ids from "../Ids.ts"
import { member, type Members, membersOf, optionalMember, revealed, show } from "../internal/inspect.ts"
import { AnyNotifyUrl, NotifyUrl } from "../NotifyUrl.ts"
import { DisplayName, IdentityType, RealIdentity, Sealable } from "../Payer.ts"
import type { Plan } from "../Plan.ts"
import * as Presign from "../Presign.ts"
import { IllFormed } from "../Refusal.ts"
import type { RuleId } from "../rulebook/index.ts"
import { Attach, Description, TerminationRemark } from "../Text.ts"
import { OtherPlan } from "./BookingRefused.ts"
import {
  CodeReused,
  LimitAboveCap,
  MemberMisplaced,
  PresignRefused,
  type Reason,
  TerminationRefused
} from "./EnrolmentRefused.ts"

export * from "./EnrolmentRefused.ts"

/** What is known when a borrower is asked to sign. What is left out is left to the platform, and said so. */
export interface Known {
  readonly plan?: Plan | undefined
  /** Every code that signing ever started under. Rule: CR-ID-04. */
  readonly usedCodes?: ReadonlySet<string> | undefined
}

/** A pre-sign that passed every rule that could be checked, and the identity that is yet to be sealed. */
export type Authorized<Terms extends Presign.AppTerms | Presign.H5Terms> = Brand.Branded<
  {
    readonly terms: Terms
    readonly identity: RealIdentity | undefined
    readonly unchecked: ReadonlyArray<RuleId>
  },
  "AuthorizedPresign"
>
const authorizedApp = Brand.nominal<Authorized<Presign.AppTerms>>()
const authorizedH5 = Brand.nominal<Authorized<Presign.H5Terms>>()

/** Decides whether a contract may carry a limit. Rule: CR-AMT-11. */
export const authorizeLimit = Effect.fnUntraced(function* (
  given: Fen.Fen,
  plan: Plan
): Effect.fn.Return<Fen.Fen, LimitAboveCap> {
  if (given <= plan.repaymentCap) return given
  const allowed = `at most ${plan.repaymentCap} fen, the template's cap`
  return yield* new LimitAboveCap({ rule: "CR-AMT-11", field: "repaymentAmountLimit", given, allowed })
})

/** Decides whether signing may start under a code, given every code that signing ever started under. Rule: CR-ID-04. */
export const authorizeCode = Effect.fnUntraced(function* (
  given: Ids.OutContractCode,
  used: ReadonlySet<string>
): Effect.fn.Return<Ids.OutContractCode, CodeReused> {
  if (!used.has(given)) return given
  return yield* new CodeReused({
    rule: "CR-ID-04",
    field: "outContractCode",
    given,
    allowed: "a code never used before"
  })
})

/** Decides whether a borrower may be asked to sign in an app or a mini program. Rules: those of {@link authorizeH5}, CR-SIGN-07, CR-SIGN-09. */
export const authorizeApp = Effect.fnUntraced(function* (
  draft: Presign.AppPresignDraft,
  known: Known
): Effect.fn.Return<Authorized<Presign.AppTerms>, PresignRefused> {
  const call = callOf(draft, [...Object.keys(Presign.AppPresign.fields), "jumpInfo"])
  const reasons: Array<Reason> = []
  yield* inspectCommon(reasons, call, known)
  optionalMember(reasons, "subMerchantCode", Ids.SubMchid, call["subMerchantCode"])
  if (call["subMchid"] !== undefined) inspectMisplaced(reasons, call, "subMerchantCode", "CR-SIGN-09", besideSubMchid)
  inspectMisplaced(reasons, call, "jumpInfo", "CR-SIGN-07", "left out: only a browser returns by it")
  if (Arr.isArrayNonEmpty(reasons)) return yield* new PresignRefused({ reasons })
  return authorizedApp({ terms: readApp(call), identity: identityOf(call), unchecked: unchecked(known) })
})

/**
 * Decides whether a borrower may be asked to sign in a browser. Rules: CR-AMT-03, CR-AMT-09, CR-AMT-11, CR-AMT-13, CR-DATE-04,
 * CR-DEDUCT-04, CR-DEDUCT-05, CR-ENC-03, CR-ID-02 to CR-ID-04, CR-ID-06 to CR-ID-08, CR-SIGN-03, CR-SIGN-07 to CR-SIGN-09,
 * CR-SIGN-11, V3-ENC-02, V3-HOOK-02.
 */
export const authorizeH5 = Effect.fnUntraced(function* (
  draft: Presign.H5PresignDraft,
  known: Known
): Effect.fn.Return<Authorized<Presign.H5Terms>, PresignRefused> {
  const call = callOf(draft, [...Object.keys(Presign.H5Presign.fields), "subMerchantCode"])
  const reasons: Array<Reason> = []
  yield* inspectCommon(reasons, call, known)
  inspectMisplaced(reasons, call, "subMerchantCode", "CR-SIGN-09", "left out: only an app's pre-sign may spell it so")
  inspectJump(reasons, call["jumpInfo"])
  if (Arr.isArrayNonEmpty(reasons)) return yield* new PresignRefused({ reasons })
  return authorizedH5({ terms: readH5(call), identity: identityOf(call), unchecked: unchecked(known) })
})

/** Reads the wish to end a contract. Rules: CR-CONTRACT-02, CR-CONTRACT-03, CR-ID-03. */
export const authorizeTermination = Effect.fnUntraced(function* (
  draft: Contract.TerminationDraft
): Effect.fn.Return<Contract.Termination, TerminationRefused> {
  const call = membersOf(draft, Object.keys(Contract.Termination.fields))
  const reasons: Array<IllFormed> = []
  member(reasons, "outContractCode", Ids.OutContractCode, call["outContractCode"])
  member(reasons, "contractTerminationRemark", TerminationRemark, call["contractTerminationRemark"])
  if (Arr.isArrayNonEmpty(reasons)) return yield* new TerminationRefused({ reasons })
  return readTermination(call)
})

/** The rules that need what is not known here, and are left to the platform. */
export const unchecked = (known: Known): ReadonlyArray<RuleId> => [
  ...(known.plan === undefined ? (["CR-AMT-11"] as const) : []),
  ...(known.usedCodes === undefined ? (["CR-ID-04"] as const) : [])
]

const besideSubMchid = "left out where subMchid is given: both name the same"

const readApp = Schema.decodeUnknownSync(Presign.AppTerms)
const readH5 = Schema.decodeUnknownSync(Presign.H5Terms)
const readIdentity = Schema.decodeUnknownSync(RealIdentity)
const readTermination = Schema.decodeUnknownSync(Contract.Termination)

/** The draft's members with those of its parts, each read once and without what holds nothing. */
const callOf = (draft: unknown, names: ReadonlyArray<string>): Members => {
  const call = membersOf(draft, names)
  return {
    ...call,
    ...partOf(call, "realIdentity", RealIdentity.fields),
    ...partOf(call, "tradeInfo", Presign.TradeInfo.fields),
    ...partOf(call, "jumpInfo", Presign.JumpInfo.fields)
  }
}

const partOf = (call: Members, name: string, fields: object): Members =>
  Predicate.isObjectKeyword(call[name]) ? { [name]: membersOf(call[name], Object.keys(fields)) } : {}

const identityOf = (call: Members): RealIdentity | undefined =>
  call["realIdentity"] === undefined ? undefined : readIdentity(call["realIdentity"])

const inspectCommon = Effect.fnUntraced(function* (reasons: Array<Reason>, call: Members, known: Known) {
  inspectPlan(reasons, call, known)
  member(reasons, "appid", Ids.Appid, call["appid"])
  member(reasons, "planId", Ids.PlanId, call["planId"])
  const code = member(reasons, "outContractCode", Ids.OutContractCode, call["outContractCode"])
  if (code !== undefined && known.usedCodes !== undefined) {
    yield* filed(reasons, authorizeCode(code, known.usedCodes))
  }
  member(reasons, "displayName", DisplayName, call["displayName"])
  member(reasons, "contractNotifyUrl", AnyNotifyUrl, call["contractNotifyUrl"])
  optionalMember(reasons, "repaymentDay", DayOfMonth, call["repaymentDay"])
  const limit = member(reasons, "repaymentAmountLimit", Fen.Fen, call["repaymentAmountLimit"])
  if (limit !== undefined && known.plan !== undefined) yield* filed(reasons, authorizeLimit(limit, known.plan))
  optionalMember(reasons, "subMchid", Ids.SubMchid, call["subMchid"])
  optionalMember(reasons, "subAppid", Ids.SubAppid, call["subAppid"])
  if (call["realIdentity"] !== undefined) inspectIdentity(reasons, membersOf(call["realIdentity"], identityNames))
  if (call["tradeInfo"] !== undefined) inspectTrade(reasons, membersOf(call["tradeInfo"], tradeNames))
})

const identityNames = Object.keys(RealIdentity.fields)
const tradeNames = Object.keys(Presign.TradeInfo.fields)

/** Files why a decision was refused. */
const filed = <A>(reasons: Array<Reason>, decision: Effect.Effect<A, Reason>): Effect.Effect<void> =>
  Effect.match(decision, { onFailure: (reason) => void reasons.push(reason), onSuccess: () => {} })

const inspectPlan = (reasons: Array<Reason>, call: Members, { plan }: Known): void => {
  if (plan === undefined || call["planId"] === undefined || plan.planId === call["planId"]) return
  const allowed = `the plan that is asked for, ${String(show(call["planId"]))}`
  reasons.push(new OtherPlan({ rule: "CR-AMT-13", field: "plan.planId", given: plan.planId, allowed }))
}

const inspectIdentity = (reasons: Array<Reason>, identity: Members): void => {
  member(reasons, "realIdentity.identityType", IdentityType, identity["identityType"])
  inspectSealable(reasons, "realIdentity.identityId", identity["identityId"])
  inspectSealable(reasons, "realIdentity.realName", identity["realName"])
}

/** What is not redacted is refused like what cannot be sealed: it may already stand in a log. Rule: V3-ENC-02. */
const inspectSealable = (reasons: Array<Reason>, field: string, given: unknown): void => {
  member(reasons, field, Sealable, revealed(given))
}

const inspectTrade = (reasons: Array<Reason>, trade: Members): void => {
  member(reasons, "tradeInfo.outTradeNo", Ids.OutTradeNo, trade["outTradeNo"])
  member(reasons, "tradeInfo.deductAmount", Fen.Fen, trade["deductAmount"])
  optionalMember(reasons, "tradeInfo.description", Description, trade["description"])
  optionalMember(reasons, "tradeInfo.attach", Attach, trade["attach"])
  optionalMember(reasons, "tradeInfo.notifyUrl", NotifyUrl, trade["notifyUrl"])
}

const inspectJump = (reasons: Array<Reason>, given: unknown): void => {
  if (given === undefined) return
  if (Predicate.isObjectKeyword(given)) {
    const { jumpAppid } = membersOf(given, Object.keys(Presign.JumpInfo.fields))
    return void optionalMember(reasons, "jumpInfo.jumpAppid", Ids.Appid, jumpAppid)
  }
  const allowed = "an object that names the jumpAppid to return to"
  reasons.push(new IllFormed({ rule: "CR-SIGN-07", field: "jumpInfo", given: show(given), allowed }))
}

const inspectMisplaced = (
  reasons: Array<Reason>,
  call: Members,
  field: string,
  rule: MemberMisplaced["rule"],
  allowed: string
): void => {
  if (call[field] === undefined) return
  reasons.push(new MemberMisplaced({ rule, field, given: show(call[field]), allowed }))
}
