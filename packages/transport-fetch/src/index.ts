/**
 * The fetch transport of wxrepay. It reaches no `node:` module.
 *
 * @since 0.1.0
 */
export * as FetchTransport from "./FetchTransport.ts"
