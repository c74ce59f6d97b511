import { createHmac } from 'node:crypto'
import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import type { Asset } from './assets.ts'

const START = '// Secrets:'
const MARK_CHARACTERS = 16

/**
 * The assets with one more line of code in each Action: a mark that differs whenever one of its secrets does. Auth0
 * shows nobody a secret, so this line, which it does show, is how a plan sees that a value in the files has changed.
 * `key` is the webhook secret: as random as a key must be, so that nothing can be guessed from the mark.
 */
export function markSecrets(assets: readonly Asset[], key: string): readonly Asset[] {
  return assets.map((asset) => {
    const { code, secrets } = asset.body
    if (asset.kind !== 'actions' || typeof code !== 'string') return asset
    const line = `${START} ${markOf(secrets ?? [], key)} (changes when one of them changes)\n`
    return { ...asset, body: { ...asset.body, code: `${line}${code}` } }
  })
}

function markOf(secrets: Json, key: string): string {
  return createHmac('sha256', key)
    .update(canonicalJson(secrets))
    .digest('hex')
    .slice(0, MARK_CHARACTERS)
}

/** Whether two codes differ in nothing but the mark of their secrets. */
export function differInSecretsOnly(left: string, right: string): boolean {
  return left !== right && withoutMark(left) === withoutMark(right)
}

function withoutMark(code: string): string {
  return code.startsWith(START) ? code.slice(code.indexOf('\n') + 1) : code
}
