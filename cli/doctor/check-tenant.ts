import { type CredentialsCheck, WORKER_SCOPES } from '../../accounts/check-credentials.ts'
import { checkClock } from './check-clock.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

/** The tenant's answer to the worker's credentials, as findings. */
export function checkTenant(
  check: CredentialsCheck,
  domain: string,
  now: Date,
): readonly Finding[] {
  switch (check.kind) {
    case 'unreachable':
      return [
        wrong(
          'Auth0 tenant',
          `https://${domain} does not answer`,
          'Check AUTH0_DOMAIN and this machine’s way to the internet.',
        ),
      ]
    case 'refused':
      return [
        wrong(
          'Auth0 tenant',
          `refuses the worker’s credentials (${check.status})`,
          'Copy id and secret of the client `podlink worker` into AUTH0_WORKER_CLIENT_ID and AUTH0_WORKER_CLIENT_SECRET; `podlink tenant deploy` creates it.',
        ),
      ]
    case 'granted':
      return [
        ok('Auth0 tenant', `${domain} accepts the worker’s credentials`),
        checkScopes(check),
        ...(check.serverTime === null
          ? []
          : [checkClock('clock of the tenant', check.serverTime, now)]),
      ]
  }
}

function checkScopes(check: Extract<CredentialsCheck, { kind: 'granted' }>): Finding {
  if (check.missing.length > 0) {
    return wrong(
      'scopes of the worker',
      `missing: ${check.missing.join(', ')}`,
      'Run `podlink tenant deploy`, which grants exactly what the worker needs.',
    )
  }
  return check.excess.length > 0
    ? warning(
        'scopes of the worker',
        `more than it needs: ${check.excess.join(', ')}`,
        'Run `podlink tenant deploy`, which grants exactly what the worker needs.',
      )
    : ok('scopes of the worker', `${WORKER_SCOPES.length}, exactly what it needs`)
}
