/**
 * CR-SIGN-03 and V3-ENC-02: how a refusal quotes what was given, so that it can be read, and tells no secret.
 *
 * Method: members of a charge and of a pre-sign are given texts, addresses and things that are neither, and each is
 * held against what a person is to read of it. There is nothing to draw: every way to quote stands in a row.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deduction, Enrolment, Scheduling, Servicing } from "@wxrepay/domain/rules"
import { CalendarDate, type Refusal } from "@wxrepay/domain"
import { Contracts, Enrolments, Hostile } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

const sound = {
  contractId: "Wx123",
  outTradeNo: "T1",
  outRecordId: "R1",
  deductAmount: 100,
  notifyUrl: "https://pay.lender.cn/notify"
}

/** What is said of one member of a refused charge. */
const said = (member: string, given: unknown): Refusal.Facts & { readonly message: string } => {
  const draft = Hostile.unseen({ ...sound, [member]: given })
  const { reasons } = Effect.runSync(Effect.flip(Deduction.authorize(draft, {})))
  return reasons[0]
}

const identity = { identityType: "IdCard", identityId: Redacted.make("1101"), realName: Redacted.make("张三") }

/** What is said of a refused identity, member by member. */
const saidOfIdentity = (given: object): ReadonlyArray<string> => {
  const draft = Hostile.unseen({ ...Enrolments.required, realIdentity: { ...identity, ...given } })
  const { reasons } = Effect.runSync(Effect.flip(Enrolment.authorizeH5(draft, {})))
  return reasons.map(({ message }) => message)
}

const many = (count: number): string => "n".repeat(count)

describe("What was given, in a refusal", () => {
  it("CR-ID-02 a text is quoted, a number told, and nothing is called nothing", () => {
    const allowed = "outTradeNo must be 1 to 32 digits and letters"
    assert.strictEqual(said("outTradeNo", "a-b").message, `${allowed}, but "a-b" was given (CR-ID-02)`)
    assert.strictEqual(said("outTradeNo", 12).message, `${allowed}, but 12 was given (CR-ID-02)`)
    assert.strictEqual(said("outTradeNo", undefined).message, `${allowed}, but nothing was given (CR-ID-02)`)
    assert.strictEqual(said("outTradeNo", null).message, `${allowed}, but nothing was given (CR-ID-02)`)
  })

  it("CR-ID-02 what is no text and no number that can be written is told as it prints", () => {
    assert.strictEqual(said("outTradeNo", Number.NaN).given, "NaN")
    assert.strictEqual(said("outTradeNo", Number.POSITIVE_INFINITY).given, "Infinity")
    assert.strictEqual(said("outTradeNo", ["a"]).given, '["a"]')
    assert.strictEqual(said("outTradeNo", true).given, "true")
  })

  it("CR-ID-02 what throws as it is read is called unreadable", () => {
    const draft = Hostile.unseen(Hostile.withTrap(sound, "outTradeNo"))
    const { reasons } = Effect.runSync(Effect.flip(Deduction.authorize(draft, {})))
    assert.deepStrictEqual(
      reasons.map(({ field, given }) => [field, given]),
      [["outTradeNo", "(unreadable)"]]
    )
  })

  it("CR-ID-02 256 characters are quoted whole, and of 257 the first 256", () => {
    assert.strictEqual(said("outTradeNo", many(256)).given, many(256))
    assert.strictEqual(said("outTradeNo", many(257)).given, `${many(256)}…`)
    assert.strictEqual(said("outTradeNo", `${many(256)}x${many(99)}`).given, `${many(256)}…`)
  })

  for (const [given, quoted] of [
    ["http://pay.lender.cn/a/b", "http://pay.lender.cn/a/b"],
    ["https://pay.lender.cn/a?key=1", "https://pay.lender.cn/a?…"],
    ["https://pay.lender.cn/a#top", "https://pay.lender.cn/a#…"],
    ["https://pay.lender.cn/a#top?key=1", "https://pay.lender.cn/a#…"],
    ["https://pay.lender.cn/a?key=1\n2", "https://pay.lender.cn/a?…"],
    ["c:\\keys?key=1", "c:\\keys?…"],
    ["lender@bank?key=1", "…@bank?…"],
    ["https://lender:password@pay.lender.cn/a", "https://…@pay.lender.cn/a"],
    ["HTTPS://lender:password@pay.lender.cn/a", "HTTPS://…@pay.lender.cn/a"],
    ["https:///lender@pay.lender.cn", "https:///…@pay.lender.cn"],
    ["https:\\\\lender@pay.lender.cn", "https:\\\\…@pay.lender.cn"],
    ["https:lender@pay.lender.cn", "https:…@pay.lender.cn"],
    ["http:lender@pay.lender.cn", "http:…@pay.lender.cn"],
    ["lender:password@pay.lender.cn", "…@pay.lender.cn"],
    ["a@b@pay.lender.cn", "…@pay.lender.cn"],
    [" \t https://lender@pay.lender.cn", " \t https://…@pay.lender.cn"],
    ["  lender@pay.lender.cn", "  …@pay.lender.cn"],
    ["h2+x.y-z://lender@pay.lender.cn", "h2+x.y-z://…@pay.lender.cn"],
    ["x://lender@pay.lender.cn", "x://…@pay.lender.cn"],
    ["1 http://lender@pay.lender.cn", "1 http://…@pay.lender.cn"],
    ["a@b://lender", "…@b://lender"],
    ["http://pay.lender.cn/a@b", "http://pay.lender.cn/a@b"],
    ["http://pay.lender.cn/https:x@b", "http://pay.lender.cn/https:x@b"],
    ["really? ratio 1:2 #1", "really? ratio 1:2 #1"]
  ] as const) {
    it(`CR-DEDUCT-05 of ${JSON.stringify(given)} a refusal quotes ${JSON.stringify(quoted)}`, () => {
      assert.strictEqual(said("notifyUrl", given).given, quoted)
    })
  }

  it("V3-ENC-02 of an identity nothing is told but whether there was anything", () => {
    const must = (member: string) => `realIdentity.${member} must be Redacted text of 1 to 214 bytes in UTF-8`
    const notShown = "but what was given is not, and is not shown (V3-ENC-02)"
    assert.deepStrictEqual(saidOfIdentity({ identityId: undefined, realName: "张三" }), [
      `${must("identityId")}, but nothing was given (V3-ENC-02)`,
      `${must("realName")}, ${notShown}`
    ])
    assert.deepStrictEqual(saidOfIdentity({ identityId: Redacted.make(""), realName: null }), [
      `${must("identityId")}, ${notShown}`,
      `${must("realName")}, but nothing was given (V3-ENC-02)`
    ])
    assert.deepStrictEqual(saidOfIdentity({ identityId: Hostile.wiped() }), [`${must("identityId")}, ${notShown}`])
  })

  it("CR-SCHED-01 a list that is none is quoted, and of one that is too long its length is told", () => {
    const asked = (scheduleItems: unknown): ReadonlyArray<unknown> => {
      const draft = Hostile.unseen({ ...Contracts.usual, scheduleItems })
      const known = { today: CalendarDate.make("2025-11-05") }
      return Effect.runSync(Effect.flip(Scheduling.authorize(draft, known))).reasons.map(({ given }) => given)
    }
    assert.deepStrictEqual(asked("none"), ["none"])
    assert.deepStrictEqual(asked(undefined), [null])
    assert.deepStrictEqual(asked([]), [0])
  })
})

const order = {
  outOrderNo: "A1",
  appid: "wx1",
  serviceId: "500001",
  serviceIntroduction: "酒店",
  timeRange: { startTime: "OnAccept" },
  riskFund: { name: "Deposit", amount: 1 },
  notifyUrl: "https://pay.lender.cn/notify"
}

/** What is said of one member of a refused order, or nothing. */
const saidOfOrder = (member: string, given: unknown): ReadonlyArray<string> => {
  const draft = Hostile.unseen({ ...order, [member]: given })
  return Result.match(Effect.runSync(Effect.result(Servicing.authorizeCreation(draft, {}))), {
    onFailure: ({ reasons }) => reasons.map(({ message }) => message),
    onSuccess: () => []
  })
}

describe("A part of a draft", () => {
  const payments = Array.from({ length: 101 }, () => ({ name: "商品信息", amount: 1 }))

  it("PS-RISK-01 PS-RISK-02 where a part is missing, each member that it needs is", () => {
    for (const nothing of [undefined, null, {}]) {
      assert.deepStrictEqual(saidOfOrder("riskFund", nothing), [
        "riskFund.name must be Deposit, Advance, CashDeposit or EstimateOrderCost, but nothing was given (PS-RISK-01)",
        "riskFund.amount must be a whole number of fen from 1 to 9007199254740991, but nothing was given (PS-RISK-02)"
      ])
    }
  })

  for (const [given, told] of [
    ["Deposit", "a string"],
    [1, "a number"],
    [true, "a boolean"]
  ] as const) {
    it(`PS-RISK-01 of ${JSON.stringify(given)} in place of a part only its kind is told`, () => {
      assert.deepStrictEqual(saidOfOrder("riskFund", given), [
        `riskFund must be an object that names the risk fund, but "${told}" was given (PS-RISK-01)`
      ])
    })
  }

  for (const [given, told] of [
    [{ name: "张三" }, '"an object" was given'],
    ["张三", '"a string" was given'],
    [payments, "101 was given"]
  ] as const) {
    it(`PS-AMT-06 of what is no list of payments a refusal says that ${told}`, () => {
      assert.deepStrictEqual(saidOfOrder("postPayments", given), [
        `postPayments must be a list of at most 100 payments, but ${told} (PS-AMT-06)`
      ])
    })
  }

  it("PS-AMT-08 what is no payment in a list is told by its place and its kind", () => {
    const must = "must be an object with the members of a payment"
    assert.deepStrictEqual(saidOfOrder("postPayments", [payments[0], null, "张三"]), [
      `postPayments[1] ${must}, but "an object" was given (PS-AMT-08)`,
      `postPayments[2] ${must}, but "a string" was given (PS-AMT-08)`
    ])
  })

  it("PS-AMT-06 a list that is needed and missing is said to be", () => {
    const { appid, outOrderNo, serviceId } = order
    const draft = Hostile.unseen({ appid, outOrderNo, serviceId, totalAmount: 1, reason: "用户投诉" })
    const { message } = Effect.runSync(Effect.flip(Servicing.authorizeModification(draft, {})))
    assert.strictEqual(message, "postPayments must be a list of 1 to 100 payments, but nothing was given (PS-AMT-06)")
  })

  it("PS-AMT-06 a list of 100 payments is as long as it may be, and an empty one is one", () => {
    assert.deepStrictEqual(saidOfOrder("postPayments", payments.slice(1)), [])
    assert.deepStrictEqual(saidOfOrder("postPayments", []), [])
  })
})
