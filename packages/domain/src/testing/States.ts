/**
 * States of contracts and orders: the documented ones, and names that a later platform may bring.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Contract from "../Contract.ts"
import * as DeductOrder from "../DeductOrder.ts"
import { oneOf, pick, seldom } from "./Choice.ts"

/** A state this version does not know; some are named like known ones, some like members of every object. */
const unknownState = Arbitrary.map(
  oneOf<string>(
    pick("", "STATE_PAUSED", "STATE_CLOSED", "Effective", "Paid", "toString", "__proto__"),
    Arbitrary.schema(Schema.String)
  ),
  (word): `Unknown:${string}` => `Unknown:${word}`
)

/** Any state of a contract. */
export const contractState: Arbitrary.Arbitrary<Contract.State> = seldom<Contract.State>(
  Arbitrary.schema(Contract.KnownState),
  unknownState,
  4
)

/** Any state of an order. */
export const orderState: Arbitrary.Arbitrary<DeductOrder.State> = seldom<DeductOrder.State>(
  Arbitrary.schema(DeductOrder.KnownState),
  unknownState,
  4
)
