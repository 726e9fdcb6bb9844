// examples/tenants: the list is accepted, the queries answer over two lakes, and the job hands out every part once.
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { readTenants, shardOf } from '../../src/cli/tenants/entries.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { run } from '../support/terminal.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples/tenants/', import.meta.url))
const PAGE = new URL('../../docs/tenants.md', import.meta.url)
const textOf = (name: string): Promise<string> => readFile(join(EXAMPLES, name), 'utf8')

interface Job {
  readonly completionMode: string
  readonly completions: number
  readonly maxFailedIndexes: number
  readonly template: { readonly spec: { readonly containers: readonly Container[] } }
}

interface Container {
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
}

async function jobOf(name: string): Promise<Job> {
  const document = parseDocument(await textOf(name))
  expect([...document.errors, ...document.warnings]).toEqual([])
  return document.toJS().spec.jobTemplate.spec
}

describe('tenants.json', () => {
  it('is accepted', async () => {
    const tenants = await readTenants('tenants.json', EXAMPLES)
    expect(tenants.map(({ variables }) => variables.AZURE_CLIENT_SECRET)).toEqual([
      'CONTOSO_CLIENT_SECRET',
      'FABRIKAM_CLIENT_SECRET',
      undefined,
    ])
  })

  it('is like the one of docs/tenants.md, which is accepted too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'entra-page-'))
    try {
      const [, example = ''] = (await readFile(PAGE, 'utf8')).match(/```json\n(.*?)```/s) ?? []
      await writeFile(join(folder, 'tenants.json'), example)
      expect((await readTenants('tenants.json', folder)).length).toBeGreaterThan(1)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('kubernetes.yaml', () => {
  it('gives every index its part, and all parts together are all tenants', async () => {
    const job = await jobOf('kubernetes.yaml')
    const [container] = job.template.spec.containers
    const [shell = '', flag = ''] = container?.command ?? []
    const script = container?.args[0]?.replace('exec /app/job.sh', 'echo') ?? ''
    const env = Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? [])
    const parts = Array.from({ length: job.completions }, (_, index) => {
      const { stdout } = spawnSync(shell, [flag, script], {
        env: { ...env, JOB_COMPLETION_INDEX: String(index) },
        encoding: 'utf8',
      })
      return stdout.match(/--shard (\d+\/\d+) --parallel \d+ --max-duration \d+m\n$/)?.[1]
    })
    expect([job.completionMode, job.maxFailedIndexes]).toEqual(['Indexed', job.completions])
    expect(parts).toEqual(['1/4', '2/4', '3/4', '4/4'])
    const tenants = await readTenants('tenants.json', EXAMPLES)
    const shared = parts.flatMap(part => {
      const [index = 0, count = 0] = part?.split('/').map(Number) ?? []
      return shardOf(tenants, { index, count })
    })
    expect(shared).toEqual(tenants)
  })
})

describe('tenants.sql', () => {
  it('answers over two lakes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'entra-queries-'))
    const sandboxes = await Promise.all([1, 2].map(seed => startSandbox({ users: 30, seed, quotas: 'off' })))
    try {
      const entries = sandboxes.map(({ tenantId, clientId, url, authority }, at) => ({
        ...{ tenant: tenantId, clientId, graphUrl: url, authority },
        env: { AZURE_CLIENT_SECRET: `SECRET_${at}` },
      }))
      const file = join(folder, 'tenants.json')
      await writeFile(file, JSON.stringify(entries))
      const env = Object.fromEntries(sandboxes.map(({ clientSecret }, at) => [`SECRET_${at}`, clientSecret]))
      const lake = join(folder, 'entra-lake')
      const argv = ['extract', 'users', 'subscribed_skus', '--tenants', file, '--out', lake, '--quiet']
      expect((await run(argv, { env })).code).toBe(0)
      const sql = (await textOf('tenants.sql')).replaceAll("'entra-lake/", `'${lake}/`)
      const [users, seats] = await answersTo(sql)
      const ids = sandboxes.map(({ tenantId }) => tenantId).sort()
      expect(users?.map(row => [row._tenant_id, Number(row.users)]).sort()).toEqual(ids.map(id => [id, 30]))
      expect([...new Set(seats?.map(row => row._tenant_id))].sort()).toEqual(ids)
    } finally {
      for (const sandbox of sandboxes) await sandbox.close()
      await rm(folder, { recursive: true })
    }
  })
})

async function answersTo(sql: string): Promise<Record<string, unknown>[][]> {
  const duckdb = await DuckDBInstance.create(':memory:')
  const connection = await duckdb.connect()
  try {
    const statements = await connection.extractStatements(sql)
    const answers: Record<string, unknown>[][] = []
    for (let index = 0; index < statements.count; index++) {
      const prepared = await statements.prepare(index)
      answers.push((await prepared.runAndReadAll()).getRowObjectsJson())
    }
    return answers
  } finally {
    connection.closeSync()
    duckdb.closeSync()
  }
}
