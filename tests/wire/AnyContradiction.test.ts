/**
 * CR-CONTRACT-06, CR-HOOK-08, CR-HOOK-09, CR-SIGN-06: where the platform's pages contradict each other about contracts,
 * whatever is told.
 *
 * Method: what one page says and what another says are drawn side by side, each there or not, and in either order; what is
 * read is restated from the two alone. `Conflicts.test.ts` has the same with the values that the pages print.
 */
import { assert, describe, it } from "@effect/vitest"
import { Presign } from "@wxrepay/domain"
import { Contracts, Notifications, Wire } from "@wxrepay/domain/api"
import { Choice, Timestamps } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { contract, contractSigned, contractTerminated } from "../fixtures/published.ts"

const { int, maybe, oneOf, pick } = Choice

const readContract = Schema.decodeUnknownResult(Contracts.Contract)
const readEvent = Schema.decodeUnknownResult(Notifications.ContractEvent)

const { contract_terminated_mode: _, ...unended } = contract.response

const modes = new Map([
  ["TERMINATION_MODE_INVALID", "Invalid"],
  ["TERMINATION_MODE_BY_USER", "ByUser"],
  ["TERMINATION_MODE_BY_MERCHANT", "ByMerchant"],
  ["TERMINATION_MODE_BY_CUSTOMER_SERVICE", "ByCustomerService"]
])

const mode = oneOf<string>(pick(...modes.keys()), pick("TERMINATION_MODE_BY_LAW", "ByUser", ""))

/** A member that is missing, that is `null`, or that holds something. */
const told = <A>(value: Arbitrary.Arbitrary<A>): Arbitrary.Arbitrary<A | null | undefined> =>
  oneOf<A | null | undefined>(value, value, Arbitrary.Constant(null), Arbitrary.Constant(undefined))

/** An object without the members that hold nothing at all. */
const given = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

describe("CR-CONTRACT who ended a contract, under either name", () => {
  it.prop(
    "CR-CONTRACT-06 the mode that is read is the newer name's, and the older one's exactly when the newer says nothing",
    [told(mode), told(mode), pick("newer first", "older first")],
    ([newer, older, order]) => {
      const names = given({ contract_terminated_mode: newer })
      const others = given({ contract_termination_mode: older })
      const both = order === "newer first" ? { ...names, ...others } : { ...others, ...names }
      const value = Result.getOrThrow(readContract({ ...unended, ...both }))
      const word = newer ?? older ?? undefined
      assert.strictEqual<string | undefined>(
        value.terminatedMode,
        word === undefined ? undefined : (modes.get(word) ?? `Unknown:${word}`)
      )
      const written = Schema.encodeSync(Contracts.Contract)(value)
      assert.strictEqual(written["contract_terminated_mode"], word)
      assert.notProperty(written, "contract_termination_mode")
      assert.notProperty(value, "unknownMembers")
    }
  )
})

/** A template's number as a page may write it, and the text it is. */
const plan = oneOf<{ readonly written: unknown; readonly text: string }>(
  Arbitrary.map(int(0, Number.MAX_SAFE_INTEGER), (written) => ({ written, text: String(written) })),
  Arbitrary.map(int(0, Number.MAX_SAFE_INTEGER), (number) => ({ written: String(number), text: String(number) })),
  Arbitrary.map(Arbitrary.schema(Schema.String), (written) => ({ written, text: written }))
)

const noPlan = oneOf<unknown>(
  pick(0.5, -1, 2 ** 53, -0.5),
  Arbitrary.map(int(1, 1000), (n) => -n),
  Arbitrary.Constant(null),
  Arbitrary.Constant(true),
  Arbitrary.Constant([]),
  Arbitrary.Constant({})
)

describe("CR-HOOK a template's number, as text and as a number", () => {
  it.prop(
    "CR-HOOK-08 a template is read as text exactly when it is text or a whole number that is not negative",
    [
      oneOf<{ readonly written: unknown; readonly text: string | undefined }>(
        plan,
        Arbitrary.map(noPlan, (written) => ({ written, text: undefined }))
      )
    ],
    ([{ text, written }]) => {
      for (const [read, example] of [
        [readContract, contract.response],
        [readEvent, contractSigned.decryptedResource]
      ] as const) {
        const value = Result.getOrUndefined(
          Result.map(read({ ...example, plan_id: written }), ({ planId }): string => planId)
        )
        assert.strictEqual(value, text)
      }
    }
  )

  it.prop(
    "CR-HOOK-08 a notification tells a template as a number exactly when these digits are how that number is written",
    [plan],
    ([{ text, written }]) => {
      const event = Result.getOrThrow(readEvent({ ...contractSigned.decryptedResource, plan_id: written }))
      const told = Schema.encodeSync(Notifications.ContractEvent)(event)["plan_id"]
      const isNumber = /^(?:0|[1-9][0-9]*)$/u.test(text) && BigInt(text) <= BigInt(Number.MAX_SAFE_INTEGER)
      assert.strictEqual<unknown>(told, isNumber ? Number(text) : text)
    }
  )
})

/** What may stand in a member about the end, and whether it can be read. */
const ending = (readable: Arbitrary.Arbitrary<unknown>) =>
  maybe(
    oneOf<{ readonly held: unknown; readonly isReadable: boolean }>(
      Arbitrary.map(readable, (held) => ({ held, isReadable: true })),
      Arbitrary.map(pick(0, 1, -1.5), (held) => ({ held, isReadable: false })),
      Arbitrary.Constant({ held: {}, isReadable: false })
    )
  )

const state = pick(
  "CONTRACT_STATE_EFFECTIVE",
  "CONTRACT_STATE_EFFECTIVE",
  "CONTRACT_STATE_TERMINATED",
  "CONTRACT_STATE_INVALID",
  "CONTRACT_STATE_PAUSED"
)

describe("CR-HOOK what a contract says of its end", () => {
  it.prop(
    "CR-HOOK-09 a contract is refused exactly when something it says of its end cannot be read and it is not effective",
    [
      state,
      Arbitrary.all({
        mode: ending(mode),
        time: ending(Arbitrary.map(Timestamps.timestamp, ({ text }) => text)),
        remark: ending(Arbitrary.schema(Schema.String))
      })
    ],
    ([contract_state, { mode, remark, time }]) => {
      const { contract_terminated_mode, contract_terminated_time, contract_termination_remark, ...rest } =
        contractTerminated.decryptedResource
      assert.isDefined([contract_terminated_mode, contract_terminated_time, contract_termination_remark])
      const event = {
        ...rest,
        contract_state,
        ...given({
          contract_terminated_mode: mode?.held,
          contract_terminated_time: time?.held,
          contract_termination_remark: remark?.held
        })
      }
      const isUnreadable = [mode, time, remark].some((member) => member?.isReadable === false)
      const verdict = readEvent(event)
      const isEffective = contract_state === "CONTRACT_STATE_EFFECTIVE"
      assert.strictEqual(Result.isFailure(verdict), isUnreadable && !isEffective)
      if (Result.isFailure(verdict)) return
      const { terminatedMode, terminatedTime, terminationRemark } = verdict.success
      for (const [read, member] of [
        [terminatedMode, mode],
        [terminatedTime, time],
        [terminationRemark, remark]
      ] as const) {
        assert.strictEqual(read !== undefined, member?.isReadable === true)
      }
    }
  )
})

describe("CR-SIGN the answers to a pre-sign", () => {
  const app = Schema.decodeUnknownResult(Wire.received(Presign.AppPresigned, {}))
  const browser = Schema.decodeUnknownResult(Wire.received(Presign.H5Presigned, {}))
  const text = oneOf<string>(
    pick("", "wx12334", "weixin://dl?presign_token=%2", "https://payapp.weixin.qq.com/xxx?presign_token=wx12334"),
    Arbitrary.schema(Schema.String)
  )

  it.prop(
    "CR-SIGN-06 an app's answer is read exactly when it holds a token, a browser's exactly when it holds an address",
    [told(text), told(text), told(text)],
    ([presign_token, redirect_service, redirect_url]) => {
      const ofApp = app(given({ presign_token, redirect_service }))
      const ofBrowser = browser(given({ redirect_url, presign_token }))
      assert.strictEqual(Result.isSuccess(ofApp), typeof presign_token === "string")
      assert.strictEqual(Result.isSuccess(ofBrowser), typeof redirect_url === "string")
    }
  )

  it.prop("CR-SIGN-06 an address is handed on as it came, and no token is read out of it", [text], ([redirect_url]) => {
    assert.deepStrictEqual<unknown>(browser({ redirect_url }), Result.succeed({ redirectUrl: redirect_url }))
  })
})
