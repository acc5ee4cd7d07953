/**
 * Refuses a Node that is too old, loudly, before anything that needs a newer one is run.
 * Plain JavaScript, so that the old Node can read it.
 */

/** The oldest Node that runs this repository: it strips types by itself. */
const oldest = [22, 19]

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `wxrepay needs Node ${oldest.join(".")} or newer, and this is Node ${process.versions.node}.\n` +
      "The pinned Node of this repository was not installed, or is not the first on the PATH: " +
      "run `npx --yes pnpm@12.21.0 install` and look for what it says about the package `node`."
  )
  process.exit(1)
}
