/**
 * Collects a service order: asks what is owed, starts a charge if it is time for one, and learns what became of it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Notification } from "../Notification.ts"
import type { PaymentAttempt } from "../PaymentAttempt.ts"
import * as Collecting from "../rules/Collecting.ts"
import type { ServiceOrder } from "../ServiceOrder.ts"
import type { PaymentDraft } from "../ServiceOrderCall.ts"
import { AttemptStore } from "./AttemptStore.ts"
import type { LookupError } from "./ContractCalls.ts"
import type { StoreError } from "./NotificationStore.ts"
import { pausing, timeOf, type TimeRefused } from "./Patience.ts"
import { PayScore, type ServiceCallError } from "./PayScore.ts"

/** Which order is collected, and for how long. */
export interface Collectable extends PaymentDraft {
  /** Notifications as they are taken in: with them a payment is heard of at once. */
  readonly notifications?: Stream.Stream<Notification> | undefined
  /** How long after an attempt none is made; by default 5 minutes, at least one, and at most 30 days. Rule: PS-PAY-08. */
  readonly coolDown?: Duration.Input | undefined
  /** How long the outcome is asked for after an attempt; by default 2 minutes. */
  readonly within?: Duration.Input | undefined
  /** The first pause between questions; by default 5 seconds, and at least one. It grows by half each time, up to 30 seconds. Rule: PS-PAY-07. */
  readonly pause?: Duration.Input | undefined
}

/**
 * What became of the attempt. `CoolingDown`: none was made, for another was of late. `NotNeeded`: none was made, for nothing
 * is missing any more. `Unknown`: whether it was made is not known.
 */
export type Attempted = PaymentAttempt["_tag"] | "CoolingDown" | "NotNeeded" | "Unknown"

/** What is known of this attempt and of the next. */
interface Next {
  readonly attempt: Attempted
  /** What was answered to it, or why it is not known whether it was made. */
  readonly answer?: PaymentAttempt | ServiceCallError | undefined
  /** Before this no attempt is made, whoever asks; WeChat Pay's own charges go on. */
  readonly nextAttemptAt: DateTime.Utc
}

/**
 * What became of the money. `Owed`: it is still to be paid, by WeChat Pay's own charges or a later attempt. `Undecided`:
 * the state is unclear, as `order` shows, or nobody could say, for the reason in `problem`; the order has to be asked again.
 */
export type Collected =
  | (typeof Collecting.Paid.Type & { readonly order: ServiceOrder })
  | (typeof Collecting.NothingDue.Type & { readonly order: ServiceOrder })
  | (typeof Collecting.NotDue.Type & { readonly order: ServiceOrder })
  | (typeof Collecting.Owed.Type & { readonly order: ServiceOrder } & Next)
  | (typeof Collecting.Undecided.Type & {
      readonly order?: ServiceOrder | undefined
      readonly problem?: LookupError | undefined
    } & Partial<Next>)

/** How collecting can fail: before an attempt was made, or because the attempt was refused for good. */
export type CollectError = ServiceCallError | LookupError | StoreError | TimeRefused

/**
 * Collects an order once. It asks first, and starts a charge only where payment is awaited and the last attempt is long
 * enough ago; then it listens and asks until it is paid or the time is over. An attempt whose outcome is not known is never
 * a failure. Rules: PS-PAY-01, PS-PAY-04 to PS-PAY-09, PS-HOOK-03, PS-HOOK-05, PS-HOOK-08, PS-HOOK-09, PS-QUERY-03.
 */
export const collect = Effect.fn("collect")(function* (
  collectable: Collectable
): Effect.fn.Return<Collected, CollectError, PayScore | AttemptStore> {
  const { find, pay } = yield* PayScore
  const store = yield* AttemptStore
  const coolDown = Duration.max(yield* timeOf("coolDown", collectable.coolDown, "5 minutes"), leastCoolDown)
  const within = yield* timeOf("within", collectable.within, "2 minutes")
  const pause = pausing(yield* timeOf("pause", collectable.pause, "5 seconds"), mostPause)
  const { appid, outOrderNo, serviceId } = collectable
  const key = { outOrderNo, appid, serviceId }
  const order = yield* find(key)
  const before = Collecting.verdict(order)
  if (before._tag !== "Owed") return { ...before, order }
  if (before.missing === 0) return { ...before, order, attempt: "NotNeeded", nextAttemptAt: yield* DateTime.now }

  // a service is one merchant's, and a number is unique within a merchant
  const attempted = `${serviceId}/${outOrderNo}`
  const claim = yield* store.claim(attempted, coolDown)
  if (claim._tag === "CoolingDown") return { ...before, order, attempt: "CoolingDown", nextAttemptAt: claim.until }

  // it listens from before the charge, or it could miss what is told while the charge is answered
  const heard = yield* Deferred.make<Collected>()
  const listening = yield* Effect.forkChild(listen(collectable, order, heard), { startImmediately: true })
  return yield* pay(key, { order }).pipe(
    Effect.map((answer): Attempt => ({ attempt: answer._tag, answer })),
    Effect.catchIf(isUnknown, (answer) => Effect.succeed<Attempt>({ attempt: "Unknown", answer })),
    Effect.tapError((error) => (isUnsent(error) ? giveBack(store.release(attempted, claim.at)) : Effect.void)),
    Effect.tap(({ attempt }) => Effect.annotateCurrentSpan("wxrepay.attempt", attempt)),
    Effect.flatMap((made) => {
      const next = { ...made, nextAttemptAt: DateTime.addDuration(claim.at, coolDown) }
      return Effect.raceFirst(Deferred.await(heard), ask(find(key), { pause, within }, next))
    }),
    // not waited for: a stream of the caller's own may not let go
    Effect.ensuring(Effect.sync(() => listening.interruptUnsafe()))
  )
})

/** One attempt, and what was answered to it. */
type Attempt = Pick<Next, "attempt" | "answer">

/** In doubt, or refused because the order stands otherwise than it was thought to: the order says more than the refusal. */
const isUnknown = ({ category }: ServiceCallError): boolean => category === "AskFirst"

/** Whether it is certain that nothing left. What the platform refused was an attempt all the same. */
const isUnsent = ({ _tag }: ServiceCallError): boolean =>
  _tag === "ServiceCallRefused" ||
  _tag === "SigningError" ||
  _tag === "NoPlatformKey" ||
  _tag === "NotSent" ||
  _tag === "NumberReused" ||
  _tag === "StoreError"

/** An attempt that is not given back keeps others away for a while, and loses nothing. */
const giveBack = (release: Effect.Effect<void, StoreError>) =>
  Effect.catchCause(release, (cause) => Effect.logWarning("An attempt could not be given back", cause))

const leastCoolDown = Duration.minutes(1)

const mostPause = Duration.seconds(30)

/** Asks until the money has come or never will, or the time is over; after a refusal, once. Rules: PS-PAY-05, PS-PAY-07. */
const ask = Effect.fnUntraced(function* (
  find: Effect.Effect<ServiceOrder, LookupError>,
  { pause, within }: { readonly pause: Effect.Effect<void>; readonly within: Duration.Duration },
  next: Next
): Effect.fn.Return<Collected> {
  const over = DateTime.addDuration(yield* DateTime.now, within)
  while (true) {
    if (next.attempt !== "Declined") yield* pause
    const asked = yield* Effect.result(find)
    const isOver = next.attempt === "Declined" || DateTime.isGreaterThanOrEqualTo(yield* DateTime.now, over)
    const known = Result.match(asked, {
      onFailure: (problem): Collected => ({ ...Collecting.Undecided.make({}), problem, ...next }),
      onSuccess: (order) => collectedOf(order, next)
    })
    if (isOver || isSettled(known)) return known
  }
})

const collectedOf = (order: ServiceOrder, next: Next): Collected => {
  const verdict = Collecting.verdict(order)
  return verdict._tag === "Owed" || verdict._tag === "Undecided"
    ? { ...verdict, order, ...next }
    : { ...verdict, order }
}

/** Whether asking again would tell nothing else. */
const isSettled = (known: Collected): boolean => {
  if (known._tag === "Owed") return false
  if (known._tag !== "Undecided") return true
  const category = known.problem?.category
  return category === "FixRequest" || category === "GiveUp"
}

/**
 * Hears that all of an order is paid. A stream that ends or breaks is one that tells nothing: then there is asking.
 * Rules: PS-HOOK-05, PS-HOOK-08, PS-HOOK-09.
 */
const listen = (
  { notifications = Stream.never }: Collectable,
  order: ServiceOrder,
  heard: Deferred.Deferred<Collected>
): Effect.Effect<void> =>
  Effect.suspend(() =>
    Stream.runHead(Stream.filterMap(notifications, (notification) => paidBy(notification, order)))
  ).pipe(
    Effect.flatMap((found) => (Option.isSome(found) ? Deferred.succeed(heard, found.value) : Effect.void)),
    Effect.asVoid,
    Effect.catchCause(() => Effect.logWarning("The notifications broke off, so only asking tells what became of it"))
  )

const paidBy = (notification: Notification, asked: ServiceOrder): Result.Result<Collected, undefined> => {
  if (notification._tag !== "ServiceOrderPaid" || !isSame(notification.order, asked)) return Result.fail(undefined)
  const { order } = notification
  const verdict = Collecting.verdict(order)
  return verdict._tag === "Paid" ? Result.succeed({ ...verdict, order }) : Result.fail(undefined)
}

/** Whether two tell of one order: a number is unique within a merchant only. Rules: PS-ID-01, PS-HOOK-05. */
const isSame = (one: ServiceOrder, other: ServiceOrder): boolean =>
  one.outOrderNo === other.outOrderNo &&
  one.appid === other.appid &&
  one.serviceId === other.serviceId &&
  (one.mchid === undefined || other.mchid === undefined || one.mchid === other.mchid)
