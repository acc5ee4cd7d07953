/**
 * An upload is a body of two parts, of which only the meta is signed, over exactly the bytes that stand in the body.
 *
 * Method: the body that arrives is taken apart twice, by a parser of a few lines and by the runtime's own reader of forms;
 * the signature is checked by node:crypto over the bytes of the part.
 */
import { assert, describe, it } from "@effect/vitest"
import { Choice, Hostile } from "@wxrepay/domain/testing"
import { RequestRefused } from "@wxrepay/chain"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { createHash, randomBytes } from "node:crypto"
import { agreeing, calling, facing, plain, spelled, transports } from "../support/chainPlatform.ts"
import { shown } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"

const { int, maybe, pick } = Choice

const path = "v3/merchant/media/upload"

const metas = [undefined, { filename: "x", sha256: "y" }, { a: [1, "款\r\n--x", null] }, {}]

/** The parts of a body, each with its headers as they were written. */
const partsOf = ({ body, headers }: Platform.Seen) => {
  const boundary = /^multipart\/form-data; boundary=([\w-]+)$/u.exec(headers["content-type"] ?? "")?.[1]
  assert.isDefined(boundary)
  const text = body.toString("latin1")
  const pieces = text.split(`--${boundary}`)
  assert.strictEqual(pieces[0], "")
  assert.strictEqual(pieces.at(-1), "--\r\n")
  const parts = pieces.slice(1, -1).map((piece) => {
    const [, head = "", content = ""] = /^\r\n(.*?)\r\n\r\n(.*)\r\n$/su.exec(piece) ?? assert.fail("no part")
    return { head: Buffer.from(head, "latin1").toString("utf8").split("\r\n"), bytes: Buffer.from(content, "latin1") }
  })
  return { boundary, parts }
}

/** Fields of the form, as the runtime reads them. Its reader takes no semicolon at the end, which the documentation writes. */
const formOf = ({ body, headers }: Platform.Seen) =>
  Effect.promise(() =>
    new Response(
      new Uint8Array(
        Buffer.from(body.toString("latin1").replaceAll(/(Content-Disposition: [^\r\n]*);\r\n/gu, "$1\r\n"), "latin1")
      ),
      { headers: { "Content-Type": headers["content-type"] ?? "" } }
    ).formData()
  )

/** Whether the signature covers exactly these bytes in the body's place. */
const isSignedOver = (seen: Platform.Seen, bytes: Buffer) => Platform.isSigned({ ...seen, body: bytes })

const sha256 = (bytes: Uint8Array) => createHash("SHA256").update(bytes).digest("hex")

const upload = Arbitrary.all({
  size: int(0, 3000),
  tail: pick("", "\r\n", "--", "\r\n--wxrepay-", "\n"),
  filename: Arbitrary.map(Arbitrary.array(pick(..."aZ09 .-_;=,'款照😀"), { minLength: 1, maxLength: 12 }), (letters) =>
    letters.join("")
  ),
  type: maybe(pick("image/png", "video/mp4", "application/vnd.ms-excel", "image/svg+xml")),
  part: maybe(pick("file", "media", "file_1")),
  meta: int(0, 3)
})

for (const [name, transport] of transports) {
  describe(`an upload over ${name}`, () => {
    it.live.prop(
      "V3-SIGN-05 V3-HDR-01 signs the bytes of its meta and sends the file as it is",
      { upload },
      ({ upload: { filename, meta: at, part, size, tail, type } }) =>
        Effect.gen(function* () {
          const file = Buffer.concat([randomBytes(size), Buffer.from(tail)])
          const meta = metas[at]
          const given = { file, filename, meta, part, type }
          const { result, seen } = yield* facing(
            agreeing,
            (wx) => Effect.forEach(spelled, (spelling) => calling(wx, spelling, "post", path, { upload: given })),
            transport
          )
          assert.deepStrictEqual(result, [{}, {}, {}])
          const [one, ...others] = seen
          if (one === undefined) return assert.fail("nothing came")
          for (const other of others) assert.deepStrictEqual(plain(other), plain(one))
          const { boundary, parts } = partsOf(one)
          const [told, sent, ...more] = parts
          if (told === undefined || sent === undefined) return assert.fail("a part is missing")
          assert.lengthOf(more, 0)
          assert.isFalse(file.includes(boundary))
          assert.deepStrictEqual(told.head, [
            'Content-Disposition: form-data; name="meta";',
            "Content-Type: application/json"
          ])
          assert.deepStrictEqual(sent.head, [
            `Content-Disposition: form-data; name="${part ?? "file"}"; filename="${filename}";`,
            `Content-Type: ${type ?? "application/octet-stream"}`
          ])
          assert.isTrue(file.equals(sent.bytes))
          assert.deepStrictEqual(JSON.parse(String(told.bytes)), meta ?? { filename, sha256: sha256(file) })
          for (const one of seen) {
            assert.isTrue(isSignedOver(one, told.bytes))
            assert.isFalse(Platform.isSigned(one))
          }
          assert.strictEqual(one.headers["content-length"], String(one.body.length))
          assert.strictEqual(one.headers.accept, "application/json")
          const form = yield* formOf(one)
          assert.deepStrictEqual([...form.keys()], ["meta", part ?? "file"])
          assert.strictEqual(form.get("meta"), told.bytes.toString("utf8"))
          const read = form.get(part ?? "file")
          if (read === null || typeof read === "string") return assert.fail("no file")
          assert.isTrue(file.equals(Buffer.from(yield* Effect.promise(() => read.arrayBuffer()))))
          assert.strictEqual(read.name, filename)
        }),
      { arbitrary: { runs: 30 } }
    )

    it.live("is sent again as it was, and signed afresh", () =>
      Effect.gen(function* () {
        const { seen } = yield* facing(
          agreeing,
          (wx) => {
            const once = wx.chain(path).post({ upload: { file: Buffer.from("x"), filename: "x.png" } })
            return Effect.andThen(once, once)
          },
          transport
        )
        assert.deepStrictEqual(seen[0] && plain(seen[0]), seen[1] && plain(seen[1]))
        assert.notStrictEqual(seen[0]?.headers.authorization, seen[1]?.headers.authorization)
      })
    )

    it.live("is parted by a line that a file cannot know, though it has seen the meta in another upload", () =>
      Effect.gen(function* () {
        const meta = { filename: "x.png" }
        const uploading = (file: Buffer) =>
          facing(
            agreeing,
            (wx) => calling(wx, "declarative", "post", path, { upload: { file, filename: "x.png", meta } }),
            transport
          )
        const { seen: before } = yield* uploading(Buffer.from("x"))
        const line = partsOf(before[0] ?? assert.fail("nothing came")).boundary
        const { seen } = yield* uploading(Buffer.from(`\r\n--${line}--\r\n`))
        const { boundary, parts } = partsOf(seen[0] ?? assert.fail("nothing came"))
        assert.notStrictEqual(boundary, line)
        assert.lengthOf(parts, 2)
      })
    )

    it.live("signs nothing of another call with it", () =>
      Effect.gen(function* () {
        const { seen } = yield* facing(
          agreeing,
          (wx) =>
            Effect.all(
              [
                wx.chain(path).post({ upload: { file: Buffer.from("x"), filename: "x.png" } }),
                wx.chain("v3/own/path").post({ json: { a: 1 } }),
                wx.chain("v3/own/path").get()
              ],
              { concurrency: "unbounded" }
            ),
          transport
        )
        for (const one of seen.filter(({ target }) => target === "/v3/own/path")) assert.isTrue(Platform.isSigned(one))
      })
    )
  })
}

const file = new Uint8Array([1, 2, 3])
const sound = { file, filename: "a.png" }

const misuses: ReadonlyArray<readonly [what: string, options: object, field: RegExp]> = [
  ["no file", { filename: "canary" }, /^upload/u],
  ["a file that is a text", { file: "canary", filename: "a" }, /^upload/u],
  ["a file that is a list of numbers", { file: [1, 2], filename: "a" }, /^upload/u],
  ["no filename", { file }, /^upload/u],
  ["an empty filename", { file, filename: "" }, /^upload/u],
  ["a filename that ends its header", { file, filename: "canary\r\nX: y" }, /^upload/u],
  ["a filename that ends its quotes", { file, filename: 'canary"; name="x' }, /^upload/u],
  ["a filename of half a character", { file, filename: "canary\uD800" }, /^upload/u],
  ["a type that is none", { ...sound, type: "canary" }, /^upload/u],
  ["a type that ends its header", { ...sound, type: "image/png\r\nX: y" }, /^upload/u],
  ["a part that ends its quotes", { ...sound, part: 'canary"' }, /^upload/u],
  ["a part that is the meta", { ...sound, part: "meta" }, /^upload/u],
  ["a member that there is not", { ...sound, fileName: "canary" }, /^upload/u],
  ["a meta that is a text", { ...sound, meta: "canary" }, /^upload/u],
  ["a meta with BigInt", { ...sound, meta: { a: 1n } }, /^upload\.meta$/u],
  ["a meta that is written as nothing", { ...sound, meta: { toJSON: () => undefined } }, /^upload\.meta$/u],
  ...Hostile.traps.map(([what, upload]) => [`an upload that is ${what}`, upload, /^upload/u] as const)
]

describe("an upload is refused", () => {
  const refused = (options: object, verb = "post") =>
    Effect.gen(function* () {
      const { result, seen } = yield* facing(agreeing, (wx) =>
        Effect.flip(calling(wx, "declarative", verb, path, options))
      )
      assert.lengthOf(seen, 0)
      assert.instanceOf(result, RequestRefused)
      assert.notInclude(shown(result), "canary")
      return result instanceof RequestRefused ? result.reasons.map(({ field }) => field) : []
    })

  for (const [what, upload, field] of misuses) {
    it.live(`for ${what}, before anything is sent`, () =>
      Effect.gen(function* () {
        const fields = yield* refused({ upload })
        assert.isAbove(fields.length, 0)
        for (const one of fields) assert.match(one, field)
      })
    )
  }

  it.live("beside a JSON body, and by any verb but post", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* refused({ upload: sound, json: {} }), ["json"])
      for (const verb of ["put", "patch", "delete", "get"])
        assert.deepStrictEqual(yield* refused({ upload: sound }, verb), ["upload"])
    })
  )
})
