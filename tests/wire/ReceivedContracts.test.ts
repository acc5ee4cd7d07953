/**
 * CR-CONTRACT, CR-HOOK, V3-CERT: states, modes and members of contracts as they are read.
 *
 * Method: the published contract is changed in one way at a time: a documented word, a word of a later platform, a word
 * of ours, an identifier of any length, a time in another spelling, a member that is nested in another.
 */
import { assert, describe, it } from "@effect/vitest"
import { Certificates, Contracts, Notifications } from "@wxrepay/domain/api"
import { Timestamps } from "@wxrepay/domain/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { certificates, contract, contractTerminated, termination } from "../fixtures/published.ts"

const states = [
  ["CONTRACT_STATE_INVALID", "Invalid"],
  ["CONTRACT_STATE_EFFECTIVE", "Effective"],
  ["CONTRACT_STATE_TERMINATED", "Terminated"]
] as const

const modes = [
  ["TERMINATION_MODE_INVALID", "Invalid"],
  ["TERMINATION_MODE_BY_USER", "ByUser"],
  ["TERMINATION_MODE_BY_MERCHANT", "ByMerchant"],
  ["TERMINATION_MODE_BY_CUSTOMER_SERVICE", "ByCustomerService"]
] as const

/** Both messages that hold a contract, and the published example of each. */
const holders = [
  { name: "an answer", codec: Contracts.Contract, example: contract.response },
  { name: "a notification", codec: Notifications.ContractEvent, example: contractTerminated.decryptedResource }
]

const words = [
  {
    rule: "CR-CONTRACT-01",
    what: "state",
    theirs: "contract_state",
    known: states,
    pick: (value: { readonly state: string }): string => value.state
  },
  {
    rule: "CR-CONTRACT-04",
    what: "mode",
    theirs: "contract_terminated_mode",
    known: modes,
    pick: (value: { readonly terminatedMode?: string }): string | undefined => value.terminatedMode
  }
]

const anyWord = Schema.Union([
  Schema.Literals(["Effective", "Terminated", "ByUser", "Invalid", "Unknown:X", "Unknown:", "", "A\nB", "__proto__"]),
  Schema.Literals(["CONTRACT_STATE_PAUSED", "TERMINATION_MODE_BY_LAW", "contract_state_effective", "toString"]),
  Schema.String
])

describe("CR-CONTRACT words as they are read", () => {
  for (const { codec, example, name } of holders) {
    const decode = Schema.decodeUnknownResult(codec)
    const again = (json: unknown) => Schema.encodeSync(codec)(Result.getOrThrow(decode(json)))

    for (const { known, pick, rule, theirs, what } of words) {
      for (const [word, ours] of known) {
        it(`${rule} in ${name} the ${what} ${word} is ${ours}, and is written as it came`, () => {
          const given = { ...example, [theirs]: word }
          assert.strictEqual(pick(Result.getOrThrow(decode(given))), ours)
          assert.deepStrictEqual(again(given), given)
        })
      }

      it.prop(
        `${rule} in ${name} a ${what} is one of ours exactly when its word is documented; any word is written as it came`,
        [Schema.Union([Schema.Literals(known.map(([word]) => word)), anyWord])],
        ([word]) => {
          const given = { ...example, [theirs]: word }
          const [, ours = `Unknown:${word}`] = known.find(([theirs]) => theirs === word) ?? []
          assert.strictEqual(pick(Result.getOrThrow(decode(given))), ours)
          assert.deepStrictEqual(again(given), given)
        }
      )

      for (const word of [1, true, [], {}]) {
        it(`${rule} in ${name} ${JSON.stringify(word)} is no ${what}, and the failure names it`, () => {
          assert.include(String(decode({ ...example, [theirs]: word })), `["${theirs}"]`)
        })
      }
    }

    it.prop(
      `CR-HOOK-10 in ${name} the platform's own identifiers are read at any length and in any alphabet`,
      [Schema.Literals(["contract_id", "out_contract_code", "openid", "appid", "display_name"]), Schema.String],
      ([member, text]) => {
        const given = { ...example, [member]: text.repeat(50) }
        assert.deepStrictEqual(again(given), given)
      }
    )

    it.prop(
      `CR-DATE-06 in ${name} a time is read in any offset, and written as it came`,
      [Timestamps.timestamp],
      ([{ text }]) => {
        const given = { ...example, contract_signed_time: text, contract_terminated_time: text }
        assert.deepStrictEqual(again(given), given)
      }
    )

    for (const day of [1, 31, 0, 32, -1]) {
      it(`CR-DATE-04 in ${name} the day ${day} is read as it is told`, () => {
        assert.strictEqual(Result.getOrThrow(decode({ ...example, repayment_day: day })).repaymentDay, day)
      })
    }

    for (const day of ["1", 1.5, true]) {
      it(`CR-DATE-04 in ${name} ${JSON.stringify(day)} is no day, and the failure names it`, () => {
        assert.include(String(decode({ ...example, repayment_day: day })), '["repayment_day"]')
      })
    }
  }
})

/** What an end may hold that cannot be read. */
const unreadable: ReadonlyArray<readonly [member: string, given: Schema.Json]> = [
  ["contract_terminated_time", ""],
  ["contract_terminated_time", "0000-00-00 00:00:00"],
  ["contract_terminated_time", 0],
  ["contract_terminated_mode", 0],
  ["contract_terminated_mode", {}],
  ["contract_termination_mode", []],
  ["contract_termination_remark", 1]
]

describe("CR-HOOK the end of a contract that holds", () => {
  for (const { codec, example, name } of holders) {
    const decode = Schema.decodeUnknownResult(codec)
    const { contract_terminated_mode, contract_terminated_time, contract_termination_remark, ...rest } = example
    const holding = { ...rest, contract_state: "CONTRACT_STATE_EFFECTIVE" }
    const ended = { contract_terminated_mode, contract_terminated_time, contract_termination_remark }

    for (const [member, given] of unreadable) {
      it(`CR-HOOK-09 in ${name} a ${member} of ${JSON.stringify(given)} spoils no contract that holds, and is left out`, () => {
        assert.deepStrictEqual(decode({ ...holding, [member]: given }), decode(holding))
      })

      it(`CR-HOOK-09 in ${name} a ${member} of ${JSON.stringify(given)} is refused where a contract has ended`, () => {
        for (const contract_state of ["CONTRACT_STATE_TERMINATED", "CONTRACT_STATE_INVALID", "CONTRACT_STATE_PAUSED"]) {
          assert.include(String(decode({ ...rest, contract_state, [member]: given })), `["${member}"]`)
        }
      })
    }

    it(`CR-HOOK-09 in ${name} what can be read of an end is kept, even where a contract holds`, () => {
      const value = Result.getOrThrow(decode({ ...holding, ...ended }))
      assert.strictEqual(value.terminatedMode, "ByUser")
      assert.deepStrictEqual(Schema.encodeSync(codec)(value), { ...holding, ...ended })
    })

    it(`CR-HOOK-09 in ${name} no other member is forgiven for it`, () => {
      for (const member of ["contract_signed_time", "contract_state", "repayment_amount_limit"]) {
        assert.include(String(decode({ ...holding, [member]: true })), `["${member}"]`)
      }
    })
  }
})

describe("V3-JSON members inside other members", () => {
  it("V3-JSON-02 members nobody knows are kept apart for a termination's answer and for the contract in it", () => {
    const contract_info = { ...termination.response.contract_info, renewal: { times: 1 } }
    const given = { contract_info, trace: "t" }
    const answer = Schema.decodeUnknownSync(Contracts.Terminated)(given)
    assert.deepStrictEqual(answer.unknownMembers, { trace: "t" })
    assert.deepStrictEqual(answer.contractInfo?.unknownMembers, { renewal: { times: 1 } })
    assert.deepStrictEqual(Schema.encodeSync(Contracts.Terminated)(answer), given)
  })

  it("V3-JSON-02 members nobody knows are kept apart for a list, a certificate of it and the seal around that", () => {
    const [certificate] = certificates.response.data
    const encrypt_certificate = { ...certificate?.encrypt_certificate, key_version: 2 }
    const given = { data: [{ ...certificate, encrypt_certificate, kind: "RSA" }], total: 1 }
    const list = Schema.decodeUnknownSync(Certificates.CertificateList)(given)
    assert.deepStrictEqual(list.unknownMembers, { total: 1 })
    assert.deepStrictEqual(list.data[0]?.unknownMembers, { kind: "RSA" })
    assert.deepStrictEqual(list.data[0]?.encryptCertificate.unknownMembers, { key_version: 2 })
    assert.deepStrictEqual<unknown>(Schema.encodeSync(Certificates.CertificateList)(list), given)
  })

  for (const associated_data of [null, "", "certificate"]) {
    it(`V3-AEAD-02 the associated data of a certificate may be ${JSON.stringify(associated_data)}`, () => {
      const [certificate] = certificates.response.data
      const encrypt_certificate = { ...certificate?.encrypt_certificate, associated_data }
      const { data } = Schema.decodeUnknownSync(Certificates.CertificateList)({
        data: [{ ...certificate, encrypt_certificate }]
      })
      assert.strictEqual(data[0]?.encryptCertificate.associatedData, associated_data ?? undefined)
    })
  }

  for (const serial_no of ["", "PUB_KEY_ID_", "51:57", 5157]) {
    it(`V3-SERIAL-01 a certificate whose serial is ${JSON.stringify(serial_no)} is refused, and the failure names it`, () => {
      const [certificate] = certificates.response.data
      const list = { data: [{ ...certificate, serial_no }] }
      assert.include(String(Schema.decodeUnknownResult(Certificates.CertificateList)(list)), '["serial_no"]')
    })
  }

  it("V3-CERT-01 the list may be empty, and must not be missing or null", () => {
    const read = Schema.decodeUnknownResult(Certificates.CertificateList)
    assert.deepStrictEqual<unknown>(read({ data: [] }), Result.succeed({ data: [] }))
    for (const given of [{}, { data: null }, { data: {} }]) assert.include(String(read(given)), '["data"]')
  })

  it("CR-CONTRACT-02 a termination may be answered without the contract", () => {
    const read = Schema.decodeUnknownSync(Contracts.Terminated)
    assert.deepStrictEqual<unknown>([read({}), read({ contract_info: null })], [{}, {}])
  })
})
