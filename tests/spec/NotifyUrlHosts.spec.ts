/**
 * V3-HOOK-02: which numbers and which ports can be reached from outside.
 *
 * Method: every second number of the ranges that the registry of special addresses keeps back is tried, with the third
 * at the ends of its ranges, against the registry as a list; ports and names stand beside them one by one.
 */
import { assert, describe, it } from "@effect/vitest"
import { NotifyUrl } from "@wxrepay/domain"
import * as Schema from "effect/Schema"

const accepts = Schema.is(NotifyUrl.AnyNotifyUrl)

type Range = readonly [first: readonly [number, number, number], last: readonly [number, number, number]]

/** The ranges of IPv4 that are not reachable, by the first three numbers of their ends (RFC 6890, RFC 5737, RFC 6598). */
const ranges: ReadonlyArray<Range> = [
  [
    [0, 0, 0],
    [0, 255, 255]
  ],
  [
    [10, 0, 0],
    [10, 255, 255]
  ],
  [
    [100, 64, 0],
    [100, 127, 255]
  ],
  [
    [127, 0, 0],
    [127, 255, 255]
  ],
  [
    [169, 254, 0],
    [169, 254, 255]
  ],
  [
    [172, 16, 0],
    [172, 31, 255]
  ],
  [
    [192, 0, 0],
    [192, 0, 0]
  ],
  [
    [192, 0, 2],
    [192, 0, 2]
  ],
  [
    [192, 168, 0],
    [192, 168, 255]
  ],
  [
    [198, 18, 0],
    [198, 19, 255]
  ],
  [
    [198, 51, 100],
    [198, 51, 100]
  ],
  [
    [203, 0, 113],
    [203, 0, 113]
  ],
  [
    [240, 0, 0],
    [255, 255, 255]
  ]
]

const place = ([a, b, c]: readonly [number, number, number]): number => a * 65536 + b * 256 + c

const isKeptBack = (number: readonly [number, number, number]): boolean =>
  ranges.some(([first, last]) => place(first) <= place(number) && place(number) <= place(last))

const upTo = (most: number): ReadonlyArray<number> => Array.from({ length: most + 1 }, (_, at) => at)

/** Numbers of which many are refused although their first one is not. */
const mixed = [0, 1, 9, 10, 11, 99, 100, 101, 126, 127, 128, 169, 172, 192, 198, 203, 223, 239, 240, 250, 255]
const thirds = [0, 1, 2, 3, 99, 100, 101, 112, 113, 114, 255]

describe("V3-HOOK-02 hosts", () => {
  it.each(mixed)("V3-HOOK-02 a number that begins with %i is refused exactly in the ranges that are kept back", (a) => {
    for (const b of upTo(255)) {
      for (const c of [0, 18, 51, 192, 198, 203].includes(b) ? thirds : [1]) {
        assert.strictEqual(accepts(`https://${a}.${b}.${c}.7/notify`), !isKeptBack([a, b, c]), `${a}.${b}.${c}.7`)
      }
    }
  })

  // 224 to 239 are groups of receivers; that nobody is told of them is left to the platform
  it("V3-HOOK-02 every first number is refused exactly when all of its range is kept back", () => {
    for (const a of upTo(255)) {
      assert.strictEqual(accepts(`https://${a}.99.99.7/notify`), !isKeptBack([a, 99, 99]), String(a))
    }
  })

  for (const [host, verdict] of [
    ["8.8.8.8", true],
    ["[2606:4700:4700::1111]", true],
    ["[2001:db8::1]", false],
    ["[2001:db9::1]", true],
    ["[2606:2001:db8::1]", true],
    ["[2606::ffff:1]", true],
    ["[::ffff:8.8.8.8]", false],
    ["[::1]", false],
    ["[fe80::1]", false],
    ["[fd00::1]", false],
    ["[1::2::3]", false],
    ["pay.lender.cn.", true],
    ["pay.localhost", false],
    ["pay.localhost.", false],
    ["pay.localhost.cn", true],
    ["lender", false],
    ["lender.", false],
    ["pay.lender.cn:1", true],
    ["pay.lender.cn:65535", true],
    ["pay.lender.cn:65536", false],
    ["pay.lender.cn:99999", false],
    ["pay.lender.cn:", false]
  ] as const) {
    it(`V3-HOOK-02 an address at ${host} is ${verdict ? "accepted" : "refused"}`, () => {
      assert.strictEqual(accepts(`https://${host}/notify`), verdict)
    })
  }
})
