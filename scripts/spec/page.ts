/**
 * docs/spec.html: the specification as one page to search, which needs nothing beside itself.
 */
import type { Chapter, Entry } from "./specification.ts"
import * as Telling from "./telling.ts"

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

/** Text as HTML, in a text or in an attribute. */
const html = (text: string): string => text.replaceAll(/[&<>"]/gu, (character) => escapes[character] ?? "")

const link = (file: string, text: string): string => `<a href="../${html(file)}">${html(text)}</a>`

const list = (title: string, all: ReadonlyArray<Telling.Told>): string => {
  if (all.length === 0) return ""
  const items = all.map(({ file, more, sentences }) => {
    const lines = sentences.map((sentence) => `<li>${html(sentence)}</li>`).join("\n")
    const rest = more === 0 ? "" : sentences.length === 0 ? `${more} in ` : `and ${more} more in `
    const from = `<p class="from">${rest}${link(file, file.slice("tests/".length))}</p>`
    return sentences.length === 0 ? from : `<ul>\n${lines}\n</ul>\n${from}`
  })
  return `<h4>${title}</h4>\n${items.join("\n")}\n`
}

const entry = (one: Entry): string => {
  const { id, rule } = one
  const { examples, properties } = Telling.counts(one)
  const { more, places } = Telling.deciders(one)
  const code = places.map(({ file, name }) => link(file, name)).join(", ") + (more === 0 ? "" : ` and ${more} more`)
  const tests = properties + examples === 0 ? "" : `<summary>${properties} properties, ${examples} examples</summary>\n`
  const cases = "cases" in rule && rule.cases !== undefined ? `<p>No property: ${html(rule.cases)}.</p>\n` : ""
  return `<article id="${id}" data-certainty="${rule.certainty.join(" ")}" data-side="${rule.enforcedBy}">
<h3><a href="#${id}">${id}</a></h3>
<p class="rule">${html(rule.sentence)}</p>
<p class="facts"><span class="${rule.certainty[0]}">${rule.certainty.join(", ")}</span> ${html(rule.source)}</p>
<p class="facts">${html(Telling.enforcement(rule))}${code === "" ? "" : ` · ${code}`}</p>
${tests === "" ? "" : `<details>\n${tests}${list("Properties", Telling.properties(one.properties))}${cases}${list("Examples", Telling.examples(one.examples))}</details>\n`}</article>
`
}

const chapter = ({ besides, entries, family, title }: Chapter): string => `<section>
<h2 id="${family}">${family}: ${html(title)}</h2>
${entries.map(entry).join("")}${
  besides.length === 0
    ? ""
    : `<article>\n<details>\n<summary>Also true, of no rule in particular</summary>\n${list("Also true", Telling.examples(besides))}</details>\n</article>\n`
}</section>
`

const style = `:root { color-scheme: light dark; --line: light-dark(#d0d4d9, #3c4248); --soft: light-dark(#57606a, #a7b0b9) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; background: light-dark(#fff, #111418); color: light-dark(#1b1f24, #e6e9ec) }
form { position: sticky; top: 0; background: inherit; padding: .5rem 0; display: flex; flex-wrap: wrap; gap: .5rem 1rem; border-bottom: 1px solid var(--line) }
label { display: inline-flex; gap: .4rem; align-items: center }
label, input, select { min-width: 0; max-width: 100% }
input, select { font: inherit; min-height: 2rem }
header { background: inherit }
article { border-top: 1px solid var(--line); padding: .5rem 0 }
h3 { margin: 0; font-family: ui-monospace, monospace }
h3 a { color: inherit; text-decoration: none }
p { margin: .2rem 0 } ul { margin: .3rem 0; padding-left: 1.2rem }
.facts, .from { color: var(--soft); font-size: .9rem }
a { color: light-dark(#0a58ca, #7ab0ff) }
.inferred, .unknown { border: 1px dashed currentColor; padding: 0 .3rem }
summary { cursor: pointer }
[hidden] { display: none }`

const script = `const form = document.querySelector("form")
const articles = [...document.querySelectorAll("article[id]")]
const filter = () => {
  const words = form.words.value.toLowerCase().split(/\\s+/u)
  let count = 0
  for (const one of articles) {
    const text = one.textContent.toLowerCase()
    const isShown = words.every((word) => text.includes(word)) &&
      (form.certainty.value === "" || one.dataset.certainty.split(" ").includes(form.certainty.value)) &&
      (form.side.value === "" || one.dataset.side === form.side.value)
    one.hidden = !isShown
    if (isShown) count++
  }
  for (const section of document.querySelectorAll("section")) section.hidden = !section.querySelector("article[id]:not([hidden])")
  form.querySelector("output").textContent = count + " of " + articles.length + " rules"
}
form.hidden = false
form.addEventListener("input", filter)
form.addEventListener("submit", (event) => event.preventDefault())
filter()`

const options = (values: ReadonlyArray<string>): string =>
  ["", ...values].map((value) => `<option value="${value}">${value === "" ? "any" : value}</option>`).join("")

/** The whole page. */
export const page = (chapters: ReadonlyArray<Chapter>): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What WeChat Pay demands: the specification of wxrepay</title>
<style>
${style}
</style>
</head>
<body>
<header>
<h1>What WeChat Pay demands, and what proves that we keep to it</h1>
<p>Made from the rulebook, the names of the tests and the comments of the code, like <a href="../SPEC.md">SPEC.md</a>.</p>
<form hidden>
<label>Words <input name="words" type="search"></label>
<label>How sure <select name="certainty">${options(["documented", "observed", "inferred", "unknown"])}</select></label>
<label>Enforced by <select name="side">${options(["client", "sandbox", "both", "documentation"])}</select></label>
<output></output>
</form>
</header>
<main>
${chapters.map(chapter).join("")}</main>
<script>
${script}
</script>
</body>
</html>
`
