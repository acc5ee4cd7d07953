/**
 * How a call can end other than well. A call that reads fails with one of `CallError`; a call that changes something with one of
 * `ChangeError`, where `OutcomeUnknown` stands for everything that leaves open whether it took effect.
 *
 * @since 0.1.0
 */
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { Code } from "../api/ErrorAnswer.ts"
import { NoPlatformKey } from "../signing/KeyRing.ts"
import { SigningError } from "../signing/Signer.ts"
import { Reason } from "../signing/Verifier.ts"
import { Authenticity, Category } from "./Category.ts"
import type { StoreError } from "./NotificationStore.ts"
import { Problem } from "./Problem.ts"

const answered = {
  /** The HTTP status. */
  status: Schema.Int,
  /** WeChat Pay's number of this answer: quote it to their support. Rule: V3-RID-01. */
  requestId: Schema.optionalKey(Schema.String),
  category: Category
}

/** An answer that is not the platform's JSON, as it came. Rule: V3-ERR-03. */
const Answer = Schema.Struct({
  /** Without cookies. */
  headers: Schema.Record(Schema.String, Schema.String),
  text: Schema.String
})

/** Keeps an answer that is not the platform's JSON: what a gateway in between has to say. Rule: V3-ERR-03. */
export const answerOf = ({ headers }: HttpClientResponse, text: string): typeof Answer.Type => ({
  headers: Struct.omit(headers, ["set-cookie"]),
  text
})

/** What an answer is quoted by, if it has it. Rule: V3-RID-01. */
export const requestIdOf = ({ headers }: HttpClientResponse): { readonly requestId?: string } => {
  const requestId = headers["request-id"]
  return requestId === undefined ? {} : { requestId }
}

/** The platform refused. Branch on `status` and `code`, show `message`. Rules: V3-ERR-01 to V3-ERR-04. */
export class Rejection extends Schema.TaggedError<Rejection>()("Rejection", {
  ...answered,
  /** Missing when the body was not the platform's JSON, as from a gateway. Rule: V3-ERR-03. */
  code: Schema.optionalKey(Code),
  /** The platform's own text; when there was none, the beginning of the body. Rule: V3-ERR-03. */
  message: Schema.String,
  /** All that came, when it was not the platform's JSON. */
  answer: Schema.optionalKey(Answer),
  /** What the number in `requestId` says, where it is documented; two problems may share a code. Rule: PS-ERR-03. */
  problem: Schema.optionalKey(Problem),
  /** Which member was refused and why, when the platform says so. Rule: V3-ERR-02. */
  detail: Schema.optionalKey(Schema.Json),
  /** Whether the refusal is proven to be WeChat Pay's. Rule: V3-VER-09. */
  authenticity: Authenticity
}) {}

/** An answer of success that is not proven to be WeChat Pay's. What was asked for may have happened. Rules: V3-VER-05, V3-VER-08. */
export class Unverified extends Schema.TaggedError<Unverified>()("Unverified", { ...answered, reason: Reason }) {
  override readonly message = `The answer cannot be trusted: ${this.reason.message}`
}

/** A verified answer of success that this version cannot read, or that only says accepted. What was asked for may have happened. */
export class Unreadable extends Schema.TaggedError<Unreadable>()("Unreadable", {
  ...answered,
  /** Where and why, without the values. */
  problem: Schema.String,
  /** All that came, when it was no JSON. */
  answer: Schema.optionalKey(Answer)
}) {
  override readonly message = `The answer cannot be read: ${this.problem}`
}

/** No byte left: what was asked for has not happened, and may be asked for again, on any host. Rule: V3-NET-04. */
export class NotSent extends Schema.TaggedError<NotSent>()("NotSent", {
  /** The network's word for it: `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`, `Deadline`, …. */
  problem: Schema.String
}) {
  override readonly message = `Nothing was sent: ${this.problem}`
  readonly category = "BackOff" as const
}

/** No whole answer came. What was asked for may have happened. Rule: V3-NET-04. */
export class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", {
  /** The network's word for it: `ECONNRESET`, `UND_ERR_SOCKET`, `Deadline`, …. */
  problem: Schema.String,
  /** How far it came: bytes may have left, the head of an answer had come, or the transport cannot tell. */
  phase: Schema.Literals(["Sent", "Answered", "Unknown"]),
  category: Category
}) {
  override readonly message = `No answer: ${this.problem}`
}

/**
 * Our clock and the platform's are more than five minutes apart, by the `Date` of its answer: it refuses what we sign (401), or we
 * cannot believe what it signs. Set the clock. Rules: V3-VER-04, V3-AUTH-06.
 */
export class ClockSkewed extends Schema.TaggedError<ClockSkewed>()("ClockSkewed", {
  ...answered,
  /** How many seconds our clock is ahead of the platform's; negative when it is behind. */
  skewSeconds: Schema.Int
}) {
  override readonly message = `The clock is ${Math.abs(this.skewSeconds)} s ${
    this.skewSeconds > 0 ? "ahead of" : "behind"
  } WeChat Pay's, and 300 s are allowed (V3-VER-04)`
}

/** Everything that can go wrong between signing a request and reading its answer. */
export const CallError = Schema.Union([
  SigningError,
  NoPlatformKey,
  NotSent,
  Rejection,
  Unverified,
  Unreadable,
  Unanswered,
  ClockSkewed
])
export type CallError = typeof CallError.Type

/**
 * Whether the change took effect is not known, and no failure says so: ask by the number, or send the identical request again;
 * `settle` does both. Never take another number. Rules: V3-IDEM-02, V3-NET-04, V3-RETRY-01, V3-VER-08, V3-VER-09, CR-DEDUCT-06.
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", {
  /** What was asked for, such as `charge`. */
  operation: Schema.String,
  /** The merchant's own number of it, such as an `out_trade_no`, where it has one. */
  number: Schema.optionalKey(Schema.String),
  /** How the attempts that leave it open ended, in order, and then how the last one did. */
  attempts: Schema.NonEmptyArray(CallError),
  /** Whether a call before this one had sent it already, so that no end of this one says that it did not happen. */
  isRepeat: Schema.Boolean
}) {
  override readonly message = `Whether ${this.operation}${
    this.number === undefined ? "" : ` ${this.number}`
  } took effect is not known: ${this.attempts.map(({ _tag, message }) => `${_tag}: ${message}`).join("; then ")}`
  readonly category = "AskFirst" as const
}

/**
 * Another content was sent under the number before, so this one is not sent: one number stands for one content for ever. Rules:
 * CR-DEDUCT-06, CR-SCHED-05, CR-ID-04, PS-CREATE-02, PS-CANCEL-04, PS-COMPLETE-02.
 */
export class NumberReused extends Schema.TaggedError<NumberReused>()("NumberReused", {
  operation: Schema.String,
  /** Which member holds the number. */
  field: Schema.String,
  number: Schema.String,
  rule: Schema.String
}) {
  override readonly message = `${this.field} ${this.number} was sent before with other content (${this.rule})`
  /** Nothing was sent by this call; what became of the one before, `settle` finds out. */
  readonly category = "FixRequest" as const
}

/** How a call that changes something can end other than well. What `Rejection` says is proven: nothing was changed by it. */
export type ChangeError =
  | SigningError
  | NoPlatformKey
  | NotSent
  | Rejection
  | ClockSkewed
  | NumberReused
  | StoreError
  | OutcomeUnknown

/**
 * The order was to begin without the user's word, and the platform made it wait for one: creating it has failed.
 * Rule: PS-CREATE-03.
 */
export class NotBegun extends Schema.TaggedError<NotBegun>()("NotBegun", { outOrderNo: Schema.String }) {
  override readonly message = `The platform did not begin ${this.outOrderNo} without the user's confirmation (PS-CREATE-03)`
  readonly category = "AskFirst" as const
}

/**
 * The platform answered the booking without listing it: it is not booked. Read the booking before trying again.
 * Rules: CR-SCHED-02, CR-ERR-02.
 */
export class NotBooked extends Schema.TaggedError<NotBooked>()("NotBooked", { outRecordId: Schema.String }) {
  override readonly message = `The platform did not book ${this.outRecordId}, though it accepted the call (CR-SCHED-02)`
  readonly category = "AskFirst" as const
}
