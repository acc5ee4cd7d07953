/**
 * V3-HOOK-06: what is not told is asked for.
 *
 * Method: a borrower signs at any moment, or never, and the notification comes at once, late, or not at all; what is found out, and
 * when, is compared with the rule in a few lines. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { Rejection } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { contract, signed, verdictOf } from "../support/awaiting.ts"

const { int, maybe, pick } = Choice

const absent = new Rejection({
  status: 404,
  code: "RESOURCE_NOT_EXISTS",
  message: "none",
  authenticity: "Verified",
  category: "AskFirst"
})

/** Waits for somebody who signs at a second, or never, of which a notification tells so many seconds later, or never. */
const found = (signedAt: number | undefined, toldAfter: number | undefined) =>
  verdictOf(
    (second) =>
      signedAt === undefined || second < signedAt ? Effect.fail(absent) : Effect.succeed(contract("Effective")),
    {
      notifications:
        signedAt === undefined || toldAfter === undefined
          ? Stream.never
          : Stream.fromEffect(Effect.as(Effect.sleep(`${signedAt + toldAfter} seconds`), signed("C1")))
    }
  )

describe("V3-HOOK-06 a notification that may not come", () => {
  it.effect.prop(
    "V3-HOOK-06 a signing is found out exactly when there was one, whether it is told or not; at once when it is told at once, and else within a minute, by asking",
    [maybe(int(0, 899)), maybe(pick(0, 5, 3_600))],
    ([signedAt, toldAfter]) =>
      Effect.gen(function* () {
        const { second, verdict } = yield* found(signedAt, toldAfter)
        assert.strictEqual(verdict._tag, signedAt === undefined ? "NotSigned" : "Signed")
        if (signedAt === undefined) return
        assert.isAtLeast(second, signedAt)
        assert.isAtMost(second, signedAt + (toldAfter === 0 ? 0 : 60))
      }),
    { arbitrary: { runs: 30 } }
  )

  it.effect(
    "V3-HOOK-06 what was signed after 31 seconds is known after 31 when it is told, and else after 40.625, by asking",
    () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* found(31, 0)).second, 31)
        assert.strictEqual((yield* found(31, undefined)).second, 40.625)
      })
  )
})
