/**
 * CR-DEDUCT-04, CR-CONTRACT-03, V3-ECHO-01 and V3-JSON-01: free text on a charge, a termination and an echo.
 *
 * Method: texts are drawn around the length limit from characters of one, two and three bytes of UTF-8, half
 * of them with one stranger of four bytes, or half of one.
 */
import { assert, describe, it } from "@effect/vitest"
import { Echo, Text } from "@wxrepay/domain"
import { Texts } from "@wxrepay/domain/testing"
import * as Schema from "effect/Schema"

const fourBytes = ["😀", "\u{10000}", "\u{10FFFF}"]
const halves = ["\uD800", "\uD83D", "\uDBFF", "\uDC00", "\uDE00", "\uDFFF"]

const texts = [
  { rule: "CR-DEDUCT-04", name: "a description", schema: Text.Description, least: 0, limit: 127 },
  { rule: "CR-DEDUCT-04", name: "a note", schema: Text.Attach, least: 0, limit: 128 },
  { rule: "CR-CONTRACT-03", name: "a reason to end a contract", schema: Text.TerminationRemark, least: 1, limit: 128 },
  { rule: "V3-ECHO-01", name: "a message to be echoed", schema: Echo.EchoMessage, least: 1, limit: 214 }
]

describe("CR-DEDUCT, CR-CONTRACT and V3-ECHO free text", () => {
  for (const { least, limit, name, rule, schema } of texts) {
    const accepts = Schema.is(schema)
    const size = `${least === 0 ? "at most" : `${least} to`} ${limit} characters`

    it.prop(
      `${rule} V3-JSON-01 ${name} is accepted exactly when it is ${size} of one to three bytes`,
      [Texts.around(limit, Texts.freeLetters, [...fourBytes, ...halves, "é", "货", "\n"])],
      ([text]) => {
        assert.strictEqual(accepts(text), text.length >= least && text.length <= limit && Texts.isShort(text))
      }
    )

    it(`${rule} ${name} of ${limit} characters is accepted, one of ${limit + 1} is not`, () => {
      const texts = ["", "货", "货".repeat(limit), "货".repeat(limit + 1)]
      assert.deepStrictEqual(texts.map(accepts), [least === 0, true, true, false])
    })

    it(`${rule} ${name} that is too long is refused in words`, () => {
      assert.throws(
        () => Schema.decodeSync(schema)("x".repeat(limit + 1)),
        `Expected ${size}, none of four bytes such as emoji (${rule})`
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
