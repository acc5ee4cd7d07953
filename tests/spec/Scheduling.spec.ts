/**
 * CR-SCHED: what may be booked, and when.
 *
 * Method: `booking` draws contracts in every state, parties that are the contract's own or not, dates around
 * the window, and members written wrongly, so both verdicts of every rule come up in each run; `soundBooking`
 * keeps every rule, often just so. No rule is given a service: `decide` compiles only because none is needed.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate } from "@wxrepay/domain"
import { Scheduling } from "@wxrepay/domain/rules"
import { Bookings, Calendar, Choice, Contracts, Texts } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

type Question = Pick<Bookings.Case, "draft" | "known">

const decide = ({ draft, known }: Question) => Effect.runSync(Effect.result(Scheduling.authorize(draft, known)))

const reasonsOf = (asked: Question): ReadonlyArray<Scheduling.Reason> =>
  Result.match(decide(asked), { onFailure: ({ reasons }) => reasons, onSuccess: () => [] })

const refuses = (asked: Question, rule: string, field: string): boolean =>
  reasonsOf(asked).some((reason) => reason.rule === rule && reason.field === field)

/** What a person reads; nothing when the booking may be made. */
const read = (asked: Question): string =>
  Result.match(decide(asked), { onFailure: (refused) => refused.message, onSuccess: () => "" })

const sized = (limit: number, text: string): boolean => text.length >= 1 && text.length <= limit
const only = (letters: ReadonlyArray<string>, text: string): boolean => [...text].every((one) => letters.includes(one))
const isOwn = (limit: number) => (text: string) => sized(limit, text) && Texts.isShort(text)

interface Form<Field> {
  readonly field: Field
  readonly rule: string
  readonly isWell: (text: string) => boolean
}

const parties: ReadonlyArray<Form<"contractId" | "appid" | "openid">> = [
  { field: "contractId", rule: "CR-ID-05", isWell: isOwn(64) },
  { field: "appid", rule: "CR-ID-06", isWell: isOwn(32) },
  { field: "openid", rule: "CR-ID-06", isWell: isOwn(128) }
]

const members: ReadonlyArray<Form<"outRecordId" | "subMchid" | "subAppid">> = [
  {
    field: "outRecordId",
    rule: "CR-ID-01",
    isWell: (text: string) => sized(32, text) && only(Texts.wordLetters, text)
  },
  { field: "subMchid", rule: "CR-ID-07", isWell: (text: string) => sized(32, text) && only(Texts.digitLetters, text) },
  { field: "subAppid", rule: "CR-ID-07", isWell: isOwn(32) }
]

/** Every member of a request with two items, in the order of the request. */
const fields = [
  "contractId",
  "appid",
  "openid",
  "scheduleItems",
  ...[0, 1].flatMap((index) =>
    ["outRecordId", "subMchid", "subAppid", "repaymentAmount", "minRepaymentAmount", "repaymentDate"].map(
      (member) => `scheduleItems[${index}].${member}`
    )
  )
]

/** Where a reason belongs: its member first, then its form before its rules, then the rules by their ids. */
const place = ({ _tag, field, rule }: Scheduling.Reason): string =>
  `${String(fields.indexOf(field)).padStart(2, "0")} ${_tag === "IllFormed" ? "form" : "rule"} ${rule}`

/** The real days of a date, counted from the day of booking; nothing when the date is no day. */
const daysAhead = ({ item, known }: Bookings.Case): number | undefined => {
  const [year = 0, month = 0, day = 0] = item.repaymentDate.split("-").map(Number)
  const [atYear = 0, atMonth = 0, atDay = 0] = known.today.split("-").map(Number)
  return Calendar.spell({ year, month, day }) === item.repaymentDate && Calendar.exists({ year, month, day })
    ? Calendar.numberOf({ year, month, day }) - Calendar.numberOf({ year: atYear, month: atMonth, day: atDay })
    : undefined
}

/** A booking of 10000 fen on 2025-11-05 that keeps every rule. */
const item = {
  outRecordId: "1234567abcde",
  subMchid: "1900000109",
  repaymentAmount: 10000,
  minRepaymentAmount: 2000,
  repaymentDate: "2025-11-18"
}
const draft = { ...Contracts.usual, scheduleItems: [item] }
const known = {
  today: CalendarDate.make("2025-11-05"),
  contract: Contracts.contractOf({ ...Contracts.usual, state: "Effective", repaymentAmountLimit: 10000 })
}

describe("CR-SCHED booking", () => {
  it.prop(
    "CR-SCHED-01 a call is refused exactly when it books not one repayment",
    [Bookings.soundBooking, Choice.int(0, 3)],
    ([asked, count]) => {
      const scheduleItems = Array.from({ length: count }, () => asked.item)
      const question = { draft: { ...asked.draft, scheduleItems }, known: asked.known }
      assert.strictEqual(refuses(question, "CR-SCHED-01", "scheduleItems"), count !== 1)
      assert.strictEqual(Result.isFailure(decide(question)), count !== 1)
    }
  )

  for (const count of [0, 2]) {
    it(`CR-SCHED-01 a call that books ${count} repayments is refused in words`, () => {
      const scheduleItems = Array.from({ length: count }, () => item)
      assert.strictEqual(
        read({ draft: { ...Contracts.usual, scheduleItems }, known }),
        `scheduleItems must be a list of exactly one item, but ${count} was given (CR-SCHED-01)`
      )
    })
  }

  it.prop(
    "CR-SCHED-03 a booking is refused exactly when its known contract is not Effective",
    [Bookings.booking],
    ([asked]) => {
      const { contract } = asked.known
      const wrong = contract !== undefined && contract.state !== "Effective" && isOwn(64)(asked.draft.contractId)
      assert.strictEqual(refuses(asked, "CR-SCHED-03", "contractId"), wrong)
    }
  )

  it("CR-SCHED-03 under an Effective contract a booking is made, under a Terminated one it is refused in words", () => {
    assert.strictEqual(read({ draft, known }), "")
    const contract = Contracts.contractOf({ ...Contracts.usual, state: "Terminated", repaymentAmountLimit: 10000 })
    assert.strictEqual(
      read({ draft, known: { ...known, contract } }),
      'contractId must be an effective contract, but "Terminated" was given (CR-SCHED-03)'
    )
  })

  for (const { field, isWell } of parties) {
    it.prop(
      `CR-SCHED-04 the ${field} of a booking is refused exactly when it is not the one its known contract has`,
      [Bookings.booking],
      ([asked]) => {
        const agreed = asked.known.contract?.[field]
        const given = asked.draft[field]
        assert.strictEqual(
          refuses(asked, "CR-SCHED-04", field),
          agreed !== undefined && isWell(given) && String(agreed) !== given
        )
      }
    )
  }

  it("CR-SCHED-04 the contract's own borrower is booked for, and another is refused in words", () => {
    assert.strictEqual(read({ draft, known }), "")
    assert.strictEqual(
      read({ draft: { ...draft, openid: "oSomebodyElse" }, known }),
      `openid must be the contract's own, ${Contracts.usual.openid}, but "oSomebodyElse" was given (CR-SCHED-04)`
    )
  })

  for (const { field, isWell, rule } of parties) {
    it.prop(
      `${rule} the ${field} of a booking is refused exactly when it is not well-formed`,
      [Bookings.booking],
      ([asked]) => {
        assert.strictEqual(refuses(asked, rule, field), !isWell(asked.draft[field]))
      }
    )
  }

  for (const { field, isWell, rule } of members) {
    it.prop(
      `${rule} the ${field} of a repayment is refused exactly when it is given and not well-formed`,
      [Bookings.booking],
      ([asked]) => {
        const given = asked.item[field]
        assert.strictEqual(refuses(asked, rule, `scheduleItems[0].${field}`), given !== undefined && !isWell(given))
      }
    )
  }

  it("CR-ID-01 a booking's number with a hyphen is refused in words", () => {
    assert.strictEqual(
      read({ draft: { ...Contracts.usual, scheduleItems: [{ ...item, outRecordId: "2025-11" }] }, known }),
      'scheduleItems[0].outRecordId must be 1 to 32 digits and letters, but "2025-11" was given (CR-ID-01)'
    )
  })

  it.prop("CR-DATE-01 a repayment is refused exactly when its date is no real day", [Bookings.booking], ([asked]) => {
    assert.strictEqual(refuses(asked, "CR-DATE-01", "scheduleItems[0].repaymentDate"), daysAhead(asked) === undefined)
  })

  it("CR-DATE-01 a repayment on 2025-02-30 is refused in words", () => {
    assert.strictEqual(
      read({ draft: { ...Contracts.usual, scheduleItems: [{ ...item, repaymentDate: "2025-02-30" }] }, known }),
      "scheduleItems[0].repaymentDate must be a calendar day written yyyy-MM-dd, " +
        'but "2025-02-30" was given (CR-DATE-01)'
    )
  })

  it.prop(
    "CR-DATE-02 a repayment is refused exactly when it is not 1 to 14 days after the day of booking",
    [Bookings.booking],
    ([asked]) => {
      const days = daysAhead(asked)
      assert.strictEqual(
        refuses(asked, "CR-DATE-02", "scheduleItems[0].repaymentDate"),
        days !== undefined && (days <= 0 || days >= 15)
      )
    }
  )

  for (const { date, verdict } of [
    { date: "2025-11-05", verdict: "refused" },
    { date: "2025-11-06", verdict: "booked" },
    { date: "2025-11-19", verdict: "booked" },
    { date: "2025-11-20", verdict: "refused" }
  ]) {
    it(`CR-DATE-02 asked for on 2025-11-05, a repayment on ${date} is ${verdict}`, () => {
      assert.strictEqual(
        read({ draft: { ...Contracts.usual, scheduleItems: [{ ...item, repaymentDate: date }] }, known }),
        verdict === "booked"
          ? ""
          : "scheduleItems[0].repaymentDate must be a day from 2025-11-06 to 2025-11-19, " +
              `1 to 14 days after the day of booking, but "${date}" was given (CR-DATE-02)`
      )
    })
  }

  it.prop(
    "every mistake is told, in the order of the request; of one member its form first, then its rules by id",
    [Bookings.booking, Choice.int(1, 2)],
    ([asked, count]) => {
      const scheduleItems = Array.from({ length: count }, () => asked.item)
      const places = reasonsOf({ draft: { ...asked.draft, scheduleItems }, known: asked.known }).map(place)
      assert.deepStrictEqual(places, [...new Set(places)].toSorted())
    }
  )
})
