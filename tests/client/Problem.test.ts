/**
 * PS-ERR-03, V3-RID-01: what the number at the end of a Request-ID says of a refusal. Products say the same under numbers
 * of their own, so one problem may have several.
 *
 * Method: the table of the documentation is written out here once more, by hand. Each number is read off a text, and off
 * the answer of a platform on a port of this machine, once with a proof and once without.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Category, Problem, Rejection, RetryPolicy } from "@wxrepay/domain/client"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { failure, no, requestId, unproven } from "../support/payscorePlatform.ts"

const table: ReadonlyArray<readonly [suffix: number, problem: Problem.Problem, category: Category.Category]> = [
  [271317510, "OrderNotFound", "AskFirst"],
  [271316574, "ChargeFailed", "AskFirst"],
  [271302262, "StateForbids", "AskFirst"],
  [271302333, "AlreadyCancelled", "AskFirst"],
  [271302332, "StillConfirmed", "AskFirst"],
  [268435464, "OutOfRange", "FixRequest"],
  [271316657, "NotAwaitingPayment", "AskFirst"],
  [271316598, "ContentChanged", "FixRequest"],
  [271302144, "MerchantUnknown", "FixRequest"],
  [271302149, "AppidNotBound", "FixRequest"],
  [268435472, "TooFrequent", "BackOff"],
  [271300099, "RiskRefused", "GiveUp"],
  [271299627, "OverdueOrders", "GiveUp"],
  [268503786, "NoPermission", "GiveUp"],
  [271316592, "NotCancellable", "AskFirst"],
  [270924332, "AuthorizationInvalid", "FixRequest"],
  [271316754, "ChargeRunning", "AskFirst"],
  [271316656, "AboveLimit", "FixRequest"],
  [271316637, "EndBeforeStart", "FixRequest"],
  [268560785, "YouthMode", "GiveUp"],
  [268447840, "TooFrequent", "BackOff"],
  [268435461, "ParameterInvalid", "FixRequest"],
  [270924358, "MemberUnknown", "FixRequest"],
  [268443699, "SignatureWrong", "FixRequest"],
  [270924360, "SignatureWrong", "FixRequest"],
  [268498688, "ContentChanged", "FixRequest"],
  [268445527, "AppidNotBound", "FixRequest"],
  [268443701, "NoAcquiringRelation", "GiveUp"],
  [268443704, "SubMerchantMissing", "FixRequest"],
  [268443705, "SubMerchantIsCaller", "FixRequest"]
]

/** A refusal of one call that is made once, and nothing else; one that leaves open whether the change was made stands among the attempts. */
const refusal = Effect.fnUntraced(
  function* (...[name, answer]: Parameters<typeof failure>) {
    const { error } = yield* failure(name, answer)
    const refused = error._tag === "OutcomeUnknown" ? error.attempts[0] : error
    return refused._tag === "Rejection" ? refused : assert.fail(refused._tag)
  },
  Effect.provideService(RetryPolicy.CurrentRetryPolicy, RetryPolicy.never)
)

describe("PS-ERR-03 what a Request-ID says", () => {
  for (const [suffix, problem, category] of table) {
    it(`PS-ERR-03 V3-RID-01 ${suffix} says ${problem}, which means ${category}`, () => {
      assert.deepStrictEqual(Problem.ofRequestId(requestId(suffix)), { problem, category })
      assert.isTrue(Schema.is(Problem.Problem)(problem))
    })

    it.live(`PS-ERR-03 ${problem} decides where the status alone says only that the request is wrong`, () =>
      Effect.gen(function* () {
        const error = yield* refusal("cancel", no(400, "PARAM_ERROR", suffix, "当前订单状态不满足撤销条件"))
        assert.deepStrictEqual(
          [error.problem, error.category, error.code, error.message, error.requestId, error.authenticity],
          [problem, category, "PARAM_ERROR", "当前订单状态不满足撤销条件", requestId(suffix), "Verified"]
        )
      })
    )

    it.live(`V3-VER-09 ${problem} that nobody proves is kept, and softens nothing`, () =>
      Effect.gen(function* () {
        for (const name of ["cancel", "pay"] as const) {
          for (const status of [400, 403, 404, 429, 500]) {
            const error = yield* refusal(name, unproven(status, { code: "PARAM_ERROR", message: "no" }, suffix))
            assert.deepStrictEqual(
              [error.problem, error.category, error.authenticity],
              [problem, "AskFirst", "Unsigned"]
            )
          }
        }
      })
    )
  }

  it("PS-ERR-03 these numbers are documented, and no others", () => {
    assert.deepStrictEqual([...Problem.problems.keys()].toSorted(), table.map(([suffix]) => String(suffix)).toSorted())
    assert.deepStrictEqual(
      [...Problem.Problem.literals].toSorted(),
      Arr.dedupe(table.map(([, problem]) => problem)).toSorted()
    )
  })

  const unsaid = [
    ["no Request-ID", undefined],
    ["an empty one", ""],
    ["a success", requestId(0)],
    ["a number that is not documented", requestId(271317511)],
    ["a documented number before the last hyphen", "08F78BB5AF-271317510-0"],
    ["a documented number that goes on", requestId("2713175100")],
    ["a documented number after a zero", requestId("0271317510")],
    ["a documented number in other digits", requestId("２７１３１７５１０")],
    ["nothing after the hyphen", "08F78BB5AF-"],
    ["the name of a member of every object", requestId("constructor")]
  ] as const
  for (const [title, given] of unsaid) {
    it(`V3-RID-01 ${title} says nothing`, () => {
      assert.isUndefined(Problem.ofRequestId(given))
    })
  }

  it.prop("V3-RID-01 any text is read as a documented number or as none", [Schema.String], ([text]) => {
    const suffix = Problem.suffixOf(text)
    assert.isTrue(text.endsWith(suffix) && !suffix.includes("-"))
    assert.deepStrictEqual(Problem.ofRequestId(text), Problem.problems.get(suffix))
  })

  it.live("V3-RID-01 a refusal whose number says nothing has no problem, and keeps its Request-ID", () =>
    Effect.gen(function* () {
      const error = yield* refusal("cancel", no(400, "PARAM_ERROR", 271317511))
      assert.isFalse(Object.hasOwn(error, "problem"))
      assert.deepStrictEqual([error.requestId, error.category], [requestId(271317511), "FixRequest"])
    })
  )

  it("PS-ERR-03 a refusal with its problem survives being written down and read", () => {
    const error = new Rejection({
      status: 400,
      message: "no",
      authenticity: "Verified",
      category: "AskFirst",
      problem: "ChargeRunning"
    })
    const written = Schema.encodeSync(Rejection)(error)
    assert.strictEqual(
      Schema.decodeUnknownSync(Rejection)(JSON.parse(JSON.stringify(written))).problem,
      "ChargeRunning"
    )
    assert.isFalse(Schema.is(Problem.Problem)("SomethingElse"))
  })
})
