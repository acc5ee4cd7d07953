/**
 * Why a pre-sign is refused, written once more and plainly: one line for each member, in the order that is promised.
 */
import type { Enrolment } from "@wxrepay/domain/rules"
import { type Enrolments, Seals, Texts } from "@wxrepay/domain/testing"

/** A member that is refused, and the rule that refuses it. */
export interface Place {
  readonly field: string
  readonly rule: Enrolment.Reason["rule"]
}

const sized = (least: number, most: number, text: string): boolean => text.length >= least && text.length <= most
const only = (letters: ReadonlyArray<string>, text: string): boolean => [...text].every((one) => letters.includes(one))
const isWord = (most: number, text: string): boolean => sized(1, most, text) && only(Texts.wordLetters, text)
const isFree = (most: number, text: string): boolean => sized(1, most, text) && Texts.isShort(text)
const isFen = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0
const isMchid = (text: string): boolean => sized(1, 32, text) && only(Texts.digitLetters, text)

/** At most three asterisks, and one character of at most three bytes that is none. */
const isMasked = (text: string): boolean => {
  const characters = [...text]
  const last = characters.at(-1) ?? "*"
  return sized(1, 4, text) && characters.slice(0, -1).every((one) => one === "*") && last !== "*" && Texts.isShort(last)
}

/** Whether a member that may be left out is there and wrong. */
const isWrong = <A>(given: A | undefined, isWell: (given: A) => boolean): boolean =>
  given !== undefined && !isWell(given)

/** Every reason to refuse a pre-sign, in the order in which it is told. */
export const expected = (
  way: "app" | "browser",
  { draft, isReachable, known, plain }: Enrolments.Case
): ReadonlyArray<Place> => {
  const { jumpInfo, repaymentAmountLimit: limit, subMchid, subMerchantCode, tradeInfo: trade } = draft
  const { plan, usedCodes } = known
  const hasCode = isWord(64, draft.outContractCode)
  const rows: ReadonlyArray<readonly [isRefused: boolean, field: string, rule: Place["rule"]]> = [
    [plan !== undefined && plan.planId !== draft.planId, "plan.planId", "CR-AMT-13"],
    [!isFree(32, draft.appid), "appid", "CR-ID-06"],
    [!isFree(64, draft.planId), "planId", "CR-ID-08"],
    [!hasCode, "outContractCode", "CR-ID-03"],
    [hasCode && usedCodes?.has(draft.outContractCode) === true, "outContractCode", "CR-ID-04"],
    [!isMasked(draft.displayName), "displayName", "CR-SIGN-03"],
    [!isReachable.contract, "contractNotifyUrl", "V3-HOOK-02"],
    [
      isWrong(draft.repaymentDay, (day) => Number.isInteger(day) && day >= 1 && day <= 31),
      "repaymentDay",
      "CR-DATE-04"
    ],
    [!isFen(limit), "repaymentAmountLimit", "CR-AMT-03"],
    [isFen(limit) && plan !== undefined && limit > plan.repaymentCap, "repaymentAmountLimit", "CR-AMT-11"],
    [isWrong(subMchid, isMchid), "subMchid", "CR-ID-07"],
    [isWrong(draft.subAppid, (text) => isFree(32, text)), "subAppid", "CR-ID-07"],
    [isWrong(plain?.id, Seals.isSealable), "realIdentity.identityId", "V3-ENC-02"],
    [isWrong(plain?.name, Seals.isSealable), "realIdentity.realName", "V3-ENC-02"],
    [isWrong(trade?.outTradeNo, (text) => isWord(32, text)), "tradeInfo.outTradeNo", "CR-ID-02"],
    [isWrong(trade?.deductAmount, isFen), "tradeInfo.deductAmount", "CR-AMT-03"],
    [
      isWrong(trade?.description, (text) => sized(0, 127, text) && Texts.isShort(text)),
      "tradeInfo.description",
      "CR-DEDUCT-04"
    ],
    [isWrong(trade?.attach, (text) => sized(0, 128, text) && Texts.isShort(text)), "tradeInfo.attach", "CR-DEDUCT-04"],
    [!isReachable.trade, "tradeInfo.notifyUrl", "CR-DEDUCT-05"],
    [way === "app" && isWrong(subMerchantCode, isMchid), "subMerchantCode", "CR-ID-07"],
    [subMerchantCode !== undefined && (way === "browser" || subMchid !== undefined), "subMerchantCode", "CR-SIGN-09"],
    [way === "app" && jumpInfo !== undefined, "jumpInfo", "CR-SIGN-07"],
    [way === "browser" && isWrong(jumpInfo?.jumpAppid, (text) => isFree(32, text)), "jumpInfo.jumpAppid", "CR-ID-06"]
  ]
  return rows.flatMap(([isRefused, field, rule]) => (isRefused ? [{ field, rule }] : []))
}
