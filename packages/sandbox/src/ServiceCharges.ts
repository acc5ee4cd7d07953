/**
 * How service orders are collected: by the platform itself again and again, and when the merchant asks.
 *
 * @since 0.1.0
 */
import { Fen, Ids, type ServiceOrder, type ServiceOrderCall as Call, ServiceOrderStage as Stage } from "@wxrepay/domain"
import * as SecureRandom from "effect/crypto/SecureRandom"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Borrower from "./Borrower.ts"
import type { Ledger } from "./Ledger.ts"
import * as Merchant from "./Merchant.ts"

/** What charges stand on. */
export interface Options {
  readonly ledger: Ledger
  readonly borrower: Ref.Ref<Borrower.Borrower>
  /** How long a charge takes, and how long before the first. */
  readonly pace: Duration.Duration
  readonly chargeEvery: Duration.Duration
  /** Called once for every order that is paid through PayScore. */
  readonly onPaid: (order: ServiceOrder.ServiceOrder) => Effect.Effect<void>
}

/** Collects service orders for as long as the scope lives. */
export const make = Effect.fnUntraced(function* ({ borrower, chargeEvery, ledger, onPaid, pace }: Options) {
  const random = yield* SecureRandom.SecureRandom
  const scope = yield* Effect.scope

  /** Lets a charge that has begun run, and ends it with what the borrower has by then. Rules: PS-COL-01, PS-PAY-04. */
  const run = Effect.fnUntraced(function* (outOrderNo: string) {
    yield* Effect.sleep(pace)
    const transactionId = Ids.TransactionId.make(`4200${Merchant.digits(yield* random.randomBytes(24))}`)
    const { order } = yield* Effect.orDie(
      ledger.serviceOrders.endCharge(outOrderNo, transactionId, (asked) =>
        Ref.modify(borrower, (known) => Borrower.draw(known, asked, Fen.zero))
      )
    )
    if (Stage.of(order) === "Paid") yield* onPaid(order)
  })

  /** Charges until nothing is owed any more, whatever the merchant does beside it. Rules: PS-COMPLETE-03, PS-PAY-03, PS-STATE-06. */
  const chargeOnPlan = Effect.fnUntraced(function* (outOrderNo: string) {
    yield* Effect.sleep(pace)
    for (;;) {
      const begun = yield* ledger.serviceOrders.beginCharge(outOrderNo)
      if (begun === "Over") return
      if (begun === "Begun") yield* run(outOrderNo)
      yield* Effect.sleep(chargeEvery)
    }
  })

  /** Has the platform collect an order from now on. */
  const begin = (outOrderNo: string) => Effect.asVoid(Effect.forkIn(chargeOnPlan(outOrderNo), scope))

  /** Starts a charge for the merchant. Rules: PS-PAY-03 to PS-PAY-05. */
  const pay = Effect.fnUntraced(function* (outOrderNo: string, body: Partial<Omit<Call.Payment, "outOrderNo">>) {
    const known = yield* Ref.get(borrower)
    const serviced = yield* ledger.serviceOrders.pay(
      outOrderNo,
      body,
      (asked) => Borrower.collect(known, asked, Fen.zero) !== undefined
    )
    yield* Effect.forkIn(run(outOrderNo), scope)
    return serviced
  }, Effect.uninterruptible)

  return { begin, pay }
})

/** What collects the service orders of one account. */
export type ServiceCharges = Effect.Success<ReturnType<typeof make>>
