/**
 * An address as it is stored and compared. Only ASCII letters change: other letters that lower-case to ASCII, such as the
 * Kelvin sign, belong to other mailboxes.
 */
export function foldAddress(email: string): string {
  return email.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
