/**
 * Downloads, whose answers WeChat Pay does not sign.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import type * as Scope from "effect/Scope"
import type { CallError } from "./Errors.ts"
import { CurrentManner, SignedHttpClient } from "./SignedHttpClient.ts"

/**
 * Asks for a file by the address that the platform told, or by a path. The request is signed where it goes to the
 * platform; of the answer nothing is proven, and it is left to be read as it comes, for as long as the scope lasts.
 * Rule: V3-UNSIGNED-01.
 */
export const getUnsigned = (
  url: string
): Effect.Effect<HttpClientResponse, CallError, SignedHttpClient | Scope.Scope> =>
  Effect.flatMap(Effect.all([SignedHttpClient, Effect.scope]), ([client, download]) =>
    Effect.provideService(client.execute(HttpClientRequest.get(url)), CurrentManner, {
      download,
      pathTemplate: "(a download)"
    })
  )
