/** The text of a cell, trimmed; null for NULL and for what is empty. */
export function readText(cell: unknown): string | null {
  if (typeof cell !== 'string' && typeof cell !== 'number') return null
  const text = String(cell).trim()
  return text === '' ? null : text
}

/** A whole number that JavaScript holds exactly, also when the driver gives it as text; otherwise null. */
export function readWholeNumber(cell: unknown): number | null {
  const number =
    typeof cell === 'string' && /^-?[0-9]{1,16}(\.0+)?$/.test(cell) ? Number(cell) : cell
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}

/** A moment that exists; null for NULL and for what is none, such as MySQL's zero date. */
export function readMoment(cell: unknown): Date | null {
  return cell instanceof Date && !Number.isNaN(cell.getTime()) ? cell : null
}

/**
 * A list of short texts, kept as JSON (which some drivers have parsed already) or with commas. Members that are no text
 * are left out; broken JSON is read as text with commas.
 */
export function readList(cell: unknown): readonly string[] {
  const list = typeof cell === 'string' ? splitText(cell) : cell
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    const text = readText(item)
    return text === null ? [] : [text]
  })
}

function splitText(text: string): readonly unknown[] {
  if (text.trimStart().startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(text)
      if (Array.isArray(parsed)) return parsed
    } catch {
      return text.split(',')
    }
  }
  return text.split(',')
}
