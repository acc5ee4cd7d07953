/**
 * A database in a file of SQLite, in a folder of its own that is gone afterwards.
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Sqlite from "./sqlite.ts"

/** A database that is empty at first. Whenever it is built anew it is another connection, as another process has. */
export type Database = Layer.Layer<SqlClient.SqlClient, SqlError.SqlError>

/** A new file. */
export const file: Effect.Effect<Database, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "wxrepay-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
).pipe(Effect.map((folder) => Sqlite.layer(join(folder, "lender.db"))))
