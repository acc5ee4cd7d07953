/**
 * CR-DEDUCT: what an authorised charge holds, what a refused one says, and what may come again.
 *
 * Method: `soundCharge` keeps every rule, often just so, and must come through untouched; from `charge`, which
 * breaks many, every refusal is held against the request it speaks of.
 */
import { assert, describe, it } from "@effect/vitest"
import { DeductOrder } from "@wxrepay/domain"
import { Deduction } from "@wxrepay/domain/rules"
import type { RuleId } from "@wxrepay/domain/rulebook"
import { Charges, Choice, Contracts, DeductOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

type Question = Pick<Charges.Case, "draft" | "known">

const decide = ({ draft, known }: Question) => Effect.runSync(Effect.result(Deduction.authorize(draft, known)))

const readCharge = Schema.decodeUnknownSync(DeductOrder.Charge)

/** A draft without the members that nothing was given for. */
const given = (draft: DeductOrder.ChargeDraft): Record<string, unknown> =>
  Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))

const members = ["contractId", "outTradeNo", "outRecordId", "deductAmount", "notifyUrl", "description", "attach"]

/** What is needed to check the rules that may be left to the platform. */
const needed: ReadonlyArray<{
  readonly rule: RuleId
  readonly isMissing: (known: Deduction.Known) => boolean
  readonly what: string
}> = [
  { rule: "CR-AMT-07", isMissing: ({ record }) => record === undefined, what: "its booking" },
  {
    rule: "CR-DEDUCT-01",
    isMissing: ({ contract, record }) =>
      record === undefined || (record.contractId === undefined && contract === undefined),
    what: "its booking, or without anything that tells the contract"
  },
  { rule: "CR-DEDUCT-06", isMissing: ({ orders }) => orders === undefined, what: "the earlier orders" },
  { rule: "CR-DEDUCT-08", isMissing: ({ orders }) => orders === undefined, what: "the earlier orders" },
  { rule: "CR-DEDUCT-10", isMissing: ({ contract }) => contract === undefined, what: "its contract" }
]

/** Where a reason belongs: its member first, then its form before its rules, then the rules by their ids. */
const place = ({ _tag, field, rule }: Deduction.Reason): string =>
  `${members.indexOf(field)} ${_tag === "IllFormed" ? "form" : "rule"} ${rule}`

/** A charge and the same with at most one member changed, its number never. */
const twice = Arbitrary.map(
  Arbitrary.all({
    asked: Charges.soundCharge,
    change: Choice.pick("nothing", "contractId", "outRecordId", "deductAmount", "notifyUrl", "description", "attach")
  }),
  ({ asked: { draft }, change }) => {
    const others: Record<string, unknown> = {
      contractId: "another",
      outRecordId: "another",
      deductAmount: draft.deductAmount === 1 ? 2 : 1,
      notifyUrl: "https://another.lender.cn/notify",
      description: draft.description === "a" ? "b" : "a",
      attach: draft.attach === "a" ? "b" : "a"
    }
    const earlier = given(draft)
    const later = change === "nothing" ? earlier : { ...earlier, [change]: others[change] }
    return { change, earlier: readCharge(earlier), later: readCharge(later) }
  }
)

/** An address as a refusal quotes it: who logs in, the query and the fragment stay untold. */
const withoutSecrets = (address: string): string => {
  const [scheme, rest] = address.split("://")
  if (scheme === undefined || rest === undefined || !/^[a-z]+$/iu.test(scheme)) return address
  const end = [...rest].findIndex((letter) => letter === "?" || letter === "#")
  const [before, mark] = end < 0 ? [rest, ""] : [rest.slice(0, end), `${rest[end]}…`]
  const [host = "", ...path] = before.split("/")
  const at = host.lastIndexOf("@")
  return [`${scheme}://${at < 0 ? host : `…${host.slice(at)}`}`, ...path].join("/") + mark
}

const draft = {
  contractId: Contracts.usual.contractId,
  outTradeNo: "DeductOrder123456",
  outRecordId: Charges.outRecordId,
  deductAmount: 2000,
  notifyUrl: "https://pay.lender.cn/notify"
}
const record = Charges.recordOf({
  contractId: Contracts.usual.contractId,
  repaymentAmount: 10000,
  minRepaymentAmount: 2000
})

describe("CR-DEDUCT answers to a charge", () => {
  it.prop(
    "CR-DEDUCT-06 a charge that keeps every rule is authorised exactly as given, so a repeat is the same",
    [Charges.soundCharge],
    ([asked]) => {
      assert.deepStrictEqual<unknown>(Result.getOrThrow(decide(asked)).charge, given(asked.draft))
    }
  )

  it.prop(
    "CR-AMT-07 a charge below a known booking's minimum is made with a warning, and no other is",
    [Charges.soundCharge],
    ([asked]) => {
      const least = asked.known.record?.minRepaymentAmount
      const below = least !== undefined && BigInt(asked.draft.deductAmount) < BigInt(least)
      const { warnings } = Result.getOrThrow(decide(asked))
      assert.deepStrictEqual(
        warnings.map(({ field, given, rule }) => ({ field, given, rule })),
        below ? [{ field: "deductAmount", given: asked.draft.deductAmount, rule: "CR-AMT-07" }] : []
      )
    }
  )

  it("CR-AMT-07 of at least 2000 fen booked, 2000 are charged silently and 1999 with a warning in words", () => {
    const warned = (deductAmount: number): ReadonlyArray<string> =>
      Result.getOrThrow(decide({ draft: { ...draft, deductAmount }, known: { record } })).warnings.map(
        ({ message }) => message
      )
    assert.deepStrictEqual(warned(2000), [])
    assert.deepStrictEqual(warned(1999), [
      "deductAmount must be at least 2000 fen, the booked minimum, but 1999 was given (CR-AMT-07)"
    ])
  })

  for (const { isMissing, rule, what } of needed) {
    it.prop(
      `${rule} this rule is left to the platform exactly when the charge is decided without ${what}`,
      [Charges.soundCharge],
      ([asked]) => {
        const { unchecked } = Result.getOrThrow(decide(asked))
        assert.strictEqual(unchecked.includes(rule), isMissing(asked.known))
        assert.includeMembers(
          needed.map(({ rule }) => rule),
          [...unchecked]
        )
        assert.deepStrictEqual(Deduction.unchecked(asked.known), unchecked)
      }
    )
  }

  it.prop(
    "every mistake is told, in the order of the request; of one member its form first, then its rules by id",
    [Charges.charge],
    ([asked]) => {
      const places = Result.match(decide(asked), {
        onFailure: ({ reasons }) => reasons.map(place),
        onSuccess: () => []
      })
      assert.deepStrictEqual(places, [...new Set(places)].toSorted())
    }
  )

  it.prop(
    "a refusal tells the member, the rule, what was given and what is allowed, in one sentence",
    [Charges.charge],
    ([asked]) => {
      const verdict = decide(asked)
      const reasons = Result.isFailure(verdict) ? verdict.failure.reasons : []
      for (const reason of reasons) {
        const held = reason.rule === "CR-DEDUCT-10" ? asked.known.contract?.state : given(asked.draft)[reason.field]
        const told = typeof held === "number" && !Number.isFinite(held) ? String(held) : held
        const shown = reason.field === "notifyUrl" ? withoutSecrets(String(told)) : told
        assert.strictEqual<unknown>(reason.given, shown)
        assert.strictEqual(
          reason.message,
          `${reason.field} must be ${reason.allowed}, but ${JSON.stringify(shown)} was given (${reason.rule})`
        )
      }
      const sentences = reasons.map(({ message }) => message).join("; ")
      assert.strictEqual(Result.isFailure(verdict) ? verdict.failure.message : "", sentences)
    }
  )

  it("three mistakes are told in one breath, in the order of the request", () => {
    const wrong = { ...draft, outRecordId: "R-2", deductAmount: 10001, notifyUrl: "http://pay.lender.cn/notify" }
    const refused = Result.getOrThrow(Result.flip(decide({ draft: wrong, known: { record } })))
    assert.strictEqual(
      refused.message,
      'outRecordId must be 1 to 32 digits and letters, but "R-2" was given (CR-ID-01); ' +
        "deductAmount must be more than 0 fen and at most 10000 fen, what was booked, " +
        "but 10001 was given (CR-AMT-07); " +
        "notifyUrl must be an https address of at most 256 characters with a public host, " +
        'without login, query and fragment, but "http://pay.lender.cn/notify" was given (CR-DEDUCT-05)'
    )
    assert.strictEqual(refused.category, "FixRequest")
  })

  it.prop(
    "CR-DEDUCT-06 the number of a charge may come again exactly when everything else is the same",
    [twice],
    ([{ change, earlier, later }]) => {
      const verdict = Deduction.repeat(earlier, later)
      assert.strictEqual(Result.isSuccess(verdict), change === "nothing")
      if (Result.isSuccess(verdict)) assert.deepStrictEqual(verdict.success, later)
    }
  )

  it("CR-DEDUCT-06 a number that a known order carries comes again with the same content only", () => {
    const order = DeductOrders.orderOf({
      contractId: Contracts.usual.contractId,
      outTradeNo: draft.outTradeNo,
      outRecordId: Charges.outRecordId,
      deductAmount: 2000,
      orderState: "Paid"
    })
    const again = (changes: object) =>
      Result.match(decide({ draft: { ...draft, ...changes }, known: { orders: [order] } }), {
        onFailure: ({ reasons }) => reasons.map(({ rule }) => rule),
        onSuccess: () => []
      })
    assert.deepStrictEqual(again({}), [])
    assert.deepStrictEqual(again({ deductAmount: 2001 }), ["CR-DEDUCT-06"])
    assert.deepStrictEqual(again({ outRecordId: "another" }), ["CR-DEDUCT-06"])
    assert.deepStrictEqual(again({ contractId: "another" }), ["CR-DEDUCT-06"])
  })

  it("CR-DEDUCT-06 another number is no repeat", () => {
    const [earlier, later] = [readCharge(draft), readCharge({ ...draft, outTradeNo: "T2", deductAmount: 2001 })]
    assert.deepStrictEqual(Deduction.repeat(earlier, later), Result.succeed(later))
  })

  it("CR-DEDUCT-06 a number that comes again with 1 fen more is refused in words", () => {
    const [earlier, later] = [readCharge(draft), readCharge({ ...draft, deductAmount: 2001 })]
    assert.deepStrictEqual(Deduction.repeat(earlier, earlier), Result.succeed(earlier))
    assert.strictEqual(
      Result.getOrThrow(Result.flip(Deduction.repeat(earlier, later))).message,
      "outTradeNo must be a number not used before, or the same content again, " +
        'but "DeductOrder123456" was given (CR-DEDUCT-06)'
    )
  })
})
