/**
 * Pieces of pages that are drawn from the code.
 */

/** The cells of one line. */
export type Row = ReadonlyArray<string>

/** A table in columns of one width. */
export const table = (head: Row, rows: ReadonlyArray<Row>): string => {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => row[at]?.length ?? 0)))
  const line = (row: Row, fill = " ") => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(" | ")} |`
  const rule = line(
    head.map(() => ""),
    "-"
  )
  return [line(head), rule, ...rows.map((row) => line(row))].join("\n")
}
