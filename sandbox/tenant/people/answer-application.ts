import type { Context } from 'hono'
import { html } from 'hono/html'
import type { AuthorizationRequest } from './login-state.ts'
import { formTarget, showPage } from './page.ts'

export type AnswerTarget = Pick<AuthorizationRequest, 'redirect_uri' | 'response_mode' | 'state'>

const submitScript = 'document.forms[0].submit()'

/** Sends the browser back to the application with these parameters and its `state`. */
export function answerApplication(
  context: Context,
  target: AnswerTarget,
  parameters: Readonly<Record<string, string>>,
): Response | Promise<Response> {
  const { redirect_uri, response_mode, state } = target
  const all = { ...parameters, ...(state !== null && { state }) }
  if (response_mode === 'query') {
    context.header('cache-control', 'no-store')
    const separator = redirect_uri.includes('?') ? '&' : '?'
    return context.redirect(`${redirect_uri}${separator}${new URLSearchParams(all).toString()}`)
  }
  const fields = Object.entries(all).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  return showPage(context, {
    status: 200,
    title: 'One moment',
    body: html`<form method="post" action="${redirect_uri}">${fields}<button>Continue</button></form>`,
    formTargets: [formTarget(redirect_uri)],
    script: submitScript,
  })
}

/** `answerApplication` with an OAuth error. */
export function answerError(
  context: Context,
  target: AnswerTarget,
  { error, description }: { readonly error: string; readonly description: string },
): Response | Promise<Response> {
  return answerApplication(context, target, { error, error_description: description })
}
