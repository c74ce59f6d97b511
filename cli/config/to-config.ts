import type { z } from 'zod'
import { PodlinkError } from '../../kernel/errors.ts'
import { type Section, VARIABLES, type Variable } from './variables.ts'

type Values<Variables> = {
  readonly [Name in keyof Variables]: Variables[Name] extends {
    schema: infer Schema extends z.ZodType
  }
    ? z.output<Schema>
    : never
}

/** The values of the sections asked for, checked and with their fallbacks. */
export type Config<Needed extends Section> = {
  readonly [Name in Needed]: Values<(typeof VARIABLES)[Name]>
}

/** The environment, as the process was given it. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the variables of the sections that a command needs and reports every problem at once, naming the variable
 * and never its value.
 * @throws PodlinkError CONFIG_INVALID
 */
export function toConfig<Needed extends Section>(
  env: Environment,
  needed: readonly Needed[],
): Config<Needed> {
  const problems: string[] = []
  const config = Object.fromEntries(
    needed.map((section) => [section, readSection(env, VARIABLES[section], problems)]),
  )
  if (problems.length > 0) {
    throw new PodlinkError(
      'CONFIG_INVALID',
      `The configuration is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
      {
        fix: 'Set these variables (.env.example explains each), or work in the sandbox: eval "$(npx podlink sandbox env)".',
        details: { problems: problems.length },
      },
    )
  }
  return config as Config<Needed>
}

function readSection(
  env: Environment,
  variables: Readonly<Record<string, Variable<unknown>>>,
  problems: string[],
): Readonly<Record<string, unknown>> {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => {
        const given = env[name]?.trim()
        const text = given === undefined || given === '' ? variable.fallback : given
        if (text === undefined) {
          problems.push(`${name} is not set. ${variable.about}.`)
          return [name, undefined]
        }
        const read = variable.schema.safeParse(text)
        if (!read.success)
          problems.push(`${name} ${read.error.issues[0]?.message ?? 'is not valid'}.`)
        return [name, read.data]
      }),
    ),
  )
}
