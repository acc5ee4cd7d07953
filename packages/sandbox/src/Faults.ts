/**
 * Faults on demand: which calls and notifications go wrong, and how.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Ref from "effect/Ref"
import type * as Stamp from "./Stamp.ts"

/** What is said instead of the true answer. */
export interface Said {
  readonly status: number
  readonly body: string
  /** By default JSON. */
  readonly contentType?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What becomes of an answer on its way out, true or not. */
export interface Dress {
  /** Whether its signature is good; by default it is. */
  readonly proof?: Stamp.Proof | undefined
  /** Where the second half of the body gets lost: before the platform signs what is left, or after it signed all. */
  readonly cut?: "BeforeSigning" | "AfterSigning" | undefined
  /** Headers that get lost, as behind a proxy. */
  readonly without?: ReadonlyArray<"content-type" | "request-id" | `wechatpay-${string}`> | undefined
  /** How many seconds `Date` and signature are ahead of the sandbox's clock; behind it when negative. */
  readonly aheadSeconds?: number | undefined
  /** How long the answer is held back once it is made; `"Infinity"` until the caller gives up. */
  readonly delay?: Duration.Input | undefined
}

/** What goes wrong with one call. A call that does not take effect has no true answer. */
export type Fault =
  | (Dress & { readonly strikes: "BeforeCommit"; readonly says: Said })
  | (Dress & { readonly strikes: "AfterCommit"; readonly says?: Said | undefined })

/** A call that may get a fault. Those that the gate refuses come to no fault, and are not counted. */
export interface Call {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** 1 for the first call since the sandbox was last told to disturb. */
  readonly number: number
}

/** What goes wrong with one sending of a notification. */
export interface NotificationFault {
  /** It never arrives, or arrives twice, or the lender's answer to it never arrives. */
  readonly delivery?: "Lost" | "Twice" | "AnswerLost" | undefined
  /** How long it is under way, so that later ones overtake it. */
  readonly late?: Duration.Input | undefined
  /** Whether its signature is good; by default it is. */
  readonly proof?: Stamp.Proof | undefined
}

/** A sending that may get a fault. */
export interface Sending {
  readonly eventType: string
  /** 1 for the first sending of a notification. */
  readonly attempt: number
  /** 1 for the first sending of any since the sandbox was last told to disturb. */
  readonly number: number
}

/** What goes wrong from now on: one fault for all, or one for each, or none. */
export interface Disturbance {
  readonly calls?: Fault | ((call: Call) => Fault | undefined) | undefined
  readonly notifications?: NotificationFault | ((sending: Sending) => NotificationFault | undefined) | undefined
}

const refusal = (status: number, code: string): Said => ({ status, body: JSON.stringify({ code, message: code }) })

const page = (status: number, title: string): Said => ({
  status,
  body: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  contentType: "text/html"
})

const badGateway = page(502, "502 Bad Gateway")
const limited = refusal(429, "RATELIMIT_EXCEEDED")
const systemError = refusal(500, "SYSTEM_ERROR")
const unauthorized = refusal(401, "SIGN_ERROR")
const unavailable = refusal(503, "SERVICE_UNAVAILABLE")
const wrongParameter = refusal(400, "PARAM_ERROR")

/** Faults ready to use: `Before` when the call takes no effect, `After` when it does, and neither when only one of them can be. */
export const faults = {
  /** 500, signed, and nothing happened. Rule: V3-RETRY-01. */
  systemErrorBefore: { strikes: "BeforeCommit", says: systemError },
  /** 500, signed, and it happened. Rule: V3-RETRY-01. */
  systemErrorAfter: { strikes: "AfterCommit", says: systemError },
  /** 502, the unsigned page of a gateway that reached nobody. Rule: V3-ERR-03. */
  badGatewayBefore: { strikes: "BeforeCommit", says: badGateway, proof: "Missing" },
  /** 502, the unsigned page of a gateway that lost the answer. Rule: V3-ERR-03. */
  badGatewayAfter: { strikes: "AfterCommit", says: badGateway, proof: "Missing" },
  /** 503, signed, and nothing happened. Rule: V3-RETRY-01. */
  unavailableBefore: { strikes: "BeforeCommit", says: unavailable },
  /** 503, signed, and it happened. Rule: V3-RETRY-01. */
  unavailableAfter: { strikes: "AfterCommit", says: unavailable },
  /** 504 without a body, unsigned: a gateway that waited in vain, and it happened. Rule: V3-ERR-03. */
  gatewayTimeoutAfter: { strikes: "AfterCommit", says: { status: 504, body: "" }, proof: "Missing" },
  /** 429, signed, and nothing happened. Rules: V3-RATE-01, V3-RATE-02. */
  limitedBefore: { strikes: "BeforeCommit", says: limited },
  /** 429, signed, and it happened all the same. Rule: V3-RATE-01. */
  limitedAfter: { strikes: "AfterCommit", says: limited },
  /** 429, unsigned, of a gateway. Rule: V3-RATE-01. */
  limitedUnsigned: { strikes: "BeforeCommit", says: limited, proof: "Missing" },
  /** 202 with an empty object, signed: taken in, and nothing happened yet. */
  acceptedBefore: { strikes: "BeforeCommit", says: { status: 202, body: "{}" } },
  /** 202 with an empty object, signed, and it happened. */
  acceptedAfter: { strikes: "AfterCommit", says: { status: 202, body: "{}" } },
  /** 302 to somewhere else, unsigned, and nothing happened. */
  redirected: {
    strikes: "BeforeCommit",
    says: { ...page(302, "302 Found"), headers: { location: "http://127.0.0.1:9/elsewhere" } },
    proof: "Missing"
  },
  /** 400, unsigned, and nothing happened. Rule: V3-VER-09. */
  refusedUnsigned: { strikes: "BeforeCommit", says: wrongParameter, proof: "Missing" },
  /** 400, unsigned, though it happened. Rule: V3-VER-09. */
  refusedUnsignedAfter: { strikes: "AfterCommit", says: wrongParameter, proof: "Missing" },
  /** 400 with a wrong signature, though it happened. Rule: V3-VER-09. */
  refusedWronglySignedAfter: { strikes: "AfterCommit", says: wrongParameter, proof: "Wrong" },
  /** 401, unsigned, as to a stranger; nothing happened. Rule: V3-VER-09. */
  unauthorized: { strikes: "BeforeCommit", says: unauthorized, proof: "Missing" },
  /** 404, signed: nothing of the kind is there, and nothing happened. */
  missing: { strikes: "BeforeCommit", says: refusal(404, "RESOURCE_NOT_EXISTS") },
  /** 404, unsigned, the page of a gateway that knows no such address. Rule: V3-ERR-03. */
  missingPage: { strikes: "BeforeCommit", says: page(404, "404 Not Found"), proof: "Missing" },
  /** 200 with a page, unsigned, of a portal in between that let nothing through. Rules: V3-VER-05, V3-VER-10. */
  portal: { strikes: "BeforeCommit", says: page(200, "Welcome"), proof: "Missing" },
  /** 200 with a page, signed, and it happened. Rule: V3-VER-10. */
  pageSigned: { strikes: "AfterCommit", says: page(200, "OK") },
  /** 200 without a body, signed, and it happened. Rule: V3-VER-02. */
  empty: { strikes: "AfterCommit", says: { status: 200, body: "" } },
  /** The true answer, half of it, signed as if it were all. */
  cutThenSigned: { strikes: "AfterCommit", cut: "BeforeSigning" },
  /** The true answer, signed, and half of it lost. Rule: V3-VER-03. */
  signedThenCut: { strikes: "AfterCommit", cut: "AfterSigning" },
  /** The true answer without any header of a signature. Rule: V3-VER-05. */
  unsigned: { strikes: "AfterCommit", proof: "Missing" },
  /** The true answer with the signature of other bytes. Rule: V3-VER-01. */
  wronglySigned: { strikes: "AfterCommit", proof: "Wrong" },
  /** The true answer under the serial of a key that nobody has. Rule: V3-VER-06. */
  unknownSerial: { strikes: "AfterCommit", proof: "UnknownSerial" },
  /** The true answer, wrongly signed on purpose. Rules: V3-PROBE-01, V3-PROBE-03. */
  probe: { strikes: "AfterCommit", proof: "Probe" },
  /** The true answer, signed ten minutes ago, though `Date` is right. Rule: V3-VER-04. */
  stale: { strikes: "AfterCommit", proof: "Stale" },
  /** The true answer without `Content-Type`. Rule: V3-VER-10. */
  withoutContentType: { strikes: "AfterCommit", without: ["content-type"] },
  /** The true answer without `Request-ID`. Rule: V3-RID-01. */
  withoutRequestId: { strikes: "AfterCommit", without: ["request-id"] },
  /** The true answer of a platform whose clock is ten minutes ahead: ours is behind. Rule: V3-VER-04. */
  clockAhead: { strikes: "AfterCommit", aheadSeconds: 600 },
  /** The true answer of a platform whose clock is ten minutes behind: ours is ahead. Rule: V3-VER-04. */
  clockBehind: { strikes: "AfterCommit", aheadSeconds: -600 },
  /** 401, unsigned, of a platform whose clock is ten minutes ahead; nothing happened. Rule: V3-AUTH-04. */
  unauthorizedClockAhead: { strikes: "BeforeCommit", says: unauthorized, proof: "Missing", aheadSeconds: 600 },
  /** 401, unsigned, of a platform whose clock is ten minutes behind; nothing happened. Rule: V3-AUTH-04. */
  unauthorizedClockBehind: { strikes: "BeforeCommit", says: unauthorized, proof: "Missing", aheadSeconds: -600 },
  /** No answer ever, and nothing happened. Rule: V3-NET-05. */
  silentBefore: { strikes: "BeforeCommit", says: unavailable, delay: "Infinity" },
  /** No answer ever, though it happened. Rule: V3-NET-05. */
  silentAfter: { strikes: "AfterCommit", delay: "Infinity" }
} as const satisfies Readonly<Record<string, Fault>>

/** A call that nothing happens to. */
const undisturbed: Fault = { strikes: "AfterCommit" }

/** A sending that nothing happens to. */
const untouched: NotificationFault = {}

/** Makes the faults of one sandbox. */
export const make = Effect.fnUntraced(function* (initial: Disturbance = {}) {
  const ref = yield* Ref.make({ disturbance: initial, calls: 0, sendings: 0 })

  return {
    /** Disturbs like this from now on, and counts from 1 again. */
    disturb: (disturbance: Disturbance) => Ref.set(ref, { disturbance, calls: 0, sendings: 0 }),
    /** The fault of the next call. */
    ofCall: (call: Omit<Call, "number">) =>
      Ref.modify(ref, (state) => {
        const number = state.calls + 1
        const { calls } = state.disturbance
        const fault = typeof calls === "function" ? calls({ ...call, number }) : calls
        return [fault ?? undisturbed, { ...state, calls: number }] as const
      }),
    /** The fault of the next sending. */
    ofSending: (sending: Omit<Sending, "number">) =>
      Ref.modify(ref, (state) => {
        const number = state.sendings + 1
        const { notifications } = state.disturbance
        const fault = typeof notifications === "function" ? notifications({ ...sending, number }) : notifications
        return [fault ?? untouched, { ...state, sendings: number }] as const
      })
  }
})

/** The faults of one sandbox. */
export type Faults = Effect.Success<ReturnType<typeof make>>

/** What a call with a fault is answered; what strikes before the commit never gets to the truth. */
export const answerOf = <R>(
  fault: Fault,
  truth: Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, never, R> =>
  fault.strikes === "BeforeCommit"
    ? Effect.succeed(spoken(fault.says))
    : Effect.map(truth, (answer) => (fault.says === undefined ? answer : spoken(fault.says)))

/** The answer as the platform signs it. */
export const beforeSigning = ({ cut }: Fault, answer: HttpServerResponse.HttpServerResponse) =>
  cut === "BeforeSigning" ? halved(answer) : answer

/** The signed answer as it arrives. */
export const afterSigning = (
  { cut, delay, without = [] }: Fault,
  answer: HttpServerResponse.HttpServerResponse
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const arriving = without.reduce(stripped, cut === "AfterSigning" ? halved(answer) : answer)
  // a server handles its requests uninterruptibly, and would wait for ever for a caller who has gone
  return delay === undefined ? Effect.succeed(arriving) : Effect.as(Effect.interruptible(Effect.sleep(delay)), arriving)
}

const spoken = ({ body, contentType = "application/json", headers, status }: Said) =>
  HttpServerResponse.setHeaders(HttpServerResponse.text(body, { status, contentType }), headers ?? {})

const halved = (answer: HttpServerResponse.HttpServerResponse) =>
  answer.body._tag === "Uint8Array"
    ? HttpServerResponse.setBody(
        answer,
        HttpBody.uint8Array(answer.body.body.slice(0, answer.body.body.length / 2), answer.body.contentType)
      )
    : answer

/** A body keeps naming its type until it is told that it has none. */
const stripped = (answer: HttpServerResponse.HttpServerResponse, header: string) =>
  HttpServerResponse.removeHeader(
    header === "content-type" && answer.body._tag === "Uint8Array"
      ? HttpServerResponse.setBody(answer, HttpBody.uint8Array(answer.body.body, ""))
      : answer,
    header
  )
