/**
 * What was handled before: a small memory that lets each event take effect once, however often it is delivered.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/**
 * A store could not be read or written: nothing certain is known of the event, the attempt or the request, so it has to come
 * again. It names what was being done, and never the event, the order or the number.
 */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  operation: Schema.Literals(["Claim", "Complete", "Release", "Settle", "Forget", "List"]),
  /** What stood in the way, when that is known: `LeaseLost`, `InTransaction`, `NoRow`, or the database's word for it, as `ConnectionError`. */
  problem: Schema.optionalKey(Schema.String)
}) {
  /** Nothing was sent: wait, then try again. */
  readonly category = "BackOff" as const
  override readonly message = `The store failed: ${this.operation}${
    this.problem === undefined ? "" : ` (${this.problem})`
  }`
}

/** `Done`: the work ran and is recorded. `DoneBefore`: it was recorded earlier, and did not run. `InProgress`: another runs it now. */
export type Once = "Done" | "DoneBefore" | "InProgress"

/** Remembers which events were handled. Rules: V3-HOOK-05, V3-HOOK-08. */
export class NotificationStore extends Context.Service<
  NotificationStore,
  {
    /**
     * Runs the work of a key unless it was done before or is being done now. When the work fails or is interrupted
     * nothing is recorded, and the next call runs it again.
     *
     * The key names the business event, as an order and the state it reached: the number of a delivery is not promised
     * to stay. `InProgress` is no success yet: answer a failure, so that the event comes again.
     */
    readonly once: <E, R>(key: string, work: Effect.Effect<void, E, R>) => Effect.Effect<Once, E | StoreError, R>
  }
>()("@wxrepay/domain/client/NotificationStore") {
  /**
   * The memory of one process: the last 100,000 keys that were done, the oldest forgotten first, and all of them when
   * the process ends. Enough for tests and for handlers that may run twice. It never fails, and no key waits for another.
   *
   * It is one value, not a function: all that is provided with it in one program shares one memory.
   */
  static readonly layerMemory: Layer.Layer<NotificationStore> = Layer.sync(NotificationStore, () => memory())
}

/** How many keys a process remembers. */
const remembered = 100_000

const memory = (): NotificationStore["Service"] => {
  const done = new Set<string>()
  const running = new Set<string>()

  const finish = (key: string, exit: Exit.Exit<void, unknown>) =>
    Effect.sync(() => {
      running.delete(key)
      if (Exit.isFailure(exit)) return
      done.add(key)
      const [oldest] = done
      if (done.size > remembered && oldest !== undefined) done.delete(oldest)
    })

  return NotificationStore.of({
    // Taking the key and promising to free it are one step: no interruption comes between them.
    once: (key, work) =>
      Effect.uninterruptibleMask((restore) => {
        if (done.has(key)) return Effect.succeed<Once>("DoneBefore")
        if (running.has(key)) return Effect.succeed<Once>("InProgress")
        running.add(key)
        return restore(work).pipe(
          Effect.onExit((exit) => finish(key, exit)),
          Effect.as<Once>("Done")
        )
      })
  })
}
