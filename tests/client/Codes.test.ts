/**
 * V3-ERR, V3-RID, PS-ERR, CR-ERR: every documented status, code and ending of a Request-ID in sentences.
 *
 * Method: the tables are compared row by row with the published list, and what they have beyond it is written out here.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Category, Codes, Problem } from "@wxrepay/domain/client"
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { errors as published } from "../fixtures/published.ts"

/** What the published list advises, in our words. */
const byAction: Readonly<Record<string, Category.Category>> = {
  "fix-request": "FixRequest",
  "query-first": "AskFirst",
  "back-off": "BackOff",
  "retry-same": "BackOff",
  fail: "GiveUp"
}

/** How a sentence begins that says what to do. */
const verbs: Readonly<Record<Category.Category, RegExp>> = {
  FixRequest: /^Correct /u,
  AskFirst: /^Read /u,
  BackOff: /^Wait/u,
  GiveUp: /^Stop/u
}

const isSentence = (text: string): boolean => /^[A-Z][^\n.]+\.$/u.test(text)

const nameOf = ({ code, status }: Codes.Row): string => `${status} ${code}`

/** What identifies a row, and how sure it is. */
const facts = ({ category, certainty, code, endpoints, source, status }: Codes.Row) => ({
  status,
  code,
  endpoints,
  category,
  certainty,
  source
})

const listed = published
  .filter(({ kind }) => kind === "code")
  .map(({ action, certainty, code, endpoints, httpStatus, source }) => ({
    status: httpStatus,
    code,
    endpoints,
    category: byAction[action],
    certainty,
    source
  }))

const listedEndings = published.filter(({ kind }) => kind === "request-id-suffix")

describe("V3-ERR what is documented", () => {
  for (const row of listed) {
    it(`V3-ERR-01 PS-ERR-01 ${row.status} ${row.code} at ${row.endpoints.join(", ")} stands once, as its source has it`, () => {
      const found: ReadonlyArray<unknown> = Codes.answers
        .map(facts)
        .filter((fact) => JSON.stringify(fact) === JSON.stringify(row))
      assert.deepStrictEqual(found, [row])
    })
  }

  it("V3-ERR-01 V3-RATE-02 CR-ERR-02 beyond the published list stand the statuses alone, one spelling and two answers of success", () => {
    const known = new Set(listed.map((row) => JSON.stringify(row)))
    const beyond = Codes.answers.filter((row) => !known.has(JSON.stringify(facts(row))))
    assert.deepStrictEqual(beyond.map(nameOf), [
      ...[200, 204, 400, 401, 403, 404, 406, 415, 429, 500, 502, 503].map((status) => `${status} null`),
      "429 RATELIMIT_EXCEED",
      "200 null",
      "200 null"
    ])
    assert.deepStrictEqual(
      beyond.slice(-2).map(({ endpoints }) => endpoints),
      [
        ["POST /v3/credit-repayment/partner/schedule-records/batch-create"],
        ["POST /v3/credit-repayment/partner/deduct-orders"]
      ]
    )
  })

  for (const { action, certainty, code: suffix, source } of listedEndings) {
    it(`V3-RID-01 ${suffix} stands once, as its source has it`, () => {
      const found = Codes.endings.filter((ending) => ending.suffix === suffix)
      assert.deepStrictEqual(
        found.map((ending) => [ending.category, ending.certainty, ending.source]),
        [[byAction[action], certainty, source]]
      )
    })
  }

  it("V3-RID-01 the endings in sentences are the ones that decide", () => {
    assert.deepStrictEqual(
      Codes.endings.map(({ category, problem, suffix }) => [suffix, { problem, category }]),
      [...Problem.problems]
    )
    assert.lengthOf(Codes.endings, 30)
  })

  it("each meaning is one sentence of our own, and each next step one that begins with what its source advises", () => {
    const theirs = new Set(published.map(({ meaning }) => meaning.toLowerCase()))
    for (const { category, meaning, next } of [...Codes.answers, ...Codes.endings]) {
      assert.isTrue(isSentence(meaning) && isSentence(next), `${meaning} ${next}`)
      assert.isFalse(theirs.has(meaning.slice(0, -1).toLowerCase()), meaning)
      assert.match(next, category === null ? /^Verify /u : verbs[category])
    }
  })

  it("what is only reasoned says so", () => {
    const reasoned = Codes.answers.filter(({ certainty }) => certainty === "inferred")
    assert.deepStrictEqual(reasoned.map(nameOf), [
      "406 null",
      "415 null",
      "200 null",
      "400 PARAM_ERROR",
      "400 INVALID_REQUEST"
    ])
    for (const { meaning } of reasoned) assert.match(meaning, /^Assumed: /u)
  })

  it("V3-ERR-04 a code has its own rows and then its status's, those of any call first", () => {
    assert.deepStrictEqual(Codes.ofAnswer(400, "PARAM_ERROR").map(nameOf), [
      "400 PARAM_ERROR",
      "400 PARAM_ERROR",
      "400 null"
    ])
    assert.deepStrictEqual(Codes.ofAnswer(400, "PARAM_ERROR")[0]?.endpoints, ["*"])
    assert.deepStrictEqual(Codes.ofAnswer(404, "A_NEW_CODE").map(nameOf), ["404 null"])
    assert.deepStrictEqual(Codes.ofAnswer(404, undefined).map(nameOf), ["404 null"])
    assert.deepStrictEqual(Codes.ofAnswer(418, "PARAM_ERROR"), [])
  })

  it("a client that shows no sentences has none: nothing but this module reaches them", () => {
    const root = resolve(import.meta.dirname, "../../packages/domain/src/client")
    const importing = (module: RegExp) =>
      globSync("*.ts", { cwd: root }).filter((file) =>
        readFileSync(join(root, file), "utf8")
          .split("\n")
          .some((line) => /^(?:import|export) (?!type)/u.test(line) && module.test(line))
      )
    assert.deepStrictEqual(importing(/\/documented\w+\.ts"|\/errorClasses\.ts"/u), ["Codes.ts"])
    assert.deepStrictEqual(importing(/\/Codes\.ts"/u), ["index.ts"])
  })
})
