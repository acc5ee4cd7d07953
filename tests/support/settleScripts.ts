/**
 * Settling by a script: what a question tells and how a sending ends are written down, and what was done is told with its second.
 */
import { NotSent, OutcomeUnknown, Rejection, Unanswered } from "@wxrepay/domain/client"
import { SigningError } from "@wxrepay/domain/signing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Category } from "../../packages/domain/src/client/Category.ts"
import type { Change, Changes } from "../../packages/domain/src/client/Changes.ts"
import { type InDoubt, settle, type SettleOptions, type Told } from "../../packages/domain/src/client/Settle.ts"
import { inOwnTime } from "./doubts.ts"

/** What settling asks. */
export type Question = InDoubt<string, string, Failure>["ask"]
/** How a sending fails. */
export type Failure = OutcomeUnknown | { readonly _tag: string; readonly category: string }
/** A request that is sent again. */
export type Sending = Effect.Effect<string, Failure>

/** A question that is answered so. */
export const tells = (_tag: "Happened" | "NotYet" | "Other" | "Unsure", told = _tag.toLowerCase()): Question =>
  Effect.succeed<Told<string>>({ _tag, told })

/** It happened. */
export const yes = tells("Happened")
/** There is nothing of it. */
export const no = Effect.succeed<Told<string>>({ _tag: "NotYet" })
/** There is other content. */
export const other = tells("Other")
/** It does not tell. */
export const unsure = tells("Unsure")

/** A refusal of the platform. */
export const rejection = (status: number, category: Category, authenticity: Rejection["authenticity"] = "Verified") =>
  new Rejection({ status, category, authenticity, message: "no" })

/** Bytes left, and no answer came. */
export const lost = new Unanswered({ problem: "ECONNRESET", phase: "Sent", category: "AskFirst" })
/** No byte left. */
export const unsent = new NotSent({ problem: "ECONNREFUSED" })
/** A proven refusal for what was asked. */
export const bad = rejection(400, "FixRequest")

/** A change that is in doubt after these attempts. */
export const unknown = (...attempts: OutcomeUnknown["attempts"]) =>
  new OutcomeUnknown({ operation: "charge", number: "T1", attempts, isRepeat: true })

/** A sending that fails so. */
export const fails = (error: Failure): Sending => Effect.fail(error)
/** A sending that leaves it in doubt after these attempts. */
export const ends = (...attempts: OutcomeUnknown["attempts"]): Sending => fails(unknown(...attempts))
/** A sending that is answered. */
export const done: Sending = Effect.succeed("answered")

/** What is told and done, in order. */
export interface Script {
  readonly questions: readonly [Question, ...ReadonlyArray<Question>]
  /** Missing where it is never sent again. */
  readonly sendings?: readonly [Sending, ...ReadonlyArray<Sending>]
  readonly standing?: "Doubtful" | "Other"
  readonly nature?: "Charge" | "Write" | "Repeatable"
  readonly options?: SettleOptions
}

/** A question every minute. */
export const usual: SettleOptions = { pause: "1 minute" }

/** Plays a script; the last question and the last sending come again. */
export const play = Effect.fnUntraced(function* ({
  nature = "Charge",
  options = usual,
  questions,
  sendings,
  standing = "Doubtful"
}: Script) {
  const began = yield* Clock.currentTimeMillis
  const passed = Effect.map(Clock.currentTimeMillis, (now) => (now - began) / 1000)
  const heard: Array<string> = []
  const note = (what: string) =>
    Effect.map(passed, (at) => {
      heard.push(`${what} ${at}`)
      return heard.filter((one) => one.startsWith(what)).length - 1
    })
  const change = { operation: "charge", nature, field: "outTradeNo", number: "T1", content: {} } as const
  const recorded: Array<string> = []
  const changes = {
    remember: () => Effect.succeed(standing),
    happened: () => Effect.sync(() => void recorded.push("happened")),
    neverHappened: () => Effect.sync(() => void recorded.push("never happened"))
  }
  const inDoubt: InDoubt<string, string, Failure> = {
    change,
    ask: Effect.flatMap(note("ask"), (at) => questions[at] ?? questions.at(-1) ?? questions[0]),
    send:
      sendings === undefined
        ? undefined
        : Effect.flatMap(note("send"), (at) => sendings[at] ?? sendings.at(-1) ?? sendings[0])
  }
  const settlement = yield* inOwnTime(settle(changes, inDoubt, options), "1 second")
  return { settlement, heard, recorded, at: yield* passed }
})

/** The questions and sendings of a script, each with its second. */
export const steps = (script: Script) => Effect.map(play(script), ({ heard }) => heard.join(", "))

/** What it came to, in a line. */
export const end = (script: Script) =>
  Effect.map(play(script), ({ recorded, settlement }) => {
    const { _tag, ...rest } = settlement
    const told = "told" in rest && rest.told !== undefined ? `told ${rest.told}` : ""
    const by = "by" in rest ? `by ${rest.by}` : ""
    const error = "error" in rest ? errorOf(rest.error) : "problem" in rest ? errorOf(rest.problem) : ""
    return [_tag, by, told, error, ...recorded].filter((part) => part !== "").join(", ")
  })

/** An error in a word. */
export const errorOf = (error: { readonly _tag: string } | undefined): string => {
  if (error === undefined) return ""
  return error instanceof Rejection ? `Rejection ${error.status}` : error._tag
}

/** Keeps which changes were in doubt; nothing goes through it. */
export const noChanges = (known: Array<Change>): Changes["Service"] => ({
  under: () => Effect.die("nothing is sent"),
  unnumbered: () => Effect.die("nothing is sent"),
  unsettled: Effect.succeed([]),
  remember: (change) => {
    known.push(change)
    return Effect.succeed("Doubtful")
  },
  happened: () => Effect.void,
  neverHappened: () => Effect.void
})

/** A sending that ends settling at once: it could not be signed. */
export const unsendable = Effect.fail(new SigningError({ problem: "KeyFailed" }))
