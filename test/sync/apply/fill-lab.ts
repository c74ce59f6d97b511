import type { SyncLab } from './open-sync-lab.ts'

const GIVEN = ['Ana', 'Boris', 'Carla', 'Diego', 'Elena', 'Felix', 'Greta', 'Hugo', 'Ines', 'Jonas']
const FAMILY = [
  'Abbot',
  'Bernal',
  'Castro',
  'Duarte',
  'Egger',
  'Fuchs',
  'Gallo',
  'Huber',
  'Iglesias',
  'Jansen',
]
const MIDDLE = ['Kane', 'Lund', 'Moss', 'Nash']

/** Fills in rows of one table, however many. */
export async function insert(
  lab: SyncLab,
  table: string,
  columns: string,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (rows.length > 0) await lab.test.query(`INSERT INTO ${table} (${columns}) VALUES ?`, [rows])
}

export function addUsers(lab: SyncLab, rows: readonly (readonly unknown[])[]): Promise<void> {
  const table = `\`${lab.podfactory.schema}\`.users`
  return insert(lab, table, 'id, email, full_name, user_role, actions', rows)
}

/** Rows of id, user and quantity. */
export function addActivities(
  lab: SyncLab,
  rows: readonly (readonly [number, number | null, number])[],
): Promise<void> {
  const table = `\`${lab.podfactory.schema}\`.activities`
  const filled = rows.map(([id, user, quantity]) => [
    id,
    user,
    'Picking',
    '2026-01-04 12:00:00.000',
    quantity,
  ])
  return insert(lab, table, 'id, user_id, action, happened_at, quantity', filled)
}

/** The cast of most tests: five users who are one of each kind, with one linked account and some work. */
export async function fillSmall(lab: SyncLab): Promise<void> {
  await insert(lab, 'employees', 'id, name, email, auth0_user_id, department, role_code', [
    [1, 'John Doe', 'john.doe@colorecommerce.us', 'auth0|111', 'Heat Press', 'associate'],
    [2, 'Maria Lopez', 'maria.lopez@colorecommerce.us', null, 'Packing', 'associate'],
    [3, 'Ana Ruiz', null, null, 'Picking', 'associate'],
    [4, 'Ana Ruiz', null, null, 'Picking', 'lead'],
  ])
  await insert(lab, 'auth0_user_mapping', 'auth0_user_id, employee_id, email, status', [
    ['auth0|111', 1, 'john.doe@colorecommerce.us', 'verified'],
  ])
  await addUsers(lab, [
    [1001, 'john.doe.hp@colorecommerce.us', 'john_doe', 'operator', '["In Production"]'],
    [1002, 'maria.lopez@colorecommerce.us', 'Maria Lopez', 'operator', 'Packing, Picking'],
    [1003, null, 'Ana Ruiz', 'operator', 'Picking'],
    [1004, null, 'Zoltan Nobody', 'operator', null],
    [1005, 'packing.station@colorecommerce.us', 'Packing Station', 'operator', 'Packing'],
  ])
  await addActivities(lab, [
    [1, 1001, 10],
    [2, 1002, 20],
    [3, 1003, 30],
    [5, 1001, 50],
    [6, null, 60],
  ])
}

/** 400 employees, each with a user, and every tenth with an account: enough for several transactions. */
export async function fillLarge(lab: SyncLab): Promise<void> {
  const people = GIVEN.flatMap((given) =>
    FAMILY.flatMap((family) => MIDDLE.map((middle) => ({ given, middle, family }))),
  ).map(({ given, middle, family }, at) => ({
    id: at + 1,
    name: `${given} ${middle} ${family}`,
    local: `${given}.${middle}.${family}`.toLowerCase(),
    account: at % 10 === 0 ? `auth0|${at + 1}` : null,
  }))
  const address = (local: string) => `${local}@colorecommerce.us`
  await insert(
    lab,
    'employees',
    'id, name, email, auth0_user_id, department, role_code',
    people.map(({ id, name, local, account }) => [
      id,
      name,
      address(local),
      account,
      'Packing',
      'associate',
    ]),
  )
  await insert(
    lab,
    'auth0_user_mapping',
    'auth0_user_id, employee_id, email, status',
    people
      .filter(({ account }) => account !== null)
      .map(({ id, local, account }) => [account, id, address(local), 'verified']),
  )
  await addUsers(
    lab,
    people.map(({ id, name, local }) => [
      1000 + id,
      address(`${local}.hp`),
      name,
      'operator',
      'Packing',
    ]),
  )
  await addActivities(
    lab,
    people.flatMap(({ id }) => [[id, 1000 + id, 1] as const, [1000 + id, 1000 + id, 2] as const]),
  )
}
