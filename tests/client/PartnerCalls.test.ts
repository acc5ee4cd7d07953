/**
 * CR-HDR, CR-SCOPE, CR-SCHED-06: what every call of credit repayment carries.
 *
 * Method: any of the eight calls, with a draft that keeps every rule, goes to a platform in process that writes down what
 * arrived. Every identity is sealed under a key of its own, which is what the header has to name.
 */
import { assert, it } from "@effect/vitest"
import { Contract, Ids } from "@wxrepay/domain"
import type { CreditRepayment } from "@wxrepay/domain/client"
import { Bookings, Charges, Choice, Enrolments } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import { bookingOf, layer, Partner, sealUnder, tomorrow } from "../support/partner.ts"

const { oneOf } = Choice

const few = { arbitrary: { runs: 25 } }

/** One of the calls, with a draft that keeps every rule but for its number. */
type Call = (client: CreditRepayment["Service"], number: string) => Effect.Effect<unknown, unknown>

const presigns = oneOf<Call>(
  Arbitrary.map(
    Enrolments.soundApp,
    ({ draft }): Call =>
      (client, outContractCode) =>
        client.presignApp({ ...draft, outContractCode })
  ),
  Arbitrary.map(
    Enrolments.soundH5,
    ({ draft }): Call =>
      (client, outContractCode) =>
        client.presignH5({ ...draft, outContractCode })
  )
)

const contractId = Arbitrary.schema(Ids.ContractId)

const bookings = Arbitrary.map(
  Bookings.soundBooking,
  ({ draft, item }): Call =>
    (client, outRecordId) =>
      client.book({ ...draft, scheduleItems: [{ ...item, outRecordId, repaymentDate: tomorrow }] })
)

const calls = oneOf<Call>(
  presigns,
  bookings,
  Arbitrary.map(Arbitrary.schema(Contract.Termination), (draft) => (client) => client.terminateContract(draft)),
  Arbitrary.map(
    Arbitrary.schema(Ids.OutContractCode),
    (code) => (client) => client.findContract({ outContractCode: code })
  ),
  Arbitrary.map(
    contractId,
    (contractId) => (client, outRecordId) => client.findScheduleRecord({ contractId, outRecordId })
  ),
  Arbitrary.map(
    Charges.soundCharge,
    ({ draft }) =>
      (client, outTradeNo) =>
        client.charge({ ...draft, outTradeNo })
  ),
  Arbitrary.map(Arbitrary.schema(Ids.OutTradeNo), (outTradeNo) => (client) => client.findDeductOrder({ outTradeNo }))
)

/** Makes a call, however it ends, and answers what arrived. */
const arrivedOf = Effect.fnUntraced(function* (call: Call) {
  const arrived = yield* (yield* Partner).call(call)
  assert.isNotEmpty(arrived.seen)
  return arrived
})

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): unknown =>
  body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(body.body)) : undefined

const readSeal = Schema.decodeUnknownSync(
  Schema.Struct({
    real_identity: Schema.optionalKey(Schema.Struct({ identity_id: Schema.String, real_name: Schema.String }))
  })
)

it.layer(layer)("CR-HDR what every call carries", (it) => {
  it.effect.prop(
    "CR-HDR-01 every call has an Authorization and accepts application/json, and sends that type exactly when it is a POST",
    [calls],
    ([call]) =>
      Effect.gen(function* () {
        for (const { headers, method } of (yield* arrivedOf(call)).seen) {
          assert.match(headers["authorization"] ?? "", /^WECHATPAY2-SHA256-RSA2048 /u)
          assert.strictEqual(headers["accept"], "application/json")
          assert.strictEqual(headers["content-type"], method === "POST" ? "application/json" : undefined)
        }
      }),
    few
  )

  it.effect(
    "CR-HDR-01 a booking is posted as application/json, and a question for an order carries no body and no type",
    () =>
      Effect.gen(function* () {
        const [posted, asked] = [
          yield* arrivedOf((client, number) => client.book(bookingOf(number))),
          yield* arrivedOf((client) => client.findDeductOrder({ outTradeNo: "T1" }))
        ]
        assert.deepStrictEqual(
          [...posted.seen, ...asked.seen].map(({ body, headers, method }) => [
            method,
            headers["accept"],
            headers["content-type"],
            body._tag
          ]),
          [
            ["POST", "application/json", "application/json", "Uint8Array"],
            ["GET", "application/json", undefined, "Empty"]
          ]
        )
      })
  )

  it.effect.prop(
    "CR-HDR-02 CR-ENC-02 every pre-sign names a key: exactly the one that its identity is sealed under, or without an identity any",
    [presigns],
    ([call]) =>
      Effect.gen(function* () {
        for (const request of (yield* arrivedOf(call)).seen) {
          const serial = request.headers["wechatpay-serial"] ?? ""
          assert.match(serial, /^PUB_KEY_ID_[0-9]+$/u)
          const { real_identity: sealed } = readSeal(bodyOf(request))
          const own = sealUnder(serial)
          if (sealed !== undefined) assert.deepStrictEqual([sealed.identity_id, sealed.real_name], [own, own])
        }
      }),
    few
  )

  it.effect.prop(
    "CR-SCOPE-01 every call goes to the service provider's address and is signed as the service provider, whatever sub-merchant it names",
    [calls],
    ([call]) =>
      Effect.gen(function* () {
        const { seen, targets } = yield* arrivedOf(call)
        for (const target of targets) assert.match(target, /^\/v3\/credit-repayment\/partner\//u)
        for (const { headers } of seen) {
          assert.deepStrictEqual(
            Array.from((headers["authorization"] ?? "").matchAll(/mchid="([^"]*)"/gu), ([, signer]) => signer),
            ["1900000001"]
          )
        }
      }),
    few
  )

  it.effect("CR-SCOPE-01 a booking for sub-merchant 1900000109 is signed as service provider 1900000001", () =>
    Effect.gen(function* () {
      const { seen } = yield* arrivedOf((client, number) => client.book(bookingOf(number)))
      assert.include(seen[0]?.headers["authorization"], 'mchid="1900000001"')
      assert.notInclude(seen[0]?.headers["authorization"], "1900000109")
    })
  )

  it.effect.prop(
    "CR-SCHED-06 the contract of a booking that is asked for stands in the address that is signed and sent",
    [Ids.OutRecordId, contractId],
    ([outRecordId, contractId]) =>
      Effect.gen(function* () {
        const { seen, targets } = yield* arrivedOf((client) => client.findScheduleRecord({ outRecordId, contractId }))
        const url = new URL(targets[0] ?? "", "https://api.mch.weixin.qq.com")
        assert.deepStrictEqual(Array.from(url.searchParams), [["contract_id", contractId]])
        assert.isTrue(url.pathname.endsWith(`/${outRecordId}`))
        assert.isTrue(seen[0]?.url.endsWith(targets[0] ?? "none"))
      }),
    few
  )
})
