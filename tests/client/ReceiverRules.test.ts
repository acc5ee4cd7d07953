/**
 * V3-HOOK: exactly how a callback is answered.
 *
 * Method: callbacks with any of six things wrong, signed and sealed with node:crypto, are taken in by a receiver whose handler ends as
 * drawn; the answer is compared with the rule in a few lines. Time is virtual, and none of it passes.
 */
import { assert, describe, it } from "@effect/vitest"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import * as Notifications from "../support/notifications.ts"
import * as Platform from "../support/platform.ts"
import { handler, start } from "../support/receiving.ts"

const { pick, seldom } = Choice

/** One thing most of the time, others seldom. */
const mostly = <const A extends string>(usual: A, ...others: readonly [A, ...ReadonlyArray<A>]) =>
  seldom<A>(pick(usual), pick(...others), 4)

const callbacks = Arbitrary.all({
  proof: mostly("good", "of other bytes", "a probe", "too old", "too new", "missing"),
  envelope: mostly("whole", "none"),
  key: mostly("ours", "another"),
  event: mostly("whole", "half", "unknown"),
  owner: mostly("us", "another"),
  handling: mostly("succeeds", "fails", "dies")
})
type Drawn = typeof callbacks extends Arbitrary.Arbitrary<infer A> ? A : never

/** A callback with nothing wrong. */
const sound: Drawn = {
  proof: "good",
  envelope: "whole",
  key: "ours",
  event: "whole",
  owner: "us",
  handling: "succeeds"
}

const bodyOf = ({ envelope, event, key, owner }: Drawn) => {
  if (envelope === "none") return '{"hello":"world"}'
  const changes = key === "ours" ? {} : { key: "vutsrqponmlkjihgfedcba9876543210" }
  const sp_mchid = owner === "us" ? "1900000001" : "1900000002"
  if (event === "unknown") return Notifications.seal({ sp_mchid }, { ...changes, eventType: "SOMETHING.NEW" })
  return Notifications.seal(event === "whole" ? Notifications.paid({ sp_mchid }) : { sp_mchid }, changes)
}

const headersOf = (body: string, proof: Drawn["proof"]): Record<string, string> => {
  const good = Platform.proof(body, proof === "too old" ? -400 : proof === "too new" ? 400 : 0)
  if (proof === "missing") return {}
  if (proof === "of other bytes") return Platform.proof(`${body} `)
  return proof === "a probe"
    ? { ...good, "Wechatpay-Signature": `WECHATPAY/SIGNTEST/${good["Wechatpay-Signature"]}` }
    : good
}

class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

const endings = { succeeds: Effect.void, fails: Effect.fail(new Refused()), dies: Effect.die("a bug") }

/** How a callback is answered, and how often it came to the handler. */
const answerTo = Effect.fnUntraced(
  function* (drawn: Drawn) {
    const { handle, runs } = yield* handler<Refused>(endings[drawn.handling])
    const { receive } = yield* start(handle)
    const body = bodyOf(drawn)
    const answer = yield* receive({ headers: headersOf(body, drawn.proof), body: Notifications.bytes(body) })
    return { answer, runs }
  },
  Effect.scoped,
  Effect.provide(Logger.layer([]))
)

const isReadable = ({ envelope, event, key }: Drawn) => envelope === "whole" && key === "ours" && event !== "half"

describe("V3-HOOK the answer to a callback", () => {
  it.effect.prop(
    "V3-HOOK-04 V3-HOOK-08 V3-HOOK-10 it is 204 without a body exactly when the callback is proven, can be read, is ours and was handled, whatever event it tells; and else a failure with FAIL and a message",
    [callbacks],
    ([drawn]) =>
      Effect.gen(function* () {
        const { answer, runs } = yield* answerTo(drawn)
        const isTaken = drawn.proof === "good" && isReadable(drawn) && drawn.owner === "us"
        assert.lengthOf(runs, isTaken ? 1 : 0)
        const isSuccess = isTaken && drawn.handling === "succeeds"
        assert.strictEqual(answer.status === 204, isSuccess)
        assert.strictEqual(answer.body === undefined, isSuccess)
        if (answer.body === undefined) return
        assert.isAtLeast(answer.status, 400)
        assert.strictEqual(answer.body.code, "FAIL")
        assert.notStrictEqual(answer.body.message, "")
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect.prop(
    "V3-HOOK-01 V3-HOOK-09 V3-PROBE-02 it is 401 exactly when the callback is not proven to be WeChat Pay's, as a probe is not, whatever else is wrong with it: nothing in it is looked at",
    [callbacks],
    ([drawn]) =>
      Effect.gen(function* () {
        const { answer, runs } = yield* answerTo(drawn)
        assert.strictEqual(answer.status === 401, drawn.proof !== "good")
        if (answer.status === 401) assert.lengthOf(runs, 0)
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect.prop(
    "V3-HOOK-12 what is proven and can be read is refused with 403 exactly when it is for another merchant; whether number and amount are its own, the application sees",
    [callbacks],
    ([drawn]) =>
      Effect.gen(function* () {
        const { answer } = yield* answerTo({ ...drawn, proof: "good" })
        assert.strictEqual(answer.status === 403, isReadable(drawn) && drawn.owner === "another")
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect("V3-HOOK-12 a payment of 1900000002 is refused by 1900000001 in words, its own is handled", () =>
    Effect.gen(function* () {
      const { answer } = yield* answerTo({ ...sound, owner: "another" })
      assert.deepStrictEqual(answer, {
        status: 403,
        body: { code: "FAIL", message: "The notification is for 1900000002, another merchant (CR-HOOK-07)" }
      })
      assert.deepStrictEqual(yield* answerTo(sound), {
        answer: { status: 204, body: undefined },
        runs: ["DeductionPaid"]
      })
    })
  )

  it.effect(
    "V3-HOOK-01 of a callback that is forged and cannot be opened either, that it is forged is told; a proven one is looked into",
    () =>
      Effect.gen(function* () {
        const forged = yield* answerTo({ ...sound, key: "another", proof: "of other bytes" })
        assert.deepStrictEqual(forged.answer, {
          status: 401,
          body: {
            code: "FAIL",
            message: `The message cannot be trusted: its signature is not that of ${Platform.serial} over these bytes`
          }
        })
        const sealed = yield* answerTo({ ...sound, key: "another" })
        assert.deepStrictEqual(sealed.answer, {
          status: 500,
          body: { code: "FAIL", message: "not taken in, please deliver again" }
        })
      })
  )

  it.effect(
    "V3-HOOK-10 an event of a type that nobody knows is handed on and answered 204 when it is proven, and 401 when it is not",
    () =>
      Effect.gen(function* () {
        const known = yield* answerTo({ ...sound, event: "unknown" })
        assert.deepStrictEqual([known.answer.status, known.runs], [204, ["UnknownNotification"]])
        const stranger = yield* answerTo({ ...sound, event: "unknown", proof: "missing" })
        assert.deepStrictEqual([stranger.answer.status, stranger.runs], [401, []])
      })
  )
})
