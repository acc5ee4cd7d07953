/**
 * The tests of the fault matrix for one transport: every fault with every call, each cell of the table and no other.
 */
import { assert, describe, layer } from "@effect/vitest"
import type { Transport } from "@wxrepay/domain/client"
import type { Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Record from "effect/Record"
import { isDownloading, run } from "./matrixCell.ts"
import * as Surroundings from "./matrixClients.ts"
import { type Endpoint, type EndpointId, endpoints, ids } from "./matrixEndpoints.ts"
import type { Expected, Row } from "./matrixRow.ts"
import { settling, table, usually } from "./matrixTable.ts"

/** A transport, as far as the table tells them apart. */
export type Name = "Node" | "Fetch"

/** Every cell of a row, as it is written down for a transport. */
export const expectedOf = (name: Name, { but = {}, ends, happens }: Row): Readonly<Record<string, Expected>> =>
  Object.fromEntries(
    ids.map((id) => {
      const { nature } = endpoints[id]
      const happened = nature === "question" ? "–" : happens ? "yes" : "no"
      const end = but[id]?.end ?? ends[nature].replace("Sent|Unknown", name === "Node" ? "Sent" : "Unknown")
      const next = but[id]?.next ?? nextOf(id, end, happened)
      return [id, { end, happened, next }]
    })
  )

const nextOf = (id: EndpointId, end: string, happened: Expected["happened"]): string => {
  if (end === "done") return "–"
  return end.startsWith("OutcomeUnknown") ? (settling[id] ?? usually)[happened === "yes" ? "yes" : "no"] : "again: done"
}

/** The tests of one transport. */
export const matrixOf = (name: Name, transport: Layer.Layer<Transport.Transport>): void => {
  const ownSurroundings = Layer.fresh(Surroundings.layer(transport, true))

  /** What makes certificates has a platform of its own. */
  const surrounded = <A, E>({ by }: Row, cells: Effect.Effect<A, E, Surroundings.Surroundings | Sandbox>) =>
    isDownloading(by) ? Effect.provide(cells, ownSurroundings) : cells

  describe(`the fault matrix over ${name}`, () => {
    layer(Surroundings.layer(transport))((it) => {
      it.effect("every call of both services is in it, and nothing else", () =>
        Effect.gen(function* () {
          const { clients } = yield* Surroundings.Surroundings
          const calls = [...Record.keys(clients.repayment), ...Record.keys(clients.payScore)]
          assert.deepStrictEqual(
            Object.values(endpoints)
              .map(({ name }) => name)
              .toSorted(),
            calls.filter((call) => call !== "settle" && call !== "unsettled").toSorted()
          )
        })
      )

      for (const [fault, row] of table) {
        it.effect(`V3-NET-04 V3-VER-08 V3-VER-09 V3-IDEM-02 ${fault}: ${row.what}`, () =>
          surrounded(
            row,
            Effect.gen(function* () {
              const cells: Record<string, Expected> = {}
              for (const [id, endpoint] of Record.toEntries(endpoints)) {
                const { tries, ...cell } = yield* run(endpoint, row.by)
                assert.strictEqual(tries, 1, id)
                cells[id] = cell
              }
              assert.deepStrictEqual(cells, { ...expectedOf(name, row) })
            })
          )
        )

        it.effect(`V3-RETRY-01 V3-RETRY-03 ${fault}, and what may be made again is`, () =>
          surrounded(
            row,
            Effect.gen(function* () {
              const cells: Record<string, Repeated> = {}
              for (const [id, endpoint] of Record.toEntries(endpoints)) {
                if (!isRepeatable(endpoint)) continue
                const { end, tries } = yield* run(endpoint, row.by, "Standard")
                cells[id] = { end, tries }
              }
              assert.deepStrictEqual(cells, { ...repeatedOf(name, row) })
            })
          )
        )
      }
    })
  })
}

/** How a call ends that is made again by itself, and at which try. */
interface Repeated {
  readonly end: string
  readonly tries: number
}

const isRepeatable = ({ nature }: Endpoint): boolean => nature === "question" || nature === "pre-sign"

/** The second try goes well; a third ends as the first did, attempt by attempt. */
const repeatedOf = (name: Name, row: Row): Readonly<Record<string, Repeated>> =>
  Object.fromEntries(
    Object.entries(expectedOf(name, row)).flatMap(([id, { end }]) => {
      if (!ids.some((known) => known === id && isRepeatable(endpoints[known]))) return []
      const [, attempt] = /^OutcomeUnknown \((.*)\)/u.exec(end) ?? []
      const all = attempt === undefined ? end : end.replace(attempt, [attempt, attempt, attempt].join("; "))
      return [[id, { end: row.tries === 1 ? end : row.tries === 2 ? "done" : all, tries: row.tries }] as const]
    })
  )
