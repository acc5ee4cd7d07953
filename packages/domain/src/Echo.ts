/**
 * A word sent to WeChat Pay to hear it back: a test of keys, signatures, seals and notifications in one.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { characters } from "./internal/text.ts"
import { AnyNotifyUrl } from "./NotifyUrl.ts"
import { SealedText } from "./Payer.ts"

/** What is to be echoed; its length is assumed. Rule: V3-ECHO-01. */
export const EchoMessage = characters("V3-ECHO-01", 1, 214).pipe(Schema.brand("EchoMessage"))
export type EchoMessage = typeof EchoMessage.Type

/** An echo as it is asked for. Rule: V3-ECHO-01. */
export const Echo = Schema.Struct({
  echoMessage: EchoMessage,
  /** The same, sealed: proves that WeChat Pay can open what is sealed here. */
  encryptedEchoMessage: Schema.optionalKey(SealedText),
  /** Where the notification goes. */
  notifyUrl: Schema.optionalKey(AnyNotifyUrl)
}).annotate({ identifier: "Echo" })
export interface Echo extends Schema.Schema.Type<typeof Echo> {}
