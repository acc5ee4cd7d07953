/**
 * V3-IDEM: what is remembered of a change, by whom, and when the memory itself fails.
 *
 * Method: processes of the merchant share a memory or a file of SQLite, and a platform in process does as it is told. Stores fail
 * at chosen steps, calls are interrupted and raced, and what arrives is counted.
 */
import { assert, describe, it } from "@effect/vitest"
import { Changes, SentStore } from "@wxrepay/domain/client"
import { SqlSentStore } from "@wxrepay/domain/sql"
import * as Context from "effect/Context"
import * as CryptoError from "effect/crypto/CryptoError"
import * as Digest from "effect/crypto/Digest"
import * as Signature from "effect/crypto/Signature"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { all, kinds } from "../support/doubtfulChanges.ts"
import * as Doubts from "../support/doubts.ts"
import { noon } from "../support/lender.ts"
import { file } from "../support/sqliteFile.ts"

const { breaks, doubtOf, facing, refuses, says, unsettled } = Doubts

const yes = says(200, kinds.charge.answer)
const no = refuses(400, "PARAM_ERROR")

const memory = Effect.map(Layer.build(Layer.fresh(SentStore.layerMemory)), (services) =>
  Context.get(services, SentStore)
)

const atNoon = <A, E, R>(program: Effect.Effect<A, E, R>) => Effect.andThen(TestClock.setTime(noon), program)

describe("another process", () => {
  const stores = {
    "over the same memory": Effect.map(memory, (store) => Layer.succeed(SentStore, store)),
    "over the same file": Effect.map(file, (database) => Layer.orDie(Layer.provide(SqlSentStore.layer(), database)))
  }
  for (const [title, make] of Object.entries(stores)) {
    it.effect(`V3-IDEM-02 V3-IDEM-01 ${title} knows what is in doubt, and lets nothing else go under its number`, () =>
      atNoon(
        Effect.gen(function* () {
          const store = yield* make
          const { changes, http, process } = yield* facing({ changes: [breaks("Sent"), no, yes] }, { store })
          yield* Effect.flip(kinds.charge.send(process))
          const next = yield* Doubts.start(http, { store })
          assert.deepStrictEqual(yield* unsettled(next), [["charge", "T1"]])
          assert.strictEqual((yield* Effect.flip(kinds.charge.other(next)))._tag, "NumberReused")
          assert.lengthOf(changes, 1)
          assert.isTrue(doubtOf(yield* Effect.flip(kinds.charge.send(next))).isRepeat)
          yield* kinds.charge.send(process)
          assert.deepStrictEqual(yield* unsettled(next), [])
          assert.strictEqual((yield* Effect.flip(kinds.charge.other(next)))._tag, "NumberReused")
          const [first, ...later] = changes.map(({ body }) => body)
          assert.deepStrictEqual(later, [first, first])
        })
      )
    )

    it.effect(`V3-IDEM-02 ${title} finds what a process that was stopped had in flight`, () =>
      atNoon(
        Effect.gen(function* () {
          const store = yield* make
          const begun = yield* Deferred.make<void>()
          const { http, process } = yield* facing(
            { changes: [() => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never), no] },
            { store }
          )
          const call = yield* Effect.forkChild(kinds.charge.send(process))
          yield* Deferred.await(begun)
          const next = yield* Doubts.start(http, { store })
          assert.deepStrictEqual(yield* unsettled(next), [["charge", "T1"]])
          yield* Fiber.interrupt(call)
          assert.deepStrictEqual(yield* unsettled(next), [["charge", "T1"]])
          assert.isTrue(doubtOf(yield* Effect.flip(kinds.charge.send(next))).isRepeat)
        })
      )
    )
  }

  it.effect("V3-IDEM-01 of its own memory knows nothing of the first", () =>
    atNoon(
      Effect.gen(function* () {
        const { changes, http, process } = yield* facing({ changes: [breaks("Sent"), no] })
        yield* Effect.flip(kinds.charge.send(process))
        const next = yield* Doubts.start(http)
        assert.deepStrictEqual(yield* unsettled(next), [])
        assert.strictEqual((yield* Effect.flip(kinds.charge.other(next)))._tag, "Rejection")
        assert.lengthOf(changes, 2)
      })
    )
  )

  it.effect("V3-IDEM-02 a call that is interrupted in flight is unsettled, whatever it asked for", () =>
    atNoon(
      Effect.forEach(all, (kind) =>
        Effect.gen(function* () {
          const begun = yield* Deferred.make<void>()
          const { process } = yield* facing({
            changes: [() => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never)]
          })
          const call = yield* Effect.forkChild(kind.send(process))
          yield* Deferred.await(begun)
          yield* Fiber.interrupt(call)
          assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
        }).pipe(Effect.scoped)
      )
    )
  )
})

describe("a store that fails", () => {
  it.effect("V3-IDEM-01 to remember lets nothing out", () =>
    atNoon(
      Effect.forEach(all, (kind) =>
        Effect.gen(function* () {
          const store = Layer.succeed(SentStore, Doubts.failing(yield* memory, "claim"))
          const { changes, process } = yield* facing({ changes: [says(200, kind.answer)] }, { store })
          const error = yield* Effect.flip(kind.send(process))
          assert.deepStrictEqual([error._tag, error.category, changes.length], ["StoreError", "BackOff", 0])
        }).pipe(Effect.scoped)
      )
    )
  )

  it.effect("V3-IDEM-02 once the answer has come changes nothing of it, and leaves the change unsettled", () =>
    atNoon(
      Effect.forEach(all, (kind) =>
        Effect.gen(function* () {
          const whole = yield* memory
          const store = Layer.succeed(SentStore, Doubts.failing(whole, "settle", "forget", "release"))
          const { process } = yield* facing({ changes: [says(200, kind.answer), no] }, { store })
          yield* kind.send(process)
          assert.deepStrictEqual(yield* unsettled(process), [[kind.operation, kind.number]])
          assert.strictEqual(doubtOf(yield* Effect.flip(kind.send(process))).isRepeat, true)
          const fresh = yield* facing(
            { changes: [no] },
            { store: Layer.succeed(SentStore, Doubts.failing(yield* memory, "release")) }
          )
          assert.strictEqual((yield* Effect.flip(kind.send(fresh.process)))._tag, "Rejection")
          assert.deepStrictEqual(yield* unsettled(fresh.process), [[kind.operation, kind.number]])
        }).pipe(Effect.scoped)
      )
    )
  )
})

describe("a key that does not sign", () => {
  /** Crypto that signs a number of times. */
  const signing = (times: number) => {
    const signer = Layer.effect(
      Signature.Signature,
      Effect.map(Signature.Signature, (signature) => {
        let left = times
        const sign: (typeof signature)["sign"] = (key, message) =>
          left-- > 0 ? signature.sign(key, message) : Effect.fail(gone)
        return { ...signature, sign }
      })
    )
    return Layer.merge(Doubts.crypto, Layer.provide(signer, Doubts.crypto))
  }
  const gone = new CryptoError.CryptoError({
    module: "Signature",
    method: "sign",
    reason: new CryptoError.Unsupported({ description: "the key is gone" })
  })

  it.effect("V3-IDEM-02 leaves nothing behind, and of what is in doubt it says nothing", () =>
    atNoon(
      Effect.forEach(all, (kind) =>
        Effect.gen(function* () {
          const first = yield* facing({ changes: [breaks("Sent")] }, { crypto: signing(0) })
          assert.strictEqual((yield* Effect.flip(kind.send(first.process)))._tag, "SigningError")
          assert.deepStrictEqual([yield* unsettled(first.process), first.changes], [[], []])
          const second = yield* facing({ changes: [breaks("Sent")] }, { crypto: signing(1) })
          yield* Effect.flip(kind.send(second.process))
          const error = doubtOf(yield* Effect.flip(kind.send(second.process)))
          assert.deepStrictEqual([error.attempts.map(({ _tag }) => _tag), error.isRepeat], [["SigningError"], true])
          assert.deepStrictEqual(yield* unsettled(second.process), [[kind.operation, kind.number]])
        }).pipe(Effect.scoped)
      )
    )
  )
})

describe("what is remembered", () => {
  /** A crypto family that remembers what it made digests of. */
  const listening = () => {
    const texts: Array<string> = []
    const digest = Layer.effect(
      Digest.Digest,
      Effect.map(Digest.Digest, (digests) => ({
        ...digests,
        digestHex: (algorithm: Parameters<typeof digests.digestHex>[0], bytes: Uint8Array) => {
          texts.push(new TextDecoder().decode(bytes))
          return digests.digestHex(algorithm, bytes)
        }
      }))
    )
    return { texts, crypto: Layer.merge(Doubts.crypto, Layer.provide(digest, Doubts.crypto)) }
  }

  it.effect(
    "V3-ENC-05 of a pre-sign is nothing of the borrower, in clear or sealed: two of one draft have one content",
    () =>
      atNoon(
        Effect.forEach([kinds.presignApp, kinds.presignH5], (kind) =>
          Effect.gen(function* () {
            const { crypto, texts } = listening()
            const { changes, process } = yield* facing(
              { changes: [breaks("Sent"), says(200, kind.answer)] },
              { crypto }
            )
            yield* Effect.flip(kind.send(process))
            yield* kind.send(process)
            const [first, second] = changes.map(({ body }) => JSON.parse(body).real_identity)
            assert.notDeepEqual(first, second)
            assert.lengthOf(new Set(texts), 1)
            const { identityId, realName } = { identityId: "11010119900307221X", realName: "张晓明" }
            for (const text of texts) {
              for (const word of [identityId, realName, first.real_name, first.identity_id, "real_identity"]) {
                assert.notInclude(text, word)
              }
            }
          }).pipe(Effect.scoped)
        )
      )
  )

  it.effect("CR-ID-04 a pre-sign for an app and one for a browser are two contents, though they say the same", () =>
    atNoon(
      Effect.gen(function* () {
        const { changes, process } = yield* facing({ changes: [breaks("Sent"), no] })
        yield* Effect.flip(kinds.presignApp.send(process))
        assert.strictEqual((yield* Effect.flip(kinds.presignH5.send(process)))._tag, "NumberReused")
        assert.lengthOf(changes, 1)
      })
    )
  )

  const contents: ReadonlyArray<readonly [string, unknown, "Same" | "Other"]> = [
    ["members in another order", { lines: [{ b: "2", a: 1 }, "x"], amount: 1 }, "Same"],
    ["a member that is not there", { amount: 1, lines: [{ a: 1, b: "2" }, "x"], more: undefined }, "Same"],
    ["another amount", { amount: 2, lines: [{ a: 1, b: "2" }, "x"] }, "Other"],
    ["the amount as text", { amount: "1", lines: [{ a: 1, b: "2" }, "x"] }, "Other"],
    ["a list in another order", { amount: 1, lines: ["x", { a: 1, b: "2" }] }, "Other"],
    ["one member more", { amount: 1, lines: [{ a: 1, b: "2" }, "x"], more: null }, "Other"],
    ["another member within", { amount: 1, lines: [{ a: 1, b: "3" }, "x"] }, "Other"],
    ["nothing", undefined, "Other"]
  ]
  for (const [title, content, expected] of contents) {
    it.effect(`V3-IDEM-01 ${title} makes ${expected === "Same" ? "the same" : "another"} content`, () =>
      Effect.gen(function* () {
        const changes = Context.get((yield* facing({})).process, Changes)
        const change = { operation: "charge", nature: "Charge", field: "outTradeNo", number: "T1" } as const
        const first = { amount: 1, lines: [{ a: 1, b: "2" }, "x"] }
        yield* changes.under({ ...change, content: first, fixedBy: "CR-DEDUCT-06" }, Effect.void)
        const end = yield* Effect.exit(changes.under({ ...change, content, fixedBy: "CR-DEDUCT-06" }, Effect.void))
        assert.strictEqual(Exit.isSuccess(end) ? "Same" : "Other", expected)
      })
    )
  }
})
