import { delay, http, HttpResponse } from 'msw'
import { sign } from '../../webhook/contract/signature.ts'
import { RECEIVER_URL, SECRET } from './fake-auth0.ts'

const ADDRESS = `${RECEIVER_URL}/auth0/events`

/** Answers every delivery with `body`, rightly signed unless `change` says otherwise. */
export function answering(
  body: unknown,
  change: {
    secret?: string
    id?: string
    ageS?: number
    signature?: string
  } = {},
) {
  return http.post(ADDRESS, ({ request }) => {
    const id = change.id ?? request.headers.get('webhook-id') ?? ''
    const timestamp = String(Math.floor(Date.now() / 1000) - (change.ageS ?? 0))
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const signature =
      change.signature ?? sign({ id, timestamp, body: text }, change.secret ?? SECRET)
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    }
    return new HttpResponse(text, { headers })
  })
}

/** Answers with an offer of this revision. */
export function offering(podlinkRev: number, facts: Record<string, unknown> = {}) {
  return answering({
    status: 'recorded',
    enrichment: {
      employee_id: 42,
      department: 'Packing',
      role_code: 'associate',
      podlink_rev: podlinkRev,
      ...facts,
    },
  })
}

/** Ways in which a receiver fails, by what the person who runs it would call them. */
export const FAILURES = {
  'never answers': http.post(ADDRESS, async () => {
    await delay('infinite')
    return new HttpResponse()
  }),
  'answers its headers and then nothing': http.post(
    ADDRESS,
    () => new HttpResponse(new ReadableStream({ start: () => undefined })),
  ),
  'refuses the connection': http.post(ADDRESS, () => HttpResponse.error()),
  'answers 500': http.post(ADDRESS, () => new HttpResponse('<h1>oops</h1>', { status: 500 })),
  'answers 503': http.post(ADDRESS, () => new HttpResponse(null, { status: 503 })),
  'redirects to somebody else': http.post(ADDRESS, () =>
    HttpResponse.redirect('https://elsewhere.example/', 307),
  ),
  'answers without an end': http.post(
    ADDRESS,
    () =>
      new HttpResponse(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
        }),
      ),
  ),
  'does not sign': answering({ status: 'recorded', enrichment: null }, { signature: '' }),
  'signs with a secret of somebody else': answering(
    { status: 'recorded', enrichment: null },
    { secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}` },
  ),
  'signs the answer to another delivery': answering(
    { status: 'recorded', enrichment: null },
    { id: 'msg_of_another_login' },
  ),
  'signs an answer of yesterday': answering(
    { status: 'recorded', enrichment: null },
    { ageS: 86_400 },
  ),
  'echoes the delivery with its signature': http.post(ADDRESS, async ({ request }) => {
    const headers = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
        name,
        request.headers.get(name) ?? '',
      ]),
    )
    return new HttpResponse(await request.arrayBuffer(), { headers })
  }),
  'signs no JSON': answering('<html>'),
  'signs another shape': answering({ status: 'recorded', enrichment: { employee_id: '42' } }),
  'offers a revision that is no number': offering(Number.NaN),
  'offers an employee that is no number': offering(9, { employee_id: { $ne: null } }),
} as const
