/**
 * CR-SCHED-06, CR-CONTRACT-05, CR-ID-02, CR-ID-03 and PS-QUERY-01: what may be asked for.
 *
 * Method: keys are drawn around their length limits, half of them with a letter that is not allowed; what is
 * well-formed is restated here letter by letter.
 */
import { assert, describe, it } from "@effect/vitest"
import { Lookup } from "@wxrepay/domain/rules"
import { Choice, Hostile, ServiceCalls, Texts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

const { maybe, pick, seldom } = Choice

const number = seldom(Texts.within(32, Texts.wordLetters), Texts.around(32, Texts.wordLetters), 2)
const contract = seldom(Texts.within(64, Texts.freeLetters), Texts.around(64, Texts.freeLetters), 2)
const code = seldom(Texts.within(64, Texts.wordLetters), Texts.around(64, Texts.wordLetters), 2)

const isWord = (limit: number, text: string): boolean =>
  text.length >= 1 && text.length <= limit && [...text].every((letter) => Texts.wordLetters.includes(letter))
const isNumber = (text: string): boolean => isWord(32, text)
const isContract = (text: string): boolean => text.length >= 1 && text.length <= 64 && Texts.isShort(text)

/** Decides with no service and no clock at hand: it compiles only because the rule needs none. */
const decide = <A>(decision: Effect.Effect<A, Lookup.LookupRefused>) =>
  Result.match(Effect.runSync(Effect.result(decision)), {
    onFailure: ({ reasons }) => reasons.map(({ field, given, rule }) => ({ field, given, rule })),
    onSuccess: (key) => key
  })

describe("CR-SCHED looking up", () => {
  it.prop(
    "CR-SCHED-06 a booking is asked for exactly by its number and its contract; every mistake is said, in that order",
    [number, contract],
    ([outRecordId, contractId]) => {
      const mistakes = [
        ...(isNumber(outRecordId) ? [] : [{ rule: "CR-ID-01", field: "outRecordId", given: outRecordId }]),
        ...(isContract(contractId) ? [] : [{ rule: "CR-ID-05", field: "contractId", given: contractId }])
      ]
      const answer = decide(Lookup.authorizeRecord({ outRecordId, contractId }))
      assert.deepStrictEqual<unknown>(answer, mistakes.length === 0 ? { outRecordId, contractId } : mistakes)
    }
  )

  it("CR-ID-05 CR-SCHED-06 a booking asked for without its contract is refused in words", () => {
    const refused = Effect.runSync(Effect.flip(Lookup.authorizeRecord({ outRecordId: "1234567abcde", contractId: "" })))
    assert.strictEqual(
      refused.message,
      'contractId must be 1 to 64 characters, none of four bytes such as emoji, but "" was given (CR-ID-05)'
    )
  })

  it("CR-SCHED-06 two mistakes are said in one sentence each", () => {
    const refused = Effect.runSync(Effect.flip(Lookup.authorizeRecord({ outRecordId: "a-1", contractId: "" })))
    assert.strictEqual(
      refused.message,
      'outRecordId must be 1 to 32 digits and letters, but "a-1" was given (CR-ID-01); ' +
        'contractId must be 1 to 64 characters, none of four bytes such as emoji, but "" was given (CR-ID-05)'
    )
  })

  it.prop("CR-ID-02 an order is asked for exactly by 1 to 32 digits and letters", [number], ([outTradeNo]) => {
    const answer = decide(Lookup.authorizeOrder({ outTradeNo }))
    const refused = [{ rule: "CR-ID-02", field: "outTradeNo", given: outTradeNo }]
    assert.deepStrictEqual<unknown>(answer, isNumber(outTradeNo) ? { outTradeNo } : refused)
  })

  it("CR-ID-02 an order is asked for by DeductOrder123456, not by Deduct_Order", () => {
    assert.deepStrictEqual<unknown>(decide(Lookup.authorizeOrder({ outTradeNo: "DeductOrder123456" })), {
      outTradeNo: "DeductOrder123456"
    })
    const refused = Effect.runSync(Effect.flip(Lookup.authorizeOrder({ outTradeNo: "Deduct_Order" })))
    assert.strictEqual(
      refused.message,
      'outTradeNo must be 1 to 32 digits and letters, but "Deduct_Order" was given (CR-ID-02)'
    )
  })
})

describe("CR-CONTRACT looking up a contract", () => {
  it.prop(
    "CR-CONTRACT-05 CR-ID-03 a contract is asked for exactly by our code alone, of 1 to 64 digits and letters",
    [code],
    ([outContractCode]) => {
      const answer = decide(Lookup.authorizeContract({ outContractCode }))
      const refused = [{ rule: "CR-ID-03", field: "outContractCode", given: outContractCode }]
      assert.deepStrictEqual<unknown>(answer, isWord(64, outContractCode) ? { outContractCode } : refused)
    }
  )

  it("CR-ID-03 a contract is asked for by a code of 64 letters, not of 65", () => {
    const [longest, tooLong] = ["a".repeat(64), "a".repeat(65)]
    assert.deepStrictEqual<unknown>(decide(Lookup.authorizeContract({ outContractCode: longest })), {
      outContractCode: longest
    })
    const refused = Effect.runSync(Effect.flip(Lookup.authorizeContract({ outContractCode: tooLong })))
    assert.strictEqual(
      refused.message,
      `outContractCode must be 1 to 64 digits and letters, but "${tooLong}" was given (CR-ID-03)`
    )
    assert.strictEqual(refused.category, "FixRequest")
  })

  it("CR-CONTRACT-05 the number of a contract is not asked with, even when it is given beside the code", () => {
    const given = { outContractCode: "100001256", contractId: "100005698" }
    assert.deepStrictEqual<unknown>(decide(Lookup.authorizeContract(given)), { outContractCode: "100001256" })
  })
})

describe("PS-QUERY looking up a service order", () => {
  const which = { appid: "wxd678efh567hg6787", serviceId: "2002000000000558128851361561536" }
  const ofOrder = (limit: number, letters: ReadonlyArray<string>) =>
    maybe(seldom(Texts.within(limit, letters), Texts.around(limit, letters), 3))
  const isOf = (limit: number, letters: ReadonlyArray<string>, text: string) =>
    text.length >= 1 && text.length <= limit && [...text].every((letter) => letters.includes(letter))

  it.prop(
    "PS-QUERY-01 PS-ID-01 PS-ID-03 PS-ID-04 an order is asked for exactly by its number or a query_id, never by both",
    [
      Arbitrary.all({
        outOrderNo: ofOrder(32, ServiceCalls.numberLetters),
        queryId: ofOrder(512, Texts.freeLetters),
        appid: seldom(Texts.within(32, Texts.freeLetters), Texts.around(32, Texts.freeLetters)),
        serviceId: seldom(Texts.within(32, Texts.digitLetters), Texts.around(32, Texts.digitLetters))
      }),
      pick("undefined", "null")
    ],
    ([key, nothing]) => {
      const { appid, outOrderNo, queryId, serviceId } = key
      const isText = (most: number, text: string) => text.length >= 1 && text.length <= most && Texts.isShort(text)
      const mistakes = [
        ...(outOrderNo === undefined || isOf(32, ServiceCalls.numberLetters, outOrderNo)
          ? []
          : ["PS-ID-01 outOrderNo"]),
        ...((outOrderNo === undefined) === (queryId === undefined) ? ["PS-QUERY-01 outOrderNo"] : []),
        ...(queryId === undefined || isText(512, queryId) ? [] : ["PS-QUERY-01 queryId"]),
        ...(isText(32, appid) ? [] : ["PS-ID-04 appid"]),
        ...(isOf(32, Texts.digitLetters, serviceId) ? [] : ["PS-ID-03 serviceId"])
      ]
      const given = nothing === "null" ? { outOrderNo: null, queryId: null, ...JSON.parse(JSON.stringify(key)) } : key
      const verdict = Effect.runSync(Effect.result(Lookup.authorizeServiceOrder(given)))
      if (Result.isSuccess(verdict)) {
        assert.deepStrictEqual<unknown>(verdict.success, JSON.parse(JSON.stringify(key)))
        assert.isEmpty(mistakes)
      } else {
        const told = verdict.failure.reasons.map(({ field, rule }) => `${rule} ${field}`)
        assert.deepStrictEqual(told.toSorted(), mistakes.toSorted())
        assert.strictEqual(verdict.failure.category, "FixRequest")
      }
    }
  )

  it("PS-QUERY-01 an order asked for by nothing, or by both, is refused in words", () => {
    const message = (key: object) =>
      Effect.runSync(Effect.flip(Lookup.authorizeServiceOrder({ ...which, ...key }))).message
    const allowed = "outOrderNo must be given, or a queryId, and never both"
    assert.strictEqual(message({}), `${allowed}, but nothing was given (PS-QUERY-01)`)
    assert.strictEqual(message({ outOrderNo: "A1", queryId: "Q1" }), `${allowed}, but "both" was given (PS-QUERY-01)`)
    assert.strictEqual(
      message({ queryId: "" }),
      "queryId must be 1 to 512 characters, none of four bytes such as emoji, but what was given is not, and is not shown (PS-QUERY-01)"
    )
  })

  it("PS-QUERY-01 reasons come in the order of the members: what is wrong with the number before the appid", () => {
    const refused = Effect.runSync(Effect.flip(Lookup.authorizeServiceOrder({ ...which, appid: "" })))
    assert.deepStrictEqual(
      refused.reasons.map(({ field }) => field),
      ["outOrderNo", "appid"]
    )
  })

  it("PS-QUERY-01 a question that no compiler has seen is refused, and nothing is thrown", () => {
    const sound = { outOrderNo: "A1", ...which }
    const wrong = [...Hostile.strangers, ...Hostile.traps].map(([, given]) => given)
    const inside = ["outOrderNo", "queryId", "appid", "serviceId"].flatMap((name) =>
      wrong.map((given) => Object.assign({}, sound, { [name]: given }))
    )
    const drafts = [
      ...wrong,
      null,
      undefined,
      "A1",
      ...inside,
      Hostile.withTrap(sound, "outOrderNo"),
      Hostile.withTrap(sound, "appid")
    ]
    for (const draft of drafts) {
      const verdict = Effect.runSync(Effect.result(Lookup.authorizeServiceOrder(Hostile.unseen(draft))))
      assert.strictEqual(Result.isFailure(verdict) ? verdict.failure._tag : "it was authorised", "LookupRefused")
    }
  })
})
