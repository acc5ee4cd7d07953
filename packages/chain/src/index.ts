/**
 * Every endpoint of WeChat Pay's API v3, in the spellings its users know.
 *
 * @since 0.1.0
 */
export type {
  AnyAsyncVerb,
  AnyVerb,
  AsyncChain,
  Chain,
  ChainChangeError,
  ChainError,
  OpenAsyncVerb,
  OpenVerb,
  TypedAsyncVerb,
  TypedVerb
} from "./Calls.ts"
export type { Documented } from "./Documented.ts"
export { type Hash, HashDiffers, type Options as DownloadOptions, type Unproven, type Untrusted } from "./Download.ts"
export { connect, type Promised, promised, type Settings, SettingsRefused } from "./Promised.ts"
export { RequestRefused } from "./RequestRefused.ts"
export * as Spelling from "./Spelling.ts"
export type { Upload } from "./Upload.ts"
export { Wx } from "./Wx.ts"
