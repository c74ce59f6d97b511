import { VARIABLES, type Variable } from './variables.ts'

type Row = { readonly section: string; readonly name: string; readonly variable: Variable<unknown> }

/** `.env.example`: every variable with what it means; what has a fallback is commented out. */
export function renderEnvExample(): string {
  const lines = ['# Every variable podlink reads. Copy to .env and fill in; never commit the copy.']
  let section = ''
  for (const row of rows()) {
    if (row.section !== section) lines.push('', `# --- ${row.section} ---`)
    section = row.section
    const { about, fallback } = row.variable
    lines.push(`# ${about}`, fallback === undefined ? `${row.name}=` : `# ${row.name}=${fallback}`)
  }
  return `${lines.join('\n')}\n`
}

/** The configuration table of the README. */
export function renderConfigTable(): string {
  const lines = ['| variable | needed by | meaning | default |', '|---|---|---|---|']
  for (const { section, name, variable } of rows()) {
    const fallback = variable.fallback
    const shown =
      fallback === undefined
        ? 'must be set'
        : fallback.length > 60
          ? 'see `store/column-map.ts`'
          : `\`${fallback}\``
    lines.push(
      `| \`${name}\` | ${section} | ${variable.about}${variable.isSecret === true ? ' (secret)' : ''} | ${shown} |`,
    )
  }
  return lines.join('\n')
}

function rows(): readonly Row[] {
  const seen = new Set<string>()
  return Object.entries(VARIABLES).flatMap(([section, variables]) =>
    Object.entries<Variable<unknown>>(variables)
      .filter(([name]) => !seen.has(name) && seen.add(name))
      .map(([name, variable]) => ({ section, name, variable })),
  )
}
