/**
 * What every transport promises. `node.test.ts` and `fetch.test.ts` run the same promises on real sockets.
 *
 * Method: the peer is a platform of a few lines on node:http and node:crypto, so that the bytes and signatures
 * are judged by code that is not ours; the whole way to the money runs against the sandbox.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment } from "@wxrepay/domain/client"
import { Settlement } from "@wxrepay/domain/rules"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ServerResponse } from "node:http"
import { CalendarDate } from "@wxrepay/domain"
import { onlyAttempt } from "../support/doubt.ts"
import * as Platform from "../support/platform.ts"
import { doubtsOf } from "./doubts.ts"
import { facing, type Make } from "./facing.ts"

/** Runs the promises of one transport. */
export const promises = (name: string, make: Make): void => {
  const against = facing(make)

  const find = (client: CreditRepayment["Service"]) => client.findDeductOrder({ outTradeNo: "T1" })
  const charge = (client: CreditRepayment["Service"]) => client.charge(Platform.charge)

  /** How the attempt of a charge ended that leaves it open. */
  const doubt = (client: CreditRepayment["Service"]) => Effect.map(Effect.flip(charge(client)), onlyAttempt)

  doubtsOf(name, make)

  describe(`${name}: what leaves`, () => {
    it.live("V3-SIGN-01 V3-SIGN-04 exactly the bytes that arrive at the socket are the bytes signed", () =>
      Effect.gen(function* () {
        const { seen } = yield* against((_, response) => Platform.answer(response, 200, Platform.order()), charge)
        assert.deepStrictEqual(seen.map(Platform.isSigned), [true])
        assert.strictEqual(JSON.parse(String(seen[0]?.body)).description, "信贷还款 第 3 期")
        assert.strictEqual(JSON.parse(String(seen[0]?.body)).deduct_amount, "10000")
      })
    )

    it.live("V3-SIGN-02 a query is signed as it is sent, reserved characters included", () =>
      Effect.gen(function* () {
        const contractId = "还 款/1?a=b&c=中*'()~!#%+"
        const record = {
          out_record_id: "R1",
          appid: "wx1",
          repayment_amount: "1",
          repayment_date: "2025-11-18",
          openid: "o1"
        }
        const { seen } = yield* against(
          (_, response) => Platform.answer(response, 200, record),
          (client) => client.findScheduleRecord({ outRecordId: "R1", contractId })
        )
        assert.deepStrictEqual(seen.map(Platform.isSigned), [true])
        const url = new URL(seen[0]?.target ?? "", "http://platform.invalid")
        assert.strictEqual(url.searchParams.get("contract_id"), contractId)
        assert.strictEqual(url.pathname, "/v3/credit-repayment/partner/schedule-records/R1")
      })
    )

    it.live(
      "V3-HDR-01 V3-HDR-02 V3-SERIAL-02 every call carries the headers that the platform asks for, and no tracing",
      () =>
        Effect.gen(function* () {
          const { seen } = yield* against(
            (_, response) => Platform.answer(response, 200, Platform.order()),
            (client) => Effect.withSpan(Effect.andThen(charge(client), find(client)), "caller")
          )
          for (const { headers } of seen) {
            assert.strictEqual(headers.accept, "application/json")
            assert.match(headers["user-agent"] ?? "", /^wxrepay\//)
            assert.strictEqual(headers["wechatpay-serial"], Platform.serial)
            assert.isUndefined(headers["traceparent"])
            assert.isUndefined(headers["b3"])
          }
          assert.deepStrictEqual(
            seen.map(({ headers, method }) => [method, headers["content-type"]]),
            [
              ["POST", "application/json"],
              ["GET", undefined]
            ]
          )
        })
    )

    it.live("V3-RETRY-03 a call made again is signed afresh over the same body", () =>
      Effect.gen(function* () {
        let calls = 0
        const { seen } = yield* against(
          (_, response) =>
            ++calls < 3
              ? Platform.answer(response, 500, { code: "SYSTEM_ERROR", message: "again" })
              : Platform.answer(response, 200, Platform.order()),
          (client) => Effect.retry(charge(client), { times: 2 })
        )
        assert.strictEqual(new Set(seen.map(({ headers }) => headers.authorization)).size, 3)
        assert.strictEqual(new Set(seen.map(({ body }) => String(body))).size, 1)
        assert.isTrue(seen.every(Platform.isSigned))
      })
    )
  })

  describe(`${name}: what arrives`, () => {
    it.live("V3-VER-01 a signed answer is read", () =>
      Effect.gen(function* () {
        const { result } = yield* against((_, response) => Platform.answer(response, 200, Platform.order()), find)
        assert.strictEqual(result.orderState, "Pending")
      })
    )

    const text = JSON.stringify(Platform.order({ order_state: "DEDUCT_ORDER_STATE_PAY_SUCCESS" }))
    const without = (header: string) =>
      Object.fromEntries(Object.entries(Platform.proof(text)).filter(([name]) => name !== header))
    const untrusted: ReadonlyArray<readonly [string, string, () => Record<string, string>]> = [
      [
        "V3-VER-05 an answer without Wechatpay-Serial is not believed",
        "HeaderMissing",
        () => without("Wechatpay-Serial")
      ],
      [
        "V3-VER-05 an answer without Wechatpay-Nonce is not believed",
        "HeaderMissing",
        () => without("Wechatpay-Nonce")
      ],
      [
        "V3-VER-05 an answer without Wechatpay-Timestamp is not believed",
        "HeaderMissing",
        () => without("Wechatpay-Timestamp")
      ],
      [
        "V3-VER-05 an answer without Wechatpay-Signature is not believed",
        "HeaderMissing",
        () => without("Wechatpay-Signature")
      ],
      [
        "V3-VER-03 an answer signed over other bytes is not believed",
        "SignatureWrong",
        () => Platform.proof(`${text} `)
      ],
      ["V3-VER-04 an answer signed ten minutes ago is not believed", "Stale", () => Platform.proof(text, -600)],
      [
        "V3-VER-06 an answer under an unknown key is not believed",
        "SerialUnknown",
        () => ({ ...Platform.proof(text), "Wechatpay-Serial": "PUB_KEY_ID_2" })
      ],
      [
        "V3-VER-07 an answer of another scheme is not believed",
        "SchemeUnknown",
        () => ({ ...Platform.proof(text), "Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3" })
      ],
      [
        "V3-PROBE-02 V3-PROBE-03 a deliberate wrong signature is told apart",
        "Probe",
        () => ({ ...Platform.proof(text), "Wechatpay-Signature": `WECHATPAY/SIGNTEST/${"A".repeat(325)}` })
      ]
    ]
    for (const [title, reason, headers] of untrusted) {
      it.live(title, () =>
        Effect.gen(function* () {
          const { result } = yield* against((_, response) => Platform.answer(response, 200, text, headers()), doubt)
          if (result._tag !== "Unverified") return assert.fail(result._tag)
          assert.strictEqual(result.reason._tag, reason)
          assert.strictEqual(result.category, "AskFirst")
          assert.strictEqual(result.requestId, "08F78BB5AF0610D302-0")
        })
      )
    }

    it.live("V3-VER-10 a signed answer that is not JSON is not read", () =>
      Effect.gen(function* () {
        const { result } = yield* against(
          (_, response) =>
            Platform.answer(response, 200, text, { ...Platform.proof(text), "Content-Type": "text/html" }),
          doubt
        )
        if (result._tag !== "Unreadable") return assert.fail(result._tag)
        assert.strictEqual(result.category, "AskFirst")
      })
    )

    it.live("a signed answer without a needed member is a typed error that names it and shows no value", () =>
      Effect.gen(function* () {
        const { result } = yield* against(
          (_, response) => Platform.answer(response, 200, Platform.order({ openid: undefined, appid: "wx-canary" })),
          (client) => Effect.flip(find(client))
        )
        assert.strictEqual(result._tag, "Unreadable")
        assert.include(result.message, "openid")
        assert.notInclude(JSON.stringify(result), "canary")
      })
    )

    it.live("202 is neither success nor failure of a charge", () =>
      Effect.gen(function* () {
        const { result } = yield* against((_, response) => Platform.answer(response, 202, Platform.order()), doubt)
        assert.include(result.message, "accepted but not finished")
        if (result._tag !== "Unreadable") return assert.fail(result._tag)
        assert.strictEqual(result.category, "AskFirst")
      })
    )

    it.live("V3-ERR-01 V3-ERR-02 a signed refusal keeps status, code, message, detail and Request-ID", () =>
      Effect.gen(function* () {
        const detail = { field: "/deduct_amount", issue: "too much", location: "body" }
        const { result } = yield* against(
          (_, response) => Platform.answer(response, 400, { code: "BRAND_NEW_CODE", message: "不行", detail }),
          (client) => Effect.flip(charge(client))
        )
        if (result._tag !== "Rejection") return assert.fail(result._tag)
        assert.deepStrictEqual(
          [
            result.status,
            result.code,
            result.message,
            result.detail,
            result.requestId,
            result.authenticity,
            result.category
          ],
          [400, "BRAND_NEW_CODE", "不行", detail, "08F78BB5AF0610D302-0", "Verified", "FixRequest"]
        )
      })
    )

    it.live("V3-VER-09 an unsigned 401 is a refusal, and nothing was executed", () =>
      Effect.gen(function* () {
        const { result } = yield* against(
          (_, response) => Platform.answer(response, 401, { code: "SIGN_ERROR", message: "签名错误" }, {}),
          (client) => Effect.flip(charge(client))
        )
        if (result._tag !== "Rejection") return assert.fail(result._tag)
        assert.deepStrictEqual([result.authenticity, result.category], ["Unsigned", "FixRequest"])
      })
    )

    it.live("V3-VER-09 a refusal with a wrong signature is told, and a charge is asked for before anything else", () =>
      Effect.gen(function* () {
        const { result } = yield* against(
          (_, response) =>
            Platform.answer(response, 400, { code: "PARAM_ERROR", message: "no" }, Platform.proof("other")),
          doubt
        )
        if (result._tag !== "Rejection") return assert.fail(result._tag)
        assert.deepStrictEqual(
          [result.authenticity, result.category, result.code],
          ["Invalid", "AskFirst", "PARAM_ERROR"]
        )
      })
    )

    it.live("V3-ERR-03 a gateway's page keeps its status and its text", () =>
      Effect.gen(function* () {
        const { result } = yield* against(
          (_, response) => Platform.answer(response, 502, "<html>Bad Gateway</html>", { "Content-Type": "text/html" }),
          doubt
        )
        if (result._tag !== "Rejection") return assert.fail(result._tag)
        assert.deepStrictEqual(
          [result.status, result.code, result.message, result.category],
          [502, undefined, "<html>Bad Gateway</html>", "AskFirst"]
        )
      })
    )

    it.live("V3-RATE-01 429 asks a booking to wait and a charge to ask first", () =>
      Effect.gen(function* () {
        const busy = (_: Platform.Seen, response: ServerResponse) =>
          Platform.answer(response, 429, { code: "FREQUENCY_LIMITED", message: "slow down" })
        const reading = yield* against(busy, (client) => Effect.flip(find(client)))
        const charging = yield* against(busy, (client) => Effect.flip(charge(client)))
        assert.deepStrictEqual([reading.result.category, charging.result.category], ["BackOff", "AskFirst"])
      })
    )
  })

  describe(`${name}: what does not come`, () => {
    it.live("a redirect is not followed, so that no signature goes elsewhere", () =>
      Effect.gen(function* () {
        const elsewhere = yield* Platform.listen((_, response) => Platform.answer(response, 200, Platform.order()))
        const { result } = yield* against(
          (_, response) => Platform.answer(response, 307, "", { Location: `${elsewhere.baseUrl}/v3` }),
          doubt
        )
        if (result._tag !== "Rejection") return assert.fail(result._tag)
        assert.strictEqual(result.category, "AskFirst")
        assert.lengthOf(elsewhere.seen, 0)
      }).pipe(Effect.scoped)
    )

    it.live("V3-NET-04 a connection that breaks in the middle of an answer is no answer", () =>
      Effect.gen(function* () {
        const { result } = yield* against((_, response) => {
          response.writeHead(200, {
            "Content-Type": "application/json",
            "Content-Length": "1000",
            ...Platform.proof(text(1000))
          })
          response.write("{", () => response.destroy())
        }, doubt)
        if (result._tag !== "Unanswered") return assert.fail(result._tag)
        assert.deepStrictEqual([result.phase, result.category], ["Answered", "AskFirst"])
      })
    )

    it.live("V3-NET-05 the deadline ends a call that is never answered", () =>
      Effect.gen(function* () {
        const { result } = yield* against(() => {}, doubt, { deadline: 100 })
        assert.strictEqual(result.message, "No answer: Deadline")
        if (result._tag !== "Unanswered") return assert.fail(result._tag)
        assert.strictEqual(result.category, "AskFirst")
      })
    )

    it.live("V3-NET-05 the deadline ends a call whose answer stops half-way", () =>
      Effect.gen(function* () {
        const { result } = yield* against(
          (_, response) => {
            response.writeHead(200, { "Content-Type": "application/json" })
            response.write("{")
          },
          (client) => Effect.flip(find(client)),
          { deadline: 300 }
        )
        assert.strictEqual(result.message, "No answer: Deadline")
        if (result._tag !== "Unanswered") return assert.fail(result._tag)
        assert.deepStrictEqual([result.phase, result.category], ["Answered", "BackOff"])
      })
    )

    it.live("a call that breaks a rule never reaches the wire", () =>
      Effect.gen(function* () {
        const { result, seen } = yield* against(
          (_, response) => Platform.answer(response, 200, Platform.order()),
          (client) =>
            Effect.flip(
              client.charge({ ...Platform.charge, outTradeNo: "T-1", notifyUrl: "https://lender.example/?a=1" })
            )
        )
        assert.lengthOf(seen, 0)
        if (result._tag !== "ChargeRefused") return assert.fail(result._tag)
        assert.deepStrictEqual(
          result.reasons.map(({ field, rule }) => [field, rule]),
          [
            ["outTradeNo", "CR-ID-02"],
            ["notifyUrl", "CR-DEDUCT-05"]
          ]
        )
      })
    )
  })

  describe(`${name}: the whole way`, () => {
    it.live("an instalment is booked, charged and settled against the sandbox on a real socket", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const client = yield* CreditRepayment
        const today = CalendarDate.ofInstant(yield* DateTime.now)
        const record = yield* client.book(
          {
            contractId: sandbox.contract.contractId,
            appid: sandbox.appid,
            openid: sandbox.contract.openid ?? "",
            scheduleItems: [
              {
                outRecordId: "R1",
                subMchid: sandbox.subMchid,
                repaymentAmount: 10_001,
                minRepaymentAmount: 501,
                repaymentDate: yield* Effect.fromResult(CalendarDate.addDays(today, 14))
              }
            ]
          },
          { plan: sandbox.plan, contract: sandbox.contract }
        )
        assert.deepStrictEqual(
          yield* client.findScheduleRecord({ outRecordId: "R1", contractId: sandbox.contract.contractId }),
          record
        )
        const { contractId } = sandbox.contract
        const order = yield* client.charge({ ...Platform.charge, contractId, deductAmount: 10_001 }, { record })
        assert.strictEqual(order.orderState, "Pending")
        const paid = yield* client
          .findDeductOrder({ outTradeNo: "T1" })
          .pipe(Effect.map(Settlement.verdict), Effect.repeat({ until: ({ _tag }) => _tag !== "Undecided" }))
        assert.deepStrictEqual({ ...paid }, { _tag: "Settled", paid: record.repaymentAmount })
      }).pipe(
        Effect.provide(
          Layer.unwrap(Effect.map(Sandbox, ({ connection }) => CreditRepayment.layer(connection))).pipe(
            Layer.provide(make()),
            Layer.provideMerge(
              layerNode({ pace: 10, fetch: () => Promise.resolve(new Response(null, { status: 204 })) })
            )
          )
        )
      )
    )
  })
}

const text = (length: number): string => "x".repeat(length)
