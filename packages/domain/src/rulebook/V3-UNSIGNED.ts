/**
 * V3-UNSIGNED: APIv3 answers that are not signed as usual.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-UNSIGNED-01": {
    sentence:
      "Successes of /v3/billdownload/file and /v3/merchant-service/images/* (not upload) are unsigned, a hash elsewhere covers the file; wechatpay-axios-plugin also skips /v3/new-tax-control-fapiao/download, /v3/transferdownload/elecvoucherfile, /v3/transferdownload/signfile, /v3/statements and /v3/global/statements.",
    source: "wechatpay-php; wechatpay-axios-plugin",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-UNSIGNED-02": {
    sentence:
      "wechatpay-php checks overseas statement downloads by a JSON with Wechatpay-Statement-Sha1's sha1, not the body.",
    source: "wechatpay-php",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "no call of these families answers with such a statement"
  }
} as const satisfies Family<"V3-UNSIGNED">
