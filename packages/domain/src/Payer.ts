/**
 * Who pays: the name as others may see it, and the name and document number that nobody may see.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { hide } from "./internal/inspect.ts"
import { hiding, wording } from "./internal/text.ts"
import { IllFormed } from "./Refusal.ts"

/** Any character of at most three bytes but the asterisk. */
const clear = "\\u{0}-\\u{29}\\u{2B}-\\u{D7FF}\\u{E000}-\\u{FFFF}"

/**
 * A name behind its mask: at most three asterisks, then one character in clear. A name in clear text does not fit, and
 * no refusal shows it. Rules: CR-SIGN-02, CR-SIGN-03, V3-JSON-01.
 */
export const DisplayName = Schema.String.check(
  Schema.isPattern(
    new RegExp(`^\\*{0,3}[${clear}]$`, "u"),
    hiding("CR-SIGN-03", "a masked name: up to three asterisks, then the last character of the name")
  )
)
  .annotate({ identifier: "DisplayName" })
  .pipe(Schema.brand("DisplayName"))
export type DisplayName = typeof DisplayName.Type

/**
 * The mask of a name: every character but the last becomes an asterisk, punctuation included, and a name of more than
 * four characters is three asterisks and its last. Refused when there is no name, when it ends in an asterisk, and
 * when its last character has four bytes and cannot be sent. Rules: CR-SIGN-02, V3-JSON-01.
 *
 * **Example** (A name of two characters, and one of seven)
 *
 * ```ts
 * import { Payer } from "@wxrepay/domain"
 * import * as Result from "effect/Result"
 *
 * Result.all([Payer.mask("张三"), Payer.mask("买买提·吐逊")]) // => Result.succeed(["*三", "***逊"].map((name) => Payer.DisplayName.make(name)))
 * ```
 */
export const mask = (name: string): Result.Result<DisplayName, IllFormed> => {
  const characters = Array.from(name)
  const masked = `${"*".repeat(Math.min(Math.max(characters.length - 1, 0), 3))}${characters.at(-1) ?? ""}`
  return Schema.is(DisplayName)(masked)
    ? Result.succeed(masked)
    : Result.fail(new IllFormed({ rule: "CR-SIGN-02", field: "name", given: hide(name || undefined), allowed: aName }))
}

const aName = "a name whose last character is no asterisk and has at most three bytes"

/** What kind of document proves an identity; the platform takes one kind. Rule: CR-ENC-03. */
export const IdentityType = Schema.Literal("IdCard").annotate(hiding("CR-ENC-03", "IdCard, the one kind that is taken"))
export type IdentityType = typeof IdentityType.Type

/** A real identity in clear, redacted from the first moment and sealed on its way out. Rules: CR-SIGN-04, CR-ENC-03. */
export const RealIdentity = Schema.Struct({
  identityType: IdentityType,
  /** The number of the document. */
  identityId: Schema.Redacted(Schema.String),
  /** The name on the document. */
  realName: Schema.Redacted(Schema.String)
})
export interface RealIdentity extends Schema.Schema.Type<typeof RealIdentity> {}

/** How many bytes of UTF-8 can be sealed under a key of 2048 bits. Rule: V3-ENC-02. */
export const mostSealableBytes = 214

/** Text that can be sealed: 1 to 214 bytes of UTF-8, no character half of one. No refusal shows it. Rule: V3-ENC-02. */
export const Sealable = Schema.String.check(
  Schema.makeFilter(
    (plain) => plain !== "" && !/\p{Surrogate}/u.test(plain) && bytesOf(plain) <= mostSealableBytes,
    hiding("V3-ENC-02", `Redacted text of 1 to ${mostSealableBytes} bytes in UTF-8`)
  )
)

const aSeal = wording("CR-ENC-01", "base64 of what was sealed under a WeChat Pay key, at most 512 characters")

/** Text sealed for WeChat Pay: base64 of RSA-OAEP, at most 512 characters. Rules: CR-ENC-01, V3-ENC-01. */
export const SealedText = Schema.String.check(
  Schema.isPattern(/^(?:[0-9A-Za-z+/]{4})*[0-9A-Za-z+/]{2}(?:[0-9A-Za-z+/]{2}|[0-9A-Za-z+/]=|==)$/u, aSeal),
  Schema.isMaxLength(512, aSeal)
).pipe(Schema.brand("SealedText"))
export type SealedText = typeof SealedText.Type

/** A real identity as it travels. Rules: CR-ENC-01, CR-ENC-03. */
export const SealedIdentity = Schema.Struct({
  identityType: IdentityType,
  identityId: SealedText,
  realName: SealedText
}).annotate({ identifier: "SealedIdentity" })
export interface SealedIdentity extends Schema.Schema.Type<typeof SealedIdentity> {}

const bytesOf = (plain: string): number => new TextEncoder().encode(plain).length
