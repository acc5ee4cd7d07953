/**
 * Drafts for users: the sound ones keep every rule, and any others are decided without a defect.
 *
 * Method: the rules are the judges. A draft is spoiled in one to three members, and refused at least now and then.
 */
import { assert, describe, it } from "@effect/vitest"
import { Echo } from "@wxrepay/domain"
import { Deduction, Enrolment, Lookup, Scheduling, Servicing } from "@wxrepay/domain/rules"
import { Bookings, Charges, Drafts, Enrolments, ServiceCalls } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** A draft with whatever is known when it is decided. */
interface Case<Draft, Known> {
  readonly draft: Draft
  readonly known: Known
}

/** Runs both properties of one kind of draft. */
const judged = <Draft extends object, Known>(
  name: string,
  cases: Arbitrary.Arbitrary<Case<Draft, Known>>,
  decide: (draft: Draft, known: Known) => Effect.Effect<unknown, unknown>
): void => {
  it.effect.prop(`${name} that is sound keeps every rule`, [cases], ([{ draft, known }]) => decide(draft, known))

  const spoiled = Arbitrary.flatMap(cases, ({ draft, known }) =>
    Arbitrary.map(Drafts.spoiled(Arbitrary.Constant(draft)), (draft) => ({ draft, known }))
  )
  it.effect(`${name} that is not is decided all the same, and of two hundred some are refused`, () =>
    Effect.gen(function* () {
      const verdicts = yield* Effect.forEach(
        yield* Arbitrary.sampleEffect(spoiled, { count: 200, seed: 7 }),
        ({ draft, known }) => Effect.exit(decide(draft, known))
      )
      assert.isTrue(verdicts.some(({ _tag }) => _tag === "Failure"))
      for (const verdict of verdicts) {
        if (verdict._tag === "Failure") assert.isTrue(verdict.cause.reasons.every(({ _tag }) => _tag === "Fail"))
      }
    })
  )
}

const alone = <Draft>(drafts: Arbitrary.Arbitrary<Draft>): Arbitrary.Arbitrary<Case<Draft, undefined>> =>
  Arbitrary.map(drafts, (draft) => ({ draft, known: undefined }))

describe("drafts", () => {
  judged("a booking", Bookings.soundBooking, Scheduling.authorize)
  judged("a charge", Charges.soundCharge, Deduction.authorize)
  judged("a pre-sign in an app", Enrolments.soundApp, Enrolment.authorizeApp)
  judged("a pre-sign in a browser", Enrolments.soundH5, Enrolment.authorizeH5)
  judged("a termination", alone(Drafts.termination), Enrolment.authorizeTermination)
  judged("an echo", alone(Drafts.echo), ({ echoMessage, notifyUrl }) =>
    Schema.decodeUnknownEffect(Echo.Echo)({ echoMessage, ...(notifyUrl === undefined ? {} : { notifyUrl }) })
  )
  judged("a question for a contract", alone(Drafts.contractKey), Lookup.authorizeContract)
  judged("a question for a booking", alone(Drafts.recordKey), Lookup.authorizeRecord)
  judged("a question for a charge", alone(Drafts.orderKey), Lookup.authorizeOrder)
  judged("a question for a service order", alone(Drafts.serviceOrderKey), Lookup.authorizeServiceOrder)
  judged("a creation", ServiceCalls.creation, Servicing.authorizeCreation)
  judged("a completion", ServiceCalls.completion, Servicing.authorizeCompletion)
  judged("a modification", ServiceCalls.modification, Servicing.authorizeModification)
  judged("a creation and completion in one", ServiceCalls.directCompletion, Servicing.authorizeDirectCompletion)
  judged("a cancellation", alone(ServiceCalls.cancellation), (draft) => Servicing.authorizeCancellation(draft, {}))
  judged("the start of a charge", alone(ServiceCalls.payment), (draft) => Servicing.authorizePayment(draft, {}))
  judged("money collected elsewhere", alone(ServiceCalls.paidElsewhere), (draft) =>
    Servicing.authorizePaidElsewhere(draft, {})
  )
})

describe("drafts at the edges", () => {
  it.effect(
    "among a thousand sound bookings: the first and the last day of the window, and minimums of just 5 % and 10 %",
    () =>
      Effect.gen(function* () {
        const cases = yield* Arbitrary.sampleEffect(Bookings.soundBooking, { count: 1000, seed: 7 })
        const days = cases.map(
          ({ item, known }) => (Date.parse(item.repaymentDate) - Date.parse(known.today)) / 86_400_000
        )
        assert.includeMembers(days, [1, 14])
        assert.isTrue(days.every((day) => day >= 1 && day <= 14))
        for (const parts of [20n, 10n]) {
          const isJust = ({ item: { minRepaymentAmount = 0, repaymentAmount } }: Bookings.Case) =>
            repaymentAmount > 100 && BigInt(minRepaymentAmount) === (BigInt(repaymentAmount) + parts - 1n) / parts
          assert.isTrue(cases.some(isJust))
        }
        const limits = cases.flatMap(({ item, known: { contract, plan } }) => [
          (contract?.repaymentAmountLimit ?? -1) - item.repaymentAmount,
          (plan?.repaymentCap ?? -1) - item.repaymentAmount
        ])
        assert.includeMembers(limits, [0, 1])
      })
  )
})
