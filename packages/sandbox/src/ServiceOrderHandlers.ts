/**
 * Service orders: the endpoints P1 to P8, implemented on the ledger.
 *
 * @since 0.1.0
 */
import type { ServiceOrder } from "@wxrepay/domain"
import { Api } from "@wxrepay/domain/api"
import { Lookup } from "@wxrepay/domain/rules"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HashMap from "effect/HashMap"
import * as Result from "effect/Result"
import * as Struct from "effect/Struct"
import type { Ledger } from "./Ledger.ts"
import * as Merchant from "./Merchant.ts"
import type { ServiceCharges } from "./ServiceCharges.ts"
import type { Moved, Names, Switches } from "./ServiceOrders.ts"
import * as Refusals from "./ServiceRefusals.ts"

/** What these endpoints stand on. */
export interface Options {
  readonly account: Merchant.Account
  readonly ledger: Ledger
  readonly charges: ServiceCharges
  readonly switches: Switches
}

/** Service orders: P1 to P8. */
export const layer = (options: Options) => {
  const { ledger, switches } = options
  const { serviceOrders } = ledger
  return HttpApiBuilder.group(Api, "serviceOrders", (handlers) =>
    handlers
      .handle("create", ({ payload }) =>
        newNames.pipe(
          Effect.flatMap((names) => serviceOrders.create(payload, names)),
          Effect.map(({ serviced }) => ({
            ...Struct.omit(serviced.order, [...afterCompletion, "openid"]),
            ...(serviced.package === undefined ? {} : { package: serviced.package })
          })),
          Effect.catch(Refusals.refuse)
        )
      )
      .handle("find", ({ query }) => Effect.catch(find(options, query), Refusals.refuse))
      .handle("cancel", ({ params, payload }) =>
        serviceOrders.cancel(params.out_order_no, payload, switches.cancelAwaitingPayment !== "Refuse").pipe(
          Effect.map(({ order }) => numbersOf(order)),
          Effect.catch(Refusals.refuse)
        )
      )
      .handle("modify", ({ params, payload }) =>
        serviceOrders.modify(params.out_order_no, payload).pipe(
          Effect.map(({ order }) => order),
          Effect.catch(Refusals.refuse)
        )
      )
      .handle("complete", ({ params, payload }) =>
        serviceOrders.complete(params.out_order_no, payload).pipe(
          Effect.tap((moved) => beginCharging(options, moved)),
          Effect.uninterruptible,
          Effect.map(({ serviced }) => Struct.omit(serviced.order, ["attach", "collection", "notifyUrl", "openid"])),
          Effect.catch(Refusals.refuse)
        )
      )
      .handle("pay", ({ params, payload }) => Effect.catch(pay(options, params.out_order_no, payload), Refusals.refuse))
      .handle("sync", ({ params, payload }) =>
        serviceOrders.sync(params.out_order_no, payload).pipe(
          Effect.map(({ order }) => order),
          Effect.catch(Refusals.refuse)
        )
      )
      .handle("directComplete", ({ payload }) =>
        newNames.pipe(
          Effect.flatMap((names) => serviceOrders.completeDirectly(payload, names)),
          Effect.tap((moved) => beginCharging(options, moved)),
          Effect.uninterruptible,
          Effect.map(({ serviced }) => Struct.omit(serviced.order, ["collection", "needCollection", "openid"])),
          Effect.catch(Refusals.refuse)
        )
      )
  )
}

/** What creating does not tell, though the order it repeats may have come that far. */
const afterCompletion = ["collection", "needCollection", "totalAmount"] as const

/** Rule: PS-COMPLETE-03. */
const beginCharging = ({ charges }: Options, { isNew, serviced: { order } }: Moved) =>
  isNew ? charges.begin(order.outOrderNo) : Effect.void

/** Rules: PS-QUERY-01, PS-ID-03, PS-ID-04, PS-ID-07. */
const find = Effect.fnUntraced(function* (
  { account, ledger }: Options,
  query: {
    readonly appid: string
    readonly service_id: string
    readonly out_order_no?: string
    readonly query_id?: string
  }
): Effect.fn.Return<ServiceOrder.ServiceOrder, Refusals.Refused> {
  const given = {
    outOrderNo: query.out_order_no,
    queryId: query.query_id,
    appid: query.appid,
    serviceId: query.service_id
  }
  const key = yield* Effect.mapError(Lookup.authorizeServiceOrder(given), ({ reasons: [reason] }) =>
    Refusals.badQuery(reason)
  )
  if (key.appid !== account.appid) return yield* Refusals.foreignAppid
  const { serviceOrders } = yield* ledger.state
  const found = Array.from(HashMap.values(serviceOrders)).find(
    ({ order, queryId }) =>
      (order.outOrderNo === key.outOrderNo || queryId === key.queryId) && order.serviceId === key.serviceId
  )
  return found === undefined ? yield* Refusals.unknownOrder : found.order
})

/** Rules: PS-PAY-02, PS-PAY-04, PS-PAY-06 to PS-PAY-08. */
const pay = Effect.fnUntraced(function* (
  { charges, switches: { payAnswer, strictPay } }: Options,
  outOrderNo: string,
  body: Parameters<ServiceCharges["pay"]>[1]
) {
  if (strictPay === true) {
    if (body.appid === undefined) return yield* Refusals.badMember("/appid", "it has to be given (PS-PAY-02)")
    if (body.serviceId === undefined) return yield* Refusals.badMember("/service_id", "it has to be given (PS-PAY-02)")
  }
  const paid = yield* Effect.result(charges.pay(outOrderNo, body))
  const isPaying = Result.isSuccess(paid) || paid.failure === Refusals.charging
  if (payAnswer === "UserPaying" && isPaying) return { tradeState: "UserPaying" } as const
  const { order } = yield* Effect.fromResult(paid)
  return payAnswer === "Empty" ? undefined : numbersOf(order)
})

const numbersOf = (order: ServiceOrder.ServiceOrder) =>
  Struct.pick(order, ["appid", "mchid", "orderId", "outOrderNo", "serviceId"])

/** Names of the platform's own. The number has the form of the published ones; the others are opaque. */
const newNames = Effect.map(
  Effect.provide(
    Effect.flatMap(SecureRandom.SecureRandom, (random) => random.randomBytes(52)),
    SecureRandom.layerWebCrypto
  ),
  (bytes): Names => ({
    orderId: Merchant.digits(bytes.slice(0, 20)),
    package: `ps${Hex.encode(bytes.slice(20, 36))}`,
    queryId: Hex.encode(bytes.slice(36))
  })
)
