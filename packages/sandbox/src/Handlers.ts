/**
 * The contract, implemented on the ledger.
 *
 * @since 0.1.0
 */
import { Api, ErrorAnswer, Gate } from "@wxrepay/domain/api"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import type * as HttpApiError from "effect/http-api/HttpApiError"
import * as Layer from "effect/Layer"
import * as SchemaIssue from "effect/SchemaIssue"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as ContractHandlers from "./ContractHandlers.ts"
import type { Charged } from "./Ledger.ts"
import { foreignSubMerchant, missing, refuse } from "./Refusals.ts"
import * as ServiceOrderHandlers from "./ServiceOrderHandlers.ts"

/** What the endpoints do besides answering. */
export interface Options extends ContractHandlers.Options, ServiceOrderHandlers.Options {
  /** Called once for every order that is new. */
  readonly onCharged: (charged: Charged) => Effect.Effect<void>
}

/** Bookings: E5 and E6. */
const layerScheduleRecords = ({ account, ledger }: Options) =>
  HttpApiBuilder.group(Api, "scheduleRecords", (handlers) =>
    handlers
      .handle("create", ({ payload }) =>
        payload.scheduleItems[0].subMchid === account.subMchid
          ? Effect.mapBoth(ledger.book(payload), {
              onFailure: refuse,
              onSuccess: ({ record }) => ({ scheduleRecords: [record] })
            })
          : Effect.fail(foreignSubMerchant("/schedule_items/0/sub_mchid"))
      )
      .handle("find", ({ params, query }) =>
        Effect.flatMap(ledger.state, ({ bookings }) => {
          const found = Option.filter(
            HashMap.get(bookings, params.out_record_id),
            ({ record }) => record.contractId === query.contract_id
          )
          return Option.isSome(found) ? Effect.succeed(found.value.record) : Effect.fail(missing)
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
          return Option.isSome(found) ? Effect.succeed(found.value.order) : Effect.fail(missing)
        })
      )
  )

/** A request that is not written as the contract says is refused by member. Rules: V3-ERR-02, V3-JSON-03, V3-JSON-05. */
const layerGate = HttpApiMiddleware.layerSchemaErrorTransform(Gate, (error) => Effect.fail(malformed(error)))

/** Every endpoint of the contract. */
export const layer = (options: Options) =>
  HttpApiBuilder.layer(Api).pipe(
    Layer.provide([
      ContractHandlers.layerContracts(options),
      layerScheduleRecords(options),
      layerDeductOrders(options),
      ContractHandlers.layerCertificates(options),
      ContractHandlers.layerSecurity(options),
      ServiceOrderHandlers.layer(options)
    ]),
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
