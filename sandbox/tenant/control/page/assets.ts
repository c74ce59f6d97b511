import { readFileSync } from 'node:fs'
import { Hono } from 'hono'

const files = {
  'page.css': 'text/css; charset=utf-8',
  'page.mjs': 'text/javascript; charset=utf-8',
  'morph.mjs': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

/** The files of the page, each read once. */
export function pageAssets(): Hono {
  const app = new Hono()
  for (const [name, type] of Object.entries(files)) {
    let text: string | null = null
    app.get(`/${name}`, (context) => {
      text ??= readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8')
      return context.body(text, 200, { 'content-type': type })
    })
  }
  return app
}
