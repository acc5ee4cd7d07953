/**
 * What a person is told of a member that is not written as it must be, with what is just taken and just refused.
 *
 * Method: every member of a draft that has a wording stands in one table; there is nothing to draw.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { rows, wordingOf } from "./wordingRows.ts"

describe("Wordings", () => {
  for (const { expected, isHidden = false, of, refused, rule, taken } of rows) {
    it(`${rule} a member must be ${expected}${isHidden ? ", and is not shown" : ""}`, () => {
      assert.deepStrictEqual(wordingOf(of), { expected, isHidden, message: `Expected ${expected} (${rule})`, rule })
      for (const given of taken) assert.isTrue(Schema.is(of)(given), String(given))
      for (const given of refused) assert.isFalse(Schema.is(of)(given), String(given))
    })
  }
})
