/**
 * The service that callers use: what it checks when, what it says, and what an answer means.
 *
 * Method: a platform in process answers as told; the time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, Ids, Plan, Schedule } from "@wxrepay/domain"
import { BaseUrl, Changes, CreditRepayment, SignedHttpClient, Transport } from "@wxrepay/domain/client"
import { FieldSealer, Signer, Verifier } from "@wxrepay/domain/signing"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { onlyAttempt } from "../support/doubt.ts"

const serial = Ids.PlatformSerial.make("PUB_KEY_ID_1")

/** Believes everything. */
const believing = Layer.succeed(Verifier, { preferredSerial: Effect.succeed(serial), verify: () => Effect.void })

/** Seals nothing: no call here has anything to seal. */
const sealing = Layer.succeed(FieldSealer, {
  serial: Effect.succeed(serial),
  sealText: () => Effect.die("nothing to seal"),
  sealIdentity: () => Effect.die("nothing to seal")
})

/** A platform that answers every call with one body, and believes and is believed without a signature. */
const platform = (body: unknown) => {
  const seen: Array<HttpClientRequest.HttpClientRequest> = []
  const http = HttpClient.make((request) => {
    seen.push(request)
    const response = Response.json(body)
    return Effect.succeed(HttpClientResponse.fromWeb(request, response))
  })
  const layer = Layer.mergeAll(
    Layer.succeed(HttpClient.HttpClient, http),
    Layer.succeed(Signer, { mchid: Ids.MerchantId.make("1900000001"), sign: () => Effect.succeed("signed") }),
    believing,
    sealing,
    Transport.layerCrypto
  )
  return {
    seen,
    layer: CreditRepayment.layerFrom.pipe(
      Layer.provide(Changes.layerFrom),
      Layer.provideMerge(SignedHttpClient.layerFrom()),
      Layer.provide(layer)
    )
  }
}

const draft: Schedule.BookingDraft = {
  contractId: "20251105000000123456789",
  appid: "wxcbda96de0b165486",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  scheduleItems: [
    {
      outRecordId: "R1",
      subMchid: "1900000109",
      repaymentAmount: 10_000,
      minRepaymentAmount: 500,
      repaymentDate: "2025-11-06"
    }
  ]
}

const record = {
  out_record_id: "R1",
  appid: draft.appid,
  contract_id: draft.contractId,
  repayment_amount: "10000",
  min_repayment_amount: "2000",
  repayment_date: "2025-11-06",
  openid: draft.openid
}

const book = Effect.flatMap(CreditRepayment, (client) => client.book(draft))

/** What is logged while an effect runs. */
const logged = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const lines: Array<string> = []
  const logger = Logger.make(({ logLevel, message }) => void lines.push(`${logLevel} ${String(message)}`))
  yield* effect.pipe(Effect.provideService(References.MinimumLogLevel, "All"), Effect.provide(Logger.layer([logger])))
  return lines
})

describe("booking", () => {
  it.effect("CR-DATE-03 the day of booking turns at midnight in Beijing, which is four in the afternoon UTC", () =>
    Effect.gen(function* () {
      const { layer, seen } = platform({ schedule_records: [record] })
      yield* TestClock.setTime(Date.UTC(2025, 10, 5, 15, 59, 59, 999))
      yield* Effect.provide(book, layer)
      assert.lengthOf(seen, 1)
      yield* TestClock.adjust(1)
      const refusal = yield* Effect.flip(Effect.provide(book, layer))
      if (refusal._tag !== "BookingRefused") return assert.fail(refusal._tag)
      assert.deepStrictEqual(
        refusal.reasons.map(({ rule }) => rule),
        ["CR-DATE-02"]
      )
      assert.lengthOf(seen, 1)
    })
  )

  const unbooked: ReadonlyArray<readonly [string, unknown]> = [
    ["without a list", {}],
    ["with a null list", { schedule_records: null }],
    ["with an empty list", { schedule_records: [] }],
    ["with another booking only", { schedule_records: [{ ...record, out_record_id: "R2" }] }]
  ]
  for (const [title, body] of unbooked) {
    it.effect(`CR-SCHED-02 an answer ${title} means not booked, and to ask first`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2025, 10, 5))
        const error = yield* Effect.flip(Effect.provide(book, platform(body).layer))
        if (error._tag !== "NotBooked") return assert.fail(error._tag)
        assert.deepStrictEqual([error.outRecordId, error.category], ["R1", "AskFirst"])
      })
    )
  }

  it.effect("CR-AMT-13 what cannot be checked here is left to the platform, and said", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2025, 10, 5))
      const { layer } = platform({ schedule_records: [record] })
      assert.deepStrictEqual(yield* logged(Effect.provide(book, layer)), [
        "Debug Left to the platform to check: CR-AMT-01, CR-AMT-04, CR-AMT-05, CR-AMT-02, CR-SCHED-03, CR-SCHED-04"
      ])
    })
  )

  it.effect("CR-AMT-04 a plan that is passed is checked before anything is sent", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2025, 10, 5))
      const { layer, seen } = platform({ schedule_records: [record] })
      const plan = Plan.make({ planId: "1", loanKind: "CashLoan", repaymentCap: 9_999 })
      const refusal = yield* Effect.flip(
        Effect.provide(
          Effect.flatMap(CreditRepayment, (client) => client.book(draft, { plan })),
          layer
        )
      )
      if (refusal._tag !== "BookingRefused") return assert.fail(refusal._tag)
      assert.deepStrictEqual(
        refusal.reasons.map(({ rule }) => rule),
        ["CR-AMT-01", "CR-AMT-05"]
      )
      assert.lengthOf(seen, 0)
    })
  )
})

describe("charging", () => {
  const charge = {
    contractId: draft.contractId,
    outTradeNo: "T1",
    outRecordId: "R1",
    deductAmount: 1_999,
    notifyUrl: "https://lender.example/n"
  }
  const order = {
    out_trade_no: "T1",
    out_record_id: "R1",
    appid: draft.appid,
    openid: draft.openid,
    contract_id: draft.contractId,
    order_state: "DEDUCT_ORDER_STATE_PENDING",
    deduct_amount: 1_999
  }

  it.effect("CR-AMT-07 less than the booked minimum is charged all the same, and warned of", () =>
    Effect.gen(function* () {
      const booked = yield* Schema.decodeUnknownEffect(Schedule.ScheduleRecord)({
        outRecordId: "R1",
        appid: draft.appid,
        repaymentAmount: 10_000,
        minRepaymentAmount: 2_000,
        repaymentDate: "2025-11-06",
        openid: draft.openid
      })
      const { layer, seen } = platform(order)
      const lines = yield* logged(
        Effect.provide(
          Effect.flatMap(CreditRepayment, (client) => client.charge(charge, { record: booked })),
          layer
        )
      )
      assert.lengthOf(seen, 1)
      assert.deepStrictEqual(lines, [
        "Debug Left to the platform to check: CR-DEDUCT-01, CR-DEDUCT-06, CR-DEDUCT-08, CR-DEDUCT-10",
        "Warn deductAmount must be at least 2000 fen, the booked minimum, but 1999 was given (CR-AMT-07)"
      ])
    })
  )

  it.effect("CR-DEDUCT-02 a state that is not known is kept and told apart", () =>
    Effect.gen(function* () {
      const { layer } = platform({ ...order, order_state: "DEDUCT_ORDER_STATE_REVOKED", brand_new: { a: 1 } })
      const read = yield* Effect.provide(
        Effect.flatMap(CreditRepayment, (client) => client.findDeductOrder({ outTradeNo: "T1" })),
        layer
      )
      assert.strictEqual(read.orderState, "Unknown:DEDUCT_ORDER_STATE_REVOKED")
      assert.deepStrictEqual(read.unknownMembers, { brand_new: { a: 1 } })
      assert.strictEqual(read.deductAmount, Fen.make(1_999))
    })
  )

  it.effect("a question about a number that cannot be one is refused before anything is sent", () =>
    Effect.gen(function* () {
      const { layer, seen } = platform(order)
      const refusals = yield* Effect.provide(
        Effect.flatMap(CreditRepayment, (client) =>
          Effect.all([
            Effect.flip(client.findDeductOrder({ outTradeNo: "../T1" })),
            Effect.flip(client.findScheduleRecord({ outRecordId: "", contractId: "" }))
          ])
        ),
        layer
      )
      assert.deepStrictEqual(
        refusals.map((refusal) => (refusal._tag === "LookupRefused" ? refusal.reasons.map(({ rule }) => rule) : [])),
        [["CR-ID-02"], ["CR-ID-01", "CR-ID-05"]]
      )
      assert.lengthOf(seen, 0)
    })
  )
})

describe("ending a contract", () => {
  const contract = {
    contract_id: "100005698",
    plan_id: "123",
    out_contract_code: "C1",
    display_name: "*明",
    contract_state: "CONTRACT_STATE_TERMINATED",
    repayment_amount_limit: 10_000
  }
  const terminate = Effect.flatMap(CreditRepayment, (client) =>
    client.terminateContract({ outContractCode: "C1", contractTerminationRemark: "已结清" })
  )

  it.effect("CR-CONTRACT-02 what the answer tells is not asked for again", () =>
    Effect.gen(function* () {
      const { layer, seen } = platform({ contract_info: contract })
      assert.strictEqual((yield* Effect.provide(terminate, layer)).state, "Terminated")
      assert.lengthOf(seen, 1)
    })
  )

  it.effect("CR-CONTRACT-02 an answer that does not tell the contract is made up for by asking", () =>
    Effect.gen(function* () {
      const { layer, seen } = platform(contract)
      const ended = yield* Effect.provide(terminate, layer)
      assert.deepStrictEqual([ended.outContractCode, ended.state], ["C1", "Terminated"])
      assert.deepStrictEqual(
        seen.map(({ method }) => method),
        ["POST", "GET"]
      )
    })
  )

  it.effect(
    "CR-CONTRACT-02 and when that cannot be read either, it is known to have been answered, and to ask first",
    () =>
      Effect.gen(function* () {
        const { layer } = platform({})
        const error = onlyAttempt(yield* Effect.flip(Effect.provide(terminate, layer)))
        if (error._tag !== "Unreadable") return assert.fail(error._tag)
        assert.deepStrictEqual([error.status, error.category], [200, "AskFirst"])
      })
  )
})

describe("the signed client below it", () => {
  it.effect("a client of the caller's own that fails on a status hides no refusal", () =>
    Effect.gen(function* () {
      const http = HttpClient.make((request) =>
        Effect.succeed(
          HttpClientResponse.fromWeb(request, Response.json({ code: "NO_AUTH", message: "no" }, { status: 403 }))
        )
      ).pipe(HttpClient.filterStatusOk)
      const layer = CreditRepayment.layerFrom.pipe(
        Layer.provide([SignedHttpClient.layerFrom(), Changes.layerFrom, sealing]),
        Layer.provide([
          Transport.layerCrypto,
          Layer.succeed(HttpClient.HttpClient, http),
          Layer.succeed(Signer, { mchid: Ids.MerchantId.make("1"), sign: () => Effect.succeed("signed") }),
          believing
        ])
      )
      const error = yield* Effect.flip(
        Effect.provide(
          Effect.flatMap(CreditRepayment, (client) => client.findDeductOrder({ outTradeNo: "T1" })),
          layer
        )
      )
      if (error._tag !== "Rejection") return assert.fail(error._tag)
      assert.deepStrictEqual([error.status, error.code], [403, "NO_AUTH"])
    })
  )

  it.effect("V3-SIGN-02 V3-SIGN-04 only a path of the platform and a body of bytes are signed", () =>
    Effect.gen(function* () {
      const { layer, seen } = platform({})
      const http = Context.get(yield* Layer.build(layer), SignedHttpClient)
      const form = HttpClientRequest.bodyFormData(HttpClientRequest.post("/v3/x"), new FormData())
      const problems = yield* Effect.forEach(
        [HttpClientRequest.get("https://elsewhere.invalid/v3/x"), form],
        (request) =>
          Effect.map(Effect.flip(http.execute(request)), (error) =>
            error._tag === "SigningError" ? error.problem : error._tag
          )
      )
      assert.deepStrictEqual(problems, ["TargetNotPath", "BodyNotBytes"])
      assert.lengthOf(seen, 0)
    }).pipe(Effect.scoped)
  )

  const addresses: ReadonlyArray<readonly [string, boolean]> = [
    ["https://api.mch.weixin.qq.com", true],
    ["https://api2.mch.weixin.qq.com/", true],
    ["http://127.0.0.1:8080", true],
    ["http://localhost:8080", true],
    ["http://[::1]:8080", true],
    ["http://api.mch.weixin.qq.com", false],
    ["http://127.0.0.1.evil.example", false],
    ["https://user@api.mch.weixin.qq.com", false],
    ["https://proxy.example/wechat", false],
    ["ftp://127.0.0.1", false]
  ]
  for (const [address, isGood] of addresses) {
    it(`V3-NET-01 ${address} is ${isGood ? "a" : "no"} base address`, () => {
      assert.strictEqual(Result.isSuccess(Schema.decodeUnknownResult(BaseUrl)(address)), isGood)
    })
  }
})
