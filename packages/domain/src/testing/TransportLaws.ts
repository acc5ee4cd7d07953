/**
 * What every transport promises, that is every `HttpClient` that our calls go over: exactly the bytes, in both directions,
 * once, nowhere else, and an honest word of how far an exchange came. The peer is yours: a server of a few lines, which
 * `@wxrepay/sandbox/node` has for Node.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpMethod from "effect/http/HttpMethod"
import * as MutableRef from "effect/MutableRef"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { CurrentPhase, CurrentSendings, type Phase } from "../client/Transport.ts"
import { int, oneOf, pick } from "./Choice.ts"
import { holds, type Law, make, type Options, property, same } from "./Law.ts"
import { bodies, targets } from "./SignerLaws.ts"

/** A request as its bytes arrived. */
export interface Seen {
  readonly method: string
  /** The path and the query, as they stood in the first line. */
  readonly target: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: Uint8Array
}

/**
 * What the peer does with a request: it answers; it cuts the connection without a byte; or it cuts it within the body of an
 * answer whose length it had told.
 */
export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array }
  | "CutsBefore"
  | "CutsWithin"

/** A server that listens until its scope ends, and keeps what it saw. */
export interface Peer {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly seen: Effect.Effect<ReadonlyArray<Seen>>
}

/** Starts a server that replies as it is told. */
export type Listen<E = never, R = Scope.Scope> = (reply: (seen: Seen) => Reply) => Effect.Effect<Peer, E, R>

/** What a transport is tried against. */
export interface Settings<E, R> extends Options {
  readonly listen: Listen<E, R>
}

interface Given {
  readonly method: HttpMethod.HttpMethod
  readonly target: string
  readonly body: Uint8Array
}

/** What came of an exchange, and what the transport told of it. */
interface Ended {
  readonly answer: Exit.Exit<
    {
      readonly status: number
      readonly headers: Readonly<Record<string, string | undefined>>
      readonly body: Uint8Array
    },
    unknown
  >
  readonly phase: Phase
  readonly sendings: number
}

/** The headers that our calls have. */
const headers = {
  accept: "application/json",
  "user-agent": "wxrepay/0.1",
  "wechatpay-serial": "PUB_KEY_ID_0114232134912410000000000000",
  authorization:
    'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="A",signature="+/=",timestamp="0",serial_no="5157"'
}

/** The address as our client makes it, with its path and query as they are signed. */
const addressOf = (baseUrl: string, target: string): URL => new URL(`${baseUrl}${target}`)

/** One exchange, as our client makes it. */
const exchange = Effect.fnUntraced(function* (baseUrl: string, { body, method, target }: Given) {
  const http = yield* HttpClient.HttpClient
  const phase = MutableRef.make<Phase>("Unknown")
  const sendings = MutableRef.make(0)
  const request = HttpClientRequest.make(method)(addressOf(baseUrl, target).href, {
    headers,
    body: method === "GET" ? HttpBody.empty : HttpBody.uint8Array(body, "application/json")
  })
  const answer = yield* Effect.exit(
    Effect.flatMap(http.execute(request), (response) =>
      Effect.map(response.arrayBuffer, (buffer) => ({
        status: response.status,
        headers: response.headers,
        body: new Uint8Array(buffer)
      }))
    )
  ).pipe(
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
    Effect.provideService(CurrentPhase, phase),
    Effect.provideService(CurrentSendings, sendings)
  )
  const ended: Ended = { answer, phase: MutableRef.get(phase), sendings: MutableRef.get(sendings) }
  return ended
})

const given: Arbitrary.Arbitrary<Given> = Arbitrary.all({ method: pick("GET", "POST"), target: targets, body: bodies })

const some: Given = { method: "POST", target: "/pay?a=1", body: new TextEncoder().encode('{"a":1}') }

/** Bodies of answers: as those that are sent, and some that are longer than one packet. */
const answers = Arbitrary.all({
  status: pick(200, 202, 400, 401, 403, 404, 429, 500, 502, 503),
  body: oneOf(
    bodies,
    Arbitrary.map(int(0, 255), (byte) => new Uint8Array(100_000).fill(byte))
  )
})

const wrongly = (answer: Ended["answer"]): string =>
  Exit.isSuccess(answer) ? `the status ${answer.value.status}` : String(answer.cause)

/** Every law. Rules: V3-SIGN-04, V3-VER-02, V3-HDR-01, V3-HDR-02, V3-NET-04, V3-RETRY-03. */
export const laws = <E, R>({
  listen,
  ...options
}: Settings<E, R>): ReadonlyArray<Law<E, HttpClient.HttpClient | Exclude<R, Scope.Scope>>> => {
  const fine: Reply = { status: 200, headers: { "content-type": "application/json" }, body: some.body }

  /** Sockets take real time. */
  const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) => TestClock.withLive(effect)

  /** One exchange, and what the peer saw of it. */
  const once = Effect.fnUntraced(function* (reply: (seen: Seen) => Reply, request: Given = some) {
    const peer = yield* listen(reply)
    const ended = yield* exchange(peer.baseUrl, request)
    return { ...ended, baseUrl: peer.baseUrl, seen: yield* peer.seen }
  }, inTime)

  return [
    property(
      "V3-SIGN-02 V3-SIGN-04 exactly the bytes that are given arrive, under the very path and query",
      given,
      Effect.fnUntraced(function* (request) {
        const { answer, baseUrl, seen } = yield* once(() => fine, request)
        yield* holds(Exit.isSuccess(answer), "an answer", wrongly(answer))
        const { pathname, search } = addressOf(baseUrl, request.target)
        yield* same(
          seen.map(({ body, method, target }) => [method, target, Array.from(body)]),
          [[request.method, pathname + search, request.method === "GET" ? [] : Array.from(request.body)]]
        )
      }),
      { runs: 50, ...options }
    ),
    make(
      "V3-HDR-01 V3-HDR-02 V3-SERIAL-02 every header arrives as it was given, and none that traces",
      Effect.gen(function* () {
        const { seen } = yield* once(() => fine)
        const arrived = seen[0]?.headers ?? {}
        for (const [name, value] of Object.entries({ ...headers, "content-type": "application/json" })) {
          yield* same([name, arrived[name]], [name, value])
        }
        for (const name of ["traceparent", "b3", "tracestate"]) yield* same([name, arrived[name]], [name, undefined])
      })
    ),
    property(
      "V3-VER-02 exactly the bytes that are answered come back, with their status and their headers",
      answers,
      Effect.fnUntraced(function* ({ body, status }) {
        const proof = { "content-type": "application/json", "wechatpay-nonce": "a b", "wechatpay-signature": "+/=" }
        const { answer } = yield* once(() => ({ status, body, headers: proof }))
        if (Exit.isFailure(answer)) return yield* holds(false, `the status ${status}`, wrongly(answer))
        const come = answer.value
        yield* same([come.status, come.body.length, Array.from(come.body)], [status, body.length, Array.from(body)])
        for (const [name, value] of Object.entries(proof)) yield* same([name, come.headers[name]], [name, value])
      }),
      { runs: 50, ...options }
    ),
    make(
      "a redirect is not followed, so that no signature goes elsewhere",
      Effect.gen(function* () {
        const elsewhere = yield* inTime(listen(() => fine))
        for (const status of [301, 302, 303, 307, 308]) {
          yield* once(() => ({ status, headers: { location: `${elsewhere.baseUrl}/pay` } }))
          yield* same([status, (yield* elsewhere.seen).length], [status, 0])
        }
      })
    ),
    make(
      "V3-NET-04 V3-RETRY-03 whatever is answered, a request leaves once, or it is counted how often",
      Effect.gen(function* () {
        for (const reply of [408, 425, 429, 500, 502, 503, 504].map((status): Reply => ({ status }))) {
          const { seen, sendings } = yield* once(() => reply)
          yield* holds(seen.length === 1 || sendings >= seen.length, "one request, or all of them counted", seen.length)
        }
      })
    ),
    make(
      "V3-NET-04 where a connection is cut without an answer there is none, and it is not told that nothing left",
      Effect.gen(function* () {
        const { answer, phase, seen, sendings } = yield* once(() => "CutsBefore")
        yield* holds(Exit.isFailure(answer), "no answer", wrongly(answer))
        yield* holds(phase === "Sent" || phase === "Unknown", "Sent or Unknown", phase)
        yield* holds(seen.length === 1 || sendings >= seen.length, "one request, or all of them counted", seen.length)
      })
    ),
    make(
      "V3-NET-04 an answer that is cut in its middle is none, and it is not told that nothing left",
      Effect.gen(function* () {
        const { answer, phase } = yield* once(() => "CutsWithin")
        yield* holds(Exit.isFailure(answer), "no answer", wrongly(answer))
        yield* holds(phase !== "NotConnected", "Sent, Answered or Unknown", phase)
      })
    ),
    make(
      "V3-NET-04 where nobody listens there is no answer, and it is not told that bytes left",
      Effect.gen(function* () {
        const { baseUrl } = yield* Effect.scoped(inTime(listen(() => fine)))
        const { answer, phase } = yield* inTime(exchange(baseUrl, some))
        yield* holds(Exit.isFailure(answer), "no answer", wrongly(answer))
        yield* holds(phase === "NotConnected" || phase === "Unknown", "NotConnected or Unknown", phase)
      })
    ),
    make(
      "V3-NET-04 of many at once each has its own answer, and its own word of how far it came",
      Effect.gen(function* () {
        const peer = yield* inTime(
          listen(({ body, target }) => (target.endsWith("0") ? "CutsBefore" : { status: 200, body }))
        )
        const ended = yield* inTime(
          Effect.forEach(
            Array.from({ length: 20 }, (_, at) => ({ ...some, target: `/pay/${at}`, body: Uint8Array.of(at) })),
            (request) => Effect.map(exchange(peer.baseUrl, request), (ended) => ({ ...ended, request })),
            { concurrency: "unbounded" }
          )
        )
        for (const { answer, phase, request } of ended) {
          const isCut = request.target.endsWith("0")
          yield* same([request.target, Exit.isFailure(answer)], [request.target, isCut])
          if (Exit.isSuccess(answer)) yield* same(Array.from(answer.value.body), Array.from(request.body))
          yield* holds(isCut ? phase !== "Answered" : phase !== "NotConnected", "its own phase", phase)
        }
      })
    )
  ]
}
