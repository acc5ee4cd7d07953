/**
 * The OpenAPI document of the contract: what the platform serves, and as webhooks what it posts.
 *
 * @since 0.1.0
 */
import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { Api } from "./Api.ts"
import { eventTypes, group } from "./Notifications.ts"

/** An OpenAPI 3.1 document with its webhooks. */
export interface Document extends OpenApi.OpenAPISpec {
  readonly webhooks: Readonly<Record<string, OpenApi.OpenAPISpecPathItem>>
}

/** Makes the document from the contract. Costs milliseconds: make it once. */
export const make = (): Document => {
  const served = OpenApi.fromApi(Api)
  const posted = OpenApi.fromApi(HttpApi.make("notifications").add(group("/")))
  return {
    ...served,
    components: { ...served.components, schemas: { ...served.components.schemas, ...posted.components.schemas } },
    webhooks: Object.fromEntries(Object.values(eventTypes).map((event) => [event, named(posted.paths["/"], event)]))
  }
}

/** Every event arrives in the same envelope, and an operation has a name of its own. */
const named = (item: OpenApi.OpenAPISpecPathItem = {}, operationId: string): OpenApi.OpenAPISpecPathItem => ({
  ...item,
  ...(item.post === undefined ? {} : { post: { ...item.post, operationId } })
})
