import { type Answer, sendJson } from './send-json.ts'

export type { Answer }

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
    sendJson(url, {
      method: body === null ? 'GET' : 'POST',
      body,
      certificateAuthority: tenant.certificateAuthority,
    })
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
