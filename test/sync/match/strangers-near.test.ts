import { describe, expect, test } from 'vitest'
import { decide, employee, user, verdict } from './people-builders.ts'

describe('a name near to an employee’s', () => {
  test('asks when a word is the name of others and near to one of his, however many more agree', () => {
    const sofia = employee(1, 'Sofía Victoria Padilla Aguirre', { department: 'Packing' })
    const others = [2, 3, 4, 5].map((id) => employee(id, `Zofia Kowalska ${'xyzw'[id - 2]}`))
    const asked = (fullName: string) =>
      verdict(
        decide({ employees: [sofia, ...others], user: user({ fullName, actions: ['Packing'] }) }),
      )

    expect(asked('Zofia Victoria Padilla Aguirre')).toBe('review name-approximate')
    expect(asked('Sofai Victoria Padilla Aguirre')).toBe('matched name-similar 1')
  })

  test.each([
    ['a word more than he has', 'Xenia Kessler Dvorakova', 'Xenia Dvorakova', 'name-incomplete'],
    ['a son’s Jr', 'Xavier Dvorak Jr', 'Xavier Dvorak', 'name-incomplete'],
    ['another mark', 'Triệu Ngọc Quảng', 'Triệu Ngọc Quang', 'name-approximate'],
  ])('asks about %s, however rare the rest is', (_what, fullName, name, rule) => {
    const department = 'Packing'
    const asked = user({ fullName, actions: ['Packing'] })

    const [near, exact] = [name, fullName].map((one) => employee(1, one, { department }))
    expect(near && verdict(decide({ employees: [near], user: asked }))).toBe(`review ${rule}`)
    expect(exact && decide({ employees: [exact], user: asked }).outcome).toBe('matched')
  })

  test('links a name that is written without any space', () => {
    const employees = [employee(1, 'Zhōu Liangyu', { department: 'Packing' })]

    expect(verdict(decide({ employees, user: user({ fullName: 'zhouliangyu' }) }))).toBe(
      'matched name-normalised 1',
    )
  })

  test('reads an address in the place of the name without its station suffix', () => {
    const email = 'emma.soto.pick@colorecommerce.us'
    const emma = employee(1, 'Emma Soto Gil', { email: 'emma.soto@colorecommerce.us' })

    expect(verdict(decide({ employees: [emma], user: user({ email, fullName: email }) }))).toBe(
      'matched email-suffix 1',
    )
  })
})

describe('an address of an employee', () => {
  test('waits for a person when name and department say more against him than the address for him', () => {
    const margaret = employee(9, 'Margaret Lopez', {
      email: 'margaret.lopez@colorecommerce.us',
      department: 'Labeling',
    })
    // Both of her names are common.
    const others = Array.from({ length: 400 }, (_, at) => {
      const other = `${'BCDFGHJKLM'[at % 10]}a${'bcdfghjklm'[Math.floor(at / 10) % 10]}o`
      return employee(at + 10, at % 2 === 0 ? `${other} Lopez` : `Margaret ${other}`)
    })
    const asked = (fullName: string, action: string) =>
      verdict(
        decide({
          employees: [margaret, ...others],
          user: user({
            email: 'margaret.lopez.hp@colorecommerce.us',
            fullName,
            actions: [action],
          }),
        }),
      )

    expect(asked('Sofía María Fernanda Hernández López', 'Packing')).toBe(
      'review email-name-conflict',
    )
    expect(asked('María López', 'Packing')).toBe('matched email-suffix 9')
  })

  test('waits for a person when two share the login, or a son his father’s private address', () => {
    const jack = employee(9, 'Jack Clark', { email: 'jack.clark@home.example' })
    const asked = (fullName: string) =>
      verdict(decide({ employees: [jack], user: user({ email: jack.email, fullName }) }))

    for (const two of ['Jack Clark / Ana Ruiz', 'Jack & Ana Clark', 'Jack Clark and Ana Clark']) {
      expect(asked(two)).toBe('review shared-address')
    }
    expect(asked('Jack Clark Jr')).toBe('review email-name-conflict')
    expect(asked('Jack Clark')).toBe('matched email-exact 9')
    expect(asked('Jack Clark/Ruiz')).toContain('matched')
  })

  test('waits for a person when the whole name is another one’s who works there', () => {
    const thanh = employee(1, 'Trần Thanh Ngọc', { department: 'Packing' })
    const owner = employee(2, 'Ngọc Trần', {
      email: 'ngoc.tran@colorecommerce.us',
      department: 'Labeling',
    })
    const asked = (action: string) =>
      verdict(
        decide({
          employees: [thanh, owner],
          user: user({
            email: 'ngoc.tran@colorecommerce.us',
            fullName: 'TRẦN THANH NGỌC',
            actions: [action],
          }),
        }),
      )

    expect(asked('Packing')).toBe('review email-and-name-disagree')
    expect(asked('Labeling')).toBe('matched email-exact 2')
  })

  test('waits for a person when the owner has left and somebody of his name has come', () => {
    const left = employee(1, 'Beatriz Gómez Persson', {
      email: 'b.gomez@colorecommerce.us',
      isActive: false,
    })
    const back = employee(2, 'Beatriz Gómez Persson', { department: 'Packing' })
    const asked = user({ email: 'b.gomez@colorecommerce.us', fullName: 'Beatriz Gómez' })

    expect(verdict(decide({ employees: [left, back], user: asked }))).toBe(
      'review inactive-employee',
    )
    expect(verdict(decide({ employees: [left], user: asked }))).toBe('matched email-exact 1')
  })
})
