import type { JsonObject } from '../tenant-state.ts'

/** What is left of a checked body once the fields that were not sent are dropped. */
export function toJsonObject(value: object): JsonObject {
  // A body came from JSON.parse, so only `undefined` of optional fields can be in the way.
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
