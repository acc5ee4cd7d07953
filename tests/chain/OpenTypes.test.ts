/**
 * What the compiler knows of a call that the contract does not have: its variables, in three spellings, and of its answer
 * what a schema says.
 *
 * Method: as in `Types.test.ts`; each documented path is walked in the type of the chain by a printer of our own.
 */
import { assert, assertType, describe, it } from "@effect/vitest"
import {
  type AsyncChain,
  type Chain,
  type ChainChangeError,
  type ChainError,
  type Documented,
  Spelling,
  type Upload
} from "@wxrepay/chain"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { type Answers, type Declared, type DeclaredAsync, type Equal, judged, type Takes } from "./claims.ts"

// only ever asked for their types
declare const wx: Chain
declare const promises: AsyncChain

class Rates extends Context.Service<Rates, number>()("tests/Rates") {}

/** A name of a pure chain, by another printer than the one under test. */
type Name<S extends string> = S extends `{${infer Variable}}` ? `_${Variable}_` : Camel<S>
type Camel<S extends string> = S extends `${infer A}-${infer B}${infer C}` ? `${A}${Uppercase<B>}${Camel<C>}` : S

/** What stands at the end of a pure chain. */
type End<Node, Path extends string> = Path extends `${infer First}/${infer Rest}`
  ? Name<First> extends keyof Node
    ? End<Node[Name<First>], Rest>
    : never
  : Name<Path> extends keyof Node
    ? Node[Name<Path>]
    : never

/** The documented paths that are not the same at the end of a pure chain. */
type Lost<Root> = {
  [Path in Documented]: Path extends keyof Root
    ? [End<Root, Path>] extends [never]
      ? Path
      : End<Root, Path> extends Root[Path]
        ? never
        : Path
    : Path
}[Documented]

describe("any other path", () => {
  type Orders = "v3/profitsharing/orders/{out_order_no}"
  type Coupon = "v3/marketing/busifavor/users/{openid}/coupons/{coupon_code}/appids/{appid}"
  type Delete = "v3/profitsharing/receivers/delete"
  type Slashed = "v3/applyment4sub/applyment/"
  type Several = "v3/marketing/paygiftactivity/activities/{activity_id}/merchants"
  const Bill = Schema.Struct({ count: Schema.NumberFromString })
  const Rated = Schema.Number.pipe(
    Schema.decodeTo(Schema.Number, {
      decode: SchemaGetter.transformEffect((amount: number) => Effect.map(Rates, (rate) => amount * rate)),
      encode: SchemaGetter.passthrough()
    })
  )
  const bill_date = "2026-01-01"

  it("is a property and the end of a pure chain, if it is documented", () => {
    assertType<Equal<Extract<keyof Chain, `v3/${string}`>, Documented>>(true)
    assertType<Equal<Extract<keyof AsyncChain, `v3/${string}`>, Documented>>(true)
    assertType<Equal<string extends Documented ? true : false, false>>(true)
    assertType<Equal<Lost<Chain>, never>>(true)
    judged(
      // @ts-expect-error no documented path is called so
      (wx) => wx.v3.creditRepayment.partner.deductOrder,
      // @ts-expect-error no documented path is called so
      (wx) => wx["v3/certificate"],
      // @ts-expect-error the names of a chain have capitals for hyphens
      (wx) => wx.v3["credit-repayment"]
    )
  })

  it("is named by the compiler as by the program, where a hyphen stands before no letter, too", () => {
    const segments = ["h5-presign", "complaints-v2", "a-2", "b-", "c--d", "mch_operate", "sub-mch_id"] as const
    const names = ["h5Presign", "complaintsV2", "a-2", "b-", "c-D", "mch_operate", "subMch_id"] as const
    assertType<Equal<keyof Spelling.Tree<(typeof segments)[number], {}>, (typeof names)[number]>>(true)
    assert.deepStrictEqual(Spelling.namesOf(segments.join("/")), [...names])
  })

  it("is one in three spellings, as a program and as a promise", () => {
    assertType<Equal<typeof wx.v3.profitsharing.orders._out_order_no_.get, Chain[Orders]["get"]>>(true)
    assertType<Equal<typeof wx.v3.profitsharing.orders.$out_order_no$.get, Chain[Orders]["get"]>>(true)
    assertType<Equal<Declared<Orders>, Chain[Orders]>>(true)
    assertType<Equal<Declared<`/${Orders}`>, Chain[Orders]>>(true)
    assertType<Equal<typeof promises.v3.profitsharing.orders._out_order_no_.getAsync, AsyncChain[Orders]["getAsync"]>>(
      true
    )
    assertType<Equal<typeof promises.v3.profitsharing.orders.$out_order_no$.getAsync, AsyncChain[Orders]["getAsync"]>>(
      true
    )
    assertType<Equal<DeclaredAsync<Orders>, AsyncChain[Orders]>>(true)
  })

  it("has every verb, and its promises have no other name than with Async", () => {
    assertType<Equal<keyof Declared<Orders>, "get" | "post" | "put" | "patch" | "delete">>(true)
    type Names = "getAsync" | "postAsync" | "putAsync" | "patchAsync" | "deleteAsync"
    assertType<Equal<keyof DeclaredAsync<Orders>, Names>>(true)
    assertType<Equal<keyof DeclaredAsync<string>, Names>>(true)
    assertType<Equal<Extract<keyof typeof promises.v3.certificates, "get" | "post">, never>>(true)
  })

  it("takes its variables, and needs each of them", () => {
    type Three = "openid" | "coupon_code" | "appid"
    type Open = "json" | "query" | "upload"
    assertType<Equal<keyof Takes<Chain[Coupon]["get"]>, Three | Open>>(true)
    assertType<Equal<keyof Takes<AsyncChain[Coupon]["getAsync"]>, Three | Open>>(true)
    assertType<Equal<Pick<Takes<Chain[Coupon]["get"]>, Three>, { readonly [K in Three]: string | number }>>(true)
    const two = { openid: "o", coupon_code: 1 }
    judged(
      (wx) => wx.v3.marketing.busifavor.users._openid_.coupons._coupon_code_.appids._appid_.get({ ...two, appid: "a" }),
      // @ts-expect-error one of three variables is missing
      (wx) => wx.v3.marketing.busifavor.users._openid_.coupons._coupon_code_.appids._appid_.get(two),
      // @ts-expect-error the variable is missing
      (wx) => wx["v3/profitsharing/orders/{out_order_no}"].get({}),
      // @ts-expect-error the variable is missing
      (wx) => wx.chain("v3/profitsharing/orders/{out_order_no}").get(),
      // @ts-expect-error the variable is missing
      (_, promises) => promises.v3.profitsharing.orders.$out_order_no$.getAsync({ query: { transaction_id: "1" } }),
      // @ts-expect-error the variable is missing, whatever reads the answer
      (wx) => wx["v3/profitsharing/orders/{out_order_no}"].get({ schema: Bill }),
      // @ts-expect-error a variable is text or a number
      (wx) => wx["v3/profitsharing/orders/{out_order_no}"].get({ out_order_no: null }),
      (wx) => wx["v3/bill/tradebill"].get(),
      (wx) => wx["v3/bill/tradebill"].get({ query: { bill_date, tar_type: undefined } }),
      // @ts-expect-error a query has no parts
      (wx) => wx["v3/bill/tradebill"].get({ query: { bill_date: {} } }),
      // @ts-expect-error an option is not known
      (wx) => wx["v3/bill/tradebill"].get({ params: { bill_date } }),
      // @ts-expect-error the path has no such variable
      (wx) => wx["v3/bill/tradebill"].get({ bill_date })
    )
  })

  it("takes any JSON, a plain query, or a file", () => {
    type Asked = {
      readonly json?: unknown
      readonly query?: { readonly [name: string]: string | number | boolean | undefined } | undefined
    }
    type Post = Chain["v3/merchant/media/upload"]["post"]
    assertType<Equal<Omit<Takes<Post>, "upload">, Asked>>(true)
    assertType<Equal<NonNullable<Parameters<Post>[0]>["upload"], Upload | undefined>>(true)
  })

  it("need not be documented to have variables", () => {
    type Two = "v3/not/listed/{a}/{b}"
    assertType<
      Equal<Pick<Takes<Declared<Two>["put"]>, "a" | "b">, { readonly a: string | number; readonly b: string | number }>
    >(true)
    judged(
      (wx) => wx.chain("v3/not/listed/{a}/{b}").patch({ a: 1, b: "2", json: [] }),
      // @ts-expect-error one of two variables is missing
      (wx) => wx.chain("v3/not/listed/{a}/{b}").patch({ a: 1 }),
      // @ts-expect-error one of two variables is missing, behind a leading slash too
      (wx) => wx.chain("/v3/not/listed/{a}/{b}").patch({ b: 1 }),
      // @ts-expect-error both variables are missing
      (_, promises) => promises.chain("v3/not/listed/{a}/{b}").deleteAsync()
    )
  })

  it("answers what nobody knows, or what a schema makes of it", () => {
    assertType<Equal<Answers<Chain["v3/bill/tradebill"]["get"]>, unknown>>(true)
    assertType<Equal<Answers<AsyncChain["v3/bill/tradebill"]["getAsync"]>, unknown>>(true)
    const read = (wx: Chain) => wx["v3/bill/tradebill"].get({ query: { bill_date }, schema: Bill })
    const readAsync = (wx: AsyncChain) =>
      wx.v3.profitsharing.orders._out_order_no_.getAsync({ out_order_no: 1, schema: Bill })
    assertType<Equal<ReturnType<typeof read>, Effect.Effect<{ readonly count: number }, ChainError>>>(true)
    assertType<Equal<ReturnType<typeof readAsync>, Promise<{ readonly count: number }>>>(true)
    judged(
      // @ts-expect-error a schema is one of Effect
      (wx) => wx["v3/bill/tradebill"].get({ schema: { count: "number" } }),
      // @ts-expect-error a schema that needs a service has none here
      (wx) => wx["v3/bill/tradebill"].get({ schema: Rated })
    )
  })

  it("may have a verb for a segment, and an empty one behind its last slash", () => {
    assertType<Equal<typeof wx.v3.profitsharing.receivers.delete.post, Chain[Delete]["post"]>>(true)
    assertType<Equal<typeof promises.v3.profitsharing.receivers.delete.postAsync, AsyncChain[Delete]["postAsync"]>>(
      true
    )
    assertType<Equal<(typeof wx.v3.applyment4sub.applyment)[""]["post"], Chain[Slashed]["post"]>>(true)
    judged(
      (wx) => wx.v3.marketing.paygiftactivity.activities._activity_id_.merchants.delete({ activity_id: 1 }),
      (wx) => wx.v3.marketing.paygiftactivity.activities._activity_id_.merchants.delete.post({ activity_id: 1 }),
      (wx) => wx.v3.ecommerce.applyments[""].post({ json: {} }),
      // @ts-expect-error the documented path ends with a slash
      (wx) => wx.v3.ecommerce.applyments.post({ json: {} })
    )
    assertType<Equal<ReturnType<Chain[Several]["delete"]>, Effect.Effect<unknown, ChainChangeError>>>(true)
  })

  it("that is known only when the program runs answers what nobody knows", () => {
    assertType<Equal<keyof Declared<string>, "get" | "post" | "put" | "patch" | "delete">>(true)
    assertType<Equal<ReturnType<Declared<string>["post"]>, Effect.Effect<unknown, ChainChangeError>>>(true)
    assertType<Equal<ReturnType<Declared<string>["get"]>, Effect.Effect<unknown, ChainError>>>(true)
    assertType<Equal<ReturnType<DeclaredAsync<string>["postAsync"]>, Promise<unknown>>>(true)
    const path: string = "v3/certificates"
    const read = (wx: Chain) => wx.chain(path).get({ schema: Bill })
    assertType<Equal<ReturnType<typeof read>, Effect.Effect<{ readonly count: number }, ChainError>>>(true)
    // what is written into a path is no variable, so nobody says that it is an endpoint of the contract
    assertType<Equal<Answers<Declared<`v3/payscore/serviceorder/${string}/pay`>["post"]>, unknown>>(true)
    assertType<Equal<keyof Declared<"v3/payscore/serviceorder/:out_order_no/pay">, keyof Declared<string>>>(true)
    assertType<Equal<Declared<"v3/a/{x}" | "v3/b/{y}">, Declared<"v3/a/{x}"> | Declared<"v3/b/{y}">>>(true)
    judged(
      (wx) => wx.chain(path).get(),
      (_, promises) => promises.chain(path).postAsync({ json: {}, id: 1 })
    )
  })
})
