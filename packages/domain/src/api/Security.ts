/**
 * `security`: an echo that tests keys, signatures, seals and notifications.
 *
 * @since 0.1.0
 */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Domain from "../Echo.ts"
import { PlatformSerial } from "../Ids.ts"
import { sent } from "./Wire.ts"

/** An echo, as it is sent. Rule: V3-ECHO-01. */
export const Echo = sent(Domain.Echo, {}).annotate({ identifier: "Echo" })

/** Tests of a merchant's keys. No page lists members of the answer: it is assumed to have none, and none is read. */
export class Security extends HttpApiGroup.make("security")
  .add(
    HttpApiEndpoint.post("echo", "/v3/security/echo", {
      headers: { "wechatpay-serial": PlatformSerial },
      payload: Echo,
      success: HttpApiSchema.NoContent
    }).annotate(OpenApi.Summary, "Test signing, verification, encryption and notification")
  )
  .annotate(OpenApi.Description, "Tests of a merchant's keys") {}
