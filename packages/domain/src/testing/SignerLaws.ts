/**
 * What every signer promises, whatever holds its key: for a `Signer` of your own over an HSM or a KMS. Headers are taken
 * apart, signatures verified with the public key over lines that are put together here, and nobody shows a secret.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as KeyFormat from "effect/crypto/KeyFormat"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { type Crypto, layerCrypto } from "../client/Transport.ts"
import { KeyError, rs256 } from "../signing/Keys.ts"
import * as Message from "../signing/Message.ts"
import { Signer, SigningError } from "../signing/Signer.ts"
import { int, oneOf, pick } from "./Choice.ts"
import { broken, holds, type Law, make, type Options, property, same } from "./Law.ts"

/** What a signer is held to. */
export interface Settings extends Options {
  readonly mchid: string
  /** The serial of the merchant's certificate, in upper-case hex. */
  readonly serialNo: string
  /** The merchant's public key in PEM: `BEGIN PUBLIC KEY`. */
  readonly publicKey: string
  /** What nothing may show: key material, tokens of the key's holder. No 12 characters in a row of it come up anywhere. */
  readonly secrets?: ReadonlyArray<string | Redacted.Redacted>
  /** The same signer over a key that does not sign: access denied, a service that is away. */
  readonly failing?: Layer.Layer<Signer, unknown, Crypto>
}

/** Words of a target, as they are sent: percent-encoded, reserved characters among them. */
const words = pick("v3", "pay", "%E8%BF%98%E6%AC%BE", "a%20b", "a+b", "1.0", "~", "*'()", "%2F", "-_", ";=,@:")

/** Targets as they are sent. */
export const targets = Arbitrary.map(
  Arbitrary.all({
    path: Arbitrary.array(words, { minLength: 1, maxLength: 4 }),
    query: Arbitrary.array(words, { maxLength: 3 })
  }),
  ({ path, query }) => `/${path.join("/")}${query.length === 0 ? "" : `?${query.map((word) => `q=${word}`).join("&")}`}`
)

const utf8 = new TextEncoder()

/** Bodies: none, JSON, lines, a byte order mark, and bytes that are no text. */
export const bodies: Arbitrary.Arbitrary<Uint8Array> = oneOf(
  Arbitrary.map(pick("", "{}", '{"description":"信贷还款"}', "\n", "a\r\n", "\uFEFF{}", " "), (text) =>
    utf8.encode(text)
  ),
  Arbitrary.map(Arbitrary.array(int(0, 255), { maxLength: 64 }), (bytes) => Uint8Array.from(bytes)),
  Arbitrary.Constant(Uint8Array.of(0xff, 0xfe, 0x00, 0x0a, 0xc3, 0x28))
)

/** Any request that may be signed. */
export const requests: Arbitrary.Arbitrary<Message.Unsigned> = Arbitrary.all({
  method: pick("GET", "POST", "PUT", "PATCH", "DELETE"),
  target: targets,
  body: bodies
})

const some: Message.Unsigned = { method: "POST", target: "/pay?a=1", body: utf8.encode('{"a":1}') }

/** A time that is no full second: 2025-11-21T00:00:00.999Z. */
const moment = 1_763_683_200_999

const sign = (request: Message.Unsigned) => Effect.flatMap(Signer, (signer) => signer.sign(request))

/** What a header says, which has to be one line of five parts, each once. */
const parse = Effect.fnUntraced(function* (header: string) {
  const said = /[\r\n]/u.test(header) ? undefined : Message.parseAuthorization(header)
  return said ?? (yield* broken(`${Message.scheme} and five parts, each once, on one line`, header))
})

const signed = (request: Message.Unsigned) => Effect.flatMap(sign(request), parse)

/** Every text in a value, at any depth, whether it is told or hidden. */
const textsOf = (value: unknown, seen: Set<unknown> = new Set()): ReadonlyArray<string> => {
  if (Predicate.isString(value)) return [value]
  if (!Predicate.isObjectKeyword(value) || seen.has(value) || Redacted.isRedacted(value)) return []
  seen.add(value)
  if (value instanceof Uint8Array) return [new TextDecoder().decode(value), Base64.encode(value)]
  return Reflect.ownKeys(value).flatMap((name) => textsOf(Reflect.get(value, name), seen).concat(String(name)))
}

/** Nothing of a secret stands in a value, nor in what is printed of it. */
const silent = Effect.fnUntraced(function* (value: unknown, secrets: ReadonlyArray<string | Redacted.Redacted>) {
  const printed = [...textsOf(value), String(value)].join("\n").replaceAll(/\s/gu, "")
  for (const secret of secrets) {
    const text = (Redacted.isRedacted(secret) ? Redacted.value(secret) : secret)
      .replaceAll(/-----[A-Z0-9 ]+-----/gu, "")
      .replaceAll(/\s/gu, "")
    const runs = Array.from({ length: Math.max(text.length - 11, 1) }, (_, at) => text.slice(at, at + 12))
    yield* holds(!runs.some((run) => run !== "" && printed.includes(run)), "no secret to show", "one that shows")
  }
})

/** Every law. Rules: V3-SIGN-01 to V3-SIGN-04, V3-SIGN-06, V3-AUTH-01 to V3-AUTH-03, V3-RETRY-03. */
export const laws = ({
  failing,
  mchid,
  publicKey,
  secrets = [],
  serialNo,
  ...options
}: Settings): ReadonlyArray<Law<SigningError | KeyError, Signer>> => {
  /** The signature is that of the five lines, with the time and the nonce of its own header. */
  const verify = Effect.fnUntraced(function* (request: Message.Unsigned) {
    const header = yield* signed(request)
    const key = yield* KeyFormat.decodePublic(KeyFormat.pem(KeyFormat.spki), rs256, publicKey).pipe(
      Effect.mapError(() => new KeyError({ key: "merchant public key", problem: "it has to be a PUBLIC KEY in PEM" }))
    )
    const lines = [request.method, request.target, header.timestamp, header.nonce].map((line) => `${line}\n`).join("")
    const bytes = Uint8Array.from([...utf8.encode(lines), ...request.body, 0x0a])
    const given = Result.getOrElse(Base64.decode(header.signature), () => new Uint8Array())
    const verifier = yield* Signature.Signature
    const isRight = yield* Effect.orElseSucceed(verifier.verify(key, given, bytes), () => false)
    yield* holds(isRight, "a signature that the public key verifies", header.signature)
  }, Effect.provide(layerCrypto))

  const sayNothing = Effect.gen(function* () {
    yield* silent(yield* sign(some), secrets)
    if (failing === undefined) return
    const exit = yield* Effect.exit(Effect.provide(sign(some), Layer.provide(failing, layerCrypto)))
    if (Exit.isSuccess(exit)) return yield* broken("a signer whose key fails to fail", exit.value)
    yield* silent(exit.cause, secrets)
    yield* silent(Cause.pretty(exit.cause), secrets)
    const isTyped = Cause.squash(exit.cause) instanceof SigningError && !Cause.hasDies(exit.cause)
    yield* holds(isTyped, "a SigningError", Cause.squash(exit.cause))
  })

  return [
    make(
      "V3-AUTH-01 the header is one line: the scheme, and five parts in any order, each once and in quotes",
      Effect.gen(function* () {
        const header = yield* sign(some)
        yield* parse(header)
        const parts = header.slice(Message.scheme.length + 1).split(",")
        yield* same(parts.map((part) => part.trim().replace(/=.*$/u, "")).toSorted(), [
          "mchid",
          "nonce_str",
          "serial_no",
          "signature",
          "timestamp"
        ])
      })
    ),
    make(
      "V3-AUTH-02 V3-AUTH-03 the header names the merchant that signs, and the serial of its own certificate",
      Effect.gen(function* () {
        const header = yield* signed(some)
        yield* same([header.mchid, header.serialNo], [mchid, serialNo])
        yield* same((yield* Signer).mchid, mchid)
      })
    ),
    make(
      "V3-SIGN-03 the timestamp is the clock in whole seconds, rounded down",
      Effect.gen(function* () {
        for (const millis of [0, moment - 999, moment, moment + 1]) {
          yield* TestClock.setTime(millis)
          yield* same((yield* signed(some)).timestamp, String(Math.floor(millis / 1000)))
        }
      })
    ),
    make(
      "V3-SIGN-03 twenty signatures have twenty nonces, of at most 32 letters and digits",
      Effect.gen(function* () {
        const nonces = new Set<string>()
        for (let time = 0; time < 20; time++) {
          const { nonce } = yield* signed(some)
          yield* holds(/^[0-9A-Za-z]{16,32}$/u.test(nonce), "16 to 32 letters and digits", nonce)
          nonces.add(nonce)
        }
        yield* same(nonces.size, 20)
      })
    ),
    property(
      "V3-SIGN-01 V3-SIGN-02 V3-SIGN-04 V3-SIGN-06 the signature is that of exactly the five lines of exactly the bytes",
      requests,
      verify,
      { runs: 25, ...options }
    ),
    make(
      "V3-RETRY-03 a request that is signed again is signed afresh: another time, another nonce, another signature",
      Effect.gen(function* () {
        yield* TestClock.setTime(moment)
        const first = yield* signed(some)
        yield* TestClock.adjust("1 second")
        const second = yield* signed(some)
        yield* same([first.timestamp, second.timestamp], ["1763683200", "1763683201"])
        yield* holds(first.nonce !== second.nonce, "another nonce", second.nonce)
        yield* holds(first.signature !== second.signature, "another signature", second.signature)
      })
    ),
    make(
      "V3-SIGN-03 of many requests at once each is signed with the time and the nonce of its own header",
      Effect.forEach(
        Array.from({ length: 8 }, (_, at) => ({ ...some, target: `/pay/${at}` })),
        verify,
        { concurrency: "unbounded" }
      )
    ),
    make("V3-SIGN-06 neither a header nor a failure shows a secret, and what fails is a SigningError", sayNothing)
  ]
}
