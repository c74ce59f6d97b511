import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderConfigTable, renderEnvExample } from './document-config.ts'

/** Writes `.env.example` and the README's configuration table from the variables; `npm run docs` runs it. */
const readmeFile = fileURLToPath(new URL('../../README.md', import.meta.url))
const exampleFile = fileURLToPath(new URL('../../.env.example', import.meta.url))

const TABLE = /(<!-- configuration -->\n)[\s\S]*?(<!-- \/configuration -->)/
const readme = readFileSync(readmeFile, 'utf8')
writeFileSync(
  readmeFile,
  readme.replace(
    TABLE,
    (_, start: string, end: string) => `${start}${renderConfigTable()}\n${end}`,
  ),
)
writeFileSync(exampleFile, renderEnvExample())
