/**
 * The fault matrix of notifications: whatever becomes of the sendings of an event, it takes effect once, and where none arrives,
 * asking finds it out.
 *
 * Method: the sandbox makes each event happen, and spoils its sendings as the table says; what arrives comes over a socket to a real
 * receiver. Time is virtual, and stands still while anything is under way.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Cell, events, type Row, run, table } from "./matrixEvents.ts"

/** Every cell of a row, as it is written down. */
const expectedOf = ({ answers, handled, isOvertaken }: Row): Readonly<Record<string, Cell>> =>
  Object.fromEntries(
    Object.entries(events).map(([name, { sendings, told }]) => [
      name,
      {
        answers:
          answers === "AllLost"
            ? Array.from({ length: sendings }, () => undefined)
            : [...answers, ...(isOvertaken === undefined ? [] : [204])],
        handled:
          isOvertaken === undefined ? Array.from({ length: handled }, () => `${name}1`) : [`${name}2`, `${name}1`],
        asking: told
      }
    ])
  )

describe("the fault matrix of notifications", () => {
  for (const [fault, row] of Object.entries(table)) {
    it.effect(`V3-HOOK-05 V3-HOOK-06 V3-HOOK-08 CR-HOOK-04 ${fault}: ${row.what}`, () =>
      Effect.map(run(row, Object.keys(events)), (cells) => assert.deepStrictEqual(cells, { ...expectedOf(row) }))
    )
  }
})
