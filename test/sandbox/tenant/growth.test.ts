import { describe, expect, it } from 'vitest'
import { createMailSink } from '../../../sandbox/tenant/core/mail-sink.ts'
import { newJob } from '../../../sandbox/tenant/management/jobs/job-book.ts'
import { exportLocation } from '../../../sandbox/tenant/management/jobs/export-downloads.ts'
import { logIn, signUp } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'

const email = 'ada@example.test'
const dayMs = 86_400_000

describe('a tenant that runs for long', () => {
  it('forgets the opaque tokens of yesterday', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    await logIn(tenant, { email })

    await tenant.clock.advanceBy(dayMs)
    await logIn(tenant, { email })

    expect(tenant.state.opaqueTokens.size).toBe(1)
  })

  it('keeps a bounded number of mails, the newest ones', () => {
    const sink = createMailSink()
    const mail = { sentAtMs: 0, template: 'verify_email', userId: null, link: '' } as const

    for (let number = 1; number <= 10_050; number += 1) sink.send({ ...mail, to: `to-${number}` })

    expect(sink.mails).toHaveLength(10_000)
    expect(sink.mails[0]?.to).toBe('to-51')
  })

  it('keeps a bounded number of jobs, and of links to their files those that are still good', async () => {
    const tenant = newTenant()
    const wanted = { type: 'users_export', asked: {} } as const
    for (let number = 0; number < 2_010; number += 1) newJob(tenant, wanted)
    const file = { name: 'tenant.json.gz', bytes: new Uint8Array(1) }
    const job = { ...newJob(tenant, wanted), file }
    exportLocation(tenant, job)

    await tenant.clock.advanceBy(60_000)
    exportLocation(tenant, job)

    expect([tenant.state.jobs.size, tenant.state.exportLinks.size]).toEqual([2_000, 1])
  })
})
