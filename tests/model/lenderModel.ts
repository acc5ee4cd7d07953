/**
 * What a lender makes of a contract that may lose every call, every notification and every process of its own: the library's
 * promises, told once more without a line of it.
 */
import { type Ask, Platform } from "./contractModel.ts"

/** What lender, borrower, post and time may do. */
export type Action =
  /** `knows`: it passes on what it has read. `lost`: what the network loses of it; `dies`: and with that the process. */
  | { _tag: "Call"; ask: Ask; knows: boolean; lost: "Nothing" | "Request" | "Answer"; dies: boolean }
  /** `Leave`: the borrower ends the contract. `Settle`: the lender settles a doubt. */
  | { _tag: "Agree" | "Refuse" | "Leave" | "Settle" | "Restart" }
  | { _tag: "Earn"; purse: number }
  /** One of the notifications so far comes, for the first time or not, to a lender that may fail to write it down. */
  | { _tag: "Deliver"; which: number; fails: boolean }
  | { _tag: "Wait"; minutes: number }

/** A platform, and what a lender has written down. */
export class Model extends Platform {
  /** What was sent under each number, and whether it is known to have happened. */
  sent = new Map<string, { ask: Ask; isKnown: boolean }>()
  handled: Array<string> = []

  /** Does an action, and answers what it comes to. A restart is nothing. */
  step(action: Action): string {
    if (action._tag === "Call") return this.call(action.ask, action.knows, action.lost)
    if (action._tag === "Settle") return this.settle()
    if (action._tag === "Agree" || action._tag === "Refuse") return this.decide(action._tag)
    if (action._tag === "Deliver") return this.handle(this.post[action.which % this.post.length], action.fails)
    if (action._tag === "Earn") this.purse = action.purse
    if (action._tag === "Leave") this.end()
    if (action._tag === "Wait") this.pass(action.minutes)
    return "Done"
  }

  /** It refuses what it can see is wrong, holds a number to its content, and makes no failure of what may have happened. */
  call(ask: Ask, knows: boolean, lost: string): string {
    const before = this.sent.get(nameOf(ask))
    const wrong = this.broken(ask, knows)
    if (wrong.length > 0) return `Refused ${wrong.join(" ")}`
    if (before && JSON.stringify(before.ask) !== JSON.stringify(ask)) return `NumberReused ${fixedBy[ask._tag]}`
    const answer = lost === "Request" ? "" : this.answer(ask)
    if (lost === "Nothing" && answer === "Taken") return this.know(ask)
    if (lost === "Nothing" && before === undefined) return answer
    this.sent.set(nameOf(ask), before ?? { ask, isKnown: false })
    return "OutcomeUnknown"
  }

  /** It has happened: a number stands for that for ever, but a contract may be ended again and again. */
  know(ask: Ask): string {
    this.sent.set(nameOf(ask), { ask, isKnown: true })
    if (ask._tag === "Terminate") this.sent.delete(nameOf(ask))
    return "Taken"
  }

  /** What was sent and is not known to have happened. */
  doubts(): ReadonlyArray<string> {
    return Array.from(this.sent.keys())
      .filter((name) => this.sent.get(name)?.isKnown === false)
      .toSorted()
  }

  /** Asks about the first doubt, and sends it again after a minute of nothing. What is refused then is a doubt no more. */
  settle(): string {
    const ask = this.sent.get(this.doubts()[0] ?? "")?.ask
    if (ask === undefined) return "Nothing"
    this.pass(1)
    this.sent.delete(nameOf(ask))
    const answer = this.has(ask) ? this.know(ask) : this.call(ask, false, "Nothing")
    this.pass(9)
    return answer === "Taken" ? "Settled" : answer
  }

  /** An event takes effect once; one that failed to takes it when it comes again. */
  handle(event: string | undefined, fails: boolean): string {
    if (event === undefined) return "Nothing"
    if (this.handled.includes(event)) return "Repeated"
    if (fails) return "Failed"
    this.handled.push(event)
    return "Handled"
  }
}

const nameOf = (ask: Ask): string => `${ask._tag} ${"no" in ask ? ask.no : 0}`

const fixedBy = { Presign: "CR-ID-04", Book: "CR-SCHED-05", Charge: "CR-DEDUCT-06", Terminate: "" }
