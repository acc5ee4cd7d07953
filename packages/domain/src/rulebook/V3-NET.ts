/**
 * V3-NET: hosts, failover and timeouts of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-NET-01": {
    sentence: "Calls use HTTPS only and never ignore TLS certificate errors.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"]
  },
  "V3-NET-02": {
    sentence:
      "The host is api.mch.weixin.qq.com, its backup api2.mch.weixin.qq.com, and no signature covers it, so either takes a request unchanged; wechatpay-java adds api.wechatpay.cn with backup api2.wechatpay.cn, and apihk.mch.weixin.qq.com serves overseas callers.",
    source: "official endpoint pages; wechatpay-go; wechatpay-java",
    certainty: ["documented"]
  },
  "V3-NET-03": {
    sentence:
      "wechatpay-java fails over only when switched on: an I/O error on a primary host, not an HTTP error status, re-sends once to the backup, same headers and Authorization, with ' (Retried-V1)' appended to User-Agent.",
    source: "wechatpay-java",
    certainty: ["documented"]
  },
  "V3-NET-04": {
    sentence:
      "Assumed: re-sending is safe if the connection failed before the request left; once bytes were sent the outcome is unknown.",
    source: "none",
    certainty: ["inferred"]
  },
  "V3-NET-05": {
    sentence:
      "By default wechatpay-go times out after 30 s overall, wechatpay-java after 10 s each for connect, read and write; there is no official figure.",
    source: "wechatpay-go; wechatpay-java",
    certainty: ["documented"]
  }
} as const satisfies Family<"V3-NET">
