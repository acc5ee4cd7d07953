/**
 * Everything that travels, made from the contract itself, so that no endpoint can be missing: what is sent, what is
 * answered, how the platform refuses, and what it posts. Of what the platform tells, every spelling that is read comes
 * up: an amount as digits or as a number, `null` for what is missing, members of a later platform.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as HttpApi from "effect/http-api/HttpApi"
import * as Schema from "effect/Schema"
import { Api } from "../api/Api.ts"
import * as Notifications from "../api/Notifications.ts"
import { oneOf } from "./Choice.ts"
import { encoded } from "./Values.ts"

type Groups = typeof Api.groups

/** An endpoint of the contract by its group and its name: `deductOrders.create`. */
export type Name = {
  readonly [Group in keyof Groups]: `${Group}.${keyof Groups[Group]["endpoints"] & string}`
}[keyof Groups]

/** What is sent to an endpoint: the parts of its path, its question, its headers, and its body if it has one. */
export interface Sent {
  readonly params: unknown
  readonly query: unknown
  readonly headers: unknown
  readonly body: unknown
}

/** What an endpoint answers. An answer without a body has none. */
export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** The schemas of an endpoint. */
export interface Endpoint {
  readonly sent: { readonly [Part in keyof Sent]: ReadonlyArray<Schema.Top> }
  readonly answered: ReadonlyArray<readonly [status: number, body: Schema.Top]>
  readonly refused: Endpoint["answered"]
}

const contract = new Map<string, Endpoint>()

HttpApi.reflect(Api, {
  onGroup: () => {},
  onEndpoint: ({ endpoint, errors, group, successes }) => {
    const { headers, params, payload, query } = endpoint
    const given = (schema: Schema.Top | undefined): ReadonlyArray<Schema.Top> => (schema === undefined ? [] : [schema])
    const byStatus = (all: typeof errors): Endpoint["answered"] =>
      Array.from(all).flatMap(([status, bodies]) => bodies.map((body) => [status, body] as const))
    contract.set(`${group.identifier}.${endpoint.identifier}`, {
      sent: {
        params: given(params),
        query: given(query),
        headers: given(headers),
        body: Array.from(payload.values()).flatMap(({ schemas }) => schemas)
      },
      answered: byStatus(successes),
      refused: byStatus(errors)
    })
  }
})

const isName = (name: string): name is Name => contract.has(name)

/** Every endpoint of the contract. */
export const names: ReadonlyArray<Name> = Array.from(contract.keys()).filter(isName)

/** The schemas of an endpoint. Throws where there is no such endpoint. */
export const schemas = (name: Name): Endpoint => {
  const endpoint = contract.get(name)
  if (endpoint === undefined) throw new Error(`The contract has no endpoint ${name}`)
  return endpoint
}

/** One of several, or nothing where there are none. */
const anyOf = ([first, ...others]: ReadonlyArray<Schema.Top>): Arbitrary.Arbitrary<unknown> =>
  first === undefined ? Arbitrary.Constant(undefined) : oneOf<unknown>(encoded(first), ...others.map(encoded))

/**
 * Anything that may be sent to an endpoint.
 *
 * **Example** (What a charge says of itself)
 *
 * ```ts
 * import { DeductOrders } from "@wxrepay/domain/api"
 * import { Messages } from "@wxrepay/domain/testing"
 * import * as Arbitrary from "effect/Arbitrary"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const charges = Effect.runSync(Arbitrary.sampleEffect(Messages.sent("deductOrders.create"), { count: 10 }))
 * charges.every(({ body }) => Schema.is(Schema.toEncoded(DeductOrders.Charge))(body)) // => true
 * ```
 */
export const sent = (name: Name): Arbitrary.Arbitrary<Sent> => {
  const { body, headers, params, query } = schemas(name).sent
  return Arbitrary.all({ params: anyOf(params), query: anyOf(query), headers: anyOf(headers), body: anyOf(body) })
}

const answers = ([first, ...others]: Endpoint["answered"]): Arbitrary.Arbitrary<Answered> => {
  const answer = ([status, body]: readonly [number, Schema.Top]) =>
    Arbitrary.map(encoded(body), (body): Answered => ({ status, body }))
  return first === undefined
    ? Arbitrary.Constant({ status: 204, body: undefined })
    : oneOf(answer(first), ...others.map(answer))
}

/** Anything that an endpoint may answer when it does what it is asked for. */
export const answered = (name: Name): Arbitrary.Arbitrary<Answered> => answers(schemas(name).answered)

/** Every way in which an endpoint may refuse. Rules: V3-ERR-01, V3-ERR-02. */
export const refused = (name: Name): Arbitrary.Arbitrary<Answered> => answers(schemas(name).refused)

/** An event that is told: the kinds of `Notification` that this version knows. */
export type Event = keyof typeof Notifications.eventTypes

/** What is sealed in the notification of each event. */
export const events: { readonly [Kind in Event]: Schema.Top } = {
  ContractSigned: Notifications.ContractEvent,
  ContractTerminated: Notifications.ContractEvent,
  DeductionPaid: Notifications.DeductionPay,
  ServiceOrderConfirmed: Notifications.ServiceOrderEvent,
  ServiceOrderPaid: Notifications.ServiceOrderEvent,
  PermissionOpened: Schema.Json,
  PermissionClosed: Schema.Json,
  SecurityEcho: Schema.Json
}

/** What is sealed in the notification of an event, opened. */
export const event = (kind: Event): Arbitrary.Arbitrary<unknown> => encoded(events[kind])

/** The body of a notification: an envelope, whose sealed part nobody can open. */
export const envelope = encoded(Notifications.Envelope)

/** What a notification is answered when it is to be delivered again. Rule: V3-HOOK-04. */
export const failure = encoded(Notifications.Failure)
