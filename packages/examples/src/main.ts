/**
 * The demo: a local WeChat Pay, a receiver of notifications, and between them a contract with one instalment and a
 * service order, over real HTTP. It exits with 1 when anything is not as it should be.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import type { Notification } from "@wxrepay/domain"
import { Access, AttemptStore, CreditRepayment, Inbox, PayScore } from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { createServer } from "node:http"
import { layerReceiver, lender, notifyUrl, type Told } from "./chapter.ts"
import { borrower, loan } from "./loan.ts"
import { layerNarrating, note } from "./narrate.ts"
import { order } from "./order.ts"

/** The receiver's socket, open before the sandbox starts, so that the sandbox can be told of it. */
const layerReceiverSocket = NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })

const layerSandbox = Layer.unwrap(
  HttpServer.addressFormattedWith((address) =>
    Effect.succeed(
      layerNode({ forward: { [lender]: address }, account: { identity: borrower, terminationNotifyUrl: notifyUrl } })
    )
  )
)

const demo = Effect.gen(function* () {
  const { connection } = yield* Sandbox
  const requests = yield* Ref.make(0)
  const told: Told = yield* SubscriptionRef.make<ReadonlyArray<Notification.Notification>>([])
  yield* note(`merchant ${connection.mchid} talks to the sandbox at ${connection.baseUrl}`)
  yield* HttpServer.addressFormattedWith((address) => note(`${lender} is the receiver at ${address}`))

  const layerClient = Layer.merge(CreditRepayment.layerFrom, PayScore.layerFrom).pipe(
    Layer.provide(Access.layer(connection)),
    Layer.provide(layerNarrating(requests)),
    Layer.provide(NodeTransport.layer)
  )
  const layerInbox = Inbox.layer(connection).pipe(Layer.provide(NodeTransport.layer))
  yield* Effect.andThen(loan(told, requests), order(told)).pipe(
    Effect.provide([layerClient, AttemptStore.layerMemory, layerReceiver(told).pipe(Layer.provide(layerInbox))])
  )
})

Console.log("wxrepay: a contract signed, an instalment and a service order collected, against a local WeChat Pay").pipe(
  Effect.andThen(demo),
  Effect.andThen(Console.log("\nAll as it should be.")),
  Effect.provide(layerSandbox.pipe(Layer.provideMerge(layerReceiverSocket))),
  Effect.timeout("1 minute"),
  Effect.tapError((error) => Console.error(`\nNot as it should be: ${error.message}`)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
