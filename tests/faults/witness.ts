/**
 * What must hold whatever goes wrong: sees each request leave and arrive, each call of the lender end, and compares with the ledger.
 */
import { DeductOrder, ServiceOrderStage as Stage } from "@wxrepay/domain"
import type { State } from "@wxrepay/sandbox"
import * as HashMap from "effect/HashMap"
import { hasHappened, isQuestion, markOf, onceOnly, type Target } from "./targets.ts"

/** How a call ended. `Failed`: with an error that says that it did not happen. `Crashed`: nobody knows. */
export type Outcome = "Done" | "Unknown" | "Failed" | "Crashed"

/** A call of the lender's: of an operation, of `settle`, or of `collect`. */
export interface Call {
  readonly target: Target
  readonly isSettling: boolean
  outcome: Outcome | undefined
  /** How often a request of it took effect. */
  commits: number
  /** How many requests may leave for it without two absences before: one, that the lender itself asked for. */
  permits: number
}

/**
 * How long after one payment no other leaves. The 5 minutes of `collect` are counted from its decision, and until it leaves a
 * payment may have waited 30 seconds for each of five connections: two hosts, three tries. Rule: PS-PAY-08.
 */
const coolDownSeconds = 300 - 5 * 30

/** Makes the witness of one schedule. `seconds` tells the virtual time. */
export const make = (seconds: () => number) => {
  const log: Array<string> = []
  const violations: Array<string> = []
  const calls: Array<Call> = []
  const commits = new Map<string, number>()
  const absences = new Map<string, number>()
  const numberOf = new Map<string, string>()
  const lastPaid = new Map<string, number>()
  const finals = new Map<string, string>()

  const say = (line: string) => void log.push(`${seconds()} ${line}`)

  const violate = (line: string) => {
    say(`VIOLATION ${line}`)
    violations.push(line)
  }

  const keyOf = ({ number, operation }: Target) => `${operation} ${number}`

  const callsOf = (target: Target) => calls.filter((call) => keyOf(call.target) === keyOf(target))

  const openCall = (target: Target) => callsOf(target).findLast(({ outcome }) => outcome === undefined)

  const begin = (target: Target, isSettling: boolean): Call => {
    const call = { target, isSettling, outcome: undefined, commits: 0, permits: isSettling ? 0 : 1 }
    calls.push(call)
    say(`${isSettling ? "settle" : "call"} ${keyOf(target)}`)
    return call
  }

  /** No failure may be told of what happened, and no success of what did not. */
  const end = (call: Call, outcome: Outcome, told: string, state: State) => {
    const { isSettling, target } = call
    call.outcome = outcome
    say(`${isSettling ? "settled" : "ended"} ${keyOf(target)}: ${outcome} ${told}`)
    const isOnce = onceOnly.has(target.operation)
    const happened = isOnce
      ? hasHappened(state, target)
      : callsOf(target).some((other) => other.commits > 0 && other.outcome !== "Done")
    if (outcome === "Failed" && (call.commits > 0 || ((isOnce || isSettling) && happened))) {
      violate(`${keyOf(target)} ended as ${told}, and it had happened`)
    }
    if (outcome === "Done" && isOnce && !happened) violate(`${keyOf(target)} ended well, and it had not happened`)
    if (told === "NumberReused") violate(`${keyOf(target)} was taken for other content`)
  }

  /** Whether it is known to have happened: then nothing is in doubt, however another call ends. */
  const isKnown = (target: Target): boolean =>
    onceOnly.has(target.operation) && callsOf(target).some(({ outcome }) => outcome === "Done")

  /** A request is about to leave: from now on it may take effect. */
  const leaves = (target: Target, state: State): Call | undefined => {
    const call = openCall(target)
    const { number, operation, outRecordId } = target
    if (operation === "charge" && outRecordId !== undefined) {
      const before = numberOf.get(outRecordId)
      if (before !== undefined && before !== number && !hasFailed(state, before)) {
        violate(`${outRecordId} is charged as ${number}, and ${before} has not failed`)
      }
      numberOf.set(outRecordId, number)
      if (call !== undefined && call.permits > 0) call.permits -= 1
      else if ((absences.get(number) ?? 0) < 2) violate(`${number} is sent again without two absences`)
      absences.set(number, 0)
    }
    if (operation === "pay") {
      const since = seconds() - (lastPaid.get(number) ?? -Infinity)
      if (since < coolDownSeconds) violate(`${number} is charged again after ${since} s`)
      lastPaid.set(number, seconds())
    }
    return call
  }

  /** A request has arrived, and the ledger is what it is after it. */
  const arrived = (target: Target, call: Call | undefined, before: State, after: State) => {
    inspect(after)
    if (isQuestion(target) || markOf(before, target) === markOf(after, target)) return
    const key = keyOf(target)
    say(`took effect: ${key}`)
    commits.set(key, (commits.get(key) ?? 0) + 1)
    if (onceOnly.has(target.operation) && commits.get(key) !== 1) violate(`${key} took effect twice`)
    if (call === undefined) return violate(`${key} was sent by no call of the lender's`)
    call.commits += 1
    if (call.outcome === "Failed") violate(`${key} happened after it had ended as a failure`)
    const later = callsOf(target).slice(callsOf(target).indexOf(call) + 1)
    if (later.some(({ isSettling, outcome }) => isSettling && outcome === "Failed"))
      violate(`${key} happened after it was settled that it never did`)
  }

  /** A question was truly answered that there is nothing. */
  const absent = ({ number, operation }: Target) => {
    if (operation === "ask charge") absences.set(number, (absences.get(number) ?? 0) + 1)
  }

  /** What is final stays as it is, whoever tells it. */
  const remainsFinal = (key: string, told: unknown) => {
    const text = JSON.stringify(told)
    const before = finals.get(key)
    if (before !== undefined && before !== text) violate(`${key} was final as ${before} and is now ${text}`)
    finals.set(key, before ?? text)
  }

  /** A final state that the lender was told, or that it was told another after. */
  const told = (number: string, state: string, isFinal: boolean) => {
    if (isFinal || finals.has(`told ${number}`)) remainsFinal(`told ${number}`, state)
  }

  /** What holds of the ledger at any moment. */
  const inspect = ({ bookings, orders, serviceOrders }: State) => {
    for (const { outTradeNos, record } of HashMap.values(bookings)) {
      const charged = outTradeNos.flatMap((no) =>
        Array.from(HashMap.values(orders)).filter(({ charge }) => charge.outTradeNo === no)
      )
      const alive = charged.filter(({ order }) => order.orderState !== "Failed")
      if (alive.length > 1) violate(`${record.outRecordId} is charged ${alive.length} times`)
      const collected = alive.reduce((sum, { order }) => sum + (order.paySuccessAmount ?? 0), 0)
      if (collected > record.repaymentAmount) violate(`${record.outRecordId}: ${collected} fen were collected`)
    }
    for (const { order } of HashMap.values(orders)) {
      if (DeductOrder.isFinal(order.orderState))
        remainsFinal(order.outTradeNo, [order.orderState, order.paySuccessAmount])
    }
    for (const { order } of HashMap.values(serviceOrders)) {
      const { collection, outOrderNo, totalAmount = 0 } = order
      const collected = (collection?.details ?? []).reduce((sum, part) => sum + (part.amount ?? 0), 0)
      if (collected > totalAmount) violate(`${outOrderNo}: ${collected} fen were collected of ${totalAmount}`)
      if (Stage.isFinal(Stage.of(order))) remainsFinal(outOrderNo, [order.state, collection])
    }
  }

  return { absent, arrived, begin, end, inspect, isKnown, leaves, log, say, told, violate, violations }
}

/** What sees one schedule. */
export type Witness = ReturnType<typeof make>

const hasFailed = ({ orders }: State, outTradeNo: string): boolean =>
  Array.from(HashMap.values(orders)).some(
    ({ order }) => order.outTradeNo === outTradeNo && order.orderState === "Failed"
  )
