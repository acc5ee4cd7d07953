/**
 * A network in process that ends every attempt as written down, without a hop: under TestClock nothing happens between two
 * adjustments but what time brings. Signing and verifying are as plain, so that only the signed client is left to be looked at.
 */
import { Ids } from "@wxrepay/domain"
import {
  BaseUrl,
  type Category,
  natured,
  RetryPolicy,
  SignedHttpClient,
  type SignedHttpClientOptions,
  Transport
} from "@wxrepay/domain/client"
import { Signer, Verification, Verifier } from "@wxrepay/domain/signing"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import * as Random from "effect/Random"

/** An attempt as it would have left. */
export interface Attempt {
  /** Scheme and host. */
  readonly host: string
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When, on the clock of the test. */
  readonly at: number
}

/** An answer; one that says nothing else is proven. */
export interface Answer {
  readonly status: number
  readonly proof?: "Verified" | "Unsigned" | "Invalid" | "Stale"
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** What becomes of the body instead. */
  readonly bodyEnds?: "Cut" | "Never"
}

/** How the network fails: how far it came by then, as far as it tells, and what it says of it. */
export interface Failure {
  readonly phase: Transport.Phase | undefined
  readonly code?: string
  readonly cause?: unknown
}

/** What becomes of an attempt: an answer, a failure, or nothing at all, with how far it came. */
export type End = Answer | Failure | { readonly silent: Transport.Phase }

/** Nobody listened. */
export const refused: Failure = { phase: "NotConnected", code: "ECONNREFUSED" }

/** Bytes had left when it broke. */
export const reset: Failure = { phase: "Sent", code: "ECONNRESET" }

/** An answer that is proven. */
export const fine: Answer = { status: 200 }

/** Writes down how every attempt ends, by itself and by how many were before. */
export type Script = (attempt: Attempt, earlier: number) => Effect.Effect<End>

/** The ends of attempts in their order; the last one stands for all that follow. */
export const inOrder =
  (...ends: readonly [End, ...ReadonlyArray<End>]): Script =>
  (_, earlier) =>
    Effect.succeed(ends[Math.min(earlier, ends.length - 1)] ?? ends[0])

/** The ends of attempts by the host that they go to; any other host is not there. */
export const byHost =
  (ends: Readonly<Record<string, End>>): Script =>
  ({ host }) =>
    Effect.succeed(ends[host] ?? refused)

const serial = Ids.PlatformSerial.make("PUB_KEY_ID_1")

/** Tells a proof by what it says; something may look on meanwhile. */
const verifier = (looking: Effect.Effect<void>) =>
  Verifier.of({
    preferredSerial: Effect.succeed(serial),
    verify: (headers) => Effect.andThen(looking, verdict(headers["wechatpay-signature"]))
  })

const verdict = (said: unknown): Effect.Effect<void, Verification.VerificationError> => {
  if (said === "Verified") return Effect.void
  const reason =
    said === "Stale"
      ? new Verification.Stale({ timestamp: "0", ageSeconds: 301 })
      : said === undefined
        ? new Verification.HeaderMissing({ header: "Wechatpay-Signature" })
        : new Verification.SignatureWrong({ serial })
  return Effect.fail(new Verification.VerificationError({ reason }))
}

/** Signs with how many it has signed, and when. */
const signer = () => {
  let signed = 0
  return Signer.of({
    mchid: Ids.MerchantId.make("1900000001"),
    sign: ({ target }) => Effect.map(Clock.currentTimeMillis, (now) => `${++signed} ${now} ${target}`)
  })
}

const responseOf = (
  request: HttpClientRequest.HttpClientRequest,
  { body = "{}", bodyEnds, headers, proof, status }: Answer
) => {
  const said = proof ?? "Verified"
  const signature = said === "Unsigned" ? {} : { "wechatpay-signature": said }
  const response = HttpClientResponse.fromWeb(
    request,
    new Response(body, { status, headers: { "content-type": "application/json", ...signature, ...headers } })
  )
  const broken = new HttpClientError.DecodeError({ request, response, cause: { code: "UND_ERR_SOCKET" } })
  const whole = {
    Cut: Effect.fail(new HttpClientError.HttpClientError({ reason: broken })),
    Never: Effect.never,
    Whole: Effect.sync(() => new TextEncoder().encode(body).buffer)
  }[bodyEnds ?? "Whole"]
  // the body of a web response comes after a hop
  return new Proxy(response, {
    get: (target, key): unknown => (key === "arrayBuffer" ? whole : Reflect.get(target, key, target))
  })
}

/** A network that goes by a script, and what was seen of it. */
export const make = (script: Script) => {
  const seen: Array<Attempt> = []
  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      const target = url.pathname + url.search
      const { headers, method } = request
      const attempt = { host: url.origin, method, target, headers, body, at: yield* Clock.currentTimeMillis }
      const earlier = seen.push(attempt) - 1
      const come = yield* Transport.CurrentPhase
      const become = (phase: Transport.Phase | undefined) => {
        if (come !== undefined && phase !== undefined) MutableRef.set(come, phase)
      }
      const end = yield* script(attempt, earlier)
      if ("status" in end) return responseOf(request, end)
      become("silent" in end ? end.silent : end.phase)
      if ("silent" in end) return yield* Effect.never
      const cause = end.code === undefined ? { cause: end.cause } : { cause: { code: end.code } }
      return yield* new HttpClientError.HttpClientError({
        reason: new HttpClientError.TransportError({ request, ...cause })
      })
    })
  )
  return { http, seen }
}

/** A signed client over a network that goes by a script, for as long as the scope lives; something may look on as it verifies. */
export const client = Effect.fnUntraced(function* (
  script: Script,
  options: SignedHttpClientOptions = {},
  looking: Effect.Effect<void> = Effect.void
) {
  const { http, seen } = make(script)
  const layer = SignedHttpClient.layerFrom(options).pipe(
    Layer.provide([
      Layer.succeed(HttpClient.HttpClient, http),
      Layer.sync(Signer, signer),
      Layer.succeed(Verifier, verifier(looking))
    ])
  )
  const made = Context.get(yield* Layer.build(Layer.fresh(layer)), SignedHttpClient)
  return {
    seen,
    http: made,
    /** One call; what changes something has a body. */
    call: (nature: Category.Nature) =>
      made
        .execute(
          nature === "Read"
            ? HttpClientRequest.get("/v3/x?a=1")
            : HttpClientRequest.post("/v3/x").pipe(HttpClientRequest.bodyText('{"a":"1"}', "application/json"))
        )
        .pipe(natured(nature))
  }
})

/** A policy that differs from the standard one and does not jitter. */
export const policy = (changes: Partial<RetryPolicy.RetryPolicy> = {}): Layer.Layer<never> =>
  RetryPolicy.layer(RetryPolicy.RetryPolicy.make({ ...RetryPolicy.standard, isJittered: false, ...changes }))

/** Nothing is made again. */
export const once = RetryPolicy.layer(RetryPolicy.never)

/** Chance that always falls the same way, from 0 to nearly 1. */
export const chance = (fall: number) =>
  Layer.succeed(Random.Random, { nextDoubleUnsafe: () => fall, nextIntUnsafe: () => 0 })

/** Hosts of a test. */
export const hosts = {
  primary: BaseUrl.make("https://primary.invalid"),
  backup: BaseUrl.make("https://backup.invalid"),
  last: BaseUrl.make("https://last.invalid")
}
