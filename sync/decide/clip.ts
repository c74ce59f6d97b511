/** The text as a column of `length` characters holds it; what is longer is cut, so that it compares equal next time. */
export function clip(text: string, length: number): string
export function clip(text: string | null, length: number): string | null
export function clip(text: string | null, length: number): string | null {
  if (text === null || text.length <= length) return text
  return Array.from(text).slice(0, length).join('')
}
