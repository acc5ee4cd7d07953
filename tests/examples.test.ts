/**
 * The examples in comments run, and end in the value that they promise; the example of the guide on doubt settles one.
 *
 * Method: each `ts` fence of a doc comment is cut out, each line `expression // => value` of it becomes a comparison, and the
 * result is type-checked and run as a module of its own. A fence of a document is a file of the examples, which is followed from
 * the tests and the demo. Of the example on doubt the sandbox loses the answers, in virtual time.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, SentStore } from "@wxrepay/domain/client"
import { chargeAndSettle, settleCharges } from "@wxrepay/examples/doubt"
import { type Call, type Fault, faults, Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import { existsSync, globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { examplesIn, moduleOf, sources, writeExamples } from "../scripts/examples.ts"
import { inTime } from "./support/doubts.ts"
import * as Lender from "./support/lender.ts"

const root = resolve(import.meta.dirname, "..")

describe("examples in comments", () => {
  const examples = writeExamples()

  it("there are some", () => assert.isAtLeast(examples.length, 8))

  it("every fence of TypeScript is an example with a title, so that none goes unrun", () => {
    for (const { examples, fences, file } of sources) assert.strictEqual(examples.length, fences, file)
  })

  for (const { file, path, title } of examples) {
    it(`${file}: ${title}`, async () => {
      const { checks } = await import(path)
      assert.isAbove(checks.length, 0)
      for (const [computed, promised] of checks) assert.deepStrictEqual(computed, promised)
    })
  }

  it("are cut out as they stand, and every value that they promise is compared", () => {
    const text = [
      "  /**",
      "   * **Example** (One)",
      "   *",
      "   * ```ts",
      '   * import * as Result from "effect/Result"',
      "   *",
      "   * const two = 1 + 1 // => 2",
      "   * Result.succeed(two) // => Result.succeed(2)",
      "   * ```",
      "   */",
      "/**",
      " * ```ts",
      " * forgotten()",
      " * ```",
      " */"
    ].join("\n")
    const { examples, fences } = examplesIn("a.ts", text)
    assert.deepStrictEqual([fences, examples.map(({ title }) => title)], [2, ["One"]])
    assert.strictEqual(
      moduleOf(examples[0]?.code ?? ""),
      [
        'import * as Result from "effect/Result"',
        "",
        "export const checks: Array<readonly [computed: unknown, promised: unknown]> = []",
        "",
        "const two = 1 + 1",
        "checks.push([two, 2])",
        "checks.push([Result.succeed(two), Result.succeed(2)])",
        ""
      ].join("\n")
    )
  })
})

describe("programs in documents", () => {
  const importsOf = (file: string): ReadonlyArray<string> =>
    Array.from(readFileSync(file, "utf8").matchAll(/\sfrom "([^"]+)"/gu), ([, specifier = ""]) => specifier)
  const folder = join(root, "packages/examples/src")

  /** Every example that tests or the demo reach. */
  const run = new Set<string>()
  const follow = (name: string): void => {
    if (run.has(name)) return
    run.add(name)
    for (const specifier of importsOf(join(folder, `${name}.ts`))) {
      const [, next] = /^\.\/(\w+)\.ts$/u.exec(specifier) ?? []
      if (next !== undefined) follow(next)
    }
  }
  follow("main")
  for (const file of globSync("tests/**/*.ts", { cwd: root })) {
    for (const specifier of importsOf(join(root, file))) {
      const [, name] = /^@wxrepay\/examples\/(\w+)$/u.exec(specifier) ?? []
      if (name !== undefined) follow(name)
    }
  }

  const shown = ["README.md", "CONTRIBUTING.md", ...globSync("{docs,packages/*}/**/*.md", { cwd: root })]
    .filter((file) => !file.includes("node_modules"))
    .flatMap((file) =>
      Array.from(
        readFileSync(join(root, file), "utf8").matchAll(/^(?:<!-- (\S+) -->\n+)?```(?:ts|typescript|tsx|js)$/gmu),
        ([, path]) => ({ file, path })
      )
    )

  it("there are some", () => assert.isAtLeast(shown.length, 13))

  for (const { file, path } of shown) {
    it(`${file}: ${path ?? "a fence without a file"} is checked, and run by a test or by the demo`, () => {
      const [, name] = /^packages\/examples\/src\/(\w+)\.ts$/u.exec(path ?? "") ?? []
      const isRun =
        name === undefined ? path?.startsWith("tests/") === true && existsSync(join(root, path)) : run.has(name)
      assert.isTrue(isRun)
      assert.notInclude(readFileSync(join(root, path ?? ""), "utf8"), "// =>", "what it promises, tests compare")
    })
  }
})

describe("the example on doubt", () => {
  /** A process of the lender's: it dies with all that it knows but the store. */
  const process = Layer.fresh(
    Layer.unwrap(Effect.map(Sandbox, ({ connection }) => Layer.fresh(CreditRepayment.layer(connection))))
  )

  /** Books, and has faults strike from then on. What was asked for is counted, by method. */
  const prepare = Effect.fnUntraced(function* (faultOf: (call: Call) => Fault | undefined) {
    const { book } = yield* CreditRepayment
    const { disturb } = yield* Sandbox
    yield* book(yield* Lender.booking())
    const asked: Array<string> = []
    yield* disturb({
      calls: (call) => {
        asked.push(call.method)
        return faultOf(call)
      }
    })
    return { asked, draft: yield* Lender.charge() }
  })

  const ends: ReadonlyArray<readonly [string, (call: Call) => Fault | undefined, string, ReadonlyArray<string>]> = [
    ["an answer that comes settles it", () => undefined, "Settled by Answer", ["POST"]],
    [
      "a charge whose answer was lost is found by its number",
      ({ number }) => (number === 1 ? faults.systemErrorAfter : undefined),
      "Settled by Question",
      ["POST", "GET"]
    ],
    [
      "a charge that provably never arrived is sent again, and answered",
      ({ number }) => (number === 1 ? faults.badGatewayBefore : undefined),
      "Settled by Answer",
      ["POST", "GET", "GET", "POST"]
    ],
    [
      "a charge that is then refused did not happen",
      ({ method, number }) => (number === 1 ? faults.badGatewayBefore : method === "POST" ? faults.missing : undefined),
      "Refused",
      ["POST", "GET", "GET", "POST"]
    ]
  ]
  for (const [title, faultOf, expected, sequence] of ends) {
    it.effect(`CR-DEDUCT-06 V3-VER-08 ${title}`, () =>
      Effect.gen(function* () {
        const { asked, draft } = yield* prepare(faultOf)
        const settlement = yield* inTime(chargeAndSettle(draft), expected === "Refused" ? "2 seconds" : "100 millis")
        assert.deepStrictEqual([nameOf(settlement), asked.slice(0, sequence.length)], [expected, sequence])
        // a refusal is asked about until no request of before can come any more
        const after = asked.slice(sequence.length)
        assert.deepStrictEqual([after.length > 0, new Set(after).has("POST")], [expected === "Refused", false])
      }).pipe(Effect.provide(process), Effect.provide(Sandbox.layer()))
    )
  }

  it.effect(
    "CR-DEDUCT-06 V3-VER-08 a charge of which nobody tells is neither paid nor failed, and is not sent again",
    () =>
      Effect.gen(function* () {
        const { asked, draft } = yield* prepare(() => faults.unavailableBefore)
        assert.strictEqual(nameOf(yield* inTime(chargeAndSettle(draft), "2 seconds")), "StillUnknown")
        assert.deepStrictEqual(
          asked.filter((method) => method === "POST"),
          ["POST"]
        )
        const { unsettled } = yield* CreditRepayment
        assert.deepStrictEqual(
          (yield* unsettled).map(({ number }) => number),
          [draft.outTradeNo]
        )
      }).pipe(Effect.provide(process), Effect.provide(Sandbox.layer()))
  )

  it.effect("V3-IDEM-02 a process that comes back settles what the one before it left", () =>
    Effect.gen(function* () {
      const { state } = yield* Sandbox
      const { asked, draft } = yield* Effect.gen(function* () {
        const prepared = yield* prepare(({ method }) => (method === "POST" ? faults.silentAfter : undefined))
        const dying = yield* Effect.forkChild(chargeAndSettle(prepared.draft))
        while (HashMap.isEmpty((yield* state).orders)) yield* Effect.yieldNow
        yield* Fiber.interrupt(dying)
        return prepared
      }).pipe(Effect.provide(process))
      yield* Effect.gen(function* () {
        const { unsettled } = yield* CreditRepayment
        const numbers: Array<string> = []
        const settlements = yield* settleCharges((outTradeNo) => {
          numbers.push(outTradeNo)
          return Effect.succeed(draft)
        })
        assert.deepStrictEqual([numbers, settlements.map(nameOf)], [[draft.outTradeNo], ["Settled by Question"]])
        assert.deepStrictEqual([yield* unsettled, asked], [[], ["POST", "GET"]])
      }).pipe(Effect.provide(process))
    }).pipe(Effect.provide([Sandbox.layer(), SentStore.layerMemory]))
  )
})

/** How it ended, in words. */
const nameOf = (settlement: Effect.Success<ReturnType<typeof chargeAndSettle>>): string =>
  settlement._tag === "Settled" ? `Settled by ${settlement.by}` : settlement._tag
