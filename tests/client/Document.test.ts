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

  it("CR-HOOK-02 tells of each notification as a webhook, beside what the platform serves", () => {
    assert.match(document.openapi, /^3\.1/)
    assert.deepStrictEqual(Object.keys(document.webhooks), [
      "CREDIT_REPAYMENT.SIGN_CONTRACT",
      "CREDIT_REPAYMENT.TERMINATE_CONTRACT",
      "CREDIT_REPAYMENT.DEDUCTION_PAY",
      "SECURITY_ECHO.SUCCESS"
    ])
    for (const posted of Object.values(document.webhooks)) assert.deepStrictEqual(Object.keys(posted), ["post"])
    assert.deepStrictEqual(Object.keys(document.paths), [
      "/v3/credit-repayment/partner/contracts/app-presign",
      "/v3/credit-repayment/partner/contracts/h5-presign",
      "/v3/credit-repayment/partner/contracts/{out_contract_code}",
      "/v3/credit-repayment/partner/contracts/terminate",
      "/v3/credit-repayment/partner/schedule-records/batch-create",
      "/v3/credit-repayment/partner/schedule-records/{out_record_id}",
      "/v3/credit-repayment/partner/deduct-orders",
      "/v3/credit-repayment/partner/deduct-orders/{out_trade_no}",
      "/v3/certificates",
      "/v3/security/echo"
    ])
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
