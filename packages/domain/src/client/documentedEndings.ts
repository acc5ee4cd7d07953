/**
 * The documented numbers at the end of a Request-ID in sentences: what each means, what to do, and how sure that is.
 *
 * @since 0.1.0
 */
import type { Certainty } from "../rulebook/Rule.ts"
import type { Suffix } from "./Problem.ts"

/** What something means and what to do about it, a sentence each, with where that stands and how sure it is. */
export interface Documented {
  readonly meaning: string
  readonly next: string
  readonly certainty: Certainty
  /** The pages or reports that state it; ones that begin with `none` are reasoning alone. */
  readonly source: string
}

const ofOrders = {
  certainty: "documented",
  source: "official knowledge pack of PayScore (Request-ID suffix list)"
} as const

const ofAnyCall = {
  certainty: "documented",
  source: "official knowledge pack on basic payments (Request-ID suffix list)"
} as const

/** Each documented number in sentences. Rules: V3-RID-01, PS-ERR-03. */
export const documentedEndings: Readonly<Record<Suffix, Documented>> = {
  271317510: {
    meaning: "No order has this number.",
    next: "Read the order once more by its number, and check the number.",
    ...ofOrders
  },
  271316574: {
    meaning: "The charge failed.",
    next: "Read the order, wait, and start another charge only if it still awaits payment.",
    ...ofOrders
  },
  271302262: {
    meaning: "The order stands where it does not allow this call.",
    next: "Read the order, and go by where it stands.",
    ...ofOrders
  },
  271302333: {
    meaning: "The order has been cancelled.",
    next: "Read the order, and take over that it is cancelled.",
    ...ofOrders
  },
  271302332: {
    meaning: "The order is still where the user has confirmed it, before it is completed.",
    next: "Read the order, and go on from where it stands.",
    ...ofOrders
  },
  268435464: {
    meaning: "A value is out of its range.",
    next: "Correct the value.",
    ...ofOrders
  },
  271316657: {
    meaning: "Only an order that awaits payment can be modified, and this one does not.",
    next: "Read the order, and go by where it stands.",
    ...ofOrders
  },
  271316598: {
    meaning: "The same call was made before with other content.",
    next: "Correct the request: send the content as it was the first time.",
    ...ofOrders
  },
  271302144: {
    meaning: "The merchant number is missing or wrong.",
    next: "Correct the merchant number.",
    ...ofOrders
  },
  271302149: {
    meaning: "The appid is not bound to the merchant number.",
    next: "Correct the appid, or have it bound to the merchant number.",
    ...ofOrders
  },
  268435472: {
    meaning: "The calls come too often.",
    next: "Wait, and call less often.",
    ...ofOrders
  },
  271300099: {
    meaning: "WeChat Pay's judgement of the risk refused the user.",
    next: "Stop and tell the caller: trying again does not help.",
    ...ofOrders
  },
  271299627: {
    meaning: "The user has orders that are overdue and not paid.",
    next: "Stop and tell the caller: trying again does not help.",
    ...ofOrders
  },
  268503786: {
    meaning: "The merchant has no permission for this.",
    next: "Stop, and ask WeChat Pay for the permission.",
    ...ofOrders
  },
  271316592: {
    meaning: "The order stands where it cannot be cancelled.",
    next: "Read the order, and go by where it stands.",
    ...ofOrders
  },
  270924332: {
    meaning: "The header that authorizes the request is not valid.",
    next: "Correct how the request is signed: its form, the merchant number and the serial.",
    ...ofOrders
  },
  271316754: {
    meaning: "A charge of this order is running.",
    next: "Read the order after 5 to 10 seconds, before anything else.",
    ...ofOrders
  },
  271316656: {
    meaning: "The amount is above the limit that is set against risk.",
    next: "Correct the amount so that it stays within the limit.",
    ...ofOrders
  },
  271316637: {
    meaning: "The end of the service lies before its start.",
    next: "Correct the times of the service.",
    ...ofOrders
  },
  268560785: {
    meaning: "The user has the youth mode on.",
    next: "Stop and tell the caller: trying again does not help.",
    ...ofOrders
  },
  268447840: {
    meaning: "A limit on how often calls may come was reached.",
    next: "Wait, and call less often.",
    ...ofAnyCall
  },
  268435461: {
    meaning: "A parameter is not valid.",
    next: "Correct the parameter that the refusal names.",
    ...ofAnyCall
  },
  270924358: {
    meaning: "The body holds a parameter that the platform does not know.",
    next: "Correct the body so that it holds documented parameters only.",
    ...ofAnyCall
  },
  268443699: {
    meaning: "The signature of the request is wrong.",
    next: "Correct how the request is signed: the private key, its serial and the signed text.",
    ...ofAnyCall
  },
  270924360: {
    meaning: "The signature of the request is wrong, as was reported of a 401.",
    next: "Correct how the request is signed: the private key, its serial and the signed text.",
    certainty: "observed",
    source: "integrator report (2020-11)"
  },
  268498688: {
    meaning: "The number was used before with other content.",
    next: "Correct the request: send the content as it was the first time.",
    ...ofAnyCall
  },
  268445527: {
    meaning: "The appid and the merchant number do not belong together.",
    next: "Correct the appid or the merchant number.",
    ...ofAnyCall
  },
  268443701: {
    meaning: "The service provider does not acquire payments for this sub-merchant.",
    next: "Stop, and have the relation between the two set up.",
    ...ofAnyCall
  },
  268443704: {
    meaning: "The number of the sub-merchant is missing.",
    next: "Correct the request: name the sub-merchant.",
    ...ofAnyCall
  },
  268443705: {
    meaning: "The sub-merchant that is named is the caller.",
    next: "Correct the number of the sub-merchant.",
    ...ofAnyCall
  }
}
