/**
 * PS-STATE-07: a call on a service order is blocked here exactly when the platform refuses it, whatever happened before.
 *
 * Method: fast-check draws the life of an order, legal and illegal calls mixed with users and time, more than 10,000 steps
 * in all. Each call is decided three times: by the library, which knows what can be known; by the sandbox, to which it is
 * sent unchecked; and by the model next door, which shares no line with either. After each step all three agree on where
 * the order stands. A failure prints a seed and two paths; `REPLAY='{"seed":1,"path":"2:3","replayPath":"AAB"}'` replays it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, Ids, type ServiceOrder, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { Access, SignedHttpClient } from "@wxrepay/domain/client"
import { Collecting } from "@wxrepay/domain/rules"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import type { Keys } from "@wxrepay/domain/signing"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import { noon } from "../support/lender.ts"
import { type Ask, decide, draftOf, type Own, wireOf } from "./serviceOrderCalls.ts"
import { type Action, type Flaw, type Model, nothing, step } from "./serviceOrderModel.ts"

const oneOf = fc.constantFrom

/** An action, and now and then a flaw of it. */
const flawed = <A extends Action>(sound: fc.Arbitrary<A>, ...flaws: ReadonlyArray<Flaw>) =>
  fc
    .tuple(sound, fc.option(oneOf(...flaws), { freq: 8, nil: undefined }))
    .map(([action, flaw]) => (flaw === undefined ? action : Object.assign({}, action, { flaw })))

const amounts = oneOf(0, 1, 2_499, 2_500, 4_000, 9_999, 10_000, 10_001)

/** What may happen, legal or not; what moves an order on comes more often. */
const actions: ReadonlyArray<fc.Arbitrary<Action>> = [
  flawed(
    fc.record({ _tag: oneOf("Create"), content: oneOf("A", "A", "B"), fund: oneOf(10_000, 10_000, 10_000, 20_001) }),
    "Lines",
    "Time"
  ),
  flawed(fc.record({ _tag: oneOf("Create"), content: oneOf("A"), fund: oneOf(10_000) }), "Lines"),
  flawed(fc.record({ _tag: oneOf("Cancel"), reason: oneOf("late", "lost") }), "Number", "Appid", "Reason"),
  flawed(fc.record({ _tag: oneOf("Complete"), total: amounts }), "Lines", "Time", "Appid"),
  flawed(fc.record({ _tag: oneOf("Complete"), total: oneOf(10_000, 4_000) }), "Lines"),
  flawed(fc.record({ _tag: oneOf("Modify"), total: amounts }), "Lines", "Appid", "Reason"),
  flawed(fc.record({ _tag: oneOf("Pay") }), "Number", "Appid"),
  flawed(fc.record({ _tag: oneOf("Sync") }), "Appid", "Time"),
  oneOf({ _tag: "Confirm" }),
  oneOf({ _tag: "Confirm" }),
  fc.record({ _tag: oneOf("Earn"), purse: oneOf(0, 2_500, 20_000) }),
  fc.record({ _tag: oneOf("Wait"), days: oneOf(1, 1, 1, 29, 30) })
]

/** A platform in virtual time that charges twice a day. */
const layerOf = (cancelAwaitingPayment: "Allow" | "Refuse") =>
  Layer.unwrap(Effect.map(Sandbox, ({ connection }) => Access.layer(connection))).pipe(
    Layer.provideMerge(
      Sandbox.layer({
        // whether a signature is right is tried elsewhere; here it would take half of the time
        crypto: SyncCrypto.layer(Dice.make(1)),
        account: { service },
        serviceOrders: { cancelAwaitingPayment, chargeEvery: "12 hours" },
        fetch: () => Promise.resolve(new Response(null, { status: 204 }))
      })
    ),
    Layer.provideMerge(TestClock.layer())
  )

const service = {
  serviceId: Ids.ServiceId.make("2002000000000558"),
  limit: Fen.make(20_000),
  mayOmitConfirmation: false
}

/** An order in the making: what it is called, what of it was taken, and the runtime that everything is done in. */
interface Life {
  readonly own: Own
  readonly taken: Partial<Record<Ask["_tag"], object>>
  readonly mayCancelWhileAwaiting: boolean
  readonly run: ManagedRuntime.ManagedRuntime<Sandbox | SignedHttpClient, Keys.KeyError>["runPromise"]
}

/** The order as it is told. */
const orderOf = Effect.fnUntraced(function* ({ own }: Life) {
  const { serviceOrders } = yield* (yield* Sandbox).state
  return Option.getOrUndefined(Option.map(HashMap.get(serviceOrders, own.outOrderNo), ({ order }) => order))
})

/** Sends a call unchecked, and says whether the platform took it; a charge that failed was taken. Rule: PS-PAY-05. */
const isTaken = Effect.fnUntraced(function* (life: Life, ask: Ask) {
  const { body, path } = wireOf(ask, life.own)
  const http = yield* SignedHttpClient
  const request = HttpClientRequest.post(path).pipe(HttpClientRequest.bodyJsonUnsafe(body))
  const answer = yield* Effect.result(http.execute(request))
  if (Result.isSuccess(answer)) return true
  if (answer.failure._tag !== "Rejection") return yield* Effect.die(answer.failure)
  return answer.failure.code === "TRADE_ERROR"
})

/** Has the library decide, then the platform. */
const asked = Effect.fnUntraced(function* (life: Life, ask: Ask) {
  const { own, taken } = life
  const decided = yield* Effect.result(decide(ask, own, { order: yield* orderOf(life), taken }))
  const isAccepted = yield* isTaken(life, ask)
  if (isAccepted) taken[ask._tag] ??= draftOf(ask, own)
  if (Result.isFailure(decided)) return isAccepted ? "LibraryRefuses" : "Refused"
  return isAccepted ? "Taken" : "PlatformRefuses"
})

/** Does something, and answers what came of it. */
const done = Effect.fnUntraced(function* (life: Life, action: Action) {
  const sandbox = yield* Sandbox
  switch (action._tag) {
    case "Confirm":
      yield* sandbox.confirm(life.own.outOrderNo, "Agree")
      return "Taken"
    case "Earn":
      yield* sandbox.setBorrower(Borrower.paysPart(Fen.make(action.purse)))
      return "Taken"
    case "Wait":
      yield* TestClock.adjust(Duration.days(action.days))
      return "Taken"
    default:
      return yield* asked(life, action)
  }
})

/** The order as the library reads it, and as the model has it. */
const readOf = (order: ServiceOrder.ServiceOrder | undefined) =>
  order === undefined ? "None" : { stage: Stage.of(order), money: Collecting.verdict(order) }

const expectedOf = ({ owed, paid, stage }: Model) => {
  switch (stage) {
    case "None":
      return stage
    case "AwaitingPayment":
      return { stage, money: { _tag: "Owed", paid, missing: owed - paid } }
    case "Paid":
      return { stage, money: { _tag: "Paid", paid } }
    case "Finished":
      return { stage, money: { _tag: "NothingDue" } }
    default:
      return { stage, money: { _tag: "NotDue", stage } }
  }
}

let steps = 0

/** A command of fast-check's: does an action for real, and in the model. */
class Command implements fc.AsyncCommand<{ at: Model }, Life> {
  readonly action: Action
  constructor(action: Action) {
    this.action = action
  }

  /** Before there is an order, nothing can be asked of it. */
  check({ at }: Readonly<{ at: Model }>) {
    return at.stage !== "None" || this.action._tag === "Create" || this.action._tag === "Earn"
  }

  async run(model: { at: Model }, life: Life) {
    const [answer, after] = step(model.at, this.action, life.mayCancelWhileAwaiting)
    const [was, order] = await life.run(Effect.all([done(life, this.action), orderOf(life)]))
    assert.strictEqual(was, answer, JSON.stringify(model.at))
    assert.deepStrictEqual<unknown>(readOf(order), expectedOf(after))
    model.at = after
    steps++
  }

  toString() {
    return JSON.stringify(this.action)
  }
}

const replay: { replayPath?: string } = JSON.parse(process.env["REPLAY"] ?? "{}")

const lives = fc.commands<{ at: Model }, Life, boolean>(
  actions.map((action) => action.map((action) => new Command(action))),
  { maxCommands: 60, size: "max", ...replay }
)

describe("PS-STATE the life of a service order", () => {
  for (const cancelAwaitingPayment of ["Allow", "Refuse"] as const) {
    it(`PS-STATE-07 PS-CANCEL-02 a call is blocked exactly when the platform rejects it, which cancels while awaiting: ${cancelAwaitingPayment}`, async () => {
      const runtime = ManagedRuntime.make(layerOf(cancelAwaitingPayment))
      const { appid } = await runtime.runPromise(Effect.andThen(TestClock.setTime(noon), Sandbox))
      const before = steps
      let number = 0
      await fc.assert(
        fc.asyncProperty(lives, async (commands) => {
          const own = { outOrderNo: `O${++number}`, appid, ...service }
          const mayCancelWhileAwaiting = cancelAwaitingPayment === "Allow"
          const life: Life = { own, taken: {}, mayCancelWhileAwaiting, run: runtime.runPromise }
          await runtime.runPromise(Effect.flatMap(Sandbox, ({ setBorrower }) => setBorrower(Borrower.noBalance)))
          await fc.asyncModelRun(() => ({ model: { at: nothing }, real: life }), commands)
          // what is still awaited is paid, so that one life does not go on within the next
          await runtime.runPromise(
            Effect.andThen(
              Effect.flatMap(Sandbox, ({ setBorrower }) => setBorrower(Borrower.pays)),
              TestClock.adjust("1 day")
            )
          )
        }),
        { numRuns: 420, ...replay }
      )
      assert.isAtLeast(steps - before, "seed" in replay ? 1 : 5_000)
      await runtime.dispose()
    }, 600_000)
  }
})
