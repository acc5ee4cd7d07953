/**
 * A client of service orders over a network that goes by a script: nothing leaves, nothing is signed for real, and no time passes
 * but TestClock's, so that properties may go over it.
 */
import { Ids } from "@wxrepay/domain"
import { Changes, PayScore, SignedHttpClient } from "@wxrepay/domain/client"
import { Signer } from "@wxrepay/domain/signing"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import { requestId } from "./payscorePlatform.ts"
import * as Scripted from "./scripted.ts"

/** Signs for the list of what was sent, which needs to know only whose it is. */
const owner = Layer.succeed(Signer, {
  mchid: Ids.MerchantId.make("1230000109"),
  sign: () => Effect.die("nothing is signed here")
})

/** What the client is over, and what it sent. */
export class Network extends Context.Service<
  Network,
  {
    /** Ends the attempts that come as written down, and forgets those that came. */
    readonly goesBy: (script: Scripted.Script) => Effect.Effect<void>
    /** The attempts that came since. */
    readonly seen: Effect.Effect<ReadonlyArray<Scripted.Attempt>>
    /** A number that no call before has named. */
    readonly fresh: Effect.Effect<string>
  }
>()("tests/support/quickPayScore/Network") {}

/** A client that repeats nothing by itself, and the network that it is over; it is after every time that drafts speak of. */
export const layer: Layer.Layer<Network | PayScore> = Layer.unwrap(
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.UTC(2026, 0, 1))
    let script: Scripted.Script = Scripted.inOrder(Scripted.refused)
    let before = 0
    let used = 0
    const { http, seen } = yield* Scripted.client((attempt, all) => script(attempt, all - before))
    const network = Network.of({
      goesBy: (next) =>
        Effect.sync(() => {
          script = next
          before = seen.length
        }),
      seen: Effect.sync(() => seen.slice(before)),
      fresh: Effect.sync(() => `N${++used}`)
    })
    const client = PayScore.layerFrom.pipe(
      Layer.provide(Changes.layerFrom),
      Layer.provide([Layer.succeed(SignedHttpClient, http), owner, SyncCrypto.layer(Dice.make(1))])
    )
    return Layer.mergeAll(client, Layer.succeed(Network, network), Scripted.once)
  })
)

/** An answer, proven unless it is told otherwise, whose Request-ID ends in a number. */
export const answer = (
  status: number,
  body: unknown,
  { proof = "Verified", suffix = 0 }: { readonly proof?: Proof | undefined; readonly suffix?: number | undefined } = {}
): Scripted.Answer => ({
  status,
  proof,
  body: typeof body === "string" ? body : JSON.stringify(body),
  headers: { "request-id": requestId(suffix) }
})

/** How an answer is proven, or not. */
export type Proof = "Verified" | "Unsigned" | "Invalid"
