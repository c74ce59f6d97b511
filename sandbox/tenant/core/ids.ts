const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export type RandomBytes = (size: number) => Uint8Array

/** Ids in the shapes Auth0 uses, all drawn from one source so that a test can make them repeatable. */
export type IdSource = {
  readonly hex: (bytes: number) => string
  readonly word: (length: number) => string
  readonly uuid: () => string
}

/** Ids are as unguessable as `randomBytes` is. */
export function createIds(randomBytes: RandomBytes): IdSource {
  const hex = (bytes: number) => Buffer.from(randomBytes(bytes)).toString('hex')
  return {
    hex,
    word: (length) =>
      Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join(''),
    uuid: () => hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  }
}
