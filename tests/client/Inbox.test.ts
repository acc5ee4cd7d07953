/**
 * CR-HOOK, V3-HOOK, V3-PROBE: raw callback in, verified and opened notification out.
 *
 * Method: notifications are signed and sealed with node:crypto, which shares no code with the library. Faults are drawn
 * in every combination, and the first of them in the order of trust is the one that must be told.
 */
import { assert, describe, it } from "@effect/vitest"
import { Inbox, type InboxError } from "@wxrepay/domain/client"
import { Verification } from "@wxrepay/domain/signing"
import { Choice, Texts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Metric from "effect/Metric"
import * as Schema from "effect/Schema"
import * as Notifications from "../support/notifications.ts"
import * as Platform from "../support/platform.ts"

const { bytes, callback, collected, paid, request, seal, sealText, signed, terminated } = Notifications

const inbox = Effect.provide(Inbox, Notifications.layer)

/** Opens a body that WeChat Pay has signed. */
const open = (body: string) => Effect.flatMap(inbox, (inbox) => inbox.open(callback(body)))

/** Opens an event that must not be read, and says why it is not. */
const refusal = (body: string, headers?: Record<string, string>) =>
  Effect.flatMap(inbox, (inbox) => Effect.map(Effect.flip(inbox.open(callback(body, headers))), reason))

const reason = (error: InboxError): string =>
  error._tag === "VerificationError"
    ? error.reason._tag
    : error._tag === "NotificationForeign"
      ? error._tag
      : error.problem

const ours = "1900000001"
const anothers = "1900000002"

/** What a permission may hold: no page lists its members. */
const permission = (changes: Record<string, unknown>) => ({ user_service_status: "USER_OPEN_SERVICE", ...changes })

/** The platform's names of the events, as the documents print them, and what each looks like opened. */
const kinds = [
  ["CREDIT_REPAYMENT.SIGN_CONTRACT", "ContractSigned", signed],
  ["CREDIT_REPAYMENT.TERMINATE_CONTRACT", "ContractTerminated", terminated],
  ["CREDIT_REPAYMENT.DEDUCTION_PAY", "DeductionPaid", paid],
  ["PAYSCORE.USER_OPEN_SERVICE", "PermissionOpened", permission],
  ["PAYSCORE.USER_CLOSE_SERVICE", "PermissionClosed", permission],
  ["SECURITY_ECHO.SUCCESS", "SecurityEcho", (changes: Record<string, unknown>) => ({ word: "回声", ...changes })],
  ["BRAND.NEW", "UnknownNotification", (changes: Record<string, unknown>) => ({ a: [1, null], ...changes })]
] as const

const runs = { arbitrary: { runs: 50 } }

describe("what is read", () => {
  for (const [eventType, tag, event] of kinds) {
    it.live(`CR-HOOK-07 CR-HOOK-11 ${eventType} is ${tag}, unless it is for another merchant`, () =>
      Effect.gen(function* () {
        const of = eventType.startsWith("PAYSCORE.") ? "mchid" : "sp_mchid"
        const opened = yield* open(seal(event({ [of]: ours }), { eventType }))
        assert.deepStrictEqual(
          [opened._tag, opened.id, opened.createTime, opened.summary],
          [tag, "EV-2018022511223320875", "2025-12-04T14:52:35+08:00", "信贷还款还款成功"]
        )
        assert.strictEqual(yield* refusal(seal(event({ [of]: anothers }), { eventType })), "NotificationForeign")
      })
    )
  }

  it.live("CR-HOOK-07 PS-HOOK-05 what is for another merchant names it, and nothing else of the event", () =>
    Effect.gen(function* () {
      const bodies = [
        seal(paid({ sp_mchid: anothers })),
        seal(collected({ mchid: anothers }), { eventType: "PAYSCORE.USER_PAID" })
      ]
      for (const body of bodies) {
        const error = yield* Effect.flip(open(body))
        if (error._tag !== "NotificationForeign") return assert.fail(error._tag)
        assert.deepStrictEqual(
          [error.mchid, error.message],
          ["1900000002", "The notification is for 1900000002, another merchant (CR-HOOK-07)"]
        )
        assert.deepStrictEqual(Object.keys(error).toSorted(), ["_tag", "mchid", "message"])
      }
    })
  )

  it.live("CR-HOOK-05 CR-AMT-10 a payment says which order, and how much was collected", () =>
    Effect.gen(function* () {
      const opened = yield* open(seal(paid({ pay_success_amount: "9900" })))
      if (opened._tag !== "DeductionPaid") return assert.fail(opened._tag)
      const { order, spMchid, subMchid } = opened
      assert.deepStrictEqual(
        [spMchid, subMchid, order.outTradeNo, order.orderState, order.deductAmount, order.paySuccessAmount],
        [ours, "1900000109", "T1", "Paid", 10_000, 9_900]
      )
    })
  )

  it.live("CR-HOOK-08 CR-AMT-08 a contract says its number, its template as text, and its limit in fen", () =>
    Effect.gen(function* () {
      const [opened, ended] = yield* Effect.all([
        open(seal(signed(), { eventType: kinds[0][0] })),
        open(seal(terminated({ plan_id: "12535" }), { eventType: kinds[1][0] }))
      ])
      if (opened._tag !== "ContractSigned" || ended._tag !== "ContractTerminated") return assert.fail(opened._tag)
      const { contractId, outContractCode, planId, repaymentAmountLimit, state } = opened.contract
      assert.deepStrictEqual(
        [contractId, planId, outContractCode, state, repaymentAmountLimit],
        ["20251105000000123456789", "12535", "wxtest2025", "Effective", 1_000_000]
      )
      assert.deepStrictEqual(
        [ended.contract.planId, ended.contract.state, ended.contract.terminatedMode, ended.contract.terminationRemark],
        ["12535", "Terminated", "ByUser", "已还清"]
      )
    })
  )

  it.live.prop(
    "V3-HOOK-10 an event of an unknown type is kept whole and is no failure",
    [Arbitrary.schema(Schema.Json)],
    ([event]) =>
      Effect.gen(function* () {
        const opened = yield* open(seal(event, { eventType: "BRAND.NEW" }))
        assert.deepInclude(opened, { _tag: "UnknownNotification", eventType: "BRAND.NEW" })
        if (opened._tag !== "UnknownNotification") return assert.fail(opened._tag)
        assert.deepStrictEqual(opened.resource, JSON.parse(JSON.stringify(event)))
      }),
    runs
  )
})

describe("what is not asked for", () => {
  it.live.prop(
    "CR-HOOK-10 no length that is documented is enforced: not of the type, the number or the summary",
    { type: Choice.int(33, 400), id: Choice.int(37, 400), summary: Choice.int(65, 400) },
    ({ id, summary, type }) =>
      Effect.gen(function* () {
        const changes = { eventType: "X".repeat(type), id: "E".repeat(id), summary: "款".repeat(summary) }
        assert.deepInclude(yield* open(seal({}, changes)), { _tag: "UnknownNotification", ...changes })
      }),
    runs
  )

  it("CR-HOOK-10 the name of W2 has 35 characters, three more than its documented length", () => {
    assert.strictEqual(kinds[1][0].length, 35)
  })

  it.live.prop(
    "CR-HOOK-06 the original type decides nothing",
    [Texts.within(40, Texts.freeLetters), Choice.int(0, kinds.length - 1)],
    ([originalType, index]) =>
      Effect.gen(function* () {
        const [eventType, tag, event] = kinds[index] ?? kinds[0]
        const opened = yield* open(seal(event({ sp_mchid: ours }), { eventType, originalType }))
        assert.strictEqual(opened._tag, tag)
      }),
    runs
  )

  for (const mode of [undefined, null, "", "TERMINATION_MODE_INVALID", "TERMINATION_MODE_BY_USER", "SOMETHING_NEW"]) {
    it.live(`CR-HOOK-09 a contract that is signed is effective, with ${JSON.stringify(mode)} as who ended it`, () =>
      Effect.gen(function* () {
        const opened = yield* open(seal(signed({ contract_terminated_mode: mode }), { eventType: kinds[0][0] }))
        if (opened._tag !== "ContractSigned") return assert.fail(opened._tag)
        assert.strictEqual(opened.contract.state, "Effective")
      })
    )
  }

  for (const associatedData of ["", null, "credit_repayment"]) {
    it.live(`V3-AEAD-02 CR-HOOK-11 ${JSON.stringify(associatedData)} may be sealed with it`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* open(seal(paid(), { associatedData })))._tag, "DeductionPaid")
      })
    )
  }
})

describe("the order of trust", () => {
  /** What may be wrong, in the order in which it is found out, and how it is told. */
  const faults = [
    ["signature", "SignatureWrong"],
    ["envelope", "NotEnvelope"],
    ["seal", "NotAuthentic"],
    ["event", "NotEvent"],
    ["owner", "NotificationForeign"]
  ] as const

  it.live.prop(
    "V3-HOOK-01 the signature comes before the envelope, then the seal, the event, and whom it is for",
    [Schema.Record(Schema.Literals(["signature", "envelope", "seal", "event", "owner"]), Schema.Boolean)],
    ([wrong]) =>
      Effect.gen(function* () {
        const event = paid({ ...(wrong.owner ? { sp_mchid: anothers } : {}), ...(wrong.event ? { openid: 1 } : {}) })
        const whole = seal(event, wrong.seal ? { key: "x".repeat(32) } : {})
        const body = wrong.envelope ? whole.replace('"create_time"', '"created"') : whole
        const [, told] = faults.find(([fault]) => wrong[fault]) ?? []
        if (told === undefined) assert.strictEqual((yield* open(body))._tag, "DeductionPaid")
        else assert.strictEqual(yield* refusal(body, Platform.proof(wrong.signature ? `${body} ` : body)), told)
      }),
    { arbitrary: { runs: 200 } }
  )

  const unreadable: ReadonlyArray<readonly [string, string, string]> = [
    ["a body that is not an envelope", "{}", "NotEnvelope"],
    ["a body that is not JSON", "x", "NotEnvelope"],
    ["an empty body", "", "NotEnvelope"],
    ["a payment without its order", seal({ sp_mchid: ours }), "NotEvent"],
    ["an event that is not JSON", sealText("canary", { eventType: "BRAND.NEW" }), "NotEvent"],
    ["V3-AEAD-03 an event sealed under another key", seal(paid(), { key: "x".repeat(32) }), "NotAuthentic"]
  ]
  for (const [title, body, problem] of unreadable) {
    it.live(`${title} is a typed error`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* refusal(body), problem)
      })
    )
  }
})

describe("deliberate wrong signatures", () => {
  it.live.prop(
    "V3-PROBE-01 V3-PROBE-02 V3-PROBE-03 a probe fails as one, whatever it carries, and is counted",
    [Choice.pick("A".repeat(325), "", "!", "==", "AAAA"), Choice.pick(seal(paid()), "not JSON", "")],
    ([rest, body]) =>
      Effect.gen(function* () {
        const probe = { ...Platform.proof(body), "Wechatpay-Signature": `${Verification.probePrefix}${rest}` }
        assert.strictEqual(yield* refusal(body, probe), "Probe")
        assert.strictEqual(yield* refusal(body, probe), "Probe")
        assert.strictEqual(yield* refusal(body, Platform.proof(`${body} `)), "SignatureWrong")
        assert.strictEqual((yield* Metric.value(Verification.probes)).count, 2)
      }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())),
    runs
  )
})

describe("what it takes", () => {
  it.live("the headers of node:http are taken as they are, and one that came twice counts as missing", () =>
    Effect.gen(function* () {
      const { body, headers } = callback(seal(paid()))
      const once = { ...headers, "set-cookie": ["a", "b"], "Wechatpay-Nonce": [headers["Wechatpay-Nonce"] ?? ""] }
      assert.strictEqual((yield* (yield* inbox).open({ headers: once, body }))._tag, "DeductionPaid")
      const twice = { ...headers, "Wechatpay-Serial": [Platform.serial, Platform.serial] }
      const error = yield* Effect.flip((yield* inbox).open({ headers: twice, body }))
      assert.include(error.message, "Wechatpay-Serial is missing")
    })
  )

  it.live("V3-VER-03 a web request is taken in, unless its body was parsed before, and the error says so", () =>
    Effect.gen(function* () {
      const { openRequest } = yield* inbox
      assert.strictEqual((yield* openRequest(request(seal(paid()))))._tag, "DeductionPaid")
      const parsed = request(seal(paid()))
      yield* Effect.promise(() => parsed.json())
      assert.include((yield* Effect.flip(openRequest(parsed))).message, "before any parser")
    })
  )

  it.live("V3-VER-03 the request of Effect's server is taken in, even when it was parsed before", () =>
    Effect.gen(function* () {
      const { openServerRequest } = yield* inbox
      const server = HttpServerRequest.fromWeb(request(seal(paid())))
      const opened = Effect.provideService(openServerRequest, HttpServerRequest.HttpServerRequest, server)
      assert.strictEqual((yield* opened)._tag, "DeductionPaid")
      yield* server.json
      assert.strictEqual((yield* opened)._tag, "DeductionPaid")
    })
  )

  it("V3-VER-03 a parsed body does not compile, and neither does a text", () => {
    const parsed: unknown = JSON.parse(seal(paid()))
    const attempts = Effect.map(inbox, ({ open }) => [
      // @ts-expect-error a body is bytes, not what a parser made of them
      open({ headers: {}, body: parsed }),
      // @ts-expect-error a body is bytes, not what a decoder made of them
      open({ headers: {}, body: seal(paid()) }),
      open({ headers: {}, body: bytes(seal(paid())) })
    ])
    assert.isTrue(Effect.isEffect(attempts))
  })
})
