/**
 * CR-SIGN, CR-CONTRACT, V3-ECHO: contracts, certificates and the echo in the OpenAPI document.
 *
 * Method: as a stranger's tool would, every request is walked member by member, and every pattern of it is tried on
 * the published values and on one that the rule refuses.
 */
import { assert, describe, it } from "@effect/vitest"
import { appRequest, h5Request, notifyUrl } from "../fixtures/messages.ts"
import { appPresign, certificates, contract, termination } from "../fixtures/published.ts"
import { allows, at, body, document, follow, leaves, partner, patterns, resolve } from "./document.ts"

const app = `${partner}/contracts/app-presign`
const h5 = `${partner}/contracts/h5-presign`
const terminations = `${partner}/contracts/terminate`
const echoes = "/v3/security/echo"

const required = [
  "appid",
  "plan_id",
  "out_contract_code",
  "display_name",
  "contract_notify_url",
  "repayment_amount_limit"
]
const common = [
  "/appid",
  "/plan_id",
  "/out_contract_code",
  "/display_name",
  "/contract_notify_url",
  "/repayment_day",
  "/repayment_amount_limit",
  "/sub_mchid",
  "/sub_appid",
  "/real_identity/identity_type",
  "/real_identity/identity_id",
  "/real_identity/real_name",
  "/trade_info/out_trade_no",
  "/trade_info/deduct_amount",
  "/trade_info/description",
  "/trade_info/attach",
  "/trade_info/notify_url"
]

const requests = [
  { name: "pre-sign for an app", path: app, needs: required, members: [...common, "/sub_merchant_code"] },
  { name: "pre-sign for a browser", path: h5, needs: required, members: [...common, "/jump_info/jump_appid"] },
  {
    name: "termination",
    path: terminations,
    needs: ["out_contract_code", "contract_termination_remark"],
    members: ["/out_contract_code", "/contract_termination_remark"]
  },
  {
    name: "echo",
    path: echoes,
    needs: ["echo_message"],
    members: ["/echo_message", "/encrypted_echo_message", "/notify_url"]
  }
]

/** Name, place and necessity of the parameters of an operation, and the pattern of the first. */
const parametersOf = (path: string, method: string) => {
  const parameters = at(document, "paths", path, method, "parameters")
  return {
    told: [0, 1].map((place) => ["name", "in", "required"].map((name) => at(parameters, place, name))),
    pattern: new RegExp(String(at(parameters, 0, "schema", "pattern")), "u")
  }
}
const nothing = [undefined, undefined, undefined]

describe("V3-JSON requests of contracts in the OpenAPI document", () => {
  for (const { members, name, needs, path } of requests) {
    it(`V3-JSON-05 a ${name} has its documented members and allows no others`, () => {
      assert.deepStrictEqual(at(body(path), "required"), needs)
      assert.strictEqual(at(body(path), "additionalProperties"), false)
      assert.sameMembers(
        leaves(body(path)).map(([pointer]) => pointer),
        members
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
    [app, "pre-sign for an app", { ...appRequest, sub_merchant_code: "1000000109" }],
    [h5, "pre-sign for a browser", h5Request],
    [terminations, "termination", termination.request]
  ] as const) {
    it(`V3-JSON-04 the patterns of a ${name} accept the published one`, () => {
      for (const [pointer, pattern] of patterns(path)) {
        assert.match(String(follow(example, pointer)), new RegExp(String(pattern), "u"), pointer)
      }
    })
  }

  for (const part of ["real_identity", "trade_info"]) {
    for (const path of [app, h5]) {
      it(`V3-JSON-05 the ${part} of ${path} allows no other members`, () => {
        assert.strictEqual(at(resolve(at(body(path), "properties", part)), "additionalProperties"), false)
      })
    }
  }
})

describe("CR-SIGN pre-signs in the OpenAPI document", () => {
  for (const path of [app, h5]) {
    it(`CR-AMT-08 CR-AMT-09 in ${path} the limit is text and the amount of a first collection a whole number`, () => {
      const types = new Map(leaves(body(path)).map(([pointer, schema]) => [pointer, at(schema, "type")]))
      assert.strictEqual(types.get("/repayment_amount_limit"), "string")
      assert.strictEqual(types.get("/trade_info/deduct_amount"), "integer")
      assert.strictEqual(types.get("/repayment_day"), "integer")
      assert.isFalse(allows(path, "/repayment_amount_limit", "010000"))
    })

    it(`CR-HDR-02 ${path} needs the serial of a key in its header`, () => {
      const { pattern, told } = parametersOf(path, "post")
      assert.deepStrictEqual(told, [["wechatpay-serial", "header", true], nothing])
      assert.match(appPresign.headers["Wechatpay-Serial"], pattern)
      assert.notMatch("PUB_KEY_ID_", pattern)
    })

    it(`CR-SIGN-03 the pattern of a name in ${path} refuses one in clear text and a fourth asterisk`, () => {
      for (const name of ["张三", "****丰", "*", ""]) assert.isFalse(allows(path, "/display_name", name))
    })

    it(`CR-ENC-01 CR-ENC-03 the patterns of an identity in ${path} refuse clear text and the placeholder`, () => {
      assert.isFalse(allows(path, "/real_identity/real_name", "张三"))
      assert.isFalse(allows(path, "/real_identity/identity_id", "A".repeat(513)))
      assert.isFalse(allows(path, "/real_identity/identity_type", "REAL_IDENTITY_TYPE_INVALID"))
    })

    it(`CR-ID-03 V3-HOOK-02 the patterns of ${path} refuse a code with a hyphen and an address with a query`, () => {
      assert.isFalse(allows(path, "/out_contract_code", "A-1"))
      assert.isFalse(allows(path, "/out_contract_code", "A".repeat(65)))
      assert.isFalse(allows(path, "/contract_notify_url", `${notifyUrl}?a=1`))
    })
  }

  it("CR-SIGN-07 CR-SIGN-09 only a browser's pre-sign has a jump_info, only an app's a sub_merchant_code", () => {
    assert.isUndefined(at(body(app), "properties", "jump_info"))
    assert.isUndefined(at(body(h5), "properties", "sub_merchant_code"))
  })
})

describe("CR-CONTRACT contracts in the OpenAPI document", () => {
  it("CR-CONTRACT-05 a contract is read by our code alone, in the path", () => {
    const { pattern, told } = parametersOf(`${partner}/contracts/{out_contract_code}`, "get")
    assert.deepStrictEqual(told, [["out_contract_code", "path", true], nothing])
    assert.match(contract.pathParams.out_contract_code, pattern)
    assert.notMatch("a_1", pattern)
  })

  it("CR-CONTRACT-03 the pattern of a remark refuses none and 129 characters", () => {
    assert.isFalse(allows(terminations, "/contract_termination_remark", ""))
    assert.isFalse(allows(terminations, "/contract_termination_remark", "约".repeat(129)))
  })
})

describe("V3-CERT and V3-ECHO in the OpenAPI document", () => {
  it("V3-CERT-01 certificates are asked for with or without a kind of three", () => {
    const { told } = parametersOf("/v3/certificates", "get")
    assert.deepStrictEqual(told, [["algorithm_type", "query", false], nothing])
    const kinds = at(document, "paths", "/v3/certificates", "get", "parameters", 0, "schema", "enum")
    assert.deepStrictEqual(kinds, ["RSA", "SM2", "ALL"])
    assert.include(JSON.stringify(kinds), certificates.queryParams.algorithm_type)
  })

  it("V3-ECHO-01 an echo needs the serial of a key in its header, and a message of 1 to 214 characters", () => {
    assert.deepStrictEqual(parametersOf(echoes, "post").told, [["wechatpay-serial", "header", true], nothing])
    for (const text of ["", "回".repeat(215)]) assert.isFalse(allows(echoes, "/echo_message", text))
  })

  it("V3-ECHO-01 the answer to an echo is empty", () => {
    const answer = at(document, "paths", echoes, "post", "responses", "204")
    assert.isObject(answer)
    assert.notProperty(answer, "content")
  })
})
