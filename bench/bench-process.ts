import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What processes of a benchmark tell each other: one JSON object per line. */
export type Told = Readonly<Record<string, unknown>>

/** A process of a benchmark that answers a line with a line. */
export type BenchProcess = {
  readonly pid: number
  /** What it said when it was ready. */
  readonly ready: Told
  readonly ask: (question: Told) => Promise<Told>
  /** It ends by itself when its standard input closes; resolves once it has. */
  readonly end: () => Promise<void>
}

/** Starts a file of this folder with `task` as its argument; BENCH_NODE_FLAGS, such as `--cpu-prof`, go to node. */
export async function startBenchProcess(file: string, task: Told): Promise<BenchProcess> {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const flags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
  const child = spawn(
    process.execPath,
    [...flags, '--import', 'tsx', program, JSON.stringify(task)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`${file} ended before it answered`)
    return JSON.parse(line.value) as Told
  }
  const ready = await next()
  return {
    pid: child.pid ?? 0,
    ready,
    ask: (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      return next()
    },
    end: () => {
      child.stdin.end()
      return ended
    },
  }
}

/** The other end: says `ready` and answers every line until standard input closes, then runs `close`. */
export async function answerBench(
  ready: Told,
  answer: (question: Told) => Promise<Told> | Told,
  close: () => Promise<void>,
): Promise<void> {
  console.log(JSON.stringify(ready))
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(JSON.parse(line) as Told)))
  }
  await close()
  process.exit(0)
}

/** The task this process was started with. */
export function benchTask(): Told {
  return JSON.parse(process.argv[2] ?? '{}') as Told
}

/** Milliseconds of a core that this process has used. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
