/**
 * The rules of the platform as data: one file per family, all of them here under their ids.
 *
 * @since 0.1.0
 */
import { rules as crScope } from "./CR-SCOPE.ts"
import { rules as crHdr } from "./CR-HDR.ts"
import { rules as crAmt } from "./CR-AMT.ts"
import { rules as crDate } from "./CR-DATE.ts"
import { rules as crId } from "./CR-ID.ts"
import { rules as crSign } from "./CR-SIGN.ts"
import { rules as crEnc } from "./CR-ENC.ts"
import { rules as crContract } from "./CR-CONTRACT.ts"
import { rules as crSched } from "./CR-SCHED.ts"
import { rules as crDeduct } from "./CR-DEDUCT.ts"
import { rules as crHook } from "./CR-HOOK.ts"
import { rules as crErr } from "./CR-ERR.ts"
import { rules as v3Net } from "./V3-NET.ts"
import { rules as v3Hdr } from "./V3-HDR.ts"
import { rules as v3Rid } from "./V3-RID.ts"
import { rules as v3Json } from "./V3-JSON.ts"
import { rules as v3Date } from "./V3-DATE.ts"
import { rules as v3Sign } from "./V3-SIGN.ts"
import { rules as v3Auth } from "./V3-AUTH.ts"
import { rules as v3Ver } from "./V3-VER.ts"
import { rules as v3Unsigned } from "./V3-UNSIGNED.ts"
import { rules as v3Probe } from "./V3-PROBE.ts"
import { rules as v3Serial } from "./V3-SERIAL.ts"
import { rules as v3Rot } from "./V3-ROT.ts"
import { rules as v3Cert } from "./V3-CERT.ts"
import { rules as v3Aead } from "./V3-AEAD.ts"
import { rules as v3Echo } from "./V3-ECHO.ts"
import { rules as v3Enc } from "./V3-ENC.ts"
import { rules as v3Err } from "./V3-ERR.ts"
import { rules as v3Retry } from "./V3-RETRY.ts"
import { rules as v3Idem } from "./V3-IDEM.ts"
import { rules as v3Rate } from "./V3-RATE.ts"
import { rules as v3Test } from "./V3-TEST.ts"
import { rules as v3Hook } from "./V3-HOOK.ts"
import { rules as psId } from "./PS-ID.ts"
import { rules as psState } from "./PS-STATE.ts"
import { rules as psCreate } from "./PS-CREATE.ts"
import { rules as psAmt } from "./PS-AMT.ts"
import { rules as psTime } from "./PS-TIME.ts"
import { rules as psLoc } from "./PS-LOC.ts"
import { rules as psRisk } from "./PS-RISK.ts"
import { rules as psDev } from "./PS-DEV.ts"
import { rules as psQuery } from "./PS-QUERY.ts"
import { rules as psCancel } from "./PS-CANCEL.ts"
import { rules as psComplete } from "./PS-COMPLETE.ts"
import { rules as psModify } from "./PS-MODIFY.ts"
import { rules as psPay } from "./PS-PAY.ts"
import { rules as psSync } from "./PS-SYNC.ts"
import { rules as psCol } from "./PS-COL.ts"
import { rules as psDirect } from "./PS-DIRECT.ts"
import { rules as psHook } from "./PS-HOOK.ts"
import { rules as psErr } from "./PS-ERR.ts"

export type { Certainty, Decided, Family, Rule, Told } from "./Rule.ts"

/**
 * Every rule, keyed by id.
 *
 * **Example** (How sure a rule is)
 *
 * ```ts
 * import { rulebook } from "@wxrepay/domain/rulebook"
 *
 * rulebook["CR-DATE-02"].certainty // => ["documented"]
 * rulebook["CR-DATE-03"].certainty // => ["inferred"]
 * ```
 */
export const rulebook = {
  ...crScope,
  ...crHdr,
  ...crAmt,
  ...crDate,
  ...crId,
  ...crSign,
  ...crEnc,
  ...crContract,
  ...crSched,
  ...crDeduct,
  ...crHook,
  ...crErr,
  ...v3Net,
  ...v3Hdr,
  ...v3Rid,
  ...v3Json,
  ...v3Date,
  ...v3Sign,
  ...v3Auth,
  ...v3Ver,
  ...v3Unsigned,
  ...v3Probe,
  ...v3Serial,
  ...v3Rot,
  ...v3Cert,
  ...v3Aead,
  ...v3Echo,
  ...v3Enc,
  ...v3Err,
  ...v3Retry,
  ...v3Idem,
  ...v3Rate,
  ...v3Test,
  ...v3Hook,
  ...psId,
  ...psState,
  ...psCreate,
  ...psAmt,
  ...psTime,
  ...psLoc,
  ...psRisk,
  ...psDev,
  ...psQuery,
  ...psCancel,
  ...psComplete,
  ...psModify,
  ...psPay,
  ...psSync,
  ...psCol,
  ...psDirect,
  ...psHook,
  ...psErr
} as const

/** The id of a rule. */
export type RuleId = keyof typeof rulebook

/** What a refusal names: its message, and the rule that refuses. */
interface Refused {
  readonly message: string
  readonly rule: RuleId
}

/**
 * A refusal with the rule that it names: what it demands, how sure that is, and where it stands.
 *
 * **Example** (A day too early)
 *
 * ```ts
 * import { explain } from "@wxrepay/domain/rulebook"
 *
 * explain({ rule: "CR-DATE-03", message: "Too early (CR-DATE-03)" }) // => "Too early (CR-DATE-03). Assumed: the booking day is the current date in Beijing (UTC+8 all year), from 16:00 UTC already the next day. [inferred: official partner page 4016779459 (2025.12.05)]"
 * ```
 */
export const explain = ({ message, rule }: Refused): string => {
  const { certainty, sentence, source } = rulebook[rule]
  return `${message}. ${sentence} [${certainty.join(", ")}: ${source}]`
}
