/**
 * The pages of the sandbox in a real Chromium: read, tabbed through and pressed as a person would.
 *
 * Method: the pages are served from 127.0.0.1 with the headers of the sandbox; contrast is computed from computed
 * styles by the formula of WCAG, and axe-core looks at the same pages with its own eyes.
 */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { decisionPage, outcomePage } from "../../packages/sandbox/src/Pages.ts"
import { contrast, focused, objections, textColours } from "./accessibility.ts"
import { Browser } from "./browser.ts"
import { agreed, assertQuiet, decision, pages, visit } from "./site.ts"

const schemes = ["light", "dark"] as const
const narrow = { width: 320, height: 640 }
const wide = { width: 1280, height: 800 }
const paths = Object.keys(pages)

layer(Browser.layer, { excludeTestServices: true })((it) => {
  describe("a decision", () => {
    it.effect("is found by role and name: landmarks, one heading, the facts and two buttons", () =>
      visit((tab) =>
        Effect.promise(async () => {
          const { page } = tab
          await page.goto("/decide")
          assert.strictEqual(await page.title(), "自动还款签约 Sign a repayment contract · 本地沙箱 Sandbox")
          assert.include(await page.getByRole("banner").innerText(), "no money moves")
          assert.isTrue(await page.getByRole("contentinfo").isVisible())
          assert.deepStrictEqual(await page.getByRole("heading", { level: 1 }).allInnerTexts(), [decision.title])
          const main = page.getByRole("main")
          const labels = await main.getByRole("term").allInnerTexts()
          const values = await main.getByRole("definition").allInnerTexts()
          assert.deepStrictEqual(
            labels.map((label, at) => `${label} ${values[at]}`),
            decision.facts.map((fact) => fact.join(" "))
          )
          const { agree, refuse } = decision
          assert.deepStrictEqual(await main.getByRole("button").allInnerTexts(), [agree, refuse])
          assert.isTrue(await main.getByRole("button", { name: agree, exact: true }).isVisible())
          assert.isTrue(await main.getByRole("button", { name: refuse, exact: true }).isVisible())
          assertQuiet(tab)
        })
      )
    )

    const presses = [
      { tabs: ["Tab"], label: decision.agree, key: "Enter", body: "decision=agree", ending: "已同意签约" },
      { tabs: ["Tab", "Tab"], label: decision.refuse, key: "Space", body: "decision=refuse", ending: "已拒绝签约" }
    ]
    for (const { body, ending, key, label, tabs } of presses) {
      for (const colorScheme of schemes) {
        it.effect(`is made with the keyboard alone: ${label}, ${colorScheme}`, () =>
          visit(
            Effect.fnUntraced(function* (tab, posts) {
              const { page } = tab
              yield* Effect.promise(() => page.goto("/decide"))
              assert.strictEqual((yield* Effect.promise(() => focused(page))).tagName, "BODY")
              yield* Effect.forEach(tabs, (tab) => Effect.promise(() => page.keyboard.press(tab)))
              const { around, outlineColor, ...focus } = yield* Effect.promise(() => focused(page))
              assert.deepStrictEqual(focus, {
                tagName: "BUTTON",
                text: label,
                outlineStyle: "solid",
                outlineWidth: "3px"
              })
              assert.isAtLeast(contrast(outlineColor, around), 3)
              yield* Effect.promise(async () => {
                await page.keyboard.press(key)
                await page.getByRole("heading", { name: ending, exact: true }).waitFor()
              })
              assert.deepStrictEqual(
                (yield* posts).map((post) => [post.target, post.headers["content-type"], post.body]),
                [[decision.action, "application/x-www-form-urlencoded", body]]
              )
              assertQuiet(tab)
            }),
            { colorScheme }
          )
        )
      }
    }

    it.effect("holds nobody: the focus goes past the buttons, and back", () =>
      visit(
        Effect.fnUntraced(function* ({ page }) {
          yield* Effect.promise(() => page.goto("/decide"))
          const seen = yield* Effect.forEach(["Tab", "Tab", "Shift+Tab", "Tab", "Tab"], (key) =>
            Effect.promise(async () => {
              await page.keyboard.press(key)
              return (await focused(page)).text
            })
          )
          const { agree, refuse } = decision
          assert.deepStrictEqual(seen.slice(0, 4), [agree, refuse, agree, refuse])
          assert.notStrictEqual(seen[4], refuse)
        })
      )
    )

    it.effect("is made with a finger and without JavaScript, and says that it comes from the page itself", () =>
      visit(
        Effect.fnUntraced(function* (tab, posts) {
          yield* Effect.promise(async () => {
            await tab.page.goto("/decide")
            await tab.page.getByRole("button", { name: decision.agree }).tap()
            await tab.page.getByRole("img", { name: "成功" }).waitFor()
          })
          const [post] = yield* posts
          assert.deepInclude(post, { body: "decision=agree" })
          assert.deepInclude(post?.headers, { origin: "null", "sec-fetch-site": "same-origin" })
          assert.notProperty(post?.headers, "referer")
          assertQuiet(tab)
        }),
        { javaScriptEnabled: false, hasTouch: true, isMobile: true, viewport: narrow }
      )
    )
  })

  describe("an outcome", () => {
    it.effect("tells its tone without colour, keeps its lines, and leads on", () =>
      visit((tab) =>
        Effect.promise(async () => {
          const { page } = tab
          await page.goto("/refuse")
          assert.isTrue(await page.getByRole("img", { name: "请注意" }).isVisible())
          assert.strictEqual(await page.getByRole("link").count(), 0)
          await page.goto("/agree")
          assert.isTrue(await page.getByRole("img", { name: "成功" }).isVisible())
          assert.include(await page.getByRole("main").innerText(), agreed.text)
          await page.keyboard.press("Tab")
          assert.strictEqual((await focused(page)).outlineStyle, "solid")
          await page.keyboard.press("Enter")
          await page.getByRole("heading", { name: decision.title }).waitFor()
          assertQuiet(tab)
        })
      )
    )
  })

  describe("every page", () => {
    const long = `${"长".repeat(150)}${"W".repeat(150)}`
    const shared = { title: long, titleInEnglish: long }
    const longPages = {
      "/decide": decisionPage({ ...decision, ...shared, facts: [[long, long]], agree: long, refuse: long }),
      "/agree": outcomePage({ ...agreed, ...shared, text: long, next: { href: "/", label: long } })
    }
    for (const [name, served] of Object.entries({ "what is usual": pages, "words without an end": longPages })) {
      for (const viewport of [narrow, wide]) {
        it.effect(`fits ${viewport.width} pixels and has buttons to hit: ${name}`, () =>
          visit(
            Effect.fnUntraced(function* (tab) {
              const { page } = tab
              yield* Effect.forEach(Object.keys(served), (path) =>
                Effect.promise(async () => {
                  await page.goto(path)
                  assert.strictEqual(await page.evaluate(() => document.documentElement.clientWidth), viewport.width)
                  assert.strictEqual(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width)
                  const targets = await page.locator("button, a").all()
                  const boxes = await Promise.all(targets.map((target) => target.boundingBox()))
                  for (const box of boxes) assert.isAtLeast(box?.height ?? 0, 44)
                })
              )
              assertQuiet(tab)
            }),
            { viewport, pages: served }
          )
        )
      }
    }

    for (const colorScheme of schemes) {
      it.effect(`is read with ease, under the pointer too: at least 4.5 to 1, ${colorScheme}`, () =>
        visit(
          ({ page }) => {
            const look = Effect.promise(async () => {
              const colours = await textColours(page)
              assert.isAtLeast(colours.length, 7)
              assert.strictEqual(contrast(colours.at(-1)?.back ?? "", "rgb(0, 0, 0)") > 10, colorScheme === "light")
              for (const { back, front, text } of colours) {
                assert.isAtLeast(contrast(front, back), 4.5, `${text}: ${front} on ${back}`)
              }
            })
            return Effect.forEach(
              paths,
              Effect.fnUntraced(function* (path) {
                yield* Effect.promise(() => page.goto(path))
                yield* look
                const targets = yield* Effect.promise(() => page.locator("button, a").all())
                yield* Effect.forEach(targets, (target) =>
                  Effect.andThen(
                    Effect.promise(() => target.hover()),
                    look
                  )
                )
              })
            )
          },
          { colorScheme }
        )
      )

      it.effect(`has nothing that axe-core objects to, ${colorScheme}`, () =>
        visit(
          Effect.fnUntraced(function* ({ page }) {
            yield* Effect.forEach(paths, (path) =>
              Effect.promise(async () => {
                await page.goto(path)
                assert.deepStrictEqual(await objections(page), [], path)
              })
            )
            yield* Effect.promise(async () => {
              await page.evaluate(() => document.documentElement.removeAttribute("lang"))
              assert.match((await objections(page)).join("\n"), /^html-has-lang: /u)
            })
          }),
          { colorScheme, bypassCSP: true }
        )
      )
    }
  })
})
