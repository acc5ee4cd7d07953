/**
 * Downloads, whose answers WeChat Pay does not sign.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import type { CallError } from "./Errors.ts"
import { Answering, SignedHttpClient } from "./SignedHttpClient.ts"

/**
 * Asks for a file by the address that the platform told, or by a path. The request is signed where it goes to the
 * platform; of the answer nothing is proven, and it is left to be read as it comes. Rule: V3-UNSIGNED-01.
 */
export const getUnsigned = (url: string): Effect.Effect<HttpClientResponse, CallError, SignedHttpClient> =>
  Effect.flatMap(SignedHttpClient, (client) => client.execute(HttpClientRequest.get(url))).pipe(
    Effect.provideService(Answering, "Unsigned")
  )
