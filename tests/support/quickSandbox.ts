/**
 * A sandbox in virtual time whose signatures cost nothing, with everything that a lender uses on top of it, so that properties
 * may go over it. Its notifications are kept, and answered as told.
 */
import { CreditRepayment, Inbox, RetryPolicy, SignedHttpClient } from "@wxrepay/domain/client"
import { Signer, Verifier } from "@wxrepay/domain/signing"
import { Sandbox, type SandboxOptions } from "@wxrepay/sandbox"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"

/** Where notifications come in. */
export class Post extends Context.Service<
  Post,
  {
    /** What came in since it was last asked. */
    readonly take: Effect.Effect<ReadonlyArray<Request>>
    /** Answers with a failure so many times from now on, and then takes in everything. */
    readonly fail: (times: number) => Effect.Effect<void>
    /** A number that no call before has used. */
    readonly fresh: (letter: string) => string
  }
>()("tests/support/quickSandbox/Post") {}

/** A sandbox, its lender and its post. */
export const layer = (options: SandboxOptions = {}) =>
  Layer.suspend(() => {
    const crypto = SyncCrypto.layer(Dice.make(1))
    let received: Array<Request> = []
    let failures = 0
    let used = 0
    const fetch: typeof globalThis.fetch = (input, init) => {
      received.push(new Request(input, init))
      return Promise.resolve(new Response(null, { status: failures-- > 0 ? 500 : 204 }))
    }
    const post = Post.of({
      take: Effect.sync(() => {
        const taken = received
        received = []
        return taken
      }),
      fail: (times) => Effect.sync(() => void (failures = times)),
      fresh: (letter) => `${letter}${++used}`
    })
    const lender = Layer.unwrap(
      Effect.map(Sandbox, ({ connection }) =>
        Layer.mergeAll(
          CreditRepayment.layer(connection),
          Inbox.layer(connection),
          SignedHttpClient.layerFrom().pipe(Layer.provide([Signer.layer(connection), Verifier.layer(connection)]))
        )
      )
    )
    return Layer.merge(lender, Layer.succeed(Post, post)).pipe(
      Layer.provideMerge(Sandbox.layer({ crypto, fetch, ...options })),
      Layer.provideMerge(RetryPolicy.layer(RetryPolicy.never))
    )
  })

/** Signs and sends any JSON at all, and answers how it was refused; `undefined` when it was taken. */
export const refusal = Effect.fnUntraced(function* (
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
) {
  const http = yield* SignedHttpClient
  const sent = http.execute(
    HttpClientRequest.post(path).pipe(HttpClientRequest.bodyJsonUnsafe(body), HttpClientRequest.setHeaders(headers))
  )
  return yield* Effect.match(sent, {
    onFailure: (error) => (error._tag === "Rejection" ? error : assertNever(error._tag)),
    onSuccess: () => undefined
  })
})

const assertNever = (tag: string): never => {
  throw new Error(`the call ended as ${tag}`)
}
