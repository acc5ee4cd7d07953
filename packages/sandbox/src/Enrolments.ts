/**
 * The platform's memory of signing: who was asked, what was decided, and the contracts that came of it.
 *
 * @since 0.1.0
 */
import { Contract, Ids, type Payer, Presign, Timestamp } from "@wxrepay/domain"
import { Enrolment } from "@wxrepay/domain/rules"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Account } from "./Merchant.ts"

/** A borrower who was asked to sign. */
export interface Asked {
  readonly kind: "App" | "H5"
  readonly terms: Presign.AppTerms | Presign.H5Terms
  readonly identity: Payer.RealIdentity | undefined
  readonly presignToken: string
  readonly presignedAt: DateTime.Utc
  /** `Blocked`: the borrower agreed, and is not who was named. Rule: CR-SIGN-04. */
  readonly decision: "Open" | "Agreed" | "Refused" | "Blocked"
}

/** Everything that is remembered of signing. */
export interface State {
  readonly asked: HashMap.HashMap<string, Asked>
  readonly contracts: HashMap.HashMap<string, Contract.Contract>
}

/** What a borrower may decide. */
export type Choice = "Agree" | "Refuse"

/** What became of a decision. `Unknown`: nobody was asked under this. `Decided`: it was decided before. */
export type Decided =
  | { readonly _tag: "Signed"; readonly asked: Asked; readonly contract: Contract.Contract }
  | { readonly _tag: "Refused" | "Blocked" | "Expired" | "Decided" | "Unknown" }

/** Why the platform does not ask a borrower. */
export type Refused = Enrolment.PresignRefused | Enrolment.CodeReused

/** What a merchant asked for, opened. */
export interface Wanted extends Pick<Asked, "identity" | "kind" | "terms"> {
  readonly presignToken: string
}

/**
 * Remembers that a borrower is to be asked. The same again, before it was decided, answers the same token, so that an
 * answer that was lost can be had again; that it may is assumed. Rules: CR-ID-04, V3-ENC-05.
 */
export const ask = Effect.fnUntraced(function* (
  { plan }: Account,
  state: State,
  wanted: Wanted
): Effect.fn.Return<readonly [Asked, State], Refused> {
  const { identity, kind, presignToken, terms } = wanted
  const now = yield* DateTime.now
  const earlier = Option.getOrUndefined(HashMap.get(state.asked, terms.outContractCode))
  if (earlier !== undefined && isOpen(earlier, now) && isSame(earlier, wanted)) return [earlier, state]
  const usedCodes = new Set([...HashMap.keys(state.asked), ...HashMap.keys(state.contracts)])
  const draft = { ...terms, ...(identity === undefined ? {} : { realIdentity: identity }) }
  yield* kind === "App"
    ? Enrolment.authorizeApp(draft, { plan, usedCodes })
    : Enrolment.authorizeH5(draft, { plan, usedCodes })
  const asked: Asked = { kind, terms, identity, presignToken, presignedAt: now, decision: "Open" }
  return [asked, { ...state, asked: HashMap.set(state.asked, terms.outContractCode, asked) }]
})

/** What the borrower decides; only a contract is ever told. Rules: CR-SIGN-01, CR-SIGN-04, CR-SIGN-05. */
export const decide = Effect.fnUntraced(function* (
  account: Account,
  state: State,
  find: (asked: Asked) => boolean,
  choice: Choice,
  contractId: Ids.ContractId
): Effect.fn.Return<readonly [Decided, State]> {
  const asked = Array.from(HashMap.values(state.asked)).find(find)
  if (asked === undefined) return [{ _tag: "Unknown" }, state]
  const now = yield* DateTime.now
  if (asked.decision !== "Open") return [{ _tag: "Decided" }, state]
  if (!isOpen(asked, now)) return [{ _tag: "Expired" }, state]
  const decision = choice === "Refuse" ? "Refused" : isWhoWasNamed(account, asked) ? "Agreed" : "Blocked"
  const decided = { ...asked, decision } as const
  const remembered = { ...state, asked: HashMap.set(state.asked, asked.terms.outContractCode, decided) }
  if (decision !== "Agreed") return [{ _tag: decision }, remembered]
  const contract = contractOf(account, asked, contractId, now)
  return [
    { _tag: "Signed", asked: decided, contract },
    { ...remembered, contracts: HashMap.set(state.contracts, contract.outContractCode, contract) }
  ]
})

/**
 * Ends a contract, and answers it with whether it ended only now; one that has ended stays as it is, which is assumed.
 * Rules: CR-CONTRACT-01, CR-CONTRACT-02, CR-CONTRACT-04.
 */
export const end = Effect.fnUntraced(function* (
  state: State,
  outContractCode: string,
  terminatedMode: Contract.TerminatedMode,
  terminationRemark: string | undefined
): Effect.fn.Return<readonly [Option.Option<Ended>, State]> {
  const found = HashMap.get(state.contracts, outContractCode)
  if (Option.isNone(found)) return [Option.none(), state]
  const standing = found.value
  if (!Contract.canMove(standing.state, "Terminated")) return [Option.some({ contract: standing, isNew: false }), state]
  const contract: Contract.Contract = {
    ...standing,
    state: "Terminated",
    terminatedTime: Timestamp.ofInstant(yield* DateTime.now),
    terminatedMode,
    ...(terminationRemark === undefined ? {} : { terminationRemark })
  }
  return [
    Option.some({ contract, isNew: true }),
    { ...state, contracts: HashMap.set(state.contracts, outContractCode, contract) }
  ]
})

/** A contract that has ended. */
export interface Ended {
  readonly contract: Contract.Contract
  readonly isNew: boolean
}

const isOpen = ({ decision, presignedAt }: Asked, now: DateTime.Utc): boolean =>
  decision === "Open" && DateTime.isLessThan(now, Presign.expiresAt(presignedAt))

const sameH5 = Schema.toEquivalence(Presign.H5Terms)
const sameApp = Schema.toEquivalence(Presign.AppTerms)

const isSame = (earlier: Asked, later: Wanted): boolean =>
  earlier.kind === later.kind &&
  (earlier.kind === "App" ? sameApp(earlier.terms, later.terms) : sameH5(earlier.terms, later.terms)) &&
  spelled(earlier.identity) === spelled(later.identity)

const spelled = (identity: Payer.RealIdentity | undefined): string =>
  identity === undefined ? "" : JSON.stringify([Redacted.value(identity.identityId), Redacted.value(identity.realName)])

const isWhoWasNamed = ({ identity: own }: Account, { identity: named }: Asked): boolean =>
  own === undefined ||
  named === undefined ||
  (own.identityId === Redacted.value(named.identityId) && own.realName === Redacted.value(named.realName))

const contractOf = (
  { openid }: Account,
  { terms }: Asked,
  contractId: Ids.ContractId,
  now: DateTime.Utc
): Contract.Contract => ({
  contractId,
  planId: terms.planId,
  outContractCode: terms.outContractCode,
  displayName: terms.displayName,
  state: "Effective",
  appid: terms.appid,
  openid,
  ...(terms.repaymentDay === undefined ? {} : { repaymentDay: terms.repaymentDay }),
  repaymentAmountLimit: terms.repaymentAmountLimit,
  signedTime: Timestamp.ofInstant(now)
})
