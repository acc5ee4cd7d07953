/**
 * Contracts with the facts that a rule looks at, and ordinary ones besides.
 *
 * @since 0.1.0
 */
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Contract from "../Contract.ts"
import * as Values from "./Values.ts"

/** The contract, the appid and the borrower that drafts name unless they are wrong on purpose. */
export const usual = {
  contractId: "20251105000000123456789",
  appid: "wxcbda96de0b165486",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
}

/** The facts of a contract that rules look at. */
export interface Facts {
  readonly contractId?: string
  readonly state: Contract.State
  readonly repaymentAmountLimit: number
  readonly appid?: string | undefined
  readonly openid?: string | undefined
}

/** A contract with these facts; an appid or a borrower that is `undefined` is not told. */
export const contractOf = ({ appid, openid, ...facts }: Facts): Contract.Contract =>
  Schema.decodeSync(Contract.Contract)({
    contractId: usual.contractId,
    planId: "123",
    outContractCode: "100001256",
    ...facts,
    ...(appid === undefined ? {} : { appid }),
    ...(openid === undefined ? {} : { openid })
  })

/** Any contract as the platform may tell it, in every state. */
export const contract: Arbitrary.Arbitrary<Contract.Contract> = Values.of(Contract.Contract)
