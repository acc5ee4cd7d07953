/**
 * PS-CREATE, PS-CANCEL, PS-MODIFY, PS-COMPLETE, PS-PAY, PS-SYNC, PS-DIRECT: calls on service orders that no compiler has
 * seen. Whatever is handed in is refused with reasons, and nothing is ever thrown or shown that nobody asked for.
 *
 * Method: each published draft has one member after the other replaced by something that is no member of any draft; then
 * the draft itself is something else. Every place and every stranger is looked at, so there is nothing to draw. Getters
 * write down how often each member is read.
 */
import { Hostile, ServiceOrders } from "@wxrepay/domain/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { type AnyKnown, ask, calls, families, onOrders, published, put } from "./servicing.ts"
import { shown } from "./shown.ts"

/** The members of a draft that have no members, at any depth. */
const leavesOf = (draft: object, path = ""): ReadonlyArray<string> =>
  Object.entries(draft).flatMap(([name, value]: [string, unknown]) => {
    const field = Array.isArray(draft) ? `${path}[${name}]` : `${path}${path === "" ? "" : "."}${name}`
    return typeof value === "object" && value !== null ? leavesOf(value, field) : [field]
  })

/** The members of a draft that have members, at any depth. */
const partsOf = (draft: object): ReadonlyArray<string> => [
  ...new Set(
    leavesOf(draft).flatMap((field) => [...field.matchAll(/[.[]/gu)].map(({ index }) => field.slice(0, index)))
  )
]

/** The one stranger that is none everywhere: `true` is an answer where one is asked for. */
const isSound = (what: string, field: string) =>
  what === "a boolean" && (field === "needUserConfirm" || field === "profitSharing")

/** The strangers that have no members, so that a part that is one is named itself; of the others what they lack is named. */
const noParts = Hostile.strangers.filter(([what]) =>
  ["a boolean", "NaN", "a fraction", "a large whole number", "a symbol"].includes(what)
)

const secret = "5f4dcc3b5aa765d61d8327deb882cf99"

for (const call of calls) {
  const sound = published[call]
  const known: AnyKnown =
    call === "Create" || call === "DirectComplete"
      ? { limit: 99999 }
      : { order: ServiceOrders.ordersAt(onOrders[call])[0] }

  /** The members that are refused; that it is refused, and by what, is looked at on the way. */
  const refused = (draft: unknown): ReadonlyArray<string> =>
    Result.match(ask[call](draft, known), {
      onFailure: (refused) => {
        assert.strictEqual(refused._tag, "ServiceCallRefused")
        assert.strictEqual(refused.call, call)
        assert.isNotEmpty(refused.reasons)
        return refused.reasons.map(({ field }) => field)
      },
      onSuccess: () => assert.fail("it was authorised")
    })

  describe(`${families[call]} ${call} that no compiler has seen`, () => {
    it(`${call} that is sound is authorised`, () => {
      assert.isTrue(Result.isSuccess(ask[call](sound, known)))
    })

    for (const field of leavesOf(sound)) {
      it(`${call} whose ${field} is of a wrong type is refused, and that member is named`, () => {
        for (const [what, given] of Hostile.strangers.filter(([what]) => !isSound(what, field))) {
          assert.deepStrictEqual(refused(put(sound, field, given)), [field], what)
        }
      })

      it(`${call} whose ${field} throws at everything is refused, and that member is named`, () => {
        for (const [what, given] of Hostile.traps)
          assert.deepStrictEqual(refused(put(sound, field, given)), [field], what)
      })
    }

    for (const part of partsOf(sound)) {
      it(`${call} whose ${part} is something else is refused, and it or its members are named`, () => {
        for (const [what, given] of noParts) assert.deepStrictEqual(refused(put(sound, part, given)), [part], what)
        for (const [what, given] of Hostile.traps) {
          for (const field of refused(put(sound, part, given))) assert.isTrue(field.startsWith(part), what)
        }
      })
    }

    it(`${call} that is something else is refused, and nothing is thrown`, () => {
      const all = [...Hostile.strangers, ...Hostile.traps].map(([, given]) => given)
      for (const given of [...all, null, undefined, "x"]) assert.isNotEmpty(refused(given))
    })

    it(`${call} whose members throw as they are read is refused, and nothing is thrown`, () => {
      for (const name of Object.keys(sound)) assert.include(refused(Hostile.withTrap(sound, name)).join(), name)
    })

    it(`${call} has each of its members read once, so that what is judged is what is sent`, () => {
      const reads: Array<string> = []
      assert.isTrue(Result.isSuccess(ask[call](Hostile.watched(sound, reads), known)))
      assert.deepStrictEqual(reads.toSorted(), [...new Set(reads)].toSorted())
      for (const field of leavesOf(sound)) assert.include(reads, field)
    })

    it(`${call} may be an object of a class, which inherits its members, or one without a prototype`, () => {
      assert.isTrue(Result.isSuccess(ask[call](Object.create(sound), known)))
      const decided = ask[call](Object.assign(Object.create(null), sound), known)
      assert.deepStrictEqual<unknown>(Result.getOrThrow(decided).call, sound)
    })

    it(`${call} is sent without members that it does not have, at any depth, and none of them is shown`, () => {
      const places = ["", ...partsOf(sound).filter((part) => !/^post[A-Za-z]+$/u.test(part))]
      const more = ["apiKey", "out_order_no", "constructor", "toString"]
      const draft = places.reduce<object>(
        (draft, place) => more.reduce((so, name) => put(so, `${place}.${name}`, secret), draft),
        sound
      )
      assert.deepStrictEqual<unknown>(Result.getOrThrow(ask[call](draft, known)).call, sound)
      assert.notInclude(shown(ask[call]({ ...draft, outOrderNo: "#" }, known)), secret)
    })

    it(`${call} that is given a redacted text does not show it`, () => {
      for (const field of leavesOf(sound)) {
        for (const given of [Redacted.make(secret), Hostile.wiped()]) {
          const decided = ask[call](put(sound, field, given), known)
          assert.isTrue(Result.isFailure(decided), field)
          assert.notInclude(shown(decided), secret, field)
        }
      }
    })

    it(`${call} that is given a text of a million characters is refused in a sentence that can be read`, () => {
      const decided = ask[call](put(sound, "outOrderNo", "1".repeat(1_000_000)), known)
      assert.isBelow(Result.isFailure(decided) ? decided.failure.message.length : Number.NaN, 500)
    })

    it(`${call} is not changed by being decided`, () => {
      const before = JSON.stringify(sound)
      ask[call](sound, known)
      ask[call](Object.freeze({ ...sound }), known)
      assert.strictEqual(JSON.stringify(sound), before)
    })
  })
}
