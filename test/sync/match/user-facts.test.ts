import { describe, expect, test } from 'vitest'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { toUserFacts } from '../../../sync/match/user-facts.ts'
import { toVocabulary } from '../../../sync/match/vocabulary.ts'
import { user } from './people-builders.ts'

function factsOf(email: string | null, fullName: string | null = null) {
  return toUserFacts(user({ email, fullName }), toVocabulary(defaultMatchSettings))
}

describe('a user', () => {
  test.each([
    ['john.doe@gmail.example', 'john doe'],
    ['john.doe+x@gmail.example', 'john doe'],
    ['john.doe.hp@colorecommerce.us', 'john doe'],
    ['john.doe.hp+x@colorecommerce.us', 'john doe'],
    ['john.doe.hp@gmail.example', 'john doe hp'],
    ['john.doe@', undefined],
    ['42@gmail.example', undefined],
    [null, undefined],
  ])('whose address is %s is spelled %s', (email, key) => {
    expect(factsOf(email).addressName?.key).toBe(key)
  })

  test.each([
    ['john_doe2@colorecommerce.us', ['johndoe2']],
    ['john.doe.hp@colorecommerce.us', ['johndoehp', 'johndoe']],
    ['john.doe+x@colorecommerce.us', ['johndoex', 'johndoe']],
    ['John.Doe2@', ['johndoe2']],
    ['john.doe@gmail.example', []],
    ['n/a', []],
    [null, []],
  ])('with %s may be an employee’s %j', (email, locals) => {
    expect(factsOf(email).respelledLocals).toEqual(locals)
  })

  test.each([
    ['Heat Press 3', true],
    ['HP 2', true],
    ['Station A', true],
    ['John Doe', false],
    ['Chip Ship', false],
    ['Heat (Press)', true],
    ['John (HP)', false],
    ['Pack', true],
    ['Day', false],
    [null, false],
  ])('called %s is a place: %s', (fullName, isPlace) => {
    expect(factsOf(null, fullName).isNameOfPlace).toBe(isPlace)
  })

  test.each([
    ['hp.station2@colorecommerce.us', true],
    ['shipping@colorecommerce.us', true],
    ['shipping@gmail.example', false],
    ['john.doe@colorecommerce.us', false],
    [null, false],
  ])('at %s is at a place: %s', (email, isPlace) => {
    expect(factsOf(email).isAddressOfPlace).toBe(isPlace)
  })
})
