/**
 * CR-DEDUCT-06, CR-SCHED-05, CR-ID-04, PS-CREATE-02: under which number a change is remembered, with which content, and
 * whether the number stands for that content for ever.
 *
 * Method: each change is made of a draft that the rules let through, and held against a row; the content is what travels,
 * without what is sealed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deduction, Enrolment, Scheduling, Servicing } from "@wxrepay/domain/rules"
import { CalendarDate } from "@wxrepay/domain"
import { type Change } from "../../packages/domain/src/client/Changes.ts"
import * as Numbered from "../../packages/domain/src/client/Numbered.ts"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { booking, presign } from "../support/doubtfulChanges.ts"
import { drafts } from "../support/payscorePlatform.ts"
import * as Platform from "../support/platform.ts"

const { runSync } = Effect

const termination = { outContractCode: "C1", contractTerminationRemark: "已结清" }
const now = DateTime.makeUnsafe("2025-11-05T12:00:00Z")
const today = CalendarDate.make("2025-11-05")
const order = drafts.create.outOrderNo

const made: Readonly<Record<string, Change>> = {
  charge: Numbered.charge(runSync(Deduction.authorize(Platform.charge, {})).charge),
  book: Numbered.booking(runSync(Scheduling.authorize(booking, { today })).booking),
  "presign in an app": Numbered.presignApp(runSync(Enrolment.authorizeApp(presign, {})).terms),
  "presign in a browser": Numbered.presignH5(runSync(Enrolment.authorizeH5(presign, {})).terms),
  terminateContract: Numbered.termination(runSync(Enrolment.authorizeTermination(termination))),
  create: Numbered.creation(runSync(Servicing.authorizeCreation(drafts.create, {})).call),
  cancel: Numbered.cancellation(runSync(Servicing.authorizeCancellation(drafts.cancel, {})).call),
  modify: Numbered.modification(runSync(Servicing.authorizeModification(drafts.modify, {})).call),
  complete: Numbered.completion(runSync(Servicing.authorizeCompletion(drafts.complete, { now })).call),
  pay: Numbered.payment(runSync(Servicing.authorizePayment(drafts.pay, {})).call),
  sync: Numbered.paidElsewhere(runSync(Servicing.authorizePaidElsewhere(drafts.sync, {})).call),
  directComplete: Numbered.directCompletion(
    runSync(Servicing.authorizeDirectCompletion(drafts.directComplete, { now })).call
  )
}

const rows: ReadonlyArray<readonly [string, string, Change["nature"], string, string, string | undefined]> = [
  ["charge", "charge", "Charge", "outTradeNo", "T1", "CR-DEDUCT-06"],
  ["book", "book", "Write", "scheduleItems.0.outRecordId", "R1", "CR-SCHED-05"],
  ["presign in an app", "presign", "Repeatable", "outContractCode", "C1", "CR-ID-04"],
  ["presign in a browser", "presign", "Repeatable", "outContractCode", "C1", "CR-ID-04"],
  ["terminateContract", "terminateContract", "Write", "outContractCode", "C1", undefined],
  ["create", "create", "Write", "outOrderNo", order, "PS-CREATE-02"],
  ["cancel", "cancel", "Write", "outOrderNo", order, "PS-CANCEL-04"],
  ["modify", "modify", "Write", "outOrderNo", order, undefined],
  ["complete", "complete", "Write", "outOrderNo", order, "PS-COMPLETE-02"],
  ["pay", "pay", "Charge", "outOrderNo", order, undefined],
  ["sync", "sync", "Write", "outOrderNo", order, undefined],
  ["directComplete", "directComplete", "Write", "outOrderNo", order, "PS-CREATE-02"]
]

describe("The number of a change", () => {
  for (const [what, operation, nature, field, number, fixedBy] of rows) {
    it(`${fixedBy ?? "V3-IDEM-01"} ${what} is known by its ${field}${fixedBy === undefined ? "" : ", which stands for one content"}`, () => {
      const change = made[what] ?? assert.fail(what)
      assert.deepStrictEqual(
        { ...change, content: undefined, fixedBy: change.fixedBy },
        { operation, nature, field, number, content: undefined, fixedBy }
      )
    })
  }

  it("V3-ENC-05 the content of a pre-sign says which kind it is, and holds nothing of the identity", () => {
    const content = {
      appid: presign.appid,
      plan_id: "123",
      out_contract_code: "C1",
      display_name: "*明",
      contract_notify_url: presign.contractNotifyUrl,
      repayment_amount_limit: "300000"
    }
    assert.deepStrictEqual(made["presign in an app"]?.content, { app: content })
    assert.deepStrictEqual(made["presign in a browser"]?.content, { h5: content })
  })

  it("PS-CANCEL-04 PS-COMPLETE-02 the content of a change of an order is the body, in which no number stands", () => {
    assert.deepStrictEqual(made["pay"]?.content, { appid: drafts.pay.appid, service_id: drafts.pay.serviceId })
    for (const what of ["cancel", "modify", "complete", "pay", "sync"]) {
      assert.notProperty(made[what]?.content, "out_order_no", what)
      assert.propertyVal(made[what]?.content, "service_id", drafts.pay.serviceId, what)
    }
    for (const what of ["create", "directComplete"]) {
      assert.propertyVal(made[what]?.content, "out_order_no", order, what)
    }
  })
})
