/**
 * V3-NET-03, V3-NET-04: on real sockets, which calls reach the backup host when the primary fails, and that none does so twice.
 *
 * Method: both transports in front of a primary that is not there, not trusted, or behind a proxy that cuts and stalls; the backup is
 * a platform on node:http, which counts what arrives and checks signatures with node:crypto. Nothing is made again by itself.
 */
import { assert, describe, it } from "@effect/vitest"
import { BaseUrl, CreditRepayment, RetryPolicy, type Transport } from "@wxrepay/domain/client"
import { FetchTransport } from "@wxrepay/transport-fetch"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createServer as createHttpsServer } from "node:https"
import { onlyAttempt } from "../support/doubt.ts"
import * as FaultyProxy from "../support/faultyProxy.ts"
import * as Platform from "../support/platform.ts"
import { closedPort, open, tls } from "./phaseServers.ts"

type Make = (deadline: number) => Layer.Layer<Transport.Transport>

const read = (client: CreditRepayment["Service"]) => client.findDeductOrder({ outTradeNo: "T1" })
const charge = (client: CreditRepayment["Service"]) => client.charge(Platform.charge)

const answering = Platform.listen((_, response) => Platform.answer(response, 200, Platform.order()))

/** Which transport, by name, and what it cannot know. */
const failover = (name: string, make: Make) => {
  /** A client of two hosts that makes nothing again. */
  const lender = (primary: string, backup: string, deadline = 10_000) =>
    CreditRepayment.layer({ ...Platform.settings(primary), backups: [BaseUrl.make(backup)] }).pipe(
      Layer.provide(Layer.fresh(make(deadline))),
      Layer.merge(RetryPolicy.layer(RetryPolicy.never))
    )

  const asking = <A, E>(
    use: (client: CreditRepayment["Service"]) => Effect.Effect<A, E>,
    ...hosts: Parameters<typeof lender>
  ) => Effect.provide(Effect.result(Effect.flatMap(CreditRepayment, use)), lender(...hosts))

  describe(`${name}: a primary host that took nothing`, () => {
    const primaries = {
      "where nobody listens": Effect.map(closedPort, (port) => `http://127.0.0.1:${port}`),
      "that has no address": Effect.succeed("https://platform.invalid"),
      "whose certificate is not trusted": Effect.map(
        open(createHttpsServer(tls, (_, response) => response.end("{}"))),
        (port) => `https://127.0.0.1:${port}`
      )
    }
    for (const [title, primary] of Object.entries(primaries)) {
      it.live(
        `V3-NET-03 V3-NET-04 ${title} has questions and charges go on, each once, signed over the same path`,
        () =>
          Effect.gen(function* () {
            const { baseUrl, seen } = yield* answering
            const results = yield* asking(
              (client) => Effect.all([read(client), charge(client)]),
              yield* primary,
              baseUrl
            )
            assert.strictEqual(results._tag, "Success")
            assert.deepStrictEqual(
              seen.map((one) => [one.method, Platform.isSigned(one), one.headers.host]),
              ["GET", "POST"].map((method) => [method, true, new URL(baseUrl).host])
            )
            assert.strictEqual(JSON.parse(String(seen[1]?.body)).out_trade_no, "T1")
          }).pipe(Effect.scoped)
      )
    }

    it.live("V3-NET-04 and a backup that took nothing either leaves a charge certainly unsent", () =>
      Effect.gen(function* () {
        const [one, other] = [yield* closedPort, yield* closedPort]
        const result = yield* asking(charge, `http://127.0.0.1:${one}`, `http://127.0.0.1:${other}`)
        assert.strictEqual(result._tag === "Failure" && result.failure._tag, "NotSent")
      })
    )
  })

  describe(`${name}: a primary host that may have taken bytes`, () => {
    for (const [fate, delivered] of [
      ["CutAtOnce", 0],
      ["CutBefore", 0],
      ["CutAfter", 1],
      ["CutInHead", 1],
      ["CutInBody", 1],
      ["StallBefore", 0],
      ["StallAfter", 1],
      ["StallInBody", 1]
    ] as const) {
      const deadline = fate.startsWith("Stall") ? 300 : 10_000

      it.live(`V3-NET-03 ${fate}: a question is answered by the backup`, () =>
        Effect.gen(function* () {
          const { baseUrl, seen } = yield* answering
          const proxy = yield* FaultyProxy.make(Number(new URL(baseUrl).port))
          yield* proxy.set(fate)
          assert.strictEqual((yield* asking(read, proxy.baseUrl, baseUrl, deadline))._tag, "Success")
          assert.lengthOf(seen, delivered + 1)
        }).pipe(Effect.scoped)
      )

      // a connection that is reset while it comes about took nothing
      if (fate === "CutAtOnce") continue

      it.live(`V3-NET-04 ${fate}: a charge never reaches the backup, and its outcome is not known`, () =>
        Effect.gen(function* () {
          const { baseUrl, seen } = yield* answering
          const backup = yield* answering
          const proxy = yield* FaultyProxy.make(Number(new URL(baseUrl).port))
          yield* proxy.set(fate)
          const result = yield* asking(charge, proxy.baseUrl, backup.baseUrl, deadline)
          if (result._tag === "Success") return assert.fail("answered")
          assert.strictEqual(onlyAttempt(result.failure)._tag, "Unanswered")
          assert.deepStrictEqual([seen.length, backup.seen.length], [delivered, 0])
        }).pipe(Effect.scoped)
      )
    }

    it.live("V3-NET-04 CutAtOnce: a charge reaches the backup, or its outcome is not known, and never both", () =>
      Effect.gen(function* () {
        const { baseUrl, seen } = yield* answering
        const proxy = yield* FaultyProxy.make(Number(new URL(baseUrl).port))
        yield* proxy.set("CutAtOnce")
        const result = yield* asking(charge, proxy.baseUrl, baseUrl)
        if (result._tag === "Failure") assert.strictEqual(onlyAttempt(result.failure)._tag, "Unanswered")
        assert.lengthOf(seen, result._tag === "Success" ? 1 : 0)
      }).pipe(Effect.scoped)
    )
  })

  describe(`${name}: a primary host that answers`, () => {
    for (const status of [429, 500, 502, 503]) {
      it.live(`V3-NET-03 ${status} is an answer: nothing goes on to the backup`, () =>
        Effect.gen(function* () {
          const backup = yield* answering
          const { baseUrl } = yield* Platform.listen((_, response) =>
            Platform.answer(response, status, { code: "SYSTEM_ERROR", message: "no" })
          )
          for (const use of [read, charge]) {
            assert.strictEqual((yield* asking<unknown, unknown>(use, baseUrl, backup.baseUrl))._tag, "Failure")
          }
          assert.lengthOf(backup.seen, 0)
        }).pipe(Effect.scoped)
      )
    }

    it.live("V3-NET-02 is the only one that is asked while it is well", () =>
      Effect.gen(function* () {
        const [primary, backup] = [yield* answering, yield* answering]
        yield* asking((client) => Effect.all([read(client), charge(client)]), primary.baseUrl, backup.baseUrl)
        assert.deepStrictEqual([primary.seen.length, backup.seen.length], [2, 0])
      }).pipe(Effect.scoped)
    )
  })

  it.live(`${name}: V3-NET-03 V3-RETRY-02 a host that goes and comes back loses no question`, () =>
    Effect.gen(function* () {
      const { baseUrl, seen } = yield* answering
      const proxy = yield* FaultyProxy.make(Number(new URL(baseUrl).port))
      const ends = yield* Effect.gen(function* () {
        const client = yield* CreditRepayment
        const tags: Array<string> = []
        for (const change of [Effect.void, proxy.refuse, Effect.void, proxy.listen]) {
          yield* change
          tags.push((yield* Effect.result(read(client)))._tag)
        }
        return tags
      }).pipe(Effect.provide(lender(proxy.baseUrl, baseUrl)))
      assert.deepStrictEqual(ends, ["Success", "Success", "Success", "Success"])
      assert.lengthOf(seen, 4)
      assert.lengthOf((yield* proxy.seen).requests, 2)
    }).pipe(Effect.scoped)
  )
}

failover("transport-node", (deadline) => Layer.orDie(NodeTransport.layerWith({ deadline })))
failover("transport-fetch", (deadline) => FetchTransport.layerWith({ deadline }))
