/** A value that must not be shown. Of a secret not even a piece of `PIECE_CHARACTERS` is. */
export type HiddenValue = {
  readonly name: string
  readonly value: string
  readonly isSecret: boolean
}

/** Short enough that what is left of a secret helps nobody, long enough not to hide ordinary words. */
const PIECE_CHARACTERS = 8

/**
 * The text with every hidden value replaced by its name in brackets. Of a secret, pieces are hidden as well, because
 * the deploy tool cuts the lines of a file it cannot read, and the JSON form, because it prints payloads.
 * Values of fewer than 4 characters are left: they say nothing, and hiding them would eat the message.
 */
export function blankValues(text: string, hidden: readonly HiddenValue[]): string {
  const covered: (string | undefined)[] = []
  for (const { name, value, isSecret } of hidden) {
    for (const form of new Set([value, JSON.stringify(value).slice(1, -1)])) {
      for (const piece of isSecret ? piecesOf(form) : [form]) cover(text, piece, name, covered)
    }
  }
  let blanked = ''
  for (let index = 0; index < text.length; index++) {
    const name = covered[index]
    if (name === undefined) blanked += text[index]
    else if (covered[index - 1] !== name) blanked += `[${name}]`
  }
  return blanked
}

function piecesOf(value: string): readonly string[] {
  if (value.length <= PIECE_CHARACTERS) return [value]
  return Array.from({ length: value.length - PIECE_CHARACTERS + 1 }, (_, start) =>
    value.slice(start, start + PIECE_CHARACTERS),
  )
}

/** Marks every place of the piece with its name; a place that is marked keeps its first name. */
function cover(text: string, piece: string, name: string, covered: (string | undefined)[]): void {
  if (piece.length < 4) return
  for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) {
    for (let index = at; index < at + piece.length; index++) covered[index] ??= name
  }
}
