/**
 * The documented members of every message about service orders, row by row, and the published examples with the gaps
 * filled that would leave a documented member out.
 */
import { orderComplete, orderCreate, orderDirectComplete, orderFields, orderModify } from "../fixtures/published.ts"

/** One documented member: where it stands in its message, and what is said of it. */
export interface Row {
  /** Names from the outside in, such as `post_payments[].amount`. */
  readonly path: string
  readonly type: string
  /** The most characters, or `undefined` where no page has a length. */
  readonly most: number | undefined
  readonly isRequired: boolean
  /** Whether a merchant is to expect it: some sources tell of members that no other confirms. */
  readonly isConfirmed: boolean
}

/** Which part of a message its members stand in. */
type Place = "request path" | "request query" | "request body" | "response body" | "webhook resource"

/** The documented members of one part of a message, in the order of its page. */
export const documented = (endpoint: string, place: Place): ReadonlyArray<Row> => {
  const parts = orderFields.filter((part) => part.endpoint === endpoint && `${part.direction} ${part.in}` === place)
  return parts.flatMap(({ members }) =>
    Object.entries(members).map(([path, told]) => {
      const [type = "", ...words] = told.split(", ")
      const length = words.find((word) => word.startsWith("at most "))
      return {
        path,
        type,
        most: length === undefined ? undefined : Number(length.slice("at most ".length)),
        isRequired: words.includes("required"),
        isConfirmed: !words.includes("unconfirmed") && !words.includes("undocumented")
      }
    })
  )
}

const orders = "/v3/payscore/serviceorder"

/** The eight endpoints, as their pages name them. */
export const endpoints = {
  create: `POST ${orders}`,
  find: `GET ${orders}`,
  cancel: `POST ${orders}/{out_order_no}/cancel`,
  modify: `POST ${orders}/{out_order_no}/modify`,
  complete: `POST ${orders}/{out_order_no}/complete`,
  pay: `POST ${orders}/{out_order_no}/pay`,
  sync: `POST ${orders}/{out_order_no}/sync`,
  directComplete: `POST ${orders}/direct-complete`
} as const

/** The published creation with every documented member. */
export const wholeCreation = {
  ...orderCreate.request,
  post_discounts: orderCreate.request.post_discounts.map((line) => Object.assign({ amount: 100 }, line))
}

/** The published completion and the published modification have every documented member as they are. */
export const wholeCompletion = orderComplete.request
export const wholeModification = orderModify.request

/** The published direct completion with every documented member. */
export const wholeDirectCompletion = { ...orderDirectComplete.request, profit_sharing: false, goods_tag: "goods_tag" }
