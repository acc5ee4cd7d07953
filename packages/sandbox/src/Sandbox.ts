/**
 * A local WeChat Pay: the platform's side of the same contract and the same rules, with borrowers that do as told.
 *
 * @since 0.1.0
 */
import { type Contract, type Fen, Ids, NotifyUrl, type Plan } from "@wxrepay/domain"
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
import * as Schema from "effect/Schema"
import * as Borrower from "./Borrower.ts"
import * as ConfirmationPage from "./ConfirmationPage.ts"
import * as Courier from "./Courier.ts"
import type * as Enrolments from "./Enrolments.ts"
import * as Events from "./Events.ts"
import * as Faults from "./Faults.ts"
import * as Gate from "./Gate.ts"
import * as Handlers from "./Handlers.ts"
import * as KeyChain from "./KeyChain.ts"
import * as Ledger from "./Ledger.ts"
import * as Merchant from "./Merchant.ts"
import * as ServiceCharges from "./ServiceCharges.ts"
import type { Serviced } from "./ServiceOrderMemory.ts"
import type * as ServiceOrders from "./ServiceOrders.ts"
import * as SigningPage from "./SigningPage.ts"
import * as Stamp from "./Stamp.ts"

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
  /** Which keys the platform has; by default a public key, as every new merchant gets. Rule: V3-SERIAL-01. */
  readonly keys?: KeyChain.Kind | undefined
  /** How service orders behave where sources contradict each other or say nothing. */
  readonly serviceOrders?: ServiceOrders.Switches | undefined
  /** What goes wrong from the start; by default nothing. */
  readonly disturbance?: Faults.Disturbance | undefined
  /** What notifications are posted with; by default the runtime's own `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** What it signs, verifies and seals with, and where its numbers come from; by default WebCrypto. */
  readonly crypto?: Layer.Layer<Transport.Crypto> | undefined
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
    readonly service: Merchant.Service
    /** Changes what the borrower does from now on. */
    readonly setBorrower: (borrower: Borrower.Borrower) => Effect.Effect<void>
    /** Has the borrower decide who was asked to sign under a code, as on the page behind `redirect_url`. Rules: CR-SIGN-01, CR-SIGN-04, CR-SIGN-05. */
    readonly decide: (outContractCode: string, choice: Enrolments.Choice) => Effect.Effect<Enrolments.Decided["_tag"]>
    /** Where the user of a service order confirms it, by the `package` that creating it answered. Rule: PS-CREATE-05. */
    readonly confirmationPage: (token: string) => string
    /** Has the user of a service order decide, as on that page; a refusal leaves the order as it is. Rules: PS-CREATE-03, PS-STATE-05. */
    readonly confirm: (outOrderNo: string, choice: Enrolments.Choice) => Effect.Effect<ServiceOrders.Confirmed["_tag"]>
    /** Ends a contract from the borrower's side, or by customer service. Rule: CR-CONTRACT-04. */
    readonly endContract: (outContractCode: string, mode: "ByUser" | "ByCustomerService") => Effect.Effect<void>
    /** The platform's keys, and what may become of them. Rules: V3-ROT-02, V3-ROT-03, V3-ROT-05, V3-ROT-07. */
    readonly keys: Pick<KeyChain.KeyChain, "addCertificate" | "beginMove" | "signWithNewest">
    /** Has calls and notifications go wrong from now on; `{}` ends it. */
    readonly disturb: (disturbance: Faults.Disturbance) => Effect.Effect<void>
    /** Everything that was signed, booked, served and charged so far. */
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
      Layer.merge(options.crypto ?? Transport.layerCrypto),
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
  ).pipe(Layer.provide(options.crypto ?? Transport.layerCrypto))

const make = Effect.fnUntraced(function* (options: Options, baseUrl: BaseUrl) {
  const account = { ...Merchant.defaultAccount, ...options.account }
  const { terminationNotifyUrl } = account
  // a wrong address is told at the start, and not never
  if (terminationNotifyUrl !== undefined) yield* Effect.orDie(decodeNotifyUrl(terminationNotifyUrl))
  const pace = Duration.fromInputUnsafe(options.pace ?? "200 millis")
  const origin = baseUrl.replace(/\/$/u, "")
  const random = yield* SecureRandom.SecureRandom
  const scope = yield* Effect.scope
  const merchant = yield* Effect.orDie(Merchant.make(account))
  const keyChain = yield* KeyChain.make(options.keys ?? "PublicKey")
  const sealer = yield* sealerOf(merchant)
  const borrower = yield* Ref.make(options.borrower ?? Borrower.pays)
  const ledger = yield* Ledger.make(merchant)
  const faults = yield* Faults.make(options.disturbance)
  const courier = yield* courierOf(keyChain, faults, sealer, options)
  const told = (event: Effect.Effect<Events.Event>) =>
    Effect.asVoid(Effect.forkIn(Effect.flatMap(event, courier.tell), scope))

  const toldIfWanted = Effect.fnUntraced(function* (event: Effect.Effect<Option.Option<Events.Event>>) {
    const wanted = yield* event
    if (Option.isSome(wanted)) yield* told(Effect.succeed(wanted.value))
  })

  /** Accepted, then waiting, then paid or failed; only what is paid has a transaction, and is told. Rules: CR-DEDUCT-07, CR-DEDUCT-09, CR-HOOK-05. */
  const collect = Effect.fnUntraced(function* ({ booked: { record }, charge }: Ledger.Charged) {
    yield* Effect.sleep(pace)
    yield* ledger.move(charge.outTradeNo, { orderState: "Unpaid" })
    yield* Effect.sleep(pace)
    const least = record.minRepaymentAmount ?? record.repaymentAmount
    const paid = yield* Ref.modify(borrower, (known) => Borrower.draw(known, charge.deductAmount, least))
    const transactionId = Ids.TransactionId.make(`4200${Merchant.digits(yield* random.randomBytes(24))}`)
    const charged = yield* ledger.move(charge.outTradeNo, outcome(paid, transactionId))
    if (Option.isSome(charged) && paid !== undefined) {
      yield* courier.tell(yield* Events.deductionPaid(merchant.mchid, charged.value))
    }
  })

  /** Rules: CR-HOOK-02, CR-CONTRACT-04. */
  const onEnded = (contract: Contract.Contract) =>
    terminationNotifyUrl === undefined
      ? Effect.void
      : told(Events.contractTerminated(merchant.mchid, terminationNotifyUrl, contract))

  const endContract = Effect.fnUntraced(function* (outContractCode: string, mode: "ByUser" | "ByCustomerService") {
    const ended = yield* ledger.end(outContractCode, mode)
    if (Option.isSome(ended) && ended.value.isNew) yield* onEnded(ended.value.contract)
  })

  /** Only that the borrower agreed is ever told. Rules: CR-SIGN-05, CR-HOOK-02. */
  const decide = Effect.fnUntraced(function* (find: (asked: Enrolments.Asked) => boolean, choice: Enrolments.Choice) {
    const contractId = Ids.ContractId.make(Merchant.digits(yield* random.randomBytes(23)))
    const decided = yield* ledger.decide(find, choice, contractId)
    if (decided._tag === "Signed") {
      const { asked, contract } = decided
      yield* told(Events.contractSigned(merchant.mchid, asked.terms.contractNotifyUrl, contract))
    }
    return decided
  })

  const charges = yield* ServiceCharges.make({
    ledger,
    borrower,
    pace,
    chargeEvery: Duration.fromInputUnsafe(options.serviceOrders?.chargeEvery ?? "1 hour"),
    onPaid: (order) => toldIfWanted(Events.serviceOrderPaid(order))
  })

  /** Only that the user agreed is ever told. Rule: PS-HOOK-09. */
  const confirm = Effect.fnUntraced(function* (isMeant: (serviced: Serviced) => boolean, choice: Enrolments.Choice) {
    const confirmed = yield* ledger.serviceOrders.confirm(isMeant, choice)
    if (confirmed._tag === "Confirmed") {
      yield* toldIfWanted(Events.serviceOrderConfirmed(confirmed.serviced.order))
    }
    return confirmed
  })

  const endpoints = yield* HttpRouter.toHttpEffect(
    Handlers.layer({
      account,
      ledger,
      keyChain,
      sealer,
      signingPage: (token) => `${origin}${SigningPage.path}?presign_token=${token}`,
      onCharged: (charged) => Effect.asVoid(Effect.forkIn(collect(charged), scope)),
      onEcho: (notifyUrl, word) => told(Effect.succeed(Events.securityEcho(notifyUrl, word))),
      onEnded,
      charges,
      switches: options.serviceOrders ?? {}
    }).pipe(Layer.provide(HttpServer.layerServices))
  )
  const gate = yield* Gate.make(merchant, keyChain, faults, endpoints)
  const signingPage = SigningPage.make({
    state: ledger.state,
    decide: (token, choice) => decide(({ presignToken }) => presignToken === token, choice)
  })
  const confirmationPage = ConfirmationPage.make({
    state: ledger.state,
    decide: (token, choice) => confirm((serviced) => serviced.package === token, choice)
  })
  const pages: ReadonlyMap<string, Gate.App> = new Map([
    [SigningPage.path, signingPage],
    [ConfirmationPage.path, confirmationPage]
  ])
  const app: Gate.App = Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ url }) => {
    const page = pages.get(url.replace(/\?.*$/u, ""))
    return page === undefined ? gate.app : Effect.flatMap(page, (shown) => Stamp.dated(shown))
  })

  return Sandbox.of({
    connection: yield* Effect.orDie(Merchant.connection(merchant, keyChain, baseUrl)),
    appid: account.appid,
    openid: account.openid,
    subMchid: account.subMchid,
    plan: account.plan,
    contract: account.contract,
    service: account.service,
    setBorrower: (next) => Ref.set(borrower, next),
    decide: (code, choice) =>
      Effect.map(
        decide(({ terms }) => terms.outContractCode === code, choice),
        ({ _tag }) => _tag
      ),
    confirmationPage: (token) => `${origin}${ConfirmationPage.targetOf(token)}`,
    confirm: (outOrderNo, choice) =>
      Effect.map(
        confirm(({ order }) => order.outOrderNo === outOrderNo, choice),
        ({ _tag }) => _tag
      ),
    endContract,
    keys: keyChain,
    disturb: faults.disturb,
    state: ledger.state,
    deliveries: courier.deliveries,
    awaitDeliveries: courier.awaitDeliveries,
    app
  })
})

const decodeNotifyUrl = Schema.decodeEffect(NotifyUrl.AnyNotifyUrl)

const sealerOf = (merchant: Merchant.Merchant) =>
  Effect.map(Layer.build(Layer.orDie(Sealer.layer(merchant))), (services) => Context.get(services, Sealer))

const courierOf = Effect.fnUntraced(function* (
  keyChain: KeyChain.KeyChain,
  faults: Faults.Faults,
  sealer: Sealer["Service"],
  { fetch, forward = {} }: Options
) {
  const services = yield* Layer.build(
    FetchHttpClient.layer.pipe(
      Layer.provide(fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
  )
  return yield* Courier.make({ keyChain, faults, sealer, http: Context.get(services, HttpClient.HttpClient), forward })
})

const outcome = (paid: Fen.Fen | undefined, transactionId: Ids.TransactionId) =>
  paid === undefined
    ? ({ orderState: "Failed" } as const)
    : ({ orderState: "Paid", paySuccessAmount: paid, transactionId } as const)

const inProcess = ({ app }: Sandbox["Service"]): HttpClient.HttpClient =>
  HttpClient.make((request) =>
    Effect.andThen(Transport.sending, app).pipe(
      Effect.map((response) => HttpServerResponse.toClientResponse(response, { request })),
      Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
      Effect.scoped
    )
  )
