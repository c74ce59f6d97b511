import { describe, expect, it } from 'vitest'
import { newPassword } from '../../accounts/new-password.ts'

describe('a new password', () => {
  it('passes the strictest policy every time', () => {
    for (let round = 0; round < 500; round += 1) {
      const password = newPassword()
      expect(password).toHaveLength(48)
      expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[!#$%*+=?@_-]).*$/)
      expect(password).not.toMatch(/(.)\1/)
    }
  })
})
