/**
 * The rooms and their doors: which file may import which, and what each entry reaches.
 *
 * Method: imports are read off the sources, and followed from each entry through our packages and into Effect.
 */
import { assert, describe, it } from "@effect/vitest"
import { existsSync, globSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, relative, resolve } from "node:path"

const root = resolve(import.meta.dirname, "..")
const effectSource = join(dirname(createRequire(import.meta.url).resolve("effect/package.json")), "src")

/** What a file imports at run time; a type import leaves nothing behind. */
const importsOf = (file: string): ReadonlyArray<string> =>
  Array.from(
    readFileSync(file, "utf8").matchAll(/^(?:import|export)\s(?!type\s)(?:[^"']*?\sfrom\s)?["']([^"']+)["']/gmu),
    ([, specifier = ""]) => specifier
  )

/** The names of the packages' own entries and the files behind them. */
const entries = new Map(
  globSync("packages/*/package.json", { cwd: root }).flatMap((manifest) => {
    const { exports, name } = JSON.parse(readFileSync(join(root, manifest), "utf8"))
    return Object.entries<string>(exports).map(([door, file]): [string, string] => [
      door === "." ? name : `${name}${door.slice(1)}`,
      join(root, dirname(manifest), file)
    ])
  })
)

/** Every file and every foreign module that one file reaches at run time. */
const reach = (entry: string) => {
  const files = new Set<string>()
  const foreign = new Set<string>()
  const follow = (file: string): void => {
    if (files.has(file)) return
    files.add(file)
    for (const specifier of importsOf(file)) {
      const next = specifier.startsWith(".") ? resolve(dirname(file), specifier) : entries.get(specifier)
      if (next === undefined) foreign.add(specifier)
      else follow(next)
    }
  }
  follow(entry)
  return { files: Array.from(files, (file) => relative(root, file)), foreign: [...foreign] }
}

const entry = (name: string): string => {
  const file = entries.get(name)
  if (file === undefined) throw new Error(`no entry ${name}`)
  return file
}

/** Whether the authors of Effect call a module stable, by the first comment of its source. */
const isStable = (specifier: string): boolean => {
  const source = readFileSync(join(effectSource, `${specifier.replace(/^effect\//u, "")}.ts`), "utf8")
  return /@stability stable/u.test(source.slice(0, source.indexOf("*/")))
}

describe("the pure rooms", () => {
  for (const name of ["@wxrepay/domain", "@wxrepay/domain/rules", "@wxrepay/domain/rulebook"]) {
    it(`${name} reaches nothing but stable modules of Effect, no HTTP and no crypto`, () => {
      const { files, foreign } = reach(entry(name))
      assert.isAbove(files.length, 1)
      assert.deepStrictEqual(
        foreign.filter((specifier) => !specifier.startsWith("effect/") || !isStable(specifier)),
        []
      )
      assert.deepStrictEqual(
        files.filter((file) => /\/src\/(?:api|signing|client)\//u.test(file)),
        []
      )
    })
  }

  it("the check on stability tells stable from unstable", () => {
    assert.isTrue(isStable("effect/Schema"))
    assert.isFalse(isStable("effect/crypto/Signature"))
    assert.isFalse(isStable("effect/http/HttpClient"))
    assert.isFalse(isStable("effect/FileSystem"))
  })

  it("no rule reads a clock or a service", () => {
    const pure = globSync("packages/domain/src/{*.ts,rules/*.ts,internal/*.ts}", { cwd: root })
    assert.isAbove(pure.length, 20)
    for (const file of pure) {
      assert.notMatch(
        readFileSync(join(root, file), "utf8"),
        /Date\.now|new Date\(|DateTime\.now|effect\/Clock|Math\.random|yield\* [A-Z]\w+Service/u
      )
    }
  })
})

describe("the doors between the rooms", () => {
  const allowed: Readonly<Record<string, ReadonlyArray<string>>> = {
    rulebook: ["rulebook"],
    internal: ["internal", "domain"],
    domain: ["domain", "internal"],
    rules: ["rules", "domain", "internal"],
    api: ["api", "domain", "internal"],
    signing: ["signing", "domain", "internal"],
    client: ["client", "api", "signing", "rules", "domain", "internal"],
    sql: ["sql", "client"],
    testing: ["testing", "api", "signing", "client", "rules", "domain", "internal"]
  }
  const roomOf = (file: string): string => {
    const [, room = "domain"] = /packages\/domain\/src\/(\w+)\//u.exec(file) ?? []
    return room
  }
  for (const file of globSync("packages/domain/src/**/*.ts", { cwd: root })) {
    it(`${file} imports only from its own room and the rooms above it`, () => {
      const rooms = importsOf(join(root, file))
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => roomOf(relative(root, resolve(root, dirname(file), specifier))))
      assert.deepStrictEqual(
        rooms.filter((room) => allowed[roomOf(file)]?.includes(room) !== true),
        []
      )
    })
  }
})

describe("the runtimes", () => {
  for (const name of [
    "@wxrepay/transport-fetch",
    "@wxrepay/domain/client",
    "@wxrepay/domain/signing",
    "@wxrepay/domain/api",
    "@wxrepay/domain/sql",
    "@wxrepay/domain/testing",
    "@wxrepay/chain",
    "@wxrepay/sandbox"
  ]) {
    it(`${name} reaches no module of Node`, () => {
      const { foreign } = reach(entry(name))
      assert.deepStrictEqual(
        foreign.filter((specifier) => !/^(?:effect|@noble\/hashes)\//u.test(specifier)),
        []
      )
    })
  }
})

const documents = ["README.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md", { cwd: root })]

describe("the sources", () => {
  const sources = globSync("packages/*/src/**/*.ts", { cwd: root })

  it("the platform's addresses and enumerations stand in api/ and nowhere else", () => {
    for (const file of sources.filter(
      (file) => !file.includes("/api/") && !file.includes("/rulebook/") && !file.includes("/examples/")
    )) {
      assert.notMatch(
        readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//gu, ""),
        /"\/v3\/|DEDUCT_ORDER_STATE_|CONTRACT_STATE_|TERMINATION_MODE_|REAL_IDENTITY_TYPE_|PAYSCORE\.|USER_PAYING|USER_CONFIRM|MCH_COMPLETE|Order_Paid|USERPAYING/u,
        file
      )
    }
  })

  it("every file begins by saying what it is for, and none that is written by hand is longer than 300 lines", () => {
    for (const file of sources.filter((file) => !file.endsWith("/Documented.ts"))) {
      const text = readFileSync(join(root, file), "utf8")
      assert.match(text, /^\/\*\*\n \* \S/u, file)
      assert.isAtMost(text.split("\n").length, 300, file)
    }
  })

  it("every rule that code names is in the rulebook", async () => {
    const { rulebook } = await import("@wxrepay/domain/rulebook")
    for (const file of sources) {
      for (const [id] of readFileSync(join(root, file), "utf8").matchAll(/\b(?:CR|PS|V3)-[A-Z]+-\d{2}\b/gu)) {
        assert.isTrue(Object.hasOwn(rulebook, id), `${id} in ${file}`)
      }
    }
  })

  it("every program in the documents is a program that is checked and run", () => {
    let programs = 0
    for (const file of documents) {
      for (const [, path = "", shown] of readFileSync(join(root, file), "utf8").matchAll(
        /<!-- (\S+) -->\n+```ts\n([\s\S]*?)\n```/gu
      )) {
        assert.strictEqual(shown, readFileSync(join(root, path), "utf8").trim(), `${path} in ${file}`)
        programs++
      }
      const fences = readFileSync(join(root, file), "utf8").match(/^```ts$/gmu) ?? []
      assert.strictEqual(
        fences.length,
        readFileSync(join(root, file), "utf8").match(/^<!-- \S+ -->$/gmu)?.length ?? 0,
        file
      )
    }
    assert.isAtLeast(programs, 3)
  })

  it("every link of the documents leads somewhere", () => {
    for (const file of documents) {
      for (const [, target = ""] of readFileSync(join(root, file), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/gu)) {
        assert.isTrue(existsSync(resolve(root, dirname(file), target)), `${target} in ${file}`)
      }
    }
  })
})
