import { request } from 'node:https'

/** What a tenant answers to a person's browser or app. */
export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

/** A tenant as people meet it: no Management API, only what everybody can reach. */
export type FrontDoor = {
  readonly signUp: (person: { email: string; password: string; name: string }) => Promise<Answer>
  /** `tokens` are in the body when the status is 200. */
  readonly logIn: (person: { email: string; password: string }) => Promise<Answer>
  /** Opens a link that came by mail; with a new password when the link asks for one. */
  readonly openLink: (link: string, form?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly askNewPassword: (email: string) => Promise<Answer>
}

const CONNECTION = 'Username-Password-Authentication'

/** `certificateAuthority` is PEM text; `client` is the app through which people log in. */
export function openFrontDoor(tenant: {
  readonly domain: string
  readonly certificateAuthority: string
  readonly client: { readonly id: string; readonly secret: string }
}): FrontDoor {
  const send = (url: string, body: Readonly<Record<string, unknown>> | null) =>
    call(url, body, tenant.certificateAuthority)
  const at = (path: string) => `https://${tenant.domain}${path}`
  return {
    signUp: (person) =>
      send(at('/dbconnections/signup'), {
        client_id: tenant.client.id,
        connection: CONNECTION,
        ...person,
      }),
    logIn: ({ email, password }) =>
      send(at('/oauth/token'), {
        grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
        realm: CONNECTION,
        client_id: tenant.client.id,
        client_secret: tenant.client.secret,
        scope: 'openid profile email',
        username: email,
        password,
      }),
    openLink: (link, form) => send(link, form ?? null),
    askNewPassword: (email) =>
      send(at('/dbconnections/change_password'), {
        client_id: tenant.client.id,
        connection: CONNECTION,
        email,
      }),
  }
}

function call(
  url: string,
  body: Readonly<Record<string, unknown>> | null,
  certificateAuthority: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: body === null ? 'GET' : 'POST',
      ca: certificateAuthority,
      headers: { 'content-type': 'application/json' },
      timeout: 30_000,
    })
    outgoing.once('error', reject)
    outgoing.once('timeout', () =>
      outgoing.destroy(new Error('the tenant did not answer within 30 s')),
    )
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.once('error', reject)
      incoming.once('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          body: parse(Buffer.concat(chunks).toString('utf8')),
        }),
      )
    })
    outgoing.end(body === null ? undefined : JSON.stringify(body))
  })
}

/** Pages answer HTML and some calls plain text; only JSON objects have a body worth reading. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
