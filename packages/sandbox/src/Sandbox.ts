/**
 * A local WeChat Pay: the platform's side of the same contract and the same rules, with borrowers that do as told.
 *
 * @since 0.1.0
 */
import { type Contract, type Fen, Ids, type Plan } from "@wxrepay/domain"
import { BaseUrl, Transport } from "@wxrepay/domain/client"
import { Sealer } from "@wxrepay/domain/signing"
import * as Context from "effect/Context"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Borrower from "./Borrower.ts"
import * as Courier from "./Courier.ts"
import * as Gate from "./Gate.ts"
import * as Handlers from "./Handlers.ts"
import * as Ledger from "./Ledger.ts"
import * as Merchant from "./Merchant.ts"

/** How a sandbox may be set up. */
export interface Options {
  /** What the merchant may do business with; by default a consumer loan, an effective contract and one sub-merchant. */
  readonly account?: Partial<Merchant.Account> | undefined
  /** What the borrower does when charged; by default pays. */
  readonly borrower?: Borrower.Borrower | undefined
  /** How long an order stays in each state before it moves on; by default 200 milliseconds. */
  readonly pace?: Duration.Input | undefined
  /**
   * Where public addresses really are: `{ "https://lender.example": "http://127.0.0.1:8080" }`. A notify address
   * has to be public and https (CR-DEDUCT-05), and a test has neither; the path is kept.
   */
  readonly forward?: Readonly<Record<string, string>> | undefined
  /** What notifications are posted with; by default the runtime's own `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** A running sandbox. */
export class Sandbox extends Context.Service<
  Sandbox,
  {
    /** What a client needs in order to be the sandbox's merchant. */
    readonly connection: Merchant.Connection
    readonly appid: Ids.Appid
    readonly openid: Ids.Openid
    readonly subMchid: Ids.SubMchid
    readonly plan: Plan.Plan
    readonly contract: Contract.Contract
    /** Changes what the borrower does from now on. */
    readonly setBorrower: (borrower: Borrower.Borrower) => Effect.Effect<void>
    /** Everything that was booked and charged so far. */
    readonly state: Effect.Effect<Ledger.State>
    /** Every notification sent so far, with its answer. */
    readonly deliveries: Effect.Effect<ReadonlyArray<Courier.Delivery>>
    /** Waits until so many were sent and answered or given up. Under TestClock, let the time pass first. */
    readonly awaitDeliveries: (count: number) => Effect.Effect<ReadonlyArray<Courier.Delivery>>
    /** The platform itself, as a server to mount. */
    readonly app: Gate.App
  }
>()("@wxrepay/sandbox/Sandbox") {
  /**
   * In process, without a socket: brings itself and a transport that reaches it. Under TestClock it lives in virtual
   * time.
   */
  static readonly layer = (options: Options = {}): Layer.Layer<Sandbox | Transport.Transport> =>
    Layer.effect(HttpClient.HttpClient, Effect.map(Sandbox, inProcess)).pipe(
      Layer.merge(Transport.layerCrypto),
      Layer.provideMerge(layerAt(options, Effect.succeed(BaseUrl.make("https://api.mch.weixin.qq.com"))))
    )

  /** On the address of an `HttpServer`. */
  static readonly layerServer = (options: Options = {}): Layer.Layer<Sandbox, never, HttpServer.HttpServer> =>
    Layer.effectDiscard(Effect.flatMap(Sandbox, ({ app }) => HttpServer.serveEffect(app))).pipe(
      Layer.provideMerge(
        layerAt(
          options,
          HttpServer.addressFormattedWith((address) => Effect.succeed(BaseUrl.make(address)))
        )
      )
    )
}

const layerAt = <R>(options: Options, baseUrl: Effect.Effect<BaseUrl, never, R>): Layer.Layer<Sandbox, never, R> =>
  Layer.effect(
    Sandbox,
    Effect.flatMap(baseUrl, (address) => make(options, address))
  ).pipe(Layer.provide(Transport.layerCrypto))

const make = Effect.fnUntraced(function* (options: Options, baseUrl: BaseUrl) {
  const account = { ...Merchant.defaultAccount, ...options.account }
  const pace = Duration.fromInputUnsafe(options.pace ?? "200 millis")
  const random = yield* SecureRandom.SecureRandom
  const scope = yield* Effect.scope
  const merchant = yield* Effect.orDie(Merchant.make(account))
  const borrower = yield* Ref.make(options.borrower ?? Borrower.pays)
  const ledger = yield* Ledger.make(account)
  const courier = yield* courierOf(merchant, options)

  /** Accepted, then waiting for the money, then paid or failed; only what is paid is told. Rules: CR-DEDUCT-07, CR-HOOK-05. */
  const collect = Effect.fnUntraced(function* ({ booked: { record }, charge }: Ledger.Charged) {
    yield* Effect.sleep(pace)
    yield* ledger.move(charge.outTradeNo, { orderState: "Unpaid" })
    yield* Effect.sleep(pace)
    const least = record.minRepaymentAmount ?? record.repaymentAmount
    const paid = Borrower.collect(yield* Ref.get(borrower), charge.deductAmount, least)
    const transactionId = Ids.TransactionId.make(`4200${Merchant.digits(yield* random.randomBytes(24))}`)
    const charged = yield* ledger.move(charge.outTradeNo, outcome(paid, transactionId))
    if (Option.isSome(charged) && paid !== undefined) yield* courier.tell(charged.value)
  })

  const endpoints = yield* HttpRouter.toHttpEffect(
    Handlers.layer({
      ledger,
      subMchid: account.subMchid,
      onCharged: (charged) => Effect.asVoid(Effect.forkIn(collect(charged), scope))
    }).pipe(Layer.provide(HttpServer.layerServices))
  )

  return Sandbox.of({
    connection: yield* Effect.orDie(Merchant.connection(merchant, baseUrl)),
    appid: account.appid,
    openid: account.openid,
    subMchid: account.subMchid,
    plan: account.plan,
    contract: account.contract,
    setBorrower: (next) => Ref.set(borrower, next),
    state: ledger.state,
    deliveries: courier.deliveries,
    awaitDeliveries: courier.awaitDeliveries,
    ...(yield* Gate.make(merchant, endpoints))
  })
})

const courierOf = Effect.fnUntraced(function* (merchant: Merchant.Merchant, { fetch, forward = {} }: Options) {
  const services = yield* Layer.build(
    Layer.merge(
      Layer.orDie(Sealer.layer({ apiV3Key: merchant.apiV3Key })),
      FetchHttpClient.layer.pipe(
        Layer.provide(fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch))
      )
    )
  )
  const http = Context.get(services, HttpClient.HttpClient)
  return yield* Courier.make({ merchant, sealer: Context.get(services, Sealer), http, forward })
})

const outcome = (paid: Fen.Fen | undefined, transactionId: Ids.TransactionId) =>
  paid === undefined
    ? ({ orderState: "Failed" } as const)
    : ({ orderState: "Paid", paySuccessAmount: paid, transactionId } as const)

const inProcess = ({ app }: Sandbox["Service"]): HttpClient.HttpClient =>
  HttpClient.make((request) =>
    app.pipe(
      Effect.map((response) => HttpServerResponse.toClientResponse(response, { request })),
      Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
      Effect.scoped
    )
  )
