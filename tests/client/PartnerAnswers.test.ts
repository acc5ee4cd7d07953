/**
 * CR-SCHED-02, CR-ERR: how the answers to the calls of credit repayment are taken.
 *
 * Method: a platform in process answers a booking with any list of records, and a question with any status and code; what is
 * made of them is restated from what it said.
 */
import { assert, it } from "@effect/vitest"
import { Category } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bookingOf, layer, Partner } from "../support/partner.ts"

const { int, maybe, oneOf, pick } = Choice

const few = { arbitrary: { runs: 25 } }

const { appid, contractId, openid } = bookingOf("")

/** A record that is listed in an answer, of the booking itself or of one whose number is nearly the same. */
const recordOf = (number: string) => (which: string) => ({
  out_record_id: which === "own" ? number : which === "small letters" ? number.toLowerCase() : `${number}0`,
  appid,
  contract_id: contractId,
  repayment_amount: "10000",
  min_repayment_amount: "500",
  repayment_date: "1970-01-02",
  openid
})

/** Has a booking answered with a list of records. */
const booking = (listed: ReadonlyArray<string> | null | undefined) =>
  Effect.flatMap(Partner, ({ call }) =>
    call(
      (client, number) => Effect.map(client.book(bookingOf(number)), (record) => ({ number, record })),
      (number) => ({
        status: 200,
        body: listed === undefined ? {} : { schedule_records: listed && listed.map(recordOf(number)) }
      })
    )
  )

/** Has a question for an order refused. */
const refused = (status: number, code: string) =>
  Effect.gen(function* () {
    const { call } = yield* Partner
    const { result } = yield* call(
      (client) => client.findDeductOrder({ outTradeNo: "T1" }),
      () => ({ status, body: { code, message: "失败" } })
    )
    const error = Result.getOrThrow(Result.flip(result))
    return error._tag === "Rejection"
      ? [error.status, error.code, error.message, error.category]
      : assert.fail(error._tag)
  })

it.layer(layer)("CR-ERR how answers are taken", (it) => {
  it.effect.prop(
    "CR-SCHED-02 CR-ERR-02 a booking that is answered with 200 is believed exactly when its record is in the list",
    [
      maybe(
        oneOf(
          Arbitrary.Constant(null),
          Arbitrary.array(pick("own", "small letters", "one digit more"), { maxLength: 3 })
        )
      )
    ],
    ([listed]) =>
      Effect.gen(function* () {
        const { result } = yield* booking(listed)
        assert.strictEqual(Result.isSuccess(result), listed?.includes("own") === true)
        if (Result.isSuccess(result)) {
          assert.strictEqual<string>(result.success.record.outRecordId, result.success.number)
        } else if (result.failure._tag === "NotBooked") assert.strictEqual(result.failure.category, "AskFirst")
        else assert.fail(result.failure._tag)
      }),
    few
  )

  it.effect(
    "CR-SCHED-02 CR-ERR-02 a booking is made by a list with its record, and by one without it told in words",
    () =>
      Effect.gen(function* () {
        assert.isTrue(Result.isSuccess((yield* booking(["own"])).result))
        const refusal = Result.getOrThrow(Result.flip((yield* booking(["one digit more"])).result))
        assert.match(
          refusal.message,
          /^The platform did not book N[0-9]+, though it accepted the call \(CR-SCHED-02\)$/u
        )
      })
  )

  it.effect.prop(
    "CR-ERR-01 a code that no page documents is kept as it came, and its status alone says what to do",
    [
      oneOf<number>(pick(400, 401, 403, 404, 429, 500), int(400, 599)),
      oneOf<string>(pick("A_NEW_CODE", "PARAM_ERR", "", "param_error"), Arbitrary.schema(Schema.String))
    ],
    ([status, code]) =>
      Effect.gen(function* () {
        const category = Category.ofRefusal("Read", status, "Verified")
        assert.deepStrictEqual<unknown>(yield* refused(status, code), [status, code, "失败", category])
      }),
    few
  )

  it.effect(
    "CR-ERR-01 a refusal of 400 as A_NEW_CODE is to be corrected, one of 500 waited for, and both keep it",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual<unknown>(
          [yield* refused(400, "A_NEW_CODE"), yield* refused(500, "A_NEW_CODE")],
          [
            [400, "A_NEW_CODE", "失败", "FixRequest"],
            [500, "A_NEW_CODE", "失败", "BackOff"]
          ]
        )
      })
  )
})
