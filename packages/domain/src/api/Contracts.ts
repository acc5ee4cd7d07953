/**
 * `contracts`: ask a borrower to sign, read what was agreed, end it. Endpoints E1 to E4.
 *
 * @since 0.1.0
 */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Domain from "../Contract.ts"
import { FenFromString } from "../Fen.ts"
import * as Ids from "../Ids.ts"
import { unknownMembers } from "../internal/unknownMembers.ts"
import { IdentityType, SealedIdentity } from "../Payer.ts"
import * as Presign from "../Presign.ts"
import { Timestamp } from "../Timestamp.ts"
import { FenAsNumber, mending, openEnum, received, sent } from "./Wire.ts"

/** Where a contract stands, in the platform's words and ours. Rule: CR-CONTRACT-01. */
export const State = openEnum({
  CONTRACT_STATE_INVALID: "Invalid",
  CONTRACT_STATE_EFFECTIVE: "Effective",
  CONTRACT_STATE_TERMINATED: "Terminated"
})

/** Who ended a contract, in the platform's words and ours. Rule: CR-CONTRACT-04. */
export const TerminatedMode = openEnum({
  TERMINATION_MODE_INVALID: "Invalid",
  TERMINATION_MODE_BY_USER: "ByUser",
  TERMINATION_MODE_BY_MERCHANT: "ByMerchant",
  TERMINATION_MODE_BY_CUSTOMER_SERVICE: "ByCustomerService"
})

/** A template's number: text in answers, a number in notifications; kept as text. Rules: CR-HOOK-08, CR-ID-08. */
const PlanIdReceived = Schema.Union([
  Schema.String,
  Schema.Natural.pipe(
    Schema.decodeTo(Schema.String, SchemaTransformation.transform({ decode: String, encode: Number }))
  )
])

/** The same, written as a number where it can be. Rule: CR-HOOK-08. */
export const PlanIdAsNumber = Schema.Union([Schema.String, Schema.Natural]).pipe(
  Schema.decodeTo(
    Schema.String,
    SchemaTransformation.transform({
      decode: String,
      encode: (planId): string | number =>
        Schema.is(Schema.Natural)(Number(planId)) && String(Number(planId)) === planId ? Number(planId) : planId
    })
  )
)

/** How the members of a contract are read. Rules: CR-AMT-08, CR-HOOK-08. */
export const contractCodecs = {
  planId: PlanIdReceived,
  state: State,
  terminatedMode: TerminatedMode,
  repaymentAmountLimit: FenAsNumber
} as const

/** How the members of a contract are spelled; the mode has an older name. Rule: CR-CONTRACT-06. */
export const contractSpellings = {
  state: ["contract_state"],
  signedTime: ["contract_signed_time"],
  terminatedTime: ["contract_terminated_time"],
  terminatedMode: ["contract_terminated_mode", "contract_termination_mode"],
  terminationRemark: ["contract_termination_remark"]
} as const

/**
 * What a contract that holds says of its end means nothing, so that it cannot be read spoils nothing: one source has
 * the mode required even there. Rule: CR-HOOK-09.
 */
export const endForgiven = <A, E>(contract: Schema.Codec<A, E>): Schema.Codec<A, E> =>
  mending(contract, (message) =>
    message["contract_state"] === "CONTRACT_STATE_EFFECTIVE"
      ? Object.fromEntries(Object.entries(message).filter(([name, value]) => endings.get(name)?.(value) ?? true))
      : message
  )

/** Whether what stands in a member about the end can be read. */
const endings: ReadonlyMap<string, (value: Schema.Json) => boolean> = new Map<string, (value: Schema.Json) => boolean>([
  ["contract_terminated_time", Schema.is(Timestamp)],
  ["contract_terminated_mode", Schema.is(Schema.String)],
  ["contract_termination_mode", Schema.is(Schema.String)],
  ["contract_termination_remark", Schema.is(Schema.String)]
])

/** A contract, as it is read. */
export const Contract = endForgiven(received(Domain.Contract, contractCodecs, contractSpellings)).annotate({
  identifier: "Contract"
})

/** The one document that is taken, in the platform's word. Rule: CR-ENC-03. */
const IdentityTypeSent = Schema.Literal("REAL_IDENTITY_TYPE_ID_CARD").pipe(
  Schema.decodeTo(
    IdentityType,
    SchemaTransformation.transform({
      decode: () => "IdCard" as const,
      encode: () => "REAL_IDENTITY_TYPE_ID_CARD" as const
    })
  )
)

const presignCodecs = {
  repaymentAmountLimit: FenFromString,
  realIdentity: sent(SealedIdentity, { identityType: IdentityTypeSent }).annotate({ identifier: "RealIdentity" }),
  tradeInfo: sent(Presign.TradeInfo, {}).annotate({ identifier: "TradeInfo" })
} as const

/** A pre-sign for an app, as it is sent. Rules: CR-AMT-08, CR-AMT-09, CR-SIGN-09. */
export const AppPresign = sent(Presign.AppPresign, presignCodecs).annotate({ identifier: "AppPresign" })

/** A pre-sign for a browser, as it is sent. Rules: CR-AMT-08, CR-AMT-09, CR-SIGN-07. */
export const H5Presign = sent(Presign.H5Presign, {
  ...presignCodecs,
  jumpInfo: sent(Presign.JumpInfo, {}).annotate({ identifier: "JumpInfo" })
}).annotate({ identifier: "H5Presign" })

/** The wish to end a contract, as it is sent. Rules: CR-CONTRACT-02, CR-CONTRACT-03. */
export const Termination = sent(Domain.Termination, {}).annotate({ identifier: "Termination" })

/** What became of a termination: the contract, if the platform tells it. Rule: CR-CONTRACT-02. */
export const Terminated = received(
  Schema.Struct({ contractInfo: Schema.optionalKey(Domain.Contract), ...unknownMembers }),
  { contractInfo: Contract }
).annotate({ identifier: "Terminated" })

/** The key that sealed the identity, or that the answer is asked to be signed with. Rules: CR-HDR-02, CR-ENC-02. */
const headers = { "wechatpay-serial": Ids.PlatformSerial }

/** The contracts of one service provider. */
export class Contracts extends HttpApiGroup.make("contracts")
  .add(
    HttpApiEndpoint.post("presignApp", "/v3/credit-repayment/partner/contracts/app-presign", {
      headers,
      payload: AppPresign,
      success: received(Presign.AppPresigned, {}).annotate({ identifier: "AppPresigned" })
    }).annotate(OpenApi.Summary, "Ask a borrower to sign in an app or a mini program (APP 预签约)"),
    HttpApiEndpoint.post("presignH5", "/v3/credit-repayment/partner/contracts/h5-presign", {
      headers,
      payload: H5Presign,
      success: received(Presign.H5Presigned, {}).annotate({ identifier: "H5Presigned" })
    }).annotate(OpenApi.Summary, "Ask a borrower to sign in a browser (H5 预签约)"),
    HttpApiEndpoint.get("find", "/v3/credit-repayment/partner/contracts/:out_contract_code", {
      params: { out_contract_code: Ids.OutContractCode },
      success: Contract
    }).annotate(OpenApi.Summary, "Read a contract (查询签约)"),
    HttpApiEndpoint.post("terminate", "/v3/credit-repayment/partner/contracts/terminate", {
      payload: Termination,
      success: Terminated
    }).annotate(OpenApi.Summary, "End a contract (解约)")
  )
  .annotate(OpenApi.Description, "Contracts with borrowers") {}
