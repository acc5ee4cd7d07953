/**
 * `certificates`: the keys that WeChat Pay signs with, for merchants that use platform certificates.
 *
 * @since 0.1.0
 */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { PlatformSerial } from "../Ids.ts"
import { unknownMembers } from "../internal/unknownMembers.ts"
import { Timestamp } from "../Timestamp.ts"
import { received } from "./Wire.ts"

const sealedFields = Schema.Struct({
  algorithm: Schema.String,
  nonce: Schema.String,
  associatedData: Schema.optionalKey(Schema.String),
  ciphertext: Schema.String,
  ...unknownMembers
})

const certificateFields = Schema.Struct({
  serialNo: PlatformSerial,
  effectiveTime: Timestamp,
  expireTime: Timestamp,
  /** A certificate in PEM under the APIv3 key. Rule: V3-CERT-02. */
  encryptCertificate: sealedFields,
  ...unknownMembers
})

/** One sealed certificate, as it is read. Rules: V3-CERT-01, V3-CERT-02. */
export const SealedCertificate = received(certificateFields, {
  encryptCertificate: received(sealedFields, {}).annotate({ identifier: "EncryptCertificate" })
}).annotate({ identifier: "SealedCertificate" })
export type SealedCertificate = typeof SealedCertificate.Type

/** Every certificate there is now. Rule: V3-CERT-01. */
export const CertificateList = received(Schema.Struct({ data: Schema.Array(certificateFields), ...unknownMembers }), {
  data: Schema.Array(SealedCertificate)
}).annotate({ identifier: "CertificateList" })

/** The platform's certificates. */
export class Certificates extends HttpApiGroup.make("certificates")
  .add(
    HttpApiEndpoint.get("list", "/v3/certificates", {
      query: { algorithm_type: Schema.optionalKey(Schema.Literals(["RSA", "SM2", "ALL"])) },
      success: CertificateList
    }).annotate(OpenApi.Summary, "Download the platform certificates (下载平台证书)")
  )
  .annotate(OpenApi.Description, "The keys that WeChat Pay signs with") {}
