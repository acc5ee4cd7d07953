/**
 * What may be asked for.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Ids from "../Ids.ts"
import { member, membersOf } from "../internal/inspect.ts"
import { structured } from "../internal/structure.ts"
import { unshownCharacters } from "../internal/text.ts"
import { IllFormed } from "../Refusal.ts"
import * as ServiceOrderCall from "../ServiceOrderCall.ts"

/** A question that was refused before anything was sent, with every reason in the order of its members. */
export class LookupRefused extends Schema.TaggedError<LookupRefused>()("LookupRefused", {
  reasons: Schema.NonEmptyArray(IllFormed)
}) {
  override readonly message = this.reasons.map((reason) => reason.message).join("; ")
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}

/** Reads the key of a booking: its number and its contract, both needed. Rules: CR-ID-01, CR-ID-05, CR-SCHED-06. */
export const authorizeRecord = Effect.fnUntraced(function* (given: {
  readonly outRecordId: string
  readonly contractId: string
}): Effect.fn.Return<typeof RecordKey.Type, LookupRefused> {
  const key = membersOf(given, Object.keys(RecordKey.fields))
  const reasons: Array<IllFormed> = []
  const outRecordId = member(reasons, "outRecordId", Ids.OutRecordId, key["outRecordId"])
  const contractId = member(reasons, "contractId", Ids.ContractId, key["contractId"])
  if (Arr.isArrayNonEmpty(reasons)) return yield* new LookupRefused({ reasons })
  return readRecordKey({ outRecordId, contractId })
})

/** Reads the key of a charge. Rule: CR-ID-02. */
export const authorizeOrder = Effect.fnUntraced(function* (given: {
  readonly outTradeNo: string
}): Effect.fn.Return<typeof OrderKey.Type, LookupRefused> {
  const key = membersOf(given, Object.keys(OrderKey.fields))
  const reasons: Array<IllFormed> = []
  const outTradeNo = member(reasons, "outTradeNo", Ids.OutTradeNo, key["outTradeNo"])
  if (Arr.isArrayNonEmpty(reasons)) return yield* new LookupRefused({ reasons })
  return readOrderKey({ outTradeNo })
})

/** Reads the key of a contract: our own code. Rules: CR-ID-03, CR-CONTRACT-05. */
export const authorizeContract = Effect.fnUntraced(function* (given: {
  readonly outContractCode: string
}): Effect.fn.Return<typeof ContractKey.Type, LookupRefused> {
  const key = membersOf(given, Object.keys(ContractKey.fields))
  const reasons: Array<IllFormed> = []
  const outContractCode = member(reasons, "outContractCode", Ids.OutContractCode, key["outContractCode"])
  if (Arr.isArrayNonEmpty(reasons)) return yield* new LookupRefused({ reasons })
  return readContractKey({ outContractCode })
})

/** Reads the key of a service order: its number or a query_id, never both. Rules: PS-ID-01, PS-ID-03, PS-ID-04, PS-QUERY-01. */
export const authorizeServiceOrder = Effect.fnUntraced(function* (
  given: ServiceOrderCall.Key
): Effect.fn.Return<typeof ServiceOrderKey.Type, LookupRefused> {
  const reasons: Array<IllFormed> = []
  const key = structured(reasons, ServiceOrderKey, given)
  if ((key["outOrderNo"] === undefined) === (key["queryId"] === undefined)) {
    const said = key["queryId"] === undefined ? null : "both"
    reasons.unshift(
      new IllFormed({
        rule: "PS-QUERY-01",
        field: "outOrderNo",
        given: said,
        allowed: "given, or a queryId, and never both"
      })
    )
  }
  if (Arr.isArrayNonEmpty(reasons)) return yield* new LookupRefused({ reasons })
  return readServiceOrderKey(key)
})

const ServiceOrderKey = Schema.Struct({
  outOrderNo: Schema.optionalKey(Ids.OutOrderNo),
  queryId: Schema.optionalKey(unshownCharacters("PS-QUERY-01", 1, 512)),
  appid: ServiceOrderCall.Payment.fields.appid,
  serviceId: Ids.ServiceId
})
const readServiceOrderKey = Schema.decodeUnknownSync(ServiceOrderKey)

const RecordKey = Schema.Struct({ outRecordId: Ids.OutRecordId, contractId: Ids.ContractId })
const readRecordKey = Schema.decodeUnknownSync(RecordKey)

const OrderKey = Schema.Struct({ outTradeNo: Ids.OutTradeNo })
const readOrderKey = Schema.decodeUnknownSync(OrderKey)

const ContractKey = Schema.Struct({ outContractCode: Ids.OutContractCode })
const readContractKey = Schema.decodeUnknownSync(ContractKey)
