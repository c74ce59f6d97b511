import { decodeJwt } from 'jose'
import { passwordRealmGrant } from '../../people/token-endpoint.ts'
import type { TenantContext } from '../../tenant-context.ts'
import type { ClientRecord } from '../../tenant-state.ts'
import { done, failed, type Act, type Form } from './act.ts'
import { secretHider } from './hide-secrets.ts'
import { isGranted, knock, refusalText } from './knock.ts'
import { clip } from './show-text.ts'

/** What an empty password field stands for: everybody in the sample company has it. */
export const samplePassword = 'Sandbox-Passw0rd!'

const claimTextMax = 200
const ordinaryClaims = new Set(
  'iss sub aud iat exp sid name nickname given_name family_name picture updated_at email email_verified'.split(
    ' ',
  ),
)

type Door = { readonly client: ClientRecord; readonly connection: string }

/** The application people use, and the directory they are in. */
function frontDoor(tenant: TenantContext, wanted: string): Door | null {
  const client = [...tenant.state.clients.values()].find(({ grant_types }) =>
    grant_types.includes(passwordRealmGrant),
  )
  if (client === undefined) return null
  const usable = [...tenant.state.connections.values()].find(
    ({ name, enabled_clients }) =>
      (wanted === '' || wanted === name) && enabled_clients.includes(client.client_id),
  )
  return usable === undefined ? null : { client, connection: usable.name }
}

const noDoor = failed('No application lets people log in here: deploy one with the password grant.')

function passwordOf(form: Form): string {
  return form('password') || samplePassword
}

/** `POST /dbconnections/signup`. */
export const signUp: Act = async ({ tenant, send }, form) => {
  const door = frontDoor(tenant, form('connection'))
  if (door === null) return noDoor
  const email = form('email')
  const name = form('name')
  const reply = await knock(send, {
    method: 'POST',
    url: `${tenant.issuer}dbconnections/signup`,
    body: {
      client_id: door.client.client_id,
      connection: door.connection,
      email,
      password: passwordOf(form),
      ...(name !== '' && { name }),
    },
  })
  if (!isGranted(reply)) return failed(`sign-up refused: ${refusalText(reply)}`)
  return done(`${email} signed up; a mail with a link to verify the address was sent`)
}

/** What the Actions put into the ID token; names are public, since every application reads them. */
function addedClaims(tenant: TenantContext, idToken: unknown): string {
  if (typeof idToken !== 'string') return ''
  const hide = secretHider(tenant)
  const added = Object.entries(decodeJwt(idToken))
    .filter(([name]) => !ordinaryClaims.has(name))
    .map(([name, value]) => `${name} = ${hide(JSON.stringify(value))}`)
  return clip(added.join(', '), claimTextMax)
}

/** `POST /oauth/token` with user name and password. */
export const logIn: Act = async ({ tenant, send }, form) => {
  const door = frontDoor(tenant, form('connection'))
  if (door === null) return noDoor
  const username = form('email')
  const reply = await knock(send, {
    method: 'POST',
    url: `${tenant.issuer}oauth/token`,
    body: {
      grant_type: passwordRealmGrant,
      client_id: door.client.client_id,
      client_secret: door.client.client_secret,
      realm: door.connection,
      username,
      password: passwordOf(form),
      scope: 'openid profile email',
    },
  })
  if (!isGranted(reply)) return failed(`login refused: ${refusalText(reply)}`)
  const claims = addedClaims(tenant, reply.body['id_token'])
  return done(`${username} logged in${claims === '' ? '' : `; the ID token says ${claims}`}`)
}

/** `POST /dbconnections/change_password`, which answers the same whether the address is known or not. */
export const changePassword: Act = async ({ tenant, send }, form) => {
  const door = frontDoor(tenant, form('connection'))
  if (door === null) return noDoor
  const email = form('email')
  const lastBefore = tenant.mailSink.mails.at(-1)
  const reply = await knock(send, {
    method: 'POST',
    url: `${tenant.issuer}dbconnections/change_password`,
    body: { client_id: door.client.client_id, connection: door.connection, email },
  })
  if (!isGranted(reply)) return failed(`new password refused: ${refusalText(reply)}`)
  return tenant.mailSink.mails.at(-1) !== lastBefore
    ? done(`a mail with a link for a new password was sent to ${email}`)
    : failed(`the tenant said yes, and sent no mail: nobody here has the address ${email}`)
}
