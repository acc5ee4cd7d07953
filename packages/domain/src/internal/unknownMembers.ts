/**
 * Members that a later version of the platform may add: kept beside the known ones, never in their way.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/** What the platform sent and this version does not know, by the platform's own names. Rule: V3-JSON-02. */
export const unknownMembers = { unknownMembers: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json)) }
