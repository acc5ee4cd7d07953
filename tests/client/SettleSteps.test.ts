/**
 * V3-IDEM-02, V3-RETRY-01, V3-AUTH-04: how settling goes on from what a question told, and from how a sending ended.
 *
 * Method: the loop alone, between a question and a sending that say what each row wrote down; what is counted is what
 * they were called, when, what was recorded, and what was told at the end. Pauses are a minute, so that times are plain.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Rejection } from "@wxrepay/domain/client"
import { SigningError } from "@wxrepay/domain/signing"
import * as Effect from "effect/Effect"
import { asked, type InDoubt } from "../../packages/domain/src/client/Settle.ts"
import * as Scripts from "../support/settleScripts.ts"

const { bad, done, end, ends, errorOf, fails, lost, no, other, play, rejection, steps, unsent, unsure, usual, yes } =
  Scripts

type Script = Scripts.Script

describe("V3-IDEM-02 what a question tells", () => {
  for (const [title, script, expected] of [
    ["that it happened settles it", { questions: [yes] }, "Settled, by Question, told happened, happened"],
    ["of other content ends it", { questions: [other] }, "Differs, told other, never happened"],
    [
      "that it happened settles it, whatever else was sent under the number",
      { questions: [yes], standing: "Other" },
      "Settled, by Question, told happened, happened"
    ],
    [
      "twice that there is nothing, though other content was sent, ends it without a sending and without a record",
      { questions: [no], sendings: [done], standing: "Other" },
      "Differs"
    ],
    [
      "last is told at the end, though questions failed since",
      { questions: [unsure, Effect.fail(lost)] },
      "StillUnknown, told unsure, Unanswered"
    ],
    ["may be nothing at all", { questions: [no] }, "StillUnknown"],
    [
      "by a refusal that stays ends it, and is told",
      { questions: [no, Effect.fail(rejection(403, "GiveUp"))], sendings: [done] },
      "StillUnknown, Rejection 403"
    ],
    [
      "by a refusal of the question itself ends it as well",
      { questions: [Effect.fail(rejection(400, "FixRequest"))], sendings: [done] },
      "StillUnknown, Rejection 400"
    ]
  ] as const satisfies ReadonlyArray<readonly [string, Script, string]>) {
    it.effect(`V3-IDEM-02 what it tells ${title}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* end(script), expected)
      })
    )
  }

  for (const [title, questions, expected] of [
    ["twice in a row", [no], "ask 0, ask 60, send 60"],
    ["with nothing told between", [no, unsure, no, no], "ask 0, ask 60, ask 120, ask 180, send 180"],
    ["with no failure between", [no, Effect.fail(lost), no, no], "ask 0, ask 60, ask 120, ask 180, send 180"]
  ] as const satisfies ReadonlyArray<readonly [string, Script["questions"], string]>) {
    it.effect(`V3-RETRY-01 it is sent again when it was told that there is nothing ${title}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* steps({ questions, sendings: [done] }), expected)
        assert.strictEqual(yield* end({ questions, sendings: [done] }), "Settled, by Answer")
      })
    )
  }

  it.effect("V3-IDEM-02 what it came to at last says what was asked for, since when, and how often", () =>
    Effect.gen(function* () {
      const { at, settlement } = yield* play({
        questions: [no],
        sendings: [ends(lost)],
        options: {
          ...usual,
          within: "5 minutes"
        }
      })
      if (settlement._tag !== "StillUnknown") return assert.fail(settlement._tag)
      const { asked, number, operation, sent, since } = settlement
      assert.deepStrictEqual(
        [operation, number, asked, sent, since.epochMilliseconds, at],
        ["charge", "T1", 6, 2, 0, 300]
      )
    })
  )
})

describe("V3-RETRY-01 how a sending ends", () => {
  for (const [title, sendings, expected] of [
    [
      "in doubt is asked about twice before the next",
      [ends(lost), done],
      "ask 0, ask 60, send 60, ask 120, ask 180, send 180"
    ],
    ["unsent is made again after one question", [ends(unsent), done], "ask 0, ask 60, send 60, ask 120, send 120"],
    [
      "with a proven 429 is made again after one question",
      [ends(rejection(429, "BackOff")), done],
      "ask 0, ask 60, send 60, ask 120, send 120"
    ],
    [
      "unsent is made three times at most",
      [ends(unsent)],
      "ask 0, ask 60, send 60, ask 120, send 120, ask 180, send 180, ask 240, ask 300, ask 360, ask 420, ask 480, ask 540, ask 600"
    ]
  ] as const satisfies ReadonlyArray<readonly [string, Script["sendings"], string]>) {
    it.effect(`V3-RETRY-01 a sending that ends ${title}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* steps({ questions: [no], sendings }), expected)
      })
    )
  }

  for (const [title, sending, expected, nature = "Write"] of [
    ["a proven 400 is a refusal", ends(bad), "Refused, Rejection 400, never happened"],
    ["a proven 403 is a refusal", ends(rejection(403, "GiveUp")), "Refused, Rejection 403, never happened"],
    [
      "a rule that refuses is a refusal",
      fails({ _tag: "Rule", category: "FixRequest" }),
      "Refused, Rule, never happened"
    ],
    ["an unproven 400 decides nothing", ends(rejection(400, "AskFirst", "Unsigned")), "StillUnknown, OutcomeUnknown"],
    ["a proven 500 decides nothing", ends(rejection(500, "AskFirst")), "StillUnknown, OutcomeUnknown"],
    [
      "a proven 429 of a charge decides nothing",
      ends(rejection(429, "AskFirst")),
      "StillUnknown, OutcomeUnknown",
      "Charge"
    ],
    ["a proven 429 of a write decides nothing", ends(rejection(429, "BackOff")), "StillUnknown, Rejection 429"],
    ["what was not sent decides nothing", ends(unsent), "StillUnknown, NotSent"],
    [
      "an unsigned 401 ends it undecided",
      ends(rejection(401, "FixRequest", "Unsigned")),
      "StillUnknown, Rejection 401"
    ],
    [
      "a signature that cannot be made ends it undecided",
      ends(new SigningError({ problem: "KeyFailed" })),
      "StillUnknown, SigningError"
    ],
    [
      "a store that fails decides nothing",
      fails({ _tag: "StoreError", category: "BackOff" }),
      "StillUnknown, StoreError"
    ],
    ["what ended in a 400 and then in doubt decides nothing", ends(bad, lost), "StillUnknown, OutcomeUnknown"],
    ["what ended in doubt and then in a 400 decides nothing", ends(lost, bad), "StillUnknown, OutcomeUnknown"]
  ] as const) {
    it.effect(`V3-RETRY-04 V3-VER-09 ${title}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* end({ questions: [no], sendings: [sending], nature }), expected)
      })
    )
  }

  for (const [title, sending] of [
    ["an unsigned 401", ends(rejection(401, "FixRequest", "Unsigned"))],
    ["a signature that cannot be made", ends(new SigningError({ problem: "KeyFailed" }))]
  ] as const) {
    it.effect(`V3-AUTH-06 after ${title} nothing more is asked`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* steps({ questions: [no], sendings: [sending] }), "ask 0, ask 60, send 60")
      })
    )
  }

  for (const [title, sendings, expected] of [
    ["the first request may have been signed when settling began", [ends(bad)], 360],
    ["a request that was sent again meanwhile may come late", [ends(lost), ends(bad)], 420],
    [
      "what a store kept from being sent does not come",
      [fails({ _tag: "StoreError", category: "BackOff" }), ends(bad)],
      360
    ],
    ["one of several attempts may come late", [ends(lost, lost), ends(bad)], 420]
  ] as const) {
    it.effect(`V3-AUTH-04 a refusal is certain when five minutes have passed, for ${title}`, () =>
      Effect.gen(function* () {
        const { at, settlement } = yield* play({ questions: [no], sendings })
        assert.deepStrictEqual([settlement._tag, at], ["Refused", expected])
      })
    )
  }

  it.effect("V3-AUTH-04 after a refusal it is not sent again, and a question may still tell that it happened", () =>
    Effect.gen(function* () {
      const script = { questions: [no, no, no, no, no, yes], sendings: [ends(bad)] } as const
      assert.strictEqual(yield* end(script), "Settled, by Question, told happened, happened")
      assert.strictEqual(yield* steps(script), "ask 0, ask 60, send 60, ask 120, ask 180, ask 240, ask 300")
    })
  )

  it.effect("V3-AUTH-04 after a refusal a question that fails decides nothing", () =>
    Effect.gen(function* () {
      const failing = Effect.fail(lost)
      const { at, settlement } = yield* play({
        questions: [no, no, failing, failing, failing, failing, failing, failing, no],
        sendings: [ends(bad)]
      })
      assert.deepStrictEqual([settlement._tag, at], ["Refused", 480])
    })
  )

  it.effect("V3-IDEM-01 where other content was sent, one absence says nothing, and neither does a failure", () =>
    Effect.gen(function* () {
      const questions = [Effect.fail(lost), no, no] as const
      assert.strictEqual(yield* steps({ questions, sendings: [done], standing: "Other" }), "ask 0, ask 60, ask 120")
    })
  )

  it.effect("V3-AUTH-04 a refusal is not told on a question that tells nothing", () =>
    Effect.gen(function* () {
      const sixTimes = [no, no, no, no, no, no] as const
      const { at, settlement } = yield* play({ questions: [...sixTimes, unsure, unsure, no], sendings: [ends(bad)] })
      assert.deepStrictEqual([settlement._tag, at], ["Refused", 480])
    })
  )
})

describe("V3-NET-05 when time is over", () => {
  for (const [title, script, expected] of [
    ["at once, it is asked once", { questions: [no], options: { within: 0 } }, "ask 0"],
    [
      "nothing is sent any more",
      { options: { ...usual, within: "1 minute" }, questions: [no], sendings: [done] },
      "ask 0, ask 60"
    ],
    [
      "it is asked once more, however short the rest",
      { questions: [no], options: { ...usual, within: "90 seconds" } },
      "ask 0, ask 60, ask 90"
    ]
  ] as const satisfies ReadonlyArray<readonly [string, Script, string]>) {
    it.effect(`V3-NET-05 when time is over ${title}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* steps(script), expected)
      })
    )
  }

  it.effect("V3-NET-05 a question that never ends is given up a minute later, and so is a sending", () =>
    Effect.gen(function* () {
      const options = { ...usual, within: "2 minutes" } as const
      const question = yield* play({ options, questions: [Effect.never] })
      assert.deepStrictEqual([question.settlement._tag, question.at], ["StillUnknown", 180])
    })
  )

  it.effect("V3-NET-05 a sending that never ends is given up a minute later, and nothing more is asked", () =>
    Effect.gen(function* () {
      const options = { ...usual, within: "2 minutes" } as const
      const { at, heard, settlement } = yield* play({ options, questions: [no], sendings: [Effect.never] })
      if (settlement._tag !== "StillUnknown") return assert.fail(settlement._tag)
      assert.deepStrictEqual([settlement.asked, settlement.sent, at], [2, 1, 180])
      assert.deepStrictEqual(heard, ["ask 0", "ask 60", "send 60"])
    })
  )
})

describe("V3-VER-09 what a question is read as", () => {
  const read = (question: InDoubt<never, string, never>["ask"] | Effect.Effect<string, Rejection>) =>
    Effect.match(
      asked(Effect.map(question, String), () => "Unsure"),
      {
        onFailure: errorOf,
        onSuccess: ({ _tag, told }) => `${_tag} ${told ?? "-"}`
      }
    )

  it.effect("V3-VER-09 a proven 404 says that there is nothing, and no other refusal does", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* read(Effect.succeed("order")), "Unsure order")
      assert.strictEqual(yield* read(Effect.fail(rejection(404, "AskFirst"))), "NotYet -")
      assert.strictEqual(yield* read(Effect.fail(rejection(404, "AskFirst", "Unsigned"))), "Rejection 404")
      assert.strictEqual(yield* read(Effect.fail(rejection(400, "FixRequest"))), "Rejection 400")
    })
  )
})
