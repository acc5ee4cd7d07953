/**
 * Contracts, certificates and echoes: the parts of the contract that turn on keys and on the borrower's word.
 *
 * @since 0.1.0
 */
import { type Contract, Ids, type Payer, type Presign } from "@wxrepay/domain"
import { Api, type ErrorAnswer } from "@wxrepay/domain/api"
import type { Sealer } from "@wxrepay/domain/signing"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { KeyChain } from "./KeyChain.ts"
import type { Ledger } from "./Ledger.ts"
import type { Account } from "./Merchant.ts"
import { badMember, foreignSubMerchant, missing, refuse } from "./Refusals.ts"

/** What these endpoints stand on. */
export interface Options {
  readonly account: Account
  readonly ledger: Ledger
  readonly keyChain: KeyChain
  readonly sealer: Sealer["Service"]
  /** Where a borrower signs with a token. */
  readonly signingPage: (presignToken: string) => string
  /** Called once for every contract that has ended. */
  readonly onEnded: (contract: Contract.Contract) => Effect.Effect<void>
  /** Called for every echo that is to be told. */
  readonly onEcho: (notifyUrl: string, echoMessage: string) => Effect.Effect<void>
}

/** Contracts: E1 to E4. */
export const layerContracts = (options: Options) =>
  HttpApiBuilder.group(Api, "contracts", (handlers) =>
    handlers
      .handle("presignApp", ({ headers, payload: { realIdentity, ...terms } }) =>
        Effect.map(ask(options, "App", terms, realIdentity, headers["wechatpay-serial"]), (presignToken) => ({
          presignToken
        }))
      )
      .handle("presignH5", ({ headers, payload: { realIdentity, ...terms } }) =>
        Effect.map(ask(options, "H5", terms, realIdentity, headers["wechatpay-serial"]), (presignToken) => ({
          redirectUrl: options.signingPage(presignToken)
        }))
      )
      .handle("find", ({ params }) =>
        Effect.flatMap(options.ledger.state, ({ contracts }) =>
          Effect.mapError(Effect.fromOption(HashMap.get(contracts, params.out_contract_code)), () => missing)
        )
      )
      .handle("terminate", ({ payload: { contractTerminationRemark, outContractCode } }) =>
        options.ledger.end(outContractCode, "ByMerchant", contractTerminationRemark).pipe(
          Effect.flatMap(Effect.fromOption),
          Effect.tap(({ contract, isNew }) => (isNew ? options.onEnded(contract) : Effect.void)),
          Effect.mapBoth({ onFailure: () => missing, onSuccess: ({ contract }) => ({ contractInfo: contract }) })
        )
      )
  )

/** Certificates, where there are any. Rules: V3-CERT-01, V3-CERT-05. */
export const layerCertificates = ({ keyChain, sealer }: Options) =>
  HttpApiBuilder.group(Api, "certificates", (handlers) =>
    handlers.handle("list", () =>
      Effect.flatMap(keyChain.sealedList(sealer), (data) =>
        data.length === 0 ? Effect.fail(missing) : Effect.succeed({ data })
      )
    )
  )

/** Echoes; that the sealed word has to be the same is assumed. Rule: V3-ECHO-01. */
export const layerSecurity = ({ keyChain, onEcho }: Options) =>
  HttpApiBuilder.group(Api, "security", (handlers) =>
    handlers.handle(
      "echo",
      Effect.fnUntraced(function* ({ headers, payload: { echoMessage, encryptedEchoMessage, notifyUrl } }) {
        if (encryptedEchoMessage !== undefined) {
          const opened = yield* keyChain.open(headers["wechatpay-serial"], encryptedEchoMessage)
          const word = Option.getOrUndefined(Option.map(opened, Redacted.value))
          if (word !== echoMessage) return yield* badMember("/encrypted_echo_message", notOpened)
        }
        if (notifyUrl !== undefined) yield* onEcho(notifyUrl, echoMessage)
      })
    )
  )

const notOpened = "it cannot be opened with the key that Wechatpay-Serial names (CR-ENC-02, V3-ENC-03)"

/** Rules: CR-ID-06, CR-ID-07, CR-ID-08, CR-ENC-02. */
const ask = Effect.fnUntraced(function* (
  { account, keyChain, ledger }: Options,
  kind: "App" | "H5",
  terms: Presign.AppTerms | Presign.H5Terms,
  sealed: Payer.SealedIdentity | undefined,
  serial: Ids.PlatformSerial
): Effect.fn.Return<string, ErrorAnswer.ErrorAnswer> {
  if (terms.appid !== account.appid) return yield* badMember("/appid", "it is not the service provider's (CR-ID-06)")
  if (terms.planId !== account.plan.planId) return yield* badMember("/plan_id", "no such template (CR-ID-08)")
  if (terms.subMchid !== undefined && terms.subMchid !== account.subMchid) {
    return yield* foreignSubMerchant("/sub_mchid")
  }
  if ("subMerchantCode" in terms && terms.subMerchantCode !== account.subMchid) {
    return yield* foreignSubMerchant("/sub_merchant_code")
  }
  const identity = sealed === undefined ? undefined : yield* open(keyChain, serial, sealed)
  const presignToken = yield* newToken
  const asked = yield* Effect.mapError(ledger.ask({ kind, terms, identity, presignToken }), refuse)
  return asked.presignToken
})

const open = Effect.fnUntraced(function* (
  keyChain: KeyChain,
  serial: Ids.PlatformSerial,
  { identityId, identityType, realName }: Payer.SealedIdentity
): Effect.fn.Return<Payer.RealIdentity, ErrorAnswer.ErrorAnswer> {
  const opened = (name: string, field: Payer.SealedText) =>
    Effect.flatMap(keyChain.open(serial, field), (plain) =>
      Effect.mapError(Effect.fromOption(plain), () => badMember(`/real_identity/${name}`, notOpened))
    )
  return {
    identityType,
    identityId: yield* opened("identity_id", identityId),
    realName: yield* opened("real_name", realName)
  }
})

const newToken = Effect.map(
  Effect.provide(
    Effect.flatMap(SecureRandom.SecureRandom, (random) => random.randomBytes(16)),
    SecureRandom.layerWebCrypto
  ),
  (bytes) => `wx${Hex.encode(bytes)}`
)
