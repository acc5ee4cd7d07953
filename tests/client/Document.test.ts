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

  it("PS-HOOK-01 tells of each notification as a webhook, beside what the platform serves", () => {
    assert.match(document.openapi, /^3\.1/)
    assert.deepStrictEqual(Object.keys(document.webhooks), [
      "CREDIT_REPAYMENT.SIGN_CONTRACT",
      "CREDIT_REPAYMENT.TERMINATE_CONTRACT",
      "CREDIT_REPAYMENT.DEDUCTION_PAY",
      "PAYSCORE.USER_CONFIRM",
      "PAYSCORE.USER_PAID",
      "PAYSCORE.USER_OPEN_SERVICE",
      "PAYSCORE.USER_CLOSE_SERVICE",
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
      "/v3/security/echo",
      "/v3/payscore/serviceorder",
      "/v3/payscore/serviceorder/{out_order_no}/cancel",
      "/v3/payscore/serviceorder/{out_order_no}/modify",
      "/v3/payscore/serviceorder/{out_order_no}/complete",
      "/v3/payscore/serviceorder/{out_order_no}/pay",
      "/v3/payscore/serviceorder/{out_order_no}/sync",
      "/v3/payscore/serviceorder/direct-complete"
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
