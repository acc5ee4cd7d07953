/**
 * The contract, implemented on the ledger.
 *
 * @since 0.1.0
 */
import type { Ids } from "@wxrepay/domain"
import { Api, ErrorAnswer, Gate, Wire } from "@wxrepay/domain/api"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import type * as HttpApiError from "effect/http-api/HttpApiError"
import * as Layer from "effect/Layer"
import * as SchemaIssue from "effect/SchemaIssue"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BookRefusal, Charged, ChargeRefusal, Ledger } from "./Ledger.ts"

/** What the endpoints do besides answering. */
export interface Options {
  readonly ledger: Ledger
  readonly subMchid: Ids.SubMchid
  /** Called once for every order that is new. */
  readonly onCharged: (charged: Charged) => Effect.Effect<void>
}

/** Bookings: E5 and E6. */
const layerScheduleRecords = ({ ledger, subMchid }: Options) =>
  HttpApiBuilder.group(Api, "scheduleRecords", (handlers) =>
    handlers
      .handle("create", ({ payload }) =>
        payload.scheduleItems[0].subMchid === subMchid
          ? Effect.mapBoth(ledger.book(payload), {
              onFailure: refuse,
              onSuccess: ({ record }) => ({ scheduleRecords: [record] })
            })
          : Effect.fail(new ErrorAnswer.ErrorAnswer(foreignSubMerchant))
      )
      .handle("find", ({ params, query }) =>
        Effect.flatMap(ledger.state, ({ bookings }) => {
          const found = Option.filter(
            HashMap.get(bookings, params.out_record_id),
            ({ record }) => record.contractId === query.contract_id
          )
          return Option.isSome(found) ? Effect.succeed(found.value.record) : missing
        })
      )
  )

/** Charges: E7 and E8. */
const layerDeductOrders = ({ ledger, onCharged }: Options) =>
  HttpApiBuilder.group(Api, "deductOrders", (handlers) =>
    handlers
      .handle("create", ({ payload }) =>
        ledger.charge(payload).pipe(
          Effect.tap(({ charged, isNew }) => (isNew ? onCharged(charged) : Effect.void)),
          Effect.mapBoth({ onFailure: refuse, onSuccess: ({ charged }) => charged.order })
        )
      )
      .handle("find", ({ params }) =>
        Effect.flatMap(ledger.state, ({ orders }) => {
          const found = HashMap.get(orders, params.out_trade_no)
          return Option.isSome(found) ? Effect.succeed(found.value.order) : missing
        })
      )
  )

/** A request that is not written as the contract says is refused by member. Rules: V3-ERR-02, V3-JSON-03, V3-JSON-05. */
const layerGate = HttpApiMiddleware.layerSchemaErrorTransform(Gate, (error) => Effect.fail(malformed(error)))

/** Every endpoint of the contract. */
export const layer = (options: Options) =>
  HttpApiBuilder.layer(Api).pipe(
    Layer.provide([layerScheduleRecords(options), layerDeductOrders(options)]),
    Layer.provide(layerGate)
  )

const locations = {
  Params: "path",
  Query: "query",
  Headers: "header",
  Payload: "body",
  Body: "body",
  ResponseHeaders: "header"
}

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()

const malformed = ({ cause, kind }: HttpApiError.HttpApiSchemaError): ErrorAnswer.ErrorAnswer => {
  const [issue] = formatIssues(cause.issue).issues
  const path = (issue?.path ?? []).map((segment) => String(typeof segment === "object" ? segment.key : segment))
  const field = kind === "Payload" ? `/${path.join("/")}` : path.join(".")
  return new ErrorAnswer.ErrorAnswer({
    status: 400,
    code: "PARAM_ERROR",
    message: `${field}: ${issue?.message ?? "malformed"}`,
    detail: { field, issue: issue?.message ?? "malformed", location: locations[kind] }
  })
}

/** Rules whose breach is a matter of state, not of form; which code it gets is assumed. */
const stateRules: ReadonlySet<string> = new Set([
  "CR-SCHED-03",
  "CR-SCHED-05",
  "CR-DEDUCT-01",
  "CR-DEDUCT-06",
  "CR-DEDUCT-08",
  "CR-DEDUCT-10"
])

/** The platform names one reason, the first. */
const refuse = (refusal: BookRefusal | ChargeRefusal): ErrorAnswer.ErrorAnswer => {
  const { allowed, field, given, message, rule } = "reasons" in refusal ? refusal.reasons[0] : refusal
  return new ErrorAnswer.ErrorAnswer({
    status: 400,
    code: stateRules.has(rule) ? "INVALID_REQUEST" : "PARAM_ERROR",
    message,
    detail: { field: Wire.pointer(field), value: given, issue: `must be ${allowed}`, location: "body" }
  })
}

const missing = Effect.fail(
  new ErrorAnswer.ErrorAnswer({
    status: 404,
    code: "RESOURCE_NOT_EXISTS",
    message: "what was asked for does not exist"
  })
)

/** Rule: CR-ID-07. */
const foreignSubMerchant = {
  status: 403,
  code: "NO_AUTH",
  message: "the sub-merchant is not one of the service provider's (CR-ID-07)",
  detail: { field: "/schedule_items/0/sub_mchid", location: "body" }
} as const
