/**
 * Type-checks everything with the TypeScript that also knows Effect. In what is published, any remark it makes, such
 * as a floating effect, counts as an error; in tests, which feed schemas on purpose with what they refuse, errors count.
 */
import { spawnSync } from "node:child_process"

const tool = spawnSync("effect-tsgo", ["get-exe-path"], { encoding: "utf8" })
const checked = spawnSync(tool.stdout.trim(), ["-b", "--force", "--pretty", "false"], { encoding: "utf8" })
const remarks = checked.stdout
  .split("\n")
  .filter((line) => line !== "" && !/^tests\/\S+: (?:suggestion|warning) /u.test(line))
if (checked.status !== 0 || remarks.length > 0) {
  console.error(checked.stderr, remarks.join("\n"))
  process.exit(1)
}
console.log("types: no errors, no remarks")
