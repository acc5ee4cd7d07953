/**
 * What an answer says, once its bytes have been verified: accepted, or refused.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ErrorBody } from "../api/ErrorAnswer.ts"
import { toleranceSeconds, type Verifier } from "../signing/Verifier.ts"
import { type Authenticity, type Nature, ofNoAnswer, ofRefusal } from "./Category.ts"
import { answerOf, ClockSkewed, Rejection, requestIdOf, Unreadable, Unverified } from "./Errors.ts"
import type { Answered } from "./Exchange.ts"
import * as Metrics from "./Metrics.ts"
import * as Problem from "./Problem.ts"

/** An answer of success, if it is proven, finished and JSON. Rules: V3-VER-01, V3-VER-04, V3-VER-05, V3-VER-08, V3-VER-10. */
export const accept = Effect.fnUntraced(function* (
  verifier: Verifier["Service"],
  { body, response }: Pick<Answered, "body" | "response">,
  nature: Nature,
  skewSeconds: number | undefined
): Effect.fn.Return<HttpClientResponse, Unverified | ClockSkewed | Unreadable> {
  const answered = { status: response.status, ...requestIdOf(response), category: ofNoAnswer(nature) }
  yield* Effect.mapError(verifier.verify(response.headers, body), ({ reason }) =>
    reason._tag === "Stale" && reason.ageSeconds !== null && isTooFar(skewSeconds)
      ? new ClockSkewed({ ...answered, skewSeconds })
      : new Unverified({ ...answered, reason })
  )
  if (response.status === 202) {
    return yield* new Unreadable({
      ...answered,
      problem: "202 says accepted but not finished, so ask before anything else"
    })
  }
  if (body.length > 0 && !/^application\/json\b/iu.test(response.headers["content-type"] ?? "")) {
    const answer = answerOf(response, new TextDecoder().decode(body))
    return yield* new Unreadable({ ...answered, answer, problem: "it is not application/json (V3-VER-10)" })
  }
  return response
})

/** An answer of any other status, with all that it says. Rules: CR-ERR-01, V3-ERR-01 to V3-ERR-04, V3-AUTH-06, V3-VER-09. */
export const reject = Effect.fnUntraced(function* (
  verifier: Verifier["Service"],
  { body, response }: Pick<Answered, "body" | "response">,
  nature: Nature,
  skewSeconds: number | undefined
): Effect.fn.Return<never, Rejection | ClockSkewed> {
  const { status } = response
  const authenticity = yield* authenticityOf(verifier, response, body)
  const text = new TextDecoder().decode(body)
  const told = readErrorBody(text)
  const code = Option.getOrUndefined(told)?.code
  const known = Problem.ofRequestId(response.headers["request-id"])
  const category = ofRefusal(nature, status, authenticity, { code, hint: known?.category })
  const answered = { status, ...requestIdOf(response), category }
  // what fails authentication is answered without a signature; one that is there and does not hold is somebody's else
  if (status === 401 && authenticity === "Unsigned" && isTooFar(skewSeconds)) {
    return yield* new ClockSkewed({ ...answered, skewSeconds })
  }
  return yield* new Rejection({
    ...answered,
    ...(known === undefined ? {} : { problem: known.problem }),
    authenticity,
    ...Option.getOrElse(told, () => ({ message: text.slice(0, 500), answer: answerOf(response, text) }))
  })
})

/**
 * How many seconds our clock is ahead of the one that wrote the `Date` of an answer, if it has one. No signature covers it: it
 * explains why something is not believed, and never makes it believed. Rule: V3-VER-04.
 */
export const skewOf = Effect.fnUntraced(function* ({ headers }: HttpClientResponse) {
  const date = Option.getOrUndefined(Option.flatMap(readDate(headers["date"]), DateTime.make))
  if (date === undefined) return undefined
  const skew = Math.floor((yield* Clock.currentTimeMillis) / 1000) - Math.floor(DateTime.toEpochMillis(date) / 1000)
  yield* Metric.update(Metrics.clockSkew, skew)
  return skew
})

/** The one form that HTTP writes dates in: what else a date may be read from is a guess. */
const readDate = Option.liftPredicate(
  (date: string | undefined): date is string =>
    date !== undefined && /^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/u.test(date)
)

const isTooFar = (skewSeconds: number | undefined): skewSeconds is number =>
  skewSeconds !== undefined && Math.abs(skewSeconds) > toleranceSeconds

/** A refusal is believed without a signature, but never taken for proven. Rule: V3-VER-09. */
const authenticityOf = (
  verifier: Verifier["Service"],
  response: HttpClientResponse,
  body: Uint8Array
): Effect.Effect<Authenticity> =>
  response.headers["wechatpay-signature"] === undefined
    ? Effect.succeed("Unsigned")
    : Effect.match(verifier.verify(response.headers, body), {
        onFailure: () => "Invalid" as const,
        onSuccess: () => "Verified" as const
      })

const readErrorBody = Schema.decodeUnknownOption(Schema.fromJsonString(ErrorBody))
