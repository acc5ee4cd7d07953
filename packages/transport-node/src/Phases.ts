/**
 * Tells from inside undici how far each exchange has come, and sees that what was given up in the queue is never sent.
 *
 * @since 0.1.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { Transport } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"

/** The client of a dispatcher, which tells the phase of each exchange whose caller asks for it. Rule: V3-NET-04. */
export const layer: Layer.Layer<HttpClient.HttpClient, never, NodeHttpClient.Dispatcher> =
  HttpClient.layerMergedContext(
    Effect.gen(function* () {
      const dispatcher = yield* NodeHttpClient.Dispatcher
      return HttpClient.transform(yield* NodeHttpClient.makeUndici, (exchange, request) =>
        Effect.flatMap(Effect.all([Transport.CurrentPhase, Transport.CurrentSendings]), ([phase, sendings]) =>
          phase === undefined ? exchange : tell(dispatcher, request, phase, sendings)
        )
      )
    })
  )

/** One exchange: where it stands, and whether its caller still waits for it. */
interface Told {
  readonly phase: MutableRef.MutableRef<Transport.Phase>
  readonly sendings: MutableRef.MutableRef<number> | undefined
  isGivenUp: boolean
}

/**
 * One exchange over a dispatcher of its own, so that nothing needs to find its way through undici's options. A phase only
 * moves forward: neither what undici sends again by itself nor what a retry between us and the caller begins anew is ever
 * `NotConnected` after it was `Sent`.
 */
const tell = Effect.fnUntraced(function* (
  dispatcher: Undici.Dispatcher,
  request: HttpClientRequest.HttpClientRequest,
  phase: Told["phase"],
  sendings: Told["sendings"]
) {
  const told: Told = { phase, sendings, isGivenUp: false }
  const watched = dispatcher.compose((dispatch) => (options, handler) => dispatch(options, watch(told, handler)))
  const client = yield* Effect.provideService(NodeHttpClient.makeUndici, NodeHttpClient.Dispatcher, watched)
  MutableRef.compareAndSet(phase, "Unknown", "NotConnected")
  return yield* Effect.onInterrupt(client.execute(request), () =>
    Effect.sync(() => {
      told.isGivenUp = true
    })
  )
})

/**
 * Undici 8 calls `onRequestStart` when a request is next on a socket that is open, after the name, TCP, TLS and a proxy's
 * tunnel, and writes the first byte in the same turn, right after it returns: `writeH1` and `writeH2` both begin with it. So
 * `NotConnected` before it is certain, whether the request waits for a socket or for its turn on one. It may be called again
 * for what undici sends again by itself over HTTP/2. A tunnel's CONNECT is undici's own request and does not pass here.
 */
const watch = (told: Told, handler: Undici.Dispatcher.DispatchHandler): Undici.Dispatcher.DispatchHandler => ({
  onRequestStart: (controller, context) => {
    // undici lets go of what throws here, and keeps the socket; to abort would close it, and take it from those that wait
    if (told.isGivenUp) throw new Undici.errors.RequestAbortedError()
    MutableRef.compareAndSet(told.phase, "NotConnected", "Sent")
    if (told.sendings !== undefined) MutableRef.increment(told.sendings)
    handler.onRequestStart?.(controller, context)
  },
  onResponseStart: (controller, status, headers, message) => {
    // 1xx announces an answer and is none
    if (status >= 200) MutableRef.set(told.phase, "Answered")
    handler.onResponseStart?.(controller, status, headers, message)
  },
  onRequestUpgrade: (controller, status, headers, socket) =>
    handler.onRequestUpgrade?.(controller, status, headers, socket),
  onResponseStarted: () => handler.onResponseStarted?.(),
  onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
  onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
  onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
  onBodySent: (chunk) => handler.onBodySent?.(chunk),
  onRequestSent: () => handler.onRequestSent?.()
})
