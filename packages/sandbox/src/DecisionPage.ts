/**
 * A page on which a person decides about what a token names: it is shown, and the decision is taken in.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as UrlParams from "effect/http/UrlParams"
import * as Option from "effect/Option"
import type { Choice } from "./Enrolments.ts"
import type { App } from "./Gate.ts"
import * as Pages from "./Pages.ts"

/** A page to answer with. */
export type Page = HttpServerResponse.HttpServerResponse

/** What the page stands on. */
export interface Options {
  /** What the token is called in the address. */
  readonly parameter: string
  readonly show: (token: string) => Effect.Effect<Page>
  readonly decide: (token: string, choice: Choice) => Effect.Effect<Page>
}

/** Serves the page, and takes the decision in. */
export const make = ({ decide, parameter, show }: Options): App =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const token = new URL(request.originalUrl, "http://sandbox.invalid").searchParams.get(parameter) ?? ""
    if (request.method === "GET") return yield* show(token)
    const form = yield* Effect.orElseSucceed(request.urlParamsBody, () => UrlParams.empty)
    const choice = choices.get(Option.getOrElse(UrlParams.getFirst(form, "decision"), () => ""))
    if (request.method !== "POST" || choice === undefined) return page(400, Pages.outcomePage(unclear))
    return yield* decide(token, choice)
  })

/** A page as it is sent. */
export const page = (status: number, html: string): Page =>
  HttpServerResponse.text(html, { status, contentType: "text/html; charset=utf-8", headers: Pages.headers })

const choices: ReadonlyMap<string, Choice> = new Map([
  ["agree", "Agree"],
  ["refuse", "Refuse"]
])

const unclear: Pages.Outcome = {
  title: "没有收到选择",
  titleInEnglish: "No choice came",
  text: "请返回上一页重新选择。\nPlease go back and choose.",
  isGood: false
}
