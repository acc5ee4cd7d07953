/**
 * Where boundaries lie that no schema tells: for a schema of the domain, values that like to stand at its edges.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as CalendarDate from "../CalendarDate.ts"
import * as Fen from "../Fen.ts"
import * as Ids from "../Ids.ts"
import * as NotifyUrl from "../NotifyUrl.ts"
import * as Payer from "../Payer.ts"
import * as Schedule from "../Schedule.ts"
import * as ServiceOrderCall from "../ServiceOrderCall.ts"
import * as ServiceTime from "../ServiceTime.ts"
import { CertificateSerial } from "../signing/Signer.ts"
import * as Timestamp from "../Timestamp.ts"
import { fen, minimumOf } from "./Amounts.ts"
import * as Calendar from "./Calendar.ts"
import { int, oneOf, pick } from "./Choice.ts"
import { reachable } from "./NotifyUrls.ts"
import { identity, masked } from "./PayerNames.ts"
import { sealable, sealed } from "./Seals.ts"
import { moment } from "./ServiceTimes.ts"
import { freeLetters, within } from "./Texts.ts"
import { timestamp } from "./Timestamps.ts"

const hex = [..."0123456789ABCDEF"]

/** A merchant's own note of at most 256 characters once it is URL-encoded. */
const attach = oneOf<string>(
  within(28, freeLetters),
  pick("a".repeat(256), `${"中".repeat(28)}aaaa`, " ".repeat(85), "é".repeat(42))
)

/** A schema, and values of it that like its edges; some may not be its own, and are left out. */
const leaves: ReadonlyArray<readonly [Schema.Constraint, Arbitrary.Arbitrary<unknown>]> = [
  [Fen.Fen, fen],
  [Schema.toEncoded(Fen.FenFromString), Arbitrary.map(fen, String)],
  [CalendarDate.CalendarDate, Calendar.date],
  [CalendarDate.DayOfMonth, oneOf<number>(pick(1, 28, 29, 30, 31), int(1, 31))],
  [Timestamp.Timestamp, Arbitrary.map(timestamp, ({ text }) => text)],
  [ServiceTime.ServiceTime, moment],
  [NotifyUrl.NotifyUrl, reachable(256)],
  [NotifyUrl.AnyNotifyUrl, reachable(256)],
  [NotifyUrl.OrderNotifyUrl, reachable(255)],
  [Payer.DisplayName, masked],
  [Payer.Sealable, Arbitrary.map(sealable, ({ text }) => text)],
  [Payer.SealedText, sealed],
  [
    Ids.PlatformSerial,
    oneOf(
      Arbitrary.map(within(64, [..."0123456789"]), (digits) => `PUB_KEY_ID_${digits}`),
      within(64, hex),
      within(64, [...hex, ..."abcdef"])
    )
  ],
  [CertificateSerial, within(64, hex)],
  [ServiceOrderCall.Attach, attach]
]

/** What each check of a schema runs; a check that is only reworded runs the same. */
const runsOf = ({ checks }: SchemaAST.AST): ReadonlyArray<unknown> => checks?.flatMap(runOf) ?? []

const runOf = (check: SchemaAST.Check<unknown>): ReadonlyArray<unknown> =>
  check._tag === "Filter" ? [check.run] : check.checks.flatMap(runOf)

const byRun = new Map(leaves.map(([{ ast }, values]) => [runsOf(SchemaAST.toType(ast)).at(-1), values]))

/** The edges of a schema that is one of the domain's, perhaps reworded or narrowed. */
export const leaf = (ast: SchemaAST.AST): Arbitrary.Arbitrary<unknown> | undefined => {
  const values = runsOf(ast)
    .map((run) => byRun.get(run))
    .find((known) => known !== undefined)
  return values && Arbitrary.filter(values, Schema.is(Schema.make<Schema.Top>(ast)))
}

/** Draws any value of a schema. */
type Draw = (ast: SchemaAST.AST) => Arbitrary.Arbitrary<unknown>

/** The least to pay is no more than what is due. Rules: CR-AMT-04 to CR-AMT-06. */
const withMinimum =
  (draw: Draw): Draw =>
  (ast) =>
    Arbitrary.flatMap(draw(ast), (value) =>
      Predicate.hasProperty(value, "minRepaymentAmount") &&
      Predicate.hasProperty(value, "repaymentAmount") &&
      Schema.is(Fen.Fen)(value.repaymentAmount)
        ? Arbitrary.map(minimumOf(value.repaymentAmount), (minRepaymentAmount) => ({ ...value, minRepaymentAmount }))
        : Arbitrary.Constant(value)
    )

/** Structs whose members hang together, or are not to be drawn one by one. */
const parts: ReadonlyArray<readonly [Schema.Constraint, (draw: Draw) => Draw]> = [
  [Schedule.ScheduleItem, withMinimum],
  [Schedule.ScheduleRecord, withMinimum],
  [Payer.RealIdentity, () => () => identity]
]

/** The values of a struct of the domain whose members hang together. */
export const part = (ast: SchemaAST.AST, draw: Draw): Arbitrary.Arbitrary<unknown> | undefined =>
  parts.find(
    ([struct]) =>
      SchemaAST.isObjects(ast) &&
      SchemaAST.isObjects(struct.ast) &&
      struct.ast.propertySignatures === ast.propertySignatures
  )?.[1](draw)(ast)
