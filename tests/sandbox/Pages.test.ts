/**
 * The pages on which to decide, as text.
 *
 * Method: a reader of a few lines, stricter than a browser and sharing nothing with the pages, takes them apart:
 * what it cannot read is not well formed, and texts it finds are compared with the texts that were put in.
 */
import { Choice, Texts } from "@wxrepay/domain/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import { createHash } from "node:crypto"
import { decisionPage, headers, outcomePage } from "../../packages/sandbox/src/Pages.ts"

/** One element as it is written. */
interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** The texts directly in it, one after the other. */
  text: string
}

const letters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }

/** Reads text between tags or between quotes. An ampersand that begins no known entity is an error. */
const unescape = (text: string): string =>
  text.replace(/&([^;]*;?)/gu, (_, name: string) => letters[name.replace(/;$/u, "")] ?? assert.fail(`&${name}`))

/** Elements that have no end. */
const empty = new Set(["meta", "link", "br"])

/** Takes a page apart into its elements, in order; fails on anything but plain, nested, double-quoted HTML. */
const read = (page: string): ReadonlyArray<Element> => {
  const elements: Array<Element> = []
  const open: Array<Element> = []
  const rest = page
    .replace("<!doctype html>\n", "")
    .replace(
      /<(\/?)([a-z]+[1-6]?)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)(\/?)>|([^<>]+)/gu,
      (_, end: string, name: string, attributes: string, closed: string, text?: string) => {
        if (text !== undefined) {
          const parent = open.at(-1)
          if (parent === undefined) assert.strictEqual(text.trim(), "")
          else parent.text += parent.name === "style" ? text : unescape(text)
        } else if (end === "/") {
          assert.strictEqual(open.pop()?.name, name)
        } else {
          const pairs = Array.from(
            attributes.matchAll(/ ([a-zA-Z-]+)(?:="([^"]*)")?/gu),
            ([, key = "", value = ""]) => {
              const pair: readonly [string, string] = [key, unescape(value)]
              return pair
            }
          )
          const element = { name, attributes: new Map(pairs), text: "" }
          assert.strictEqual(element.attributes.size, pairs.length, "an attribute is written twice")
          elements.push(element)
          if (closed === "" && !empty.has(name)) open.push(element)
        }
        return ""
      }
    )
  assert.strictEqual(rest, "")
  assert.deepStrictEqual(open, [])
  return elements
}

const decision = {
  title: "自动还款签约",
  titleInEnglish: "Sign a repayment contract",
  facts: [["签约单号", "100001256"]],
  action: "/sign?token=a",
  agree: "同意并签约",
  refuse: "不同意"
} as const

const outcome = {
  title: "已同意签约",
  titleInEnglish: "You agreed",
  text: "合同已生效。",
  isGood: true,
  next: { href: "/", label: "返回" }
} as const

const pages = {
  "a decision": decisionPage(decision),
  "a decision without facts": decisionPage({ ...decision, facts: [] }),
  "a good outcome": outcomePage(outcome),
  "another outcome": outcomePage({ ...outcome, isGood: false, next: undefined })
}

const named = (elements: ReadonlyArray<Element>, name: string) => elements.filter((element) => element.name === name)
const textsOf = (elements: ReadonlyArray<Element>, name: string) => named(elements, name).map(({ text }) => text)
const valuesOf = (elements: ReadonlyArray<Element>, attribute: string) =>
  elements.flatMap(({ attributes }) => attributes.get(attribute) ?? [])

/** What is left of a page without its texts and the values of its attributes. */
const skeleton = (elements: ReadonlyArray<Element>) =>
  elements.map(({ attributes, name }) => [name, ...attributes.keys()].join(" "))

/** Texts made to be taken for something else, beside what a merchant usually writes. */
const written = Choice.oneOf(
  Texts.around(20, Texts.freeLetters),
  Arbitrary.map(
    Arbitrary.array(
      Choice.pick(
        "<",
        ">",
        "&",
        '"',
        "'",
        "<script>",
        "</title>",
        "</style>",
        "<!--",
        "-->",
        "]]>",
        "&lt;",
        "&#39;",
        "&amp",
        ' onclick="',
        "/>",
        "\n",
        " ",
        "=",
        "`",
        "${",
        "\\",
        "a",
        "信"
      ),
      { maxLength: 12 }
    ),
    (words) => words.join("")
  )
)

describe("what a merchant writes", () => {
  it.prop(
    "V3-JSON-04 every text of a decision is escaped: it reads as it was written, and is a text and nothing else",
    {
      action: written,
      agree: written,
      label: written,
      refuse: written,
      title: written,
      titleInEnglish: written,
      value: written
    },
    ({ label, value, ...texts }) => {
      const elements = read(decisionPage({ ...texts, facts: [[label, value]] }))
      assert.deepStrictEqual(skeleton(elements), skeleton(read(decisionPage(decision))))
      assert.deepStrictEqual(textsOf(elements, "h1"), [texts.title])
      assert.deepStrictEqual(textsOf(elements, "title"), [`${texts.title} ${texts.titleInEnglish} · 本地沙箱 Sandbox`])
      assert.include(textsOf(elements, "p"), texts.titleInEnglish)
      assert.deepStrictEqual([textsOf(elements, "dt"), textsOf(elements, "dd")], [[label], [value]])
      assert.deepStrictEqual(textsOf(elements, "button"), [texts.agree, texts.refuse])
      assert.deepStrictEqual(valuesOf(elements, "action"), [texts.action])
    }
  )

  it.prop(
    "V3-JSON-04 every text of an outcome is escaped: it reads as it was written, and is a text and nothing else",
    { href: written, label: written, text: written, title: written, titleInEnglish: written },
    ({ href, label, ...texts }) => {
      const elements = read(outcomePage({ ...texts, isGood: true, next: { href, label } }))
      assert.deepStrictEqual(skeleton(elements), skeleton(read(outcomePage(outcome))))
      assert.deepStrictEqual(textsOf(elements, "h1"), [texts.title])
      assert.includeMembers(textsOf(elements, "p"), [texts.titleInEnglish, texts.text])
      assert.deepStrictEqual(textsOf(elements, "a"), [label])
      assert.include(valuesOf(elements, "href"), href)
    }
  )

  it("V3-JSON-04 the five letters with a meaning are written as entities, in a text and between quotes", () => {
    const page = decisionPage({ ...decision, facts: [["<b>", `&"'`]], action: `/?a=1&b="` })
    assert.include(page, "<dt>&lt;b&gt;</dt><dd>&amp;&quot;&#39;</dd>")
    assert.include(page, `action="/?a=1&amp;b=&quot;"`)
  })

  it("the reader of these tests reads no page that a text broke out of", () => {
    for (const broken of ["<b>", "</dd>", "&", "&nbsp;", "<", ">", `<b a="1" a="1"></b>`]) {
      assert.throws(() => read(decisionPage(decision).replace("100001256", broken)), undefined, undefined, broken)
    }
  })
})

describe("every page", () => {
  for (const [name, page] of Object.entries(pages)) {
    const elements = read(page)

    it(`${name} says what it is: language, letters, width, one heading, landmarks, the banner`, () => {
      assert.match(page, /^<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">/u)
      assert.includeMembers(valuesOf(named(elements, "meta"), "name"), ["viewport", "referrer", "color-scheme"])
      assert.include(valuesOf(named(elements, "meta"), "content"), "no-referrer")
      for (const one of ["title", "h1", "header", "main", "footer"]) assert.lengthOf(named(elements, one), 1, one)
      assert.include(textsOf(elements, "strong"), "本地沙箱")
      assert.include(textsOf(elements, "span"), "Local sandbox: no money moves.")
    })

    it(`${name} marks English as English`, () => {
      const english = elements.filter(({ name, text }) => name !== "title" && /^[A-Z][a-z]+ [ a-z]+/u.test(text))
      assert.isAtLeast(english.length, 3)
      assert.deepStrictEqual(
        english.filter(({ attributes }) => attributes.get("lang") !== "en"),
        []
      )
    })

    it(`${name} fetches nothing and runs nothing`, () => {
      assert.notMatch(page, /https?:|url\(|@import/u)
      for (const active of ["script", "iframe", "img", "object", "embed", "base"])
        assert.isEmpty(named(elements, active))
      assert.deepStrictEqual(
        elements
          .flatMap(({ attributes }) => [...attributes.keys()])
          .filter((key) => /^on|^style$|^src$|^autofocus$/u.test(key)),
        []
      )
      assert.deepStrictEqual(
        valuesOf(named(elements, "link"), "href").map((address) => address.slice(0, 19)),
        ["data:image/svg+xml,"]
      )
    })

    it(`${name} is sent with a policy that knows its style: a changed style needs a new hash`, () => {
      const [style = "", ...others] = textsOf(elements, "style")
      assert.isEmpty(others)
      const hash = createHash("sha256").update(style).digest("base64")
      assert.include(headers["content-security-policy"], `style-src 'sha256-${hash}';`)
    })
  }

  it("is sent with headers that allow nothing else, keep nothing and tell nothing", () => {
    const policy = (headers["content-security-policy"] ?? "").replace(/'sha256-[A-Za-z0-9+/]{43}='/u, "its hash")
    assert.deepStrictEqual(
      { ...headers, "content-security-policy": policy },
      {
        "content-security-policy":
          "default-src 'none'; style-src its hash; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store"
      }
    )
  })
})

describe("a decision", () => {
  it("posts one of two answers, with two real buttons", () => {
    const elements = read(decisionPage(decision))
    assert.deepStrictEqual(
      named(elements, "form").map(({ attributes }) => Object.fromEntries(attributes)),
      [{ method: "post", action: "/sign?token=a" }]
    )
    assert.deepStrictEqual(
      named(elements, "button").map(({ attributes, text }) => [
        text,
        attributes.get("type"),
        attributes.get("name"),
        attributes.get("value")
      ]),
      [
        ["同意并签约", "submit", "decision", "agree"],
        ["不同意", "submit", "decision", "refuse"]
      ]
    )
  })

  it("without facts has no empty list", () => {
    assert.isEmpty(named(read(decisionPage({ ...decision, facts: [] })), "dl"))
  })
})

describe("an outcome", () => {
  it("tells its tone in words and shape, and leads nowhere unless told", () => {
    const good = read(outcomePage(outcome))
    const other = read(outcomePage({ ...outcome, isGood: false, next: undefined }))
    assert.deepStrictEqual(
      [good, other].map((elements) => valuesOf(elements, "aria-label")),
      [["成功"], ["请注意"]]
    )
    assert.notDeepEqual(valuesOf(good, "d"), valuesOf(other, "d"))
    assert.deepStrictEqual([named(good, "a").length, named(other, "a").length], [1, 0])
  })
})
