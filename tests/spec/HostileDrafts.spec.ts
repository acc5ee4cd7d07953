/**
 * CR-SIGN, CR-CONTRACT, CR-SCHED, CR-DEDUCT: of a draft that no compiler has seen, whatever is handed in is refused with
 * reasons, and nothing is ever thrown.
 *
 * Method: a sound draft of every kind has one member after the other replaced by something that is no member of any
 * draft; then the draft itself is something else. Every place and every stranger is looked at, so there is nothing to
 * draw. Getters write down how often each member is read.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate } from "@wxrepay/domain"
import { Deduction, Enrolment, Lookup, Scheduling } from "@wxrepay/domain/rules"
import { Contracts, Enrolments, Hostile } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

const enrolment = {
  ...Enrolments.required,
  repaymentDay: 1,
  subAppid: "wx2",
  realIdentity: { ...Enrolments.identityOf("11010119900307", "张三") },
  tradeInfo: {
    outTradeNo: "T1",
    deductAmount: 100,
    description: "信贷还款",
    attach: "备注",
    notifyUrl: "https://www.test.com"
  }
}
const known = { today: CalendarDate.make("2025-11-05") }

/** A rule that reads a draft, with a sound one; `parts` are its members that have members. */
interface Kind {
  /** Whose rules judge it. */
  readonly family: "CR-SIGN" | "CR-CONTRACT" | "CR-SCHED" | "CR-DEDUCT"
  readonly kind: string
  readonly tag: string
  readonly sound: object
  readonly parts: ReadonlyArray<string>
  readonly ask: (draft: unknown) => Result.Result<unknown, Refused>
}

interface Refused {
  readonly _tag: string
  readonly reasons: ReadonlyArray<{ readonly field: string }>
}

const app: Kind = {
  family: "CR-SIGN",
  kind: "a pre-sign for an app",
  tag: "PresignRefused",
  sound: { ...enrolment, subMerchantCode: "1000000109" },
  parts: ["realIdentity", "tradeInfo"],
  ask: (draft: unknown) => Effect.runSync(Effect.result(Enrolment.authorizeApp(Hostile.unseen(draft), {})))
}

const browser: Kind = {
  family: "CR-SIGN",
  kind: "a pre-sign for a browser",
  tag: "PresignRefused",
  sound: { ...enrolment, subMchid: "1000000109", jumpInfo: { jumpAppid: "wx3" } },
  parts: ["realIdentity", "tradeInfo"],
  ask: (draft: unknown) => Effect.runSync(Effect.result(Enrolment.authorizeH5(Hostile.unseen(draft), {})))
}

const kinds: ReadonlyArray<Kind> = [
  app,
  browser,
  {
    family: "CR-CONTRACT",
    kind: "a termination",
    tag: "TerminationRefused",
    sound: { outContractCode: "A1", contractTerminationRemark: "解约" },
    parts: [],
    ask: (draft: unknown) => Effect.runSync(Effect.result(Enrolment.authorizeTermination(Hostile.unseen(draft))))
  },
  {
    family: "CR-CONTRACT",
    kind: "a question for a contract",
    tag: "LookupRefused",
    sound: { outContractCode: "A1" },
    parts: [],
    ask: (draft: unknown) => Effect.runSync(Effect.result(Lookup.authorizeContract(Hostile.unseen(draft))))
  },
  {
    family: "CR-SCHED",
    kind: "a question for a booking",
    tag: "LookupRefused",
    sound: { outRecordId: "R1", contractId: Contracts.usual.contractId },
    parts: [],
    ask: (draft: unknown) => Effect.runSync(Effect.result(Lookup.authorizeRecord(Hostile.unseen(draft))))
  },
  {
    family: "CR-DEDUCT",
    kind: "a question for an order",
    tag: "LookupRefused",
    sound: { outTradeNo: "T1" },
    parts: [],
    ask: (draft: unknown) => Effect.runSync(Effect.result(Lookup.authorizeOrder(Hostile.unseen(draft))))
  },
  {
    family: "CR-SCHED",
    kind: "a booking",
    tag: "BookingRefused",
    sound: {
      ...Contracts.usual,
      scheduleItems: [
        {
          outRecordId: "R1",
          subMchid: "1900000109",
          subAppid: "wx2",
          repaymentAmount: 10000,
          minRepaymentAmount: 2000,
          repaymentDate: "2025-11-18"
        }
      ]
    },
    parts: ["scheduleItems"],
    ask: (draft: unknown) => Effect.runSync(Effect.result(Scheduling.authorize(Hostile.unseen(draft), known)))
  },
  {
    family: "CR-DEDUCT",
    kind: "a charge",
    tag: "ChargeRefused",
    sound: {
      contractId: Contracts.usual.contractId,
      outTradeNo: "T1",
      outRecordId: "R1",
      deductAmount: 8000,
      notifyUrl: "https://pay.lender.cn/notify",
      description: "信贷还款",
      attach: "备注"
    },
    parts: [],
    ask: (draft: unknown) => Effect.runSync(Effect.result(Deduction.authorize(Hostile.unseen(draft), {})))
  }
]

/** The members of a draft that have none, each with a way to replace it. */
const leavesOf = (
  draft: object,
  path = ""
): ReadonlyArray<readonly [field: string, replace: (by: unknown) => object]> =>
  Object.entries(draft).flatMap(([name, value]: [string, unknown]) => {
    const field = Array.isArray(draft) ? `${path}[${name}]` : `${path}${path === "" ? "" : "."}${name}`
    const replace = (by: unknown): object =>
      Array.isArray(draft) ? draft.with(Number(name), by) : { ...draft, [name]: by }
    return isPart(name, value)
      ? leavesOf(value, field).map(([inside, change]) => [inside, (by: unknown) => replace(change(by))] as const)
      : [[field, replace] as const]
  })

const isPart = (name: string, value: unknown): value is object =>
  typeof value === "object" && value !== null && !["identityId", "realName"].includes(name)

/** The same draft with one of its members, at any depth, replaced by each of the strangers that may stand there. */
const spoiled = (sound: object) =>
  leavesOf(sound).map(([field, replace]) => ({
    field,
    drafts: (isSecret(field) ? Hostile.strangers : [...Hostile.strangers, ...Hostile.traps]).map(
      ([what, given]) => [what, replace(given)] as const
    )
  }))

const isSecret = (field: string): boolean => field.startsWith("realIdentity.identityId") || field.endsWith("realName")

/** The same draft so that something throws as it is read: all of it, one of its members, one of its parts or secrets. */
const trapped = (sound: object, parts: ReadonlyArray<string>): ReadonlyArray<object> => [
  ...Hostile.traps.map(([, given]) => given),
  ...Object.keys(sound).map((name) => Hostile.withTrap(sound, name)),
  ...Hostile.traps.flatMap(([, given]) => parts.map((part) => Object.assign({}, sound, { [part]: given }))),
  ...Hostile.traps.flatMap(([, given]) =>
    leavesOf(sound).flatMap(([field, replace]) => (isSecret(field) ? [replace(given)] : []))
  )
]

for (const { ask, family, kind, parts, sound, tag } of kinds) {
  describe(`${family} a draft that no compiler has seen`, () => {
    /** The members that are refused; that it is refused, and by what, is looked at on the way. */
    const refused = (draft: unknown): ReadonlyArray<string> => {
      const reasons = Result.match(ask(draft), {
        onFailure: (refused) => {
          assert.strictEqual(refused._tag, tag)
          return refused.reasons.map(({ field }) => field)
        },
        onSuccess: () => assert.fail("it was authorised")
      })
      assert.isNotEmpty(reasons)
      return reasons
    }

    it(`${kind} that is sound is authorised`, () => {
      assert.isTrue(Result.isSuccess(ask(sound)))
    })

    for (const { drafts, field } of spoiled(sound)) {
      it(`${kind} whose ${field} is of a wrong type is refused, and that member is named`, () => {
        for (const [what, draft] of drafts) assert.deepStrictEqual([...new Set(refused(draft))], [field], what)
      })
    }

    for (const part of parts) {
      it(`${kind} whose ${part} is something else is refused, and its members are named`, () => {
        for (const [what, given] of Hostile.strangers) {
          for (const field of refused({ ...sound, [part]: given })) assert.isTrue(field.startsWith(part), what)
        }
      })
    }

    it(`${kind} that is something else is refused`, () => {
      for (const given of [...Hostile.strangers.map(([, given]) => given), null, undefined, "x"]) {
        assert.isNotEmpty(refused(given))
      }
    })

    it(`${kind} that throws as it is read is refused, and nothing is thrown`, () => {
      for (const draft of trapped(sound, parts)) assert.isNotEmpty(refused(draft))
    })

    it(`${kind} has each of its members read once, so that what is judged is what is sent`, () => {
      const reads: Array<string> = []
      assert.isTrue(Result.isSuccess(ask(Hostile.watched(sound, reads))))
      assert.deepStrictEqual(reads.toSorted(), [...new Set(reads)].toSorted())
      for (const [field] of leavesOf(sound)) assert.include(reads, field)
    })

    it(`${kind} may be an object of a class, which inherits its members`, () => {
      assert.isTrue(Result.isSuccess(ask(Object.create(sound))))
    })
  })
}

describe("CR-SIGN a part that no compiler has seen", () => {
  for (const { ask, kind, sound } of [app, browser]) {
    it(`V3-ENC-02 ${kind} whose identity holds a secret that was wiped is refused, and nothing is thrown`, () => {
      for (const member of ["identityId", "realName"]) {
        const realIdentity = { ...enrolment.realIdentity, [member]: Hostile.wiped() }
        assert.isTrue(Result.isFailure(ask({ ...sound, realIdentity })))
      }
    })
  }

  it("CR-SIGN-07 a pre-sign for a browser whose jumpInfo is no object is refused, and not sent without it", () => {
    for (const given of ["wx3", 7, true]) {
      assert.isTrue(Result.isFailure(browser.ask({ ...browser.sound, jumpInfo: given })))
    }
  })
})
