/** Ids as people write them (`auth0|…`); a path that cannot be decoded stays as it came. */
export function readablePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
