/**
 * A real browser for tests: a Chromium without a window that reaches nothing but this machine, and tabs that keep
 * account of what a page must not do.
 *
 * `layer(Browser.layer, { excludeTestServices: true })` starts one for a whole file; `open` gives each test a tab with
 * a profile of its own. `pnpm exec vitest run --config vitest.browser.config.ts` runs the files `*.browser.ts`.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type Browser as Driver, type BrowserContextOptions, chromium, type Page } from "playwright-core"

/** Chromium could not be started. */
export class NoBrowser extends Schema.TaggedError<NoBrowser>()("NoBrowser", {
  path: Schema.String,
  cause: Schema.Defect()
}) {
  override readonly message = `There is no Chromium to start at ${this.path}: run scripts/chromium.sh, or let CHROMIUM_PATH name one`
}

/** An open page, driven by Playwright, and what it did that a test asks about. Both lists grow as it is used. */
export interface Tab {
  readonly page: Page
  /** Every request to another origin, blocked or not: its method and its address. */
  readonly foreignRequests: ReadonlyArray<string>
  /** Every error on the console, refusals of the content security policy among them, and every uncaught exception. */
  readonly errors: ReadonlyArray<string>
}

/** How a tab is opened: Playwright's own options, such as `viewport`, `colorScheme` and `javaScriptEnabled`. */
export interface TabOptions extends Omit<BrowserContextOptions, "baseURL"> {
  /** The site under test, `http://127.0.0.1:…`. Paths are relative to it, and every other origin is foreign. */
  readonly origin: string
}

/** A running Chromium. */
export class Browser extends Context.Service<
  Browser,
  {
    /** Opens an empty tab that closes with the scope. Go somewhere with `page.goto("/path")`. */
    readonly open: (options: TabOptions) => Effect.Effect<Tab, never, Scope.Scope>
  }
>()("wxrepay/tests/browser/Browser") {
  /** Starts `/usr/bin/chromium`, or the one that `CHROMIUM_PATH` names, and ends it with the scope. */
  static readonly layer: Layer.Layer<Browser, NoBrowser> = Layer.effect(
    Browser,
    Effect.suspend(() => Effect.map(launch, (driver) => Browser.of({ open: (options) => open(driver, options) })))
  )
}

const launchArguments = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // No name leads anywhere, whatever a page or the browser itself asks for.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
]

const launch = Effect.gen(function* () {
  const path = yield* Effect.orDie(Config.String("CHROMIUM_PATH").pipe(Config.withDefault("/usr/bin/chromium")))
  return yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => chromium.launch({ executablePath: path, args: launchArguments }),
      catch: (cause) => new NoBrowser({ path, cause })
    }),
    (driver) => Effect.promise(() => driver.close())
  )
})

const open = Effect.fnUntraced(function* (driver: Driver, { origin, ...options }: TabOptions) {
  const context = yield* Effect.acquireRelease(
    Effect.promise(() => driver.newContext({ ...options, baseURL: origin })),
    (context) => Effect.promise(() => context.close())
  )
  const foreignRequests: Array<string> = []
  const errors: Array<string> = []
  const note = (method: string, address: string) => {
    if (isForeign(address, origin)) foreignRequests.push(`${method} ${address}`)
  }
  context.on("request", (request) => note(request.method(), request.url()))
  context.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text())
  })
  context.on("weberror", (error) => errors.push(error.error().message))
  context.on("page", (page) => page.on("websocket", (socket) => note("CONNECT", socket.url().replace(/^ws/u, "http"))))
  return { page: yield* Effect.promise(() => context.newPage()), foreignRequests, errors } satisfies Tab
})

/** What a page carries in itself is not asked of anybody. */
const isForeign = (address: string, origin: string): boolean =>
  !/^(?:data|blob|about):/u.test(address) && new URL(address).origin !== origin
