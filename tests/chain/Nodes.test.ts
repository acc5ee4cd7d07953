/**
 * A node of a chain is nothing but the path so far: it is no promise, tells nothing of itself, and keeps nothing.
 *
 * Method: a platform counts what is sent while nodes are awaited, printed, compared, written to and asked for whatever
 * the language asks of any value. Names are drawn at random by the thousand.
 */
import { assert, describe, it } from "@effect/vitest"
import { Hostile } from "@wxrepay/domain/testing"
import { promised, Wx } from "@wxrepay/chain"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Hash from "effect/Hash"
import { inspect } from "node:util"
import { agreeing, client, declared, facing, loose, looseAsync, type Loose, member } from "../support/chainPlatform.ts"
import * as Platform from "../support/platform.ts"

/** Nodes of every kind: the root, a node, a node that is a verb, one below a verb, one of a declared path. */
const nodesOf = <A>(wx: Loose<A>, verb = "get"): ReadonlyArray<readonly [what: string, node: Loose<A>]> => {
  const certificates = member(member(wx, "v3"), "certificates")
  return [
    ["the root", wx],
    ["a node", certificates],
    ["a verb", member(certificates, verb)],
    ["a node below a verb", member(member(certificates, verb), "certificates")],
    ["a declared path", declared(wx, "v3/certificates")],
    ["a property", member(wx, "v3/certificates")],
    ["a variable", member(wx, "_x_")]
  ]
}

/** Does something with the nodes of both chains, and answers what was sent. */
const doing = (use: (node: Loose<unknown>, what: string) => void | Promise<void>) =>
  Effect.map(
    facing(agreeing, (wx, baseUrl) =>
      Effect.promise(async () => {
        const promises = promised(client(baseUrl))
        for (const [what, node] of [...nodesOf(loose(wx)), ...nodesOf(looseAsync(promises), "getAsync")]) {
          // oxlint-disable-next-line no-await-in-loop -- one after another, so that a failure tells which
          await use(node, what)
        }
        await promises[Symbol.asyncDispose]()
      })
    ),
    ({ seen }) => seen
  )

const silent = ["then", "toJSON", "constructor", "__proto__", "prototype"]

describe("a node", () => {
  it.live("answers nothing to what the language asks of any value", () =>
    Effect.gen(function* () {
      const symbols = Object.getOwnPropertyNames(Symbol)
        .map((name): unknown => Reflect.get(Symbol, name))
        .filter((symbol) => typeof symbol === "symbol")
      assert.isAbove(symbols.length, 10)
      yield* doing((node, what) => {
        for (const name of silent) assert.isUndefined(Reflect.get(node, name), `${what}.${name}`)
        for (const symbol of [...symbols, Symbol("own"), Symbol.for("nodejs.util.inspect.custom")]) {
          if (what === "the root" && symbol === Symbol.asyncDispose) continue
          assert.isUndefined(Reflect.get(node, symbol), `${what}[${String(symbol)}]`)
        }
      })
    })
  )

  it.live("is no promise: awaiting one ends, gives the node, and sends nothing", () =>
    Effect.gen(function* () {
      const seen = yield* doing(async (node, what) => {
        assert.isTrue(Object.is(await Hostile.unseen(node), node), what)
        assert.isTrue(Object.is(await Promise.resolve(node), node), what)
      })
      assert.lengthOf(seen, 0)
    })
  )

  it.live("is printed, compared and hashed without anything being sent", () =>
    Effect.gen(function* () {
      const seen = yield* doing((node, what) => {
        assert.include([undefined, "{}"], JSON.stringify(node), what)
        assert.strictEqual(JSON.stringify({ node: [node] })?.startsWith("{"), true)
        for (const showProxy of [true, false]) {
          const text = inspect(node, { depth: 9, getters: true, showHidden: true, showProxy })
          assert.notInclude(text, "certificates", what)
          assert.notInclude(text, "PRIVATE", what)
        }
        assert.deepStrictEqual(Object.keys(node), [])
        assert.deepStrictEqual(Object.entries({ ...Object(node) }), [])
        assert.isTrue(Equal.equals(node, node))
        assert.isNumber(Hash.hash(node))
        assert.isFalse(Effect.isEffect(node), what)
      })
      assert.lengthOf(seen, 0)
    })
  )

  it.live("is made anew for each name, so that nothing is kept", () =>
    doing((node, what) => {
      const keys = Reflect.ownKeys(node)
      const length = what === "the root" ? 200 : 10_000
      for (let at = 0; at < length; at++) Reflect.get(node, `segment${at}`)
      assert.deepStrictEqual(Reflect.ownKeys(node), keys, what)
      assert.isFalse(Object.is(Reflect.get(node, "abc"), Reflect.get(node, "abc")), what)
      assert.isFalse("abc" in node || "segment1" in node || "certificates" in node, what)
    })
  )

  it.live("cannot be written to", () =>
    doing((node, what) => {
      for (const name of ["certificates", "then", "toJSON", "__proto__", "get", "chain", "downloadUnsigned"]) {
        assert.isFalse(Reflect.set(node, name, 1), `${what}.${name}`)
        assert.isFalse(Reflect.defineProperty(node, name, { value: 1 }), `${what}.${name}`)
        assert.throws(() => Object.assign(node, { [name]: 1 }), TypeError)
        assert.isFalse(Object.is(Reflect.get(node, name), 1), `${what}.${name}`)
      }
      assert.isFalse(Reflect.deleteProperty(node, "name"), what)
      assert.isFalse(Reflect.setPrototypeOf(node, Array.prototype), what)
      assert.isUndefined(Reflect.get(node, "then"), what)
      assert.throws(() => Object.freeze(Object.setPrototypeOf(node, null)), TypeError)
    })
  )

  it.live("keeps what the root has besides segments", () =>
    facing(agreeing, (wx) =>
      Effect.sync(() => {
        assert.isFunction(wx.chain)
        assert.isFunction(wx.downloadUnsigned)
        assert.isTrue("chain" in wx && "downloadUnsigned" in wx)
        assert.isFalse("then" in wx || Symbol.asyncDispose in wx)
        assert.isUndefined(Reflect.get(wx, Symbol.asyncDispose))
        // below the root they are segments
        assert.isObject(member(member(loose(wx), "v3"), "chain"))
      })
    )
  )
})

const reached: ReadonlyArray<readonly [names: ReadonlyArray<string>, verb: string, target: string]> = [
  [["v3", "profitsharing", "receivers", "delete"], "post", "/v3/profitsharing/receivers/delete"],
  [["v3", "get", "post", "put", "patch", "delete"], "get", "/v3/get/post/put/patch/delete"],
  [["v3", "delete"], "delete", "/v3/delete"],
  [["v3", "getAsync", "chain"], "get", "/v3/get-async/chain"],
  [["v3", "a", "downloadUnsigned"], "get", "/v3/a/download-unsigned"],
  [["v3", "post", "name"], "post", "/v3/post/name"],
  ...[
    "apply",
    "bind",
    "call",
    "name",
    "length",
    "arguments",
    "caller",
    "toString",
    "valueOf",
    "hasOwnProperty"
  ].flatMap((name): ReadonlyArray<(typeof reached)[number]> => {
    const segment = name.replaceAll(/[A-Z]/gu, (capital) => `-${capital.toLowerCase()}`)
    return [
      [["v3", name], "get", `/v3/${segment}`],
      [["v3", "delete", name], "post", `/v3/delete/${segment}`]
    ]
  })
]

describe("a name", () => {
  it.live("is a segment, be it a verb's or that of a member of every function", () =>
    Effect.gen(function* () {
      const { seen } = yield* facing(agreeing, (wx) =>
        Effect.forEach(reached, ([names, verb]) => names.reduce(member, loose(wx))[verb]?.() ?? assert.fail(verb))
      )
      assert.deepStrictEqual(
        seen.map(({ method, target }) => `${method} ${target}`),
        reached.map(([, verb, target]) => `${verb.toUpperCase()} ${target}`)
      )
      assert.isTrue(seen.every(Platform.isSigned))
    })
  )

  it.live("of a promise's verb ends with Async; another is a segment", () =>
    Effect.gen(function* () {
      const { seen } = yield* facing(agreeing, (_, baseUrl) =>
        Effect.promise(async () => {
          await using wx = promised(client(baseUrl))
          const node = member(looseAsync(wx), "v3")
          for (const verb of ["get", "post", "Async", "asyncGet"]) assert.isObject(member(node, verb))
          await member(member(member(node, "receivers"), "delete"), "postAsync")()
          await member(member(node, "get"), "deleteAsync")()
          await member(member(member(node, "getAsync"), "chain"), "putAsync")()
          await member(member(node, "Async"), "patchAsync")()
          await member(member(node, "headAsync"), "getAsync")()
        })
      )
      assert.deepStrictEqual(
        seen.map(({ method, target }) => `${method} ${target}`),
        [
          "POST /v3/receivers/delete",
          "DELETE /v3/get",
          "PUT /v3/get-async/chain",
          "PATCH /v3/async",
          "GET /v3/head-async"
        ]
      )
    })
  )

  it.live("makes a call only when the program of its verb is run, and one each time", () =>
    Effect.gen(function* () {
      const { seen } = yield* facing(agreeing, (wx) =>
        Effect.gen(function* () {
          const once = wx.chain("v3/own/path").get()
          yield* Effect.yieldNow
          yield* once
          yield* once
        })
      )
      assert.lengthOf(seen, 2)
      assert.isTrue(seen.every(Platform.isSigned))
    })
  )

  it.live("is read from a service that was made of a chain as from any other", () =>
    Effect.gen(function* () {
      const { result } = yield* facing(agreeing, (wx) =>
        Effect.provideService(
          Effect.flatMap(Wx, (again) => again.chain("v3/own/path").get()),
          Wx,
          wx
        )
      )
      assert.deepStrictEqual(result, {})
    })
  )
})
