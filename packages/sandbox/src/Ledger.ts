/**
 * The platform's memory: contracts, bookings, orders and service orders, moved only by the rules of the domain.
 *
 * @since 0.1.0
 */
import {
  CalendarDate,
  type Contract,
  DeductOrder,
  type Ids,
  type Schedule,
  type ServiceOrderCall as Call
} from "@wxrepay/domain"
import { Deduction, Scheduling } from "@wxrepay/domain/rules"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as SynchronizedRef from "effect/SynchronizedRef"
import * as Enrolments from "./Enrolments.ts"
import type { Account, Merchant } from "./Merchant.ts"
import * as ServiceOrderMemory from "./ServiceOrderMemory.ts"
import * as ServiceOrders from "./ServiceOrders.ts"

/** A booking with the call that made it, and the numbers it was charged under. */
export interface Booked {
  readonly booking: Schedule.Booking
  readonly record: Schedule.ScheduleRecord
  readonly outTradeNos: ReadonlyArray<Ids.OutTradeNo>
}

/** An order with the call that made it and the booking it collects. */
export interface Charged {
  readonly booked: Booked
  readonly charge: DeductOrder.Charge
  readonly order: DeductOrder.DeductOrder
}

/** An order, and whether this call placed it or it stood before. */
export interface Placed {
  readonly charged: Charged
  readonly isNew: boolean
}

/** Everything that is remembered. */
export interface State extends Enrolments.State, ServiceOrderMemory.State {
  readonly bookings: HashMap.HashMap<Ids.OutRecordId, Booked>
  readonly orders: HashMap.HashMap<Ids.OutTradeNo, Charged>
}

/** Why the platform does not book. */
export type BookRefusal = Scheduling.BookingRefused | Scheduling.RecordIdReused

/** Why the platform does not charge. */
export type ChargeRefusal = Deduction.ChargeRefused | Deduction.TradeNoReused | Deduction.NotOfBooking

/** Makes the memory of one account, which knows its standing contract and nothing else. */
export const make = Effect.fnUntraced(function* (merchant: Merchant) {
  const account: Account = merchant
  const { contract } = account
  const ref = yield* SynchronizedRef.make<State>({
    asked: HashMap.empty(),
    contracts: HashMap.make([contract.outContractCode as string, contract]),
    bookings: HashMap.empty(),
    orders: HashMap.empty(),
    serviceOrders: HashMap.empty()
  })

  /** Changes a part of what is remembered. */
  const change = <A, E>(by: (state: State) => Effect.Effect<readonly [A, Partial<State>], E>) =>
    SynchronizedRef.modifyEffect(ref, (state) =>
      Effect.map(by(state), ([answer, changed]): readonly [A, State] => [answer, { ...state, ...changed }])
    )

  return {
    /** Remembers that a borrower is to be asked. Rules: those of `Enrolment.authorizeH5`, CR-ID-04. */
    ask: (wanted: Enrolments.Wanted) => change((state) => Enrolments.ask(account, state, wanted)),
    /** Has a borrower decide. Rules: CR-SIGN-01, CR-SIGN-04, CR-SIGN-05. */
    decide: (find: (asked: Enrolments.Asked) => boolean, choice: Enrolments.Choice, contractId: Ids.ContractId) =>
      change((state) => Enrolments.decide(account, state, find, choice, contractId)),
    /** Ends a contract. Rules: CR-CONTRACT-02, CR-CONTRACT-04. */
    end: (outContractCode: string, mode: Contract.TerminatedMode, remark?: string) =>
      change((state) => Enrolments.end(state, outContractCode, mode, remark)),
    /** Books; the same again answers the same record. Rules: those of `Scheduling.authorize`, CR-DATE-03, CR-SCHED-05, CR-SCHED-10. */
    book: (booking: Schedule.Booking) => SynchronizedRef.modifyEffect(ref, (state) => book(account, state, booking)),
    /** Places an order; the same again answers the same order. Rules: those of `Deduction.authorize`, CR-DEDUCT-06. */
    charge: (charge: DeductOrder.Charge) =>
      SynchronizedRef.modifyEffect(ref, (state) => placeOrder(account, state, charge)),
    /** Moves an order when the table of its states lets it move, and answers it as it then stands; else nothing. Rule: CR-DEDUCT-02. */
    move: (
      outTradeNo: Ids.OutTradeNo,
      to: Pick<DeductOrder.DeductOrder, "orderState" | "paySuccessAmount" | "transactionId">
    ) => SynchronizedRef.modify(ref, (state) => moveOrder(state, outTradeNo, to)),
    /** The service orders, each call by the rules of its own. Rules: those of `Servicing`. */
    serviceOrders: {
      create: (call: Call.Creation, names: ServiceOrders.Names) =>
        change((state) => ServiceOrders.create(merchant, state, call, names)),
      completeDirectly: (call: Call.DirectCompletion, names: ServiceOrders.Names) =>
        change((state) => ServiceOrders.completeDirectly(merchant, state, call, names)),
      cancel: (...call: Rest<typeof ServiceOrders.cancel>) => change((state) => ServiceOrders.cancel(state, ...call)),
      modify: (outOrderNo: string, body: Omit<Call.Modification, "outOrderNo">) =>
        change((state) => ServiceOrders.modify(merchant, state, outOrderNo, body)),
      complete: (outOrderNo: string, body: Omit<Call.Completion, "outOrderNo">) =>
        change((state) => ServiceOrders.complete(merchant, state, outOrderNo, body)),
      pay: (...call: Rest<typeof ServiceOrders.pay>) => change((state) => ServiceOrders.pay(state, ...call)),
      sync: (...call: Rest<typeof ServiceOrders.sync>) => change((state) => ServiceOrders.sync(state, ...call)),
      /** Has a user decide. Rule: PS-STATE-05. */
      confirm: (isMeant: (serviced: ServiceOrderMemory.Serviced) => boolean, choice: Enrolments.Choice) =>
        change((state) => ServiceOrders.confirm(merchant, state, isMeant, choice)),
      beginCharge: (outOrderNo: string) =>
        change((state) => Effect.succeed(ServiceOrders.beginCharge(state, outOrderNo))),
      endCharge: (...charge: Rest<typeof ServiceOrders.endCharge>) =>
        change((state) => ServiceOrders.endCharge(state, ...charge))
    },
    /** All of it, as it is now. Rule: PS-STATE-05. */
    state: Effect.zipWith(SynchronizedRef.get(ref), DateTime.now, ServiceOrderMemory.ripened)
  }
})

/** What a change takes besides the memory. */
type Rest<Change> = Change extends (state: ServiceOrderMemory.State, ...rest: infer R) => unknown ? R : never

/** The memory of one account. */
export type Ledger = Effect.Success<ReturnType<typeof make>>

/** The contract of a call; a call under none is judged by the one that stands from the start. */
const contractOf = (account: Account, { contracts }: State, contractId: string | undefined): Contract.Contract =>
  Array.from(HashMap.values(contracts)).find((contract) => contract.contractId === contractId) ?? account.contract

const book = Effect.fnUntraced(function* (
  account: Account,
  state: State,
  booking: Schedule.Booking
): Effect.fn.Return<readonly [Booked, State], BookRefusal> {
  const [{ outRecordId }] = booking.scheduleItems
  const earlier = Option.getOrUndefined(HashMap.get(state.bookings, outRecordId))
  if (earlier !== undefined) {
    yield* Effect.fromResult(Scheduling.repeat(earlier.booking, booking))
    return [earlier, state]
  }
  const today = CalendarDate.ofInstant(yield* DateTime.now)
  const contract = contractOf(account, state, booking.contractId)
  yield* Scheduling.authorize(booking, { today, plan: account.plan, contract })
  const booked: Booked = { booking, record: recordOf(booking), outTradeNos: [] }
  return [booked, { ...state, bookings: HashMap.set(state.bookings, outRecordId, booked) }]
})

const placeOrder = Effect.fnUntraced(function* (
  account: Account,
  state: State,
  charge: DeductOrder.Charge
): Effect.fn.Return<readonly [Placed, State], ChargeRefusal> {
  const { outRecordId, outTradeNo } = charge
  const earlier = Option.getOrUndefined(HashMap.get(state.orders, outTradeNo))
  if (earlier !== undefined) {
    yield* Effect.fromResult(Deduction.repeat(earlier.charge, charge))
    return [{ charged: earlier, isNew: false }, state]
  }
  const found = Option.getOrUndefined(HashMap.get(state.bookings, outRecordId))
  if (found === undefined) return yield* new Deduction.NotOfBooking(notBooked(charge))
  const orders = found.outTradeNos
    .flatMap((no) => Option.toArray(HashMap.get(state.orders, no)))
    .map(({ order }) => order)
  const contract = contractOf(account, state, found.record.contractId)
  yield* Deduction.authorize(charge, { record: found.record, contract, orders })
  const booked = { ...found, outTradeNos: [...found.outTradeNos, outTradeNo] }
  const charged = { booked, charge, order: orderOf(charge, found.record) }
  const next = {
    ...state,
    bookings: HashMap.set(state.bookings, outRecordId, booked),
    orders: HashMap.set(state.orders, outTradeNo, charged)
  }
  return [{ charged, isNew: true }, next]
})

const moveOrder = (
  state: State,
  outTradeNo: Ids.OutTradeNo,
  to: Pick<DeductOrder.DeductOrder, "orderState" | "paySuccessAmount" | "transactionId">
): readonly [Option.Option<Charged>, State] => {
  const charged = Option.filter(HashMap.get(state.orders, outTradeNo), ({ order }) =>
    DeductOrder.canMove(order.orderState, to.orderState)
  )
  if (Option.isNone(charged)) return [charged, state]
  const moved = { ...charged.value, order: { ...charged.value.order, ...to } }
  return [Option.some(moved), { ...state, orders: HashMap.set(state.orders, outTradeNo, moved) }]
}

/** A booking as it is told; the minimum that was left out is the whole amount, which is assumed. Rules: CR-SCHED-07, CR-SCHED-09, CR-SCHED-10. */
const recordOf = ({ appid, contractId, openid, scheduleItems: [item] }: Schedule.Booking): Schedule.ScheduleRecord => ({
  outRecordId: item.outRecordId,
  appid,
  ...(item.subAppid === undefined ? {} : { subAppid: item.subAppid }),
  contractId,
  repaymentAmount: item.repaymentAmount,
  minRepaymentAmount: item.minRepaymentAmount ?? item.repaymentAmount,
  repaymentDate: item.repaymentDate,
  openid
})

/** An order as it is told when it was just placed. Rules: CR-DEDUCT-03, CR-DEDUCT-11. */
const orderOf = (
  { attach, contractId, deductAmount, description, outRecordId, outTradeNo }: DeductOrder.Charge,
  { appid, openid, subAppid }: Schedule.ScheduleRecord
): DeductOrder.DeductOrder => ({
  outTradeNo,
  outRecordId,
  appid,
  ...(subAppid === undefined ? {} : { subAppid }),
  openid,
  contractId,
  orderState: "Pending",
  deductAmount,
  ...(description === undefined ? {} : { description }),
  ...(attach === undefined ? {} : { attach })
})

const notBooked = ({ outRecordId }: DeductOrder.Charge) => ({
  rule: "CR-DEDUCT-01" as const,
  field: "outRecordId",
  given: outRecordId,
  allowed: "the number of a booking"
})
