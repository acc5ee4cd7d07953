/**
 * The programs of the guide, run.
 *
 * Method: each is used as the guide says; the receiver takes real notifications of the sandbox over a real socket.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { CreditRepayment, Inbox, NotificationStore, Transport } from "@wxrepay/domain/client"
import { Signer } from "@wxrepay/domain/signing"
import { layerSigner } from "@wxrepay/examples/kms"
import { layerCalls, layerNotifications } from "@wxrepay/examples/live"
import { receiver } from "@wxrepay/examples/receiver"
import { layerTest, partlyPaid } from "@wxrepay/examples/testing"
import { environment, Sandbox } from "@wxrepay/sandbox"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import { connect } from "node:net"
import * as Lender from "../support/lender.ts"
import * as Platform from "../support/platform.ts"

/** Announces a body, sends half of it and goes away: a server that is not careful dies of it. */
const brokenOff = (port: number) =>
  Effect.callback<void>((resume) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write("POST / HTTP/1.1\r\nhost: lender\r\ncontent-length: 100\r\n\r\n{", () => socket.resetAndDestroy())
    })
    socket.on("error", () => {})
    socket.on("close", () => resume(Effect.void))
  })

describe("the guide", () => {
  it.effect("a lender's test sees a part payment in virtual time", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        { ...(yield* partlyPaid) },
        { _tag: "Short", paid: Fen.make(5_000), missing: Fen.make(5_000) }
      )
    }).pipe(Effect.provide(layerTest))
  )

  it.live("a receiver on node:http takes the sandbox's notification in, and refuses a stranger's", () =>
    Effect.gen(function* () {
      const told = yield* Deferred.make<string>()
      let address = ""
      yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const layer = Layer.mergeAll(
          CreditRepayment.layer(sandbox.connection),
          Inbox.layer(sandbox.connection),
          NotificationStore.layerMemory
        )
        yield* Effect.gen(function* () {
          const server = yield* receiver(({ _tag }) => Effect.asVoid(Deferred.succeed(told, _tag)))
          const port = yield* Effect.acquireRelease(
            Effect.callback<number>((resume) => {
              server.listen(0, "127.0.0.1", () => resume(Effect.succeed(Platform.portOf(server.address()))))
            }),
            () => Effect.sync(() => server.close())
          )
          address = `http://127.0.0.1:${port}`
          const stranger = yield* Effect.promise(() => fetch(address, { method: "POST", body: "{}" }))
          assert.strictEqual(stranger.status, 401)
          yield* brokenOff(port)
          const client = yield* CreditRepayment
          yield* client.book(yield* Lender.booking())
          yield* client.charge(yield* Lender.charge())
          assert.strictEqual(yield* Deferred.await(told), "DeductionPaid")
          const [delivery] = yield* sandbox.awaitDeliveries(1)
          assert.strictEqual(delivery?.status, 204)
        }).pipe(Effect.provide(layer))
      }).pipe(Effect.provide(Sandbox.layer({ pace: 1, fetch: (_, init) => fetch(address, init) })))
    }).pipe(Effect.scoped)
  )

  it.live("a service that holds the key signs, and what it says when it fails stays inside", () =>
    Effect.gen(function* () {
      const request = { method: "GET", target: "/v3/x", body: new Uint8Array(0) }
      const sign = (answer: Effect.Effect<Uint8Array, { readonly _tag: "KeyServiceError" }>) =>
        Effect.flatMap(Signer, (signer) => signer.sign(request)).pipe(
          Effect.provide(Layer.provide(layerSigner({ signRs256: () => answer }), Transport.layerCrypto))
        )
      assert.match(yield* sign(Effect.succeed(new Uint8Array([1, 2, 3]))), /signature="AQID"/)
      const error = yield* Effect.flip(sign(Effect.fail({ _tag: "KeyServiceError" })))
      assert.strictEqual(error._tag, "SigningError")
    })
  )

  it.live("calls and notifications start from the environment", () =>
    Effect.gen(function* () {
      const { connection } = yield* Sandbox
      const variables = ConfigProvider.layer(ConfigProvider.fromUnknown(environment(connection)))
      yield* Layer.build(
        Layer.merge(layerCalls, Layer.provide(layerNotifications, HttpRouter.layer)).pipe(Layer.provide(variables))
      )
    }).pipe(Effect.scoped, Effect.provide(Sandbox.layer()))
  )
})
