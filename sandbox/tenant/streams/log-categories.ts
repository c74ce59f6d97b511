/** The categories by which a log stream can be filtered (auth0-facts, section 3). */
export const logCategories = [
  'auth.login.fail',
  'auth.login.notification',
  'auth.login.success',
  'auth.logout.fail',
  'auth.logout.success',
  'auth.signup.fail',
  'auth.signup.success',
  'auth.silent_auth.fail',
  'auth.silent_auth.success',
  'auth.token_exchange.fail',
  'auth.token_exchange.success',
  'management.fail',
  'management.success',
  'scim.event',
  'system.notification',
  'user.fail',
  'user.notification',
  'user.success',
  'actions',
  'other',
] as const

export type LogCategory = (typeof logCategories)[number]

/** The codes of each category, as DOC:customize/log-streams/event-filters lists them. */
const codes: Readonly<Partial<Record<LogCategory, string>>> = {
  'auth.login.fail': 'f fc fco fcoa fens fp fu',
  'auth.login.notification': 'w',
  'auth.login.success': 's scoa sens',
  'auth.logout.fail': 'flo oidc_backchannel_logout_failed',
  'auth.logout.success': 'slo oidc_backchannel_logout_succeeded',
  'auth.signup.fail': 'fs',
  'auth.signup.success': 'ss',
  'auth.silent_auth.fail': 'fsa',
  'auth.silent_auth.success': 'ssa',
  'auth.token_exchange.fail':
    'feacft feccft fede feoobft feotpft fepft fepotpft fercft ferrt fertft',
  'auth.token_exchange.success': 'seacft seccft sede seoobft seotpft sepft sercft sertft',
  'management.success': 'sapi mgmt_api_read',
  'scim.event': 'sscim fscim',
  'system.notification':
    'admin_update_launch api_limit coff con depnote fcpro fui limit_delegation limit_mu limit_wc sys_os_update_start sys_os_update_end sys_update_start sys_update_end',
  'user.fail': 'fce fcp fcpn fcpr fcu fd fdeaz fdecc fdu fn fv fvr ss_sso_failure',
  'user.notification':
    'cs gd_enrollment_complete gd_start_enroll gd_unenroll gd_update_device_account ss_sso_info ublkdu',
  'user.success': 'sce scp scpn scpr scu sdu srrt ss_sso_success sui sv svr',
  actions: 'actions_execution_failed',
}

const categoryByCode = new Map(
  logCategories.flatMap((category) =>
    (codes[category]?.split(' ') ?? []).map((code) => [code, category] as const),
  ),
)

/** The category of a log type; a type that is listed nowhere is `other`. */
export function categoryOf(logType: string): LogCategory {
  return categoryByCode.get(logType) ?? 'other'
}
