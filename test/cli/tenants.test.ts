// Several tenants in one call, each a sandbox of its own on its own port.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TenantOutcome } from '../../src/cli/tenants/outcome.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'
import { startS3Server } from '../support/s3-server.ts'
import { startScripted } from '../support/scripted-server.ts'
import { type Outcome, run, start } from '../support/terminal.ts'

const USERS = [30, 40, 50] as const

let sandboxes: Sandbox[]
let slow: Sandbox | null = null
let folder: string

beforeAll(async () => {
  const worlds = USERS.map((users, seed): SandboxOptions => ({ users, seed, quotas: 'off', activity: 0.1 }))
  sandboxes = await Promise.all(worlds.map(startSandbox))
})
afterAll(() => Promise.all(sandboxes.map(sandbox => sandbox.close())))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-tenants-'))
})
afterEach(async () => {
  await slow?.close()
  slow = null
  await rm(folder, { recursive: true, force: true })
})

const at = (index: number): Sandbox => {
  const sandbox = sandboxes[index]
  if (sandbox === undefined) throw new RangeError(`no sandbox ${index}`)
  return sandbox
}
const secretOf = (index: number): string => `SECRET_OF_${'ABC'[index]}`
const lakeOf = (sandbox: Sandbox): string => join(folder, 'lake', `tenant=${sandbox.tenantId}`)

const entryOf = (sandbox: Sandbox, secret: string, more: object = {}): object => ({
  tenant: sandbox.tenantId,
  clientId: sandbox.clientId,
  graphUrl: sandbox.url,
  authority: sandbox.authority,
  env: { AZURE_CLIENT_SECRET: secret },
  ...more,
})

const entries = (more: readonly object[] = []): object[] =>
  sandboxes.map((sandbox, index) => entryOf(sandbox, secretOf(index), more[index]))

const secrets = (): Record<string, string> =>
  Object.fromEntries(sandboxes.map((sandbox, index) => [secretOf(index), sandbox.clientSecret]))

async function write(content: unknown, name = 'tenants.json'): Promise<string> {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, JSON.stringify(content))
  return path
}

const argv = (file: string, ...more: readonly string[]): string[] => [
  ...['extract', 'users', '--tenants', file, '--out', join(folder, 'lake'), ...more],
]
const outcomesOf = ({ stdout }: Outcome): TenantOutcome[] => JSON.parse(stdout)
const summaryOf = (outcome: Outcome) =>
  Object.fromEntries(outcomesOf(outcome).map(({ tenant, exitCode }) => [tenant, exitCode]))

const metadata = (root: string, tenant = ''): object => ({
  token_endpoint: `${root}/${tenant}/oauth2/v2.0/token`,
  authorization_endpoint: `${root}/${tenant}/oauth2/v2.0/authorize`,
  issuer: `${root}/${tenant}/v2.0`,
  jwks_uri: `${root}/keys`,
  end_session_endpoint: `${root}/logout`,
})

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const duckdb = await DuckDBInstance.create(':memory:')
  const connection = await duckdb.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    duckdb.closeSync()
  }
}

async function lock(sandbox: Sandbox): Promise<void> {
  const work = join(lakeOf(sandbox), '_work')
  const since = new Date().toISOString()
  const owner = { token: 'x', host: `not-${hostname()}`, pid: 1, since, beatAt: Date.now() }
  await mkdir(work, { recursive: true })
  await writeFile(join(work, 'lock.json'), JSON.stringify(owner))
}

describe('extract --tenants', () => {
  it('gives each tenant a lake, and one query reads them all', async () => {
    const file = await write(entries())
    const outcome = await run(argv(file, '--parallel', '3'), { env: secrets() })
    expect(outcome.code).toBe(0)
    for (const { tenantId } of sandboxes) {
      expect(outcome.stderr).toContain(`${tenantId}: users: started (delta)\n`)
      expect(outcome.stdout).toMatch(new RegExp(`│ ${tenantId} +│ +\\d+ │ +0 │ +0 │ +0 │ +[1-9]\\d* │`))
    }
    for (const line of outcome.stderr.trim().split('\n')) expect(line).toMatch(/^[\da-f-]{36}: /)
    expect(outcome.stdout).toMatch(/^3 of 3 tenants as asked; [\d,]+ rows changed; \d+ requests\.$/m)
    const counts = await query(
      `SELECT tenant, any_value(_tenant_id) AS inside, count(*)::INT AS users
         FROM read_parquet('${folder}/lake/tenant=*/users/*.parquet', hive_partitioning = true) GROUP BY tenant`,
    )
    const expected = sandboxes.map(({ tenantId }, index) => [tenantId, tenantId, USERS[index]])
    expect(counts.map(({ tenant, inside, users }) => [tenant, inside, users]).sort()).toEqual(expected.sort())
  })

  it('isolates who cannot sign in and who is locked', async () => {
    const [a, b, c] = [at(0), at(1), at(2)]
    await lock(b)
    const file = await write({ tenants: entries() })
    const env = { ...secrets(), SECRET_OF_A: 'not~the~secret' }
    const outcome = await run(argv(file, '--json'), { env })
    expect(outcome.code).toBe(2)
    expect(summaryOf(outcome)).toEqual({ [a.tenantId]: 3, [b.tenantId]: 2, [c.tenantId]: 0 })
    const found = new Map(outcomesOf(outcome).map(each => [each.tenant, each]))
    expect(found.get(a.tenantId)).toMatchObject({
      error: expect.stringContaining('AADSTS7000215'),
      report: null,
    })
    expect(found.get(b.tenantId)).toMatchObject({ error: expect.stringContaining(`not-${hostname()}`) })
    expect(found.get(c.tenantId)).toMatchObject({
      error: null,
      report: { tenantId: c.tenantId, exitCode: 0 },
    })
    expect(outcome.stderr).toContain(`${a.tenantId}: `)
    expect(outcome.stderr + outcome.stdout).not.toContain('not~the~secret')

    const seen = await run(argv(file), { env })
    expect(seen.stdout).toMatch(new RegExp(`^${a.tenantId}: .*AADSTS7000215`, 'm'))
    expect(seen.stdout).toMatch(/^1 of 3 tenants as asked;/m)
  })

  it('says which variable is missing, to that tenant alone', async () => {
    const { SECRET_OF_B: _, ...env } = secrets()
    const outcome = await run(argv(await write(entries()), '--json', '--quiet'), { env })
    expect([outcome.code, Object.values(summaryOf(outcome)).sort()]).toEqual([3, [0, 0, 3]])
    expect(outcome.stderr).toBe(
      `${at(1).tenantId}: Not signed in: SECRET_OF_B, which holds its AZURE_CLIENT_SECRET, is not set.\n`,
    )
  })

  it('shares what is not named, and a pattern is a list of config files', async () => {
    const shared = { ...entryOf(at(0), 'X', { tables: ['domains', 'organization'] }), env: undefined }
    const one = await write(shared, 'tenants/a.json')
    await write(entryOf(at(1), 'SECRET_OF_B'), 'tenants/b.json')
    await write('no tenant', 'tenants/b.txt')
    const config = await write({ tables: ['subscribed_skus'], out: './lake' }, 'config.json')
    const env = { AZURE_CLIENT_SECRET: at(0).clientSecret, SECRET_OF_B: at(1).clientSecret }
    const pattern = join(one, '..', '*.json')
    const outcome = await run(['extract', '--tenants', pattern, '--config', config, '--json'], { env })
    expect(outcome.code).toBe(0)
    const tables = outcomesOf(outcome).map(({ tenant, report }) => [
      tenant,
      report?.tables.map(({ table }) => table),
    ])
    expect(Object.fromEntries(tables)).toEqual({
      [at(0).tenantId]: ['domains', 'organization'],
      [at(1).tenantId]: ['subscribed_skus'],
    })
    expect((await readdir(lakeOf(at(1)))).sort()).toContain('subscribed_skus')
  })

  it('gives each a lake in a bucket, which is opened with what they share', async () => {
    const server = await startS3Server()
    try {
      const aws = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'shared', AWS_REGION: 'eu-central-1' }
      const argv = ['extract', 'users', '--tenants', await write(entries()), '--out', 's3://bucket/a/lake']
      const more = ['--store-endpoint', server.url, '--store-path-style', '--parallel', '3', '--json']
      const outcome = await run([...argv, ...more], { env: { ...secrets(), ...aws } })
      expect([outcome.code, Object.values(summaryOf(outcome))]).toEqual([0, [0, 0, 0]])
      const written = [
        ...new Set(server.requests.filter(({ method }) => method === 'PUT').map(({ key }) => key)),
      ]
      for (const { tenantId } of sandboxes)
        for (const name of ['state.json', 'users/data.parquet'])
          expect(written).toContain(`a/lake/tenant=${tenantId}/${name}`)
    } finally {
      await server.close()
    }
  })

  it('refuses to read a tenant into the lake of another', async () => {
    const before = at(0).requests.length
    const authority = await startScripted()
    authority.answer((response, { path }) => {
      const token = { token_type: 'Bearer', expires_in: 3600, access_token: at(0).token() }
      const isMetadata = path.includes('openid-configuration')
      const answer = isMetadata ? metadata(authority.root, path.split('/')[1]) : token
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
    const astray = { graphUrl: at(0).url, authority: authority.root }
    const given = { env: { ENTRA_EXTRACT_ACCESS_TOKEN: 'TOKEN' } }
    for (const entry of [entryOf(at(1), 'SECRET_OF_B', astray), entryOf(at(1), '', given)]) {
      const outcome = await run(argv(await write([entry])), { env: { ...secrets(), TOKEN: at(0).token() } })
      expect(outcome.code).toBe(2)
      expect(outcome.stdout).toContain(at(0).tenantId)
    }
    await authority.close()
    expect(await readdir(folder)).not.toContain('lake')
    expect(at(0).requests.length).toBe(before)
  })

  it('runs the one that --tenant names', async () => {
    const file = await write(entries())
    const outcome = await run(argv(file, '--json', '--tenant', at(2).tenantId.toUpperCase()), {
      env: secrets(),
    })
    expect([outcome.code, summaryOf(outcome)]).toEqual([0, { [at(2).tenantId]: 0 }])
    const other = await run(argv(file, '--tenant', '00000000-0000-0000-0000-000000000000'))
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('--tenant is none of the ids')])
  })
})

describe('what wins', () => {
  it('a flag, then the entry, then the environment, then the config file', async () => {
    const file = await write(entries([{ compression: 'gzip' }, { compression: 'gzip' }, {}]))
    const config = await write({ compression: 'snappy' }, 'config.json')
    const codec = async (...more: readonly string[]) => {
      const env = { ...secrets(), AZURE_TENANT_ID: at(0).tenantId, AZURE_CLIENT_ID: 'none' }
      const outcome = await run(argv(file, '--config', config, '--full', '--quiet', ...more), { env })
      expect(outcome.code).toBe(0)
      const rows = await query(
        `SELECT DISTINCT file_name, compression FROM parquet_metadata('${folder}/lake/tenant=*/users/data.parquet')`,
      )
      return sandboxes.map(
        ({ tenantId }) => rows.find(row => String(row.file_name).includes(tenantId))?.compression,
      )
    }
    expect(await codec()).toEqual(['GZIP', 'GZIP', 'SNAPPY'])
    await rm(join(folder, 'lake'), { recursive: true })
    expect(await codec('--compression', 'zstd')).toEqual(['ZSTD', 'ZSTD', 'ZSTD'])
  })
})

describe('--shard', () => {
  it('splits the tenants: all shards together are everything, once', async () => {
    const file = await write(entries())
    const part = async (shard: string) => {
      const outcome = await run(argv(file, '--json', '--shard', shard), { env: secrets() })
      expect(outcome.code).toBe(0)
      return Object.keys(summaryOf(outcome))
    }
    const [first, second] = [await part('1/2'), await part('2/2')]
    expect([first.length, second.length]).toEqual([2, 1])
    expect([...first, ...second].sort()).toEqual(sandboxes.map(({ tenantId }) => tenantId).sort())
  })

  it('is content with an empty part', async () => {
    const file = await write(entries())
    expect(await run(argv(file, '--shard', '4/4'))).toEqual({
      code: 0,
      stdout: 'This part of 3 tenants is empty.\n',
      stderr: '',
    })
    expect((await run(argv(file, '--shard', '4/4', '--json'))).stdout).toBe('[]\n')
  })

  it.each(['0/2', '3/2', '1', '1/0', 'a/b'])('refuses %s', async shard => {
    const { code, stderr } = await run(['extract', '--tenants', 'x.json', '--shard', shard])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^--shard is a part/)])
  })

  it.each([
    ['--shard', '1/2'],
    ['--parallel', '2'],
  ])('%s without --tenants says so', async (flag, text) => {
    const { code, stderr } = await run(['extract', flag, text])
    expect([code, stderr]).toEqual([2, `${flag} is about the tenants of --tenants; give that too.\n`])
  })
})

describe('status --tenants', () => {
  it('is one line per tenant, and a lake that is not there hides no other', async () => {
    const file = await write(entries())
    const done = await run(argv(file, '--quiet', '--shard', '1/2'), { env: secrets() })
    expect(done.code).toBe(0)
    const status = (...more: readonly string[]) =>
      run(['status', '--tenants', file, '--out', join(folder, 'lake'), ...more])
    const all = await status()
    expect(all.code).toBe(2)
    expect(all.stdout.match(/│ [\da-f-]{36} +│ +1 │ +1 │ +0 │ +0 │ +0 │ +\d\d │/g)?.length).toBe(2)
    expect(all.stdout).toMatch(/^[\da-f-]{36}: .+\.$/m)
    expect((await status('--shard', '1/2', '--max-age', '1h')).code).toBe(0)
    const stale = await status('--shard', '1/2', '--max-age', '0.001s', '--json')
    expect(stale.code).toBe(1)
    expect(stale.stderr).toMatch(/^[\da-f-]{36}: users is stale/m)
    const [first] = JSON.parse(stale.stdout)
    expect(first).toMatchObject({
      exitCode: 1,
      error: null,
      tables: [{ table: 'users', verdict: 'complete' }],
    })
  })
})

describe('the end', () => {
  async function startSlow(): Promise<{ file: string; env: Record<string, string> }> {
    slow = await startSandbox({
      users: 400,
      seed: 9,
      quotas: 'off',
      latencyMs: 150,
      pageSizes: { usersDelta: 20 },
    })
    // Whatever the ids are: the slow one comes first.
    const others = entries().filter((_, index) => at(index).tenantId > (slow?.tenantId ?? ''))
    expect(others.length).toBeGreaterThan(0)
    const file = await write([entryOf(slow, 'SLOW'), ...others])
    return { file, env: { ...secrets(), SLOW: slow.clientSecret } }
  }

  it('comes with Ctrl-C: the running one stops at a commit point, no other begins, and the next run goes on', async () => {
    const { file, env } = await startSlow()
    const session = start(argv(file, '--json', '--verbose'), { env })
    while (!/users: \d+ rows, 3 pages/.test(session.stderr.written))
      await new Promise(resolve => setTimeout(resolve, 20))
    session.signal('SIGINT')
    const outcome = await session.ended
    expect([outcome.code, session.raised]).toEqual([130, []])
    const [first, ...others] = outcomesOf(outcome)
    expect(first).toMatchObject({ tenant: slow?.tenantId, exitCode: 130, report: { exitCode: 130 } })
    for (const other of others)
      expect(other).toMatchObject({ exitCode: 130, error: 'Not begun: interrupted.', report: null })
    expect(outcome.stderr).toContain('no other tenant begins')
    expect(outcome.stderr).toContain(`${slow?.tenantId}: stopping at the next commit point`)

    const again = await run(argv(file, '--json'), { env })
    expect(again.code).toBe(0)
    expect(again.stderr).toMatch(new RegExp(`^${slow?.tenantId}: users: goes on`, 'm'))
  })

  it('comes at once with the second Ctrl-C', async () => {
    const { file, env } = await startSlow()
    const session = start(argv(file, '--quiet'), { env })
    await new Promise(resolve => setTimeout(resolve, 100))
    session.signal('SIGINT')
    session.signal('SIGINT')
    expect(session.raised).toEqual(['SIGINT'])
    expect((await session.ended).code).toBe(130)
  })

  it('comes for all of them with --max-duration', async () => {
    const { file, env } = await startSlow()
    const outcome = await run(argv(file, '--json', '--max-duration', '1s'), { env })
    expect(outcome.code).toBe(5)
    const [first, ...others] = outcomesOf(outcome)
    expect(first).toMatchObject({ exitCode: 5, report: { exitCode: 5 } })
    for (const other of others) expect(other).toMatchObject({ exitCode: 5, report: null })
  })
})

describe('secrets', () => {
  it('of one tenant reach no server of another, and nobody who reads what is printed', async () => {
    const parrot = await startScripted()
    parrot.answer((response, { path, body, headers }) => {
      const send = (status: number, answer: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      if (path.includes('openid-configuration')) return send(200, metadata(parrot.root, path.split('/')[1]))
      const words = `I heard ${decodeURIComponent(body)} and ${headers.authorization}`
      return send(400, { error: 'invalid_client', error_description: words })
    })
    const other = {
      ...{ tenant: '11111111-2222-4333-8444-555555555555', clientId: 'app' },
      ...{ graphUrl: parrot.root, authority: parrot.root, env: { AZURE_CLIENT_SECRET: 'SECRET_OF_P' } },
    }
    const sharing = { ...other, tenant: '11111111-2222-4333-8444-666666666666', env: {} }
    const file = await write([...entries(), other, sharing])
    const env = { ...secrets(), SECRET_OF_P: 'parrots~own', AZURE_CLIENT_SECRET: 'shared~by~all' }
    const outcome = await run(argv(file, '--parallel', '4', '--verbose'), { env })
    await parrot.close()
    expect(outcome.code).toBe(3)
    const heard = JSON.stringify(parrot.asked)
    expect(heard).toContain('parrots~own')
    expect(heard).toContain('shared~by~all')
    for (const secret of Object.values(secrets())) expect(heard).not.toContain(secret)
    const graph = JSON.stringify(sandboxes.map(sandbox => sandbox.requests))
    for (const secret of Object.values(env)) {
      expect(outcome.stderr + outcome.stdout).not.toContain(secret)
      expect(graph).not.toContain(secret)
    }
    const state = await readFile(join(lakeOf(at(0)), 'state.json'), 'utf8')
    expect(state).not.toContain(at(0).clientSecret)
  })

  it('are not taken from a shared ready token', async () => {
    const file = await write(entries())
    const outcome = await run(argv(file), { env: { ENTRA_EXTRACT_ACCESS_TOKEN: at(0).token() } })
    expect([outcome.code, outcome.stderr]).toEqual([
      2,
      expect.stringContaining('ENTRA_EXTRACT_ACCESS_TOKEN is of one tenant'),
    ])
  })
})
