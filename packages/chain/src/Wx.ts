/**
 * Every endpoint of API v3 as programs.
 *
 * @since 0.1.0
 */
import {
  Access,
  Changes,
  CurrentManner,
  type KeyError,
  natured,
  placesOf,
  SignedHttpClient,
  Transport,
  type TransportServices,
  type Unreadable,
  unreadable
} from "@wxrepay/domain/client"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Chain, ChainChangeError, ChainError } from "./Calls.ts"
import * as Contract from "./Contract.ts"
import * as Download from "./Download.ts"
import * as Nodes from "./Nodes.ts"
import * as Request from "./Request.ts"
import { isVerb, type Verb } from "./Spelling.ts"

/**
 * The merchant's WeChat Pay, endpoint by endpoint: `wx.v3.certificates.get()`, `wx.chain("v3/certificates").get()` and
 * `wx["v3/certificates"].get()` are one request.
 */
export class Wx extends Context.Service<Wx, Chain>()("@wxrepay/chain/Wx") {
  /** From values, over a transport. */
  static readonly layer = (settings: Access.Settings): Layer.Layer<Wx, KeyError, TransportServices> =>
    Wx.layerFrom.pipe(Layer.provide(Access.layer(settings)))

  /** From the environment: the variables of `Access`. */
  static get layerConfig(): Layer.Layer<Wx, Config.ConfigError, TransportServices> {
    return Wx.layerFrom.pipe(Layer.provide(Access.layerConfig))
  }

  /** Over services of your own, as `Access.layerFrom` makes them of a `Signer` and a `KeyRing`. */
  static get layerFrom(): Layer.Layer<Wx, never, SignedHttpClient | Changes> {
    return Layer.effect(
      Wx,
      Effect.map(Effect.all([SignedHttpClient, Changes, Transport.Deadline]), ([client, changes, patience]) =>
        make({ client, changes }, patience)
      )
    )
  }
}

/** What calls are made with. */
interface Services {
  readonly client: SignedHttpClient["Service"]
  readonly changes: Changes["Service"]
}

const make = (services: Services, patience: Duration.Duration): Chain =>
  Nodes.root({
    call: (verb, path, options) => call(services, verb, path, options),
    verbOf: (name) => (isVerb(name) ? name : undefined),
    besides: {
      downloadUnsigned: (options: Download.Options, use: (untrusted: Download.Untrusted) => Effect.Effect<unknown>) =>
        Effect.provideService(Download.make(services.client, options, use), Transport.Deadline, patience)
    }
  }) as Chain

/** A path that is not known says nothing of money, so every change is taken for a charge. Rule: V3-RETRY-01. */
const natureOf = (verb: Verb) => (verb === "get" ? "Read" : "Charge")

/** One call, by whichever spelling. It is made here and now, so that what is sent later, or again, is what was asked for. */
const call = (
  services: Services,
  verb: Verb,
  path: string,
  options: unknown
): Effect.Effect<unknown, ChainError | ChainChangeError> => {
  const { made } = Request.isPrepared(options) ? options : new Request.Prepared(verb, path, options)
  return Effect.flatMap(Effect.fromResult(made), (asked) => exchange(services, verb, path, asked))
}

const exchange = Effect.fnUntraced(function* (
  { changes, client }: Services,
  verb: Verb,
  path: string,
  asked: Request.Asked
): Effect.fn.Return<unknown, ChainError | ChainChangeError> {
  const endpoint = Contract.find(asked.request.method, path)
  if (endpoint !== undefined) yield* Contract.inspect(endpoint, asked)
  const nature = natureOf(verb)
  const sent = client.execute(asked.request).pipe(
    Effect.flatMap((response) => read(nature, response, asked.schema, endpoint)),
    Effect.provideService(CurrentManner, { signedText: asked.signed, pathTemplate: `/${path}` })
  )
  const judged: Effect.Effect<unknown, ChainError | ChainChangeError> =
    nature === "Read" ? natured(nature)(sent) : changes.unnumbered(`${verb} /${path}`, nature, sent)
  return yield* Effect.withSpan(judged, `Wx.${verb}`, { attributes: { "url.template": `/${path}` } })
})

/** Reads an answer that was verified. What the contract knows is held to it, and given as it travelled. */
const read = Effect.fnUntraced(function* (
  nature: ReturnType<typeof natureOf>,
  response: HttpClientResponse,
  schema: Contract.Reader | undefined,
  endpoint: Contract.Endpoint | undefined
): Effect.fn.Return<unknown, Unreadable> {
  const text = yield* Effect.orElseSucceed(response.text, () => "")
  const json = text.trim() === "" ? Option.some(undefined) : readJson(text)
  if (Option.isNone(json)) return yield* unreadable(nature, response, "its body is not the JSON it should be", text)
  const misread = (error: Schema.SchemaError) => unreadable(nature, response, placesOf(error))
  if (schema !== undefined) return yield* Effect.mapError(Schema.decodeUnknownEffect(schema)(json.value), misread)
  if (endpoint !== undefined && !(json.value === undefined && endpoint.mayBeEmpty)) {
    yield* Effect.mapError(Schema.decodeUnknownEffect(endpoint.answer)(json.value), misread)
  }
  return json.value
})

const readJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))
