/**
 * The contract: client, sandbox and OpenAPI document are made from this one value.
 *
 * @since 0.1.0
 */
import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { Certificates } from "./Certificates.ts"
import { Contracts } from "./Contracts.ts"
import { DeductOrders } from "./DeductOrders.ts"
import { Gate } from "./Gate.ts"
import { ScheduleRecords } from "./ScheduleRecords.ts"
import { ServiceOrders } from "./ServiceOrders.ts"
import { Security } from "./Security.ts"

/** What the platform serves to a merchant or a service provider. Each family of endpoints is one group. */
export class Api extends HttpApi.make("wxrepay")
  .add(Contracts, ScheduleRecords, DeductOrders, Certificates, Security, ServiceOrders)
  .middleware(Gate)
  // The platform refuses members that it does not know, so none is sent and none is taken. Rule: V3-JSON-05.
  .annotate(HttpApi.PayloadParseOptions, { onExcessProperty: "error" })
  .annotate(OpenApi.Title, "WeChat Pay loan repayment and PayScore service orders")
  .annotate(OpenApi.Servers, [
    { url: "https://api.mch.weixin.qq.com", description: "primary" },
    { url: "https://api2.mch.weixin.qq.com", description: "backup" }
  ]) {}
