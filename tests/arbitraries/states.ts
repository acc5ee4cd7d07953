/**
 * States of contracts and orders: the documented ones, and names that a later platform may bring.
 */
import { Contract, DeductOrder } from "@wxrepay/domain"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { oneOf, pick, seldom } from "./choice.ts"

/** A state this version does not know; some are named like known ones, some like members of every object. */
const unknownState = Arbitrary.map(
  oneOf<string>(
    pick("", "CONTRACT_STATE_PAUSED", "DEDUCT_ORDER_STATE_CLOSED", "Effective", "Paid", "toString", "__proto__"),
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
