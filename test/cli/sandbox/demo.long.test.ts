import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { testDemo } from './run-demo.ts'

const KILLS = 12
const demo = testDemo('longtest')

describe('a demo that is killed again and again', () => {
  afterAll(() => rmSync(demo.folder, { recursive: true, force: true }))

  it(`works after ${KILLS} kills at random moments, and no kill leaves a process behind`, async () => {
    const left: string[] = []
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const afterMs = randomInt(200, 75_000)
      const run = demo.start()
      await Promise.race([sleep(afterMs), run.ended])
      run.kill()
      await run.ended
      left.push(...(await demo.leftOver()))
      console.log(`kill ${kill} of ${KILLS} after ${afterMs} ms`)
    }

    const last = await demo.start().ended

    expect(left).toEqual([])
    expect(last.code).toBe(0)
  })
})
