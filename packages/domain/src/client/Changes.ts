/**
 * Calls that change something: remembered before they are sent, and judged when they end. Whatever leaves open whether a change
 * took effect becomes `OutcomeUnknown`, and nothing makes a failure of it.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { RuleId } from "../rulebook/index.ts"
import { NoPlatformKey } from "../signing/KeyRing.ts"
import { Signer, SigningError } from "../signing/Signer.ts"
import { CurrentNature, leavesDoubt, type Nature } from "./Category.ts"
import {
  CallError,
  type ChangeError,
  type ClockSkewed,
  NotSent,
  NumberReused,
  OutcomeUnknown,
  type Rejection
} from "./Errors.ts"
import * as Metrics from "./Metrics.ts"
import type { StoreError } from "./NotificationStore.ts"
import { type Sent, SentStore, type Standing, type Unsettled } from "./SentStore.ts"
import { CurrentAttempts } from "./SignedHttpClient.ts"

/** A change that is about to be asked for. */
export interface Change {
  /** What is asked for, such as `charge`. */
  readonly operation: string
  readonly nature: Exclude<Nature, "Read">
  /** Which member holds the merchant's own number of it. */
  readonly field: string
  readonly number: string
  /** The body as it travels, without what is sealed: a digest of a name could be guessed, and sealing never makes the same twice. Rule: V3-ENC-05. */
  readonly content: unknown
  /** The rule by which the number stands for one content for ever, where there is one. */
  readonly fixedBy?: RuleId | undefined
}

/** How a change can end other than well when nothing is remembered of it. */
export type UnnumberedError = Exclude<ChangeError, NumberReused | StoreError>

/** Sends changes of one merchant. */
export class Changes extends Context.Service<
  Changes,
  {
    /** Sends under a number that is remembered, unless other content was sent under it before. Rules: V3-IDEM-01, V3-IDEM-02, V3-VER-08, CR-DEDUCT-06. */
    readonly under: <A, E, R>(
      change: Change,
      send: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, Exclude<E, CallError> | ChangeError, R>
    /** Judges the end of a change whose number is not known, and remembers nothing. */
    readonly unnumbered: <A, E, R>(
      operation: string,
      nature: Exclude<Nature, "Read">,
      send: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, Exclude<E, CallError> | UnnumberedError, R>
    /** What was sent and is not settled, the oldest first. */
    readonly unsettled: Effect.Effect<ReadonlyArray<Unsettled>, StoreError>
    /** Remembers a change that may have been sent, and says how its number stands; it is `Doubtful` where that cannot be known. */
    readonly remember: (change: Change) => Effect.Effect<Standing>
    /** Records that a change is proven to have happened. */
    readonly happened: (change: Change) => Effect.Effect<void>
    /** Forgets a change that is proven not to have happened. */
    readonly neverHappened: (change: Change) => Effect.Effect<void>
  }
>()("@wxrepay/domain/client/Changes") {
  /** Remembers in the `SentStore` at hand; without one, in the memory of this layer. */
  static get layerFrom(): Layer.Layer<Changes, never, Signer | Digest.Digest> {
    return Layer.effect(Changes, make)
  }
}

/** How a call is judged. */
interface Judged {
  readonly operation: string
  readonly nature: Change["nature"]
  readonly number?: string
  /** Whether the number stands for one content, which may be sent again and again. */
  readonly isFixed: boolean
  /** Whether it was sent before, so that nothing that comes of this call alone says that it did not happen. */
  readonly isRepeat: boolean
}

const make = Effect.gen(function* () {
  const { mchid } = yield* Signer
  const digest = yield* Digest.Digest
  const given = yield* Effect.serviceOption(SentStore)
  const store = Option.isSome(given)
    ? given.value
    : Context.get(yield* Layer.build(Layer.fresh(SentStore.layerMemory)), SentStore)
  const doubts = yield* Metrics.watch(mchid)

  const sentOf = ({ content, fixedBy, number, operation }: Change): Effect.Effect<Sent> =>
    Effect.map(digest.digestHex(Digest.sha256, new TextEncoder().encode(canonical(content))), (hex) => ({
      mchid,
      operation,
      number,
      digest: hex,
      isFixed: fixedBy !== undefined
    }))

  const under = Effect.fnUntraced(function* <A, E, R>(change: Change, send: Effect.Effect<A, E, R>) {
    const sent = yield* sentOf(change)
    const standing = yield* store.claim(sent)
    const { field, fixedBy, nature, number, operation } = change
    if (standing === "Other") {
      return yield* new NumberReused({ operation, field, number, rule: fixedBy ?? "V3-IDEM-01" })
    }
    const isRepeat = standing !== "New"
    const key = `${operation} ${number}`
    return yield* Effect.onExit(
      judged({ operation, nature, number, isFixed: sent.isFixed, isRepeat }, send),
      (exit) => {
        if (Exit.isSuccess(exit)) {
          doubts.delete(key)
          return record(ended(sent))
        }
        const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
        if (isCallError(error)) return record(store.release(sent))
        // an interruption leaves it open as well
        if (error !== undefined && !(error instanceof OutcomeUnknown)) return Effect.void
        if (standing !== "Settled") doubts.add(key)
        // another call may have ended what was the same to the store
        return record(store.claim(sent))
      }
    )
  })

  /** That one has happened is remembered where the number stands for it; elsewhere it says nothing of the next. */
  const ended = (sent: Sent) => (sent.isFixed ? store.settle(sent) : store.forget(sent))

  /** The end of the doubt about a change, by what is proven of it. */
  const proven = (recording: (sent: Sent) => Effect.Effect<void, StoreError>) => (change: Change) =>
    Effect.suspend(() => {
      doubts.delete(`${change.operation} ${change.number}`)
      return record(Effect.flatMap(sentOf(change), recording))
    })

  return Changes.of({
    under,
    unnumbered: (operation, nature, send) => judged({ operation, nature, isFixed: false, isRepeat: false }, send),
    unsettled: store.unsettled(mchid),
    remember: (change) =>
      Effect.flatMap(sentOf(change), (sent) =>
        Effect.catchCause(store.claim(sent), (cause) =>
          Effect.as(Effect.logWarning("A change in doubt could not be remembered", cause), "Doubtful" as const)
        )
      ),
    happened: proven(ended),
    neverHappened: proven(store.forget)
  })
})

/** Sends, and makes of the end what it means for a change. Rules: V3-VER-08, V3-VER-09, V3-NET-04. */
const judged = <A, E, R>(
  { isFixed, isRepeat, nature, number, operation }: Judged,
  send: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, CallError> | UnnumberedError, R> =>
  Effect.suspend(() => {
    const before: Array<CallError> = []
    return send.pipe(
      Effect.provideService(CurrentNature, nature),
      Effect.provideService(CurrentAttempts, before),
      Effect.mapError((error): Exclude<E, CallError> | UnnumberedError => {
        if (isOfOthers(error)) return error
        const last = asCallError(error)
        // where the same content may be refused the second time, a refusal after 429 may be for what the first one did
        const isOther = !isFixed && last._tag === "Rejection" && last.status !== 429
        const earlier = before.filter((one) => isDoubt(nature, one) || (isOther && one._tag === "Rejection"))
        if (!isRepeat && Arr.isArrayEmpty(earlier) && isProven(nature, last)) return last
        const attempts = Arr.append(earlier, last)
        return new OutcomeUnknown({ operation, ...(number === undefined ? {} : { number }), attempts, isRepeat })
      }),
      Effect.onExit((exit) => {
        const outcome = outcomeOf(exit)
        return Effect.andThen(
          Effect.annotateCurrentSpan("wxrepay.outcome", outcome),
          Metrics.countOutcome(operation, outcome)
        )
      })
    )
  })

/** What cannot be recorded once the answer has come leaves the change unsettled, and changes nothing of the answer. */
const record = (recording: Effect.Effect<unknown, StoreError>) =>
  Effect.catchCause(Effect.asVoid(recording), (cause) =>
    Effect.logWarning("What became of a change could not be recorded", cause)
  )

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): Metrics.Outcome => {
  if (Exit.isSuccess(exit)) return "settled"
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error === undefined || error instanceof OutcomeUnknown) return "unknown"
  return error instanceof NotSent || error instanceof SigningError || error instanceof NoPlatformKey
    ? "not_sent"
    : "refused"
}

const isCallError = Schema.is(CallError)

const isOfOthers = <E>(error: E): error is Exclude<E, CallError> => !isCallError(error)

const asCallError = (error: unknown): CallError => Option.getOrThrow(Option.liftPredicate(error, isCallError))

/** Whether an end says for certain that this request changed nothing. */
const isProven = (
  nature: Nature,
  error: CallError
): error is SigningError | NoPlatformKey | NotSent | Rejection | ClockSkewed => !isDoubt(nature, error)

const isDoubt = (nature: Nature, error: CallError): boolean => {
  switch (error._tag) {
    case "SigningError":
    case "NoPlatformKey":
    case "NotSent":
      return false
    case "Rejection":
      return leavesDoubt(nature, error.status, error.authenticity)
    case "ClockSkewed":
      return error.status !== 401
    default:
      return true
  }
}

/** The same text for the same content, in whatever order its members come. */
const canonical = (content: unknown): string =>
  JSON.stringify(content, (_, value: unknown) =>
    Predicate.isObject(value) && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value
  ) ?? ""
