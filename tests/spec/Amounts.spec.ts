/**
 * CR-AMT: amounts in fen, exact to the last safe integer.
 *
 * Method: amounts are drawn at both ends of the range and around the shares that rules speak of, and every
 * result is compared with the same sum in unbounded integers. What is no amount is drawn as often as what is.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { Amounts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const largest = BigInt(Number.MAX_SAFE_INTEGER)
const isFen = Schema.is(Fen.Fen)
const isSpelled = (text: string): boolean => Result.isSuccess(Schema.decodeResult(Fen.FenFromString)(text))

/** What exact arithmetic says: the amount, or that no number can hold it. */
const assertExact = (result: Result.Result<Fen.Fen, Fen.Overflow>, exact: bigint): void =>
  assert.strictEqual(
    Result.match(result, { onFailure: (error) => `overflow ${error.exact}`, onSuccess: (amount) => String(amount) }),
    exact > largest ? `overflow ${exact}` : String(exact)
  )

describe("CR-AMT amounts", () => {
  it.prop("CR-AMT-03 every amount survives JSON as the same number", [Amounts.fen], ([amount]) => {
    assert.strictEqual(JSON.parse(JSON.stringify({ amount })).amount, amount)
  })

  it.prop("CR-AMT-03 every amount is spelled as digits and read back the same", [Amounts.fen], ([amount]) => {
    const text = Schema.encodeSync(Fen.FenFromString)(amount)
    assert.strictEqual(text, BigInt(amount).toString())
    assert.strictEqual(Schema.decodeSync(Fen.FenFromString)(text), amount)
  })

  it.prop(
    "CR-AMT-03 a text is an amount exactly when it is digits without a leading zero, up to 9007199254740991",
    [Amounts.digits],
    ([text]) => {
      const onlyDigits = text !== "" && [...text].every((letter) => "0123456789".includes(letter))
      assert.strictEqual(isSpelled(text), onlyDigits && BigInt(text).toString() === text && BigInt(text) <= largest)
    }
  )

  for (const text of [
    "",
    " 1",
    "1 ",
    "+1",
    "-1",
    "01",
    "1.0",
    "1e3",
    "1,000",
    "9007199254740992",
    "99999999999999999"
  ]) {
    it(`CR-AMT-03 the text ${JSON.stringify(text)} is no amount`, () => {
      assert.isFalse(isSpelled(text))
    })
  }

  for (const text of ["0", "1", "10000", "9007199254740991"]) {
    it(`CR-AMT-03 the text ${JSON.stringify(text)} is an amount`, () => {
      assert.isTrue(isSpelled(text))
    })
  }

  it("CR-AMT-03 a text that is no amount is refused in words", () => {
    assert.throws(
      () => Schema.decodeSync(Fen.FenFromString)("1,000"),
      "Expected fen as digits without sign, point or leading zero (CR-AMT-03)"
    )
  })

  it.prop("CR-AMT-03 every whole number from 0 to 9007199254740991 is an amount", [Amounts.fen], ([amount]) => {
    assert.isTrue(isFen(Number(amount)))
    assert.strictEqual(Fen.make(Number(amount)), amount)
  })

  it.prop("CR-AMT-03 no fraction, negative, unsafe or endless number is an amount", [Amounts.noFen], ([number]) => {
    assert.isFalse(isFen(number))
    assert.throws(() => Fen.make(number))
  })

  for (const number of [0.5, -1, 2 ** 53, 1e21, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    it(`CR-AMT-03 the number ${number} is no amount`, () => {
      assert.isFalse(isFen(number))
    })
  }

  it.prop("adding is exact, or says that no number can hold the sum", [Amounts.two], ([[left, right]]) => {
    assertExact(Fen.add(left, right), BigInt(left) + BigInt(right))
  })

  it.prop(
    "a sum of many is exact, or says that no number can hold it",
    [Arbitrary.array(Amounts.fen, { maxLength: 6 })],
    ([amounts]) => {
      const exact = amounts.map(BigInt).reduce((left, right) => left + right, 0n)
      assertExact(Fen.sum(amounts), exact)
    }
  )

  it("one fen more than the largest amount is said, not rounded", () => {
    const refused = Result.flip(Fen.add(Fen.largest, Fen.make(1)))
    assert.strictEqual(
      Result.getOrThrow(refused).message,
      "9007199254740992 fen is more than a number can hold exactly"
    )
    const nearly = Fen.make(9007199254740990)
    assert.deepStrictEqual(Fen.add(nearly, Fen.make(1)), Result.succeed(Fen.largest))
    assert.deepStrictEqual(Fen.sum([]), Result.succeed(Fen.zero))
  })

  it.prop("taking a part is refused exactly when it is more than there is", [Amounts.two], ([[total, part]]) => {
    const rest = Fen.subtract(total, part)
    assert.strictEqual(Result.isFailure(rest), BigInt(part) > BigInt(total))
    if (Result.isSuccess(rest)) assert.strictEqual(BigInt(rest.success), BigInt(total) - BigInt(part))
    else assert.deepInclude(rest.failure, { _tag: "Overdraw", total, part })
  })

  it("100 fen leave nothing after 100 fen, and 101 fen cannot be taken from them", () => {
    assert.deepStrictEqual(Fen.subtract(Fen.make(100), Fen.make(100)), Result.succeed(Fen.zero))
    const refused = Result.flip(Fen.subtract(Fen.make(100), Fen.make(101)))
    assert.strictEqual(Result.getOrThrow(refused).message, "Cannot take 101 fen from 100 fen")
  })

  it.prop("of two amounts one is the smaller and the other the larger", [Amounts.two], ([[left, right]]) => {
    const [small, large] = BigInt(left) <= BigInt(right) ? [left, right] : [right, left]
    assert.strictEqual(Fen.min(left, right), small)
    assert.strictEqual(Fen.max(left, right), large)
  })

  it.prop("an amount is shown in yuan with its last two digits behind the point", [Amounts.fen], ([amount]) => {
    const text = BigInt(amount).toString().padStart(3, "0")
    assert.strictEqual(Fen.toYuan(amount), `${text.slice(0, -2)}.${text.slice(-2)}`)
  })

  for (const { amount, yuan } of [
    { amount: 0, yuan: "0.00" },
    { amount: 9, yuan: "0.09" },
    { amount: 10000, yuan: "100.00" },
    { amount: 9007199254740991, yuan: "90071992547409.91" }
  ]) {
    it(`${amount} fen are ${yuan} yuan`, () => {
      assert.strictEqual(Fen.toYuan(Fen.make(amount)), yuan)
    })
  }

  it.prop(
    "CR-AMT-12 a percentage is rounded up to a whole fen, exactly",
    [Amounts.wholeAndShare],
    ([{ percent, whole }]) => {
      const product = BigInt(whole) * BigInt(percent)
      assertExact(Fen.percentUp(whole, percent), product / 100n + (product % 100n === 0n ? 0n : 1n))
    }
  )

  it.prop(
    "CR-AMT-12 a percentage is rounded down to a whole fen, exactly",
    [Amounts.wholeAndShare],
    ([{ percent, whole }]) => {
      const product = BigInt(whole) * BigInt(percent)
      assertExact(Fen.percentDown(whole, percent), (product - (product % 100n)) / 100n)
    }
  )

  it.prop(
    "CR-AMT-12 a part is at least a percentage of a whole exactly when a hundred parts are that many wholes",
    [Amounts.wholeAndShare],
    ([{ part, percent, whole }]) => {
      const expected = BigInt(part) * 100n >= BigInt(whole) * BigInt(percent)
      assert.strictEqual(Fen.isAtLeastPercent(part, whole, percent), expected)
    }
  )

  it.prop(
    "CR-AMT-12 a part is at least 5 % exactly when twenty times it reaches the whole",
    [Amounts.nearShare(5)],
    ([{ part, whole }]) => {
      assert.strictEqual(Fen.isAtLeastPercent(part, whole, Fen.Percent.make(5)), BigInt(part) * 20n >= BigInt(whole))
    }
  )

  it.prop(
    "CR-AMT-12 a part is at least 10 % exactly when ten times it reaches the whole",
    [Amounts.nearShare(10)],
    ([{ part, whole }]) => {
      assert.strictEqual(Fen.isAtLeastPercent(part, whole, Fen.Percent.make(10)), BigInt(part) * 10n >= BigInt(whole))
    }
  )

  it("CR-AMT-12 the 5 % floor of 10001 fen is 501 fen", () => {
    assert.deepStrictEqual(Fen.percentUp(Fen.make(10001), Fen.Percent.make(5)), Result.succeed(Fen.make(501)))
    assert.isTrue(Fen.isAtLeastPercent(Fen.make(501), Fen.make(10001), Fen.Percent.make(5)))
    assert.isFalse(Fen.isAtLeastPercent(Fen.make(500), Fen.make(10001), Fen.Percent.make(5)))
  })

  it("CR-AMT-12 450359962737047 fen are not 5 % of 9007199254740941 fen, which rounding would hide", () => {
    const [part, whole] = [Fen.make(450359962737047), Fen.make(9007199254740941)]
    assert.isFalse(Fen.isAtLeastPercent(part, whole, Fen.Percent.make(5)))
    assert.isTrue(Fen.isAtLeastPercent(Fen.make(450359962737048), whole, Fen.Percent.make(5)))
  })
})
