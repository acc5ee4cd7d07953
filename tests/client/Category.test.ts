/**
 * What to do about a call that did not succeed, for every status and every kind of call.
 *
 * Method: the table of the documentation is written out here once more, by hand, and compared with the function.
 */
import { assert, describe, it } from "@effect/vitest"
import { Category } from "@wxrepay/domain/client"

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
        (["Read", "Write", "Charge"] as const).map((nature) => Category.ofRefusal(nature, status, "Verified")),
        [read, write, charge]
      )
    })

    it(`V3-VER-09 an unproven ${status} never lets a change or a charge be taken for undone, 401 excepted`, () => {
      for (const authenticity of ["Unsigned", "Invalid"] as const) {
        assert.strictEqual(Category.ofRefusal("Read", status, authenticity), read)
        for (const nature of ["Write", "Charge"] as const) {
          assert.strictEqual(
            Category.ofRefusal(nature, status, authenticity),
            status === 401 ? "FixRequest" : "AskFirst"
          )
        }
      }
    })
  }

  it("V3-NET-04 V3-VER-08 when no answer is believed, a question is asked again and a change is asked for", () => {
    assert.deepStrictEqual((["Read", "Write", "Charge"] as const).map(Category.ofNoAnswer), [
      "BackOff",
      "AskFirst",
      "AskFirst"
    ])
  })
})
