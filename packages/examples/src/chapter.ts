/**
 * What the chapters of the demo share: what has to be so, what was told, and a person in front of a page.
 */
import type { Notification } from "@wxrepay/domain"
import { NotificationStore, Receiver } from "@wxrepay/domain/client"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { good, note, step } from "./narrate.ts"

/** Something was not as it should be. */
export class DemoFailed extends Schema.TaggedError<DemoFailed>()("DemoFailed", { message: Schema.String }) {}

/** Says that something is so, or ends the demo. */
export const expect = (isSo: boolean, what: string) =>
  isSo ? good(what) : Effect.fail(new DemoFailed({ message: `not so: ${what}` }))

/** Whatever goes wrong in a chapter ends the demo. */
export const orFail: <A, R>(
  chapter: Effect.Effect<A, { readonly message: string }, R>
) => Effect.Effect<A, DemoFailed, R> = Effect.mapError(({ message }) => new DemoFailed({ message }))

/** The lender's public address, which the sandbox knows to be the receiver on this machine. */
export const lender = "https://lender.example"

const path = "/wechatpay/notify"

/** Where notifications go. */
export const notifyUrl = `${lender}${path}`

/** Everything that was told so far. */
export type Told = SubscriptionRef.SubscriptionRef<ReadonlyArray<Notification.Notification>>

/** Takes notifications in, each once, and keeps them. */
export const layerReceiver = (told: Told) =>
  HttpRouter.serve(
    Receiver.route(
      path,
      Effect.fnUntraced(function* (notification) {
        yield* step(`Be told: ${notification.summary}`)
        yield* Console.log(`  ⇠ POST ${path}, ${notification._tag}, verified, opened and acknowledged`)
        yield* SubscriptionRef.update(told, (all) => [...all, notification])
      })
    ).pipe(Layer.provide(NotificationStore.layerMemory)),
    { disableListenLog: true, disableLogger: true }
  )

/** Notifications as they come, those that have come included. */
export const streamOf = (told: Told) => SubscriptionRef.changes(told).pipe(Stream.flatMap(Stream.fromIterable))

/** The first notification of a kind, for at most ten seconds. */
export const first = (told: Told, tag: Notification.Notification["_tag"]) =>
  streamOf(told).pipe(
    Stream.filter(({ _tag }) => _tag === tag),
    Stream.runHead,
    Effect.timeout("10 seconds")
  )

/** Agrees as a person would: opens the page, and presses the button. */
export const agreeOnPage = (title: string) =>
  Effect.fnUntraced(function* (url: string) {
    yield* step(title)
    const answered = yield* Effect.promise(async () => {
      const page = await fetch(url)
      await page.text()
      const form = await fetch(url, { method: "POST", body: new URLSearchParams({ decision: "agree" }) })
      return `GET ${page.status}, POST ${form.status}, ${/<title>([^<]*)/u.exec(await form.text())?.[1] ?? ""}`
    })
    yield* note(`  ${answered}`)
  })
