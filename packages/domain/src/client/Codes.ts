/**
 * Every documented status, code and ending of a Request-ID in sentences, and what an error means to whoever looks at it. Nothing
 * in here decides: `Category` does, and what is said here follows it.
 *
 * @since 0.1.0
 */
import type { Category } from "./Category.ts"
import { documentedCodes } from "./documentedCodes.ts"
import { type Documented, documentedEndings } from "./documentedEndings.ts"
import { documentedStatuses, type Row } from "./documentedStatuses.ts"
import { type ClientError, errorClasses, type Explanation } from "./errorClasses.ts"
import type { Rejection } from "./Errors.ts"
import { problems, type Said, suffixOf } from "./Problem.ts"

export { type ClientError, type Documented, errorClasses, type Explanation, type Row }

/** A documented number at the end of a Request-ID, in sentences. */
export interface Ending extends Documented, Said {
  readonly suffix: string
}

/** Every documented answer, statuses first. Rules: V3-ERR-01, V3-ERR-04, PS-ERR-01, CR-ERR-01. */
export const answers: ReadonlyArray<Row> = [...documentedStatuses, ...documentedCodes]

const sentences: ReadonlyMap<string, Documented> = new Map(Object.entries(documentedEndings))

/** Every documented number at the end of a Request-ID. Rules: V3-RID-01, PS-ERR-03. */
export const endings: ReadonlyArray<Ending> = Array.from(problems).flatMap(([suffix, said]) => {
  const documented = sentences.get(suffix)
  return documented === undefined ? [] : [{ suffix, ...said, ...documented }]
})

/**
 * What is documented of a status and a code, what is said of any call first: the code's own row and then the status's. A code that
 * nobody documented has the status's, and a status that nobody documented has none. Rules: V3-ERR-01, V3-ERR-04.
 */
export const ofAnswer = (status: number, code: string | undefined): ReadonlyArray<Row> => [
  ...documentedCodes.filter((row) => row.status === status && row.code === code),
  ...documentedStatuses.filter((row) => row.status === status)
]

/** What is documented of the number at the end of a Request-ID. Rule: V3-RID-01. */
export const ofRequestId = (requestId: string | undefined): Ending | undefined => {
  const suffix = suffixOf(requestId)
  return endings.find((ending) => ending.suffix === suffix)
}

/**
 * What an error means and what to do, for an operator's screen: never a number, a name or a text out of the error, so it can be
 * shown and logged anywhere. What to do always agrees with the error's category. Rules: V3-ERR-01, V3-RID-01, V3-VER-09, PS-ERR-03.
 */
export const explain = (error: ClientError): Explanation =>
  error._tag === "Rejection" ? ofRejection(error) : errorClasses[error._tag]

const ofRejection = ({ authenticity, category, code, requestId, status }: Rejection): Explanation => {
  const ending = saysWhy(status) ? ofRequestId(requestId) : undefined
  const known = [...(ending === undefined ? [] : [ending]), ...ofAnswer(status, code)]
  const next = known.find((row) => row.category === category)?.next ?? byCategory[category]
  if (category === "AskFirst" && authenticity !== "Verified") return { meaning: unproven, next }
  return { meaning: known[0]?.meaning ?? undocumented, next }
}

/** Where the status leaves open why: the others say all there is, and what a header adds to them is not signed. */
const saysWhy = (status: number): boolean => status >= 400 && status < 500 && status !== 429

const unproven = "A refusal came that is not proven to be WeChat Pay's."

const undocumented = "WeChat Pay refused in a way that no page documents."

/** What to do by category alone, as where nothing that is documented agrees with it. */
export const byCategory: Readonly<Record<Category, string>> = {
  FixRequest: "Correct the request: nothing happened, and the same will be refused again.",
  AskFirst: "Read how things stand by the same number before anything else, and never take another number.",
  BackOff: "Wait, then send the identical request again.",
  GiveUp: "Stop: neither waiting nor asking helps, and somebody has to look."
}
