/**
 * Checks what is published: builds afresh, packs, and looks at the tarballs as a registry and as TypeScript would.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const packages = ["domain", "chain", "transport-node", "transport-fetch", "sandbox"]

const run = (command: string, args: ReadonlyArray<string>, cwd?: string): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })

const folder = mkdtempSync(join(tmpdir(), "wxrepay-"))
try {
  for (const name of packages) rmSync(join("packages", name, "dist"), { recursive: true, force: true })
  run("tsc", ["-b", "--force", ...packages.map((name) => join("packages", name))])
  for (const name of packages)
    run("npm", ["exec", "--yes", "--", "pnpm@12.21.0", "pack", "--pack-destination", folder], join("packages", name))
  for (const tarball of readdirSync(folder)) {
    const path = join(folder, tarball)
    run("publint", [path, "--strict"])
    run("attw", [path, "--profile", "esm-only", "--no-emoji", "--quiet"])
    const manifest = JSON.parse(run("tar", ["-xzOf", path, "package/package.json"]))
    if (manifest.dependencies?.effect !== undefined) throw new Error(`${manifest.name} brings an effect of its own`)
    if (manifest.peerDependencies?.effect === undefined) throw new Error(`${manifest.name} does not ask for effect`)
    if (JSON.stringify(manifest).includes("workspace:"))
      throw new Error(`${manifest.name} still points into the workspace`)
    const source = JSON.parse(
      readFileSync(join("packages", manifest.name.replace(/^.*\//u, ""), "package.json"), "utf8")
    )
    if (Object.keys(manifest.exports).join() !== Object.keys(source.exports).join())
      throw new Error(`${manifest.name} is published with other doors than it has here`)
    const licence = readFileSync("LICENSE", "utf8")
    if (run("tar", ["-xzOf", path, "package/LICENSE"]) !== licence)
      throw new Error(`${manifest.name} has another licence`)
    console.log(`packages: ${manifest.name} is fit to be published`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
