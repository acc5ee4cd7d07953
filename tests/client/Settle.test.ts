/**
 * V3-IDEM-02, CR-DEDUCT-06: a change in doubt is asked about, and sent again only where there is provably nothing.
 *
 * Method: a platform in process does what each test wrote down, really signed, with every kind of change of both services in
 * turn; what is counted is what settling came to, which bytes arrived, and what is left unsettled. Time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceTime } from "@wxrepay/domain"
import { PayScore } from "@wxrepay/domain/client"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { all, type Kind, kinds, type Settled } from "../support/doubtfulChanges.ts"
import * as Doubts from "../support/doubts.ts"
import { noon } from "../support/lender.ts"
import { drafts } from "../support/payscorePlatform.ts"

const { absent, breaks, facing, inOwnTime, refuses, says, unsettled } = Doubts

/** Runs with each kind of change in turn, at noon. */
const forEach = <E>(kinds: ReadonlyArray<Kind>, run: (kind: Kind) => Effect.Effect<void, E>) =>
  Effect.andThen(TestClock.setTime(noon), Effect.forEach(kinds, run, { discard: true }))

/** A change of which the first sending was left in doubt, and what settling it came to. */
const settled = Effect.fnUntraced(function* (
  kind: Kind,
  script: Doubts.Script,
  settle: (process: Doubts.Process) => ReturnType<Kind["settle"]> = kind.settle
) {
  const { changes, process, questions } = yield* facing({
    ...script,
    changes: [breaks("Sent"), ...(script.changes ?? [])]
  })
  yield* Effect.flip(kind.send(process))
  const settlement = yield* inOwnTime(settle(process), "5 seconds")
  return { settlement, changes, questions, left: yield* unsettled(process) }
}, Effect.scoped)

const briefly = (settlement: Settled): string => {
  switch (settlement._tag) {
    case "Settled":
      return `Settled by ${settlement.by}`
    case "Refused":
      return `Refused: ${settlement.error._tag}`
    case "Differs":
      return "Differs"
    case "StillUnknown":
      return `StillUnknown: asked ${settlement.asked}, sent ${settlement.sent}`
  }
}

const resent = all.filter(({ name }) => name !== "pay")

describe("settling what happened", () => {
  it.effect("V3-IDEM-02 a change that a question tells of is settled by it, and nothing is sent again", () =>
    forEach(all, (kind) =>
      Effect.gen(function* () {
        const { changes, left, questions, settlement } = yield* settled(kind, {
          questions: [says(200, kind.told.happened)]
        })
        assert.strictEqual(briefly(settlement), "Settled by Question", kind.name)
        assert.isDefined(settlement._tag === "Settled" && settlement.by === "Question" ? settlement.told : undefined)
        assert.deepStrictEqual([changes.length, questions.length, left], [1, 1, []])
      })
    )
  )

  it.effect("V3-IDEM-02 CR-DEDUCT-06 where it is settled, the number still takes no other content", () =>
    forEach(
      all.filter(({ rule }) => rule !== undefined),
      (kind) =>
        Effect.gen(function* () {
          const { changes, process } = yield* facing({ questions: [says(200, kind.told.happened)] })
          yield* kind.settle(process)
          assert.strictEqual((yield* Effect.flip(kind.other(process)))._tag, "NumberReused")
          assert.lengthOf(changes, 0)
        }).pipe(Effect.scoped)
    )
  )
})

describe("settling what is not there", () => {
  it.effect("V3-RETRY-01 what is proven absent twice is sent again as it was, and settled by the answer", () =>
    forEach(resent, (kind) =>
      Effect.gen(function* () {
        const absences = [absent, ...(kind.told.notYet ?? []).map((told) => says(200, told))]
        for (const absence of absences) {
          const { changes, left, questions, settlement } = yield* settled(kind, {
            questions: [absence],
            changes: [says(200, kind.answer)]
          })
          assert.strictEqual(briefly(settlement), "Settled by Answer", kind.name)
          assert.deepStrictEqual([questions.length, left], [2, []])
          const [first, second, third] = changes.map(({ body, path }) => {
            const { real_identity: _, ...content } = JSON.parse(body)
            return { path, content }
          })
          assert.deepStrictEqual([second, third], [first, undefined])
          assert.strictEqual(first?.path, kind.path)
        }
      })
    )
  )

  it.effect("V3-IDEM-02 what is absent once, then there, is not sent again", () =>
    forEach(all, (kind) =>
      Effect.gen(function* () {
        const { changes, left, settlement } = yield* settled(kind, {
          questions: [absent, says(200, kind.told.happened)]
        })
        assert.deepStrictEqual([briefly(settlement), changes.length, left], ["Settled by Question", 1, []])
      })
    )
  )

  const interludes: ReadonlyArray<readonly [string, Doubts.Move]> = [
    ["an unproven absence", refuses(404, "RESOURCE_NOT_EXISTS", { without: "all" })],
    ["an absence with another text's proof", refuses(404, "RESOURCE_NOT_EXISTS", { text: "another" })],
    ["a broken connection", breaks("Sent")],
    ["a connection that was not made", breaks("NotConnected")],
    ["a proven 503", refuses(503, "SYSTEM_ERROR")],
    ["an unproven success", says(200, {}, { without: "all" })]
  ]
  for (const [title, interlude] of interludes) {
    it.effect(`V3-VER-09 ${title} counts for nothing, and absences count only in a row`, () =>
      forEach(resent, (kind) =>
        Effect.gen(function* () {
          const { changes, questions, settlement } = yield* settled(kind, {
            questions: [absent, interlude, absent, interlude, absent, interlude]
          })
          assert.deepStrictEqual([settlement._tag, changes.length], ["StillUnknown", 1], kind.name)
          if (settlement._tag === "StillUnknown") assert.deepInclude(settlement, { asked: questions.length, sent: 0 })
        })
      )
    )
  }

  it.effect("PS-QUERY-03 what a question tells that decides nothing leaves it unknown, and is told", () =>
    forEach(all, (kind) =>
      Effect.gen(function* () {
        for (const told of kind.told.unsure ?? []) {
          const { changes, left, settlement } = yield* settled(kind, {
            questions: [absent, says(200, told), absent, says(200, told)]
          })
          assert.deepStrictEqual(
            [settlement._tag, changes.length],
            ["StillUnknown", 1],
            `${kind.name} ${JSON.stringify(told)}`
          )
          assert.deepStrictEqual(left, [[kind.operation, kind.number]])
          if (settlement._tag === "StillUnknown") {
            assert.deepInclude(settlement, { operation: kind.operation, number: kind.number })
            assert.isDefined(settlement.told)
          }
        }
      })
    )
  )

  it.effect("PS-PAY-08 a payment is never sent again, though the order is proven not to be there", () =>
    forEach([kinds.pay], (kind) =>
      Effect.gen(function* () {
        const { changes, left, settlement } = yield* settled(kind, { questions: [absent] })
        assert.deepStrictEqual([settlement._tag, changes.length], ["StillUnknown", 1])
        assert.deepStrictEqual(left, [[kind.operation, kind.number]])
      })
    )
  )
})

describe("settling what is refused", () => {
  it.effect("V3-IDEM-01 CR-DEDUCT-06 CR-SCHED-05 PS-CREATE-02 a number that has other content is told with it", () =>
    forEach(all, (kind) =>
      Effect.gen(function* () {
        for (const told of kind.told.other ?? []) {
          const { changes, left, settlement } = yield* settled(kind, { questions: [says(200, told)] })
          if (settlement._tag !== "Differs") return assert.fail(`${kind.name} ${briefly(settlement)}`)
          assert.isDefined(settlement.told, JSON.stringify(told))
          assert.deepStrictEqual([changes.length, left], [1, []])
        }
      })
    )
  )

  it.effect("V3-IDEM-01 a draft of other content than was sent settles nothing, and what was sent stays in doubt", () =>
    forEach(
      all.filter(({ rule }) => rule !== undefined),
      (kind) =>
        Effect.gen(function* () {
          const { changes, left, settlement } = yield* settled(kind, { questions: [absent] }, kind.settleOther)
          assert.deepStrictEqual([briefly(settlement), changes.length], ["Differs", 1])
          assert.deepStrictEqual(left, [[kind.operation, kind.number]])
        })
    )
  )

  const refusals: ReadonlyArray<readonly [string, Doubts.Move]> = [
    ["a proven 400", refuses(400, "PARAM_ERROR")],
    ["a proven 404", absent]
  ]
  for (const [title, move] of refusals) {
    it.effect(`V3-RETRY-04 ${title} of what is sent again after two absences says that it did not happen`, () =>
      forEach(resent, (kind) =>
        Effect.gen(function* () {
          const { changes, left, settlement } = yield* settled(kind, { questions: [absent], changes: [move] })
          assert.deepStrictEqual([briefly(settlement), changes.length, left], ["Refused: Rejection", 2, []], kind.name)
        })
      )
    )
  }

  it.effect("V3-AUTH-06 a 401 of what is sent again says nothing of the first request, and that stays in doubt", () =>
    forEach(resent, (kind) =>
      Effect.gen(function* () {
        const { changes, process } = yield* facing({
          changes: [breaks("Sent"), refuses(401, "SIGN_ERROR", { without: "all" })],
          questions: [absent]
        })
        yield* Effect.flip(kind.send(process))
        const settlement = yield* inOwnTime(kind.settle(process))
        if (settlement._tag !== "StillUnknown") return assert.fail(settlement._tag)
        assert.deepStrictEqual(
          [settlement.problem?._tag, changes.length, yield* unsettled(process)],
          ["Rejection", 2, [[kind.operation, kind.number]]]
        )
      }).pipe(Effect.scoped)
    )
  )

  it.effect(
    "V3-AUTH-04 a refusal is certain once no request of before can come any more, and not a second sooner",
    () =>
      forEach(resent, (kind) =>
        Effect.gen(function* () {
          for (const [within, expected] of [
            ["299 seconds", "StillUnknown"],
            ["10 minutes", "Refused"]
          ] as const) {
            const { process } = yield* facing({
              changes: [breaks("Sent"), refuses(400, "PARAM_ERROR")],
              questions: [absent]
            })
            yield* Effect.flip(kind.send(process))
            const settlement = yield* inOwnTime(kind.settle(process, { within }))
            assert.strictEqual(settlement._tag, expected)
            if (settlement._tag === "StillUnknown") assert.strictEqual(settlement.problem?._tag, "Rejection")
            assert.lengthOf(yield* unsettled(process), expected === "Refused" ? 0 : 1)
          }
        }).pipe(Effect.scoped)
      )
  )

  it.effect("V3-IDEM-02 what comes late, and is what the repeated request was refused for, has happened", () =>
    forEach(resent, (kind) =>
      Effect.gen(function* () {
        const { process } = yield* facing({
          changes: [breaks("Sent"), refuses(400, "PARAM_ERROR")],
          questions: [absent, absent, says(200, kind.told.happened)]
        })
        yield* Effect.flip(kind.send(process))
        assert.deepInclude(yield* inOwnTime(kind.settle(process)), { _tag: "Settled", by: "Question" })
        assert.deepStrictEqual(yield* unsettled(process), [])
      }).pipe(Effect.scoped)
    )
  )

  it.effect("a draft that the rules refuse cannot be what was sent: nothing is asked, and nothing decided", () =>
    forEach(all, (kind) =>
      Effect.gen(function* () {
        const { changes, process, questions } = yield* facing({})
        const error = yield* Effect.flip(kind.settleHostile(process))
        assert.match(error._tag, /^(Charge|Booking|Presign|Termination|ServiceCall)Refused$/u)
        assert.deepStrictEqual([changes, questions], [[], []])
      }).pipe(Effect.scoped)
    )
  )

  it.effect("PS-TIME-04 a completion is settled by a clock that has gone back since it was sent", () =>
    Effect.gen(function* () {
      const { process } = yield* facing({
        changes: [breaks("Sent")],
        questions: [says(200, kinds.complete.told.happened)]
      })
      const orders = Context.get(process, PayScore)
      yield* TestClock.setTime(noon)
      const endTime = ServiceTime.ofInstant(yield* DateTime.now)
      const draft = { ...drafts.complete, timeRange: { endTime } }
      assert.strictEqual((yield* Effect.flip(orders.complete(draft)))._tag, "OutcomeUnknown")
      yield* TestClock.setTime(noon - 5_000)
      assert.deepInclude(yield* inOwnTime(orders.settle("complete", draft)), { _tag: "Settled", by: "Question" })
    }).pipe(Effect.scoped)
  )

  it.effect("CR-DATE-02 a booking is settled when its day has passed; then it is not sent again", () =>
    Effect.gen(function* () {
      for (const [question, expected] of [
        [says(200, kinds.book.told.happened), "Settled by Question"],
        [absent, "Refused: BookingRefused"]
      ] as const) {
        yield* TestClock.setTime(noon)
        const { changes, process } = yield* facing({ changes: [breaks("Sent")], questions: [question] })
        yield* Effect.flip(kinds.book.send(process))
        yield* TestClock.adjust("40 days")
        assert.strictEqual(briefly(yield* inOwnTime(kinds.book.settle(process))), expected)
        assert.deepStrictEqual([changes.length, yield* unsettled(process)], [1, []])
      }
    })
  )
})
