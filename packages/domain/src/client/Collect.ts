/**
 * Collects a service order: asks what is owed, starts a charge if it is time for one, and learns what became of it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
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
import { PayScore, type ServiceCallError } from "./PayScore.ts"

/** Which order is collected, and for how long. */
export interface Collectable extends PaymentDraft {
  /** Notifications as they are taken in: with them a payment is heard of at once. */
  readonly notifications?: Stream.Stream<Notification> | undefined
  /** How long after an attempt none is made; by default 5 minutes, and at least one. Rule: PS-PAY-08. */
  readonly coolDown?: Duration.Input | undefined
  /** How long the outcome is asked for after an attempt; by default 2 minutes. */
  readonly within?: Duration.Input | undefined
  /** The first pause between questions; by default 5 seconds, and at least one. It grows by half each time, up to 30 seconds. Rule: PS-PAY-07. */
  readonly pause?: Duration.Input | undefined
}

/** What became of the attempt; `CoolingDown`: none was made, `Unknown`: nobody answered whether it was. */
export type Attempted = PaymentAttempt["_tag"] | "CoolingDown" | "Unknown"

/** What is known of the next attempt. */
interface Next {
  readonly attempt: Attempted
  /** Before this no attempt is made. */
  readonly nextAttemptAt: DateTime.Utc
}

/**
 * What became of the money. `Owed`: it is still to be paid, by WeChat Pay's own charges or a later attempt. `Undecided`:
 * the state is unclear, or nobody could say, for the reason in `problem`; the order has to be asked again.
 */
export type Collected =
  | (typeof Collecting.Paid.Type & { readonly order: ServiceOrder })
  | (typeof Collecting.NothingDue.Type & { readonly order: ServiceOrder })
  | (typeof Collecting.NotDue.Type & { readonly order: ServiceOrder })
  | (typeof Collecting.Owed.Type & { readonly order: ServiceOrder } & Next)
  | (typeof Collecting.Undecided.Type & { readonly problem?: LookupError | undefined } & Partial<Next>)

/** How collecting can fail: before an attempt was made, or because the attempt was refused for good. */
export type CollectError = ServiceCallError | LookupError | StoreError

/**
 * Collects an order once. It asks first, and starts a charge only where payment is awaited and the last attempt is long
 * enough ago; then it listens and asks until it is paid or the time is over. An outcome that is not known is never a
 * failure. Rules: PS-PAY-01, PS-PAY-04 to PS-PAY-09, PS-HOOK-03, PS-HOOK-08, PS-HOOK-09, PS-QUERY-03.
 */
export const collect = Effect.fn("collect")(function* (
  collectable: Collectable
): Effect.fn.Return<Collected, CollectError, PayScore | AttemptStore> {
  const { find, pay } = yield* PayScore
  const store = yield* AttemptStore
  const { appid, outOrderNo, serviceId } = collectable
  const key = { outOrderNo, appid, serviceId }
  const order = yield* find(key)
  const before = Collecting.verdict(order)
  if (before._tag === "Undecided") return before
  if (before._tag !== "Owed") return { ...before, order }

  const coolDown = Duration.max(Duration.fromInputUnsafe(collectable.coolDown ?? "5 minutes"), leastCoolDown)
  const claim = yield* store.claim(outOrderNo, coolDown)
  if (claim._tag === "CoolingDown") return { ...before, order, attempt: "CoolingDown", nextAttemptAt: claim.until }

  // it listens from before the charge, or it could miss what is told while the charge is answered
  const heard = yield* Effect.forkChild(listen(collectable))
  const attempt = yield* pay(key, { order }).pipe(
    Effect.map(({ _tag }): Attempted => _tag),
    Effect.catchIf(
      ({ category }) => category === "AskFirst",
      () => Effect.succeed<Attempted>("Unknown")
    ),
    Effect.tapError(() => Effect.ignore(store.release(outOrderNo, claim.at))),
    Effect.onError(() => Fiber.interrupt(heard))
  )
  yield* Effect.annotateCurrentSpan("wxrepay.attempt", attempt)
  const next = { attempt, nextAttemptAt: DateTime.addDuration(claim.at, coolDown) }
  return yield* Effect.raceFirst(Fiber.join(heard), ask(collectable, find(key), next))
})

const leastCoolDown = Duration.minutes(1)

const leastPause = Duration.seconds(1)

const mostPause = Duration.seconds(30)

/** Asks until the money has come or never will, or the time is over; after a refusal, once. Rules: PS-PAY-05, PS-PAY-07. */
const ask = Effect.fnUntraced(function* (
  { pause = "5 seconds", within = "2 minutes" }: Collectable,
  find: Effect.Effect<ServiceOrder, LookupError>,
  next: Next
): Effect.fn.Return<Collected> {
  const over = DateTime.addDuration(yield* DateTime.now, Duration.fromInputUnsafe(within))
  let wait = Duration.clamp(Duration.fromInputUnsafe(pause), { minimum: leastPause, maximum: mostPause })
  while (true) {
    if (next.attempt !== "Declined") yield* Effect.sleep(wait)
    const asked = yield* Effect.result(find)
    const isOver = next.attempt === "Declined" || DateTime.isGreaterThanOrEqualTo(yield* DateTime.now, over)
    const known = Result.match(asked, {
      onFailure: (problem): Collected => ({ ...Collecting.Undecided.make({}), problem, ...next }),
      onSuccess: (order) => collectedOf(order, next)
    })
    if (isOver || isSettled(known)) return known
    wait = Duration.min(Duration.times(wait, 1.5), mostPause)
  }
})

const collectedOf = (order: ServiceOrder, next: Next): Collected => {
  const verdict = Collecting.verdict(order)
  if (verdict._tag === "Undecided") return { ...verdict, ...next }
  return verdict._tag === "Owed" ? { ...verdict, order, ...next } : { ...verdict, order }
}

/** Whether asking again would tell nothing else. */
const isSettled = (known: Collected): boolean => {
  if (known._tag === "Owed") return false
  if (known._tag !== "Undecided") return true
  const category = known.problem?.category
  return category === "FixRequest" || category === "GiveUp"
}

/** Ends only when it hears that all is paid. Rules: PS-HOOK-08, PS-HOOK-09. */
const listen = ({ notifications = Stream.never, outOrderNo }: Collectable): Effect.Effect<Collected> =>
  notifications.pipe(
    Stream.filterMap((notification) => heard(notification, outOrderNo)),
    Stream.runHead,
    Effect.flatMap(Option.match({ onNone: () => Effect.never, onSome: Effect.succeed }))
  )

const heard = (notification: Notification, outOrderNo: string): Result.Result<Collected, undefined> => {
  if (notification._tag !== "ServiceOrderPaid" || notification.order.outOrderNo !== outOrderNo) {
    return Result.fail(undefined)
  }
  const { order } = notification
  const verdict = Collecting.verdict(order)
  return verdict._tag === "Paid" ? Result.succeed({ ...verdict, order }) : Result.fail(undefined)
}
