/**
 * WeChat Pay for a program without Effect: promises, a signal, and errors to catch.
 */
import { connect, RequestRefused, type Settings } from "@wxrepay/chain"
import { Rejection } from "@wxrepay/domain/client"
import { NodeTransport } from "@wxrepay/transport-node"

/** Where an order stands, or why that cannot be said. */
export const standing = async (settings: Settings, outOrderNo: string, appid: string, serviceId: string) => {
  await using wx = connect(settings, NodeTransport.layer)
  const query = { out_order_no: outOrderNo, appid, service_id: serviceId }
  try {
    const order = await wx.v3.payscore.serviceorder.getAsync({ query, signal: AbortSignal.timeout(10_000) })
    return order.state
  } catch (error) {
    if (error instanceof RequestRefused) return `nothing was sent: ${error.message}`
    if (error instanceof Rejection) return `${error.status} ${error.code}, so ${error.category}`
    throw error
  }
}
