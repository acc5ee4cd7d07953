/**
 * A file that nobody signs is handed on as trusted only when it has the hash that was told elsewhere.
 *
 * Method: files of random bytes are hashed by node:crypto and zipped by node:zlib; a platform on a socket serves them whole,
 * spoiled, and cut short.
 */
import { assert, describe, it } from "@effect/vitest"
import { Hostile } from "@wxrepay/domain/testing"
import { HashDiffers, RequestRefused, type Untrusted } from "@wxrepay/chain"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { createHash, randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import { answering, facing, type Handle, transports } from "../support/chainPlatform.ts"
import * as Platform from "../support/platform.ts"

const file = randomBytes(70_000)
const hashOf = (type: "SHA1" | "SHA256", bytes = file) => createHash(type).update(bytes).digest("hex")
const sha256 = { type: "SHA256", value: hashOf("SHA256") }

const path = "/v3/billdownload/file?token=%E4%BF%A1+a&tar_type="

/** Serves bytes, and proves nothing. */
const serving =
  (bytes: Buffer): Handle =>
  (_, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" })
    response.end(bytes)
  }

const whole = (untrusted: Untrusted) =>
  Effect.map(Stream.runCollect(untrusted), (chunks) => Buffer.concat(Array.from(chunks)))

for (const [name, transport] of transports) {
  const download = (
    handle: Handle,
    options: object,
    use: (untrusted: Untrusted) => Effect.Effect<unknown, unknown> = whole
  ) =>
    facing(
      handle,
      (wx) => Effect.exit(wx.downloadUnsigned(Hostile.unseen({ url: path, hash: sha256, ...options }), use)),
      transport
    )

  const failure = Effect.fnUntraced(function* (...given: Parameters<typeof download>) {
    const { result, seen } = yield* download(...given)
    if (Exit.isSuccess(result)) return assert.fail("it was handed out")
    const [reason] = result.cause.reasons
    return { error: reason?._tag === "Fail" ? reason.error : assert.fail(`a defect: ${String(result.cause)}`), seen }
  })

  describe(`a download over ${name}`, () => {
    const sound: ReadonlyArray<readonly [what: string, options: object, bytes: Buffer]> = [
      ["SHA256", {}, file],
      ["SHA1", { hash: { type: "SHA1", value: hashOf("SHA1") } }, file],
      ["a hash in capitals", { hash: { type: "SHA256", value: hashOf("SHA256").toUpperCase() } }, file],
      ["SHA1 in capitals", { hash: { type: "SHA1", value: hashOf("SHA1").toUpperCase() } }, file],
      ["gzip, hashed as it was before", { isGzipped: true }, gzipSync(file)],
      ["gzip with SHA1", { isGzipped: true, hash: { type: "SHA1", value: hashOf("SHA1") } }, gzipSync(file)],
      [
        "gzip that is left as it is",
        { isGzipped: false, hash: { type: "SHA1", value: hashOf("SHA1", gzipSync(file)) } },
        gzipSync(file)
      ],
      ["nothing in it", { hash: { type: "SHA1", value: hashOf("SHA1", Buffer.alloc(0)) } }, Buffer.alloc(0)]
    ]
    for (const [what, options, bytes] of sound) {
      it.live(`V3-UNSIGNED-01 with ${what} is handed on once its hash is the one that was told`, () =>
        Effect.gen(function* () {
          const { result, seen } = yield* download(serving(bytes), options)
          const expected =
            what === "nothing in it" ? Buffer.alloc(0) : what === "gzip that is left as it is" ? bytes : file
          if (Exit.isFailure(result)) return assert.fail(String(result.cause))
          assert.isTrue(Buffer.isBuffer(result.value) && expected.equals(result.value))
          const [one] = seen
          assert.strictEqual(one?.method, "GET")
          assert.strictEqual(one?.target, path)
          assert.strictEqual(one?.headers.accept, "*/*")
          assert.match(one?.headers["user-agent"] ?? "", /^wxrepay\//u)
          assert.isTrue(seen.every(Platform.isSigned))
        })
      )
    }

    const spoiled = Buffer.from(file)
    spoiled[file.length - 1] = (file.at(-1) ?? 0) ^ 1
    for (const [what, bytes, options] of [
      ["another file", randomBytes(10), {}],
      ["a file with one bit changed", spoiled, {}],
      ["a file that goes on", Buffer.concat([file, Buffer.from([0])]), {}],
      ["a file that ends too soon", file.subarray(0, -1), {}],
      ["nothing", Buffer.alloc(0), {}],
      ["another file, zipped", gzipSync(spoiled), { isGzipped: true }]
    ] as const) {
      it.live(`V3-UNSIGNED-01 of ${what} is HashDiffers, and what was made of it is not handed out`, () =>
        Effect.gen(function* () {
          let isRead = false
          const { error } = yield* failure(serving(bytes), options, (untrusted) =>
            Effect.tap(whole(untrusted), () => Effect.sync(() => (isRead = true)))
          )
          assert.instanceOf(error, HashDiffers)
          assert.deepInclude(error, { _tag: "HashDiffers", problem: "Differs", category: "BackOff" })
          assert.include(String(error), "V3-UNSIGNED-01")
          assert.isTrue(isRead)
        })
      )
    }

    it.live("that is not read to its end is HashDiffers", () =>
      Effect.gen(function* () {
        const early: ReadonlyArray<(untrusted: Untrusted) => Effect.Effect<unknown, unknown>> = [
          () => Effect.succeed("canary"),
          (untrusted) => Stream.runHead(untrusted),
          (untrusted) => Stream.runCollect(Stream.take(untrusted, 1))
        ]
        for (const use of early) {
          const { error } = yield* failure(serving(randomBytes(4_000_000)), {}, use)
          assert.deepInclude(error, { _tag: "HashDiffers", problem: "NotReadToItsEnd" })
        }
      })
    )

    it.live("that is read twice is not handed on", () =>
      Effect.gen(function* () {
        const { result } = yield* download(serving(file), {}, (untrusted) =>
          Effect.andThen(whole(untrusted), whole(untrusted))
        )
        assert.isTrue(Exit.isFailure(result))
      })
    )

    it.live("that is changed by who reads it proves what came, not what was made of it", () =>
      Effect.gen(function* () {
        const { result } = yield* download(serving(spoiled), {}, (untrusted) =>
          Stream.runForEach(untrusted, (chunk) => Effect.sync(() => chunk.fill(0)))
        )
        assert.isTrue(Exit.isFailure(result))
      })
    )

    for (const [what, bytes] of [
      ["is no gzip", file],
      ["is half a gzip", gzipSync(file).subarray(0, 30_000)],
      ["is a gzip with a wrong sum", Buffer.concat([gzipSync(file).subarray(0, -8), Buffer.alloc(8)])]
    ] as const) {
      it.live(`that ${what} is no whole answer`, () =>
        Effect.gen(function* () {
          const { error } = yield* failure(serving(bytes), { isGzipped: true })
          assert.deepInclude(error, { _tag: "Unanswered", problem: "NotGzip", category: "BackOff" })
        })
      )
    }

    for (const isGzipped of [false, true]) {
      it.live(`that breaks off half-way${isGzipped ? ", zipped," : ""} is no whole answer, and is not handed on`, () =>
        Effect.gen(function* () {
          const bytes = isGzipped ? gzipSync(file) : file
          const { error } = yield* failure(
            (_, response) => {
              response.writeHead(200, { "Content-Length": String(bytes.length) })
              response.write(bytes.subarray(0, 1000), () => response.destroy())
            },
            { isGzipped }
          )
          assert.deepInclude(error, { _tag: "Unanswered", problem: "BodyBroken", category: "BackOff" })
        })
      )
    }

    it.live("without a hash is told to be unproven", () =>
      Effect.gen(function* () {
        const { result } = yield* download(serving(file), { hash: "None" }, (untrusted) =>
          Effect.map(whole(untrusted), ({ length }) => length)
        )
        assert.deepStrictEqual(result, Exit.succeed({ _tag: "Unproven", value: file.length }))
      })
    )

    it.live("fails as who reads it fails", () =>
      Effect.gen(function* () {
        const { error } = yield* failure(serving(file), {}, () => Effect.fail("mine"))
        assert.strictEqual(error, "mine")
      })
    )

    const misuses: ReadonlyArray<readonly [what: string, options: object, field: string]> = [
      ["SM3", { hash: { type: "SM3", value: "0".repeat(64) } }, "hash.type"],
      ["a hash in lower case of a name", { hash: { type: "sha1", value: hashOf("SHA1") } }, "hash.type"],
      ["a name that every object has", { hash: { type: "constructor", value: "00" } }, "hash.type"],
      ["a hash that is too short", { hash: { type: "SHA256", value: hashOf("SHA1") } }, "hash.value"],
      ["a hash that is no hex", { hash: { type: "SHA1", value: "g".repeat(40) } }, "hash.value"],
      ["a hash that is empty", { hash: { type: "SHA1", value: "" } }, "hash.value"],
      ["a hash that is a number", { hash: { type: "SHA1", value: 5 } }, "hash.value"],
      ["no hash", { hash: undefined }, "hash"],
      ["a hash that is null", { hash: null }, "hash"],
      ["an address that is a number", { url: 5, hash: "None" }, "url"],
      ["no address", { url: undefined, hash: "None" }, "url"]
    ]
    for (const [what, options, field] of misuses) {
      it.live(`is refused with ${what}, before anything is sent`, () =>
        Effect.gen(function* () {
          const { error, seen } = yield* failure(serving(file), options)
          assert.instanceOf(error, RequestRefused)
          assert.deepStrictEqual(
            error.reasons.map(({ field }) => field),
            [field]
          )
          assert.notInclude(error.path, "token")
          assert.lengthOf(seen, 0)
        })
      )
    }

    for (const [what, handle, authenticity] of [
      ["signed", answering(404, { code: "NO_STATEMENT_EXIST", message: "没有账单" }), "Verified"],
      ["unsigned", answering(404, { code: "NO_STATEMENT_EXIST", message: "没有账单" }, {}), "Unsigned"],
      [
        "wrongly signed",
        answering(404, { code: "NO_STATEMENT_EXIST", message: "没有账单" }, Platform.proof("x")),
        "Invalid"
      ]
    ] as const) {
      it.live(`that is refused, ${what}, is a Rejection that says so`, () =>
        Effect.gen(function* () {
          const { error } = yield* failure(handle, {}, () => assert.fail("it was used"))
          assert.deepInclude(error, {
            _tag: "Rejection",
            status: 404,
            code: "NO_STATEMENT_EXIST",
            authenticity,
            category: "AskFirst"
          })
        })
      )
    }

    it.live("is not led elsewhere by a redirect", () =>
      Effect.gen(function* () {
        const elsewhere = yield* Platform.listen(serving(file))
        const { error } = yield* failure((_, response) => {
          response.writeHead(302, { Location: `${elsewhere.baseUrl}/` })
          response.end()
        }, {})
        assert.deepInclude(error, { _tag: "Rejection", status: 302, category: "GiveUp" })
        assert.lengthOf(elsewhere.seen, 0)
      }).pipe(Effect.scoped)
    )
  })
}
