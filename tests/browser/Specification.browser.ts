/**
 * The specification as a page, in a real Chromium: read, searched and narrowed down as a person would.
 *
 * Method: the committed page is served from 127.0.0.1; what it shows is compared with the rulebook.
 */
import { assert, describe, layer } from "@effect/vitest"
import { rulebook } from "@wxrepay/domain/rulebook"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { objections } from "./accessibility.ts"
import { Browser, type TabOptions } from "./browser.ts"

const ids = Object.keys(rulebook)
const html = readFileSync(new URL("../../docs/spec.html", import.meta.url))

/** A tab at the page. */
const visit = Effect.fnUntraced(function* (options: Omit<TabOptions, "origin"> = {}) {
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer((_, response) =>
        response.setHeader("content-type", "text/html; charset=utf-8").end(html)
      ).listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  )
  const address = server.address()
  const port = typeof address === "object" ? address?.port : address
  const { open } = yield* Browser
  const tab = yield* open({ origin: `http://127.0.0.1:${port}`, bypassCSP: true, ...options })
  yield* Effect.promise(() => tab.page.goto("/docs/spec.html"))
  return tab
})

layer(Browser.layer, { excludeTestServices: true })((it) => {
  describe("the page of the specification", () => {
    it.effect("shows every rule, and asks nobody for anything", () =>
      Effect.gen(function* () {
        const { errors, foreignRequests, page } = yield* visit()
        const shown = yield* Effect.promise(() => page.locator("article[id]:visible h3").allInnerTexts())
        assert.deepStrictEqual(shown.toSorted(), ids.toSorted())
        assert.strictEqual(
          yield* Effect.promise(() => page.getByRole("status").innerText()),
          `${ids.length} of ${ids.length} rules`
        )
        assert.deepStrictEqual([errors, foreignRequests], [[], []])
      }).pipe(Effect.scoped)
    )

    it.effect("is narrowed down by words, by how sure a rule is and by who enforces it", () =>
      Effect.gen(function* () {
        const { page } = yield* visit()
        const shown = Effect.promise(() => page.locator("article[id]:visible h3").allInnerTexts())
        yield* Effect.promise(() => page.getByLabel("How sure").selectOption("unknown"))
        assert.deepStrictEqual(
          (yield* shown).toSorted(),
          ids
            .filter((id) =>
              Object.entries(rulebook).some(
                ([one, { certainty }]) => one === id && certainty.some((each) => each === "unknown")
              )
            )
            .toSorted()
        )
        yield* Effect.promise(() => page.getByLabel("How sure").selectOption(""))
        yield* Effect.promise(() => page.getByLabel("Words").fill("repayment_date booking day"))
        assert.include(yield* shown, "CR-DATE-02")
        assert.notInclude(yield* shown, "V3-TEST-01")
        yield* Effect.promise(() => page.getByLabel("Enforced by").selectOption("documentation"))
        assert.notInclude(yield* shown, "CR-DATE-02")
      }).pipe(Effect.scoped)
    )

    it.effect("tells its rules to who runs no script, or follows a link to one", () =>
      Effect.gen(function* () {
        const { page } = yield* visit({ javaScriptEnabled: false })
        yield* Effect.promise(() => page.goto("/docs/spec.html#CR-DATE-02"))
        assert.isTrue(yield* Effect.promise(() => page.locator("#CR-DATE-02 .rule").isVisible()))
        assert.isFalse(yield* Effect.promise(() => page.getByLabel("Words").isVisible()))
      }).pipe(Effect.scoped)
    )

    for (const colorScheme of ["light", "dark"] as const) {
      it.effect(`has nothing that axe-core objects to, ${colorScheme} and 320 pixels wide`, () =>
        Effect.gen(function* () {
          const { page } = yield* visit({ colorScheme, viewport: { width: 320, height: 640 } })
          const found = yield* Effect.promise(() => objections(page))
          assert.deepStrictEqual(
            found.map((objection) => objection.slice(0, 300)),
            []
          )
          const width = yield* Effect.promise(() => page.evaluate(() => document.documentElement.scrollWidth))
          assert.isAtMost(width, 320)
        }).pipe(Effect.scoped)
      )
    }
  })
})
