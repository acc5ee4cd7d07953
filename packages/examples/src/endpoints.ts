/**
 * Endpoints by their paths: one of the contract in three spellings, one that is in none, and a bill.
 */
import { Wx } from "@wxrepay/chain"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** The same request three times: as names, as a path, and as a property. What is asked and answered is inferred. */
export const threeTimes = Effect.fn("threeTimes")(function* (query: {
  readonly out_order_no: string
  readonly appid: string
  readonly service_id: string
}) {
  const wx = yield* Wx
  const one = yield* wx.v3.payscore.serviceorder.get({ query })
  const two = yield* wx.chain("v3/payscore/serviceorder").get({ query })
  const three = yield* wx["v3/payscore/serviceorder"].get({ query })
  return [one.state, two.state, three.state]
})

/** What is read of an answer that no contract knows. */
const Transaction = Schema.Struct({ trade_state: Schema.String, transaction_id: Schema.optionalKey(Schema.String) })

/** A path of another product: its variable is inferred and encoded, and a schema reads the answer. */
export const transactionOf = Effect.fn("transactionOf")(function* (out_trade_no: string, mchid: string) {
  const wx = yield* Wx
  const schema = Transaction
  return yield* wx.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query: { mchid }, schema })
})

const Bill = Schema.Struct({ hash_type: Schema.String, hash_value: Schema.String, download_url: Schema.String })

/** The bill of a day. WeChat Pay does not sign it: nothing of it is answered unless its hash is the one that was told. */
export const billOf = Effect.fn("billOf")(function* (bill_date: string) {
  const wx = yield* Wx
  const told = yield* wx.v3.bill.tradebill.get({ query: { bill_date, tar_type: "GZIP" }, schema: Bill })
  const hash = { type: told.hash_type, value: told.hash_value }
  return yield* wx.downloadUnsigned({ url: told.download_url, hash, isGzipped: true }, (untrusted) =>
    Stream.mkString(Stream.decodeText(untrusted))
  )
})
