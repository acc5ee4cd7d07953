/**
 * The address that WeChat Pay notifies.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { wording } from "./internal/text.ts"
import type { RuleId } from "./rulebook/index.ts"

const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
const label = "[0-9A-Za-z_](?:[0-9A-Za-z_-]*[0-9A-Za-z_])?"
const host = `(?:(?:${label}\\.)+[A-Za-z](?:[0-9A-Za-z_-]*[0-9A-Za-z_])?\\.?|(?:${octet}\\.){3}${octet}|\\[[0-9A-Fa-f:.]{2,45}\\])`
/** Any character from the exclamation mark on, of at most three bytes, but #, ? and the backslash. */
const path = '(?:/[!"$->@-\\[\\]-\\u{D7FF}\\u{E000}-\\u{FFFF}]*)?'

/** Scheme, host, perhaps a port, perhaps a path. */
const shape = new RegExp(`^https://${host}(?::[0-9]{1,5})?${path}$`, "u")

const addressUnder = (rule: RuleId, most = 256) => {
  const anAddress = wording(
    rule,
    `an https address of at most ${most} characters with a public host, without login, query and fragment`
  )
  return Schema.String.check(
    Schema.isPattern(shape, anAddress),
    Schema.isMaxLength(most, anAddress),
    Schema.makeFilter((text) => hasPublicHost(text), anAddress)
  )
}

/**
 * The address of a charge's notifications: a full https address that can be reached from outside and needs no login, without query and fragment; the length is
 * by analogy. A port is left to the platform: that it is refused is only observed.
 * Rules: CR-DEDUCT-05, V3-HOOK-02, V3-JSON-01.
 */
export const NotifyUrl = addressUnder("CR-DEDUCT-05")
  .annotate({ identifier: "NotifyUrl" })
  .pipe(Schema.brand("NotifyUrl"))
export type NotifyUrl = typeof NotifyUrl.Type

/** The same for every other notification: of a contract, of an echo. Rules: V3-HOOK-02, CR-HOOK-02. */
export const AnyNotifyUrl = addressUnder("V3-HOOK-02")
  .annotate({ identifier: "AnyNotifyUrl" })
  .pipe(Schema.brand("NotifyUrl"))

/** The address of a service order's notifications, at most 255 characters. Rules: PS-CREATE-07, V3-HOOK-02. */
export const OrderNotifyUrl = addressUnder("PS-CREATE-07", 255)
  .annotate({ identifier: "OrderNotifyUrl" })
  .pipe(Schema.brand("NotifyUrl"))

const decodeIp = Schema.decodeOption(Schema.IpAddressFromString)

const isPrivateIp = Schema.is(
  Schema.Union([
    Schema.IpLoopbackAddress,
    Schema.IpLinkLocalAddress,
    Schema.IpUnspecifiedAddress,
    Schema.Ipv4PrivateAddress,
    Schema.Ipv6UniqueLocalAddress
  ])
)

/** Reserved for this network, for carriers, for documents, for measurements, for later; and IPv4 dressed as IPv6. */
const unreachable =
  /^(?:0|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])|192\.0\.[02]|198\.(?:1[89]|51\.100)|203\.0\.113|2(?:4[0-9]|5[0-5]))\.|^::ffff:|^2001:db8:/u

/** A name of one word is a name of one network and has not the shape; a name with dots is taken to be public. */
const hasPublicHost = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const host = new URL(text).hostname.replace(/^\[|\]$|\.$/gu, "")
  return Option.match(decodeIp(host), {
    onNone: () => !host.endsWith(".localhost"),
    onSome: (ip) => !isPrivateIp(ip) && !unreachable.test(host)
  })
}
