/**
 * Where the platform is.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/** The address of a host: https, or http on this machine for a sandbox. Rule: V3-NET-01. */
export const BaseUrl = Schema.String.check(
  Schema.isPattern(/^(?:https:\/\/[^/?#@\s]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?)\/?$/u, {
    message: "Expected an https address without a path, or http on this machine (V3-NET-01)"
  })
).pipe(Schema.brand("BaseUrl"))
export type BaseUrl = typeof BaseUrl.Type

/** The primary host. Rule: V3-NET-02. */
export const primary: BaseUrl = BaseUrl.make("https://api.mch.weixin.qq.com")

/** The documented backup of the primary host. Rule: V3-NET-02. */
export const backup: BaseUrl = BaseUrl.make("https://api2.mch.weixin.qq.com")
