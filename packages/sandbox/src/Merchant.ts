/**
 * Who uses a sandbox: a service provider, its lender, its plan, and keys that exist nowhere else.
 *
 * @since 0.1.0
 */
import { Contract, Fen, Ids, Plan } from "@wxrepay/domain"
import { BaseUrl } from "@wxrepay/domain/client"
import { CertificateSerial, Keys, type PlatformKeyPem } from "@wxrepay/domain/signing"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Redacted from "effect/Redacted"
import type { KeyChain } from "./KeyChain.ts"

/** What a client needs in order to be this merchant. The keys are made at the start and worth nothing elsewhere. */
export interface Connection {
  readonly baseUrl: BaseUrl
  readonly mchid: Ids.MerchantId
  readonly serialNo: CertificateSerial
  readonly privateKey: Redacted.Redacted
  /** WeChat Pay's keys as they were at the start: a public key, certificates, or both. */
  readonly platformKeys: ReadonlyArray<PlatformKeyPem>
  readonly apiV3Key: Redacted.Redacted
}

/** The PayScore service that orders are of. */
export interface Service {
  readonly serviceId: Ids.ServiceId
  /** The most that one order may be owed, in fen. Rules: PS-AMT-03, PS-AMT-04, PS-RISK-02. */
  readonly limit: Fen.Fen
  /** Whether an order may begin without the user's confirmation, which WeChat Pay permits to some. Rule: PS-CREATE-03. */
  readonly mayOmitConfirmation: boolean
}

/** What the merchant may do business with. */
export interface Account {
  readonly appid: Ids.Appid
  /** The borrower of the contract. */
  readonly openid: Ids.Openid
  readonly subMchid: Ids.SubMchid
  readonly plan: Plan.Plan
  /** A contract that stands from the start. */
  readonly contract: Contract.Contract
  /** The service of every service order. */
  readonly service: Service
  /** Where the end of a contract is told: set when the template was applied for. Rule: CR-HOOK-02. */
  readonly terminationNotifyUrl?: string | undefined
  /** Who the borrower is to WeChat Pay; whoever is named, when it is left out. Rule: CR-SIGN-04. */
  readonly identity?: { readonly identityId: string; readonly realName: string } | undefined
}

/** A merchant with both sides' keys, as the sandbox keeps it. */
export interface Merchant extends Account {
  readonly mchid: Ids.MerchantId
  readonly serialNo: CertificateSerial
  readonly merchantKeys: Signature.KeyPair<Signature.RsaPkcs1v15>
  readonly apiV3Key: Redacted.Redacted
}

/**
 * What the merchant may do business with unless told otherwise: a consumer loan of at most 5000 yuan a repayment, and
 * service orders of at most as much, which the user confirms.
 */
export const defaultAccount: Account = {
  appid: Ids.Appid.make("wxcbda96de0b165486"),
  openid: Ids.Openid.make("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"),
  subMchid: Ids.SubMchid.make("1900000109"),
  plan: Plan.make({ planId: "123", loanKind: "ConsumerLoan", repaymentCap: 500_000 }),
  contract: {
    contractId: Ids.ContractId.make("20251105000000123456789"),
    planId: Ids.PlanId.make("123"),
    outContractCode: Ids.OutContractCode.make("100001256"),
    displayName: "*明",
    state: "Effective",
    appid: Ids.Appid.make("wxcbda96de0b165486"),
    openid: Ids.Openid.make("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"),
    repaymentAmountLimit: Fen.make(300_000)
  },
  service: {
    serviceId: Ids.ServiceId.make("2002000000000558128851361561536"),
    limit: Fen.make(500_000),
    mayOmitConfirmation: false
  }
}

/** Makes a merchant with keys of its own. */
export const make = Effect.fnUntraced(function* (account: Account) {
  const signature = yield* Signature.Signature
  const random = yield* SecureRandom.SecureRandom
  const merchant: Merchant = {
    ...account,
    mchid: Ids.MerchantId.make("1900000001"),
    serialNo: CertificateSerial.make(Hex.encode(yield* random.randomBytes(20)).toUpperCase()),
    merchantKeys: yield* signature.generateKeyPair(Keys.rs256),
    apiV3Key: Redacted.make(Hex.encode(yield* random.randomBytes(16)))
  }
  return merchant
})

/** What a client needs in order to be this merchant at this address. */
export const connection = Effect.fnUntraced(function* (merchant: Merchant, keyChain: KeyChain, baseUrl: BaseUrl) {
  const made: Connection = {
    baseUrl,
    mchid: merchant.mchid,
    serialNo: merchant.serialNo,
    privateKey: Redacted.make(
      yield* KeyFormat.encode(KeyFormat.pem(KeyFormat.pkcs8), merchant.merchantKeys.privateKey)
    ),
    platformKeys: yield* keyChain.pems,
    apiV3Key: merchant.apiV3Key
  }
  return made
})

/** A connection as the variables that `layerConfig` reads, for another process. It spells the keys out: they are for play. */
export const environment = ({
  apiV3Key,
  baseUrl,
  mchid,
  platformKeys,
  privateKey,
  serialNo
}: Connection): Readonly<Record<string, string>> => ({
  WXREPAY_BASE_URL: baseUrl,
  WXREPAY_MCHID: mchid,
  WXREPAY_MERCHANT_SERIAL_NO: serialNo,
  WXREPAY_MERCHANT_PRIVATE_KEY: oneLine(Redacted.value(privateKey)),
  WXREPAY_APIV3_KEY: Redacted.value(apiV3Key),
  ...Object.fromEntries(platformKeys.flatMap(variablesOf))
})

const variablesOf = (key: PlatformKeyPem): ReadonlyArray<readonly [string, string]> =>
  "certificate" in key
    ? [["WXREPAY_PLATFORM_CERTIFICATE", oneLine(Redacted.value(key.certificate))]]
    : [
        ["WXREPAY_PLATFORM_SERIAL", key.serial],
        ["WXREPAY_PLATFORM_PUBLIC_KEY", oneLine(Redacted.value(key.publicKey))]
      ]

/** Random digits, one of each byte. */
export const digits = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String(byte % 10)).join("")

const oneLine = (pem: string): string => pem.trim().replaceAll("\n", "\\n")
