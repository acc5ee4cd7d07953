/**
 * Notifications made from few and awkward numbers, so that different ones often look alike; what is told beside them
 * is anything.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import type * as Contract from "../Contract.ts"
import type * as DeductOrder from "../DeductOrder.ts"
import * as Notification from "../Notification.ts"
import type * as ServiceOrder from "../ServiceOrder.ts"
import * as Timestamp from "../Timestamp.ts"
import { int, pick } from "./Choice.ts"
import { contractOf } from "./Contracts.ts"
import { orderOf } from "./DeductOrders.ts"
import * as ServiceOrders from "./ServiceOrders.ts"
import { contractState, orderState } from "./States.ts"
import * as Values from "./Values.ts"

/** What an event is known by: its kind, and its numbers or what was in it. */
export interface Key {
  readonly kind: Notification.Notification["_tag"]
  readonly parts: readonly [string, string, string]
  readonly resource: Schema.Json
}

/** What is told with an event, and may be told otherwise the next time. */
export interface Telling {
  readonly id: string
  readonly createTime: string
  readonly summary: string
  readonly amount: number
  readonly contractState: Contract.State
  readonly orderState: DeductOrder.State
  readonly serviceState: ServiceOrder.ServiceOrder["state"]
}

/** Texts that fall apart or run together when they are joined carelessly. */
const part = pick(
  "",
  "1",
  "11",
  "a",
  ",",
  '"',
  '","',
  '1","1',
  "\\",
  '\\"',
  "[",
  '"]',
  "null",
  "__proto__",
  "\uD800",
  "\u0000",
  "a\u0000a",
  "é"
)

const resource = Arbitrary.schema(
  Schema.Literals(["{}", "[]", "[[]]", "null", '""', '"{}"', "0", '"0"', '{"a":1}', '{"a":"1"}', '{"a":{"a":1}}'])
)

/** Any key; two of them are often the same, and often nearly. */
export const key: Arbitrary.Arbitrary<Key> = Arbitrary.map(
  Arbitrary.all({
    kind: pick(
      "ContractSigned",
      "ContractTerminated",
      "DeductionPaid",
      "ServiceOrderConfirmed",
      "ServiceOrderPaid",
      "PermissionOpened",
      "PermissionClosed",
      "SecurityEcho",
      "UnknownNotification"
    ),
    parts: Arbitrary.all([part, part, part]),
    resource
  }),
  ({ kind, parts, resource }) => ({ kind, parts, resource: readJson(resource) })
)

/** Anything that can be told with an event. */
export const telling: Arbitrary.Arbitrary<Telling> = Arbitrary.all({
  id: Arbitrary.schema(Schema.String),
  createTime: pick("2025-12-04T14:52:35+08:00", "2025-12-04T06:52:35Z", "2026-01-01T00:00:00+08:00"),
  summary: Arbitrary.schema(Schema.String),
  amount: int(0, 1_000_000),
  contractState,
  orderState,
  serviceState: pick("Created", "Doing", "Done", "Revoked", "Expired", "Unknown:FINISHED")
})

const readJson = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Json))
const read = Schema.decodeUnknownSync(Notification.Notification)

/**
 * The notification of an event under a key; an echo is known by the id of the telling, which is then the first part. An
 * order whose first part is empty does not say whose it is.
 */
export const notificationOf = ({ kind, parts, resource }: Key, telling: Telling): Notification.Notification => {
  const [first, second, third] = parts
  const { amount, id, summary } = telling
  const common = { _tag: kind, id, createTime: Timestamp.make(telling.createTime), summary }
  switch (kind) {
    case "ContractSigned":
    case "ContractTerminated":
      return read({
        ...common,
        spMchid: first,
        contract: {
          ...contractOf({ state: telling.contractState, repaymentAmountLimit: amount }),
          outContractCode: second
        }
      })
    case "DeductionPaid":
      return read({
        ...common,
        spMchid: first,
        subMchid: second,
        order: orderOf({ outTradeNo: third, orderState: telling.orderState, deductAmount: amount })
      })
    case "ServiceOrderConfirmed":
    case "ServiceOrderPaid":
      return read({
        ...common,
        order: ServiceOrders.orderOf({
          mchid: first === "" ? undefined : first,
          outOrderNo: second,
          state: telling.serviceState,
          totalAmount: amount
        })
      })
    case "PermissionOpened":
    case "PermissionClosed":
      return read({ ...common, resource })
    case "SecurityEcho":
      return read({ ...common, id: first, resource })
    case "UnknownNotification":
      return read({ ...common, eventType: first, resource })
  }
}

/** Any notification, of each kind. */
export const notification: Arbitrary.Arbitrary<Notification.Notification> = Values.of(Notification.Notification)
