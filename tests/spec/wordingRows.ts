/**
 * Every member of a draft that has a wording: its rule, its sentence, whether its value may be shown, and what is just taken and
 * just refused.
 */
import { CalendarDate, Echo, Fen, Ids, NotifyUrl, Payer, Text, Timestamp } from "@wxrepay/domain"
import * as Schema from "effect/Schema"
import { address, alphanumeric, amount, counted, digits, han, type Row } from "./wordings.ts"
import { rowsOfOrders } from "./wordingsOfOrders.ts"

/** The table. */
export const rows: ReadonlyArray<Row> = [
  { of: Fen.Fen, rule: "CR-AMT-03", ...amount },
  {
    of: CalendarDate.CalendarDate,
    rule: "CR-DATE-01",
    expected: "a calendar day written yyyy-MM-dd",
    taken: ["2024-02-29", "2025-12-31"],
    refused: ["2025-02-29", "2025-12-32", "2025-1-01", "20250101", " 2025-01-01", "2025-01-01 "]
  },
  {
    of: CalendarDate.DayOfMonth,
    rule: "CR-DATE-04",
    expected: "a day of the month from 1 to 31",
    taken: [1, 31],
    refused: [0, 32, 1.5, "1"]
  },
  {
    of: Timestamp.Timestamp,
    rule: "CR-DATE-06",
    expected: "an RFC 3339 timestamp with seconds and an offset",
    taken: ["2025-11-05T00:00:00+08:00", "2025-11-05T23:59:59.123456789Z"],
    refused: [
      "2025-11-05T00:00+08:00",
      "2025-11-05T00:00:00",
      "2025-02-29T00:00:00Z",
      "2025-11-05T00:00:00Z ",
      "2025-11-05T00:00:00Z(noon)",
      " 2025-11-05T00:00:00Z"
    ]
  },
  { of: Ids.MerchantId, rule: "CR-SCOPE-01", ...digits },
  { of: Ids.SubMchid, rule: "CR-ID-07", ...digits },
  { of: Ids.Appid, rule: "CR-ID-06", ...counted(1, 32) },
  { of: Ids.SubAppid, rule: "CR-ID-07", ...counted(1, 32) },
  { of: Ids.Openid, rule: "CR-ID-06", ...counted(1, 128) },
  { of: Ids.PlanId, rule: "CR-ID-08", ...counted(1, 64) },
  { of: Ids.ContractId, rule: "CR-ID-05", ...counted(1, 64) },
  { of: Ids.OutContractCode, rule: "CR-ID-03", ...alphanumeric(64) },
  { of: Ids.OutRecordId, rule: "CR-ID-01", ...alphanumeric(32) },
  { of: Ids.OutTradeNo, rule: "CR-ID-02", ...alphanumeric(32) },
  {
    of: Ids.PlatformSerial,
    rule: "V3-SERIAL-01",
    expected: "PUB_KEY_ID_ and digits, or the hex serial of a platform certificate",
    taken: ["PUB_KEY_ID_0", "0", "aF9"],
    refused: ["PUB_KEY_ID_", "PUB_KEY_ID_A", "G", ""]
  },
  { of: Text.Description, rule: "CR-DEDUCT-04", ...counted(0, 127) },
  { of: Text.Attach, rule: "CR-DEDUCT-04", ...counted(0, 128) },
  { of: Text.TerminationRemark, rule: "CR-CONTRACT-03", ...counted(1, 128) },
  { of: Echo.EchoMessage, rule: "V3-ECHO-01", ...counted(1, 214) },
  { of: NotifyUrl.NotifyUrl, rule: "CR-DEDUCT-05", ...address(256) },
  { of: NotifyUrl.AnyNotifyUrl, rule: "V3-HOOK-02", ...address(256) },
  {
    of: Payer.DisplayName,
    rule: "CR-SIGN-03",
    isHidden: true,
    expected: "a masked name: up to three asterisks, then the last character of the name",
    taken: ["三", "***三"],
    refused: ["****三", "张三", "*", "", "\u{20000}"]
  },
  {
    of: Payer.IdentityType,
    rule: "CR-ENC-03",
    isHidden: true,
    expected: "IdCard, the one kind that is taken",
    taken: ["IdCard"],
    refused: ["", "Passport"]
  },
  {
    of: Payer.Sealable,
    rule: "V3-ENC-02",
    isHidden: true,
    expected: "Redacted text of 1 to 214 bytes in UTF-8",
    taken: ["a", "a".repeat(214), han.repeat(71), "\u{1F600}"],
    refused: ["", "a".repeat(215), han.repeat(72), "\uD83D"]
  },
  {
    of: Payer.SealedText,
    rule: "CR-ENC-01",
    expected: "base64 of what was sealed under a WeChat Pay key, at most 512 characters",
    taken: ["AA==", "AAA=", "AAAA", "A".repeat(512), "z9+/"],
    refused: ["", "A", "AA=", "A===", "A".repeat(516), "AA==AAAA", "A-A="]
  },
  ...rowsOfOrders
]

/** What a schema says of itself, as refusals and decoders tell it. */
export const wordingOf = (schema: Schema.Constraint) => {
  const { expected, isHidden, message, rule } = Schema.resolveAnnotations(schema) ?? {}
  return { expected, isHidden: isHidden ?? false, message, rule }
}
