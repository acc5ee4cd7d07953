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
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-NET-02": {
    sentence:
      "The host is api.mch.weixin.qq.com, its backup api2.mch.weixin.qq.com, and no signature covers it, so either takes a request unchanged; wechatpay-java adds api.wechatpay.cn with backup api2.wechatpay.cn, and apihk.mch.weixin.qq.com serves overseas callers.",
    source: "official endpoint pages; wechatpay-go; wechatpay-java",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-NET-03": {
    sentence:
      "wechatpay-java's failover is off by default; when on, an I/O error (not an HTTP error status) on a primary host re-sends once to the backup, same headers and Authorization, ' (Retried-V1)' added to User-Agent.",
    source: "wechatpay-java",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-NET-04": {
    sentence:
      "Assumed: a re-send is safe if connecting failed before any byte was sent; after that the outcome is unknown.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "client"
  },
  "V3-NET-05": {
    sentence:
      "Timeouts default to 30 s overall (wechatpay-go), 10 s per connect, read, write (wechatpay-java), unofficially.",
    source: "wechatpay-go; wechatpay-java",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-NET">
