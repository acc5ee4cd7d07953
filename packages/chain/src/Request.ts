/**
 * What a caller wrote, read member by member and made into a request, or refused before anything is sent.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { isReader, type Reader } from "./Contract.ts"
import { type Reason, RequestRefused } from "./RequestRefused.ts"
import * as Upload from "./Upload.ts"
import { filled, variablesOf, type Verb } from "./Spelling.ts"

/** A request, and what of its options is not of the request. */
export interface Asked {
  readonly request: HttpClientRequest.HttpClientRequest
  /** What stands for each variable, as it was given. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly json: unknown
  readonly schema: Reader | undefined
  /** Of an upload, what is signed in the body's place. Rule: V3-SIGN-05. */
  readonly signed: Uint8Array | undefined
}

/** A request that was made when it was asked for, whenever it is sent: what changes since is not sent. */
export class Prepared {
  readonly made: ReturnType<typeof make>
  constructor(verb: Verb, path: string, options: unknown) {
    this.made = make(verb, path, options)
  }
}

/** Whether something was made before; what cannot be looked at was not. */
export const isPrepared = (given: unknown): given is Prepared =>
  Result.getOrElse(
    Result.try(() => given instanceof Prepared),
    () => false
  )

/** Options that are not variables. */
const named: ReadonlySet<string> = new Set(["json", "upload", "query", "headers", "schema"])

/**
 * Makes a request of a path as it is documented and what was written beside it. Each variable is percent-encoded; one that
 * is missing, empty, or would climb out of its place is refused. Rules: V3-SIGN-02, V3-SIGN-04.
 */
export const make = (verb: Verb, path: string, options: unknown): Result.Result<Asked, RequestRefused> => {
  const reasons: Array<Reason> = []
  const written = `/${path}`
  inspectPath(reasons, written)
  const given = membersOf(reasons, "options", options)
  const names = variablesOf(written)
  for (const name of Object.keys(given)) {
    if (!named.has(name) && !names.includes(name))
      reasons.push({ field: name, problem: "the path has no such variable" })
  }
  const params = Object.fromEntries(names.map((name) => [name, valueOf(reasons, name, given[name])]))
  const query = queryOf(reasons, given["query"])
  const headers = headersOf(reasons, given["headers"])
  const json = given["json"]
  const text = textOf(reasons, verb, json)
  const upload = uploadOf(reasons, verb, given)
  const { schema } = given
  if (schema !== undefined && !isReader(schema)) reasons.push({ field: "schema", problem: "it is no Schema" })
  if (Arr.isArrayNonEmpty(reasons)) return Result.fail(new RequestRefused({ path, reasons }))
  const target = filled(written, params)
  const request = HttpClientRequest.make(methods[verb])(target).pipe(
    HttpClientRequest.setUrlParams(query),
    HttpClientRequest.setHeaders(headers)
  )
  return Result.succeed({
    request: bodied(request, text, upload),
    params,
    query,
    headers,
    // what is sent is what is judged, however it was written
    json: text === undefined ? undefined : JSON.parse(text),
    schema: isReader(schema) ? schema : undefined,
    signed: upload?.signed
  })
}

const methods = { get: "GET", post: "POST", put: "PUT", patch: "PATCH", delete: "DELETE" } as const

/** A path is the program's own; what somebody gave stands for a variable in it. */
const inspectPath = (reasons: Array<Reason>, written: string): void => {
  const isWhole = /^\/v3(?:\/[0-9A-Za-z._~%{}-]*)+$/u.test(written)
  const climbs = written.split("/").some((segment) => /^(?:\.|%2e){1,2}$/iu.test(segment))
  const isEven = written.replaceAll(/\{[0-9A-Za-z_-]+\}/gu, "").search(/[{}]/u) === -1
  if (isWhole && !climbs && isEven && !/\/\//u.test(written)) return
  const problem = "it must be a path such as v3/certificates, without query, its variables as {name} (V3-SIGN-02)"
  reasons.push({ field: "path", problem })
}

/** The members of what ought to be an object, each read once; a getter that throws is as bad as no object. */
const membersOf = (reasons: Array<Reason>, field: string, given: unknown): Readonly<Record<string, unknown>> => {
  if (given === undefined) return Object.create(null)
  // without a prototype: what somebody put on that of all objects is no option
  const members = Result.try(() =>
    Predicate.isObject(given)
      ? Object.entries(given).reduce<Record<string, unknown>>(
          (own, [name, value]) => Object.assign(own, { [name]: value }),
          Object.create(null)
        )
      : undefined
  )
  if (Result.isSuccess(members) && members.success !== undefined) return members.success
  reasons.push({ field, problem: "it must be an object that can be read" })
  return Object.create(null)
}

/** Whether a text can be written in an address at all. */
const isWellFormed = (text: string): boolean => Result.isSuccess(Result.try(() => encodeURIComponent(text)))

/** Rule: V3-SIGN-02. */
const valueOf = (reasons: Array<Reason>, field: string, given: unknown): string => {
  const text = typeof given === "number" && Number.isSafeInteger(given) ? String(given) : given
  if (typeof text === "string" && isWellFormed(text) && !/^\.{0,2}$/u.test(text)) return text
  const problem =
    given === undefined
      ? "the path needs it"
      : "it must be text or a whole number, neither empty nor . or .., which would name another path (V3-SIGN-02)"
  reasons.push({ field, problem })
  return ""
}

const queryOf = (reasons: Array<Reason>, given: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(membersOf(reasons, "query", given)).flatMap(([name, value]) => {
      if (value === undefined) return []
      const isPlain = typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
      if (isWellFormed(name) && (isPlain || (typeof value === "string" && isWellFormed(value)))) {
        return [[name, String(value)]]
      }
      reasons.push({ field: `query.${name}`, problem: "it must be text, a number, true or false" })
      return []
    })
  )

/** What we sign and negotiate ourselves is not for others to set. */
const ours: ReadonlySet<string> = new Set([
  "authorization",
  "accept",
  "user-agent",
  "content-type",
  "content-length",
  "host",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "expect",
  "te",
  "trailer"
])

const headersOf = (reasons: Array<Reason>, given: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(membersOf(reasons, "headers", given)).flatMap(([name, value]) => {
      if (value === undefined) return []
      const field = `headers.${name}`
      if (ours.has(name.toLowerCase())) reasons.push({ field, problem: "the client sets it itself" })
      else if (
        typeof value === "string" &&
        /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u.test(name) &&
        /^[\t\u0020-\u007e]*$/u.test(value)
      ) {
        return [[name.toLowerCase(), value]]
      } else reasons.push({ field, problem: "name and value must be printable ASCII" })
      return []
    })
  )

const bodied = (
  request: HttpClientRequest.HttpClientRequest,
  text: string | undefined,
  upload: Upload.Body | undefined
): HttpClientRequest.HttpClientRequest => {
  if (upload !== undefined) return HttpClientRequest.bodyUint8Array(request, upload.bytes, upload.contentType)
  return text === undefined ? request : HttpClientRequest.bodyText(request, text, "application/json")
}

/** Rule: V3-SIGN-05. */
const uploadOf = (
  reasons: Array<Reason>,
  verb: Verb,
  { json, upload }: Readonly<Record<string, unknown>>
): Upload.Body | undefined => {
  if (upload === undefined) return undefined
  if (verb !== "post") reasons.push({ field: "upload", problem: "only a post uploads" })
  if (json !== undefined) reasons.push({ field: "json", problem: "an upload has no JSON body; its meta tells" })
  const body = Upload.make(upload)
  if (Result.isSuccess(body)) return body.success
  reasons.push(body.failure)
  return undefined
}

/** The body once and for all: these bytes are signed, and these are sent. Rule: V3-SIGN-04. */
const textOf = (reasons: Array<Reason>, verb: Verb, json: unknown): string | undefined => {
  if (json === undefined) return undefined
  const text = Result.try(() => JSON.stringify(json))
  if (Result.isFailure(text) || text.success === undefined) {
    reasons.push({ field: "json", problem: "it cannot be written as JSON" })
    return undefined
  }
  if (verb === "get") reasons.push({ field: "json", problem: "a get has no body; use query" })
  return text.success
}
