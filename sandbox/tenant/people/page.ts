import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export type Page = {
  readonly status: 200 | 400 | 403
  readonly title: string
  readonly body: Html | ''
  /** Where a form of the page may lead besides the tenant itself, redirects included. */
  readonly formTargets?: readonly string[]
  /** A script of our own; any other is refused by the browser. */
  readonly script?: string
}

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; }
main { box-sizing: border-box; width: min(24rem, 100vw); padding: 1.5rem; }
h1 { font-size: 1.5rem; }
label { display: block; margin: 0 0 1rem; }
input { box-sizing: border-box; display: block; width: 100%; padding: .6rem; font: inherit; }
button { width: 100%; padding: .7rem; font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid #2563eb; outline-offset: 2px; }
.problem { padding: .6rem; border: 1px solid currentColor; color: #b3261e; background: #fdeceb; }
footer { margin-top: 2rem; font-size: .8rem; opacity: .8; }
`

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

const styleSource = hashSource(style)

function policy({ formTargets = [], script }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${styleSource}`,
    ...(script === undefined ? [] : [`script-src ${hashSource(script)}`]),
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * What `form-action` must name so that a form may end at this address: browsers hold it against redirects too.
 * An application of its own scheme (`myapp://…`) is named by its scheme.
 */
export function formTarget(address: string): string {
  const { protocol, origin } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? origin : protocol
}

/** A page that loads nothing from anywhere and is never kept. */
export function showPage(context: Context, page: Page): Response | Promise<Response> {
  context.header('content-security-policy', policy(page))
  context.header('cache-control', 'no-store')
  context.header('referrer-policy', 'no-referrer')
  context.header('x-content-type-options', 'nosniff')
  const script = page.script === undefined ? '' : html`<script>${raw(page.script)}</script>`
  return context.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${page.title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${page.title}</h1>
${page.body}
<footer>This page belongs to a local stand-in for Auth0.</footer>
</main>
${script}
</body>
</html>`,
    page.status,
  )
}
