/**
 * How the platform refuses: a status, and a body of code and message.
 *
 * @since 0.1.0
 */
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** The codes that are documented, and any other: products add their own. Rules: V3-ERR-04, PS-ERR-01, PS-PAY-05. */
export const Code = Schema.Union([
  Schema.Literals([
    "PARAM_ERROR",
    "INVALID_REQUEST",
    "SIGN_ERROR",
    "NO_AUTH",
    "ORDER_NOT_EXIST",
    "RESOURCE_NOT_EXISTS",
    "RATELIMIT_EXCEEDED",
    "INVALID_ORDER_STATE",
    "ORDER_CANCELED",
    "ORDER_DONE",
    "TRADE_ERROR",
    "FREQUENCY_LIMITED",
    "SYSTEM_ERROR",
    "SERVICE_UNAVAILABLE"
  ]),
  Schema.StringForLiteralAutocomplete
])
export type Code = typeof Code.Type

/** The body of a refusal, as it travels. Rules: V3-ERR-01, V3-ERR-02. */
export const ErrorBody = Schema.Struct({
  code: Code,
  message: Schema.String,
  detail: Schema.optionalKey(Schema.Json)
}).annotate({ identifier: "ErrorBody" })

/** A refusal of the platform with its status. Rules: V3-ERR-01, V3-ERR-02. */
export class ErrorAnswer extends Schema.TaggedError<ErrorAnswer>()("ErrorAnswer", {
  status: Schema.Int,
  ...ErrorBody.fields
}) {}

/** The status is not in the body, so each status has its own codec, and the check picks the right one. */
const withStatus = (status: number) =>
  ErrorBody.pipe(
    Schema.decodeTo(
      Schema.toType(ErrorAnswer).check(Schema.makeFilter((answer) => answer.status === status)),
      SchemaTransformation.transform({
        decode: (body) => new ErrorAnswer({ status, ...body }),
        encode: ({ code, detail, message }) => ({ code, message, ...(detail === undefined ? {} : { detail }) })
      })
    ),
    HttpApiSchema.status(status)
  )

/** Every status that the platform documents for a refusal. */
export const errorAnswers = [
  withStatus(400),
  withStatus(401),
  withStatus(403),
  withStatus(404),
  withStatus(405),
  withStatus(429),
  withStatus(500),
  withStatus(501),
  withStatus(502),
  withStatus(503)
] as const
