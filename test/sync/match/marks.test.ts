import { expect, test } from 'vitest'
import { haveOtherMarks } from '../../../sync/match/marks.ts'

test.each([
  ['Triệu Ngọc Quảng', 'Triệu Ngọc Quang', true],
  ['Nguyễn Quốc Tiên', 'Nguyễn Quốc Tiến', true],
  ['NGUYỄN QUỐC TIẾN', 'Nguyễn Quốc Tiến', false],
  ['Nguyen Quoc Tien', 'Nguyễn Quốc Tiến', false],
  ['Tiến Nguyễn', 'Nguyễn Quốc Tiến', false],
  ['Nguyễn Tiến (HP)', 'Nguyễn Tiến', false],
  ['Josè Nuñez', 'José Núñez', false],
  ['Jose Núñez', 'José Nuñez', false],
  ['Dvořak', 'Dvořák', false],
  ['Kovač', 'Kovać', true],
  ['Lê Kim Vân', 'Lê Kim Văn', true],
  ['José', 'José', false],
  ['Jose\u0301', 'José', false],
])('%s and %s bear other marks: %s', (a, b, expected) => {
  expect(haveOtherMarks(a, b)).toBe(expected)
  expect(haveOtherMarks(b, a)).toBe(expected)
})
