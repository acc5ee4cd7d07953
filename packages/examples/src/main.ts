/**
 * The demo: a local WeChat Pay, a receiver of notifications, and one instalment between them, over real HTTP.
 * It exits with 1 when anything is not as it should be.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { CalendarDate, Fen, type Notification } from "@wxrepay/domain"
import { CreditRepayment, Inbox } from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Console from "effect/Console"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { createServer } from "node:http"
import { collectInstalment, type Instalment } from "./instalment.ts"
import { good, layerNarrating, note, refused, step } from "./narrate.ts"

/** Something was not as it should be. */
class DemoFailed extends Schema.TaggedError<DemoFailed>()("DemoFailed", { message: Schema.String }) {}

const expect = (isSo: boolean, what: string) =>
  isSo ? good(what) : Effect.fail(new DemoFailed({ message: `not so: ${what}` }))

/** The lender's public address, which the sandbox knows to be the receiver on this machine. */
const lender = "https://lender.example"
const path = "/wechatpay/notify"

/** The receiver's socket, open before the sandbox starts, so that the sandbox can be told of it. */
const layerReceiverSocket = NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })

const layerSandbox = Layer.unwrap(
  HttpServer.addressFormattedWith((address) => Effect.succeed(layerNode({ forward: { [lender]: address } })))
)

/** Takes notifications in, and tells the first. */
const layerReceiver = (told: Deferred.Deferred<Notification.DeductionPaid>) =>
  HttpRouter.serve(
    Inbox.route(
      path,
      Effect.fnUntraced(function* (notification) {
        yield* step("Be told (还款成功通知)")
        yield* Console.log(`  ⇠ POST ${path}, verified, opened and acknowledged`)
        if (notification._tag !== "DeductionPaid") return yield* note(`${notification._tag} was not waited for`)
        const { order, summary } = notification
        yield* note(
          `  ${summary}: ${order.outTradeNo} is ${order.orderState}, ${Fen.toYuan(order.paySuccessAmount ?? Fen.zero)} yuan`
        )
        yield* Deferred.succeed(told, notification)
      })
    ),
    { disableListenLog: true, disableLogger: true }
  )

const demo = Effect.gen(function* () {
  const sandbox = yield* Sandbox
  const requests = yield* Ref.make(0)
  const told = yield* Deferred.make<Notification.DeductionPaid>()
  const { connection, contract, plan } = sandbox
  yield* note(`merchant ${connection.mchid} talks to the sandbox at ${connection.baseUrl}`)
  yield* HttpServer.addressFormattedWith((address) => note(`${lender} is the receiver at ${address}`))

  const today = CalendarDate.ofInstant(yield* DateTime.now)
  const due: Instalment = {
    contractId: contract.contractId,
    appid: sandbox.appid,
    openid: sandbox.openid,
    subMchid: sandbox.subMchid,
    plan,
    number: today.replaceAll("-", ""),
    amount: 128_050,
    minimum: 6_403,
    dueOn: yield* Effect.fromResult(CalendarDate.addDays(today, 3)),
    notifyUrl: `${lender}${path}`
  }

  const program = Effect.gen(function* () {
    const verdict = yield* collectInstalment(due, Effect.asVoid(Deferred.await(told)))
    const { order } = yield* Effect.timeout(Deferred.await(told), "1 second")
    yield* step("The outcome")
    yield* expect(
      verdict._tag === "Settled" && verdict.paid === due.amount,
      `${Fen.toYuan(Fen.make(due.amount))} yuan is settled`
    )
    yield* expect(
      order.outTradeNo === `T${due.number}` && order.paySuccessAmount === due.amount,
      "the notification tells the same"
    )

    yield* step("What a mistake looks like")
    const sent = yield* Ref.get(requests)
    const late = yield* Effect.fromResult(CalendarDate.addDays(today, 15))
    const mistaken = { ...due, number: `${due.number}x`, minimum: 6_402, dueOn: late }
    const reasons = yield* collectInstalment(mistaken, Effect.void).pipe(
      Effect.as([]),
      Effect.catchTag("BookingRefused", ({ reasons }) => Effect.succeed(reasons))
    )
    yield* Effect.forEach(reasons, ({ message }) => refused(message))
    const rules = reasons.map(({ rule }) => rule).join(", ")
    yield* expect(rules === "CR-AMT-04, CR-DATE-02", "both mistakes are named, each with its rule")
    yield* expect((yield* Ref.get(requests)) === sent, "nothing was sent")
  })

  const layerClient = CreditRepayment.layer(connection).pipe(
    Layer.provide(layerNarrating(requests)),
    Layer.provide(NodeTransport.layer)
  )
  const layerInbox = Inbox.layer(connection).pipe(Layer.provide(NodeTransport.layer))
  yield* Effect.provide(program, Layer.merge(layerClient, layerReceiver(told).pipe(Layer.provide(layerInbox))))
})

Console.log("wxrepay: one instalment, booked, charged, paid and confirmed, against a local WeChat Pay").pipe(
  Effect.andThen(demo),
  Effect.andThen(Console.log("\nAll as it should be.")),
  Effect.provide(layerSandbox.pipe(Layer.provideMerge(layerReceiverSocket))),
  Effect.timeout("20 seconds"),
  Effect.tapError((error) => Console.error(`\nNot as it should be: ${error.message}`)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
