/**
 * The fetch transport keeps the promises of every transport, and reads its one option from the environment.
 *
 * Method: beside the suite, a platform that never answers shows the deadline that was read.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, RetryPolicy } from "@wxrepay/domain/client"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Platform from "../support/platform.ts"
import { promises } from "./suite.ts"

promises("transport-fetch", (options) => FetchTransport.layerWith({ ...options }))

const fromEnvironment = (deadline: string) =>
  Layer.provide(
    FetchTransport.layerConfig,
    ConfigProvider.layer(ConfigProvider.fromUnknown({ WXREPAY_DEADLINE: deadline }))
  )

describe("transport-fetch: options", () => {
  it.live("the deadline is read from the environment", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Platform.listen(() => {})
      const layer = CreditRepayment.layer(Platform.settings(baseUrl)).pipe(
        Layer.merge(RetryPolicy.layer(RetryPolicy.never)),
        Layer.provide(fromEnvironment("100 millis"))
      )
      const error = yield* Effect.flip(
        Effect.provide(
          Effect.flatMap(CreditRepayment, (client) => client.findDeductOrder({ outTradeNo: "T1" })),
          layer
        )
      )
      assert.strictEqual(error.message, "No answer: Deadline")
    }).pipe(Effect.scoped)
  )

  for (const deadline of ["0 seconds", "-1 seconds", "soon"]) {
    it.live(`WXREPAY_DEADLINE of ${deadline} is refused at the start, by name`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.scoped(Layer.build(fromEnvironment(deadline))))
        assert.include(String(error), "WXREPAY_DEADLINE")
      })
    )
  }
})
