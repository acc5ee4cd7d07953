/**
 * CR-SIGN, CR-CONTRACT, CR-HOOK: what the sandbox decides in the platform's place about signing, whatever a borrower does.
 *
 * Method: whether a borrower agrees, when, and who was named are drawn together, the time most often around the end of the ten
 * minutes; the library's own client asks and looks, and every delivery is counted. Signatures are keyed hashes here.
 */
import { assert, it } from "@effect/vitest"
import { CreditRepayment } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import { Sandbox } from "@wxrepay/sandbox"
import * as Arbitrary from "effect/Arbitrary"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Lender from "../support/lender.ts"
import { layer, Post, refusal } from "../support/quickSandbox.ts"
import { borrower, named, wish } from "../support/wishes.ts"

const { int, oneOf, pick, seldom } = Choice

const terminationNotifyUrl = "https://lender.example/wechatpay/ended"

const few = { arbitrary: { runs: 15 } }

/** Whom a pre-sign names. */
const naming = {
  nobody: {},
  "the borrower": { realIdentity: named(borrower) },
  "another name": { realIdentity: named({ ...borrower, realName: "张大明" }) },
  "another number": { realIdentity: named({ ...borrower, identityId: "110105194912310021" }) }
}

const lifetimeMillis = 600_000

const signing = Arbitrary.all({
  names: pick("nobody", "the borrower", "the borrower", "another name", "another number"),
  choice: seldom<"Agree" | "Refuse">(pick("Agree"), pick("Refuse"), 4),
  after: seldom<number>(
    oneOf<number>(int(0, lifetimeMillis), pick(0, lifetimeMillis - 1)),
    oneOf<number>(int(lifetimeMillis, 2 * lifetimeMillis), pick(lifetimeMillis)),
    3
  )
})

/** A path of an address. */
const path = Arbitrary.map(int(0, 1_000_000), (number) => `/n/${number}`)

it.layer(layer({ pace: "1 second", account: { identity: borrower, terminationNotifyUrl } }))(
  "CR-SIGN what becomes of a borrower who was asked",
  (it) => {
    it.effect.prop(
      "CR-SIGN-01 CR-SIGN-04 CR-SIGN-05 there is a contract, and the lender is told, exactly when the borrower agrees within ten minutes and is not another than was named",
      [signing],
      ([{ after, choice, names }]) =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          const outContractCode = (yield* Post).fresh("C")
          const draft = yield* wish(outContractCode, { realIdentity: undefined, ...naming[names] })
          const { expiresAt } = yield* client.presignH5(draft)
          assert.strictEqual(expiresAt.epochMilliseconds, (yield* Clock.currentTimeMillis) + lifetimeMillis)
          const before = (yield* sandbox.deliveries).length
          yield* TestClock.adjust(after)
          const isAnother = names.startsWith("another")
          const decided = yield* sandbox.decide(outContractCode, choice)
          assert.strictEqual(
            decided,
            after >= lifetimeMillis ? "Expired" : choice === "Refuse" ? "Refused" : isAnother ? "Blocked" : "Signed"
          )
          const isSigned = after < lifetimeMillis && choice === "Agree" && !isAnother
          if (isSigned) yield* sandbox.awaitDeliveries(before + 1)
          yield* TestClock.adjust("1 day")
          assert.lengthOf(yield* sandbox.deliveries, before + (isSigned ? 1 : 0))
          const found = yield* Effect.match(client.findContract({ outContractCode }), {
            onFailure: (error) => (error._tag === "Rejection" ? error.status : error._tag),
            onSuccess: ({ state }) => state
          })
          assert.strictEqual<unknown>(found, isSigned ? "Effective" : 404)
        }),
      { arbitrary: { runs: 40 } }
    )

    it.effect.prop(
      "CR-CONTRACT-04 a contract tells who ended it exactly when it has ended, and then who was the first to end it",
      [Arbitrary.array(pick("ByMerchant", "ByUser", "ByCustomerService"), { maxLength: 3 })],
      ([modes]) =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          const outContractCode = (yield* Post).fresh("C")
          yield* client.presignH5(yield* wish(outContractCode))
          yield* sandbox.decide(outContractCode, "Agree")
          for (const mode of modes) {
            yield* mode === "ByMerchant"
              ? client.terminateContract({ outContractCode, contractTerminationRemark: "已结清" })
              : sandbox.endContract(outContractCode, mode)
          }
          const { state, terminatedMode } = yield* client.findContract({ outContractCode })
          assert.deepStrictEqual<unknown>(
            [state, terminatedMode],
            [modes.length === 0 ? "Effective" : "Terminated", modes[0]]
          )
        }),
      few
    )

    it.effect.prop(
      "CR-HOOK-02 a signing is told where the pre-sign said, a payment where the charge said, an end where the template said",
      [path, path],
      ([signed, paid]) =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          const post = yield* Post
          yield* TestClock.adjust("1 day")
          yield* post.take
          const [code, outRecordId, outTradeNo] = [post.fresh("C"), post.fresh("R"), post.fresh("T")]
          const before = (yield* sandbox.deliveries).length
          const contractNotifyUrl = `https://signed.lender.example${signed}`
          yield* client.presignH5(yield* wish(code, { contractNotifyUrl }))
          yield* sandbox.decide(code, "Agree")
          yield* sandbox.awaitDeliveries(before + 1)
          yield* client.book(yield* Lender.booking(outRecordId))
          const notifyUrl = `https://paid.lender.example${paid}`
          yield* client.charge({ ...(yield* Lender.charge(outTradeNo, outRecordId)), notifyUrl })
          yield* TestClock.adjust("2 seconds")
          yield* sandbox.awaitDeliveries(before + 2)
          yield* sandbox.endContract(code, "ByUser")
          yield* sandbox.awaitDeliveries(before + 3)
          assert.deepStrictEqual(
            (yield* post.take).map(({ url }) => url),
            [contractNotifyUrl, notifyUrl, terminationNotifyUrl]
          )
        }),
      few
    )

    it.effect.prop(
      "CR-HOOK-03 a notification is sent until it is taken in, at most 15 times, after 10, 10, 10, 30, 30, 30 and then 300 seconds each",
      [oneOf<number>(int(0, 18), pick(13, 14, 15))],
      ([failures]) =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          const post = yield* Post
          const outContractCode = post.fresh("C")
          yield* client.presignH5(yield* wish(outContractCode))
          yield* TestClock.adjust("1 minute")
          const before = (yield* sandbox.deliveries).length
          yield* post.fail(failures)
          yield* sandbox.decide(outContractCode, "Agree")
          const pauses = [10, 10, 10, 30, 30, 30, ...Array.from({ length: 8 }, () => 300)].slice(0, failures)
          yield* sandbox.awaitDeliveries(before + 1)
          for (const [index, pause] of pauses.entries()) {
            yield* TestClock.adjust(pause * 1000 - 1)
            assert.lengthOf(yield* sandbox.deliveries, before + index + 1)
            yield* TestClock.adjust(1)
            yield* sandbox.awaitDeliveries(before + index + 2)
          }
          yield* TestClock.adjust("1 day")
          assert.lengthOf(yield* sandbox.deliveries, before + Math.min(failures + 1, 15))
          yield* post.fail(0)
        }),
      few
    )
  }
)

it.layer(layer())("CR-SIGN calls that no client of ours makes", (it) => {
  const paths = {
    app: "/v3/credit-repayment/partner/contracts/app-presign",
    end: "/v3/credit-repayment/partner/contracts/terminate"
  } as const

  const wishOf = Effect.gen(function* () {
    const { appid, plan } = yield* Sandbox
    return {
      appid,
      plan_id: plan.planId,
      out_contract_code: (yield* Post).fresh("C"),
      display_name: "**明",
      contract_notify_url: "https://lender.example/wechatpay/notify",
      repayment_amount_limit: "10000"
    }
  })

  it.effect("CR-SIGN-11 a pre-sign without a day and an identity is taken, as one with a day is", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* refusal(paths.app, yield* wishOf))
      assert.isUndefined(yield* refusal(paths.app, { ...(yield* wishOf), repayment_day: 31 }))
    })
  )

  it.effect("CR-SIGN-08 a first collection of a number and an amount is taken, one without its number is refused", () =>
    Effect.gen(function* () {
      const trade_info = { out_trade_no: "T1", deduct_amount: 10000 }
      assert.isUndefined(yield* refusal(paths.app, { ...(yield* wishOf), trade_info }))
      const refused = yield* refusal(paths.app, { ...(yield* wishOf), trade_info: { deduct_amount: 10000 } })
      assert.deepInclude<unknown>(refused?.detail, { field: "/trade_info/out_trade_no" })
      assert.strictEqual(refused?.code, "PARAM_ERROR")
    })
  )

  it.effect(
    "CR-CONTRACT-05 a code that led to a contract finds it, one that led to none is answered 404 in words",
    () =>
      Effect.gen(function* () {
        const { findContract } = yield* CreditRepayment
        const { contract } = yield* Sandbox
        assert.strictEqual((yield* findContract(contract)).contractId, contract.contractId)
        const error = yield* Effect.flip(findContract({ outContractCode: "C404" }))
        if (error._tag !== "Rejection") return assert.fail(error._tag)
        assert.deepStrictEqual([error.status, error.message], [404, "what was asked for does not exist"])
      })
  )

  it.effect("CR-HDR-02 a pre-sign that names a key is taken, one that names none is refused, identity or not", () =>
    Effect.gen(function* () {
      const naming = { "wechatpay-serial": "PUB_KEY_ID_1" }
      assert.isUndefined(yield* refusal(paths.app, yield* wishOf, naming))
      const refused = yield* refusal(paths.app, yield* wishOf, { "wechatpay-serial": "none" })
      assert.deepInclude<unknown>(refused?.detail, { field: "wechatpay-serial", location: "header" })
      assert.strictEqual(refused?.code, "PARAM_ERROR")
    })
  )

  for (const [rule, what, change, message] of [
    ["CR-ID-06", "another's appid", { appid: "wx1" }, "it is not the service provider's (CR-ID-06)"],
    ["CR-ID-08", "another's template", { plan_id: "124" }, "no such template (CR-ID-08)"],
    [
      "CR-ID-07",
      "another's sub-merchant",
      { sub_mchid: "1900000110" },
      "the sub-merchant is not one of the service provider's (CR-ID-07)"
    ]
  ] as const) {
    it.effect(`${rule} a pre-sign with ${what} is refused in words, and with the lender's own taken`, () =>
      Effect.gen(function* () {
        const { subMchid } = yield* Sandbox
        assert.isUndefined(yield* refusal(paths.app, { ...(yield* wishOf), sub_mchid: subMchid }))
        assert.strictEqual((yield* refusal(paths.app, { ...(yield* wishOf), ...change }))?.message, message)
      })
    )
  }

  it.effect(
    "CR-ENC-01 CR-ENC-02 an identity sealed under the key that is named is taken, what is not sealed refused in words",
    () =>
      Effect.gen(function* () {
        const real_identity = { identity_type: "REAL_IDENTITY_TYPE_ID_CARD", identity_id: "AA==", real_name: "AA==" }
        yield* (yield* CreditRepayment).presignApp(
          yield* wish((yield* Post).fresh("C"), { realIdentity: named(borrower) })
        )
        assert.strictEqual(
          (yield* refusal(paths.app, { ...(yield* wishOf), real_identity }))?.message,
          "it cannot be opened with the key that Wechatpay-Serial names (CR-ENC-02, V3-ENC-03)"
        )
      })
  )

  for (const [what, contract_termination_remark] of [
    ["without a reason", undefined],
    ["with an empty reason", ""],
    ["with a reason of 129 characters", "约".repeat(129)]
  ] as const) {
    it.effect(`CR-CONTRACT-03 a termination ${what} is refused, and the contract still stands`, () =>
      Effect.gen(function* () {
        const { contract } = yield* Sandbox
        const body = { out_contract_code: contract.outContractCode, contract_termination_remark }
        const refused = yield* refusal(paths.end, body)
        assert.strictEqual(refused?.code, "PARAM_ERROR")
        assert.deepInclude<unknown>(refused?.detail, { field: "/contract_termination_remark" })
        const { state } = yield* (yield* CreditRepayment).findContract(contract)
        assert.strictEqual(state, "Effective")
      })
    )
  }
})
