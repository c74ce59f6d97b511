const scopeCharactersMax = 280
const addedMax = 1000

/** What the Actions of one login did to the scopes of the access token; the last word on a scope counts. */
export type ScopeChanges = {
  readonly added: Set<string>
  readonly removed: Set<string>
  readonly add: (scope: unknown) => void
  readonly remove: (scope: unknown) => void
}

function checked(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('A scope must be a string')
  const scope = value.trim()
  if (scope === '' || scope.length > scopeCharactersMax || /\s/.test(scope)) {
    throw new Error(`A scope has 1 to ${scopeCharactersMax} characters and no white space`)
  }
  return scope
}

/** No change at first. */
export function createScopeChanges(): ScopeChanges {
  const added = new Set<string>()
  const removed = new Set<string>()
  return {
    added,
    removed,
    add: (value) => {
      const scope = checked(value)
      if (!added.has(scope) && added.size >= addedMax) {
        throw new Error(`At most ${addedMax} scopes can be added`)
      }
      removed.delete(scope)
      added.add(scope)
    },
    remove: (value) => {
      const scope = checked(value)
      added.delete(scope)
      removed.add(scope)
    },
  }
}
