import { NOTE_CLIENT, NOTE_KEY } from './deploy-note.ts'
import type { ManagementClient } from './management-client.ts'

/** Keeps the note in the tenant, or takes it away when it is null; nothing when its application is not there. */
export async function writeNote(client: ManagementClient, note: string | null): Promise<void> {
  const clients = await client.list('/clients?fields=client_id,name')
  const found = clients.find((one) => one['name'] === NOTE_CLIENT)?.['client_id']
  if (typeof found !== 'string') return
  await client.call('PATCH', `/clients/${encodeURIComponent(found)}`, {
    client_metadata: { [NOTE_KEY]: note },
  })
}
