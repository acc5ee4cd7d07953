/**
 * A transport to a sandbox in process that mishaps strike, exchange by exchange, as the dice of a seed say.
 *
 * It tells how far each exchange came, as a good transport does, or nothing at all, as one that knows nothing.
 */
import { primary, Transport } from "@wxrepay/domain/client"
import { type Fault, faults, type Sandbox } from "@wxrepay/sandbox"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as MutableRef from "effect/MutableRef"
import * as Scheduler from "effect/Scheduler"
import type * as Scope from "effect/Scope"
import type { Dice } from "./dice.ts"
import * as Mishaps from "./mishaps.ts"
import { isQuestion, type Target, targetOf } from "./targets.ts"
import type { Call, Witness } from "./witness.ts"

/** What a transport of one schedule is made of. */
export interface Options {
  readonly dice: Dice
  readonly weather: Mishaps.Weather
  /** Whether it says how far an exchange came. */
  readonly tellsPhase: boolean
  readonly sandbox: Sandbox["Service"]
  readonly witness: Witness
  /** When mishaps begin and end, in virtual milliseconds. */
  readonly from: number
  readonly until: number
  /** Where requests wander that outlive their sender. */
  readonly scope: Scope.Scope
  /** Ends the process that is running. */
  readonly crash: Effect.Effect<never>
}

type Request = HttpClientRequest.HttpClientRequest
type Response = HttpClientResponse.HttpClientResponse

/** Makes the transport. */
export const make = ({ crash, dice, from, sandbox, scope, tellsPhase, until, weather, witness }: Options) => {
  const { likelihood, most } = weather
  let struck = 0
  let next: Fault | undefined
  /** True answers of before, to be given to other questions. */
  const heard = new Map<string, { readonly number: string; readonly text: string }>()

  const mishap = Effect.map(Clock.currentTimeMillis, (now): Mishaps.Mishap => {
    if (now < from || now >= until || struck >= most || !dice.happens(likelihood)) return { _tag: "None" }
    struck += 1
    return Mishaps.draw(dice, weather)
  })

  /** Lets a request arrive: nothing else happens until the sandbox has decided. */
  const arrive = Effect.fnUntraced(function* (
    request: Request,
    target: Target,
    call: Call | undefined,
    fault?: Fault
  ): Effect.fn.Return<Response> {
    const before = yield* sandbox.state
    next = fault
    const response = yield* sandbox.app.pipe(
      Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
      Effect.scoped,
      Effect.provideService(Scheduler.PreventSchedulerYield, true)
    )
    witness.arrived(target, call, before, yield* sandbox.state)
    return HttpServerResponse.toClientResponse(response, { request })
  })

  /** Lets a copy of a request arrive later, whatever becomes of its sender. */
  const wander = Effect.fnUntraced(function* (
    request: Request,
    target: Target,
    call: Call | undefined,
    seconds: number
  ) {
    const key = `${target.operation} ${target.number}`
    const arriving = Effect.suspend(() => {
      witness.say(`a copy arrives: ${key}`)
      return arrive(request, target, call)
    })
    yield* Effect.forkIn(Effect.andThen(Effect.sleep(`${seconds} seconds`), arriving), scope)
  })

  const send = Effect.fnUntraced(function* (
    request: Request
  ): Effect.fn.Return<Response, HttpClientError.HttpClientError> {
    const target = targetOf(request)
    const struckBy = yield* mishap
    const reported = yield* Transport.CurrentPhase
    const reach = (phase: Transport.Phase) => {
      if (tellsPhase && reported !== undefined) MutableRef.set(reported, phase)
    }
    const kind = `${target.operation} ${target.number}`
    witness.say(
      `${new URL(request.url).host === new URL(primary).host ? "" : "backup "}${kind} meets ${spelled(struckBy)}`
    )
    reach("NotConnected")
    if (struckBy._tag === "Crash" && struckBy.at === "Before") return yield* crash
    if (struckBy._tag === "ConnectTimeout") return yield* Effect.never
    yield* Effect.sleep(dice.between(1, 40))
    if (struckBy._tag === "Refused") return yield* failed(request, "ECONNREFUSED")
    reach("Sent")
    const call = isQuestion(target) ? undefined : witness.leaves(target, yield* sandbox.state)
    const over = (ends: Mishaps.Ending) => (ends === "Reset" ? failed(request, "ECONNRESET") : Effect.never)
    yield* Effect.sleep(dice.between(1, 400))
    if (struckBy._tag === "RequestLost") return yield* over(struckBy.ends)
    if (struckBy._tag === "Late") {
      yield* wander(request, target, call, struckBy.seconds)
      return yield* over(struckBy.ends)
    }
    if (struckBy._tag === "Crash" && struckBy.at === "UnderWay") {
      yield* wander(request, target, call, dice.between(0, 5))
      return yield* crash
    }
    const fault = faultOf(struckBy, target)
    const response = yield* arrive(request, target, call, fault)
    // what was refused is not done by a copy that nobody sent: nothing on the way makes one of a request under TLS
    if (struckBy._tag === "Twice" && response.status < 400) yield* wander(request, target, call, struckBy.seconds)
    if (struckBy._tag === "Crash") return yield* crash
    yield* Effect.sleep(dice.between(1, 400))
    if (struckBy._tag === "AnswerLost") return yield* over(struckBy.ends)
    if (struckBy._tag === "AnswerLate") yield* Effect.sleep("2 minutes")
    if (response.status === 404 && isBelieved(fault)) witness.absent(target)
    if (response.status === 200 && fault === undefined) {
      heard.set(target.operation, { number: target.number, text: yield* response.text })
    }
    reach("Answered")
    return response
  })

  const faultOf = (struckBy: Mishaps.Mishap, target: Target): Fault | undefined => {
    if (struckBy._tag === "Spoken") return faults[believable(struckBy.name, target)]
    if (struckBy._tag !== "OfAnother" && struckBy._tag !== "Forged") return undefined
    // a platform that does not list a booking says that there is none (CR-SCHED-02), so of that it must not lie
    if (struckBy._tag === "OfAnother" && target.operation === "book") return undefined
    const before = heard.get(target.operation)
    if (before === undefined) return undefined
    if (struckBy._tag === "Forged") {
      const body = before.text.replaceAll(before.number, target.number)
      return { strikes: "BeforeCommit", says: { status: 200, body }, proof: "Wrong" }
    }
    const body = before.text.replaceAll(before.number, `${target.number}X`)
    return { strikes: "AfterCommit", says: { status: 200, body } }
  }

  /** What the library believes is let be true, for it cannot know better: 429 means not accepted, but for charges (V3-RATE-01). */
  const believable = (name: (typeof Mishaps.spoken)[number], { operation }: Target) =>
    name === "limitedAfter" && operation !== "charge" && operation !== "pay" ? "limitedBefore" : name

  const http = HttpClient.make((request) => send(request))
  return {
    http,
    /** What the sandbox is disturbed with: the fault of the request that is arriving. */
    calls: (): Fault | undefined => next
  }
}

const failed = (request: Request, code: string) =>
  Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({ request, cause: { code } })
    })
  )

/** Whether the answer is proven to be the platform's all the same. */
const isBelieved = ({ aheadSeconds, cut, proof }: Fault = { strikes: "AfterCommit" }): boolean =>
  aheadSeconds === undefined && cut !== "AfterSigning" && proof === undefined

const spelled = ({ _tag, ...rest }: Mishaps.Mishap): string => [_tag, ...Object.values(rest)].join(" ")
