/**
 * PS-STATE, PS-COL, PS-ID, PS-HOOK-07: what is read about service orders, member by member, beside the table of
 * documented fields.
 *
 * Method: a message is made of every row of the table, with a value of its type and nothing else; then one member at a
 * time is cut out, given another type or made far longer than documented.
 */
import { assert, describe, it } from "@effect/vitest"
import { Notifications, ServiceOrders } from "@wxrepay/domain/api"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { changed, partAt, pathsOf, place } from "./parts.ts"
import { documented, endpoints, type Row } from "./serviceOrderFields.ts"

/** What a merchant of its own is told by no event, though one page merges it in. */
const ofOthers = [
  "sub_appid",
  "sub_mchid",
  "sub_openid",
  "channel_id",
  "out_trade_no",
  "user_service_status",
  "openorclose_time",
  "authorization_code",
  "out_request_no"
]

const order = ["out_order_no", "appid", "service_id", "state"]

const told = <A, E>(
  name: string,
  rows: ReadonlyArray<Row>,
  codec: Schema.Codec<A, E>,
  { needs = order, strangers = [] }: { needs?: ReadonlyArray<string>; strangers?: ReadonlyArray<string> } = {}
) => {
  const read: (json: unknown) => Result.Result<unknown, Schema.SchemaError> = Schema.decodeUnknownResult(codec)
  return { name, rows, needs, strangers, read, write: Schema.encodeUnknownSync(codec) }
}

const coupons = "collection.details[].promotion_detail"
const answer = (endpoint: string) => documented(endpoint, "response body")
const event = (type: string) => documented(`WEBHOOK ${type}`, "webhook resource")
const isOfPaying = ({ path }: Row) => path === "trade_state"

const messages = [
  told("a created order", answer(endpoints.create), ServiceOrders.Created),
  told("a found order", answer(endpoints.find), ServiceOrders.ServiceOrder, { strangers: [coupons] }),
  told("a cancelled order", answer(endpoints.cancel), ServiceOrders.Numbers, { needs: ["out_order_no"] }),
  told("a modified order", answer(endpoints.modify), ServiceOrders.ServiceOrder),
  told("a completed order", answer(endpoints.complete), ServiceOrders.ServiceOrder),
  told(
    "a charge",
    answer(endpoints.pay).filter((row) => !isOfPaying(row)),
    ServiceOrders.Numbers,
    {
      needs: ["out_order_no"]
    }
  ),
  told("a running charge", answer(endpoints.pay).filter(isOfPaying), ServiceOrders.Paying, { needs: ["trade_state"] }),
  told("an order paid elsewhere", answer(endpoints.sync), ServiceOrders.ServiceOrder),
  told("an order completed directly", answer(endpoints.directComplete), ServiceOrders.ServiceOrder),
  told("a confirmation", event("PAYSCORE.USER_CONFIRM"), Notifications.ServiceOrderEvent, {
    strangers: [coupons, ...ofOthers]
  }),
  told("a payment", event("PAYSCORE.USER_PAID"), Notifications.ServiceOrderEvent, { strangers: [coupons, ...ofOthers] })
]

/** A value of each type; of a text, a word that no table has. */
const values: Readonly<Record<string, unknown>> = {
  string: "1",
  integer: 1,
  boolean: true,
  object: {},
  "array<object>": [{}]
}

const otherTypes: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  string: [1, true, {}, []],
  integer: [true, 0.5, -1, "1.0", "", {}],
  boolean: ["true", 1],
  object: ["x", 1, []],
  "array<object>": ["x", 1, [1]]
}

/** Counts and numbers in a row are no amounts: they may be anything whole, and are no text. */
const wholeNumbers = new Set(["post_payments[].count", "post_discounts[].count", "collection.details[].seq"])
const otherNumbers = [true, 0.5, "1", {}]

/** Our name of a documented path. */
const ours = (path: string): string => path.replaceAll(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase())

/** The members whose words are ours or come after `Unknown:`. */
const isWord = (path: string): boolean =>
  /(?:^|\.)(?:trade_)?state(?:_description)?$|risk_fund\.name|paid_type/u.test(path)

describe("V3-JSON what is read about service orders, beside the documented fields", () => {
  for (const { name, needs, read, rows, strangers, write } of messages) {
    const known = rows.filter(({ path }) => !strangers.some((stranger) => path.startsWith(stranger)))
    const whole = rows.reduce<unknown>((json, { path, type }) => changed(json, path, values[type]), {})

    it(`V3-JSON-02 PS-HOOK-07 every documented member of ${name} is read, but ${strangers.length} that are only kept`, () => {
      const order = Result.getOrThrow(read(whole))
      for (const { path, type } of known) {
        const part = partAt(order, ours(path))
        if (type === "string") assert.strictEqual(part, isWord(path) ? "Unknown:1" : "1", path)
        else assert.isDefined(part, path)
      }
      assert.deepStrictEqual(
        pathsOf(order).filter((path) => path.endsWith("unknownMembers")),
        [...new Set(strangers.map((path) => path.replace(/[^.]*$/u, "unknownMembers")))]
      )
      assert.deepStrictEqual(write(order), whole)
    })

    it(`PS-STATE-01 PS-ID-05 ${name} needs ${needs.length} of its documented members, and no more than its page`, () => {
      for (const { isRequired, path } of rows) {
        const isNeeded = needs.includes(path)
        const verdict = read(changed(whole, path, undefined))
        assert.strictEqual(Result.isFailure(verdict), isNeeded, path)
        if (isNeeded) assert.include(String(verdict), place(path))
        assert.isTrue(isRequired || !isNeeded || path === "trade_state", path)
      }
      const least = Object.fromEntries(needs.map((path) => [path, "1"]))
      assert.deepStrictEqual<unknown>(write(Result.getOrThrow(read(least))), least)
    })

    it(`PS-AMT-01 a member of ${name} that has another type is refused, and the failure names it`, () => {
      for (const { path, type } of known) {
        for (const given of wholeNumbers.has(path) ? otherNumbers : (otherTypes[type] ?? assert.fail(type))) {
          assert.include(String(read(changed(whole, path, given))), place(path), `${path} ${JSON.stringify(given)}`)
        }
      }
    })

    it(`PS-ID-03 PS-ID-05 no length and no alphabet is asked of a text in ${name}`, () => {
      for (const { path } of known.filter(({ type }) => type === "string")) {
        for (const text of ["", "1".repeat(600), "信 😀\n|*"]) {
          const given = changed(whole, path, text)
          assert.deepStrictEqual(write(Result.getOrThrow(read(given))), given)
        }
      }
    })
  }
})
