/**
 * Pages that are made from the tables of the code, so that neither can say what the other does not.
 *
 * Method: a page is drawn anew and compared with the file; `pnpm exec vitest run tests/documents.test.ts -u` writes it.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrderStage as Stage } from "@wxrepay/domain"
import { ServiceOrders } from "@wxrepay/domain/api"
import * as Client from "@wxrepay/domain/client"
import { Category, Codes } from "@wxrepay/domain/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { errors as published } from "./fixtures/published.ts"
import { type Row, table } from "./support/page.ts"

const absent = undefined
const told = {
  state: ["Created", "Doing", "Done", "Revoked", "Expired"],
  stateDescription: [absent, "UserConfirm", "MchComplete"],
  collection: [absent, "UserPaying", "UserPaid"]
} as const

/** Every triple that is a stage, in the platform's words. */
const triples = told.state.flatMap((state) =>
  told.stateDescription.flatMap((stateDescription) =>
    told.collection.flatMap((collection) => {
      const stage = Stage.of({
        state,
        ...(stateDescription === absent ? {} : { stateDescription }),
        ...(collection === absent ? {} : { collection: { state: collection } })
      })
      const words = [
        Schema.encodeSync(ServiceOrders.State)(state),
        stateDescription === absent ? "–" : Schema.encodeSync(ServiceOrders.StateDescription)(stateDescription),
        collection === absent ? "–" : Schema.encodeSync(ServiceOrders.CollectionState)(collection)
      ]
      return stage === "Unclear" ? [] : [[stage, ...words.map((word) => (word === "–" ? word : `\`${word}\``))]]
    })
  )
)

const stages = Stage.Stage.literals.filter((stage) => stage !== "Unclear")

const calls: ReadonlyArray<Stage.Call> = ["Cancel", "Modify", "Complete", "Pay", "Sync"]

const words: Readonly<Record<Stage.Verdict, string>> = {
  Allowed: "yes",
  OnlyRepeated: "repeated",
  Contested: "contested",
  Refused: "–"
}

const moves: ReadonlyArray<Stage.Call | Stage.Event> = [...calls, "UserConfirms", "Expires", "ChargeSucceeds"]

const page = `# Stages of a service order

Drawn from \`ServiceOrderStage\`, which the rules, the sandbox and this page read. Do not edit it by hand.

WeChat Pay tells where an order stands in three members, and one alone says little (PS-STATE-04). What is in no line of this
table is \`Unclear\`, and nothing is decided on it:

${table(["Stage", "`state`", "`state_description`", "`collection.state`"], triples)}

What each stage says to a call (PS-STATE-07). \`repeated\`: only the same call with the same content again. \`contested\`: the
sources contradict each other, so the library does not block and the platform decides. Reading an order is always allowed.

${table(
  ["Call", ...stages],
  calls.map((call) =>
    Arr.prepend(
      stages.map((stage) => words[Stage.says(stage, call)]),
      call
    )
  )
)}

Where each call or event leads. Out of ${stages.filter(Stage.isFinal).join(", ")} nothing leads (PS-STATE-01):

${table(
  ["Call or event", "From", "To"],
  moves.flatMap((move) =>
    stages.flatMap((from) => {
      const to = Stage.leadsTo[move][from]
      return to === undefined ? [] : [[move, from, to.join(" or ")]]
    })
  )
)}
`

describe("docs/service-order-stages.md", () => {
  it("PS-STATE-01 PS-STATE-07 tells the stages of an order, their calls and their moves", async ({ expect }) => {
    await expect(page).toMatchFileSnapshot("../docs/service-order-stages.md")
  })
})

const code = (text: string): string => `\`${text}\``

const natures = ["Read", "Write", "Charge"] as const

/** A category for each nature of a call; a star where the change then ends as `OutcomeUnknown`. */
const three = (of: (nature: Category.Nature) => Category.Category, isOpen: (nature: Category.Nature) => boolean): Row =>
  natures.map((nature) => `${code(of(nature))}${isOpen(nature) ? "\\*" : ""}`)

const refused = (status: number, told: Parameters<typeof Category.ofRefusal>[3]): Row =>
  three(
    (nature) => Category.ofRefusal(nature, status, "Verified", told),
    (nature) => Category.leavesDoubt(nature, status, "Verified")
  )

/** Of an answer of success only 202 is no success. */
const answered = ({ code, status }: Codes.Row): Row => {
  if (status >= 300) return refused(status, code === null ? {} : { code })
  return status === 202 ? three(Category.ofNoAnswer, (nature) => nature !== "Read") : ["–", "–", "–"]
}

const sentences = ({ certainty, meaning, next, source }: Codes.Documented): Row => [
  meaning,
  next,
  `${certainty}: ${source}`
]

const families: ReadonlyArray<readonly [address: string, words: string]> = [
  ["*", "any"],
  ["* /v3/payscore/serviceorder*", "service orders"],
  ["* /v3/credit-repayment/partner/*", "loan repayments"],
  ["GET /v3/certificates", "certificates"],
  ["POST /v3/credit-repayment/partner/schedule-records/batch-create", "book"],
  ["POST /v3/credit-repayment/partner/deduct-orders", "charge"],
  ...["cancel", "complete", "modify", "pay", "sync"].map(
    (call) => [`POST /v3/payscore/serviceorder/{out_order_no}/${call}`, `${call} an order`] as const
  )
]

/** Which calls an address stands for, in words; an address without words draws no page. */
const inWords = (endpoint: string): string => new Map(families).get(endpoint) ?? assert.fail(`no words for ${endpoint}`)

type ErrorClass = Schema.Schema<Error> & { readonly identifier: string; readonly fields: object }

const isErrorClass = (value: unknown): value is ErrorClass =>
  typeof value === "function" && value.prototype instanceof Error && "identifier" in value && "fields" in value

/** Every error class that the client exports, by itself or in a module. */
const classes = [Client, ...Object.values(Client)].flatMap((holder) =>
  typeof holder === "object" ? Object.values<unknown>(holder).filter(isErrorClass) : []
)

const byNature = (of: (nature: Category.Nature) => Category.Category): string =>
  `${code(of("Read"))} for a question, ${code(of("Charge"))} for a change`

/** What is decided anew for each answer. */
const decided: Readonly<Record<string, string>> = {
  Rejection: "by status, code and ending, as below",
  Unverified: byNature(Category.ofNoAnswer),
  Unanswered: byNature(Category.ofNoAnswer),
  Unreadable: `${byNature(Category.ofUnreadable)}; ${code(Category.ofNoAnswer("Read"))} for a 202 to a question`,
  ClockSkewed: `${code(Category.ofRefusal("Read", 401, "Unsigned"))} at 401; otherwise ${byNature(Category.ofNoAnswer)}`
}

/** The category of an error, as it is told or as any of its values has it. */
const categoryOf = Effect.fnUntraced(function* (one: ErrorClass) {
  if ("category" in one.fields)
    return decided[one.identifier] ?? assert.fail(`nobody tells how ${one.identifier} decides`)
  const [error] = yield* Arbitrary.sampleEffect(Arbitrary.schema(one), { count: 1 })
  return error !== undefined && "category" in error ? code(String(error.category)) : "–"
})

const rows = Effect.forEach(Object.entries(Codes.errorClasses), ([tag, { meaning, next }]) =>
  Effect.gen(function* () {
    const one = classes.find(({ identifier }) => identifier === tag) ?? assert.fail(`the client exports no ${tag}`)
    return [code(tag), yield* categoryOf(one), meaning, next]
  })
)

const errorsPage = Effect.map(
  rows,
  (rows) => `# Errors

Drawn from \`Codes\`, \`Category\` and the exports of \`@wxrepay/domain/client\`. Do not edit it by hand.
\`Codes.explain\` says the same sentences of an error at hand, without any of its values.

What to do stands in the category of an error:

${table(
  ["Category", "What to do"],
  Object.entries(Codes.byCategory).map(([category, next]) => [code(category), next])
)}

## By name

${table(["Error", "Category", "What it means", "What to do"], rows)}

## By status and code

The three categories are those of a proven answer to a question, a change and a charge. A star says that the change may have
been made, so that it ends as \`OutcomeUnknown\`. A refusal that is not proven is one of these for any change, 401 without a
signature excepted (V3-VER-09). A code that stands nowhere here is kept as it came, and its status decides (V3-ERR-04). For loan
repayments no page lists a code of their own (CR-ERR-01).

${table(
  ["Status", "Code", "Calls", ...natures, "What it means", "What to do", "How sure"],
  Codes.answers
    .toSorted((one, other) => one.status - other.status)
    .map((row) =>
      [String(row.status), row.code === null ? "–" : code(row.code), row.endpoints.map(inWords).join(", ")].concat(
        answered(row),
        sentences(row)
      )
    )
)}

## By the end of the Request-ID

A refusal's Request-ID ends in a number after its last hyphen (V3-RID-01). No signature covers it, so it decides only where status
and code say no more than that the request is wrong: the three categories are those of a proven 400. A number that stands nowhere
here is kept as it came.

${table(
  ["Ending", code("problem"), ...natures, "What it means", "What to do", "How sure"],
  Codes.endings.map((ending) =>
    [ending.suffix, code(ending.problem)].concat(refused(400, { hint: ending.category }), sentences(ending))
  )
)}
`
)

describe("docs/errors.md", () => {
  it("V3-ERR-01 tells every error that the client exports", () => {
    const exported = new Set(classes.map(({ identifier }) => identifier))
    assert.deepStrictEqual(Object.keys(Codes.errorClasses).toSorted(), [...exported].toSorted())
  })

  it("V3-ERR-01 V3-RID-01 tells every documented status, code and ending", () => {
    const told = new Set([
      ...Codes.answers.flatMap(({ code, endpoints, status }) => endpoints.map((at) => `${status} ${code} ${at}`)),
      ...Codes.endings.map(({ suffix }) => suffix)
    ])
    const documented = published.flatMap(({ code, endpoints, httpStatus, kind }) =>
      kind === "code" ? endpoints.map((at) => `${httpStatus} ${code} ${at}`) : [String(code)]
    )
    assert.deepStrictEqual(
      documented.filter((one) => !told.has(one)),
      []
    )
  })

  it.effect("V3-ERR-01 V3-ERR-04 V3-RID-01 CR-ERR-01 tells what each means and what to do", ({ expect }) =>
    Effect.flatMap(errorsPage, (page) => Effect.promise(() => expect(page).toMatchFileSnapshot("../docs/errors.md")))
  )
})
