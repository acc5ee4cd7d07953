/**
 * CR-SCHED: what an authorised booking holds, what a refused one says, and what may come again.
 *
 * Method: `soundBooking` keeps every rule, often just so, and must come through untouched; from `booking`, which
 * breaks many, every refusal is held against the request it speaks of.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, Plan, Schedule } from "@wxrepay/domain"
import { Scheduling } from "@wxrepay/domain/rules"
import { Bookings, Choice, Contracts, Texts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const decide = ({ draft, known }: Pick<Bookings.Case, "draft" | "known">) =>
  Effect.runSync(Effect.result(Scheduling.authorize(draft, known)))

const readBooking = Schema.decodeUnknownSync(Schedule.Booking)

const today = CalendarDate.make("2025-11-05")
const item = {
  outRecordId: "1234567abcde",
  subMchid: "1900000109",
  repaymentAmount: 10000,
  minRepaymentAmount: 2000,
  repaymentDate: "2025-11-18"
}

/** What the request holds where a refusal points. */
const pointedAt = ({ draft, item, known }: Bookings.Case, { field, rule }: Scheduling.Reason): unknown => {
  if (rule === "CR-SCHED-03") return known.contract?.state
  const members = new Map<string, unknown>([
    ...Object.entries(draft),
    ...Object.entries(item).map(([name, given]): [string, unknown] => [`scheduleItems[0].${name}`, given])
  ])
  return members.get(field)
}

const text = Texts.around(127, Texts.freeLetters)

/** A booking and the same with at most one member changed, the number of the booking never. */
const twice = Arbitrary.map(
  Arbitrary.all({
    asked: Bookings.soundBooking,
    change: Choice.pick("nothing", "contractId", "appid", "openid", "subMchid", "subAppid", "amount", "minimum", "date")
  }),
  ({ asked: { item }, change }) => {
    const { minRepaymentAmount, subAppid, ...others } = { ...item, repaymentDate: "2025-11-18" }
    const later = {
      ...others,
      ...(subAppid === undefined ? {} : { subAppid }),
      ...(minRepaymentAmount === undefined ? {} : { minRepaymentAmount })
    }
    const changed = {
      ...later,
      ...(change === "subMchid" ? { subMchid: later.subMchid === "1" ? "2" : "1" } : {}),
      ...(change === "subAppid" ? { subAppid: later.subAppid === "wx1" ? "wx2" : "wx1" } : {}),
      ...(change === "amount" ? { repaymentAmount: later.repaymentAmount === 1 ? 2 : 1 } : {}),
      ...(change === "minimum" ? { minRepaymentAmount: later.minRepaymentAmount === 1 ? 2 : 1 } : {}),
      ...(change === "date" ? { repaymentDate: "2025-11-19" } : {})
    }
    const parties = { ...Contracts.usual, ...(change in Contracts.usual ? { [change]: "another" } : {}) }
    return {
      change,
      earlier: readBooking({ ...Contracts.usual, scheduleItems: [later] }),
      later: readBooking({ ...parties, scheduleItems: [changed] })
    }
  }
)

describe("CR-SCHED answers to a booking", () => {
  it.prop(
    "CR-SCHED-05 a booking that keeps every rule is authorised exactly as given, so a repeat is the same",
    [Bookings.soundBooking],
    ([asked]) => {
      const given = Object.fromEntries(Object.entries(asked.item).filter(([, value]) => value !== undefined))
      assert.deepStrictEqual<unknown>(Result.getOrThrow(decide(asked)).booking, {
        ...Contracts.usual,
        scheduleItems: [given]
      })
    }
  )

  it.prop(
    "a refusal tells the member, the rule, what was given and what is allowed, in one sentence",
    [Bookings.booking],
    ([asked]) => {
      const verdict = decide(asked)
      const reasons = Result.isFailure(verdict) ? verdict.failure.reasons : []
      for (const reason of reasons) {
        const held = pointedAt(asked, reason)
        const given = typeof held === "number" && !Number.isFinite(held) ? String(held) : (held ?? null)
        assert.strictEqual<unknown>(reason.given, given)
        assert.strictEqual(
          reason.message,
          `${reason.field} must be ${reason.allowed}, but ` +
            `${given === null ? "nothing" : JSON.stringify(given)} was given (${reason.rule})`
        )
      }
      const sentences = reasons.map(({ message }) => message).join("; ")
      assert.strictEqual(Result.isFailure(verdict) ? verdict.failure.message : "", sentences)
    }
  )

  it("three mistakes are told in one breath, in the order of the request", () => {
    const draft = {
      ...Contracts.usual,
      openid: "",
      scheduleItems: [{ ...item, repaymentAmount: 0.5, repaymentDate: "2025-11-05" }]
    }
    const refused = Result.getOrThrow(Result.flip(decide({ draft, known: { today } })))
    assert.strictEqual(
      refused.message,
      'openid must be 1 to 128 characters, none of four bytes such as emoji, but "" was given (CR-ID-06); ' +
        "scheduleItems[0].repaymentAmount must be a whole number of fen from 0 to 9007199254740991, " +
        "but 0.5 was given (CR-AMT-03); " +
        "scheduleItems[0].repaymentDate must be a day from 2025-11-06 to 2025-11-19, " +
        '1 to 14 days after the day of booking, but "2025-11-05" was given (CR-DATE-02)'
    )
    assert.strictEqual(refused.category, "FixRequest")
  })

  it.prop(
    "CR-SCHED-05 the number of a booking may come again exactly when everything else is the same",
    [twice],
    ([{ change, earlier, later }]) => {
      const verdict = Scheduling.repeat(earlier, later)
      assert.strictEqual(Result.isSuccess(verdict), change === "nothing")
      if (Result.isSuccess(verdict)) assert.deepStrictEqual(verdict.success, later)
    }
  )

  const unseen: ReadonlyArray<readonly [string, string]> = [
    ["without its items", JSON.stringify(Contracts.usual)],
    ["with an item instead of a list", JSON.stringify({ ...Contracts.usual, scheduleItems: item })],
    ["with a list of nothing", JSON.stringify({ ...Contracts.usual, scheduleItems: [null] })],
    ["that is empty", "{}"]
  ]
  for (const [what, json] of unseen) {
    it(`CR-SCHED-01 a draft ${what}, which no compiler has seen, is refused and never thrown at`, () => {
      assert.isTrue(Result.isFailure(decide({ draft: JSON.parse(json), known: { today } })))
    })
  }

  it("CR-SCHED-05 another number is no repeat", () => {
    const earlier = readBooking({ ...Contracts.usual, scheduleItems: [item] })
    const later = readBooking({
      ...Contracts.usual,
      scheduleItems: [{ ...item, outRecordId: "R2", repaymentAmount: 10001 }]
    })
    assert.deepStrictEqual(Scheduling.repeat(earlier, later), Result.succeed(later))
  })

  it("CR-AMT-13 a plan that is not the contract's is refused in words", () => {
    const plan = Plan.make({ planId: "999", loanKind: "ConsumerLoan", repaymentCap: 500000 })
    const contract = Contracts.contractOf({ ...Contracts.usual, state: "Effective", repaymentAmountLimit: 300000 })
    const refused = Result.getOrThrow(
      Result.flip(decide({ draft: { ...Contracts.usual, scheduleItems: [item] }, known: { today, plan, contract } }))
    )
    assert.strictEqual(
      refused.message,
      'plan.planId must be the plan of the contract, 123, but "999" was given (CR-AMT-13)'
    )
  })

  it("CR-SCHED-04 this rule is left to the platform when the contract does not tell its appid or its borrower", () => {
    for (const told of [{ appid: Contracts.usual.appid }, { openid: Contracts.usual.openid }, {}]) {
      const contract = Contracts.contractOf({ state: "Effective", repaymentAmountLimit: 300000, ...told })
      assert.include(Scheduling.unchecked({ today, contract }), "CR-SCHED-04")
    }
    const contract = Contracts.contractOf({ ...Contracts.usual, state: "Effective", repaymentAmountLimit: 300000 })
    assert.notInclude(Scheduling.unchecked({ today, contract }), "CR-SCHED-04")
  })

  it("CR-SCHED-05 a number that comes again with 1 fen more is refused in words", () => {
    const earlier = readBooking({ ...Contracts.usual, scheduleItems: [item] })
    const later = readBooking({ ...Contracts.usual, scheduleItems: [{ ...item, repaymentAmount: 10001 }] })
    assert.deepStrictEqual(Scheduling.repeat(earlier, earlier), Result.succeed(earlier))
    assert.strictEqual(
      Result.getOrThrow(Result.flip(Scheduling.repeat(earlier, later))).message,
      "scheduleItems[0].outRecordId must be a number not used before, or the same content again, " +
        'but "1234567abcde" was given (CR-SCHED-05)'
    )
  })

  it("CR-SCHED-07 a record has no state, no creation time and no sub-merchant", () => {
    assert.sameMembers(Object.keys(Schedule.ScheduleRecord.fields), [
      "outRecordId",
      "appid",
      "subAppid",
      "contractId",
      "repaymentAmount",
      "minRepaymentAmount",
      "repaymentDate",
      "openid",
      "description",
      "attach",
      "unknownMembers"
    ])
  })

  it.prop(
    "CR-SCHED-08 whatever description or note a repayment comes with, it is booked exactly as without them",
    [Bookings.booking, Choice.maybe(text), Choice.maybe(text)],
    ([asked, description, attach]) => {
      const scheduleItems = [{ ...asked.item, description, attach }]
      assert.deepStrictEqual(decide({ draft: { ...asked.draft, scheduleItems }, known: asked.known }), decide(asked))
    }
  )

  it("CR-SCHED-08 a repayment described as 信贷还款 and noted as 备注 is booked without either", () => {
    const draft = { ...Contracts.usual, scheduleItems: [{ ...item, description: "信贷还款", attach: "备注" }] }
    const { booking } = Result.getOrThrow(decide({ draft, known: { today } }))
    assert.deepStrictEqual<unknown>(booking, { ...Contracts.usual, scheduleItems: [item] })
  })
})
