import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { PodlinkError } from '../../kernel/errors.ts'
import type { Fault, FaultWish } from '../../sandbox/tenant/core/faults.ts'
import { faultKinds } from '../../sandbox/tenant/core/faults.ts'
import { sendJson } from './send-json.ts'
import type { WorldState } from './world-folder.ts'

const fault = z.object({
  id: z.string(),
  kind: z.enum(faultKinds),
  at: z.string(),
  count: z.number().optional(),
  probability: z.number().optional(),
  delayMs: z.number().optional(),
  hits: z.number(),
})
const faultList = z.object({ faults: z.array(fault) })
const removal = z.object({ removed: z.number() })
const clock = z.object({ now: z.string(), waiting: z.number() })

/** What time it is in the tenant (ISO 8601), and how much work waits for a later one. */
export type ClockFace = z.output<typeof clock>

/** The strings of a running world's tenant. Every call throws PodlinkError SANDBOX_FAILED when it is refused. */
export type Control = {
  readonly listFaults: () => Promise<readonly Fault[]>
  readonly addFault: (wish: FaultWish) => Promise<Fault>
  /** How many there were; all of them without an id. */
  readonly clearFaults: (id?: string) => Promise<number>
  readonly readClock: () => Promise<ClockFace>
  readonly advanceClock: (ms: number) => Promise<ClockFace>
}

export async function openControl(world: WorldState): Promise<Control> {
  const caFile = world.env['NODE_EXTRA_CA_CERTS'] ?? ''
  const certificateAuthority = await readFile(caFile, 'utf8').catch((cause: unknown) => {
    throw silent(cause)
  })
  const send = async <Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    body: Readonly<Record<string, unknown>> | null = null,
  ): Promise<z.output<Schema>> => {
    const url = `https://${world.tenantDomain}/__sandbox${path}`
    const sent = { method, body, certificateAuthority, token: world.controlKey }
    const answer = await sendJson(url, sent).catch((cause: unknown) => {
      throw silent(cause)
    })
    if (answer.status < 400) return schema.parse(answer.body)
    const message = answer.body['message']
    throw new PodlinkError(
      'SANDBOX_FAILED',
      `The sandbox refused it: ${typeof message === 'string' ? message : `status ${answer.status}`}`,
      {
        fix: '`podlink sandbox fault list` shows what there is, `fault add --help` what there can be.',
        details: { status: answer.status },
      },
    )
  }
  return {
    listFaults: async () => (await send(faultList, 'GET', '/faults')).faults,
    addFault: (wish) => send(fault, 'POST', '/faults', wish),
    clearFaults: async (id) => {
      const path = id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`
      return (await send(removal, 'DELETE', path)).removed
    },
    readClock: () => send(clock, 'GET', '/clock'),
    advanceClock: (ms) => send(clock, 'POST', '/clock', { advanceBy: ms }),
  }
}

function silent(cause: unknown): PodlinkError {
  return new PodlinkError('SANDBOX_FAILED', 'The sandbox does not answer.', {
    fix: 'Look whether it runs with `podlink sandbox status`; if it hangs, stop it and start it again.',
    cause,
  })
}
