import { describe, expect, it } from 'vitest'
import { openRoleDirectory } from '../../accounts/role-directory.ts'

function directory(names: string[]) {
  const pages: number[] = []
  let nowMs = 0
  const listRoles = async (page: number) => {
    pages.push(page)
    const roles = names.slice(page * 2, page * 2 + 2).map((name) => ({ id: `rol_${name}`, name }))
    return { roles, total: names.length }
  }
  const roles = openRoleDirectory({ listRoles }, () => new Date(nowMs))
  return { roles, pages, names, pass: (ms: number) => (nowMs += ms) }
}

describe('the role directory', () => {
  it('reads every page once for all who ask at once', async () => {
    const { roles, pages } = directory(['a', 'b', 'c', 'd', 'e'])

    const found = await Promise.all(['a', 'e', 'c'].map((name) => roles.find(name)))

    expect(found.map((role) => role?.id)).toEqual(['rol_a', 'rol_e', 'rol_c'])
    expect(pages).toEqual([0, 1, 2])
  })

  it('knows a role only by its exact name', async () => {
    const { roles } = directory(['Picker'])

    expect(await roles.find('picker')).toBeNull()
  })

  it('looks for a missing role again after a while, not for every job', async () => {
    const { roles, pages, names, pass } = directory(['a'])
    await roles.find('new')
    await roles.find('new')
    names.push('new')
    pass(30_000)

    const found = await roles.find('new')

    expect(found?.id).toBe('rol_new')
    expect(pages).toEqual([0, 0])
  })

  it('does not keep a list that failed', async () => {
    let isDown = true
    const listRoles = async () => {
      if (isDown) throw new Error('down')
      return { roles: [{ id: 'rol_a', name: 'a' }], total: 1 }
    }
    const roles = openRoleDirectory({ listRoles }, () => new Date(0))
    await expect(roles.find('a')).rejects.toThrow('down')
    isDown = false

    expect(await roles.find('a')).toEqual({ id: 'rol_a', name: 'a' })
  })
})
