/**
 * Service orders as the platform tells them, in every spelling it is known for, and how each is to be read: an amount
 * as a number or as digits, a lone line without its list, a member that is missing or null, words and members that a
 * later platform may bring.
 */
import type { Wire } from "@wxrepay/domain/api"
import { Amounts, Choice, Texts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const { fen } = Amounts
const { int, oneOf, pick, seldom } = Choice
const { digitLetters, freeLetters, within } = Texts

/** What travels, and how it is read. */
export interface Told {
  readonly json: Schema.Json
  readonly read: unknown
}

/** A member in the platform's word and ours; nothing of it is read when it is missing or null. */
interface Member {
  readonly theirs: Wire.JsonObject
  readonly ours: Readonly<Record<string, unknown>>
}

/** An order that travels, and how it is read. */
export interface ToldOrder {
  readonly json: Wire.JsonObject
  readonly read: unknown
}

/** The words of each part of the state, as the documents print them, beside ours. Rules: PS-STATE-01 to PS-STATE-03. */
export const words = {
  state: { CREATED: "Created", DOING: "Doing", DONE: "Done", REVOKED: "Revoked", EXPIRED: "Expired" },
  stateDescription: { USER_CONFIRM: "UserConfirm", MCH_COMPLETE: "MchComplete" },
  collectionState: { USER_PAYING: "UserPaying", USER_PAID: "UserPaid" },
  paidType: { NEWTON: "ThroughPayScore", MCH: "ByMerchant" },
  riskFundName: {
    DEPOSIT: "Deposit",
    ADVANCE: "Advance",
    CASH_DEPOSIT: "CashDeposit",
    ESTIMATE_ORDER_COST: "EstimateOrderCost"
  }
} as const

/** Words that no table of the documents has: observed ones, a misprint, words of ours, and names that trip objects up. */
export const strangeWords = [
  "USER_ACCEPT",
  "MCH_LOADING",
  "WAIT_PAY",
  "CLOSED",
  "FINISHED",
  "UDEPOSIT",
  "UserPaid",
  "Deposit",
  "created",
  "Unknown:DONE",
  "Unknown:",
  "",
  "toString",
  "__proto__"
]

const word = (table: Readonly<Record<string, string>>): Arbitrary.Arbitrary<Told> =>
  Arbitrary.map(oneOf<string>(pick(...Object.keys(table)), pick(...strangeWords)), (json) => ({
    json,
    read: Object.hasOwn(table, json) ? table[json] : `Unknown:${json}`
  }))

const same = <A extends Schema.Json>(values: Arbitrary.Arbitrary<A>): Arbitrary.Arbitrary<Told> =>
  Arbitrary.map(values, (json) => ({ json, read: json }))

const text = same(oneOf(within(40, freeLetters), within(32, digitLetters)))

/** An amount as a number, or as digits. Rule: PS-AMT-01. */
const amount: Arbitrary.Arbitrary<Told> = Arbitrary.map(
  Arbitrary.all([fen, Arbitrary.schema(Schema.Boolean)]),
  ([read, areDigits]) => ({ json: areDigits ? String(read) : read, read })
)

const required = (theirs: string, ours: string, values: Arbitrary.Arbitrary<Told>): Arbitrary.Arbitrary<Member> =>
  Arbitrary.map(values, ({ json, read }) => ({ theirs: { [theirs]: json }, ours: { [ours]: read } }))

/** A member that is there most of the time, and else is missing or null. Rule: V3-JSON-03. */
const optional = (theirs: string, ours: string, values: Arbitrary.Arbitrary<Told>): Arbitrary.Arbitrary<Member> =>
  seldom(
    required(theirs, ours, values),
    Arbitrary.map(pick("missing", "null"), (how) => ({ theirs: how === "null" ? { [theirs]: null } : {}, ours: {} })),
    3
  )

/** A member that nobody knows. Rule: V3-JSON-02. */
const strangers: Arbitrary.Arbitrary<Wire.JsonObject> = seldom(
  Arbitrary.Constant<Wire.JsonObject>({}),
  Arbitrary.map(
    Arbitrary.all([pick("promotion_detail", "sub_mchid", "unknownMembers", "outOrderNo", "constructor"), int(0, 9)]),
    ([name, json]): Wire.JsonObject => ({ [name]: { json } })
  ),
  3
)

const object = (members: ReadonlyArray<Arbitrary.Arbitrary<Member>>): Arbitrary.Arbitrary<ToldOrder> =>
  Arbitrary.map(Arbitrary.all([Arbitrary.all(members), strangers]), ([known, unknown]) => ({
    json: Object.assign({}, ...known.map(({ theirs }) => theirs), unknown),
    read: Object.assign(
      {},
      ...known.map(({ ours }) => ours),
      Object.keys(unknown).length === 0 ? {} : { unknownMembers: unknown }
    )
  }))

/** A list, which may come without its brackets when there is one thing in it. Rule: PS-QUERY-02. */
const list = (items: Arbitrary.Arbitrary<ToldOrder>): Arbitrary.Arbitrary<Told> =>
  Arbitrary.map(
    Arbitrary.all([Arbitrary.array(items, { maxLength: 3 }), Arbitrary.schema(Schema.Boolean)]),
    ([told, isAlone]) => {
      const [first] = told
      const json = told.map(({ json }) => json)
      return {
        json: isAlone && told.length === 1 && first !== undefined ? first.json : json,
        read: told.map(({ read }) => read)
      }
    }
  )

const lines = list(
  object([
    optional("name", "name", text),
    optional("amount", "amount", amount),
    optional("description", "description", text),
    optional("count", "count", same(int(-1, 1000)))
  ])
)

const collection = object([
  optional("state", "state", word(words.collectionState)),
  optional("total_amount", "totalAmount", amount),
  optional("paying_amount", "payingAmount", amount),
  optional("paid_amount", "paidAmount", amount),
  optional(
    "details",
    "details",
    list(
      object([
        optional("seq", "seq", same(int(0, 9))),
        optional("amount", "amount", amount),
        optional("paid_type", "paidType", word(words.paidType)),
        optional("paid_time", "paidTime", text),
        optional("transaction_id", "transactionId", text)
      ])
    )
  ),
  optional("bank_type", "bankType", text)
])

const orderMembers = [
  required("out_order_no", "outOrderNo", text),
  required("appid", "appid", text),
  optional("mchid", "mchid", text),
  required("service_id", "serviceId", text),
  optional("service_introduction", "serviceIntroduction", text),
  required("state", "state", word(words.state)),
  optional("state_description", "stateDescription", word(words.stateDescription)),
  optional("total_amount", "totalAmount", amount),
  optional("need_collection", "needCollection", same(Arbitrary.schema(Schema.Boolean))),
  optional("collection", "collection", collection),
  optional("post_payments", "postPayments", lines),
  optional("post_discounts", "postDiscounts", lines),
  optional(
    "risk_fund",
    "riskFund",
    object([
      optional("name", "name", word(words.riskFundName)),
      optional("amount", "amount", amount),
      optional("description", "description", text)
    ])
  ),
  optional(
    "time_range",
    "timeRange",
    object([
      optional("start_time", "startTime", text),
      optional("end_time", "endTime", text),
      optional("start_time_remark", "startTimeRemark", text),
      optional("end_time_remark", "endTimeRemark", text)
    ])
  ),
  optional(
    "location",
    "location",
    object([optional("start_location", "startLocation", text), optional("end_location", "endLocation", text)])
  ),
  optional("attach", "attach", text),
  optional("notify_url", "notifyUrl", text),
  optional("order_id", "orderId", text),
  optional("openid", "openid", text)
]

/** Any order that is told. */
export const toldOrder: Arbitrary.Arbitrary<ToldOrder> = object(orderMembers)

/** Any order that was just created, with what launches its confirmation. Rule: PS-CREATE-05. */
export const toldCreated: Arbitrary.Arbitrary<ToldOrder> = object([
  ...orderMembers,
  optional("package", "package", text)
])
