import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { consentScript } from '../../src/cli/consent-script.ts'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'
import { defaultTables, findTable } from '../../src/streams/index.ts'
import { leastPermissions } from '../../src/streams/permissions.ts'
import { run } from '../support/terminal.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function environmentOf(options: SandboxOptions): Promise<Record<string, string>> {
  const sandbox = await startSandbox({ users: 10, quotas: 'off', ...options })
  closing.push(() => sandbox.close())
  return sandboxEnvironment(sandbox)
}

const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')
const ready = (claims: object): Record<string, string> => ({
  ENTRA_EXTRACT_ACCESS_TOKEN: `${part({ alg: 'none' })}.${part({ tid: 'tenant-1', appid: 'app-1', ...claims })}.x`,
})

async function json(argv: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await run(['permissions', ...argv, '--json'], { env })
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe('permissions --json', () => {
  it('asks nothing for a derived table', async () => {
    expect(await json(['group_members_transitive', '--as', 'delegated'])).toMatchObject({
      required: [],
      missing: [],
      impossible: [],
      tables: [{ table: 'group_members_transitive', application: [], delegated: [], missing: [] }],
    })
  })

  it('works offline: nothing is granted, all is missing', async () => {
    const answer = await json([])
    const least = leastPermissions(defaultTables(), 'application').map(({ permission }) => permission)
    expect(answer).toMatchObject({ as: 'application', required: least, granted: [], missing: least })
    expect(answer.signedIn).toBe(false)
    expect(answer.consentUrl).toBe(
      'https://login.microsoftonline.com/{tenant-id}/adminconsent?client_id={client-id}',
    )
    expect(answer.tables.map(({ table }: { table: string }) => table)).toEqual(
      defaultTables().map(({ name }) => name),
    )
    expect(answer.tables.find(({ table }: { table: string }) => table === 'users')).toEqual({
      table: 'users',
      application: ['User.Read.All'],
      delegated: ['User.Read.All'],
      missing: ['User.Read.All'],
    })
  })

  it('compares with the token that the credential gives', async () => {
    const env = await environmentOf({ grants: ['User.Read.All', 'AuditLog.Read.All'] })
    const answer = await json(['users', 'groups', 'user_sign_in_activity'], env)
    expect(answer).toMatchObject({
      required: ['AuditLog.Read.All', 'Group.Read.All', 'User.Read.All'],
      granted: ['AuditLog.Read.All', 'User.Read.All'],
      missing: ['Group.Read.All'],
      consentUrl: `${env.ENTRA_EXTRACT_AUTHORITY}/${env.AZURE_TENANT_ID}/adminconsent?client_id=${env.AZURE_CLIENT_ID}`,
      signedIn: true,
    })
  })

  it('takes a broader permission for the narrower one', async () => {
    const answer = await json(['users', 'groups', 'sign_ins'], ready({ roles: ['Directory.Read.All'] }))
    expect(answer.missing).toEqual(['AuditLog.Read.All'])
    expect(answer.required).toEqual(['AuditLog.Read.All', 'Group.Read.All', 'User.Read.All'])
    expect(answer.tables.map(({ missing }: { missing: string[] }) => missing)).toEqual([
      [],
      [],
      ['AuditLog.Read.All'],
    ])
  })

  it('is about a person when the token is one, and says what only a person may read', async () => {
    const person = ready({ scp: 'User.Read.All Agreement.Read.All' })
    const tables = ['users', 'terms_of_use_agreements']
    expect(await json(tables, person)).toMatchObject({
      as: 'delegated',
      granted: ['Agreement.Read.All', 'User.Read.All'],
      missing: [],
      impossible: [],
      // The scopes themselves: the application may list none.
      consentUrl:
        'https://login.microsoftonline.com/tenant-1/v2.0/adminconsent?client_id=app-1&scope=https%3A%2F%2Fgraph.microsoft.com%2FAgreement.Read.All%20https%3A%2F%2Fgraph.microsoft.com%2FUser.Read.All&redirect_uri=http%3A%2F%2Flocalhost',
    })
    expect(await json([...tables, '--as', 'application'], person)).toMatchObject({
      as: 'application',
      granted: [],
      missing: ['User.Read.All'],
      impossible: ['terms_of_use_agreements'],
    })
  })

  it('has the optional ones apart, and none that a required one stands in for', async () => {
    const token = ready({ roles: ['User.Read.All', 'AuditLog.Read.All', 'Policy.Read.All'] })
    const alone = await json(['users', 'sign_ins'], token)
    expect(alone.required).toEqual(['AuditLog.Read.All', 'User.Read.All'])
    expect(
      alone.optional.map(({ permission, granted }: Record<string, unknown>) => [permission, granted]),
    ).toEqual([
      ['User-LifeCycleInfo.Read.All', false],
      ['Policy.Read.ConditionalAccess', true],
    ])
    const both = await json(['sign_ins', 'authorization_policy'], token)
    expect(both.optional).toEqual([])
  })
})

describe('permissions', () => {
  it('has no table where there is nothing to grant', async () => {
    const { code, stdout } = await run(['permissions', 'terms_of_use_agreements'])
    expect([code, stdout]).toEqual([
      0,
      'Not readable with application permissions, only with delegated ones: terms_of_use_agreements.\nThere is nothing to grant.\n',
    ])
  })

  it('is a table, what is missing and where to consent', async () => {
    const env = await environmentOf({ grants: ['User.Read.All'] })
    const { code, stdout } = await run(['permissions', 'users', 'user_licenses', 'groups'], { env })
    expect(code).toBe(0)
    expect(stdout).toMatch(/│ User\.Read\.All +│ 2: users, user_licenses +│ yes +│/)
    expect(stdout).toMatch(/│ Group\.Read\.All +│ 1: groups +│ no +│/)
    expect(stdout).toMatch(/^The token lacks Group\.Read\.All\.$/m)
    expect(stdout).toMatch(/^Admin consent: http.*\/adminconsent\?client_id=/m)
  })

  it('says that no token was looked at, and keeps quiet when nothing is missing', async () => {
    const offline = await run(['permissions', 'users'])
    expect(offline.stdout).toMatch(/^No token was looked at/m)
    expect(offline.stdout).not.toMatch(/│ granted/)
    const { stdout } = await run(['permissions', 'users'], { env: ready({ roles: ['User.ReadWrite.All'] }) })
    expect(stdout).toMatch(/^The token has all of them\.$/m)
    expect(stdout).not.toContain('adminconsent')
  })

  it('leaves out what the cloud does not have', async () => {
    const { stdout, stderr } = await run(['permissions', 'users', 'risky_users', '--cloud', 'china'])
    expect(stderr).toBe("Not in the cloud 'china': risky_users.\n")
    expect(stdout).not.toContain('IdentityRiskyUser')
    expect(stdout).toContain('https://login.partner.microsoftonline.cn/')
  })

  it('ends with 3 when the credential is wrong', async () => {
    const env = await environmentOf({})
    const { code } = await run(['permissions'], { env: { ...env, AZURE_CLIENT_SECRET: 'wrong' } })
    expect(code).toBe(3)
  })

  it.each([
    [['usres'], /no table 'usres'/],
    [['--as', 'guest'], /^--as is one of application, delegated/],
    [['--script', 'bash'], /^--script is one of az, powershell/],
    [['--script', 'az', '--json'], /exclude each other/],
  ])('is wrong usage: %j', async (argv, sentence) => {
    const { code, stdout, stderr } = await run(['permissions', ...argv])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(sentence)
  })
})

describe('--script', () => {
  const listed = (script: string): string[] =>
    [...script.matchAll(/^ {2}'([A-Za-z.-]+)'$/gm)].map(match => match[1] ?? '')

  it.each(['az', 'powershell'])('has exactly the least permissions (%s)', async language => {
    const { code, stdout, stderr } = await run([
      'permissions',
      'users',
      'group_members',
      '--script',
      language,
    ])
    expect([code, stderr]).toEqual([0, ''])
    expect(listed(stdout)).toEqual(['GroupMember.Read.All', 'User.Read.All'])
    expect(stdout).toContain('AZURE_TENANT_ID=')
    expect(stdout).toContain('AZURE_CLIENT_ID=')
    expect(stdout).not.toMatch(/password|--years|secretText/i)
    const more = await run(['permissions', 'users', 'group_members', '--script', language, '--with-columns'])
    expect(listed(more.stdout)).toEqual([
      'GroupMember.Read.All',
      'Member.Read.Hidden',
      'User-LifeCycleInfo.Read.All',
      'User.Read.All',
    ])
  })

  it('is none where there is no permission to ask for, and says what it leaves out', async () => {
    const none = await run(['permissions', 'terms_of_use_agreements', '--script', 'az'])
    expect([none.code, none.stdout]).toEqual([2, ''])
    expect(none.stderr).toMatch(/^There is no application permission to ask for/)
    const some = await run(['permissions', 'users', 'terms_of_use_agreements', '--script', 'az'])
    expect(some.code).toBe(0)
    expect(listed(some.stdout)).toEqual(['User.Read.All'])
    expect(some.stderr).toBe(
      'Not readable with application permissions, only with delegated ones: terms_of_use_agreements.\n',
    )
  })

  it('is shell that bash can read, whoever signs in', () => {
    for (const as of ['application', 'delegated'] as const) {
      for (const cloud of ['global', 'china'] as const) {
        const permissions = leastPermissions([findTable('users')], as).map(({ permission }) => permission)
        const script = consentScript('az', { as, cloud, permissions })
        execFileSync('bash', ['-n'], { input: script })
        expect(script).toContain(as === 'application' ? 'appRoles[?value' : 'oauth2PermissionScopes[?value')
        expect(script).toContain(cloud === 'global' ? '--name AzureCloud' : '--name AzureChinaCloud')
      }
    }
  })

  it('quotes what stands in it', () => {
    const odd = { as: 'application', cloud: 'global', permissions: ["It's.$(id)"] } as const
    expect(consentScript('az', odd)).toContain(`'It'\\''s.$(id)'`)
    expect(consentScript('powershell', odd)).toContain(`'It''s.$(id)'`)
  })

  it('does what it says, with an az that only takes notes', async () => {
    const { stdout } = await run(['permissions', 'users', 'groups', '--script', 'az'])
    const fake = `
az() {
  case "$*" in
    "ad app list"*) ;;
    "ad sp show"*appRoles*User.Read.All*) echo id-user ;;
    "ad sp show"*appRoles*Group.Read.All*) echo id-group ;;
    "ad sp show"*) echo graph-principal ;;
    "ad app create"*) echo client-1 ;;
    "ad sp create"*) echo principal-1 ;;
    "account show"*) echo tenant-1 ;;
    *) echo "az $*" ;;
  esac
}
`
    const said = execFileSync('bash', [], { input: fake + stdout, encoding: 'utf8' })
      .trimEnd()
      .split('\n')
    expect(said[0]).toMatch(/^az ad app permission add --id client-1 .* id-group=Role id-user=Role/)
    expect(said[1]).toMatch(
      /--url https:\/\/graph\.microsoft\.com\/v1\.0\/servicePrincipals\/principal-1\/appRoleAssignments .*"appRoleId":"id-group"/,
    )
    expect(said.slice(-2)).toEqual(['AZURE_TENANT_ID=tenant-1', 'AZURE_CLIENT_ID=client-1'])
  })
})
