/**
 * Pages that are made from the tables of the code, so that neither can say what the other does not.
 *
 * Method: a page is drawn anew and compared with the file; `pnpm exec vitest run tests/documents.test.ts -u` writes it.
 */
import { describe, it } from "@effect/vitest"
import { ServiceOrderStage as Stage } from "@wxrepay/domain"
import { ServiceOrders } from "@wxrepay/domain/api"
import * as Arr from "effect/Array"
import * as Schema from "effect/Schema"

type Row = ReadonlyArray<string>

/** A table in columns of one width. */
const table = (head: Row, rows: ReadonlyArray<Row>): string => {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => row[at]?.length ?? 0)))
  const line = (row: Row, fill = " ") => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(" | ")} |`
  const rule = line(
    head.map(() => ""),
    "-"
  )
  return [line(head), rule, ...rows.map((row) => line(row))].join("\n")
}

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
