/**
 * CR-DEDUCT-04 and V3-JSON-01: free text on a charge.
 *
 * Method: texts are drawn around the length limit from characters of one, two and three bytes of UTF-8, half
 * of them with one stranger of four bytes, or half of one.
 */
import { assert, describe, it } from "@effect/vitest"
import { Text } from "@wxrepay/domain"
import * as Schema from "effect/Schema"
import { around, freeLetters, isShort } from "../arbitraries/texts.ts"

const fourBytes = ["😀", "\u{10000}", "\u{10FFFF}"]
const halves = ["\uD800", "\uD83D", "\uDBFF", "\uDC00", "\uDE00", "\uDFFF"]

const texts = [
  { name: "a description", schema: Text.Description, limit: 127 },
  { name: "a note", schema: Text.Attach, limit: 128 }
]

describe("CR-DEDUCT free text", () => {
  for (const { limit, name, schema } of texts) {
    const accepts = Schema.is(schema)

    it.prop(
      `CR-DEDUCT-04 ${name} is accepted exactly when it is at most ${limit} characters of one to three bytes`,
      [around(limit, freeLetters, [...fourBytes, ...halves, "é", "货", "\n"])],
      ([text]) => {
        assert.strictEqual(accepts(text), text.length <= limit && isShort(text))
      }
    )

    it(`CR-DEDUCT-04 ${name} of ${limit} characters is accepted, one of ${limit + 1} is not`, () => {
      assert.deepStrictEqual(["", "货".repeat(limit), "货".repeat(limit + 1)].map(accepts), [true, true, false])
    })

    it(`CR-DEDUCT-04 ${name} that is too long is refused in words`, () => {
      assert.throws(
        () => Schema.decodeSync(schema)("x".repeat(limit + 1)),
        `Expected at most ${limit} characters, none of four bytes such as emoji (CR-DEDUCT-04)`
      )
    })

    it(`V3-JSON-01 ${name} holds no emoji, no other character of four bytes and no half of one`, () => {
      for (const stranger of [...fourBytes, ...halves]) assert.isFalse(accepts(`信贷${stranger}还款`))
    })

    it(`V3-JSON-01 ${name} holds the first and the last character of one, two and three bytes`, () => {
      assert.isTrue(accepts("\u0000\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFF"))
    })
  }
})
