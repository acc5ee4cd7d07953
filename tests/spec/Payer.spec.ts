/**
 * CR-SIGN-02, CR-SIGN-03, CR-ENC-01, CR-ENC-03, V3-ENC-02: who pays, as others may see it and as nobody may.
 *
 * Method: names of one to twenty characters are masked a second time below, as the page says it; texts to seal are made
 * to a number of bytes, which is then known without counting; and what is refused is printed in every way there is and
 * searched for every character of what must not show.
 */
import { assert, describe, it } from "@effect/vitest"
import { Payer } from "@wxrepay/domain"
import { PayerNames, Seals, Texts } from "@wxrepay/domain/testing"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { shown } from "./shown.ts"

/** Every character but the last is an asterisk; of more than four there are three; nothing, if the last cannot stand. */
const maskOf = (name: string): string | undefined => {
  const characters = [...name]
  const last = characters.pop()
  if (last === undefined || last === "*" || !Texts.isShort(last)) return undefined
  return (characters.length + 1 > 4 ? "***" : characters.map(() => "*").join("")) + last
}

/** Three asterisks at most, and then exactly one character that is none. */
const fits = (text: string): boolean => {
  const [last, ...stars] = [...text].toReversed()
  return (
    last !== undefined && last !== "*" && Texts.isShort(last) && stars.length <= 3 && stars.every((one) => one === "*")
  )
}

const isName = Schema.is(Payer.DisplayName)
const isSealed = Schema.is(Payer.SealedText)
const canBeSealed = Schema.is(Payer.Sealable)

describe("CR-SIGN a name behind its mask", () => {
  it.prop(
    "CR-SIGN-02 every character but the last becomes an asterisk, and of more than four three remain",
    [PayerNames.name],
    ([name]) => {
      const verdict = Payer.mask(name)
      assert.strictEqual(Result.getOrUndefined(verdict), maskOf(name))
      if (Result.isFailure(verdict)) assert.strictEqual(verdict.failure.rule, "CR-SIGN-02")
    },
    { arbitrary: { runs: 300 } }
  )

  for (const [name, mask] of [
    ["明", "明"],
    ["张三", "*三"],
    ["王小明", "**明"],
    ["欧阳小明", "***明"],
    ["阿里木江提", "***提"],
    ["买买提·吐逊", "***逊"],
    ["买·提", "**提"],
    ["Maggie G", "***G"],
    ["Li", "*i"],
    ["\u{20BB7}野家", "**家"],
    ["张三·", "**·"],
    ["* 三", "**三"],
    ["买".repeat(19) + "逊", "***逊"]
  ] as const) {
    it(`CR-SIGN-02 the name ${name} is shown as ${mask}`, () => {
      assert.strictEqual<unknown>(Result.getOrThrow(Payer.mask(name)), mask)
    })
  }

  for (const [what, name, given] of [
    ["no name at all", "", "nothing was given"],
    ["a name that ends in an asterisk", "张*", "what was given is not, and is not shown"],
    ["a name whose last character has four bytes", "野\u{20BB7}", "what was given is not, and is not shown"],
    ["a name that ends in half of a character", "张\uD83D", "what was given is not, and is not shown"]
  ] as const) {
    it(`CR-SIGN-02 ${what} has no mask, and that is said in words`, () => {
      assert.strictEqual(
        Result.getOrThrow(Result.flip(Payer.mask(name))).message,
        `name must be a name whose last character is no asterisk and has at most three bytes, but ${given} (CR-SIGN-02)`
      )
    })
  }

  it.prop(
    "CR-SIGN-02 a mask is a name that may be shown, and nothing of it shows but the last",
    [PayerNames.name],
    ([name]) => {
      const mask = Result.getOrElse(Payer.mask(name), () => Payer.DisplayName.make("*明"))
      assert.isTrue(isName(mask))
      assert.match(mask, /^\*{0,3}[^*]$/u)
    }
  )

  it.prop(
    "CR-SIGN-03 a name is accepted exactly when it is up to three asterisks and one character of at most three bytes",
    [PayerNames.masked, PayerNames.nearMask, PayerNames.name],
    (texts) => {
      for (const text of texts) assert.strictEqual(isName(text), fits(text), JSON.stringify(text))
    },
    { arbitrary: { runs: 300 } }
  )

  for (const [text, verdict] of [
    ["***明", true],
    ["****明", false],
    ["明", true],
    ["小明", false],
    ["*小明", false],
    ["***", false],
    ["", false],
    ["*明\n", false],
    ["*\uFFFF", true],
    ["*\u{10000}", false]
  ] as const) {
    it(`CR-SIGN-03 ${JSON.stringify(text)} is ${verdict ? "a masked name" : "none"}`, () => {
      assert.strictEqual(isName(text), verdict)
    })
  }

  it.prop(
    "CR-SIGN-03 a name that has no mask is refused without showing a character of it",
    [PayerNames.tellTale],
    ([name]) => {
      const refused = Result.getOrThrow(Result.flip(Payer.mask(`${name}*`)))
      for (const letter of name) assert.notInclude(shown(refused), letter)
    }
  )

  it.prop(
    "CR-SIGN-03 a name in clear is refused by words that hold no character of it",
    [PayerNames.tellTale],
    ([name]) => {
      const verdict = Schema.decodeUnknownResult(Payer.DisplayName)(name)
      const { message } = Result.getOrThrow(Result.flip(verdict))
      assert.include(message, "(CR-SIGN-03)")
      for (const letter of name) assert.notInclude(message, letter)
    }
  )
})

describe("CR-ENC what is sealed", () => {
  it.prop(
    "V3-ENC-02 a text can be sealed exactly when it has 1 to 214 bytes of UTF-8 and no half of a character",
    [Seals.plain],
    ([plain]) => {
      assert.strictEqual(canBeSealed(plain.text), Seals.isSealable(plain))
    },
    { arbitrary: { runs: 300 } }
  )

  it("V3-ENC-02 the most that can be sealed is 214 bytes", () => {
    assert.strictEqual(Payer.mostSealableBytes, 214)
  })

  for (const [text, bytes] of [
    ["", 0],
    ["7", 1],
    ["x".repeat(214), 214],
    ["x".repeat(215), 215],
    [`${"名".repeat(71)}x`, 214],
    [`${"名".repeat(71)}é`, 215],
    ["é".repeat(107), 214],
    [`${"é".repeat(107)}x`, 215],
    [`${"\u{20BB7}".repeat(53)}é`, 214],
    [`${"\u{20BB7}".repeat(53)}名`, 215]
  ] as const) {
    const fits = bytes >= 1 && bytes <= 214
    it(`V3-ENC-02 a text of ${text.length} units and ${bytes} bytes ${fits ? "can" : "cannot"} be sealed`, () => {
      assert.strictEqual(Buffer.byteLength(text), bytes)
      assert.strictEqual(canBeSealed(text), fits)
    })
  }

  for (const half of ["\uD83D", "\uDE00", "名\uD800", "\uDFFF名"]) {
    it(`V3-ENC-02 ${JSON.stringify(half)} holds half of a character and cannot be sealed`, () => {
      assert.isFalse(canBeSealed(half))
    })
  }

  it.prop(
    "CR-ENC-01 a sealed text is at most 512 characters of base64, and nothing else",
    [Seals.base64],
    ([text]) => {
      const isBase64 = text !== "" && Buffer.from(text, "base64").toString("base64").length === text.length
      const isClean = /^[0-9A-Za-z+/]*=*$/u.test(text) && !text.endsWith("===")
      assert.strictEqual(isSealed(text), isBase64 && isClean && text.length <= 512, JSON.stringify(text.slice(-8)))
    },
    { arbitrary: { runs: 300 } }
  )

  for (const [text, verdict] of [
    ["A".repeat(344), true],
    ["A".repeat(512), true],
    ["A".repeat(516), false],
    [`${"A".repeat(510)}==`, true],
    [`${"A".repeat(514)}==`, false],
    ["", false],
    ["张三", false],
    ["AAA-", false],
    ["AAA_", false],
    ["AA=A", false],
    ["A===", false],
    ["AAAA\n", false]
  ] as const) {
    it(`CR-ENC-01 ${text.length} characters that end in ${JSON.stringify(text.slice(-4))} are ${verdict ? "" : "not "}taken for a sealed text`, () => {
      assert.strictEqual(isSealed(text), verdict)
    })
  }

  it("CR-ENC-01 base64 comes in groups of four, and the last may end in one or two signs of equality", () => {
    const texts = ["A", "AA", "AAA", "AAAA", "AAAAA", "AAAAAA", "AAAAAAA", "AAAAAAAA", "AAAAAA==", "AAAAAAA=", "AAAA=="]
    const verdicts = [false, false, false, true, false, false, false, true, true, true, false]
    assert.deepStrictEqual(texts.map(isSealed), verdicts)
  })

  it("CR-ENC-01 a document number in clear, of 18 characters, is no base64 and not taken for a sealed text", () => {
    assert.deepStrictEqual(["110101199003070011", "11010119900307001X"].map(isSealed), [false, false])
  })

  it("CR-ENC-01 what is not sealed is refused in words", () => {
    assert.throws(
      () => Schema.decodeSync(Payer.SealedText)("张三"),
      "Expected base64 of what was sealed under a WeChat Pay key, at most 512 characters (CR-ENC-01)"
    )
  })

  it("CR-ENC-03 there is one kind of document", () => {
    const kinds = [
      "IdCard",
      "REAL_IDENTITY_TYPE_ID_CARD",
      "REAL_IDENTITY_TYPE_INVALID",
      "Invalid",
      "Passport",
      "",
      null
    ]
    assert.deepStrictEqual(kinds.map(Schema.is(Payer.IdentityType)), [true, false, false, false, false, false, false])
  })

  it.prop(
    "CR-SIGN-04 of a real identity nothing shows, however it is printed",
    [PayerNames.tellTale, PayerNames.tellTale],
    ([id, name]) => {
      const identity = { identityType: "IdCard", identityId: Redacted.make(id), realName: Redacted.make(name) } as const
      assert.isTrue(Schema.is(Payer.RealIdentity)(identity))
      for (const letter of id + name) assert.notInclude(shown(identity), letter)
    }
  )
})
