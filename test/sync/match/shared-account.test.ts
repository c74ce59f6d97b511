import { expect, test } from 'vitest'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { isSharedAccountName } from '../../../sync/match/shared-account.ts'
import { toVocabulary } from '../../../sync/match/vocabulary.ts'

const { placeWords } = toVocabulary(defaultMatchSettings)

test.each([
  ['Heat Press 3', true],
  ['hp.station2', true],
  ['Station A', true],
  ['station 4 b', true],
  ['station4b', true],
  ['The Night Shift', true],
  ['Night Shift', true],
  ['Morning Team 2', true],
  ['Evening Shift', true],
  ['Day Shift', true],
  ['Number 4 Station', true],
  ['Nr 4 Station', true],
  ['Station', true],
  ['the-night-shift', true],
  ['no 7 table', true],
  ['labelling', true],
  ['guest', true],
  ['Étage Shipping', false],
  ['Chip Ship', false],
  ['Station Ann', false],
  ['Ann Station', false],
  ['A Station', false],
  ['Day Knight', false],
  ['Night', false],
  ['the', false],
  ['A', false],
  ['stationery', false],
  ['', false],
  ['42', false],
])('%j is a place: %s', (text, isPlace) => {
  expect(isSharedAccountName(text, placeWords)).toBe(isPlace)
})
