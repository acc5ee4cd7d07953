/**
 * The program of the guide about tests of your own, run.
 *
 * Method: the laws run on a key service that node:crypto stands in for, and on one that signs something else.
 */
import { assert, describe, it } from "@effect/vitest"
import { everyLine, signerLaws } from "@wxrepay/examples/laws"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { createSign } from "node:crypto"
import { pem } from "../fixtures/openssl.ts"

const service = (change: (message: Uint8Array) => Uint8Array) => ({
  signRs256: (message: Uint8Array) =>
    Effect.sync(() => createSign("RSA-SHA256").update(change(message)).sign(pem("merchant.pkcs8.pem")))
})

const publicKey = pem("merchant.spki.pem")

describe("the guide on tests of your own", () => {
  it.effect("whatever is told of a charge, the statement has a line for it", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* everyLine)._tag, "Passed")
    })
  )

  const right = service((message) => message)
  for (const { check, name } of signerLaws(right, publicKey)) it.effect(name, () => check)

  it.effect("a key service that signs something else is found out", () =>
    Effect.gen(function* () {
      const wrong = service((message) => message.slice(1))
      const verdicts = yield* Effect.forEach(signerLaws(wrong, publicKey), ({ check }) => Effect.result(check))
      assert.strictEqual(verdicts.filter(Result.isFailure).length, 2)
    })
  )
})
