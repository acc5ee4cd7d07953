/**
 * Before any test: the Node that runs it must be new enough, and says so when it is not.
 */
import "../scripts/guard.mjs"
