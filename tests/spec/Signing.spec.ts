/**
 * CR-SIGN-04, CR-SIGN-05, CR-CONTRACT-05: what became of a borrower who was asked to sign.
 *
 * Method: there are few answers, so every combination of them is looked at: no contract or one in each state, how often
 * in a row there was none, and whether the time is over. States of a later platform are drawn besides.
 */
import { assert, describe, it } from "@effect/vitest"
import { Signing } from "@wxrepay/domain/rules"
import { Choice, Contracts, States } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const inState = (state: Parameters<typeof Contracts.contractOf>[0]["state"]) =>
  Contracts.contractOf({ state, repaymentAmountLimit: 10000 })

/** The verdict on no contract, by how often in a row there was none, while the borrower can sign and afterwards. */
const ofNone = [
  { absences: 0, open: "Undecided", over: "Undecided" },
  { absences: 1, open: "Undecided", over: "Undecided" },
  { absences: 2, open: "Undecided", over: "NotSigned" },
  { absences: 3, open: "Undecided", over: "NotSigned" },
  { absences: 100, open: "Undecided", over: "NotSigned" }
]

/** The verdict on a contract, whatever was said before. */
const ofContract = [
  { state: "Effective", verdict: "Signed" },
  { state: "Terminated", verdict: "Ended" },
  { state: "Invalid", verdict: "Undecided" },
  { state: "Unknown:CONTRACT_STATE_PAUSED", verdict: "Undecided" },
  { state: "Unknown:Effective", verdict: "Undecided" }
] as const

describe("CR-SIGN what became of the asking", () => {
  for (const { absences, open, over } of ofNone) {
    it(`CR-SIGN-05 no contract, ${absences} times in a row, is ${open} while the borrower can sign and ${over} afterwards`, () => {
      const verdicts = [false, true].map((isOver) => Signing.verdict({ absences, isOver })._tag)
      assert.deepStrictEqual<ReadonlyArray<string>>(verdicts, [open, over])
      assert.strictEqual<string>(Signing.verdict({ contract: undefined, absences, isOver: true })._tag, over)
    })
  }

  for (const { state, verdict } of ofContract) {
    it(`CR-SIGN-05 a contract that is ${state} is ${verdict}, whatever was said before and whenever`, () => {
      const contract = inState(state)
      for (const { absences } of ofNone) {
        for (const isOver of [false, true]) {
          const read = Signing.verdict({ contract, absences, isOver })
          assert.strictEqual<string>(read._tag, verdict)
          if ("contract" in read) assert.deepStrictEqual(read.contract, contract)
          assert.strictEqual("contract" in read, verdict !== "Undecided")
        }
      }
    })
  }

  it.prop(
    "CR-SIGN-04 CR-SIGN-05 CR-CONTRACT-05 nobody signed exactly when there is no contract, said twice, and the time is over",
    [
      Arbitrary.all({
        state: Choice.maybe(States.contractState),
        absences: Choice.int(0, 4),
        isOver: Arbitrary.schema(Schema.Boolean)
      })
    ],
    ([{ absences, isOver, state }]) => {
      const contract = state === undefined ? undefined : inState(state)
      const { _tag } = Signing.verdict({ contract, absences, isOver })
      assert.strictEqual(_tag === "NotSigned", state === undefined && isOver && absences >= 2)
      assert.strictEqual(_tag === "Signed", state === "Effective")
      assert.strictEqual(_tag === "Ended", state === "Terminated")
    }
  )

  it("CR-SIGN-04 why nobody signed is told by nobody, so nothing is told with it", () => {
    assert.deepStrictEqual({ ...Signing.verdict({ absences: 2, isOver: true }) }, { _tag: "NotSigned" })
    assert.deepStrictEqual({ ...Signing.verdict({ absences: 0, isOver: true }) }, { _tag: "Undecided" })
  })

  it("a verdict is one of four, and can be stored and read again", () => {
    const contract = inState("Effective")
    for (const answers of [
      { contract, absences: 0, isOver: false },
      { contract: inState("Terminated"), absences: 0, isOver: false },
      { absences: 2, isOver: true },
      { absences: 0, isOver: false }
    ]) {
      const verdict = Signing.verdict(answers)
      const stored: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(Signing.Verdict)(verdict)))
      assert.deepStrictEqual(Schema.decodeUnknownSync(Signing.Verdict)(stored), verdict)
    }
  })
})
