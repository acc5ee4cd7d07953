/**
 * Keys, signatures and seals. It knows text, keys and time, and no HTTP.
 *
 * @since 0.1.0
 */
export * as Keys from "./Keys.ts"
export * as Message from "./Message.ts"
export { type Sealed, SealError, Sealer } from "./Sealer.ts"
export { CertificateSerial, type Identity, Signer, SigningError } from "./Signer.ts"
export { type PlatformKey, type PlatformKeyPem, VerificationError, Verifier } from "./Verifier.ts"
export * as Verification from "./Verifier.ts"
