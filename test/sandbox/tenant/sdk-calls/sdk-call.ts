import type { ManagementClient } from 'auth0'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'

/** The SDK podlink uses, and the one inside auth0-deploy-cli. */
export type SdkVersion = '7.1.0' | '6.4.0'

type MethodAt<Client, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Client
    ? MethodAt<Client[Head], Rest>
    : never
  : Path extends keyof Client
    ? Client[Path]
    : never

type ArgumentsOf<Path extends string> =
  MethodAt<ManagementClient, Path> extends (...given: infer Given extends unknown[]) => unknown
    ? Given
    : never

/** What the calls before this one answered. */
export type Seen = {
  readonly tenant: Tenant
  /** A field of the newest answer to this method. */
  readonly field: (method: string, name: string) => string
}

/** One call of the table; calls of a family run in order against one tenant. */
export type SdkCall = {
  /** Such as `users.get`. */
  readonly method: string
  readonly argumentsFor: (seen: Seen) => readonly unknown[]
  /** What must have happened in the tenant first. */
  readonly before?: (tenant: Tenant) => Promise<unknown>
  /** Named when the other SDK does not know the method or one of its fields. */
  readonly onlyIn?: SdkVersion
}

type CallOptions = Pick<SdkCall, 'before' | 'onlyIn'>

/**
 * A call whose arguments are those that SDK 7.1.0 declares for the method; a wrong path does not compile.
 * In two steps, so that the method is known before its arguments are checked.
 */
export function sdkCall<Path extends string>(method: Path) {
  return (argumentsFor: (seen: Seen) => ArgumentsOf<Path>, options: CallOptions = {}): SdkCall => ({
    method,
    argumentsFor,
    ...options,
  })
}
