/**
 * The examples in comments run, and end in the value that they promise; the example of the guide on doubt settles one.
 *
 * Method: each `ts` fence of a doc comment is cut out, its last line `expression // => value` becomes a comparison,
 * and the result is run as a module of its own. Of the example on doubt the sandbox loses the answers, in virtual time.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, SentStore } from "@wxrepay/domain/client"
import { chargeAndSettle, settleCharges } from "@wxrepay/examples/doubt"
import { type Call, type Fault, faults, Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { inTime } from "./support/doubts.ts"
import * as Lender from "./support/lender.ts"

const root = resolve(import.meta.dirname, "..")
const folder = join(import.meta.dirname, ".examples")

const examples = globSync("packages/*/src/**/*.ts", { cwd: root }).flatMap((file) =>
  Array.from(
    readFileSync(join(root, file), "utf8").matchAll(
      /\*\*Example\*\* \(([^)]+)\)\n \*\n \* ```ts\n([\s\S]*?)\n \* ```/gu
    ),
    ([, title = "", code = ""]) => ({ file, title, code: code.replace(/^ \* ?/gmu, "") })
  )
)

/** The example as a module that exports what it computes and what it promises. */
const program = (code: string): string => {
  const lines = code.trim().split("\n")
  const [expression, promise] = (lines.pop() ?? "").split(" // => ")
  const uses = /\bResult\./u.test(`${expression}${promise}`) && !code.includes('from "effect/Result"')
  return [
    uses ? 'import * as Result from "effect/Result"' : "",
    ...lines,
    `export const computed = ${expression}`,
    `export const promised = ${promise}`
  ].join("\n")
}

describe("examples in comments", () => {
  it("there are some", () => assert.isAtLeast(examples.length, 3))

  for (const [index, { code, file, title }] of examples.entries()) {
    it(`${file}: ${title}`, async () => {
      mkdirSync(folder, { recursive: true })
      const path = join(folder, `example-${index}.ts`)
      writeFileSync(path, program(code))
      const { computed, promised } = await import(path)
      assert.isDefined(promised)
      assert.deepStrictEqual(computed, promised)
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
