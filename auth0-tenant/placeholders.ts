/** One `@@NAME@@` (JSON, with quotes) or `##NAME##` (raw text) of a file. */
export type Placeholder = {
  readonly name: string
  readonly kind: 'json' | 'text'
  /** Counted from 1. */
  readonly line: number
  /** It is a whole value, so that JSON fits in its place; a pair of quotes around it is replaced with it. */
  readonly isWhole: boolean
}

export type PlaceholderScan = {
  readonly found: readonly Placeholder[]
  /** Lines that hold two at-signs or number signs which the deploy tool will not replace. */
  readonly malformedLines: readonly number[]
}

const PLACEHOLDER = /(@@|##)([A-Z][A-Z0-9_]*)\1/g
const MALFORMED = /@@|##[A-Za-z0-9_.-]+##/

/** Every placeholder of the text in order, comments included: the deploy tool replaces those as well. */
export function findPlaceholders(text: string): PlaceholderScan {
  const lines = text.split('\n')
  return {
    found: lines.flatMap((line, index) =>
      [...line.matchAll(PLACEHOLDER)].map((match) => ({
        name: match[2] ?? '',
        kind: match[1] === '@@' ? ('json' as const) : ('text' as const),
        line: index + 1,
        isWhole: isWhole(line.slice(0, match.index), line.slice(match.index + match[0].length)),
      })),
    ),
    malformedLines: lines.flatMap((line, index) =>
      MALFORMED.test(line.replaceAll(PLACEHOLDER, '')) ? [index + 1] : [],
    ),
  }
}

function isWhole(before: string, after: string): boolean {
  const quote = /['"]$/.exec(before)?.[0] ?? ''
  const start = quote === '' ? before : before.slice(0, -1)
  return (
    after.startsWith(quote) &&
    /(^|[[,{]|[:-]\s)\s*$/.test(start) &&
    /^\s*([\],}]|$|\s#)/.test(after.slice(quote.length))
  )
}

const QUOTED = /(['"])(@@[A-Z][A-Z0-9_]*@@)\1/g

/**
 * The text with each `@@NAME@@` replaced by its value as JSON, quotes around it included, and each `##NAME##` by its
 * value as it is. A placeholder without a value stays.
 */
export function fillPlaceholders(
  text: string,
  values: Readonly<Record<string, string | boolean | readonly unknown[]>>,
): string {
  return text
    .replaceAll(QUOTED, '$2')
    .replaceAll(PLACEHOLDER, (whole, mark: string, name: string) => {
      const value = values[name]
      if (value === undefined) return whole
      return mark === '@@' ? JSON.stringify(value) : String(value)
    })
}
