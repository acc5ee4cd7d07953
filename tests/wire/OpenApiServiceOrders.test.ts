/**
 * PS-CREATE, PS-CANCEL, PS-MODIFY, PS-COMPLETE, PS-PAY, PS-SYNC, PS-DIRECT, PS-QUERY: service orders in the OpenAPI
 * document.
 *
 * Method: as a stranger's tool would, every request is walked member by member beside the table of documented fields, and
 * every pattern of it is tried on the published values and on one that the rule refuses.
 */
import { assert, describe, it } from "@effect/vitest"
import { orderCancel, orderComplete, orderFind, orderModify, orderPay, orderSync } from "../fixtures/published.ts"
import { allows, at, body, document, entries, follow, leaves, operations, patterns, resolve } from "./document.ts"
import { documented, endpoints, type Row, wholeCreation, wholeDirectCompletion } from "./serviceOrderFields.ts"

const orders = "/v3/payscore/serviceorder"
const direct = `${orders}/direct-complete`
const ofOrder = (call: string): string => `${orders}/{out_order_no}/${call}`

/** Every call with a body, an example of it, and the members that the document and the table do not agree on. */
const calls = [
  { rule: "PS-CREATE-01", name: "creation", path: orders, endpoint: endpoints.create, example: wholeCreation },
  {
    rule: "PS-CANCEL-03",
    name: "cancellation",
    path: ofOrder("cancel"),
    endpoint: endpoints.cancel,
    example: orderCancel.request,
    laxer: ["service_id"]
  },
  {
    rule: "PS-MODIFY-03",
    name: "modification",
    path: ofOrder("modify"),
    endpoint: endpoints.modify,
    example: orderModify.request
  },
  {
    rule: "PS-COMPLETE-05",
    name: "completion",
    path: ofOrder("complete"),
    endpoint: endpoints.complete,
    example: orderComplete.request,
    laxer: ["post_discounts[].amount"]
  },
  {
    rule: "PS-PAY-02",
    name: "payment",
    path: ofOrder("pay"),
    endpoint: endpoints.pay,
    example: orderPay.request,
    laxer: ["appid", "service_id"]
  },
  {
    rule: "PS-SYNC-02",
    name: "report of money",
    path: ofOrder("sync"),
    endpoint: endpoints.sync,
    example: orderSync.request
  },
  {
    rule: "PS-DIRECT-02",
    name: "direct completion",
    path: direct,
    endpoint: endpoints.directComplete,
    example: wholeDirectCompletion,
    stricter: ["post_payments[].name", "post_discounts[].name", "time_range.start_time", "time_range.end_time"]
  }
]

/** The members of a schema, however deep, that must be there; those of a list by its items. */
const neededIn = (given: unknown, before = ""): ReadonlyArray<string> => {
  const schema = resolve(given)
  const names = at(schema, "required")
  const here = Array.isArray(names) ? names.map((name) => `${before}${name}`) : []
  const within = entries(at(schema, "properties")).flatMap(([name, member]) =>
    at(resolve(member), "type") === "array"
      ? neededIn(at(resolve(member), "items"), `${before}${name}[].`)
      : neededIn(member, `${before}${name}.`)
  )
  return [...here, ...within]
}

/** Every object in a schema, however deep. */
const objectsIn = (given: unknown): ReadonlyArray<unknown> => {
  const schema = resolve(given)
  const within = [...entries(at(schema, "properties")).map(([, member]) => member), at(schema, "items")]
  return (at(schema, "type") === "object" ? [schema] : []).concat(
    within.filter((member) => member !== undefined).flatMap(objectsIn)
  )
}

const pointer = ({ path }: Row): string => `/${path.replaceAll("[]", ".0").replaceAll(".", "/")}`
const isLeaf = ({ type }: Row): boolean => !type.startsWith("array") && type !== "object"

/** Name, place, necessity and pattern of every parameter of an operation. */
const parametersOf = (path: string, method: string) => {
  const parameters = at(document, "paths", path, method, "parameters")
  if (!Array.isArray(parameters)) return []
  return parameters.map((parameter: unknown) =>
    ["name", "in", "required"].map((name) => at(parameter, name)).concat(at(parameter, "schema", "pattern"))
  )
}

describe("V3-JSON requests of service orders in the OpenAPI document", () => {
  for (const { endpoint, example, laxer = [], name, path, rule, stricter = [] } of calls) {
    const rows = documented(endpoint, "request body")

    it(`${rule} V3-JSON-05 a ${name} has its documented members with their types, and allows no others`, () => {
      assert.sameDeepMembers(
        leaves(body(path)).map(([pointer, schema]) => [pointer, at(schema, "type")]),
        rows.filter(isLeaf).map((row) => [pointer(row), row.type])
      )
      for (const schema of objectsIn(body(path))) assert.strictEqual(at(schema, "additionalProperties"), false)
      assert.lengthOf(objectsIn(body(path)), 1 + rows.filter((row) => !isLeaf(row)).length)
    })

    it(`${rule} a ${name} needs the members that its page requires`, () => {
      const required = rows.filter(({ isRequired, path }) => isRequired && !laxer.includes(path))
      assert.sameMembers([...neededIn(body(path))], required.map(({ path }) => path).concat(stricter))
    })

    it(`V3-JSON-04 every text of a ${name} has a pattern that any JavaScript tool can compile, and its example keeps`, () => {
      for (const [pointer, pattern] of patterns(path)) {
        assert.isString(pattern, pointer)
        assert.match(String(follow(example, pointer)), new RegExp(String(pattern), "u"), pointer)
      }
    })

    it(`${rule} a tool that reads the document lets no longer text through in a ${name} than its page`, () => {
      for (const row of rows) {
        if (row.type !== "string" || row.most === undefined || row.path === "attach") continue
        const long = row.path === "notify_url" ? "https://pay.merchant.cn/".padEnd(256, "n") : "1".repeat(row.most + 1)
        assert.isFalse(allows(path, pointer(row), long), row.path)
      }
    })

    it(`PS-AMT-01 every amount of a ${name} is a whole number of fen from 0, or from 1 in a risk fund`, () => {
      for (const [pointer, schema] of leaves(body(path)).filter(([pointer]) => pointer.endsWith("amount"))) {
        const least = pointer === "/risk_fund/amount" ? 1 : 0
        assert.deepStrictEqual(
          ["type", "minimum", "maximum"].map((name) => at(schema, name)),
          ["integer", least, 9007199254740991]
        )
      }
    })
  }

  it("PS-AMT-10 a count is a whole number from 1 to 100", () => {
    const [, count] = leaves(body(orders)).find(([pointer]) => pointer === "/post_payments/0/count") ?? []
    assert.deepStrictEqual(
      ["type", "minimum", "maximum"].map((name) => at(count, name)),
      ["integer", 1, 100]
    )
  })
})

describe("PS-ID service orders in the OpenAPI document", () => {
  const number = "^[0-9A-Za-z_|*-]{1,32}$"

  for (const call of ["cancel", "modify", "pay", "sync"]) {
    it(`PS-ID-01 PS-ID-02 a ${call} names its order in the path, and not in its body`, () => {
      assert.deepStrictEqual(parametersOf(ofOrder(call), "post"), [["out_order_no", "path", true, number]])
      assert.notProperty(Object.fromEntries(entries(at(body(ofOrder(call)), "properties"))), "out_order_no")
    })
  }

  it("PS-ID-01 PS-ID-02 a complete names its order in the path too, where its page allows 64 characters", () => {
    const [row] = documented(endpoints.complete, "request path")
    assert.deepStrictEqual(parametersOf(ofOrder("complete"), "post"), [
      ["out_order_no", "path", true, number.replace("32", String(row?.most))]
    ])
  })

  for (const path of [orders, direct]) {
    it(`PS-ID-01 ${path} names its order in the body alone`, () => {
      assert.deepStrictEqual(parametersOf(path, "post"), [])
      assert.isTrue(allows(path, "/out_order_no", "A|b*_-9"))
      for (const given of ["", "a/b", "A b", "中"]) assert.isFalse(allows(path, "/out_order_no", given))
    })
  }

  it("PS-QUERY-01 an order is asked for by one number of two, under a service and an appid", () => {
    const parameters = parametersOf(orders, "get")
    assert.deepStrictEqual(
      parameters.map(([name, place, isRequired]) => [name, place, isRequired]),
      documented(endpoints.find, "request query").map(({ isRequired, path }) => [path, "query", isRequired])
    )
    for (const [name, given] of Object.entries(orderFind.queryParams)) {
      const [, , , pattern] = parameters.find(([other]) => other === name) ?? []
      assert.match(given, new RegExp(String(pattern), "u"))
    }
    assert.isUndefined(at(document, "paths", orders, "get", "requestBody"))
  })
})

describe("PS-TIME and PS-CREATE in the OpenAPI document", () => {
  it("PS-TIME-01 PS-TIME-02 a service starts at a moment, on a day or on confirmation, and ends at a moment or on a day", () => {
    for (const given of ["20091225", "20091225121010"]) {
      for (const name of ["start_time", "end_time"]) assert.isTrue(allows(orders, `/time_range/${name}`, given), given)
    }
    assert.isTrue(allows(orders, "/time_range/start_time", "OnAccept"))
    for (const given of ["OnAccept", "2009-12-25", "200912251210", "20091325", "20091225241010", ""]) {
      assert.isFalse(allows(orders, "/time_range/end_time", given), given)
    }
  })

  it("PS-CREATE-07 the address of notifications has neither plain http nor a query", () => {
    for (const given of ["http://api.test.com", "https://api.test.com?a=1", "https://api.test.com#a"]) {
      assert.isFalse(allows(orders, "/notify_url", given), given)
    }
  })

  it("PS-RISK-01 PS-SYNC-02 a risk fund has four words, and a report one", () => {
    for (const word of ["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"]) {
      assert.isTrue(allows(orders, "/risk_fund/name", word))
    }
    assert.isFalse(allows(orders, "/risk_fund/name", "UDEPOSIT"))
    assert.isTrue(allows(ofOrder("sync"), "/type", "Order_Paid"))
    assert.isFalse(allows(ofOrder("sync"), "/type", "ORDER_PAID"))
  })
})

describe("PS-PAY answers about service orders in the OpenAPI document", () => {
  const answer = (path: string, method: string): unknown =>
    resolve(at(document, "paths", path, method, "responses", "200", "content", "application/json", "schema"))
  const membersOf = (schema: unknown) => entries(at(schema, "properties")).map(([name]) => name)
  const namesIn = (endpoint: string) =>
    documented(endpoint, "response body").flatMap(({ path }) => (/[.[]/u.test(path) ? [] : [path]))

  for (const [call, path, endpoint] of [
    ["creation", orders, endpoints.create],
    ["modification", ofOrder("modify"), endpoints.modify],
    ["completion", ofOrder("complete"), endpoints.complete],
    ["report of money", ofOrder("sync"), endpoints.sync],
    ["direct completion", direct, endpoints.directComplete]
  ] as const) {
    it(`PS-STATE-01 the answer to a ${call} has every documented member, and needs four of them`, () => {
      assert.includeMembers(membersOf(answer(path, "post")), namesIn(endpoint))
      assert.deepStrictEqual(at(answer(path, "post"), "required"), ["out_order_no", "appid", "service_id", "state"])
    })
  }

  it("PS-QUERY-03 PS-CREATE-05 a question is answered with every documented member, and with no package", () => {
    assert.sameMembers(membersOf(answer(orders, "get")), namesIn(endpoints.find))
    assert.sameMembers(membersOf(answer(orders, "post")), [...namesIn(endpoints.find), "package"])
  })

  it("PS-PAY-04 PS-PAY-06 PS-PAY-08 a charge is answered with numbers, with one word, or with nothing", () => {
    const [paying, numbers, ...more] = [0, 1, 2].map((place) =>
      resolve(at(answer(ofOrder("pay"), "post"), "anyOf", place))
    )
    const names = ["out_order_no", "appid", "mchid", "service_id", "order_id"]
    assert.deepStrictEqual([membersOf(numbers), at(numbers, "required")], [names, ["out_order_no"]])
    assert.deepStrictEqual([membersOf(paying), at(paying, "required")], [["trade_state"], ["trade_state"]])
    assert.deepStrictEqual(more, [undefined])
    assert.notProperty(at(document, "paths", ofOrder("pay"), "post", "responses", "204"), "content")
    assert.sameMembers(membersOf(answer(ofOrder("cancel"), "post")), names)
  })

  it("PS-DIRECT-03 the one call of an old page says so, and no other call does", () => {
    const experimental = operations.filter(({ operation }) =>
      /experimental/iu.test(String(at(operation, "description")))
    )
    assert.deepStrictEqual(
      experimental.map(({ path }) => path),
      [direct]
    )
    assert.include(String(at(experimental[0]?.operation, "description")), "PS-DIRECT-03")
  })
})
