/**
 * CR-DEDUCT: what may be charged.
 *
 * Method: `charge` draws records and contracts that are the charge's own or not, earlier orders in every state,
 * amounts a few fen below, at and above what was booked, and members written wrongly, so both verdicts of every
 * rule come up in each run. No rule is given a service: `decide` compiles only because none is needed.
 */
import { assert, describe, it } from "@effect/vitest"
import type { DeductOrder } from "@wxrepay/domain"
import { Deduction } from "@wxrepay/domain/rules"
import { Charges, Contracts, DeductOrders, Texts } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

type Question = Pick<Charges.Case, "draft" | "known">

const decide = ({ draft, known }: Question) => Effect.runSync(Effect.result(Deduction.authorize(draft, known)))

const refuses = (asked: Question, rule: string, field: string): boolean =>
  Result.match(decide(asked), {
    onFailure: ({ reasons }) => reasons.some((reason) => reason.rule === rule && reason.field === field),
    onSuccess: () => false
  })

/** What a person reads; nothing when the charge may be made. */
const read = (asked: Question): string =>
  Result.match(decide(asked), { onFailure: (refused) => refused.message, onSuccess: () => "" })

const isNumber = (text: string): boolean =>
  text.length >= 1 && text.length <= 32 && [...text].every((letter) => Texts.wordLetters.includes(letter))
const isContractId = (text: string): boolean => text.length >= 1 && text.length <= 64 && Texts.isShort(text)

/** An amount in unbounded integers, or nothing when it is none. */
const exact = (amount: number): bigint | undefined =>
  Number.isSafeInteger(amount) && amount >= 0 ? BigInt(amount) : undefined

/** A charge of 8000 fen for a booking of 10000 fen, at least 2000, that keeps every rule. */
const draft: DeductOrder.ChargeDraft = {
  contractId: Contracts.usual.contractId,
  outTradeNo: "DeductOrder123456",
  outRecordId: Charges.outRecordId,
  deductAmount: 8000,
  notifyUrl: "https://pay.lender.cn/notify"
}
const known: Deduction.Known = {
  record: Charges.recordOf({
    contractId: Contracts.usual.contractId,
    repaymentAmount: 10000,
    minRepaymentAmount: 2000
  }),
  contract: Contracts.contractOf({ state: "Effective", repaymentAmountLimit: 20000 }),
  orders: []
}

describe("CR-DEDUCT charging", () => {
  it.prop(
    "CR-AMT-07 a charge is refused exactly when it is nothing, or more than a known booking's repayment",
    [Charges.charge],
    ([asked]) => {
      const amount = exact(asked.draft.deductAmount)
      const booked = asked.known.record?.repaymentAmount
      const wrong = amount !== undefined && (amount === 0n || (booked !== undefined && amount > BigInt(booked)))
      assert.strictEqual(refuses(asked, "CR-AMT-07", "deductAmount"), wrong)
    }
  )

  it("CR-AMT-07 of 10000 fen booked, 1 and 10000 fen are charged, 0 and 10001 fen are refused in words", () => {
    assert.strictEqual(read({ draft: { ...draft, deductAmount: 1 }, known }), "")
    assert.strictEqual(read({ draft: { ...draft, deductAmount: 10000 }, known }), "")
    const bounds = "deductAmount must be more than 0 fen and at most 10000 fen, what was booked"
    for (const deductAmount of [0, 10001]) {
      const said = read({ draft: { ...draft, deductAmount }, known })
      assert.strictEqual(said, `${bounds}, but ${deductAmount} was given (CR-AMT-07)`)
    }
  })

  it("CR-AMT-07 a charge of nothing is refused in words even if the booking is not known", () => {
    assert.strictEqual(
      read({ draft: { ...draft, deductAmount: 0 }, known: {} }),
      "deductAmount must be more than 0 fen, but 0 was given (CR-AMT-07)"
    )
  })

  it.prop(
    "CR-AMT-03 a charge is refused exactly when its amount is no whole number of fen",
    [Charges.charge],
    ([asked]) => {
      assert.strictEqual(refuses(asked, "CR-AMT-03", "deductAmount"), exact(asked.draft.deductAmount) === undefined)
    }
  )

  it.prop(
    "CR-DEDUCT-01 a charge is refused exactly when it names another booking than the known one",
    [Charges.charge],
    ([asked]) => {
      const booked = asked.known.record?.outRecordId
      const given = asked.draft.outRecordId
      assert.strictEqual(
        refuses(asked, "CR-DEDUCT-01", "outRecordId"),
        isNumber(given) && booked !== undefined && String(booked) !== given
      )
    }
  )

  it.prop(
    "CR-DEDUCT-01 a charge is refused exactly when it names another contract than the known booking or contract",
    [Charges.charge],
    ([asked]) => {
      const given = asked.draft.contractId
      const others = [asked.known.record?.contractId, asked.known.contract?.contractId].filter(
        (id) => id !== undefined && String(id) !== given
      )
      assert.strictEqual(refuses(asked, "CR-DEDUCT-01", "contractId"), isContractId(given) && others.length > 0)
    }
  )

  it("CR-DEDUCT-01 a charge for its own booking and contract is made, one for another of either is refused in words", () => {
    assert.strictEqual(read({ draft, known }), "")
    assert.strictEqual(
      read({ draft: { ...draft, contractId: "C2", outRecordId: "R2" }, known: { ...known, contract: undefined } }),
      `contractId must be the booking's own, ${Contracts.usual.contractId}, but "C2" was given (CR-DEDUCT-01); ` +
        `outRecordId must be the booking's own, ${Charges.outRecordId}, but "R2" was given (CR-DEDUCT-01)`
    )
  })

  it.prop(
    "CR-DEDUCT-04 a description is refused exactly when it is given and not well-formed",
    [Charges.charge],
    ([asked]) => {
      const { description = "" } = asked.draft
      assert.strictEqual(
        refuses(asked, "CR-DEDUCT-04", "description"),
        description.length > 127 || !Texts.isShort(description)
      )
    }
  )

  it.prop(
    "CR-DEDUCT-04 a note is refused exactly when it is given and not well-formed",
    [Charges.charge],
    ([asked]) => {
      const { attach = "" } = asked.draft
      assert.strictEqual(refuses(asked, "CR-DEDUCT-04", "attach"), attach.length > 128 || !Texts.isShort(attach))
    }
  )

  it("CR-DEDUCT-04 a description of 127 characters is sent, one with an emoji is refused in words", () => {
    assert.strictEqual(read({ draft: { ...draft, description: "货".repeat(127) }, known }), "")
    assert.strictEqual(
      read({ draft: { ...draft, description: "还款😀" }, known }),
      "description must be at most 127 characters, none of four bytes such as emoji, " +
        'but "还款😀" was given (CR-DEDUCT-04)'
    )
  })

  it.prop(
    "CR-DEDUCT-05 a charge is refused exactly when its notify address is not a good one",
    [Charges.charge],
    ([asked]) => {
      assert.strictEqual(refuses(asked, "CR-DEDUCT-05", "notifyUrl"), !asked.isReachable)
    }
  )

  it("CR-DEDUCT-05 V3-HOOK-02 a charge that notifies a public host is made, one a private host is refused in words", () => {
    assert.strictEqual(read({ draft, known }), "")
    assert.strictEqual(
      read({ draft: { ...draft, notifyUrl: "https://192.168.1.1/notify" }, known }),
      "notifyUrl must be an https address of at most 256 characters with a public host, " +
        'without login, query and fragment, but "https://192.168.1.1/notify" was given (CR-DEDUCT-05)'
    )
  })

  it.prop(
    "CR-DEDUCT-08 a new number is refused exactly when a known order under another number has not failed",
    [Charges.charge],
    ([asked]) => {
      const { outTradeNo } = asked.draft
      const { orders = [] } = asked.known
      const living = orders.filter((order) => order.orderState !== "Failed").map((order) => String(order.outTradeNo))
      const others = living.filter((no) => no !== outTradeNo)
      assert.strictEqual(refuses(asked, "CR-DEDUCT-08", "outTradeNo"), isNumber(outTradeNo) && others.length > 0)
    }
  )

  it("CR-DEDUCT-08 a second charge is made when the first has Failed and refused in words while it is Pending", () => {
    const after = (orderState: DeductOrder.State) => ({
      draft,
      known: { ...known, orders: [DeductOrders.orderOf({ outTradeNo: "First1", orderState, deductAmount: 8000 })] }
    })
    assert.strictEqual(read(after("Failed")), "")
    assert.strictEqual(
      read(after("Pending")),
      "outTradeNo must be another number only after First1 has failed, and it is Pending, " +
        'but "DeductOrder123456" was given (CR-DEDUCT-08)'
    )
  })

  it.prop(
    "CR-DEDUCT-10 a charge is refused exactly when its known contract is not Effective",
    [Charges.charge],
    ([asked]) => {
      const { contract } = asked.known
      const wrong = contract !== undefined && contract.state !== "Effective" && isContractId(asked.draft.contractId)
      assert.strictEqual(refuses(asked, "CR-DEDUCT-10", "contractId"), wrong)
    }
  )

  it("CR-DEDUCT-10 under an Effective contract a charge is made, under a Terminated one it is refused in words", () => {
    const contract = Contracts.contractOf({ state: "Terminated", repaymentAmountLimit: 20000 })
    assert.strictEqual(read({ draft, known }), "")
    assert.strictEqual(
      read({ draft, known: { ...known, contract } }),
      'contractId must be an effective contract, but "Terminated" was given (CR-DEDUCT-10)'
    )
  })

  it.prop(
    "CR-ID-01 a charge is refused exactly when the number of its booking is not well-formed",
    [Charges.charge],
    ([asked]) => {
      assert.strictEqual(refuses(asked, "CR-ID-01", "outRecordId"), !isNumber(asked.draft.outRecordId))
    }
  )

  it.prop(
    "CR-ID-02 a charge is refused exactly when its own number is not well-formed",
    [Charges.charge],
    ([asked]) => {
      assert.strictEqual(refuses(asked, "CR-ID-02", "outTradeNo"), !isNumber(asked.draft.outTradeNo))
    }
  )

  it.prop(
    "CR-ID-05 a charge is refused exactly when its contract's number is not well-formed",
    [Charges.charge],
    ([asked]) => {
      assert.strictEqual(refuses(asked, "CR-ID-05", "contractId"), !isContractId(asked.draft.contractId))
    }
  )

  it("CR-ID-02 a charge under a number of 33 letters is refused in words", () => {
    const outTradeNo = "a".repeat(33)
    assert.strictEqual(
      read({ draft: { ...draft, outTradeNo }, known }),
      `outTradeNo must be 1 to 32 digits and letters, but "${outTradeNo}" was given (CR-ID-02)`
    )
  })
})
