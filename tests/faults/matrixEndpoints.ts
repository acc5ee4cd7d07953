/**
 * Every call of both services, as the fault matrix makes it: what it needs, how it is asked for under a number of its own, how it
 * is settled, and what the ledger of the platform then shows of it.
 */
import { ServiceOrderStage as Stage } from "@wxrepay/domain"
import type { CreditRepayment, PayScore } from "@wxrepay/domain/client"
import { Sandbox, type State } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Drafts from "./matrixDrafts.ts"
import type { Failure, Settled } from "../support/doubtfulChanges.ts"
import type { LookupError, TimeRefused } from "@wxrepay/domain/client"

/** Both services of one merchant. */
export interface Clients {
  readonly repayment: CreditRepayment["Service"]
  readonly payScore: PayScore["Service"]
}

/** The nature of a call, in the words of the page. */
export type Nature = "question" | "pre-sign" | "write" | "charge"

/** The calls, by their numbers in the documentation of this library. */
export const ids = [
  ...(["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8"] as const),
  ...(["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"] as const)
]
export type EndpointId = (typeof ids)[number]

/** One call of a service. */
export interface Endpoint {
  /** The name of the method. */
  readonly name: string
  readonly nature: Nature
  /** Brings the platform to where the call may be made. */
  readonly prepare: (clients: Clients, number: string) => Effect.Effect<unknown, Failure, Sandbox>
  readonly call: (clients: Clients, number: string) => Effect.Effect<unknown, Failure | LookupError>
  /** What it is called in errors and stores, how it is settled, and how often the ledger says that it took effect. */
  readonly change?: {
    readonly operation: string
    readonly settle: (clients: Clients, number: string) => Effect.Effect<Settled, Failure | TimeRefused>
    readonly effects: (state: State, number: string) => number
  }
}

/** A call that needs nothing but clients. */
type Asked = (clients: Clients, number: string) => Effect.Effect<unknown, Failure>

const nothing = () => Effect.void

const signed = Effect.fnUntraced(function* ({ repayment }: Clients, code: string) {
  yield* repayment.presignH5(Drafts.presign(code))
  yield* (yield* Sandbox).decide(code, "Agree")
})

const booked: Asked = ({ repayment }, number) => repayment.book(Drafts.booking(number))

const charged: Asked = (clients, number) =>
  Effect.andThen(booked(clients, number), clients.repayment.charge(Drafts.charge(number)))

const served: Asked = ({ payScore }, number) => payScore.create(Drafts.creation(number))

const awaitingPayment: Asked = (clients, number) =>
  Effect.andThen(served(clients, number), clients.payScore.complete(Drafts.completion(number)))

const count = (is: boolean): number => (is ? 1 : 0)

const servicedOf = ({ serviceOrders }: State, number: string) =>
  Option.getOrUndefined(HashMap.get(serviceOrders, number))

const stageOf = (state: State, number: string) => {
  const serviced = servicedOf(state, number)
  return serviced === undefined ? undefined : Stage.of(serviced.order)
}

const contractOf = ({ contracts }: State, code: string) => Option.getOrUndefined(HashMap.get(contracts, code))

const asked = ({ asked }: State, code: string): number => count(HashMap.has(asked, code))

/** How long a doubt is settled for: an absence is told twice within it. */
const briefly = { within: "5 seconds" } as const

/** Every call. */
export const endpoints: Readonly<Record<EndpointId, Endpoint>> = {
  E1: {
    name: "presignApp",
    nature: "pre-sign",
    prepare: nothing,
    call: ({ repayment }, number) => repayment.presignApp(Drafts.presign(number)),
    change: {
      operation: "presign",
      settle: ({ repayment }, number) => repayment.settle("presignApp", Drafts.presign(number), briefly),
      effects: asked
    }
  },
  E2: {
    name: "presignH5",
    nature: "pre-sign",
    prepare: nothing,
    call: ({ repayment }, number) => repayment.presignH5(Drafts.presign(number)),
    change: {
      operation: "presign",
      settle: ({ repayment }, number) => repayment.settle("presignH5", Drafts.presign(number), briefly),
      effects: asked
    }
  },
  E3: {
    name: "findContract",
    nature: "question",
    prepare: nothing,
    call: ({ repayment }) => repayment.findContract({ outContractCode: "100001256" })
  },
  E4: {
    name: "terminateContract",
    nature: "write",
    prepare: signed,
    call: ({ repayment }, number) => repayment.terminateContract(Drafts.termination(number)),
    change: {
      operation: "terminateContract",
      settle: ({ repayment }, number) => repayment.settle("terminateContract", Drafts.termination(number), briefly),
      effects: (state, number) => count(contractOf(state, number)?.terminatedMode === "ByMerchant")
    }
  },
  E5: {
    name: "book",
    nature: "write",
    prepare: nothing,
    call: booked,
    change: {
      operation: "book",
      settle: ({ repayment }, number) => repayment.settle("book", Drafts.booking(number), briefly),
      effects: ({ bookings }, number) => Array.from(HashMap.keys(bookings)).filter((id) => id === number).length
    }
  },
  E6: {
    name: "findScheduleRecord",
    nature: "question",
    prepare: booked,
    call: ({ repayment }, outRecordId) => repayment.findScheduleRecord({ outRecordId, contractId: Drafts.contractId })
  },
  E7: {
    name: "charge",
    nature: "charge",
    prepare: booked,
    call: ({ repayment }, number) => repayment.charge(Drafts.charge(number)),
    change: {
      operation: "charge",
      settle: ({ repayment }, number) => repayment.settle("charge", Drafts.charge(number), briefly),
      effects: ({ orders }, number) =>
        Array.from(HashMap.values(orders)).filter(({ order }) => order.outRecordId === number).length
    }
  },
  E8: {
    name: "findDeductOrder",
    nature: "question",
    prepare: charged,
    call: ({ repayment }, outTradeNo) => repayment.findDeductOrder({ outTradeNo })
  },
  P1: {
    name: "create",
    nature: "write",
    prepare: nothing,
    call: served,
    change: {
      operation: "create",
      settle: ({ payScore }, number) => payScore.settle("create", Drafts.creation(number), briefly),
      effects: (state, number) => count(servicedOf(state, number)?.creation !== undefined)
    }
  },
  P2: {
    name: "find",
    nature: "question",
    prepare: served,
    call: ({ payScore }, number) => payScore.find(Drafts.own(number))
  },
  P3: {
    name: "cancel",
    nature: "write",
    prepare: served,
    call: ({ payScore }, number) => payScore.cancel(Drafts.cancellation(number)),
    change: {
      operation: "cancel",
      settle: ({ payScore }, number) => payScore.settle("cancel", Drafts.cancellation(number), briefly),
      effects: (state, number) => count(stageOf(state, number) === "Revoked")
    }
  },
  P4: {
    name: "modify",
    nature: "write",
    prepare: awaitingPayment,
    call: ({ payScore }, number) => payScore.modify(Drafts.modification(number)),
    change: {
      operation: "modify",
      settle: ({ payScore }, number) => payScore.settle("modify", Drafts.modification(number), briefly),
      effects: (state, number) => count(servicedOf(state, number)?.order.totalAmount === 6_000)
    }
  },
  P5: {
    name: "complete",
    nature: "write",
    prepare: served,
    call: ({ payScore }, number) => payScore.complete(Drafts.completion(number)),
    change: {
      operation: "complete",
      settle: ({ payScore }, number) => payScore.settle("complete", Drafts.completion(number), briefly),
      effects: (state, number) => count(stageOf(state, number) === "AwaitingPayment")
    }
  },
  P6: {
    name: "pay",
    nature: "charge",
    prepare: awaitingPayment,
    call: ({ payScore }, number) => payScore.pay(Drafts.own(number)),
    change: {
      operation: "pay",
      settle: ({ payScore }, number) => payScore.settle("pay", Drafts.own(number), briefly),
      effects: (state, number) => count(servicedOf(state, number)?.isCharging === true)
    }
  },
  P7: {
    name: "sync",
    nature: "write",
    prepare: awaitingPayment,
    call: ({ payScore }, number) => payScore.sync(Drafts.paidElsewhere(number)),
    change: {
      operation: "sync",
      settle: ({ payScore }, number) => payScore.settle("sync", Drafts.paidElsewhere(number), briefly),
      effects: (state, number) => servicedOf(state, number)?.order.collection?.details?.length ?? 0
    }
  },
  P8: {
    name: "directComplete",
    nature: "write",
    prepare: nothing,
    call: ({ payScore }, number) => payScore.directComplete(Drafts.directCompletion(number)),
    change: {
      operation: "directComplete",
      settle: ({ payScore }, number) => payScore.settle("directComplete", Drafts.directCompletion(number), briefly),
      effects: (state, number) => count(servicedOf(state, number)?.directCompletion !== undefined)
    }
  }
}
