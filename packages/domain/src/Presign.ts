/**
 * A borrower asked to sign (预签约): what is agreed to, where the borrower is sent, and for how long.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { DayOfMonth } from "./CalendarDate.ts"
import { Fen } from "./Fen.ts"
import * as Ids from "./Ids.ts"
import { unknownMembers } from "./internal/unknownMembers.ts"
import { AnyNotifyUrl, NotifyUrl } from "./NotifyUrl.ts"
import { DisplayName, type RealIdentity, SealedIdentity } from "./Payer.ts"
import { Attach, Description } from "./Text.ts"

/** A first collection that goes with the signing; how it runs is not documented. Rules: CR-SIGN-08, CR-AMT-09. */
export const TradeInfo = Schema.Struct({
  outTradeNo: Ids.OutTradeNo,
  /** In fen; a number on this wire, not digits. Rule: CR-AMT-09. */
  deductAmount: Fen,
  description: Schema.optionalKey(Description),
  attach: Schema.optionalKey(Attach),
  notifyUrl: Schema.optionalKey(NotifyUrl)
}).annotate({ identifier: "TradeInfo" })
export interface TradeInfo extends Schema.Schema.Type<typeof TradeInfo> {}

const common = {
  appid: Ids.Appid,
  planId: Ids.PlanId,
  /** Ours to choose, and used up by the attempt, whatever becomes of it. Rule: CR-ID-04. */
  outContractCode: Ids.OutContractCode,
  displayName: DisplayName,
  /** Where the signing is told. Rule: CR-HOOK-02. */
  contractNotifyUrl: AnyNotifyUrl,
  /** Rules: CR-DATE-04, CR-SIGN-11. */
  repaymentDay: Schema.optionalKey(DayOfMonth),
  /** The most that one repayment may be, in fen. Rules: CR-AMT-08, CR-AMT-11. */
  repaymentAmountLimit: Fen,
  subMchid: Schema.optionalKey(Ids.SubMchid),
  subAppid: Schema.optionalKey(Ids.SubAppid),
  tradeInfo: Schema.optionalKey(TradeInfo)
}

/** Compared with who the borrower is to WeChat Pay. Rules: CR-SIGN-04, CR-SIGN-11. */
const sealed = { realIdentity: Schema.optionalKey(SealedIdentity) }

/** What an app or a mini program asks a borrower to agree to, well-formed. Only `Enrolment.authorizeApp` says whether it may. */
export const AppTerms = Schema.Struct({
  ...common,
  /** An older page's name of `subMchid`: never both. Rule: CR-SIGN-09. */
  subMerchantCode: Schema.optionalKey(Ids.SubMchid)
})
export interface AppTerms extends Schema.Schema.Type<typeof AppTerms> {}

/** The same with the identity sealed, as it is sent. */
export const AppPresign = Schema.Struct({ ...AppTerms.fields, ...sealed }).annotate({ identifier: "AppPresign" })
export interface AppPresign extends Schema.Schema.Type<typeof AppPresign> {}

/** Where an H5 page returns to. Rule: CR-SIGN-07. */
export const JumpInfo = Schema.Struct({ jumpAppid: Schema.optionalKey(Ids.Appid) }).annotate({ identifier: "JumpInfo" })
export interface JumpInfo extends Schema.Schema.Type<typeof JumpInfo> {}

/** What a browser asks a borrower to agree to, well-formed. Only `Enrolment.authorizeH5` says whether it may. */
export const H5Terms = Schema.Struct({ ...common, jumpInfo: Schema.optionalKey(JumpInfo) })
export interface H5Terms extends Schema.Schema.Type<typeof H5Terms> {}

/** The same with the identity sealed, as it is sent. */
export const H5Presign = Schema.Struct({ ...H5Terms.fields, ...sealed }).annotate({ identifier: "H5Presign" })
export interface H5Presign extends Schema.Schema.Type<typeof H5Presign> {}

/** A first collection as a form or a program hands it in: nothing about it is trusted yet. */
export interface TradeInfoDraft {
  readonly outTradeNo: string
  /** In fen. */
  readonly deductAmount: number
  readonly description?: string | undefined
  readonly attach?: string | undefined
  readonly notifyUrl?: string | undefined
}

interface Draft {
  readonly appid: string
  readonly planId: string
  readonly outContractCode: string
  /** Behind its mask, as `Payer.mask` makes it. */
  readonly displayName: string
  readonly contractNotifyUrl: string
  readonly repaymentDay?: number | undefined
  /** In fen. */
  readonly repaymentAmountLimit: number
  readonly subMchid?: string | undefined
  readonly subAppid?: string | undefined
  /** In clear, but redacted: it is sealed on its way out. */
  readonly realIdentity?: RealIdentity | undefined
  readonly tradeInfo?: TradeInfoDraft | undefined
}

/** A pre-sign for an app, as a form or a program hands it in: nothing about it is trusted yet. */
export interface AppPresignDraft extends Draft {
  /** Sent instead of `subMchid` where the platform still wants the older name. Rule: CR-SIGN-09. */
  readonly subMerchantCode?: string | undefined
}

/** A pre-sign for a browser, as a form or a program hands it in: nothing about it is trusted yet. */
export interface H5PresignDraft extends Draft {
  readonly jumpInfo?: { readonly jumpAppid?: string | undefined } | undefined
}

/** What an app or a mini program launches the signing with. Rules: CR-SIGN-06, CR-SIGN-10. */
export const AppPresigned = Schema.Struct({
  presignToken: Schema.String,
  redirectService: Schema.optionalKey(Schema.String),
  ...unknownMembers
}).annotate({ identifier: "AppPresigned" })
export interface AppPresigned extends Schema.Schema.Type<typeof AppPresigned> {}

/** Where a browser signs. The address is opened as it is: nothing is read out of it. Rules: CR-SIGN-06, CR-SIGN-10. */
export const H5Presigned = Schema.Struct({
  redirectUrl: Schema.String,
  /** Spoken of by one page and listed by none. Rule: CR-SIGN-06. */
  presignToken: Schema.optionalKey(Schema.String),
  ...unknownMembers
}).annotate({ identifier: "H5Presigned" })
export interface H5Presigned extends Schema.Schema.Type<typeof H5Presigned> {}

/** How many minutes a pre-sign can be launched. Rule: CR-SIGN-01. */
export const lifetimeMinutes = 10

/** The instant at which a pre-sign made at another instant can no longer be launched. Rule: CR-SIGN-01. */
export const expiresAt = (presignedAt: DateTime.DateTime): DateTime.Utc =>
  DateTime.add(DateTime.toUtc(presignedAt), { minutes: lifetimeMinutes })
