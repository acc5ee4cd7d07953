/**
 * What is known of a change of one kind: how it is asked for and settled, under which number, and what the platform tells of it.
 */
import {
  type BookError,
  type ChargeError,
  CreditRepayment,
  type LookupError,
  type NotBegun,
  type OrderDoubts,
  PayScore,
  type PresignError,
  type RepaymentDoubts,
  type ServiceCallError,
  type Settlement,
  type SettleOptions,
  type TerminateError,
  type TimeRefused
} from "@wxrepay/domain/client"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Process } from "./doubts.ts"
import { own } from "./payscorePlatform.ts"

/** How a change can fail, whichever it is. */
export type Failure = BookError | ChargeError | PresignError | TerminateError | ServiceCallError | NotBegun

/** What settling a change can come to, whichever it is. */
export type Settled = Settlement<unknown, unknown, Failure | LookupError>

/** A draft, the same with other content under the same number, and one that the rules refuse. */
export type Three<Draft> = readonly [draft: Draft, other: Draft, hostile: Draft]

/** What is known of a change of one kind. */
export interface Facts {
  /** What it is called in errors and stores. */
  readonly operation: string
  readonly nature: "Charge" | "Write" | "Repeatable"
  readonly field: string
  readonly number: string
  /** The rule by which the number stands for one content, where there is one. */
  readonly rule?: string
  readonly path: string
  /** What it is answered when it succeeds. */
  readonly answer: unknown
  /** What a question tells of it, besides that there is nothing. */
  readonly told: {
    readonly happened: unknown
    readonly notYet?: ReadonlyArray<unknown>
    readonly other?: ReadonlyArray<unknown>
    readonly unsure?: ReadonlyArray<unknown>
  }
}

/** A change of one kind. */
export interface Kind extends Facts {
  /** What it is called in `settle`. */
  readonly name: string
  readonly send: (process: Process) => Effect.Effect<unknown, Failure>
  readonly other: (process: Process) => Effect.Effect<unknown, Failure>
  readonly settle: (process: Process, options?: SettleOptions) => Effect.Effect<Settled, Failure | TimeRefused>
  readonly settleOther: (process: Process) => Effect.Effect<Settled, Failure | TimeRefused>
  readonly settleHostile: (process: Process) => Effect.Effect<Settled, Failure | TimeRefused>
}

/** A change of a repayment. */
export const ofRepayment = <K extends keyof RepaymentDoubts>(
  name: K,
  [draft, other, hostile]: Three<RepaymentDoubts[K]["draft"]>,
  ask: (client: CreditRepayment["Service"], draft: RepaymentDoubts[K]["draft"]) => Effect.Effect<unknown, Failure>,
  facts: Facts
): Kind => {
  const client = (process: Process) => Context.get(process, CreditRepayment)
  return {
    name,
    ...facts,
    path: `/v3/credit-repayment/partner/${facts.path}`,
    send: (process) => Effect.provide(ask(client(process), draft), process),
    other: (process) => Effect.provide(ask(client(process), other), process),
    settle: (process, options) => Effect.provide(client(process).settle(name, draft, options), process),
    settleOther: (process) => Effect.provide(client(process).settle(name, other), process),
    settleHostile: (process) => Effect.provide(client(process).settle(name, hostile), process)
  }
}

/** A change of a service order, under the published number. */
export const ofOrder = <K extends keyof OrderDoubts>(
  name: K,
  [draft, other, hostile]: Three<OrderDoubts[K]["draft"]>,
  ask: (client: PayScore["Service"], draft: OrderDoubts[K]["draft"]) => Effect.Effect<unknown, Failure>,
  facts: Omit<Facts, "field" | "number" | "operation">
): Kind => {
  const client = (process: Process) => Context.get(process, PayScore)
  return {
    name,
    operation: name,
    field: "outOrderNo",
    number: own.outOrderNo,
    ...facts,
    path: `/v3/payscore/serviceorder${facts.path}`,
    send: (process) => Effect.provide(ask(client(process), draft), process),
    other: (process) => Effect.provide(ask(client(process), other), process),
    settle: (process, options) => Effect.provide(client(process).settle(name, draft, options), process),
    settleOther: (process) => Effect.provide(client(process).settle(name, other), process),
    settleHostile: (process) => Effect.provide(client(process).settle(name, hostile), process)
  }
}
