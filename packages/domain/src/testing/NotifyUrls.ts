/**
 * Notify addresses put together from good and bad parts, and numbers around the private ranges of IPv4.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import { int, pick, seldom } from "./Choice.ts"

const good = {
  scheme: "https://",
  host: pick("pay.lender.cn", "lender.com.cn", "a.b.c.example.cn", "101.226.103.1", "[2400:3200::1]"),
  path: pick("/", "/notify", "/wx/v3/notify/1234567abcde", "/a%20b", "/notify/"),
  ending: ""
}

const bad = {
  scheme: pick("http://", "ftp://", "https:", "//", "wss://", ""),
  host: pick("localhost", "pay.localhost", "127.0.0.1", "10.1.2.3", "192.168.0.10", "[::1]", "pay lender.cn"),
  path: pick("/no tify", "/notify\n", "/\t"),
  ending: pick("?", "?order=1", "#", "#top", "/?a=1#b", " ")
}

/** A part, and whether it is a good one. */
const part = (usual: Arbitrary.Arbitrary<string>, rare: Arbitrary.Arbitrary<string>) =>
  seldom(
    Arbitrary.map(usual, (text) => ({ text, isGood: true })),
    Arbitrary.map(rare, (text) => ({ text, isGood: false })),
    5
  )

/** An address, and whether its parts allow it. */
export const address: Arbitrary.Arbitrary<{ readonly url: string; readonly allowed: boolean }> = Arbitrary.map(
  Arbitrary.all([
    part(Arbitrary.Constant(good.scheme), bad.scheme),
    part(good.host, bad.host),
    part(good.path, bad.path),
    part(Arbitrary.Constant(good.ending), bad.ending)
  ]),
  (parts) => ({ url: parts.map(({ text }) => text).join(""), allowed: parts.every(({ isGood }) => isGood) })
)

/** An address that may be told, of at most so many characters, often just so many. */
export const reachable = (most: number): Arbitrary.Arbitrary<string> =>
  Arbitrary.map(
    Arbitrary.all({
      host: good.host,
      path: good.path,
      port: seldom(pick(""), pick(":443", ":8443")),
      isLong: pick(0, 0, 1)
    }),
    ({ host, isLong, path, port }) => {
      const url = `${good.scheme}${host}${port}${path}`
      return isLong === 1 ? url.padEnd(most, "n") : url
    }
  )

/** Four numbers of an IPv4 address, in and beside the private ranges. */
export const octets: Arbitrary.Arbitrary<readonly [number, number, number, number]> = Arbitrary.flatMap(
  pick(8, 9, 10, 11, 126, 127, 128, 169, 171, 172, 173, 192, 193),
  (a) =>
    Arbitrary.all([
      Arbitrary.Constant(a),
      a === 169 ? int(253, 255) : a === 172 ? int(14, 33) : a === 192 ? int(167, 169) : int(0, 255),
      int(0, 255),
      int(0, 255)
    ])
)
