/**
 * CR-SIGN, CR-ID, CR-AMT: whom a lender may ask to sign, and for what.
 *
 * Method: `presign` breaks each rule about as often as it keeps it, and each rule is restated below and held against
 * the refusals; what is made of parts, an address or a text to seal, is known from its parts. `authorizeApp` and
 * `authorizeH5` read the same draft. No rule is given a service: `decide` compiles only because none is needed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, Ids, Plan } from "@wxrepay/domain"
import { Enrolment } from "@wxrepay/domain/rules"
import { Amounts, Choice, Enrolments, Plans } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { expected } from "./enrolmentReasons.ts"

/** Decides with no service and no clock at hand: it compiles only because the rule needs none. */
const decide = <A, E>(decision: Effect.Effect<A, E>): Result.Result<A, E> => Effect.runSync(Effect.result(decision))

interface Question {
  readonly draft: Enrolments.Draft
  readonly known: Enrolment.Known
}

/** Both ways to ask. */
const ways = [
  { way: "app", ask: ({ draft, known }: Question) => decide(Enrolment.authorizeApp(draft, known)) },
  { way: "browser", ask: ({ draft, known }: Question) => decide(Enrolment.authorizeH5(draft, known)) }
] as const

const reasonsOf = (verdict: Result.Result<unknown, Enrolment.PresignRefused>): ReadonlyArray<Enrolment.Reason> =>
  Result.match(verdict, { onFailure: ({ reasons }) => reasons, onSuccess: () => [] })

/** What a person reads; nothing when the borrower may be asked. */
const read = (verdict: Result.Result<unknown, Enrolment.PresignRefused>): string =>
  Result.match(verdict, { onFailure: ({ message }) => message, onSuccess: () => "" })

const limitAndPlan = Arbitrary.flatMap(Amounts.fen, (limit) =>
  Arbitrary.all({
    limit: Arbitrary.Constant(limit),
    plan: Plans.planOf(Choice.oneOf(Amounts.near(limit), Amounts.fen))
  })
)
const code = Arbitrary.map(Choice.pick("100001256", "A", "a", "B7"), (text) => Ids.OutContractCode.make(text))

/** Every rule, and what it refuses: only the members named, only in the way named. */
const rules = [
  { id: "CR-AMT-03", sentence: "a limit, or the amount of a first collection, that is no whole number of fen" },
  { id: "CR-AMT-11", sentence: "a limit above the cap of the known template" },
  { id: "CR-AMT-13", sentence: "a known template that is not the one asked for" },
  { id: "CR-DATE-04", sentence: "a day of the month that is given and not 1 to 31" },
  { id: "CR-DEDUCT-04", sentence: "a description of more than 127 characters, a note of more than 128" },
  { id: "CR-DEDUCT-05", sentence: "an address of a first collection that nobody can reach" },
  { id: "CR-ID-02", sentence: "a first collection's number that is not 1 to 32 digits and letters" },
  { id: "CR-ID-03", sentence: "a code that is not 1 to 64 digits and letters" },
  { id: "CR-ID-04", sentence: "a code that was ever used before" },
  { id: "CR-ID-06", sentence: "an appid that is not 1 to 32 characters" },
  { id: "CR-ID-07", sentence: "a sub-merchant or its appid that is given and not well-formed" },
  { id: "CR-ID-08", sentence: "a template's number that is not 1 to 64 characters" },
  { id: "CR-SIGN-03", sentence: "a name that is not behind its mask" },
  { id: "CR-SIGN-07", sentence: "a place to return to, and in an app alone" },
  { id: "CR-SIGN-09", sentence: "the older name of the sub-merchant, in a browser always, in an app beside the newer" },
  { id: "V3-ENC-02", sentence: "a part of an identity that cannot be sealed" },
  { id: "V3-HOOK-02", sentence: "an address of the contract's notifications that nobody can reach" }
] as const

describe("CR-SIGN asking a borrower to sign", () => {
  for (const { id, sentence } of rules) {
    it.prop(`${id} by this rule a pre-sign is refused exactly for ${sentence}`, [Enrolments.presign], ([asked]) => {
      for (const { ask, way } of ways) {
        const told = reasonsOf(ask(asked)).flatMap(({ field, rule }) => (rule === id ? [field] : []))
        const due = expected(way, asked).flatMap(({ field, rule }) => (rule === id ? [field] : []))
        assert.deepStrictEqual(told, due, way)
      }
    })
  }

  for (const { ask, way } of ways) {
    it.prop(
      `in the ${way}, every mistake is told at once: the template first, then the members in their order, form before rule`,
      [Enrolments.presign],
      ([asked]) => {
        const told = reasonsOf(ask(asked)).map(({ field, rule }) => ({ field, rule }))
        assert.deepStrictEqual<unknown>(told, expected(way, asked))
      },
      { arbitrary: { runs: 300 } }
    )

    it(`in the ${way}, three mistakes are told in one breath, in the order of the request`, () => {
      const plan = Plan.make({ planId: "124", loanKind: "CashLoan", repaymentCap: 10000 })
      const draft = { ...Enrolments.required, outContractCode: "A_1", repaymentAmountLimit: 10001 }
      const verdict = ask({ draft, known: { plan } })
      assert.strictEqual(
        read(verdict),
        'plan.planId must be the plan that is asked for, 123, but "124" was given (CR-AMT-13); ' +
          'outContractCode must be 1 to 64 digits and letters, but "A_1" was given (CR-ID-03); ' +
          "repaymentAmountLimit must be at most 10000 fen, the template's cap, but 10001 was given (CR-AMT-11)"
      )
      assert.strictEqual(Result.getOrThrow(Result.flip(verdict)).category, "FixRequest")
    })
  }
})

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
