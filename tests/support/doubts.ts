/**
 * A platform in process that does with each request as a test wrote it down, really signed in virtual time, and a client of both
 * services over it. It shares no code with the library.
 */
import { assert } from "@effect/vitest"
import {
  Access,
  Changes,
  CreditRepayment,
  OutcomeUnknown,
  PayScore,
  RetryPolicy,
  SentStore,
  StoreError,
  Transport
} from "@wxrepay/domain/client"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as KeyWrap from "effect/crypto/KeyWrap"
import * as Signature from "effect/crypto/Signature"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import { TestClock } from "effect/testing"
import { createHash, createSign, createVerify, randomBytes } from "node:crypto"
import * as Platform from "./platform.ts"

/** What the platform does with one request. */
export type Move = (
  request: HttpClientRequest.HttpClientRequest
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** How an answer is proven. */
export interface Proof {
  /** The text that is signed, where it is another. */
  readonly text?: string | undefined
  readonly aheadSeconds?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Headers that are left out, `all` for every one of a signature. */
  readonly without?: string | undefined
}

/** Answers with a proof, unless it is spoiled. */
export const says =
  (status: number, body: unknown, proof: Proof = {}): Move =>
  (request) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const text = typeof body === "string" ? body : JSON.stringify(body)
      const timestamp = String(Math.floor(now / 1000) + (proof.aheadSeconds ?? 0))
      const signature = createSign("RSA-SHA256")
        .update(`${timestamp}\nN\n${proof.text ?? text}\n`)
        .sign(Platform.platform.privateKey, "base64")
      const headers = new Headers({
        "content-type": "application/json; charset=utf-8",
        date: new Date(now).toUTCString(),
        "wechatpay-timestamp": timestamp,
        "wechatpay-nonce": "N",
        "wechatpay-serial": Platform.serial,
        "wechatpay-signature": signature,
        ...proof.headers
      })
      for (const name of Array.from(headers.keys())) {
        if (name === proof.without || (proof.without === "all" && name.startsWith("wechatpay-"))) headers.delete(name)
      }
      // a status without a body must not be given one
      return HttpClientResponse.fromWeb(request, new Response(text === "" ? null : text, { status, headers }))
    })

/** Refuses, in the platform's words. */
export const refuses = (status: number, code: string, proof?: Proof): Move =>
  says(status, { code, message: "no" }, proof)

/** Answers that nothing of the kind is there, proven. */
export const absent = refuses(404, "RESOURCE_NOT_EXISTS")

/** Breaks the connection where it is told to have stood. */
export const breaks =
  (phase: Transport.Phase): Move =>
  (request) =>
    Effect.flatMap(Transport.CurrentPhase, (at) => {
      if (at !== undefined) MutableRef.set(at, phase)
      return Effect.fail(
        new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request }) })
      )
    })

/** Never answers. */
export const silent: Move = () => Effect.never

/** Waits for something, then answers. */
export const after =
  (signal: Effect.Effect<unknown>, move: Move): Move =>
  (request) =>
    Effect.andThen(signal, move(request))

/** One request as it came. */
export interface Came {
  readonly method: string
  readonly path: string
  readonly body: string
  readonly authorization: string
}

/** What the platform does: with each change in turn, and with each question; the last of a list goes on for ever. */
export interface Script {
  readonly changes?: ReadonlyArray<Move> | undefined
  readonly questions?: ReadonlyArray<Move> | undefined
}

/** A platform, and what came to it. */
export const platform = (script: Script) => {
  const changes: Array<Came> = []
  const questions: Array<Came> = []
  const http = HttpClient.make((request) => {
    const isQuestion = request.method === "GET"
    const seen = isQuestion ? questions : changes
    const moves = (isQuestion ? script.questions : script.changes) ?? []
    const move = moves[Math.min(seen.length, moves.length - 1)] ?? refuses(405, "NOT_WRITTEN_DOWN")
    seen.push({
      method: request.method,
      path: new URL(request.url).pathname,
      body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : "",
      authorization: request.headers["authorization"] ?? ""
    })
    return move(request)
  })
  return { changes, questions, layer: Layer.succeed(HttpClient.HttpClient, http) }
}

/**
 * Crypto that signs, verifies and digests by node:crypto at once, so that no virtual time passes meanwhile; what it signs and
 * verifies with are the keys of this platform and its merchant. What is sealed is chance, and nobody opens it.
 */
export const crypto: Layer.Layer<Transport.Crypto> = Layer.merge(
  Transport.layerCrypto,
  Layer.provide(
    Layer.mergeAll(
      Layer.effect(
        Signature.Signature,
        Effect.map(Signature.Signature, (signature) => ({
          ...signature,
          sign: (_key: unknown, text: Uint8Array) =>
            Effect.sync(() => new Uint8Array(createSign("RSA-SHA256").update(text).sign(Platform.merchant.privateKey))),
          verify: (_key: unknown, proof: Uint8Array, text: Uint8Array) =>
            Effect.sync(() => createVerify("RSA-SHA256").update(text).verify(Platform.platform.publicKey, proof))
        }))
      ),
      Layer.effect(
        Digest.Digest,
        Effect.map(Digest.Digest, (digest) => ({
          ...digest,
          digestHex: (_algorithm: unknown, bytes: Uint8Array) =>
            Effect.sync(() => createHash("sha256").update(bytes).digest("hex"))
        }))
      ),
      Layer.effect(
        KeyWrap.KeyWrap,
        Effect.map(KeyWrap.KeyWrap, (wrapping) => ({
          ...wrapping,
          wrap: () => Effect.sync(() => new Uint8Array(randomBytes(256)))
        }))
      )
    ),
    Transport.layerCrypto
  )
)

/** The services of one process. */
export type Process = Context.Context<CreditRepayment | PayScore | Changes>

/** How a process of the merchant may be set up. */
export interface Setup {
  readonly store?: Layer.Layer<SentStore> | undefined
  readonly policy?: RetryPolicy.RetryPolicy | undefined
  readonly crypto?: Layer.Layer<Transport.Crypto> | undefined
}

/** Starts a process of the merchant: what it remembers, it alone remembers, unless it is given a store. */
export const start = (
  http: Layer.Layer<HttpClient.HttpClient>,
  { crypto: family = crypto, policy = RetryPolicy.never, store }: Setup = {}
) =>
  Layer.build(
    Layer.mergeAll(CreditRepayment.layerFrom, PayScore.layerFrom).pipe(
      Layer.provideMerge(Access.layer(Platform.settings("https://api.mch.weixin.qq.com"))),
      Layer.provide([http, family, store ?? Layer.empty]),
      Layer.merge(RetryPolicy.layer(policy)),
      Layer.orDie,
      Layer.fresh
    )
  )

/** A platform by a script, and a process of the merchant. */
export const facing = Effect.fnUntraced(function* (script: Script, setup?: Setup) {
  const { layer, ...came } = platform(script)
  return { ...came, http: layer, process: yield* start(layer, setup) }
})

/** What is unsettled, by operation and number. */
export const unsettled = (process: Process) =>
  Effect.map(Context.get(process, Changes).unsettled, (all) => all.map(({ number, operation }) => [operation, number]))

/** A policy that repeats, without chance. */
export const quick: RetryPolicy.RetryPolicy = { ...RetryPolicy.standard, isJittered: false }

const passing = (meanwhile: Effect.Effect<void>) =>
  Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>, step: Duration.Input = "1 second") {
    const fiber = yield* Effect.forkChild(effect)
    while (fiber.pollUnsafe() === undefined) {
      yield* meanwhile
      yield* TestClock.adjust(step)
    }
    return yield* Fiber.join(fiber)
  })

/** Runs, and lets virtual time pass in steps for as long as that takes; threads get a moment before each. */
export const inTime = passing(TestClock.withLive(Effect.sleep(1)))

/** As {@link inTime}, where nothing is done by threads: with {@link crypto} and the like. */
export const inOwnTime = passing(
  Effect.callback<void>((resume) => {
    setImmediate(() => resume(Effect.void))
  })
)

/** An outcome that is not known; anything else fails the test. */
export const doubtOf = (error: { readonly _tag: string }): OutcomeUnknown =>
  error instanceof OutcomeUnknown ? error : assert.fail(`${error._tag} is no doubt`)

/** A store of which chosen steps fail. */
export const failing = (
  store: SentStore["Service"],
  ...steps: ReadonlyArray<keyof SentStore["Service"]>
): SentStore["Service"] => {
  const fails = Effect.fail(new StoreError({ operation: "Claim", problem: "ConnectionError" }))
  const step = <K extends keyof SentStore["Service"]>(name: K, works: SentStore["Service"][K]) =>
    steps.includes(name) ? () => fails : works
  return {
    ...store,
    claim: step("claim", store.claim),
    release: step("release", store.release),
    settle: step("settle", store.settle),
    forget: step("forget", store.forget)
  }
}
