/**
 * The second chapter of the demo: a service order from creation to a collected debt, of a user who has no money at first.
 */
import { CalendarDate, Fen } from "@wxrepay/domain"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { agreeOnPage, expect, first, notifyUrl, orFail, streamOf, type Told } from "./chapter.ts"
import { step } from "./narrate.ts"
import { beginService, collectService, endService, type Which } from "./serviceOrder.ts"

/** Creates, has the user confirm, ends the service, and collects. */
export const order = Effect.fnUntraced(function* (told: Told) {
  const { appid, confirmationPage, service, setBorrower } = yield* Sandbox
  const today = CalendarDate.ofInstant(yield* DateTime.now)
  const which: Which = { outOrderNo: `S${today.replaceAll("-", "")}`, appid, serviceId: service.serviceId }

  const created = yield* beginService(which, notifyUrl)
  yield* agreeOnPage("The user confirms on the page")(confirmationPage(created.package ?? ""))
  yield* first(told, "ServiceOrderConfirmed")

  yield* setBorrower(Borrower.noBalance)
  const completed = yield* endService(which)
  const owed = Fen.toYuan(completed.totalAmount ?? Fen.zero)
  yield* step(`WeChat Pay charges ${owed} yuan by itself, and the user has nothing`)
  yield* Effect.sleep("1 second")
  yield* setBorrower(Borrower.pays)

  const collected = yield* collectService(which, streamOf(told))
  yield* step("The outcome")
  yield* expect(
    collected._tag === "Paid" && collected.paid === completed.totalAmount,
    `${owed} yuan is ${collected._tag}`
  )

  yield* step("Asked once more, nothing is charged")
  const again = yield* collectService(which, streamOf(told))
  yield* expect(again._tag === "Paid", `the order is ${again._tag}`)
}, orFail)
