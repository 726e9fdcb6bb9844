// `doctor` walks the way of a run, over real connections: each step is a tick, or the sentence that mends it.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '../../src/cli/doctor/walk.ts'
import type { Env } from '../../src/cli/io.ts'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { startProxy } from '../support/proxy-server.ts'
import { run } from '../support/terminal.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'

const STEPS = [
  ...['configuration', 'names', 'proxy', 'tls', 'clock', 'token', 'permissions', 'graph'],
  ...['output', 'state', 'lock'],
]

let sandbox: Sandbox
let env: Record<string, string>
let folder: string

beforeAll(async () => {
  sandbox = await startSandbox({ users: 20, quotas: 'off' })
  env = sandboxEnvironment(sandbox)
  folder = mkdtempSync(join(tmpdir(), 'entra-doctor-'))
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

interface Examined {
  readonly code: number
  readonly findings: readonly Finding[]
  readonly verdicts: Readonly<Record<string, string>>
  readonly text: string
}

async function examine(args: readonly string[], environment: Env): Promise<Examined> {
  const { code, stdout, stderr } = await run(['doctor', '--json', '--out', join(folder, 'lake'), ...args], {
    env: environment,
  })
  expect(stderr).toBe('')
  const findings: Finding[] = JSON.parse(stdout)
  const verdicts = Object.fromEntries(findings.map(({ step, verdict }) => [step, verdict]))
  return { code, findings, verdicts, text: stdout }
}

const detail = ({ findings }: Examined, step: string): string =>
  findings.find(finding => finding.step === step)?.detail ?? ''

describe('where all is well', () => {
  it('every step has its tick, and nothing is left behind', async () => {
    const examined = await examine([], env)
    expect(examined.findings.map(({ step }) => step)).toEqual(STEPS)
    expect(examined.findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([])
    expect(examined.code).toBe(0)
    expect(Object.keys(examined.findings[0] ?? {})).toEqual(['step', 'verdict', 'detail'])
    expect(detail(examined, 'token')).toContain(`client secret of application ${sandbox.clientId}`)
    expect(detail(examined, 'graph')).toMatch(/^answers for /)
    expect(readdirSync(folder)).toEqual([])
    expect(examined.text).not.toContain(sandbox.clientSecret)
  })

  it('is a line for each step and a last one', async () => {
    const { code, stdout } = await run(['doctor', '--out', join(folder, 'lake')], { env })
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map(line => line.split(/\s+/)[0])).toEqual([...STEPS.map(() => '✓'), 'A'])
    expect(lines.at(-1)).toBe('A run can begin.')
  })

  it('compares the permissions with the tables of the config file', async () => {
    const few = await startSandbox({ users: 5, grants: ['User.Read.All'] })
    try {
      const file = join(folder, 'some.json')
      writeFileSync(file, '{ "tables": ["users"] }')
      const configured = await examine(['--config', file], sandboxEnvironment(few))
      expect(detail(configured, 'configuration')).toContain('some.json with tables')
      expect(detail(configured, 'permissions')).toBe('all 1 for 1 table.')
      rmSync(file)
      const whole = await examine([], sandboxEnvironment(few))
      expect(whole.verdicts.permissions).toBe('warning')
      expect(detail(whole, 'permissions')).toMatch(
        /^\d+ of \d+ are missing \(.* more\); `entra-extract permissions`/,
      )
      expect(whole.code).toBe(0)
    } finally {
      await few.close()
    }
  })
})

describe('what is wrong', () => {
  it('with the configuration ends the walk, with its exit code', async () => {
    const examined = await examine(['--config', join(folder, 'none.json')], env)
    expect(examined.code).toBe(2)
    expect(examined.verdicts.configuration).toBe('failed')
    expect(detail(examined, 'configuration')).toContain('none.json')
    expect(new Set(examined.findings.slice(1).map(({ verdict }) => verdict))).toEqual(new Set(['skipped']))
  })

  it('with a secret: the rest is still looked at', async () => {
    const examined = await examine([], { ...env, AZURE_CLIENT_SECRET: 'wrong~secret' })
    expect(examined.code).toBe(3)
    expect(examined.verdicts).toMatchObject({
      clock: 'ok',
      token: 'failed',
      permissions: 'skipped',
      graph: 'skipped',
      output: 'ok',
      lock: 'ok',
    })
    expect(detail(examined, 'token')).toContain('AADSTS7000215')
    expect(examined.text).not.toContain('wrong~secret')
  })

  it('with no credential: what to set, or to run', async () => {
    const { AZURE_CLIENT_SECRET: _secret, ...rest } = env
    const examined = await examine([], { ...rest, ENTRA_EXTRACT_AUTH: 'secret' })
    expect(examined.code).toBe(3)
    expect(detail(examined, 'token')).toContain('AZURE_CLIENT_SECRET')
  })

  it('with the name', async () => {
    const examined = await examine(['--graph-url', 'https://graph.invalid'], env)
    expect(examined.code).toBe(1)
    expect(detail(examined, 'names')).toMatch(/^The name graph\.invalid cannot be looked up \(\w+\); check/)
    expect(examined.verdicts).toMatchObject({
      names: 'failed',
      tls: 'skipped',
      graph: 'skipped',
    })
  })

  it('with the proxy, without its password', async () => {
    const examined = await examine([], { ...env, HTTP_PROXY: 'http://me:hidden@127.0.0.1:1' })
    expect(examined.code).toBe(1)
    expect(detail(examined, 'proxy')).toBe(
      'The proxy http://127.0.0.1:1 cannot be reached (ECONNREFUSED); check HTTPS_PROXY and HTTP_PROXY.',
    )
    expect(examined.text).not.toContain('hidden')
  })

  it('with the certificate, unless its authority is trusted', async () => {
    const ca = createPrivateCa('Doctor Test CA')
    const leaf = ca.issue({ names: ['localhost'] })
    const secure = await startSandbox({
      users: 5,
      host: 'localhost',
      tls: { cert: leaf.cert, key: leaf.key },
    })
    try {
      const strange = await examine([], sandboxEnvironment(secure))
      expect(detail(strange, 'tls')).toMatch(/not trusted here .*--ca-file/)
      expect(strange.verdicts.clock).toBe('skipped')
      const file = join(folder, 'ca.pem')
      writeFileSync(file, ca.pem)
      const known = await examine(['--ca-file', file], sandboxEnvironment(secure))
      rmSync(file)
      expect(known.code).toBe(0)
      expect(detail(known, 'tls')).toMatch(
        /speaks TLSv1\.3, its certificate is issued by Doctor Test CA and valid until \d{4}-/,
      )
    } finally {
      await secure.close()
    }
  })

  it.each([
    [10 * 60_000, 'failed', 'behind'],
    [-10 * 60_000, 'failed', 'ahead of'],
    [90_000, 'warning', 'behind'],
  ])('with the clock: %i ms off is %s', async (offset, verdict, word) => {
    const server = createServer((_request, response) => {
      response.sendDate = false
      response.setHeader('date', new Date(Date.now() + offset).toUTCString())
      response.writeHead(404).end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const places = { ENTRA_EXTRACT_GRAPH_URL: url, ENTRA_EXTRACT_AUTHORITY: url }
      const examined = await examine([], { ...places, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() })
      expect(examined.verdicts.clock).toBe(verdict)
      expect(detail(examined, 'clock')).toMatch(
        new RegExp(`this machine's clock is [\\d.]+ ?\\w+.* ${word} 127`),
      )
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('with a token that Graph does not take', async () => {
    const stranger = await startSandbox({ users: 5, seed: 7 })
    try {
      const { AZURE_CLIENT_SECRET: _secret, ...rest } = env
      const examined = await examine([], { ...rest, ENTRA_EXTRACT_ACCESS_TOKEN: stranger.token() })
      expect(examined.code).toBe(3)
      expect(examined.verdicts).toMatchObject({ token: 'ok', graph: 'failed' })
    } finally {
      await stranger.close()
    }
  })

  it('with the lake: a file in its place, a broken state, another tenant, a run at work', async () => {
    const out = join(folder, 'broken')
    writeFileSync(out, '')
    expect(detail(await examine(['--out', out], env), 'output')).toContain('is a file')
    rmSync(out)
    mkdirSync(out)
    writeFileSync(join(out, 'state.json'), '{')
    const broken = await examine(['--out', out], env)
    expect([broken.code, broken.verdicts.state, broken.verdicts.output]).toEqual([2, 'failed', 'ok'])
    rmSync(out, { recursive: true })
    mkdirSync(join(out, '_work'), { recursive: true })
    const beatAt = Date.now()
    const owner = { token: 'x', host: `not-${hostname()}`, pid: 1, since: '2026-11-20T10:00:00Z', beatAt }
    writeFileSync(join(out, '_work/lock.json'), JSON.stringify(owner))
    const held = await examine(['--out', out], env)
    expect([held.code, held.verdicts.lock]).toEqual([2, 'failed'])
    expect(detail(held, 'lock')).toContain(`not-${hostname()}`)
    expect(readdirSync(join(out, '_work'))).toEqual(['lock.json'])
    rmSync(out, { recursive: true })
    await run(['extract', 'users', '--quiet', '--out', out], { env })
    expect(detail(await examine(['--out', out], env), 'state')).toMatch(
      /^tenant .*, 2 tables|^tenant .*, 1 table/,
    )
    const stranger = await startSandbox({ users: 5, seed: 7 })
    const foreign = await examine(['--out', out], sandboxEnvironment(stranger))
    await stranger.close()
    expect([foreign.code, foreign.verdicts.state]).toEqual([2, 'failed'])
    rmSync(out, { recursive: true })
  })

  it('with the folder: nobody may write there', async () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed, { mode: 0o500 })
    // Modes do not hold for root, the system's own folder does.
    const out = process.getuid?.() === 0 ? '/proc/lake' : closed
    const examined = await examine(['--out', out], env)
    expect([examined.code, examined.verdicts.output]).toEqual([2, 'failed'])
    expect(detail(examined, 'output')).toMatch(/^Nothing can be written to .* \(E\w+\); .*--out/)
    chmodSync(closed, 0o700)
    rmSync(closed, { recursive: true })
  })
})

describe('behind a proxy', () => {
  it('the proxy is named, and asked with its credentials', async () => {
    const proxy = await startProxy({ user: 'me', password: 'hidden' })
    try {
      const through = { ...env, HTTP_PROXY: proxy.url.replace('http://', 'http://me:hidden@') }
      const examined = await examine([], through)
      expect(examined.code).toBe(0)
      expect(detail(examined, 'proxy')).toContain(new URL(proxy.url).host)
      expect(examined.text).not.toContain('hidden')
      const unknown = await examine([], { ...env, HTTP_PROXY: proxy.url })
      expect(unknown.verdicts.clock).toBe('failed')
      expect(detail(unknown, 'clock')).toContain('407')
    } finally {
      await proxy.close()
    }
  })
})
