/**
 * V3-VER-08, V3-VER-09, V3-NET-04: what the end of a call says of the change that it asked for.
 *
 * Method: changes are sent by programs that end as each row wrote down, over a memory and no platform; what is counted is
 * the error that a caller sees, what stays unsettled, and what the span says.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import {
  type Change,
  Changes,
  ClockSkewed,
  NoPlatformKey,
  OutcomeUnknown,
  Rejection,
  SentStore,
  Transport,
  Unanswered,
  Unreadable
} from "@wxrepay/domain/client"
import { Signer, SigningError } from "@wxrepay/domain/signing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { CurrentNature } from "../../packages/domain/src/client/Category.ts"
import { CurrentAttempts } from "../../packages/domain/src/client/SignedHttpClient.ts"
import { bad, lost, rejection, unsent } from "../support/settleScripts.ts"

type End = OutcomeUnknown["attempts"][number]
type Nature = Change["nature"]

const signer = Layer.succeed(
  Signer,
  Signer.of({
    mchid: Ids.MerchantId.make("1900000001"),
    sign: () => Effect.fail(new SigningError({ problem: "KeyFailed" }))
  })
)

const layer = Layer.fresh(Changes.layerFrom).pipe(Layer.provide([signer, Transport.layerCrypto]))

const change = (nature: Nature, fixedBy?: Change["fixedBy"]): Change => ({
  operation: "charge",
  nature,
  field: "outTradeNo",
  number: "T1",
  content: { a: 1 },
  fixedBy
})

/** Ends as told, after attempts that ended otherwise. */
const ending = (end: End, ...before: ReadonlyArray<End>) =>
  Effect.andThen(
    Effect.map(CurrentAttempts, (attempts) => void attempts?.push(...before)),
    Effect.fail(end)
  )

/** How a call is told to its caller, with the attempts of a doubt. */
const told = (error: { readonly _tag: string }): string =>
  error instanceof OutcomeUnknown
    ? `OutcomeUnknown ${error.operation} ${error.number ?? "-"}: ${error.attempts.map(short).join(", ")}`
    : short(error)

const short = (error: { readonly _tag: string }): string =>
  error instanceof Rejection ? `${error.status}` : error._tag

const skewed = (status: number) => new ClockSkewed({ status, category: "FixRequest", skewSeconds: 600 })
const unreadable = new Unreadable({ status: 200, category: "AskFirst", problem: "no" })
const unproven = rejection(400, "AskFirst", "Unsigned")
const busy = rejection(429, "BackOff")

const proven: ReadonlyArray<readonly [Nature, End]> = [
  ["Charge", bad],
  ["Charge", unsent],
  ["Charge", new SigningError({ problem: "KeyFailed" })],
  ["Charge", new NoPlatformKey()],
  ["Charge", skewed(401)],
  ["Charge", rejection(401, "FixRequest", "Unsigned")],
  ["Write", busy],
  ["Repeatable", bad]
]

const doubtful: ReadonlyArray<readonly [Nature, End]> = [
  ["Charge", lost],
  ["Charge", unreadable],
  ["Charge", skewed(200)],
  ["Charge", unproven],
  ["Charge", rejection(429, "AskFirst")],
  ["Write", rejection(500, "AskFirst")],
  ["Repeatable", new Unanswered({ problem: "ECONNRESET", phase: "Answered", category: "AskFirst" })]
]

const use = <A, E>(program: Effect.Effect<A, E, Changes>) => Effect.provide(program, layer)

const sent = (given: Change, send: Effect.Effect<string, End>) =>
  Effect.flatMap(Changes, (all) => all.under(given, send))

const left = Effect.flatMap(Changes, ({ unsettled }) => Effect.map(unsettled, (all) => all.map(({ number }) => number)))

describe("The end of a call that changes something", () => {
  for (const [nature, end] of proven) {
    it.effect(`V3-VER-09 ${told(end)} of a ${nature} proves that it did not happen: it is told, and forgotten`, () =>
      use(
        Effect.gen(function* () {
          assert.strictEqual<unknown>(yield* Effect.flip(sent(change(nature), ending(end))), end)
          assert.deepStrictEqual(yield* left, [])
          const { unnumbered } = yield* Changes
          assert.strictEqual<unknown>(yield* Effect.flip(unnumbered("check", nature, ending(end))), end)
        })
      )
    )
  }

  for (const [nature, end] of doubtful) {
    it.effect(`V3-VER-08 V3-NET-04 ${told(end)} of a ${nature} leaves it open, and unsettled`, () =>
      use(
        Effect.gen(function* () {
          const error = yield* Effect.flip(sent(change(nature), ending(end)))
          assert.strictEqual(told(error), `OutcomeUnknown charge T1: ${short(end)}`)
          assert.deepInclude(error, { isRepeat: false, category: "AskFirst" })
          assert.deepStrictEqual(yield* left, ["T1"])
          const { unnumbered } = yield* Changes
          const other = yield* Effect.flip(unnumbered("check", nature, ending(end)))
          assert.strictEqual(told(other), `OutcomeUnknown check -: ${short(end)}`)
        })
      )
    )
  }

  for (const [title, fixedBy, end, before, expected] of [
    ["a refusal after a doubt", undefined, bad, [lost], "OutcomeUnknown charge T1: Unanswered, 400"],
    ["what was not sent after a doubt", undefined, unsent, [lost], "OutcomeUnknown charge T1: Unanswered, NotSent"],
    [
      "a refusal after a 429, where a repetition may be refused",
      undefined,
      bad,
      [busy],
      "OutcomeUnknown charge T1: 429, 400"
    ],
    ["a refusal after a 429, where a repetition is answered alike", "CR-DEDUCT-06", bad, [busy], "400"],
    ["a 429 after a 429", undefined, busy, [busy], "429"],
    ["what was not sent after a 429", undefined, unsent, [busy], "NotSent"],
    ["a refusal after what was not sent", undefined, bad, [unsent], "400"],
    ["a doubt after a doubt", undefined, lost, [lost, unsent], "OutcomeUnknown charge T1: Unanswered, Unanswered"]
  ] as const) {
    it.effect(`V3-RETRY-01 ${title} is told as ${expected}`, () =>
      use(
        Effect.gen(function* () {
          const error = yield* Effect.flip(sent(change("Write", fixedBy), ending(end, ...before)))
          assert.strictEqual(told(error), expected)
        })
      )
    )
  }

  it.effect("V3-IDEM-02 of what was sent before, every end of this call leaves it open", () =>
    use(
      Effect.gen(function* () {
        yield* Effect.flip(sent(change("Charge", "CR-DEDUCT-06"), ending(lost)))
        for (const end of [bad, unsent, new NoPlatformKey()]) {
          const error = yield* Effect.flip(sent(change("Charge", "CR-DEDUCT-06"), ending(end)))
          assert.strictEqual(told(error), `OutcomeUnknown charge T1: ${short(end)}`)
          assert.propertyVal(error, "isRepeat", true)
        }
        assert.deepStrictEqual(yield* left, ["T1"])
      })
    )
  )

  for (const [fixedBy, rule] of [
    ["CR-DEDUCT-06", "CR-DEDUCT-06"],
    [undefined, "V3-IDEM-01"]
  ] as const) {
    it.effect(
      `${rule} where the memory says that a number has other content, nothing is sent, and the rule is told`,
      () =>
        Effect.gen(function* () {
          const other = Layer.succeed(SentStore, {
            claim: () => Effect.succeed("Other"),
            release: () => Effect.void,
            settle: () => Effect.void,
            forget: () => Effect.void,
            unsettled: () => Effect.succeed([])
          })
          const send = Effect.die("it was sent")
          const error = yield* Effect.flip(sent(change("Charge", fixedBy), send)).pipe(
            Effect.provide(Layer.provide(layer, other))
          )
          assert.deepInclude(error, {
            _tag: "NumberReused",
            operation: "charge",
            field: "outTradeNo",
            number: "T1",
            rule
          })
        })
    )
  }

  for (const [title, send, outcome] of [
    ["ends well", Effect.succeed("yes"), "settled"],
    ["is refused", ending(bad), "refused"],
    ["was not sent", ending(unsent), "not_sent"],
    ["could not be signed", ending(new SigningError({ problem: "KeyFailed" })), "not_sent"],
    ["had no key to be verified with", ending(new NoPlatformKey()), "not_sent"],
    ["is in doubt", ending(lost), "unknown"],
    ["breaks", Effect.die("broken"), "unknown"],
    ["is interrupted", Effect.interrupt, "unknown"]
  ] as const) {
    it.effect(`V3-VER-08 the span of a call that ${title} says: ${outcome}`, () =>
      use(
        Effect.gen(function* () {
          const all = yield* Changes
          const { attributes } = yield* Effect.flatMap(Effect.currentSpan, (span) =>
            Effect.as(Effect.exit(all.under(change("Charge"), send)), span)
          ).pipe(Effect.withSpan("call"))
          assert.strictEqual(attributes.get("wxrepay.outcome"), outcome)
        })
      )
    )
  }

  it.effect("V3-VER-08 what is sent is told of which nature it is", () =>
    use(
      Effect.gen(function* () {
        const { unnumbered } = yield* Changes
        assert.strictEqual(yield* unnumbered("check", "Repeatable", CurrentNature), "Repeatable")
        assert.strictEqual(yield* unnumbered("check", "Charge", CurrentNature), "Charge")
      })
    )
  )
})
