import anyAscii from 'any-ascii'

/**
 * Lower-case ASCII of any text: accents fall away before other scripts are spelled in Latin letters, so that
 * `Đặng`, `DANG` and `dang` are one. A key to compare by, never a text to show.
 */
export function foldText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase()
  return anyAscii(text.normalize('NFKD').replace(/\p{M}/gu, '')).toLowerCase()
}

/** Folded words of letters and digits; an apostrophe joins (`O'Brien`), everything else separates. */
export function foldWords(text: string): readonly string[] {
  return foldText(text)
    .replace(/['`]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
