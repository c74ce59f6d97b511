import type { BrowserFlow } from '../runtime/action-event.ts'
import type { AuthorizationRequest } from './login-state.ts'

/** What Actions see of a flow through the browser in `event.transaction`. */
export function flowOf(request: AuthorizationRequest): BrowserFlow {
  return {
    protocol: 'oidc-basic-profile',
    requested_scopes: request.scope,
    redirect_uri: request.redirect_uri,
    response_type: ['code'],
    response_mode: request.response_mode,
    state: request.state ?? undefined,
    prompt: request.prompt === null ? [] : [request.prompt],
    login_hint: request.loginHint ?? undefined,
    ui_locales: request.uiLocales,
  }
}
