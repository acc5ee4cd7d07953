/**
 * Files that WeChat Pay does not sign: read as they come, and trusted only when they have the hash that was told elsewhere.
 *
 * @since 0.1.0
 */
import { sha1 } from "@noble/hashes/legacy.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { getUnsigned, natured, SignedHttpClient, Transport, Unanswered } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ChainError } from "./Calls.ts"
import { RequestRefused } from "./RequestRefused.ts"

/** The hash of a file, as the signed answer before it told: `hash_type` and `hash_value`. */
export interface Hash {
  /** `SHA1` or `SHA256`. */
  readonly type: string
  /** In hex, of either case. */
  readonly value: string
}

/** Which file is downloaded. */
export interface Options<H extends Hash | "None" = Hash | "None"> {
  /** The address as the platform told it, `download_url`, or a path such as `/v3/merchant-service/images/…`. */
  readonly url: string
  /** What it has to hash to; `None` where no page gives a hash, and then nothing proves the file. */
  readonly hash: H
  /** Whether it comes gzipped, as with `tar_type=GZIP`: it is given, and hashed, as it was before. */
  readonly isGzipped?: boolean | undefined
}

/** The file is not the one that was told of, or was not read to its end: nothing of it is to be trusted. */
export class HashDiffers extends Schema.TaggedError<HashDiffers>()("HashDiffers", {
  problem: Schema.Literals(["Differs", "NotReadToItsEnd"])
}) {
  override readonly message = problems[this.problem]
  /** Another download may be whole; one that was not read has to be read otherwise. */
  readonly category = this.problem === "Differs" ? ("BackOff" as const) : ("FixRequest" as const)
}

/** What came of a file that nothing proves. */
export interface Unproven<A> {
  readonly _tag: "Unproven"
  readonly value: A
}

/** The bytes as they come. Nothing proves them before `use` has returned, so nothing done with them in it may be final. */
export type Untrusted = Stream.Stream<Uint8Array, ChainError>

/**
 * Reads a file while it comes, and answers what was made of it only once its hash is the one that was told. When that is
 * over, however it ended, the connection is let go.
 * Rules: V3-UNSIGNED-01, V3-SIGN-02.
 */
export const make = <A, E, R>(
  client: SignedHttpClient["Service"],
  options: Options,
  use: (untrusted: Untrusted) => Effect.Effect<A, E, R>
): Effect.Effect<A | Unproven<A>, E | ChainError | HashDiffers, Exclude<R, Scope.Scope>> =>
  Effect.scoped(download(client, options, use))

const download = Effect.fnUntraced(function* <A, E, R>(
  client: SignedHttpClient["Service"],
  given: Options,
  use: (untrusted: Untrusted) => Effect.Effect<A, E, R>
): Effect.fn.Return<A | Unproven<A>, E | ChainError | HashDiffers, R | Scope.Scope> {
  const { hasher, isGzipped, url } = yield* read(given)
  const response = yield* getUnsigned(url).pipe(Effect.provideService(SignedHttpClient, client), natured("Read"))
  const patience = yield* Transport.Deadline
  const bytes = response.stream.pipe(
    Stream.mapError(() => lost("BodyBroken")),
    Stream.timeoutOrElse({ duration: patience, orElse: () => Stream.fail(lost("Deadline")) }),
    (stream) => (isGzipped ? unzipped(stream) : stream)
  )
  let begun = 0
  let isWhole = false
  const value = yield* use(
    bytes.pipe(
      Stream.onStart(Effect.sync(() => (begun += 1))),
      Stream.tap((chunk) => Effect.sync(() => hasher?.hash.update(chunk))),
      Stream.onEnd(Effect.sync(() => (isWhole = true)))
    )
  )
  if (hasher === undefined) return { _tag: "Unproven", value }
  if (!isWhole || begun !== 1) return yield* new HashDiffers({ problem: "NotReadToItsEnd" })
  if (Hex.encode(hasher.hash.digest()) !== hasher.wanted) return yield* new HashDiffers({ problem: "Differs" })
  return value
})

const problems = {
  Differs: "The file does not have the hash that was told, so nothing of it is trusted (V3-UNSIGNED-01)",
  NotReadToItsEnd: "The file was not read to its end, once, so its hash is not known (V3-UNSIGNED-01)"
}

const lost = (problem: string): Unanswered => new Unanswered({ problem, phase: "Answered", category: "BackOff" })

const hashes = { SHA1: sha1, SHA256: sha256 }

const isHash = (type: unknown): type is keyof typeof hashes => type === "SHA1" || type === "SHA256"

/** Reads which file is meant. Whether its address leads anywhere, the client says. */
const read = Effect.fnUntraced(function* (given: unknown) {
  const refused = (field: string, problem: string) =>
    new RequestRefused({ path: "(a download)", reasons: [{ field, problem }] })
  const options = Result.try(() => (Predicate.isObject(given) ? { ...given } : {}))
  const { hash, isGzipped = false, url }: { [Name in keyof Options]?: unknown } = Result.getOrElse(options, () => ({}))
  const climbs = typeof url === "string" && url.startsWith("/") && /\\|#|\/\/|\/(?:\.|%2e){1,2}(?:[/?]|$)/iu.test(url)
  if (typeof url !== "string" || url === "" || climbs)
    return yield* refused("url", "it must be the address that was told, or a path")
  if (typeof isGzipped !== "boolean") return yield* refused("isGzipped", "it must be true or false")
  return { url, isGzipped, hasher: hash === "None" ? undefined : yield* hasherOf(hash, refused) }
})

/** What a file is hashed with, as it comes. */
const hasherOf = Effect.fnUntraced(function* (
  hash: unknown,
  refused: (field: string, problem: string) => RequestRefused
) {
  if (!Predicate.isObject(hash)) return yield* refused("hash", "it must be the hash that was told, or None")
  const { type, value }: { readonly type?: unknown; readonly value?: unknown } = hash
  if (!isHash(type)) return yield* refused("hash.type", "it must be SHA1 or SHA256; no other hash can be checked here")
  const algorithm = hashes[type]
  const { outputLen } = algorithm
  const wanted = typeof value === "string" ? value.toLowerCase() : ""
  if (wanted.length !== 2 * outputLen || Result.isFailure(Hex.decode(wanted))) {
    return yield* refused("hash.value", `it must be the ${2 * outputLen} hex digits of a ${type}`)
  }
  return { wanted, hash: algorithm.create() }
})

const unzipped = (zipped: Untrusted): Untrusted =>
  Stream.fromReadableStream({
    evaluate: () =>
      Stream.toReadableStream(Stream.map(zipped, (chunk) => Uint8Array.from(chunk))).pipeThrough(
        new DecompressionStream("gzip")
      ),
    onError: (error) => (error instanceof Unanswered ? error : lost("NotGzip"))
  })
