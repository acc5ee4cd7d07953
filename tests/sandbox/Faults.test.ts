/**
 * Faults on demand: what the sandbox does, or does not do, and what it says all the same.
 *
 * Method: a charge is signed by hand, every fault is let strike it once, in process and on a port, and the ledger says whether it
 * took effect. Signatures are judged by node:crypto. The clock is TestClock's on both sides of the port.
 */
import { assert, describe, it } from "@effect/vitest"
import { Inbox, Transport } from "@wxrepay/domain/client"
import {
  type Disturbance,
  faults,
  type NotificationFault,
  Sandbox,
  type SandboxOptions,
  type Sending
} from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { createSign, createVerify } from "node:crypto"
import * as Lender from "../support/lender.ts"

const paths = {
  book: "/v3/credit-repayment/partner/schedule-records/batch-create",
  charge: "/v3/credit-repayment/partner/deduct-orders"
} as const

const wheres = {
  "in process": (options: SandboxOptions) => Sandbox.layer(options),
  "on a port": (options: SandboxOptions) => Layer.merge(layerNode(options), FetchHttpClient.layer)
} as const

/** A sandbox, at noon. */
const within = <A, E>(
  where: keyof typeof wheres,
  program: Effect.Effect<A, E, Sandbox | HttpClient.HttpClient>,
  options: SandboxOptions = {}
) =>
  Effect.andThen(TestClock.setTime(Lender.noon), program).pipe(
    Effect.provide(wheres[where]({ fetch: () => Promise.resolve(new Response(null, { status: 204 })), ...options }))
  )

/** Signs and sends JSON by hand, and gives the answer as it came. */
const send = Effect.fnUntraced(function* (target: string, json?: unknown, signature?: string) {
  const { connection } = yield* Sandbox
  const method = json === undefined ? "GET" : "POST"
  const body = json === undefined ? "" : JSON.stringify(json)
  const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const signed = createSign("RSA-SHA256")
    .update(`${method}\n${target}\n${timestamp}\nnonce\n${body}\n`)
    .sign(Redacted.value(connection.privateKey), "base64")
  const members = `mchid="${connection.mchid}",nonce_str="nonce",signature="${signature ?? signed}",timestamp="${timestamp}",serial_no="${connection.serialNo}"`
  const request = HttpClientRequest.make(method)(`${connection.baseUrl.replace(/\/$/u, "")}${target}`).pipe(
    body === "" ? (same) => same : HttpClientRequest.bodyText(body, "application/json"),
    HttpClientRequest.setHeaders({
      accept: "application/json",
      "user-agent": "by-hand",
      authorization: `WECHATPAY2-SHA256-RSA2048 ${members}`
    })
  )
  const response = yield* (yield* HttpClient.HttpClient)
    .execute(request)
    .pipe(Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }))
  return { status: response.status, headers: response.headers, text: yield* response.text }
})

type Answer = Effect.Success<ReturnType<typeof send>>

const book = Effect.fnUntraced(function* (outRecordId = "R1") {
  const answer = yield* send(paths.book, Lender.wireOf(yield* Lender.booking(outRecordId)))
  assert.strictEqual(answer.status, 200, answer.text)
})

const charge = Effect.fnUntraced(function* (outTradeNo = "T1", outRecordId = "R1", signature?: string) {
  const draft = yield* Lender.charge(outTradeNo, outRecordId)
  const json = {
    contract_id: draft.contractId,
    out_trade_no: draft.outTradeNo,
    out_record_id: draft.outRecordId,
    deduct_amount: String(draft.deductAmount),
    notify_url: draft.notifyUrl,
    description: "Instalment 3"
  }
  return yield* send(paths.charge, json, signature)
})

const hasHappened = Effect.gen(function* () {
  return HashMap.size((yield* (yield* Sandbox).state).orders) > 0
})

/** Waits until a charge is in the ledger. */
const happened = Effect.gen(function* () {
  while (!(yield* hasHappened)) yield* Effect.yieldNow
})

/** How good a signature is, as node:crypto and its headers tell. */
const judged = Effect.fnUntraced(function* ({ headers, text }: Answer) {
  const [key] = (yield* Sandbox).connection.platformKeys
  if (key === undefined || !("serial" in key)) return assert.fail("the sandbox has no public key")
  const signature = headers["wechatpay-signature"]
  if (signature === undefined) {
    assert.deepStrictEqual(
      Object.keys(headers).filter((name) => name.startsWith("wechatpay-")),
      []
    )
    return "none"
  }
  const isGenuine = createVerify("RSA-SHA256")
    .update(`${headers["wechatpay-timestamp"]}\n${headers["wechatpay-nonce"]}\n${text}\n`)
    .verify(Redacted.value(key.publicKey), signature, "base64")
  assert.lengthOf(Buffer.from(signature, "base64"), 256)
  if (signature.startsWith("WECHATPAY/SIGNTEST/")) return isGenuine ? "impossible" : "probe"
  if (headers["wechatpay-serial"] !== key.serial) return isGenuine ? "another serial" : "impossible"
  return isGenuine ? "genuine" : "wrong"
})

/** Seconds from noon. */
const offset = (millis: number) => (millis - Lender.noon) / 1000

/** What is expected of a fault: whether the charge takes effect, the status, the signature, and what else is special. */
interface Expected {
  readonly happens: boolean
  readonly status: number
  readonly proof: string
  /** The truth, half of it, nothing, a page, or an error by its code. */
  readonly body: string
  readonly signedAt?: number
  readonly date?: number
  readonly without?: string
}

const yes = { happens: true } as const
const no = { happens: false } as const
const truth = { ...yes, status: 200, proof: "genuine", body: "truth" } as const

const expected: { readonly [Name in keyof typeof faults]: Expected | "silence" | "silence, yet it happens" } = {
  systemErrorBefore: { ...no, status: 500, proof: "genuine", body: "SYSTEM_ERROR" },
  systemErrorAfter: { ...yes, status: 500, proof: "genuine", body: "SYSTEM_ERROR" },
  badGatewayBefore: { ...no, status: 502, proof: "none", body: "page" },
  badGatewayAfter: { ...yes, status: 502, proof: "none", body: "page" },
  unavailableBefore: { ...no, status: 503, proof: "genuine", body: "SERVICE_UNAVAILABLE" },
  unavailableAfter: { ...yes, status: 503, proof: "genuine", body: "SERVICE_UNAVAILABLE" },
  gatewayTimeoutAfter: { ...yes, status: 504, proof: "none", body: "nothing" },
  limitedBefore: { ...no, status: 429, proof: "genuine", body: "RATELIMIT_EXCEEDED" },
  limitedAfter: { ...yes, status: 429, proof: "genuine", body: "RATELIMIT_EXCEEDED" },
  limitedUnsigned: { ...no, status: 429, proof: "none", body: "RATELIMIT_EXCEEDED" },
  acceptedBefore: { ...no, status: 202, proof: "genuine", body: "{}" },
  acceptedAfter: { ...yes, status: 202, proof: "genuine", body: "{}" },
  redirected: { ...no, status: 302, proof: "none", body: "page" },
  refusedUnsigned: { ...no, status: 400, proof: "none", body: "PARAM_ERROR" },
  refusedUnsignedAfter: { ...yes, status: 400, proof: "none", body: "PARAM_ERROR" },
  refusedWronglySignedAfter: { ...yes, status: 400, proof: "wrong", body: "PARAM_ERROR" },
  unauthorized: { ...no, status: 401, proof: "none", body: "SIGN_ERROR" },
  missing: { ...no, status: 404, proof: "genuine", body: "RESOURCE_NOT_EXISTS" },
  missingPage: { ...no, status: 404, proof: "none", body: "page" },
  portal: { ...no, status: 200, proof: "none", body: "page" },
  pageSigned: { ...yes, status: 200, proof: "genuine", body: "page" },
  empty: { ...truth, body: "nothing" },
  cutThenSigned: { ...truth, body: "half" },
  signedThenCut: { ...truth, body: "half", proof: "wrong" },
  unsigned: { ...truth, proof: "none" },
  wronglySigned: { ...truth, proof: "wrong" },
  unknownSerial: { ...truth, proof: "another serial" },
  probe: { ...truth, proof: "probe" },
  stale: { ...truth, signedAt: -600 },
  withoutContentType: { ...truth, without: "content-type" },
  withoutRequestId: { ...truth, without: "request-id" },
  clockAhead: { ...truth, signedAt: 600, date: 600 },
  clockBehind: { ...truth, signedAt: -600, date: -600 },
  unauthorizedClockAhead: { ...no, status: 401, proof: "none", body: "SIGN_ERROR", date: 600 },
  unauthorizedClockBehind: { ...no, status: 401, proof: "none", body: "SIGN_ERROR", date: -600 },
  silentBefore: "silence",
  silentAfter: "silence, yet it happens"
}

const bodyOf = ({ text }: Answer, whole: string): string => {
  if (text === "") return "nothing"
  if (text === whole) return "truth"
  if (text === whole.slice(0, whole.length / 2)) return "half"
  return text.startsWith("<html>") ? "page" : (JSON.parse(text).code ?? text)
}

for (const where of ["in process", "on a port"] as const) {
  describe(`faults ${where}`, () => {
    for (const [name, wanted] of Object.entries(expected)) {
      const fault = Object.entries(faults).find(([known]) => known === name)?.[1]
      if (typeof wanted === "string") {
        it.effect(`${name}: ${wanted}, until the caller gives up`, () =>
          within(
            where,
            Effect.gen(function* () {
              const sandbox = yield* Sandbox
              yield* book()
              const arrived = yield* Deferred.make<void>()
              yield* sandbox.disturb({
                calls: () => {
                  Deferred.doneUnsafe(arrived, Effect.void)
                  return fault
                }
              })
              const waiting = yield* Effect.forkChild(charge())
              yield* wanted === "silence" ? Deferred.await(arrived) : happened
              yield* TestClock.adjust("1 hour")
              assert.isUndefined(waiting.pollUnsafe())
              yield* Fiber.interrupt(waiting)
              assert.strictEqual(yield* hasHappened, wanted !== "silence")
              yield* sandbox.disturb({})
              assert.strictEqual((yield* charge()).status, 200)
            })
          )
        )
        continue
      }
      it.effect(`${name}: ${wanted.status}, ${wanted.body}, ${wanted.happens ? "and it happens" : "and nothing"}`, () =>
        within(
          where,
          Effect.gen(function* () {
            const sandbox = yield* Sandbox
            yield* book()
            yield* sandbox.disturb({ calls: fault })
            const answer = yield* charge()
            assert.strictEqual(yield* hasHappened, wanted.happens)
            yield* sandbox.disturb({})
            const { text } = yield* charge()
            const { date = 0, signedAt = 0, without } = wanted
            assert.deepStrictEqual(
              [answer.status, bodyOf(answer, text), yield* judged(answer)],
              [wanted.status, wanted.body, wanted.proof]
            )
            assert.strictEqual(offset(Date.parse(answer.headers["date"] ?? "")), date)
            if (wanted.proof !== "none") {
              assert.strictEqual(offset(Number(answer.headers["wechatpay-timestamp"]) * 1000), signedAt)
            }
            const isWhole = answer.headers["content-length"] === String(Buffer.byteLength(answer.text))
            assert.isTrue(isWhole, "the length is that of what arrives")
            assert.deepStrictEqual(
              ["content-type", "request-id"].filter((header) => answer.headers[header] === undefined),
              without === undefined ? [] : [without]
            )
            assert.strictEqual(
              answer.headers["content-type"]?.startsWith("text/html") ?? false,
              wanted.body === "page",
              "its type is that of its body"
            )
            if (wanted.without !== "request-id") {
              assert.match(answer.headers["request-id"] ?? "", wanted.status < 300 ? /-0$/u : /-[1-9][0-9]+$/u)
            }
          })
        )
      )
    }

    it.effect("every answer says when it was made, by the sandbox's clock: refusals at the gate and pages too", () =>
      within(
        where,
        Effect.gen(function* () {
          const answers = [yield* charge("T1", "R1", "AAAA"), yield* send(`/sandbox/nowhere`), yield* charge()]
          const { connection } = yield* Sandbox
          const http = yield* HttpClient.HttpClient
          const page = yield* http.get((yield* Sandbox).confirmationPage("none"))
          assert.include(page.url, connection.baseUrl.replace(/\/$/u, ""))
          for (const { headers } of [...answers, page]) {
            assert.strictEqual(headers["date"], "Wed, 05 Nov 2025 04:00:00 GMT")
          }
        })
      )
    )
  })
}

describe("which calls get a fault", () => {
  it.effect("a function decides by method, path and number, from 1 again each time that it is set", () =>
    within(
      "in process",
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const calls: Array<unknown> = []
        const disturbance: Disturbance = {
          calls: (call) => {
            calls.push(call)
            return call.number === 2 ? faults.unavailableBefore : undefined
          }
        }
        yield* sandbox.disturb(disturbance)
        yield* book()
        const statuses = [(yield* charge()).status, (yield* send(`${paths.charge}/T1?x=1`)).status]
        yield* sandbox.disturb(disturbance)
        statuses.push((yield* send(`${paths.charge}/T1`)).status)
        assert.deepStrictEqual(statuses, [503, 404, 404])
        assert.deepStrictEqual(calls, [
          { method: "POST", path: paths.book, number: 1 },
          { method: "POST", path: paths.charge, number: 2 },
          { method: "GET", path: `${paths.charge}/T1`, number: 3 },
          { method: "GET", path: `${paths.charge}/T1`, number: 1 }
        ])
      })
    )
  )

  it.effect("a call that the gate refuses is refused, whatever else goes wrong, and not counted", () =>
    within(
      "in process",
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const numbers: Array<number> = []
        yield* sandbox.disturb({
          calls: ({ number }) => {
            numbers.push(number)
            return faults.badGatewayBefore
          }
        })
        const statuses = [(yield* charge("T1", "R1", "AAAA")).status, (yield* charge()).status]
        assert.deepStrictEqual([statuses, numbers], [[401, 502], [1]])
      })
    )
  )

  it.effect("a sandbox may be disturbed from the start", () =>
    within(
      "in process",
      Effect.map(charge(), ({ status }) => assert.strictEqual(status, 500)),
      {
        disturbance: { calls: faults.systemErrorBefore }
      }
    )
  )

  it.effect("an answer that is held back comes when its time has come, and says when it was made", () =>
    within(
      "in process",
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* book()
        yield* sandbox.disturb({ calls: { strikes: "AfterCommit", delay: "7 minutes" } })
        const waiting = yield* Effect.forkChild(charge())
        yield* happened
        while (waiting.pollUnsafe() === undefined) yield* TestClock.adjust("1 minute")
        const answer = yield* Fiber.join(waiting)
        const age = (yield* Clock.currentTimeMillis) - Date.parse(answer.headers["date"] ?? "")
        assert.isAtLeast(age, 420_000)
      })
    )
  )
})

/** What may be done while a lender is told things. */
interface Telling {
  readonly told: Effect.Effect<ReadonlyArray<string>>
  readonly received: ReadonlyArray<Request>
  /** Charges, and waits until its notification is about to leave, lost or not. */
  readonly begin: (number: number) => Effect.Effect<void, unknown, Sandbox | HttpClient.HttpClient>
  /** Lets time pass until so many sendings have begun. */
  readonly awaitBegun: (count: number) => Effect.Effect<void>
}

/**
 * A lender who takes in everything. Sealing, signing and posting take real time, so TestClock stands still until they are done.
 */
const telling = <A, E>(
  fault: (sending: Sending) => NotificationFault | undefined,
  program: (telling: Telling) => Effect.Effect<A, E, Sandbox | HttpClient.HttpClient>
) => {
  const received: Array<Request> = []
  let begun = 0
  const hasBegun = (count: number) => begun >= count
  const awaitBegun = (count: number) =>
    Lender.passing(
      "1 second",
      Effect.sync(() => hasBegun(count))
    )
  return within(
    "in process",
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* sandbox.disturb({
        notifications: (sending) => {
          begun++
          return fault(sending)
        }
      })
      const inbox = Layer.provide(Inbox.layer(sandbox.connection), Transport.layerCrypto)
      const read = Effect.fnUntraced(function* (request: Request) {
        const opened = yield* Effect.result((yield* Inbox).openRequest(request.clone()))
        if (opened._tag === "Failure") return opened.failure._tag
        return opened.success._tag === "DeductionPaid" ? opened.success.order.outTradeNo : opened.success._tag
      })
      return yield* program({
        received,
        told: Effect.orDie(
          Effect.provide(
            Effect.suspend(() => Effect.forEach(received, read)),
            inbox
          )
        ),
        awaitBegun,
        begin: Effect.fnUntraced(function* (number) {
          const before = begun
          yield* book(`R${number}`)
          yield* charge(`T${number}`, `R${number}`)
          yield* TestClock.adjust("2 seconds")
          while (!hasBegun(before + 1)) yield* Effect.yieldNow
        })
      })
    }),
    {
      pace: "1 second",
      fetch: (input, init) => {
        received.push(new Request(input, init))
        return Promise.resolve(new Response(null, { status: 204 }))
      }
    }
  )
}

/** Lets the five seconds pass that the platform waits for an answer. */
const givenUp = Effect.fnUntraced(function* (count: number) {
  const { deliveries } = yield* Sandbox
  yield* Lender.passing(
    "1 second",
    Effect.map(deliveries, ({ length }) => length >= count)
  )
})

const statuses = Effect.gen(function* () {
  return (yield* (yield* Sandbox).deliveries).map(({ attempt, status }) => [attempt, status])
})

describe("notifications that go wrong", () => {
  it.effect("V3-HOOK-06 a lost one counts as unanswered, and is sent again", () =>
    telling(
      ({ number }) => (number === 1 ? { delivery: "Lost" } : undefined),
      Effect.fnUntraced(function* ({ awaitBegun, begin, told }) {
        yield* begin(1)
        yield* givenUp(1)
        assert.deepStrictEqual(yield* told, [])
        yield* awaitBegun(2)
        yield* (yield* Sandbox).awaitDeliveries(2)
        assert.deepStrictEqual(yield* told, ["T1"])
        assert.deepStrictEqual(yield* statuses, [
          [1, undefined],
          [2, 204]
        ])
      })
    )
  )

  it.effect("V3-HOOK-06 CR-HOOK-03 what is always lost is sent 15 times and never arrives", () => {
    const sendings: Array<Sending> = []
    return telling(
      (sending) => {
        sendings.push(sending)
        return { delivery: "Lost" }
      },
      Effect.fnUntraced(function* ({ begin, told }) {
        yield* begin(1)
        yield* TestClock.adjust("1 hour")
        yield* givenUp(15)
        yield* TestClock.adjust("1 day")
        assert.lengthOf(yield* (yield* Sandbox).deliveries, 15)
        assert.deepStrictEqual(yield* told, [])
        assert.deepStrictEqual(
          sendings,
          Array.from({ length: 15 }, (_, index) => ({
            eventType: "CREDIT_REPAYMENT.DEDUCTION_PAY",
            attempt: index + 1,
            number: index + 1
          }))
        )
      })
    )
  })

  it.effect("V3-HOOK-05 a doubled one arrives twice, byte for byte the same, and no more", () =>
    telling(
      () => ({ delivery: "Twice" }),
      Effect.fnUntraced(function* ({ begin, received, told }) {
        yield* begin(1)
        yield* (yield* Sandbox).awaitDeliveries(2)
        assert.deepStrictEqual(yield* told, ["T1", "T1"])
        yield* TestClock.adjust("1 day")
        assert.deepStrictEqual(yield* statuses, [
          [1, 204],
          [1, 204]
        ])
        const bodies = yield* Effect.forEach(received, (request) => Effect.promise(() => request.text()))
        assert.strictEqual(bodies[0], bodies[1])
      })
    )
  )

  it.effect("V3-HOOK-03 one whose answer is lost arrives, and comes again", () =>
    telling(
      ({ attempt }) => (attempt === 1 ? { delivery: "AnswerLost" } : undefined),
      Effect.fnUntraced(function* ({ awaitBegun, begin, received, told }) {
        yield* begin(1)
        while (received.length === 0) yield* Effect.yieldNow
        yield* givenUp(1)
        yield* awaitBegun(2)
        yield* (yield* Sandbox).awaitDeliveries(2)
        assert.deepStrictEqual(yield* told, ["T1", "T1"])
        assert.deepStrictEqual(yield* statuses, [
          [1, undefined],
          [2, 204]
        ])
      })
    )
  )

  it.effect("a late one is overtaken", () =>
    telling(
      ({ number }) => (number === 1 ? { late: "4 minutes" } : undefined),
      Effect.fnUntraced(function* ({ begin, told }) {
        const { awaitDeliveries } = yield* Sandbox
        yield* begin(1)
        const at = yield* Clock.currentTimeMillis
        yield* begin(2)
        yield* awaitDeliveries(1)
        yield* TestClock.setTime(at + 240_000)
        const deliveries = yield* awaitDeliveries(2)
        assert.deepStrictEqual(yield* told, ["T2", "T1"])
        assert.strictEqual(DateTime.toEpochMillis(deliveries[1]?.sentAt ?? DateTime.makeUnsafe(0)), at + 240_000)
      })
    )
  )

  it.effect("V3-PROBE-02 a probe whose refusal is lost comes again, rightly signed", () =>
    telling(
      ({ attempt }) => (attempt === 1 ? { proof: "Probe", delivery: "AnswerLost" } : undefined),
      Effect.fnUntraced(function* ({ awaitBegun, begin, received, told }) {
        yield* begin(1)
        while (received.length === 0) yield* Effect.yieldNow
        assert.match(received[0]?.headers.get("wechatpay-signature") ?? "", /^WECHATPAY\/SIGNTEST\//)
        yield* givenUp(1)
        yield* awaitBegun(2)
        yield* (yield* Sandbox).awaitDeliveries(2)
        assert.deepStrictEqual(yield* told, ["VerificationError", "T1"])
      })
    )
  )
})
