/**
 * Type-checks everything with the TypeScript that also knows Effect: a floating effect is an error, and so is any
 * other remark it makes. What tests do on purpose is switched off in their own tsconfig. The examples of the comments are checked
 * among them.
 */
import { spawnSync } from "node:child_process"
import { writeExamples } from "./examples.ts"

writeExamples()

const tool = spawnSync("effect-tsgo", ["get-exe-path"], { encoding: "utf8" })
const checked = spawnSync(tool.stdout.trim(), ["-b", "--force", "--pretty", "false"], { encoding: "utf8" })
const remarks = checked.stdout.trim()
if (checked.status !== 0 || remarks !== "") {
  console.error(checked.stderr, remarks)
  process.exit(1)
}
console.log("types: no errors, no remarks")
