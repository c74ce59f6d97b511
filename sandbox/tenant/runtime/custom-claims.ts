import type { Json } from '../tenant-state.ts'

// Names that belong to the token itself; an Action that sets one of them is ignored (auth0-facts 1.7).
const restricted = new Set(
  (
    'acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty dest ' +
    'entitlements events exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf ' +
    'nonce object_id org_id org_name orig origid permissions roles rph s_hash sid sip_callid sip_cseq_num sip_date ' +
    'sip_from_tag sip_via_branch sub sub_jwk toe txn typ uuid vot vtm x5t#S256'
  ).split(' '),
)

const auth0Hosts = /^https?:\/\/([^/]+\.)?(auth0\.com|webtask\.io|webtask\.run)([/:?#]|$)/i
const auth0Urn = /^urn:auth0(:|$)/i
const claimsBytesMax = 100 * 1024

export type Claims = Record<string, Json>

function isDropped(name: string): boolean {
  return restricted.has(name) || auth0Hosts.test(name) || auth0Urn.test(name)
}

/**
 * Puts a custom claim among those of one token. A restricted name or a namespace of Auth0's own is dropped without a
 * word; names without a namespace are allowed.
 * @throws for `scope`, which has methods of its own, and beyond 100 kB of claims in a token (what Auth0 does then is
 * not known: here it is loud).
 */
export function setClaim(claims: Claims, name: string, value: Json): void {
  if (name === 'scope') {
    throw new Error('The scope claim cannot be set as a custom claim; use addScope or removeScope')
  }
  if (isDropped(name)) return
  const bytes = Buffer.byteLength(JSON.stringify({ ...claims, [name]: value }))
  if (bytes > claimsBytesMax) throw new Error('The custom claims of a token may not exceed 100 kB')
  claims[name] = value
}
