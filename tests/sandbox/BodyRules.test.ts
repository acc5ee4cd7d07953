/**
 * V3-JSON: exactly which members the sandbox takes in a body.
 *
 * Method: an echo is asked for by hand, with members that are known, unknown, null or missing as drawn; how it is answered is compared
 * with the rule in a few lines.
 */
import { assert, layer } from "@effect/vitest"
import { Choice } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as QuickSandbox from "../support/quickSandbox.ts"

const { pick } = Choice

/** A body with the members that are not `missing`; `null` is spelled out. */
const bodyOf = (...members: ReadonlyArray<readonly [name: string, value: string]>) =>
  Object.fromEntries(
    members.filter(([, value]) => value !== "missing").map(([name, value]) => [name, value === "null" ? null : value])
  )

layer(QuickSandbox.layer())("V3-JSON what a body may hold", (it) => {
  it.effect.prop(
    "V3-JSON-03 V3-JSON-05 a body is refused as PARAM_ERROR exactly when it has a member that is not known, one that is null, or lacks one that is required",
    [
      pick("hello", "hello", "null", "missing"),
      pick("missing", "missing", "null"),
      pick("missing", "missing", "x"),
      pick("memo", "echoMessage", "__proto__", "mchid")
    ],
    ([word, notifyUrl, surprise, name]) =>
      Effect.gen(function* () {
        const body = bodyOf(["echo_message", word], ["notify_url", notifyUrl], [name, surprise])
        const refusal = yield* QuickSandbox.refusal("/v3/security/echo", body)
        const isSound = word === "hello" && notifyUrl === "missing" && surprise === "missing"
        assert.deepStrictEqual(refusal?.code, isSound ? undefined : "PARAM_ERROR")
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect(
    "V3-JSON-05 a number that stands in the path is refused in the body, where the same body without it is not",
    () =>
      Effect.gen(function* () {
        const body = { appid: "wxcbda96de0b165486", service_id: "500001", reason: "用户取消" }
        const path = "/v3/payscore/serviceorder/S1/cancel"
        const refusal = yield* QuickSandbox.refusal(path, { out_order_no: "S1", ...body })
        assert.deepStrictEqual([refusal?.code, refusal?.message.split(":")[0]], ["PARAM_ERROR", "/out_order_no"])
        const without = yield* QuickSandbox.refusal(path, body)
        assert.notStrictEqual(without?.code, "PARAM_ERROR")
      })
  )
})
