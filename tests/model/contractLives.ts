/**
 * Lives of a contract: what is drawn, how each action is done for real, and that after each the model, the client and the sandbox
 * say the same.
 */
import { assert } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { Borrower } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { dayAfter } from "./contractCalls.ts"
import { type Lender, start, type Stores } from "./contractLender.ts"
import type { Ask } from "./contractModel.ts"
import { type Action, Model } from "./lenderModel.ts"
import { atOnce, settled, World } from "./contractWorld.ts"

/** The runtime that lives go on in. */
export type Runtime = ManagedRuntime.ManagedRuntime<World, never>

/** Is told each action with what it came to. */
export type Answered = (told: ReadonlyArray<string>) => void

/** One life for real: its lender, what its numbers begin with, and the day that its days are counted from. */
interface Real {
  readonly number: number
  readonly firstDay: string
  readonly lender: Lender
  readonly run: Runtime["runPromise"]
  readonly onAnswer: Answered
}

/** A life: the day it begins on, how it begins, and what is done then. */
export type Life = readonly [
  firstDay: string,
  beginning: keyof typeof beginnings,
  commands: Iterable<fc.AsyncCommand<Model, Real, boolean>>
]

const oneOf = fc.constantFrom

const call = (ask: Ask): Action => ({ _tag: "Call", ask, knows: false, lost: "Nothing", dies: false })

const calls = (ask: fc.Arbitrary<Ask>): fc.Arbitrary<Action> =>
  fc.record({
    _tag: oneOf("Call"),
    ask,
    knows: fc.boolean(),
    lost: oneOf("Nothing", "Nothing", "Nothing", "Nothing", "Request", "Answer"),
    dies: fc.boolean()
  })

/** What may happen, allowed or not, and how often. */
const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: calls(fc.record({ _tag: oneOf("Presign"), limit: oneOf(20_000, 20_000, 30_000, 30_001) })) },
  {
    weight: 3,
    arbitrary: calls(
      fc.record({
        _tag: oneOf("Book"),
        no: oneOf(1, 2),
        amount: oneOf(10_000, 10_000, 20_000, 20_001, 30_001),
        least: oneOf(1_000, 1_000, 500, 499, 10_001),
        due: oneOf(0, 1, 2, 13, 14, 15, 16)
      })
    )
  },
  {
    weight: 2,
    arbitrary: calls(
      fc.record({ _tag: oneOf("Book"), no: oneOf(1, 2), amount: oneOf(10_000), least: oneOf(1_000), due: oneOf(2, 14) })
    )
  },
  {
    weight: 4,
    arbitrary: calls(
      fc.record({
        _tag: oneOf("Charge"),
        no: oneOf(1, 2, 3),
        amount: oneOf(10_000, 10_000, 10_000, 1_000, 999, 10_001, 0),
        of: oneOf(1, 1, 2)
      })
    )
  },
  // the same again and again, and one for each booking
  { weight: 4, arbitrary: calls(oneOf(1, 2).map((no) => ({ _tag: "Charge", no, amount: 10_000, of: no }))) },
  { weight: 1, arbitrary: calls(oneOf({ _tag: "Terminate" })) },
  { weight: 2, arbitrary: oneOf({ _tag: "Agree" }, { _tag: "Agree" }, { _tag: "Refuse" }, { _tag: "Leave" }) },
  { weight: 2, arbitrary: oneOf({ _tag: "Settle" }) },
  { weight: 1, arbitrary: oneOf({ _tag: "Restart" }) },
  { weight: 1, arbitrary: fc.record({ _tag: oneOf("Earn"), purse: oneOf(0, 999, 1_000, 25_000) }) },
  { weight: 2, arbitrary: fc.record({ _tag: oneOf("Deliver"), which: fc.nat(3), fails: oneOf(false, false, true) }) },
  { weight: 3, arbitrary: fc.record({ _tag: oneOf("Wait"), minutes: oneOf(5, 10, 20, 60, 120, 24 * 60) }) }
)

const presign = call({ _tag: "Presign", limit: 20_000 })
const charge = call({ _tag: "Charge", no: 1, amount: 10_000, of: 1 })
const book = (no: number) => call({ _tag: "Book", no, amount: 10_000, least: 1_000, due: 14 })

/** How a life may begin. */
const beginnings = {
  Nothing: [],
  Asked: [presign],
  Lapsed: [presign, { _tag: "Wait", minutes: 10 }],
  Agreed: [presign, { _tag: "Agree" }],
  Booked: [presign, { _tag: "Agree" }, book(1)],
  Solvent: [presign, { _tag: "Agree" }, book(1), book(2), { _tag: "Earn", purse: 25_000 }],
  Charged: [presign, { _tag: "Agree" }, book(1), book(2), { _tag: "Earn", purse: 25_000 }, charge, charge]
} satisfies Record<string, ReadonlyArray<Action>>

/** Most lives get as far as a booking, for what is interesting comes after it. */
const beginning = oneOf<keyof typeof beginnings>(
  "Nothing",
  "Asked",
  "Lapsed",
  "Agreed",
  "Booked",
  "Solvent",
  "Solvent",
  "Charged",
  "Charged"
)

/** Nobody knows the number of a contract before it is signed. */
const isPossible = ({ contract }: Readonly<Model>, action: Action): boolean =>
  action._tag !== "Call" || !["Book", "Charge"].includes(action.ask._tag) || contract !== "None"

/** A command of fast-check's: does an action for real, and in the model. */
class Command implements fc.AsyncCommand<Model, Real, boolean> {
  readonly action: Action
  constructor(action: Action) {
    this.action = action
  }

  check(model: Readonly<Model>) {
    return isPossible(model, this.action)
  }

  async run(model: Model, real: Real) {
    const answer = model.step(this.action)
    const [was, told] = await real.run(Effect.all([Effect.tap(done(real, this.action), settled), real.lender.told]))
    assert.strictEqual(was, answer)
    assert.deepStrictEqual<unknown>(told, expectedOf(model, real))
    real.onAnswer(rowsOf(model, this.action, answer))
  }

  toString() {
    const { action } = this
    if (action._tag !== "Call") return said(action)
    const { ask, dies, knows, lost } = action
    const fate = [knows ? "knowing" : "", lost === "Nothing" ? "" : `the ${lost} lost`, dies ? "dying of a loss" : ""]
    return [said(ask), ...fate.filter((part) => part !== "")].join(", ")
  }
}

/** Something as a person would say it. */
const said = (value: object): string =>
  Object.entries(value)
    .map(([name, member]) => (name === "_tag" ? member : `${name} ${member}`))
    .join(" ")

/** Actions as commands. */
export const commandsOf = (actions: ReadonlyArray<Action>): ReadonlyArray<fc.AsyncCommand<Model, Real, boolean>> =>
  actions.map((action) => new Command(action))

/** A day that a life begins on: before a leap day, before the end of a year, and neither. */
const days = oneOf("2025-11-05", "2028-02-20", "2025-12-24")

/** Lives that shrink well. */
export const lives: fc.Arbitrary<Life> = fc.tuple(
  days,
  beginning,
  fc.commands<Model, Real, boolean>([actions.map((action) => new Command(action))], { maxCommands: 50, size: "max" })
)

/** Lives that can be looked at before they are lived. */
export const scripts: fc.Arbitrary<readonly [firstDay: string, actions: ReadonlyArray<Action>]> = fc
  .tuple(days, beginning, fc.array(actions, { maxLength: 50, size: "max" }))
  .map(([firstDay, beginning, actions]) => [firstDay, [...beginnings[beginning], ...actions]])

/** What a life comes to in the model alone, action by action. */
export const imagined = (actions: ReadonlyArray<Action>): ReadonlyArray<ReadonlyArray<string>> => {
  const model = new Model()
  return actions.map((action) => (isPossible(model, action) ? rowsOf(model, action, model.step(action)) : []))
}

/** An answer by action, and by each rule that it names; and where the orders stand after it. */
const rowsOf = (model: Model, action: Action, answer: string): ReadonlyArray<string> => {
  const [said, ...rules] = answer.split(" ")
  const name = action._tag === "Call" ? action.ask._tag : action._tag
  return [
    ...(rules.length === 0 ? [`${name}: ${said}`] : rules.map((rule) => `${name}: ${said} ${rule}`)),
    ...Array.from(model.orders.values(), ({ amount, paid, state }) =>
      state === "Paid" && paid < amount ? "Order: Paid in part" : `Order: ${state}`
    )
  ]
}

/** Lives for real, under numbers of its own. */
export const lived = async (
  [firstDay, beginning, commands]: Life,
  life: Omit<Real, "lender" | "firstDay"> & { readonly stores: Stores }
) => {
  const lender = await life.run(
    Effect.gen(function* () {
      yield* (yield* World).beginOn(firstDay)
      return yield* start({ ...life, firstDay })
    })
  )
  const real: Real = { ...life, firstDay, lender }
  await fc.asyncModelRun(() => ({ model: new Model(), real }), after(commandsOf(beginnings[beginning]), commands))
  await life.run(lender.close)
}

function* after<A>(first: Iterable<A>, then: Iterable<A>): Iterable<A> {
  yield* first
  yield* then
}

const done = Effect.fnUntraced(function* ({ lender, number }: Real, action: Action) {
  const { letters, sandbox } = yield* World
  const code = `C${number}`
  switch (action._tag) {
    case "Call":
      return yield* atOnce(lender.call(action))
    case "Settle":
      return yield* lender.settle
    case "Deliver": {
      const post = yield* letters
      return yield* atOnce(lender.deliver(post[action.which % post.length], action.fails))
    }
    case "Agree":
    case "Refuse": {
      const was = yield* sandbox.decide(code, action._tag)
      return was === "Decided" || was === "Expired" ? "TooLate" : was
    }
    case "Leave":
      yield* sandbox.endContract(code, "ByUser")
      return "Done"
    case "Earn":
      yield* sandbox.setBorrower(Borrower.paysPart(Fen.make(action.purse)))
      return "Done"
    case "Restart":
      yield* lender.restart
      return "Done"
    case "Wait":
      yield* TestClock.adjust(`${action.minutes} minutes`)
      return "Done"
  }
})

/** What client, store and post office should tell, by the model. */
const expectedOf = (model: Model, { firstDay, number }: Real) => ({
  contract: model.contract === "None" ? "None" : `${model.contract} ${model.asked?.limit}`,
  bookings: sorted(model.bookings).map(([no, { amount, due, least }]) => [
    `R${number}x${no}`,
    amount,
    least,
    dayAfter(firstDay, due)
  ]),
  orders: sorted(model.orders).map(([no, { amount, of, paid, state }]) => [
    `T${number}x${no}`,
    `R${number}x${of}`,
    amount,
    state,
    paid
  ]),
  placed: model.orders.size,
  doubts: model.doubts(),
  post: model.post,
  handled: model.handled
})

const sorted = <A>(numbered: ReadonlyMap<number, A>) => Array.from(numbered).toSorted(([one], [other]) => one - other)
