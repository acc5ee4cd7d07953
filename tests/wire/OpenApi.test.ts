/**
 * V3-JSON, CR-SCHED, CR-DEDUCT: the OpenAPI document that is made from the contract.
 *
 * Method: the document is walked as a stranger's tool would walk it: through its references, down to every text
 * that a request may carry.
 */
import { assert, describe, it } from "@effect/vitest"
import { notifyUrl } from "../fixtures/messages.ts"
import { booking, chargeWithDescription, order, record } from "../fixtures/published.ts"
import {
  at,
  body,
  document,
  entries,
  follow,
  leaves,
  operations,
  partner,
  patternOf,
  patterns,
  resolve,
  webhooks
} from "./document.ts"

const bookings = `${partner}/schedule-records/batch-create`
const charges = `${partner}/deduct-orders`

/** What success is answered with: a body, nothing, or either. Rule: PS-PAY-08. */
const answersOf = (path: string): ReadonlyArray<number> =>
  path.endsWith("/echo") ? [204] : path.endsWith("/pay") ? [200, 204] : [200]

describe("V3-JSON the OpenAPI document", () => {
  it("V3-JSON-04 the document is OpenAPI 3.1", () => {
    assert.match(String(at(document, "openapi")), /^3\.1\.[0-9]+$/u)
  })

  it("V3-NET-02 the document names the primary host and then the backup", () => {
    assert.deepStrictEqual(
      [at(document, "servers", 0, "url"), at(document, "servers", 1, "url"), at(document, "servers", 2)],
      ["https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com", undefined]
    )
  })

  it("the document has the eighteen documented endpoints and no others", () => {
    assert.deepStrictEqual(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).toSorted(), [
      "GET /v3/certificates",
      "GET /v3/credit-repayment/partner/contracts/{out_contract_code}",
      "GET /v3/credit-repayment/partner/deduct-orders/{out_trade_no}",
      "GET /v3/credit-repayment/partner/schedule-records/{out_record_id}",
      "GET /v3/payscore/serviceorder",
      "POST /v3/credit-repayment/partner/contracts/app-presign",
      "POST /v3/credit-repayment/partner/contracts/h5-presign",
      "POST /v3/credit-repayment/partner/contracts/terminate",
      "POST /v3/credit-repayment/partner/deduct-orders",
      "POST /v3/credit-repayment/partner/schedule-records/batch-create",
      "POST /v3/payscore/serviceorder",
      "POST /v3/payscore/serviceorder/direct-complete",
      "POST /v3/payscore/serviceorder/{out_order_no}/cancel",
      "POST /v3/payscore/serviceorder/{out_order_no}/complete",
      "POST /v3/payscore/serviceorder/{out_order_no}/modify",
      "POST /v3/payscore/serviceorder/{out_order_no}/pay",
      "POST /v3/payscore/serviceorder/{out_order_no}/sync",
      "POST /v3/security/echo"
    ])
  })

  it("CR-HOOK-10 V3-ECHO-01 PS-HOOK-01 the document has the eight documented events as webhooks, each name in full", () => {
    assert.deepStrictEqual(
      webhooks.map(({ event, method }) => `${method.toUpperCase()} ${event}`),
      [
        "POST CREDIT_REPAYMENT.SIGN_CONTRACT",
        "POST CREDIT_REPAYMENT.TERMINATE_CONTRACT",
        "POST CREDIT_REPAYMENT.DEDUCTION_PAY",
        "POST PAYSCORE.USER_CONFIRM",
        "POST PAYSCORE.USER_PAID",
        "POST PAYSCORE.USER_OPEN_SERVICE",
        "POST PAYSCORE.USER_CLOSE_SERVICE",
        "POST SECURITY_ECHO.SUCCESS"
      ]
    )
  })

  for (const { event, operation } of webhooks) {
    it(`V3-HOOK-04 the event ${event} comes in an envelope, and is answered with 204 or with a failure`, () => {
      const envelope = resolve(at(operation, "requestBody", "content", "application/json", "schema"))
      assert.deepStrictEqual(at(envelope, "required"), [
        "id",
        "create_time",
        "event_type",
        "resource_type",
        "summary",
        "resource"
      ])
      const [taken, ...failures] = entries(at(operation, "responses"))
      assert.deepStrictEqual([taken?.[0], at(taken?.[1], "content")], ["204", undefined])
      assert.isNotEmpty(failures)
      for (const [status, answer] of failures) {
        assert.match(status, /^[45]/u)
        const failure = resolve(at(answer, "content", "application/json", "schema"))
        assert.deepStrictEqual(at(failure, "required"), ["code", "message"])
      }
    })
  }

  it("every operation and every webhook has an id of its own", () => {
    const ids = [...operations, ...webhooks].map(({ operation }) => String(at(operation, "operationId")))
    assert.deepStrictEqual(ids.toSorted(), [...new Set(ids)].toSorted())
  })

  for (const { method, operation, path } of operations) {
    it(`V3-ERR-01 ${method.toUpperCase()} ${path} lists its answer and every documented refusal`, () => {
      assert.deepStrictEqual(
        entries(at(operation, "responses")).map(([status]) => Number(status)),
        [...answersOf(path), 400, 401, 403, 404, 405, 429, 500, 501, 502, 503]
      )
    })
  }

  for (const [path, name, required, members] of [
    [
      bookings,
      "booking",
      ["contract_id", "appid", "openid", "schedule_items"],
      [
        "/contract_id",
        "/appid",
        "/openid",
        "/schedule_items/0/out_record_id",
        "/schedule_items/0/sub_mchid",
        "/schedule_items/0/sub_appid",
        "/schedule_items/0/repayment_amount",
        "/schedule_items/0/min_repayment_amount",
        "/schedule_items/0/repayment_date"
      ]
    ],
    [
      charges,
      "charge",
      ["contract_id", "out_trade_no", "out_record_id", "deduct_amount", "notify_url"],
      ["/contract_id", "/out_trade_no", "/out_record_id", "/deduct_amount", "/notify_url", "/description", "/attach"]
    ]
  ] as const) {
    it(`V3-JSON-05 a ${name} has its documented members and allows no others`, () => {
      assert.deepStrictEqual(at(body(path), "required"), required)
      assert.strictEqual(at(body(path), "additionalProperties"), false)
      assert.deepStrictEqual(
        leaves(body(path)).map(([pointer]) => pointer),
        Array.from<string>(members)
      )
    })

    it(`V3-JSON-04 every text of a ${name} has a pattern that any JavaScript tool can compile`, () => {
      for (const [pointer, pattern] of patterns(path)) {
        assert.isString(pattern, pointer)
        assert.instanceOf(new RegExp(String(pattern), "u"), RegExp)
      }
    })
  }

  for (const [path, name, example] of [
    [bookings, "booking", booking.request],
    [charges, "charge", { ...chargeWithDescription.request, notify_url: notifyUrl }]
  ] as const) {
    it(`V3-JSON-04 the patterns of a ${name} accept the published one`, () => {
      for (const [pointer, pattern] of patterns(path)) {
        assert.match(String(follow(example, pointer)), new RegExp(String(pattern), "u"), pointer)
      }
    })
  }

  for (const text of ["010000", "100.00", "-1", "", "1e3"]) {
    it(`CR-AMT-03 the patterns of amounts refuse ${JSON.stringify(text)}`, () => {
      assert.notMatch(text, patternOf(charges, "/deduct_amount"))
      assert.notMatch(text, patternOf(bookings, "/schedule_items/0/repayment_amount"))
      assert.notMatch(text, patternOf(bookings, "/schedule_items/0/min_repayment_amount"))
    })
  }

  it("CR-ID-01 the pattern of a record's number refuses underscores and 33 characters", () => {
    assert.notMatch("R_1", patternOf(bookings, "/schedule_items/0/out_record_id"))
    assert.notMatch("R".repeat(33), patternOf(bookings, "/schedule_items/0/out_record_id"))
  })

  it("CR-ID-02 the pattern of an order's number refuses hyphens and 33 characters", () => {
    assert.notMatch("T-1", patternOf(charges, "/out_trade_no"))
    assert.notMatch("T".repeat(33), patternOf(charges, "/out_trade_no"))
  })

  it("CR-DATE-01 the pattern of a day refuses another form and the 32nd", () => {
    assert.notMatch("20251118", patternOf(bookings, "/schedule_items/0/repayment_date"))
    assert.notMatch("2025-11-32", patternOf(bookings, "/schedule_items/0/repayment_date"))
  })

  it("CR-DEDUCT-05 the pattern of an address refuses an appid, plain http and a query", () => {
    for (const text of ["wxd678efh567hg6787", "http://pay.lender.cn/", `${notifyUrl}?a=1`]) {
      assert.notMatch(text, patternOf(charges, "/notify_url"))
    }
  })

  it("CR-DEDUCT-04 the pattern of a description refuses 128 characters, and that of an attach 129", () => {
    assert.notMatch("款".repeat(128), patternOf(charges, "/description"))
    assert.notMatch("款".repeat(129), patternOf(charges, "/attach"))
  })

  it("V3-JSON-01 the patterns of free text refuse characters of four bytes", () => {
    assert.notMatch("😀", patternOf(charges, "/description"))
    assert.notMatch("😀", patternOf(charges, "/attach"))
  })

  it("CR-SCHED-01 a booking is a list of exactly one", () => {
    const list = resolve(at(body(bookings), "properties", "schedule_items"))
    assert.deepStrictEqual([at(list, "type"), at(list, "minItems"), at(list, "maxItems")], ["array", 1, 1])
  })

  it("CR-SCHED-06 a record is found by its number in the path and its contract in the query, both required", () => {
    const parameters = at(document, "paths", `${partner}/schedule-records/{out_record_id}`, "get", "parameters")
    const told = [0, 1, 2].map((place) => ["name", "in", "required"].map((name) => at(parameters, place, name)))
    assert.deepStrictEqual(told, [
      ["out_record_id", "path", true],
      ["contract_id", "query", true],
      [undefined, undefined, undefined]
    ])
    const [path, query] = [0, 1].map((place) => new RegExp(String(at(parameters, place, "schema", "pattern")), "u"))
    assert.match(record.pathParams.out_record_id, path ?? /^$/u)
    assert.match(record.queryParams.contract_id, query ?? /^$/u)
  })

  it("CR-ID-02 an order is found by its number in the path", () => {
    const parameters = at(document, "paths", `${partner}/deduct-orders/{out_trade_no}`, "get", "parameters")
    assert.deepStrictEqual(
      [at(parameters, 0, "name"), at(parameters, 0, "in"), at(parameters, 1)],
      ["out_trade_no", "path", undefined]
    )
    assert.match(order.pathParams.out_trade_no, new RegExp(String(at(parameters, 0, "schema", "pattern")), "u"))
  })
})
