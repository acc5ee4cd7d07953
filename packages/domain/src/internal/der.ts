/**
 * Reads DER, the bytes that certificates are made of, one element at a time. Every part that is taken is a view of
 * what holds it, so nothing is ever read past an end, and there is nothing to walk round in.
 *
 * @since 0.1.0
 */

/** One element, and what follows it in whatever holds it. */
export interface Element {
  readonly tag: number
  /** Tag, length and contents. */
  readonly whole: Uint8Array
  readonly contents: Uint8Array
  readonly rest: Uint8Array
}

export const integer = 0x02
export const bitString = 0x03
export const utcTime = 0x17
export const generalizedTime = 0x18
export const sequence = 0x30
/** What is tagged `[0]` and holds another element. */
export const explicit0 = 0xa0

/**
 * The first element of these bytes, or `undefined` when it does not fit into them. As DER has it, a length is definite
 * and in its shortest form. Tags of several bytes are not understood: none that a certificate is made of is one.
 */
export const first = (bytes: Uint8Array): Element | undefined => {
  const [tag, short = indefinite] = bytes
  if (tag === undefined || short === indefinite) return undefined
  const size = short < indefinite ? 0 : short - indefinite
  const start = 2 + size
  const length = size === 0 ? short : bytes.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0)
  const isShortest = size === 0 || length >= Math.max(indefinite, 256 ** (size - 1))
  const end = start + length
  if (!isShortest || end > bytes.length) return undefined
  return { tag, whole: bytes.subarray(0, end), contents: bytes.subarray(start, end), rest: bytes.subarray(end) }
}

/** The length that says that the end is marked instead; greater ones say how many bytes the length takes. */
const indefinite = 0x80
