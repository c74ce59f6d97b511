import type { ActionApi } from './action-api.ts'

/** Methods of post-login v3 that are documented (auth0-facts 1.4) and that this tenant does not have. */
const names: Readonly<Record<string, readonly string[]>> = {
  multifactor: ['enable'],
  authentication: [
    'challengeWith',
    'challengeWithAny',
    'enrollWith',
    'enrollWithAny',
    'recordMethod',
    'setPrimaryUser',
  ],
  groups: ['getUserGroups', 'hasGroupMembership'],
  roles: ['getUserEffectiveRoles', 'getUserEffectiveRolesByIds', 'getUserEffectiveRolesByNames'],
  redirect: ['encodeToken', 'sendUserTo', 'canRedirect', 'validateToken'],
  samlResponse: [
    'setAttribute',
    'setAudience',
    'setRecipient',
    'setDestination',
    'setIssuer',
    'setCert',
    'setKey',
    'setSigningCert',
    'setEncryptionCert',
    'setEncryptionPublicKey',
    'setLifetimeInSeconds',
    'setNameIdentifierFormat',
    'setNameIdentifierProbes',
    'setAuthnContextClassRef',
    'setSignatureAlgorithm',
    'setDigestAlgorithm',
    'setSignResponse',
    'setRelayState',
  ],
  validation: ['error'],
  rules: ['wasExecuted'],
  prompt: ['render'],
  session: [
    'revoke',
    'setExpiresAt',
    'setIdleExpiresAt',
    'setCookieMode',
    'setMetadata',
    'deleteMetadata',
    'evictMetadata',
  ],
  refreshToken: [
    'revoke',
    'setExpiresAt',
    'setIdleExpiresAt',
    'setMetadata',
    'deleteMetadata',
    'evictMetadata',
  ],
}

function loudly(group: string, methods: readonly string[]): ActionApi[string] {
  const refuse = (method: string) => () => {
    throw new Error(`The local tenant does not model api.${group}.${method}`)
  }
  return Object.fromEntries(methods.map((method) => [method, refuse(method)]))
}

/** Each of them throws, so that an Action which needs one is noticed. */
export const notModelledMethods: ActionApi = Object.fromEntries(
  Object.entries(names).map(([group, methods]) => [group, loudly(group, methods)]),
)
