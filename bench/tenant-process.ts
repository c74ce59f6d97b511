import { createLocalCertificate } from '../sandbox/tenant/certificate.ts'
import { serveTenant } from '../sandbox/tenant/serve-tenant.ts'
import { openBenchTenant } from './tenant-under-load.ts'

/** Serves the tenant of `bench/tenant.ts`, on a core of its own; tells its CPU time after each request for `/cpu`. */
const certificate = await createLocalCertificate(Date.now)
const { port } = await serveTenant({
  port: 0,
  certificate,
  build: (domain) => {
    const tenant = openBenchTenant(domain)
    tenant.app.get('/bench/bare', (context) => context.json({ ok: true }))
    return tenant
  },
})
console.log(JSON.stringify({ port, caCert: certificate.caCert }))
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage()
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000 }))
})
process.stdin.on('end', () => process.exit(0))
