/**
 * V3-JSON: every value of the domain survives the wire, and nothing that arrives makes a decoder throw.
 *
 * Method: random values go out as JSON text and come back; random JSON, and published examples with one member cut
 * out or replaced at any depth, are either read or refused with a typed failure.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Wire } from "@wxrepay/domain/api"
import * as Arbitrary from "effect/Arbitrary"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { received, sent } from "../fixtures/messages.ts"
import { ordersReceived, ordersSent } from "./serviceOrderMessages.ts"

const all = [...received, ...sent, ...ordersReceived, ...ordersSent]

/** A decoded value without the places for unknown members that have nothing in them: an empty place is not sent. */
const compact = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(compact)
    : Predicate.isObject(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name, member]) => name !== "unknownMembers" || JSON.stringify(member) !== "{}")
            .map(([name, member]) => [name, name === "unknownMembers" ? member : compact(member)])
        )
      : value

/**
 * Whether a member is called by one character that JSON has to escape: in Node 24.21, `JSON.parse` now and then reads
 * such a name as a backslash.
 */
const isMisread = (value: unknown): boolean => /"\\(?:u[0-9a-f]{4}|["\\bfnrt])":/u.test(JSON.stringify(value))

/** What becomes of a value in JSON text: the sign of a zero, for one thing, is lost. */
const throughText = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("V3-JSON values that go out and come back", () => {
  for (const { decode, encode, name, values } of all) {
    it.prop(
      `V3-JSON-02 every ${name} goes out, comes back the same, and goes out the same again`,
      [values],
      ([value]) => {
        if (isMisread(value)) return
        const wire = throughText(Result.getOrThrow(encode(value)))
        const back = Result.getOrThrow(decode(wire))
        assert.deepStrictEqual(back, compact(throughText(value)))
        assert.strictEqual(JSON.stringify(Result.getOrThrow(encode(back))), JSON.stringify(wire))
      }
    )
  }
})

/** Where a JSON value can be changed: the names from its root to each of its parts. */
const paths = (value: unknown): ReadonlyArray<ReadonlyArray<string>> => [
  [],
  ...(Predicate.isObjectKeyword(value)
    ? Object.entries(value).flatMap(([name, member]) => paths(member).map((path) => [name].concat(path)))
    : [])
]

/** A JSON value with one of its parts changed; `undefined` cuts the part out. */
const change = (value: unknown, [name, ...rest]: ReadonlyArray<string>, part: unknown): unknown => {
  if (name === undefined) return part
  const members = Predicate.isObjectKeyword(value) ? Object.entries(value) : []
  const changed = members
    .map(([other, member]) => [other, other === name ? change(member, rest, part) : member] as const)
    .filter(([, member]) => member !== undefined)
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed)
}

/** What a part may be changed to; `undefined` for nothing at all. */
const parts: Arbitrary.Arbitrary<unknown> = Arbitrary.map(
  Arbitrary.schema(
    Schema.Union([
      Schema.Undefined,
      Schema.Json,
      Schema.Literals(["", "0", "-1", "1e3", "2025-02-30", "__proto__", "Unknown:", "\uD800", "信贷还款"]),
      Schema.Literals([0, 1.5, -1, 9007199254740991, 1e308])
    ])
  ),
  (part) => (part === undefined ? undefined : throughText(part))
)

const spoiled = (example: Wire.JsonObject): Arbitrary.Arbitrary<unknown> => {
  const places = paths(example)
  return Arbitrary.map(
    Arbitrary.all([
      Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: places.length - 1 }))),
      parts
    ]),
    ([place, part]) => change(example, places[place] ?? [], part)
  )
}

describe("V3-JSON whatever arrives", () => {
  for (const { again, decode, decodeExactly, example, name } of all) {
    it.prop(`V3-JSON-02 any JSON is read as a ${name} or refused with a typed failure`, [Schema.Json], ([json]) => {
      for (const verdict of [decode(json), decodeExactly(json)]) {
        assert.strictEqual(Result.isSuccess(verdict) || Schema.isSchemaError(verdict.failure), true)
      }
    })

    it.prop(
      `V3-JSON-02 a ${name} with one changed part is refused with a typed failure, or read and written again`,
      [spoiled(example)],
      ([json]) => {
        const verdict = decode(json)
        const written = again(json)
        assert.strictEqual(Result.isSuccess(written), Result.isSuccess(verdict))
        if (Result.isFailure(verdict)) assert.isTrue(Schema.isSchemaError(verdict.failure))
        if (Result.isSuccess(written)) assert.deepStrictEqual(decode(written.success), verdict)
      },
      { arbitrary: { runs: 300 } }
    )

    it(`V3-JSON-02 what is no object at all is refused as a ${name} with a typed failure`, () => {
      for (const json of [undefined, null, true, 0, "", [], [example], () => example, Symbol.iterator, 1n]) {
        const verdict = decode(json)
        assert.isTrue(Result.isFailure(verdict) && Schema.isSchemaError(verdict.failure))
      }
    })
  }
})
