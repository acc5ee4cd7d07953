/**
 * Signs the bytes that leave and verifies the bytes that arrive: where HTTP meets signing.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as HttpMethod from "effect/http/HttpMethod"
import * as Url from "effect/http/Url"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { Signer, SigningError } from "../signing/Signer.ts"
import { Verifier } from "../signing/Verifier.ts"
import { accept, reject, skewOf } from "./Answer.ts"
import { type BaseUrl, primary } from "./BaseUrl.ts"
import { CurrentNature, type Nature, ofNoAnswer } from "./Category.ts"
import { type CallError, Unanswered } from "./Errors.ts"
import * as Exchange from "./Exchange.ts"
import * as Hosts from "./Hosts.ts"
import * as Limits from "./Limits.ts"
import * as Repeating from "./Repeating.ts"
import { Deadline } from "./Transport.ts"

/** What a caller may choose about the calls. */
export interface Options {
  /** By default the primary host. Rule: V3-NET-02. */
  readonly baseUrl?: BaseUrl | undefined
  /** Hosts that a call may go on to when the first cannot be reached, such as `backup`; by default none. Rules: V3-NET-03, V3-NET-04. */
  readonly backups?: ReadonlyArray<BaseUrl> | undefined
  /** What batches are held to; by default nothing. Rules: V3-RATE-01, V3-RATE-03. */
  readonly limits?: Limits.Limits | undefined
  /** The product token that the platform sees. Rule: V3-HDR-02. */
  readonly userAgent?: string | undefined
}

/**
 * An `HttpClient` for paths of the platform: it signs each attempt as late as possible over the same bytes, answers only what was
 * verified, goes on to another host where that may be done, and repeats as `RetryPolicy` says. Its errors are those of one
 * request; `Changes` judges what they mean for a change. Rules: CR-HDR-01, V3-HDR-01, V3-HDR-02, V3-SERIAL-02, V3-SIGN-02,
 * V3-SIGN-04, V3-VER-03, V3-RETRY-01 to V3-RETRY-04, V3-ENC-05.
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

/** Where the attempts of one call that leave it open are gathered, the last excepted: that one the call fails with. */
export const CurrentAttempts = Context.Reference<Array<CallError> | undefined>(
  "@wxrepay/domain/client/CurrentAttempts",
  { defaultValue: () => undefined }
)

/** Makes the client over whichever services are at hand. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const { backups = [], baseUrl = primary, limits = {}, userAgent = "wxrepay/0.1" } = options
  const http = yield* HttpClient.HttpClient
  const signer = yield* Signer
  const verifier = yield* Verifier
  const exchange = Exchange.make(http, yield* Deadline)
  const hosts = yield* Hosts.make([baseUrl, ...backups])
  const limit = yield* Limits.make(signer.mchid, limits)
  const repeating = yield* Repeating.make

  const sign = Effect.fnUntraced(function* (
    host: BaseUrl,
    request: HttpClientRequest.HttpClientRequest,
    manner: Manner
  ) {
    const method = request.method
    if (!HttpMethod.isHttpMethod(method)) return yield* new SigningError({ problem: "TargetNotPath" })
    const url = yield* resolve(host, request, manner)
    const body = manner.signedText ?? (yield* bytesOf(request))
    // what leads elsewhere is asked for as anybody would: a signature and a key are for the platform alone
    const isOurs = url.origin === new URL(host).origin || isPlatforms(url)
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

  const attempt = Effect.fn("SignedHttpClient.attempt", { kind: "client" })(function* (
    host: BaseUrl,
    given: HttpClientRequest.HttpClientRequest,
    nature: Nature,
    manner: Manner,
    resent: number,
    before: Array<CallError> | undefined
  ) {
    const request = yield* sign(host, given, manner)
    const { host: address, pathname } = new URL(request.url)
    yield* Effect.annotateCurrentSpan({
      "http.request.method": request.method,
      "server.address": address,
      ...(resent === 0 ? {} : { "http.request.resend_count": resent }),
      ...(manner.pathTemplate === undefined ? { "url.path": pathname } : { "url.template": manner.pathTemplate })
    })
    if (manner.download !== undefined) {
      const response = yield* exchange.head(request, nature, manner.download)
      yield* tellOf(response)
      if (isGood(response)) return response
      return yield* reject(verifier, { response, body: yield* exchange.body(response, nature) }, nature, undefined)
    }
    const { isOneOfMany, ...answered } = yield* exchange.whole(request, nature)
    // what became of the others nobody has told
    if (isOneOfMany)
      before?.push(new Unanswered({ problem: "SentAgain", phase: "Unknown", category: ofNoAnswer(nature) }))
    const skewSeconds = yield* skewOf(answered.response)
    yield* tellOf(answered.response)
    return yield* isGood(answered.response)
      ? accept(verifier, answered, nature, skewSeconds)
      : reject(verifier, answered, nature, skewSeconds)
  })

  const call = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
    const nature = (yield* CurrentNature) ?? (request.method === "GET" ? "Read" : "Write")
    const manner = yield* CurrentManner
    // only a path of the platform is the same on every host
    const isAnywhere = request.url.startsWith("/")
    let attempts = 0
    const before = yield* CurrentAttempts
    const once = (host: BaseUrl) =>
      limit(Effect.suspend(() => attempt(host, request, nature, manner, attempts++, before)))
    return yield* repeating(nature, isAnywhere ? hosts(nature, once) : once(baseUrl), before).pipe(
      Effect.provideService(CurrentManner, {}),
      Effect.provideService(CurrentAttempts, undefined)
    )
  })

  return SignedHttpClient.of(
    HttpClient.makeWith<never, never, CallError, never>((request) => Effect.flatMap(request, call), Effect.succeed)
  )
})

const isGood = ({ status }: HttpClientResponse): boolean => status >= 200 && status < 300

/** Tells the span what came. */
const tellOf = ({ headers, status }: HttpClientResponse): Effect.Effect<void> =>
  Effect.annotateCurrentSpan({ "http.response.status_code": status, "wxrepay.request_id": headers["request-id"] })

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
