/**
 * CR-DEDUCT-05 and V3-HOOK-02: where WeChat Pay may be told to send notifications.
 *
 * Method: addresses are put together from a scheme, a host, a path and an ending, each good or bad on its own,
 * and from numbers around the private ranges of IPv4; the verdict is known from the parts.
 */
import { assert, describe, it } from "@effect/vitest"
import { NotifyUrl } from "@wxrepay/domain"
import { NotifyUrls } from "@wxrepay/domain/testing"
import * as Schema from "effect/Schema"

const accepts = Schema.is(NotifyUrl.NotifyUrl)
const acceptsAny = Schema.is(NotifyUrl.AnyNotifyUrl)

/** The ranges that no one can reach from outside, as RFC 1918, RFC 1122 and RFC 3927 give them. */
const isPrivate = ([a, b]: readonly [number, number, number, number]): boolean =>
  a === 10 || a === 127 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254)

describe("V3-HOOK the notify address of a contract or an echo", () => {
  it.prop(
    "V3-HOOK-02 an address is accepted exactly when it is https, has a public host, no query and no fragment",
    [NotifyUrls.address],
    ([{ allowed, url }]) => {
      assert.strictEqual(acceptsAny(url), allowed)
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "V3-HOOK-02 a number is refused for a contract exactly when it is for a charge",
    [NotifyUrls.octets],
    ([octets]) => {
      const url = `https://${octets.join(".")}/notify`
      assert.strictEqual(acceptsAny(url), !isPrivate(octets))
      assert.strictEqual(acceptsAny(url), accepts(url))
    }
  )

  for (const [url, verdict] of [
    ["https://pay.lender.cn/contracts", true],
    ["https://pay.weixin.qq.com", true],
    ["https://pay.lender.cn/".padEnd(256, "n"), true],
    ["https://pay.lender.cn/".padEnd(257, "n"), false],
    ["http://pay.lender.cn/contracts", false],
    ["https://pay.lender.cn/contracts?code=1", false],
    ["https://pay.lender.cn/contracts#top", false],
    ["https://lender:password@pay.lender.cn/", false],
    ["https://192.168.0.1/contracts", false],
    ["wxd678efh567hg6787", false],
    ["", false]
  ] as const) {
    it(`V3-HOOK-02 ${JSON.stringify(url.slice(0, 60))}, of ${url.length} characters, is ${verdict ? "accepted" : "refused"} for a contract`, () => {
      assert.strictEqual(acceptsAny(url), verdict)
    })
  }

  it("V3-HOOK-02 an address that nobody can reach is refused in words", () => {
    assert.throws(
      () => Schema.decodeSync(NotifyUrl.AnyNotifyUrl)("https://localhost/"),
      "Expected an https address of at most 256 characters with a public host, without login, query and fragment (V3-HOOK-02)"
    )
  })
})

describe("CR-DEDUCT the notify address", () => {
  it.prop(
    "CR-DEDUCT-05 the address of a charge is accepted exactly when it is https, has a public host, no query and no fragment",
    [NotifyUrls.address],
    ([{ allowed, url }]) => {
      assert.strictEqual(accepts(url), allowed)
    },
    { arbitrary: { runs: 300 } }
  )

  for (const url of ["https://pay.lender.cn/notify", "https://pay.lender.cn/v3/notify/1234567abcde"]) {
    it(`CR-DEDUCT-05 ${url} is accepted`, () => {
      assert.isTrue(accepts(url))
    })
  }

  for (const url of [
    "",
    "pay.lender.cn/notify",
    "/notify",
    "http://pay.lender.cn/notify",
    "https://",
    "https://pay.lender.cn/notify?order=1",
    "https://pay.lender.cn/notify?",
    "https://pay.lender.cn/notify#top",
    "https://pay.lender.cn/no tify",
    " https://pay.lender.cn/notify",
    "https://pay.lender.cn/notify\n",
    "https:///v3/notify",
    "https://\\pay.lender.cn/notify",
    "https://lender:password@pay.lender.cn/notify",
    "https://pay.lender.cn/\u0000",
    "https://pay.lender.cn/\ud83d\ude00",
    "https://pay.lender.cn/\ud83d"
  ]) {
    it(`CR-DEDUCT-05 ${JSON.stringify(url)} is refused`, () => {
      assert.isFalse(accepts(url))
    })
  }

  it("CR-DEDUCT-05 an address of 256 characters is accepted, one of 257 is not", () => {
    const address = "https://pay.lender.cn/".padEnd(256, "n")
    assert.deepStrictEqual([address, `${address}n`].map(accepts), [true, false])
  })

  it.prop(
    "V3-HOOK-02 a number in a private range is refused, its neighbours are not",
    [NotifyUrls.octets],
    ([octets]) => {
      assert.strictEqual(accepts(`https://${octets.join(".")}/notify`), !isPrivate(octets))
    }
  )

  for (const host of [
    "localhost",
    "LOCALHOST",
    "pay.localhost",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[2001:db8::1]",
    "localhost.",
    "intranet",
    "0.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
    "255.255.255.255",
    "[fd00::1]"
  ]) {
    it(`V3-HOOK-02 the host ${host} is refused: nobody outside reaches it`, () => {
      assert.isFalse(accepts(`https://${host}/notify`))
    })
  }

  for (const host of [
    "localhost.lender.cn",
    "10.lender.cn",
    "pay.lender.cn.",
    "172.32.0.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "192.0.1.1",
    "198.20.0.1",
    "203.0.114.1",
    "239.0.0.1",
    "[2400:3200::1]"
  ]) {
    it(`V3-HOOK-02 the host ${host} is accepted`, () => {
      assert.isTrue(accepts(`https://${host}/notify`))
    })
  }
})
