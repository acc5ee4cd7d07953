/**
 * Takes notifications in for an application: answers in time whatever the application does, lets each event take effect
 * once, and has what failed delivered again.
 *
 * @since 0.1.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Failure } from "../api/Notifications.ts"
import { businessKey, type Notification } from "../Notification.ts"
import { VerificationError } from "../signing/Verifier.ts"
import { mostBytes, type NodeRequest, type NodeResponse, ofNode, ofWeb } from "./CallbackBytes.ts"
import { type Callback, Inbox, NotificationForeign, NotificationUnreadable } from "./Inbox.ts"
import { NotificationStore } from "./NotificationStore.ts"

/** What is answered to a callback: success is 204, and anything else has it delivered again. Rules: V3-HOOK-04, V3-HOOK-09. */
export interface Answer {
  readonly status: 204 | 401 | 403 | 500
  readonly body: Failure | undefined
}

/** How long things may take. */
export interface Options {
  /** When an answer is given, whatever has been done by then; by default after 4 seconds, of the 5 that there are; more is warned of. Rules: CR-HOOK-01, V3-HOOK-03. */
  readonly answerWithin?: Duration.Input | undefined
  /** When a handler is interrupted, so that a later delivery can try again; by default after 1 minute. */
  readonly handleWithin?: Duration.Input | undefined
}

/** Takes callbacks in, by whatever server they come. Nothing here fails: what goes wrong is an answer. */
export interface Receiver {
  /** From headers and bytes. */
  readonly receive: (callback: Callback) => Effect.Effect<Answer>
  /**
   * From a web `Request`: Workers, Deno, Bun, Hono. A runtime that ends what goes on after an answer has a `waitUntil`:
   * with it a slow handler goes on, and without it the notification comes again.
   */
  readonly respondTo: (request: Request, waitUntil?: (work: Promise<unknown>) => void) => Promise<Response>
  /** From the request at hand in Effect's `HttpRouter`, or in a raw handler of an `HttpApi`. */
  readonly respond: Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest>
  /** From node:http and from what is built on it, such as Express: it stands before any parser, or finds the bytes in `rawBody`. */
  readonly listener: (request: NodeRequest, response: NodeResponse) => void
}

/** How many callbacks came, by what became of them. Rule: V3-PROBE-03. */
export const callbacks = Metric.counter("wxrepay.callbacks", {
  description: "Callbacks, by what became of them",
  incremental: true
})

/** The handler did not end in time. It goes on, and the next delivery finds out. */
class Late extends Schema.TaggedError<Late>()("Late", {}) {
  override readonly message = "the application has not finished yet"
}

/** The handler failed or died, with whatever it failed: an error of ours that it passes on is its own. */
class HandlerFailed extends Schema.TaggedError<HandlerFailed>()("HandlerFailed", { why: Schema.Defect() }) {
  override readonly message = "the application failed"
}

/**
 * Makes a receiver. An event whose handler succeeded is never handled again; one whose handler failed, died or was cut
 * off is handled anew when it is next delivered; one whose handler is slow is answered with a failure in time, while
 * the handler goes on. Rules: V3-HOOK-03 to V3-HOOK-05, V3-HOOK-08, V3-HOOK-10, CR-HOOK-01, CR-HOOK-04, PS-HOOK-01.
 */
export const make = Effect.fnUntraced(function* <E, R>(
  handle: (notification: Notification) => Effect.Effect<void, E, R>,
  { answerWithin = "4 seconds", handleWithin = "1 minute" }: Options = {}
): Effect.fn.Return<Receiver, never, Inbox | NotificationStore | Scope.Scope | R> {
  if (Duration.isGreaterThanOrEqualTo(Duration.fromInputUnsafe(answerWithin), Duration.seconds(5))) {
    yield* Effect.logWarning("answerWithin is not less than the 5 seconds that there are: slow answers count as none")
  }
  const inbox = yield* Inbox
  const store = yield* NotificationStore
  const scope = yield* Effect.scope
  const context = yield* Effect.context<R>()

  /** Handles once; while another does, waits for what becomes of it. */
  const take = Effect.fnUntraced(function* (notification: Notification, begun: Effect.Effect<void>) {
    const handled = Effect.suspend(() => handle(notification)).pipe(
      Effect.catchCause((why) => new HandlerFailed({ why })),
      // what the store adds, as its transaction, is nearer than what was there when the receiver was made
      Effect.updateContext((current: Context.Context<never>) => Context.merge(context, current))
    )
    const work = Effect.andThen(begun, handled).pipe(Effect.timeout(handleWithin))
    const once = yield* store
      .once(yield* keyOf(notification), work)
      .pipe(Effect.repeat({ until: (result) => result !== "InProgress", schedule: Schedule.spaced("250 millis") }))
    return once === "Done" ? ("Handled" as const) : ("Repeated" as const)
  })

  /** The handler outlives the answer; whatever has not come to the handler by then does not. */
  const answerTo = Effect.fn("Receiver.receive")(function* (
    callback: Effect.Effect<Callback, NotificationUnreadable>,
    waitUntil: (work: Promise<unknown>) => void = () => {}
  ) {
    const hasBegun = yield* Ref.make(false)
    const whole = callback.pipe(
      Effect.flatMap(inbox.open),
      Effect.flatMap((notification) => take(notification, Ref.set(hasBegun, true)))
    )
    const fiber = yield* Effect.forkIn(whole, scope)
    waitUntil(new Promise((resolve) => fiber.addObserver(resolve)))
    return yield* Fiber.join(fiber).pipe(
      Effect.timeoutOrElse({
        duration: answerWithin,
        orElse: () =>
          Effect.andThen(
            Effect.flatMap(Ref.get(hasBegun), (begun) =>
              // in the background: what is being ended may not let go at once
              begun ? Effect.void : Effect.forkIn(Fiber.interrupt(fiber), scope)
            ),
            new Late()
          )
      }),
      Effect.matchCauseEffect({
        onFailure: (cause) => Effect.as(tell(cause), refusal(Cause.squash(cause))),
        onSuccess: (outcome) => Effect.as(count(outcome), taken)
      })
    )
  })
  const run = Effect.runPromiseWith(yield* Effect.context())

  const respondTo = (request: Request, waitUntil?: (work: Promise<unknown>) => void): Promise<Response> =>
    run(answerTo(webCallback(request), waitUntil)).then(
      ({ body, status }) =>
        new Response(body === undefined ? null : JSON.stringify(body), { status, headers: contentType(body) })
    )

  return {
    receive: (callback) => answerTo(Effect.succeed(callback)),
    respondTo,
    respond: Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.map(answerTo(serverCallback(request)), ({ body, status }) =>
        body === undefined ? HttpServerResponse.empty({ status }) : HttpServerResponse.jsonUnsafe(body, { status })
      )
    ),
    listener: (request, response) => {
      void run(Effect.ignore(Effect.flatMap(answerTo(nodeCallback(request)), (answer) => write(response, answer))))
    }
  }
})

/** The answer to a callback that was not taken in: not trusted, not ours, or not handled. Rules: V3-HOOK-04, V3-HOOK-09, CR-HOOK-07. */
export const refusal = (error: unknown): Answer => {
  if (error instanceof VerificationError) return { status: 401, body: { code: "FAIL", message: error.message } }
  if (error instanceof NotificationForeign) return { status: 403, body: { code: "FAIL", message: error.message } }
  return { status: 500, body: { code: "FAIL", message: "not taken in, please deliver again" } }
}

/** A route of Effect's `HttpRouter` that takes notifications in. */
export const route = <E, R>(
  path: `/${string}`,
  handle: (notification: Notification) => Effect.Effect<void, E, R>,
  options?: Options
): Layer.Layer<never, never, HttpRouter.HttpRouter | Inbox | NotificationStore | Exclude<R, Scope.Scope>> =>
  Layer.unwrap(Effect.map(make(handle, options), ({ respond }) => HttpRouter.add("POST", path, respond)))

const taken: Answer = { status: 204, body: undefined }

const contentType = (body: Failure | undefined): Record<string, string> =>
  body === undefined ? {} : { "content-type": "application/json" }

const count = (outcome: "Handled" | "Repeated" | "Refused" | "Failed" | "Late"): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(callbacks, { outcome }), 1)

/** Says why a callback was not taken in. What the inbox says holds nothing of it; what the handler says is its own. */
const tell = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  const error = Cause.squash(cause)
  if (error instanceof HandlerFailed) return Effect.andThen(count("Failed"), Effect.logWarning(notTaken, error.why))
  if (error instanceof Late) return Effect.andThen(count("Late"), Effect.logWarning(notTaken, error.message))
  return error instanceof VerificationError || error instanceof NotificationForeign
    ? Effect.andThen(count("Refused"), Effect.logWarning(refusedIn, error.message))
    : Effect.andThen(count("Failed"), Effect.logWarning(notTaken, cause))
}

const notTaken = "A notification was not taken in, and will come again"

const refusedIn = "A callback was refused"

/** What nobody has a number for may be of any size, and is known by its digest. Rule: V3-HOOK-05. */
const keyOf = (notification: Notification): Effect.Effect<string> => {
  const key = businessKey(notification)
  if (notification._tag !== "UnknownNotification") return Effect.succeed(key)
  return Digest.Digest.pipe(
    Effect.flatMap((digest) => digest.digestHex(Digest.sha256, new TextEncoder().encode(key))),
    Effect.map((hex) => JSON.stringify([notification._tag, notification.eventType, hex])),
    Effect.provide(Digest.layerWebCrypto),
    Effect.orDie
  )
}

const webCallback = (request: Request): Effect.Effect<Callback, NotificationUnreadable> =>
  Effect.map(ofWeb(request), (body) => ({ headers: Object.fromEntries(request.headers), body }))

const serverCallback = (
  request: HttpServerRequest.HttpServerRequest
): Effect.Effect<Callback, NotificationUnreadable> =>
  request.arrayBuffer.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(mostBytes)),
    Effect.mapBoth({
      onFailure: () => new NotificationUnreadable({ problem: "BodyUnavailable" }),
      onSuccess: (buffer) => ({ headers: request.headers, body: new Uint8Array(buffer) })
    }),
    Effect.filterOrFail(
      ({ body }) => body.length <= mostBytes,
      () => new NotificationUnreadable({ problem: "BodyTooLarge" })
    )
  )

const nodeCallback = (request: NodeRequest): Effect.Effect<Callback, NotificationUnreadable> =>
  Effect.map(ofNode(request), (body) => ({ headers: request.headers, body }))

/** Fails when somebody has answered already, as a time limit of the server's own; then there is nothing left to say. */
const write = (response: NodeResponse, { body, status }: Answer): Effect.Effect<void, "Answered"> =>
  Effect.try({
    try: () => {
      response.writeHead(status, contentType(body))
      response.end(body === undefined ? undefined : JSON.stringify(body))
    },
    catch: () => "Answered" as const
  })
