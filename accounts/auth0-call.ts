import type { ManagementClient } from 'auth0'
import type { Auth0Call } from './auth0-errors.ts'

/** Sends one request; answers with a status in `expected` are outcomes. @throws PodlinkError for every other failure */
export type Call = <Result, Expected = never>(
  name: Auth0Call,
  send: (client: ManagementClient) => PromiseLike<Result>,
  expected: Readonly<Record<number, Expected>>,
) => Promise<Result | Expected>
