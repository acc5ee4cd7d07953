/**
 * V3-ERR: how the platform refuses.
 *
 * Method: every documented refusal, and codes and details nobody documented, are read under every status and have
 * to come back as they were.
 */
import { assert, describe, it } from "@effect/vitest"
import { ErrorAnswer } from "@wxrepay/domain/api"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { errors } from "../fixtures/published.ts"

/** Each documented status with its codec. */
const codecs = ErrorAnswer.errorAnswers.map((codec) => ({
  codec,
  status: Schema.decodeUnknownSync(codec)({ code: "SIGN_ERROR", message: "签名错误" }).status
}))

const statuses = codecs.map(({ status }) => status)

const documented = errors.filter(({ kind }) => kind === "code")

describe("V3-ERR refusals", () => {
  it("V3-ERR-01 a refusal has one of ten statuses", () => {
    assert.deepStrictEqual(statuses, [400, 401, 403, 404, 405, 429, 500, 501, 502, 503])
  })

  for (const [place, { code, httpStatus, kind }] of errors.entries()) {
    it(`V3-ERR-01 documented refusal ${place + 1} (${kind} ${code}, ${httpStatus}) has a known status, or none, or is no refusal`, () => {
      const isKnown = httpStatus !== null && statuses.includes(httpStatus)
      const isSuccess = httpStatus !== null && httpStatus >= 200 && httpStatus < 300
      assert.isTrue(isKnown || isSuccess || httpStatus === null)
      assert.strictEqual(httpStatus === null, kind === "request-id-suffix")
    })
  }

  it("V3-ERR-04 PS-ERR-01 each documented code is one that the types name, or passes through", () => {
    const known = new Set<string>(ErrorAnswer.Code.members[0].literals)
    const unnamed = documented.flatMap(({ code }) => (code === null || known.has(code) ? [] : [code]))
    assert.deepStrictEqual(unnamed, ["RATE_LIMITED"])
  })

  for (const { codec, status } of codecs) {
    it.prop(
      `V3-ERR-04 a ${status} with any code, message and detail is read, and written as it came`,
      [
        Schema.Struct({
          code: Schema.Union([ErrorAnswer.Code, Schema.String]),
          message: Schema.String,
          detail: Schema.optionalKey(Schema.Json)
        })
      ],
      ([body]) => {
        const answer = Schema.decodeUnknownSync(codec)(body)
        assert.instanceOf(answer, ErrorAnswer.ErrorAnswer)
        assert.deepStrictEqual([answer.status, answer.code, answer.message], [status, body.code, body.message])
        assert.deepStrictEqual(Schema.encodeSync(codec)(answer), body)
      }
    )

    it(`V3-ERR-01 a refusal with ${status} is written under that status and no other`, () => {
      const answer = new ErrorAnswer.ErrorAnswer({ status, code: "PARAM_ERROR", message: "参数错误" })
      assert.deepStrictEqual(
        codecs
          .filter(({ codec }) => Result.isSuccess(Schema.encodeUnknownResult(codec)(answer)))
          .map(({ status }) => status),
        [status]
      )
    })
  }

  it("V3-ERR-02 the detail of a signature error is kept whole", () => {
    const detail = {
      field: "signature",
      location: "authorization",
      detail: {
        issue: "sign not match",
        sign_information: {
          method: "GET",
          url: "/v3/certificates?algorithm_type=RSA",
          sign_message_length: 85,
          truncated_sign_message: "GET\n/v3/certificates?algorithm_type=RSA\n"
        }
      }
    }
    const body = { code: "SIGN_ERROR", message: "签名错误", detail }
    assert.deepStrictEqual(Schema.decodeUnknownSync(ErrorAnswer.ErrorBody)(body), body)
  })

  it("V3-ERR-02 a refusal without a detail has no place for one", () => {
    const answer = Schema.decodeUnknownSync(ErrorAnswer.ErrorBody)({ code: "NO_AUTH", message: "无权限" })
    assert.notProperty(answer, "detail")
  })

  it("V3-JSON-02 members of a refusal that nobody knows do no harm", () => {
    const body = { code: "NO_AUTH", message: "无权限", request_id: "08", __type: 1 }
    assert.deepStrictEqual(Schema.decodeUnknownSync(ErrorAnswer.ErrorBody)(body), {
      code: "NO_AUTH",
      message: "无权限"
    })
  })

  for (const body of [
    {},
    { code: "NO_AUTH" },
    { message: "m" },
    { code: 1, message: "m" },
    { code: null, message: "m" },
    [],
    "",
    null
  ]) {
    it(`V3-ERR-03 ${JSON.stringify(body)} is no refusal, and is not read as one`, () => {
      const verdict = Schema.decodeUnknownResult(ErrorAnswer.ErrorBody)(body)
      assert.isTrue(Result.isFailure(verdict) && Schema.isSchemaError(verdict.failure))
    })
  }

  it.prop("V3-ERR-03 any JSON is read as a refusal or refused with a typed failure", [Schema.Json], ([json]) => {
    const verdict = Schema.decodeUnknownResult(ErrorAnswer.ErrorBody)(json)
    assert.isTrue(Result.isSuccess(verdict) || Schema.isSchemaError(verdict.failure))
  })
})
