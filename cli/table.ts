import pc from 'picocolors'

/**
 * Rows as aligned columns under a bold heading. Cells are shortened to 48 characters and lose line breaks and control
 * characters, because they can hold what strangers typed.
 */
export function renderTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = rows.map((row) => row.map(clean))
  const widths = heading.map((title, column) =>
    cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [pc.bold(line(heading)), ...cells.map(line)].join('\n')
}

function clean(cell: string): string {
  const printable = cell.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
  if (printable.length <= 48) return printable
  // Not in the middle of a character.
  return `${printable.slice(0, 47).replace(/[\ud800-\udbff]$/, '')}…`
}
