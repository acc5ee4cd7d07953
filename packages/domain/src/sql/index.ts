/**
 * What is kept in a database of yours, over any `SqlClient` of Effect.
 *
 * @since 0.1.0
 */
export * as SqlAttemptStore from "./SqlAttemptStore.ts"
export * as SqlNotificationStore from "./SqlNotificationStore.ts"
export * as SqlSentStore from "./SqlSentStore.ts"
