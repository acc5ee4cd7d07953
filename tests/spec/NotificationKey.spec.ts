/**
 * V3-HOOK-05, PS-HOOK-04: what an event is known by, however often it is told.
 *
 * Method: notifications are made from few and awkward numbers, so that two of them are often the same event and often
 * nearly; which of the two it is, is known from the numbers they were made of.
 */
import { assert, describe, it } from "@effect/vitest"
import { Notification, type ServiceOrderStage as Stage, Timestamp } from "@wxrepay/domain"
import { Choice, Notifications, ServiceOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"

const { int, maybe, pick } = Choice

/** Where an order stands of which only the first part of the state is told. */
const standing: Readonly<Record<Notifications.Telling["serviceState"], Stage.Stage>> = {
  Created: "Created",
  Doing: "Unclear",
  Done: "Finished",
  Revoked: "Revoked",
  Expired: "Expired",
  "Unknown:FINISHED": "Unclear"
}

/** The parts of a key that count for its kind, and of a payment what is told of it. */
const identity = (
  { kind, parts: [first, second, third], resource }: Notifications.Key,
  { serviceState }: Notifications.Telling
): ReadonlyArray<unknown> =>
  ({
    ContractSigned: [kind, first, second],
    ContractTerminated: [kind, first, second],
    DeductionPaid: [kind, first, second, third],
    ServiceOrderConfirmed: [kind, first, second],
    ServiceOrderPaid: [kind, first, second, standing[serviceState]],
    PermissionOpened: [kind, resource],
    PermissionClosed: [kind, resource],
    SecurityEcho: [kind, first],
    UnknownNotification: [kind, first, resource]
  })[kind]

const keyOf = (key: Notifications.Key, telling: Notifications.Telling): string =>
  Notification.businessKey(Notifications.notificationOf(key, telling))

const once: Notifications.Telling = {
  id: "EV-2018022511223320873",
  createTime: "2025-12-04T14:52:35+08:00",
  summary: "信贷还款签约成功通知",
  amount: 10000,
  contractState: "Effective",
  orderState: "Paid",
  serviceState: "Done"
}
const again: Notifications.Telling = {
  id: "EV-2018022511223320999",
  createTime: "2025-12-04T06:57:35Z",
  summary: "",
  amount: 9999,
  contractState: "Terminated",
  orderState: "Pending",
  serviceState: "Doing"
}
/** A payment of an order, as far as it is told. */
const payment = ({
  paid,
  standing,
  ...facts
}: {
  standing: "AwaitingPayment" | "Paid"
  paid?: number | undefined
}) => ({
  ...common,
  order: ServiceOrders.orderOf({
    mchid: "1230000109",
    ...facts,
    ...(standing === "Paid" ? { state: "Done" } : { state: "Doing", stateDescription: "MchComplete" }),
    collection: { state: standing === "Paid" ? "UserPaid" : "UserPaying", paidAmount: paid }
  })
})
const common = {
  _tag: "ServiceOrderPaid" as const,
  id: "EV-1",
  createTime: Timestamp.make("2025-12-04T14:52:35+08:00"),
  summary: "用户已支付"
}
const event = (kind: Notifications.Key["kind"], ...parts: Notifications.Key["parts"]): Notifications.Key => ({
  kind,
  parts,
  resource: {}
})

describe("V3-HOOK what an event is known by", () => {
  it.prop(
    "V3-HOOK-05 PS-HOOK-04 an event that is told again, under another id or otherwise, is known for the same",
    [Notifications.key, Notifications.telling, Notifications.telling],
    ([key, one, other]) => {
      const again = key.kind === "ServiceOrderPaid" ? { ...other, serviceState: one.serviceState } : other
      assert.strictEqual(keyOf(key, one), keyOf(key, again))
    }
  )

  it.prop(
    "V3-HOOK-05 PS-HOOK-04 two events are known for the same exactly when their kinds and their numbers are the same",
    [Notifications.key, Notifications.key, Notifications.telling, Notifications.telling],
    ([left, right, one, other]) => {
      const areSame = JSON.stringify(identity(left, one)) === JSON.stringify(identity(right, other))
      assert.strictEqual(keyOf(left, one) === keyOf(right, other), areSame)
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "V3-HOOK-05 two events of one kind that differ in one number are never known for the same",
    [Notifications.key, Notifications.key, Notifications.telling],
    ([left, right, telling]) => {
      const near: Notifications.Key = { ...left, parts: [left.parts[0], right.parts[1], left.parts[2]] }
      const areSame = JSON.stringify(identity(left, telling)) === JSON.stringify(identity(near, telling))
      assert.strictEqual(keyOf(left, telling) === keyOf(near, telling), areSame)
    },
    { arbitrary: { runs: 300 } }
  )

  for (const kind of ["ContractSigned", "ContractTerminated", "DeductionPaid"] as const) {
    it(`V3-HOOK-05 a ${kind} told twice, with other ids, times and amounts, is one event`, () => {
      const known = event(kind, "1900000001", "100001256", "T1")
      assert.strictEqual(keyOf(known, once), keyOf(known, again))
    })

    it(`V3-HOOK-05 a ${kind} of another merchant, or with another number, is another event`, () => {
      const keys = [
        event(kind, "1900000001", "100001256", "T1"),
        event(kind, "1900000002", "100001256", "T1"),
        event(kind, "1900000001", "100001257", "T1")
      ].map((key) => keyOf(key, once))
      assert.lengthOf(new Set(keys), 3)
    })
  }

  for (const kind of ["ServiceOrderConfirmed", "ServiceOrderPaid"] as const) {
    it(`PS-HOOK-04 a ${kind} told twice, with other ids, times and summaries, is one event`, () => {
      const known = event(kind, "1230000109", "1234323JKHDFE1243252", "")
      const later = { ...again, serviceState: once.serviceState }
      assert.strictEqual(keyOf(known, once), keyOf(known, later))
      const told = kind === "ServiceOrderPaid" ? `,"Finished",null` : ""
      assert.strictEqual(
        keyOf(known, once),
        `["${kind}","1230000109","${ServiceOrders.published.serviceId}","1234323JKHDFE1243252"${told}]`
      )
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

  it("PS-HOOK-04 a ServiceOrderConfirmed told with another state and amount is the same event", () => {
    const known = event("ServiceOrderConfirmed", "1230000109", "1234323JKHDFE1243252", "")
    assert.strictEqual(keyOf(known, once), keyOf(known, again))
  })

  it("PS-HOOK-04 a part of the money and the rest are two events, and either told again is one", () => {
    const part = payment({ standing: "AwaitingPayment", paid: 100 })
    const more = payment({ standing: "AwaitingPayment", paid: 200 })
    const all = payment({ standing: "Paid", paid: 200 })
    assert.lengthOf(new Set([part, more, all].map(Notification.businessKey)), 3)
    for (const told of [part, more, all]) {
      const later = { ...told, id: "EV-2", summary: "", createTime: Timestamp.make("2026-01-01T00:00:00+08:00") }
      assert.strictEqual(Notification.businessKey(later), Notification.businessKey(told))
    }
    assert.strictEqual(
      Notification.businessKey(part),
      `["ServiceOrderPaid","1230000109","${ServiceOrders.published.serviceId}","${ServiceOrders.published.outOrderNo}","AwaitingPayment",100]`
    )
  })

  const payments = Arbitrary.all({
    mchid: maybe(pick("1", "null")),
    serviceId: pick("1", "11"),
    outOrderNo: pick("1", "11", "111"),
    standing: pick("AwaitingPayment", "Paid"),
    paid: maybe(pick(0, 1, 11)),
    appid: pick("wx1", "wx2"),
    totalAmount: int(1, 3)
  })

  it.prop(
    "PS-HOOK-04 PS-ID-01 PS-ID-03 two payments are one event exactly when merchant, service, number, stage and amount are the same",
    [payments, payments, pick("ServiceOrderPaid", "ServiceOrderConfirmed")],
    ([left, right, kind]) => {
      const identity = ({ mchid, outOrderNo, paid, serviceId, standing }: typeof left) =>
        JSON.stringify([
          [mchid ?? null, serviceId, outOrderNo],
          kind === "ServiceOrderPaid" ? [standing, paid ?? null] : []
        ])
      const [one, other] = [left, right].map((facts) => Notification.businessKey({ ...payment(facts), _tag: kind }))
      assert.strictEqual(one === other, identity(left) === identity(right))
    },
    { arbitrary: { runs: 1000 } }
  )

  it("PS-HOOK-04 that an order was confirmed and that it was paid are two events", () => {
    const confirmed = event("ServiceOrderConfirmed", "1230000109", "1234323JKHDFE1243252", "")
    assert.notStrictEqual(keyOf(confirmed, once), keyOf({ ...confirmed, kind: "ServiceOrderPaid" }, once))
  })

  it("PS-HOOK-04 a permission is known by what was in it, and opening one is not closing it", () => {
    const opened: Notifications.Key = {
      kind: "PermissionOpened",
      parts: ["", "", ""],
      resource: { out_request_no: "1" }
    }
    assert.strictEqual(keyOf(opened, once), keyOf(opened, again))
    assert.notStrictEqual(keyOf(opened, once), keyOf({ ...opened, resource: { out_request_no: "2" } }, once))
    assert.notStrictEqual(keyOf(opened, once), keyOf({ ...opened, kind: "PermissionClosed" }, once))
  })

  it("V3-HOOK-05 a charge of the same number by another sub-merchant, and another charge, are other events", () => {
    const keys = [
      event("DeductionPaid", "1900000001", "1900000109", "T1"),
      event("DeductionPaid", "1900000001", "1900000110", "T1"),
      event("DeductionPaid", "1900000001", "1900000109", "T2")
    ].map((key) => keyOf(key, once))
    assert.lengthOf(new Set(keys), 3)
  })

  it("V3-HOOK-05 that a contract was signed and that it has ended are two events", () => {
    const signed = event("ContractSigned", "1900000001", "100001256", "")
    assert.notStrictEqual(keyOf(signed, once), keyOf({ ...signed, kind: "ContractTerminated" }, once))
  })

  it("V3-HOOK-05 numbers that run together when they are joined stay apart", () => {
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
    const known: Notifications.Key = { kind: "UnknownNotification", parts: ["A.B", "", ""], resource: { a: 1 } }
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
