/**
 * Nobody who pays with PayScore shows in a call that is refused: what may tell of somebody is not quoted.
 *
 * Method: each member that may tell of somebody is replaced by what no rule takes and holds a canary, one after another,
 * while a tracer and a logger write down everything; then the canary is searched in it. So are addresses with a login, a
 * query or a fragment, of which the rest is shown.
 */
import { assert, describe, it } from "@effect/vitest"
import { PayScore } from "@wxrepay/domain/client"
import { Hostile } from "@wxrepay/domain/testing"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { put } from "../spec/servicing.ts"
import { assertSilent, overheard } from "../support/overheard.ts"
import { drafts, names, own } from "../support/payscorePlatform.ts"
import * as Platform from "../support/platform.ts"

const marker = "canary"

/** Longer than any limit. */
const long = "canary-".repeat(100)

/** What no text may hold, and what is no text. */
const wrong = ["canary-😀", "canary-\uD800", { canary: "canary" }, ["canary"], Symbol("canary"), () => "canary"]

/** The members of each call that may tell of somebody, and how long they may be is known. */
const limited = {
  create: [
    "postPayments[0].name",
    "postPayments[0].description",
    "postDiscounts[0].name",
    "postDiscounts[0].description",
    "timeRange.startTimeRemark",
    "timeRange.endTimeRemark",
    "riskFund.description",
    "attach",
    "openid"
  ],
  find: ["queryId"],
  cancel: ["reason"],
  modify: ["postPayments[0].name", "postDiscounts[0].description", "reason"],
  complete: ["postPayments[0].name", "postDiscounts[0].name", "timeRange.startTimeRemark", "timeRange.endTimeRemark"],
  pay: [],
  sync: [],
  directComplete: [
    "postPayments[0].description",
    "postDiscounts[0].name",
    "timeRange.startTimeRemark",
    "attach",
    "openid"
  ]
} satisfies Readonly<Record<(typeof names)[number], ReadonlyArray<string>>>

/** Those whose length stands on no page. */
const endless = {
  create: [
    "location.startLocation",
    "location.endLocation",
    "device.startDeviceId",
    "device.endDeviceId",
    "device.materielNo"
  ],
  find: [],
  cancel: [],
  modify: ["device.startDeviceId", "device.endDeviceId", "device.materielNo"],
  complete: ["location.endLocation", "device.materielNo", "goodsTag"],
  pay: [],
  sync: [],
  directComplete: ["location.startLocation", "location.endLocation", "goodsTag"]
} satisfies Readonly<Record<(typeof names)[number], ReadonlyArray<string>>>

/** Makes a call with one member replaced, and answers all that was told. */
const refusedWith = Effect.fnUntraced(function* (name: (typeof names)[number], path: string, given: unknown) {
  const client = yield* PayScore
  const draft = name === "find" ? { appid: own.appid, serviceId: own.serviceId } : drafts[name]
  const { exit, text } = yield* overheard<unknown, unknown, never>(
    client[name](Hostile.unseen(put(draft, path, given)))
  )
  return Exit.isFailure(exit) ? text : assert.fail(`${path} was let through`)
})

const unsent = PayScore.layer(Platform.settings("https://api.mch.weixin.qq.com")).pipe(
  Layer.provide(FetchTransport.layer)
)

describe("nobody shows in a refusal", () => {
  for (const name of names) {
    const paths: Readonly<Record<"limited" | "endless", ReadonlyArray<string>>> = {
      limited: limited[name],
      endless: endless[name]
    }
    for (const path of [...paths.limited, ...paths.endless]) {
      it.effect(`in ${name} that is refused for its ${path}`, () =>
        Effect.gen(function* () {
          for (const given of paths.endless.some((one) => one === path) ? wrong : [...wrong, long]) {
            const text = yield* refusedWith(name, path, given)
            assert.include(text, `${path} must be `)
            assert.include(text, "but what was given is not, and is not shown")
            assertSilent(text, [marker])
          }
        }).pipe(Effect.provide(unsent))
      )
    }
  }

  for (const [title, address, shown] of [
    ["logs in", "https://canary:canary@pay.lender.cn/notify", "https://…@pay.lender.cn/notify"],
    ["logs in with an at sign", "https://canary@canary@pay.lender.cn/notify", "https://…@pay.lender.cn/notify"],
    ["asks", "https://pay.lender.cn/notify?token=canary", "https://pay.lender.cn/notify?…"],
    ["asks over two lines", "https://pay.lender.cn/notify?token=\ncanary", "https://pay.lender.cn/notify?…"],
    ["has a fragment", "https://pay.lender.cn/notify#canary", "https://pay.lender.cn/notify#…"],
    ["does all of it", "HTTPS://canary@pay.lender.cn/?canary#canary", "HTTPS://…@pay.lender.cn/?…"],
    ["is of another scheme", "http://canary@pay.lender.cn?canary@", "http://…@pay.lender.cn?…"]
  ] as const) {
    it.effect(`PS-CREATE-07 in an address that ${title}, which is shown without that`, () =>
      Effect.gen(function* () {
        for (const name of ["create", "directComplete"] as const) {
          const text = yield* refusedWith(name, "notifyUrl", address)
          assert.include(text, `without login, query and fragment, but "${shown}" was given (PS-CREATE-07)`)
          assertSilent(text, [marker])
        }
      }).pipe(Effect.provide(unsent))
    )
  }

  it.effect("PS-CREATE-07 an address that is wrong without holding any of it is shown as it is", () =>
    Effect.gen(function* () {
      const address = "http://pay.lender.cn/a@b/notify"
      const text = yield* refusedWith("create", "notifyUrl", address)
      assert.include(text, `but "${address}" was given`)
    }).pipe(Effect.provide(unsent))
  )
})
