/**
 * Tells what goes over the wire, in a terminal, as it happens.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { styleText } from "node:util"

/** The heading of a step. */
export const step = (text: string) => Console.log(`\n${styleText("bold", text)}`)

/** Something that is as it should be. */
export const good = (text: string) => Console.log(`  ${styleText("green", "✓")} ${text}`)

/** Something that was refused, and rightly. */
export const refused = (text: string) => Console.log(`  ${styleText("yellow", "✗")} ${text}`)

/** Something to know. */
export const note = (text: string) => Console.log(`  ${styleText("dim", text)}`)

/** An `HttpClient` that tells of each request and answer of the one below it, and counts them. */
export const layerNarrating = (count: Ref.Ref<number>) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (http) =>
      http.pipe(
        HttpClient.tapRequest((request) =>
          Effect.andThen(
            Ref.update(count, (n) => n + 1),
            tellRequest(request)
          )
        ),
        HttpClient.tap(tellResponse)
      )
    )
  )

/** What each request is for, by its method and its path. */
const titles: ReadonlyArray<readonly [request: RegExp, title: string]> = [
  [/^POST .*\/contracts\/h5-presign$/u, "Ask the borrower to sign (H5 预签约)"],
  [/^GET .*\/contracts\//u, "Ask whether it was signed (查询签约)"],
  [/^POST .*\/contracts\/terminate$/u, "End the contract (解约)"],
  [/^POST .*\/schedule-records\//u, "Book the instalment (预约还款)"],
  [/^POST .*\/deduct-orders$/u, "Charge it (发起还款)"],
  [/^GET .*\/deduct-orders\//u, "Ask to be sure (查询还款)"],
  [/^POST .*\/serviceorder$/u, "Create a service order (创建订单)"],
  [/^GET .*\/serviceorder$/u, "Ask for the order (查询订单)"],
  [/^POST .*\/complete$/u, "End the service (完结订单)"],
  [/^POST .*\/pay$/u, "Collect what is owed (商户发起催收扣款)"]
]

const tellRequest = Effect.fnUntraced(function* ({ headers, method, url }: HttpClientRequest) {
  const { pathname, search } = new URL(url)
  const [, title = "Ask"] = titles.find(([request]) => request.test(`${method} ${pathname}`)) ?? []
  yield* step(title)
  yield* Console.log(`  ${styleText("cyan", "→")} ${method} ${pathname}${search}`)
  yield* note(`  Authorization: ${headers["authorization"]?.slice(0, 90)}…`)
})

/** The members worth showing, in this order. */
const members = [
  "redirect_url",
  "out_contract_code",
  "contract_id",
  "display_name",
  "contract_state",
  "out_record_id",
  "out_trade_no",
  "repayment_amount",
  "min_repayment_amount",
  "repayment_date",
  "order_state",
  "deduct_amount",
  "pay_success_amount",
  "transaction_id",
  "out_order_no",
  "package",
  "state",
  "state_description",
  "need_collection",
  "total_amount",
  "code",
  "message"
]

const Answer = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
const Members = Schema.Record(Schema.String, Schema.Unknown)
const Records = Schema.Struct({ schedule_records: Schema.Tuple([Members]) })
const Terminated = Schema.Struct({ contract_info: Members })

const tellResponse = Effect.fnUntraced(function* (response: HttpClientResponse) {
  const answer = yield* Effect.flatMap(response.text, Schema.decodeEffect(Answer))
  const shown = Schema.is(Records)(answer)
    ? answer.schedule_records[0]
    : Schema.is(Terminated)(answer)
      ? answer.contract_info
      : answer
  yield* Console.log(
    `  ${styleText("cyan", "←")} ${response.status}, Request-ID ${response.headers["request-id"]}, signed by ${response.headers["wechatpay-serial"]}`
  )
  for (const member of members.filter((name) => name in shown))
    yield* note(`  ${member.padEnd(21)}${String(shown[member])}`)
}, Effect.orDie)
