/**
 * What every call passes first and every answer passes last: who is asking, and the platform's signature.
 *
 * @since 0.1.0
 */
import { Api, ErrorAnswer } from "@wxrepay/domain/api"
import { Message, Verification } from "@wxrepay/domain/signing"
import * as Clock from "effect/Clock"
import type * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Faults from "./Faults.ts"
import type { KeyChain } from "./KeyChain.ts"
import type { Merchant } from "./Merchant.ts"
import * as Refusals from "./Refusals.ts"
import * as Stamp from "./Stamp.ts"

/** A server of the platform: it always answers. */
export type App = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  never,
  HttpServerRequest.HttpServerRequest | Scope.Scope
>

/**
 * Puts the gate around the endpoints. A call that fails here is refused without a signature; every later answer,
 * refusals included, is signed, unless a fault spoils it. Rules: CR-SCOPE-01, V3-HDR-01, V3-HDR-02, V3-AUTH-01 to V3-AUTH-06,
 * V3-SIGN-01 to V3-SIGN-04, V3-SIGN-06, V3-VER-09, V3-RID-01.
 */
export const make = Effect.fnUntraced(function* (
  merchant: Merchant,
  keyChain: KeyChain,
  faults: Faults.Faults,
  endpoints: Effect.Effect<
    HttpServerResponse.HttpServerResponse,
    HttpServerError.HttpServerError,
    HttpServerRequest.HttpServerRequest | Scope.Scope
  >
): Effect.fn.Return<{ readonly app: App }, never, Signature.Signature | SecureRandom.SecureRandom> {
  const signature = yield* Signature.Signature
  const stamp = yield* Stamp.make

  const authenticate = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, body: Uint8Array) {
    const given = Message.parseAuthorization(request.headers["authorization"] ?? "")
    const target = request.originalUrl.replace(/^[a-z]+:\/\/[^/]+/iu, "")
    if (given === undefined) return yield* signError("the Authorization header is missing or malformed")
    if (given.mchid !== merchant.mchid || given.serialNo !== merchant.serialNo) {
      return yield* signError("mchid and serial_no do not belong together")
    }
    const age = Math.floor((yield* Clock.currentTimeMillis) / 1000) - Number(given.timestamp)
    if (!(Math.abs(age) <= Verification.toleranceSeconds))
      return yield* signError("the timestamp is more than 5 minutes off")
    const bytes = Message.request({ method: request.method, target, body, ...given })
    const sealed = Base64.decode(given.signature)
    const genuine =
      Result.isSuccess(sealed) &&
      (yield* Effect.orDie(signature.verify(merchant.merchantKeys.publicKey, sealed.success, bytes)))
    if (!genuine) return yield* signError("sign not match", { method: request.method, url: target, bytes })
  })

  const sign = Effect.fnUntraced(function* (
    { headers }: HttpServerRequest.HttpServerRequest,
    response: HttpServerResponse.HttpServerResponse,
    fault: Faults.Fault
  ) {
    const key = yield* keyChain.forAnswer(headers["wechatpay-serial"])
    return HttpServerResponse.setHeaders(response, yield* stamp.proof(bytesOf(response), key, fault))
  })

  const number = (response: HttpServerResponse.HttpServerResponse, endsIn = suffixOf(response)) =>
    Effect.map(stamp.requestId(endsIn), (id) => HttpServerResponse.setHeaders(response, id))

  const app: App = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = new Uint8Array(yield* Effect.orDie(request.arrayBuffer))
    const refusal = yield* Effect.flip(Effect.andThen(checkHeaders(request, body), authenticate(request, body))).pipe(
      Effect.option
    )
    if (Option.isSome(refusal)) return yield* Stamp.dated(yield* number(answer(refusal.value)))
    const fault = yield* faults.ofCall({ method: request.method, path: pathOf(request) })
    const said = yield* Ref.make<number | undefined>(undefined)
    const truth = hasWideCharacters(body)
      ? Effect.succeed(answer(wideCharacters))
      : endpoints.pipe(
          Effect.provideService(Refusals.number, said),
          Effect.catch(({ reason }) =>
            Effect.succeed(answer(reason._tag === "RouteNotFound" ? lost(request) : unreadable))
          ),
          Effect.catchCause((cause) => Effect.as(Effect.logError("The sandbox failed", cause), answer(broken)))
        )
    const response = Faults.beforeSigning(fault, yield* Faults.answerOf(fault, truth))
    const endsIn = fault.says === undefined ? yield* Ref.get(said) : undefined
    const numbered = yield* number(yield* sign(request, response, fault), endsIn)
    return yield* Faults.afterSigning(fault, yield* Stamp.dated(numbered, fault.aheadSeconds))
  })

  return { app }
})

/** Rules: CR-HDR-01, V3-HDR-01, V3-HDR-02. */
const checkHeaders = Effect.fnUntraced(function* ({ headers }: HttpServerRequest.HttpServerRequest, body: Uint8Array) {
  if (!headers["accept"] || !headers["user-agent"]) return yield* badHeader("Http头缺少Accept或User-Agent")
  if (body.length > 0 && !/^application\/json\b/iu.test(headers["content-type"] ?? "")) {
    return yield* badHeader("Content-Type is not application/json")
  }
})

const badHeader = (message: string) =>
  Effect.fail(new ErrorAnswer.ErrorAnswer({ status: 400, code: "INVALID_REQUEST", message }))

/** Rules: V3-AUTH-06, V3-AUTH-07. */
const signError = (
  issue: string,
  signed?: { readonly method: string; readonly url: string; readonly bytes: Uint8Array }
) =>
  Effect.fail(
    new ErrorAnswer.ErrorAnswer({
      status: 401,
      code: "SIGN_ERROR",
      message: `签名错误: ${issue}`,
      detail: {
        field: "signature",
        location: "authorization",
        detail: { issue },
        ...(signed === undefined
          ? {}
          : {
              sign_information: {
                method: signed.method,
                url: signed.url,
                sign_message_length: signed.bytes.length,
                truncated_sign_message: new TextDecoder().decode(signed.bytes.slice(0, 64))
              }
            })
      }
    })
  )

/** Characters of four bytes of UTF-8 begin with a byte from F0 on. Rule: V3-JSON-01. */
const hasWideCharacters = (body: Uint8Array): boolean => body.some((byte) => byte >= 0xf0)

const wideCharacters = new ErrorAnswer.ErrorAnswer({
  status: 400,
  code: "PARAM_ERROR",
  message: "the body has characters of four bytes (V3-JSON-01)"
})

const unreadable = new ErrorAnswer.ErrorAnswer({ status: 400, code: "PARAM_ERROR", message: "the body is not JSON" })

const broken = new ErrorAnswer.ErrorAnswer({ status: 500, code: "SYSTEM_ERROR", message: "the sandbox failed" })

/** The address without its query. */
const pathOf = ({ url }: HttpServerRequest.HttpServerRequest): string => url.replace(/\?.*$/u, "")

/** An address of the contract under another method, or no address at all. */
const lost = (request: HttpServerRequest.HttpServerRequest): ErrorAnswer.ErrorAnswer =>
  addresses.some((address) => address.test(pathOf(request)))
    ? new ErrorAnswer.ErrorAnswer({ status: 405, code: "INVALID_REQUEST", message: "not with this method" })
    : new ErrorAnswer.ErrorAnswer({ status: 404, code: "RESOURCE_NOT_EXISTS", message: "no such address" })

const addresses = Object.values(Api.groups)
  .flatMap((group): ReadonlyArray<HttpApiEndpoint.Top> => Object.values(group.endpoints))
  .map(({ path }) => new RegExp(`^${path.replace(/:[a-z_]+/gu, "[^/]+")}$`, "u"))

const answer = ({ code, detail, message, status }: ErrorAnswer.ErrorAnswer): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe({ code, message, ...(detail === undefined ? {} : { detail }) }, { status })

const bytesOf = ({ body }: HttpServerResponse.HttpServerResponse): Uint8Array =>
  body._tag === "Uint8Array" ? body.body : new Uint8Array(0)

const readErrorBody = Schema.decodeUnknownOption(Schema.fromJsonString(ErrorAnswer.ErrorBody))

/** 0 on success, else the number that is documented for such a code, and for any other a number that nothing is said of. Rule: V3-RID-01. */
const suffixOf = (response: HttpServerResponse.HttpServerResponse): number => {
  if (response.status < 300) return 0
  const code = Option.map(readErrorBody(new TextDecoder().decode(bytesOf(response))), (body) => body.code)
  return numbers.get(Option.getOrUndefined(code)) ?? 268_435_456
}

const numbers: ReadonlyMap<string | undefined, number> = new Map([
  ["SIGN_ERROR", 268_443_699],
  ["PARAM_ERROR", 268_435_461]
])
