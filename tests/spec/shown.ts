/**
 * Every way in which a value may come to be shown: in a log, in a report, in an answer.
 */
import * as Formatter from "effect/Formatter"
import { inspect } from "node:util"

/** All of them in one text. */
export const shown = (value: unknown): string =>
  [
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    Formatter.format(value),
    Formatter.formatJson(value),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? `${value.message} ${value.stack}` : ""
  ].join("\n")
