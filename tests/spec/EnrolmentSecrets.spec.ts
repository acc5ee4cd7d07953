/**
 * CR-SIGN-03, CR-ENC-03, V3-ENC-02: that a borrower's name and number show in no refusal and in no authorised pre-sign.
 *
 * Method: names and numbers are made of characters that occur in no sentence of ours, are handed in where they may and
 * where they may not stand, and what comes back is printed in every way there is and searched for each character.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Presign } from "@wxrepay/domain"
import { Enrolment } from "@wxrepay/domain/rules"
import { Choice, Enrolments, Hostile, PayerNames } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { shown } from "./shown.ts"

/** Asks in an app, and asks in a browser. */
const ways = [
  (draft: Presign.AppPresignDraft & Presign.H5PresignDraft) =>
    Effect.runSync(Effect.result(Enrolment.authorizeApp(draft, {}))),
  (draft: Presign.AppPresignDraft & Presign.H5PresignDraft) =>
    Effect.runSync(Effect.result(Enrolment.authorizeH5(draft, {})))
]

/** Why a draft is refused, in an app and in a browser. */
const refusals = (draft: unknown): ReadonlyArray<Enrolment.PresignRefused> =>
  ways.map((ask) =>
    Result.match(ask(Hostile.unseen(draft)), { onFailure: (refused) => refused, onSuccess: () => assert.fail() })
  )

const isHidden = (secret: string, value: unknown): void => {
  const text = shown(value)
  for (const letter of secret) assert.notInclude(text, letter)
}

/** What is not text to be sealed, around a secret. */
const wrapped = Arbitrary.map(
  Arbitrary.all({
    secret: PayerNames.tellTale,
    how: Choice.pick("text", "object", "list", "boxed", "long", "half", "number")
  }),
  ({ how, secret }): { readonly secret: string; readonly given: unknown } => ({
    secret,
    given:
      how === "text"
        ? secret
        : how === "object"
          ? { value: secret }
          : how === "list"
            ? [secret]
            : how === "boxed"
              ? new String(secret)
              : how === "long"
                ? Redacted.make(secret.repeat(72))
                : how === "half"
                  ? Redacted.make(`${secret}\uD83D`)
                  : Redacted.make([secret])
  })
)

describe("CR-SIGN a name in clear", () => {
  it.prop(
    "CR-SIGN-03 a name in clear is refused, and no character of it shows in message, JSON or print",
    [PayerNames.tellTale],
    ([name]) => {
      for (const refused of refusals({ ...Enrolments.required, displayName: name })) {
        assert.deepStrictEqual(
          refused.reasons.map(({ field, given, rule }) => ({ field, given, rule })),
          [{ field: "displayName", given: "(hidden)", rule: "CR-SIGN-03" }]
        )
        isHidden(name, refused)
        isHidden(name, Schema.encodeSync(Enrolment.PresignRefused)(refused))
      }
    }
  )

  it("CR-SIGN-03 the name 张三 in clear is refused in words that do not hold it", () => {
    for (const refused of refusals({ ...Enrolments.required, displayName: "张三" })) {
      assert.strictEqual(
        refused.message,
        "displayName must be a masked name: up to three asterisks, then the last character of the name, " +
          "but what was given is not, and is not shown (CR-SIGN-03)"
      )
    }
  })

  it("CR-SIGN-03 a name that is missing is told to be missing", () => {
    for (const refused of refusals({ ...Enrolments.required, displayName: undefined })) {
      assert.strictEqual(
        refused.message,
        "displayName must be a masked name: up to three asterisks, then the last character of the name, " +
          "but nothing was given (CR-SIGN-03)"
      )
    }
  })

  it.prop(
    "CR-SIGN-03 a name that is told by what throws as it is read shows no more",
    [PayerNames.tellTale],
    ([name]) => {
      const draft = Object.defineProperty({ ...Enrolments.required }, "displayName", {
        get: () => {
          throw new RangeError(name)
        }
      })
      for (const refused of refusals(draft)) isHidden(name, refused)
    }
  )

  it.prop(
    "CR-SIGN-03 a name that comes in an object, a list or a box shows no more",
    [wrapped],
    ([{ given, secret }]) => {
      for (const refused of refusals({ ...Enrolments.required, displayName: given })) isHidden(secret, refused)
    }
  )
})

describe("V3-ENC an identity", () => {
  for (const member of ["identityId", "realName"]) {
    const field = `realIdentity.${member}`

    it.prop(
      `V3-ENC-02 a ${member} that is not redacted, or cannot be sealed, is refused and nothing of it shows`,
      [wrapped],
      ([{ given, secret }]) => {
        const realIdentity = { ...Enrolments.identityOf("11010119900307", "张三"), [member]: given }
        for (const refused of refusals({ ...Enrolments.required, realIdentity })) {
          assert.deepStrictEqual(
            refused.reasons.map(({ field, given, rule }) => ({ field, given, rule })),
            [{ field, given: "(hidden)", rule: "V3-ENC-02" }]
          )
          isHidden(secret, refused)
        }
      }
    )

    it(`V3-ENC-02 a ${member} in clear text is refused in words that do not hold it`, () => {
      const realIdentity = { ...Enrolments.identityOf("11010119900307", "张三"), [member]: "11010119900307" }
      for (const refused of refusals({ ...Enrolments.required, realIdentity })) {
        assert.strictEqual(
          refused.message,
          `${field} must be Redacted text of 1 to 214 bytes in UTF-8, ` +
            "but what was given is not, and is not shown (V3-ENC-02)"
        )
      }
    })

    for (const [bytes, text] of [
      [214, `${"名".repeat(71)}x`],
      [215, `${"名".repeat(71)}é`]
    ] as const) {
      it(`V3-ENC-02 a ${member} of ${bytes} bytes is ${bytes > 214 ? "refused" : "accepted"}`, () => {
        const realIdentity = { ...Enrolments.identityOf("11010119900307", "张三"), [member]: Redacted.make(text) }
        for (const ask of ways)
          assert.strictEqual(Result.isSuccess(ask({ ...Enrolments.required, realIdentity })), bytes === 214)
      })
    }

    for (const empty of ["", undefined]) {
      it(`V3-ENC-02 a ${member} that is ${empty === "" ? "empty" : "missing"} is refused, redacted or not`, () => {
        for (const given of [empty, Redacted.make(empty)]) {
          const realIdentity = { ...Enrolments.identityOf("11010119900307", "张三"), [member]: given }
          for (const { reasons } of refusals({ ...Enrolments.required, realIdentity })) {
            assert.deepStrictEqual(
              reasons.map((reason) => reason.field),
              [field]
            )
          }
        }
      })
    }
  }

  for (const identityType of ["Passport", "REAL_IDENTITY_TYPE_ID_CARD", "Invalid", "", 1, undefined]) {
    it(`CR-ENC-03 an identity of the kind ${JSON.stringify(identityType)} is refused in words`, () => {
      const realIdentity = { ...Enrolments.identityOf("11010119900307", "张三"), identityType }
      const told = identityType === undefined ? "nothing was given" : "what was given is not, and is not shown"
      for (const refused of refusals({ ...Enrolments.required, realIdentity })) {
        assert.strictEqual(
          refused.message,
          `realIdentity.identityType must be IdCard, the one kind that is taken, but ${told} (CR-ENC-03)`
        )
      }
    })
  }

  it.prop(
    "CR-ENC-03 an identity is refused exactly when its kind is not IdCard",
    [
      Choice.oneOf<string>(
        Choice.pick("IdCard", "IdCard", "Invalid", "REAL_IDENTITY_TYPE_ID_CARD", "idcard", "IdCard ", ""),
        Arbitrary.schema(Schema.String)
      )
    ],
    ([identityType]) => {
      const realIdentity = { ...Enrolments.identityOf("11010119900307", "张三"), identityType }
      for (const ask of ways) {
        const told = Result.match(ask(Hostile.unseen({ ...Enrolments.required, realIdentity })), {
          onFailure: ({ reasons }) => reasons.map(({ rule }) => rule),
          onSuccess: () => []
        })
        assert.deepStrictEqual(told, identityType === "IdCard" ? [] : ["CR-ENC-03"])
      }
    }
  )

  it.prop(
    "CR-ENC-03 what stands where the kind of document should be is not shown",
    [wrapped],
    ([{ given, secret }]) => {
      const realIdentity = { ...Enrolments.identityOf("11010119900307", "张三"), identityType: given }
      for (const refused of refusals({ ...Enrolments.required, realIdentity })) isHidden(secret, refused)
    }
  )

  it("CR-ENC-03 the three members of an identity are told in their order", () => {
    const realIdentity = { identityType: "Passport", identityId: "11010119900307", realName: Redacted.make("") }
    for (const { reasons } of refusals({ ...Enrolments.required, realIdentity })) {
      assert.deepStrictEqual(
        reasons.map(({ field, rule }) => [field, rule]),
        [
          ["realIdentity.identityType", "CR-ENC-03"],
          ["realIdentity.identityId", "V3-ENC-02"],
          ["realIdentity.realName", "V3-ENC-02"]
        ]
      )
    }
  })

  it.prop(
    "CR-SIGN-04 an authorised pre-sign holds the identity redacted, and its terms hold nothing of it",
    [PayerNames.tellTale, PayerNames.tellTale],
    ([id, name]) => {
      for (const ask of ways) {
        const authorized = Result.getOrThrow(
          ask({ ...Enrolments.required, realIdentity: Enrolments.identityOf(id, name) })
        )
        isHidden(id + name, authorized)
        assert.notProperty(authorized.terms, "realIdentity")
        assert.deepStrictEqual(
          [authorized.identity?.identityId, authorized.identity?.realName].map((part) => part && Redacted.value(part)),
          [id, name]
        )
      }
    }
  )
})
