import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'

/** What the person sees, or, in `leftFor`, the address outside the tenant that he is sent to. */
export type Seen = {
  readonly status: number
  readonly path: string
  readonly text: string
  readonly headers: Headers
  readonly leftFor: URL | null
}

export type Browser = {
  readonly cookies: Map<string, string>
  /** Goes to an address of the tenant and follows redirects as long as they stay there. */
  readonly open: (address: string) => Promise<Seen>
  /** Fills in the page's form and sends it; hidden fields go along. */
  readonly submit: (page: Seen, fields?: Readonly<Record<string, string>>) => Promise<Seen>
}

function keepCookies(jar: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    if (/max-age=0(;|$)/i.test(line)) jar.delete(name)
    else jar.set(name, value)
  }
}

function unescape(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}

/** The address and the fields of the only form on a page. */
export function formOf(page: Seen): { action: string; fields: Record<string, string> } {
  const action = /<form[^>]*action="([^"]*)"/.exec(page.text)?.[1]
  const hidden = page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)
  const fields = [...hidden].map(([, name = '', value = '']) => [unescape(name), unescape(value)])
  return {
    action: action === undefined ? page.path : unescape(action),
    fields: Object.fromEntries(fields) as Record<string, string>,
  }
}

/** A browser without scripts: cookies, redirects and forms. */
export function newBrowser(tenant: Tenant): Browser {
  const cookies = new Map<string, string>()
  const home = `https://${tenant.domain}`

  const send = async (address: URL, init: RequestInit = {}): Promise<Seen> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = new Headers(init.headers)
    headers.set('cookie', cookie)
    headers.set('user-agent', 'test browser')
    const response = await tenant.app.fetch(new Request(address, { ...init, headers }))
    keepCookies(cookies, response)
    const location = response.headers.get('location')
    const next = location === null ? null : new URL(location, address)
    if (next?.origin === home) return send(next)
    return {
      status: response.status,
      path: `${address.pathname}${address.search}`,
      text: await response.text(),
      headers: response.headers,
      leftFor: next,
    }
  }
  return {
    cookies,
    open: (address) => send(new URL(address, home)),
    submit: (page, given = {}) => {
      const { action, fields } = formOf(page)
      return send(new URL(action, home), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...fields, ...given }).toString(),
      })
    },
  }
}
