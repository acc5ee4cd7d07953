/**
 * PS-ID, PS-CREATE, PS-AMT, PS-TIME, PS-RISK, PS-CANCEL, PS-MODIFY, PS-DIRECT: the sandbox holds a merchant who does not use the
 * library to the same bounds.
 *
 * Method: raw JSON is signed and sent twice to an order that stands for the call, once just within a bound and once just beyond;
 * the second answer is a 400 that names the member. Signatures cost nothing.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  completion,
  creation,
  direct,
  type Json,
  layerQuick,
  lowering,
  own,
  post,
  unconfirmed
} from "../support/serviceOrders.ts"

const linesOf = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `n${at}`, amount: 0 }))
const twenty = "共享单车租借押金免除服务共享单车租借押金"
const cancelling = { ...own, reason: "不用了" }
const free = { post_discounts: undefined, total_amount: 0 }
const endOf = (end_time_remark: string) => ({ time_range: { ...completion.time_range, end_time_remark } })
const listed = (...names: ReadonlyArray<string>) => ({ post_payments: names.map((name) => ({ name, amount: 1 })) })
const billed = (payment: number, discount: number | undefined, total_amount: number) => ({
  post_payments: [{ name: "租金", amount: payment }],
  post_discounts: [{ name: "会员优惠", amount: discount }],
  total_amount
})

type Call = "create" | "cancel" | "modify" | "complete" | "direct-complete"

const bodies: Readonly<Record<Call, Json>> = {
  create: creation,
  cancel: cancelling,
  modify: lowering,
  complete: completion,
  "direct-complete": direct
}

const bounds: ReadonlyArray<readonly [rule: string, says: string, call: Call, taken: Json, refused: Json]> = [
  ["PS-ID-01", "a number of digits and letters, none with a dot", "create", {}, { out_order_no: "S.1" }],
  [
    "PS-CREATE-06",
    "a note of 256 letters, none of 257",
    "create",
    { attach: "a".repeat(256) },
    { attach: "a".repeat(257) }
  ],
  [
    "PS-CREATE-07",
    "an address with https, none with http",
    "create",
    { notify_url: "https://lender.example/n" },
    { notify_url: "http://lender.example/n" }
  ],
  [
    "PS-CREATE-08",
    "an introduction of 20 Chinese characters, none of 21",
    "create",
    { service_introduction: twenty },
    { service_introduction: `${twenty}免` }
  ],
  [
    "PS-AMT-06",
    "100 payments, none of 101",
    "create",
    { post_payments: linesOf(100) },
    { post_payments: linesOf(101) }
  ],
  [
    "PS-AMT-06",
    "one payment when less is owed, not none",
    "modify",
    { ...free, post_payments: linesOf(1) },
    { ...free, post_payments: [] }
  ],
  ["PS-AMT-07", "30 discounts, not 31", "create", { post_discounts: linesOf(30) }, { post_discounts: linesOf(31) }],
  [
    "PS-AMT-08",
    "a payment with a description alone, none with its name alone",
    "create",
    { post_payments: [{ name: "租金", description: "每天" }] },
    { post_payments: [{ name: "租金" }] }
  ],
  [
    "PS-AMT-09",
    "two payments named 商品信息, no two 租金",
    "create",
    listed("商品信息", "商品信息"),
    listed("租金", "租金")
  ],
  [
    "PS-AMT-10",
    "a count of 100, none of 101",
    "create",
    { post_payments: [{ name: "租金", amount: 1, count: 100 }] },
    { post_payments: [{ name: "租金", amount: 1, count: 101 }] }
  ],
  [
    "PS-AMT-11 PS-AMT-05 PS-MODIFY-04",
    "9999 of 10000 fen, not 10000",
    "modify",
    billed(9_999, 0, 9_999),
    billed(10_000, 0, 10_000)
  ],
  ["PS-AMT-02 PS-MODIFY-04", "the total that the lines come to, no other", "modify", billed(3, 1, 2), billed(3, 1, 3)],
  ["PS-AMT-12", "100 fen off 100 fen, not 101", "complete", billed(100, 100, 0), billed(100, 101, 0)],
  ["PS-AMT-13", "a discount of 0 fen, none without an amount", "complete", billed(1, 0, 1), billed(1, undefined, 1)],
  [
    "PS-TIME-01",
    "a day written 20251101, not 2025-11-01",
    "create",
    { time_range: { start_time: "20251101" } },
    { time_range: { start_time: "2025-11-01" } }
  ],
  [
    "PS-TIME-02",
    "a start OnAccept, not onAccept",
    "create",
    { time_range: { start_time: "OnAccept" } },
    { time_range: { start_time: "onAccept" } }
  ],
  ["PS-TIME-06", "a remark of 20 characters, none of 21", "complete", endOf(twenty), endOf(`${twenty}免`)],
  [
    "PS-RISK-01",
    "a DEPOSIT, not the misprinted UDEPOSIT",
    "create",
    { risk_fund: { name: "DEPOSIT", amount: 1 } },
    { risk_fund: { name: "UDEPOSIT", amount: 1 } }
  ],
  [
    "PS-CANCEL-03",
    "a reason of 50 characters, none of 51",
    "cancel",
    { reason: "退".repeat(50) },
    { reason: "退".repeat(51) }
  ],
  [
    "PS-MODIFY-03",
    "a reason of 50 characters, none of 51",
    "modify",
    { reason: "退".repeat(50) },
    { reason: "退".repeat(51) }
  ],
  [
    "PS-DIRECT-02",
    "a service with both of its times, none without its end",
    "direct-complete",
    {},
    { time_range: { start_time: "20251105080000" } }
  ]
]

let used = 0

/** Brings an order to where it stands for a call, and makes that. */
const made = Effect.fnUntraced(function* (call: Call, change: Json) {
  const out_order_no = `S${++used}`
  const body = { ...bodies[call], ...change }
  if (call === "create") return yield* post("", { ...bodies.create, out_order_no, ...change })
  if (call === "direct-complete") return yield* post("/direct-complete", { ...bodies[call], out_order_no, ...change })
  yield* post("", { ...unconfirmed, out_order_no })
  if (call === "modify") yield* post(`/${out_order_no}/complete`, completion)
  return yield* post(`/${out_order_no}/${call}`, body)
})

it.layer(layerQuick())("PS-AMT bounds of service orders in the sandbox", (it) => {
  for (const [rule, says, call, taken, refused] of bounds) {
    it.effect(`${rule} the sandbox takes ${says}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* made(call, taken)).status, 200)
        const { body, status } = yield* made(call, refused)
        assert.deepStrictEqual([status, body["code"]], [400, "PARAM_ERROR"])
        const [, member = ""] = String(Object(body["detail"]).field).split("/")
        assert.include(Object.keys(refused), member)
      })
    )
  }
})
