import { randomUUID } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import pc from 'picocolors'
import { PodlinkError } from '../../../kernel/errors.ts'
import { type EmployeeId, parseEmployeeId } from '../../../kernel/ids.ts'
import type { Decision } from '../../../sync/review/check-answer.ts'
import { type AnswerOutcome, recordAnswers } from '../../../sync/review/record-answers.ts'
import { toConfig } from '../../config/to-config.ts'
import type { Session } from '../../session.ts'
import { withStore } from '../../with-store.ts'
import { toCaseNumber, whoAnswers } from './case-number.ts'

type Options = {
  readonly employee?: EmployeeId
  readonly reason?: string
  readonly by?: string
  readonly json?: boolean
}

const ANSWERS: readonly {
  readonly name: string
  readonly decision: Decision
  readonly about: string
  readonly example: string
}[] = [
  {
    name: 'confirm',
    decision: 'confirm',
    about: 'It is this employee; the one candidate when nobody is named.',
    example: 'confirm 12 --employee 42 --reason "asked him"',
  },
  {
    name: 'deny',
    decision: 'deny',
    about: 'It is not this employee; none of the candidates when nobody is named.',
    example: 'deny 12 --employee 43',
  },
  {
    name: 'not-a-person',
    decision: 'not_a_person',
    about: 'A station, a test, a machine: nobody is ever linked.',
    example: 'not-a-person 12',
  },
  {
    name: 'new-employee',
    decision: 'new_employee',
    about: 'Somebody new: the employee whose row was added, or none of the candidates until it is.',
    example: 'new-employee 12 --employee 77',
  },
]

/** `podlink review confirm|deny|not-a-person|new-employee`: one command for each answer. */
export function answerCommands(session: Session): readonly Command[] {
  return ANSWERS.map(({ name, decision, about, example }) => {
    const command = new Command(name)
      .description(about)
      .argument('<case>', 'its number in the list', toCaseNumber)
    if (decision !== 'not_a_person') {
      command.option('--employee <number>', 'the employee', toEmployee)
    }
    return command
      .option('--reason <text>', 'why, for whoever reads it later')
      .option('--by <name>', 'who decides; this machine’s login unless said')
      .option('--json', 'print one JSON object')
      .addHelpText('after', `\nExample:\n  podlink review ${example}`)
      .action((number: number, options: Options) => answer(session, decision, number, options))
  })
}

async function answer(
  session: Session,
  decision: Decision,
  caseId: number,
  options: Options,
): Promise<void> {
  const { database } = toConfig(session.env, ['database'])
  const { employee: employeeId = null, reason = null } = options
  const { outcomes } = await withStore(database, (store) =>
    recordAnswers(
      { store, now: () => new Date(), newId: randomUUID },
      [{ caseId, decision, employeeId, reason }],
      {
        by: whoAnswers(options.by),
        apply: true,
      },
    ),
  )
  const [outcome] = outcomes
  if (outcome?.kind === 'problem') {
    throw new PodlinkError('CONFIG_INVALID', outcome.problem, { fix: outcome.fix })
  }
  if (options.json === true) console.log(JSON.stringify(outcome))
  else console.log(`${pc.green('Recorded.')} ${whatFollows(outcome)}`)
}

function whatFollows(outcome: AnswerOutcome | undefined): string {
  return outcome?.kind === 'sound' && outcome.isLinkedAtOnce
    ? 'The account is linked; the worker tells Auth0.'
    : 'The next `podlink sync --apply` carries it out.'
}

function toEmployee(text: string): EmployeeId {
  const id = parseEmployeeId(text)
  if (id !== null) return id
  throw new InvalidArgumentError('It is the number of an employee’s row.')
}
