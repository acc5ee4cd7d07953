/**
 * What a merchant writes is shown and does nothing, first because it is escaped and then because of the headers; and
 * the browser of the tests notices what it is there to notice.
 *
 * Method: escaping is tried with the content security policy switched off, the policy with escaping left out.
 */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { decisionPage, outcomePage } from "../../packages/sandbox/src/Pages.ts"
import { Browser } from "./browser.ts"
import { agreed, assertQuiet, decision, pages, visit } from "./site.ts"

const run = `globalThis.hasRun = true`
const hasRun = (page: Page): Promise<unknown> => page.evaluate("globalThis.hasRun")

const hostile = [
  `<script>${run}</script>`,
  `"><img src="x" onerror="${run}">`,
  `'><svg onload='${run}'>`,
  `" autofocus onfocus="${run}" x="`,
  `</title></style></dd></dl></form></main><script>${run}</script>`,
  `</textarea><!-- <![CDATA[ <iframe srcdoc="<script>parent.hasRun = true</script>">`,
  `&lt;script&gt; &amp;amp; &#60;script&#62; &lt`
]

/** How many of each element a page has. */
const census = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const counts: Record<string, number> = {}
    for (const { tagName } of document.querySelectorAll("*")) counts[tagName] = (counts[tagName] ?? 0) + 1
    return counts
  })

layer(Browser.layer, { excludeTestServices: true })((it) => {
  describe("what a merchant writes", () => {
    for (const text of hostile) {
      it.effect(`V3-JSON-04 is shown as it was written, and nothing of it runs: ${text}`, () =>
        visit(
          (tab) =>
            Effect.promise(async () => {
              const { page } = tab
              await page.goto("/plain-decision")
              const decisionCensus = await census(page)
              await page.goto("/decision")
              assert.deepStrictEqual(await census(page), decisionCensus)
              const shown = await page.locator("h1, hgroup p, dt, dd, button").allTextContents()
              assert.deepStrictEqual(shown, [text, text, text, text, text, text])
              assert.include(await page.title(), text.trim())
              assert.strictEqual(await page.locator("form").getAttribute("action"), `/${text}`)
              assert.isUndefined(await hasRun(page))
              await page.goto("/plain-outcome")
              const outcomeCensus = await census(page)
              await page.goto("/outcome")
              assert.deepStrictEqual(await census(page), outcomeCensus)
              assert.strictEqual(await page.locator(".text").textContent(), text)
              assert.strictEqual(await page.locator("a").textContent(), text)
              assert.strictEqual(await page.locator("a").getAttribute("href"), `/${text}`)
              assert.isUndefined(await hasRun(page))
              assertQuiet(tab)
            }),
          { bypassCSP: true, pages: hostilePages(text) }
        )
      )
    }

    it.effect("runs nothing and fetches nothing even where it is not escaped", () =>
      visit(
        ({ errors, page }) =>
          Effect.promise(async () => {
            await page.goto("/")
            assert.isTrue(await page.getByRole("button", { name: decision.agree }).isVisible())
            assert.isUndefined(await hasRun(page))
            assert.sameMembers(
              errors.map((error) => error.replace(/(?: '[^']*')? violates .*/su, "")),
              [
                "Executing inline script",
                "Executing inline event handler",
                "Applying inline style",
                "Loading the image",
                "Framing"
              ]
            )
          }),
        {
          pages: {
            "/": decisionPage(decision).replace(
              "</main>",
              `<script>${run}</script><img src="/x" onerror="${run}"><style>button { display: none }</style><iframe src="/"></iframe></main>`
            )
          }
        }
      )
    )

    it.effect("sends no form to another origin, and no link runs anything", () =>
      visit(
        ({ errors, foreignRequests, page }) =>
          Effect.promise(async () => {
            await page.goto("/")
            const press = async (role: "button" | "link", broken: string) => {
              const refusal = page.waitForEvent("console", (message) => message.text().includes(broken))
              await page.getByRole(role).first().dispatchEvent("click")
              await refusal
            }
            await press("button", "form-action 'self'")
            await press("link", "javascript")
            assert.strictEqual(errors.length, 2)
            assert.isUndefined(await hasRun(page))
            assert.deepStrictEqual(foreignRequests, [])
          }),
        {
          pages: {
            "/": decisionPage({ ...decision, action: "http://other.example/" }).replace(
              "</main>",
              `<a href="javascript:${run}">x</a></main>`
            )
          }
        }
      )
    )
  })

  describe("the browser of the tests", () => {
    it.effect("notices errors, exceptions and requests to another origin, and reaches none", () =>
      visit(
        ({ errors, foreignRequests, page }) =>
          Effect.promise(async () => {
            await page.goto("/decide")
            const exception = page.waitForEvent("pageerror")
            await page.evaluate(`console.error("said"), setTimeout(() => { throw new Error("thrown") })`)
            await exception
            const outcomes = await page.evaluate(() =>
              Promise.allSettled(
                ["/decide", location.origin.replace("127.0.0.1", "localhost")].map((address) =>
                  fetch(address, { mode: "no-cors" })
                )
              )
            )
            assert.deepStrictEqual(
              outcomes.map(({ status }) => status),
              ["fulfilled", "rejected"]
            )
            assert.include(errors, "said")
            assert.include(errors, "thrown")
            const socket = page.waitForEvent("websocket")
            await page.evaluate(`void new WebSocket("ws://other.example/")`)
            await socket
            assert.match(
              foreignRequests.join("\n"),
              /^GET http:\/\/localhost:\d+\/\nCONNECT http:\/\/other\.example\/$/u
            )
          }),
        { bypassCSP: true, pages }
      )
    )
  })
})

const hostilePages = (text: string) => {
  const shared = { title: text, titleInEnglish: text }
  return {
    "/plain-decision": decisionPage({ ...decision, facts: decision.facts.slice(0, 1) }),
    "/decision": decisionPage({ ...shared, facts: [[text, text]], action: `/${text}`, agree: text, refuse: text }),
    "/plain-outcome": outcomePage(agreed),
    "/outcome": outcomePage({ ...shared, text, isGood: true, next: { href: `/${text}`, label: text } })
  }
}
