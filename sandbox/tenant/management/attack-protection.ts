import { Hono } from 'hono'
import type { Allow, TenantEnv } from '../core/access.ts'
import { readBody, settingsObject } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { JsonObject } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { toJsonObject } from './json-object.ts'

type Section = { readonly fields: readonly string[]; readonly defaults: JsonObject }

const sections: Readonly<Record<string, Section>> = {
  'brute-force-protection': {
    fields: ['enabled', 'shields', 'allowlist', 'mode', 'max_attempts'],
    defaults: {
      enabled: true,
      shields: ['block', 'user_notification'],
      mode: 'count_per_identifier_and_ip',
      allowlist: [],
      max_attempts: 10,
    },
  },
  'breached-password-detection': {
    fields: ['enabled', 'shields', 'admin_notification_frequency', 'method', 'stage'],
    defaults: {
      enabled: false,
      shields: [],
      admin_notification_frequency: [],
      method: 'standard',
      stage: {},
    },
  },
  'suspicious-ip-throttling': {
    fields: ['enabled', 'shields', 'allowlist', 'stage'],
    defaults: { enabled: true, shields: ['admin_notification', 'block'], allowlist: [], stage: {} },
  },
  'bot-detection': {
    fields: [
      'bot_detection_level',
      'challenge_password_policy',
      'challenge_passwordless_policy',
      'challenge_password_reset_policy',
      'allowlist',
      'monitoring_mode_enabled',
    ],
    defaults: {
      challenge_password_policy: 'never',
      challenge_passwordless_policy: 'never',
      challenge_password_reset_policy: 'never',
      allowlist: [],
      bot_detection_level: 'medium',
      monitoring_mode_enabled: false,
    },
  },
  captcha: {
    fields: [
      'active_provider_id',
      'arkose',
      'auth_challenge',
      'hcaptcha',
      'friendly_captcha',
      'recaptcha_enterprise',
      'recaptcha_v2',
      'simple_captcha',
    ],
    defaults: { active_provider_id: 'auth_challenge' },
  },
}

/** `/attack-protection`: kept, not enforced. */
export function attackProtection(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  const find = (name: string): Section & { readonly stored: JsonObject } => {
    const section = sections[name]
    if (section === undefined) throw refusal(404, 'Not Found')
    return { ...section, stored: tenant.state.attackProtection.get(name) ?? section.defaults }
  }

  app.get('/:section', allow('read:attack_protection'), (context) =>
    context.json(find(context.req.param('section')).stored),
  )
  app.patch('/:section', allow('update:attack_protection'), async (context) => {
    const name = context.req.param('section')
    const change = toJsonObject(await readBody(context, settingsObject(find(name).fields)))
    const next = { ...find(name).stored, ...change }
    tenant.state.attackProtection.set(name, next)
    auditApiCall(tenant, context, `Update ${name}`)
    return context.json(next)
  })
  return app
}
