/**
 * What is told of calls to whoever watches: the names of spans, their attributes, and what is counted are a contract.
 *
 * Method: every operation is made over real sockets, well and badly, while a tracer and a registry of their own write down; names
 * and attributes together are the page docs/telemetry.md, which `pnpm exec vitest run tests/client/Telemetry.test.ts -u` writes.
 * Then the same is sent through Effect's OTLP exporter to a receiver of a few lines, which reads what comes.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  AttemptStore,
  awaitSigning,
  collect,
  CreditRepayment,
  Health,
  Inbox,
  Metrics,
  PayScore
} from "@wxrepay/domain/client"
import { CalendarDate } from "@wxrepay/domain"
import { Verification } from "@wxrepay/domain/signing"
import { Wx } from "@wxrepay/chain"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Otlp from "effect/observability/Otlp"
import * as OtlpExporter from "effect/observability/OtlpExporter"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { readdirSync, readFileSync } from "node:fs"
import { expect } from "vitest"
import * as Notifications from "../support/notifications.ts"
import { assertSilent, overheard } from "../support/overheard.ts"
import { table } from "../support/page.ts"
import * as PayScorePlatform from "../support/payscorePlatform.ts"
import * as Platform from "../support/platform.ts"

const which = PayScorePlatform.own
const lines = { postPayments: [{ name: "租金", amount: 400 }], totalAmount: 400 }
const notifyUrl = "https://lender.example/wechatpay/notify"

/** A pre-sign that every rule lets through. */
const wish = {
  appid: which.appid,
  planId: "12535",
  outContractCode: "C1",
  displayName: "*明",
  contractNotifyUrl: notifyUrl,
  repaymentAmountLimit: 200_000,
  subMchid: "1900000002"
}

/** Every operation of both services once, and the programs over them. */
const everything = Effect.gen(function* () {
  const repayment = yield* CreditRepayment
  const orders = yield* PayScore
  const { check, echo } = yield* Health
  const wx = yield* Wx
  const inbox = yield* Inbox
  const tomorrow = yield* Effect.fromResult(CalendarDate.addDays(CalendarDate.ofInstant(yield* DateTime.now), 1))
  const booking = {
    contractId: Platform.charge.contractId,
    appid: which.appid,
    openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
    scheduleItems: [{ outRecordId: "R1", subMchid: "1900000002", repaymentAmount: 10_000, repaymentDate: tomorrow }]
  }
  const timeRange = { startTime: "20251101080000", startTimeRemark: "取货" }
  const creation = {
    ...which,
    serviceIntroduction: "智能回收柜租用",
    timeRange,
    riskFund: { name: "Deposit", amount: 20_000 },
    notifyUrl
  } as const
  const programs: ReadonlyArray<Effect.Effect<unknown, unknown, AttemptStore | CreditRepayment | PayScore>> = [
    repayment.presignApp(wish),
    repayment.presignH5({ ...wish, outContractCode: "C2" }),
    repayment.findContract({ outContractCode: "C1" }),
    repayment.terminateContract({ outContractCode: "C1", contractTerminationRemark: "还清" }),
    repayment.book(booking),
    repayment.findScheduleRecord({ outRecordId: "R1", contractId: booking.contractId }),
    repayment.charge(Platform.charge),
    repayment.findDeductOrder({ outTradeNo: "T1" }),
    repayment.settle("charge", { ...Platform.charge, outTradeNo: "T2" }, { within: "1 millis" }),
    orders.create(creation),
    orders.find(which),
    orders.cancel({ ...which, reason: "用户投诉" }),
    orders.modify({ ...which, ...lines, reason: "用户投诉" }),
    orders.complete({ ...which, ...lines }),
    orders.pay(which),
    orders.sync({ ...which, paidTime: "20251101090000" }),
    orders.directComplete({ ...which, ...lines, timeRange: { ...timeRange, endTime: "20251101090000" } }),
    orders.settle("pay", which, { within: "1 millis" }),
    collect({ ...which, within: "1 millis" }),
    awaitSigning({ outContractCode: "C3", expiresAt: yield* DateTime.now }),
    check(),
    wx.chain("v3/certificates").get(),
    wx.chain("v3/payscore/serviceorder/{out_order_no}/pay").post({ out_order_no: "S3", json: {} }),
    echo({ echoMessage: "hello" }),
    inbox.open({ headers: {}, body: new Uint8Array() })
  ]
  return yield* Effect.forEach(programs, (program) => Effect.exit(program))
})

/** The services of a merchant whose platform is at an address. */
const services = (baseUrl: string) => {
  const settings = Platform.settings(baseUrl)
  return Layer.mergeAll(
    CreditRepayment.layer(settings),
    PayScore.layer(settings),
    Health.layer(settings),
    Wx.layer(settings),
    Inbox.layer(Notifications.settings),
    AttemptStore.layerMemory
  ).pipe(Layer.provideMerge(FetchTransport.layer))
}

/** A platform in trouble: what reads is answered the second time only, what changes something never. */
const troubled = () => {
  const asked = new Map<string, number>()
  return Platform.listen(({ method, target }, response) => {
    const times = (asked.get(target) ?? 0) + 1
    asked.set(target, times)
    if (method !== "GET" || times < 2) {
      return Platform.answer(response, 500, { code: "SYSTEM_ERROR", message: "not now" })
    }
    const isOrder = target.startsWith("/v3/payscore")
    return Platform.answer(response, 200, isOrder ? PayScorePlatform.told("AwaitingPayment") : Platform.order())
  })
}

const sorted = (names: Iterable<string>): string =>
  Array.from(names, (name) => `\`${name}\``)
    .toSorted((one, other) => (one < other ? -1 : 1))
    .join(", ")

const byName = ([one = ""]: ReadonlyArray<string>, [other = ""]: ReadonlyArray<string>) => (one < other ? -1 : 1)

const page = (
  spans: ReadonlyMap<string, ReadonlySet<string>>,
  counted: ReadonlyMap<string, Counted>
): string => `# What is told of calls

Drawn from what a run of every operation told. Do not edit it by hand: these names are promised, and nothing else is told.

A span for every operation, and below it one for every attempt, signature and verification. No header, no body, no query and no name
of anybody is an attribute; numbers are the merchant's own. No trace header goes to the platform.

${table(
  ["Span", "Attributes"],
  Array.from(spans.entries(), ([name, attributes]) => [`\`${name}\``, sorted(attributes)]).toSorted(byName)
)}

\`wxrepay.outcome\` is \`settled\`, \`refused\`, \`not_sent\` or \`unknown\`.

${table(
  ["Metric", "Kind", "Attributes", "What it tells"],
  Array.from(counted.entries(), ([id, { attributes, description, type }]) => [
    `\`${id}\``,
    type,
    sorted(attributes),
    description
  ]).toSorted(byName)
)}

All of it goes through Effect's \`Tracer\` and \`Metric\`: provide \`Otlp.layerJson({ baseUrl })\` of \`effect/observability\`, and a collector gets it.
`

const spanned = /(?:Effect\.fn|withSpan)\("([^"]+)"/gu

/** Every name that a span of the library is given in its source. */
const written = ["domain", "chain"].flatMap((name) => {
  const folder = new URL(`../../packages/${name}/src/`, import.meta.url)
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      Array.from(readFileSync(new URL(file, folder), "utf8").matchAll(spanned), ([, span = ""]) => span)
    )
})

interface Counted {
  readonly type: string
  readonly description: string
  readonly attributes: Set<string>
}

/** What the platform would have to be in trouble for, counted all the same: its probes, its full budget, its other hosts. */
const untroubled = [
  ["wxrepay.probes", Verification.probes],
  ["wxrepay.retries.exhausted", Metrics.exhausted],
  ["wxrepay.failovers", Metrics.failovers]
] as const

/** The page, as a run of everything tells it. */
const told = Effect.gen(function* () {
  const { baseUrl } = yield* troubled()
  const program = Effect.gen(function* () {
    yield* everything
    yield* Effect.forEach(untroubled, ([, metric]) => Metric.update(metric, 1))
    return yield* Metric.snapshot
  })
  const { exit, spans } = yield* overheard(Effect.provide(program, services(baseUrl)))
  const snapshots = Exit.isSuccess(exit) ? exit.value : assert.fail(String(exit.cause))
  const attributes = new Map<string, Set<string>>()
  for (const span of spans) {
    const known = attributes.get(span.name) ?? new Set()
    for (const name of span.attributes.keys()) known.add(name)
    attributes.set(span.name, known)
  }
  // what a run with every store and every notification would take long to reach is named all the same
  for (const name of written) if (!attributes.has(name)) attributes.set(name, new Set())
  const counted = new Map<string, Counted>()
  for (const { attributes: given = {}, description = "", id, type } of snapshots) {
    if (!id.startsWith("wxrepay.")) continue
    const known = counted.get(id) ?? { type, description, attributes: new Set() }
    for (const name of Object.keys(given)) known.attributes.add(name)
    counted.set(id, known)
  }
  return page(attributes, counted)
}).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, new Map()))

describe("what is told of calls", () => {
  it("is the page docs/telemetry.md, name for name", async () => {
    const drawn = await Effect.runPromise(told)
    await expect(drawn).toMatchFileSnapshot("../../docs/telemetry.md")
  }, 60_000)
})

/** What an exporter of OTLP posts, as far as it is read here. */
const Traces = Schema.fromJsonString(
  Schema.Struct({
    resourceSpans: Schema.Array(
      Schema.Struct({
        scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Schema.Struct({ name: Schema.String })) }))
      })
    )
  })
)

const Told = Schema.fromJsonString(
  Schema.Struct({
    resourceMetrics: Schema.Array(
      Schema.Struct({
        scopeMetrics: Schema.Array(Schema.Struct({ metrics: Schema.Array(Schema.Struct({ name: Schema.String })) }))
      })
    )
  })
)

describe("OTLP", () => {
  it.live("what is told of a charge in doubt arrives at a receiver, without a key, a signature or a name", () =>
    Effect.gen(function* () {
      const received: Array<Platform.Seen> = []
      const receiver = yield* Platform.listen((one, response) => {
        received.push(one)
        response.end("{}")
      })
      const { baseUrl, seen } = yield* troubled()
      yield* Effect.gen(function* () {
        const { charge } = yield* CreditRepayment
        const error = yield* Effect.flip(charge(Platform.charge))
        assert.strictEqual(error._tag, "OutcomeUnknown")
        // as an exporter does by itself from time to time, and here while the client still lives
        yield* Effect.flatMap(OtlpExporter.Flusher, ({ flush }) => flush)
      }).pipe(
        Effect.provide(
          services(baseUrl).pipe(
            Layer.provideMerge(
              Otlp.layerJson({ baseUrl: receiver.baseUrl, resource: { serviceName: "lender" } }).pipe(
                Layer.provide(FetchHttpClient.layer)
              )
            )
          )
        )
      )
      const bodies = (path: string) =>
        received.filter(({ target }) => target === path).map(({ body }) => body.toString("utf8"))
      const spans = yield* Effect.forEach(bodies("/v1/traces"), (body) => Schema.decodeEffect(Traces)(body))
      const metrics = yield* Effect.forEach(bodies("/v1/metrics"), (body) => Schema.decodeEffect(Told)(body))
      const spanNames = spans.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans: all }) => all.map(({ name }) => name)))
      )
      const metricNames = metrics.flatMap(({ resourceMetrics }) =>
        resourceMetrics.flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap(({ metrics: all }) => all.map(({ name }) => name))
        )
      )
      assert.includeMembers(spanNames, ["CreditRepayment.charge", "SignedHttpClient.attempt"])
      assert.includeMembers(metricNames, ["wxrepay.outcomes", "wxrepay.unknowns", "wxrepay.unknowns.oldest_age"])
      const signature =
        /signature="([^"]+)"/u.exec(seen[0]?.headers.authorization ?? "")?.[1] ?? assert.fail("unsigned")
      assertSilent(received.map(({ body }) => body.toString("utf8")).join("\n"), [
        signature,
        ...Platform.merchant.privateKey.split("\n").filter((line) => line.length > 30),
        Platform.charge.description
      ])
    }).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})

describe("the age of the oldest unknown", () => {
  const ageOf = Effect.map(
    Metric.snapshot,
    (all) => all.find(({ id }) => id === "wxrepay.unknowns.oldest_age")?.state ?? assert.fail("not told")
  )

  it.effect("V3-IDEM-02 grows with the clock while something is in doubt, and is 0 when nothing is", () =>
    Effect.gen(function* () {
      const doubts = yield* Metrics.watch("1900000001")
      assert.deepStrictEqual(yield* ageOf, { value: 0 })
      doubts.add("charge T1")
      yield* TestClock.adjust("90 seconds")
      doubts.add("charge T2")
      doubts.add("charge T1")
      assert.deepStrictEqual(yield* ageOf, { value: 90 })
      doubts.delete("charge T1")
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(yield* ageOf, { value: 5 })
      doubts.delete("charge T2")
      assert.deepStrictEqual(yield* ageOf, { value: 0 })
    }).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("is told no more once the client is gone", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(Metrics.watch("1900000001"))
      assert.isUndefined((yield* Metric.snapshot).find(({ id }) => id === "wxrepay.unknowns.oldest_age"))
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
