/**
 * PS-PAY, PS-CREATE-03, PS-QUERY-03, PS-ERR: exactly when an answer to a call on a service order is believed to say what.
 *
 * Method: statuses, codes, numbers of Request-IDs, bodies and proofs are drawn in any company, and answered by a network in
 * process that signs nothing; what the library makes of them is restated from what was drawn.
 */
import { assert, describe, it } from "@effect/vitest"
import { Category, PayScore } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { drafts, numbers, own, requestId, told } from "../support/payscorePlatform.ts"
import { answer, layer, Network } from "../support/quickPayScore.ts"
import { inOrder } from "../support/scripted.ts"

const { maybe, oneOf, pick } = Choice

const proof = pick("Verified", "Verified", "Unsigned", "Invalid")

/** What becomes of the first charge of an order that is answered so; what is written of the order may hold its number. */
const charged = Effect.fnUntraced(function* (
  status: number,
  bodyOf: (outOrderNo: string) => unknown,
  proven: Parameters<typeof answer>[2]
) {
  const { fresh, goesBy, seen } = yield* Network
  const outOrderNo = yield* fresh
  yield* goesBy(inOrder(answer(status, bodyOf(outOrderNo), proven)))
  const ended = yield* Effect.result((yield* PayScore).pay({ ...own, outOrderNo }))
  assert.lengthOf(yield* seen, 1)
  return ended
})

it.layer(layer)("PS-PAY what an answer to a charge tells", (it) => {
  const refusals = Arbitrary.all({
    status: pick(400, 403, 403, 404, 409, 429, 500),
    code: pick("TRADE_ERROR", "TRADE_ERROR", "PARAM_ERROR", "INVALID_ORDER_STATE", "NO_AUTH", "SYSTEM_ERROR"),
    suffix: pick(0, 271316754, 271316754, 271316574, 268435472),
    message: pick("扣款失败", "", "no"),
    proof
  })

  it.effect.prop(
    "PS-PAY-05 PS-PAY-07 a refusal is an attempt exactly when it is proven and either its Request-ID says that a charge runs, or it is 403 TRADE_ERROR; of both, the charge that runs",
    [refusals],
    ([{ code, message, proof, status, suffix }]) =>
      Effect.gen(function* () {
        const ended = yield* charged(status, () => ({ code, message }), { proof, suffix })
        const isRunning = proof === "Verified" && suffix === 271316754
        const isDeclined = proof === "Verified" && status === 403 && code === "TRADE_ERROR"
        assert.strictEqual(Result.isSuccess(ended), isRunning || isDeclined)
        if (Result.isFailure(ended)) return
        const attempt = isRunning ? { _tag: "InProgress" } : { _tag: "Declined", message }
        assert.deepStrictEqual<unknown>(ended.success, attempt)
      })
  )

  it.effect.prop(
    "PS-ERR-03 a refusal keeps its code, its message and its Request-ID as they came, whatever they say",
    [pick("PARAM_ERROR", "INVALID_REQUEST", "NEW"), Arbitrary.schema(Schema.String), pick(0, 271302262, 268435461)],
    ([code, message, suffix]) =>
      Effect.gen(function* () {
        const ended = yield* charged(400, () => ({ code, message }), { suffix })
        const error = Result.isFailure(ended) ? ended.failure : undefined
        if (error?._tag !== "Rejection") return assert.fail(String(error))
        assert.deepStrictEqual([error.code, error.message, error.requestId], [code, message, requestId(suffix)])
        // the same code, and another thing to do
        assert.strictEqual(error.category, suffix === 271302262 ? "AskFirst" : "FixRequest")
      }),
    { arbitrary: { runs: 50 } }
  )

  const successes = Arbitrary.all({
    status: pick(200, 200, 202),
    whose: pick("ours", "ours", "another's", "nobody's"),
    orderId: maybe(pick("15646546545165651651", "")),
    word: maybe(oneOf<string>(pick("USERPAYING", "SUCCESS", ""))),
    text: pick("json", "json", "nothing", "blanks"),
    proof
  })

  it.effect.prop(
    "PS-PAY-04 PS-PAY-06 PS-PAY-08 a success is believed exactly when it is proven and finished: nothing at all or our number means taken, a trade_state in progress, and never paid",
    [successes],
    ([{ orderId, proof, status, text, whose, word }]) =>
      Effect.gen(function* () {
        const jsonOf = (outOrderNo: string) => ({
          ...(whose === "nobody's" ? {} : { out_order_no: whose === "ours" ? outOrderNo : "B1" }),
          ...(orderId === undefined ? {} : { order_id: orderId }),
          ...(word === undefined ? {} : { trade_state: word })
        })
        const isEmpty = text !== "json"
        const blank = text === "blanks" ? " \r\n" : ""
        const ended = yield* charged(status, isEmpty ? () => blank : jsonOf, { proof })
        // one member tells of a running charge, whatever stands beside it
        const isReadable = isEmpty || word !== undefined || whose === "ours"
        assert.strictEqual(Result.isSuccess(ended), proof === "Verified" && status !== 202 && isReadable)
        if (Result.isFailure(ended)) return assert.strictEqual(ended.failure.category, "AskFirst")
        const tradeState = word === "USERPAYING" ? "UserPaying" : `Unknown:${word}`
        const numbered = isEmpty || orderId === undefined ? {} : { orderId }
        const isPaying = !isEmpty && word !== undefined
        const attempt = isPaying ? { _tag: "InProgress", tradeState } : { _tag: "Taken", ...numbered }
        assert.deepStrictEqual<unknown>({ ...ended.success }, attempt)
      })
  )

  const endings = Arbitrary.all({
    status: pick(200, 200, 202, 302, 400, 401, 403, 404, 409, 429, 500, 502),
    code: pick("PARAM_ERROR", "INVALID_REQUEST", "INVALID_ORDER_STATE", "ORDER_DONE", "ORDER_CANCELED", "NEW"),
    isOdd: pick("odd", "as documented"),
    proof
  })

  it.effect.prop(
    "PS-QUERY-03 a charge is to be asked about after every answer but a proven one that can be read or says that the request is wrong, and a 401, which may lack its proof",
    [endings],
    ([{ code, isOdd, proof, status }]) =>
      Effect.gen(function* () {
        const bodyOf = (out_order_no: string) =>
          isOdd === "odd" ? { other: 1 } : status < 300 ? { ...numbers, out_order_no } : { code, message: "no" }
        const ended = yield* charged(status, bodyOf, { proof })
        const isState = isOdd !== "odd" && ["INVALID_ORDER_STATE", "ORDER_DONE", "ORDER_CANCELED"].includes(code)
        const isWrong = [400, 404, 409].includes(status) && !isState
        const isCertain =
          status === 401 ? proof !== "Invalid" : proof === "Verified" && (status === 200 ? isOdd !== "odd" : isWrong)
        const isToAsk = Result.isFailure(ended) && ended.failure.category === "AskFirst"
        assert.strictEqual(isToAsk, !isCertain)
      })
  )
})

it.layer(layer)("PS-CREATE an order that begins by itself", (it) => {
  /** Creates an order that need be confirmed or not, and is answered with one that stands there. */
  const created = Effect.fnUntraced(function* (confirms: string, stage: "Created" | "InService" | "Finished") {
    const { fresh, goesBy } = yield* Network
    const outOrderNo = yield* fresh
    yield* goesBy(inOrder(answer(200, told(stage, { out_order_no: outOrderNo }))))
    const needUserConfirm = confirms === "nothing" ? undefined : confirms === "true"
    const client = yield* PayScore
    return { outOrderNo, made: yield* Effect.result(client.create({ ...drafts.create, outOrderNo, needUserConfirm })) }
  })

  it.effect.prop(
    "PS-CREATE-03 creating has failed exactly when the user need not confirm and the order is CREATED all the same",
    [pick("true", "false", "false", "nothing"), pick("Created", "InService", "Finished")],
    ([confirms, stage]) =>
      Effect.gen(function* () {
        const { made } = yield* created(confirms, stage)
        assert.strictEqual(Result.isFailure(made), confirms === "false" && stage === "Created")
        if (Result.isFailure(made)) assert.strictEqual(made.failure._tag, "NotBegun")
      })
  )

  it.effect(
    "PS-CREATE-03 an order in service is what was asked for, and one that waits for its user is told as not begun",
    () =>
      Effect.gen(function* () {
        assert.isTrue(Result.isSuccess((yield* created("false", "InService")).made))
        const { made, outOrderNo } = yield* created("false", "Created")
        assert.strictEqual(
          Result.isFailure(made) ? made.failure.message : "",
          `The platform did not begin ${outOrderNo} without the user's confirmation (PS-CREATE-03)`
        )
      })
  )
})

describe("PS-ERR what a code of a refusal says", () => {
  const codes = oneOf<string>(
    pick("INVALID_ORDER_STATE", "ORDER_CANCELED", "ORDER_DONE"),
    pick("PARAM_ERROR", "INVALID_REQUEST", "invalid_order_state", "ORDER_CLOSED", "toString"),
    Arbitrary.schema(Schema.String)
  )

  it.prop(
    "PS-ERR-01 PS-ERR-02 PS-PAY-09 a proven 400 asks to read the order exactly with INVALID_ORDER_STATE, ORDER_CANCELED and ORDER_DONE; with INVALID_REQUEST and every other code the request is to be mended",
    [codes, pick("Read", "Write", "Charge")],
    ([code, nature]) => {
      const isState = code === "INVALID_ORDER_STATE" || code === "ORDER_CANCELED" || code === "ORDER_DONE"
      const category = Category.ofRefusal(nature, 400, "Verified", { code })
      assert.strictEqual(category, isState ? "AskFirst" : "FixRequest")
    }
  )
})
