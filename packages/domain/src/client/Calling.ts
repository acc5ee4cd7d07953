/**
 * What every call of a service shares: how it is sent, how its answer is read, what is said about it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { ErrorAnswer } from "../api/ErrorAnswer.ts"
import { CurrentNature, type Nature, ofUnreadable } from "./Category.ts"
import { answerOf, type CallError, requestIdOf, Unreadable } from "./Errors.ts"

/** Says of the calls made inside whether they read, change something, or move money. */
export const natured =
  (nature: Nature) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, CurrentNature, nature)

/** Sends what the rules let through: the contract encodes it, or the contract and the rules disagree, which is a defect. */
export const sending = (
  call: Effect.Effect<HttpClientResponse, CallError | ContractError>
): Effect.Effect<HttpClientResponse, CallError> => Effect.catchIf(call, isOfContract, Effect.die)

/** Reads an answer that was verified. What cannot be read is told by place and reason, never by value. */
export const reading = <A>(
  nature: Nature,
  response: HttpClientResponse,
  decoded: Effect.Effect<A, ContractError>
): Effect.Effect<A, Unreadable> =>
  Effect.mapError(decoded, (error) =>
    unreadable(
      nature,
      response,
      Schema.isSchemaError(error) ? placesOf(error) : "its body is not the JSON it should be"
    )
  )

/**
 * Reads an answer that was verified, unless it tells of something else than what was asked for: that decides nothing.
 * Rules: PS-ID-01, PS-ID-03, PS-ID-04, CR-ID-01 to CR-ID-03.
 */
export const about = <A>(
  nature: Nature,
  asked: Readonly<Record<string, unknown>>,
  response: HttpClientResponse,
  decoded: Effect.Effect<A, ContractError>
): Effect.Effect<A, Unreadable> =>
  Effect.filterOrFail(
    reading(nature, response, decoded),
    (told) =>
      Object.entries(asked).every(
        ([member, value]) => value === undefined || !Predicate.hasProperty(told, member) || told[member] === value
      ),
    () => unreadable(nature, response, "it tells of something else than what was asked for")
  )

/** An answer that was verified and cannot be read, with its text where that is no JSON. */
export const unreadable = (nature: Nature, response: HttpClientResponse, problem: string, text?: string): Unreadable =>
  new Unreadable({
    status: response.status,
    ...requestIdOf(response),
    category: ofUnreadable(nature),
    problem,
    ...(text === undefined ? {} : { answer: answerOf(response, text) })
  })

/** What cannot be read: where, and why, without the values. */
export const issuesOf = ({
  issue
}: Schema.SchemaError): ReadonlyArray<{ readonly field: string; readonly problem: string }> =>
  formatIssues(issue).issues.map(({ message, path = [] }) => ({
    field: path.map((step) => String(typeof step === "object" ? step.key : step)).join("."),
    problem: message
  }))

/** The same in a sentence. */
export const placesOf = (error: Schema.SchemaError): string =>
  issuesOf(error)
    .map(({ field, problem }) => `${field}: ${problem}`)
    .join("; ")

/** A check that could not be made is left to the platform, and said. Rule: CR-AMT-13. */
export const sayUnchecked = (unchecked: ReadonlyArray<string>): Effect.Effect<void> =>
  unchecked.length === 0 ? Effect.void : Effect.logDebug(`Left to the platform to check: ${unchecked.join(", ")}`)

/** What the generated client adds to the errors of calls. */
export type ContractError = HttpClientError.HttpClientError | Schema.SchemaError | ErrorAnswer

const isOfContract = (error: CallError | ContractError): error is ContractError =>
  HttpClientError.isHttpClientError(error) || Schema.isSchemaError(error) || error instanceof ErrorAnswer

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()
