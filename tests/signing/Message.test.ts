/**
 * V3-SIGN, V3-VER, V3-AUTH: the exact text that a signature covers, and the header that carries one.
 *
 * Method: the text of every kind of message is compared, byte for byte, with what was written with `printf` for
 * OpenSSL to sign; random messages, bodies of any bytes among them, are taken apart again into their lines.
 */
import { assert, describe, it } from "@effect/vitest"
import { Message } from "@wxrepay/domain/signing"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { answers, nonce, requests } from "../fixtures/openssl.ts"

const text = (pattern: RegExp) => Arbitrary.schema(Schema.String.check(Schema.isPattern(pattern)))

const body = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))), {
    maxLength: 200
  }),
  (numbers) => Uint8Array.from(numbers)
)

const moment = Arbitrary.all({ timestamp: text(/^[1-9][0-9]{9}$/u), nonce: text(/^[0-9A-Z]{32}$/u) })

const unsigned = Arbitrary.all({
  method: Arbitrary.schema(Schema.Literals(["GET", "POST", "PUT", "PATCH", "DELETE"])),
  target: text(/^\/[0-9A-Za-z/._~%-]{0,60}(?:\?[0-9A-Za-z=&%+*]{1,60})?$/u),
  body
})

const lf = 0x0a

/** The first lines of a message, without their line feeds, and whatever follows them. */
const split = (message: Uint8Array, count: number): { readonly lines: Array<string>; readonly rest: Uint8Array } => {
  const lines: Array<string> = []
  let from = 0
  for (let line = 0; line < count; line++) {
    const end = message.indexOf(lf, from)
    lines.push(new TextDecoder().decode(message.subarray(from, end)))
    from = end + 1
  }
  return { lines, rest: message.slice(from) }
}

describe("V3-SIGN the message of a request", () => {
  for (const { message, name, ...request } of requests) {
    it(`V3-SIGN-01 the message of a request (${name}) is the one OpenSSL signs, byte for byte`, () => {
      assert.deepStrictEqual(Message.request(request), message)
    })
  }

  it.prop("V3-SIGN-01 a request gives five lines, each ended by one line feed", [unsigned, moment], ([request, at]) => {
    const { lines, rest } = split(Message.request({ ...request, ...at }), 4)
    assert.deepStrictEqual(lines, [request.method, request.target, at.timestamp, at.nonce])
    assert.deepStrictEqual(rest, Uint8Array.of(...request.body, lf))
  })

  it.prop("V3-SIGN-04 signing leaves the bytes of the body untouched", [unsigned, moment], ([request, at]) => {
    const before = Uint8Array.from(request.body)
    const message = Message.request({ ...request, ...at })
    message.fill(0)
    assert.deepStrictEqual(request.body, before)
  })

  for (const method of ["GET", "POST"]) {
    it(`V3-SIGN-04 the message of a ${method} without a body ends with two line feeds`, () => {
      const message = Message.request({ method, target: "/v3", body: new Uint8Array(), timestamp: "1763683200", nonce })
      assert.deepStrictEqual(Array.from(message.slice(-3)), ["8".charCodeAt(0), lf, lf])
    })
  }

  it("V3-SIGN-02 the method is signed in upper case", () => {
    const request = { target: "/v3", body: new Uint8Array(), timestamp: "1763683200", nonce }
    assert.deepStrictEqual(
      Message.request({ ...request, method: "post" }),
      Message.request({ ...request, method: "POST" })
    )
  })

  it("V3-AUTH-07 the message of GET /v3/certificates?algorithm_type=RSA is 85 bytes long", () => {
    const target = "/v3/certificates?algorithm_type=RSA"
    const message = Message.request({ method: "GET", target, body: new Uint8Array(), timestamp: "1763683200", nonce })
    assert.strictEqual(message.length, 85)
  })
})

describe("V3-VER the message of an answer", () => {
  for (const { body, message, name, ...at } of answers) {
    it(`V3-VER-01 the message of an answer (${name}) is the one OpenSSL signs, byte for byte`, () => {
      assert.deepStrictEqual(Message.answer(at, body), message)
    })
  }

  it.prop("V3-VER-01 an answer gives three lines, each ended by one line feed", [moment, body], ([at, body]) => {
    const { lines, rest } = split(Message.answer(at, body), 2)
    assert.deepStrictEqual(lines, [at.timestamp, at.nonce])
    assert.deepStrictEqual(rest, Uint8Array.of(...body, lf))
  })

  it("V3-VER-02 the third line of a 204 is only its line feed", () => {
    const message = Message.answer({ timestamp: "1763683200", nonce: "n" }, new Uint8Array())
    assert.strictEqual(new TextDecoder().decode(message), "1763683200\nn\n\n")
  })
})

const members = [
  `mchid="1900000001"`,
  `nonce_str="${nonce}"`,
  `signature="q07gZPYN+/m9yF6K=="`,
  `timestamp="1763683200"`,
  `serial_no="5157F09EFDC096DE15EBE81A47057A7232F1B8E1"`
]

const parsed: Message.Authorization = {
  mchid: "1900000001",
  nonce,
  signature: "q07gZPYN+/m9yF6K==",
  timestamp: "1763683200",
  serialNo: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
}

const header = (given: ReadonlyArray<string>): string => `WECHATPAY2-SHA256-RSA2048 ${given.join(",")}`

const permutations = (items: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item].concat(rest)))

const authorization = Arbitrary.all({
  mchid: text(/^[0-9]{1,32}$/u),
  nonce: text(/^[0-9A-Z]{32}$/u),
  signature: text(/^[0-9A-Za-z+/]{342}==$/u),
  timestamp: text(/^[1-9][0-9]{9}$/u),
  serialNo: text(/^[0-9A-F]{1,64}$/u)
})

describe("V3-AUTH the Authorization header", () => {
  it("V3-AUTH-01 the header is the scheme, a space, and five quoted members joined by commas", () => {
    assert.strictEqual(Message.authorization(parsed), header(members))
  })

  it.prop("V3-AUTH-01 a header is one line and reads back as it was built", [authorization], ([given]) => {
    const built = Message.authorization(given)
    assert.match(built, /^WECHATPAY2-SHA256-RSA2048 [^\r\n]+$/u)
    assert.deepStrictEqual(Message.parseAuthorization(built), given)
  })

  it("V3-AUTH-01 the members of a header are read in each of their 120 orders", () => {
    const orders = permutations(members)
    assert.strictEqual(orders.length, 120)
    for (const order of orders) assert.deepStrictEqual(Message.parseAuthorization(header(order)), parsed)
  })

  it("V3-AUTH-01 blanks around the commas of a header are passed over", () => {
    assert.deepStrictEqual(Message.parseAuthorization(`WECHATPAY2-SHA256-RSA2048  ${members.join(" , ")} `), parsed)
  })

  for (const [at, member] of members.entries()) {
    const name = member.slice(0, member.indexOf("="))

    it(`V3-AUTH-01 a header without ${name} is not read`, () => {
      assert.isUndefined(Message.parseAuthorization(header(members.toSpliced(at, 1))))
    })

    it(`V3-AUTH-01 a header with an empty ${name} is not read`, () => {
      assert.isUndefined(Message.parseAuthorization(header(members.toSpliced(at, 1, `${name}=""`))))
    })

    it(`V3-AUTH-01 a header that names ${name} twice is not read`, () => {
      assert.isUndefined(Message.parseAuthorization(header([...members, member])))
    })

    it(`V3-AUTH-01 a header whose ${name} stands without quotes is not read`, () => {
      assert.isUndefined(Message.parseAuthorization(header(members.toSpliced(at, 1, member.replaceAll(`"`, "")))))
    })
  }

  for (const malformed of [
    "",
    "WECHATPAY2-SHA256-RSA2048",
    "WECHATPAY2-SHA256-RSA2048 ",
    `WECHATPAY2-SM2-WITH-SM3 ${members.join(",")}`,
    `wechatpay2-sha256-rsa2048 ${members.join(",")}`,
    `Bearer ${members.join(",")}`,
    members.join(","),
    header([...members, ""]),
    header(members).replaceAll(",", ";"),
    header(members).replaceAll(`"`, "'"),
    header(members).slice(0, -1)
  ]) {
    it(`V3-AUTH-01 the header ${JSON.stringify(malformed.slice(0, 60))} of ${malformed.length} characters is not read`, () => {
      assert.isUndefined(Message.parseAuthorization(malformed))
    })
  }
})
