/**
 * What the compiler knows of a call of the contract: in three spellings, as a program and as a promise, and what it does
 * not let pass.
 *
 * Method: claims about types are values that compile only when they are true, and what must not compile is marked with the
 * reason; `node scripts/types.ts` proves both, for an error that does not come is an error. No call here is ever made.
 */
import { assert, assertType, describe, expectTypeOf, it } from "@effect/vitest"
import type { AsyncChain, Chain, ChainChangeError, ChainError, RequestRefused } from "@wxrepay/chain"
import { Api } from "@wxrepay/domain/api"
import type { CallError, UnnumberedError } from "@wxrepay/domain/client"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import paths from "../fixtures/published/paths.json" with { type: "json" }
import { type Answers, type Declared, type DeclaredAsync, type Equal, judged, type Takes } from "./claims.ts"

// only ever asked for their types
declare const wx: Chain
declare const promises: AsyncChain

type Charges = "v3/credit-repayment/partner/deduct-orders"
type Booking = "v3/credit-repayment/partner/schedule-records/{out_record_id}"
type Pay = "v3/payscore/serviceorder/{out_order_no}/pay"

describe("an endpoint of the contract", () => {
  const json = {
    contract_id: "Wx123",
    out_trade_no: "T1",
    out_record_id: "R1",
    deduct_amount: "100",
    notify_url: "https://example.com/paid"
  }

  it("is one in three spellings, as a program and as a promise", () => {
    assertType<Equal<typeof wx.v3.creditRepayment.partner.deductOrders.post, Chain[Charges]["post"]>>(true)
    assertType<Equal<Declared<Charges>["post"], Chain[Charges]["post"]>>(true)
    assertType<Equal<typeof wx.v3.payscore.serviceorder._out_order_no_.pay.post, Chain[Pay]["post"]>>(true)
    assertType<Equal<typeof wx.v3.payscore.serviceorder.$out_order_no$.pay.post, Chain[Pay]["post"]>>(true)
    assertType<Equal<Declared<Pay>["post"], Chain[Pay]["post"]>>(true)
    assertType<
      Equal<typeof promises.v3.payscore.serviceorder._out_order_no_.pay.postAsync, AsyncChain[Pay]["postAsync"]>
    >(true)
    assertType<
      Equal<typeof promises.v3.payscore.serviceorder.$out_order_no$.pay.postAsync, AsyncChain[Pay]["postAsync"]>
    >(true)
    assertType<Equal<DeclaredAsync<Pay>["postAsync"], AsyncChain[Pay]["postAsync"]>>(true)
    assertType<Equal<Declared<`/${Pay}`>, Declared<Pay>>>(true)
    assertType<Equal<DeclaredAsync<`/${Pay}`>, DeclaredAsync<Pay>>>(true)
  })

  it("takes its body as it travels, and no query", () => {
    type Body = {
      readonly json: {
        readonly contract_id: string
        readonly out_trade_no: string
        readonly out_record_id: string
        readonly deduct_amount: string
        readonly notify_url: string
        readonly description?: string
        readonly attach?: string
      }
    }
    assertType<Equal<Takes<Chain[Charges]["post"]>, Body>>(true)
    assertType<Equal<Takes<AsyncChain[Charges]["postAsync"]>, Body>>(true)
  })

  it("takes its variables and its query, and answers what travels", () => {
    type Asked = { readonly out_record_id: string | number; readonly query: { readonly contract_id: string } }
    type Told = {
      readonly out_record_id: string
      readonly appid: string
      readonly sub_appid?: string | null
      readonly contract_id?: string | null
      readonly repayment_amount: string | number
      readonly min_repayment_amount?: string | number | null
      readonly repayment_date: string
      readonly openid: string
      readonly description?: string | null
      readonly attach?: string | null
    }
    assertType<Equal<Takes<Chain[Booking]["get"]>, Asked>>(true)
    assertType<Equal<Answers<Chain[Booking]["get"]>, Told>>(true)
    assertType<Equal<Takes<AsyncChain[Booking]["getAsync"]>, Asked>>(true)
    assertType<Equal<Answers<AsyncChain[Booking]["getAsync"]>, Told>>(true)
  })

  it("takes its variable beside its body, and answers nothing where the platform does", () => {
    type Body = { readonly appid?: string; readonly service_id?: string }
    assertType<Equal<Takes<Chain[Pay]["post"]>, { readonly out_order_no: string | number; readonly json: Body }>>(true)
    assertType<Equal<Answers<Chain["v3/security/echo"]["post"]>, void>>(true)
    assertType<Equal<Answers<AsyncChain["v3/security/echo"]["postAsync"]>, void>>(true)
    expectTypeOf<void>().toExtend<Answers<Chain[Pay]["post"]>>()
    expectTypeOf<{ out_order_no: string }>().toExtend<Answers<Chain[Pay]["post"]>>()
  })

  it("is called without anything when all of its options are optional, and only then", () => {
    type Certificates = "v3/certificates"
    type Asked = { readonly query?: { readonly algorithm_type?: "RSA" | "SM2" | "ALL" } }
    assertType<Equal<Takes<Chain[Certificates]["get"]>, Asked>>(true)
    assertType<Equal<Parameters<Chain[Certificates]["get"]>["length"], 0 | 1>>(true)
    assertType<Equal<Parameters<AsyncChain[Certificates]["getAsync"]>["length"], 0 | 1>>(true)
    assertType<Equal<Parameters<Chain[Charges]["post"]>["length"], 1>>(true)
    assertType<Equal<Parameters<Chain["v3/payscore/serviceorder"]["get"]>["length"], 1>>(true)
  })

  it("takes headers, and a signal where it is a promise", () => {
    type Headers = Readonly<Record<string, string>> | undefined
    assertType<Equal<NonNullable<Parameters<Chain[Pay]["post"]>[0]>["headers"], Headers>>(true)
    assertType<Equal<NonNullable<Parameters<AsyncChain[Pay]["postAsync"]>[0]>["signal"], AbortSignal | undefined>>(true)
    judged(
      (_, promises) => promises.v3.certificates.getAsync({ signal: AbortSignal.abort() }),
      // @ts-expect-error a program is interrupted by whoever runs it
      (wx) => wx.v3.certificates.get({ signal: AbortSignal.abort() })
    )
  })

  it("fails as a call fails that reads, or that changes something, or was refused before", () => {
    assertType<Equal<ChainError, RequestRefused | CallError>>(true)
    assertType<Equal<ChainChangeError, RequestRefused | UnnumberedError>>(true)
    assertType<Equal<Effect.Error<ReturnType<Chain[Booking]["get"]>>, ChainError>>(true)
    assertType<Equal<Effect.Error<ReturnType<Chain[Pay]["post"]>>, ChainChangeError>>(true)
    assertType<Equal<Effect.Services<ReturnType<Chain[Pay]["post"]>>, never>>(true)
  })

  it("does not take what it does not know, nor less than it needs", () => {
    const { notify_url: _, ...less } = json
    const pay = { out_order_no: "1", json: {} }
    assertType<Parameters<Chain[Charges]["post"]>>([{ json }])
    judged(
      (wx) => wx.v3.creditRepayment.partner.deductOrders.post({ json }),
      // @ts-expect-error the body is missing
      (wx) => wx.v3.creditRepayment.partner.deductOrders.post({}),
      // @ts-expect-error everything is missing
      (wx) => wx.chain("v3/credit-repayment/partner/deduct-orders").post(),
      // @ts-expect-error a member of the body is missing
      (wx) => wx["v3/credit-repayment/partner/deduct-orders"].post({ json: less }),
      // @ts-expect-error a member of the body is not known
      (wx) => wx.v3.creditRepayment.partner.deductOrders.post({ json: { ...json, amount: 1 } }),
      // @ts-expect-error an amount is written in digits
      (wx) => wx.v3.creditRepayment.partner.deductOrders.post({ json: { ...json, deduct_amount: 100 } }),
      // @ts-expect-error an option is not known
      (wx) => wx.v3.creditRepayment.partner.deductOrders.post({ json, body: "" }),
      // @ts-expect-error the contract reads the answer
      (wx) => wx.v3.creditRepayment.partner.deductOrders.post({ json, schema: Schema.Unknown }),
      // @ts-expect-error there is no query
      (wx) => wx.v3.creditRepayment.partner.deductOrders.post({ json, query: {} }),
      (wx) => wx.v3.payscore.serviceorder._out_order_no_.pay.post(pay),
      // @ts-expect-error the variable is missing
      (wx) => wx.v3.payscore.serviceorder._out_order_no_.pay.post({ json: {} }),
      // @ts-expect-error the variable is missing
      (wx) => wx.chain("v3/payscore/serviceorder/{out_order_no}/pay").post({ json: {} }),
      // @ts-expect-error the variable is missing
      (wx) => wx["v3/payscore/serviceorder/{out_order_no}/pay"].post({ json: {} }),
      // @ts-expect-error the variable is missing
      (_, promises) => promises.v3.payscore.serviceorder.$out_order_no$.pay.postAsync({ json: {} }),
      // @ts-expect-error a variable is text or a number
      (wx) => wx["v3/payscore/serviceorder/{out_order_no}/pay"].post({ ...pay, out_order_no: true }),
      // @ts-expect-error a variable is not left undefined
      (wx) => wx["v3/payscore/serviceorder/{out_order_no}/pay"].post({ ...pay, out_order_no: undefined }),
      // @ts-expect-error a member of the query is missing
      (wx) => wx.v3.creditRepayment.partner.scheduleRecords._out_record_id_.get({ out_record_id: "R1", query: {} }),
      // @ts-expect-error a member of the query is one of three words
      (wx) => wx.v3.certificates.get({ query: { algorithm_type: "DSA" } })
    )
  })

  it("has the verbs of the contract and no other", () => {
    assertType<Equal<keyof Declared<Charges>, "post">>(true)
    assertType<Equal<keyof Declared<"v3/payscore/serviceorder">, "get" | "post">>(true)
    assertType<Equal<keyof Takes<Chain["v3/payscore/serviceorder"]["get"]>, "query">>(true)
    assertType<Equal<keyof Takes<Chain["v3/payscore/serviceorder"]["post"]>, "json">>(true)
    assertType<Equal<keyof Takes<AsyncChain["v3/payscore/serviceorder"]["postAsync"]>, "json">>(true)
    assertType<Equal<keyof DeclaredAsync<"v3/payscore/serviceorder">, "getAsync" | "postAsync">>(true)
    judged(
      // @ts-expect-error it is a post
      (wx) => wx.v3.payscore.serviceorder._out_order_no_.pay.get({ out_order_no: "1" }),
      // @ts-expect-error it is a post
      (wx) => wx.chain("v3/credit-repayment/partner/deduct-orders").get(),
      // @ts-expect-error it is a get
      (_, promises) => promises["v3/certificates"].postAsync({ json: {} })
    )
  })

  it("has every verb that is documented for its path", () => {
    const endpoints = Object.values(Api.groups).flatMap(({ endpoints }) => Object.values(endpoints))
    const known = endpoints.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/gu, "{$1}")}`)
    const bare = new Set(known.map((endpoint) => endpoint.split(" ")[1]))
    const documented = paths.filter(({ path }) => bare.has(path)).map(({ method, path }) => `${method} ${path}`)
    assert.sameMembers(documented, known)
  })

  it("answers a contract member by member, and takes the headers that it needs", () => {
    type Contract = Answers<Chain["v3/credit-repayment/partner/contracts/{out_contract_code}"]["get"]>
    assertType<Equal<string extends keyof Contract ? 1 : 0, 0>>(true)
    judged(
      // @ts-expect-error an echo names the key that it is sealed with
      (wx) => wx.v3.security.echo.post({ json: { message: "x", notify_url: "https://lender.example/n" } })
    )
  })
})
