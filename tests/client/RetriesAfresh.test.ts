/**
 * V3-RETRY-03, V3-ENC-05: what a call that is made again carries, and what it means when it ends otherwise the second time.
 *
 * Method: a platform on a port of this machine reads signatures and sealed text with node:crypto, and answers as written down;
 * between two tries lies a millisecond, so that nobody waits.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, OutcomeUnknown } from "@wxrepay/domain/client"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { constants, privateDecrypt } from "node:crypto"
import * as Platform from "../support/platform.ts"
import * as Scripted from "../support/scripted.ts"

const draft = {
  appid: "wxcbda96de0b165486",
  planId: "12535",
  outContractCode: "C1",
  displayName: "*明",
  contractNotifyUrl: "https://lender.example/n",
  repaymentAmountLimit: 200_000,
  subMchid: "1900000002",
  realIdentity: {
    identityType: "IdCard" as const,
    identityId: Redacted.make("110101199003070396"),
    realName: Redacted.make("张小明")
  }
}

/** What the platform does to each request in its order: breaks off, or answers. */
type End = "Breaks" | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }

const presigned: End = { status: 200, body: { presign_token: "token", session_token: "token" } }
const system: End = { status: 500, body: { code: "SYSTEM_ERROR", message: "no" } }
const frequent: End = { status: 429, body: { code: "RATELIMIT_EXCEEDED", message: "slower" } }
const unproven: End = { ...presigned, headers: {} }

/** The policy of these tests: three tries, almost at once. */
const soon = Scripted.policy({ pause: Duration.millis(1) })

const against = Effect.fnUntraced(function* <A, E>(
  ends: ReadonlyArray<End>,
  use: (client: CreditRepayment["Service"]) => Effect.Effect<A, E>
) {
  const { baseUrl, seen } = yield* Platform.listen((_, response, request) => {
    const end = ends[seen.length - 1] ?? { status: 405 }
    if (end === "Breaks") return void request.socket.destroy()
    Platform.answer(response, end.status, end.body ?? {}, end.headers)
  })
  const layer = CreditRepayment.layer(Platform.settings(baseUrl)).pipe(Layer.provide(FetchTransport.layer))
  const exit = yield* Effect.result(Effect.flatMap(CreditRepayment, use)).pipe(Effect.provide([layer, soon]))
  return { exit, seen }
}, Effect.scoped)

const presign = (client: CreditRepayment["Service"]) => client.presignApp(draft)

const member = (seen: Platform.Seen, name: string) =>
  new RegExp(`${name}="([^"]*)"`, "u").exec(seen.headers.authorization ?? "")?.[1]

const opened = (text: string) =>
  privateDecrypt(
    { key: Platform.platform.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" },
    Buffer.from(text, "base64")
  ).toString("utf8")

describe("a pre-sign that is made again", () => {
  for (const [title, first] of [
    ["broken off", "Breaks"],
    ["answered 500", system],
    ["answered 429", frequent],
    ["answered without proof", unproven]
  ] as const) {
    it.live(`V3-ENC-05 V3-RETRY-03 when ${title}, carries the very same bytes, its sealed identity included`, () =>
      Effect.gen(function* () {
        const { exit, seen } = yield* against([first, "Breaks", presigned], presign)
        assert.strictEqual(exit._tag, "Success")
        assert.lengthOf(seen, 3)
        const [body = "", ...others] = seen.map((one) => one.body.toString("hex"))
        for (const other of others) assert.strictEqual(other, body)
        const { real_identity: sealed } = JSON.parse(String(seen[0]?.body))
        assert.deepStrictEqual([opened(sealed.real_name), opened(sealed.identity_id)], ["张小明", "110101199003070396"])
        assert.deepStrictEqual(
          seen.map(({ headers }) => headers["wechatpay-serial"]),
          [Platform.serial, Platform.serial, Platform.serial]
        )
      })
    )
  }

  it.live("V3-ENC-05 one that is asked for anew is sealed anew", () =>
    Effect.gen(function* () {
      const { seen } = yield* against([presigned, presigned], (client) =>
        Effect.andThen(presign(client), presign(client))
      )
      const [one, other] = seen.map(({ body }) => JSON.parse(String(body)).real_identity.real_name)
      assert.notStrictEqual(one, other)
      assert.deepStrictEqual([opened(one), opened(other)], ["张小明", "张小明"])
    })
  )

  it.live("V3-RETRY-03 V3-SIGN-04 has a nonce and a signature of its own each time, over the bytes that arrive", () =>
    Effect.gen(function* () {
      const { seen } = yield* against(["Breaks", system, presigned], presign)
      assert.deepStrictEqual(seen.map(Platform.isSigned), [true, true, true])
      assert.strictEqual(new Set(seen.map((one) => member(one, "nonce_str"))).size, 3)
      assert.strictEqual(new Set(seen.map((one) => member(one, "signature"))).size, 3)
    })
  )

  it.live("V3-RETRY-01 and is refused after a try without an answer, is not refused: its outcome is not known", () =>
    Effect.gen(function* () {
      const no = { status: 400, body: { code: "PARAM_ERROR", message: "no" } }
      const { exit, seen } = yield* against(["Breaks", system, no], presign)
      if (exit._tag === "Success" || !(exit.failure instanceof OutcomeUnknown)) return assert.fail(exit._tag)
      const { attempts, number, operation } = exit.failure
      assert.deepStrictEqual([operation, number, seen.length], ["presign", "C1", 3])
      assert.deepStrictEqual(
        attempts.map((one) => ("status" in one ? [one._tag, one.status] : [one._tag])),
        [["Unanswered"], ["Rejection", 500], ["Rejection", 400]]
      )
    })
  )

  it.live("V3-RETRY-01 and is never answered, has every try told in its order", () =>
    Effect.gen(function* () {
      const { exit, seen } = yield* against([unproven, "Breaks", system], presign)
      if (exit._tag === "Success" || !(exit.failure instanceof OutcomeUnknown)) return assert.fail(exit._tag)
      assert.deepStrictEqual(
        exit.failure.attempts.map(({ _tag }) => _tag),
        ["Unverified", "Unanswered", "Rejection"]
      )
      assert.lengthOf(seen, 3)
    })
  )

  it.live("V3-RATE-01 and is refused after a proven 429 only, is refused: nothing was ever in doubt", () =>
    Effect.gen(function* () {
      const no = { status: 400, body: { code: "PARAM_ERROR", message: "no" } }
      const { exit, seen } = yield* against([frequent, no], presign)
      assert.deepStrictEqual(exit._tag === "Failure" && exit.failure._tag, "Rejection")
      assert.lengthOf(seen, 2)
    })
  )

  it.live("V3-RATE-01 an end of a contract that is refused after a 429 may be refused for what the first one did", () =>
    Effect.gen(function* () {
      const no = { status: 400, body: { code: "INVALID_REQUEST", message: "no" } }
      const ended = { outContractCode: "C1", contractTerminationRemark: "还清" }
      const { exit, seen } = yield* against([frequent, no], (client) => client.terminateContract(ended))
      if (exit._tag === "Success" || !(exit.failure instanceof OutcomeUnknown)) return assert.fail(exit._tag)
      assert.deepStrictEqual(
        exit.failure.attempts.map((one) => "status" in one && one.status),
        [429, 400]
      )
      assert.lengthOf(seen, 2)
      const busy = yield* against([frequent, frequent, frequent], (client) => client.terminateContract(ended))
      assert.deepStrictEqual(busy.exit._tag === "Failure" && busy.exit.failure._tag, "Rejection")
    })
  )

  it.live("V3-RETRY-01 a charge is sent once, whatever becomes of it", () =>
    Effect.gen(function* () {
      for (const end of ["Breaks", system, frequent, unproven] as const) {
        const { exit, seen } = yield* against([end, presigned], (client) => client.charge(Platform.charge))
        assert.deepStrictEqual(exit._tag === "Failure" && exit.failure._tag, "OutcomeUnknown")
        assert.lengthOf(seen, 1)
      }
    })
  )
})

describe("a question that is made again", () => {
  it.effect("V3-RETRY-03 is signed at the moment that it leaves", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(Scripted.inOrder({ status: 500 }, Scripted.reset, Scripted.fine))
      yield* TestClock.setTime(1_000)
      const fiber = yield* Effect.forkChild(call("Read"))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(
        seen.map(({ headers }) => headers["authorization"]),
        ["1 1000 /v3/x?a=1", "2 1200 /v3/x?a=1", "3 1600 /v3/x?a=1"]
      )
      assert.isDefined(fiber.pollUnsafe())
    }).pipe(Effect.scoped, Effect.provide(Scripted.policy()))
  )
})
