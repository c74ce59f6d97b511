/** Seconds after which a sender may try again: a restart or a fail-over of the database is over by then. */
const RETRY_AFTER_S = 5

/** True whether or not the receiver may keep bodies. */
const NOTED = 'The reason is kept as a dead letter, with the body where DEAD_LETTER_KEY is a key.'

/** Every way the receiver refuses a request. The code is stable; `detail` tells the sender's operator what to do. */
const PROBLEMS = {
  missing_header: {
    status: 401,
    title: 'A signature header is missing',
    detail:
      'Send webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks describes.',
  },
  stale_timestamp: {
    status: 401,
    title: 'The timestamp is too far from the receiver’s clock',
    detail: 'Sign and send within five minutes, and check the clocks of both machines.',
  },
  wrong_signature: {
    status: 401,
    title: 'The signature is wrong',
    detail: 'Sign the bytes of the body with a secret that the receiver holds in WEBHOOK_SECRETS.',
  },
  wrong_token: {
    status: 401,
    title: 'The token is wrong',
    detail: 'Send authorization: Bearer and a token that the receiver holds in AUTH0_STREAM_TOKEN.',
  },
  stream_incomplete: {
    status: 503,
    title: 'The body did not arrive',
    detail: 'Send the whole body within eight seconds.',
  },
  stream_too_large: {
    status: 413,
    title: 'The body is too large',
    detail: 'A stream may send 8388608 bytes at once.',
  },
  body_incomplete: {
    status: 408,
    title: 'The body did not arrive',
    detail: 'Send the whole body within two seconds.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    detail: 'A delivery may hold 65536 bytes.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not JSON',
    detail: 'Send content-type: application/json.',
  },
  malformed_id: {
    status: 400,
    title: 'The delivery id is malformed',
    detail: 'Give webhook-id 8 to 128 characters of A-Z a-z 0-9 . _ and -.',
  },
  malformed_json: {
    status: 400,
    title: 'The body is no valid JSON',
    detail: `Send one JSON object. ${NOTED}`,
  },
  unsupported_version: {
    status: 400,
    title: 'The version of the delivery is not supported',
    detail: `Deploy Actions and receiver of the same release. ${NOTED}`,
  },
  wrong_shape: {
    status: 400,
    title: 'The delivery does not have the shape of the contract',
    detail: `Correct the field that \`field\` names. ${NOTED}`,
  },
  not_recorded: {
    status: 500,
    title: 'The delivery could not be recorded',
    detail: NOTED,
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    detail:
      'Deliveries go to POST /auth0/events, streams to /auth0/event-stream and /auth0/log-stream.',
  },
  overloaded: {
    status: 503,
    title: 'The receiver is busy',
    detail: 'Send the same delivery again later; start more receivers when this lasts.',
  },
  store_unavailable: {
    status: 503,
    title: 'The database is away',
    detail: 'Send the same delivery again later; nothing of it was stored.',
  },
  internal_error: {
    status: 500,
    title: 'The receiver failed',
    detail: 'Look for the delivery id in the receiver’s log; nothing of the delivery was stored.',
  },
} as const satisfies Record<string, { status: number; title: string; detail: string }>

export type ProblemCode = keyof typeof PROBLEMS

export const PROBLEM_CODES: readonly string[] = Object.keys(PROBLEMS)

/** The RFC 9457 answer for a code. `field` is a path of the contract, never a value. */
export function toProblemResponse(code: ProblemCode, field?: string): Response {
  const { status, title, detail } = PROBLEMS[code]
  const body = { type: `urn:podlink:problem:${code}`, title, status, code, detail }
  return new Response(JSON.stringify(field === undefined ? body : { ...body, field }), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      // The rest of the body is never read, so the connection is of no more use.
      ...(status === 408 ? { connection: 'close' } : {}),
      ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {}),
    },
  })
}
