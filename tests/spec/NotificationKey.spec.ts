/**
 * V3-HOOK-05, CR-HOOK-12, PS-HOOK-04: what an event is known by, however often it is told.
 *
 * Method: notifications are made from few and awkward numbers, so that two of them are often the same event and often
 * nearly; which of the two it is, is known from the numbers they were made of.
 */
import { assert, describe, it } from "@effect/vitest"
import { Notification } from "@wxrepay/domain"
import { type Key, key, notificationOf, telling, type Telling } from "../arbitraries/notifications.ts"

/** The parts of a key that count for its kind. */
const identity = ({ kind, parts: [first, second, third], resource }: Key): ReadonlyArray<unknown> =>
  ({
    ContractSigned: [kind, first, second],
    ContractTerminated: [kind, first, second],
    DeductionPaid: [kind, first, second, third],
    ServiceOrderConfirmed: [kind, first, second],
    ServiceOrderPaid: [kind, first, second],
    PermissionOpened: [kind, resource],
    PermissionClosed: [kind, resource],
    SecurityEcho: [kind, first],
    UnknownNotification: [kind, first, resource]
  })[kind]

const keyOf = (key: Key, telling: Telling): string => Notification.businessKey(notificationOf(key, telling))

const once: Telling = {
  id: "EV-2018022511223320873",
  createTime: "2025-12-04T14:52:35+08:00",
  summary: "信贷还款签约成功通知",
  amount: 10000,
  contractState: "Effective",
  orderState: "Paid",
  serviceState: "Done"
}
const again: Telling = {
  id: "EV-2018022511223320999",
  createTime: "2025-12-04T06:57:35Z",
  summary: "",
  amount: 9999,
  contractState: "Terminated",
  orderState: "Pending",
  serviceState: "Doing"
}
const event = (kind: Key["kind"], ...parts: Key["parts"]): Key => ({ kind, parts, resource: {} })

describe("V3-HOOK what an event is known by", () => {
  it.prop(
    "V3-HOOK-05 PS-HOOK-04 an event that is told again, under another id or otherwise, is known for the same",
    [key, telling, telling],
    ([key, one, other]) => {
      assert.strictEqual(keyOf(key, one), keyOf(key, other))
    }
  )

  it.prop(
    "CR-HOOK-12 PS-HOOK-04 two events are known for the same exactly when their kinds and their numbers are the same",
    [key, key, telling, telling],
    ([left, right, one, other]) => {
      const areSame = JSON.stringify(identity(left)) === JSON.stringify(identity(right))
      assert.strictEqual(keyOf(left, one) === keyOf(right, other), areSame)
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "CR-HOOK-12 two events of one kind that differ in one number are never known for the same",
    [key, key, telling],
    ([left, right, telling]) => {
      const near: Key = { ...left, parts: [left.parts[0], right.parts[1], left.parts[2]] }
      const areSame = JSON.stringify(identity(left)) === JSON.stringify(identity(near))
      assert.strictEqual(keyOf(left, telling) === keyOf(near, telling), areSame)
    },
    { arbitrary: { runs: 300 } }
  )

  for (const kind of ["ContractSigned", "ContractTerminated", "DeductionPaid"] as const) {
    it(`V3-HOOK-05 a ${kind} told twice, with other ids, times and amounts, is one event`, () => {
      const known = event(kind, "1900000001", "100001256", "T1")
      assert.strictEqual(keyOf(known, once), keyOf(known, again))
    })

    it(`CR-HOOK-12 a ${kind} of another merchant, or with another number, is another event`, () => {
      const keys = [
        event(kind, "1900000001", "100001256", "T1"),
        event(kind, "1900000002", "100001256", "T1"),
        event(kind, "1900000001", "100001257", "T1")
      ].map((key) => keyOf(key, once))
      assert.lengthOf(new Set(keys), 3)
    })
  }

  for (const kind of ["ServiceOrderConfirmed", "ServiceOrderPaid"] as const) {
    it(`PS-HOOK-04 a ${kind} told twice, with other ids, states and amounts, is one event`, () => {
      const known = event(kind, "1230000109", "1234323JKHDFE1243252", "")
      assert.strictEqual(keyOf(known, once), keyOf(known, again))
      assert.strictEqual(keyOf(known, once), `["${kind}","1230000109","1234323JKHDFE1243252"]`)
    })

    it(`PS-HOOK-04 a ${kind} of another merchant, of nobody that is told, or with another number, is another event`, () => {
      const keys = [
        event(kind, "1230000109", "1234323JKHDFE1243252", ""),
        event(kind, "1230000110", "1234323JKHDFE1243252", ""),
        event(kind, "1230000109", "1234323JKHDFE1243253", ""),
        event(kind, "", "1234323JKHDFE1243252", ""),
        event(kind, "null", "1234323JKHDFE1243252", "")
      ].map((key) => keyOf(key, once))
      assert.lengthOf(new Set(keys), 5)
    })
  }

  it("PS-HOOK-04 that an order was confirmed and that it was paid are two events", () => {
    const confirmed = event("ServiceOrderConfirmed", "1230000109", "1234323JKHDFE1243252", "")
    assert.notStrictEqual(keyOf(confirmed, once), keyOf({ ...confirmed, kind: "ServiceOrderPaid" }, once))
  })

  it("PS-HOOK-04 a permission is known by what was in it, and opening one is not closing it", () => {
    const opened: Key = { kind: "PermissionOpened", parts: ["", "", ""], resource: { out_request_no: "1" } }
    assert.strictEqual(keyOf(opened, once), keyOf(opened, again))
    assert.notStrictEqual(keyOf(opened, once), keyOf({ ...opened, resource: { out_request_no: "2" } }, once))
    assert.notStrictEqual(keyOf(opened, once), keyOf({ ...opened, kind: "PermissionClosed" }, once))
  })

  it("CR-HOOK-12 a charge of the same number by another sub-merchant, and another charge, are other events", () => {
    const keys = [
      event("DeductionPaid", "1900000001", "1900000109", "T1"),
      event("DeductionPaid", "1900000001", "1900000110", "T1"),
      event("DeductionPaid", "1900000001", "1900000109", "T2")
    ].map((key) => keyOf(key, once))
    assert.lengthOf(new Set(keys), 3)
  })

  it("CR-HOOK-12 that a contract was signed and that it has ended are two events", () => {
    const signed = event("ContractSigned", "1900000001", "100001256", "")
    assert.notStrictEqual(keyOf(signed, once), keyOf({ ...signed, kind: "ContractTerminated" }, once))
  })

  it("CR-HOOK-12 numbers that run together when they are joined stay apart", () => {
    const pairs = [
      ["1,1", "1"],
      ["1", "1,1"],
      ['1","1', "1"],
      ["1", '1","1'],
      ["", ""],
      ["\\", ""],
      ["", "\\"],
      ["\uD800", ""],
      ["\uFFFD", ""],
      ["\u0000", ""],
      ["", "\u0000"]
    ] as const
    const keys = pairs.map(([sp, code]) => keyOf(event("ContractSigned", sp, code, ""), once))
    assert.lengthOf(new Set(keys), pairs.length)
  })

  it("V3-HOOK-10 an event that nobody knows is known by its name and by what was in it", () => {
    const known: Key = { kind: "UnknownNotification", parts: ["A.B", "", ""], resource: { a: 1 } }
    assert.strictEqual(keyOf(known, once), keyOf(known, again))
    for (const other of [
      { ...known, resource: { a: 2 } },
      { ...known, resource: '{"a":1}' },
      { ...known, parts: ["A.C", "", ""] as const }
    ]) {
      assert.notStrictEqual(keyOf(known, once), keyOf(other, once))
    }
  })

  it("V3-ECHO-01 an echo is known by the id of its notification alone, since no number of ours is in it", () => {
    const [one, other] = [event("SecurityEcho", "EV-1", "", ""), event("SecurityEcho", "EV-2", "", "")]
    assert.strictEqual(keyOf(one, once), keyOf({ ...one, resource: { echo: 1 } }, again))
    assert.notStrictEqual(keyOf(one, once), keyOf(other, once))
  })
})
