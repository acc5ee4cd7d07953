/**
 * PS-PAY, PS-ERR, PS-CREATE-03: what an answer to a call on a service order means.
 *
 * Method: a platform on a port of this machine answers as written down, signed with node:crypto unless a test takes the
 * proof away, and keeps what it was asked.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Category, PayScore } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import { onlyAttempt } from "../support/doubt.ts"
import {
  type Answer,
  calls,
  drafts,
  failure,
  forged,
  names,
  no,
  numbers,
  own,
  requestId,
  serve,
  told,
  unproven,
  yes
} from "../support/payscorePlatform.ts"

describe("what pay answers", () => {
  const attempts: ReadonlyArray<readonly [title: string, answer: Answer, attempt: object]> = [
    ["PS-PAY-04 the numbers of the order: taken", yes(numbers), { _tag: "Taken", orderId: numbers.order_id }],
    ["PS-PAY-04 numbers without WeChat Pay's own: taken", yes({ out_order_no: own.outOrderNo }), { _tag: "Taken" }],
    ["PS-PAY-08 nothing, with 204: taken", yes("", 204), { _tag: "Taken" }],
    ["PS-PAY-08 nothing, with 200: taken", yes(""), { _tag: "Taken" }],
    ["PS-PAY-08 nothing but whitespace: taken", yes(" \r\n"), { _tag: "Taken" }],
    [
      "PS-PAY-06 USERPAYING alone: in progress",
      yes({ trade_state: "USERPAYING" }),
      { _tag: "InProgress", tradeState: "UserPaying" }
    ],
    [
      "PS-PAY-06 another word alone: in progress, and kept",
      yes({ trade_state: "SUCCESS" }),
      { _tag: "InProgress", tradeState: "Unknown:SUCCESS" }
    ],
    [
      "PS-PAY-07 a refusal because a charge runs: in progress",
      no(400, "PARAM_ERROR", 271316754),
      { _tag: "InProgress" }
    ],
    [
      "PS-PAY-07 a charge that runs is not a charge that failed",
      no(403, "TRADE_ERROR", 271316754),
      { _tag: "InProgress" }
    ],
    [
      "PS-PAY-05 TRADE_ERROR with 403: declined",
      no(403, "TRADE_ERROR", 0, "扣款失败"),
      { _tag: "Declined", message: "扣款失败" }
    ],
    [
      "PS-PAY-05 the same with its documented number: declined",
      no(403, "TRADE_ERROR", 271316574, "扣款失败"),
      { _tag: "Declined", message: "扣款失败" }
    ]
  ]
  for (const [title, answer, attempt] of attempts) {
    it.live(title, () =>
      Effect.gen(function* () {
        const { asked, layer } = yield* serve([answer])
        assert.deepStrictEqual({ ...Object(yield* Effect.provide(calls.pay, layer)) }, attempt)
        assert.lengthOf(asked, 1)
      }).pipe(Effect.scoped)
    )
  }

  const doubts: ReadonlyArray<readonly [title: string, answer: Answer, tag: string, isProven?: boolean]> = [
    [
      "PS-PAY-05 V3-VER-09 a TRADE_ERROR that nobody proves",
      unproven(403, { code: "TRADE_ERROR", message: "no" }),
      "Rejection"
    ],
    [
      "PS-PAY-05 V3-VER-09 a TRADE_ERROR with a wrong proof",
      forged(403, { code: "TRADE_ERROR", message: "no" }),
      "Rejection"
    ],
    [
      "PS-PAY-07 V3-VER-09 a running charge that nobody proves",
      unproven(400, { code: "PARAM_ERROR", message: "no" }, 271316754),
      "Rejection"
    ],
    [
      "PS-PAY-05 TRADE_ERROR with another status, told as a charge that failed",
      no(400, "TRADE_ERROR", 271316574),
      "Rejection",
      true
    ],
    ["PS-PAY-05 another code with 403", no(403, "NO_AUTH"), "Rejection", true],
    ["PS-PAY-08 FREQUENCY_LIMITED", no(429, "FREQUENCY_LIMITED"), "Rejection"],
    ["PS-PAY-08 a refusal for its frequency that comes with 400", no(400, "PARAM_ERROR", 268435472), "Rejection", true],
    ["PS-PAY-09 ORDER_DONE", no(400, "ORDER_DONE"), "Rejection", true],
    ["PS-PAY-09 ORDER_CANCELED", no(400, "ORDER_CANCELED"), "Rejection", true],
    ["PS-PAY-01 INVALID_ORDER_STATE", no(400, "INVALID_ORDER_STATE", 271302332), "Rejection", true],
    ["PS-ERR-03 PARAM_ERROR that is about the state", no(400, "PARAM_ERROR", 271302262), "Rejection", true],
    ["PS-ERR-04 SYSTEM_ERROR", no(500, "SYSTEM_ERROR"), "Rejection"],
    ["V3-VER-05 nothing, and nobody proves it", unproven(204, ""), "Unverified"],
    ["V3-VER-05 the numbers, and nobody proves them", unproven(200, numbers), "Unverified"],
    ["PS-PAY-04 an object without members", yes({}), "Unreadable"],
    ["PS-PAY-04 what is no JSON", yes("yes"), "Unreadable"],
    ["PS-PAY-04 accepted, but not finished", yes(numbers, 202), "Unreadable"]
  ]
  for (const [title, answer, tag, isProven = false] of doubts) {
    it.live(`${title}: no attempt is told, and the order is to be asked about first`, () =>
      Effect.gen(function* () {
        const { asked, error } = yield* failure("pay", answer)
        assert.strictEqual(error.category, "AskFirst")
        const end = isProven ? error : onlyAttempt(error)
        assert.deepStrictEqual([end._tag, end.category], [tag, "AskFirst"])
        assert.lengthOf(asked, 1)
      })
    )
  }

  it.live("PS-ERR-02 PS-PAY-02 a request that is wrong is to be mended", () =>
    Effect.gen(function* () {
      const { error } = yield* failure("pay", no(400, "INVALID_REQUEST", 271302149))
      assert.strictEqual(error.category, "FixRequest")
      if (error._tag !== "Rejection") return assert.fail(error._tag)
      assert.deepStrictEqual(
        [error.status, error.code, error.message, error.problem, error.requestId, error.authenticity],
        [400, "INVALID_REQUEST", "no", "AppidNotBound", requestId(271302149), "Verified"]
      )
    })
  )
})

describe("a refusal that is proven", () => {
  const categories: ReadonlyArray<
    readonly [status: number, code: string, read: Category.Category, write: Category.Category, pay: Category.Category]
  > = [
    [400, "PARAM_ERROR", "FixRequest", "FixRequest", "FixRequest"],
    [403, "NO_AUTH", "GiveUp", "GiveUp", "AskFirst"],
    [404, "ORDER_NOT_EXIST", "AskFirst", "FixRequest", "FixRequest"],
    [429, "FREQUENCY_LIMITED", "BackOff", "BackOff", "AskFirst"],
    [500, "SYSTEM_ERROR", "BackOff", "AskFirst", "AskFirst"]
  ]
  for (const name of names) {
    it.live(`PS-ERR-01 V3-RETRY-04 ${name} is judged as what it is: a question, a change or a charge`, () =>
      Effect.gen(function* () {
        for (const [status, code, read, write, pay] of categories) {
          const failed = yield* failure(name, no(status, code))
          const isDoubtful = name !== "find" && (status === 500 || (status === 429 && name === "pay"))
          const error = isDoubtful ? onlyAttempt(failed.error) : failed.error
          if (error._tag !== "Rejection") return assert.fail(error._tag)
          const category = name === "find" ? read : name === "pay" ? pay : write
          assert.deepStrictEqual([error.status, error.code, error.category], [status, code, category])
        }
      })
    )

    it.live(`PS-QUERY-03 a proven answer to ${name} that cannot be read is told by place, and never by value`, () =>
      Effect.gen(function* () {
        const failed = yield* failure(name, yes({ ...told("Created"), out_order_no: { canary: "value" } }))
        assert.notInclude(failed.error.message, "value")
        const error = name === "find" ? failed.error : onlyAttempt(failed.error)
        if (error._tag !== "Unreadable") return assert.fail(error._tag)
        assert.strictEqual(error.category, name === "find" ? "GiveUp" : "AskFirst")
        assert.notInclude(error.message, "value")
        assert.deepStrictEqual([error.status, error.requestId], [200, requestId(0)])
      })
    )
  }

  it.live(
    "PS-ID-07 an order that is not there is a proven 404: after a creation without an answer, create it again",
    () =>
      Effect.gen(function* () {
        const { error } = yield* failure("find", no(404, "ORDER_NOT_EXIST", 271317510, "订单不存在"))
        if (error._tag !== "Rejection") return assert.fail(error._tag)
        assert.deepStrictEqual(
          [error.status, error.code, error.problem, error.authenticity, error.category],
          [404, "ORDER_NOT_EXIST", "OrderNotFound", "Verified", "AskFirst"]
        )
      })
  )

  for (const suffix of [271300099, 271299627, 268560785]) {
    it.live(`PS-CREATE-09 a user who is refused with ${suffix} is not asked again`, () =>
      Effect.gen(function* () {
        const { error } = yield* failure("create", no(400, "PARAM_ERROR", suffix))
        assert.strictEqual(error.category, "GiveUp")
      })
    )
  }
})

describe("an order that begins by itself", () => {
  const cases: ReadonlyArray<readonly [boolean | undefined, "Created" | "InService", "made" | "NotBegun"]> = [
    [false, "Created", "NotBegun"],
    [false, "InService", "made"],
    [true, "Created", "made"],
    [undefined, "Created", "made"]
  ]
  for (const [needUserConfirm, stage, expected] of cases) {
    it.live(`PS-CREATE-03 needUserConfirm ${needUserConfirm} and an order that is ${stage}: ${expected}`, () =>
      Effect.gen(function* () {
        const { asked, layer } = yield* serve([yes(told(stage))])
        const made = yield* Effect.flatMap(PayScore, (client) =>
          client.create({ ...drafts.create, needUserConfirm })
        ).pipe(Effect.provide(layer), Effect.result)
        assert.lengthOf(asked, 1)
        if (made._tag === "Success") return assert.strictEqual(expected, "made")
        const error = made.failure
        if (error._tag !== "NotBegun") return assert.fail(error._tag)
        assert.deepStrictEqual([error._tag, error.outOrderNo, error.category], [expected, own.outOrderNo, "AskFirst"])
        assert.include(error.message, own.outOrderNo)
      }).pipe(Effect.scoped)
    )
  }
})
