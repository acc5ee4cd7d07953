/**
 * V3-JSON, CR-SIGN, CR-CONTRACT, V3-ECHO: what is sent about contracts is exactly what is documented.
 *
 * Method: random requests are written and every member of them is looked at; published requests are changed in one way
 * at a time, at every depth, and what a platform would refuse is refused before it leaves, by a failure that names it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Contract, Echo, Fen, Ids, NotifyUrl, Payer, Presign } from "@wxrepay/domain"
import { Contracts, Security, type Wire } from "@wxrepay/domain/api"
import * as Arbitrary from "effect/Arbitrary"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { appRequest, h5Request, notifyUrl } from "../fixtures/messages.ts"

const common = [
  "appid",
  "plan_id",
  "out_contract_code",
  "display_name",
  "contract_notify_url",
  "repayment_day",
  "repayment_amount_limit",
  "sub_mchid",
  "sub_appid",
  "real_identity",
  "real_identity.identity_type",
  "real_identity.identity_id",
  "real_identity.real_name",
  "trade_info",
  "trade_info.out_trade_no",
  "trade_info.deduct_amount",
  "trade_info.description",
  "trade_info.attach",
  "trade_info.notify_url"
]

/** The name of every member of a message, however deep. */
const members = (value: unknown, path = ""): ReadonlyArray<string> =>
  Predicate.isObject(value)
    ? Object.entries(value).flatMap(([name, member]) => [path + name].concat(members(member, `${path}${name}.`)))
    : []

const requests = [
  {
    name: "pre-sign for an app",
    values: Arbitrary.schema(Presign.AppPresign),
    write: (value: unknown): unknown => Schema.encodeUnknownSync(Contracts.AppPresign)(value),
    documented: [...common, "sub_merchant_code"]
  },
  {
    name: "pre-sign for a browser",
    values: Arbitrary.schema(Presign.H5Presign),
    write: (value: unknown): unknown => Schema.encodeUnknownSync(Contracts.H5Presign)(value),
    documented: [...common, "jump_info", "jump_info.jump_appid"]
  },
  {
    name: "termination",
    values: Arbitrary.schema(Contract.Termination),
    write: (value: unknown): unknown => Schema.encodeUnknownSync(Contracts.Termination)(value),
    documented: ["out_contract_code", "contract_termination_remark"]
  },
  {
    name: "echo",
    values: Arbitrary.schema(Echo.Echo),
    write: (value: unknown): unknown => Schema.encodeUnknownSync(Security.Echo)(value),
    documented: ["echo_message", "encrypted_echo_message", "notify_url"]
  }
]

const smallPresign = {
  appid: Ids.Appid.make("wx1"),
  planId: Ids.PlanId.make("123"),
  outContractCode: Ids.OutContractCode.make("A1"),
  displayName: Payer.DisplayName.make("*明"),
  contractNotifyUrl: NotifyUrl.AnyNotifyUrl.make(notifyUrl),
  repaymentAmountLimit: Fen.make(10000)
}
const smallWritten = {
  appid: "wx1",
  plan_id: "123",
  out_contract_code: "A1",
  display_name: "*明",
  contract_notify_url: notifyUrl,
  repayment_amount_limit: "10000"
}

/** Both requests that ask a borrower to sign. */
const presigns = [
  {
    name: "an app",
    codec: Contracts.AppPresign,
    write: (value: Presign.AppPresign): unknown => Schema.encodeSync(Contracts.AppPresign)(value),
    request: appRequest
  },
  {
    name: "a browser",
    codec: Contracts.H5Presign,
    write: (value: Presign.H5Presign): unknown => Schema.encodeSync(Contracts.H5Presign)(value),
    request: h5Request
  }
]

/** A request with one member, or one member of a part, changed. */
const changed = (request: Wire.JsonObject, path: string, given: unknown): unknown => {
  const [name = "", inside] = path.split(".")
  const part = request[name]
  return {
    ...request,
    [name]: inside === undefined ? given : Object.assign({}, part, { [inside]: given })
  }
}

/** A place as a failure names it. */
const place = (path: string): string =>
  path
    .split(".")
    .map((name) => `["${name}"]`)
    .join("")

const wrong: ReadonlyArray<readonly [rule: string, path: string, given: Schema.Json]> = [
  ["CR-ID-06", "appid", ""],
  ["CR-ID-08", "plan_id", 123],
  ["CR-ID-08", "plan_id", "1".repeat(65)],
  ["CR-ID-03", "out_contract_code", "A-1"],
  ["CR-SIGN-03", "display_name", "张三"],
  ["V3-HOOK-02", "contract_notify_url", "http://pay.lender.cn/"],
  ["V3-HOOK-02", "contract_notify_url", `${notifyUrl}?a=1`],
  ["CR-DATE-04", "repayment_day", 0],
  ["CR-DATE-04", "repayment_day", 32],
  ["CR-DATE-04", "repayment_day", "1"],
  ["CR-AMT-03", "repayment_amount_limit", "010000"],
  ["CR-AMT-03", "repayment_amount_limit", "-1"],
  ["CR-ID-07", "sub_mchid", "1a"],
  ["CR-ID-07", "sub_appid", ""],
  ["CR-ENC-03", "real_identity.identity_type", "REAL_IDENTITY_TYPE_INVALID"],
  ["CR-ENC-03", "real_identity.identity_type", "IdCard"],
  ["CR-ENC-01", "real_identity.identity_id", ""],
  ["CR-ENC-01", "real_identity.identity_id", "A".repeat(516)],
  ["CR-ENC-01", "real_identity.real_name", "张三"],
  ["CR-ID-02", "trade_info.out_trade_no", "T-1"],
  ["CR-AMT-09", "trade_info.deduct_amount", "10000"],
  ["CR-AMT-09", "trade_info.deduct_amount", 0.5],
  ["CR-DEDUCT-04", "trade_info.description", "款".repeat(128)],
  ["CR-DEDUCT-04", "trade_info.attach", "款".repeat(129)],
  ["CR-DEDUCT-05", "trade_info.notify_url", "wxd678efh567hg6787"]
]

/** A value as the name of a test tells it. */
const shortly = (given: Schema.Json): string =>
  typeof given === "string" && given.length > 60 ? `a text of ${given.length} characters` : JSON.stringify(given)

describe("V3-JSON members that are sent about contracts", () => {
  for (const { documented, name, values, write } of requests) {
    it.prop(`V3-JSON-05 every ${name} is sent with documented members only`, [values], ([value]) => {
      assert.deepStrictEqual(
        members(write(value)).filter((member) => !documented.includes(member)),
        []
      )
    })
  }

  for (const { codec, name, request, write } of presigns) {
    const read = Schema.decodeUnknownResult(codec, { onExcessProperty: "error" })

    it(`V3-JSON-03 CR-SIGN-11 optional members of a pre-sign for ${name} are left out, not sent as null`, () => {
      assert.deepStrictEqual(write(smallPresign), smallWritten)
    })

    it(`V3-JSON-05 members that a program adds to a pre-sign for ${name} are not sent`, () => {
      const more = { memo: "1", unknownMembers: { memo: "1" }, plan_id: "9", __proto__: { memo: "2" } }
      assert.deepStrictEqual(write({ ...smallPresign, ...more }), smallWritten)
    })

    for (const path of common) {
      it(`V3-JSON-03 a pre-sign for ${name} whose ${path} is null is refused, and the failure names it`, () => {
        assert.include(String(read(changed(request, path, null))), place(path))
      })
    }

    for (const [rule, path, given] of wrong) {
      it(`${rule} a pre-sign for ${name} whose ${path} is ${shortly(given)} is refused, and the failure names it`, () => {
        assert.include(String(read(changed(request, path, given))), place(path))
      })
    }

    for (const part of ["real_identity", "trade_info"]) {
      for (const stranger of ["memo", "unknownMembers", "outTradeNo", "sub_mchid"]) {
        it(`V3-JSON-05 a pre-sign for ${name} with a ${stranger} in its ${part} is refused where it is received exactly`, () => {
          assert.include(String(read(changed(request, `${part}.${stranger}`, "1"))), place(`${part}.${stranger}`))
        })
      }
    }

    it(`CR-SIGN-03 a name in clear in a pre-sign for ${name} is refused by a failure that does not hold it`, () => {
      const failure = String(read({ ...request, display_name: "买买提" }))
      assert.include(failure, "(CR-SIGN-03)")
      for (const letter of "买提") assert.notInclude(failure, letter)
    })
  }

  it("V3-ECHO-01 an echo needs its message; what is sealed and where to notify may be left out", () => {
    const read = Schema.decodeUnknownResult(Security.Echo, { onExcessProperty: "error" })
    const write = Schema.encodeSync(Security.Echo)
    const echoMessage = Echo.EchoMessage.make("echo")
    assert.deepStrictEqual(write({ echoMessage }), { echo_message: "echo" })
    assert.deepStrictEqual(
      write({
        echoMessage,
        encryptedEchoMessage: Payer.SealedText.make("c2VhbGVk"),
        notifyUrl: NotifyUrl.AnyNotifyUrl.make(notifyUrl)
      }),
      { echo_message: "echo", encrypted_echo_message: "c2VhbGVk", notify_url: notifyUrl }
    )
    assert.include(String(read({})), '["echo_message"]')
    assert.include(String(read({ echo_message: "" })), "(V3-ECHO-01)")
    assert.include(String(read({ echo_message: "回".repeat(215) })), "(V3-ECHO-01)")
    assert.include(String(read({ echo_message: "echo", encrypted_echo_message: "回" })), "(CR-ENC-01)")
    assert.include(String(read({ echo_message: "echo", notify_url: "http://pay.lender.cn/" })), "(V3-HOOK-02)")
  })

  it("CR-CONTRACT-02 CR-CONTRACT-03 a termination holds our code and a reason, both needed, and no number of a contract", () => {
    const read = Schema.decodeUnknownResult(Contracts.Termination, { onExcessProperty: "error" })
    const sound = { out_contract_code: "A1", contract_termination_remark: "解约" }
    assert.include(String(read({ ...sound, contract_id: "100005698" })), '["contract_id"]')
    assert.include(String(read({ out_contract_code: "A1" })), '["contract_termination_remark"]')
    assert.include(String(read({ contract_termination_remark: "解约" })), '["out_contract_code"]')
    assert.include(String(read({ ...sound, out_contract_code: "A_1" })), "(CR-ID-03)")
    assert.include(String(read({ ...sound, contract_termination_remark: "约".repeat(129) })), "(CR-CONTRACT-03)")
    assert.include(String(read({ ...sound, contract_termination_remark: "" })), "(CR-CONTRACT-03)")
  })
})
