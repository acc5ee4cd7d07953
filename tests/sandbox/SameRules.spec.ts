/**
 * One rule, one verdict: what the library refuses before the wire, the sandbox refuses on it, and nothing else.
 *
 * Method: random calls around every bound are decided by the library alone, then signed and sent unchecked. The
 * two verdicts are compared in both directions.
 */
import { assert, it } from "@effect/vitest"
import { CalendarDate, Fen, Ids, Schedule } from "@wxrepay/domain"
import { Wire } from "@wxrepay/domain/api"
import { Access, SignedHttpClient } from "@wxrepay/domain/client"
import { Deduction, Enrolment, Scheduling, Servicing } from "@wxrepay/domain/rules"
import { FieldSealer } from "@wxrepay/domain/signing"
import { Hostile, ServiceCalls, ServiceOrders } from "@wxrepay/domain/testing"
import { Sandbox } from "@wxrepay/sandbox"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import * as Lender from "../support/lender.ts"
import { named } from "../support/wishes.ts"

/** The service of every service order. */
const defaultService = {
  serviceId: Ids.ServiceId.make("2002000000000558128851361561536"),
  limit: Fen.make(500_000)
}

const layer = Layer.unwrap(Effect.map(Sandbox, ({ connection }) => Access.layer(connection))).pipe(
  Layer.provideMerge(
    Sandbox.layer({
      fetch: () => Promise.resolve(new Response(null, { status: 204 })),
      account: { service: { ...defaultService, mayOmitConfirmation: true } }
    })
  )
)

const int = (minimum: number, maximum: number) =>
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum, maximum })))
const oneOf = <const A extends ReadonlyArray<string | number>>(values: A) => Arbitrary.schema(Schema.Literals(values))

/** Sends a body unchecked, and says whether the platform took it. */
const isTaken = Effect.fnUntraced(function* (path: string, body: unknown) {
  const http = yield* SignedHttpClient
  const result = yield* Effect.result(
    http.execute(HttpClientRequest.post(path).pipe(HttpClientRequest.bodyJsonUnsafe(body)))
  )
  if (Result.isFailure(result) && result.failure._tag !== "Rejection") return yield* Effect.die(result.failure)
  return Result.isSuccess(result)
})

const today = CalendarDate.make("2025-11-05")

const bookings = Arbitrary.all({
  amount: Arbitrary.flatMap(oneOf([0, 10_001, 300_000, 500_000]), (around) =>
    Arbitrary.map(int(-2, 2), (off) => Math.max(0, around + off))
  ),
  share: oneOf([0, 4, 5, 6, 99, 100, 101]),
  off: int(-1, 1),
  names: oneOf(["yes", "yes", "no"]),
  days: int(-1, 16),
  openid: oneOf(["own", "own", "own", "other"]),
  id: oneOf(["good", "good", "good", "dashed", "empty"])
})

/** Numbers that no earlier run has used, since one sandbox serves them all. */
let used = 0
const fresh = { good: () => `R${++used}`, dashed: () => `R-${++used}`, empty: () => "" }

/** What may be changed about a service order, all but the last for the worse. */
const spoilings: ReadonlyArray<object> = [
  { outOrderNo: "S.1" },
  { serviceIntroduction: "中".repeat(21) },
  { notifyUrl: "https://lender.example/n?a=1" },
  { attach: "中".repeat(29) },
  { riskFund: { name: "UDEPOSIT", amount: 1 } },
  { riskFund: { name: "Deposit", amount: 0 } },
  { riskFund: { name: "Deposit", amount: 1.5 } },
  { timeRange: { startTime: "20250230" } },
  { timeRange: { startTime: "20250102", endTime: "20250101" } },
  { postPayments: [{ name: "x" }] },
  { postPayments: [{ name: "x", amount: -1 }] },
  { postDiscounts: [{ name: "x" }, { name: "x" }] },
  { openid: undefined, needUserConfirm: false },
  { timeRange: { startTime: "OnAccept", endTime: "20250101" } }
]

const words: Readonly<Record<string, string>> = { Deposit: "DEPOSIT", EstimateOrderCost: "ESTIMATE_ORDER_COST" }

/** A draft of a service order as it travels, unchecked. */
const orderWireOf = (draft: object): Readonly<Record<string, unknown>> =>
  JSON.parse(
    JSON.stringify(draft, (_, value: unknown) => {
      if (typeof value === "string") return words[value] ?? value
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [Wire.memberName(name), member]))
    })
  )

it.layer(layer)("one rule, one verdict", (it) => {
  it.effect.prop("a booking is refused by the library exactly when the sandbox refuses it", [bookings], ([given]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Lender.noon)
      const { contract, plan } = yield* Sandbox
      const base = yield* Lender.booking()
      const minimum = Math.max(0, Math.ceil((given.amount * given.share) / 100) + given.off)
      const item: Schedule.ScheduleItemDraft = {
        ...base.scheduleItems[0],
        outRecordId: fresh[given.id](),
        repaymentAmount: given.amount,
        minRepaymentAmount: given.names === "yes" ? minimum : undefined,
        repaymentDate: yield* Effect.fromResult(CalendarDate.addDays(today, given.days))
      }
      const draft = {
        ...base,
        openid: given.openid === "own" ? base.openid : "somebody",
        scheduleItems: [item]
      } as const
      const verdict = yield* Effect.result(Scheduling.authorize(draft, { today, plan, contract }))
      const taken = yield* isTaken("/v3/credit-repayment/partner/schedule-records/batch-create", Lender.wireOf(draft))
      assert.strictEqual(taken, Result.isSuccess(verdict), JSON.stringify(draft))
    })
  )

  const charges = Arbitrary.all({
    amount: oneOf([0, 1, 1_999, 2_000, 9_999, 10_000, 10_001]),
    contract: oneOf(["own", "own", "other"]),
    record: oneOf(["own", "own", "own", "missing"]),
    number: oneOf(["T", "T", "T_"]),
    url: oneOf([
      "https://lender.example/n",
      "https://lender.example/n",
      "http://lender.example/n",
      "https://10.0.0.1/n"
    ]),
    length: oneOf([0, 127, 128])
  })

  it.effect.prop("a charge is refused by the library exactly when the sandbox refuses it", [charges], ([given]) =>
    Effect.gen(function* () {
      const { contract } = yield* Sandbox
      const booked = fresh.good()
      const booking = yield* Lender.booking(booked)
      const [item] = booking.scheduleItems
      yield* isTaken("/v3/credit-repayment/partner/schedule-records/batch-create", Lender.wireOf(booking))
      const draft = {
        contractId: given.contract === "own" ? contract.contractId : "another",
        outTradeNo: `${given.number}${booked}`,
        outRecordId: given.record === "own" ? booked : "missing",
        deductAmount: given.amount,
        notifyUrl: given.url,
        description: "还".repeat(given.length)
      }
      const record = {
        ...(yield* Schema.decodeUnknownEffect(Schedule.ScheduleItem)(item)),
        minRepaymentAmount: Fen.make(2_000),
        appid: booking.appid,
        openid: contract.openid ?? "",
        contractId: contract.contractId
      }
      const verdict = yield* Effect.result(
        Deduction.authorize(draft, {
          record: yield* Schema.decodeUnknownEffect(Schedule.ScheduleRecord)(record),
          contract
        })
      )
      const taken = yield* isTaken("/v3/credit-repayment/partner/deduct-orders", {
        contract_id: draft.contractId,
        out_trade_no: draft.outTradeNo,
        out_record_id: draft.outRecordId,
        deduct_amount: String(draft.deductAmount),
        notify_url: draft.notifyUrl,
        description: draft.description
      })
      assert.strictEqual(taken, Result.isSuccess(verdict), JSON.stringify(draft))
    })
  )

  const presigns = Arbitrary.all({
    kind: oneOf(["App", "H5"]),
    limit: Arbitrary.map(int(-1, 1), (off) => 500_000 + off),
    name: oneOf(["**明", "*明", "明", "张小明", "****明", "*", ""]),
    day: oneOf([0, 1, 31, 32, 33]),
    code: oneOf(["good", "good", "good", "used", "dashed"]),
    url: oneOf(["https://lender.example/n", "https://lender.example/n", "https://lender.example/n?a=1"]),
    bytes: oneOf([0, 1, 213, 214, 215]),
    extra: oneOf(["none", "none", "jump", "older", "both"])
  })

  it.effect.prop("a pre-sign is refused by the library exactly when the sandbox refuses it", [presigns], ([given]) =>
    Effect.gen(function* () {
      const { appid, contract, plan, subMchid } = yield* Sandbox
      const codes = { good: fresh.good(), used: contract.outContractCode, dashed: fresh.dashed() }
      const draft = {
        appid,
        planId: plan.planId,
        outContractCode: codes[given.code],
        displayName: given.name,
        contractNotifyUrl: given.url,
        repaymentDay: given.day === 0 ? undefined : given.day,
        repaymentAmountLimit: given.limit,
        ...(given.extra === "both" ? { subMchid } : {}),
        ...(given.extra === "older" || given.extra === "both" ? { subMerchantCode: subMchid } : {}),
        ...(given.extra === "jump" ? { jumpInfo: { jumpAppid: appid } } : {}),
        ...(given.bytes === 0 ? {} : { realIdentity: named({ identityId: "1".repeat(given.bytes), realName: "明" }) })
      }
      const known = { plan, usedCodes: new Set([contract.outContractCode]) }
      const verdict = yield* Effect.result(
        given.kind === "App" ? Enrolment.authorizeApp(draft, known) : Enrolment.authorizeH5(draft, known)
      )
      const sealer = yield* FieldSealer
      // what is too long to be sealed cannot be sent at all
      const sealed =
        draft.realIdentity === undefined ? undefined : yield* Effect.option(sealer.sealIdentity(draft.realIdentity))
      if (sealed !== undefined && Option.isNone(sealed))
        return assert.isTrue(Result.isFailure(verdict) && given.bytes > 214)
      const taken = yield* isTaken(
        `/v3/credit-repayment/partner/contracts/${given.kind === "App" ? "app" : "h5"}-presign`,
        {
          appid,
          plan_id: plan.planId,
          out_contract_code: draft.outContractCode,
          display_name: draft.displayName,
          contract_notify_url: draft.contractNotifyUrl,
          repayment_day: draft.repaymentDay,
          repayment_amount_limit: String(draft.repaymentAmountLimit),
          sub_mchid: draft.subMchid,
          sub_merchant_code: draft.subMerchantCode,
          ...(draft.jumpInfo === undefined ? {} : { jump_info: { jump_appid: appid } }),
          ...(sealed === undefined
            ? {}
            : {
                real_identity: {
                  identity_type: "REAL_IDENTITY_TYPE_ID_CARD",
                  identity_id: sealed.value.value.identityId,
                  real_name: sealed.value.value.realName
                }
              })
        }
      )
      assert.strictEqual(taken, Result.isSuccess(verdict), JSON.stringify(draft))
    })
  )

  const creations = Arbitrary.all({
    creation: ServiceCalls.creation,
    fund: oneOf(["Deposit", "EstimateOrderCost"]),
    amount: Arbitrary.map(int(-1, 1), (off) => defaultService.limit + off),
    spoilt: oneOf(Array.from({ length: 2 * spoilings.length }, (_, index) => index))
  })

  it.effect.prop(
    "a service order is refused by the library exactly when the sandbox refuses it",
    [creations],
    ([given]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Lender.noon)
        const { appid, openid, service } = yield* Sandbox
        const own = { appid, openid, outOrderNo: fresh.good(), serviceId: service.serviceId }
        const riskFund = { name: given.fund, amount: given.amount }
        const draft = { ...given.creation.draft, ...own, riskFund, ...spoilings[given.spoilt] }
        const decided = Servicing.authorizeCreation(Hostile.unseen(draft), { earlier: null, limit: service.limit })
        const verdict = yield* Effect.result(decided)
        const taken = yield* isTaken("/v3/payscore/serviceorder", orderWireOf(draft))
        assert.strictEqual(taken, Result.isSuccess(verdict), JSON.stringify(draft))
      })
  )

  const completions = Arbitrary.all({
    fund: oneOf(["Deposit", "EstimateOrderCost"]),
    payment: Arbitrary.flatMap(oneOf([1, 10_000, 500_000]), (around) =>
      Arbitrary.map(int(-1, 2), (off) => Math.max(0, around + off))
    ),
    discount: oneOf([-1, -1, 0, 1, 2, 10_000]),
    off: oneOf([0, 0, 0, 1]),
    end: oneOf(["", "20251104235959", "20251105000000", "20251105120000", "20251105120001"]),
    hadEnd: oneOf(["yes", "no"])
  })

  it.effect.prop(
    "its completion is refused by the library exactly when the sandbox refuses it",
    [completions],
    ([given]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Lender.noon)
        const { appid, openid, service } = yield* Sandbox
        const key = { appid, outOrderNo: fresh.good(), serviceId: service.serviceId }
        const order = {
          ...key,
          riskFund: { name: given.fund, amount: 10_000 },
          timeRange: { startTime: "20251105", ...(given.hadEnd === "yes" ? { endTime: "20251106" } : {}) }
        }
        const created = {
          ...order,
          serviceIntroduction: "租用",
          notifyUrl: "https://lender.example/n",
          needUserConfirm: false,
          openid
        }
        assert.isTrue(yield* isTaken("/v3/payscore/serviceorder", orderWireOf(created)))
        const draft = {
          ...key,
          postPayments: [{ name: "租金", amount: given.payment }],
          ...(given.discount < 0 ? {} : { postDiscounts: [{ name: "优惠", amount: given.discount }] }),
          totalAmount: Math.max(0, given.payment - Math.max(0, given.discount)) + given.off,
          ...(given.end === "" ? {} : { timeRange: { endTime: given.end } })
        }
        const known = ServiceOrders.orderOf({ ...order, state: "Doing", stateDescription: "UserConfirm" })
        const decided = Servicing.authorizeCompletion(draft, {
          order: known,
          earlier: null,
          limit: service.limit,
          now: yield* DateTime.now
        })
        const verdict = yield* Effect.result(decided)
        const { out_order_no, ...body } = orderWireOf(draft)
        const taken = yield* isTaken(`/v3/payscore/serviceorder/${String(out_order_no)}/complete`, body)
        assert.strictEqual(taken, Result.isSuccess(verdict), JSON.stringify(draft))
      })
  )
})
