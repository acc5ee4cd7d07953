/**
 * V3-JSON-02, V3-JSON-03: exactly which members a message must have to be read.
 *
 * Method: of each published message every member is kept, made null or left out as drawn, members nobody knows are put in, and all of
 * them are shuffled; whether it is read is compared with the documented list of what may be missing.
 */
import { assert, describe, it } from "@effect/vitest"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import { received } from "../fixtures/messages.ts"
import { ordersReceived } from "./serviceOrderMessages.ts"

const { int, pick, seldom } = Choice

const messages = [...received, ...ordersReceived]

/** What becomes of a member, and its place among the others. */
const fates = Arbitrary.array(
  Arbitrary.all({ fate: seldom(pick("kept"), pick("null", "missing"), 5), place: int(0, 1_000) }),
  { minLength: 40, maxLength: 40 }
)

/** The message with its members as drawn, and the names of those that are not there or are null. */
const changed = (example: object, drawn: ReadonlyArray<{ readonly fate: string; readonly place: number }>) => {
  const members = Object.entries(example).map(([name, value], index) => ({
    name,
    value: drawn[index]?.fate === "null" ? null : value,
    fate: drawn[index]?.fate ?? "kept",
    place: drawn[index]?.place ?? 0
  }))
  const there = members.filter(({ fate }) => fate !== "missing").toSorted((one, other) => one.place - other.place)
  return {
    message: Object.fromEntries(there.map(({ name, value }) => [name, value])),
    plain: Object.fromEntries(members.filter(({ fate }) => fate === "kept").map(({ name, value }) => [name, value])),
    lacking: members.filter(({ fate }) => fate !== "kept").map(({ name }) => name)
  }
}

describe("V3-JSON which messages are read", () => {
  it("V3-JSON-02 messages of every kind are looked at, none with more members than fates are drawn for", () => {
    assert.isAtLeast(messages.length, 15)
    assert.isAtMost(Math.max(...messages.map(({ example }) => Object.keys(example).length)), 40)
  })

  for (const { decode, example, name, optional } of messages) {
    it.prop(
      `V3-JSON-02 V3-JSON-03 a ${name} is read exactly when no required member is missing or null, in whatever order its members come; null is the same as missing`,
      [fates],
      ([drawn]) => {
        const { lacking, message, plain } = changed(example, drawn)
        const read = decode(message)
        assert.strictEqual(
          Result.isSuccess(read),
          lacking.every((member) => optional.includes(member))
        )
        if (Result.isSuccess(read)) assert.deepStrictEqual(read, decode(plain))
      },
      { arbitrary: { runs: 30 } }
    )
  }
})
