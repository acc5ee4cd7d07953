/**
 * Everything that a program tells while it runs, written down: logs at their loudest, spans, failures.
 */
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Formatter from "effect/Formatter"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"

/** Every way in which a value may be shown. */
export const shown = (value: unknown): string =>
  [
    inspect(value, { depth: 12, showHidden: true, getters: true }),
    Formatter.format(value),
    Formatter.formatJson(value),
    String(value),
    value instanceof Error ? `${value.stack} ${value.message}` : ""
  ].join("\n")

/** Runs an effect while everything it tells is written down. */
export const overheard = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const heard: Array<string> = []
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const loggers = [Logger.formatJson, Logger.formatLogFmt, Logger.formatSimple].map((logger) =>
    Logger.map(logger, (text) => void heard.push(text))
  )
  const exit = yield* Effect.exit(effect).pipe(
    Effect.tap((exit) => (Exit.isFailure(exit) ? Effect.logFatal("failed", exit.cause) : Effect.logInfo("done"))),
    Effect.provideService(Tracer.Tracer, tracer),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provide(Logger.layer(loggers))
  )
  if (Exit.isFailure(exit)) heard.push(shown(exit), Cause.pretty(exit.cause))
  for (const { attributes, events, name, status } of spans) {
    heard.push(name, shown([...attributes]), shown(events))
    if (status._tag === "Ended" && Exit.isFailure(status.exit))
      heard.push(shown(status.exit), Cause.pretty(status.exit.cause))
  }
  return { exit, spans, text: heard.join("\n") }
})

/** Fails when any of the secrets stands in a text. */
export const assertSilent = (text: string, secrets: ReadonlyArray<string>): void => {
  assert.isAbove(text.length, 0)
  for (const secret of secrets) assert.isFalse(text.includes(secret), `${secret.slice(0, 8)}… is shown`)
}
