/**
 * CR-AMT-11 and CR-ID-04: what may be agreed with a borrower.
 *
 * Method: limits are drawn a few fen around the cap, and codes from so few that many were used before, so
 * both verdicts come up in each run.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, Ids, Plan } from "@wxrepay/domain"
import { Enrolment } from "@wxrepay/domain/rules"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { fen, near } from "../arbitraries/amounts.ts"
import { oneOf, pick } from "../arbitraries/choice.ts"
import { planOf } from "../arbitraries/plans.ts"

const limitAndPlan = Arbitrary.flatMap(fen, (limit) =>
  Arbitrary.all({ limit: Arbitrary.Constant(limit), plan: planOf(oneOf(near(limit), fen)) })
)
const code = Arbitrary.map(pick("100001256", "A", "a", "B7"), (text) => Ids.OutContractCode.make(text))

/** Decides with no service and no clock at hand: it compiles only because the rule needs none. */
const decide = <A, E>(decision: Effect.Effect<A, E>): Result.Result<A, E> => Effect.runSync(Effect.result(decision))

describe("CR-AMT a contract's limit", () => {
  it.prop(
    "CR-AMT-11 a limit is refused exactly when it is above the template's cap",
    [limitAndPlan],
    ([{ limit, plan }]) => {
      const verdict = decide(Enrolment.authorizeLimit(limit, plan))
      assert.strictEqual(Result.isFailure(verdict), BigInt(limit) > BigInt(plan.repaymentCap))
      if (Result.isSuccess(verdict)) assert.strictEqual(verdict.success, limit)
      else assert.deepInclude(verdict.failure, { rule: "CR-AMT-11", field: "repaymentAmountLimit", given: limit })
    }
  )

  it("CR-AMT-11 under a cap of 10000 fen, 10000 fen are accepted as limit and 10001 fen are refused in words", () => {
    const plan = Plan.make({ planId: "123", loanKind: "CashLoan", repaymentCap: 10000 })
    assert.deepStrictEqual(decide(Enrolment.authorizeLimit(Fen.make(10000), plan)), Result.succeed(Fen.make(10000)))
    const refused = Effect.runSync(Effect.flip(Enrolment.authorizeLimit(Fen.make(10001), plan)))
    assert.strictEqual(
      refused.message,
      "repaymentAmountLimit must be at most 10000 fen, the template's cap, but 10001 was given (CR-AMT-11)"
    )
  })
})

describe("CR-ID a contract's code", () => {
  it.prop(
    "CR-ID-04 a code is refused exactly when signing ever started under it",
    [code, Arbitrary.array(code, { maxLength: 4 })],
    ([code, used]) => {
      const verdict = decide(Enrolment.authorizeCode(code, new Set(used)))
      assert.strictEqual(Result.isFailure(verdict), used.includes(code))
      if (Result.isSuccess(verdict)) assert.strictEqual(verdict.success, code)
      else assert.deepInclude(verdict.failure, { rule: "CR-ID-04", field: "outContractCode", given: code })
    }
  )

  it("CR-ID-04 a code used before is refused in words, and one that differs by a capital letter is not", () => {
    const used = new Set([Ids.OutContractCode.make("code1")])
    const other = Ids.OutContractCode.make("Code1")
    assert.deepStrictEqual(decide(Enrolment.authorizeCode(other, used)), Result.succeed(other))
    const refused = Effect.runSync(Effect.flip(Enrolment.authorizeCode(Ids.OutContractCode.make("code1"), used)))
    assert.strictEqual(
      refused.message,
      'outContractCode must be a code never used before, but "code1" was given (CR-ID-04)'
    )
  })
})
