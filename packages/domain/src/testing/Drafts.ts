/**
 * What a form or a program hands in, where no other module has it: drafts that keep every rule, and drafts of any kind
 * in which a few members are not what they should be.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { EchoDraft } from "../client/Health.ts"
import * as Contract from "../Contract.ts"
import * as Echo from "../Echo.ts"
import * as Ids from "../Ids.ts"
import * as NotifyUrl from "../NotifyUrl.ts"
import type * as ServiceOrderCall from "../ServiceOrderCall.ts"
import { fen, noFen } from "./Amounts.ts"
import { int, maybe, oneOf, pick } from "./Choice.ts"
import { which } from "./ServiceCalls.ts"
import { around, freeLetters, within } from "./Texts.ts"
import * as Values from "./Values.ts"

/** The wish to end a contract. */
export const termination: Arbitrary.Arbitrary<Contract.TerminationDraft> = Values.of(Contract.Termination)

/** An echo to ask for. */
export const echo: Arbitrary.Arbitrary<EchoDraft> = Arbitrary.all({
  echoMessage: Values.of(Echo.EchoMessage),
  notifyUrl: maybe(Values.of(NotifyUrl.AnyNotifyUrl))
})

/** Which contract is asked for. */
export const contractKey = Values.of(Schema.Struct({ outContractCode: Ids.OutContractCode }))

/** Which booking is asked for. */
export const recordKey = Values.of(Schema.Struct({ outRecordId: Ids.OutRecordId, contractId: Ids.ContractId }))

/** Which charge is asked for. */
export const orderKey = Values.of(Schema.Struct({ outTradeNo: Ids.OutTradeNo }))

/** Which service order is asked for: by its number or by a query_id, and never by both. */
export const serviceOrderKey: Arbitrary.Arbitrary<ServiceOrderCall.Key> = Arbitrary.map(
  Arbitrary.all({ which, queryId: maybe(within(512, freeLetters)) }),
  ({ queryId, which: { outOrderNo, ...of } }) => (queryId === undefined ? { ...of, outOrderNo } : { ...of, queryId })
)

/** A draft with one to three of its members changed, at any depth, to something of the same type: often to what a rule refuses. */
export const spoiled = <Draft extends object>(sound: Arbitrary.Arbitrary<Draft>): Arbitrary.Arbitrary<Draft> =>
  Arbitrary.flatMap(Arbitrary.all({ draft: sound, times: int(1, 3) }), ({ draft, times }) => spoil(draft, times))

const spoil = <Draft extends object>(draft: Draft, times: number): Arbitrary.Arbitrary<Draft> => {
  const members = Object.entries(draft).filter(([, given]) => given !== undefined)
  if (times === 0 || members.length === 0) return Arbitrary.Constant(draft)
  return Arbitrary.flatMap(int(0, members.length - 1), (at) => {
    const [name = "", given] = members[at] ?? []
    return Arbitrary.flatMap(other(given), (given) => spoil({ ...draft, [name]: given }, times - 1))
  })
}

const texts = oneOf<string>(
  oneOf(around(32, freeLetters), around(64, freeLetters), around(256, freeLetters)),
  pick("", " ", "*", "2025-02-30", "20250230", "http://lender.cn", "https://localhost/", "张三", "😀", "\uD83D"),
  Arbitrary.schema(Schema.String)
)

/** Something else of the same type. */
const other = (given: unknown): Arbitrary.Arbitrary<unknown> => {
  if (Predicate.isString(given)) return texts
  if (Predicate.isNumber(given)) return oneOf<number>(noFen, fen, int(-2, 101))
  if (Predicate.isBoolean(given)) return Arbitrary.Constant(!given)
  if (Redacted.isRedacted(given)) return Arbitrary.map(texts, (text) => Redacted.make(text))
  if (Array.isArray(given)) return lists(given)
  return Predicate.isObjectKeyword(given) ? spoil(given, 1) : Arbitrary.Constant(given)
}

/** A list that is empty, too long, or has something else in it. */
const lists = (given: ReadonlyArray<unknown>): Arbitrary.Arbitrary<unknown> =>
  oneOf<unknown>(
    Arbitrary.Constant([]),
    Arbitrary.Constant(Array.from({ length: 101 }, (_, at) => given[at % Math.max(given.length, 1)] ?? {})),
    Arbitrary.map(other(given[0] ?? {}), (first) => [first, ...given.slice(1)])
  )
