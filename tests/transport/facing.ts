/**
 * A client over the transport that a suite is about, in front of a platform that answers as told.
 */
import { CreditRepayment, RetryPolicy, type Transport } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ServerResponse } from "node:http"
import * as Platform from "../support/platform.ts"

/** How a suite makes the transport it is about. */
export type Make = (options?: { readonly deadline?: number }) => Layer.Layer<Transport.Transport>

/** What may be chosen of one use. */
export interface Chosen {
  readonly deadline?: number
  /** By default every call is made once. */
  readonly policy?: RetryPolicy.RetryPolicy
}

/** Uses a client of a platform that answers as told; what was asked comes back with what came of it. */
export const facing = (make: Make) =>
  Effect.fnUntraced(function* <A, E>(
    handle: (seen: Platform.Seen, response: ServerResponse) => void,
    use: (client: CreditRepayment["Service"]) => Effect.Effect<A, E>,
    { policy = RetryPolicy.never, ...options }: Chosen = {}
  ) {
    const { baseUrl, seen } = yield* Platform.listen(handle)
    const layer = CreditRepayment.layer(Platform.settings(baseUrl)).pipe(
      Layer.provide(make(options)),
      Layer.merge(RetryPolicy.layer(policy))
    )
    const result = yield* Effect.provide(Effect.flatMap(CreditRepayment, use), layer)
    return { result, seen }
  }, Effect.scoped)
