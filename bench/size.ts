// npm run bench -- --size [--case users-5m] [--memory 1GB]: large tables, long strings, large rows and pages. Writes bench/size.md.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { machine } from './facts.ts'
import { emptyFolder, WORK } from './processes.ts'
import { markdownTable, rounded } from './readme.ts'
import type { Served } from './server.ts'
import type { SizeJob, SizeRun, Told } from './size-job.ts'
import type { ServedSize } from './size-server.ts'

type Round = 'first load' | 'nothing new' | 'changes' | 'read whole again'

interface Case {
  readonly title: string
  readonly table: string
  readonly program: 'server' | 'size-server'
  readonly served: (scale: number) => Served | ServedSize
  readonly rounds: readonly Round[]
}

interface Measured extends SizeRun {
  readonly round: Round
  /** Megabytes that were resident at the most: over all, and in each phase. */
  readonly peak: number
  readonly reading: number
  readonly writing: number
  /** Megabytes below `_work/spill` at the most. */
  readonly spill: number
}

const users = (millions: number): Case => ({
  title: `${millions}M users`,
  table: 'users',
  program: 'server',
  served: scale => ({
    users: Math.round(millions * 1e6 * scale),
    signIns: 0,
    templates: 100,
    changes: Math.round(10_000 * scale),
  }),
  rounds: ['first load', 'nothing new', 'changes', 'read whole again'],
})

const text = (title: string, rows: number, bytes: number, perPage: number): Case => ({
  title,
  table: 'users',
  program: 'size-server',
  served: scale => ({ kind: 'text', rows: Math.max(perPage, Math.round(rows * scale)), bytes, perPage }),
  rounds: ['first load', 'changes', 'read whole again'],
})

const CASES: Readonly<Record<string, Case>> = {
  'users-1m': users(1),
  'users-5m': users(5),
  'edges-10m': {
    title: '10M edges',
    table: 'group_members',
    program: 'size-server',
    served: scale => ({ kind: 'edges', edges: 1e7 * scale, changes: 10_000 * scale }),
    rounds: ['first load', 'changes', 'read whole again'],
  },
  'long-strings': text('20,000 rows with a string of 100 KB', 20_000, 100_000, 20),
  'wide-rows': text('20 rows of 30 MB', 20, 30e6, 1),
  'wide-pages': text('40 pages of 50 MB', 800_000, 2_400, 20_000),
}

const program = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url))
const RESULTS = `${WORK}/size.json`
const MEGABYTE = 1e6

const sizeOf = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder).reduce(
        (sum, name) => sum + (statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.size ?? 0),
        0,
      )
    : 0

/** Bytes that a process has resident now. */
function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** Runs the job to its end and looks at its memory and its spill ten times a second. */
async function measure(round: Round, job: SizeJob): Promise<Measured> {
  const child = fork(program('size-job'), [JSON.stringify(job)])
  let phase: 'reading' | 'writing' = 'reading'
  let run: SizeRun | null = null
  const most = { reading: 0, writing: 0, spill: 0 }
  child.on('message', (told: Told) => {
    if ('phase' in told) phase = told.phase
    else run = told.run
  })
  const timer = setInterval(() => {
    most[phase] = Math.max(most[phase], residentOf(child.pid ?? 0))
    most.spill = Math.max(most.spill, sizeOf(`${job.folder}/_work/spill`))
  }, 100)
  const [code] = await once(child, 'exit')
  clearInterval(timer)
  if (run === null) throw new Error(`the job ended with code ${code}`)
  const [reading, writing, spill] = [most.reading, most.writing, most.spill].map(bytes => bytes / MEGABYTE)
  return Object.assign({}, run as SizeRun, {
    round,
    peak: Math.max(reading ?? 0, writing ?? 0),
    reading: reading ?? 0,
    writing: writing ?? 0,
    spill: spill ?? 0,
  })
}

async function startServer(one: Case, scale: number): Promise<{ child: ChildProcess; root: string }> {
  const child = fork(program(one.program), [JSON.stringify(one.served(scale))])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { child, root: `http://127.0.0.1:${port}` }
}

async function measureCase(name: string, one: Case, scale: number, memory: string): Promise<Measured[]> {
  const { child, root } = await startServer(one, scale)
  const folder = emptyFolder(`lake-size-${name}`)
  try {
    const all: Measured[] = []
    for (const round of one.rounds) {
      const full = round === 'read whole again'
      const measured = await measure(round, { root, folder, tables: [one.table], full, memory })
      console.log(`${one.title}, ${round}: ${JSON.stringify(measured)}`)
      all.push(measured)
    }
    return all
  } finally {
    child.kill()
    emptyFolder(`lake-size-${name}`)
  }
}

const rowOf = (title: string, run: Measured): string[] => [
  `${title}, ${run.round}`,
  run.failure === '' ? run.changes : `**${run.failure}**`,
  rounded(run.wall),
  rounded(run.cpu),
  run.reading.toFixed(0),
  run.writing.toFixed(0),
  run.spill.toFixed(0),
  rounded(run.silence / 1000),
]

function page(results: Readonly<Record<string, readonly Measured[]>>, memory: string): string {
  const rows = Object.entries(CASES).flatMap(([name, { title }]) =>
    (results[name] ?? []).filter(run => run.round !== 'nothing new').map(run => rowOf(title, run)),
  )
  return [
    '# Size',
    '',
    `Written by \`npm run bench -- --size\`; \`--memory ${memory}\`. ${machine()}`,
    '',
    ...markdownTable(
      [
        '',
        'changes',
        'wall, s',
        'CPU, s',
        'peak while reading, MB',
        'peak while writing, MB',
        'spill, MB',
        'longest silence, s',
      ],
      rows,
    ),
    '',
  ].join('\n')
}

/** Measures the named cases, or all; what was measured before stays on the page. */
export async function size(names: readonly string[], scale: number, memory: string): Promise<void> {
  mkdirSync(WORK, { recursive: true })
  const known: unknown = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {}
  const results = { ...(known as Record<string, Measured[]>) }
  for (const name of names.length === 0 ? Object.keys(CASES) : names) {
    const one = CASES[name]
    if (one === undefined) throw new Error(`no case '${name}': ${Object.keys(CASES).join(', ')}`)
    results[name] = await measureCase(name, one, scale, memory)
    if (scale !== 1) continue
    writeFileSync(RESULTS, JSON.stringify(results))
    writeFileSync('bench/size.md', page(results, memory))
  }
}
