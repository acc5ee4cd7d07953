/**
 * What the contract knows of an endpoint: how its variables, query, body and answer have to look.
 *
 * @since 0.1.0
 */
import { Api } from "@wxrepay/domain/api"
import { issuesOf } from "@wxrepay/domain/client"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import type { Asked } from "./Request.ts"
import { type Reason, RequestRefused } from "./RequestRefused.ts"

/** Anything that reads an answer. */
export type Reader = Schema.ConstraintDecoder<unknown>

/** Whether something is a schema, which then reads whatever comes. */
export const isReader = (given: unknown): given is Reader => Schema.isSchema(given)

/** The checks of one endpoint. */
export interface Endpoint {
  readonly path: string
  readonly parts: ReadonlyArray<readonly [part: "params" | "query" | "headers" | "json", schema: Reader]>
  /** What an answer is. */
  readonly answer: Reader
  /** Whether there may be none. */
  readonly mayBeEmpty: boolean
}

/** The endpoint of the contract that a method on a path means, if it means one. */
export const find = (method: string, path: string): Endpoint | undefined => endpoints.get(`${method} ${path}`)

/** Refuses what the contract does not allow, with every reason. Rule: V3-JSON-05. */
export const inspect = Effect.fnUntraced(function* (
  { parts, path }: Endpoint,
  asked: Asked
): Effect.fn.Return<void, RequestRefused> {
  const found = yield* Effect.forEach(parts, ([part, schema]) =>
    Schema.decodeUnknownEffect(schema)(asked[part], part === "headers" ? all : exactly).pipe(
      Effect.match({
        onFailure: (error) =>
          issuesOf(error).map(({ field, problem }): Reason => ({ field: fieldOf(part, field), problem })),
        onSuccess: () => []
      })
    )
  )
  const taken = new Set(parts.map(([part]) => part))
  const reasons = [
    ...(asked.schema === undefined ? [] : [{ field: "schema", problem: "the contract reads this answer" }]),
    ...(taken.has("query")
      ? []
      : Object.keys(asked.query).map((name) => ({ field: `query.${name}`, problem: "there is none" }))),
    ...(taken.has("json") || asked.json === undefined ? [] : [{ field: "json", problem: "there is none" }]),
    ...found.flat()
  ]
  if (Arr.isArrayNonEmpty(reasons)) return yield* new RequestRefused({ path, reasons })
})

const all = { errors: "all" } as const

/** Headers may be more than an endpoint needs; nothing else may. */
const exactly = { ...all, onExcessProperty: "error" } as const

const fieldOf = (part: string, field: string): string =>
  part === "params" ? field : field === "" ? part : `${part}.${field}`

const endpoints: ReadonlyMap<string, Endpoint> = new Map(
  Object.values(Api.groups)
    .flatMap(({ endpoints }) => Object.values(endpoints))
    .map(({ headers, method, params, path, payload, query, success }): [string, Endpoint] => {
      const documented = path.replaceAll(/:([^/]+)/gu, "{$1}").slice(1)
      const [body] = Array.from(payload.values(), ({ schemas: [schema] }) => schema)
      const parts = [
        ["params", params],
        ["query", query],
        ["headers", headers],
        ["json", body]
      ] as const
      return [
        `${method} ${documented}`,
        {
          path: documented,
          parts: parts.flatMap(([part, schema]) => (isReader(schema) ? [[part, schema] as const] : [])),
          answer: Schema.Union(Array.from<unknown>(success).filter(isReader)),
          mayBeEmpty: Array.from<unknown>(success).some(
            (one) => isReader(one) && SchemaAST.isVoid(SchemaAST.toType(one.ast))
          )
        }
      ]
    })
)
