/**
 * The laws of transports hold for both of ours, and each can break.
 *
 * Method: real sockets, to a server of the sandbox that replies as it is told; transports that are wrong in one way are
 * made around a right one, and which laws fail is compared with what is wrong.
 */
import { Transport } from "@wxrepay/domain/client"
import { Law, TransportLaws } from "@wxrepay/domain/testing"
import { listen } from "@wxrepay/sandbox/node"
import { FetchTransport } from "@wxrepay/transport-fetch"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import { breaks } from "../support/breaking.ts"
import { keeps } from "../support/laws.ts"

type Client = HttpClient.HttpClient

/** The laws on a transport. */
const on = (
  transport: Layer.Layer<Client, unknown>,
  options: { readonly runs: number } = { runs: 30 }
): ReadonlyArray<Law.Law<unknown>> => Law.on(TransportLaws.laws({ listen, seed: 7, ...options }), transport)

keeps("transport-node", on(NodeTransport.layer))
keeps("transport-fetch", on(FetchTransport.layer))

/** A transport around a right one. */
const around = (change: (right: Client) => Client, right: Layer.Layer<Client, unknown> = FetchTransport.layer) =>
  Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, change)).pipe(Layer.provide(right))

/** One that sends something else than it was given. */
const sending = (change: (request: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest) =>
  around(HttpClient.mapRequest(change))

/** One that answers something else than came. */
const answering = (
  change: (given: { readonly status: number; readonly headers: object; readonly body: ArrayBuffer }) => Response
) =>
  around(
    HttpClient.transform((exchange, request) =>
      Effect.flatMap(exchange, (response) =>
        Effect.map(response.arrayBuffer, (body) =>
          HttpClientResponse.fromWeb(request, change({ status: response.status, headers: response.headers, body }))
        )
      )
    )
  )

const again = (given: { readonly status: number; readonly headers: object; readonly body: BodyInit }): Response =>
  new Response(given.body, { status: given.status, headers: { ...given.headers } })

/** One that tells another phase at the end of each exchange. */
const telling = (phase: Transport.Phase, when: (phase: Transport.Phase) => boolean = () => true) =>
  around(
    HttpClient.transform((exchange) =>
      Effect.onExit(exchange, () =>
        Effect.map(Transport.CurrentPhase, (current) => {
          if (current !== undefined && when(MutableRef.get(current))) MutableRef.set(current, phase)
        })
      )
    )
  )

const wrong = (way: string, transport: Layer.Layer<Client, unknown>, ...breaks: ReadonlyArray<string>) => ({
  way: `a transport that ${way}`,
  laws: on(transport, { runs: 10 }),
  breaks
})

const text = (bytes: Uint8Array | ArrayBuffer) => new TextDecoder().decode(new Uint8Array(bytes))

/** One over another `fetch`. */
const fetching = (other: typeof fetch) => FetchTransport.layerWith({ fetch: other })

/** As much of a body as came before the connection was cut. */
const partOf = (response: Response): Promise<Response> => {
  const reader = response.body?.getReader()
  const chunks: Array<Uint8Array> = []
  const read = (): Promise<void> =>
    reader === undefined
      ? Promise.resolve()
      : reader.read().then(
          ({ value }) => {
            if (value === undefined) return undefined
            chunks.push(value)
            return read()
          },
          () => undefined
        )
  return read().then(
    () =>
      new Response(new Blob(chunks.map((chunk) => new Uint8Array(chunk))), {
        status: response.status,
        headers: response.headers
      })
  )
}

/** Whatever is asked while something else is asked is answered with nothing. */
const confused = () => {
  let asked = 0
  return around(
    HttpClient.transform((exchange, request) =>
      Effect.suspend(() => {
        const isAlone = ++asked === 1
        return isAlone
          ? exchange
          : Effect.map(exchange, ({ status }) => HttpClientResponse.fromWeb(request, new Response("", { status })))
      }).pipe(Effect.ensuring(Effect.sync(() => asked--)))
    )
  )
}

const arrive = "are given arrive"
const header = "every header arrives"
const comeBack = "are answered come back"
const redirect = "a redirect is not followed"
const onceOnly = "a request leaves once"
const cut = "is cut without an answer"
const within = "is cut in its middle"
const nobody = "where nobody listens"
const many = "of many at once"

breaks("transports", [
  wrong(
    "sends the body as text",
    sending((request) =>
      request.body._tag === "Uint8Array"
        ? HttpClientRequest.setBody(request, HttpBody.text(text(request.body.body), "application/json"))
        : request
    ),
    arrive
  ),
  wrong(
    "mends the query",
    sending((request) => HttpClientRequest.setUrl(request, request.url.replaceAll("+", "%20"))),
    arrive
  ),
  wrong("has another user agent", sending(HttpClientRequest.setHeader("user-agent", "mine")), header),
  wrong(
    "traces",
    sending(HttpClientRequest.setHeader("traceparent", `00-${"1".repeat(32)}-${"1".repeat(16)}-01`)),
    header
  ),
  wrong(
    "answers text",
    answering((given) => again({ ...given, body: text(given.body) })),
    comeBack
  ),
  wrong(
    "answers 200 to everything",
    answering((given) => again({ ...given, status: 200 })),
    comeBack
  ),
  wrong(
    "loses a header",
    answering(({ headers, ...given }) => {
      const kept = Object.entries(headers).filter(([name]) => name !== "wechatpay-nonce")
      return again({ ...given, headers: Object.fromEntries(kept) })
    }),
    comeBack
  ),
  wrong(
    "follows redirects",
    fetching((input, init) => fetch(input, { ...init, redirect: "follow" })),
    redirect
  ),
  wrong(
    "sends again what was refused",
    fetching((input, init) =>
      fetch(input, init).then((response) => (response.status === 503 ? fetch(input, init) : response))
    ),
    onceOnly
  ),
  wrong(
    "sends again what was cut",
    fetching((input, init) => fetch(input, init).catch(() => fetch(input, init))),
    cut
  ),
  wrong(
    "tells that nothing left",
    telling("NotConnected", (phase) => phase === "Unknown"),
    cut
  ),
  wrong(
    "tells that nothing left of an answer that is cut",
    telling("NotConnected", (phase) => phase === "Answered"),
    within,
    many
  ),
  wrong("tells that all was answered", telling("Answered"), cut, nobody, many),
  wrong(
    "tells that bytes left where nobody listens",
    telling("Sent", (phase) => phase === "NotConnected"),
    nobody
  ),
  wrong(
    "takes what came of an answer for the whole",
    fetching((input, init) => fetch(input, init).then(partOf)),
    within
  ),
  wrong("confuses what is asked at once", confused(), many)
])
