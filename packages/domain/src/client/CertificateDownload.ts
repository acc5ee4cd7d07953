/**
 * Downloads the platform certificates, and believes them only when they prove themselves.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Api } from "../api/Api.ts"
import type { SealedCertificate } from "../api/Certificates.ts"
import { KeyError } from "../signing/Keys.ts"
import { type PlatformKey, comparable, holdsAt, ofCertificate } from "../signing/PlatformKeys.ts"
import { Sealer } from "../signing/Sealer.ts"
import * as Verification from "../signing/Verifier.ts"
import { Verifier } from "../signing/Verifier.ts"
import * as Timestamp from "../Timestamp.ts"
import { natured, reading, sending } from "./Calling.ts"
import { make as makeSignedHttpClient, type Options } from "./SignedHttpClient.ts"

/**
 * Makes the download. The first answer cannot be verified before it is opened, so it is opened with the APIv3 key,
 * which only WeChat Pay and the merchant hold, and then verified with the certificate that was in it, or with a key that
 * was configured. Nothing of an answer that fails either is used. Rules: V3-CERT-01, V3-CERT-02, V3-CERT-03.
 */
export const make = Effect.fnUntraced(function* ({
  known,
  ...options
}: Options & { readonly known: ReadonlyArray<PlatformKey> }) {
  const sealer = yield* Sealer
  const httpClient = yield* Effect.provideService(makeSignedHttpClient(options), Verifier, unverified)
  const api = yield* HttpApiClient.group(Api, { group: "certificates", httpClient })
  const verifierOf = yield* Verification.makeWith

  const open = Effect.fnUntraced(function* ({
    effectiveTime,
    encryptCertificate,
    expireTime,
    serialNo
  }: SealedCertificate) {
    const pem = new TextDecoder().decode(yield* sealer.open(encryptCertificate))
    const key = yield* ofCertificate(Redacted.make(pem))
    if (comparable(key.serial) !== comparable(serialNo)) {
      const problem = `its serial is not ${serialNo}, as the list says (V3-CERT-03)`
      return yield* new KeyError({ key: "platform certificate", problem })
    }
    return { ...key, validity: within(key, Timestamp.toInstant(effectiveTime), Timestamp.toInstant(expireTime)) }
  })

  const download = Effect.gen(function* () {
    const response = yield* sending(api.list({ query: { algorithm_type: "RSA" }, responseMode: "response-only" }))
    const { data } = yield* reading("Read", response, decodeList(response))
    const keys: ReadonlyArray<PlatformKey> = yield* Effect.forEach(data, open)
    const find = (serial: string) =>
      Effect.map(DateTime.now, (now) =>
        Option.fromNullishOr(
          [...known, ...keys].find((key) => comparable(key.serial) === comparable(serial) && holdsAt(key, now))
        )
      )
    const body = new Uint8Array(yield* Effect.orDie(response.arrayBuffer))
    yield* verifierOf(find)(response.headers, body)
    return keys
  }).pipe(natured("Read"), Effect.withSpan("CertificateDownload.download"))

  return { download }
})

/** Lets an answer through unproven: it is proven here, once it is open. Nothing is asked for under a key. */
const unverified = { preferredSerial: Effect.undefined, verify: () => Effect.void }

const decodeList = HttpApiClient.decodeResponse(Api, { group: "certificates", endpoint: "list" })

/** The time that both the certificate and the list allow. Rule: V3-CERT-04. */
const within = ({ validity }: PlatformKey, effectiveTime: DateTime.Utc, expireTime: DateTime.Utc) => ({
  effectiveTime: validity === undefined ? effectiveTime : DateTime.max(effectiveTime, validity.effectiveTime),
  expireTime: validity === undefined ? expireTime : DateTime.min(expireTime, validity.expireTime)
})
