import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Machine } from '../../src/auth/managed-identity/platform.ts'
import { lacksBrowser } from '../../src/auth/person/browser.ts'
import { winnerOver } from '../../src/cli/auth/login.ts'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { signInSettings } from '../support/sign-in.ts'
import { run, start } from '../support/terminal.ts'

let sandbox: Sandbox
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  sandbox = await startSandbox({
    users: 20,
    quotas: 'off',
    grants: ['User.Read.All', 'Organization.Read.All'],
  })
})
beforeEach(() => {
  Object.assign(sandbox.signIn, { pendingPolls: 0, intervalSeconds: 0, outcome: 'authorized' })
  folder = mkdtempSync(join(tmpdir(), 'entra-auth-'))
  env = {
    ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
    ENTRA_EXTRACT_AUTHORITY: sandbox.authority,
    ENTRA_EXTRACT_CLIENT_ID: sandbox.clientId,
    ENTRA_EXTRACT_CACHE_FILE: join(folder, 'sign-ins.json'),
    SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22',
  }
})
afterEach(() => rmSync(folder, { recursive: true }))
afterAll(() => sandbox.close())

const login = (more: Record<string, string> = {}, argv: readonly string[] = []) =>
  run(['auth', 'login', 'users', ...argv], { env: { ...env, ...more } })

describe('auth login', () => {
  it('asks for a code in a remote shell, and says who, where and with what rights', async () => {
    const { code, stdout, stderr } = await login()
    expect(code).toBe(0)
    expect(stderr).toMatch(/^This is a remote shell, so you sign in with a code;.*\nTo sign in, open .*\n$/)
    expect(stdout.split('\n')).toEqual([
      `Signed in as admin@contoso.example to tenant ${sandbox.tenantId} (cloud global), by application ${sandbox.clientId}.`,
      `Kept in file ${env.ENTRA_EXTRACT_CACHE_FILE}.`,
      'Granted: User.Read.All.',
      '',
    ])
  })

  it('is what later commands read Graph with', async () => {
    await login()
    const checked = await run(['check', 'users', 'groups', '--json'], { env })
    expect(JSON.parse(checked.stdout)).toMatchObject([
      { table: 'users', verdict: 'readable' },
      { table: 'groups', verdict: 'permission' },
    ])
    expect(checked.code).toBe(4)
  })

  it('replaces the sign-in of the same person', async () => {
    await login()
    await login({}, ['--device-code'])
    const kept = JSON.parse(readFileSync(env.ENTRA_EXTRACT_CACHE_FILE ?? '', 'utf8'))
    expect(kept.signIns).toHaveLength(1)
  })

  it.each([
    ['ENTRA_EXTRACT_ACCESS_TOKEN', 'token'],
    ['AZURE_CLIENT_SECRET', 'secret'],
    ['AZURE_FEDERATED_TOKEN_FILE', '/nowhere/token'],
  ])('says that %s wins over it', async (name, value) => {
    const { code, stderr } = await login({ [name]: value })
    expect(code).toBe(0)
    expect(stderr).toContain(`${name} is set and wins over this sign-in; unset it, or add --auth person`)
    expect((await login({ [name]: value }, ['--auth', 'person'])).stderr).not.toContain('wins')
  })

  it('asks nobody in the China cloud without an application', async () => {
    const before = sandbox.authorityRequests.length
    const { code, stderr } = await login({ ENTRA_EXTRACT_CLIENT_ID: '' }, ['--cloud', 'china'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('give its id with --client-id')])
    expect(sandbox.authorityRequests.length).toBe(before)
    expect((await login({}, ['--cloud', 'china'])).code).toBe(0)
  })

  it('asks nobody when a name, a way or the file is wrong', async () => {
    const before = sandbox.authorityRequests.length
    const unknown = await run(['auth', 'login', 'usres'], { env })
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("Did you mean 'users'")])
    const way = await login({}, ['--auth', 'secret'])
    expect([way.code, way.stderr]).toEqual([2, expect.stringContaining('--auth secret is not for')])
    const place = await login({ ENTRA_EXTRACT_CACHE_FILE: join(folder, 'none', 'x.json') })
    expect([place.code, place.stderr]).toEqual([2, expect.stringContaining('ENOENT')])
    expect(sandbox.authorityRequests.length).toBe(before)
  })

  it.runIf(process.platform === 'linux')('refuses before it asks where nothing lasts', async () => {
    const address = process.env.DBUS_SESSION_BUS_ADDRESS
    process.env.DBUS_SESSION_BUS_ADDRESS = 'unix:path=/nowhere/bus'
    const before = sandbox.authorityRequests.length
    const { code, stderr } = await login({ ENTRA_EXTRACT_CACHE_FILE: '' })
    if (address === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS
    else process.env.DBUS_SESSION_BUS_ADDRESS = address
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /There is no keychain on this machine: .*; so this sign-in would be forgotten at once: add --cache-file <file>, or/,
    )
    expect(sandbox.authorityRequests.length).toBe(before)
  })

  it('keeps nothing when the person declines', async () => {
    sandbox.signIn.outcome = 'declined'
    const { code, stdout, stderr } = await login()
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain('declined')
    expect(existsSync(env.ENTRA_EXTRACT_CACHE_FILE ?? '')).toBe(false)
  })

  it('ends at once with Ctrl-C', async () => {
    Object.assign(sandbox.signIn, { pendingPolls: 1000, intervalSeconds: 60 })
    const session = start(['auth', 'login', 'users'], { env })
    await expect.poll(() => session.stderr.written).toContain('enter the code')
    const before = Date.now()
    session.signal('SIGINT')
    const { code, stderr } = await session.ended
    expect(code).toBe(130)
    expect(stderr).toMatch(/Interrupted; nobody was signed in\.\n$/)
    expect(Date.now() - before).toBeLessThan(2000)
  })
})

describe('what wins over a person', () => {
  const plain: Machine = { isAzureVm: () => false, hasArcAgent: () => false, sleep: async () => {} }
  const onVm: Machine = { ...plain, isAzureVm: () => true }
  const onArc: Machine = { ...plain, hasArcAgent: () => true }
  const service = { IDENTITY_ENDPOINT: 'http://e', IDENTITY_HEADER: 'h' }

  it.each([
    [null, {}, plain],
    [null, { choice: 'person' }, onVm],
    [/^The managed identity of this machine, if it has one, wins .*; add --auth person/, {}, onVm],
    [/^The managed identity of this machine, if it has one, wins .*; add --auth person/, {}, onArc],
    [/^The managed identity of this service wins .*; add --auth person/, { env: service }, plain],
    [null, { env: { IDENTITY_ENDPOINT: 'http://e' } }, plain],
    [/^AZURE_CLIENT_SECRET is set and wins/, { clientSecret: 's' }, onVm],
  ] as const)('%s: %j', (sentence, some, machine) => {
    const winner = winnerOver(signInSettings(some), machine)
    if (sentence === null) expect(winner).toBe(null)
    else expect(winner).toMatch(sentence)
  })
})

describe('auth status', () => {
  const status = (more: Record<string, string> = {}, argv: readonly string[] = []) =>
    run(['auth', 'status', ...argv], { env: { ...env, ...more } })

  it('is what the token of the person says', async () => {
    await login()
    const { code, stdout } = await status({}, ['--json'])
    expect(code).toBe(0)
    const answer = JSON.parse(stdout)
    expect(answer).toEqual({
      signedIn: true,
      way: 'person',
      description: 'admin@contoso.example, signed in with a device code',
      username: 'admin@contoso.example',
      appId: sandbox.clientId,
      tenantId: sandbox.tenantId,
      cloud: 'global',
      authority: sandbox.authority,
      graphUrl: sandbox.url,
      kind: 'delegated',
      permissions: ['Organization.Read.All', 'User.Read.All'],
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect(Date.parse(answer.expiresAt)).toBeGreaterThan(Date.now() + 3_000_000)
    const shown = await status()
    expect(shown.stdout).toMatch(/│ person +│ admin@contoso\.example +│/)
    expect(shown.stdout).toMatch(/^delegated permissions: Organization\.Read\.All, User\.Read\.All$/m)
  })

  it('is of the way that wins', async () => {
    await login()
    const secret = { ...sandboxEnvironment(sandbox) }
    const answer = JSON.parse((await status(secret, ['--json'])).stdout)
    expect(answer).toMatchObject({ way: 'secret', kind: 'application', username: null })
    const person = JSON.parse((await status(secret, ['--json', '--auth', 'person'])).stdout)
    expect(person).toMatchObject({ way: 'person', kind: 'delegated' })
  })

  it('ends with 3 and the command that mends it when nobody is signed in', async () => {
    const { code, stdout, stderr } = await status()
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain('`entra-extract auth login`')
    const json = await status({}, ['--json'])
    expect(json.code).toBe(3)
    expect(JSON.parse(json.stdout)).toEqual({ signedIn: false, reason: json.stderr.trim() })
  })

  it('ends with 3 when the session or the token has ended', async () => {
    await login()
    sandbox.signOutPerson('revoked')
    const ended = await status({}, ['--json'])
    expect(ended.code).toBe(3)
    expect(JSON.parse(ended.stdout).reason).toContain(`auth login --tenant ${sandbox.tenantId}`)
    const token = await status({ ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token({ expiresInSeconds: -1 }) })
    expect([token.code, token.stderr]).toEqual([3, expect.stringContaining('ended at')])
  })

  it('ends with 3 when the sign-in service is not there', async () => {
    const passing = await startSandbox({ users: 5, quotas: 'off', signIn: { intervalSeconds: 0 } })
    const there = {
      ENTRA_EXTRACT_GRAPH_URL: passing.url,
      ENTRA_EXTRACT_AUTHORITY: passing.authority,
      ENTRA_EXTRACT_CLIENT_ID: passing.clientId,
    }
    expect((await login(there)).code).toBe(0)
    await passing.close()
    const { code, stderr } = await status(there)
    expect([code, stderr]).toEqual([3, expect.stringContaining('No answer from the sign-in service')])
  }, 30_000)

  it('refuses a cache file that others may read', async () => {
    await login()
    chmodSync(env.ENTRA_EXTRACT_CACHE_FILE ?? '', 0o644)
    const { code, stderr } = await status()
    expect([code, stderr]).toEqual([2, expect.stringContaining('chmod 600')])
  })
})

describe('auth logout', () => {
  it('forgets who was signed in, and is content when nobody was', async () => {
    await login()
    const { code, stdout } = await run(['auth', 'logout'], { env })
    expect([code, stdout]).toEqual([
      0,
      `Forgot the sign-in of admin@contoso.example (tenant ${sandbox.tenantId}).\n`,
    ])
    expect(existsSync(env.ENTRA_EXTRACT_CACHE_FILE ?? '')).toBe(false)
    const again = await run(['auth', 'logout'], { env })
    expect([again.code, again.stdout]).toEqual([0, 'Nobody was signed in.\n'])
  })

  it('leaves other clouds alone, and forgets them with --all', async () => {
    await login()
    const elsewhere = { ...env, ENTRA_EXTRACT_AUTHORITY: 'https://login.microsoftonline.us' }
    const other = await run(['auth', 'logout'], { env: elsewhere })
    expect([other.stdout, other.stderr]).toEqual([
      'Nobody was signed in.\n',
      '1 more is kept; --all forgets every one.\n',
    ])
    const all = await run(['auth', 'logout', '--all'], { env: elsewhere })
    expect(all.stdout).toContain('Forgot the sign-in of admin@contoso.example')
    expect(existsSync(env.ENTRA_EXTRACT_CACHE_FILE ?? '')).toBe(false)
  })
})

describe('whether a browser can open', () => {
  it.each([
    [{}, 'linux', 'This machine has no display'],
    [{ DISPLAY: ':0' }, 'linux', null],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', null],
    [{ WSL_DISTRO_NAME: 'Debian' }, 'linux', null],
    [{ DISPLAY: ':10', SSH_CONNECTION: 'a' }, 'linux', 'This is a remote shell'],
    [{ SSH_TTY: '/dev/pts/0' }, 'darwin', 'This is a remote shell'],
    [{ CI: 'true' }, 'win32', 'This is a job without a browser'],
    [{}, 'darwin', null],
    [{}, 'win32', null],
  ] as const)('%j on %s: %s', (env, platform, lack) => {
    expect(lacksBrowser(env, platform)).toBe(lack)
  })
})
