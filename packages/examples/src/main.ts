/**
 * The demo: a local WeChat Pay, a receiver of notifications, and between them the life of a contract with one
 * instalment, over real HTTP. It exits with 1 when anything is not as it should be.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { CalendarDate, Fen, type Notification } from "@wxrepay/domain"
import { CreditRepayment, Inbox, NotificationStore, Receiver } from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Console from "effect/Console"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { createServer } from "node:http"
import { endContract, signContract } from "./contract.ts"
import { collectInstalment, type Instalment } from "./instalment.ts"
import { good, layerNarrating, note, refused, step } from "./narrate.ts"

/** Something was not as it should be. */
class DemoFailed extends Schema.TaggedError<DemoFailed>()("DemoFailed", { message: Schema.String }) {}

const expect = (isSo: boolean, what: string) =>
  isSo ? good(what) : Effect.fail(new DemoFailed({ message: `not so: ${what}` }))

/** The lender's public address, which the sandbox knows to be the receiver on this machine. */
const lender = "https://lender.example"
const path = "/wechatpay/notify"
const notifyUrl = `${lender}${path}`

/** Who the borrower is. WeChat Pay compares what is sealed with this; nobody else sees it. */
const borrower = { identityId: "11010519491231002X", realName: "张小明" }

/** The receiver's socket, open before the sandbox starts, so that the sandbox can be told of it. */
const layerReceiverSocket = NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })

const layerSandbox = Layer.unwrap(
  HttpServer.addressFormattedWith((address) =>
    Effect.succeed(
      layerNode({ forward: { [lender]: address }, account: { identity: borrower, terminationNotifyUrl: notifyUrl } })
    )
  )
)

/** Everything that was told so far. */
type Told = SubscriptionRef.SubscriptionRef<ReadonlyArray<Notification.Notification>>

/** Takes notifications in, each once, and keeps them. */
const layerReceiver = (told: Told) =>
  HttpRouter.serve(
    Receiver.route(
      path,
      Effect.fnUntraced(function* (notification) {
        yield* step(`Be told: ${notification.summary}`)
        yield* Console.log(`  ⇠ POST ${path}, ${notification._tag}, verified, opened and acknowledged`)
        yield* SubscriptionRef.update(told, (all) => [...all, notification])
      })
    ).pipe(Layer.provide(NotificationStore.layerMemory)),
    { disableListenLog: true, disableLogger: true }
  )

/** Notifications as they come, those that have come included. */
const streamOf = (told: Told) => SubscriptionRef.changes(told).pipe(Stream.flatMap(Stream.fromIterable))

/** The first notification of a kind, for at most ten seconds. */
const first = (told: Told, tag: Notification.Notification["_tag"]) =>
  streamOf(told).pipe(
    Stream.filter(({ _tag }) => _tag === tag),
    Stream.runHead,
    Effect.timeout("10 seconds")
  )

/** Signs as a person would: opens the page, and presses the button. */
const signOnPage = Effect.fnUntraced(function* (redirectUrl: string) {
  yield* step("The borrower signs on the page")
  const answered = yield* Effect.promise(async () => {
    const page = await fetch(redirectUrl)
    await page.text()
    const form = await fetch(redirectUrl, { method: "POST", body: new URLSearchParams({ decision: "agree" }) })
    return `GET ${page.status}, POST ${form.status}, ${/<title>([^<]*)/u.exec(await form.text())?.[1] ?? ""}`
  })
  yield* note(`  ${answered}`)
})

const demo = Effect.gen(function* () {
  const sandbox = yield* Sandbox
  const requests = yield* Ref.make(0)
  const told: Told = yield* SubscriptionRef.make<ReadonlyArray<Notification.Notification>>([])
  const { appid, connection, openid, plan, subMchid } = sandbox
  yield* note(`merchant ${connection.mchid} talks to the sandbox at ${connection.baseUrl}`)
  yield* HttpServer.addressFormattedWith((address) => note(`${lender} is the receiver at ${address}`))
  const today = CalendarDate.ofInstant(yield* DateTime.now)
  const number = today.replaceAll("-", "")
  const code = `C${number}`

  const program = Effect.gen(function* () {
    const name = Redacted.make(borrower.realName)
    const documentNumber = Redacted.make(borrower.identityId)
    const wish = { code, appid, plan, name, documentNumber, limit: 300_000, notifyUrl }
    const signing = yield* signContract(wish, signOnPage, streamOf(told))
    if (signing._tag !== "Signed") return yield* new DemoFailed({ message: `the contract is ${signing._tag}` })
    const { contractId } = signing.contract
    yield* expect(signing.contract.outContractCode === code, `${code} is signed, as contract ${contractId}`)

    const dueOn = yield* Effect.fromResult(CalendarDate.addDays(today, 3))
    const amounts = { amount: 128_050, minimum: 6_403 }
    const due: Instalment = { contractId, appid, openid, subMchid, plan, number, ...amounts, dueOn, notifyUrl }
    const verdict = yield* collectInstalment(due, Effect.ignore(first(told, "DeductionPaid")))
    yield* step("The outcome")
    yield* expect(
      verdict._tag === "Settled" && verdict.paid === due.amount,
      `${Fen.toYuan(Fen.make(due.amount))} yuan is settled`
    )

    yield* step("What a mistake looks like")
    const sent = yield* Ref.get(requests)
    const late = yield* Effect.fromResult(CalendarDate.addDays(today, 15))
    const mistaken = { ...due, number: `${number}x`, minimum: 6_402, dueOn: late }
    const reasons = yield* collectInstalment(mistaken, Effect.void).pipe(
      Effect.as([]),
      Effect.catchTag("BookingRefused", ({ reasons }) => Effect.succeed(reasons))
    )
    yield* Effect.forEach(reasons, ({ message }) => refused(message))
    const rules = reasons.map(({ rule }) => rule).join(", ")
    yield* expect(rules === "CR-AMT-04, CR-DATE-02", "both mistakes are named, each with its rule")
    yield* expect((yield* Ref.get(requests)) === sent, "nothing was sent")

    const ended = yield* endContract(code, "贷款已结清")
    yield* first(told, "ContractTerminated")
    yield* step("The end")
    yield* expect(ended.state === "Terminated", `${code} is ended, ${ended.terminatedMode}`)
    const kinds = (yield* SubscriptionRef.get(told)).map(({ _tag }) => _tag).join(", ")
    yield* expect(kinds === "ContractSigned, DeductionPaid, ContractTerminated", `told once each: ${kinds}`)
  })

  const layerClient = CreditRepayment.layer(connection).pipe(
    Layer.provide(layerNarrating(requests)),
    Layer.provide(NodeTransport.layer)
  )
  const layerInbox = Inbox.layer(connection).pipe(Layer.provide(NodeTransport.layer))
  yield* Effect.provide(program, Layer.merge(layerClient, layerReceiver(told).pipe(Layer.provide(layerInbox))))
})

Console.log(
  "wxrepay: a contract signed, an instalment collected, and the contract ended, against a local WeChat Pay"
).pipe(
  Effect.andThen(demo),
  Effect.andThen(Console.log("\nAll as it should be.")),
  Effect.provide(layerSandbox.pipe(Layer.provideMerge(layerReceiverSocket))),
  Effect.timeout("30 seconds"),
  Effect.tapError((error) => Console.error(`\nNot as it should be: ${error.message}`)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
