/**
 * A download is read as it comes: no more of it is held than sockets hold, and it ends with who reads it.
 *
 * Method: the platform counts the bytes that it could hand to its socket, the reader those that it got; what lies between
 * is held somewhere. A platform that never ends shows by the end of its socket that nobody reads any more.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Untrusted } from "@wxrepay/chain"
import { Transport } from "@wxrepay/domain/client"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import type { ServerResponse } from "node:http"
import { pipeline, Readable } from "node:stream"
import { createGzip } from "node:zlib"
import { facing, gate, type Handle, transports } from "../support/chainPlatform.ts"

const mebibyte = Buffer.alloc(2 ** 20, "信贷还款")
const size = 64

/** After so many milliseconds nobody waits for a socket any more that is left open. */
const patience = 5000

/** What a large file hashes to. */
const sha1 = () => {
  const hash = createHash("SHA1")
  for (let at = 0; at < size; at++) hash.update(mebibyte)
  return { type: "SHA1", value: hash.digest("hex") }
}

/** Serves the large file piece by piece, as fast as the socket takes it, and counts what it took. */
const pouring = (isGzipped: boolean, onTaken: (bytes: number) => void) => (_: unknown, response: ServerResponse) => {
  response.writeHead(200)
  const pieces = Readable.from(
    (function* () {
      for (let at = 0; at < size; at++) {
        onTaken(mebibyte.length)
        yield mebibyte
      }
    })(),
    { highWaterMark: 1 }
  )
  // level 0 keeps the bytes as many as they are
  pipeline(isGzipped ? [pieces, createGzip({ level: 0 }), response] : [pieces, response], () => {})
}

/** Begins a file that never ends. */
const endless =
  (closed: ReturnType<typeof gate>): Handle =>
  (_, response) => {
    response.on("close", () => closed.open())
    response.writeHead(200)
    response.write(Buffer.alloc(1000, 1))
  }

for (const [name, transport] of transports) {
  describe(`a stream over ${name}`, () => {
    for (const isGzipped of [false, true]) {
      it.live(`of ${size} MiB${isGzipped ? ", zipped," : ""} is never held whole`, () =>
        Effect.gen(function* () {
          let taken = 0
          let read = 0
          let most = 0
          const { result } = yield* facing(
            pouring(isGzipped, (bytes) => (taken += bytes)),
            (wx) =>
              wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: sha1(), isGzipped }, (untrusted) =>
                Stream.runForEach(untrusted, (chunk) =>
                  Effect.sync(() => {
                    read += chunk.length
                    most = Math.max(most, taken - read)
                  })
                ).pipe(Effect.as("whole"))
              ),
            transport
          )
          assert.strictEqual(result, "whole")
          assert.strictEqual(read, size * mebibyte.length)
          assert.isBelow(most, (size / 2) * mebibyte.length)
        })
      )

      it.live(`${isGzipped ? "zipped, " : ""}waits for a reader that is in no hurry`, () =>
        Effect.gen(function* () {
          let taken = 0
          let held = 0
          const { result } = yield* facing(
            pouring(isGzipped, (bytes) => (taken += bytes)),
            (wx) =>
              wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: sha1(), isGzipped }, (untrusted) => {
                let turns = 0
                return Stream.runForEach(untrusted, () =>
                  // every turn of the loop lets a platform go on that nobody holds back
                  turns++ > 0
                    ? Effect.void
                    : Effect.forEach(
                        Array.from({ length: 300 }),
                        () => Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
                        { discard: true }
                      ).pipe(Effect.andThen(Effect.sync(() => (held = taken))))
                )
              }),
            transport
          )
          assert.isUndefined(result)
          assert.isBelow(held, (size / 2) * mebibyte.length)
        })
      )
    }

    const ends: ReadonlyArray<readonly [what: string, use: (untrusted: Untrusted) => Effect.Effect<unknown, unknown>]> =
      [
        ["reads a piece and is content", (untrusted) => Stream.runHead(untrusted)],
        ["fails on a piece", (untrusted) => Stream.runForEach(untrusted, () => Effect.fail("mine"))],
        ["reads nothing", () => Effect.succeed("nothing")],
        ["fails without reading", () => Effect.fail("mine")]
      ]
    for (const [what, use] of ends) {
      it.live(
        `ends, with its socket, when who reads it ${what}`,
        () =>
          Effect.gen(function* () {
            const closed = gate()
            const { seen } = yield* facing(
              endless(closed),
              (wx) =>
                Effect.andThen(
                  Effect.exit(wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: "None" }, use)),
                  // while the client is still there
                  closed.passed
                ),
              transport
            )
            assert.lengthOf(seen, 1)
          }),
        patience
      )
    }

    for (const isGzipped of [false, true]) {
      it.live(`${isGzipped ? "zipped, " : ""}ends, with its socket, when it is interrupted`, () =>
        Effect.gen(function* () {
          const closed = gate()
          const begun = gate()
          const { seen } = yield* facing(
            (one, response, request) => {
              endless(closed)(one, response, request)
              begun.open()
            },
            (wx) =>
              Effect.gen(function* () {
                const reading = yield* Effect.forkChild(
                  wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: "None", isGzipped }, Stream.runDrain)
                )
                yield* begun.passed
                yield* Fiber.interrupt(reading)
                yield* closed.passed
              }),
            transport
          )
          assert.lengthOf(seen, 1)
        })
      )
    }

    const hasty = Layer.merge(transport, Layer.succeed(Transport.Deadline, Duration.millis(200)))

    it.live(
      "V3-NET-05 that stops half-way is ended by the deadline",
      () =>
        Effect.gen(function* () {
          const closed = gate()
          const { result } = yield* facing(
            endless(closed),
            (wx) =>
              Effect.tap(
                Effect.flip(wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: "None" }, Stream.runDrain)),
                () => closed.passed
              ),
            hasty
          )
          assert.deepInclude(result, { _tag: "Unanswered", problem: "Deadline", category: "BackOff" })
        }),
      patience
    )

    it.live("V3-NET-05 that never begins is ended by the deadline", () =>
      Effect.gen(function* () {
        const { result } = yield* facing(
          () => {},
          (wx) => Effect.flip(wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: "None" }, Stream.runDrain)),
          hasty
        )
        assert.deepInclude(result, { _tag: "Unanswered", problem: "Deadline", category: "BackOff" })
      })
    )

    it.live("V3-NET-05 whose refusal stops half-way is ended by the deadline", () =>
      Effect.gen(function* () {
        const { result } = yield* facing(
          (_, response) => {
            response.writeHead(500, { "Content-Length": "1000" })
            response.write("{")
          },
          (wx) => Effect.flip(wx.downloadUnsigned({ url: "/v3/billdownload/file", hash: "None" }, Stream.runDrain)),
          hasty
        )
        assert.deepInclude(result, { _tag: "Unanswered", problem: "Deadline", category: "BackOff" })
      })
    )
  })
}
