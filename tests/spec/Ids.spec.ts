/**
 * CR-ID, V3-SERIAL-01: what identifiers may be sent, and that what arrives is never measured.
 *
 * Method: texts are drawn around each length limit from the letters that are allowed, half of them with one
 * stranger: punctuation, another script, a character of four bytes of UTF-8, or half of one.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import { Choice, Texts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { certificates } from "../fixtures/published.ts"

const digits = {
  words: "digits",
  letters: Texts.digitLetters,
  allows: (text: string) => hasOnly(Texts.digitLetters, text)
}
const wording = {
  words: "digits and letters",
  letters: Texts.wordLetters,
  allows: (text: string) => hasOnly(Texts.wordLetters, text)
}
const free = { words: "characters of one to three bytes", letters: Texts.freeLetters, allows: Texts.isShort }

const hasOnly = (letters: ReadonlyArray<string>, text: string): boolean =>
  [...text].every((letter) => letters.includes(letter))

const identifiers = [
  { rule: "CR-ID-01", name: "a booking's number", schema: Ids.OutRecordId, limit: 32, ...wording },
  { rule: "CR-ID-02", name: "a charge's number", schema: Ids.OutTradeNo, limit: 32, ...wording },
  { rule: "CR-ID-03", name: "a contract's code", schema: Ids.OutContractCode, limit: 64, ...wording },
  { rule: "CR-ID-05", name: "a contract's number", schema: Ids.ContractId, limit: 64, ...free },
  { rule: "CR-ID-06", name: "an appid", schema: Ids.Appid, limit: 32, ...free },
  { rule: "CR-ID-06", name: "an openid", schema: Ids.Openid, limit: 128, ...free },
  { rule: "CR-ID-07", name: "a sub-merchant's number", schema: Ids.SubMchid, limit: 32, ...digits },
  { rule: "CR-ID-07", name: "a sub-merchant's appid", schema: Ids.SubAppid, limit: 32, ...free },
  { rule: "CR-ID-08", name: "a template's number", schema: Ids.PlanId, limit: 64, ...free },
  { rule: "CR-SCOPE-01", name: "the service provider's merchant number", schema: Ids.MerchantId, limit: 32, ...digits }
]

const freeOnes = identifiers.filter((identifier) => identifier.allows === Texts.isShort)

describe("CR-ID identifiers", () => {
  for (const { allows, letters, limit, name, rule, schema, words } of identifiers) {
    const accepts = Schema.is(schema)

    it.prop(
      `${rule} ${name} is accepted exactly when it is 1 to ${limit} ${words}`,
      [Texts.around(limit, letters)],
      ([text]) => {
        assert.strictEqual(accepts(text), text.length >= 1 && text.length <= limit && allows(text))
      }
    )

    it(`${rule} ${name} has at least 1 and at most ${limit} characters`, () => {
      const lengths = [0, 1, limit, limit + 1]
      assert.deepStrictEqual(
        lengths.map((length) => accepts("7".repeat(length))),
        [false, true, true, false]
      )
    })
  }

  for (const text of ["", "record_1", "record-1", "record 1", "记录1", "１", "a\n"]) {
    it(`CR-ID-01 ${JSON.stringify(text)} numbers no booking, no charge and no contract code`, () => {
      for (const schema of [Ids.OutRecordId, Ids.OutTradeNo, Ids.OutContractCode]) {
        assert.isFalse(Schema.is(schema)(text))
      }
    })
  }

  for (const { name, schema } of freeOnes) {
    it(`V3-JSON-01 ${name} holds no emoji and no half of one`, () => {
      const texts = ["信", "\uFFFF", "😀", "\u{10000}", "\uD83D", "\uDE00"]
      assert.deepStrictEqual(texts.map(Schema.is(schema)), [true, true, false, false, false, false])
    })
  }

  for (const { limit, name, rule, schema, words } of identifiers) {
    it(`${rule} ${name} of ${limit + 1} digits is refused in words`, () => {
      const told = words === free.words ? "characters, none of four bytes such as emoji" : words
      assert.throws(
        () => Schema.decodeUnknownSync<typeof schema>(schema)("7".repeat(limit + 1)),
        `Expected 1 to ${limit} ${told} (${rule})`
      )
    })
  }

  for (const { letters, limit, name, schema } of identifiers) {
    it.prop(
      `CR-HOOK-10 ${name} that arrives is read as it is, whatever its length and letters`,
      [Texts.around(limit, letters)],
      ([text]) => {
        const received = Ids.asReceived<string>(schema)
        assert.strictEqual(Schema.decodeSync(received)(text), text)
        assert.strictEqual(Schema.encodeSync(received)(text), text)
      }
    )
  }

  it("CR-HOOK-10 a booking's number of 33 letters may not be sent and is read all the same", () => {
    const text = "a".repeat(33)
    assert.isFalse(Schema.is(Ids.OutRecordId)(text))
    assert.isTrue(Schema.is(Ids.asReceived(Ids.OutRecordId))(text))
  })
})

const hexLetters = [..."0123456789ABCDEFabcdef"]

/** The name of a key of either kind, now and then under another's prefix, too long, or with a stranger in it. */
const serial = Arbitrary.flatMap(
  Choice.seldom<string>(
    Choice.pick("PUB_KEY_ID_", ""),
    Choice.pick("PUB_KEY_ID", "pub_key_id_", " ", "PUB_KEY_ID_0x"),
    4
  ),
  (prefix) =>
    Arbitrary.map(
      Texts.around(64, prefix === "" ? hexLetters : Texts.digitLetters, ["a", "F", "g", "-", " ", ":", "\n", "０"]),
      (rest) => ({ prefix, rest, text: prefix + rest })
    )
)

const isOf = (letters: ReadonlyArray<string>, text: string): boolean =>
  text.length >= 1 && text.length <= 64 && hasOnly(letters, text)

describe("V3-SERIAL names of keys", () => {
  const accepts = Schema.is(Ids.PlatformSerial)

  it.prop(
    "V3-SERIAL-01 a key is named by PUB_KEY_ID_ and up to 64 digits, or by up to 64 hex digits of a certificate",
    [serial],
    ([{ prefix, rest, text }]) => {
      const ofKey = prefix === "PUB_KEY_ID_" && isOf(Texts.digitLetters, rest)
      assert.strictEqual(accepts(text), ofKey || isOf(hexLetters, text))
    },
    { arbitrary: { runs: 300 } }
  )

  for (const [text, verdict] of [
    ["PUB_KEY_ID_0114232134912410000000000000", true],
    [certificates.response.data[0]?.serial_no ?? "", true],
    [`PUB_KEY_ID_${"7".repeat(64)}`, true],
    [`PUB_KEY_ID_${"7".repeat(65)}`, false],
    ["A".repeat(64), true],
    ["A".repeat(65), false],
    ["PUB_KEY_ID_", false],
    ["PUB_KEY_ID_0A", false],
    ["pub_key_id_01", false],
    ["51:57:F0", false],
    ["", false]
  ] as const) {
    it(`V3-SERIAL-01 ${JSON.stringify(text)} names ${verdict ? "a key" : "none"}`, () => {
      assert.strictEqual(accepts(text), verdict)
    })
  }

  it("V3-SERIAL-01 what names no key is refused in words", () => {
    assert.throws(
      () => Schema.decodeSync(Ids.PlatformSerial)("PUB_KEY_ID_"),
      "Expected PUB_KEY_ID_ and digits, or the hex serial of a platform certificate (V3-SERIAL-01)"
    )
  })
})
