import { describe, expect, it } from 'vitest'
import { readAnswerSheet, toAnswerSheet } from '../../../sync/review/answers-csv.ts'

const sheet = (text: string) => ({ name: 'reviews.csv', bytes: Buffer.from(text) })
const ROW = {
  id: 12,
  about: 'podfactory user',
  who: 'Nguyễn, An "HP" (1003)',
  why: 'name ambiguous',
  candidates: ['#42 An Nguyễn (a.n@colorecommerce.us)', '#43 An Nguyễn'],
}

describe('the table of cases', () => {
  it('comes back as it went, with nothing decided', () => {
    const text = toAnswerSheet([ROW])

    expect(text.startsWith('\ufeffcase,about,who,why,candidate 1,')).toBe(true)
    expect(text).toContain('"Nguyễn, An ""HP"" (1003)"')
    expect(readAnswerSheet(sheet(text))).toEqual([])
  })

  it('never hands a spreadsheet a formula', () => {
    const evil = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']
    const text = toAnswerSheet(evil.map((who, index) => ({ ...ROW, id: index + 1, who })))

    for (const one of evil) {
      const cell = one.replaceAll('"', '""')
      expect(text).not.toContain(`,${cell}`)
      expect(text).not.toContain(`,"${cell}`)
    }
  })

  it('is read as people fill it in, in any order of columns', () => {
    const text = [
      'decision,reason,employee,case',
      'confirm,"asked him, sure",#42,12',
      'Not a person,,,13',
      ',not yet,,14',
      ' new-employee ,,7,15',
      'DENY,,,16',
    ].join('\r\n')

    expect(readAnswerSheet(sheet(text))).toEqual([
      { line: 2, caseId: 12, decision: 'confirm', employeeId: 42, reason: 'asked him, sure' },
      { line: 3, caseId: 13, decision: 'not_a_person', employeeId: null, reason: null },
      { line: 5, caseId: 15, decision: 'new_employee', employeeId: 7, reason: null },
      { line: 6, caseId: 16, decision: 'deny', employeeId: null, reason: null },
    ])
  })

  it.each([
    ['case,decision\n12,yes', 2, 'decision'],
    ['case,decision\nx,deny', 2, 'case'],
    ['case,decision,employee\n12,confirm,John Doe', 2, 'employee'],
    ['case,decision\n12,deny\n13,deny\n12,deny', 4, 'case 12'],
    ['case,who\n12,somebody', 1, 'decision'],
  ])(
    'names file, line and column of what is wrong and repeats nothing of it',
    (text, line, what) => {
      const read = () => readAnswerSheet(sheet(text))

      expect(read).toThrow(`reviews.csv, line ${line}: `)
      expect(read).toThrow(what)
      expect(read).not.toThrow('John Doe')
    },
  )
})
