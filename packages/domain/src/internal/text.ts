/**
 * A text that a rule shapes: the one place where a pattern, its wording and its rule id meet.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { RuleId } from "../rulebook/index.ts"

/** A string held to `pattern`; refusals and the OpenAPI document quote `expected` and `rule`. */
export const text = (rule: RuleId, expected: string, pattern: RegExp) =>
  Schema.String.check(Schema.isPattern(pattern, { message: `Expected ${expected} (${rule})` })).annotate({
    rule,
    expected
  })
