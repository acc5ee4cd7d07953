/**
 * The page of the fault matrix, drawn from its table, so that neither can say what the other does not.
 *
 * Method: the page is drawn anew and compared with the file; `pnpm exec vitest run tests/faults/FaultsPage.test.ts -u` writes it.
 */
import { assert, describe, it } from "@effect/vitest"
import { faults } from "@wxrepay/sandbox"
import { table as drawn } from "../support/page.ts"
import { endpoints, ids } from "./matrixEndpoints.ts"
import * as Events from "./matrixEvents.ts"
import type { Row } from "./matrixRow.ts"
import { settling, table, usually } from "./matrixTable.ts"

const code = (text: string): string => `\`${text}\``

/** An end, with the attempts of a doubt beside its name. */
const end = (text: string): string => {
  const plain = text.replace("Sent|Unknown", "Sent")
  const [, attempt] = /^OutcomeUnknown \((.*)\)/u.exec(plain) ?? []
  return attempt === undefined ? (plain === "done" ? plain : code(plain)) : `in doubt: ${code(attempt)}`
}

const effect = ({ by, happens }: Row): string => {
  if (by.by === "Late" || by.by === "LateAfterSettled") return "later"
  return happens ? "yes" : "no"
}

const again = ["–", "well at the 2nd try", "the same at each"] as const

const called = (id: (typeof ids)[number]): string => `${code(endpoints[id].name)} (${id})`

const rows = [...table].map(([name, row]) => [
  code(name),
  row.what,
  effect(row),
  end(row.ends.question),
  end(row.ends["pre-sign"]),
  end(row.ends.write),
  end(row.ends.charge),
  again[row.tries - 1] ?? "–"
])

const exceptions = [...table].flatMap(([name, { but = {} }]) =>
  ids.flatMap((id) => {
    const found = but[id]
    if (found === undefined) return []
    return [
      [code(name), called(id), found.end === undefined ? "as its nature" : end(found.end), found.next ?? "as usual"]
    ]
  })
)

const changes = ids.flatMap((id) => {
  if (endpoints[id].change === undefined) return []
  const { no, yes } = settling[id] ?? usually
  return [[called(id), endpoints[id].nature, yes, no]]
})

const answered = (answers: Events.Row["answers"]): string =>
  answers === "AllLost"
    ? "none to any"
    : answers.map((status) => (status === undefined ? "none" : String(status))).join(", ")

const cells = 2 * table.size * ids.length + Object.keys(Events.table).length * Object.keys(Events.events).length

const page = `# Faults

Drawn from the table of the fault matrix, \`tests/faults\`. Do not edit it by hand. Every fault strikes every call of both
services over both transports, on real sockets, and every notification on its way to a receiver: ${cells} cells, none empty. Each asserts how
the call ended, what the ledger of the platform says, and how it ends once the fault is gone.

## What to do

${drawn(
  ["How it ended", "What it means", "What to do"],
  [
    ["done", "it is proven that it happened", "nothing"],
    [
      code("NotSent"),
      "nothing left, so it has not happened",
      "call again with the same draft: it is tried by itself up to three times"
    ],
    [
      "a proven `Rejection`, or `ClockSkewed` at 401",
      "a verified 4xx, or 401, which comes unsigned by rule: this request changed nothing",
      "by its category: `FixRequest` what is wrong and call again, `BackOff` and call again, `AskFirst` by the number"
    ],
    [
      "in doubt: `OutcomeUnknown`",
      "it may have happened; `attempts` says why it is not known",
      "`settle` with the same draft, and never another number"
    ],
    [
      "any error of a question",
      "nothing happens by a question",
      "ask again, unless its category says that this is in vain"
    ]
  ]
)}

## By fault

"Took effect" is what the ledger says of a change when the call has ended. A question shows the error and its category; a change in
doubt is \`OutcomeUnknown\` of category \`AskFirst\`, with the attempt that is shown. Over \`fetch\` it is \`Unanswered Unknown\`
where it is \`Unanswered Sent\` over Node's sockets: a \`fetch\` does not tell how far it came. The last column is what the standard
\`RetryPolicy\` makes of a question or a pre-sign when the fault strikes the first try only; writes and charges are made again by
itself only where nothing was sent, and a write after a proven 429.

${drawn(["Fault", "What goes wrong", "Took effect", "Question", "Pre-sign", "Write", "Charge", "Made again"], rows)}

## Where a call is not like its nature

"Once it is gone" is what the same call comes to when the fault no longer strikes. What arrives twice, or is called again after a 429
though it happened, is refused the second time where no page says that a repetition is answered alike: so after a refusal of \`modify\`
and \`sync\` read the order.

${drawn(["Fault", "Call", "How it ends", "Once it is gone"], exceptions)}

## How a doubt ends

With \`settle\`, once the fault is gone, and with one effect in the ledger. A pre-sign is not there to be asked for before somebody has
signed, so the same is asked for again. A payment is never sent again (PS-PAY-08): it stays unknown until the order is paid, and
\`collect\` goes on from there.

${drawn(["Call", "Nature", "If it happened", "If it did not"], changes)}

## Notifications

Of each of ${Object.keys(Events.events).map(code).join(", ")}: whatever becomes of its
sendings, the application handles it once, and asking tells the truth at any time. Each sending that is not answered 200 or 204 is
followed by another, up to 15 of loan repayments and 16 of service orders.

${drawn(
  ["Fault", "What goes wrong", "What the platform is answered, sending by sending", "Handled"],
  Object.entries(Events.table).map(([name, { answers, handled, what }]) => [
    code(name),
    what,
    answered(answers),
    handled === 1 ? "once" : "never: ask"
  ])
)}
`

describe("docs/faults.md", () => {
  it("V3-NET-04 V3-VER-08 tells every fault with what it leads to and what to do", async ({ expect }) => {
    await expect(page).toMatchFileSnapshot("../../docs/faults.md")
  })

  it("every ready-made fault of the sandbox is in the matrix", () => {
    assert.deepStrictEqual(
      Object.keys(faults).filter((name) => !table.has(name)),
      []
    )
    assert.isAtLeast(table.size, 26)
  })

  it("no exception says what the row says already", () => {
    for (const [name, { but = {}, ends }] of table) {
      for (const id of ids) assert.notStrictEqual(but[id]?.end, ends[endpoints[id].nature], `${name} ${id}`)
    }
  })
})
