// Whole runs, from the command line to the lake, in the networks that people run this in and with tokens that come to an end.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Env } from '../../src/cli/io.ts'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'
import { readTable } from '../support/parquet-rows.ts'
import { startProxy } from '../support/proxy-server.ts'
import { type Outcome, run } from '../support/terminal.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'

let lake: string
const open: { close(): Promise<void> }[] = []

beforeEach(() => {
  lake = mkdtempSync(join(tmpdir(), 'entra-signing-in-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map(each => each.close()))
  rmSync(lake, { recursive: true })
})

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ users: 40, quotas: 'off', ...options })
  open.push(sandbox)
  return sandbox
}

async function extract(args: readonly string[], env: Env): Promise<Outcome & { report: RunReport | null }> {
  const outcome = await run(['extract', '--json', '--out', join(lake, 'lake'), ...args], { env })
  return { ...outcome, report: outcome.stdout === '' ? null : JSON.parse(outcome.stdout) }
}

const verdicts = (report: RunReport | null) =>
  report?.tables.map(({ table, verdict }) => `${table} ${verdict}`)

describe('in a company’s network', () => {
  const HOST = 'graph.corp.test'
  const ca = createPrivateCa('Corporate CA')
  const tls = ca.issue({ names: [HOST] })

  async function corporation() {
    const sandbox = await start({ tls: { cert: tls.cert, key: tls.key }, host: HOST })
    const proxy = await startProxy({
      user: 'me',
      password: 'p@ss word',
      ports: { [HOST]: Number(new URL(sandbox.url).port) },
    })
    open.push(proxy)
    const caFile = join(lake, 'ca.pem')
    writeFileSync(caFile, ca.pem)
    const HTTPS_PROXY = proxy.url.replace('http://', 'http://me:p%40ss%20word@')
    return { sandbox, proxy, caFile, env: { ...sandboxEnvironment(sandbox), HTTPS_PROXY } }
  }

  it('a run signs in and reads through the proxy, and trusts its certificate authority', async () => {
    const { sandbox, proxy, caFile, env } = await corporation()
    const { code, stderr, report } = await extract(['users', 'groups', '--quiet', '--ca-file', caFile], env)
    expect([code, stderr]).toEqual([0, ''])
    expect(verdicts(report)).toEqual(['groups complete', 'users complete'])
    const rows = await readTable(join(lake, 'lake'), 'users')
    expect(rows.map(({ id }) => id).sort()).toEqual(
      [...sandbox.truth('users')].map(({ id }) => String(id)).sort(),
    )
    // Nobody here knows the name: every connection went through the proxy.
    expect(proxy.seen.length).toBeGreaterThan(0)
    expect(new Set(proxy.seen.map(({ method, target }) => `${method} ${target.split(':')[0]}`))).toEqual(
      new Set([`CONNECT ${HOST}`]),
    )
  })

  it('without the authority, the mend is named, and no request was made', async () => {
    const { sandbox, env } = await corporation()
    const { code, stderr } = await extract(['users'], env)
    expect(code).toBe(3)
    expect(stderr).toMatch(/certificate of graph\.corp\.test.* is not trusted here .*--ca-file/)
    expect(sandbox.requests).toEqual([])
  })

  it('without the proxy’s password, the mend is named', async () => {
    const { caFile, env } = await corporation()
    const HTTPS_PROXY = env.HTTPS_PROXY.replace('me:p%40ss%20word@', '')
    const { code, stderr } = await extract(['users', '--ca-file', caFile], { ...env, HTTPS_PROXY })
    expect(code).toBe(3)
    expect(stderr).toContain('407')
    expect(stderr).toContain('user:password@')
  })

  it('a file that is no certificate is refused before anything is asked', async () => {
    const { sandbox, env } = await corporation()
    const file = join(lake, 'wrong.pem')
    writeFileSync(file, 'no certificate')
    const { code, stderr } = await extract(['users', '--ca-file', file], env)
    expect(code).toBe(2)
    expect(stderr).toContain('--ca-file')
    expect(sandbox.authorityRequests).toEqual([])
  })
})

describe('a token that is taken back', () => {
  it('is replaced by one that proves what Graph asks for, in the middle of a run', async () => {
    const sandbox = await start({ pageSizes: { usersDelta: 10 } })
    sandbox.faults.add({
      match: '/users/delta',
      after: 2,
      replace: original => {
        sandbox.revokeTokens()
        return original
      },
    })
    const { code, report } = await extract(['users', '--quiet'], sandboxEnvironment(sandbox))
    expect(code).toBe(0)
    expect(verdicts(report)).toEqual(['users complete'])
    expect(sandbox.requests.filter(({ status }) => status === 401)).toHaveLength(1)
    const claims = sandbox.authorityRequests.flatMap(({ form }) =>
      form.claims === undefined ? [] : [JSON.parse(form.claims)],
    )
    expect(claims.map(({ access_token }) => Object.keys(access_token).sort())).toEqual([
      ['xms_cc'],
      ['nbf', 'xms_cc'],
    ])
    expect(await readTable(join(lake, 'lake'), 'users')).toHaveLength([...sandbox.truth('users')].length)
  })

  it('ends a run with a ready token, which cannot be replaced', async () => {
    const sandbox = await start()
    const env = { ENTRA_EXTRACT_GRAPH_URL: sandbox.url, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() }
    sandbox.faults.add({ match: '/users/delta', fail: { status: 401, code: 'InvalidAuthenticationToken' } })
    const { code, stderr } = await extract(['users', '--quiet'], env)
    expect(code).toBe(3)
    expect(stderr).toBe('')
  })
})

describe('a token that ends', () => {
  it('is renewed while a run goes on', async () => {
    // Less than five minutes are left from the start, so each request would rather have a new one.
    const sandbox = await start({ tokenLifetimeSeconds: 2, latencyMs: 250, pageSizes: { usersDelta: 10 } })
    const { code, report } = await extract(['users', '--quiet'], sandboxEnvironment(sandbox))
    expect(code).toBe(0)
    expect(verdicts(report)).toEqual(['users complete'])
    expect(sandbox.requests.filter(({ status }) => status === 401)).toEqual([])
    const tokens = sandbox.authorityRequests.filter(({ form }) => form.grant_type !== undefined)
    expect(tokens.length).toBeGreaterThan(1)
  })

  it('is announced when nobody can renew it, and ends the run at a commit point', async () => {
    const sandbox = await start({ latencyMs: 150, pageSizes: { usersDelta: 1 } })
    const token = sandbox.token({ expiresInSeconds: 4 })
    const env = { ENTRA_EXTRACT_GRAPH_URL: sandbox.url, ENTRA_EXTRACT_ACCESS_TOKEN: token }
    const { code, stderr, report } = await extract(['users'], env)
    expect(stderr).toMatch(/The access token ends at \d{4}-\S+Z, in [34](\.\d)? ?s, and cannot be renewed/)
    expect(code).toBe(3)
    expect(report?.tables).toMatchObject([
      {
        table: 'users',
        verdict: 'partial',
        reason: expect.stringContaining('set a new one and run the same command again'),
      },
    ])
    expect(sandbox.requests.filter(({ status }) => status === 401)).toEqual([])
    const again = await extract(['users', '--quiet'], { ...env, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() })
    expect(again.code).toBe(0)
    expect(await readTable(join(lake, 'lake'), 'users')).toHaveLength([...sandbox.truth('users')].length)
    // What was read before is not read again.
    expect(sandbox.requests.filter(({ path }) => path.includes('/users/delta')).length).toBeLessThan(60)
  })

  it('is not announced where a run cannot outlive it', async () => {
    const sandbox = await start()
    const long = {
      ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
      ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token({ expiresInSeconds: 80_000 }),
    }
    expect((await extract(['subscribed_skus'], long)).stderr).not.toContain('access token')
    const hour = { ...long, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() }
    expect((await extract(['subscribed_skus'], hour)).stderr).toContain('The access token ends at')
    expect((await extract(['subscribed_skus', '--max-duration', '5m'], hour)).stderr).not.toContain(
      'access token',
    )
  })

  it('that has ended already is no token', async () => {
    const sandbox = await start()
    const token = sandbox.token({ expiresInSeconds: -60 })
    const { code, stderr } = await extract(['users'], {
      ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
      ENTRA_EXTRACT_ACCESS_TOKEN: token,
    })
    expect(code).toBe(3)
    expect(stderr).toMatch(/ended at .*; set a new one\./)
    expect(readdirSync(lake)).toEqual([])
  })
})
