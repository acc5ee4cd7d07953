/**
 * CR-AMT, CR-HOOK, CR-SIGN, CR-CONTRACT: where the platform's own pages contradict each other about contracts.
 *
 * Method: for each contradiction both sides are sent and read: what is sent is what the newer official page says, and
 * what is read is everything that any page says.
 */
import { assert, describe, it } from "@effect/vitest"
import { Contract, Presign } from "@wxrepay/domain"
import { Api, Contracts, DeductOrders, Notifications, Wire } from "@wxrepay/domain/api"
import { Amounts } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { appRequest, h5Request, notifyUrl } from "../fixtures/messages.ts"
import { charge, contract, contractSigned, contractTerminated } from "../fixtures/published.ts"

const exactly = { onExcessProperty: "error" } as const

const readContract = Schema.decodeUnknownResult(Contracts.Contract)
const readEvent = Schema.decodeUnknownResult(Notifications.ContractEvent)
const readApp = Schema.decodeUnknownResult(Contracts.AppPresign, exactly)
const readH5 = Schema.decodeUnknownResult(Contracts.H5Presign, exactly)

/** What is written of what was read. */
const writtenContract = (json: unknown) => Schema.encodeSync(Contracts.Contract)(Result.getOrThrow(readContract(json)))
const writtenEvent = (json: unknown) =>
  Schema.encodeSync(Notifications.ContractEvent)(Result.getOrThrow(readEvent(json)))

const ofApi = contract.response
const ofEvent = contractSigned.decryptedResource

const without = (example: Wire.JsonObject, ...names: ReadonlyArray<string>): Wire.JsonObject =>
  Object.fromEntries(Object.entries(example).filter(([name]) => !names.includes(name)))

describe("CR-AMT a limit is text here and a number there", () => {
  it.prop(
    "CR-AMT-08 in a contract that is answered or told, the limit is read as text and as a number alike",
    [Amounts.fen],
    ([limit]) => {
      for (const repayment_amount_limit of [limit, String(limit)]) {
        const answered = Result.getOrThrow(readContract({ ...ofApi, repayment_amount_limit }))
        const told = Result.getOrThrow(readEvent({ ...ofEvent, repayment_amount_limit }))
        assert.deepStrictEqual([answered.repaymentAmountLimit, told.repaymentAmountLimit], [limit, limit])
      }
    }
  )

  it.prop(
    "CR-AMT-08 an answer writes the limit as a number, a notification and a request as text",
    [Amounts.fen],
    ([limit]) => {
      const digits = String(limit)
      assert.strictEqual(writtenContract({ ...ofApi, repayment_amount_limit: digits })["repayment_amount_limit"], limit)
      assert.strictEqual(writtenEvent({ ...ofEvent, repayment_amount_limit: limit })["repayment_amount_limit"], digits)
      const requests = [
        Schema.encodeSync(Contracts.AppPresign)({
          ...Result.getOrThrow(readApp(appRequest)),
          repaymentAmountLimit: limit
        }),
        Schema.encodeSync(Contracts.H5Presign)({ ...Result.getOrThrow(readH5(h5Request)), repaymentAmountLimit: limit })
      ]
      for (const request of requests) assert.strictEqual(request["repayment_amount_limit"], digits)
    }
  )

  it("CR-AMT-08 in a request a limit of 10000 as a number is refused in words", () => {
    for (const verdict of [
      readApp({ ...appRequest, repayment_amount_limit: 10000 }),
      readH5({ ...h5Request, repayment_amount_limit: 10000 })
    ]) {
      const { message } = Result.getOrThrow(Result.flip(verdict))
      assert.strictEqual(message, 'Expected string\n  at ["repayment_amount_limit"]')
    }
  })

  it.prop(
    "CR-AMT-09 the amount of a first collection is a number, and that of a charge is text, of the same fen",
    [Amounts.fen],
    ([amount]) => {
      const trade_info = { ...appRequest.trade_info, deduct_amount: amount }
      const presign = Schema.encodeSync(Contracts.AppPresign)(Result.getOrThrow(readApp({ ...appRequest, trade_info })))
      assert.deepStrictEqual(presign["trade_info"], trade_info)
      const order = { ...charge.request, notify_url: notifyUrl, deduct_amount: String(amount) }
      const sent = Schema.encodeSync(DeductOrders.Charge)(Schema.decodeUnknownSync(DeductOrders.Charge)(order))
      assert.strictEqual(sent["deduct_amount"], String(amount))
    }
  )

  it("CR-AMT-09 the amount 10000 of a first collection as text is refused in words", () => {
    for (const [read, request] of [
      [readApp, appRequest],
      [readH5, h5Request]
    ] as const) {
      const trade_info = { ...request.trade_info, deduct_amount: "10000" }
      const { message } = Result.getOrThrow(Result.flip(read({ ...request, trade_info })))
      assert.strictEqual(message, 'Expected Fen\n  at ["trade_info"]["deduct_amount"]')
    }
  })
})

describe("CR-HOOK a template's number is text here and a number there", () => {
  for (const [given, kept] of [
    [123, "123"],
    ["123", "123"],
    [0, "0"],
    ["0123", "0123"],
    [9007199254740991, "9007199254740991"],
    ["12345678901234567890", "12345678901234567890"],
    ["plan-A", "plan-A"]
  ] as const) {
    it(`CR-HOOK-08 the template ${JSON.stringify(given)} is read as the text ${kept}, in an answer and in a notification`, () => {
      const answered = Result.getOrThrow(readContract({ ...ofApi, plan_id: given }))
      const told = Result.getOrThrow(readEvent({ ...ofEvent, plan_id: given }))
      assert.deepStrictEqual<unknown>([answered.planId, told.planId], [kept, kept])
      assert.strictEqual(writtenContract({ ...ofApi, plan_id: given })["plan_id"], kept)
    })
  }

  for (const [planId, written] of [
    ["123", 123],
    ["0", 0],
    ["9007199254740991", 9007199254740991],
    ["0123", "0123"],
    ["12345678901234567890", "12345678901234567890"],
    ["plan-A", "plan-A"],
    ["", ""],
    [" 1", " 1"],
    ["1e3", "1e3"]
  ] as const) {
    it(`CR-HOOK-08 a notification tells the template ${JSON.stringify(planId)} as ${JSON.stringify(written)}`, () => {
      assert.strictEqual(writtenEvent({ ...ofEvent, plan_id: planId })["plan_id"], written)
    })
  }

  it("CR-HOOK-08 a template whose name merely looks like a number is told as text", () => {
    for (const planId of ["9007199254740992", "10000000000000000", "-1", "1.5", "NaN", "Infinity", "1e+21"]) {
      const event = Result.getOrThrow(readEvent({ ...ofEvent, plan_id: planId }))
      const written = Schema.encodeUnknownResult(Notifications.ContractEvent)(event)
      assert.strictEqual(Result.isSuccess(written) ? written.success["plan_id"] : "not written", planId)
    }
  })

  for (const given of [null, 1.5, -1, true, {}, [], 9007199254740992]) {
    it(`CR-HOOK-08 ${JSON.stringify(given)} is no template, in an answer or in a notification`, () => {
      assert.include(String(readContract({ ...ofApi, plan_id: given })), '["plan_id"]')
      assert.include(String(readEvent({ ...ofEvent, plan_id: given })), '["plan_id"]')
    })
  }
})

describe("CR-SIGN members of a pre-sign that pages do not agree on", () => {
  it("CR-SIGN-09 a sub-merchant is sent as sub_mchid; in an app, and only there, it may be called sub_merchant_code", () => {
    const older = { ...without(appRequest, "sub_mchid"), sub_merchant_code: "1000000109" }
    const value = Result.getOrThrow(readApp(older))
    assert.deepStrictEqual<unknown>([value.subMchid, value.subMerchantCode], [undefined, "1000000109"])
    assert.deepStrictEqual<unknown>(Schema.encodeSync(Contracts.AppPresign)(value), older)
    const { subMchid } = Result.getOrThrow(readApp(appRequest))
    assert.strictEqual<unknown>(subMchid, "1000000109")
    assert.include(
      String(readH5({ ...without(h5Request, "sub_mchid"), sub_merchant_code: "1000000109" })),
      '["sub_merchant_code"]'
    )
  })

  it("CR-SIGN-07 a place to return to is a browser's alone", () => {
    assert.isTrue(Result.isSuccess(readH5(h5Request)))
    assert.include(String(readApp({ ...appRequest, jump_info: h5Request.jump_info })), '["jump_info"]')
  })

  it("CR-SIGN-11 a pre-sign without a day and an identity is sent without them, and read", () => {
    for (const [read, codec, request] of [
      [readApp, Contracts.AppPresign, appRequest],
      [readH5, Contracts.H5Presign, h5Request]
    ] as const) {
      const less = without(request, "repayment_day", "real_identity")
      const again = Result.map(read(less), (value) => Schema.encodeUnknownSync(codec)(value))
      assert.deepStrictEqual<unknown>(again, Result.succeed(less))
    }
  })

  const answer = (body: unknown) =>
    HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "presignH5" })(
      HttpClientResponse.fromWeb(HttpClientRequest.get("https://api.mch.weixin.qq.com/"), Response.json(body))
    )

  it.effect("CR-SIGN-06 the answer to a browser's pre-sign needs its address; a token is read when it is there", () =>
    Effect.gen(function* () {
      const redirect_url = "https://payapp.weixin.qq.com/xxx?presign_token=wx12334"
      assert.deepStrictEqual<unknown>(yield* answer({ redirect_url }), { redirectUrl: redirect_url })
      assert.deepStrictEqual<unknown>(yield* answer({ redirect_url, presign_token: "wx12334" }), {
        redirectUrl: redirect_url,
        presignToken: "wx12334"
      })
      const refused = yield* Effect.flip(answer({ presign_token: "wx12334" }))
      assert.include(String(refused), "redirect_url")
    })
  )

  it("CR-SIGN-06 an address is taken as it is: not parsed, not measured, not shortened", () => {
    const codec = Wire.received(Presign.H5Presigned, {})
    for (const redirect_url of ["weixin://dl?presign_token=%2", "", `https://x.cn/?${"a".repeat(5000)}`]) {
      const value = Schema.decodeUnknownSync(codec)({ redirect_url })
      assert.deepStrictEqual(value, { redirectUrl: redirect_url })
    }
  })
})

describe("CR-CONTRACT who ended a contract has an older name", () => {
  const modeOf = (json: unknown): unknown => Result.getOrThrow(readContract(json)).terminatedMode
  const newer = { contract_terminated_mode: "TERMINATION_MODE_BY_MERCHANT" }
  const older = { contract_termination_mode: "TERMINATION_MODE_BY_USER" }
  const none = without(ofApi, "contract_terminated_mode")

  it("CR-CONTRACT-06 the mode is read under its newer name and under its older one", () => {
    assert.deepStrictEqual([modeOf({ ...none, ...newer }), modeOf({ ...none, ...older })], ["ByMerchant", "ByUser"])
    const told = Result.getOrThrow(readEvent({ ...contractTerminated.decryptedResource, ...older }))
    assert.strictEqual(told.terminatedMode, "ByUser")
  })

  it("CR-CONTRACT-06 under both names the newer wins, in whatever order they come", () => {
    assert.strictEqual(modeOf({ ...none, ...newer, ...older }), "ByMerchant")
    assert.strictEqual(modeOf({ ...older, ...none, ...newer }), "ByMerchant")
  })

  it("CR-CONTRACT-06 a newer name that holds null says nothing, and the older one is read", () => {
    assert.strictEqual(modeOf({ ...none, ...older, contract_terminated_mode: null }), "ByUser")
    assert.strictEqual(modeOf({ ...none, ...newer, contract_termination_mode: null }), "ByMerchant")
    assert.isUndefined(modeOf({ ...none, contract_terminated_mode: null, contract_termination_mode: null }))
  })

  it("CR-CONTRACT-06 the mode is written under its newer name alone, and neither name is kept as unknown", () => {
    const written = writtenContract({ ...none, ...older })
    assert.strictEqual(written["contract_terminated_mode"], "TERMINATION_MODE_BY_USER")
    assert.notProperty(written, "contract_termination_mode")
    assert.notProperty(Result.getOrThrow(readContract({ ...none, ...newer, ...older })), "unknownMembers")
  })

  it("CR-HOOK-09 a signing is read with a mode and without one, and stays an effective contract", () => {
    const bare = Result.getOrThrow(readEvent(ofEvent))
    assert.notProperty(bare, "terminatedMode")
    for (const contract_terminated_mode of ["TERMINATION_MODE_INVALID", "TERMINATION_MODE_BY_USER", "", null]) {
      const event = Result.getOrThrow(readEvent({ ...ofEvent, contract_terminated_mode }))
      assert.strictEqual(event.state, "Effective")
      assert.isTrue(Contract.canMove(event.state, "Terminated"))
    }
  })
})
