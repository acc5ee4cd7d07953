/**
 * The pages on which a person decides as the borrower would in WeChat, as values turned into HTML.
 *
 * @since 0.1.0
 */

/** What a person is asked to decide. */
export interface Decision {
  /** Such as 自动还款签约. */
  readonly title: string
  readonly titleInEnglish: string
  /** What is decided about: label and value, in the order to show. */
  readonly facts: ReadonlyArray<readonly [label: string, value: string]>
  /** Where the form posts to: a path with its query, on the same origin. */
  readonly action: string
  /** What the button says that agrees. */
  readonly agree: string
  /** What the button says that refuses. */
  readonly refuse: string
}

/** How a decision ended, or why there is none to make. */
export interface Outcome {
  readonly title: string
  readonly titleInEnglish: string
  /** What it means, in a sentence or two; a line feed begins a new line. */
  readonly text: string
  /** Decides the tone: a tick, or an exclamation mark. The title says the rest. */
  readonly isGood: boolean
  /** Where to go on. A link and not a redirect: a browser may not follow a form to another origin. */
  readonly next?: { readonly href: string; readonly label: string } | undefined
}

/**
 * What every page is sent with: nothing is fetched, run or framed, a form posts to where it came from, and nothing
 * is kept or told to the next page. Because no referrer is told, a browser posts the form with `Origin: null`; that
 * it comes from here is said by `Sec-Fetch-Site: same-origin`.
 */
export const headers: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "style-src 'sha256-Q2HLK5KI96xRBWsxjx/DtBNsAhYJPYcav1AS9CRDtVo='",
    "img-src data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'"
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store"
}

/**
 * The page on which to decide. Its form posts `decision=agree` or `decision=refuse`, as
 * `application/x-www-form-urlencoded`. Rule: V3-JSON-04.
 */
export const decisionPage = ({ action, agree, facts, refuse, title, titleInEnglish }: Decision): string =>
  page(
    title,
    titleInEnglish,
    markup`<main class="card">
${heading(title, titleInEnglish)}
<p class="quiet">请核对以下内容，再作决定。<br><span lang="en">Check what follows, then decide.</span></p>
${facts.length === 0 ? [] : markup`<dl>${facts.map(fact)}</dl>`}
<form method="post" action="${action}">
<button class="agree" type="submit" name="decision" value="agree">${agree}</button>
<button class="refuse" type="submit" name="decision" value="refuse">${refuse}</button>
</form>
</main>`
  )

/** The page that tells how it ended: agreed, refused, expired, decided before, unknown. Rule: V3-JSON-04. */
export const outcomePage = ({ isGood, next, text, title, titleInEnglish }: Outcome): string =>
  page(
    title,
    titleInEnglish,
    markup`<main class="card outcome">
${isGood ? tick : exclamationMark}
${heading(title, titleInEnglish)}
<p class="text">${text}</p>
${next === undefined ? [] : markup`<a class="next" href="${next.href}">${next.label}</a>`}
</main>`
  )

/** A piece of a page. Only {@link markup} makes one, and it escapes every text that is put in. */
interface Markup {
  readonly markup: string
}

/** Writes a piece of a page: pieces are put in as they are, texts are escaped. Rule: V3-JSON-04. */
const markup = (
  pieces: TemplateStringsArray,
  ...inserted: ReadonlyArray<string | Markup | ReadonlyArray<Markup>>
): Markup => ({ markup: String.raw({ raw: pieces }, ...inserted.map(written)) })

const written = (inserted: string | Markup | ReadonlyArray<Markup>): string => {
  if (typeof inserted === "string") return escaped(inserted)
  return "markup" in inserted ? inserted.markup : inserted.map(({ markup }) => markup).join("")
}

/** What a text must not say in its own letters, between tags or between quotes. */
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const escaped = (text: string): string => text.replace(/[&<>"']/gu, (letter) => entities[letter] ?? "")

const heading = (title: string, titleInEnglish: string): Markup =>
  markup`<hgroup><h1>${title}</h1><p class="quiet" lang="en">${titleInEnglish}</p></hgroup>`

/** Spaces and line feeds of a value are shown, so none is written beside it. */
const fact = ([label, value]: readonly [string, string]): Markup =>
  markup`<div><dt>${label}</dt><dd>${value}</dd></div>`

const tick = markup`<svg class="mark good" viewBox="0 0 64 64" role="img" aria-label="成功">
<circle cx="32" cy="32" r="32"/><path d="m19.5 33 8.5 8.5 17-18"/></svg>`

const exclamationMark = markup`<svg class="mark" viewBox="0 0 64 64" role="img" aria-label="请注意">
<circle cx="32" cy="32" r="32"/><path d="M32 17v19m0 10.5v.01"/></svg>`

/** A tick on green. It saves the browser a request for an icon. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="16" fill="#07783f"/>' +
    '<path d="m19 33 9 9 17-19" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round"/></svg>'
)}`

const page = (title: string, titleInEnglish: string, main: Markup): string =>
  markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title} ${titleInEnglish} · 本地沙箱 Sandbox</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<header><p>
<span><strong>本地沙箱</strong>，不涉及真实资金。</span>
<span lang="en">Local sandbox: no money moves.</span>
</p></header>
${main}
<footer>
<p><span>正式环境中，由借款人在微信里决定；</span><span>这里由您代为决定。</span></p>
<p lang="en">In production the borrower decides in WeChat. Here you decide for them.</p>
</footer>
</body>
</html>
`.markup

/** How the pages look. Green on white is darker than WeChat's own, which is too light to be read. */
const style: Markup = {
  markup: `
:root {
  color-scheme: light dark;
  --ground: #f3f6f4; --card: #fff; --ink: #18211c; --quiet: #57635c; --line: #e3e9e5; --edge: #7f8b84;
  --green: #07783f; --strong: #065f32; --on-green: #fff;
  --notice: #fff3d1; --on-notice: #5a4300; --mark: #5b6b8c; --on-mark: #fff;
  --shadow: 0 1px 2px #18211c0f, 0 12px 32px #18211c12;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101412; --card: #1a1f1c; --ink: #e9eeeb; --quiet: #a3afa8; --line: #2c332f; --edge: #6f7b74;
    --green: #07c160; --strong: #2bd57c; --on-green: #04170c;
    --notice: #2b2410; --on-notice: #f3d98c; --mark: #9fb0d3; --on-mark: #10151f;
    --shadow: none;
  }
}
*, ::before, ::after { box-sizing: border-box; }
body {
  display: flex; flex-direction: column; min-height: 100vh; min-height: 100svh; margin: 0;
  background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.6 system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  -webkit-text-size-adjust: 100%;
}
h1, p, dl, dd { margin: 0; }
header { padding: .5rem 1rem; background: var(--notice); color: var(--on-notice); }
header, footer { font-size: .875rem; text-align: center; text-wrap: balance; }
header span, footer span { display: inline-block; }
.card {
  width: calc(100% - 2rem); max-width: 28rem;
  margin: clamp(1rem, 6vw, 4.5rem) auto auto; padding: clamp(1.25rem, 6vw, 2rem);
  background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; box-shadow: var(--shadow);
}
h1 { font-size: 1.5rem; line-height: 1.3; font-weight: 650; text-wrap: balance; }
.quiet { color: var(--quiet); font-size: .9375rem; }
hgroup + .quiet { margin-top: 1rem; font-size: .875rem; }
dl { margin-top: 1.25rem; font-size: .9375rem; border-top: 1px solid var(--line); }
dl div {
  display: grid; grid-template-columns: minmax(0, 6.5em) minmax(0, 1fr); gap: .75rem;
  padding: .75rem 0; border-bottom: 1px solid var(--line);
}
dt { color: var(--quiet); }
dd { white-space: pre-wrap; font-variant-numeric: tabular-nums; }
form { display: grid; gap: .75rem; margin-top: 1.75rem; }
button, .next {
  display: block; width: 100%; min-height: 3rem; padding: .625rem 1rem;
  border: 1px solid transparent; border-radius: .75rem;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; overflow-wrap: anywhere; cursor: pointer;
}
.agree { background: var(--green); color: var(--on-green); }
.agree:hover, .agree:active { background: var(--strong); }
.refuse, .next { background: var(--card); color: var(--ink); border-color: var(--edge); }
.refuse:hover, .refuse:active, .next:hover, .next:active { background: var(--ground); }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.outcome { text-align: center; }
.mark { display: block; width: 4rem; height: 4rem; margin: .5rem auto 1.25rem; fill: var(--mark); }
.mark path { fill: none; stroke: var(--on-mark); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
.good { fill: var(--green); }
.good path { stroke: var(--on-green); }
.text { margin-top: 1rem; white-space: pre-line; text-wrap: balance; }
.next { margin-top: 1.75rem; }
footer { padding: 1.5rem 1rem; color: var(--quiet); }
`
}
