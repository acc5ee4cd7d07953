/**
 * Claims about the types of a chain: what a call takes, what it answers, whether two types are the same.
 */
import { assert } from "@effect/vitest"
import type { AsyncChain, Chain, ChainChangeError, ChainError } from "@wxrepay/chain"
import type * as Effect from "effect/Effect"

/** Whether two types are one and the same. */
export type Equal<A, B> = (<T>(of: T) => T extends A ? 1 : 2) extends <T>(of: T) => T extends B ? 1 : 2 ? true : false

/** A type with its parts written out, so that it can be compared with one that was written by hand. */
type Plain<T> = T extends object ? { [K in keyof T]: Plain<T[K]> } : T

type Call = (...options: never) => unknown

/** What a call takes besides headers, schema and signal. */
export type Takes<F extends Call> = Plain<Omit<NonNullable<Parameters<F>[0]>, "headers" | "schema" | "signal">>

/** What a call answers, as a program or as a promise. */
export type Answers<F extends Call> = Plain<
  ReturnType<F> extends Effect.Effect<infer A, ChainError | ChainChangeError>
    ? A
    : ReturnType<F> extends Promise<infer A>
      ? A
      : never
>

/** What `chain` answers for a path. */
export type Declared<Path extends string> = ReturnType<typeof wx.chain<Path>>

/** What `chain` answers for a path where calls are promises. */
export type DeclaredAsync<Path extends string> = ReturnType<typeof promises.chain<Path>>

declare const wx: Chain
declare const promises: AsyncChain

/** What is inferred can be exported: a declaration names every part of it. */
export const inferred = (wx: Chain, promises: AsyncChain) => [
  wx.v3.bill.tradebill,
  wx.v3.creditRepayment.partner.contracts,
  promises.v3.certificates
]

/** Takes calls that the compiler has judged; none is made. */
export const judged = (...calls: ReadonlyArray<(wx: Chain, promises: AsyncChain) => unknown>): void => {
  assert.isAbove(calls.length, 0)
  for (const call of calls) assert.isFunction(call)
}
