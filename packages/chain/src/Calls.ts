/**
 * What a call takes and answers, for endpoints of the contract and for every other path.
 *
 * @since 0.1.0
 */
import type { Api } from "@wxrepay/domain/api"
import type { CallError, UnnumberedError } from "@wxrepay/domain/client"
import type * as Effect from "effect/Effect"
import type { HttpApiEndpoint } from "effect/http-api"
import type * as Schema from "effect/Schema"
import type { Documented } from "./Documented.ts"
import type { Hash, HashDiffers, Options, Unproven, Untrusted } from "./Download.ts"
import type { RequestRefused } from "./RequestRefused.ts"
import type { Upload } from "./Upload.ts"
import type { Bare, Tree, Variable, Verb } from "./Spelling.ts"

/** How a call that reads can fail: refused before it was sent, or as every such call can. */
export type ChainError = RequestRefused | CallError

/** How a call that changes something can fail: whatever leaves open whether it took effect is `OutcomeUnknown`. Rule: V3-VER-08. */
export type ChainChangeError = RequestRefused | UnnumberedError

/** How a verb can fail. */
type Failure<V extends string> = V extends "get" ? ChainError : ChainChangeError

type Groups = (typeof Api)["groups"]

type Endpoint = {
  readonly [Name in keyof Groups]: Groups[Name]["endpoints"][keyof Groups[Name]["endpoints"]]
}[keyof Groups]

/** A path as the contract writes it: `:name` for `{name}`. */
type Coloned<Path extends string> = Path extends `${infer Before}{${infer Name}}${infer After}`
  ? `${Before}:${Name}${Coloned<After>}`
  : Path

/** The endpoints of the contract on a path, which names its variables in braces and nowhere else. */
type Contracted<Path extends string> = Path extends `${string}:${string}`
  ? never
  : Extract<Endpoint, { readonly path: `/${Coloned<Path>}` }>

/** Whether a path is known only when the program runs: any text, or a template with any text in it. */
type IsOpenEnded<Path extends string> = {} extends Record<Path, 1> ? true : false

/** What stands in for a variable. It is percent-encoded; one that would climb out of its place is refused. */
export type Value = string | number

type Values<Path extends string> = { readonly [Name in Variable<Path>]: Value }

/** What a member of a query may be; what is undefined is left out. */
export type QueryValue = string | number | boolean | undefined

interface Common {
  /** Further headers, such as the `Wechatpay-Serial` of the key that something was sealed with. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

interface Open extends Common {
  /** The body, as it is documented. */
  readonly json?: unknown
  /** A file and its `meta`, in place of `json`. Rule: V3-SIGN-05. */
  readonly upload?: Upload | undefined
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
}

interface Promised {
  /** Interrupts the call. Whether the platform took it is then not known. */
  readonly signal?: AbortSignal | undefined
}

type Arguments<Options> = {} extends Options ? readonly [options?: Options] : readonly [options: Options]

/** A message as it travels: the contract wraps its codecs, and what is inside knows the members. */
type Wire<Codec> = [Codec] extends [never]
  ? never
  : Codec extends { readonly schema: { readonly Encoded: infer E } }
    ? E
    : Codec extends { readonly Encoded: infer E }
      ? E
      : never

type Json<E> = [HttpApiEndpoint.Payload<E>] extends [never] ? {} : { readonly json: Wire<HttpApiEndpoint.Payload<E>> }

type Query<E> = [HttpApiEndpoint.Query<E>] extends [never]
  ? {}
  : {} extends Wire<HttpApiEndpoint.Query<E>>
    ? { readonly query?: Wire<HttpApiEndpoint.Query<E>> }
    : { readonly query: Wire<HttpApiEndpoint.Query<E>> }

/** The headers that an endpoint needs, and any others. */
type Headers<E> = [HttpApiEndpoint.Headers<E>] extends [never]
  ? Common
  : { readonly headers: Wire<HttpApiEndpoint.Headers<E>> & Readonly<Record<string, string>> }

type Typed<E, Path extends string> = Values<Path> & Json<E> & Query<E> & Headers<E> & { readonly schema?: never }

/** One verb of an endpoint of the contract. The answer was verified and is what the contract says it is. */
export interface TypedVerb<E, Path extends string, V extends string> {
  (...options: Arguments<Typed<E, Path>>): Effect.Effect<Wire<HttpApiEndpoint.Success<E>>, Failure<V>>
}

/** One verb of any other path. The answer was verified; what it says is for a schema to read. */
export interface OpenVerb<Path extends string, V extends string> {
  <A>(options: Values<Path> & Open & Read<A>): Effect.Effect<A, Failure<V>>
  (...options: Arguments<Values<Path> & Open>): Effect.Effect<unknown, Failure<V>>
}

/** The same, as a promise. */
export interface TypedAsyncVerb<E, Path extends string> {
  (...options: Arguments<Typed<E, Path> & Promised>): Promise<Wire<HttpApiEndpoint.Success<E>>>
}

/** The same, as a promise. */
export interface OpenAsyncVerb<Path extends string> {
  <A>(options: Values<Path> & Open & Promised & Read<A>): Promise<A>
  (...options: Arguments<Values<Path> & Open & Promised>): Promise<unknown>
}

/** A schema that reads the answer. */
interface Read<A> {
  readonly schema: Schema.ConstraintDecoder<A>
}

type Of<Path extends string, Lower extends string> = Extract<Contracted<Path>, { readonly method: Uppercase<Lower> }>

type Lowered<Path extends string> = Lowercase<Contracted<Path>["method"]>

/** A verb of a path that is known only when the program runs. */
export interface AnyVerb<V extends string> {
  <A>(options: object & Read<A>): Effect.Effect<A, Failure<V>>
  (options?: object): Effect.Effect<unknown, Failure<V>>
}

/** The same, as a promise. */
export interface AnyAsyncVerb {
  <A>(options: object & Read<A>): Promise<A>
  (options?: object): Promise<unknown>
}

/** The verbs of one path, each as a program: those of the contract, and every verb where it has none. */
export type Verbs<Path extends string> = Path extends string
  ? IsOpenEnded<Path> extends true
    ? { readonly [V in Verb]: AnyVerb<V> }
    : [Contracted<Path>] extends [never]
      ? { readonly [V in Verb]: OpenVerb<Path, V> }
      : { readonly [V in Lowered<Path>]: TypedVerb<Of<Path, V>, Path, V> }
  : never

/** The verbs of one path, each as a promise. */
export type AsyncVerbs<Path extends string> = Path extends string
  ? IsOpenEnded<Path> extends true
    ? { readonly [V in Verb as `${V}Async`]: AnyAsyncVerb }
    : [Contracted<Path>] extends [never]
      ? { readonly [V in Verb as `${V}Async`]: OpenAsyncVerb<Path> }
      : { readonly [V in Lowered<Path> as `${V}Async`]: TypedAsyncVerb<Of<Path, V>, Path> }
  : never

type Ends = { readonly [Path in Documented]: Verbs<Path> }

type AsyncEnds = { readonly [Path in Documented]: AsyncVerbs<Path> }

/** Every endpoint in three spellings, as programs. */
export type Chain = Tree<Documented, Ends> &
  Ends & {
    readonly downloadUnsigned: DownloadUnsigned
    /** A path as it is documented; one that this version does not know, too. */
    readonly chain: <const Path extends string>(path: Path) => Verbs<Bare<Path>>
  }

/** Downloads what is not signed. With a hash it answers only what proved to have it; without, nothing is proven. */
interface DownloadUnsigned {
  <A, E, R>(
    options: Options<Hash>,
    use: (untrusted: Untrusted) => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | ChainError | HashDiffers, R>
  <A, E, R>(
    options: Options<"None">,
    use: (untrusted: Untrusted) => Effect.Effect<A, E, R>
  ): Effect.Effect<Unproven<A>, E | ChainError, R>
  <A, E, R>(
    options: Options,
    use: (untrusted: Untrusted) => Effect.Effect<A, E, R>
  ): Effect.Effect<A | Unproven<A>, E | ChainError | HashDiffers, R>
}

/** The same, as promises: the bytes are a stream of the web. */
interface DownloadUnsignedAsync {
  <A>(options: Options<Hash> & Promised, use: (untrusted: ReadableStream<Uint8Array>) => Promise<A>): Promise<A>
  <A>(
    options: Options<"None"> & Promised,
    use: (untrusted: ReadableStream<Uint8Array>) => Promise<A>
  ): Promise<Unproven<A>>
  <A>(options: Options & Promised, use: (untrusted: ReadableStream<Uint8Array>) => Promise<A>): Promise<A | Unproven<A>>
}

/** Every endpoint in three spellings, as promises. */
export type AsyncChain = Tree<Documented, AsyncEnds> &
  AsyncEnds & {
    readonly downloadUnsignedAsync: DownloadUnsignedAsync
    /** A path as it is documented; one that this version does not know, too. */
    readonly chain: <const Path extends string>(path: Path) => AsyncVerbs<Bare<Path>>
  }
