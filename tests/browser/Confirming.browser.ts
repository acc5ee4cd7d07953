/**
 * PS-CREATE: a user confirms a service order in a real Chromium, on the page that the sandbox opens with `package`.
 *
 * Method: the sandbox listens on a port, the library's own client creates over HTTP, the test presses the buttons as a
 * person would, and what the merchant is told is opened by the library's own inbox; axe-core looks at the same pages.
 */
import { assert, layer } from "@effect/vitest"
import { type ServiceOrderCall as Call, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { Inbox, PayScore } from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { focused, objections } from "./accessibility.ts"
import { Browser, type TabOptions } from "./browser.ts"
import { assertQuiet } from "./site.ts"

/** A sandbox on a port, a merchant on top of it, and what the merchant is told. */
const withSandbox = <A, E>(
  program: (told: Queue.Queue<Request>) => Effect.Effect<A, E, Browser | Inbox | PayScore | Sandbox | Scope.Scope>
) =>
  Effect.gen(function* () {
    const told = yield* Queue.unbounded<Request>()
    const sandbox = layerNode({
      fetch: (input, init) => {
        Queue.offerUnsafe(told, new Request(input, init))
        return Promise.resolve(new Response(null, { status: 204 }))
      }
    })
    const merchant = Layer.unwrap(
      Effect.map(Sandbox, ({ connection }) => Layer.merge(PayScore.layer(connection), Inbox.layer(connection)))
    ).pipe(Layer.provide(FetchTransport.layer))
    return yield* Effect.provide(program(told), merchant.pipe(Layer.provideMerge(sandbox)))
  })

const key = Effect.map(Sandbox, ({ appid, service: { serviceId } }) => ({ outOrderNo: "S1", appid, serviceId }))

/** Creates an order, and opens the page in a tab. */
const visit = Effect.fnUntraced(function* (
  changes: Partial<Call.CreationDraft> = {},
  options: Omit<TabOptions, "origin"> = {}
) {
  const { confirmationPage, connection } = yield* Sandbox
  const { open } = yield* Browser
  const created = yield* (yield* PayScore).create({
    ...(yield* key),
    serviceIntroduction: "智能回收柜<租用>",
    timeRange: { startTime: "OnAccept", endTime: "20991231235900" },
    riskFund: { name: "Deposit", amount: 20_050 },
    notifyUrl: "https://lender.example/wechatpay/notify",
    ...changes
  })
  const tab = yield* open({ origin: connection.baseUrl, ...options })
  yield* Effect.promise(() => tab.page.goto(confirmationPage(created.package ?? "")))
  return { created, tab }
})

type Tab = Effect.Success<ReturnType<typeof visit>>["tab"]

const heading = ({ page }: Tab) => Effect.promise(() => page.getByRole("heading", { level: 1 }).innerText())

const press = (tab: Tab, button: string) =>
  Effect.andThen(
    Effect.promise(() => tab.page.getByRole("button", { name: button }).click()),
    heading(tab)
  )

const stage = Effect.gen(function* () {
  return Stage.of(yield* (yield* PayScore).find(yield* key))
})

layer(Browser.layer, { excludeTestServices: true })((it) => {
  it.effect("PS-CREATE-05 who agrees has the service begin, and the merchant hears of it", () =>
    withSandbox((told) =>
      Effect.gen(function* () {
        const { tab } = yield* visit()
        const { page } = tab
        const main = page.getByRole("main")
        const labels = yield* Effect.promise(() => main.getByRole("term").allInnerTexts())
        const values = yield* Effect.promise(() => main.getByRole("definition").allInnerTexts())
        assert.deepStrictEqual(
          labels.map((label, at) => [label, values[at]]),
          [
            ["服务 Service", "智能回收柜<租用>"],
            ["免押金额 Deposit spared", "¥200.50"],
            ["开始时间 Begins", "确认时 When you confirm"],
            ["结束时间 Ends", "2099-12-31 23:59:00"],
            ["商户服务订单号 Order number", "S1"]
          ]
        )
        assert.strictEqual(yield* press(tab, "同意并使用"), "订单已确认")
        const text = yield* Effect.promise(() => main.innerText())
        assertQuiet(tab)
        const request = yield* Queue.take(told)
        const notification = yield* (yield* Inbox).openRequest(request)
        assert.strictEqual(notification._tag, "ServiceOrderConfirmed")
        assert.strictEqual(yield* stage, "InService")
        const [, queryId = ""] = /query_id: ([0-9a-f]{32})/u.exec(text) ?? []
        const { outOrderNo: _, ...rest } = yield* key
        assert.strictEqual((yield* (yield* PayScore).find({ ...rest, queryId })).outOrderNo, "S1")
        yield* Effect.promise(() => page.reload())
        assert.strictEqual(yield* heading(tab), "已处理过")
      })
    )
  )

  it.effect("PS-STATE-05 who refuses leaves the order as it is, nobody is told, and it can be confirmed later", () =>
    withSandbox((told) =>
      Effect.gen(function* () {
        const { created, tab } = yield* visit()
        const { confirmationPage } = yield* Sandbox
        assert.strictEqual(yield* press(tab, "拒绝"), "没有确认订单")
        assertQuiet(tab)
        assert.strictEqual(yield* Queue.size(told), 0)
        assert.strictEqual(yield* stage, "Created")
        yield* Effect.promise(() => tab.page.goto(confirmationPage(created.package ?? "")))
        assert.strictEqual(yield* press(tab, "同意并使用"), "订单已确认")
      })
    )
  )

  it.effect("PS-CANCEL-01 an order that was cancelled meanwhile cannot be confirmed any more", () =>
    withSandbox(() =>
      Effect.gen(function* () {
        const { tab } = yield* visit()
        yield* (yield* PayScore).cancel({ ...(yield* key), reason: "不用了" })
        const answered = tab.page.waitForResponse((response) => response.request().method() === "POST")
        assert.strictEqual(yield* press(tab, "同意并使用"), "已处理过")
        assert.strictEqual((yield* Effect.promise(() => answered)).status(), 409)
        assert.strictEqual(yield* stage, "Revoked")
      })
    )
  )

  it.effect("PS-CREATE-05 a package that nobody was given opens a page that says so", () =>
    withSandbox(() =>
      Effect.gen(function* () {
        const { confirmationPage, connection } = yield* Sandbox
        const { open } = yield* Browser
        const tab = yield* open({ origin: connection.baseUrl })
        const response = yield* Effect.promise(() => tab.page.goto(confirmationPage("ps&1 2")))
        assert.strictEqual(response?.url(), `${connection.baseUrl}/sandbox/confirm?package=ps%261%202`)
        assert.strictEqual(response?.status(), 404)
        assert.strictEqual(yield* heading(tab), "找不到这个订单")
      })
    )
  )

  for (const colorScheme of ["light", "dark"] as const) {
    it.effect(`is confirmed with the keyboard alone, and axe-core objects to nothing: ${colorScheme}`, () =>
      withSandbox(() =>
        Effect.gen(function* () {
          const fund = { name: "EstimateOrderCost", amount: 12_000 } as const
          const options = { colorScheme, bypassCSP: true, viewport: { width: 320, height: 640 } }
          const { tab } = yield* visit({ riskFund: fund }, options)
          const { page } = tab
          assert.include(yield* Effect.promise(() => page.getByRole("main").innerText()), "¥120.00")
          assert.include(yield* Effect.promise(() => page.getByRole("main").innerText()), "预估费用")
          assert.deepStrictEqual(yield* Effect.promise(() => objections(page)), [])
          yield* Effect.promise(() => page.keyboard.press("Tab"))
          assert.strictEqual((yield* Effect.promise(() => focused(page))).text, "同意并使用 Agree")
          yield* Effect.promise(async () => {
            await page.keyboard.press("Enter")
            await page.getByRole("heading", { name: "订单已确认", exact: true }).waitFor()
          })
          assert.deepStrictEqual(yield* Effect.promise(() => objections(page)), [])
          assertQuiet(tab)
        })
      )
    )
  }
})
