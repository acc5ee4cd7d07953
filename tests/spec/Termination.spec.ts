/**
 * CR-CONTRACT-02, CR-CONTRACT-03, CR-ID-03: how a contract is ended.
 *
 * Method: codes and remarks are drawn around their length limits, half of them with a letter that is not allowed; what
 * is well-formed is restated here letter by letter.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Contract } from "@wxrepay/domain"
import { Enrolment } from "@wxrepay/domain/rules"
import { Choice, Texts } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

const code = Choice.seldom(Texts.within(64, Texts.wordLetters), Texts.around(64, Texts.wordLetters), 2)
const remark = Choice.seldom(Texts.within(128, Texts.freeLetters), Texts.around(128, Texts.freeLetters), 2)

/** Decides with no service and no clock at hand: it compiles only because the rule needs none. */
const decide = (draft: Contract.TerminationDraft) =>
  Result.match(Effect.runSync(Effect.result(Enrolment.authorizeTermination(draft))), {
    onFailure: ({ reasons }) => reasons.map(({ field, given, rule }) => ({ field, given, rule })),
    onSuccess: (termination) => termination
  })

const isCode = (text: string): boolean =>
  text.length >= 1 && text.length <= 64 && [...text].every((letter) => Texts.wordLetters.includes(letter))
const isRemark = (text: string): boolean => text.length >= 1 && text.length <= 128 && Texts.isShort(text)

const own = { outContractCode: "WxCreditRepayment20200910100000", contractTerminationRemark: "签约信息有误" }

const read = (changes: object): string =>
  Result.match(Effect.runSync(Effect.result(Enrolment.authorizeTermination({ ...own, ...changes }))), {
    onFailure: ({ message }) => message,
    onSuccess: () => ""
  })

const aRemark = "1 to 128 characters, none of four bytes such as emoji"

describe("CR-CONTRACT ending a contract", () => {
  it.prop(
    "CR-CONTRACT-02 CR-CONTRACT-03 a contract is ended exactly by its code and a reason; mistakes are told in that order",
    [code, remark],
    ([outContractCode, contractTerminationRemark]) => {
      const mistakes = [
        ...(isCode(outContractCode) ? [] : [{ rule: "CR-ID-03", field: "outContractCode", given: outContractCode }]),
        ...(isRemark(contractTerminationRemark)
          ? []
          : [{ rule: "CR-CONTRACT-03", field: "contractTerminationRemark", given: contractTerminationRemark }])
      ]
      const draft = { outContractCode, contractTerminationRemark }
      assert.deepStrictEqual<unknown>(decide(draft), mistakes.length === 0 ? draft : mistakes)
    },
    { arbitrary: { runs: 300 } }
  )

  it("CR-CONTRACT-02 the number of a contract ends nothing, and is not sent beside its code", () => {
    const draft = { ...own, contractId: "100005698", memo: "1" }
    assert.deepStrictEqual<unknown>(decide(draft), own)
    assert.strictEqual(
      read({ outContractCode: undefined, contractId: "100005698" }),
      "outContractCode must be 1 to 64 digits and letters, but nothing was given (CR-ID-03)"
    )
  })

  it("CR-CONTRACT-03 a reason of 128 characters is accepted, one of 129 is refused in words", () => {
    assert.strictEqual(read({ contractTerminationRemark: "约".repeat(128) }), "")
    assert.strictEqual(
      read({ contractTerminationRemark: "约".repeat(129) }),
      `contractTerminationRemark must be ${aRemark}, but "${"约".repeat(129)}" was given (CR-CONTRACT-03)`
    )
  })

  it("CR-CONTRACT-03 no reason, and an empty one, are refused in words", () => {
    assert.strictEqual(
      read({ contractTerminationRemark: undefined }),
      `contractTerminationRemark must be ${aRemark}, but nothing was given (CR-CONTRACT-03)`
    )
    assert.strictEqual(
      read({ contractTerminationRemark: "" }),
      `contractTerminationRemark must be ${aRemark}, but "" was given (CR-CONTRACT-03)`
    )
  })

  it("two mistakes are told in one breath, and nothing was sent", () => {
    const refused = Effect.runSync(
      Effect.flip(Enrolment.authorizeTermination({ outContractCode: "A_1", contractTerminationRemark: "😀" }))
    )
    assert.strictEqual(
      refused.message,
      'outContractCode must be 1 to 64 digits and letters, but "A_1" was given (CR-ID-03); ' +
        `contractTerminationRemark must be ${aRemark}, but "😀" was given (CR-CONTRACT-03)`
    )
    assert.strictEqual(refused.category, "FixRequest")
  })
})
