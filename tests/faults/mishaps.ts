/**
 * What can go wrong with one exchange, and how often it does in one schedule.
 */
import { faults } from "@wxrepay/sandbox"
import type { Dice } from "./dice.ts"

/** How an exchange ends for a caller who is told nothing. */
export type Ending = "Reset" | "Silence"

/** The faults of the sandbox that are let strike: what it says, and how it is signed. All of them may strike any call. */
export const spoken = [
  "systemErrorBefore",
  "systemErrorAfter",
  "badGatewayBefore",
  "badGatewayAfter",
  "unavailableBefore",
  "unavailableAfter",
  "gatewayTimeoutAfter",
  "limitedBefore",
  "limitedAfter",
  "limitedUnsigned",
  "acceptedBefore",
  "acceptedAfter",
  "redirected",
  "refusedUnsigned",
  "refusedUnsignedAfter",
  "refusedWronglySignedAfter",
  "missingPage",
  "portal",
  "pageSigned",
  "empty",
  "cutThenSigned",
  "signedThenCut",
  "unsigned",
  "wronglySigned",
  "unknownSerial",
  "probe",
  "stale",
  "withoutContentType",
  "clockAhead",
  "clockBehind",
  "unauthorized",
  "unauthorizedClockAhead"
] as const satisfies ReadonlyArray<keyof typeof faults>

/**
 * What goes wrong. `Late`: the request arrives so many seconds after it left, when its sender has given up or is about to.
 * `Twice`: it is done, and arrives again. `OfAnother`: a true signature, and the answer to another number. `Forged`: it never arrives, and somebody
 * answers that it did, with a signature that is not the platform's. `Crash`: the process dies, before
 * anything left, while the request is on its way, or before the answer is there.
 */
export type Mishap =
  | { readonly _tag: "None" | "Refused" | "ConnectTimeout" | "AnswerLate" | "OfAnother" | "Forged" }
  | { readonly _tag: "RequestLost" | "AnswerLost"; readonly ends: Ending }
  | { readonly _tag: "Late"; readonly ends: Ending; readonly seconds: number }
  | { readonly _tag: "Twice"; readonly seconds: number }
  | { readonly _tag: "Spoken"; readonly name: (typeof spoken)[number] }
  | { readonly _tag: "Crash"; readonly at: "Before" | "UnderWay" | "After" }

/** How unlucky one schedule is. */
export interface Weather {
  /** How likely a mishap is. */
  readonly likelihood: number
  /** How many happen at most. */
  readonly most: number
  /** Before so many hours there are none. */
  readonly from: number
  /** After so many hours there are none. */
  readonly hours: number
  /** Whether one kind of mishap is all that happens. */
  readonly only: Mishap["_tag"] | undefined
}

/** The weather of a schedule. */
export const weatherOf = (dice: Dice): Weather => {
  // instalments are charged after 22 or after 46 hours
  const from = dice.oneOf([0, 0, 21, 45])
  return {
    likelihood: dice.oneOf([0.15, 0.4, 0.7, 0.9]),
    most: dice.between(1, 20),
    from,
    hours: from + dice.oneOf([1, 3, 12]),
    only: dice.happens(0.4) ? dice.oneOf(kinds) : undefined
  }
}

const kinds = [
  "Refused",
  "ConnectTimeout",
  "AnswerLate",
  "OfAnother",
  "Forged",
  "RequestLost",
  "AnswerLost",
  "Late",
  "Twice",
  "Spoken",
  "Spoken",
  "Spoken",
  "Crash"
] as const satisfies ReadonlyArray<Mishap["_tag"]>

/** The next mishap. */
export const draw = (dice: Dice, { only }: Weather): Mishap => {
  const _tag = only ?? dice.oneOf(kinds)
  switch (_tag) {
    case "RequestLost":
    case "AnswerLost":
      return { _tag, ends: endingOf(dice) }
    case "Late":
      return { _tag, ends: endingOf(dice), seconds: dice.oneOf([1, 20, 31, 40, 65, 100, 200]) }
    case "Twice":
      return { _tag, seconds: dice.oneOf([0, 1, 35, 120]) }
    case "Spoken":
      return { _tag, name: dice.oneOf(spoken) }
    case "Crash":
      return { _tag, at: dice.oneOf(["Before", "UnderWay", "After"]) }
    default:
      return { _tag }
  }
}

const endingOf = (dice: Dice): Ending => dice.oneOf(["Reset", "Silence"])
