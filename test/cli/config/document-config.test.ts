import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderConfigTable, renderEnvExample } from '../../../cli/config/document-config.ts'

const ROOT = join(import.meta.dirname, '../../..')

describe('the documents about the configuration', () => {
  it('.env.example is what `npm run docs` writes', () => {
    expect(readFileSync(join(ROOT, '.env.example'), 'utf8')).toBe(renderEnvExample())
  })

  it('the README holds the table that `npm run docs` writes', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(renderConfigTable())
  })
})
