import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import { isStale } from '../../src/cli/status-options.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { defaultTables } from '../../src/streams/index.ts'
import { run, start } from '../support/terminal.ts'

const folders: string[] = []
const sandboxes: Sandbox[] = []
let sandbox: Sandbox
let env: Record<string, string>

beforeAll(async () => {
  sandbox = await startSandbox({ users: 60, quotas: 'off' })
  env = sandboxEnvironment(sandbox)
})
afterAll(() => sandbox.close())
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
  for (const each of sandboxes.splice(0)) await each.close()
})

async function lakeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-cli-'))
  folders.push(folder)
  return folder
}

const reportOf = (stdout: string): RunReport => JSON.parse(stdout)

describe('extract', () => {
  it('reads the default set, and only changes the next time', async () => {
    const out = await lakeFolder()
    const first = await run(['extract', '--out', out, '--since', '1d', '--json'], { env })
    expect(first.stderr).toMatch(/^users: started \(delta\)$/m)
    expect(first.code).toBe(0)
    const report = reportOf(first.stdout)
    expect(report.tables.map(table => table.table).sort()).toEqual(
      defaultTables()
        .map(table => table.name)
        .sort(),
    )
    expect(report.tables.every(table => table.verdict === 'complete')).toBe(true)

    const second = await run(['extract', '--out', out, '--quiet', 'users', 'groups'], { env })
    expect(second).toMatchObject({ code: 0, stderr: '' })
    expect(second.stdout).toMatch(/│ users +│ complete +│ +\d+ │ +0 │ +0 │ +0 │/)
    expect(second.stdout).toMatch(/\d+ complete in .*requests?/)
    expect(await readdir(out)).toContain('state.json')
  })

  it('draws on a terminal', async () => {
    const out = await lakeFolder()
    const { code, stderr, stdout } = await run(['extract', 'users', '--out', out], { env, tty: true })
    expect(code).toBe(0)
    expect(stderr).toContain('running')
    expect(stderr).not.toContain('users: started')
    expect(stdout).toContain('\u001b[32mcomplete\u001b[39m')
  })

  it('is not signed in without credentials, and says what is missing', async () => {
    const { AZURE_CLIENT_SECRET: _, ...rest } = env
    const { code, stdout, stderr } = await run(['extract', '--out', await lakeFolder()], { env: rest })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/AZURE_CLIENT_SECRET is not set/)
  })

  it('says that the secret is wrong, without showing it', async () => {
    const wrong = { ...env, AZURE_CLIENT_SECRET: 'not~the~secret' }
    const { code, stderr } = await run(['extract', '--out', await lakeFolder(), '--verbose'], { env: wrong })
    expect(code).toBe(3)
    expect(stderr).toContain('AADSTS7000215')
    expect(stderr).not.toContain('not~the~secret')
  })

  it('takes a ready token, and says when it has ended', async () => {
    const out = await lakeFolder()
    const given = { ENTRA_EXTRACT_GRAPH_URL: sandbox.url, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() }
    expect((await run(['extract', 'users', '--out', out, '--quiet'], { env: given })).code).toBe(0)
    const ended = { ...given, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token({ expiresInSeconds: -60 }) }
    const { code, stderr } = await run(['extract', 'users', '--out', out], { env: ended })
    expect(code).toBe(3)
    expect(stderr).toMatch(/ended at 20/)
  })

  it('checks names before it signs in', async () => {
    const out = await lakeFolder()
    for (const argv of [
      ['usres'],
      ['--exclude', 'usres'],
      ['--columns', 'usres=id'],
      ['--columns', 'users=ids'],
    ]) {
      const { code, stderr } = await run(['extract', ...argv, '--out', out])
      expect([code, argv]).toEqual([2, argv])
      expect(stderr).toMatch(/Did you mean/)
    }
  })

  it('leaves the names of extensions to Graph, and no others', async () => {
    const columns = ['--columns', `users=id,extension_${'0'.repeat(32)}_costCentre`]
    expect((await run(['extract', 'users', '--extensions', ...columns])).code).toBe(3)
    expect((await run(['extract', 'users', ...columns])).code).toBe(2)
  })

  it('exits with 4 when a table asked for by name may not be read', async () => {
    const poor = await startSandbox({ users: 10, quotas: 'off', grants: ['User.Read.All'] })
    sandboxes.push(poor)
    const out = await lakeFolder()
    const named = await run(['extract', 'users', 'groups', '--out', out], { env: sandboxEnvironment(poor) })
    expect(named.code).toBe(4)
    expect(named.stdout).toMatch(/^groups skipped: .*Group\.Read\.All/m)
    const all = await run(['extract', '--out', out, '--quiet'], { env: sandboxEnvironment(poor) })
    expect(all.code).toBe(0)
    expect((await run(['status', '--out', out])).stdout).toMatch(/^groups skipped: .*Group\.Read\.All/m)
    expect((await run(['verify', '--out', out])).stdout).toMatch(
      /^\d+ tables verified; \d+ without files\.$/m,
    )
  })

  it('stops at a commit point on Ctrl-C, and goes on afterwards', async () => {
    const slow = await startSandbox({
      users: 400,
      quotas: 'off',
      latencyMs: 150,
      pageSizes: { usersDelta: 20 },
    })
    sandboxes.push(slow)
    const slowEnv = sandboxEnvironment(slow)
    const out = await lakeFolder()
    const session = start(['extract', 'users', '--out', out, '--verbose'], { env: slowEnv })
    while (!/users: \d+ rows, 3 pages/.test(session.stderr.written))
      await new Promise(resolve => setTimeout(resolve, 20))
    session.signal('SIGINT')
    const { code, stderr } = await session.ended
    expect(code).toBe(130)
    expect(stderr).toContain('Stopping at the next commit point')
    expect(stderr).toContain('Run the same command again')
    const again = await run(['extract', 'users', '--out', out, '--json'], { env: slowEnv })
    expect(again.code).toBe(0)
    expect(again.stderr).toMatch(/^users: goes on/m)
    expect(reportOf(again.stdout).tables.find(table => table.table === 'users')?.rows).toBe(400)
  })
})

describe('status, verify and reset', () => {
  it('tell how the lake is', async () => {
    const out = await lakeFolder()
    await run(['extract', 'users', 'subscribed_skus', '--out', out, '--quiet'], { env })

    const status = await run(['status', '--out', out, '--json', '--max-age', '6h'])
    expect(status).toMatchObject({ code: 0, stderr: '' })
    const [users] = JSON.parse(status.stdout).filter((entry: { table: string }) => entry.table === 'users')
    expect(Object.keys(users).slice(0, 2)).toEqual(['table', 'verdict'])
    expect(users).toMatchObject({ verdict: 'complete', rows: 60, cursor: { kind: 'delta' } })
    expect((await run(['status', '--out', out])).stdout).toMatch(/│ users +│ complete +│ +60 │/)

    expect(await run(['verify', '--out', out])).toMatchObject({ code: 0, stderr: '' })
    await appendFile(join(out, 'users', 'data.parquet'), 'x')
    const verify = await run(['verify', '--out', out, '--json'])
    expect(verify.code).toBe(1)
    const damaged = JSON.parse(verify.stdout).filter(
      (entry: { verdict: string }) => entry.verdict === 'damaged',
    )
    expect(damaged.map((entry: { table: string }) => entry.table)).toEqual(['users'])
    expect((await run(['verify', '--out', out])).stdout).toMatch(/^users: /m)

    const reset = await run(['reset', 'users', '--out', out])
    expect(reset).toMatchObject({ code: 0, stderr: '' })
    expect(reset.stdout).toMatch(/^Forgotten: .*users/)
    expect((await run(['extract', 'users', '--out', out, '--quiet'], { env })).code).toBe(0)
    expect((await run(['verify', '--out', out])).code).toBe(0)
  })

  it('know staleness', () => {
    expect(isStale({ verdict: 'complete', ageMs: 1000 }, 1000)).toBe(false)
    expect(isStale({ verdict: 'complete', ageMs: 1001 }, 1000)).toBe(true)
    expect(isStale({ verdict: 'skipped', ageMs: 1001 }, 1000)).toBe(true)
    expect(isStale({ verdict: 'skipped', ageMs: null }, 1000)).toBe(false)
    expect(isStale({ verdict: 'failed', ageMs: null }, 1000)).toBe(true)
  })
})

describe('sandbox', () => {
  it('prints the environment that leads to it, and serves until Ctrl-C', async () => {
    const session = start(['sandbox', '--users', '12', '--quotas', 'off'])
    while (!session.stderr.written.includes('Ctrl-C')) await new Promise(resolve => setTimeout(resolve, 20))
    const printed = [...session.stdout.written.matchAll(/^export ([A-Z_]+)=(\S+)$/gm)].map(match => [
      match[1],
      match[2],
    ])
    expect(printed.map(([name]) => name)).toEqual(Object.keys(env))
    const out = await lakeFolder()
    const { code, stdout } = await run(['extract', 'users', '--out', out, '--json', '--quiet'], {
      env: Object.fromEntries(printed),
    })
    expect(code).toBe(0)
    expect(reportOf(stdout).tables[0]?.rows).toBe(12)
    session.signal('SIGINT')
    expect((await session.ended).code).toBe(0)
  })
})

describe('demo', () => {
  it('extracts twice and answers from the lake; a second demo replaces the first', async () => {
    const out = join(await lakeFolder(), 'demo')
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await run(['demo', '--users', '80', '--out', out, '--quiet'])
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toMatch(/^First extract: \d+ tables, [\d,]+ rows, [\d,]+ requests/m)
      expect(stdout).toMatch(
        /^A day later, second extract: [\d,]+ rows new, [\d,]+ changed, [\d,]+ gone, [\d,]+ requests/m,
      )
      expect(stdout).toMatch(/Paid seats[^\n]*\n┌/)
      expect(stdout).toMatch(/Groups whose members changed[^\n]*\n┌/)
      expect(stdout).toMatch(/Failed sign-ins by country\n┌/)
      expect(stdout).toContain(`entra-extract status --out ${out}`)
    }
    expect((await run(['verify', '--out', out])).code).toBe(0)
  })
})
