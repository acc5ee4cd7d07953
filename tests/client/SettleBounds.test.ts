/**
 * V3-RETRY-01, V3-IDEM-02: settling ends, in time, and calls nothing a failure that it does not know.
 *
 * Method: a platform in process never makes it certain, in many ways; what is counted is the time of TestClock that passes, the
 * questions, what is sent again, and what is told at the end.
 */
import { assert, describe, it } from "@effect/vitest"
import { SentStore, Transport } from "@wxrepay/domain/client"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { all, type Kind, kinds } from "../support/doubtfulChanges.ts"
import * as Doubts from "../support/doubts.ts"
import { noon } from "../support/lender.ts"

const { absent, breaks, facing, inOwnTime, refuses, says, unsettled } = Doubts

const forEach = <E>(kinds: ReadonlyArray<Kind>, run: (kind: Kind) => Effect.Effect<void, E>) =>
  Effect.forEach(kinds, (kind) => Effect.andThen(TestClock.setTime(noon), run(kind)), { discard: true })

const sinceNoon = Effect.map(DateTime.now, (now) => DateTime.toEpochMillis(now) - noon)

describe("settling what nobody tells", () => {
  it.effect("V3-IDEM-02 ends within ten minutes, tells all that is known, and can be tried again", () =>
    forEach(all, (kind) =>
      Effect.gen(function* () {
        const { changes, process, questions } = yield* facing({
          changes: [breaks("Sent")],
          questions: [breaks("Sent")]
        })
        yield* Effect.flip(kind.send(process))
        const settlement = yield* inOwnTime(kind.settle(process), "5 seconds")
        if (settlement._tag !== "StillUnknown") return assert.fail(settlement._tag)
        const { asked, number, operation, problem, sent, since, told } = settlement
        assert.deepStrictEqual(
          [operation, number, asked, sent, DateTime.toEpochMillis(since), told, problem?._tag],
          [kind.operation, kind.number, questions.length, 0, noon, undefined, "Unanswered"]
        )
        const lasted = yield* sinceNoon
        assert.isTrue(lasted >= 600_000 && lasted <= 605_000, `${kind.name} ${lasted}`)
        assert.deepStrictEqual([changes.length, yield* unsettled(process)], [1, [[kind.operation, kind.number]]])
      }).pipe(Effect.scoped)
    )
  )

  it.effect("V3-NET-05 a question that never ends is given up a minute after the time is over", () =>
    forEach([kinds.charge, kinds.cancel], (kind) =>
      Effect.gen(function* () {
        const { process } = yield* facing({ changes: [breaks("Sent")], questions: [Doubts.silent] })
        yield* Effect.flip(kind.send(process))
        const settlement = yield* inOwnTime(kind.settle(process, { within: "10 seconds" }), "5 seconds")
        assert.deepInclude(settlement, { _tag: "StillUnknown", asked: 1, problem: undefined })
        const lasted = yield* sinceNoon
        assert.isTrue(lasted >= 70_000 && lasted <= 75_000, `${lasted}`)
        assert.lengthOf(yield* unsettled(process), 1)
      }).pipe(Effect.scoped, Effect.provideService(Transport.Deadline, Duration.days(1)))
    )
  )

  it.effect("V3-RETRY-02 pauses begin as they are told, at least a second, grow by half, and reach a minute", () =>
    Effect.gen(function* () {
      for (const [pause, within, step, expected] of [
        [undefined, "15 seconds", "250 millis", [0, 2, 5, 9.5, 15]],
        ["4 seconds", "30 seconds", "500 millis", [0, 4, 10, 19, 30]],
        [0, "8 seconds", "125 millis", [0, 1, 2.5, 4.75, 8]],
        ["1 hour", "4 minutes", "30 seconds", [0, 60, 120, 180, 240]]
      ] as const) {
        yield* TestClock.setTime(noon)
        const times: Array<number> = []
        const question: Doubts.Move = (request) =>
          Effect.flatMap(sinceNoon, (at) => {
            times.push(at / 1000)
            return breaks("Sent")(request)
          })
        const { process } = yield* facing({ questions: [question] })
        yield* inOwnTime(kinds.charge.settle(process, { within, ...(pause === undefined ? {} : { pause }) }), step)
        assert.deepStrictEqual<ReadonlyArray<number>>(times, expected)
      }
    })
  )

  it.effect("V3-NET-05 a platform that is silent costs a deadline for each question", () =>
    forEach([kinds.charge], (kind) =>
      Effect.gen(function* () {
        const { process, questions } = yield* facing({ questions: [Doubts.silent] })
        const settlement = yield* inOwnTime(kind.settle(process, { within: 0 }), "1 second")
        assert.deepInclude(settlement, { _tag: "StillUnknown", asked: 1, sent: 0 })
        assert.deepStrictEqual([questions.length, yield* sinceNoon], [1, 30_000])
      }).pipe(Effect.scoped)
    )
  )

  for (const [title, question, tag] of [
    ["a proven 403", refuses(403, "NO_AUTH"), "Rejection"],
    ["an unsigned 401", refuses(401, "SIGN_ERROR", { without: "all" }), "Rejection"],
    ["an answer that cannot be read", says(200, []), "Unreadable"]
  ] as const) {
    it.effect(`V3-RETRY-04 ${title} to a question, which would be answered the same again, ends it at once`, () =>
      forEach(all, (kind) =>
        Effect.gen(function* () {
          const { process } = yield* facing({ questions: [absent, question, absent] })
          const settlement = yield* inOwnTime(kind.settle(process))
          if (settlement._tag !== "StillUnknown") return assert.fail(settlement._tag)
          assert.deepStrictEqual([settlement.asked, settlement.sent, settlement.problem?._tag], [2, 0, tag])
        }).pipe(Effect.scoped)
      )
    )
  }
})

describe("sending again", () => {
  const resent = all.filter(({ name }) => name !== "pay")
  const doubtful: ReadonlyArray<readonly [string, Doubts.Move, string]> = [
    ["is in doubt again", breaks("Sent"), "OutcomeUnknown"],
    ["is not sent for want of a connection", breaks("NotConnected"), "NotSent"]
  ]
  for (const [title, move, tag] of doubtful) {
    it.effect(`V3-RETRY-01 what each time ${title} is sent again three times at most`, () =>
      forEach(resent, (kind) =>
        Effect.gen(function* () {
          const { changes, process } = yield* facing({ changes: [breaks("Sent"), move], questions: [absent] })
          yield* Effect.flip(kind.send(process))
          const settlement = yield* inOwnTime(kind.settle(process, { within: "10 minutes" }), "30 seconds")
          if (settlement._tag !== "StillUnknown") return assert.fail(settlement._tag)
          assert.deepStrictEqual([settlement.sent, changes.length, settlement.problem?._tag], [3, 4, tag])
          assert.strictEqual(new Set(changes.map(({ path }) => path)).size, 1)
        }).pipe(Effect.scoped)
      )
    )
  }

  it.effect("V3-IDEM-02 after a sending that is in doubt, it is asked twice again before the next", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const heard: Array<string> = []
      const noting =
        (name: string, move: Doubts.Move): Doubts.Move =>
        (request) => {
          heard.push(name)
          return move(request)
        }
      const { process } = yield* facing({
        changes: [noting("sent", breaks("Sent")), noting("sent", says(200, kinds.charge.answer))],
        questions: [noting("asked", absent)]
      })
      const settlement = yield* inOwnTime(kinds.charge.settle(process))
      assert.deepInclude(settlement, { _tag: "Settled", by: "Answer" })
      assert.deepStrictEqual(heard, ["asked", "asked", "sent", "asked", "asked", "sent"])
    })
  )

  it.effect("V3-RATE-01 what is proven not to be taken in is sent again after the next absence", () =>
    forEach([kinds.book, kinds.cancel], (kind) =>
      Effect.gen(function* () {
        const busy = refuses(429, "RATELIMIT_EXCEEDED")
        const { process, questions } = yield* facing({ changes: [busy, says(200, kind.answer)], questions: [absent] })
        assert.deepInclude(yield* inOwnTime(kind.settle(process)), { _tag: "Settled", by: "Answer" })
        assert.lengthOf(questions, 3)
      }).pipe(Effect.scoped)
    )
  )

  it.effect(
    "CR-SCHED-02 a booking that is answered and not listed is asked about again, and never left as refused",
    () =>
      forEach([kinds.book], (kind) =>
        Effect.gen(function* () {
          const { process } = yield* facing({
            changes: [says(200, {})],
            questions: [absent, absent, says(200, kind.told.happened)]
          })
          assert.deepInclude(yield* inOwnTime(kind.settle(process)), { _tag: "Settled", by: "Question" })
          assert.deepStrictEqual(yield* unsettled(process), [])
        }).pipe(Effect.scoped)
      )
  )

  it.effect("V3-IDEM-02 a store that fails changes nothing of what is proven, and keeps it on its list", () =>
    forEach(resent, (kind) =>
      Effect.gen(function* () {
        const whole = Context.get(yield* Layer.build(Layer.fresh(SentStore.layerMemory)), SentStore)
        const store = Layer.succeed(SentStore, Doubts.failing(whole, "forget", "settle"))
        const { process } = yield* facing(
          { changes: [breaks("Sent"), refuses(400, "PARAM_ERROR")], questions: [absent] },
          { store }
        )
        yield* Effect.flip(kind.send(process))
        const settlement = yield* inOwnTime(kind.settle(process), "30 seconds")
        assert.strictEqual(settlement._tag, "Refused")
        assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
      }).pipe(Effect.scoped)
    )
  )
})

describe("times", () => {
  const bad = [
    ["within", { within: "31 days" }],
    ["within", { within: "Infinity" }],
    ["within", { within: Infinity }],
    ["pause", { pause: "Infinity" }],
    ["pause", { pause: { days: 30, milliseconds: 1 } }],
    ["within", JSON.parse('{ "within": "soon" }')]
  ] as const
  for (const [field, options] of bad) {
    it.effect(`${JSON.stringify(options)} is refused before anything is asked`, () =>
      forEach(all, (kind) =>
        Effect.gen(function* () {
          const { process, questions } = yield* facing({})
          const error = yield* Effect.flip(kind.settle(process, options))
          if (error._tag !== "TimeRefused") return assert.fail(error._tag)
          assert.deepStrictEqual([error.field, error.category], [field, "FixRequest"])
          assert.lengthOf(questions, 0)
        }).pipe(Effect.scoped)
      )
    )
  }

  it.effect("30 days are kept", () =>
    forEach([kinds.charge], (kind) =>
      Effect.gen(function* () {
        const { process } = yield* facing({ questions: [says(200, kind.told.happened)] })
        const settlement = yield* kind.settle(process, { within: Duration.days(30), pause: Duration.days(30) })
        assert.strictEqual(settlement._tag, "Settled")
      }).pipe(Effect.scoped)
    )
  )
})
