/**
 * A site of a few pages on 127.0.0.1, sent as the sandbox sends them, and a tab that is open on it.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Headers from "effect/http/Headers"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Ref from "effect/Ref"
import { createServer } from "node:http"
import { type Decision, decisionPage, headers, type Outcome, outcomePage } from "../../packages/sandbox/src/Pages.ts"
import { Browser, type Tab, type TabOptions } from "./browser.ts"

/** A decision as the sandbox asks for one. */
export const decision: Decision = {
  title: "自动还款签约",
  titleInEnglish: "Sign a repayment contract",
  facts: [
    ["收款方", "示例消费金融有限公司"],
    ["签约单号", "100001256"],
    ["每次还款上限", "¥3,000.00"]
  ],
  action: "/decide?token=a%2Bb&from=h5",
  agree: "同意并签约",
  refuse: "不同意"
}

/** How it ends when the borrower agrees. */
export const agreed: Outcome = {
  title: "已同意签约",
  titleInEnglish: "You agreed",
  text: "合同已生效。\nThe contract is effective.",
  isGood: true,
  next: { href: "/decide", label: "返回" }
}

/** How it ends when the borrower refuses. */
export const refused: Outcome = {
  title: "已拒绝签约",
  titleInEnglish: "You refused",
  text: "没有合同，也没有通知。",
  isGood: false
}

/** Pages by their path. What is posted is answered with the page at `/agree` or `/refuse`. */
export type Pages = Readonly<Record<string, string>>

/** The three pages. */
export const pages: Pages = {
  "/decide": decisionPage(decision),
  "/agree": outcomePage(agreed),
  "/refuse": outcomePage(refused)
}

/** What a form sent. */
export interface Post {
  readonly target: string
  readonly headers: Headers.Headers
  readonly body: string
}

/** Serves pages for as long as a tab is used, and tells what was posted so far. */
export const visit = <A, E, R>(
  use: (tab: Tab, posts: Effect.Effect<ReadonlyArray<Post>>) => Effect.Effect<A, E, R>,
  { pages: served = pages, ...options }: Omit<TabOptions, "origin"> & { readonly pages?: Pages } = {}
) =>
  Effect.gen(function* () {
    const posts = yield* Ref.make<ReadonlyArray<Post>>([])
    const receive = Effect.fnUntraced(function* ({ headers, text, url }: HttpServerRequest.HttpServerRequest) {
      const body = yield* text
      yield* Ref.update(posts, (earlier) => [...earlier, { target: url, headers, body }])
      return body.replace("decision=", "/")
    })
    yield* HttpServer.serveEffect(
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const path = request.method === "POST" ? yield* receive(request) : request.url
        return HttpServerResponse.html(served[path] ?? "").pipe(HttpServerResponse.setHeaders(headers))
      })
    )
    const origin = yield* HttpServer.addressFormattedWith(Effect.succeed)
    const { open } = yield* Browser
    return yield* use(yield* open({ origin, ...options }), Ref.get(posts))
  }).pipe(Effect.scoped, Effect.provide(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })))

/** Asserts that a page asked nobody else for anything and that the browser found nothing wrong with it. */
export const assertQuiet = ({ errors, foreignRequests }: Tab): void =>
  assert.deepStrictEqual({ errors, foreignRequests }, { errors: [], foreignRequests: [] })
