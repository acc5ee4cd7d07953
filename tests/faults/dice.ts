/**
 * Chance that a seed decides: the same seed, the same throws in the same order.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"

/** Dice of one schedule. */
export interface Dice {
  /** At least 0, less than 1. */
  readonly next: () => number
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number
  /** Whether something comes to pass that does so with a likelihood. */
  readonly happens: (likelihood: number) => boolean
  /** One of several. */
  readonly oneOf: <A>(all: readonly [A, ...ReadonlyArray<A>]) => A
  /** Dice of their own for one part: what is thrown there moves nothing elsewhere. */
  readonly apart: (part: number) => Dice
}

/** Makes dice of a seed, by mulberry32. */
export const make = (seed: number): Dice => {
  let state = mixed(seed)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    return mixed(state) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    happens: (likelihood) => next() < likelihood,
    oneOf: ([first, ...rest]) => [first, ...rest].at(between(0, rest.length)) ?? first,
    apart: (part) => make(mixed(seed) ^ mixed(part))
  }
}

const mixed = (number: number): number => {
  let mix = number | 0
  mix = Math.imul(mix ^ (mix >>> 15), mix | 1)
  mix ^= mix + Math.imul(mix ^ (mix >>> 7), mix | 61)
  return (mix ^ (mix >>> 14)) >>> 0
}

/** Bytes of the dice, for whatever wants secret ones. */
export const secureRandom = (dice: Dice): SecureRandom.SecureRandom["Service"] =>
  SecureRandom.make((size) => Uint8Array.from({ length: size }, () => dice.between(0, 255)))

/** Has Effect's own chance, such as the jitter between tries, come of the dice. */
export const layerRandom = (dice: Dice): Layer.Layer<never> =>
  Layer.succeed(Random.Random, {
    nextDoubleUnsafe: dice.next,
    nextIntUnsafe: () => dice.between(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  })
