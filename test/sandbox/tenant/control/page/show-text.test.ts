import { expect, it } from 'vitest'
import { clip, foreign, visibleText } from '../../../../../sandbox/tenant/control/page/show-text.ts'

it.each([
  ['gnp.exe\u202E', 'gnp.exe⟨U+202E⟩'],
  ['\u200Fשלום', '⟨U+200F⟩שלום'],
  ['a\u0000b\u001B[31m', 'a⟨U+0000⟩b⟨U+001B⟩[31m'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['family 👨‍👩‍👧 emoji', 'family 👨‍👩‍👧 emoji'],
])('writes out what the eye would miss in %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown)
})

it('cuts at the limit and says so', () => {
  expect([clip('1234', 4), clip('12345', 4)]).toEqual(['1234', '1234…'])
})

it('isolates and escapes text of unknown origin', async () => {
  expect(String(await foreign('<b>&"'))).toBe('<bdi>&lt;b&gt;&amp;&quot;</bdi>')
})
