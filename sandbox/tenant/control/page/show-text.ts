import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

/** A piece of the page; every value that goes into one is escaped. */
export type Fragment = HtmlEscapedString | Promise<HtmlEscapedString>

// Control characters, and the marks that turn the direction of the text around them.
const unseen = /[\p{Cc}\p{Bidi_Control}\uFEFF]/gu

/** The text with what the eye would miss written out, such as `⟨U+202E⟩`; only tabs and line feeds stay. */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, (character) => {
    if (character === '\t' || character === '\n') return character
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${code}⟩`
  })
}

/** At most `lengthMax` characters, and an ellipsis where more was. */
export function clip(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`
}

/** Text of unknown origin, in a direction of its own. */
export function foreign(text: string, lengthMax = 200): Fragment {
  return html`<bdi>${clip(visibleText(text), lengthMax)}</bdi>`
}

/** The same with what was cut off in a tooltip. */
export function shortened(text: string, lengthMax: number): Fragment {
  const visible = visibleText(text)
  if (visible.length <= lengthMax) return html`<bdi>${visible}</bdi>`
  return html`<bdi title="${clip(visible, 1000)}">${clip(visible, lengthMax)}</bdi>`
}

/** Whether `text` was given on another day than `now`, both ISO 8601. */
function isOtherDay(text: string, now: string): boolean {
  return text.slice(0, 10) !== now.slice(0, 10)
}

/** A moment in UTC: the time alone for today by the tenant's clock, else the day as well. */
export function moment(atMs: number, nowMs: number): Fragment {
  const [iso, now] = [new Date(atMs).toISOString(), new Date(nowMs).toISOString()]
  const time = iso.slice(11, 19)
  const shown = isOtherDay(iso, now) ? `${iso.slice(5, 10)} ${time.slice(0, 5)}` : time
  return html`<time datetime="${iso}" title="${iso}">${shown}</time>`
}

/** A number with thousands set apart. */
export function figure(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 user`, `2 users`. */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`
}
