/**
 * Waits for a borrower to sign: listens, and asks, because a refusal is never told and a notification may be lost.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Contract } from "../Contract.ts"
import type { Notification } from "../Notification.ts"
import * as Signing from "../rules/Signing.ts"
import type { LookupError } from "./ContractCalls.ts"
import { CreditRepayment } from "./CreditRepayment.ts"
import { pausing, timeOf, type TimeRefused } from "./Patience.ts"

/** Whose signing is awaited, and for how long. */
export interface Awaited {
  readonly outContractCode: string
  /** When the pre-sign can no longer be launched, as it was answered. Rule: CR-SIGN-01. */
  readonly expiresAt: DateTime.Utc
  /** Notifications as they are taken in: with them the signing is heard of at once. */
  readonly notifications?: Stream.Stream<Notification> | undefined
  /** How long a page that was opened in time may stay open; by default 5 minutes, which is assumed. */
  readonly grace?: Duration.Input | undefined
  /** The first pause between questions; by default 5 seconds, and at least one. It grows by half each time, up to a minute. */
  readonly pause?: Duration.Input | undefined
}

/**
 * Waits until a borrower has signed or no longer can. It always ends: at the latest a few minutes after the grace, and
 * then `Undecided` if nobody could say. It fails only when asking again would not help. Rules: CR-SIGN-01, CR-SIGN-04,
 * CR-SIGN-05, CR-CONTRACT-05, V3-HOOK-06.
 */
export const awaitSigning = Effect.fn("awaitSigning")(function* (
  awaited: Awaited
): Effect.fn.Return<Signing.Verdict, LookupError | TimeRefused, CreditRepayment> {
  const { findContract } = yield* CreditRepayment
  const grace = Duration.max(yield* timeOf("grace", awaited.grace, "5 minutes"), Duration.zero)
  const pause = pausing(yield* timeOf("pause", awaited.pause, "5 seconds"), mostPause)
  const over = DateTime.addDuration(awaited.expiresAt, grace)
  return yield* Effect.raceFirst(
    listen(awaited),
    ask(findContract({ outContractCode: awaited.outContractCode }), over, pause)
  )
})

/** The most questions after the end that are left without a proven answer. */
const mostAfter = 10

const mostPause = Duration.minutes(1)

const ask = Effect.fnUntraced(function* (
  find: Effect.Effect<Contract, LookupError>,
  over: DateTime.Utc,
  pause: Effect.Effect<void>
) {
  let absences = 0
  let after = 0
  while (after < mostAfter) {
    const isOver = DateTime.isGreaterThanOrEqualTo(yield* DateTime.now, over)
    const answer = yield* answerOf(find)
    absences = isOver && answer === "Absent" ? absences + 1 : 0
    after = isOver ? after + 1 : 0
    const contract = typeof answer === "string" ? undefined : answer
    const verdict = Signing.verdict({ contract, absences, isOver })
    if (verdict._tag !== "Undecided") return verdict
    yield* pause
  }
  return Signing.Undecided.make({})
})

/** The contract; that there is provably none; or that nobody said. Rule: V3-VER-09. */
const answerOf = (found: Effect.Effect<Contract, LookupError>): Effect.Effect<Answer, LookupError> =>
  found.pipe(
    Effect.map((contract): Answer => contract),
    Effect.catchIf(
      ({ category }) => category === "AskFirst" || category === "BackOff",
      (error) =>
        Effect.succeed<Answer>(
          error._tag === "Rejection" && error.status === 404 && error.authenticity === "Verified" ? "Absent" : "Unknown"
        )
    )
  )

type Answer = Contract | "Absent" | "Unknown"

/** Ends only when it hears. A stream that ends or breaks is one that tells nothing: then there is asking. Rules: CR-HOOK-12, CR-SIGN-05. */
const listen = ({ notifications = Stream.never, outContractCode }: Awaited): Effect.Effect<Signing.Verdict> =>
  Effect.suspend(() =>
    Stream.runHead(Stream.filterMap(notifications, (notification) => heard(notification, outContractCode)))
  ).pipe(
    Effect.catchCause(() =>
      Effect.as(
        Effect.logWarning("The notifications broke off, so only asking tells whether it was signed"),
        Option.none<Signing.Verdict>()
      )
    ),
    Effect.flatMap(Option.match({ onNone: () => Effect.never, onSome: Effect.succeed }))
  )

const heard = (notification: Notification, outContractCode: string): Result.Result<Signing.Verdict, undefined> => {
  const isAboutIt =
    (notification._tag === "ContractSigned" || notification._tag === "ContractTerminated") &&
    notification.contract.outContractCode === outContractCode
  if (!isAboutIt) return Result.fail(undefined)
  const verdict = Signing.verdict({ contract: notification.contract, absences: 0, isOver: false })
  return verdict._tag === "Undecided" ? Result.fail(undefined) : Result.succeed(verdict)
}
