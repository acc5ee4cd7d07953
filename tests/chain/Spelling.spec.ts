/**
 * How a documented path is spelled as a chain, and how a chain is read back.
 *
 * Method: names and segments are drawn from the letters that the mapping turns on; every path of the published table is
 * spelled in every way and compared with the chain that another documentation site prints for it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Choice } from "@wxrepay/domain/testing"
import { Spelling } from "@wxrepay/chain"
import * as Arbitrary from "effect/Arbitrary"
import paths from "../fixtures/published/paths.json" with { type: "json" }

const { oneOf, pick, seldom } = Choice

const { isVerb, namesOf, segmentOf, variablesOf } = Spelling

/** Texts of some letters. */
const textOf = (letters: string, minLength: number, maxLength: number): Arbitrary.Arbitrary<string> =>
  Arbitrary.map(Arbitrary.array(pick(...letters), { minLength, maxLength }), (all) => all.join(""))

const backOf = (names: ReadonlyArray<string>): string => names.map(segmentOf).join("/")

describe("a name of a chain", () => {
  const meanings = [
    ["creditRepayment", "credit-repayment", "each capital is a hyphen and its lower case"],
    ["h5Presign", "h5-presign", "a digit before a capital is untouched"],
    ["complaintsV2", "complaints-v2", "a digit behind a capital is untouched"],
    ["apply4sub", "apply4sub", "a digit among small letters is untouched"],
    ["HTTPServer", "h-t-t-p-server", "each of several capitals is taken by itself"],
    ["V3", "v3", "a leading capital has no hyphen before it"],
    ["A", "a", "a capital alone is a leading one"],
    ["mch_operate", "mch_operate", "underscores inside a name stay"],
    ["sub_Mchid", "sub_-mchid", "a capital behind an underscore is a capital"],
    ["h5-presign", "h5-presign", "a hyphen stays"],
    ["_out_order_no_", "{out_order_no}", "underscores around a name make it a variable"],
    ["$out_order_no$", "{out_order_no}", "dollars around a name make it a variable"],
    ["_outOrderNo_", "{outOrderNo}", "the capitals of a variable stay"],
    ["__x__", "{_x_}", "one underscore of several is taken from each end"],
    ["$$x$$", "{$x$}", "one dollar of several is taken from each end"],
    ["___", "{_}", "a variable may be an underscore"],
    ["_a\nb_", "{a\nb}", "a variable is taken whole, whatever is in it"],
    ["_a", "_a", "an underscore before a name is part of it"],
    ["a_", "a_", "an underscore behind a name is part of it"],
    ["_a$", "_a$", "an underscore and a dollar do not go together"],
    ["$a_", "$a_", "a dollar and an underscore do not go together"],
    ["_aB$", "_a-b$", "what is no variable keeps the rule of capitals"],
    ["__", "__", "two underscores have no name between them"],
    ["$$", "$$", "two dollars have no name between them"],
    ["_", "_", "an underscore alone is itself"],
    ["", "", "no name is the empty segment behind a last slash"],
    ["É", "É", "a capital beyond the Latin alphabet is untouched"],
    ["aÉ", "aÉ", "a capital beyond the Latin alphabet is untouched inside a name, too"],
    ["{outOrderNo}", "{outOrderNo}", "a name with a brace is taken as it is"],
    ["{sub_mchid}", "{sub_mchid}", "a variable may be written as it is documented"],
    ["aB}", "a-b}", "a closing brace alone closes nothing"],
    ["v3/aB/Cd", "v3/aB/Cd", "a name with a slash is taken as it is"],
    ["/V3", "/V3", "a name with a leading slash is taken as it is"],
    ["_a/b_", "_a/b_", "a name with a slash is no variable"],
    ["v3/x/{aB}/pay", "v3/x/{aB}/pay", "a path is taken as it is"]
  ] as const

  for (const [name, segment, law] of meanings) {
    it(`${JSON.stringify(name)} means ${JSON.stringify(segment)}: ${law}`, () => {
      assert.strictEqual(segmentOf(name), segment)
    })
  }

  it.prop(
    "means its letters one by one, a hyphen before each capital but the first letter",
    [textOf("abzABZ019-_.é", 0, 9)],
    ([letters]) => {
      const name = `${letters}x`
      const segment = Array.from(name, (letter, at) =>
        /[A-Z]/u.test(letter) ? `${at === 0 ? "" : "-"}${letter.toLowerCase()}` : letter
      ).join("")
      assert.strictEqual(segmentOf(name), segment)
    }
  )

  it.prop(
    "is taken as it is when there is a slash or a brace in it",
    [textOf("aB_$-{/", 0, 5), textOf("/{", 1, 1), textOf("aB_$-}/", 0, 5)],
    ([before, mark, after]) => {
      assert.strictEqual(segmentOf(before + mark + after), before + mark + after)
    }
  )

  it.prop(
    "is a variable exactly when the same mark stands at both ends and something between",
    [textOf("_$ab", 0, 4)],
    ([name]) => {
      const first = name.at(0)
      const isVariable = name.length > 2 && first === name.at(-1) && (first === "_" || first === "$")
      assert.strictEqual(segmentOf(name), isVariable ? `{${name.slice(1, -1)}}` : name)
    }
  )
})

describe("the names of a path", () => {
  it.prop(
    "spell a segment back exactly when it has no capital and is not wrapped like a variable",
    [textOf("abz_$-019AZé", 0, 7)],
    ([segment]) => {
      const isWrapped = /^_.+_$|^\$.+\$$/u.test(segment)
      assert.strictEqual(backOf(namesOf(segment)) === segment, !isWrapped && !/[A-Z]/u.test(segment))
    }
  )

  const literal = Arbitrary.map(
    Arbitrary.all([
      pick("a", "pay", "v2", "h5", "4sub"),
      Arbitrary.array(pick("-a", "-sign", "-v2", "_id", "_b2", "0", "c"), { minLength: 0, maxLength: 4 })
    ]),
    ([first, rest]) => first + rest.join("")
  )
  const segment = seldom<string>(
    oneOf<string>(literal, pick("delete", "get", "apply", "mch-operate", "mch_operate", "mchoperate")),
    Arbitrary.map(oneOf<string>(textOf("abZ_-019", 1, 6), pick("out_order_no", "id")), (name) => `{${name}}`),
    3
  )
  const path = Arbitrary.map(
    Arbitrary.all([Arbitrary.array(segment, { minLength: 1, maxLength: 5 }), pick("", "", "/")]),
    ([segments, last]) => `v3/${segments.join("/")}${last}`
  )

  it.prop("spell back every path that is written as documented ones are", [path], ([path]) => {
    assert.strictEqual(backOf(namesOf(path)), path)
    assert.strictEqual(backOf(namesOf(`/${path}`)), path)
  })

  it.prop("can be written with dollars, too", [path], ([path]) => {
    const dollars = namesOf(path).map((name) => name.replace(/^_(.+)_$/u, (_, variable: string) => `$${variable}$`))
    assert.strictEqual(backOf(dollars), path)
  })

  const small = Arbitrary.map(
    Arbitrary.array(pick("a", "-b", "_b", "b", "/", "{b}", "2"), { minLength: 1, maxLength: 3 }),
    (parts) => `v3/a${parts.join("")}`
  )

  it.prop(
    "are the same for two paths exactly when the paths are",
    [small, small],
    ([one, other]) => {
      assert.strictEqual(namesOf(one).join(".") === namesOf(other).join("."), one === other)
    },
    { arbitrary: { runs: 500 } }
  )

  it("have no slash in front and an empty last one where a path ends with a slash", () => {
    assert.deepStrictEqual(namesOf("/v3/ecommerce/applyments/"), ["v3", "ecommerce", "applyments", ""])
    assert.deepStrictEqual(namesOf("v3/certificates"), ["v3", "certificates"])
  })

  it("keep a hyphen that stands first, last, doubled, or before what is no letter", () => {
    assert.deepStrictEqual(namesOf("-a/a-/a--b/a-2/a-_b"), ["-a", "a-", "a-B", "a-2", "a-_b"])
  })

  it("keep what is no whole variable", () => {
    assert.deepStrictEqual(namesOf("{}/{a}b/a{b}"), ["{}", "{a}b", "a{b}"])
  })
})

describe("the variables of a path", () => {
  it.prop(
    "are what stands in braces, in order, as often as it stands there",
    [Arbitrary.array(textOf("a_-B1", 1, 4), { minLength: 0, maxLength: 4 })],
    ([names]) => {
      assert.deepStrictEqual(variablesOf(`v3/x${names.map((name) => `/y/{${name}}`).join("")}/z`), names)
    }
  )

  it("are read inside a segment, and never over a slash or another brace", () => {
    assert.deepStrictEqual(variablesOf("v3/a{b}-{c}/{d/e}/{f{g}}/{}"), ["b", "c", "g", ""])
  })
})

describe("a verb", () => {
  it("is one of five small words", () => {
    assert.deepStrictEqual([...Spelling.verbs], ["get", "post", "put", "patch", "delete"])
    for (const verb of Spelling.verbs) assert.isTrue(isVerb(verb))
    for (const name of ["", "GET", "Get", "getAsync", "head", "options", "gets", "forget", "length", "0", "includes"]) {
      assert.isFalse(isVerb(name), name)
    }
  })
})

describe("the published table", () => {
  const documented = [...new Set(paths.map(({ path }) => path.slice(1)))]

  it("has more than two hundred paths, each endpoint once and with its source", () => {
    assert.isAbove(documented.length, 200)
    assert.strictEqual(new Set(paths.map(({ method, path }) => `${method} ${path}`)).size, paths.length)
    for (const { method, path, source } of paths) {
      assert.include(["GET", "POST", "PUT", "PATCH", "DELETE"], method, path)
      assert.isAbove(source.length, 10, path)
    }
  })

  it("has only paths of the form that the properties above are about", () => {
    const literal = /^(?:[a-z0-9]+(?:_[a-z0-9]+)*)(?:-[a-z][a-z0-9]*)*$/u
    for (const path of documented) {
      for (const segment of path.replace(/\/$/u, "").split("/")) {
        assert.isTrue(literal.test(segment) || /^\{[a-z_0-9]+\}$/u.test(segment), path)
      }
    }
  })

  it("is printed as the other site prints it", () => {
    let printed = 0
    for (const { chain, path } of paths) {
      if (chain === undefined) continue
      assert.strictEqual(namesOf(path).join("."), chain)
      printed++
    }
    assert.isAbove(printed, 950)
  })

  it("is read right from the chains of the other site, with underscores and with dollars", () => {
    for (const { chain, path } of paths) {
      if (chain === undefined) continue
      assert.strictEqual(`/${backOf(chain.split("."))}`, path)
      assert.strictEqual(
        `/${backOf(chain.replaceAll(/\b_(\w+)_\b/gu, (_, name: string) => `$${name}$`).split("."))}`,
        path
      )
    }
  })

  it("is read right from our own chains, whole paths, and segments as they are documented", () => {
    for (const path of documented) {
      assert.strictEqual(backOf(namesOf(path)), path)
      assert.strictEqual(segmentOf(path), path)
      assert.strictEqual(backOf(path.split("/")), path)
    }
  })

  it("has no two paths with one chain", () => {
    assert.strictEqual(new Set(documented.map((path) => namesOf(path).join("."))).size, documented.length)
  })

  it("has the variables that its braces show, and none twice in a path", () => {
    for (const path of documented) {
      const shown = path.split("/").flatMap((segment) => (segment.startsWith("{") ? [segment.slice(1, -1)] : []))
      assert.deepStrictEqual(variablesOf(path), shown)
      assert.strictEqual(new Set(shown).size, shown.length, path)
    }
  })

  it("has no variable that is called like an option", () => {
    const options = ["json", "query", "headers", "schema", "upload", "signal"]
    for (const name of documented.flatMap(variablesOf)) assert.notInclude(options, name)
  })

  it("has no name that the language asks of any value", () => {
    const asked = ["then", "toJSON", "constructor", "prototype", "__proto__"]
    for (const name of documented.flatMap(namesOf)) assert.notInclude(asked, name)
  })
})
