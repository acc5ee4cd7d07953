/**
 * Legal moves between states, as data.
 *
 * @since 0.1.0
 */

/** Where each state may go; a state with nowhere to go is final. */
export type Transitions<State extends string> = { readonly [From in State]: ReadonlyArray<State> }

/** Whether a table lets a thing move; a state that the table does not know moves nowhere. */
export const allows = (table: Transitions<string>, from: string, to: string): boolean =>
  Object.hasOwn(table, from) && table[from]?.includes(to) === true

/** Whether a table ends in a state; a state that the table does not know ends nothing. */
export const isFinal = (table: Transitions<string>, state: string): boolean =>
  Object.hasOwn(table, state) && table[state]?.length === 0
