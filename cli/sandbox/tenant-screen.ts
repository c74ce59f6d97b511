import pc from 'picocolors'
import type { TenantCard } from './hold-tenant.ts'

/** One screen with everything somebody needs to develop against the tenant. */
export function renderTenantCard(card: TenantCard): string {
  const { domain, plan, issuer, management, application, caFile, pageUrl } = card
  return [
    '',
    pc.bold(`An Auth0 tenant of your own, at ${domain}`),
    '',
    section('Tenant', [
      ['domain', domain],
      ['issuer', issuer],
      ['rate limits', `those of the plan ${plan}`],
    ]),
    section('Management API', [
      ['audience', management.audience],
      ['client id', management.clientId],
      ['client secret', management.clientSecret],
      ['scopes', 'all'],
    ]),
    section('Application', [
      ['client id', application.clientId],
      ['client secret', application.clientSecret],
      ['callbacks', application.callbacks.join(', ')],
    ]),
    section('Trust', [
      ['authority', caFile],
      ['for Node', `export NODE_EXTRA_CA_CERTS='${caFile.replaceAll("'", `'\\''`)}'`],
    ]),
    section('Look inside', [
      ['page', pageUrl],
      ['let it fail', 'npx podlink sandbox fault add unavailable --count 3'],
      ['move time', 'npx podlink sandbox clock --advance 2h'],
    ]),
    pc.dim('Keys and secrets stay the same at the next start; accounts and settings are not kept.'),
    pc.dim('Running until Ctrl-C.'),
  ].join('\n')
}

function section(title: string, rows: readonly (readonly [name: string, value: string])[]): string {
  return `${pc.bold(title)}\n${rows.map(([name, value]) => `  ${name.padEnd(15)}${value}`).join('\n')}\n`
}
