/**
 * PS-CREATE, PS-CANCEL, PS-MODIFY, PS-COMPLETE, PS-PAY, PS-SYNC, PS-DIRECT: what is sent about service orders, member by
 * member, beside the table of documented fields.
 *
 * Method: a published request that has every documented member is changed in one place at a time: the member is cut out,
 * made null, given another type, or made one character longer than its page allows. What the table says decides each
 * verdict; where the codec departs from the table, the departure is listed here with its reason.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrders } from "@wxrepay/domain/api"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { orderCancel, orderPay, orderSync } from "../fixtures/published.ts"
import { changed, membersOf, partAt, pathsOf, place } from "./parts.ts"
import {
  documented,
  endpoints,
  wholeCompletion,
  wholeCreation,
  wholeDirectCompletion,
  wholeModification
} from "./serviceOrderFields.ts"
import { ordersSent } from "./serviceOrderMessages.ts"

const call = <A, E>(
  name: string,
  endpoint: string,
  codec: Schema.Codec<A, E>,
  whole: unknown,
  departs: { readonly laxer?: ReadonlyArray<string>; readonly stricter?: ReadonlyArray<string> } = {}
) => {
  const read: (json: unknown) => Result.Result<A, Schema.SchemaError> = Schema.decodeUnknownResult(codec, {
    onExcessProperty: "error"
  })
  const { laxer = [], stricter = [] } = departs
  const rows = documented(endpoint, "request body").map(({ isRequired, most, path, type }) => ({
    most,
    path,
    type,
    isNeeded: stricter.includes(path) || (isRequired && !laxer.includes(path))
  }))
  return { name, rows, whole, read, again: (json: unknown) => Result.map(read(json), Schema.encodeUnknownSync(codec)) }
}

const calls = [
  call("creation", endpoints.create, ServiceOrders.Creation, wholeCreation),
  // One official copy has the service as optional. Conflict D11.
  call("cancellation", endpoints.cancel, ServiceOrders.Cancellation, orderCancel.request, { laxer: ["service_id"] }),
  call("modification", endpoints.modify, ServiceOrders.Modification, wholeModification),
  // That a discount has its amount is decided with the total, by the rules. Rule: PS-AMT-13.
  call("completion", endpoints.complete, ServiceOrders.Completion, wholeCompletion, {
    laxer: ["post_discounts[].amount"]
  }),
  // Sources differ on whether the members may be missing. Rule: PS-PAY-02.
  call("payment", endpoints.pay, ServiceOrders.Payment, orderPay.request, { laxer: ["appid", "service_id"] }),
  call("report of money", endpoints.sync, ServiceOrders.PaidElsewhere, orderSync.request),
  // A line needs its name everywhere else, and both times are sent though they may be missing. Rule: PS-DIRECT-02.
  call("direct completion", endpoints.directComplete, ServiceOrders.DirectCompletion, wholeDirectCompletion, {
    stricter: ["post_payments[].name", "post_discounts[].name", "time_range.start_time", "time_range.end_time"]
  })
]

/** The rule of each member. */
const rules: Readonly<Record<string, string>> = {
  out_order_no: "PS-ID-01",
  appid: "PS-ID-04",
  service_id: "PS-ID-03",
  service_introduction: "PS-CREATE-08",
  post_payments: "PS-AMT-06",
  "post_payments[].name": "PS-AMT-09",
  "post_payments[].amount": "PS-AMT-01",
  "post_payments[].description": "PS-AMT-08",
  "post_payments[].count": "PS-AMT-10",
  post_discounts: "PS-AMT-07",
  "post_discounts[].name": "PS-AMT-09",
  "post_discounts[].description": "PS-AMT-13",
  "post_discounts[].amount": "PS-AMT-13",
  "post_discounts[].count": "PS-AMT-10",
  time_range: "PS-TIME-01",
  "time_range.start_time": "PS-TIME-02",
  "time_range.end_time": "PS-TIME-01",
  "time_range.start_time_remark": "PS-TIME-06",
  "time_range.end_time_remark": "PS-TIME-06",
  location: "PS-LOC-01",
  "location.start_location": "PS-LOC-01",
  "location.end_location": "PS-LOC-01",
  risk_fund: "PS-RISK-01",
  "risk_fund.name": "PS-RISK-01",
  "risk_fund.amount": "PS-RISK-02",
  "risk_fund.description": "PS-RISK-01",
  attach: "PS-CREATE-06",
  notify_url: "PS-CREATE-07",
  openid: "PS-CREATE-04",
  need_user_confirm: "PS-CREATE-03",
  device: "PS-DEV-01",
  "device.start_device_id": "PS-DEV-01",
  "device.end_device_id": "PS-DEV-01",
  "device.materiel_no": "PS-DEV-01",
  total_amount: "PS-AMT-02",
  profit_sharing: "PS-COMPLETE-05",
  goods_tag: "PS-COMPLETE-05",
  type: "PS-SYNC-02",
  detail: "PS-SYNC-02",
  "detail.paid_time": "PS-TIME-07"
}

/** What has not the type of the table. */
const otherTypes: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  string: [1, true, {}, ["x"]],
  integer: ["1", 0.5, -1, true, 9007199254740992],
  boolean: ["true", 1],
  object: ["x", [], 1],
  "array<object>": [{}, "x", [1]]
}

/** A text of so many characters that only its length may spoil. */
const textOf = (path: string, length: number): string => {
  if (path === "out_order_no" || path === "service_id") return "1".repeat(length)
  if (path === "notify_url") return "https://pay.merchant.cn/".padEnd(length, "n")
  return path === "attach" ? "a".repeat(length) : "信".repeat(length)
}

/** Words and times have a form, which is narrower than the length of their page. */
const formed = new Set(["type", "time_range.start_time", "time_range.end_time", "detail.paid_time"])

describe("V3-JSON what is sent about service orders, beside the documented fields", () => {
  for (const { again, name, read, rows, whole } of calls) {
    it(`V3-JSON-05 a ${name} may have every documented member and no other, and is written as it was read`, () => {
      assert.isNotEmpty(rows)
      assert.sameMembers(
        [...pathsOf(whole)],
        rows.map(({ path }) => path)
      )
      assert.deepStrictEqual<unknown>(again(whole), Result.succeed(whole))
    })

    for (const { isNeeded, most, path, type } of rows) {
      const reason = name === "cancellation" ? "PS-CANCEL-03" : "PS-MODIFY-03"
      const rule = path === "reason" ? reason : (rules[path] ?? assert.fail(`no rule for ${path}`))

      it(`${rule} ${path} of a ${name} ${isNeeded ? "must be there" : "may be left out"}`, () => {
        const less = changed(whole, path, undefined)
        if (isNeeded) assert.include(String(read(less)), `Missing key\n  at ${place(path)}`)
        else assert.deepStrictEqual<unknown>(again(less), Result.succeed(less))
      })

      it(`V3-JSON-03 ${rule} ${path} of a ${name} is ${type}: all else is refused there`, () => {
        for (const given of [null, ...(otherTypes[type] ?? assert.fail(type))]) {
          assert.include(String(read(changed(whole, path, given))), place(path), JSON.stringify(given))
        }
      })

      if (most === undefined || formed.has(path)) continue
      it(`${rule} ${path} of a ${name} has at most ${most} characters, and one more is refused`, () => {
        const longest = changed(whole, path, textOf(path, most))
        assert.deepStrictEqual<unknown>(again(longest), Result.succeed(longest))
        const refusal = String(read(changed(whole, path, textOf(path, most + 1))))
        assert.include(refusal, place(path))
        assert.isTrue(refusal.includes(rule) || path === "risk_fund.description", refusal)
      })
    }

    for (const [list, rule, most, isRequired] of [
      ["post_payments", "PS-AMT-06", 100, name === "modification" || name === "completion"],
      ["post_discounts", "PS-AMT-07", 30, false]
    ] as const) {
      const line = partAt(whole, `${list}[]`)
      if (line === undefined) continue
      const lines = (length: number): unknown =>
        changed(
          whole,
          list,
          Array.from({ length }, () => line)
        )
      it(`${rule} ${list} of a ${name} has at most ${most} lines, and ${isRequired ? "one at least" : "none if need be"}`, () => {
        for (const length of isRequired ? [1, most] : [0, 1, most]) {
          assert.deepStrictEqual<unknown>(again(lines(length)), Result.succeed(lines(length)))
        }
        for (const length of isRequired ? [0, most + 1] : [most + 1]) {
          assert.include(String(read(lines(length))), `(${rule})`)
        }
      })
    }
  }
})

/** What a value of each documented type looks like where it is written. */
const isOfType: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: Predicate.isString,
  integer: Number.isInteger,
  boolean: Predicate.isBoolean,
  object: Predicate.isObject,
  "array<object>": Array.isArray
}

/** A value whose members come in the opposite order, however deep; lists keep theirs. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned)
  if (!Predicate.isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, turned(member)] as const)
      .toReversed()
  )
}

/** The rule that compares a call with the one before; no page compares the others. */
const compared: Readonly<Record<string, string>> = {
  Creation: "PS-CREATE-02",
  Cancellation: "PS-CANCEL-04",
  Completion: "PS-COMPLETE-02",
  DirectCompletion: "PS-CREATE-02"
}

describe("V3-JSON any call on a service order as it is written", () => {
  for (const [at, { encode, name, values }] of ordersSent.entries()) {
    const rows = new Map(calls[at]?.rows.map((row) => [row.path, row]))

    const hasAmounts = [...rows.keys()].some((path) => path.endsWith("amount"))
    it.prop(
      `V3-JSON-05 V3-JSON-03 ${hasAmounts ? "PS-AMT-01 " : ""}every ${name} is sent with documented members of their types, and none as null`,
      [values],
      ([value]) => {
        for (const [path, member] of membersOf(Result.getOrThrow(encode(value)))) {
          const { type = "no member of it" } = rows.get(path) ?? {}
          assert.isTrue(isOfType[type]?.(member), `${path} is ${type}`)
        }
      }
    )

    it.prop(
      `${compared[name] ?? "V3-JSON-05"} a ${name} whose members come in another order is the same text`,
      [values],
      ([value]) => {
        const text = (given: unknown) => JSON.stringify(Result.getOrThrow(encode(given)))
        assert.strictEqual(text(turned(value)), text(value))
      }
    )

    it.prop(`V3-JSON-05 members that a program adds to a ${name} are not sent`, [values], ([value]) => {
      const more = { memo: "1", out_order: "2", unknownMembers: { memo: "1" }, service_id: "9" }
      assert.deepStrictEqual(encode(Object.assign({}, value, more)), encode(value))
    })
  }

  it("PS-RISK-01 a risk fund is sent under one of four words, and a misprinted one is refused", () => {
    const words = ["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"]
    const [{ again, read, whole } = assert.fail("no creation")] = calls
    for (const word of words) {
      const given = changed(whole, "risk_fund.name", word)
      assert.deepStrictEqual<unknown>(again(given), Result.succeed(given))
    }
    for (const word of ["UDEPOSIT", "Deposit", "deposit", "Unknown:DEPOSIT", "", "toString", "__proto__"]) {
      assert.include(String(read(changed(whole, "risk_fund.name", word))), place("risk_fund.name"))
    }
  })
})
