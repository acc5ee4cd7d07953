/**
 * States that a later version of the platform may add: kept, told apart from every known one, never guessed at.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/** A state this version does not know, with the platform's own word after the colon. Rule: CR-DEDUCT-02. */
export const UnknownState = Schema.TemplateLiteral(["Unknown:", Schema.String])
export type UnknownState = typeof UnknownState.Type
