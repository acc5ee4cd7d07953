/**
 * Signs the bytes that leave and verifies the bytes that arrive: where HTTP meets signing.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as HttpMethod from "effect/http/HttpMethod"
import * as Url from "effect/http/Url"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { ErrorBody } from "../api/ErrorAnswer.ts"
import { Signer, SigningError } from "../signing/Signer.ts"
import { Verifier } from "../signing/Verifier.ts"
import { type Authenticity, CurrentNature, type Nature, ofNoAnswer, ofRefusal } from "./Category.ts"
import { answerOf, type CallError, Rejection, requestIdOf, Unanswered, Unreadable, Unverified } from "./Errors.ts"
import * as Problem from "./Problem.ts"
import { Deadline } from "./Transport.ts"

/** Where the platform is: https, or http on this machine for a sandbox. Rule: V3-NET-01. */
export const BaseUrl = Schema.String.check(
  Schema.isPattern(/^(?:https:\/\/[^/?#@\s]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?)\/?$/u, {
    message: "Expected an https address without a path, or http on this machine (V3-NET-01)"
  })
).pipe(Schema.brand("BaseUrl"))
export type BaseUrl = typeof BaseUrl.Type

/** The primary host. Rule: V3-NET-02. */
export const primary: BaseUrl = BaseUrl.make("https://api.mch.weixin.qq.com")

/** What a caller may choose about the calls. */
export interface Options {
  readonly baseUrl?: BaseUrl | undefined
  /** The product token that the platform sees. Rule: V3-HDR-02. */
  readonly userAgent?: string | undefined
}

/**
 * An `HttpClient` for paths of the platform: it signs each request as late as possible, so that a retry around it
 * signs afresh, and answers only what was verified. Rules: CR-HDR-01, V3-HDR-01, V3-HDR-02, V3-SERIAL-02,
 * V3-SIGN-02, V3-SIGN-04, V3-VER-03.
 */
export class SignedHttpClient extends Context.Service<SignedHttpClient, HttpClient.HttpClient.With<CallError>>()(
  "@wxrepay/domain/client/SignedHttpClient"
) {
  static readonly layerFrom = (
    options: Options = {}
  ): Layer.Layer<SignedHttpClient, never, Signer | Verifier | HttpClient.HttpClient> =>
    Layer.effect(SignedHttpClient, make(options))
}

/** What one call does otherwise than the others. */
export interface Manner {
  /**
   * What is signed in place of the body: of an upload only its `meta` is, whose bytes stand in the body as they are here.
   * Rule: V3-SIGN-05.
   */
  readonly signedText?: Uint8Array | undefined
  /** The path with the names of its variables, which spans tell instead of their values: those may be somebody's. */
  readonly pathTemplate?: string | undefined
  /** Of a download, which is not signed and is read as it comes: for how long. Rule: V3-UNSIGNED-01. */
  readonly download?: Scope.Scope | undefined
}

/** The manner of the next call, and of no call that it makes in turn, as for a key that it does not know. */
export const CurrentManner = Context.Reference<Manner>("@wxrepay/domain/client/CurrentManner", {
  defaultValue: () => ({})
})

/** Makes the client over whichever services are at hand. */
export const make = Effect.fnUntraced(function* ({ baseUrl = primary, userAgent = "wxrepay/0.1" }: Options) {
  const http = yield* HttpClient.HttpClient
  const signer = yield* Signer
  const verifier = yield* Verifier
  const deadline = yield* Deadline

  const sign = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest, manner: Manner) {
    const method = request.method
    if (!HttpMethod.isHttpMethod(method)) return yield* new SigningError({ problem: "TargetNotPath" })
    const url = yield* resolve(baseUrl, request, manner)
    const body = manner.signedText ?? (yield* bytesOf(request))
    // what leads elsewhere is asked for as anybody would: a signature and a key are for the platform alone
    const isOurs = url.origin === new URL(baseUrl).origin || isPlatforms(url)
    // a request with something sealed in it names its key itself
    const serial = isOurs ? (request.headers["wechatpay-serial"] ?? (yield* verifier.preferredSerial)) : undefined
    const authorization = isOurs ? yield* signer.sign({ method, target: url.pathname + url.search, body }) : undefined
    return HttpClientRequest.make(method)(url.href, {
      body: request.body,
      headers: {
        ...request.headers,
        accept: manner.download === undefined ? "application/json" : "*/*",
        ...(manner.download === undefined ? {} : { "accept-encoding": "identity" }),
        "user-agent": userAgent,
        ...(serial === undefined ? {} : { "wechatpay-serial": serial }),
        ...(authorization === undefined ? {} : { authorization })
      }
    })
  })

  /**
   * Sends, and reads to the end: the deadline covers both, and the bytes stay with the response. The span is our own,
   * so that no header of a call becomes an attribute, and no trace header goes to the platform.
   */
  const send = (request: HttpClientRequest.HttpClientRequest, nature: Nature) =>
    inTime(
      http.execute(request).pipe(
        Effect.catch(responseOf),
        Effect.flatMap((response) =>
          Effect.map(response.arrayBuffer, (buffer) => ({ response, body: new Uint8Array(buffer) }))
        )
      ),
      nature
    )

  const inTime = <A>(exchange: Effect.Effect<A, HttpClientError.HttpClientError>, nature: Nature) =>
    exchange.pipe(
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.mapError((error) => new Unanswered({ problem: problemOf(error), category: ofNoAnswer(nature) })),
      Effect.timeoutOrElse({
        duration: deadline,
        orElse: () => Effect.fail(new Unanswered({ problem: "Deadline", category: ofNoAnswer(nature) }))
      })
    )

  /** Sends, and leaves the body to be read as it comes, until the scope ends: nothing proves it. The deadline covers the head. */
  const receive = Effect.fnUntraced(function* (
    request: HttpClientRequest.HttpClientRequest,
    nature: Nature,
    scope: Scope.Scope
  ) {
    const scoped = HttpClient.withScope(http).execute(request).pipe(Effect.provideService(Scope.Scope, scope))
    const response = yield* inTime(Effect.catch(scoped, responseOf), nature)
    yield* Effect.annotateCurrentSpan("http.response.status_code", response.status)
    if (response.status >= 200 && response.status < 300) return response
    return yield* reject(response, new Uint8Array(yield* inTime(response.arrayBuffer, nature)), nature)
  })

  const accept = Effect.fnUntraced(function* (response: HttpClientResponse, body: Uint8Array, nature: Nature) {
    const answered = { status: response.status, ...requestIdOf(response), category: ofNoAnswer(nature) }
    yield* Effect.mapError(
      verifier.verify(response.headers, body),
      ({ reason }) => new Unverified({ ...answered, reason })
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

  const reject = Effect.fnUntraced(function* (response: HttpClientResponse, body: Uint8Array, nature: Nature) {
    const authenticity = yield* authenticityOf(verifier, response, body)
    const text = new TextDecoder().decode(body)
    const told = readErrorBody(text)
    const code = Option.getOrUndefined(told)?.code
    const known = Problem.ofRequestId(response.headers["request-id"])
    return yield* new Rejection({
      status: response.status,
      ...requestIdOf(response),
      ...(known === undefined ? {} : { problem: known.problem }),
      category: ofRefusal(nature, response.status, authenticity, { code, hint: known?.category }),
      authenticity,
      ...Option.getOrElse(told, () => ({ message: text.slice(0, 500), answer: answerOf(response, text) }))
    })
  })

  const exchange = Effect.fnUntraced(function* (given: HttpClientRequest.HttpClientRequest, manner: Manner) {
    const nature = (yield* CurrentNature) ?? (given.method === "GET" ? "Read" : "Write")
    const request = yield* sign(given, manner)
    yield* Effect.annotateCurrentSpan({
      "http.request.method": request.method,
      ...(manner.pathTemplate === undefined
        ? { "url.path": new URL(request.url).pathname }
        : { "url.template": manner.pathTemplate })
    })
    if (manner.download !== undefined) return yield* receive(request, nature, manner.download)
    const { body, response } = yield* send(request, nature)
    yield* Effect.annotateCurrentSpan({
      "http.response.status_code": response.status,
      "wxrepay.request_id": response.headers["request-id"]
    })
    return yield* response.status >= 200 && response.status < 300
      ? accept(response, body, nature)
      : reject(response, body, nature)
  })

  const attempt = Effect.fn("SignedHttpClient.attempt", { kind: "client" })(function* (
    given: HttpClientRequest.HttpClientRequest
  ) {
    const manner = yield* CurrentManner
    return yield* Effect.provideService(exchange(given, manner), CurrentManner, {})
  })

  return SignedHttpClient.of(
    HttpClient.makeWith<never, never, CallError, never>((request) => Effect.flatMap(request, attempt), Effect.succeed)
  )
})

/** Hosts of the platform's own; a signature is shown to no other. Rule: V3-NET-02. */
const isPlatforms = ({ hostname, port, protocol }: URL): boolean =>
  protocol === "https:" && port === "" && /^api[a-z0-9]*\.mch\.weixin\.qq\.com$/u.test(hostname)

/**
 * The address with its query, exactly as it will be sent. Only a download may lead elsewhere, and nowhere but over https.
 * Rule: V3-SIGN-02.
 */
const resolve = (
  baseUrl: BaseUrl,
  { url, urlParams }: HttpClientRequest.HttpClientRequest,
  { download }: Manner
): Effect.Effect<URL, SigningError> => {
  if (download !== undefined && URL.canParse(url)) {
    const elsewhere = new URL(url)
    const isSafe = elsewhere.protocol === "https:" || elsewhere.origin === new URL(baseUrl).origin
    if (isSafe && elsewhere.username === "" && elsewhere.password === "") return Effect.succeed(elsewhere)
  }
  const whole = Url.make(`${baseUrl.replace(/\/$/u, "")}${url}`, urlParams, undefined)
  return url.startsWith("/") && Result.isSuccess(whole)
    ? Effect.succeed(whole.success)
    : Effect.fail(new SigningError({ problem: "TargetNotPath" }))
}

const bytesOf = ({ body }: HttpClientRequest.HttpClientRequest): Effect.Effect<Uint8Array, SigningError> => {
  if (body._tag === "Empty") return Effect.succeed(new Uint8Array(0))
  if (body._tag === "Uint8Array") return Effect.succeed(body.body)
  return Effect.fail(new SigningError({ problem: "BodyNotBytes" }))
}

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

/** A client of the caller's own may fail on a status; the answer is there all the same. */
const responseOf = (error: HttpClientError.HttpClientError) =>
  error.reason._tag === "StatusCodeError" ? Effect.succeed(error.reason.response) : Effect.fail(error)

const readErrorBody = Schema.decodeUnknownOption(Schema.fromJsonString(ErrorBody))

/** The network's own code and nothing else: the error itself holds the request with its headers. */
const problemOf = ({ reason }: HttpClientError.HttpClientError): string =>
  Option.match(readCode(reason.cause), {
    onNone: () => reason._tag,
    onSome: (found) => ("code" in found ? found.code : found.cause.code)
  })

const Coded = Schema.Struct({ code: Schema.String })
const readCode = Schema.decodeUnknownOption(Schema.Union([Coded, Schema.Struct({ cause: Coded })]))
