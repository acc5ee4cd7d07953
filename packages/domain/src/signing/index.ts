/**
 * Keys, signatures and seals. It knows text, keys and time, and no HTTP.
 *
 * @since 0.1.0
 */
export * as Certificate from "./Certificate.ts"
export { FieldSealer, NotSealable, type UnderKey } from "./FieldSealer.ts"
export {
  type Download,
  KeyRing,
  type KnownKeys,
  NoPlatformKey,
  type Preference,
  type Settings as KeyRingSettings
} from "./KeyRing.ts"
export * as Keys from "./Keys.ts"
export * as Message from "./Message.ts"
export * as PlatformKeys from "./PlatformKeys.ts"
export type { CertificatePem, PlatformKey, PlatformKeyPem, PublicKeyPem } from "./PlatformKeys.ts"
export { type Sealed, SealError, Sealer, type Settings as SealerSettings } from "./Sealer.ts"
export { CertificateSerial, type Identity, Signer, SigningError } from "./Signer.ts"
export { VerificationError, Verifier } from "./Verifier.ts"
export * as Verification from "./Verifier.ts"
