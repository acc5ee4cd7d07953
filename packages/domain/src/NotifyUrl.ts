/**
 * The address that WeChat Pay notifies.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { RuleId } from "./rulebook/index.ts"

/**
 * A full https address with a public host, without query and fragment; the length is by analogy.
 * Rules: CR-DEDUCT-05, V3-HOOK-02.
 */
export const NotifyUrl = Schema.String.check(
  Schema.isPattern(/^https:\/\/[^?#\s]{1,248}$/u),
  Schema.makeFilter((text) => hasPublicHost(text))
)
  .annotate({
    identifier: "NotifyUrl",
    rule: "CR-DEDUCT-05" satisfies RuleId,
    expected: "an https address of at most 256 characters with a public host, without query and fragment"
  })
  .pipe(Schema.brand("NotifyUrl"))
export type NotifyUrl = typeof NotifyUrl.Type

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

const hasPublicHost = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const host = new URL(text).hostname.replace(/^\[|\]$/gu, "")
  if (host === "localhost" || host.endsWith(".localhost")) return false
  return Option.match(decodeIp(host), { onNone: () => true, onSome: (ip) => !isPrivateIp(ip) })
}
