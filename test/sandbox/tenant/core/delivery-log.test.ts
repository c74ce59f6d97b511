import { expect, it } from 'vitest'
import { deployActions, logIn, signUp } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'

const code = `exports.onExecutePostLogin = async () => {
  await fetch('https://receiver.example.test/hook?token=very-secret', { method: 'POST' })
}`
const email = 'ada@example.test'

it('notes where the tenant sent something and what was answered, and no query', async () => {
  const send = async () => new Response('{}', { status: 202 })
  const tenant = newTenant({ fetch: send })
  await deployActions(tenant, [{ name: 'caller', trigger: 'post-login', code }])
  await signUp(tenant, email)

  await logIn(tenant, { email })

  expect(tenant.deliveryLog.entries).toEqual([
    {
      atMs: tenant.now(),
      source: 'action',
      target: 'receiver.example.test/hook',
      status: 202,
      failure: null,
      attempt: 1,
      fault: null,
    },
  ])
})

it('notes a delivery that nobody answered', async () => {
  const tenant = newTenant()
  await deployActions(tenant, [{ name: 'caller', trigger: 'post-login', code }])
  await signUp(tenant, email)
  tenant.faults.add({ kind: 'lose', at: 'action' })

  await logIn(tenant, { email })

  expect(tenant.deliveryLog.entries).toMatchObject([
    { status: null, failure: 'lost', fault: 'lose' },
  ])
})
