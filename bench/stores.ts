// npm run bench -- --stores: the same tenant into a folder and into each kind of bucket, side by side in one run.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { machine } from './facts.ts'
import { emptyFolder, WORK, withTenant } from './processes.ts'
import { markdownTable, rounded } from './readme.ts'
import type { StoresJob, StoresResult } from './stores-job.ts'
import type { ServiceKind } from './stores-server.ts'

const PAGE = 'bench/stores.md'
const LATENCY_MS = 30
const ROUNDS = ['first load', 'nothing new', 'a day later'] as const
const NAMES: Readonly<Record<ServiceKind, string>> = {
  s3: "S3 (the tests' own server)",
  azure: 'Azure Blob (Azurite)',
  gcs: "Google Cloud Storage (the tests' own server)",
}

const program = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url))

async function run(job: StoresJob): Promise<StoresResult> {
  const child = fork(program('stores-job'), [JSON.stringify(job)])
  const [result] = (await once(child, 'message')) as [StoresResult]
  if (result.exitCode !== 0) throw new Error(`a run ended with ${result.exitCode}`)
  return result
}

async function withService<T>(
  kind: ServiceKind | null,
  use: (service: StoresJob['service']) => Promise<T>,
): Promise<T> {
  if (kind === null) return use(null)
  const child = fork(program('stores-server'), [kind])
  try {
    const [{ url }] = (await once(child, 'message')) as [{ url: string }]
    return await use({ kind, url })
  } finally {
    child.disconnect()
  }
}

/** Every kind meets a tenant of its own of the same seed, so that each reads the same. */
const measure = (users: number, kind: ServiceKind | null): Promise<StoresResult[]> =>
  withTenant(users, ({ facts, tell }) =>
    withService(kind, async service => {
      const folder = emptyFolder(`stores-${kind ?? 'folder'}`)
      const job = { root: facts.url, token: facts.token, folder, service, latencyMs: LATENCY_MS }
      const results = [await run(job), await run(job)]
      await tell({ advanceDays: 1 })
      results.push(await run(job))
      return results
    }),
  )

/** Measures a tenant of this size; `write`: into a page too. */
export async function stores(users: number, write: boolean): Promise<void> {
  mkdirSync(WORK, { recursive: true })
  const folder = await measure(users, null)
  const lines = [...HEAD, machine(), '', `## ${users} users, the default set, ${folder[0]?.rows ?? 0} rows`]
  const rows = rowsOf('a local folder', folder, folder)
  for (const kind of ['s3', 'azure', 'gcs'] as const)
    rows.push(...rowsOf(NAMES[kind], await measure(users, kind), folder))
  const columns = [
    'place',
    'run',
    'wall, s',
    '×',
    'CPU, s',
    '×',
    'peak, MB',
    'requests',
    'calls',
    'in calls, s',
  ]
  lines.push('', ...markdownTable(columns, rows))
  console.log(lines.join('\n'))
  if (write) writeFileSync(PAGE, `${lines.join('\n')}\n`)
}

const HEAD = [
  '# Buckets beside a folder',
  '',
  'Written by `npm run bench -- --stores`: the same tenant read without quotas into a local folder and into each kind of bucket. Tenant, service and run are processes of their own on one machine. Every call of a',
  `store takes ${LATENCY_MS} ms longer than the service needs, as in a bucket of the same region. × is the ratio to the folder. Requests are those that the service got; calls are those of the store, of which an`,
  'upload may be several requests; "in calls" is what they took one after another, more than the whole run where they overlap with it and with each other.',
  '',
]

function rowsOf(
  place: string,
  results: readonly StoresResult[],
  folder: readonly StoresResult[],
): string[][] {
  return results.map((result, index) => {
    const base = folder[index]
    const ratio = (value: number, to: number | undefined) => rounded(value / (to ?? value))
    const calls = Object.entries(result.calls)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')
    return [
      index === 0 ? place : '',
      ROUNDS[index] ?? '',
      rounded(result.wall),
      ratio(result.wall, base?.wall),
      rounded(result.cpu),
      ratio(result.cpu, base?.cpu),
      result.peak.toFixed(0),
      String(result.requests),
      calls,
      rounded(result.busy),
    ]
  })
}
