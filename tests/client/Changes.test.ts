/**
 * V3-VER-08, V3-IDEM: what a change came to, or that nobody knows, and what may be sent under its number then.
 *
 * Method: a platform in process does what each test wrote down, really signed, with every kind of change of both services in
 * turn; what is counted is what came of the call, what the client remembers, and which bytes arrive. Time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { all, type Kind } from "../support/doubtfulChanges.ts"
import * as Doubts from "../support/doubts.ts"
import { noon } from "../support/lender.ts"

const { absent, breaks, doubtOf, facing, refuses, says, unsettled } = Doubts

/** Runs with each kind of change in turn, at noon. */
const forEach = <E>(kinds: ReadonlyArray<Kind>, run: (kind: Kind) => Effect.Effect<void, E>) =>
  Effect.andThen(TestClock.setTime(noon), Effect.forEach(kinds, run, { discard: true }))

/** What was sent, but for what is sealed anew each time. Rule: V3-ENC-05. */
const contentOf = ({ body, method, path }: Doubts.Came) => {
  const { real_identity: sealed, ...content } = JSON.parse(body)
  return { method, path, isSealed: sealed !== undefined, content: sealed === undefined ? body : content }
}

const charges = all.filter(({ nature }) => nature === "Charge")
const others = all.filter(({ nature }) => nature !== "Charge")
const fixed = all.filter(({ rule }) => rule !== undefined)

describe("a doubt", () => {
  const html = { headers: { "content-type": "text/html" } }
  const late = (millis: number) => ({ headers: { date: new Date(noon + millis).toUTCString() } })
  type Case = readonly [
    title: string,
    move: (answer: unknown) => Doubts.Move,
    told: string,
    kinds?: ReadonlyArray<Kind>
  ]
  const refusal = (status: number, proof?: Doubts.Proof) => () => refuses(status, "SYSTEM_ERROR", proof)
  const doubts: ReadonlyArray<Case> = [
    ["V3-NET-04 a connection that breaks once bytes may have left", () => breaks("Sent"), "Unanswered Sent"],
    ["V3-NET-04 a connection that breaks within an answer", () => breaks("Answered"), "Unanswered Answered"],
    ["V3-NET-04 a failure of which the transport cannot tell", () => breaks("Unknown"), "Unanswered Unknown"],
    ["V3-RETRY-01 a proven 500", refusal(500), "Rejection 500 Verified"],
    ["V3-RETRY-01 a proven 502", refusal(502), "Rejection 502 Verified"],
    ["V3-RETRY-01 a proven 503", refusal(503), "Rejection 503 Verified"],
    ["V3-VER-09 a 504 of a gateway", () => says(504, "", { without: "all" }), "Rejection 504 Unsigned"],
    ["V3-VER-09 an unproven redirect", refusal(302, { without: "all" }), "Rejection 302 Unsigned"],
    ["V3-RETRY-01 a proven redirect", refusal(302), "Rejection 302 Verified"],
    ["V3-RATE-01 too many charges", refusal(429), "Rejection 429 Verified", charges],
    ["V3-VER-09 an unproven 429", refusal(429, { without: "all" }), "Rejection 429 Unsigned"],
    ["V3-VER-09 an unproven 400", refusal(400, { without: "all" }), "Rejection 400 Unsigned"],
    ["V3-VER-09 a 403 with another text's proof", refusal(403, { text: "another" }), "Rejection 403 Invalid"],
    ["V3-VER-09 an unproven 404", refusal(404, { without: "all" }), "Rejection 404 Unsigned"],
    ["V3-AUTH-06 a 401 with a wrong proof", refusal(401, { text: "another" }), "Rejection 401 Invalid"],
    ["V3-RETRY-01 a 202", () => says(202, {}), "Unreadable"],
    ["V3-VER-10 a page", (answer) => says(200, answer, html), "Unreadable"],
    ["an answer that cannot be read", () => says(200, []), "Unreadable"],
    ["an answer that is no JSON", () => says(200, "yes"), "Unreadable"],
    [
      "V3-VER-05 a success without a proof",
      (answer) => says(200, answer, { without: "all" }),
      "Unverified HeaderMissing"
    ],
    [
      "V3-VER-05 a success without its nonce",
      (answer) => says(200, answer, { without: "wechatpay-nonce" }),
      "Unverified HeaderMissing"
    ],
    [
      "V3-VER-07 a success by another scheme",
      (answer) => says(200, answer, { headers: { "wechatpay-signature-type": "WECHATPAY2-SM2-WITH-SM3" } }),
      "Unverified SchemeUnknown"
    ],
    [
      "V3-VER-06 a success with a key that nobody has",
      (answer) => says(200, answer, { headers: { "wechatpay-serial": "PUB_KEY_ID_0000000000000000000000000000" } }),
      "Unverified SerialUnknown"
    ],
    [
      "V3-VER-01 a success with another text's proof",
      (answer) => says(200, answer, { text: "another" }),
      "Unverified SignatureWrong"
    ],
    [
      "V3-PROBE-01 a probe",
      (answer) => says(200, answer, { headers: { "wechatpay-signature": "WECHATPAY/SIGNTEST/AAAA" } }),
      "Unverified Probe"
    ],
    ["V3-VER-04 an old success", (answer) => says(200, answer, { aheadSeconds: -301 }), "Unverified Stale"],
    [
      "V3-VER-04 a success of a platform whose clock is another",
      (answer) => says(200, answer, { aheadSeconds: -600, ...late(-600_000) }),
      "ClockSkewed"
    ]
  ]

  const told = (attempt: ReturnType<typeof doubtOf>["attempts"][number]): string => {
    switch (attempt._tag) {
      case "Unanswered":
        return `Unanswered ${attempt.phase}`
      case "Rejection":
        return `Rejection ${attempt.status} ${attempt.authenticity}`
      case "Unverified":
        return `Unverified ${attempt.reason._tag}`
      default:
        return attempt._tag
    }
  }

  for (const [title, move, expected, kinds = all] of doubts) {
    it.effect(`${title} leaves every change open: its number takes no other content, and takes the same again`, () =>
      forEach(kinds, (kind) =>
        Effect.gen(function* () {
          const { changes, process } = yield* facing({ changes: [move(kind.answer), says(200, kind.answer)] })
          const error = doubtOf(yield* Effect.flip(kind.send(process)))
          assert.deepStrictEqual(
            [error.operation, error.number, error.attempts.map(told), error.isRepeat, error.category],
            [kind.operation, kind.number, [expected], false, "AskFirst"]
          )
          assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
          if (kind.rule !== undefined) {
            const reused = yield* Effect.flip(kind.other(process))
            if (reused._tag !== "NumberReused") return assert.fail(`${kind.name} ${reused._tag}`)
            assert.deepInclude(reused, { ...picked(kind, kind.rule), category: "FixRequest" })
            assert.strictEqual(changes.length, 1)
            assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
          }
          yield* kind.send(process)
          assert.deepStrictEqual(yield* unsettled(process), [])
          const [first, second] = changes
          if (first === undefined || second === undefined) return assert.fail("it was not sent twice")
          assert.deepStrictEqual(contentOf(second), contentOf(first))
          assert.notStrictEqual(second.authorization, first.authorization)
        }).pipe(Effect.scoped)
      )
    )
  }

  const picked = ({ field, number, operation }: Kind, rule: string) => ({ operation, field, number, rule })

  it.effect("V3-NET-05 no answer within the deadline leaves every change open", () =>
    forEach(all, (kind) =>
      Effect.gen(function* () {
        const { process } = yield* facing({ changes: [Doubts.silent] })
        const error = doubtOf(yield* Effect.flip(Doubts.inOwnTime(kind.send(process), "10 seconds")))
        assert.deepStrictEqual(error.attempts.map(told), ["Unanswered Unknown"])
        assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
      }).pipe(Effect.scoped)
    )
  )

  const laterEnds: ReadonlyArray<readonly [string, Doubts.Move, string]> = [
    ["a proven refusal", refuses(400, "PARAM_ERROR"), "Rejection 400 Verified"],
    ["a proven absence", absent, "Rejection 404 Verified"],
    ["a stranger's 401", refuses(401, "SIGN_ERROR", { without: "all" }), "Rejection 401 Unsigned"],
    ["a connection that was not made", breaks("NotConnected"), "NotSent"]
  ]
  for (const [title, move, expected] of laterEnds) {
    it.effect(`V3-IDEM-02 CR-DEDUCT-06 of a change that is in doubt, ${title} of a repetition says nothing`, () =>
      forEach(all, (kind) =>
        Effect.gen(function* () {
          const { process } = yield* facing({ changes: [breaks("Sent"), move] })
          yield* Effect.flip(kind.send(process))
          for (let turn = 0; turn < 2; turn++) {
            const error = doubtOf(yield* Effect.flip(kind.send(process)))
            assert.deepStrictEqual([error.attempts.map(told), error.isRepeat], [[expected], true])
            assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
          }
        }).pipe(Effect.scoped)
      )
    )
  }

  it.effect("V3-IDEM-02 of a change that is settled under its number, a refusal of a repetition says nothing", () =>
    forEach(fixed, (kind) =>
      Effect.gen(function* () {
        const { changes, process } = yield* facing({ changes: [says(200, kind.answer), refuses(400, "PARAM_ERROR")] })
        yield* kind.send(process)
        const error = doubtOf(yield* Effect.flip(kind.send(process)))
        assert.deepStrictEqual([error.attempts.map(told), error.isRepeat], [["Rejection 400 Verified"], true])
        assert.strictEqual((yield* Effect.flip(kind.other(process)))._tag, "NumberReused")
        assert.lengthOf(changes, 2)
        assert.deepStrictEqual(yield* unsettled(process), [])
      }).pipe(Effect.scoped)
    )
  )
})

describe("a change that certainly did not happen", () => {
  type Case = readonly [title: string, move: Doubts.Move, told: string, category?: string, kinds?: ReadonlyArray<Kind>]
  const releases: ReadonlyArray<Case> = [
    ["V3-RETRY-04 a proven 400", refuses(400, "PARAM_ERROR"), "Rejection", "FixRequest"],
    ["a proven 403", refuses(403, "NO_AUTH"), "Rejection"],
    ["a proven 404", absent, "Rejection", "FixRequest"],
    ["V3-AUTH-06 an unsigned 401", refuses(401, "SIGN_ERROR", { without: "all" }), "Rejection", "FixRequest"],
    ["V3-RATE-01 a proven 429", refuses(429, "RATELIMIT_EXCEEDED"), "Rejection", "BackOff", others],
    ["V3-NET-04 a connection that was not made", breaks("NotConnected"), "NotSent", "BackOff"]
  ]
  for (const [title, move, tag, category, kinds = all] of releases) {
    it.effect(`${title} says so, and leaves the number free for other content`, () =>
      forEach(kinds, (kind) =>
        Effect.gen(function* () {
          const { changes, process } = yield* facing({ changes: [move, says(200, kind.answer)] })
          const error = yield* Effect.flip(kind.send(process))
          assert.deepStrictEqual([error._tag, category ?? error.category], [tag, error.category])
          assert.deepStrictEqual(yield* unsettled(process), [])
          yield* Effect.exit(kind.other(process))
          assert.lengthOf(changes, 2)
        }).pipe(Effect.scoped)
      )
    )
  }

  it.effect(
    "V3-RETRY-02 of what was repeated by itself, the doubt of an earlier try outlives a refusal of a later one",
    () =>
      forEach(
        all.filter(({ nature }) => nature === "Repeatable"),
        (kind) =>
          Effect.gen(function* () {
            const policy = { ...Doubts.quick, tries: 3 }
            const { process } = yield* facing(
              { changes: [breaks("NotConnected"), breaks("Sent"), refuses(400, "PARAM_ERROR")] },
              { policy }
            )
            const error = doubtOf(yield* Effect.flip(Doubts.inOwnTime(kind.send(process))))
            assert.deepStrictEqual(
              [error.attempts.map(({ _tag }) => _tag), error.isRepeat],
              [["Unanswered", "Rejection"], false]
            )
            assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
          }).pipe(Effect.scoped)
      )
  )
})
