/**
 * The life of a contract in the sandbox: asked for, signed or not, told or not, used, ended.
 *
 * Method: the library's own client asks, the test decides as the borrower would, and every delivery is counted; the
 * time is TestClock's. What a client of ours would never send is signed and sent as raw JSON.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Notification, Presign } from "@wxrepay/domain"
import {
  CreditRepayment,
  Inbox,
  type PresignError,
  RetryPolicy,
  SignedHttpClient,
  Transport
} from "@wxrepay/domain/client"
import { FieldSealer, KeyRing, Signer, Verifier } from "@wxrepay/domain/signing"
import { Sandbox, type SandboxOptions } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import * as Lender from "../support/lender.ts"
import { borrower, named, wish } from "../support/wishes.ts"

const terminationNotifyUrl = "https://lender.example/wechatpay/ended"

/** A sandbox whose notifications are kept, and everything that a lender uses on top of it. */
const withSandbox = <A, E>(
  program: (
    received: ReadonlyArray<Request>
  ) => Effect.Effect<A, E, CreditRepayment | Inbox | Sandbox | SignedHttpClient | FieldSealer | HttpClient.HttpClient>,
  options: SandboxOptions = {}
) => {
  const received: Array<Request> = []
  const layer = Layer.unwrap(
    Effect.map(Sandbox, ({ connection }) =>
      Layer.mergeAll(
        CreditRepayment.layer(connection),
        Inbox.layer(connection),
        SignedHttpClient.layerFrom().pipe(Layer.provide([Signer.layer(connection), Verifier.layer(connection)])),
        FieldSealer.layerFrom.pipe(Layer.provide(KeyRing.layer(connection)))
      )
    )
  ).pipe(
    Layer.provide(Transport.layerCrypto),
    Layer.provideMerge(
      Sandbox.layer({
        fetch: (input, init) => {
          received.push(new Request(input, init))
          return Promise.resolve(new Response(null, { status: 204 }))
        },
        ...options,
        account: { terminationNotifyUrl, ...options.account }
      })
    ),
    Layer.provideMerge(RetryPolicy.layer(RetryPolicy.never))
  )
  return Effect.andThen(TestClock.setTime(Lender.noon), program(received)).pipe(Effect.provide(layer))
}

/** Opens the notifications that were delivered so far. */
const opened = (received: ReadonlyArray<Request>) =>
  Effect.flatMap(Inbox, (inbox) =>
    Effect.forEach(received, (request): Effect.Effect<Notification.Notification, unknown> =>
      inbox.openRequest(request.clone())
    )
  )

const paths = {
  app: "/v3/credit-repayment/partner/contracts/app-presign",
  h5: "/v3/credit-repayment/partner/contracts/h5-presign"
} as const

/** Signs and sends any JSON at all, and answers how it was refused. */
const refused = Effect.fnUntraced(function* (path: string, body: unknown, headers: Record<string, string> = {}) {
  const http = yield* SignedHttpClient
  const request = HttpClientRequest.post(path).pipe(
    HttpClientRequest.bodyJsonUnsafe(body),
    HttpClientRequest.setHeaders(headers)
  )
  const error = yield* Effect.flip(http.execute(request))
  return error._tag === "Rejection" ? error : yield* Effect.die(error)
})

/** A wish as it travels, unchecked. */
const wireOf = (draft: Presign.H5PresignDraft) => ({
  appid: draft.appid,
  plan_id: draft.planId,
  out_contract_code: draft.outContractCode,
  display_name: draft.displayName,
  contract_notify_url: draft.contractNotifyUrl,
  repayment_amount_limit: String(draft.repaymentAmountLimit)
})

/** What a client says of a code that is asked for again, when the platform, asked by one that remembers nothing, refuses it. */
const refusedAgain = Effect.fnUntraced(function* <A>(
  presign: (client: CreditRepayment["Service"]) => Effect.Effect<A, PresignError>
) {
  const platforms = yield* Effect.flip(presign(yield* Lender.forgetful))
  if (platforms._tag !== "Rejection") return assert.fail(platforms._tag)
  assert.deepStrictEqual([platforms.status, platforms.authenticity], [400, "Verified"])
  const ours = yield* Effect.flip(presign(yield* CreditRepayment))
  for (const { message } of [platforms, ours]) assert.include(message, "CR-ID-04")
  if (ours._tag !== "OutcomeUnknown") return ours._tag
  assert.deepStrictEqual([ours.number, ours.attempts.map(({ _tag }) => _tag)], ["C1", ["Rejection"]])
  return `${ours._tag}, ${ours.isRepeat ? "a repeat" : "sent once"}`
})

describe("a borrower who agrees", () => {
  it.effect(
    "CR-SIGN-05 CR-HOOK-02 CR-HOOK-08 has a contract, and the lender is told of it once, where the pre-sign said",
    () =>
      withSandbox((received) =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          const presigned = yield* client.presignH5(yield* wish())
          assert.match(
            presigned.redirectUrl,
            /^https:\/\/api\.mch\.weixin\.qq\.com\/sandbox\/sign\?presign_token=wx[0-9a-f]{32}$/
          )
          assert.strictEqual(yield* sandbox.decide("C1", "Agree"), "Signed")
          yield* sandbox.awaitDeliveries(1)
          const [notification] = yield* opened(received)
          if (notification?._tag !== "ContractSigned") return assert.fail(String(notification?._tag))
          const contract = yield* client.findContract({ outContractCode: "C1" })
          assert.deepStrictEqual(notification.contract, contract)
          assert.strictEqual(notification.spMchid, sandbox.connection.mchid)
          assert.deepInclude<object>(contract, {
            planId: sandbox.plan.planId,
            outContractCode: "C1",
            displayName: "**明",
            state: "Effective",
            appid: sandbox.appid,
            openid: sandbox.openid,
            repaymentDay: 5,
            repaymentAmountLimit: 200_000,
            signedTime: "2025-11-05T12:00:00+08:00"
          })
          assert.match(contract.contractId, /^[0-9]{23}$/)
          assert.deepStrictEqual(
            received.map(({ url }) => url),
            ["https://lender.example/wechatpay/notify"]
          )
          yield* TestClock.adjust("1 day")
          assert.lengthOf(yield* sandbox.deliveries, 1)
        })
      )
  )

  it.effect(
    "CR-AMT-02 CR-SCHED-04 CR-DEDUCT-10 is booked and charged under it, within its own limit, until it ends",
    () =>
      withSandbox(() =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          yield* client.presignApp(yield* wish())
          yield* sandbox.decide("C1", "Agree")
          const { contractId } = yield* client.findContract({ outContractCode: "C1" })
          const base = yield* Lender.booking("R1")
          const draft = { ...base, contractId }
          const [item] = base.scheduleItems
          const dear = { ...draft, scheduleItems: [{ ...item, repaymentAmount: 200_001, minRepaymentAmount: 20_000 }] }
          const refusal = yield* Effect.flip(client.book(dear))
          assert.include(refusal.message, "CR-AMT-02")
          assert.strictEqual((yield* client.book(draft)).contractId, contractId)
          yield* client.terminateContract({ outContractCode: "C1", contractTerminationRemark: "贷款已结清" })
          const charge = { ...(yield* Lender.charge()), contractId }
          const late = yield* Effect.flip(client.charge(charge))
          assert.include(late.message, "CR-DEDUCT-10")
          const rebooked = yield* Effect.flip(
            client.book({ ...draft, scheduleItems: [{ ...item, outRecordId: "R2" }] })
          )
          assert.include(rebooked.message, "CR-SCHED-03")
        })
      )
  )
})

describe("a borrower who does not", () => {
  const silences = [
    ["CR-SIGN-05 refuses", "Refuse", "Refused", borrower],
    ["CR-SIGN-04 is not who was named", "Agree", "Blocked", { ...borrower, realName: "张大明" }],
    [
      "CR-SIGN-04 has another number than was named",
      "Agree",
      "Blocked",
      { ...borrower, identityId: "110105194912310021" }
    ]
  ] as const
  for (const [does, choice, outcome, naming] of silences) {
    it.effect(`${does} has no contract, nobody is told, and the code is used up`, () =>
      withSandbox(
        () =>
          Effect.gen(function* () {
            const client = yield* CreditRepayment
            const sandbox = yield* Sandbox
            const draft = yield* wish("C1", { realIdentity: named(naming) })
            yield* client.presignH5(draft)
            assert.strictEqual(yield* sandbox.decide("C1", choice), outcome)
            const absent = yield* Effect.flip(client.findContract({ outContractCode: "C1" }))
            if (absent._tag !== "Rejection") return assert.fail(absent._tag)
            assert.deepStrictEqual(
              [absent.status, absent.code, absent.authenticity],
              [404, "RESOURCE_NOT_EXISTS", "Verified"]
            )
            yield* TestClock.adjust("1 day")
            assert.lengthOf(yield* sandbox.deliveries, 0)
            const again = yield* refusedAgain(({ presignH5 }) => presignH5(draft))
            assert.strictEqual(again, "OutcomeUnknown, a repeat")
            assert.strictEqual(yield* sandbox.decide("C1", "Agree"), "Decided")
          }),
        { account: { identity: borrower } }
      )
    )
  }

  it.effect("CR-SIGN-04 who is named rightly signs, and so does one whom nobody named", () =>
    withSandbox(
      () =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          yield* client.presignH5(yield* wish("C1", { realIdentity: named(borrower) }))
          yield* client.presignH5(yield* wish("C2"))
          assert.deepStrictEqual(
            [yield* sandbox.decide("C1", "Agree"), yield* sandbox.decide("C2", "Agree")],
            ["Signed", "Signed"]
          )
        }),
      { account: { identity: borrower } }
    )
  )

  for (const [seconds, outcome] of [
    [599, "Signed"],
    [600, "Expired"]
  ] as const) {
    it.effect(
      `CR-SIGN-01 who agrees ${seconds} seconds after the pre-sign has ${outcome === "Signed" ? "signed" : "come too late"}`,
      () =>
        withSandbox(() =>
          Effect.gen(function* () {
            const client = yield* CreditRepayment
            const { expiresAt } = yield* client.presignH5(yield* wish())
            assert.strictEqual(expiresAt.epochMilliseconds, Lender.noon + 600_000)
            yield* TestClock.adjust(`${seconds} seconds`)
            assert.strictEqual(yield* (yield* Sandbox).decide("C1", "Agree"), outcome)
          })
        )
    )
  }
})

describe("a code", () => {
  it.effect(
    "CR-ID-04 V3-ENC-05 asked for again with the same content answers the same token while it lives, sealed anew or not",
    () =>
      withSandbox(() =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const draft = yield* wish("C1", { realIdentity: named(borrower) })
          const first = yield* client.presignH5(draft)
          assert.strictEqual((yield* client.presignH5(draft)).redirectUrl, first.redirectUrl)
          const other = yield* refusedAgain(({ presignH5 }) => presignH5({ ...draft, repaymentAmountLimit: 1 }))
          const inApp = yield* refusedAgain(({ presignApp }) => presignApp(draft))
          assert.deepStrictEqual([other, inApp], ["NumberReused", "NumberReused"])
          const stranger = { ...draft, realIdentity: named({ ...borrower, realName: "李四" }) }
          const renamed = yield* refusedAgain(({ presignH5 }) => presignH5(stranger))
          yield* TestClock.adjust("10 minutes")
          const late = yield* refusedAgain(({ presignH5 }) => presignH5(draft))
          assert.deepStrictEqual([renamed, late], ["OutcomeUnknown, a repeat", "OutcomeUnknown, a repeat"])
        })
      )
  )

  it.effect("CR-ID-04 is used up by the contract that stands from the start, and by one that has ended", () =>
    withSandbox(() =>
      Effect.gen(function* () {
        const client = yield* CreditRepayment
        const { contract } = yield* Sandbox
        const draft = yield* wish(contract.outContractCode)
        assert.strictEqual(yield* refusedAgain(({ presignApp }) => presignApp(draft)), "Rejection")
        yield* client.terminateContract({ outContractCode: contract.outContractCode, contractTerminationRemark: "x" })
        assert.strictEqual(yield* refusedAgain(({ presignApp }) => presignApp(draft)), "Rejection")
      })
    )
  )
})

describe("the end of a contract", () => {
  it.effect(
    "CR-CONTRACT-02 CR-CONTRACT-04 CR-HOOK-02 is told once, where the template said, and asking for it again changes nothing",
    () =>
      withSandbox((received) =>
        Effect.gen(function* () {
          const client = yield* CreditRepayment
          const sandbox = yield* Sandbox
          const termination = {
            outContractCode: sandbox.contract.outContractCode,
            contractTerminationRemark: "签约信息有误,需解约然后重新签约"
          }
          const ended = yield* client.terminateContract(termination)
          assert.deepInclude<object>(ended, {
            state: "Terminated",
            terminatedMode: "ByMerchant",
            terminationRemark: termination.contractTerminationRemark,
            terminatedTime: "2025-11-05T12:00:00+08:00"
          })
          yield* sandbox.awaitDeliveries(1)
          yield* TestClock.adjust("1 minute")
          assert.deepStrictEqual(
            yield* client.terminateContract({ ...termination, contractTerminationRemark: "again" }),
            ended
          )
          const [notification] = yield* opened(received)
          if (notification?._tag !== "ContractTerminated") return assert.fail(String(notification?._tag))
          assert.deepStrictEqual(notification.contract, ended)
          assert.deepStrictEqual(
            received.map(({ url }) => url),
            [terminationNotifyUrl]
          )
        })
      )
  )

  for (const mode of ["ByUser", "ByCustomerService"] as const) {
    it.effect(`CR-CONTRACT-04 tells that it was ended ${mode}`, () =>
      withSandbox((received) =>
        Effect.gen(function* () {
          const sandbox = yield* Sandbox
          yield* sandbox.endContract(sandbox.contract.outContractCode, mode)
          yield* sandbox.awaitDeliveries(1)
          const [notification] = yield* opened(received)
          if (notification?._tag !== "ContractTerminated") return assert.fail(String(notification?._tag))
          assert.strictEqual(notification.contract.terminatedMode, mode)
        })
      )
    )
  }

  it.effect("CR-CONTRACT-02 of a code that led to no contract is a 404", () =>
    withSandbox(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          (yield* CreditRepayment).terminateContract({ outContractCode: "C404", contractTerminationRemark: "x" })
        )
        if (error._tag !== "Rejection") return assert.fail(error._tag)
        assert.deepStrictEqual([error.status, error.code, error.category], [404, "RESOURCE_NOT_EXISTS", "FixRequest"])
      })
    )
  )
})

describe("what the sandbox refuses of a pre-sign, as the rules say", () => {
  const cases: ReadonlyArray<readonly [string, string, string, string, Record<string, unknown>]> = [
    ["CR-SIGN-03 a name in clear text", paths.h5, "PARAM_ERROR", "/display_name", { display_name: "张小明" }],
    [
      "CR-AMT-08 a limit as a number",
      paths.h5,
      "PARAM_ERROR",
      "/repayment_amount_limit",
      { repayment_amount_limit: 1 }
    ],
    [
      "CR-AMT-11 a limit above the cap",
      paths.h5,
      "PARAM_ERROR",
      "/repayment_amount_limit",
      { repayment_amount_limit: "500001" }
    ],
    ["CR-DATE-04 the thirty-second of the month", paths.h5, "PARAM_ERROR", "/repayment_day", { repayment_day: 32 }],
    ["CR-ID-03 a code with a dash", paths.h5, "PARAM_ERROR", "/out_contract_code", { out_contract_code: "C-1" }],
    ["CR-ID-06 another's appid", paths.h5, "PARAM_ERROR", "/appid", { appid: "wx1" }],
    ["CR-ID-08 another's template", paths.h5, "PARAM_ERROR", "/plan_id", { plan_id: "124" }],
    ["CR-ID-07 another's sub-merchant", paths.h5, "NO_AUTH", "/sub_mchid", { sub_mchid: "1900000110" }],
    [
      "CR-ID-07 CR-SIGN-09 another's sub-merchant by the older name",
      paths.app,
      "NO_AUTH",
      "/sub_merchant_code",
      { sub_merchant_code: "1900000110" }
    ],
    [
      "CR-SIGN-07 a jump back into an app",
      paths.app,
      "PARAM_ERROR",
      "/jump_info",
      { jump_info: { jump_appid: "wx1" } }
    ],
    [
      "CR-SIGN-09 both names of the sub-merchant",
      paths.app,
      "PARAM_ERROR",
      "/sub_merchant_code",
      { sub_mchid: "1900000109", sub_merchant_code: "1900000109" }
    ],
    [
      "CR-SIGN-09 the older name in a browser",
      paths.h5,
      "PARAM_ERROR",
      "/sub_merchant_code",
      { sub_merchant_code: "1900000109" }
    ],
    [
      "V3-HOOK-02 a notify address of this machine",
      paths.h5,
      "PARAM_ERROR",
      "/contract_notify_url",
      { contract_notify_url: "https://127.0.0.1/n" }
    ],
    [
      "CR-AMT-09 a first collection in digits",
      paths.h5,
      "PARAM_ERROR",
      "/trade_info/deduct_amount",
      { trade_info: { out_trade_no: "T1", deduct_amount: "1" } }
    ],
    [
      "CR-ENC-03 another kind of document",
      paths.h5,
      "PARAM_ERROR",
      "/real_identity/identity_type",
      { real_identity: { identity_type: "REAL_IDENTITY_TYPE_INVALID", identity_id: "AA==", real_name: "AA==" } }
    ],
    [
      "CR-ENC-01 an identity that was not sealed",
      paths.h5,
      "PARAM_ERROR",
      "/real_identity/identity_id",
      { real_identity: { identity_type: "REAL_IDENTITY_TYPE_ID_CARD", identity_id: "AA==", real_name: "AA==" } }
    ]
  ]
  for (const [title, path, code, field, change] of cases) {
    it.effect(`${title} is refused as ${code} at ${field}`, () =>
      withSandbox(() =>
        Effect.gen(function* () {
          const rejection = yield* refused(path, { ...wireOf(yield* wish()), ...change })
          assert.deepStrictEqual([rejection.code, rejection.authenticity], [code, "Verified"])
          assert.include(rejection.detail, { field })
          assert.strictEqual(yield* (yield* Sandbox).decide("C1", "Agree"), "Unknown")
        })
      )
    )
  }

  it.effect("CR-HDR-02 a pre-sign whose Wechatpay-Serial is no serial is refused, with an identity or without", () =>
    withSandbox(() =>
      Effect.gen(function* () {
        const rejection = yield* refused(paths.h5, wireOf(yield* wish()), { "wechatpay-serial": "none" })
        assert.deepInclude<unknown>(rejection.detail, { field: "wechatpay-serial", location: "header" })
      })
    )
  )

  it.effect(
    "CR-ENC-01 CR-ENC-02 V3-ENC-03 an identity under a key that its serial does not name cannot be opened",
    () =>
      withSandbox(() =>
        Effect.gen(function* () {
          const sealer = yield* FieldSealer
          const { serial, value } = yield* sealer.sealIdentity(named(borrower))
          const real_identity = {
            identity_type: "REAL_IDENTITY_TYPE_ID_CARD",
            identity_id: value.identityId,
            real_name: value.realName
          }
          const body = { ...wireOf(yield* wish()), real_identity }
          const other = { "wechatpay-serial": serial.replace(/.$/, (digit) => (digit === "1" ? "2" : "1")) }
          const rejection = yield* refused(paths.h5, body, other)
          assert.include(rejection.detail, { field: "/real_identity/identity_id" })
          const cut = yield* refused(
            paths.h5,
            { ...body, real_identity: { ...real_identity, real_name: value.realName.slice(4) } },
            { "wechatpay-serial": serial }
          )
          assert.include(cut.detail, { field: "/real_identity/real_name" })
          assert.notInclude(JSON.stringify([rejection, cut]), Redacted.value(named(borrower).realName))
        })
      )
  )
})
