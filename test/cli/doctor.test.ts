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
import { run, start } from '../support/terminal.ts'
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

/** Answers everything with 404 and a time that is `offset` ms ahead. */
async function clockServer(offset: number): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((_request, response) => {
    response.sendDate = false
    response.setHeader('date', new Date(Date.now() + offset).toUTCString())
    response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** Where nobody listens. */
const NOWHERE = 'http://127.0.0.1:1'
const TLS_MEND = '; check --graph-url and --authority, a firewall, or set HTTPS_PROXY.'

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

  it('is JSON where a variable says so', async () => {
    const { code, stdout } = await run(['doctor', '--out', join(folder, 'lake')], {
      env: { ...env, ENTRA_EXTRACT_JSON: '1' },
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout).map(({ step }: Finding) => step)).toEqual(STEPS)
  })

  it('a tenant whose time stands still has no wrong clock', async () => {
    const old = await startSandbox({ users: 5, now: '2025-11-20T12:00:00Z' })
    try {
      const examined = await examine([], sandboxEnvironment(old))
      expect([examined.code, examined.verdicts.clock]).toEqual([0, 'ok'])
      const dateOf = async (path: string) => (await fetch(`${old.url}${path}`)).headers.get('date') ?? ''
      const signIn = await dateOf('/common/v2.0/.well-known/openid-configuration')
      expect(Math.abs(Date.parse(signIn) - Date.now())).toBeLessThan(60_000)
      expect(await dateOf('/v1.0/organization')).toBe('Thu, 20 Nov 2025 12:00:00 GMT')
    } finally {
      await old.close()
    }
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
    const ready = { ...env, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() }
    const examined = await examine(['--graph-url', 'https://graph.invalid'], ready)
    expect(examined.code).toBe(1)
    expect(detail(examined, 'names')).toMatch(/^The name graph\.invalid cannot be looked up \(\w+\); check/)
    expect(examined.verdicts).toMatchObject({
      names: 'failed',
      tls: 'skipped',
      graph: 'skipped',
    })
  })

  it('with the connection to Graph: the mend, and the code of a run whose tables fail', async () => {
    const examined = await examine(['--graph-url', NOWHERE], {
      ...env,
      ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token(),
    })
    expect([examined.code, examined.verdicts.tls, examined.verdicts.token]).toEqual([1, 'failed', 'ok'])
    expect(detail(examined, 'tls')).toBe(
      `No connection to ${NOWHERE}: connect ECONNREFUSED 127.0.0.1:1${TLS_MEND}`,
    )
  })

  it('with the sign-in service: the code of a run that is not signed in', async () => {
    const examined = await examine(['--authority', NOWHERE], env)
    expect(examined.code).toBe(3)
    expect(examined.verdicts).toMatchObject({ tls: 'failed', token: 'failed', output: 'ok' })
  }, 30_000)

  it('with Graph and the lake: a run opens the lake first', async () => {
    const out = join(folder, 'file')
    writeFileSync(out, '')
    const ready = { ...env, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() }
    const examined = await examine(['--graph-url', NOWHERE, '--out', out], ready)
    rmSync(out)
    expect([examined.code, examined.verdicts.tls, examined.verdicts.output]).toEqual([2, 'failed', 'failed'])
  })

  it.each(['browser', 'device-code'])('with --auth %s: nobody is signed in', async way => {
    const before = sandbox.authorityRequests.length
    const examined = await examine(['--auth', way], env)
    expect(examined.code).toBe(2)
    expect(examined.verdicts).toMatchObject({ clock: 'ok', token: 'failed', graph: 'skipped', output: 'ok' })
    expect(detail(examined, 'token')).toContain(
      'doctor signs nobody in; run `entra-extract auth login` first',
    )
    expect(sandbox.authorityRequests.length).toBe(before)
  })

  it('with the proxy, without its password', async () => {
    const examined = await examine([], { ...env, HTTP_PROXY: 'http://me:hidden@127.0.0.1:1' })
    expect(examined.code).toBe(3)
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
      expect(detail(strange, 'tls')).not.toContain('firewall')
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
    const server = await clockServer(offset)
    try {
      const places = { ENTRA_EXTRACT_GRAPH_URL: server.url, ENTRA_EXTRACT_AUTHORITY: server.url }
      const examined = await examine([], { ...places, ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token() })
      expect(examined.verdicts.clock).toBe(verdict)
      expect(detail(examined, 'clock')).toMatch(
        new RegExp(`this machine's clock is [\\d.]+ ?\\w+.* ${word} 127`),
      )
    } finally {
      server.close()
    }
  })

  it('with the clock: by the sign-in service; Graph alone only warns', async () => {
    const [right, wrong] = [await clockServer(0), await clockServer(10 * 60_000)]
    const examineAt = (graph: string, authority: string) =>
      examine([], {
        ENTRA_EXTRACT_GRAPH_URL: graph,
        ENTRA_EXTRACT_AUTHORITY: authority,
        ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token(),
      })
    try {
      const graphOff = await examineAt(wrong.url, right.url)
      expect(graphOff.verdicts.clock).toBe('warning')
      expect(detail(graphOff, 'clock')).toMatch(
        new RegExp(`behind ${new URL(wrong.url).host}, but right by ${new URL(right.url).host}`),
      )
      const signInOff = await examineAt(right.url, wrong.url)
      expect(signInOff.verdicts.clock).toBe('failed')
    } finally {
      right.close()
      wrong.close()
    }
  })

  it('with a token that Graph does not take', async () => {
    const stranger = await startSandbox({ users: 5, seed: 7 })
    try {
      const { AZURE_CLIENT_SECRET: _secret, AZURE_TENANT_ID: _tenant, ...rest } = env
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
  it('that opens no way, what to look at is the proxy', async () => {
    const refusing = createServer((_request, response) => response.writeHead(403).end())
    refusing.on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    await new Promise<void>(resolve => refusing.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`
    try {
      const examined = await examine(['--graph-url', 'https://graph.example'], {
        ...env,
        HTTPS_PROXY: url,
      })
      expect(detail(examined, 'tls')).toBe(
        `No connection to https://graph.example: the proxy ${url} answered 403 when asked for a connection to graph.example:443; check HTTPS_PROXY and what the proxy lets through.`,
      )
    } finally {
      refusing.closeAllConnections()
      refusing.close()
    }
  })

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

describe('Ctrl-C', () => {
  it('ends the walk at once, and is no diagnosis', async () => {
    const silent = createServer(() => {})
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    try {
      const session = start(['doctor', '--out', join(folder, 'lake')], {
        env: { ...env, ENTRA_EXTRACT_AUTHORITY: url },
      })
      await new Promise(resolve => setTimeout(resolve, 500))
      session.signal('SIGINT')
      const { code, stdout, stderr } = await session.ended
      expect([code, stderr]).toEqual([130, 'Stopping.\nInterrupted; nothing was changed.\n'])
      expect(stdout).not.toMatch(/✗|To mend/)
    } finally {
      silent.closeAllConnections()
      silent.close()
    }
  })
})
