/**
 * The OpenAPI document, made from the same contract as client and sandbox.
 *
 * Method: the document is walked, and every reference in it must lead to a schema of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { Document } from "@wxrepay/domain/api"

describe("the OpenAPI document", () => {
  const document = Document.make()
  const text = JSON.stringify(document)

  it("CR-HOOK-05 tells of the notification as a webhook, beside what the platform serves", () => {
    assert.match(document.openapi, /^3\.1/)
    assert.deepStrictEqual(Object.keys(document.webhooks), ["CREDIT_REPAYMENT.DEDUCTION_PAY"])
    assert.deepStrictEqual(Object.keys(document.webhooks["CREDIT_REPAYMENT.DEDUCTION_PAY"] ?? {}), ["post"])
    assert.lengthOf(Object.keys(document.paths), 4)
  })

  it("refers to nothing that is not in it", () => {
    const references = Array.from(text.matchAll(/"#\/components\/schemas\/([^"]+)"/g), ([, name = ""]) => name)
    assert.isAbove(references.length, 5)
    assert.deepStrictEqual(
      references.filter((name) => !Object.hasOwn(document.components.schemas, name)),
      []
    )
  })
})
