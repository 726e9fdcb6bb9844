// The library against a tenant over real HTTP: what it writes is what the command writes, what it answers is what the files hold.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ExtractOptions,
  extract,
  type Message,
  openLake,
  type RunEvent,
  type RunReport,
  SqlError,
} from '../../src/index.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, NOON } from '../support/rig.ts'
import { KEYS } from '../support/s3-objects.ts'
import { startS3Server } from '../support/s3-server.ts'

const TABLES = ['users', 'groups', 'group_members']
const out = mkdtempSync(join(tmpdir(), 'entra-library-'))
let sandbox: Sandbox
let report: RunReport
const events: RunEvent[] = []

beforeAll(async () => {
  sandbox = await startSandbox({ users: 40, now: NOON, quotas: 'off', activity: 0.2 })
  report = await run({ onEvent: event => events.push(event) })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(out, { recursive: true, force: true })
})

const run = (options: ExtractOptions = {}): Promise<RunReport> =>
  extract({
    out,
    tables: TABLES,
    tenant: sandbox.tenantId,
    clientId: sandbox.clientId,
    credentials: { clientSecret: sandbox.clientSecret },
    graphUrl: sandbox.url,
    authority: sandbox.authority,
    ...options,
  })

describe('extract', () => {
  test('writes what the tenant has, and its report', async () => {
    expect([report.exitCode, report.tables.map(({ verdict }) => verdict)]).toEqual([
      0,
      TABLES.map(() => 'complete'),
    ])
    for (const table of TABLES) await expectTruth({ sandbox, lake: out }, table)
    expect(JSON.parse(readFileSync(join(out, 'runs', `${report.runId}.json`), 'utf8'))).toEqual(report)
    expect(events.filter(({ type }) => type === 'stream-ended').length).toBe(3)
  })

  test('goes on from there with tokens of the caller, asked for again when Graph rejects one', async () => {
    sandbox.advance({ days: 1 })
    const asked: (string | null)[] = []
    const accessToken = async (claims: string | null) => {
      asked.push(claims)
      return { token: asked.length === 1 ? 'ended' : sandbox.token(), expiresAt: null }
    }
    const second = await run({ credentials: { accessToken } })
    expect([second.exitCode, asked.length]).toEqual([0, 2])
    for (const table of TABLES) await expectTruth({ sandbox, lake: out }, table)
  })

  test('tells of a ready token that ends', async () => {
    const messages: Message[] = []
    const credentials = { accessToken: sandbox.token() }
    const { exitCode } = await run({ credentials, onMessage: message => messages.push(message) })
    expect(exitCode).toBe(0)
    expect(messages).toEqual([{ urgent: false, text: expect.stringMatching(/^The access token ends at /) }])
  })

  test('signs in as the environment says', async () => {
    const environment = {
      AZURE_TENANT_ID: sandbox.tenantId,
      AZURE_CLIENT_ID: sandbox.clientId,
      AZURE_CLIENT_SECRET: sandbox.clientSecret,
      ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
      ENTRA_EXTRACT_AUTHORITY: sandbox.authority,
    }
    const options: ExtractOptions = { out, tables: ['organization'], environment }
    expect((await extract(options)).exitCode).toBe(0)
    const wrong = { ...environment, AZURE_CLIENT_SECRET: 'wrong' }
    await expect(extract({ ...options, environment: wrong })).rejects.toMatchObject({ exitCode: 3 })
  })

  test('stops when it is aborted, and the next run goes on', async () => {
    const lake = mkdtempSync(join(tmpdir(), 'entra-library-'))
    const stop = new AbortController()
    const onEvent = () => stop.abort()
    const stopped = await run({ out: lake, signal: stop.signal, onEvent })
    expect(stopped.exitCode).toBe(130)
    await expect(run({ out: lake, signal: stop.signal })).rejects.toBe(stop.signal.reason)
    expect((await run({ out: lake })).exitCode).toBe(0)
    for (const table of TABLES) await expectTruth({ sandbox, lake }, table)
    rmSync(lake, { recursive: true })
  })

  test('is one at a time for a lake, in one process too', async () => {
    const ends = await Promise.allSettled([run({ full: true }), run({ full: true })])
    const lost = ends.flatMap(end => (end.status === 'rejected' ? [end.reason.name] : []))
    expect(lost).toEqual(['LockedError'])
  })

  test('tells of a token for another tenant than the one that is named', async () => {
    const credentials = { accessToken: sandbox.token() }
    await expect(run({ credentials, tenant: '00000000-0000-0000-0000-000000000001' })).rejects.toThrow(
      /^credentials\.accessToken is of tenant /,
    )
  })
})

describe('openLake', () => {
  test('tells its tables, their columns those of the views', async () => {
    await using lake = await openLake(out)
    const tables = await lake.tables()
    expect(tables.map(({ table }) => table)).toEqual(['group_members', 'groups', 'organization', 'users'])
    for (const { table, rows, verdict, completeAt, columns } of tables) {
      const [count] = await lake.query(`SELECT count(*) AS n FROM ${table}`).all()
      expect([rows, verdict, typeof completeAt]).toEqual([count?.n, 'complete', 'string'])
      const view = await lake
        .query<{ name: string; type: string }>(
          `SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${table})`,
        )
        .all()
      const bare = (some: readonly { name: string; type: string }[]) =>
        some.map(({ name, type }) => `${name} ${type.replaceAll('"', '')}`)
      expect(bare(columns)).toEqual(bare(view))
    }
  })

  test('answers with typed rows as they come, values bound and not written into the SQL', async () => {
    const lake = await openLake(out)
    const expected = (await readTable(out, 'users')).filter((row: Row) => row.accountEnabled === true)
    const names: string[] = []
    const sql = 'SELECT "userPrincipalName" AS upn FROM users WHERE "accountEnabled" = $on'
    for await (const { upn } of lake.query<{ upn: string }>(sql, { on: true })) names.push(upn)
    expect(names.sort()).toEqual(expected.map(row => String(row.userPrincipalName)).sort())
    const values = ["x' OR 1=1", 2n ** 60n, 1.5, null, new Date('2026-01-02T03:04:05.678Z'), false]
    expect(
      await lake.query('SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e, $6 AS f', values).all(),
    ).toEqual([
      { a: values[0], b: String(2n ** 60n), c: 1.5, d: null, e: '2026-01-02T03:04:05.678000Z', f: false },
    ])
    await expect(lake.query('SELECT $there', { here: 1 }).all()).rejects.toThrow(
      /^The query has a place for \$there/,
    )
    await lake.close()
  })

  test('only reads', async () => {
    const lake = await openLake(out)
    const error: unknown = await lake
      .query(`COPY users TO '${out}/x.csv'`)
      .all()
      .catch(error => error)
    expect(error).toBeInstanceOf(SqlError)
    const asked = lake.query('SELECT * FROM read_text($1)', [join(out, 'state.json')]).all()
    await expect(asked).rejects.toBeInstanceOf(SqlError)
    await lake.close()
  })

  test('answers several questions at once, and ends one that is broken off or aborted', async () => {
    const lake = await openLake(out)
    const answers = [1, 2, 3].map(n => lake.query('SELECT count(*) * 0 + $1 AS n FROM users', [n]).all())
    expect(await Promise.all(answers)).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]])
    for await (const row of lake.query('FROM range(10000000)')) {
      expect(row).toEqual({ range: 0 })
      break
    }
    const long = 'SELECT count(*) FROM range(100000000000) a, range(1000) b'
    // Whatever it is about at that moment: opening, preparing, running.
    for (const ms of [0, 5, 15, 40, 80, 200]) {
      const signal = AbortSignal.timeout(ms)
      await expect(lake.query(long, [], { signal }).all()).rejects.toMatchObject({ name: 'TimeoutError' })
    }
    const running = lake.query(long).all().catch(String)
    setTimeout(() => lake.close(), 200)
    expect(await running).toMatch(/The lake .* was closed\.$/)
    await expect(lake.tables()).rejects.toThrow(/was closed/)
  })

  test('tells its age, its last run and its damage', async () => {
    const lake = await openLake(out)
    expect((await lake.status()).map(({ table, stale }) => [table, stale])).toContainEqual(['users', false])
    expect((await lake.status({ maxAge: 1 })).every(({ stale }) => stale)).toBe(true)
    await expect(lake.status({ maxAge: 'old' })).rejects.toThrow(/^maxAge is a duration such as/)
    const last = await lake.lastReport()
    expect([last?.exitCode, last?.tenantId]).toEqual([0, sandbox.tenantId])
    expect((await lake.verify()).map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok'])
    const file = join(out, 'users/data.parquet')
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.subarray(0, 100))
    const damaged = (await lake.verify()).filter(({ verdict }) => verdict === 'damaged')
    await expect(lake.query('FROM users').all()).rejects.toMatchObject({ name: 'DamagedLakeError' })
    writeFileSync(file, bytes)
    expect(damaged.map(({ table }) => table)).toEqual(['users'])
    await lake.close()
  })
})

test('a lake in a bucket is the same', async () => {
  const server = await startS3Server()
  const place = { storeEndpoint: server.url, storePathStyle: true, environment: { ...KEYS } }
  expect((await run({ out: 's3://bucket/library', ...place })).exitCode).toBe(0)
  const lake = await openLake('s3://bucket/library', place)
  const users = await lake.query('SELECT id FROM users ORDER BY id').all()
  const rows = (await readTable(out, 'users'))
    .map(({ id }: Row) => ({ id }))
    .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
  expect(users).toEqual(rows)
  expect((await lake.verify()).every(({ verdict }) => verdict === 'ok')).toBe(true)
  await lake.close()
  await server.close()
})
