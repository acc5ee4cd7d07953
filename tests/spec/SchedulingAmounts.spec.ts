/**
 * CR-AMT in bookings: the cap, the limit and the minimum of a repayment.
 *
 * Method: `booking` draws amounts a few fen below, at and above the cap, the limit and both percentages, with
 * the template and the contract known or not, so both verdicts of every rule come up in each run. Each rule is
 * restated in unbounded integers. No rule is given a service: `decide` compiles only because none is needed.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, Fen, Plan } from "@wxrepay/domain"
import { Scheduling } from "@wxrepay/domain/rules"
import { Amounts, Bookings, Contracts } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

const decide = ({ draft, known }: Pick<Bookings.Case, "draft" | "known">) =>
  Effect.runSync(Effect.result(Scheduling.authorize(draft, known)))

const refuses = (asked: Bookings.Case, rule: string, field: string): boolean =>
  Result.match(decide(asked), {
    onFailure: ({ reasons }) => reasons.some((reason) => reason.rule === rule && reason.field === field),
    onSuccess: () => false
  })

/** An amount in unbounded integers, or nothing when no amount was given. */
const exact = (amount: number | undefined): bigint | undefined =>
  amount !== undefined && Number.isSafeInteger(amount) && amount >= 0 ? BigInt(amount) : undefined

const due = ({ item }: Bookings.Case): bigint | undefined => exact(item.repaymentAmount)
const least = ({ item }: Bookings.Case): bigint | undefined => exact(item.minRepaymentAmount)
const kind = ({ known }: Bookings.Case): Plan.LoanKind | undefined => known.plan?.loanKind

const amountField = "scheduleItems[0].repaymentAmount"
const minimumField = "scheduleItems[0].minRepaymentAmount"

interface Template {
  readonly loanKind: Plan.LoanKind
  readonly repaymentCap: number
}

/** What a person reads about a booking under a contract limited to 20000 fen; nothing when it may be made. */
const read = (
  item: { readonly repaymentAmount: number; readonly minRepaymentAmount?: number },
  plan?: Template
): string =>
  Result.match(
    decide({
      draft: {
        ...Contracts.usual,
        scheduleItems: [{ outRecordId: "1234567abcde", subMchid: "1900000109", repaymentDate: "2025-11-18", ...item }]
      },
      known: {
        today: CalendarDate.make("2025-11-05"),
        plan: plan === undefined ? undefined : Plan.make({ planId: "123", ...plan }),
        contract: Contracts.contractOf({ ...Contracts.usual, state: "Effective", repaymentAmountLimit: 20000 })
      }
    }),
    { onFailure: (refused) => refused.message, onSuccess: () => "" }
  )

describe("CR-AMT amounts of a booking", () => {
  it.prop(
    "CR-AMT-01 a repayment is refused exactly when it is above a known template's cap",
    [Bookings.booking],
    ([asked]) => {
      const [amount, cap] = [due(asked), exact(asked.known.plan?.repaymentCap)]
      const above = amount !== undefined && cap !== undefined && amount > cap
      assert.strictEqual(refuses(asked, "CR-AMT-01", amountField), above)
    }
  )

  it("CR-AMT-01 under a cap of 10000 fen, 10000 fen are booked and 10001 fen are refused in words", () => {
    const plan: Template = { loanKind: "CashLoan", repaymentCap: 10000 }
    assert.strictEqual(read({ repaymentAmount: 10000 }, plan), "")
    assert.strictEqual(
      read({ repaymentAmount: 10001 }, plan),
      "scheduleItems[0].repaymentAmount must be at most 10000 fen, the template's cap, but 10001 was given (CR-AMT-01)"
    )
  })

  it.prop(
    "CR-AMT-02 a repayment is refused exactly when it is above a known contract's limit",
    [Bookings.booking],
    ([asked]) => {
      const [amount, limit] = [due(asked), exact(asked.known.contract?.repaymentAmountLimit)]
      const above = amount !== undefined && limit !== undefined && amount > limit
      assert.strictEqual(refuses(asked, "CR-AMT-02", amountField), above)
    }
  )

  it("CR-AMT-02 under a limit of 20000 fen, 20000 fen are booked and 20001 fen are refused in words", () => {
    assert.strictEqual(read({ repaymentAmount: 20000 }), "")
    assert.strictEqual(
      read({ repaymentAmount: 20001 }),
      "scheduleItems[0].repaymentAmount must be at most 20000 fen, the contract's limit, " +
        "but 20001 was given (CR-AMT-02)"
    )
  })

  it.prop(
    "CR-AMT-03 a repayment is refused exactly when it is no whole number of fen",
    [Bookings.booking],
    ([asked]) => {
      assert.strictEqual(refuses(asked, "CR-AMT-03", amountField), due(asked) === undefined)
    }
  )

  it.prop(
    "CR-AMT-03 a minimum is refused exactly when it is given and no whole number of fen",
    [Bookings.booking],
    ([asked]) => {
      const wrong = asked.item.minRepaymentAmount !== undefined && least(asked) === undefined
      assert.strictEqual(refuses(asked, "CR-AMT-03", minimumField), wrong)
    }
  )

  it("CR-AMT-03 half a fen is refused in words", () => {
    assert.strictEqual(
      read({ repaymentAmount: 99.5 }),
      "scheduleItems[0].repaymentAmount must be a whole number of fen from 0 to 9007199254740991, " +
        "but 99.5 was given (CR-AMT-03)"
    )
  })

  it.prop(
    "CR-AMT-04 a consumer loan is refused exactly when it has no minimum, or one below 5 %",
    [Bookings.booking],
    ([asked]) => {
      const [amount, minimum] = [due(asked), least(asked)]
      const missing = asked.item.minRepaymentAmount === undefined
      const tooLow = amount !== undefined && minimum !== undefined && minimum * 20n < amount
      const refused = kind(asked) === "ConsumerLoan" && amount !== undefined && (missing || tooLow)
      assert.strictEqual(refuses(asked, "CR-AMT-04", minimumField), refused)
    }
  )

  it("CR-AMT-04 for 10001 fen of a consumer loan, at least 501 fen are booked and 500 are refused in words", () => {
    const plan: Template = { loanKind: "ConsumerLoan", repaymentCap: 20000 }
    assert.strictEqual(read({ repaymentAmount: 10001, minRepaymentAmount: 501 }, plan), "")
    assert.strictEqual(
      read({ repaymentAmount: 10001, minRepaymentAmount: 500 }, plan),
      "scheduleItems[0].minRepaymentAmount must be from 501 to 10001 fen, at least 5 % of the repayment, " +
        "but 500 was given (CR-AMT-04)"
    )
  })

  it("CR-AMT-04 a consumer loan without a minimum is refused in words", () => {
    assert.strictEqual(
      read({ repaymentAmount: 10000 }, { loanKind: "ConsumerLoan", repaymentCap: 20000 }),
      "scheduleItems[0].minRepaymentAmount must be from 500 to 10000 fen, at least 5 % of the repayment, " +
        "but nothing was given (CR-AMT-04)"
    )
  })

  it.prop(
    "CR-AMT-05 a cash loan is refused exactly when it has a minimum below 10 %",
    [Bookings.booking],
    ([asked]) => {
      const [amount, minimum] = [due(asked), least(asked)]
      const tooLow = amount !== undefined && minimum !== undefined && minimum * 10n < amount
      assert.strictEqual(refuses(asked, "CR-AMT-05", minimumField), kind(asked) === "CashLoan" && tooLow)
    }
  )

  it("CR-AMT-05 for 10001 fen of a cash loan, 1001 or nothing is booked and 1000 fen are refused in words", () => {
    const plan: Template = { loanKind: "CashLoan", repaymentCap: 20000 }
    assert.strictEqual(read({ repaymentAmount: 10001, minRepaymentAmount: 1001 }, plan), "")
    assert.strictEqual(read({ repaymentAmount: 10001 }, plan), "")
    assert.strictEqual(
      read({ repaymentAmount: 10001, minRepaymentAmount: 1000 }, plan),
      "scheduleItems[0].minRepaymentAmount must be from 1001 to 10001 fen, at least 10 % of the repayment, " +
        "but 1000 was given (CR-AMT-05)"
    )
  })

  it.prop("CR-AMT-06 a minimum is refused exactly when it is above the repayment", [Bookings.booking], ([asked]) => {
    const [amount, minimum] = [due(asked), least(asked)]
    const above = amount !== undefined && minimum !== undefined && minimum > amount
    assert.strictEqual(refuses(asked, "CR-AMT-06", minimumField), above)
  })

  it("CR-AMT-06 for 10000 fen, a minimum of 10000 fen is booked and 10001 fen are refused in words", () => {
    assert.strictEqual(read({ repaymentAmount: 10000, minRepaymentAmount: 10000 }), "")
    assert.strictEqual(
      read({ repaymentAmount: 10000, minRepaymentAmount: 10001 }),
      "scheduleItems[0].minRepaymentAmount must be at most 10000 fen, the repayment itself, " +
        "but 10001 was given (CR-AMT-06)"
    )
  })

  it.prop(
    "CR-AMT-12 the least minimum is the smallest whole number of fen that is 5 % or 10 % of the repayment",
    [Amounts.fen, Plan.LoanKind],
    ([amount, kind]) => {
      const times = kind === "ConsumerLoan" ? 20n : 10n
      const least = BigInt(Scheduling.leastMinimum(amount, kind))
      assert.isTrue(least * times >= BigInt(amount))
      assert.isTrue(least === 0n || (least - 1n) * times < BigInt(amount))
    }
  )

  it("CR-AMT-12 the least minimum of 10001 fen is 501 fen of a consumer loan and 1001 fen of a cash loan", () => {
    assert.strictEqual(Scheduling.leastMinimum(Fen.make(10001), "ConsumerLoan"), Fen.make(501))
    assert.strictEqual(Scheduling.leastMinimum(Fen.make(10001), "CashLoan"), Fen.make(1001))
  })

  it.prop(
    "CR-AMT-13 what is left to the platform is exactly what needs a template or a contract that is not known",
    [Bookings.soundBooking],
    ([asked]) => {
      const left = [
        ...(asked.known.plan === undefined ? ["CR-AMT-01", "CR-AMT-04", "CR-AMT-05"] : []),
        ...(asked.known.contract === undefined ? ["CR-AMT-02", "CR-SCHED-03", "CR-SCHED-04"] : [])
      ]
      assert.sameMembers([...Scheduling.unchecked(asked.known)], left)
      assert.sameMembers([...Result.getOrThrow(decide(asked)).unchecked], left)
    }
  )
})
