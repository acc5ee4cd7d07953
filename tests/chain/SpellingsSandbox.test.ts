/**
 * The sandbox answers everything that the contract has, in every spelling.
 *
 * Method: one life of a contract, of a booking and of service orders is called as raw JSON, in process and in virtual
 * time; every method and path of the contract has to have been answered with success when it ends.
 */
import { assert, describe, it } from "@effect/vitest"
import { Wx } from "@wxrepay/chain"
import { Api } from "@wxrepay/domain/api"
import { Transport } from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { calling, spelled } from "../support/chainPlatform.ts"
import * as Lender from "../support/lender.ts"
import * as Serving from "../support/serviceOrders.ts"

const everything = Object.values(Api.groups)
  .flatMap(({ endpoints }) => Object.values(endpoints))
  .map(({ method, path }) => `${method.toLowerCase()} ${path.slice(1).replaceAll(/:([^/]+)/gu, "{$1}")}`)

const partner = "v3/credit-repayment/partner"

describe("the sandbox", () => {
  for (const spelling of spelled) {
    it.effect(`answers every endpoint of the contract in the spelling "${spelling}"`, () =>
      Effect.gen(function* () {
        const { appid, connection, contract, plan, subMchid } = yield* Sandbox
        const wx = yield* Effect.provide(Wx, Wx.layer(connection).pipe(Layer.provide(Transport.layerCrypto)))
        const asked = new Set<string>()
        const call = (verb: string, path: string, options?: object) => {
          asked.add(`${verb} ${path}`)
          return calling(wx, spelling, verb, path, options)
        }
        const [key] = connection.platformKeys
        const headers = { "Wechatpay-Serial": key !== undefined && "serial" in key ? key.serial : "" }
        const terms = (out_contract_code: string) => ({
          appid,
          plan_id: plan.planId,
          out_contract_code,
          display_name: "*明",
          contract_notify_url: "https://lender.example/notify",
          repayment_day: 1,
          repayment_amount_limit: "10000"
        })
        const presigned = yield* call("post", `${partner}/contracts/app-presign`, {
          json: { ...terms("C1"), sub_merchant_code: subMchid },
          headers
        })
        assert.containsAllKeys(presigned, ["presign_token"])
        const page = yield* call("post", `${partner}/contracts/h5-presign`, {
          json: { ...terms("C2"), sub_mchid: subMchid, jump_info: { jump_appid: "wx3" } },
          headers
        })
        assert.containsAllKeys(page, ["redirect_url"])
        assert.deepInclude(
          yield* call("get", `${partner}/contracts/{out_contract_code}`, {
            out_contract_code: contract.outContractCode
          }),
          { contract_id: contract.contractId, contract_state: "CONTRACT_STATE_EFFECTIVE" }
        )
        const booking = Lender.wireOf(yield* Lender.booking())
        yield* call("post", `${partner}/schedule-records/batch-create`, { json: booking })
        assert.deepInclude(
          yield* call("get", `${partner}/schedule-records/{out_record_id}`, {
            out_record_id: "R1",
            query: { contract_id: contract.contractId }
          }),
          { out_record_id: "R1" }
        )
        yield* TestClock.adjust("2 days")
        const { contractId, deductAmount, description, notifyUrl } = yield* Lender.charge()
        assert.deepInclude(
          yield* call("post", `${partner}/deduct-orders`, {
            json: {
              contract_id: contractId,
              out_trade_no: "T1",
              out_record_id: "R1",
              deduct_amount: String(deductAmount),
              notify_url: notifyUrl,
              description
            }
          }),
          { out_trade_no: "T1" }
        )
        assert.deepInclude(yield* call("get", `${partner}/deduct-orders/{out_trade_no}`, { out_trade_no: "T1" }), {
          out_trade_no: "T1",
          deduct_amount: "10000"
        })
        yield* call("post", `${partner}/contracts/terminate`, {
          json: { out_contract_code: contract.outContractCode, contract_termination_remark: "约" }
        })
        assert.isUndefined(yield* call("post", "v3/security/echo", { json: { echo_message: "hello" }, headers }))
        assert.containsAllKeys(yield* call("get", "v3/certificates", { query: { algorithm_type: "RSA" } }), ["data"])

        const root = "v3/payscore/serviceorder"
        const create = (out_order_no: string) => call("post", root, { json: { ...Serving.unconfirmed, out_order_no } })
        const post = (verb: string, out_order_no: string, json: object) =>
          call("post", `${root}/{out_order_no}/${verb}`, { out_order_no, json })
        yield* create("S1")
        yield* create("S2")
        assert.deepInclude(yield* call("get", root, { query: { ...Serving.own, out_order_no: "S1" } }), {
          out_order_no: "S1",
          state: "DOING"
        })
        yield* post("cancel", "S2", { ...Serving.own, reason: "不用了" })
        const end = { ...Serving.completion, time_range: { end_time: "20251107115900" } }
        assert.deepInclude(yield* post("complete", "S1", end), { total_amount: 10_000 })
        assert.deepInclude(yield* post("modify", "S1", Serving.lowering), { total_amount: 6_000 })
        yield* post("pay", "S1", Serving.own)
        yield* Serving.seconds(5)
        yield* create("S3")
        yield* post("complete", "S3", end)
        yield* post("sync", "S3", { ...Serving.reporting, detail: { paid_time: "20251107113000" } })
        yield* call("post", `${root}/direct-complete`, { json: { ...Serving.direct, out_order_no: "S4" } })
        assert.sameMembers([...asked], everything)
      }).pipe(
        Effect.provide(
          Sandbox.layer({
            account: { service: Serving.service },
            fetch: () => Promise.resolve(new Response(null, { status: 204 })),
            keys: "Both",
            pace: "1 second"
          })
        ),
        // the keys hold from the beginning of the sandbox
        (program) => Effect.andThen(TestClock.setTime(Lender.noon), program)
      )
    )
  }
})
