import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { findBrowser } from '../../../sandbox/browser/find-browser.ts'
import { createLocalCertificate } from '../../../sandbox/tenant/certificate.ts'
import { samplePassword } from '../../../sandbox/tenant/control/page/person-acts.ts'
import { answerFaults, deliveryFaults } from '../../../sandbox/tenant/core/faults.ts'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { type ServedTenant, serveTenant } from '../../../sandbox/tenant/serve-tenant.ts'
import { call, deployActions, logIn, userWith } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'

const podlinkFolder = fileURLToPath(new URL('../../../.podlink', import.meta.url))
const controlKey = 'control-key-of-this-test'
const ada = 'ada@example.test'
const hostile = `<img src=x onerror="window.ran=1"><script>window.ran=1</script>\u202Egnp`

let browser: Browser
let served: ServedTenant
let context: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => {
  const search = await findBrowser({
    podlinkFolder,
    searchPath: process.env['PATH'] ?? '',
    chromePath: process.env['CHROME_PATH'] ?? '',
  })
  if (search.kind === 'missing') {
    throw new Error(`This test needs a browser: "node setup.mjs --with-browser". ${search.advice}`)
  }
  browser = await chromium.launch({ executablePath: search.path })
})

afterAll(async () => {
  await browser?.close()
})

beforeEach(async () => {
  const certificate = await createLocalCertificate(Date.now)
  const send = async () => new Response('{}')
  const build = (domain: string): Tenant =>
    newTenant({ domain, now: Date.now, controlKey, fetch: send })
  served = await serveTenant({ port: 0, certificate, build })
  context = await browser.newContext({ ignoreHTTPSErrors: true })
  page = await context.newPage()
  complaints = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => {
    // Asking anew gives up the question before.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(request.url())
  })
  await page.goto(`${served.tenant.issuer}__sandbox/enter?key=${controlKey}`)
  await page.locator('[data-pulse=live]').waitFor()
})

afterEach(async () => {
  await context.close()
  await served.close()
})

/** Presses a button and waits for the line that tells its outcome. */
async function press(name: string, within = '#somebody'): Promise<string> {
  const before = await page.locator('#somebody .lines > li').count()
  await page.locator(within).getByRole('button', { name, exact: true }).click()
  await page
    .locator(`#somebody .lines > li:nth-child(${before + 1})`)
    .waitFor({ state: 'attached' })
  return page.locator('#somebody .lines > li .grow').first().innerText()
}

/** Where each part of the page is. */
function places(): Promise<unknown> {
  return page.evaluate(
    "[...document.querySelectorAll('.bar, .tiles, .card')].map((part) => JSON.stringify(part.getBoundingClientRect()))",
  )
}

async function signUpAda(): Promise<void> {
  await page.getByLabel('Address').fill(ada)
  await press('Sign up')
}

async function openDetails(email: string): Promise<void> {
  await page.locator('#users').getByRole('link', { name: email }).click()
  await page.locator('dialog[open]').waitFor()
}

it('has a button for each usual event, and tells and shows what came of it', async () => {
  const code = `exports.onExecutePostLogin = async () => {
    console.log('saw a login')
    await fetch('https://receiver.example.test/hook', { method: 'POST' })
  }`
  await deployActions(served.tenant, [{ name: 'watcher', trigger: 'post-login', code }])
  await page.getByLabel('Address').fill(ada)

  const told = [await press('Sign up'), await press('Log in'), await press('Mail a new password')]
  await openDetails(ada)
  for (const name of ['Open verification link', 'Block', 'Log in', 'Unblock', 'Log in']) {
    told.push(await press(name, 'dialog'))
  }
  const badges = await page.locator('dialog .badges .badge').allInnerTexts()
  told.push(await press('Mail a new password', 'dialog'), await press('Delete', 'dialog'))

  expect(told).toEqual([
    `${ada} signed up; a mail with a link to verify the address was sent`,
    `${ada} logged in`,
    `a mail with a link for a new password was sent to ${ada}`,
    `${ada} opened the link and is verified`,
    `${ada} is blocked`,
    'login refused: unauthorized: user is blocked (403)',
    `${ada} is unblocked`,
    `${ada} logged in`,
    `a mail with a link for a new password was sent to ${ada}`,
    `${ada} is deleted`,
  ])
  expect(badges).toEqual(['verified'])
  const state = (await page.evaluate("fetch('state').then((answer) => answer.json())")) as {
    readonly users: { readonly total: number }
    readonly outcomes: readonly { readonly text: string }[]
  }
  expect(state.users.total).toBe(0)
  expect(state.outcomes.map(({ text }) => text).toReversed()).toEqual(told)
  expect(await page.locator('#mails li').count()).toBe(3)
  expect(await page.locator('#deliveries tbody tr').count()).toBe(2)
  await page.keyboard.press('Escape')
  await page.locator('#actions summary').first().click()
  await page.getByText('saw a login').first().waitFor()
  expect(complaints).toEqual([])
})

it('has a button for each kind of fault, and the next call outside meets it', async () => {
  const { tenant } = served
  for (const kind of [...answerFaults, ...deliveryFaults]) await press(kind, '#faults')
  const inForce = tenant.faults.list().map(({ kind }) => kind)
  await page.locator('#faults .lines > li').nth(9).waitFor()
  await press('Clear all', '#faults')
  await page.getByLabel('Answers to').fill('GET /.well-known/*')
  await press('unavailable', '#faults')

  const [first, second] = [
    await call(tenant, { method: 'GET', path: '/.well-known/jwks.json' }),
    await call(tenant, { method: 'GET', path: '/.well-known/jwks.json' }),
  ]

  expect(inForce).toEqual([...answerFaults, ...deliveryFaults])
  expect([first.status, second.status]).toEqual([503, 200])
  await page.locator('#requests').getByText('503').waitFor()
  await page.locator('#faults').getByText('No fault is in force.').waitFor()
  expect(complaints).toEqual([])
})

it('moves the clock', async () => {
  const { tenant } = served

  await press('+1 day', '.clock')
  await page.getByLabel('How far').fill('2')
  await press('Move', '.clock')

  const aheadMinutes = Math.round((tenant.now() - Date.now()) / 60_000)
  expect(aheadMinutes).toBe(1442)
  await page.getByText('1 d 2 min ahead of this machine').waitFor()
  expect(complaints).toEqual([])
})

it('updates itself, and keeps the focus, what is typed and the place of everything', async () => {
  const { tenant } = served
  const before = await places()
  const search = page.getByRole('searchbox')
  await search.fill('grace')
  await page.locator('#somebody [name=name]').fill('Half a na')

  await call(tenant, {
    method: 'POST',
    path: '/dbconnections/signup',
    body: {
      client_id: 'people-client',
      connection: 'Username-Password-Authentication',
      email: 'grace@example.test',
      password: 'Correct-horse-1',
    },
  })
  await page.locator('#users').getByRole('link', { name: 'grace@example.test' }).waitFor()

  expect(await page.locator('#somebody [name=name]').inputValue()).toBe('Half a na')
  expect(await page.evaluate('document.activeElement.name')).toBe('name')
  expect(await search.inputValue()).toBe('grace')
  expect(await places()).toEqual(before)
  expect(complaints).toEqual([])
})

it('keeps what is open and typed in the parts that change', async () => {
  const { tenant } = served
  const code = `exports.onExecutePostLogin = async () => console.log('saw a login')`
  await deployActions(tenant, [{ name: 'watcher', trigger: 'post-login', code }])
  await signUpAda()
  await press('Log in')
  await page.locator('#actions summary').first().click()
  await openDetails(ada)
  await page.locator('dialog').getByLabel('Password').fill('Half a pass')

  const { status } = await logIn(tenant, { email: ada, password: samplePassword })
  await page.locator('dialog dd').getByText('2', { exact: true }).waitFor()
  await page.locator('#actions summary').nth(1).waitFor()

  expect(status).toBe(200)
  expect(await page.locator('dialog').getByLabel('Password').inputValue()).toBe('Half a pass')
  expect(await page.evaluate('document.activeElement.name')).toBe('password')
  expect(await page.locator('#actions details').nth(1).getAttribute('open')).toBe('')
  expect(complaints).toEqual([])
})

it('opens the link of a mail', async () => {
  await signUpAda()

  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Verify the address' }).click(),
  ])
  await opened.getByText('Your email was verified').waitFor()

  expect(userWith(served.tenant, ada).email_verified).toBe(true)
})

it('runs nothing that a name or metadata holds, and shows it as text', async () => {
  const { tenant } = served
  await signUpAda()
  const user = userWith(tenant, ada)
  const metadata = { [hostile]: hostile, long: 'x'.repeat(9000) }
  tenant.state.users.set(user.user_id, { ...user, name: hostile, user_metadata: metadata })

  await openDetails('<img src=x')
  const title = await page.locator('dialog h2').innerText()
  const widths: unknown = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')

  expect(title).toBe(hostile.replace('\u202E', '⟨U+202E⟩'))
  expect(await page.evaluate('window.ran')).toBeUndefined()
  expect(widths).toEqual([1280, 1280])
  expect(complaints).toEqual([])
})

it('is worked by keyboard alone', async () => {
  await signUpAda()

  await page.locator('h1').click()
  await page.keyboard.press('/')
  await page.keyboard.type('ada')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('dialog[open] h2').waitFor()
  await page.keyboard.press('Escape')

  expect(await page.locator('dialog[open]').count()).toBe(0)
  expect(await page.evaluate('document.activeElement.textContent')).toContain(ada)
  expect(complaints).toEqual([])
})
