/**
 * Every error of the client in sentences.
 *
 * @since 0.1.0
 */
import type { ChargeRefused } from "../rules/Deduction.ts"
import type { PresignRefused, TerminationRefused } from "../rules/Enrolment.ts"
import type { LookupRefused } from "../rules/Lookup.ts"
import type { BookingRefused } from "../rules/Scheduling.ts"
import type { ServiceCallRefused } from "../rules/Servicing.ts"
import type { NotSealable } from "../signing/FieldSealer.ts"
import type { KeyError } from "../signing/Keys.ts"
import type { CallError, ChangeError, NotBegun, NotBooked } from "./Errors.ts"
import type { EchoRefused } from "./Health.ts"
import type { InboxError } from "./Inbox.ts"
import type { StoreError } from "./NotificationStore.ts"
import type { TimeRefused } from "./Patience.ts"

/** Every error that the services of the client fail with. */
export type ClientError =
  | CallError
  | ChangeError
  | NotBegun
  | NotBooked
  | StoreError
  | BookingRefused
  | ChargeRefused
  | EchoRefused
  | LookupRefused
  | PresignRefused
  | ServiceCallRefused
  | TerminationRefused
  | TimeRefused
  | NotSealable
  | KeyError
  | InboxError

/** What something means and what to do about it, a sentence each. No value of any error is in either. */
export interface Explanation {
  readonly meaning: string
  readonly next: string
}

const correct = "Correct every member that its reasons name."

/** What each error means and what to do, whichever call it is of. Rules: V3-NET-04, V3-IDEM-02, V3-VER-04, V3-VER-08. */
export const errorClasses: Readonly<Record<ClientError["_tag"], Explanation>> = {
  NotSent: {
    meaning: "No byte of the request left, so nothing has happened.",
    next: "Wait, then send the identical request again; if it stays so, look at the network and the address."
  },
  Rejection: {
    meaning: "WeChat Pay refused; its status, its code and the end of its Request-ID tell why.",
    next: "Go by its category, and quote its Request-ID where somebody has to ask WeChat Pay."
  },
  Unverified: {
    meaning: "An answer of success is not proven to be WeChat Pay's, so nothing in it is believed.",
    next: "Ask a question again, and read how things stand after a change; if it stays so, look at the platform's keys."
  },
  Unreadable: {
    meaning: "A proven answer cannot be read, or only says accepted.",
    next: "Read how things stand by the same number after a change; otherwise somebody has to look at the place it names."
  },
  Unanswered: {
    meaning: "No whole answer came, and what was asked for may have happened.",
    next: "Ask a question again, and read how things stand by the same number after a change."
  },
  ClockSkewed: {
    meaning: "Our clock and WeChat Pay's are more than five minutes apart, so neither accepts what the other signs.",
    next: "Set the clock, and read how things stand before a change is sent again."
  },
  OutcomeUnknown: {
    meaning: "Whether the change took effect is not known.",
    next: "Read how things stand by the same number before sending the identical request again, and never take another number."
  },
  NumberReused: {
    meaning: "Another content was sent under this number before, so nothing was sent.",
    next: "Settle what was sent first, or send it as it was; never take another number for the same request."
  },
  StoreError: {
    meaning: "A store of ours could not be read or written.",
    next: "Wait until the store works, then do the same again with the same number."
  },
  SigningError: {
    meaning: "The request could not be signed, so nothing was sent.",
    next: "Mend the merchant's private key or what holds it; trying again does not help."
  },
  NoPlatformKey: {
    meaning: "No key of WeChat Pay's is known that holds now, so nothing was sent.",
    next: "Wait, then send the same again; if it stays so, look at the configured key and the download of certificates."
  },
  NotBegun: {
    meaning: "The order waits for the user's confirmation, though it was to begin without.",
    next: "Read the order, and ask WeChat Pay for the permission to leave the confirmation out."
  },
  NotBooked: {
    meaning: "The platform accepted the call without listing the booking: it is not booked.",
    next: "Read the booking before trying again."
  },
  BookingRefused: {
    meaning: "The booking breaks rules, so nothing was sent.",
    next: correct
  },
  ChargeRefused: {
    meaning: "The charge breaks rules, so nothing was sent.",
    next: correct
  },
  PresignRefused: {
    meaning: "The pre-signing breaks rules, so nothing was sent.",
    next: correct
  },
  TerminationRefused: {
    meaning: "The termination breaks rules, so nothing was sent.",
    next: correct
  },
  ServiceCallRefused: {
    meaning: "The call on a service order breaks rules, so nothing was sent.",
    next: correct
  },
  LookupRefused: {
    meaning: "What was to be looked up is not named in a form that the platform takes, so nothing was sent.",
    next: correct
  },
  EchoRefused: {
    meaning: "The echo breaks rules, so nothing was sent.",
    next: correct
  },
  TimeRefused: {
    meaning: "A time of waiting cannot be kept, so nothing was asked and nothing was sent.",
    next: "Correct the time that it names."
  },
  NotSealable: {
    meaning: "A field cannot be sealed, so nothing was sent.",
    next: "Correct the field that it names: it is empty, too long, or no text."
  },
  KeyError: {
    meaning: "A key cannot be used.",
    next: "Configure the key that it names anew."
  },
  VerificationError: {
    meaning: "A message is not proven to be WeChat Pay's, so nothing in it is believed.",
    next: "Let it be refused; if it stays so, look at the platform's keys and at the clock."
  },
  SealError: {
    meaning: "A sealed part cannot be opened, so nothing in it is believed.",
    next: "Look at the APIv3 key, and keep the former one while what it sealed may still come."
  },
  NotificationUnreadable: {
    meaning: "A callback is no notification that can be read, or its bytes could not be had.",
    next: "Let it be delivered again, and look at what it names: the body has to reach the inbox as it came."
  },
  NotificationForeign: {
    meaning: "A notification is WeChat Pay's, and for another merchant.",
    next: "Let it be refused, and look at which merchant its address was given for."
  }
}
