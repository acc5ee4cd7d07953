/**
 * What people who see little, or use no mouse, meet on a page: contrast, focus, and the findings of axe-core.
 */
import axe from "axe-core"
import * as Schema from "effect/Schema"
import type { Page } from "playwright-core"

/** Every text of a page with the colours it is seen in, as `rgb(…)`. */
export const textColours = (page: Page) =>
  page.evaluate(() => {
    const background = (element: Element): string => {
      const { backgroundColor } = getComputedStyle(element)
      const { parentElement } = element
      return backgroundColor === "rgba(0, 0, 0, 0)" && parentElement ? background(parentElement) : backgroundColor
    }
    return Array.from(document.body.querySelectorAll("*"))
      .filter((element) => Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.nodeValue?.trim()))
      .map((element) => ({
        text: element.textContent ?? "",
        front: getComputedStyle(element).color,
        back: background(element)
      }))
  })

/** What has the focus, how it shows, and the colour that it shows on. */
export const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body
    const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(element)
    const around = getComputedStyle(element.closest("main") ?? document.body).backgroundColor
    const { tagName, textContent: text } = element
    return { tagName, text, outlineColor, outlineStyle, outlineWidth, around }
  })

/** The contrast of two opaque colours, from 1 to 21, as WCAG 2.2 defines it; not a number for anything else. */
export const contrast = (one: string, other: string): number => {
  const [dark = NaN, light = NaN] = [luminance(one), luminance(other)].toSorted((left, right) => left - right)
  return (light + 0.05) / (dark + 0.05)
}

const luminance = (colour: string): number => {
  const [, ...digits] = /^rgb\((\d+), (\d+), (\d+)\)$/u.exec(colour) ?? []
  const [red = NaN, green = NaN, blue = NaN] = digits.map((each) => {
    const share = Number(each) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** What axe-core objects to, in sentences. It is let in by the option `bypassCSP` of the tab. */
export const objections = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.addScriptTag({ content: axe.source })
  const found: unknown = await page.evaluate("axe.run().then(({ violations }) => violations)")
  return decode(found).map(({ help, id, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html).join(" ")}`)
}

const decode = Schema.decodeUnknownSync(
  Schema.Array(
    Schema.Struct({
      id: Schema.String,
      help: Schema.String,
      nodes: Schema.Array(Schema.Struct({ html: Schema.String }))
    })
  )
)
