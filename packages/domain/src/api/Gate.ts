/**
 * What stands before every endpoint of the platform: authentication, and the refusals that any call may meet.
 *
 * @since 0.1.0
 */
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import { errorAnswers } from "./ErrorAnswer.ts"

/** Declared by the contract, implemented by a server of it. Rules: V3-AUTH-06, V3-ERR-01. */
export class Gate extends HttpApiMiddleware.Service<Gate>()("@wxrepay/domain/api/Gate", { error: errorAnswers }) {}
