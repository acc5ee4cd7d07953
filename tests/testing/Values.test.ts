/**
 * Generators for users: every type of the domain has values, all of them are valid, and its edges come up.
 *
 * Method: the modules of the domain are walked, so that no schema can be missing, and samples of a fixed seed are
 * judged by the schemas themselves; edges are looked for by predicates that know nothing of the generators.
 */
import { assert, describe, it } from "@effect/vitest"
import * as domain from "@wxrepay/domain"
import {
  Amounts,
  Bookings,
  Calendar,
  Contracts,
  DeductOrders,
  Notifications,
  PayerNames,
  Plans,
  ServiceOrders,
  ServiceTimes,
  Values
} from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** A thousand values, always the same; a generator that gives up on too many fails here. */
const thousand = <A>(values: Arbitrary.Arbitrary<A>): Effect.Effect<ReadonlyArray<A>, Arbitrary.SampleError> =>
  Arbitrary.sampleEffect(values, { count: 1000, seed: 7 })

const isSchema = (value: unknown): value is Schema.Top => Schema.isSchema(value)

const modules: Readonly<Record<string, object>> = domain

const schemas = Object.entries(modules).flatMap(([room, members]) =>
  Object.entries(members).flatMap(([name, member]: [string, unknown]) =>
    isSchema(member) ? [{ name: `${room}.${name}`, schema: member }] : []
  )
)

describe("values of every type", () => {
  it("the modules of the domain are walked", () => assert.isAbove(schemas.length, 90))

  for (const { name, schema } of schemas) {
    it.effect(`every value that is drawn for ${name} is one`, () =>
      Effect.gen(function* () {
        const values = yield* Arbitrary.sampleEffect(Values.of(schema), { count: 50, seed: 7 })
        assert.strictEqual(values.length, 50)
        assert.isTrue(values.every(Schema.is(schema)))
      })
    )
  }

  for (const [name, values, schema] of [
    ["Bookings.record", Bookings.record, domain.Schedule.ScheduleRecord],
    ["Contracts.contract", Contracts.contract, domain.Contract.Contract],
    ["DeductOrders.order", DeductOrders.order, domain.DeductOrder.DeductOrder],
    ["Notifications.notification", Notifications.notification, domain.Notification.Notification],
    ["Plans.plan", Plans.plan, domain.Plan.Plan],
    ["PayerNames.identity", PayerNames.identity, domain.Payer.RealIdentity],
    ["ServiceOrders.order", ServiceOrders.order, domain.ServiceOrder.ServiceOrder]
  ] as const) {
    it.effect(`every value of ${name} is one`, () =>
      Effect.gen(function* () {
        const drawn: ReadonlyArray<unknown> = yield* Arbitrary.sampleEffect<unknown>(values, { count: 100, seed: 7 })
        assert.isTrue(drawn.every(Schema.is(schema)))
      })
    )
  }
})

const { largest } = domain.Fen

/** The Beijing moment of a timestamp, as UTC writes it. */
const clockOf = (text: domain.Timestamp.Timestamp): string =>
  DateTime.formatIso(domain.Timestamp.toInstant(text)).slice(11)

/** Whether the next day is the first of a month. */
const isLastOfMonth = (date: string): boolean => {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number)
  return day === [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30][month - 1]
}

/** Something that a thousand values show at least once. */
interface Edge<A> {
  readonly edge: string
  readonly shows: (value: A) => boolean
}

const edges = <A>(name: string, values: Arbitrary.Arbitrary<A>, all: ReadonlyArray<Edge<A>>): void => {
  it.effect(`among a thousand ${name}: ${all.map(({ edge }) => edge).join(", ")}`, () =>
    Effect.gen(function* () {
      const drawn = yield* thousand(values)
      for (const { edge, shows } of all) assert.isTrue(drawn.some(shows), edge)
    })
  )
}

const is = <A extends string | number>(...edges: ReadonlyArray<A>): ReadonlyArray<Edge<A>> =>
  edges.map((edge) => ({ edge: JSON.stringify(edge), shows: (value) => value === edge }))

describe("values at the edges", () => {
  edges<number>("amounts", Values.of(domain.Fen.Fen), is<number>(0, 1, 2, largest - 1, largest))
  edges<number>("amounts of the generator", Amounts.fen, is<number>(0, 1, largest - 1, largest))
  edges<number>("days of the month", Values.of(domain.CalendarDate.DayOfMonth), is<number>(1, 28, 29, 30, 31))
  edges<number>("counts", Values.of(domain.ServiceOrder.Count), is<number>(1, 2, 99, 100))

  for (const [name, days] of [
    ["days", Values.of(domain.CalendarDate.CalendarDate)],
    ["days of the generator", Calendar.date]
  ] as const) {
    edges<string>(name, days, [
      { edge: "February 29", shows: (date) => date.endsWith("-02-29") },
      {
        edge: "February 28 of a year that does not leap",
        shows: (date) => date === "2025-02-28" || date === "2023-02-28"
      },
      { edge: "March 1", shows: (date) => date.endsWith("-03-01") },
      { edge: "December 31", shows: (date) => date.endsWith("-12-31") },
      { edge: "January 1", shows: (date) => date.endsWith("-01-01") },
      { edge: "the last of a month", shows: isLastOfMonth },
      { edge: "the first day there is", shows: (date) => date === "0000-01-01" },
      { edge: "the last day there is", shows: (date) => date === "9999-12-31" }
    ])
  }

  edges("timestamps", Values.of(domain.Timestamp.Timestamp), [
    { edge: "the last millisecond of a Beijing day", shows: (text) => clockOf(text) === "15:59:59.999Z" },
    { edge: "Beijing midnight", shows: (text) => clockOf(text) === "16:00:00.000Z" },
    { edge: "midnight at Greenwich", shows: (text) => clockOf(text) === "00:00:00.000Z" },
    { edge: "Z", shows: (text) => text.endsWith("Z") },
    { edge: "+08:00", shows: (text) => text.endsWith("+08:00") }
  ])

  for (const [name, moments] of [
    ["moments of PayScore", Values.of(domain.ServiceTime.ServiceTime)],
    ["moments of the generator", ServiceTimes.moment]
  ] as const) {
    edges<string>(name, moments, [
      { edge: "a bare day", shows: (text) => text.length === 8 },
      { edge: "midnight", shows: (text) => text.endsWith("000000") && text.length === 14 },
      { edge: "the last second of a day", shows: (text) => text.endsWith("235959") },
      { edge: "a leap day", shows: (text) => text.slice(4, 8) === "0229" }
    ])
  }

  for (const [name, schema, lengths] of [
    ["numbers of bookings", domain.Ids.OutRecordId, [1, 32]],
    ["codes of contracts", domain.Ids.OutContractCode, [1, 64]],
    ["numbers of service orders", domain.Ids.OutOrderNo, [1, 32]],
    ["openids", domain.Ids.Openid, [1, 128]],
    ["descriptions", domain.Text.Description, [0, 1, 127]],
    ["remarks", domain.Text.TerminationRemark, [1, 128]],
    ["masked names", domain.Payer.DisplayName, [1, 2, 3, 4]],
    ["sealed texts", domain.Payer.SealedText, [4, 512]],
    ["notify addresses", domain.NotifyUrl.NotifyUrl, [256]],
    ["notify addresses of service orders", domain.NotifyUrl.OrderNotifyUrl, [255]]
  ] as const) {
    edges<string>(
      `${name}, of lengths`,
      Values.of<Schema.Schema<string>>(schema),
      lengths.map((length) => ({ edge: String(length), shows: (text) => text.length === length }))
    )
  }

  it.effect("among a thousand masked names each mask, of none to three asterisks, comes up a hundred times", () =>
    Effect.gen(function* () {
      const lengths = (yield* thousand(Values.of(domain.Payer.DisplayName))).map((name) => name.length)
      for (const length of [1, 2, 3, 4]) assert.isAbove(lengths.filter((each) => each === length).length, 100)
    })
  )

  for (const [name, schema] of [
    ["what is booked", domain.Schedule.ScheduleItem],
    ["what was booked", domain.Schedule.ScheduleRecord]
  ] as const) {
    const values = Arbitrary.map(
      Values.of<Schema.Schema<{ readonly repaymentAmount: number; readonly minRepaymentAmount?: number }>>(schema),
      ({ minRepaymentAmount, repaymentAmount }) => ({ due: BigInt(repaymentAmount), least: minRepaymentAmount })
    )
    edges(`amounts of ${name}`, values, [
      { edge: "no minimum", shows: ({ least }) => least === undefined },
      { edge: "a minimum of nothing", shows: ({ due, least }) => least === 0 && due > 0n },
      { edge: "all of it", shows: ({ due, least }) => due > 100n && BigInt(least ?? -1) === due },
      {
        edge: "5 % exactly",
        shows: ({ due, least }) => due > 100n && least !== undefined && BigInt(least) * 20n === due
      },
      {
        edge: "10 % exactly",
        shows: ({ due, least }) => due > 100n && least !== undefined && BigInt(least) * 10n === due
      },
      {
        edge: "5 % rounded up",
        shows: ({ due, least }) => least !== undefined && BigInt(least) === due / 20n + 1n && due % 20n !== 0n
      }
    ])

    it.effect(`the least to pay of ${name} is never more than what is due`, () =>
      Effect.gen(function* () {
        for (const { due, least = 0 } of yield* thousand(values)) assert.isTrue(BigInt(least) <= due)
      })
    )
  }

  edges("creations of service orders", Values.of(domain.ServiceOrderCall.Creation), [
    { edge: "no list of payments", shows: ({ postPayments }) => postPayments === undefined },
    ...[0, 1, 2, 100].map((length) => ({
      edge: `${length} payments`,
      shows: ({ postPayments }: domain.ServiceOrderCall.Creation) => postPayments?.length === length
    })),
    { edge: "30 discounts", shows: ({ postDiscounts }) => postDiscounts?.length === 30 },
    {
      edge: "a note of 256 characters once it is URL-encoded",
      shows: ({ attach }) => encodeURIComponent(attach ?? "").length === 256
    },
    {
      edge: "such a note of characters of three bytes",
      shows: ({ attach = "" }) => attach.length < 40 && encodeURIComponent(attach).length === 256
    }
  ])

  edges("contracts", Contracts.contract, [
    ...domain.Contract.KnownState.literals.map((known) => ({
      edge: known,
      shows: ({ state }: domain.Contract.Contract) => state === known
    })),
    { edge: "a state of a later platform", shows: ({ state }) => state.startsWith("Unknown:") },
    { edge: "members of a later platform", shows: ({ unknownMembers }) => unknownMembers !== undefined },
    { edge: "no members of a later platform", shows: ({ unknownMembers }) => unknownMembers === undefined }
  ])

  edges("deduct orders", DeductOrders.order, [
    ...domain.DeductOrder.KnownState.literals.map((known) => ({
      edge: known,
      shows: ({ orderState }: domain.DeductOrder.DeductOrder) => orderState === known
    })),
    { edge: "a state of a later platform", shows: ({ orderState }) => orderState.startsWith("Unknown:") }
  ])

  edges(
    "service orders",
    ServiceOrders.order,
    domain.ServiceOrderStage.Stage.literals.map((stage) => ({
      edge: stage,
      shows: (order) => domain.ServiceOrderStage.of(order) === stage
    }))
  )

  edges(
    "notifications",
    Notifications.notification,
    domain.Notification.Notification.members.map(({ fields: { _tag } }) => ({
      edge: _tag.schema.literal,
      shows: (notification) => notification._tag === _tag.schema.literal
    }))
  )

  for (const [name, identities] of [
    ["identities", Values.of(domain.Payer.RealIdentity)],
    ["identities of the generator", PayerNames.identity]
  ] as const) {
    edges(name, identities, [
      { edge: "a name of one byte", shows: ({ realName }) => Redacted.value(realName).length === 1 },
      {
        edge: "a name of as many bytes as can be sealed",
        shows: ({ realName }) => new TextEncoder().encode(Redacted.value(realName)).length === 214
      }
    ])
  }
})
