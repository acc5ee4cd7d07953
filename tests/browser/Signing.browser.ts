/**
 * CR-SIGN: a borrower signs in a real Chromium, on the page that the sandbox's own `redirect_url` opens.
 *
 * Method: the sandbox listens on a port, the library's own client asks over HTTP, the test presses the buttons as a
 * person would, and what the lender is told is opened by the library's own inbox.
 */
import { assert, layer } from "@effect/vitest"
import { awaitSigning, CreditRepayment, Inbox } from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import { layerNode } from "@wxrepay/sandbox/node"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { borrower, named, wish } from "../support/wishes.ts"
import { Browser } from "./browser.ts"
import { assertQuiet } from "./site.ts"

/** A sandbox on a port, a lender on top of it, and what the lender is told. */
const withSandbox = <A, E>(
  program: (
    told: Queue.Queue<Request>
  ) => Effect.Effect<A, E, Browser | CreditRepayment | Inbox | Sandbox | Scope.Scope>
) =>
  Effect.gen(function* () {
    const told = yield* Queue.unbounded<Request>()
    const sandbox = layerNode({
      account: { identity: borrower },
      fetch: (input, init) => {
        Queue.offerUnsafe(told, new Request(input, init))
        return Promise.resolve(new Response(null, { status: 204 }))
      }
    })
    const lender = Layer.unwrap(
      Effect.map(Sandbox, ({ connection }) => Layer.merge(CreditRepayment.layer(connection), Inbox.layer(connection)))
    ).pipe(Layer.provide(FetchTransport.layer))
    return yield* Effect.provide(program(told), lender.pipe(Layer.provideMerge(sandbox)))
  })

/** Asks the borrower to sign, and opens the page in a tab. */
const visit = Effect.fnUntraced(function* (name = borrower.realName) {
  const { connection } = yield* Sandbox
  const { open } = yield* Browser
  const draft = yield* wish("C1", { realIdentity: named({ ...borrower, realName: name }) })
  const presigned = yield* (yield* CreditRepayment).presignH5(draft)
  const tab = yield* open({ origin: connection.baseUrl })
  yield* Effect.promise(() => tab.page.goto(presigned.redirectUrl))
  return { ...presigned, tab }
})

const press = (tab: Effect.Success<ReturnType<typeof visit>>["tab"], button: string) =>
  Effect.promise(async () => {
    await tab.page.getByRole("button", { name: button }).click()
    return await tab.page.getByRole("heading", { level: 1 }).innerText()
  })

layer(Browser.layer, { excludeTestServices: true })((it) => {
  it.effect("CR-SIGN-05 who agrees has a contract, and the lender, who waited, hears of it", () =>
    withSandbox((told) =>
      Effect.gen(function* () {
        const { expiresAt, tab } = yield* visit()
        const { page } = tab
        assert.include(yield* Effect.promise(() => page.getByRole("main").innerText()), "**明")
        assert.include(yield* Effect.promise(() => page.getByRole("main").innerText()), "¥2000.00")
        assert.notInclude(yield* Effect.promise(() => page.content()), borrower.identityId)
        assert.strictEqual(yield* press(tab, "同意并签约"), "签约成功")
        assertQuiet(tab)
        const { openRequest } = yield* Inbox
        const notifications = Stream.fromQueue(told).pipe(Stream.mapEffect(openRequest), Stream.orDie)
        const verdict = yield* awaitSigning({ outContractCode: "C1", expiresAt, notifications })
        assert.strictEqual(verdict._tag, "Signed")
        yield* Effect.promise(() => page.reload())
        assert.strictEqual(yield* Effect.promise(() => page.getByRole("heading", { level: 1 }).innerText()), "已处理过")
      })
    )
  )

  for (const [does, button, name, heading] of [
    ["CR-SIGN-05 who refuses", "拒绝", borrower.realName, "已拒绝签约"],
    ["CR-SIGN-04 who is not who was named", "同意并签约", "李四", "身份信息不一致"]
  ] as const) {
    it.effect(`${does} has none, nobody is told, and the code is used up`, () =>
      withSandbox((told) =>
        Effect.gen(function* () {
          const { tab } = yield* visit(name)
          assert.strictEqual(yield* press(tab, button), heading)
          assertQuiet(tab)
          const client = yield* CreditRepayment
          const absent = yield* Effect.flip(client.findContract({ outContractCode: "C1" }))
          assert.strictEqual(absent._tag === "Rejection" ? absent.status : absent._tag, 404)
          assert.include((yield* Effect.flip(client.presignH5(yield* wish("C1")))).message, "CR-ID-04")
          assert.strictEqual(yield* Queue.size(told), 0)
        })
      )
    )
  }

  it.effect("CR-SIGN-06 a token that nobody was given opens a page that says so", () =>
    withSandbox(() =>
      Effect.gen(function* () {
        const { connection } = yield* Sandbox
        const { open } = yield* Browser
        const { page } = yield* open({ origin: connection.baseUrl })
        const response = yield* Effect.promise(() => page.goto("/sandbox/sign?presign_token=wx12334"))
        assert.strictEqual(response?.status(), 404)
        assert.strictEqual(
          yield* Effect.promise(() => page.getByRole("heading", { level: 1 }).innerText()),
          "找不到这次签约"
        )
      })
    )
  )
})
