import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMPLIANCE_QUERIES } from '../../store/compliance-queries.ts'

describe('the compliance queries', () => {
  it('are the customer’s, word for word', () => {
    const document = readFileSync(join(import.meta.dirname, 'compliance-queries.sql'), 'utf8')
    const withoutComments = document.replace(/^--.*\n/gm, '').trim()

    expect(COMPLIANCE_QUERIES.map((query) => query.sql).join('\n\n')).toBe(withoutComments)
  })
})
