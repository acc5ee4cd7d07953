/**
 * CR-SIGN: what an authorised pre-sign holds, what a refused one says, and what is left to the platform.
 *
 * Method: `soundApp` and `soundH5` keep every rule, often just so, and must come through untouched; then one member at
 * a time of a sound draft is made wrong, with real numbers, and the sentence that a person reads is looked at.
 */
import { assert, describe, it } from "@effect/vitest"
import { Plan, Presign } from "@wxrepay/domain"
import { Enrolment } from "@wxrepay/domain/rules"
import { Amounts, Choice, Enrolments, Hostile, Plans } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const askApp = (draft: Presign.AppPresignDraft, known: Enrolment.Known = {}) =>
  Effect.runSync(Effect.result(Enrolment.authorizeApp(draft, known)))
const askH5 = (draft: Presign.H5PresignDraft, known: Enrolment.Known = {}) =>
  Effect.runSync(Effect.result(Enrolment.authorizeH5(draft, known)))

/** What a person reads; nothing when the borrower may be asked. */
const read = (verdict: Result.Result<unknown, Enrolment.PresignRefused>): string =>
  Result.match(verdict, { onFailure: ({ message }) => message, onSuccess: () => "" })

/** A draft without the identity, and without members that hold nothing, at any depth. */
const given = (draft: object): unknown =>
  Object.fromEntries(
    Object.entries(draft)
      .filter(([name, value]) => name !== "realIdentity" && value !== undefined)
      .map(([name, value]): [string, unknown] => [name, Predicate.isObject(value) ? given(value) : value])
  )

/** An identity in clear, to be compared with what was handed in. */
const opened = ({ identity }: { readonly identity: Enrolments.Draft["realIdentity"] }) =>
  identity === undefined ? undefined : [identity.identityId, identity.realName].map((part) => Redacted.value(part))

const inClear = (plain: Enrolments.Case["plain"]) =>
  plain === undefined ? undefined : [plain.id.text, plain.name.text]

describe("CR-SIGN an authorised pre-sign", () => {
  it.prop(
    "CR-SIGN-11 an app's pre-sign that keeps every rule is authorised exactly as given, whatever it leaves out",
    [Enrolments.soundApp],
    ([{ draft, known, plain }]) => {
      const authorized = Result.getOrThrow(askApp(draft, known))
      assert.deepStrictEqual<unknown>({ ...authorized.terms }, given(draft))
      assert.isTrue(Schema.is(Presign.AppTerms)(authorized.terms))
      assert.deepStrictEqual(opened(authorized), inClear(plain))
    }
  )

  it.prop(
    "CR-SIGN-11 a browser's pre-sign that keeps every rule is authorised exactly as given, whatever it leaves out",
    [Enrolments.soundH5],
    ([{ draft, known, plain }]) => {
      const authorized = Result.getOrThrow(askH5(draft, known))
      assert.deepStrictEqual<unknown>({ ...authorized.terms }, given(draft))
      assert.isTrue(Schema.is(Presign.H5Terms)(authorized.terms))
      assert.deepStrictEqual(opened(authorized), inClear(plain))
    }
  )

  it("CR-SIGN-11 without a day and an identity a borrower may be asked, in an app and in a browser", () => {
    for (const ask of [askApp, askH5]) {
      const { identity, terms } = Result.getOrThrow(ask(Enrolments.required))
      assert.deepStrictEqual<unknown>([{ ...terms }, identity], [Enrolments.required, undefined])
    }
  })

  it("CR-SIGN-11 a member that is null or undefined counts as left out", () => {
    const nothing: unknown = JSON.parse('{"repaymentDay":null,"realIdentity":null,"tradeInfo":null,"subMchid":null}')
    for (const ask of [askApp, askH5]) {
      const draft = Object.assign({ ...Enrolments.required, subAppid: undefined, jumpInfo: undefined }, nothing)
      assert.deepStrictEqual<unknown>({ ...Result.getOrThrow(ask(draft)).terms }, Enrolments.required)
    }
  })

  it("members that a program adds to a draft are not sent", () => {
    for (const ask of [askApp, askH5]) {
      const draft = { ...Enrolments.required, memo: "1", unknownMembers: { memo: "1" }, plan_id: "9" }
      assert.deepStrictEqual<unknown>({ ...Result.getOrThrow(ask(draft)).terms }, Enrolments.required)
    }
  })

  it.prop(
    "CR-AMT-13 what is left to the platform is exactly what needs a template or the codes, when these are not known",
    [
      Arbitrary.all({
        plan: Choice.maybe(Plans.planOf(Amounts.fen)),
        usedCodes: Choice.maybe(Arbitrary.Constant(new Set<string>()))
      })
    ],
    ([known]) => {
      const left = [
        ...(known.plan === undefined ? ["CR-AMT-11"] : []),
        ...(known.usedCodes === undefined ? ["CR-ID-04"] : [])
      ]
      assert.deepStrictEqual<ReadonlyArray<string>>(Enrolment.unchecked(known), left)
      const draft = { ...Enrolments.required, repaymentAmountLimit: 0 }
      for (const ask of [askApp, askH5]) {
        assert.deepStrictEqual<ReadonlyArray<string>>(Result.getOrThrow(ask(draft, known)).unchecked, left)
      }
    }
  )
})

const word = (limit: number) => `1 to ${limit} characters, none of four bytes such as emoji`
const anAddress = "an https address of at most 256 characters with a public host, without login, query and fragment"
const trade = { outTradeNo: "T1", deductAmount: 10000 }

/** One member made wrong, and the sentence that says so. */
const wrong: ReadonlyArray<readonly [changes: Partial<Enrolments.Draft>, sentence: string]> = [
  [{ appid: "" }, `appid must be ${word(32)}, but "" was given (CR-ID-06)`],
  [{ planId: "😀" }, `planId must be ${word(64)}, but "😀" was given (CR-ID-08)`],
  [
    { outContractCode: "A".repeat(65) },
    `outContractCode must be 1 to 64 digits and letters, but "${"A".repeat(65)}" was given (CR-ID-03)`
  ],
  [
    { contractNotifyUrl: "http://pay.lender.cn/" },
    `contractNotifyUrl must be ${anAddress}, but "http://pay.lender.cn/" was given (V3-HOOK-02)`
  ],
  [{ repaymentDay: 0 }, "repaymentDay must be a day of the month from 1 to 31, but 0 was given (CR-DATE-04)"],
  [{ repaymentDay: 32 }, "repaymentDay must be a day of the month from 1 to 31, but 32 was given (CR-DATE-04)"],
  [{ repaymentDay: 1.5 }, "repaymentDay must be a day of the month from 1 to 31, but 1.5 was given (CR-DATE-04)"],
  [
    { repaymentAmountLimit: 99.99 },
    "repaymentAmountLimit must be a whole number of fen from 0 to 9007199254740991, but 99.99 was given (CR-AMT-03)"
  ],
  [{ subMchid: "1a" }, 'subMchid must be 1 to 32 digits, but "1a" was given (CR-ID-07)'],
  [{ subAppid: "" }, `subAppid must be ${word(32)}, but "" was given (CR-ID-07)`],
  [
    { tradeInfo: { ...trade, outTradeNo: "T_1" } },
    'tradeInfo.outTradeNo must be 1 to 32 digits and letters, but "T_1" was given (CR-ID-02)'
  ],
  [
    { tradeInfo: { ...trade, deductAmount: -1 } },
    "tradeInfo.deductAmount must be a whole number of fen from 0 to 9007199254740991, but -1 was given (CR-AMT-03)"
  ],
  [
    { tradeInfo: { ...trade, notifyUrl: "wxd678" } },
    `tradeInfo.notifyUrl must be ${anAddress}, but "wxd678" was given (CR-DEDUCT-05)`
  ]
]

/** What a refusal is about, in the words that it begins and ends with: the rule, the member, and what was given. */
const aboutOf = (sentence: string): string => {
  const [member = ""] = sentence.split(" ")
  const given = sentence.slice(sentence.lastIndexOf(", but ") + 6, sentence.lastIndexOf(" was given"))
  const told = given.length > 60 ? `a text of ${given.length - 2} characters` : given
  return `${sentence.slice(sentence.lastIndexOf("(") + 1, -1)} a pre-sign whose ${member} is ${told}`
}

describe("CR-SIGN a refused pre-sign", () => {
  for (const [changes, sentence] of wrong) {
    it(`${aboutOf(sentence)} is refused in words`, () => {
      assert.strictEqual(read(askApp({ ...Enrolments.required, ...changes })), sentence)
      assert.strictEqual(read(askH5({ ...Enrolments.required, ...changes })), sentence)
    })
  }

  it("CR-DATE-04 the 1st and the 31st are days of the month", () => {
    for (const repaymentDay of [1, 31]) assert.strictEqual(read(askApp({ ...Enrolments.required, repaymentDay })), "")
  })

  it("CR-ID-04 a code used before is refused in words, whatever became of it", () => {
    const usedCodes = new Set(["100001256"])
    for (const ask of [askApp, askH5]) {
      assert.strictEqual(
        read(ask(Enrolments.required, { usedCodes })),
        'outContractCode must be a code never used before, but "100001256" was given (CR-ID-04)'
      )
      assert.strictEqual(read(ask({ ...Enrolments.required, outContractCode: "100001257" }, { usedCodes })), "")
    }
  })

  it("CR-AMT-11 under a cap of 10000 fen a limit of 10000 fen passes, and one of 10001 fen is refused in words", () => {
    const plan = Plan.make({ planId: "123", loanKind: "ConsumerLoan", repaymentCap: 10000 })
    for (const ask of [askApp, askH5]) {
      assert.strictEqual(read(ask(Enrolments.required, { plan })), "")
      assert.strictEqual(
        read(ask({ ...Enrolments.required, repaymentAmountLimit: 10001 }, { plan })),
        "repaymentAmountLimit must be at most 10000 fen, the template's cap, but 10001 was given (CR-AMT-11)"
      )
    }
  })

  it("CR-AMT-13 a template that is not the one asked for is refused in words", () => {
    const plan = Plan.make({ planId: "999", loanKind: "CashLoan", repaymentCap: 10000 })
    for (const ask of [askApp, askH5]) {
      assert.strictEqual(
        read(ask(Enrolments.required, { plan })),
        'plan.planId must be the plan that is asked for, 123, but "999" was given (CR-AMT-13)'
      )
    }
  })

  it("CR-AMT-13 where no template is asked for, the known one is not said to be another", () => {
    const plan = Plan.make({ planId: "999", loanKind: "CashLoan", repaymentCap: 10000 })
    for (const planId of [undefined, null]) {
      for (const ask of [askApp, askH5]) {
        assert.strictEqual(
          read(ask(Hostile.unseen({ ...Enrolments.required, planId }), { plan })),
          `planId must be ${word(64)}, but nothing was given (CR-ID-08)`
        )
      }
    }
  })

  it("CR-SIGN-07 a place to return to passes in a browser, and in an app is refused in words", () => {
    const draft: Enrolments.Draft = { ...Enrolments.required, jumpInfo: { jumpAppid: "wx1" } }
    assert.strictEqual(read(askH5(draft)), "")
    assert.strictEqual(
      read(askApp(draft)),
      'jumpInfo must be left out: only a browser returns by it, but "{\\"jumpAppid\\":\\"wx1\\"}" was given (CR-SIGN-07)'
    )
  })

  it("CR-SIGN-07 a place to return to that is no object is refused in words, in a browser and in an app", () => {
    const draft = Object.assign({ ...Enrolments.required }, Hostile.unseen({ jumpInfo: "wx1" }))
    assert.strictEqual(
      read(askH5(draft)),
      'jumpInfo must be an object that names the jumpAppid to return to, but "wx1" was given (CR-SIGN-07)'
    )
    assert.strictEqual(
      read(askApp(draft)),
      'jumpInfo must be left out: only a browser returns by it, but "wx1" was given (CR-SIGN-07)'
    )
  })

  it("CR-ID-08 a member that throws as it is read is refused in words", () => {
    assert.strictEqual(
      read(askApp(Hostile.unseen(Hostile.withTrap(Enrolments.required, "planId")))),
      `planId must be ${word(64)}, but "(unreadable)" was given (CR-ID-08)`
    )
  })

  it("CR-SIGN-09 the older name of a sub-merchant passes in an app, and in a browser is refused in words", () => {
    const draft = { ...Enrolments.required, subMerchantCode: "1000000109" }
    assert.strictEqual(read(askApp(draft)), "")
    assert.strictEqual(
      read(askH5(draft)),
      "subMerchantCode must be left out: only an app's pre-sign may spell it so, " +
        'but "1000000109" was given (CR-SIGN-09)'
    )
  })

  it("CR-SIGN-09 both names of a sub-merchant together are refused in words, even when they say the same", () => {
    const draft = { ...Enrolments.required, subMchid: "1000000109", subMerchantCode: "1000000109" }
    assert.strictEqual(
      read(askApp(draft)),
      "subMerchantCode must be left out where subMchid is given: both name the same, " +
        'but "1000000109" was given (CR-SIGN-09)'
    )
  })
})
