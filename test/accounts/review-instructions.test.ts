import { describe, expect, it } from 'vitest'
import { TAKEN_INSTRUCTIONS, withInstruction } from '../../accounts/review-instructions.ts'

const COMMAND = 'podlink provision --missing --include-reviewed --apply'

describe('a question about an account', () => {
  it('says what to do even when it names nobody', () => {
    expect(withInstruction('no_email', [])).toEqual([
      { instruction: expect.stringContaining(COMMAND) },
    ])
  })

  it('keeps whom it names, and the sentence that fits better', () => {
    expect(
      withInstruction('shared_address', [
        { employeeId: 2 },
        { employeeId: 3, instruction: 'Own.' },
      ]),
    ).toEqual([
      { employeeId: 2, instruction: TAKEN_INSTRUCTIONS.shared_address },
      { employeeId: 3, instruction: 'Own.' },
    ])
  })

  it.each(Object.entries(TAKEN_INSTRUCTIONS))(
    'about a taken address names the whole command: %s',
    (_why, instruction) => {
      expect(instruction).toContain(COMMAND)
    },
  )
})
