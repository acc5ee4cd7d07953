/**
 * CR-SIGN, CR-CONTRACT, CR-HOOK, V3-CERT: the published examples of contracts and certificates.
 *
 * Method: each example is read into our words, and what a published value breaks is looked at by itself: exactly that is
 * refused, and everything else about its message holds. Answers are read through the contract itself, endpoint by
 * endpoint, as a client reads them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Contract, Fen, Ids, Payer, Timestamp } from "@wxrepay/domain"
import { Api, Certificates, Contracts, Notifications } from "@wxrepay/domain/api"
import { Enrolment } from "@wxrepay/domain/rules"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { appRequest, h5Request } from "../fixtures/messages.ts"
import {
  appPresign,
  certificates,
  contract,
  contractSigned,
  contractTerminated,
  h5Presign,
  termination
} from "../fixtures/published.ts"

const exactly = { onExcessProperty: "error" } as const

/** What is agreed in every published example. */
const agreed: Contract.Contract = {
  contractId: Ids.ContractId.make("100005698"),
  planId: Ids.PlanId.make("123"),
  outContractCode: Ids.OutContractCode.make("100001256"),
  displayName: "*明",
  state: "Invalid",
  appid: Ids.Appid.make("wxd678efh567hg6787"),
  openid: Ids.Openid.make("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"),
  repaymentDay: 1,
  repaymentAmountLimit: Fen.make(10000),
  signedTime: Timestamp.make("2021-11-20T13:29:35+08:00"),
  terminatedTime: Timestamp.make("2021-11-20T13:29:35+08:00"),
  terminatedMode: "ByUser",
  terminationRemark: "example_contract_termination_remark"
}

/** An answer of 200 with a body. */
const answered = (body: unknown): HttpClientResponse.HttpClientResponse =>
  HttpClientResponse.fromWeb(HttpClientRequest.get("https://api.mch.weixin.qq.com/"), Response.json(body))

const presigns = [
  {
    name: "an app",
    codec: Contracts.AppPresign,
    request: appPresign.request,
    mended: appRequest,
    serial: appPresign.headers["Wechatpay-Serial"]
  },
  {
    name: "a browser",
    codec: Contracts.H5Presign,
    request: h5Presign.request,
    mended: h5Request,
    serial: h5Presign.headers["Wechatpay-Serial"]
  }
]

describe("CR-SIGN published pre-signs", () => {
  for (const { codec, mended, name, request, serial } of presigns) {
    it(`CR-ENC-03 the kind of document is the one thing about the published pre-sign for ${name} that is refused`, () => {
      const { message } = Result.getOrThrow(Result.flip(Schema.decodeUnknownResult(codec, exactly)(request)))
      assert.strictEqual(message, 'Expected "REAL_IDENTITY_TYPE_ID_CARD"\n  at ["real_identity"]["identity_type"]')
      assert.deepStrictEqual<unknown>(
        Result.map(Schema.decodeUnknownResult(codec, exactly)(mended), Schema.encodeSync(codec)),
        Result.succeed(mended)
      )
    })

    it(`CR-ENC-01 the shortened seals of the published pre-sign for ${name} have the form of seals, which is all that can be seen of them`, () => {
      const { identity_id, real_name } = request.real_identity
      assert.deepStrictEqual([identity_id, real_name].map(Schema.is(Payer.SealedText)), [true, true])
    })

    it(`V3-SERIAL-01 the key in the header of the published pre-sign for ${name} is well-named`, () => {
      assert.isTrue(Schema.is(Ids.PlatformSerial)(serial))
    })
  }

  it("CR-AMT-08 CR-AMT-09 the published pre-sign for an app is read into our words", () => {
    const { appid, realIdentity, repaymentAmountLimit, repaymentDay, tradeInfo } = Schema.decodeUnknownSync(
      Contracts.AppPresign,
      exactly
    )(appRequest)
    assert.deepStrictEqual<unknown>(
      { appid, realIdentity, repaymentAmountLimit, repaymentDay, tradeInfo },
      {
        appid: "wxd678efh567hg6787",
        realIdentity: {
          identityType: "IdCard",
          identityId: "1axtI9EZUr0343c89xQznxau+cRWPKP4YhVAoj==",
          realName: "OEimkKuua8igpd+0YDgqF2Z61leeGD7x87j3Ph=="
        },
        repaymentAmountLimit: 10000,
        repaymentDay: 1,
        tradeInfo: {
          outTradeNo: "1217752501201407033233368018",
          deductAmount: 10000,
          description: "信贷还款",
          attach: "备注信息",
          notifyUrl: "https://www.test.com"
        }
      }
    )
  })

  it.effect("CR-SIGN-11 the published pre-signs, as a program would hand them in, may be made", () =>
    Effect.gen(function* () {
      const { out_trade_no, deduct_amount, notify_url, ...texts } = h5Presign.request.trade_info
      const draft = {
        appid: h5Presign.request.appid,
        planId: h5Presign.request.plan_id,
        outContractCode: h5Presign.request.out_contract_code,
        displayName: h5Presign.request.display_name,
        contractNotifyUrl: h5Presign.request.contract_notify_url,
        repaymentDay: h5Presign.request.repayment_day,
        repaymentAmountLimit: Number(h5Presign.request.repayment_amount_limit),
        subMchid: h5Presign.request.sub_mchid,
        subAppid: h5Presign.request.sub_appid,
        realIdentity: {
          identityType: "IdCard" as const,
          identityId: Redacted.make("11010119900307"),
          realName: Redacted.make("张明")
        },
        tradeInfo: { outTradeNo: out_trade_no, deductAmount: deduct_amount, notifyUrl: notify_url, ...texts }
      }
      const app = yield* Enrolment.authorizeApp(draft, {})
      const jumpInfo = { jumpAppid: h5Presign.request.jump_info.jump_appid }
      const browser = yield* Enrolment.authorizeH5({ ...draft, jumpInfo }, {})
      const { real_identity: ofApp, ...appSent } = appRequest
      const { real_identity: ofBrowser, ...h5Sent } = h5Request
      assert.deepStrictEqual(ofApp, ofBrowser)
      assert.deepStrictEqual<unknown>(yield* Schema.encodeEffect(Contracts.AppPresign)(app.terms), appSent)
      assert.deepStrictEqual<unknown>(yield* Schema.encodeEffect(Contracts.H5Presign)(browser.terms), h5Sent)
    })
  )
})

describe("CR-CONTRACT published contracts", () => {
  it("CR-CONTRACT-04 the published contract is read into our words, though its state and its end contradict each other", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(Contracts.Contract)(contract.response), agreed)
  })

  it("CR-CONTRACT-05 the published path of a contract is well-formed", () => {
    assert.isTrue(Schema.is(Ids.OutContractCode)(contract.pathParams.out_contract_code))
  })

  it("CR-CONTRACT-02 the published termination is read into our words, and ends by our code", () => {
    assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(Contracts.Termination, exactly)(termination.request), {
      outContractCode: "WxCreditRepayment20200910100000",
      contractTerminationRemark: "签约信息有误,需解约然后重新签约"
    })
  })

  it("CR-CONTRACT-02 the published answer to a termination holds the contract", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(Contracts.Terminated)(termination.response), {
      contractInfo: agreed
    })
  })
})

describe("CR-HOOK published notifications of contracts", () => {
  for (const [event, { request }] of [
    ["ContractSigned", contractSigned],
    ["ContractTerminated", contractTerminated]
  ] as const) {
    it(`CR-HOOK-10 the published envelope of ${event} names its event, and comes back as the same JSON`, () => {
      const envelope = Schema.decodeUnknownSync(Notifications.Envelope)(request)
      assert.strictEqual(envelope.eventType, Notifications.eventTypes[event])
      assert.deepStrictEqual(Schema.encodeSync(Notifications.Envelope)(envelope), request)
    })
  }

  it("CR-HOOK-10 V3-ECHO-01 the four events are called as the pages call them", () => {
    assert.deepStrictEqual<unknown>(
      [Notifications.eventTypes.ContractSigned, Notifications.eventTypes.ContractTerminated],
      ["CREDIT_REPAYMENT.SIGN_CONTRACT", "CREDIT_REPAYMENT.TERMINATE_CONTRACT"]
    )
    assert.deepStrictEqual<unknown>(
      [Notifications.eventTypes.DeductionPaid, Notifications.eventTypes.SecurityEcho],
      ["CREDIT_REPAYMENT.DEDUCTION_PAY", "SECURITY_ECHO.SUCCESS"]
    )
  })

  it("CR-HOOK-08 CR-HOOK-09 the published signing is an effective contract that nobody ended, and names whom it is for", () => {
    const { terminatedMode, terminatedTime, terminationRemark, ...signed } = agreed
    assert.deepStrictEqual(Schema.decodeUnknownSync(Notifications.ContractEvent)(contractSigned.decryptedResource), {
      ...signed,
      spMchid: Ids.MerchantId.make("1900000001"),
      state: "Effective"
    })
    assert.isDefined([terminatedMode, terminatedTime, terminationRemark])
  })

  it("CR-CONTRACT-04 the published end is a terminated contract, and tells who ended it, when and why", () => {
    const event = Schema.decodeUnknownSync(Notifications.ContractEvent)(contractTerminated.decryptedResource)
    assert.deepStrictEqual(event, { ...agreed, spMchid: Ids.MerchantId.make("1900000001"), state: "Terminated" })
  })
})

describe("V3-CERT the published list of certificates", () => {
  it("V3-CERT-01 V3-CERT-02 the published list is read into our words", () => {
    assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(Certificates.CertificateList)(certificates.response), {
      data: [
        {
          serialNo: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
          effectiveTime: "2018-06-08T10:34:56+08:00",
          expireTime: "2018-12-08T10:34:56+08:00",
          encryptCertificate: {
            algorithm: "AEAD_AES_256_GCM",
            nonce: "61f9c719728a",
            associatedData: "certificate",
            ciphertext: "sRvt..."
          }
        }
      ]
    })
  })
})

describe("the published answers through the contract", () => {
  it.effect("CR-SIGN-06 a pre-sign for an app answers a token, and perhaps where it goes", () =>
    Effect.gen(function* () {
      const decode = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "presignApp" })
      assert.deepStrictEqual<unknown>(yield* decode(answered(appPresign.response)), {
        presignToken: "example_presign_token",
        redirectService: "example_redirect_service"
      })
      assert.deepStrictEqual<unknown>(yield* decode(answered({ presign_token: "t" })), { presignToken: "t" })
      const refused = yield* Effect.flip(decode(answered({ redirect_service: "s" })))
      assert.include(String(refused), "presign_token")
    })
  )

  it.effect("CR-SIGN-06 a pre-sign for a browser answers an address, and nothing is read out of it", () =>
    Effect.gen(function* () {
      const decode = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "presignH5" })
      assert.deepStrictEqual<unknown>(yield* decode(answered(h5Presign.response)), {
        redirectUrl: "https://payapp.weixin.qq.com/xxx?presign_token=wx12334"
      })
    })
  )

  it.effect("CR-CONTRACT-05 CR-CONTRACT-02 a question answers a contract, and a termination answers it wrapped", () =>
    Effect.gen(function* () {
      const find = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "find" })
      const terminate = HttpApiClient.decodeResponse(Api, { group: "contracts", endpoint: "terminate" })
      assert.deepStrictEqual<unknown>(yield* find(answered(contract.response)), agreed)
      assert.deepStrictEqual<unknown>(yield* terminate(answered(termination.response)), { contractInfo: agreed })
      assert.deepStrictEqual<unknown>(yield* terminate(answered({})), {})
    })
  )

  it.effect("V3-CERT-01 a download answers the list", () =>
    Effect.gen(function* () {
      const decode = HttpApiClient.decodeResponse(Api, { group: "certificates", endpoint: "list" })
      const list = yield* decode(answered(certificates.response))
      assert.deepStrictEqual(
        list,
        yield* Schema.decodeUnknownEffect(Certificates.CertificateList)(certificates.response)
      )
    })
  )
})
