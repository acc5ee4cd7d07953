/**
 * A merchant key that never leaves its HSM or KMS: a `Signer` of a few lines.
 */
import { Ids } from "@wxrepay/domain"
import { CertificateSerial, Signer } from "@wxrepay/domain/signing"
import type * as Effect from "effect/Effect"

/** Whatever signs with RSA PKCS#1 v1.5 and SHA-256: it gets the bytes, and answers the raw signature. */
export interface KeyService {
  readonly signRs256: (message: Uint8Array) => Effect.Effect<Uint8Array, { readonly _tag: "KeyServiceError" }>
}

/** Signs with the key of a service. Nonce, timestamp and header stay ours. */
export const layerSigner = (keys: KeyService) =>
  Signer.layerFrom({
    mchid: Ids.MerchantId.make("1900000001"),
    serialNo: CertificateSerial.make("5157F09EFDC096DE15EBE81A47057A7232F1B8E1"),
    sign: keys.signRs256
  })
