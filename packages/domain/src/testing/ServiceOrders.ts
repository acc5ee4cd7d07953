/**
 * Service orders as the platform tells them, in every stage.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as ServiceOrder from "../ServiceOrder.ts"
import * as Stage from "../ServiceOrderStage.ts"
import { int } from "./Choice.ts"
import * as Values from "./Values.ts"

/** The published order, which drafts name unless they are drawn: its number, its appid and its service. */
export const published = {
  outOrderNo: "1234323JKHDFE1243252",
  appid: "wxd678efh567hg6787",
  serviceId: "2002000000000558128851361561536"
}

/** What the platform tells of an order in each stage, three members at a time; what is unclear is told in many ways. */
const told: Readonly<Record<Stage.Stage, string>> = {
  Created: "Created",
  InService: "Doing UserConfirm",
  AwaitingPayment: "Doing MchComplete UserPaying",
  Paid: "Done - UserPaid",
  Finished: "Done",
  Revoked: "Revoked",
  Expired: "Expired",
  Unclear:
    "Doing, Doing MchComplete, Doing UserConfirm UserPaying, Doing MchComplete Unknown:WAIT_PAY, Doing Unknown:X, " +
    "Done - UserPaying, Done MchComplete, Created UserConfirm, Revoked - Unknown:CLOSED, Unknown:CLOSED"
}

/** An order with these facts besides its numbers; what is `undefined` is not told. */
export const orderOf = (facts: object): ServiceOrder.ServiceOrder =>
  Schema.decodeUnknownSync(ServiceOrder.ServiceOrder)(present({ ...published, state: "Created", ...facts }))

/** Every stage that an order may be told in. */
export const stages = Stage.Stage.literals

/** Every way in which an order of a stage is told, with these facts besides. */
export const ordersAt = (stage: Stage.Stage, facts: object = {}): ReadonlyArray<ServiceOrder.ServiceOrder> =>
  told[stage].split(", ").map((triple) => {
    const [state, description, collected] = triple.split(" ")
    const collection = collected === undefined ? {} : { collection: { state: collected } }
    return orderOf({ ...facts, state, stateDescription: description === "-" ? undefined : description, ...collection })
  })

/** A value as JSON carries it: without the members that are `undefined`. */
export const present = (value: object): object => JSON.parse(JSON.stringify(value))

/** Any order as the platform may tell it, as often in each stage. */
export const order: Arbitrary.Arbitrary<ServiceOrder.ServiceOrder> = Arbitrary.map(
  Arbitrary.all([Values.of(Stage.Stage), int(0, 100), Values.of(ServiceOrder.ServiceOrder)]),
  ([stage, at, { collection, state: _state, stateDescription: _description, ...order }]) => {
    const all = ordersAt(stage)
    const { collection: collected, state = "Created", stateDescription } = all[at % all.length] ?? {}
    return {
      ...order,
      state,
      ...(stateDescription === undefined ? {} : { stateDescription }),
      ...(collected === undefined ? {} : { collection: { ...collection, ...collected } })
    }
  }
)
