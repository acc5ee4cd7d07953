/**
 * What to do about a call that did not succeed, for every status and every kind of call.
 *
 * Method: the tables of the documentation are written out here once more, by hand, and compared with the function; a
 * property draws every status with every code and every number of a problem.
 */
import { assert, describe, it } from "@effect/vitest"
import { Category } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"

const { int, maybe, oneOf, pick } = Choice

const natures = ["Read", "Repeatable", "Write", "Charge"] as const

const authenticities = ["Verified", "Unsigned", "Invalid"] as const

const hints = ["FixRequest", "AskFirst", "BackOff", "GiveUp"] as const

/** A refusal of any call, with all that it may say. */
const refusals = Arbitrary.all({
  nature: pick(...natures),
  status: oneOf<number>(pick(302, 400, 401, 403, 404, 405, 429, 500, 503), int(300, 599)),
  authenticity: pick(...authenticities),
  code: maybe(pick("PARAM_ERROR", "INVALID_ORDER_STATE", "ORDER_CANCELED", "ORDER_DONE", "TRADE_ERROR", "NEW")),
  hint: maybe(pick(...hints))
})

describe("categories", () => {
  const table: ReadonlyArray<readonly [number, Category.Category, Category.Category, Category.Category]> = [
    // status, read, write, charge
    [302, "GiveUp", "AskFirst", "AskFirst"],
    [400, "FixRequest", "FixRequest", "FixRequest"],
    [401, "FixRequest", "FixRequest", "FixRequest"],
    [403, "GiveUp", "GiveUp", "AskFirst"],
    [404, "AskFirst", "FixRequest", "FixRequest"],
    [405, "FixRequest", "FixRequest", "FixRequest"],
    [415, "FixRequest", "FixRequest", "FixRequest"],
    [429, "BackOff", "BackOff", "AskFirst"],
    [500, "BackOff", "AskFirst", "AskFirst"],
    [501, "BackOff", "AskFirst", "AskFirst"],
    [502, "BackOff", "AskFirst", "AskFirst"],
    [503, "BackOff", "AskFirst", "AskFirst"]
  ]
  for (const [status, read, write, charge] of table) {
    it(`V3-RETRY-01 V3-RETRY-04 V3-RATE-01 a proven ${status} means ${read} for a question, ${write} for a change, ${charge} for a charge`, () => {
      assert.deepStrictEqual(
        natures.map((nature) => Category.ofRefusal(nature, status, "Verified")),
        [read, write, write, charge]
      )
    })

    it(`V3-VER-09 an unproven ${status} never lets a change or a charge be taken for undone, an unsigned 401 excepted`, () => {
      for (const authenticity of ["Unsigned", "Invalid"] as const) {
        assert.strictEqual(Category.ofRefusal("Read", status, authenticity), read)
        for (const nature of ["Repeatable", "Write", "Charge"] as const) {
          assert.strictEqual(
            Category.ofRefusal(nature, status, authenticity),
            status === 401 && authenticity === "Unsigned" ? "FixRequest" : "AskFirst"
          )
        }
      }
    })
  }

  it("V3-NET-04 V3-VER-08 when no answer is believed, a question is asked again and a change is asked for", () => {
    assert.deepStrictEqual(natures.map(Category.ofNoAnswer), ["BackOff", "AskFirst", "AskFirst", "AskFirst"])
  })
})

/** Whether a status leaves open what became of a call: `y` if it does, for a verified, an unsigned and an invalid answer. */
const doubts: ReadonlyArray<readonly [status: number, ...verdicts: ReadonlyArray<string>]> = [
  // status, read, repeatable, write, charge
  [100, "---", "yyy", "yyy", "yyy"],
  [302, "---", "yyy", "yyy", "yyy"],
  [304, "---", "yyy", "yyy", "yyy"],
  [399, "---", "yyy", "yyy", "yyy"],
  [400, "---", "-yy", "-yy", "-yy"],
  [401, "---", "--y", "--y", "--y"],
  [403, "---", "-yy", "-yy", "-yy"],
  [404, "---", "-yy", "-yy", "-yy"],
  [405, "---", "-yy", "-yy", "-yy"],
  [409, "---", "-yy", "-yy", "-yy"],
  [415, "---", "-yy", "-yy", "-yy"],
  [428, "---", "-yy", "-yy", "-yy"],
  [429, "---", "-yy", "-yy", "yyy"],
  [430, "---", "-yy", "-yy", "-yy"],
  [499, "---", "-yy", "-yy", "-yy"],
  [500, "---", "yyy", "yyy", "yyy"],
  [501, "---", "yyy", "yyy", "yyy"],
  [502, "---", "yyy", "yyy", "yyy"],
  [503, "---", "yyy", "yyy", "yyy"],
  [599, "---", "yyy", "yyy", "yyy"]
]

describe("doubt", () => {
  for (const [status, ...verdicts] of doubts) {
    for (const [of, nature] of natures.entries()) {
      for (const [at, authenticity] of authenticities.entries()) {
        const leaves = verdicts[of]?.[at] === "y"
        it(`V3-VER-09 V3-AUTH-06 V3-RATE-01 V3-RETRY-01 a ${authenticity} ${status} ${leaves ? "leaves open" : "tells"} what became of a ${nature}`, () => {
          assert.strictEqual(Category.leavesDoubt(nature, status, authenticity), leaves)
        })
      }
    }
  }

  it.prop(
    "V3-VER-09 whatever is in doubt is asked about first, whatever code and number say",
    [refusals],
    ([{ authenticity, code, hint, nature, status }]) => {
      const leaves = Category.leavesDoubt(nature, status, authenticity)
      assert.isTrue(!leaves || Category.ofRefusal(nature, status, authenticity, { code, hint }) === "AskFirst")
    }
  )
})

describe("PS-ERR categories of service orders", () => {
  const codes: ReadonlyArray<readonly [number, string, Category.Category, Category.Category, Category.Category]> = [
    // status, code, read, write, charge
    [400, "PARAM_ERROR", "FixRequest", "FixRequest", "FixRequest"],
    [400, "INVALID_REQUEST", "FixRequest", "FixRequest", "FixRequest"],
    [400, "INVALID_ORDER_STATE", "AskFirst", "AskFirst", "AskFirst"],
    [400, "ORDER_CANCELED", "AskFirst", "AskFirst", "AskFirst"],
    [400, "ORDER_DONE", "AskFirst", "AskFirst", "AskFirst"],
    [400, "A_NEW_CODE", "FixRequest", "FixRequest", "FixRequest"],
    [401, "SIGN_ERROR", "FixRequest", "FixRequest", "FixRequest"],
    [401, "ORDER_DONE", "FixRequest", "FixRequest", "FixRequest"],
    [403, "NO_AUTH", "GiveUp", "GiveUp", "AskFirst"],
    [403, "TRADE_ERROR", "GiveUp", "GiveUp", "AskFirst"],
    [403, "ORDER_DONE", "GiveUp", "GiveUp", "AskFirst"],
    [404, "ORDER_NOT_EXIST", "AskFirst", "FixRequest", "FixRequest"],
    [429, "FREQUENCY_LIMITED", "BackOff", "BackOff", "AskFirst"],
    [500, "SYSTEM_ERROR", "BackOff", "AskFirst", "AskFirst"]
  ]
  for (const [status, code, read, write, charge] of codes) {
    it(`PS-ERR-01 PS-PAY-09 a proven ${status} ${code} means ${read} for a question, ${write} for a change, ${charge} for a charge`, () => {
      assert.deepStrictEqual(
        natures.map((nature) => Category.ofRefusal(nature, status, "Verified", { code })),
        [read, write, write, charge]
      )
    })
  }

  it("PS-ERR-03 what a code says of the state is not taken back by the number of the problem", () => {
    for (const code of ["INVALID_ORDER_STATE", "ORDER_CANCELED", "ORDER_DONE"]) {
      for (const hint of hints) {
        for (const nature of natures) {
          assert.strictEqual(Category.ofRefusal(nature, 400, "Verified", { code, hint }), "AskFirst")
        }
      }
    }
  })

  it("PS-ERR-03 the number of the problem decides where the status says only that the request is wrong", () => {
    for (const status of [400, 405, 415]) {
      for (const hint of hints) {
        assert.strictEqual(Category.ofRefusal("Write", status, "Verified", { code: "PARAM_ERROR", hint }), hint)
        assert.strictEqual(Category.ofRefusal("Read", status, "Verified", { hint }), hint)
      }
    }
  })

  it("PS-PAY-08 a charge that is refused for its frequency is asked about first, however that is told", () => {
    assert.strictEqual(Category.ofRefusal("Charge", 429, "Verified", { code: "FREQUENCY_LIMITED" }), "AskFirst")
    assert.strictEqual(Category.ofRefusal("Charge", 400, "Verified", { hint: "BackOff" }), "AskFirst")
  })

  it.prop(
    "PS-ERR-03 V3-VER-09 code and number only ever make more careful than the status alone, an unsigned 401 excepted",
    [refusals],
    ([{ authenticity, code, hint, nature, status }]) => {
      const alone = Category.ofRefusal(nature, status, authenticity)
      const category = Category.ofRefusal(nature, status, authenticity, { code, hint })
      if (status === 401 || alone !== "FixRequest") assert.strictEqual(category, alone)
      const isUnsigned401 = status === 401 && authenticity === "Unsigned"
      if (nature !== "Read" && authenticity !== "Verified" && !isUnsigned401) assert.strictEqual(category, "AskFirst")
    }
  )
})
