/**
 * Messages for users: everything that travels under the contract has values, in every spelling that is read.
 *
 * Method: the contract is walked once more, by its groups; what is drawn is decoded by the schemas of the endpoint, and
 * spellings are looked for by what stands in the message.
 */
import { assert, describe, it } from "@effect/vitest"
import { Api, ErrorAnswer, Notifications } from "@wxrepay/domain/api"
import * as api from "@wxrepay/domain/api"
import { Messages, Values } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const some = <A>(values: Arbitrary.Arbitrary<A>, count = 50) => Arbitrary.sampleEffect(values, { count, seed: 7 })

/** Whether a schema reads a message. */
const reads = (schema: Schema.Top) => {
  const read = Schema.decodeUnknownResult(Schema.make<Schema.Codec<unknown>>(schema.ast), { onExcessProperty: "error" })
  return (message: unknown): boolean => Result.isSuccess(read(message))
}

const everyEndpoint = Object.values(Api.groups).flatMap((group) =>
  Object.values(group.endpoints).map(({ identifier }) => `${group.identifier}.${identifier}`)
)

const isJson = Schema.is(Schema.Json)

describe("messages of every endpoint", () => {
  it("no endpoint is missing", () => {
    assert.isAbove(everyEndpoint.length, 15)
    assert.deepStrictEqual<ReadonlyArray<string>>(Messages.names.toSorted(), everyEndpoint.toSorted())
  })

  it("an endpoint that there is not is told by its name", () => {
    const name: Messages.Name = JSON.parse('"deductOrders.refund"')
    assert.throws(() => Messages.sent(name), "The contract has no endpoint deductOrders.refund")
  })

  for (const name of Messages.names) {
    const { answered, refused, sent } = Messages.schemas(name)

    it.effect(
      `V3-JSON-05 whatever is drawn as sent to ${name}, its parts are read, and have no member of their own`,
      () =>
        Effect.gen(function* () {
          for (const message of yield* some(Messages.sent(name))) {
            for (const part of ["params", "query", "headers", "body"] as const) {
              const schemas = sent[part]
              if (schemas.length === 0) assert.isUndefined(message[part])
              else
                assert.isTrue(
                  schemas.some((schema) => reads(schema)(message[part])),
                  part
                )
            }
          }
        })
    )

    it.effect(`V3-JSON-02 whatever is drawn as answered by ${name} is read, and is JSON`, () =>
      Effect.gen(function* () {
        assert.isNotEmpty(answered)
        const drawn = yield* some(Messages.answered(name))
        for (const [status] of answered) assert.isTrue(drawn.some((answer) => answer.status === status))
        for (const { body, status } of drawn) {
          assert.isTrue(answered.some(([under, schema]) => under === status && Result.isSuccess(lenient(schema, body))))
          assert.isTrue(body === undefined || isJson(body))
        }
      })
    )

    it.effect(`V3-ERR-01 every documented status of a refusal by ${name} comes up, with a code and a message`, () =>
      Effect.gen(function* () {
        const drawn = yield* some(Messages.refused(name), 300)
        assert.deepStrictEqual(
          [...new Set(drawn.map(({ status }) => String(status)))].toSorted(),
          [...new Set(refused.map(([status]) => String(status)))].toSorted()
        )
        assert.isTrue(drawn.every(({ body }) => reads(ErrorAnswer.ErrorBody)(body)))
      })
    )
  }
})

const lenient = (schema: Schema.Top, message: unknown) =>
  Schema.decodeUnknownResult(Schema.make<Schema.Codec<unknown>>(schema.ast))(message)

const isSchema = (value: unknown): value is Schema.Top => Schema.isSchema(value)

const rooms: Readonly<Record<string, object>> = api

const wire = Object.entries(rooms).flatMap(([room, members]) =>
  Object.entries(members).flatMap(([name, member]: [string, unknown]) =>
    isSchema(member) ? [{ name: `${room}.${name}`, schema: member }] : []
  )
)

describe("every schema of the wire", () => {
  it("the modules of the wire are walked", () => assert.isAbove(wire.length, 40))

  for (const { name, schema } of wire) {
    it.effect(`what travels for ${name} is read, and what it is read as is one`, () =>
      Effect.gen(function* () {
        for (const message of yield* some(Values.encoded(schema), 50)) {
          assert.isTrue(Result.isSuccess(lenient(schema, message)))
        }
        const values: ReadonlyArray<unknown> = yield* some(Values.of(schema), 50)
        assert.isTrue(values.every(Schema.is(schema)))
      })
    )
  }
})

describe("what the platform posts", () => {
  const events = Object.keys(Messages.events).filter((name): name is Messages.Event => name in Notifications.eventTypes)

  it("no event is missing", () => {
    assert.deepStrictEqual(events.toSorted(), Object.keys(Notifications.eventTypes).toSorted())
  })

  for (const kind of events) {
    it.effect(`whatever is drawn for ${kind} is read`, () =>
      Effect.gen(function* () {
        for (const json of yield* some(Messages.event(kind))) {
          assert.isTrue(Result.isSuccess(lenient(Messages.events[kind], json)))
        }
      })
    )
  }

  it.effect("an envelope is read, and so is what asks for another delivery", () =>
    Effect.gen(function* () {
      for (const body of yield* some(Messages.envelope)) {
        assert.isTrue(Result.isSuccess(lenient(Notifications.Envelope, body)))
      }
      assert.isTrue((yield* some(Messages.failure)).every(reads(Notifications.Failure)))
    })
  )
})

/** The values that one member has in many messages. */
const membersOf = (bodies: ReadonlyArray<unknown>, name: string): ReadonlyArray<unknown> =>
  bodies.map((body) => (Predicate.hasProperty(body, name) ? body[name] : undefined))

describe("spellings that are read", () => {
  const bodies = Effect.map(some(Messages.answered("deductOrders.find"), 1000), (all) => all.map(({ body }) => body))
  const orders = Effect.map(some(Messages.answered("serviceOrders.find"), 300), (all) => all.map(({ body }) => body))

  it.effect("CR-AMT-03 an amount is digits, or a number, the largest and the least among them", () =>
    Effect.gen(function* () {
      const amounts = membersOf(yield* bodies, "deduct_amount")
      for (const edge of [0, "0", 1, "1", 9007199254740991, "9007199254740991"]) assert.include(amounts, edge)
    })
  )

  it.effect("V3-JSON-03 what may be missing is there, is missing, and is null", () =>
    Effect.gen(function* () {
      const sums = membersOf(yield* bodies, "pay_success_amount")
      assert.includeMembers([...sums], [undefined, null])
      assert.isTrue(sums.some(Predicate.isString) && sums.some(Predicate.isNumber))
    })
  )

  it.effect("CR-DEDUCT-02 every documented state comes up, and states of a later platform", () =>
    Effect.gen(function* () {
      const states = membersOf(yield* bodies, "order_state")
      const known = ["PENDING", "NOT_PAY", "PAY_SUCCESS", "PAY_FAIL"].map((state) => `DEDUCT_ORDER_STATE_${state}`)
      assert.includeMembers([...states], known)
      assert.isTrue(states.some((state) => Predicate.isString(state) && !known.includes(state)))
    })
  )

  it.effect("V3-JSON-02 members come up that nobody knows", () =>
    Effect.gen(function* () {
      const names = new Set((yield* bodies).flatMap((body) => Object.keys(Object(body))))
      assert.isAbove(names.size, 20)
    })
  )

  it.effect("PS-QUERY-02 a list comes in brackets, and one line comes without", () =>
    Effect.gen(function* () {
      const lines = membersOf(yield* orders, "post_payments")
      assert.isTrue(lines.some((line) => Array.isArray(line)))
      assert.isTrue(lines.some((line) => Predicate.isObject(line) && !Array.isArray(line)))
    })
  )

  it.effect("CR-HOOK-08 CR-HOOK-09 the number of a template is text or a number, and the end has two names", () =>
    Effect.gen(function* () {
      const contracts = yield* some(Messages.event("ContractTerminated"), 300)
      const plans = membersOf(contracts, "plan_id")
      assert.isTrue(plans.some(Predicate.isString) && plans.some(Predicate.isNumber))
      for (const name of ["contract_terminated_mode", "contract_termination_mode"]) {
        assert.isTrue(membersOf(contracts, name).some(Predicate.isString), name)
      }
    })
  )
})
