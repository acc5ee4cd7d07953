/**
 * An instant as the platform writes it: RFC 3339 with seconds, normally in +08:00. Kept as text, so that it
 * is stored and sent on exactly as it came.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { isReal } from "./CalendarDate.ts"
import { wording } from "./internal/text.ts"

const anInstant = wording("CR-DATE-06", "an RFC 3339 timestamp with seconds and an offset")

/** RFC 3339 with any offset, `Z` and fractional seconds alike. Rules: CR-DATE-06, V3-DATE-01. */
export const Timestamp = Schema.String.check(
  Schema.isPattern(
    /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/u,
    anInstant
  ),
  Schema.makeFilter((text) => isReal(text.slice(0, 10)) && Option.isSome(DateTime.make(text)), anInstant)
)
  .annotate({ identifier: "Timestamp" })
  .pipe(Schema.brand("Timestamp"))
export type Timestamp = typeof Timestamp.Type

/** A timestamp the program wrote itself. Throws on anything else: input is decoded, not made. */
export const make = (text: string): Timestamp => Timestamp.make(text)

/** The instant that a timestamp names. */
export const toInstant = (timestamp: Timestamp): DateTime.Utc => DateTime.toUtc(DateTime.makeUnsafe(timestamp))

/** An instant as the platform would write it: whole seconds, +08:00. Throws outside the years 0000 to 9999. */
export const ofInstant = (instant: DateTime.DateTime): Timestamp =>
  make(`${DateTime.formatIso(DateTime.add(DateTime.toUtc(instant), { hours: 8 })).slice(0, 19)}+08:00`)
