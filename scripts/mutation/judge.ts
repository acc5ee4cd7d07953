/**
 * Judges what Stryker reports by the list of explained survivors.
 */
import { type Measured, nameOf } from "./record.ts"
import { type Explained, survivors } from "./survivors.ts"

interface Place {
  readonly line: number
  readonly column: number
}

/** One mutant as Stryker reports it. */
export interface Mutant {
  readonly status: string
  readonly mutatorName: string
  readonly replacement: string
  readonly location: { readonly start: Place; readonly end: Place }
}

/** What Stryker reports of one file. */
export interface Reported {
  readonly source: string
  readonly mutants: ReadonlyArray<Mutant>
}

/** What is known of one file, and what stands against it. */
export interface Judged {
  readonly measured: Measured
  readonly complaints: ReadonlyArray<string>
}

/** Judges the mutants of one file. What a mutant keeps from being loaded at all is neither killed nor alive. */
export const judge = (file: string, { mutants, source }: Reported): Judged => {
  const alive = mutants.filter(isAlive).map((mutant) => found(file, source, mutant))
  const listed = survivors.filter((explained) => explained.file === file)
  const left = alive.filter((mutant) => !listed.some((explained) => isSame(explained, mutant)))
  const stale = listed.filter((explained) => !alive.some((mutant) => isSame(explained, mutant)))
  const killed = mutants.filter(isKilled).length
  return {
    measured: { text: nameOf(source), mutants: killed + alive.length, killed, explained: alive.length - left.length },
    complaints: [
      ...left.map(({ at, from, mutator, to }) => `${file}:${at} ${mutator} survives: ${from} -> ${to}`),
      ...stale.map(({ from, line, to }) => `${file} explains what does not survive: ${from} -> ${to} in ${line}`)
    ]
  }
}

const isKilled = ({ status }: Mutant): boolean => status === "Killed" || status === "Timeout"
const isAlive = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage"

/** How a survivor is looked up in the list, whatever line it stands on. */
const found = (file: string, source: string, { location, mutatorName, replacement }: Mutant) => {
  const { end, start } = location
  const lines = source.split("\n").slice(start.line - 1, end.line)
  const last = (lines.at(-1) ?? "").slice(0, end.column - 1)
  const from = [...lines.slice(0, -1), last].join("\n").slice(start.column - 1)
  const line = (lines[0] ?? "").trim()
  return { file, line, mutator: mutatorName, from: squeezed(from), to: squeezed(replacement), at: start.line }
}

const squeezed = (text: string): string => text.replaceAll(/\s+/gu, " ")

type Found = Omit<Explained, "because">

const isSame = (one: Found, other: Found): boolean =>
  one.file === other.file &&
  one.line === other.line &&
  one.mutator === other.mutator &&
  one.from === other.from &&
  one.to === other.to
