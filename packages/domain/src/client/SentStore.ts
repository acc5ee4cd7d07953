/**
 * What was sent under which number: a small memory that lets no number be used for two contents, and that tells a process
 * that comes back what it has to settle.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StoreError } from "./NotificationStore.ts"

/** A request that changes something, as it is remembered: by its number, and by a digest of its content. */
export interface Sent {
  /** Whose request it is. */
  readonly mchid: string
  /** What was asked for, such as `charge` or `book`. */
  readonly operation: string
  /** The merchant's own number of it, such as an `out_trade_no`. */
  readonly number: string
  /** Hex of a SHA-256 over the content. */
  readonly digest: string
  /**
   * Whether the number stands for one content for ever. Where it does not, each content is a request of its own: it is
   * remembered by operation, number and digest, and there is never an `Other`.
   */
  readonly isFixed: boolean
}

/**
 * `New`: nothing was sent under the number, as far as is known. `Doubtful`: the same was sent, and what became of it is not
 * known. `Settled`: the same was sent, and it is known to have happened. `Other`: another content was sent under the number, and
 * nothing is remembered of this one.
 */
export type Standing = "New" | "Doubtful" | "Settled" | "Other"

/** What was sent and is not settled. */
export interface Unsettled extends Pick<Sent, "operation" | "number"> {
  /** When it was first sent. */
  readonly since: DateTime.Utc
}

/**
 * Remembers what was sent. The digest is all that it keeps of a content. Rules: V3-IDEM-01, V3-IDEM-02, CR-DEDUCT-06,
 * CR-SCHED-05, CR-ID-04, PS-CREATE-02, PS-CANCEL-04, PS-COMPLETE-02.
 */
export class SentStore extends Context.Service<
  SentStore,
  {
    /** Remembers a request that is about to be sent, and says how it stands, in one step: of two contents only one gets in. */
    readonly claim: (sent: Sent) => Effect.Effect<Standing, StoreError>
    /** Forgets a request that certainly did not happen, unless it was claimed more than once or is settled. */
    readonly release: (sent: Sent) => Effect.Effect<void, StoreError>
    /** Records that it happened. One that is not remembered is remembered, and one of another content is left alone. */
    readonly settle: (sent: Sent) => Effect.Effect<void, StoreError>
    /** Forgets a request of this content that is proven not to have happened, however often it was claimed; a settled one stays. */
    readonly forget: (sent: Sent) => Effect.Effect<void, StoreError>
    /** What a merchant has sent and not settled, the oldest first: in flight, in doubt, or left by a process that died. */
    readonly unsettled: (mchid: string) => Effect.Effect<ReadonlyArray<Unsettled>, StoreError>
  }
>()("@wxrepay/domain/client/SentStore") {
  /**
   * The memory of one process, for as long as it lasts: who starts anew knows nothing of what was sent, and cannot tell that a
   * number was used for another content. It keeps the last 100,000 requests, forgets settled ones first, and never fails.
   *
   * It is one value, not a function: all that is provided with it in one program shares one memory.
   */
  static readonly layerMemory: Layer.Layer<SentStore> = Layer.sync(SentStore, () => memory())
}

/** How many requests a process remembers. */
const remembered = 100_000

/** What is remembered of a request that is not settled. */
interface Open extends Unsettled, Pick<Sent, "mchid" | "digest"> {
  readonly claims: number
}

/** One text for each request, and no text for two, whatever their numbers are made of. */
const keyOf = ({ digest, isFixed, mchid, number, operation }: Sent): string =>
  JSON.stringify([mchid, operation, number, isFixed ? "" : digest])

const memory = (): SentStore["Service"] => {
  const open = new Map<string, Open>()
  /** The digests of what is settled. */
  const settled = new Map<string, string>()

  const letGo = () => {
    if (open.size + settled.size <= remembered) return
    const from = settled.size > 0 ? settled : open
    const [oldest] = from.keys()
    if (oldest !== undefined) from.delete(oldest)
  }

  const claim = (sent: Sent, since: DateTime.Utc): Standing => {
    const key = keyOf(sent)
    const done = settled.get(key)
    if (done !== undefined) return done === sent.digest ? "Settled" : "Other"
    const known = open.get(key)
    if (known !== undefined && known.digest !== sent.digest) return "Other"
    open.set(key, known === undefined ? { ...sent, since, claims: 1 } : { ...known, claims: known.claims + 1 })
    letGo()
    return known === undefined ? "New" : "Doubtful"
  }

  const settle = (sent: Sent) => {
    const key = keyOf(sent)
    const known = open.get(key)
    if (settled.has(key) || (known !== undefined && known.digest !== sent.digest)) return
    open.delete(key)
    settled.set(key, sent.digest)
    letGo()
  }

  const forget = (sent: Sent, atMost: number) => {
    const key = keyOf(sent)
    const known = open.get(key)
    if (known !== undefined && known.digest === sent.digest && known.claims <= atMost) open.delete(key)
  }

  const unsettled = (mchid: string): ReadonlyArray<Unsettled> =>
    Array.from(open.values())
      .filter((known) => known.mchid === mchid)
      .map(({ number, operation, since }) => ({ operation, number, since }))
      .toSorted((left, right) => DateTime.Order(left.since, right.since))

  return SentStore.of({
    claim: (sent) => Effect.map(DateTime.now, (now) => claim(sent, now)),
    release: (sent) => Effect.sync(() => forget(sent, 1)),
    settle: (sent) => Effect.sync(() => settle(sent)),
    forget: (sent) => Effect.sync(() => forget(sent, Infinity)),
    unsettled: (mchid) => Effect.sync(() => unsettled(mchid))
  })
}
