/**
 * The way out of not knowing: asks by the number, and where it is proven that nothing is there, sends the identical request again.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { toleranceSeconds } from "../signing/Verifier.ts"
import { leavesDoubt, type Nature } from "./Category.ts"
import type { Change, Changes } from "./Changes.ts"
import type { LookupError } from "./ContractCalls.ts"
import { CallError, NotSent, OutcomeUnknown, Rejection } from "./Errors.ts"
import { pausing, timeOf, type TimeRefused } from "./Patience.ts"

/** How long it is tried. */
export interface SettleOptions {
  /** How long it is asked and sent again; by default 10 minutes, and at most 30 days. A refusal is certain after 5 minutes only. */
  readonly within?: Duration.Input | undefined
  /** The first pause between questions; by default 2 seconds, and at least one. It grows by half each time, up to a minute. */
  readonly pause?: Duration.Input | undefined
}

/** What a question tells of a change. `NotYet`: there is nothing of it. `Other`: the number has other content. `Unsure`: it does not tell. */
export type Told<T> =
  | { readonly _tag: "Happened"; readonly told: T }
  | { readonly _tag: "NotYet" | "Other" | "Unsure"; readonly told?: T | undefined }

/** A change in doubt. */
export interface InDoubt<A, T, E> {
  readonly change: Change
  readonly ask: Effect.Effect<Told<T>, LookupError>
  /** Sends the identical request; missing where it must not be sent again without somebody's decision. Rules: CR-DEDUCT-06, PS-PAY-08. */
  readonly send?: Effect.Effect<A, E> | undefined
}

/** It is known that it happened: by the answer of a request that was sent again, or by what a question told. */
export type Settled<A, T> = { readonly _tag: "Settled" } & (
  | { readonly by: "Answer"; readonly answer: A }
  | { readonly by: "Question"; readonly told: T }
)

/** How a change in doubt ended. */
export type Settlement<A, T, E> =
  | Settled<A, T>
  /**
   * It is proven that it did not happen, and why. Of a pre-sign: that the identical one is refused, and no contract stands; it may
   * have been made all the same, and then refused by the borrower or left to lapse.
   */
  | { readonly _tag: "Refused"; readonly error: E | CallError }
  /** Under the number something else was sent, or is there, than this draft asks for: look at it, and take no other number for the same. */
  | { readonly _tag: "Differs"; readonly told?: T | undefined }
  /** Nobody could say in time. It stays in `unsettled`: settle it again. */
  | {
      readonly _tag: "StillUnknown"
      readonly operation: string
      readonly number: string
      /** Since when it was tried. */
      readonly since: DateTime.Utc
      /** How many questions were asked, and how often the request was sent. */
      readonly asked: number
      readonly sent: number
      /** What the last question told, when it told something. */
      readonly told?: T | undefined
      /** What stood in the way last. */
      readonly problem?: LookupError | E | undefined
    }

/** What one operation is settled with, and how. */
export interface Doubt<Draft, A, T, E> {
  readonly draft: Draft
  readonly settlement: Settlement<A, T, E>
  readonly error: E
}

/** For how long the signature of a request holds. Rule: V3-AUTH-04. */
const freshness = Duration.seconds(toleranceSeconds)

/** How often a request is sent again at most. Rule: V3-RETRY-01. */
const mostSent = 3

/**
 * Settles a change in doubt. An absence counts only when it was told twice in a row; only then is the identical request sent, under
 * the same number, and only what is refused then, and still is not there when no request of before can come any more, is told as
 * refused. It always ends, and never calls a failure what it does not know. Rules: CR-DEDUCT-06, CR-SCHED-05, PS-ERR-04, V3-IDEM-02, V3-RETRY-01, V3-VER-08.
 */
export const settle = Effect.fnUntraced(function* <
  A,
  T,
  E extends { readonly _tag: string; readonly category: string }
>(
  changes: Pick<Changes["Service"], "happened" | "neverHappened" | "remember">,
  { ask, change, send }: InDoubt<A, T, E>,
  options: SettleOptions = {}
): Effect.fn.Return<Settlement<A, T, E>, TimeRefused> {
  const { nature, number, operation } = change
  const within = yield* timeOf("within", options.within, "10 minutes")
  const pause = pausing(yield* timeOf("pause", options.pause, "2 seconds"), Duration.minutes(1))
  const since = yield* DateTime.now
  const over = DateTime.addDuration(since, within)
  // whatever comes of this, it stays on the list until it is proven; what was sent with other content is not sent with this one
  const isOther = (yield* changes.remember(change)) === "Other"
  let absences = 0
  let asked = 0
  let sent = 0
  let told: T | undefined
  let problem: LookupError | E | undefined
  /** Until then a request in doubt may come late, and be done though a later one was refused; clocks that agree are assumed. Rule: V3-AUTH-04. */
  let lastArrival = DateTime.addDuration(since, freshness)
  /** Why it was not done again. */
  let refusal: E | CallError | undefined
  while (true) {
    asked += 1
    const answer = yield* bounded(Effect.result(ask), over)
    const said = answer !== undefined && Result.isSuccess(answer) ? answer.success : undefined
    told = said?.told ?? told
    if (said?._tag === "Happened") {
      yield* changes.happened(change)
      return { _tag: "Settled", by: "Question", told: said.told }
    }
    const now = yield* DateTime.now
    if (said?._tag === "Other") {
      yield* changes.neverHappened(change)
      return { _tag: "Differs", told: said.told }
    }
    if (refusal !== undefined && said?._tag === "NotYet" && DateTime.isGreaterThan(now, lastArrival)) {
      yield* changes.neverHappened(change)
      return { _tag: "Refused", error: refusal }
    }
    absences = said?._tag === "NotYet" ? absences + 1 : 0
    const failed = answer !== undefined && Result.isFailure(answer) ? answer.failure : undefined
    problem = failed ?? problem
    let isHopeless = failed !== undefined && isFinal(failed)
    const isOver = DateTime.isGreaterThanOrEqualTo(now, over)
    if (absences > 1 && isOther) return { _tag: "Differs" }
    if (absences > 1 && refusal === undefined && send !== undefined && sent < mostSent && !isOver) {
      sent += 1
      const end = yield* bounded(Effect.result(send), over)
      // given up, and in doubt as before
      if (end === undefined) return { _tag: "StillUnknown", operation, number, since, asked, sent, told, problem }
      if (Result.isSuccess(end)) return { _tag: "Settled", by: "Answer", answer: end.success }
      const last = lastOf(end.failure)
      problem = isNotTaken(last) || isFinal(last) ? last : end.failure
      const isRefused = isRefusal(nature, last)
      if (isRefused) {
        refusal = last
        problem = last
      }
      // what was not taken in is still proven to be absent
      if (!isNotTaken(last)) absences = 0
      // what may have been taken in may be done for as long as its signature holds
      if (end.failure._tag === "OutcomeUnknown" && !isRefused && !isNotTaken(last)) {
        lastArrival = DateTime.addDuration(yield* DateTime.now, freshness)
      }
      isHopeless = !isRefused && isFinal(last)
    }
    if (isHopeless || isOver) return { _tag: "StillUnknown", operation, number, since, asked, sent, told, problem }
    yield* Effect.raceFirst(pause, Effect.sleep(DateTime.distance(yield* DateTime.now, over)))
  }
})

/** What does not end, such as a signer that hangs, is given up a minute after the time is over. */
const bounded = <A, E, R>(effect: Effect.Effect<A, E, R>, over: DateTime.Utc): Effect.Effect<A | undefined, E, R> =>
  Effect.flatMap(DateTime.now, (now) =>
    Effect.timeoutOrElse(effect, {
      duration: Duration.sum(
        DateTime.isGreaterThan(over, now) ? DateTime.distance(now, over) : Duration.zero,
        Duration.minutes(1)
      ),
      orElse: () => Effect.undefined
    })
  )

/** How a request that was sent again really ended: of what is in doubt already, every end leaves it so. */
const lastOf = <E extends { readonly category: string }>(error: E): E | CallError =>
  error instanceof OutcomeUnknown && error.attempts.length === 1 ? error.attempts[0] : error

/** Whether WeChat Pay or a rule has decided not to do it. What was not let in, or could not be signed, says nothing of the first request. */
const isRefusal = (nature: Nature, error: { readonly category: string }): boolean => {
  if (!isCallError(error)) return error.category === "FixRequest"
  return (
    error._tag === "Rejection" &&
    error.status !== 401 &&
    error.category !== "BackOff" &&
    !leavesDoubt(nature, error.status, error.authenticity)
  )
}

const isCallError = Schema.is(CallError)

const isNotTaken = (error: unknown): boolean =>
  error instanceof NotSent || (error instanceof Rejection && error.category === "BackOff")

/** How each operation is settled. */
export type Settlers<Doubts extends { readonly [K in keyof Doubts]: Doubt<unknown, unknown, unknown, unknown> }> = {
  readonly [K in keyof Doubts]: (
    draft: Doubts[K]["draft"],
    options?: SettleOptions
  ) => Effect.Effect<Doubts[K]["settlement"], Doubts[K]["error"] | TimeRefused>
}

/** Settles from the draft that something was asked for with. A draft that the rules refuse cannot be that one: it decides nothing. */
export const fromDraft =
  (changes: Changes["Service"]) =>
  <Draft, A, T, E extends { readonly _tag: string; readonly category: string }>(
    prepare: (draft: Draft) => Effect.Effect<InDoubt<A, T, E>, E>
  ) =>
  (draft: Draft, options?: SettleOptions): Effect.Effect<Settlement<A, T, E>, E | TimeRefused> =>
    Effect.flatMap(prepare(draft), (inDoubt) => settle(changes, inDoubt, options))

/** What a question told; that it was proven that there is nothing says the same as an answer. Rules: V3-VER-09, CR-CONTRACT-05, PS-ID-07. */
export const asked = <T>(
  question: Effect.Effect<T, LookupError>,
  read: (told: T) => Told<T>["_tag"]
): Effect.Effect<Told<T>, LookupError> =>
  question.pipe(
    Effect.map((told): Told<T> => ({ _tag: read(told), told })),
    Effect.catchIf(
      (error) => error._tag === "Rejection" && error.status === 404 && error.authenticity === "Verified",
      () => Effect.succeed<Told<T>>({ _tag: "NotYet" })
    )
  )

/** Whether another try would end the same. */
const isFinal = ({ category }: { readonly category: string }): boolean =>
  category === "FixRequest" || category === "GiveUp"
