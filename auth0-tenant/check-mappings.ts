import { findPlaceholders, type Placeholder } from './placeholders.ts'
import { type Mappings, SECRET_PLACEHOLDERS } from './tenant-mappings.ts'

/** Something that would deploy wrongly. `line` counts from 1; null where no line is to blame. No value is ever named. */
export type MappingFinding = {
  readonly file: string
  readonly line: number | null
  readonly placeholder: string | null
  readonly problem: string
  readonly fix: string
}

export type MappingCheck = {
  readonly mappings: Mappings
  /** The configuration that is deployed. */
  readonly tenantFiles: readonly { readonly file: string; readonly text: string }[]
  /** Built Actions: the deploy tool replaces placeholders in code as well, so none may be in there. */
  readonly codeFiles: readonly { readonly file: string; readonly text: string }[]
  /** Allows a receiver without TLS on this machine. */
  readonly isSandbox: boolean
}

const VALUES = 'the mappings'
/** Auth0 drops claims under its own domains without a word. */
const RESERVED_HOST = /(^|\.)(auth0\.com|webtask\.io|webtask\.run)$/
/** Lists that hold names of the tenant: whatever they look like, nothing replaces them. */
const OF_THE_TENANT = new Set([
  'CONNECTION_CLIENTS',
  'POST_LOGIN_BINDINGS',
  'POST_USER_REGISTRATION_BINDINGS',
])
/** Lists for which an empty one is an answer. */
const MAY_BE_EMPTY = new Set(['PODFACTORY_CALLBACKS'])
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Finds, before anything is sent, what auth0-deploy-cli would deploy wrongly without a word: a placeholder without
 * value is sent as its own text, a raw one breaks the file or leaks, deletes remove what is not ours.
 * An empty list means that the deploy may start.
 */
export function checkMappings(check: MappingCheck): readonly MappingFinding[] {
  return [...checkTenantFiles(check), ...checkCode(check), ...checkValues(check)]
}

function checkTenantFiles({ mappings, tenantFiles }: MappingCheck): readonly MappingFinding[] {
  const scans = tenantFiles.map(({ file, text }) => ({ file, ...findPlaceholders(text) }))
  const used = new Set(scans.flatMap(({ found }) => found.map(({ name }) => name)))
  const unused = Object.keys(mappings).filter((name) => !used.has(name))
  return [
    ...scans.flatMap(({ file, found, malformedLines }) => [
      ...found.flatMap((placeholder) => checkPlaceholder(placeholder, mappings, file)),
      ...malformedLines.map((line) => ({
        file,
        line,
        placeholder: null,
        problem: 'holds a placeholder that will not be replaced',
        fix: 'Write it as @@NAME@@ with capitals, digits and underscores.',
      })),
    ]),
    ...unused.map((placeholder) =>
      inValues(placeholder, 'is not used', 'Remove it, or use it in tenant.yaml.'),
    ),
  ]
}

function checkPlaceholder(
  { name, kind, line, isWhole }: Placeholder,
  mappings: Mappings,
  file: string,
): readonly MappingFinding[] {
  const at = { file, line, placeholder: name }
  if (!(name in mappings)) {
    const problem = 'has no value, and its own text would be deployed'
    return [{ ...at, problem, fix: `Give ${name} a value.` }]
  }
  if (kind === 'text' && (SECRET_PLACEHOLDERS.has(name) || !isPlain(mappings[name]))) {
    const problem = 'is put in as raw text, which a quote, a # or a backslash breaks'
    return [{ ...at, problem, fix: `Write @@${name}@@ without quotes.` }]
  }
  if (kind === 'json' && !isWhole) {
    const problem = 'brings its own quotes and cannot be part of a longer text'
    return [{ ...at, problem, fix: 'Let it be the whole value, and compose that value before.' }]
  }
  return []
}

function checkCode({ codeFiles }: MappingCheck): readonly MappingFinding[] {
  return codeFiles.flatMap(({ file, text }) =>
    findPlaceholders(text).found.map(({ name, line }) => ({
      file,
      line,
      placeholder: name,
      problem: 'looks like a placeholder in the code of an Action and might be replaced',
      fix: 'Read it from event.secrets.',
    })),
  )
}

function checkValues({ mappings, isSandbox }: MappingCheck): readonly MappingFinding[] {
  const findings = Object.entries(mappings).flatMap(([name, value]) => [
    ...checkName(name),
    ...checkValue(name, value),
  ])
  const receiver = mappings['RECEIVER_URL']
  if (typeof receiver === 'string' && !isReceiverUrl(receiver, isSandbox)) {
    const fix = 'Give the https:// address of the receiver; plain http works in the sandbox alone.'
    findings.push(inValues('RECEIVER_URL', 'is no safe address', fix))
  }
  const namespace = mappings['CLAIMS_NAMESPACE']
  if (typeof namespace === 'string' && !isNamespace(namespace)) {
    const fix = 'Use an address of your own domain, such as https://example.com/.'
    findings.push(inValues('CLAIMS_NAMESPACE', 'is a namespace whose claims Auth0 drops', fix))
  }
  return findings
}

function checkName(name: string): readonly MappingFinding[] {
  if (name.startsWith('AUTH0_ALLOW_')) {
    return [inValues(name, 'is a switch of the deploy tool', 'Remove it: deletes stay off.')]
  }
  return /^[A-Z][A-Z0-9_]*$/.test(name)
    ? []
    : [inValues(name, 'has a name that cannot be a placeholder', 'Use capitals, digits and _.')]
}

function checkValue(name: string, value: Mappings[string]): readonly MappingFinding[] {
  if (typeof value === 'boolean' || OF_THE_TENANT.has(name)) return []
  const parts = typeof value === 'string' ? [value] : value
  const isMissing = parts.length === 0 && !MAY_BE_EMPTY.has(name)
  if (isMissing || parts.some((part) => typeof part === 'string' && part.trim() === '')) {
    return [inValues(name, 'is empty', `Give ${name} a value.`)]
  }
  const text = JSON.stringify(value)
  const { found, malformedLines } = findPlaceholders(text)
  return found.length > 0 || malformedLines.length > 0
    ? [inValues(name, 'contains a placeholder itself', 'Use a value without @@ or ##.')]
    : []
}

function isPlain(value: Mappings[string] | undefined): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && /^[\w./:-]+$/.test(value))
}

function isReceiverUrl(text: string, isSandbox: boolean): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  return (
    url.protocol === 'https:' ||
    (isSandbox && url.protocol === 'http:' && LOOPBACK.has(url.hostname))
  )
}

function isNamespace(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && !RESERVED_HOST.test(url.hostname)
}

function inValues(placeholder: string, problem: string, fix: string): MappingFinding {
  return { file: VALUES, line: null, placeholder, problem, fix }
}
