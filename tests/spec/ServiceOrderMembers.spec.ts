/**
 * PS-ID, PS-CREATE, PS-AMT, PS-TIME, PS-RISK, PS-LOC, PS-DEV: how the members of each call on a service order are written.
 *
 * Method: each published draft has one member changed after the other, well or wrongly about as often, and the property
 * restates letter by letter when it is ill-formed. What the rules say of the whole is left to the specs beside this one.
 */
import { Amounts, Calendar, Choice, NotifyUrls, ServiceCalls, Texts } from "@wxrepay/domain/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import { ask, calls, families, published, put } from "./servicing.ts"

const { int, maybe, oneOf, pick, seldom } = Choice

/** The members that are not written as they must be, each with its rule; the other rules are not looked at. */
const illFormed = (call: (typeof calls)[number], draft: object): ReadonlyArray<string> =>
  Result.match(ask[call](draft), {
    onFailure: ({ reasons }) =>
      reasons.filter(({ _tag }) => _tag === "IllFormed").map(({ field, rule }) => `${rule} ${field}`),
    onSuccess: () => []
  })

interface Form {
  readonly rule: string
  readonly field: string
  readonly says: string
  readonly values: Arbitrary.Arbitrary<unknown>
  readonly isWell: (given: unknown) => boolean
}

const isText = (most: number) => (given: unknown) =>
  typeof given === "string" && given.length >= 1 && given.length <= most && Texts.isShort(given)
const textOf = (rule: string, field: string, most: number): Form => ({
  rule,
  field,
  says: `of 1 to ${most} characters, none of four bytes`,
  values: Texts.around(most, Texts.freeLetters),
  isWell: isText(most)
})
const freeText = (rule: string, field: string): Form => ({
  ...textOf(rule, field, Number.MAX_SAFE_INTEGER),
  says: "text without characters of four bytes",
  values: Texts.around(300, Texts.freeLetters)
})
const amountOf = (rule: string, field: string, least: number): Form => ({
  rule,
  field,
  says: `a whole number of fen from ${least} on`,
  values: oneOf<unknown>(Amounts.fen, Amounts.noFen, pick(0, 1, "1", "100")),
  isWell: (given) => Number.isSafeInteger(given) && Number(given) >= least
})
const countOf = (field: string): Form => ({
  rule: "PS-AMT-10",
  field,
  says: "a whole number from 1 to 100",
  values: oneOf<unknown>(pick(0, 1, 100, 101), int(-3, 103), pick("1"), Amounts.noFen),
  isWell: (given) => Array.from({ length: 100 }, (_, at) => at + 1).some((count) => count === given)
})
const oneIn = (rule: string, field: string, ...words: ReadonlyArray<unknown>): Form => ({
  rule,
  field,
  says: words.join(" or "),
  values: oneOf<unknown>(
    Arbitrary.map(int(0, words.length - 1), (at) => words[at]),
    pick("", "DEPOSIT", "UDEPOSIT", "deposit", "true", 0, 1)
  ),
  isWell: (given) => words.includes(given)
})

/** A time that need not be one. */
const time = Arbitrary.map(
  Arbitrary.all({
    day: oneOf(Calendar.triple, Arbitrary.map(Calendar.dayNumber, Calendar.dayOf)),
    clock: maybe(Arbitrary.all([int(0, 24), int(0, 60), int(0, 60)])),
    around: seldom(Arbitrary.Constant("%"), pick("%0", " %", "%\n", "-%", "%Z"))
  }),
  ({ around, clock = [], day }) => {
    const digits = clock.map((number) => String(number).padStart(2, "0")).join("")
    return around.replace("%", Calendar.spell(day).replaceAll("-", "") + digits)
  }
)
const isTime = (given: unknown): boolean => {
  const [, year, month, day, hour = 0, minute = 0, second = 0] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/u.exec(typeof given === "string" ? given : "") ?? []
  const isOnClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  return isOnClock && Calendar.exists({ year: Number(year), month: Number(month), day: Number(day) })
}
const timeOf = (rule: string, field: string, ...words: ReadonlyArray<string>): Form => ({
  rule,
  field,
  says: ["a day", "a moment of Beijing", ...words].join(" or "),
  values: oneOf<unknown>(time, pick("OnAccept", "onaccept", "", 20091225)),
  isWell: (given) => isTime(given) || words.some((word) => word === given)
})
const isMadeOf = (letters: ReadonlyArray<string>, given: unknown) =>
  typeof given === "string" &&
  given.length >= 1 &&
  given.length <= 32 &&
  [...given].every((letter) => letters.includes(letter))

const ids: ReadonlyArray<Form> = [
  {
    rule: "PS-ID-01",
    field: "outOrderNo",
    says: "1 to 32 of digits, letters, underscore, hyphen, vertical bar and asterisk",
    values: Texts.around(32, ServiceCalls.numberLetters),
    isWell: (given) => isMadeOf(ServiceCalls.numberLetters, given)
  },
  textOf("PS-ID-04", "appid", 32),
  {
    rule: "PS-ID-03",
    field: "serviceId",
    says: "1 to 32 digits",
    values: Texts.around(32, Texts.digitLetters),
    isWell: (given) => isMadeOf(Texts.digitLetters, given)
  }
]
const lines = [
  textOf("PS-AMT-09", "postPayments[0].name", 20),
  amountOf("PS-AMT-01", "postPayments[0].amount", 0),
  textOf("PS-AMT-08", "postPayments[0].description", 30),
  countOf("postPayments[0].count"),
  textOf("PS-AMT-09", "postDiscounts[0].name", 20),
  textOf("PS-AMT-13", "postDiscounts[0].description", 30),
  amountOf("PS-AMT-01", "postDiscounts[0].amount", 0),
  countOf("postDiscounts[0].count")
]
const remarks = ["startTimeRemark", "endTimeRemark"].map((name) => textOf("PS-TIME-06", `timeRange.${name}`, 20))
const device = ["startDeviceId", "endDeviceId", "materielNo"].map((name) => freeText("PS-DEV-01", `device.${name}`))
const start = timeOf("PS-TIME-02", "timeRange.startTime", "OnAccept")
const end = timeOf("PS-TIME-01", "timeRange.endTime")
const total = amountOf("PS-AMT-01", "totalAmount", 0)
const settling = [oneIn("PS-COMPLETE-05", "profitSharing", true, false), freeText("PS-COMPLETE-05", "goodsTag")]
const ofBeginning = [
  textOf("PS-CREATE-08", "serviceIntroduction", 20),
  ...lines,
  start,
  end,
  ...remarks,
  ...["location.startLocation", "location.endLocation"].map((field) => freeText("PS-LOC-01", field)),
  {
    ...textOf("PS-CREATE-06", "attach", 256),
    says: "of at most 256 characters once URL-encoded",
    values: oneOf<unknown>(
      Texts.around(256, Texts.freeLetters),
      Texts.around(28, Texts.freeLetters),
      Texts.around(256, ["a"], ["b"])
    ),
    isWell: (given: unknown) => isText(256)(given) && encodeURIComponent(String(given)).length <= 256
  },
  textOf("PS-CREATE-04", "openid", 128)
]

const forms: Readonly<Record<(typeof calls)[number], ReadonlyArray<Form>>> = {
  Create: [
    ...ofBeginning,
    oneIn("PS-RISK-01", "riskFund.name", "Deposit", "Advance", "CashDeposit", "EstimateOrderCost"),
    amountOf("PS-RISK-02", "riskFund.amount", 1),
    textOf("PS-RISK-01", "riskFund.description", 30),
    oneIn("PS-CREATE-03", "needUserConfirm", true, false),
    ...device
  ],
  Cancel: [textOf("PS-CANCEL-03", "reason", 50)],
  Modify: [...lines, total, textOf("PS-MODIFY-03", "reason", 50), ...device],
  Complete: [
    ...lines,
    total,
    start,
    end,
    ...remarks,
    freeText("PS-LOC-01", "location.endLocation"),
    ...settling,
    ...device
  ],
  Pay: [],
  Sync: [timeOf("PS-TIME-07", "paidTime")],
  DirectComplete: [...ofBeginning, total, ...settling]
}

for (const call of calls) {
  describe(`${families[call]} the members of ${call}`, () => {
    for (const { field, isWell, rule, says, values } of [...ids, ...forms[call]]) {
      it.prop(`${rule} ${call}: the ${field} is refused exactly when it is not ${says}`, [values], ([given]) => {
        const draft = put(published[call], field, given)
        assert.deepStrictEqual(illFormed(call, draft), isWell(given) ? [] : [`${rule} ${field}`])
      })
    }
  })
}

describe("PS-CREATE-07 where both notifications go", () => {
  for (const call of ["Create", "DirectComplete"] as const) {
    it.prop(
      `PS-CREATE-07 ${call}: the notifyUrl is refused exactly when it is no public https address of at most 255 characters`,
      [NotifyUrls.address, int(253, 257)],
      ([{ allowed, url }, length]) => {
        const notifyUrl = url.endsWith("/notify") ? url.padEnd(length, "n") : url
        const isWell = allowed && notifyUrl.length <= 255
        assert.deepStrictEqual(
          illFormed(call, { ...published[call], notifyUrl }),
          isWell ? [] : ["PS-CREATE-07 notifyUrl"]
        )
      }
    )
  }
})
