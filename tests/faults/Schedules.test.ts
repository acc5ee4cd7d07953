/**
 * Whatever goes wrong: what must hold of the money and of what the lender is told, over schedules of faults that a seed decides.
 *
 * Method: each seed makes a lender, a sandbox and the mishaps between them, all in virtual time and in process; a witness sees each
 * request leave and arrive, each call end and the ledger move, and says what does not hold. `SEEDS=100000` runs so many, from
 * `SEED` on; a failure tells its seed, and `SEEDS=1 SEED=…` replays it and prints everything that was seen. What is signed is
 * not signed with RSA here.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as World from "./world.ts"

/** A whole number of the environment: nonsense must not run no seed at all, and pass. */
const numberOf = (variable: string, usual: number): number =>
  Schema.decodeUnknownSync(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)))(Number(process.env[variable] ?? usual))

const first = numberOf("SEED", 1)
const seeds = numberOf("SEEDS", 1_000)

/** How many seeds one test runs. */
const share = 100

/** A second for each seed, which is a limit and no expectation. */
const limit = (count: number) => 60_000 + count * 1_000

/** What did not hold, with the seed that replays it, and with everything that was seen where it is the only one. */
const told = ({ log, seed, violations }: World.Report): string =>
  [`SEEDS=1 SEED=${seed} replays it:`, ...violations, ...(seeds === 1 ? log : log.slice(-20))].join("\n")

describe("schedules of faults", () => {
  for (let from = first; from < first + seeds; from += share) {
    const to = Math.min(from + share, first + seeds)
    it.live(
      `V3-NET-04 V3-IDEM-02 CR-DEDUCT-06 whatever goes wrong, no charge is made twice and no call ends as a failure that took effect: seeds ${from} to ${to - 1}`,
      () =>
        Effect.gen(function* () {
          for (let seed = from; seed < to; seed++) {
            const report = yield* World.run(seed)
            assert.deepStrictEqual(report.violations, [], told(report))
          }
        }),
      limit(to - from)
    )
  }

  it.live("the same seed is the same schedule, to the letter", () =>
    Effect.gen(function* () {
      for (const seed of [first, first + 1, first + 2]) {
        const [one, other] = [yield* World.run(seed), yield* World.run(seed)]
        assert.strictEqual(one.log.join("\n"), other.log.join("\n"))
      }
    })
  )
})
