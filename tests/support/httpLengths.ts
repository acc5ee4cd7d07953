/**
 * Where a message of HTTP/1.1 ends: by its length, by its last chunk, or with its connection.
 */

/** How long a message is, if it is all there; `UntilTheEnd` when only the end of its connection ends it. */
export type Length = number | "Unfinished" | "UntilTheEnd"

/** The length of a head with its empty line. */
export const lengthOfHead = (bytes: Buffer): number | undefined => {
  const end = bytes.indexOf("\r\n\r\n")
  return end === -1 ? undefined : end + 4
}

const lengthOf = (bytes: Buffer, otherwise: (head: string) => "Bodiless" | "UntilTheEnd"): Length => {
  const start = lengthOfHead(bytes)
  if (start === undefined) return "Unfinished"
  const head = bytes.toString("latin1", 0, start)
  if (/^transfer-encoding:.*chunked/imu.test(head)) return lengthOfChunks(bytes, start)
  const [, length] = /^content-length:\s*([0-9]+)/imu.exec(head) ?? []
  if (length === undefined) return otherwise(head) === "Bodiless" ? start : "UntilTheEnd"
  return bytes.length < start + Number(length) ? "Unfinished" : start + Number(length)
}

/** The length of a request. */
export const lengthOfRequest = (bytes: Buffer): Length => lengthOf(bytes, () => "Bodiless")

/** The length of the answer to a method; interim answers are not known. */
export const lengthOfAnswer = (bytes: Buffer, method: string): Length =>
  method === "HEAD"
    ? (lengthOfHead(bytes) ?? "Unfinished")
    : lengthOf(bytes, (head) => (/^HTTP\/1\.1 (?:204|304)/u.test(head) ? "Bodiless" : "UntilTheEnd"))

const lengthOfChunks = (bytes: Buffer, start: number): Length => {
  for (let at = start; at < bytes.length;) {
    const line = bytes.indexOf("\r\n", at)
    if (line === -1) return "Unfinished"
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16)
    if (size === 0) {
      const end = bytes.indexOf("\r\n\r\n", line)
      return end === -1 ? "Unfinished" : end + 4
    }
    at = line + 2 + size + 2
  }
  return "Unfinished"
}

/** Whether the connection ends with this answer. */
export const isLast = (answer: Buffer): boolean => {
  const head = answer.toString("latin1", 0, lengthOfHead(answer) ?? 0)
  return (
    /^connection:\s*close/imu.test(head) ||
    !/^(?:content-length|transfer-encoding):|^HTTP\/1\.1 (?:204|304)/imu.test(head)
  )
}
