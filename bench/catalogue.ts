// npm run bench -- --catalogue: requests and time of a full and an incremental run over the sandbox tenant, table by table.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { staticToken } from '../src/auth/static-token.ts'
import type { RunEvent, RunReport } from '../src/extract/report.ts'
import { runExtract } from '../src/extract/run.ts'
import { DOCUMENTED_LIMITS, NO_LIMITS } from '../src/graph/limits.ts'
import type { QuotaFamily } from '../src/sandbox/index.ts'
import type { Family } from '../src/streams/define.ts'
import { defaultTables, type NamedStream } from '../src/streams/index.ts'
import { machine } from './facts.ts'
import { benchOptions } from './options.ts'
import { type TenantProcess, WORK, withTenant } from './processes.ts'
import { markdownTable, rounded } from './readme.ts'

const PAGE = 'bench/catalogue.md'

/** What one run asked of Graph, stream by stream. */
interface Measured {
  readonly report: RunReport
  readonly seconds: ReadonlyMap<string, number>
  readonly requests: ReadonlyMap<string, number>
  /** What Graph charged, the parts of a batch each: by the sandbox's family. */
  readonly charged: ReadonlyMap<string, number>
  readonly rows: ReadonlyMap<string, number>
  readonly wall: number
}

interface Size {
  readonly users: number
  readonly full: Measured
  readonly incremental: Measured
}

/** Measures tenants of these sizes, without quotas, and writes what came out. */
export async function catalogue(sizes: readonly number[]): Promise<void> {
  const measured: Size[] = []
  for (const users of sizes) measured.push(await measure(users))
  writeFileSync(PAGE, `${page(measured).join('\n')}\n`)
  console.log(`written: ${PAGE}`)
}

async function measure(users: number): Promise<Size> {
  mkdirSync(WORK, { recursive: true })
  const lake = mkdtempSync(`${WORK}/catalogue-`)
  try {
    return await withTenant(users, async tenant => {
      const full = await run(tenant, lake)
      await tenant.tell({ advanceDays: 1 })
      const incremental = await run(tenant, lake)
      console.error(
        `${users} users: full ${full.wall.toFixed(1)} s, incremental ${incremental.wall.toFixed(1)} s`,
      )
      return { users, full, incremental }
    })
  } finally {
    rmSync(lake, { recursive: true, force: true })
  }
}

async function run({ facts, tell }: TenantProcess, lake: string): Promise<Measured> {
  const begun = new Map<string, number>()
  const seconds = new Map<string, number>()
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'stream-started') begun.set(event.stream, performance.now())
    if (event.type === 'stream-ended')
      seconds.set(event.stream, (performance.now() - (begun.get(event.stream) ?? performance.now())) / 1000)
  }
  const from = performance.now()
  const report = await runExtract(
    benchOptions({
      out: lake,
      since: { backMs: 7 * 86_400_000 },
      graphUrl: facts.url,
    }),
    {
      tokens: staticToken(facts.token, Date.now),
      onEvent,
      signal: new AbortController().signal,
      version: 'bench',
      limits: NO_LIMITS,
    },
  )
  const failed = report.tables.filter(table => table.verdict !== 'complete')
  if (failed.length > 0) throw new Error(failed.map(({ table, reason }) => `${table}: ${reason}`).join('\n'))
  return {
    report,
    seconds,
    requests: new Map(report.tables.map(table => [table.table, table.requests])),
    charged: new Map(Object.entries((await tell({ charges: true })) as Record<string, number>)),
    rows: new Map(report.tables.map(table => [table.table, table.rows])),
    wall: (performance.now() - from) / 1000,
  }
}

/** The streams of the default set, each once, in the order of their names. */
function streamsRead(): NamedStream[] {
  return [...new Set(defaultTables().map(table => table.stream))]
}

function page(sizes: readonly Size[]): string[] {
  return [
    '# Requests and time, table by table',
    '',
    'Written by `npm run bench -- --catalogue`: the sandbox tenant of three sizes, its default set of tables read whole, then read again after a',
    'day of changes. Seven days of events, a fifth of their usual number. Without quotas; what the documented ones add is in the last table.',
    'A `$batch` counts as one request here; Graph charges each of its parts.',
    '',
    machine(),
    '',
    ...markdownTable(['', ...sizes.map(size => `${size.users} users`)], summary(sizes)),
    '',
    '## By stream',
    '',
    'Requests and seconds, full / incremental; rows of the first table.',
    '',
    ...markdownTable(
      ['stream', 'kind', ...sizes.flatMap(size => [`${size.users}: rows`, 'requests', 'seconds'])],
      streamsRead().map(stream => [
        stream.name,
        stream.definition.kind,
        ...sizes.flatMap(size => streamCells(stream.name, size)),
      ]),
    ),
    '',
    '## At the documented quotas',
    '',
    'What is charged to each family, the parts of a batch each, and the least time that its quota allows for that (directory: taken as one resource',
    'unit each, at most 2,500 per 10 s), full / incremental. Families are read side by side, so the slowest one counts.',
    '',
    ...markdownTable(['family', ...sizes.map(size => `${size.users} users`)], quotaRows(sizes)),
  ]
}

function summary(sizes: readonly Size[]): string[][] {
  const both = (value: (run: Measured) => string): string[] =>
    sizes.map(({ full, incremental }) => `${value(full)} / ${value(incremental)}`)
  return [
    ['requests, full / incremental', ...both(run => String(run.report.requests))],
    ['seconds', ...both(run => rounded(run.wall))],
    [
      'rows',
      ...sizes.map(({ full }) => String([...full.rows.values()].reduce((sum, rows) => sum + rows, 0))),
    ],
  ]
}

function streamCells(name: string, { full, incremental }: Size): string[] {
  const both = (value: (run: Measured) => string): string => `${value(full)} / ${value(incremental)}`
  return [
    String(full.rows.get(name) ?? 0),
    both(run => String(run.requests.get(name) ?? 0)),
    both(run => (run.seconds.get(name) ?? 0).toFixed(2)),
  ]
}

const FAMILIES: Readonly<Record<Family, QuotaFamily>> = {
  directory: 'directory',
  logs: 'reports',
  protection: 'protection',
  signInActivity: 'signInActivity',
  usageReports: 'usageReports',
}

/** The first window's worth of requests may all start at once. */
function quotaRows(sizes: readonly Size[]): string[][] {
  return Object.entries(FAMILIES).map(([family, charged]) => {
    const { requests, perMs } = DOCUMENTED_LIMITS[family as Family]
    const least = (run: Measured): string => {
      const count = run.charged.get(charged) ?? 0
      return `${count} (${rounded(Math.max(0, count / requests - 1) * (perMs / 1000))} s)`
    }
    return [family, ...sizes.map(size => `${least(size.full)} / ${least(size.incremental)}`)]
  })
}
