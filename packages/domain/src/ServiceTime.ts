/**
 * A moment as PayScore writes it: `yyyyMMddHHmmss`, or a day `yyyyMMdd`, in Beijing.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { isReal } from "./CalendarDate.ts"
import { wording } from "./internal/text.ts"

const aMoment = wording("PS-TIME-01", "a Beijing time written yyyyMMddHHmmss, or a day written yyyyMMdd")

/** A real moment; a bare day means its midnight. Rules: PS-TIME-01, PS-TIME-07. */
export const ServiceTime = Schema.String.check(
  Schema.isPattern(
    /^[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])?$/u,
    aMoment
  ),
  Schema.makeFilter((text) => isReal(dayOf(text)), aMoment)
)
  .annotate({ identifier: "ServiceTime" })
  .pipe(Schema.brand("ServiceTime"))
export type ServiceTime = typeof ServiceTime.Type

/** When a service begins: a moment, or when the user confirms. Rule: PS-TIME-02. */
export const StartTime = Schema.Union([ServiceTime, Schema.Literal("OnAccept")]).annotate(
  wording("PS-TIME-02", "a Beijing time written yyyyMMddHHmmss, a day written yyyyMMdd, or OnAccept")
)
export type StartTime = typeof StartTime.Type

/** A moment the program wrote itself. Throws on anything else: input is decoded, not made. */
export const make = (text: string): ServiceTime => ServiceTime.make(text)

/** The instant that a moment names. Rule: PS-TIME-07. */
export const toInstant = (time: ServiceTime): DateTime.Utc => {
  const [hours, minutes, seconds] = time.length === 8 ? ["00", "00", "00"] : (time.slice(8).match(/../gu) ?? [])
  return DateTime.toUtc(DateTime.makeUnsafe(`${dayOf(time)}T${hours}:${minutes}:${seconds}+08:00`))
}

/** An instant as PayScore would write it, to the second. Throws outside the years 0000 to 9999. */
export const ofInstant = (instant: DateTime.DateTime): ServiceTime =>
  make(
    DateTime.formatIso(DateTime.add(DateTime.toUtc(instant), { hours: 8 }))
      .slice(0, 19)
      .replaceAll(/[-:T]/gu, "")
  )

const dayOf = (text: string): string => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`
