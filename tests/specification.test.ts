/**
 * What makes SPEC.md, and what it refuses to make: a rule without a test, a test without a rule, an id in the code only.
 *
 * Method: two rules, two tests and two places in the code make a specification without a complaint; each test bends one of them
 * and reads the one complaint. Whether the committed page says what the tests say is looked at wherever all tests ran.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Rule } from "@wxrepay/domain/rulebook"
import { idsIn } from "../scripts/spec/ids.ts"
import { markdown } from "../scripts/spec/markdown.ts"
import { page } from "../scripts/spec/page.ts"
import { type Listed, pinOf } from "../scripts/spec/pins.ts"
import { placesIn } from "../scripts/spec/places.ts"
import { chapters, complaints, type Material } from "../scripts/spec/specification.ts"

const ids = ["CR-AMT-01", "CR-AMT-02", "CR-DATE-01"]

const decided: Rule = {
  sentence: "A booked repayment is at most the cap of its template.",
  source: "a page",
  certainty: ["documented", "inferred"],
  enforcedBy: "both"
}

const beyond: Rule = {
  ...decided,
  enforcedBy: "documentation",
  because: "only the platform knows what the template says"
}

const sources: Readonly<Record<string, string>> = {
  "tests/spec/Amounts.spec.ts": [
    "it.prop(`x`)",
    "it(`x`)",
    "for (const one of many) it.effect.prop(",
    "it.effect(prop"
  ].join("\n")
}

const lineOf = (file: string, line: number): string => sources[file]?.split("\n")[line - 1] ?? ""

const pin = (test: Partial<Listed>) =>
  pinOf(ids, lineOf, { name: "", file: "tests/spec/Amounts.spec.ts", line: 2, ...test })

const property = pin({
  name: "CR-AMT amounts > CR-AMT-01 an amount is refused exactly when it is over the cap",
  line: 1
})
const example = pin({ name: "CR-AMT amounts > CR-AMT-01 of 100 fen, 100 are accepted and 101 are refused" })
const atSandbox = pin({ name: "the sandbox > CR-AMT-01 refuses 101 fen", file: "tests/sandbox/Sandbox.test.ts" })

const place = { id: "CR-AMT-01", file: "packages/domain/src/rules/Scheduling.ts", name: "Scheduling.x", isKnown: true }

const sound: Material = {
  rulebook: { "CR-AMT-01": decided, "CR-AMT-02": beyond },
  titles: { "CR-AMT": "amounts" },
  pins: [property, example, atSandbox],
  places: [place]
}

const of = (rule: Rule): Partial<Material> => ({ rulebook: { "CR-AMT-01": rule, "CR-AMT-02": beyond } })

describe("the specification", () => {
  it("has no complaint where each rule has a property, an example, and the code that decides it", () => {
    assert.deepStrictEqual(complaints(sound), [])
  })

  const bent: ReadonlyArray<readonly [why: string, change: Partial<Material>, complaint: string]> = [
    ["a rule without a test", { pins: [] }, "CR-AMT-01 has no test"],
    ["a rule without code", { places: [] }, "CR-AMT-01 stands in no code"],
    [
      "a rule that has examples only",
      { pins: [example, atSandbox] },
      "CR-AMT-01 has no property, and does not say why"
    ],
    [
      "a rule that has properties only",
      { pins: [property], places: [place, { ...place, file: "packages/sandbox/src/Gate.ts" }] },
      "CR-AMT-01 has properties and no example at its boundary"
    ],
    [
      "a reason for no property, where there is one",
      of({ ...decided, enforcedBy: "both", cases: "all three are tried" }),
      "CR-AMT-01 has a property, though it says why it needs none"
    ],
    [
      "a rule that nobody enforces, without a reason",
      of({ ...beyond, enforcedBy: "documentation", because: "hard" }),
      "CR-AMT-01 is enforced by nobody, and does not say why"
    ],
    [
      "a rule that the sandbox is said to enforce, and that neither it nor a test of it names",
      { pins: [property, example] },
      "CR-AMT-01 is enforced by both, and neither the sandbox nor a test of it names it"
    ],
    [
      "a rule that the client is said to enforce, and that stands in the sandbox only",
      { places: [{ ...place, file: "packages/sandbox/src/Gate.ts" }] },
      "CR-AMT-01 is enforced by both, and stands in the sandbox only"
    ],
    [
      "a test that names a rule that there is not",
      { pins: [...sound.pins, pin({ name: "CR-AMT > CR-AMT-09 nothing" })] },
      "CR-AMT-09 is no rule, but tests/spec/Amounts.spec.ts has “CR-AMT > CR-AMT-09 nothing”"
    ],
    [
      "code that names a rule that there is not",
      { places: [place, { ...place, id: "CR-AMT-09", isKnown: false }] },
      "CR-AMT-09 is no rule, but Scheduling.x in packages/domain/src/rules/Scheduling.ts names it"
    ],
    [
      "a test of the specification that names neither a rule nor a family",
      { pins: [...sound.pins, pin({ name: "amounts > are added" })] },
      "tests/spec/Amounts.spec.ts has “amounts > are added”, which names neither a rule nor a family"
    ],
    ["a family without a title", { titles: {} }, "CR-AMT has no title"]
  ]
  for (const [why, change, complaint] of bent) {
    it(`is not made of ${why}`, () => assert.deepStrictEqual(complaints({ ...sound, ...change }), [complaint]))
  }

  it("takes every case tried one by one in place of a property, where the rule says why", () => {
    const cases = of({ ...decided, enforcedBy: "both", cases: "there are three, and all are tried" })
    assert.deepStrictEqual(complaints({ ...sound, ...cases, pins: [example, atSandbox] }), [])
  })
})

describe("a test that is listed", () => {
  it("is a property exactly when its line has it.prop or one of its kin", () => {
    const kinds = [1, 2, 3, 4, undefined].map((line) => pin({ line }).kind)
    assert.deepStrictEqual(kinds, ["property", "example", "property", "example", "example"])
  })

  it("pins the rules of its name and of its blocks, ranges included, and belongs to their families", () => {
    const { families, rules, strangers } = pin({ name: "CR-DATE days > CR-AMT-01 to CR-AMT-02 hold, V3-X does not" })
    assert.deepStrictEqual([rules, families, strangers], [["CR-AMT-01", "CR-AMT-02"], ["CR-AMT", "CR-DATE"], []])
  })

  it("is told by its sentence, under the title of its block unless that is a family's", () => {
    assert.deepStrictEqual(
      [property.sentence, atSandbox.sentence, pin({ name: "CR-AMT-01 to CR-AMT-02 CR-DATE-01 all hold" }).sentence],
      ["an amount is refused exactly when it is over the cap", "the sandbox: refuses 101 fen", "all hold"]
    )
  })
})

describe("ids in a text", () => {
  it("are found one by one and as a range, and apart from what only looks like one", () => {
    assert.deepStrictEqual(idsIn(ids, "CR-AMT-01, CR-AMT-02 to CR-AMT-05, XCR-DATE-01, CR-DATE-011, CR-DATE-02"), {
      known: ["CR-AMT-01", "CR-AMT-02"],
      strangers: ["CR-AMT-05", "CR-DATE-02"]
    })
  })
})

describe("a place in the code", () => {
  const source = `/**
 * Rules: CR-AMT-01.
 */
import * as Schema from "effect/Schema"

/** At most the cap. Rule: CR-AMT-02. */
export const cap = 1

export class Booking {
  /** Rule: CR-DATE-01. */
  readonly day = "CR-DATE-01"
}

/**
 * Of old: CR-AMT-99.
 */
const old = 1
`
  it("is the export that a comment or a body belongs to, and the file where its first comment says so", () => {
    assert.deepStrictEqual(
      placesIn(ids, "packages/domain/src/rules/Scheduling.ts", source).map(({ id, name }) => `${name} ${id}`),
      ["Scheduling CR-AMT-01", "Scheduling.cap CR-AMT-02", "Scheduling.Booking CR-DATE-01", "Scheduling.old CR-AMT-99"]
    )
  })
})

describe("the pages", () => {
  const hostile: Material = {
    ...sound,
    rulebook: { "CR-AMT-01": { ...decided, sentence: 'A <b>price</b> | of `1` & "2".' }, "CR-AMT-02": beyond },
    pins: [...sound.pins, pin({ name: "CR-AMT x > CR-AMT-01 <img src=x onerror=alert(1)>" })]
  }

  it("tell of a rule what it says, how sure it is, who enforces it, what decides it and what proves it", () => {
    const text = markdown(chapters(sound))
    for (const part of [
      "### CR-AMT-01\n\nA booked repayment is at most the cap of its template.\n\n- documented, inferred — a page\n",
      "- enforced by the client and the sandbox\n",
      "- code: [`Scheduling.x`](packages/domain/src/rules/Scheduling.ts)\n",
      "**Properties**\n\n- an amount is refused exactly when it is over the cap\n  — [spec/Amounts.spec.ts](tests/spec/Amounts.spec.ts)\n",
      "- documentation only: only the platform knows what the template says\n",
      "| [CR-AMT](#cr-amt-amounts) | amounts | 2 | 1 | 1 | 2 |"
    ]) {
      assert.include(text, part)
    }
  })

  it("show text as it was written, whatever it is made of", () => {
    const [text, html] = [markdown(chapters(hostile)), page(chapters(hostile))]
    assert.include(text, 'A \\<b\\>price\\</b\\> \\| of \\`1\\` & "2".')
    assert.include(html, "A &lt;b&gt;price&lt;/b&gt; | of `1` &amp; &quot;2&quot;.")
    assert.notInclude(html, "<img")
  })

  it("are the same whatever the order in which the files of tests ran", () => {
    const other = { ...sound, pins: sound.pins.toReversed() }
    assert.strictEqual(markdown(chapters(other)), markdown(chapters(sound)))
    assert.strictEqual(page(chapters(other)), page(chapters(sound)))
  })
})
