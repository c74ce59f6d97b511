import { describe, expect, it } from 'vitest'
import { toConfig } from '../../../cli/config/to-config.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

describe('toConfig', () => {
  it('reads what a command needs and fills in the rest', () => {
    const config = toConfig({ DATABASE_URL: 'mysql://u:p@db:3306/productivity' }, [
      'database',
      'accounts',
    ])

    expect(config.database.DATABASE_URL).toBe('mysql://u:p@db:3306/productivity')
    expect(config.database.COLUMN_MAP.employees.table).toBe('employees')
    expect(config.accounts.METADATA_PROFILE).toBe('minimal')
    expect(config.accounts.STATION_SUFFIXES).toEqual(['shp', 'ship', 'pack', 'pick', 'hp'])
  })

  it('reports every missing and every wrong variable at once, and never a value', () => {
    const env = {
      DATABASE_URL: 'postgres://secret-user:secret-word@db/x',
      WEBHOOK_SECRETS: 'whsec_tooshort',
      RECEIVER_PORT: '70000',
    }

    const read = () => toConfig(env, ['database', 'receiver', 'auth0'])

    expect(read).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(
          /DATABASE_URL must look like mysql:[\s\S]*RECEIVER_PORT[\s\S]*WEBHOOK_SECRETS must be whsec_[\s\S]*AUTH0_DOMAIN is not set/,
        ) as string,
        fix: expect.stringContaining('.env.example') as string,
      }) as Error,
    )
    expect(read).not.toThrow(/secret-word|tooshort/)
  })

  it('accepts several webhook secrets, for rotation', () => {
    const { receiver } = toConfig({ WEBHOOK_SECRETS: `${SECRET}, ${SECRET}` }, ['receiver'])

    expect(receiver.WEBHOOK_SECRETS).toEqual([SECRET, SECRET])
  })

  it.each(['http://podlink.example/', 'ftp://podlink.example/', 'podlink.example'])(
    'refuses %s as the address of the receiver, because deliveries must be encrypted',
    (address) => {
      const env = {
        AUTH0_DOMAIN: 'acme.eu.auth0.com',
        AUTH0_DEPLOY_CLIENT_ID: 'id',
        AUTH0_DEPLOY_CLIENT_SECRET: 'word',
        RECEIVER_URL: address,
      }

      expect(() => toConfig(env, ['tenant'])).toThrow(/RECEIVER_URL must be an https/)
    },
  )

  it('refuses a column map whose names could carry SQL', () => {
    const columns = JSON.stringify({ employees: { table: 'employees; DROP TABLE x' } })

    expect(() =>
      toConfig({ DATABASE_URL: 'mysql://u:p@db/x', COLUMN_MAP: columns }, ['database']),
    ).toThrow(/COLUMN_MAP/)
  })
})
