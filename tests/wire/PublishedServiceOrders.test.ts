/**
 * PS-CREATE, PS-COL, PS-HOOK: the published examples of service orders.
 *
 * Method: each example is read into our words; where its values contradict each other, it is read all the same, and the
 * rules say which contradiction would keep it from being sent.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen, Ids, ServiceOrder, ServiceOrderCall, ServiceOrderStage } from "@wxrepay/domain"
import { Notifications, ServiceOrders } from "@wxrepay/domain/api"
import { Servicing } from "@wxrepay/domain/rules"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import {
  orderCancel,
  orderComplete,
  orderConfirmed,
  orderCreate,
  orderDirectComplete,
  orderFind,
  orderModify,
  orderPaid,
  orderPay,
  orderSync
} from "../fixtures/published.ts"

const exactly = { onExcessProperty: "error" } as const

const which = {
  outOrderNo: Ids.OutOrderNo.make("1234323JKHDFE1243252"),
  appid: Ids.Appid.make("wxd678efh567hg6787"),
  serviceId: Ids.ServiceId.make("2002000000000558128851361561536")
}

/** The values that stand in every sample. */
const common = {
  ...which,
  mchid: Ids.MerchantId.make("1230000109"),
  postPayments: [{ name: "就餐费用", amount: Fen.make(40000), description: "就餐人均100元", count: 4 }],
  postDiscounts: [{ name: "满20减1元", description: "不与其他优惠叠加", amount: Fen.make(100), count: 2 }],
  riskFund: { name: "Deposit", amount: Fen.make(10000), description: "就餐的预估费用" },
  timeRange: {
    startTime: "20091225091010",
    endTime: "20091225121010",
    startTimeRemark: "备注1",
    endTimeRemark: "备注2"
  },
  location: { startLocation: "嗨客时尚主题展餐厅", endLocation: "嗨客时尚主题展餐厅" },
  attach: "Easdfowealsdkjfnlaksjdlfkwqoi&wl3l2sald"
} as const

const part = {
  seq: 1,
  amount: Fen.make(10000),
  paidType: "ThroughPayScore",
  paidTime: "20091225091210",
  transactionId: Ids.TransactionId.make("15646546545165651651")
} as const

const collection = {
  state: "UserPaid",
  totalAmount: Fen.make(50000),
  payingAmount: Fen.make(40000),
  paidAmount: Fen.make(10000),
  details: [part]
} as const

const owed = {
  ...common,
  serviceIntroduction: "XX充电宝",
  state: "Created",
  stateDescription: "MchComplete",
  totalAmount: Fen.make(40000),
  needCollection: true,
  collection: { ...collection, bankType: "example_bank_type" },
  notifyUrl: "https://api.test.com",
  orderId: "0000300001201908301055157220022"
} as const

const coupons = orderFind.response.collection.details[0]?.promotion_detail ?? []
const withCoupons = { ...part, unknownMembers: { promotion_detail: coupons } }
const openid = Ids.Openid.make("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o")

describe("PS-COL published orders", () => {
  it("PS-COL-02 PS-COL-03 PS-STATE-04 the published order is read into our words, and is unclear as it contradicts itself", () => {
    const found = Schema.decodeUnknownSync(ServiceOrders.ServiceOrder)(orderFind.response)
    assert.deepStrictEqual<ServiceOrder.ServiceOrder>(found, {
      ...owed,
      openid,
      collection: { ...owed.collection, details: [withCoupons] }
    })
    assert.strictEqual(ServiceOrderStage.of(found), "Unclear")
  })

  it("PS-CREATE-05 PS-CREATE-06 the published creation answers what launches the confirmation, and the note as it was", () => {
    const created = Schema.decodeUnknownSync(ServiceOrders.Created)(orderCreate.response)
    assert.deepStrictEqual<typeof created>(created, {
      ...common,
      serviceIntroduction: "某某酒店",
      state: "Created",
      notifyUrl: "https://api.test.com",
      orderId: "15646546545165651651",
      package: "DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we"
    })
    assert.strictEqual(created.attach, orderCreate.request.attach)
  })

  it("PS-CREATE-03 the published creation asks for no confirmation, and its answer would be none that was begun", () => {
    const creation = Schema.decodeUnknownSync(ServiceOrders.Creation, exactly)(orderCreate.request)
    const created = Schema.decodeUnknownSync(ServiceOrders.Created)(orderCreate.response)
    assert.deepStrictEqual([creation.needUserConfirm, ServiceOrderStage.of(created)], [false, "Created"])
  })

  it("PS-COMPLETE-04 the published completion is answered with what is owed, and with no word of a payment", () => {
    const completed = Schema.decodeUnknownSync(ServiceOrders.ServiceOrder)(orderComplete.response)
    assert.deepStrictEqual(
      [completed.state, completed.stateDescription, completed.totalAmount, completed.needCollection],
      ["Doing", "MchComplete", 40000, true]
    )
    assert.notProperty(completed, "collection")
  })

  it("PS-SYNC-04 the published report is answered with an order whose member of the user the others leave out", () => {
    const synced = Schema.decodeUnknownSync(ServiceOrders.ServiceOrder)(orderSync.response)
    const modified = Schema.decodeUnknownSync(ServiceOrders.ServiceOrder)(orderModify.response)
    assert.deepStrictEqual([synced.openid, modified.openid], [openid, undefined])
    assert.deepStrictEqual<ServiceOrder.ServiceOrder>(modified, owed)
  })
})

describe("PS-AMT published requests", () => {
  const now = DateTime.makeUnsafe("2026-01-01T00:00:00Z")
  const reasonsOf = <A>(decision: Effect.Effect<A, Servicing.ServiceCallRefused>) =>
    Effect.map(Effect.flip(decision), ({ reasons }) => reasons.map(({ field, rule }) => `${rule} ${field}`))

  it.effect("PS-AMT-02 the published completion is read exactly, and only its sum keeps it from being sent", () =>
    Effect.gen(function* () {
      const read = yield* Schema.decodeUnknownEffect(ServiceOrders.Completion, exactly)(orderComplete.request)
      const refused = yield* reasonsOf(Servicing.authorizeCompletion({ ...which, ...read }, { now }))
      assert.deepStrictEqual(refused, ["PS-AMT-02 totalAmount"])
      const { call } = yield* Servicing.authorizeCompletion({ ...which, ...read, totalAmount: 39900 }, { now })
      const { outOrderNo, ...payload } = call
      assert.strictEqual(outOrderNo, which.outOrderNo)
      assert.deepStrictEqual<unknown>(yield* Schema.encodeEffect(ServiceOrders.Completion)(payload), {
        ...orderComplete.request,
        total_amount: 39900
      })
    })
  )

  it.effect("PS-AMT-02 PS-AMT-03 the published sums are refused by the rules and by no wire", () =>
    Effect.gen(function* () {
      const modification = yield* Schema.decodeUnknownEffect(ServiceOrders.Modification, exactly)(orderModify.request)
      const direct = yield* Schema.decodeUnknownEffect(
        ServiceOrders.DirectCompletion,
        exactly
      )(orderDirectComplete.request)
      const order = yield* Schema.decodeUnknownEffect(ServiceOrder.ServiceOrder)({
        ...which,
        state: "Doing",
        stateDescription: "MchComplete",
        collection: { state: "UserPaying" },
        totalAmount: 60000,
        riskFund: common.riskFund
      })
      assert.deepStrictEqual(
        yield* reasonsOf(Servicing.authorizeModification({ ...which, ...modification }, { order })),
        ["PS-AMT-02 totalAmount", "PS-AMT-03 totalAmount"]
      )
      assert.deepStrictEqual(yield* reasonsOf(Servicing.authorizeDirectCompletion(direct, { now })), [
        "PS-AMT-02 totalAmount"
      ])
    })
  )

  it.effect("PS-CREATE-01 PS-CANCEL-03 PS-SYNC-02 the other published requests may be sent as they are", () =>
    Effect.gen(function* () {
      const creation = yield* Schema.decodeUnknownEffect(ServiceOrders.Creation, exactly)(orderCreate.request)
      const { call } = yield* Servicing.authorizeCreation(creation, {})
      assert.deepStrictEqual<ServiceOrderCall.Creation>(call, creation)
      const cancel = yield* Schema.decodeUnknownEffect(ServiceOrders.Cancellation, exactly)(orderCancel.request)
      assert.deepStrictEqual<unknown>(cancel, {
        appid: "wxd678efh567hg6787",
        serviceId: "500001",
        reason: "用户投诉"
      })
      const sync = yield* Schema.decodeUnknownEffect(ServiceOrders.PaidElsewhere, exactly)(orderSync.request)
      assert.deepStrictEqual<unknown>(sync, {
        appid: "wxd678efh567hg6787",
        serviceId: "500001",
        paidTime: "20091225091210"
      })
    })
  )

  it("PS-QUERY-01 PS-ID-01 the published question names the order by one number of two", () => {
    assert.deepStrictEqual(Object.keys(orderFind.queryParams), ["out_order_no", "service_id", "appid"])
    const paths = [orderCancel, orderModify, orderComplete, orderPay, orderSync].map(({ pathParams }) => pathParams)
    for (const { out_order_no } of paths) assert.isTrue(Schema.is(Ids.OutOrderNo)(out_order_no))
  })
})

describe("PS-HOOK published notifications of orders", () => {
  for (const [event, { request }, summary] of [
    ["ServiceOrderConfirmed", orderConfirmed, "确认订单"],
    ["ServiceOrderPaid", orderPaid, "支付成功"]
  ] as const) {
    it(`PS-HOOK-01 PS-HOOK-06 the published envelope of ${event} names its event, and comes back as the same JSON`, () => {
      const envelope = Schema.decodeUnknownSync(Notifications.Envelope)(request)
      assert.deepStrictEqual<unknown>(
        [envelope.eventType, envelope.summary, envelope.createTime],
        [Notifications.eventTypes[event], summary, "2015-05-20T13:29:35+08:00"]
      )
      assert.deepStrictEqual([envelope.resource.originalType, envelope.resource.associatedData], ["payscore", ""])
      assert.deepStrictEqual(Schema.encodeSync(Notifications.Envelope)(envelope), request)
    })
  }

  it("PS-HOOK-01 PS-HOOK-09 four events of PayScore are known, none of a failed charge, and called as the pages call them", () => {
    const { eventTypes } = Notifications
    assert.deepStrictEqual<unknown>(
      [eventTypes.ServiceOrderConfirmed, eventTypes.ServiceOrderPaid],
      ["PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_PAID"]
    )
    assert.deepStrictEqual<unknown>(
      [eventTypes.PermissionOpened, eventTypes.PermissionClosed],
      ["PAYSCORE.USER_OPEN_SERVICE", "PAYSCORE.USER_CLOSE_SERVICE"]
    )
    assert.lengthOf(
      Object.values(eventTypes).filter((type) => type.startsWith("PAYSCORE.")),
      4
    )
  })

  it("PS-HOOK-01 the published confirmation is an order in service, with its times as PayScore writes them", () => {
    const order = Schema.decodeUnknownSync(Notifications.ServiceOrderEvent)(orderConfirmed.decryptedResource)
    const [discount] = common.postDiscounts
    assert.deepStrictEqual<ServiceOrder.ServiceOrder>(order, {
      ...common,
      postDiscounts: [{ name: discount.name, description: discount.description, amount: discount.amount }],
      serviceIntroduction: "某某酒店",
      state: "Doing",
      stateDescription: "UserConfirm",
      openid,
      orderId: "15646546545165651651"
    })
    assert.strictEqual(ServiceOrderStage.of(order), "InService")
  })

  it("PS-HOOK-08 PS-COL-01 the published payment is a paid order, and its amounts are kept as they contradict each other", () => {
    const order = Schema.decodeUnknownSync(Notifications.ServiceOrderEvent)(orderPaid.decryptedResource)
    assert.strictEqual(ServiceOrderStage.of(order), "Paid")
    assert.deepStrictEqual(order.collection, { ...collection, details: [withCoupons] })
  })
})
