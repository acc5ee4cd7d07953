/**
 * The calls about contracts, as `CreditRepayment` offers them.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import { Api } from "../api/Api.ts"
import type { Contract, TerminationDraft } from "../Contract.ts"
import type { PlatformSerial } from "../Ids.ts"
import type { RealIdentity, SealedIdentity } from "../Payer.ts"
import * as Presign from "../Presign.ts"
import * as Enrolment from "../rules/Enrolment.ts"
import * as Lookup from "../rules/Lookup.ts"
import { FieldSealer } from "../signing/FieldSealer.ts"
import type { NoPlatformKey } from "../signing/KeyRing.ts"
import { about, natured, reading, sayUnchecked, sending, unreadable } from "./Calling.ts"
import { Changes } from "./Changes.ts"
import type { CallError, ChangeError } from "./Errors.ts"
import * as Numbered from "./Numbered.ts"
import { SignedHttpClient } from "./SignedHttpClient.ts"

/** When the borrower can no longer be sent to sign: ten minutes after the call was made. Rule: CR-SIGN-01. */
export interface Expiry {
  readonly expiresAt: DateTime.Utc
}

/** How a pre-sign can fail. */
export type PresignError = Enrolment.PresignRefused | ChangeError

/** How a termination can fail. */
export type TerminateError = Enrolment.TerminationRefused | ChangeError

/** How a question can fail. */
export type LookupError = Lookup.LookupRefused | CallError

/** What can be done about contracts. */
export interface ContractCalls {
  /**
   * Asks a borrower to sign in an app or a mini program (APP 预签约, E1). An identity is sealed on its way out, and the
   * key's serial goes with it. Rules: those of `Enrolment.authorizeApp`, CR-ENC-01, CR-ENC-02, CR-SIGN-01.
   */
  readonly presignApp: (
    draft: Presign.AppPresignDraft,
    known?: Enrolment.Known
  ) => Effect.Effect<Presign.AppPresigned & Expiry, PresignError>
  /** Asks a borrower to sign in a browser (H5 预签约, E2). Rules: those of `Enrolment.authorizeH5`, CR-ENC-01, CR-ENC-02, CR-SIGN-01. */
  readonly presignH5: (
    draft: Presign.H5PresignDraft,
    known?: Enrolment.Known
  ) => Effect.Effect<Presign.H5Presigned & Expiry, PresignError>
  /** Reads a contract (E3); a code that led to none is a `Rejection` of 404. Rule: CR-CONTRACT-05. */
  readonly findContract: (key: { readonly outContractCode: string }) => Effect.Effect<Contract, LookupError>
  /** Ends a contract (解约, E4), and answers it as it then stands. Rules: CR-CONTRACT-02, CR-CONTRACT-03. */
  readonly terminateContract: (draft: TerminationDraft) => Effect.Effect<Contract, TerminateError>
}

/** Makes the calls about contracts. */
export const make = Effect.gen(function* () {
  const httpClient = yield* SignedHttpClient
  const sealer = yield* FieldSealer
  const changes = yield* Changes
  const api = yield* HttpApiClient.group(Api, { group: "contracts", httpClient })
  const responseMode = "response-only"

  /** The identity sealed, and in any case the serial that has to go with the request. Rules: CR-ENC-02, CR-HDR-02. */
  const seal = (identity: RealIdentity | undefined): Effect.Effect<Sealed, NoPlatformKey> =>
    identity === undefined
      ? Effect.map(sealer.serial, (serial) => ({ headers: { "wechatpay-serial": serial }, realIdentity: {} }))
      : sealer.sealIdentity(identity).pipe(
          Effect.map(({ serial, value }) => ({
            headers: { "wechatpay-serial": serial },
            realIdentity: { realIdentity: value }
          })),
          // the rules have measured it, so that it cannot be is a defect
          Effect.catchTag("NotSealable", Effect.die)
        )

  const presignApp = Effect.fn("CreditRepayment.presignApp")(function* (
    draft: Presign.AppPresignDraft,
    known: Enrolment.Known = {}
  ) {
    const { identity, terms, unchecked } = yield* Enrolment.authorizeApp(draft, known)
    yield* begin(terms.outContractCode, unchecked)
    const expiresAt = Presign.expiresAt(yield* DateTime.now)
    // sealed once: a repetition sends the same bytes (V3-ENC-05)
    const { headers, realIdentity } = yield* seal(identity)
    const payload = { ...terms, ...realIdentity }
    const presigned = yield* changes.under(
      Numbered.presignApp(terms),
      Effect.flatMap(sending(api.presignApp({ headers, payload, responseMode })), (response) =>
        reading("Repeatable", response, decodeApp(response))
      )
    )
    return { ...presigned, expiresAt }
  })

  const presignH5 = Effect.fn("CreditRepayment.presignH5")(function* (
    draft: Presign.H5PresignDraft,
    known: Enrolment.Known = {}
  ) {
    const { identity, terms, unchecked } = yield* Enrolment.authorizeH5(draft, known)
    yield* begin(terms.outContractCode, unchecked)
    const expiresAt = Presign.expiresAt(yield* DateTime.now)
    // sealed once: a repetition sends the same bytes (V3-ENC-05)
    const { headers, realIdentity } = yield* seal(identity)
    const payload = { ...terms, ...realIdentity }
    const presigned = yield* changes.under(
      Numbered.presignH5(terms),
      Effect.flatMap(sending(api.presignH5({ headers, payload, responseMode })), (response) =>
        reading("Repeatable", response, decodeH5(response))
      )
    )
    return { ...presigned, expiresAt }
  })

  const read = Effect.fnUntraced(function* (outContractCode: Contract["outContractCode"]) {
    const response = yield* sending(api.find({ params: { out_contract_code: outContractCode }, responseMode }))
    return yield* about("Read", { outContractCode }, response, decodeContract(response))
  }, natured("Read"))

  const findContract = Effect.fn("CreditRepayment.findContract")(function* (key: { readonly outContractCode: string }) {
    const { outContractCode } = yield* Lookup.authorizeContract(key)
    yield* begin(outContractCode, [])
    return yield* read(outContractCode)
  })

  const terminateContract = Effect.fn("CreditRepayment.terminateContract")(function* (draft: TerminationDraft) {
    const termination = yield* Enrolment.authorizeTermination(draft)
    const { outContractCode } = termination
    yield* begin(outContractCode, [])
    return yield* changes.under(
      Numbered.termination(termination),
      Effect.gen(function* () {
        const response = yield* sending(api.terminate({ payload: termination, responseMode }))
        const { contractInfo } = yield* reading("Write", response, decodeTerminated(response))
        if (contractInfo !== undefined) return contractInfo
        return yield* Effect.mapError(read(outContractCode), () =>
          unreadable("Write", response, "it does not tell the contract")
        )
      })
    )
  })

  return { presignApp, presignH5, findContract, terminateContract } satisfies ContractCalls
})

/** What a request carries when its identity is sealed, or when it has none. */
interface Sealed {
  readonly headers: { readonly "wechatpay-serial": PlatformSerial }
  readonly realIdentity: { readonly realIdentity?: SealedIdentity }
}

const begin = (outContractCode: string, unchecked: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.andThen(Effect.annotateCurrentSpan("wxrepay.out_contract_code", outContractCode), sayUnchecked(unchecked))

const decodeApp = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "presignApp" })
const decodeH5 = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "presignH5" })
const decodeContract = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "find" })
const decodeTerminated = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "terminate" })
