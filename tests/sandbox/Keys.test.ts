/**
 * V3-ROT, V3-CERT, V3-SERIAL: the platform's own keys, as the sandbox has them change.
 *
 * Method: the library's own client reads what the sandbox signs, and notes which key signed; shares are counted over
 * many messages with the random numbers of a seed. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  Access,
  type AccessSettings,
  CreditRepayment,
  Health,
  Inbox,
  SignedHttpClient,
  Transport
} from "@wxrepay/domain/client"
import { ramp, Sandbox, type SandboxOptions } from "@wxrepay/sandbox"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { Notification } from "@wxrepay/domain"
import * as Lender from "../support/lender.ts"
import { borrower, named, wish } from "../support/wishes.ts"

/** Runs with a sandbox, and keeps which key each answer and each notification was signed with. */
const withSandbox = <A, E>(
  options: SandboxOptions,
  program: (signedBy: {
    readonly answers: ReadonlyArray<string>
    readonly notifications: ReadonlyArray<Request>
    readonly targets: ReadonlyArray<string>
  }) => Effect.Effect<A, E, Sandbox | Transport.Transport>
) => {
  const answers: Array<string> = []
  const targets: Array<string> = []
  const notifications: Array<Request> = []
  const sandbox = Sandbox.layer({
    fetch: (input, init) => {
      notifications.push(new Request(input, init))
      return Promise.resolve(new Response(null, { status: 204 }))
    },
    ...options
  })
  const noting = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (http) =>
      http.pipe(
        HttpClient.tapRequest(({ method, url }) =>
          Effect.sync(() => void targets.push(`${method} ${new URL(url).pathname}${new URL(url).search}`))
        ),
        // downloads go on in the background, and would come in between
        HttpClient.tap(({ headers, request }) =>
          Effect.sync(() => {
            if (!request.url.includes("/v3/certificates")) answers.push(headers["wechatpay-serial"] ?? "")
          })
        )
      )
    )
  )
  // the certificates hold from the sandbox's own beginning
  return Effect.andThen(
    TestClock.setTime(Lender.noon),
    Effect.provide(program({ answers, notifications, targets }), noting.pipe(Layer.provideMerge(sandbox)))
  ).pipe(Random.withSeed("keys"))
}

const notifyUrl = "https://lender.example/wechatpay/notify"

/** A client that knows no key but the APIv3 key. */
const downloading = (connection: Sandbox["Service"]["connection"]): AccessSettings => ({
  ...connection,
  platformKeys: [],
  certificates: connection
})

/** Asks for a contract with such settings, which proves that the answer verified. */
const asks = Effect.fnUntraced(
  function* (changes: Partial<AccessSettings>) {
    const { connection, contract } = yield* Sandbox
    const services = yield* Layer.build(CreditRepayment.layer({ ...connection, ...changes }))
    const client = Context.get(services, CreditRepayment)
    return { client, ask: client.findContract({ outContractCode: contract.outContractCode }) }
  },
  Effect.map(({ ask, client }) => ({ ask, client }))
)

describe("V3-CERT the sandbox's certificates", () => {
  it.effect("V3-CERT-05 a platform with a public key alone has none to download, and asks of nobody to", () =>
    withSandbox({}, ({ answers, targets }) =>
      Effect.gen(function* () {
        const { connection } = yield* Sandbox
        const { ask } = yield* asks({})
        yield* ask
        assert.deepStrictEqual(
          targets.filter((target) => target.includes("certificates")),
          []
        )
        assert.match(answers[0] ?? "", /^PUB_KEY_ID_[0-9]{28}$/)
        const other = yield* asks(downloading(connection))
        assert.strictEqual((yield* Effect.flip(other.ask))._tag, "NoPlatformKey")
        assert.deepStrictEqual(targets.slice(1), ["GET /v3/certificates?algorithm_type=RSA"])
      }).pipe(Effect.scoped)
    )
  )

  it.effect(
    "V3-CERT-01 V3-CERT-02 V3-CERT-03 a client that has nothing but the APIv3 key downloads what it verifies with",
    () =>
      withSandbox({ keys: "Certificates" }, ({ answers, targets }) =>
        Effect.gen(function* () {
          const { connection } = yield* Sandbox
          const { ask, client } = yield* asks(downloading(connection))
          yield* ask
          assert.strictEqual(targets[0], "GET /v3/certificates?algorithm_type=RSA")
          assert.strictEqual(new Set(answers).size, 1)
          assert.match(answers[0] ?? "", /^5[0-9A-F]{39}$/)
          // an identity is sealed under the same certificate, and the sandbox opens it
          yield* client.presignH5(yield* wish("C1", { realIdentity: named(borrower) }))
        }).pipe(Effect.scoped)
      )
  )

  it.effect("V3-ROT-05 V3-ROT-06 a certificate that is added seals at once, and signs only by its share", () =>
    withSandbox({ keys: "Certificates" }, ({ answers, notifications }) =>
      Effect.gen(function* () {
        const { awaitDeliveries, connection, keys } = yield* Sandbox
        const services = yield* Layer.build(
          Layer.merge(CreditRepayment.layerFrom, Health.layerFrom).pipe(
            Layer.provide(Access.layer(downloading(connection)))
          )
        )
        const client = Context.get(services, CreditRepayment)
        const health = Context.get(services, Health)
        yield* health.check()
        const [old = ""] = answers
        yield* TestClock.adjust("1 hour")
        const added = yield* keys.addCertificate()
        yield* TestClock.adjust("5 hours")
        // the download is on its way; no time passes meanwhile, or its answer would be stale
        for (let asked = 0; asked < 100 && answers.at(-1) !== added; asked++) yield* health.check()
        yield* client.presignH5(yield* wish("C1", { realIdentity: named(borrower) }))
        assert.strictEqual(answers.at(-1), added, "the client asks for the one that expires last, and is answered so")
        const signers: Array<string | null> = []
        for (const isSwitched of [false, true]) {
          if (isSwitched) yield* keys.signWithNewest(1)
          yield* health.echo({ echoMessage: "hello", notifyUrl })
          yield* awaitDeliveries(signers.length + 1)
          signers.push(notifications.at(-1)?.headers.get("wechatpay-serial") ?? null)
        }
        assert.deepStrictEqual(signers, [old, added])
      }).pipe(Effect.scoped)
    )
  )
})

/** How many of so many messages one key signed. */
const countOf = (serials: ReadonlyArray<string | null>, serial: string): number =>
  serials.filter((one) => one === serial).length

describe("V3-ROT what a certificate is good for", () => {
  it.effect("V3-ROT-07 a certificate that has expired is listed no longer, and signs nothing", () =>
    withSandbox({ keys: "Certificates" }, ({ notifications }) =>
      Effect.gen(function* () {
        const { awaitDeliveries, connection, keys } = yield* Sandbox
        const services = yield* Layer.build(Health.layer(connection))
        const health = Context.get(services, Health)
        const short = yield* keys.addCertificate("1 hour")
        yield* keys.signWithNewest(1)
        const signers: Array<string | null> = []
        for (const later of ["1 hour", "1 second"] as const) {
          yield* TestClock.adjust(later)
          yield* health.echo({ echoMessage: "hello", notifyUrl })
          yield* awaitDeliveries(signers.length + 1)
          signers.push(notifications.at(-1)?.headers.get("wechatpay-serial") ?? null)
        }
        assert.strictEqual(signers[0], short)
        assert.notStrictEqual(signers[1], short)
      }).pipe(Effect.scoped)
    )
  )

  it.effect("V3-CERT-05 where there are none, the list is not empty but missing", () =>
    withSandbox({}, () =>
      Effect.gen(function* () {
        const { connection } = yield* Sandbox
        const services = yield* Layer.build(Access.layer(connection))
        const http = Context.get(services, SignedHttpClient)
        const error = yield* Effect.flip(http.get("/v3/certificates"))
        if (error._tag !== "Rejection") return assert.fail(error._tag)
        assert.deepStrictEqual([error.status, error.code, error.authenticity], [404, "RESOURCE_NOT_EXISTS", "Verified"])
      }).pipe(Effect.scoped)
    )
  )

  it.effect("V3-HOOK-02 a wrong address for the ends of contracts is told at the start", () =>
    Effect.gen(function* () {
      const sandbox = Sandbox.layer({ account: { terminationNotifyUrl: "lender.example/ended" } })
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(sandbox)))
      assert.include(String(exit), "V3-HOOK-02")
    })
  )
})

describe("V3-ROT the move to the public key", () => {
  it("V3-ROT-03 the share of notifications grows to all of them in seven days", () => {
    assert.deepStrictEqual(ramp, [0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1])
  })

  it.effect(
    "V3-ROT-02 before it begins a caller who asks for the public key is answered with the certificate, and after with what was asked for",
    () =>
      withSandbox({ keys: "Both" }, ({ answers }) =>
        Effect.gen(function* () {
          const { connection, keys } = yield* Sandbox
          const [publicKey] = connection.platformKeys
          const serial = publicKey !== undefined && "serial" in publicKey ? publicKey.serial : ""
          const { ask } = yield* asks({})
          yield* ask
          assert.notInclude(answers[0] ?? "", "PUB_KEY_ID_")
          const begun = yield* keys.beginMove
          assert.strictEqual(begun.serial, serial)
          yield* ask
          assert.strictEqual(answers[1], serial)
          const preferring = yield* asks({ prefer: "Certificate" })
          yield* preferring.ask
          assert.strictEqual(answers[2], answers[0])
        }).pipe(Effect.scoped)
      )
  )

  it.effect(
    "V3-ROT-01 V3-ROT-03 notifications follow the days, whatever is asked for, and a client with both keys reads them all",
    () =>
      withSandbox({ keys: "Both" }, ({ notifications }) =>
        Effect.gen(function* () {
          const { awaitDeliveries, connection, keys } = yield* Sandbox
          const hub = yield* PubSub.unbounded<Notification.Notification>()
          const services = yield* Layer.build(Layer.merge(Health.layer(connection), Inbox.layer(connection)))
          const health = Context.get(services, Health)
          const inbox = Context.get(services, Inbox)
          const { serial } = yield* keys.beginMove
          const shares: Array<number> = []
          for (const [day] of ramp.entries()) {
            const before = notifications.length
            for (let asked = 0; asked < 20; asked++) {
              yield* health.echo({ echoMessage: "hello", notifyUrl })
            }
            yield* awaitDeliveries(before + 20)
            const ofDay = notifications.slice(before)
            shares.push(
              countOf(
                ofDay.map(({ headers }) => headers.get("wechatpay-serial")),
                serial
              )
            )
            for (const one of ofDay) {
              const notification = yield* inbox.openRequest(one)
              assert.strictEqual(notification._tag, "SecurityEcho", `day ${day + 1}`)
              yield* PubSub.publish(hub, notification)
            }
            yield* TestClock.adjust("1 day")
          }
          assert.isAtMost(shares[0] ?? 20, 1)
          assert.isAtMost(shares[1] ?? 20, 3)
          assert.isAtLeast(shares[5] ?? 0, 3)
          assert.isAtMost(shares[5] ?? 20, 17)
          assert.strictEqual(shares[6], 20)
        }).pipe(Effect.scoped)
      )
  )
})

describe("V3-ECHO a trial of the keys", () => {
  it.effect("V3-ECHO-01 tries signing, verification, encryption and notification in one go", () =>
    withSandbox({}, ({ notifications }) =>
      Effect.gen(function* () {
        const { awaitDeliveries, connection } = yield* Sandbox
        const hub = yield* PubSub.unbounded<Notification.Notification>()
        const services = yield* Layer.build(Layer.merge(Health.layer(connection), Inbox.layer(connection)))
        const { check } = Context.get(services, Health)
        const inbox = Context.get(services, Inbox)
        assert.deepStrictEqual(yield* check(), { notification: "NotAwaited" })
        assert.deepStrictEqual(yield* check({ notifyUrl }), { notification: "NotAwaited" })
        const waiting = yield* Effect.forkChild(check({ notifyUrl, notifications: Stream.fromPubSub(hub) }))
        yield* awaitDeliveries(2)
        const [first, second] = notifications
        if (first === undefined || second === undefined) return assert.fail("no notification")
        // the first was of the check before, which did not wait
        yield* PubSub.publish(hub, yield* inbox.openRequest(first))
        yield* Effect.yieldNow
        assert.isUndefined(waiting.pollUnsafe())
        const echo = yield* inbox.openRequest(second)
        if (echo._tag !== "SecurityEcho") return assert.fail(echo._tag)
        yield* PubSub.publish(hub, echo)
        assert.deepStrictEqual(yield* Fiber.join(waiting), { notification: "Came" })
        const unheard = yield* Effect.forkChild(check({ notifyUrl, notifications: Stream.never, within: "3 seconds" }))
        yield* awaitDeliveries(3)
        yield* TestClock.adjust("3 seconds")
        assert.deepStrictEqual(yield* Fiber.join(unheard), { notification: "DidNotCome" })
      }).pipe(Effect.scoped)
    )
  )

  it.effect("V3-ECHO-01 V3-ENC-03 says so when what was sealed cannot be opened, and when a word cannot be sent", () =>
    withSandbox({}, () =>
      Effect.gen(function* () {
        const { connection } = yield* Sandbox
        const other = yield* Effect.provide(Sandbox, Sandbox.layer())
        const [theirs] = connection.platformKeys
        const [foreign] = other.connection.platformKeys
        if (theirs === undefined || !("serial" in theirs) || foreign === undefined || !("serial" in foreign)) {
          return assert.fail("no public key")
        }
        // the right name for the wrong key: nothing that it seals can be opened, and nothing that comes verifies
        const services = yield* Layer.build(
          Health.layer({ ...connection, platformKeys: [{ serial: theirs.serial, publicKey: foreign.publicKey }] })
        )
        const { echo } = Context.get(services, Health)
        const rejected = yield* Effect.flip(echo({ echoMessage: "hello" }))
        if (rejected._tag !== "Rejection") return assert.fail(rejected._tag)
        assert.deepStrictEqual([rejected.status, rejected.code, rejected.authenticity], [400, "PARAM_ERROR", "Invalid"])
        const refused = yield* Effect.flip(echo({ echoMessage: "", notifyUrl: "http://lender.example" }))
        if (refused._tag !== "EchoRefused") return assert.fail(refused._tag)
        assert.deepStrictEqual(
          refused.reasons.map(({ field, rule }) => [field, rule]),
          [
            ["echoMessage", "V3-ECHO-01"],
            ["notifyUrl", "V3-HOOK-02"]
          ]
        )
      }).pipe(Effect.scoped)
    )
  )
})
