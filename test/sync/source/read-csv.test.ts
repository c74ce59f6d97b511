import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { PodlinkError } from '../../../kernel/errors.ts'
import { readActionsCsv } from '../../../sync/source/read-activities-csv.ts'
import { type CsvFile, readCsv } from '../../../sync/source/read-csv.ts'
import { readEmployeesCsv } from '../../../sync/source/read-employees-csv.ts'
import { readUsersCsv } from '../../../sync/source/read-users-csv.ts'

function file(content: string | Uint8Array, name = 'in.csv'): CsvFile {
  return { name, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content }
}

/** The refusal as one text: code, message and fix. */
function refusal(read: () => unknown): string {
  const refused = thrownBy(read)
  expect(refused).toBeInstanceOf(PodlinkError)
  return refused instanceof PodlinkError ? `${refused.code} ${refused.message} ${refused.fix}` : ''
}

function thrownBy(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}

describe('readCsv', () => {
  test('reads quotes, line breaks in values, a byte order mark and any case of the header', () => {
    const rows = readCsv(file('\uFEFFID,Name\r\n1,"Doe, ""J""\nJohn"\r\n\r\n2, Ann \r\n'), {
      required: ['id'],
    })

    expect(rows.map((row) => [row.get('id'), row.get('name'), row.get('email')])).toEqual([
      ['1', 'Doe, "J"\nJohn', ''],
      ['2', 'Ann', ''],
    ])
    expect(rows.map(({ line }) => line)).toEqual([3, 5])
  })

  test('reads a header without rows as no rows', () => {
    expect(readCsv(file('id\n'), { required: ['id'] })).toEqual([])
  })

  test.each([
    ['an empty file', '', 'in.csv, line 1: the file is empty'],
    ['a missing column', 'name\nx\n', 'in.csv, line 1: the column "id" is missing'],
    ['another separator', 'id;name\n1;x\n', 'Separate the columns with commas'],
    ['a repeated column', 'id,ID\n1,2\n', 'the column "id" appears twice'],
    ['a row too long', 'id,name\n1,a\n2,b,c\n', 'in.csv, line 3: the row has 3 values'],
    [
      'an open quote',
      'id,name\n1,"a\n2,b\n',
      'line 2: a quoted value that begins here is never closed',
    ],
    [
      'an open quote before others',
      'id,name\n1,"a\n2,"b""c"\n',
      'line 2: a quoted value that begins here',
    ],
    ['an open quote in the middle', 'id,name\n1,"a\nb"\n2,"c\n3,d\n', 'line 4: a quoted'],
    [
      'text behind a quote',
      'id,name\n1,"a"\n2,"b"c\n',
      'line 3: a quoted value that begins here has',
    ],
    ['a stray quote', 'id,name\n1,a"b"\n', 'in.csv, line 2'],
    ['a NUL byte', 'id\n1\n\0\n', 'in.csv, line 3: there is a NUL byte'],
  ])('refuses %s and says where and what to do', (_, content, expected) => {
    const text = refusal(() => readCsv(file(content), { required: ['id'] }))

    expect(text).toContain('CONFIG_INPUT_FILE')
    expect(text).toContain(expected)
  })

  test.each([
    [
      'no header',
      '1,Jane Secret,jane@secret.example\n',
      'none of the 3 titles in this line is known',
    ],
    ['a cell twice', '1,Jane Secret,jane secret\n', 'columns 2 and 3 have the same title'],
    [
      'some known titles',
      'name,Jane Secret,email\n',
      'of its 3 columns these are known: name, email',
    ],
    ['an open quote', 'id,name\n1,"Jane Secret\n', 'never closed'],
    ['a stray quote', 'id,name\n1,Jane "Secret"\n', 'line 2'],
    ['a row too long', 'id,name\n1,Jane,Secret\n', 'the row has 3 values'],
    ['a bad id', 'id,name\nJane Secret,x\n', 'not an employee id'],
    ['a bad state', 'id,name,is_active\n1,x,Jane Secret\n', 'neither yes nor no'],
    ['a NUL byte', 'id,name\n1,Jane Secret\0\n', 'NUL'],
  ])('never repeats what it does not know: %s', (_, content, expected) => {
    const refused = thrownBy(() => readEmployeesCsv(file(content)))
    const told = `${inspect(refused, { depth: 9 })} ${JSON.stringify(refused)}`

    expect(refused).toMatchObject({ code: 'CONFIG_INPUT_FILE' })
    expect(told).toContain(expected)
    expect(told).not.toMatch(/jane|secret/i)
  })

  test('refuses other encodings with the line of the first bad byte', () => {
    const latin1 = Uint8Array.from(Buffer.from('id,name\n1,Ann\n2,José\n', 'latin1'))
    const utf16 = Uint8Array.from(Buffer.from('\uFEFFid,name\n', 'utf16le'))

    expect(refusal(() => readCsv(file(latin1), { required: [] }))).toContain(
      'line 3: the text is not UTF-8',
    )
    expect(refusal(() => readCsv(file(utf16), { required: [] }))).toContain('UTF-16')
  })
})

describe('readEmployeesCsv', () => {
  test('reads every column, and an id alone', () => {
    const full =
      'id,name,email,department,role_code,is_active,previous_names\n7,Ana,a@b.us,Packing,lead,0,Ana X|Ana Y\n'

    expect(readEmployeesCsv(file(full))).toEqual([
      {
        id: 7,
        name: 'Ana',
        email: 'a@b.us',
        department: 'Packing',
        roleCode: 'lead',
        isActive: false,
        previousNames: ['Ana X', 'Ana Y'],
      },
    ])
    expect(readEmployeesCsv(file('id\n7\n'))[0]).toMatchObject({
      name: '',
      email: null,
      isActive: true,
      previousNames: [],
    })
  })

  test.each([
    ['id,name\nx,a\n', 'in.csv, line 2: column "id": not an employee id'],
    ['id,name\n0,a\n', 'in.csv, line 2: column "id": not an employee id'],
    ['id,name\n5,a\n6,b\n5,c\n', 'in.csv, line 4: column "id": the id 5 is already used in line 2'],
    ['id,name,is_active\n5,a,maybe\n', 'in.csv, line 2: column "is_active"'],
  ])('refuses %j', (content, expected) => {
    expect(refusal(() => readEmployeesCsv(file(content)))).toContain(expected)
  })
})

describe('a title that was probably meant for a column', () => {
  test.each([
    ['e-mail', 'id,full_name,e-mail\n', 'the column "email" is missing Column 3 looks like it'],
    ['full name', 'id,full name,email\n', 'the column "full_name" is missing Column 2'],
    ['name', 'id,name,email\n', 'the column "full_name" is missing Column 2'],
    ['emial', 'id,full_name,emial\n', 'the column "email" is missing Column 3'],
    ['role', 'id,full_name,role\n', 'the column "user_role" is missing Column 3'],
    ['Action', 'id,full_name,Action\n', 'the column "actions" is missing Column 3'],
  ])('%s: is not left out in silence', (_, header, expected) => {
    const refused = thrownBy(() => readUsersCsv(file(header)))

    expect(refused).toMatchObject({ code: 'CONFIG_INPUT_FILE' })
    expect(refusal(() => readUsersCsv(file(header)))).toContain(expected)
  })

  test('is nothing where the column is there, or where it is like none', () => {
    const header = 'id,email,full_name,user_role,actions,name,role,happened_at,kind,a\n'

    expect(readUsersCsv(file(header))).toEqual([])
  })

  test('a users file in the place of the employees is refused', () => {
    const users = 'id,email,full_name,user_role,actions\n1,a@b.us,Ann Lee,,\n'

    expect(refusal(() => readEmployeesCsv(file(users)))).toContain('the column "name" is missing')
  })
})

describe('readUsersCsv', () => {
  test('splits actions and keeps text ids', () => {
    expect(readUsersCsv(file('id,full_name,actions\nu-7,,Picking|Packing; Shipping\n'))).toEqual([
      {
        id: 'u-7',
        email: null,
        fullName: null,
        userRole: null,
        actions: ['Picking', 'Packing', 'Shipping'],
      },
    ])
  })

  test('refuses an id with a space, no id, and an id twice', () => {
    expect(refusal(() => readUsersCsv(file('id,email\na b,x\n')))).toContain('column "id"')
    expect(refusal(() => readUsersCsv(file('id,email\n,x\n')))).toContain('line 2')
    expect(refusal(() => readUsersCsv(file('id,email\n1,\n1,\n')))).toContain('line 3')
  })
})

test('readActionsCsv counts every activity of a user', () => {
  const content = 'id,podfactory_user_id,action\n1,5,Picking\n2,5,Picking\n3,5,\n4,6,Packing\n'

  expect([...readActionsCsv(file(content))]).toEqual([
    ['5', ['Picking', 'Picking']],
    ['6', ['Packing']],
  ])
})
