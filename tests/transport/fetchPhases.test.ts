/**
 * V3-NET-04: what is certain about an error of `fetch`, by the names that it bears.
 *
 * Method: a `fetch` that fails with errors made by hand, for no socket of a test dies of a route that is lost. It is taken for
 * the runtime's own, which only the module behind the transport can be told.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Transport } from "@wxrepay/domain/client"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Phases from "../../packages/transport-fetch/src/Phases.ts"
import { call } from "./phaseServers.ts"

describe("transport-fetch: what an error of fetch is certain about", () => {
  const errno = (code: string, syscall: string) => Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
  const coded = (code: string) => Object.assign(new Error(code), { code })
  /** A `fetch` that fails with one error after another. */
  const failingWith =
    (errors: Array<unknown>): typeof globalThis.fetch =>
    () =>
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors
      Promise.reject(errors.length > 0 ? errors.shift() : new Error("none left"))

  /** A client of a `fetch` that stands in for the runtime's own. */
  const own = (fetch: typeof globalThis.fetch) =>
    Phases.layer(true).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )

  const failed = (cause: unknown) => new TypeError("fetch failed", { cause })

  const errors: ReadonlyArray<readonly [string, unknown, Transport.Phase]> = [
    ["no route when connecting", failed(errno("EHOSTUNREACH", "connect")), "NotConnected"],
    ["no route when reading", failed(errno("EHOSTUNREACH", "read")), "Unknown"],
    ["a connection refused", failed(errno("ECONNREFUSED", "connect")), "NotConnected"],
    ["a code of connecting, and no word of the call that failed", failed(coded("ECONNREFUSED")), "Unknown"],
    ["a name that is not found", failed(errno("ENOTFOUND", "getaddrinfo")), "NotConnected"],
    ["a name that is not found now", failed(errno("EAI_AGAIN", "getaddrinfo")), "NotConnected"],
    ["time out when connecting", failed(errno("ETIMEDOUT", "connect")), "NotConnected"],
    ["time out when writing", failed(errno("ETIMEDOUT", "write")), "Unknown"],
    ["undici's limit on connecting", failed(coded("UND_ERR_CONNECT_TIMEOUT")), "NotConnected"],
    ["undici's limit on a head", failed(coded("UND_ERR_HEADERS_TIMEOUT")), "Unknown"],
    ["a certificate that has expired", failed(coded("CERT_HAS_EXPIRED")), "NotConnected"],
    ["a certificate of another host", failed(coded("ERR_TLS_CERT_ALTNAME_INVALID")), "NotConnected"],
    ["an alert of TLS", failed(coded("ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR")), "Unknown"],
    ["a reset", failed(errno("ECONNRESET", "read")), "Unknown"],
    [
      "every address refused",
      failed(new AggregateError([errno("ECONNREFUSED", "connect"), errno("ENETUNREACH", "connect")])),
      "NotConnected"
    ],
    [
      "one address refused and one reset",
      failed(new AggregateError([errno("ECONNREFUSED", "connect"), errno("ECONNRESET", "read")])),
      "Unknown"
    ],
    ["no address tried", failed(new AggregateError([])), "Unknown"],
    ["Bun's refusal, which may follow a socket that was written to", coded("ConnectionRefused"), "Unknown"],
    ["no cause", failed(undefined), "Unknown"],
    ["no error", "down", "Unknown"]
  ]
  for (const [title, error, expected] of errors) {
    it.effect(`V3-NET-04 ${title} is ${expected}`, () =>
      Effect.gen(function* () {
        const told = yield* Effect.provide(call("https://platform.invalid/"), own(failingWith([error])))
        assert.deepStrictEqual(told, [expected, "Failed"])
      })
    )
  }

  it.effect("V3-NET-04 a fetch of the caller's own is never NotConnected: it may have sent before it failed so", () =>
    Effect.gen(function* () {
      const told = yield* Effect.forEach(errors, ([, error]) =>
        Effect.provide(call("https://platform.invalid/"), FetchTransport.layerWith({ fetch: failingWith([error]) }))
      )
      assert.deepStrictEqual(
        told,
        errors.map(() => ["Unknown", "Failed"])
      )
    })
  )

  it.effect("V3-NET-04 what is sent again below the caller, and then lost, is not taken for what did not connect", () =>
    Effect.gen(function* () {
      const errors = [failed(errno("ECONNREFUSED", "connect")), failed(errno("ECONNRESET", "read"))]
      const fetch = failingWith(errors)
      const told = yield* Effect.provide(call("https://platform.invalid/", { times: 1 }), own(fetch))
      assert.deepStrictEqual([errors.length, ...told], [0, "Unknown", "Failed"])
    })
  )
})
