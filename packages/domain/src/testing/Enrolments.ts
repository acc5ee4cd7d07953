/**
 * Pre-signs, each with what is known when it is decided. Limits stand a few fen around the cap, codes were used before
 * or not, parts are there or not, and every member is now and then written wrongly.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Redacted from "effect/Redacted"
import type * as Payer from "../Payer.ts"
import type * as Presign from "../Presign.ts"
import type * as Enrolment from "../rules/Enrolment.ts"
import { fen, near, noFen } from "./Amounts.ts"
import { int, maybe, oneOf, pick, seldom } from "./Choice.ts"
import { address } from "./NotifyUrls.ts"
import { masked, name, nearMask } from "./PayerNames.ts"
import { planOf } from "./Plans.ts"
import { type Plain, plain, sealable } from "./Seals.ts"
import { around, digitLetters, freeLetters, within, wordLetters } from "./Texts.ts"

/** A draft with the members of both kinds: an app's and a browser's. */
export type Draft = Presign.AppPresignDraft & Presign.H5PresignDraft

/** A pre-sign, what is known, and what is known of its parts because they were made so. */
export interface Case {
  readonly draft: Draft
  readonly known: Enrolment.Known
  /** The identity before it was redacted. */
  readonly plain: { readonly id: Plain; readonly name: Plain } | undefined
  /** Whether the contract's address is a good one, and that of a first collection, if it has one. */
  readonly isReachable: { readonly contract: boolean; readonly trade: boolean }
}

/** The members of a pre-sign that may not be left out, each as it should be. */
export const required = {
  appid: "wxd678efh567hg6787",
  planId: "123",
  outContractCode: "100001256",
  displayName: "*明",
  contractNotifyUrl: "https://pay.lender.cn/notify",
  repaymentAmountLimit: 10000
}

/** An identity as a program hands it in. */
export const identityOf = (identityId: string, realName: string): Payer.RealIdentity => ({
  identityType: "IdCard",
  identityId: Redacted.make(identityId),
  realName: Redacted.make(realName)
})

const appid = seldom(within(32, freeLetters), around(32, freeLetters), 3)
const mchid = seldom(within(32, digitLetters), around(32, digitLetters), 3)

const names = Arbitrary.all({
  appid,
  planId: seldom<string>(pick("123", "123", "124"), around(64, freeLetters), 3),
  outContractCode: seldom<string>(pick("A1", "A2", "a1", "100001256"), around(64, wordLetters), 3),
  displayName: seldom(masked, oneOf(name, nearMask), 2),
  repaymentDay: maybe(oneOf<number>(int(0, 32), pick(1, 31, 1.5, -1), Arbitrary.Constant(Number.NaN))),
  subMchid: maybe(mchid),
  subAppid: maybe(appid),
  subMerchantCode: maybe(mchid)
})

const identity = Arbitrary.all({ id: seldom(sealable, plain, 2), name: seldom(sealable, plain, 2) })

/** A first collection, and whether its address, if it has one, is good. */
const trade = Arbitrary.map(
  Arbitrary.all({
    info: Arbitrary.all({
      outTradeNo: seldom(within(32, wordLetters), around(32, wordLetters), 3),
      deductAmount: seldom<number>(fen, noFen, 3),
      description: maybe(around(127, freeLetters)),
      attach: maybe(around(128, freeLetters))
    }),
    address: maybe(address)
  }),
  ({ address, info }) => ({ info: { ...info, notifyUrl: address?.url }, isReachable: address?.allowed !== false })
)

const codes = Arbitrary.map(Arbitrary.array(pick("A1", "A2", "a1", "b7"), { maxLength: 3 }), (all) => new Set(all))

/** Any pre-sign: each rule is broken about as often as it is kept. */
export const presign: Arbitrary.Arbitrary<Case> = Arbitrary.flatMap(fen, (limit) =>
  Arbitrary.map(
    Arbitrary.all({
      names,
      address,
      repaymentAmountLimit: seldom<number>(Arbitrary.Constant(limit), noFen, 6),
      plain: maybe(identity),
      trade: maybe(trade),
      jumpInfo: maybe(Arbitrary.all({ jumpAppid: maybe(appid) })),
      known: Arbitrary.all({ plan: maybe(planOf(oneOf(near(limit), fen))), usedCodes: maybe(codes) })
    }),
    ({ address, jumpInfo, known, names, plain, repaymentAmountLimit, trade }) => ({
      draft: {
        ...names,
        contractNotifyUrl: address.url,
        repaymentAmountLimit,
        realIdentity: plain === undefined ? undefined : identityOf(plain.id.text, plain.name.text),
        tradeInfo: trade?.info,
        jumpInfo
      },
      known,
      plain,
      isReachable: { contract: address.allowed, trade: trade === undefined || trade.isReachable }
    })
  )
)

const soundMchid = within(32, digitLetters)

const sound = Arbitrary.flatMap(fen, (limit) =>
  Arbitrary.all({
    members: Arbitrary.all({
      appid: within(32, freeLetters),
      planId: Arbitrary.Constant("123"),
      outContractCode: within(64, wordLetters),
      displayName: masked,
      contractNotifyUrl: pick("https://pay.lender.cn/notify", "https://pay.weixin.qq.com", "https://101.226.103.1/n"),
      repaymentAmountLimit: Arbitrary.Constant<number>(limit),
      repaymentDay: maybe(int(1, 31)),
      subAppid: maybe(within(32, freeLetters)),
      tradeInfo: maybe(
        Arbitrary.all({
          outTradeNo: within(32, wordLetters),
          deductAmount: fen,
          description: maybe(within(127, freeLetters)),
          attach: maybe(within(128, freeLetters)),
          notifyUrl: maybe(Arbitrary.Constant("https://www.test.com"))
        })
      )
    }),
    plain: maybe(Arbitrary.all({ id: sealable, name: sealable })),
    known: Arbitrary.all({
      plan: maybe(planOf(Arbitrary.map(oneOf(near(limit), fen), (cap) => (cap < limit ? limit : cap)))),
      usedCodes: maybe(Arbitrary.Constant(new Set(["usedBefore"])))
    })
  })
)

/** A draft that keeps every rule, with what is known and the identity before it was redacted. */
interface Sound<Draft> {
  readonly draft: Draft
  readonly known: Enrolment.Known
  readonly plain: Case["plain"]
}

const withIdentity = (plain: Case["plain"]): Pick<Draft, "realIdentity"> =>
  plain === undefined ? {} : { realIdentity: identityOf(plain.id.text, plain.name.text) }

/** A pre-sign for an app that keeps every rule, often just so. */
export const soundApp: Arbitrary.Arbitrary<Sound<Presign.AppPresignDraft>> = Arbitrary.map(
  Arbitrary.all({ sound, sub: pick("", "subMchid", "subMerchantCode"), number: soundMchid }),
  ({ number, sound: { known, members, plain }, sub }) => {
    const draft: Presign.AppPresignDraft = {
      ...members,
      ...withIdentity(plain),
      ...(sub === "" ? {} : { [sub]: number })
    }
    return { draft, known, plain }
  }
)

/** A pre-sign for a browser that keeps every rule, often just so. */
export const soundH5: Arbitrary.Arbitrary<Sound<Presign.H5PresignDraft>> = Arbitrary.map(
  Arbitrary.all({
    sound,
    subMchid: maybe(soundMchid),
    jumpInfo: maybe(Arbitrary.all({ jumpAppid: maybe(within(32, freeLetters)) }))
  }),
  ({ jumpInfo, sound: { known, members, plain }, subMchid }) => {
    const draft: Presign.H5PresignDraft = { ...members, subMchid, jumpInfo, ...withIdentity(plain) }
    return { draft, known, plain }
  }
)
