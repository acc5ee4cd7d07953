/**
 * CR-AMT: amounts in fen, exact to the last safe integer.
 *
 * Method: amounts are drawn at both ends of the range and around the shares that rules speak of, and every
 * result is compared with the same sum in unbounded integers.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { fen, nearShare } from "../arbitraries/amounts.ts"

const largest = BigInt(Number.MAX_SAFE_INTEGER)

/** What exact arithmetic says: the amount, or that no number can hold it. */
const assertExact = (result: Result.Result<Fen.Fen, Fen.Overflow>, exact: bigint): void =>
  assert.strictEqual(
    Result.match(result, { onFailure: (error) => `overflow ${error.exact}`, onSuccess: (amount) => String(amount) }),
    exact > largest ? `overflow ${exact}` : String(exact)
  )

describe("CR-AMT amounts", () => {
  it.prop("CR-AMT-03 every amount survives JSON as the same number", [fen], ([amount]) => {
    assert.strictEqual(JSON.parse(JSON.stringify({ amount })).amount, amount)
  })

  it.prop("CR-AMT-03 every amount is spelled as digits and read back the same", [fen], ([amount]) => {
    const text = Schema.encodeSync(Fen.FenFromString)(amount)
    assert.match(text, /^(0|[1-9][0-9]*)$/)
    assert.strictEqual(Schema.decodeSync(Fen.FenFromString)(text), amount)
  })

  for (const text of ["", " 1", "1 ", "+1", "-1", "01", "1.0", "1e3", "1,000", "9007199254740992", "99999999999999999"]) {
    it(`CR-AMT-03 the text ${JSON.stringify(text)} is no amount`, () => {
      assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(Fen.FenFromString)(text)))
    })
  }

  it.prop("CR-AMT-12 a share is at least 5 % exactly when twenty times it reaches the whole", [nearShare(5)], ([{ part, whole }]) => {
    assert.strictEqual(Fen.isAtLeastPercent(part, whole, Fen.Percent.make(5)), BigInt(part) * 20n >= BigInt(whole))
  })

  it("CR-AMT-12 the 5 % floor of 10001 fen is 501 fen", () => {
    assert.deepStrictEqual(Fen.percentUp(Fen.make(10001), Fen.Percent.make(5)), Result.succeed(Fen.make(501)))
    assert.isTrue(Fen.isAtLeastPercent(Fen.make(501), Fen.make(10001), Fen.Percent.make(5)))
    assert.isFalse(Fen.isAtLeastPercent(Fen.make(500), Fen.make(10001), Fen.Percent.make(5)))
  })

  it.prop("adding is exact, or says that no number can hold the sum", [fen, fen], ([left, right]) => {
    assertExact(Fen.add(left, right), BigInt(left) + BigInt(right))
  })
})
