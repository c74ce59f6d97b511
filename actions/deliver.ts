import { randomUUID } from 'node:crypto'
import {
  type DeliveryAnswer,
  type DeliveryBody,
  DELIVERY_PATH,
} from '../webhook/contract/delivery.ts'
import {
  ID_HEADER,
  sign,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  verify,
} from '../webhook/contract/signature.ts'
import type { ActionSecrets } from './auth0-types.ts'
import { parseAnswer } from './envelope.ts'
import { readAnswer } from './read-answer.ts'

/**
 * `silent` tells why no answer counts, as a code without anything personal; `isDown` when the receiver cost time or
 * could not do its work, so that the next ones had better not wait for it.
 */
export type DeliveryResult =
  | { readonly kind: 'answered'; readonly answer: DeliveryAnswer }
  | { readonly kind: 'silent'; readonly code: string; readonly isDown: boolean }

const BUDGET_MS_DEFAULT = 800
/** However BUDGET_MS is set, nobody waits longer: Auth0 counts every waiting login against the tenant's concurrency. */
const BUDGET_MS_MAX = 5_000

/**
 * Sends one signed delivery, once, and returns the receiver's signed answer. Never throws and never takes longer than
 * the budget (secret BUDGET_MS, milliseconds), counted from the call to the last byte of the answer.
 */
export async function deliver(body: DeliveryBody, secrets: ActionSecrets): Promise<DeliveryResult> {
  const finished = new AbortController()
  try {
    const { RECEIVER_URL: receiver, WEBHOOK_SECRET: secret, WEBHOOK_SECRET_NEXT: next } = secrets
    if (!receiver || !secret) return silent('not_configured')
    const budget = AbortSignal.timeout(budgetMs(secrets['BUDGET_MS']))
    const answer = post(body, {
      address: receiver.replace(/\/+$/, '') + DELIVERY_PATH,
      secret,
      accepted: next ? [secret, next] : [secret],
      signal: AbortSignal.any([budget, finished.signal]),
    })
    // The race holds whatever the network stack does with an aborted request.
    return await Promise.race([answer, outOfTime(budget)])
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError'
    return silent(isTimeout ? 'timeout' : 'unreachable', true)
  } finally {
    finished.abort()
  }
}

function outOfTime(budget: AbortSignal): Promise<DeliveryResult> {
  return new Promise((resolve) => {
    budget.addEventListener('abort', () => resolve(silent('timeout', true)))
  })
}

type Receiver = {
  readonly address: string
  readonly secret: string
  /** Secrets an answer may be signed with: during a rotation the receiver may be ahead. */
  readonly accepted: readonly string[]
  readonly signal: AbortSignal
}

async function post(body: DeliveryBody, receiver: Receiver): Promise<DeliveryResult> {
  const id = `msg_${randomUUID().replaceAll('-', '')}`
  const message = { id, timestamp: String(nowS()), body: JSON.stringify(body) }
  const response = await fetch(receiver.address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [ID_HEADER]: id,
      [TIMESTAMP_HEADER]: message.timestamp,
      [SIGNATURE_HEADER]: sign(message, receiver.secret),
    },
    body: message.body,
    // A redirect would hand the delivery to somebody else.
    redirect: 'error',
    signal: receiver.signal,
  })
  const { status } = response
  if (status !== 200) return silent(`status_${status}`, status === 429 || status >= 500)
  const text = await readAnswer(response)
  if (text === null) return silent('answer_unreadable')
  const signed = { id, timestamp: response.headers.get(TIMESTAMP_HEADER) ?? '', body: text }
  const signatures = response.headers.get(SIGNATURE_HEADER) ?? ''
  const verification = verify(signed, signatures, receiver.accepted, nowS())
  if (verification !== 'valid') return silent(`answer_${verification}`)
  const answer = parseAnswer(text)
  return answer === null ? silent('answer_shape') : { kind: 'answered', answer }
}

function silent(code: string, isDown = false): DeliveryResult {
  return { kind: 'silent', code, isDown }
}

function nowS(): number {
  return Math.floor(Date.now() / 1000)
}

function budgetMs(text: string | undefined): number {
  const number = Number(text)
  return Number.isSafeInteger(number) && number > 0
    ? Math.min(number, BUDGET_MS_MAX)
    : BUDGET_MS_DEFAULT
}
