/**
 * PS-STATE: where a service order stands, what each stage allows, and where calls and events lead.
 *
 * Method: every combination of the three members is looked at, and words that no page has are drawn; the table of calls is restated here as the documents
 * print it, row by row.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrderStage as Stage } from "@wxrepay/domain"
import { Choice, ServiceOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const { oneOf, pick } = Choice

/** A word that no page has; some are named like known ones. */
const unknown = Arbitrary.map(
  oneOf<string>(pick("Done", "UserPaid", "USER_ACCEPT", ""), Arbitrary.schema(Schema.String)),
  (word) => `Unknown:${word}`
)

const states: ReadonlyArray<Stage.State> = ["Created", "Doing", "Done", "Revoked", "Expired", "Unknown:NEW"]
const descriptions: ReadonlyArray<Stage.StateDescription | undefined> = [
  undefined,
  "UserConfirm",
  "MchComplete",
  "Unknown:NEW"
]
const collections: ReadonlyArray<Stage.CollectionState | undefined> = [
  undefined,
  "UserPaying",
  "UserPaid",
  "Unknown:USER_ACCEPT"
]

/** The seven combinations that are documented or follow from them; every other says nothing certain. */
const documented: Readonly<Record<string, Stage.Stage>> = {
  "Created//": "Created",
  "Doing/UserConfirm/": "InService",
  "Doing/MchComplete/UserPaying": "AwaitingPayment",
  "Done//UserPaid": "Paid",
  "Done//": "Finished",
  "Revoked//": "Revoked",
  "Expired//": "Expired"
}

describe("PS-STATE the stage of an order", () => {
  for (const state of states) {
    it(`PS-STATE-01 PS-STATE-02 PS-STATE-03 PS-STATE-04 ${state} alone decides nothing: all three members do`, () => {
      for (const stateDescription of descriptions) {
        for (const collected of collections) {
          const collection = collected === undefined ? undefined : { state: collected }
          const told = `${state}/${stateDescription ?? ""}/${collected ?? ""}`
          assert.strictEqual(Stage.of({ state, stateDescription, collection }), documented[told] ?? "Unclear", told)
        }
      }
    })
  }

  const anyState = oneOf<string>(pick("Done", "Doing", "Doing", "Created", "Revoked", "Expired"), unknown)
  const anyDescription = oneOf<string>(pick("", "UserConfirm", "MchComplete"), pick("", "MchComplete"), unknown)
  const anyCollection = oneOf<string>(pick("", "UserPaying", "UserPaid"), pick("", "UserPaying"), unknown)

  it.prop(
    "PS-STATE-01 PS-STATE-02 PS-STATE-03 PS-STATE-04 a stage is clear exactly when the three members are together one of the seven that are documented, whatever words a later platform has",
    [anyState, anyDescription, anyCollection],
    ([state, stateDescription, collected]) => {
      const { collection, ...members } = ServiceOrders.orderOf({
        state,
        ...(stateDescription === "" ? {} : { stateDescription }),
        ...(collected === "" ? {} : { collection: { state: collected } })
      })
      const stage = Stage.of({ ...members, collection })
      assert.strictEqual(stage, documented[`${state}/${stateDescription}/${collected}`] ?? "Unclear")
    }
  )

  it("PS-COL-02 a collection without a state tells as much as none", () => {
    assert.strictEqual(Stage.of({ state: "Done", collection: {} }), "Finished")
  })
})

describe("PS-STATE what a stage says to a call", () => {
  const stages = ["Created", "InService", "AwaitingPayment", "Paid", "Revoked", "Expired"] as const
  const table: Readonly<Record<Stage.Call, string>> = {
    Cancel: "yes yes contested no same no",
    Modify: "no no yes no no no",
    Complete: "no yes same same no no",
    Pay: "no no yes no no no",
    Sync: "no no yes no no no"
  }
  const words = { yes: "Allowed", no: "Refused", same: "OnlyRepeated", contested: "Contested" } as const
  const isWord = Schema.is(Schema.Literals(["yes", "no", "same", "contested"]))

  for (const call of ["Cancel", "Modify", "Complete", "Pay", "Sync"] as const) {
    it(`PS-STATE-07 ${call}: ${stages.map((stage, at) => `${stage} ${table[call].split(" ")[at]}`).join(", ")}`, () => {
      for (const [at, stage] of stages.entries()) {
        const word = table[call].split(" ")[at]
        assert.strictEqual(isWord(word) ? words[word] : word, Stage.says(stage, call), stage)
      }
      assert.strictEqual(Stage.says("Unclear", call), "Contested")
    })
  }

  it("PS-PAY-01 PS-MODIFY-01 PS-SYNC-01 PS-COMPLETE-01 PS-CANCEL-01 the stages that a call needs are named", () => {
    assert.deepStrictEqual(Stage.needs("Pay"), ["AwaitingPayment"])
    assert.deepStrictEqual(Stage.needs("Modify"), ["AwaitingPayment"])
    assert.deepStrictEqual(Stage.needs("Sync"), ["AwaitingPayment"])
    assert.deepStrictEqual(Stage.needs("Complete"), ["InService"])
    assert.deepStrictEqual(Stage.needs("Cancel"), ["Created", "InService"])
  })

  it("PS-STATE-01 PS-STATE-06 what is paid, finished, revoked or expired stays; nothing closes what awaits payment", () => {
    const all: ReadonlyArray<Stage.Stage> = [...stages, "Finished", "Unclear"]
    assert.deepStrictEqual(all.filter(Stage.isFinal), ["Paid", "Revoked", "Expired", "Finished"])
    assert.isUndefined(Stage.leadsTo.Expires.AwaitingPayment)
    assert.deepStrictEqual(Stage.leadsTo.Expires.Created, ["Expired"])
  })
})
