/**
 * A lender's program: it books and charges instalments, and serves, completes and collects orders. What it has reached stands in its
 * jobs, which outlive its process; whether something took effect it learns from the library alone.
 */
import { DeductOrder, type Notification, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { collect, CreditRepayment, OutcomeUnknown, PayScore, type Settlement } from "@wxrepay/domain/client"
import type { Sandbox } from "@wxrepay/sandbox"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as PubSub from "effect/PubSub"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Dice } from "./dice.ts"
import {
  dueAt,
  type InstalmentJob,
  instalmentDrafts,
  type Job,
  lowered,
  orderDrafts,
  type OrderJob,
  outTradeNoOf
} from "./jobs.ts"
import { onceOnly } from "./targets.ts"
import type { Outcome, Witness } from "./witness.ts"

/** What a lender works with. */
export interface Options {
  readonly sandbox: Sandbox["Service"]
  readonly witness: Witness
  readonly dice: Dice
  readonly jobs: ReadonlyArray<Job>
  readonly heard: PubSub.PubSub<Notification.Notification>
  /** Whether it sends the identical request again before it settles, as it may. Rule: V3-IDEM-02. */
  readonly isImpatient: boolean
}

/** An error, or a settlement. */
interface Told {
  readonly _tag: string
}

/** One process of the lender: settles what the one before left open, does its jobs, and goes when nothing is open. */
export const process = Effect.fnUntraced(function* ({ dice, heard, isImpatient, jobs, sandbox, witness }: Options) {
  const repayment = yield* CreditRepayment
  const orders = yield* PayScore

  /** Makes a call, and has the witness judge how it ended. */
  const watched = <A, E extends Told, R>(
    operation: string,
    number: string,
    isSettling: boolean,
    effect: Effect.Effect<A, E, R>,
    read: (result: Result.Result<A, E>) => readonly [Outcome, string]
  ): Effect.Effect<Outcome, never, R> =>
    Effect.suspend(() => {
      const call = witness.begin({ operation, number }, isSettling)
      return Effect.result(effect).pipe(
        Effect.flatMap((result) =>
          Effect.map(sandbox.state, (state) => {
            const [outcome, told] = read(result)
            witness.end(call, outcome, told, state)
            return outcome
          })
        ),
        Effect.onExit((exit) =>
          Exit.isSuccess(exit)
            ? Effect.void
            : Effect.map(sandbox.state, (state) => {
                const isCrash = Cause.hasInterruptsOnly(exit.cause)
                witness.end(call, "Crashed", isCrash ? "" : Cause.pretty(exit.cause), state)
                if (!isCrash) witness.violate(Cause.pretty(exit.cause))
              })
        )
      )
    })

  /** How a change is settled, with the draft that it was asked for with. */
  const settlementOf = (operation: string, number: string) => {
    const settled = <A, T, E extends Told>(
      settling: Effect.Effect<Settlement<A, T, E>, Told>
    ): Effect.Effect<Told, Told> => settling
    for (const job of jobs) {
      if (job._tag === "Instalment") {
        const drafts = instalmentDrafts(sandbox, job, number)
        if (operation === "book" && number === job.outRecordId) return settled(repayment.settle("book", drafts.book))
        if (operation === "charge" && number.startsWith(job.outRecordId)) {
          return settled(repayment.settle("charge", drafts.charge))
        }
      } else if (job.outOrderNo === number) {
        const { cancel, complete, create, modify, pay, sync } = orderDrafts(sandbox, job)
        if (operation === "create") return settled(orders.settle("create", create))
        if (operation === "cancel") return settled(orders.settle("cancel", cancel))
        if (operation === "complete") return settled(orders.settle("complete", complete))
        if (operation === "modify") return settled(orders.settle("modify", modify))
        if (operation === "pay") return settled(orders.settle("pay", pay))
        if (operation === "sync") return settled(orders.settle("sync", sync))
      }
    }
    return Effect.die(`${operation} ${number} was never asked for`)
  }

  /** Writes down what was settled. */
  const reached = (operation: string, number: string) => {
    for (const job of jobs) {
      if (job._tag !== "Instalment") continue
      if (operation === "book" && number === job.outRecordId && job.phase === "Planned") job.phase = "Booked"
      if (operation === "charge" && number === outTradeNoOf(job) && job.phase === "Booked") job.phase = "Charged"
    }
  }

  /** Settles once, which may leave it open. */
  const settleOnce = (operation: string, number: string) =>
    watched(operation, number, true, settlementOf(operation, number), (result) => {
      if (Result.isFailure(result)) return ["Unknown", result.failure._tag]
      const told = result.success
      if (told._tag === "Settled") reached(operation, number)
      if (told._tag === "Refused" && "error" in told) return ["Failed", nameOf(told.error)]
      return [told._tag === "Settled" ? "Done" : "Unknown", told._tag]
    })

  const settle = Effect.fnUntraced(function* (operation: string, number: string) {
    while (true) {
      const outcome = yield* settleOnce(operation, number)
      if (outcome !== "Unknown") return outcome
      yield* Effect.sleep(dice.between(1_000, 600_000))
    }
  })

  /** What is in doubt is there for the next process, should this one die. */
  const remembered = Effect.fnUntraced(function* (operation: string, number: string) {
    if (witness.isKnown({ operation, number })) return
    const open = yield* Effect.orDie(repayment.unsettled)
    if (open.some((one) => one.operation === operation && one.number === number)) return
    witness.violate(`${operation} ${number} is in doubt, and not remembered`)
  })

  /** Changes something, and does not go on before it is known whether it happened. */
  const change = Effect.fnUntraced(function* <A, E extends Told>(
    operation: string,
    number: string,
    effect: Effect.Effect<A, E>
  ) {
    for (let more = isImpatient && onceOnly.has(operation) ? dice.between(2, 4) : 1; more > 0; more--) {
      const outcome = yield* watched(operation, number, false, effect, readResult)
      if (outcome !== "Unknown") return outcome === "Done"
      yield* remembered(operation, number)
      yield* Effect.sleep(dice.between(0, 5_000))
    }
    return (yield* settle(operation, number)) === "Done"
  })

  /** Waits, for a while, or until something is told. */
  const rest = (seconds: number) =>
    Effect.timeoutOption(Stream.runHead(Stream.fromPubSub(heard)), dice.between(1_000, seconds * 1_000))

  const instalment = Effect.fnUntraced(function* (job: InstalmentJob) {
    while (job.phase !== "Over") {
      const { book, charge } = instalmentDrafts(sandbox, job)
      if (job.phase === "Planned") {
        if (yield* change("book", job.outRecordId, repayment.book(book))) job.phase = "Booked"
        else yield* Effect.sleep("1 minute")
      } else if (job.phase === "Booked") {
        const due = Math.max(job.notBefore, DateTime.toEpochMillis(dueAt(job)))
        yield* Effect.sleep(Math.max(due - DateTime.toEpochMillis(yield* DateTime.now), 0))
        if (yield* change("charge", outTradeNoOf(job), repayment.charge(charge))) job.phase = "Charged"
        else yield* Effect.sleep("1 minute")
      } else {
        const found = yield* Effect.result(repayment.findDeductOrder({ outTradeNo: charge.outTradeNo }))
        const state = Result.isSuccess(found) ? found.success.orderState : "Pending"
        witness.told(charge.outTradeNo, state, DeductOrder.isFinal(state))
        if (state === "Paid") job.phase = "Over"
        else if (state === "Failed") {
          job.failed += 1
          job.notBefore = DateTime.toEpochMillis(yield* DateTime.now) + 8 * 3_600_000
          job.phase = "Booked"
        } else yield* rest(300)
      }
    }
  })

  const collected = (outOrderNo: string, which: ReturnType<typeof orderDrafts>["which"]) =>
    watched("pay", outOrderNo, false, collect({ ...which, notifications: Stream.fromPubSub(heard) }), (result) => {
      if (Result.isFailure(result)) return readResult(result)
      const { success } = result
      const { answer, attempt } = { answer: undefined, attempt: undefined, ...success }
      const told = `${success._tag} ${attempt ?? ""}`
      if (answer instanceof OutcomeUnknown) return ["Unknown", told]
      // a refusal that is proven, though it is the order that has to be asked
      return [attempt === "Declined" || attempt === "Unknown" ? "Failed" : "Done", told]
    }).pipe(Effect.tap((outcome) => (outcome === "Unknown" ? remembered("pay", outOrderNo) : Effect.void)))

  const order = Effect.fnUntraced(function* (job: OrderJob) {
    const { outOrderNo, plan } = job
    const { cancel, complete, create, modify, sync, which } = orderDrafts(sandbox, job)
    while (job.phase !== "Over") {
      if (job.phase === "Planned") {
        if (yield* change("create", outOrderNo, orders.create(create))) job.phase = "Created"
        else yield* Effect.sleep("1 minute")
        continue
      }
      const found = Option.getOrUndefined(yield* Effect.option(orders.find(which)))
      if (found === undefined) {
        yield* Effect.sleep("1 minute")
        continue
      }
      const stage = Stage.of(found)
      witness.told(outOrderNo, stage, Stage.isFinal(stage))
      if (Stage.isFinal(stage)) job.phase = "Over"
      else if (stage === "Created" && plan === "CancelEarly") {
        yield* change("cancel", outOrderNo, orders.cancel(cancel))
      } else if (stage === "Created") {
        yield* Effect.sleep(dice.between(0, 60_000))
        yield* sandbox.confirm(outOrderNo, "Agree")
      } else if (stage === "InService" && plan === "CancelInService") {
        yield* change("cancel", outOrderNo, orders.cancel(cancel))
      } else if (stage === "InService") yield* change("complete", outOrderNo, orders.complete(complete))
      else if (plan === "Modify" && found.totalAmount !== lowered) {
        yield* change("modify", outOrderNo, orders.modify(modify))
      } else if (plan === "Sync") yield* change("sync", outOrderNo, orders.sync(sync))
      else yield* collected(outOrderNo, which)
      yield* rest(stage === "AwaitingPayment" && dice.happens(0.8) ? 40_000 : 60)
    }
  })

  /** Settles everything that is open, each once. */
  const sweep = Effect.gen(function* () {
    const open = yield* Effect.orDie(repayment.unsettled)
    for (const { number, operation } of open) yield* settleOnce(operation, number)
    return open.length
  })

  // a payment is known only once the order is paid; everything else before it goes on
  for (const { number, operation } of yield* Effect.orDie(repayment.unsettled)) {
    if (operation !== "pay") yield* settle(operation, number)
  }
  yield* Effect.forEach(jobs, (job) => (job._tag === "Instalment" ? instalment(job) : order(job)), {
    concurrency: "unbounded",
    discard: true
  })
  while ((yield* sweep) > 0) yield* Effect.sleep("1 minute")
})

const readResult = (result: Result.Result<unknown, Told>): readonly [Outcome, string] => {
  if (Result.isSuccess(result)) return ["Done", ""]
  const { failure } = result
  return [failure instanceof OutcomeUnknown ? "Unknown" : "Failed", nameOf(failure)]
}

const nameOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null || !("_tag" in error)) return String(error)
  const status = "status" in error ? ` ${String(error.status)}` : ""
  const code = "code" in error ? ` ${String(error.code)}` : ""
  return `${String(error._tag)}${status}${code}`
}
