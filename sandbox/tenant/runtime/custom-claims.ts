// Names that belong to the token itself; an Action that sets one of them is ignored.
const restricted = new Set(
  (
    'acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty dest ' +
    'entitlements events exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf ' +
    'nonce object_id org_id org_name orig origid permissions roles rph s_hash sid sip_callid sip_cseq_num sip_date ' +
    'sip_from_tag sip_via_branch sub sub_jwk toe txn typ uuid vot vtm x5t#S256'
  ).split(' '),
)

const auth0Hosts = /^https?:\/\/([^/]+\.)?(auth0\.com|webtask\.io|webtask\.run)([/:?#]|$)/i

/**
 * Whether a custom claim reaches the token. A restricted name or a namespace of Auth0's own is dropped without a word.
 * @throws for `scope`, which has methods of its own.
 */
export function isClaimKept(name: string): boolean {
  if (name === 'scope') {
    throw new Error('The scope claim cannot be set as a custom claim; use addScope or removeScope')
  }
  return !restricted.has(name) && !auth0Hosts.test(name)
}
