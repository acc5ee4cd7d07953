/**
 * What is handed in before anything about it is trusted: the same members, none of the brands.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"

/** A well-formed value as a form or a program may hand it in. */
export type Draft<A> =
  A extends Brand.Brand<infer _Key>
    ? A extends string
      ? string
      : number
    : A extends ReadonlyArray<infer Element>
      ? ReadonlyArray<Draft<Element>>
      : A extends object
        ? { readonly [Member in keyof A]: {} extends Pick<A, Member> ? Draft<A[Member]> | undefined : Draft<A[Member]> }
        : A
