import { describe, expect, test } from 'vitest'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { toVocabulary } from '../../../sync/match/vocabulary.ts'

describe('the words of a company', () => {
  const settings = {
    ...defaultMatchSettings,
    suffixDepartments: { qa: 'Quality', tmp: null },
    tagDepartments: { emb: 'embroidery' },
    actionDepartments: { 'cut fabric': 'cutting' },
    sharedAccountWords: ['break-room'],
  }

  test('of a place are its departments, suffixes, tags, actions and the words it adds, folded', () => {
    const { placeWords } = toVocabulary(settings)

    expect([...placeWords].sort()).toEqual(
      'break cut cutting emb embroidery fabric qa quality room tmp'.split(' '),
    )
  })

  test('suffixes serve as tags, and a department stands for itself', () => {
    const { tagDepartments } = toVocabulary(settings)

    expect(Object.fromEntries(tagDepartments)).toEqual({
      qa: 'Quality',
      emb: 'embroidery',
      Quality: 'Quality',
      embroidery: 'embroidery',
      cutting: 'cutting',
    })
  })

  test('a suffix without a department is taken off and speaks for none', () => {
    const { suffixDepartments, actionDepartments } = toVocabulary(settings)

    expect(Object.fromEntries(suffixDepartments)).toEqual({ qa: 'Quality' })
    expect(Object.fromEntries(actionDepartments)).toEqual({ 'cut fabric': 'cutting' })
  })
})
