import { randomInt } from 'node:crypto'

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const ALPHABET = `${LETTERS}23456789!#$%*+-=?@_`
const LENGTH = 48

/**
 * A password nobody ever learns: the employee sets one of his own. 48 random characters (270 bits) that pass Auth0's
 * strictest policy, with all four kinds of characters and never the same one twice in a row; below bcrypt's 72 bytes.
 */
export function newPassword(): string {
  let password = 'aA1!'
  while (password.length < LENGTH) {
    const next = ALPHABET.charAt(randomInt(ALPHABET.length))
    if (!password.endsWith(next)) password += next
  }
  return password
}
