/**
 * V3-ERR, PS-ERR: what an error means to whoever looks at it, and what to do.
 *
 * Method: errors are made full of texts that nobody may see, with codes and endings that nobody documented among them; what is
 * told has to be a sentence that is known beforehand and agrees with the category.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  Category,
  ClockSkewed,
  Codes,
  NotSent,
  NumberReused,
  OutcomeUnknown,
  Problem,
  Rejection
} from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { requestId } from "../support/payscorePlatform.ts"

const { int, maybe, oneOf, pick } = Choice

/** How a sentence begins that says what to do. */
const verbs: Readonly<Record<Category.Category, RegExp>> = {
  FixRequest: /^Correct /u,
  AskFirst: /^Read /u,
  BackOff: /^Wait/u,
  GiveUp: /^Stop/u
}

const isSentence = (text: string): boolean => /^[A-Z][^\n.]+\.$/u.test(text)

const secret = "o-6502-张三"

/** A refusal full of values that nobody may see. */
const refusal = (
  status: number,
  category: Category.Category,
  {
    authenticity = "Verified",
    code,
    suffix = 0
  }: {
    readonly authenticity?: Category.Authenticity
    readonly code?: string
    readonly suffix?: number | string
  } = {}
) =>
  new Rejection({
    status,
    category,
    authenticity,
    ...(code === undefined ? {} : { code }),
    message: secret,
    requestId: requestId(suffix),
    detail: { value: secret }
  })

describe("V3-ERR what an error means", () => {
  const cases: ReadonlyArray<readonly [title: string, error: Rejection, meaning: RegExp, next: RegExp]> = [
    [
      "V3-ERR-01 a documented code",
      refusal(403, "GiveUp", { code: "NO_AUTH" }),
      /lacks the permission/u,
      /^Stop, and ask/u
    ],
    [
      "PS-ERR-03 an ending that says more than the code",
      refusal(400, "AskFirst", { code: "PARAM_ERROR", suffix: 271316754 }),
      /^A charge of this order is running\.$/u,
      /after 5 to 10 seconds/u
    ],
    [
      "PS-ERR-01 a code that tells of the state, whatever the ending advises",
      refusal(400, "AskFirst", { code: "ORDER_DONE", suffix: 271316598 }),
      /made before with other content/u,
      /^Read the order, and take over where it stands\.$/u
    ],
    [
      "PS-PAY-08 a charge that is refused for its frequency",
      refusal(400, "AskFirst", { code: "PARAM_ERROR", suffix: 268435472 }),
      /too often/u,
      /^Read how things stand by the same number/u
    ],
    [
      "V3-RATE-01 429 for a charge",
      refusal(429, "AskFirst", { code: "RATELIMIT_EXCEEDED", suffix: 268447840 }),
      /^Too many requests/u,
      /^Read how things stand by the same number/u
    ],
    [
      "V3-RID-01 an ending that does not belong to a fault",
      refusal(500, "BackOff", { code: "SYSTEM_ERROR", suffix: 268435461 }),
      /has a fault/u,
      /^Wait, then send the identical request/u
    ],
    [
      "V3-ERR-04 a code that nobody documented",
      refusal(404, "FixRequest", { code: secret, suffix: secret }),
      /does not exist, or the address is wrong/u,
      /^Correct the request: /u
    ],
    ["V3-ERR-03 a refusal without a code", refusal(502, "BackOff"), /offline/u, /^Wait/u],
    ["V3-ERR-01 a status that nobody documented", refusal(418, "FixRequest"), /no page documents/u, /^Correct/u],
    ["V3-ERR-01 a redirect", refusal(302, "GiveUp"), /no page documents/u, /^Stop: /u],
    [
      "V3-VER-09 a refusal of a change that nobody proves",
      refusal(404, "AskFirst", { authenticity: "Unsigned", code: "ORDER_NOT_EXIST" }),
      /not proven/u,
      /^Read /u
    ],
    [
      "V3-AUTH-06 401, which comes without a proof",
      refusal(401, "FixRequest", { authenticity: "Unsigned", code: "SIGN_ERROR", suffix: 268443699 }),
      /signature of the request is wrong/u,
      /^Correct how the request is signed/u
    ]
  ]
  for (const [title, error, meaning, next] of cases) {
    it(`${title} is told as what it is`, () => {
      const explanation = Codes.explain(error)
      assert.match(explanation.meaning, meaning)
      assert.match(explanation.next, next)
    })
  }

  it("V3-NET-04 V3-IDEM-02 V3-VER-04 the errors that are no refusals are told by what they are", () => {
    const attempt = refusal(500, "AskFirst", { code: "SYSTEM_ERROR" })
    const told = [
      new NotSent({ problem: secret }),
      new ClockSkewed({ status: 401, category: "FixRequest", skewSeconds: 86_400 }),
      new OutcomeUnknown({ operation: "charge", number: secret, attempts: [attempt], isRepeat: false }),
      new NumberReused({ operation: "charge", field: secret, number: secret, rule: "CR-DEDUCT-06" })
    ].map((error) => Codes.explain(error))
    assert.deepStrictEqual(
      told.map(({ meaning }) => meaning),
      [
        "No byte of the request left, so nothing has happened.",
        "Our clock and WeChat Pay's are more than five minutes apart, so neither accepts what the other signs.",
        "Whether the change took effect is not known.",
        "Another content was sent under this number before, so nothing was sent."
      ]
    )
    assert.match(
      told[2]?.next ?? "",
      /^Read how things stand by the same number before .* never take another number\.$/u
    )
  })

  it("every error is told in one sentence for its meaning and one for what to do", () => {
    for (const { meaning, next } of Object.values(Codes.errorClasses)) {
      assert.isTrue(isSentence(meaning) && isSentence(next), `${meaning} ${next}`)
    }
    for (const [category, next] of Object.entries(Codes.byCategory)) {
      assert.isTrue(isSentence(next))
      assert.isTrue(Schema.is(Category.Category)(category) && verbs[category].test(next), next)
    }
  })

  const rejections = Arbitrary.all({
    status: oneOf<number>(pick(302, 400, 401, 403, 404, 405, 429, 500, 503), int(300, 599)),
    code: maybe(
      oneOf<string>(pick("PARAM_ERROR", "ORDER_DONE", "SYSTEM_ERROR", "NO_AUTH"), Arbitrary.schema(Schema.String))
    ),
    suffix: oneOf<number | string>(
      pick(271316754, 268435461, 268443701, 268447840),
      int(0, 300_000_000),
      Arbitrary.schema(Schema.String)
    ),
    authenticity: pick("Verified", "Unsigned", "Invalid"),
    nature: pick("Read", "Repeatable", "Write", "Charge")
  })

  const sentences = new Set([
    ...[...Codes.answers, ...Codes.endings, ...Object.values(Codes.errorClasses)].flatMap(({ meaning, next }) => [
      meaning,
      next
    ]),
    ...Object.values(Codes.byCategory),
    "A refusal came that is not proven to be WeChat Pay's.",
    "WeChat Pay refused in a way that no page documents."
  ])

  it.prop(
    "V3-ERR-04 V3-RID-01 any code and any ending pass through as they came, and are told by sentences that are known beforehand",
    [rejections],
    ([{ authenticity, code, nature, status, suffix }]) => {
      const hint = Problem.ofRequestId(requestId(suffix))?.category
      const category = Category.ofRefusal(nature, status, authenticity, { code, hint })
      const error = refusal(status, category, { authenticity, suffix, ...(code === undefined ? {} : { code }) })
      const read = Schema.decodeUnknownResult(Rejection)(
        JSON.parse(JSON.stringify(Schema.encodeSync(Rejection)(error)))
      )
      assert.deepStrictEqual(
        Result.map(read, (again) => [again.status, again.code, again.requestId]),
        Result.succeed([status, code, requestId(suffix)])
      )
      const { meaning, next } = Codes.explain(error)
      assert.isTrue(sentences.has(meaning) && sentences.has(next))
      assert.match(next, verbs[category])
    }
  )
})
