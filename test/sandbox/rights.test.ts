import { describe, expect, test } from 'vitest'
import type { RequestRecord, Sandbox, SandboxOptions } from '../../src/sandbox/index.ts'
import { resources } from '../../src/sandbox/server/resources.ts'
import { start as terminal } from '../support/terminal.ts'
import { get, type Page, readAll, start } from './client.ts'

const RISKY = '/v1.0/identityProtection/riskyUsers'
const ROLES = '/v1.0/roleManagement/directory/roleEligibilitySchedules'
const DETAIL = "/v1.0/reports/getOffice365ActiveUserDetail(period='D90')"

const refusal = ({ status, code }: Page): [number, string | undefined] => [status, code]
const DENIED = [403, 'Authorization_RequestDenied']

/** A request with a token of these permissions. */
const as = (sandbox: Sandbox, path: string, token: { roles?: string[]; scopes?: string[] }): Promise<Page> =>
  get(sandbox, path, { authorization: `Bearer ${sandbox.token(token)}` })

describe('permissions', () => {
  test('of an application and of a person are different things', async () => {
    const sandbox = await start()
    const rollouts = '/v1.0/policies/featureRolloutPolicies'
    const scopes = ['Policy.Read.HybridAuthentication']
    expect((await as(sandbox, rollouts, { scopes })).status).toBe(200)
    expect(refusal(await as(sandbox, rollouts, { roles: scopes }))).toEqual(DENIED)
    expect((await as(sandbox, '/v1.0/users', { scopes: ['User.Read.All'] })).status).toBe(200)
    expect(refusal(await as(sandbox, '/v1.0/users', { scopes: ['openid'] }))).toEqual(DENIED)
  })

  test.each([
    ['/v1.0/devices', 'Device.Read.All'],
    ['/v1.0/devices/delta', 'Device.Read.All'],
    ['/v1.0/contacts/delta', 'OrgContact.Read.All'],
    ['/v1.0/oauth2PermissionGrants/delta', 'Directory.Read.All'],
    ['/v1.0/directory/administrativeUnits/delta', 'AdministrativeUnit.Read.All'],
    ['/v1.0/directoryRoles/delta', 'RoleManagement.Read.Directory'],
    [RISKY, 'IdentityRiskyUser.Read.All'],
  ])('%s needs %s', async (path, permission) => {
    const sandbox = await start()
    expect((await as(sandbox, path, { roles: [permission] })).status).toBe(200)
    expect(refusal(await as(sandbox, path, { roles: ['Policy.Read.All'] }))).toEqual(DENIED)
  })

  test('the usual token reads every resource that any application may read', async () => {
    const sandbox = await start()
    for (const { application, path, versions, kind, requiredFilter, name } of resources) {
      if (application.length === 0 || kind === 'post' || path.includes('{id}') || requiredFilter) continue
      expect([name, (await get(sandbox, `/${versions[0]}${path}`)).status]).toEqual([name, 200])
    }
  })

  test('the tokens that the sandbox issues hold what was granted', async () => {
    const sandbox = await start({ grants: ['Device.Read.All'] })
    expect((await get(sandbox, '/v1.0/devices')).status).toBe(200)
    expect(refusal(await get(sandbox, '/v1.0/users'))).toEqual(DENIED)
  })

  test('a related object that may not be read shows its type and id alone', async () => {
    const sandbox = await start({ users: 150 })
    const [owner] = sandbox.truth('service_principal_owners')
    const path = `/v1.0/servicePrincipals/${owner?.servicePrincipalId}/owners`
    const { value } = await as(sandbox, path, { roles: ['Application.Read.All'] })
    const users = value.filter(row => row['@odata.type'] === '#microsoft.graph.user')
    expect(users.length).toBeGreaterThan(0)
    for (const { '@odata.type': _, id, ...hidden } of users) {
      expect(id).toBeTypeOf('string')
      expect(new Set(Object.values(hidden))).toEqual(new Set([null]))
    }
  })
})

describe('licences', () => {
  const premium = [403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant']
  test.each([
    ['free', '/v1.0/auditLogs/signIns', premium],
    ['free', '/v1.0/users?$select=id,signInActivity', premium],
    ['free', '/v1.0/reports/authenticationMethods/userRegistrationDetails', premium],
    ['p1', RISKY, premium],
    ['p1', ROLES, [400, 'AadPremiumLicenseRequired']],
  ] as const)('%s is not enough for %s', async (licence, path, expected) => {
    expect(refusal(await get(await start({ licence }), path))).toEqual(expected)
    expect((await get(await start(), path)).status).toBe(200)
  })

  test('premium: false is the licence free, and a missing permission is said first', async () => {
    const sandbox = await start({ premium: false })
    expect(refusal(await get(sandbox, '/v1.0/auditLogs/signIns'))).toEqual(premium)
    expect(refusal(await as(sandbox, '/v1.0/auditLogs/signIns', { roles: [] }))).toEqual(DENIED)
    expect((await get(sandbox, '/v1.0/auditLogs/directoryAudits')).status).toBe(200)
  })
})

describe('clouds', () => {
  test.each(resources.filter(({ missingIn }) => missingIn?.includes('china')).map(each => [each.name, each]))(
    '%s is unknown in China',
    async (_, { path, versions, delegated, application, kind }) => {
      if (kind === 'post') return
      const sandbox = await start({ cloud: 'china' })
      const address = `/${versions[0]}${path.replaceAll('{id}', 'x')}`
      const rights = application.length > 0 ? {} : { scopes: [...delegated] }
      expect(refusal(await as(sandbox, address, rights))).toEqual([404, 'ResourceNotFound'])
    },
  )

  test.each([
    ['usgov', '/v1.0/applications', 'verifiedPublisher', 'applications'],
    ['usgov-dod', '/v1.0/servicePrincipals', 'resourceSpecificApplicationPermissions', 'service_principals'],
    ['china', '/v1.0/users', 'print', 'users'],
    ['china', '/v1.0/groups/delta', 'assignedLabels', 'groups'],
    [
      'china',
      '/v1.0/roleManagement/directory/roleAssignments',
      'principalOrganizationId',
      'role_assignments',
    ],
    ['usgov', '/v1.0/organization', 'defaultUsageLocation', 'organization'],
  ] as const)('in %s, %s has no %s', async (cloud, path, property, stream) => {
    const sandbox = await start({ cloud })
    expect(refusal(await get(sandbox, `${path}?$select=${property}`))).toEqual([400, 'BadRequest'])
    for (const row of await readAll(sandbox, path)) expect(row).not.toHaveProperty(property)
    for (const row of sandbox.truth(stream)) expect(row).not.toHaveProperty(property)
    const elsewhere = await start()
    expect((await get(elsewhere, `${path}?$select=${property}`)).status).toBe(200)
  })
})

describe('usage reports', () => {
  async function redirected(sandbox: Sandbox): Promise<URL> {
    const page = await get(sandbox, DETAIL)
    expect(page.status).toBe(302)
    return new URL(String(page.headers.get('location')))
  }
  const last = (sandbox: Sandbox): RequestRecord | undefined => sandbox.requests.at(-1)

  test('are sent on to another origin, to an address of its own each time, without a token', async () => {
    const sandbox = await start()
    const [first, second] = [await redirected(sandbox), await redirected(sandbox)]
    expect(first.origin).not.toBe(sandbox.url)
    expect(first.pathname).not.toBe(second.pathname)
    const response = await fetch(first)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(last(sandbox)).toMatchObject({ family: 'none', path: first.pathname, status: 200 })
    expect(last(sandbox)?.headers).not.toHaveProperty('authorization')
    expect(sandbox.requests.at(-2)?.family).toBe('usageReports')
  })

  test('are refused where a token comes along, and where nobody was sent', async () => {
    const sandbox = await start()
    const address = await redirected(sandbox)
    const shown = await fetch(address, { headers: { authorization: 'Bearer x' } })
    expect(shown.status).toBe(400)
    expect(last(sandbox)?.headers.authorization).toBe('Bearer x')
    expect((await fetch(new URL('/data/download/guess', address))).status).toBe(404)
  })

  test.each([
    ["/v1.0/reports/getUnheardOf(period='D7')", {}, 404, 'ResourceNotFound'],
    ["/v1.0/reports/getOffice365ActiveUserDetail(period='D8')", {}, 400, 'BadRequest'],
    ['/v1.0/reports/getOffice365ActiveUserDetail', {}, 400, 'BadRequest'],
    [`${DETAIL}?$top=5`, {}, 400, 'Request_UnsupportedQuery'],
    [DETAIL, { cloud: 'usgov' }, 404, 'ResourceNotFound'],
    [DETAIL, { grants: ['User.Read.All'] }, 403, 'Authorization_RequestDenied'],
  ] as [string, SandboxOptions, number, string][])('%s %o', async (path, options, status, code) => {
    expect(refusal(await get(await start(options), path))).toEqual([status, code])
  })

  test('fourteen of one kind in ten minutes, then wait; another kind has a limit of its own', async () => {
    const sandbox = await start({ quotas: 'documented' })
    for (let i = 0; i < 14; i++) expect((await get(sandbox, DETAIL)).status).toBe(302)
    const refused = await get(sandbox, DETAIL)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(590)
    const other = "/v1.0/reports/getTeamsUserActivityUserDetail(period='D90')"
    expect((await get(sandbox, other)).status).toBe(302)
  })

  test('hide names where the tenant says so', async () => {
    const [open, concealed] = [await start(), await start({ concealNames: true })]
    const [user] = open.truth('users')
    const read = async (sandbox: Sandbox): Promise<string> => (await fetch(await redirected(sandbox))).text()
    expect(await read(open)).toContain(String(user?.userPrincipalName))
    expect(await read(concealed)).not.toContain(String(user?.userPrincipalName))
    const settings = await get(concealed, '/v1.0/admin/reportSettings')
    expect(settings.body.displayConcealedNames).toBe(true)
  })
})

test('the command takes permissions, a licence and a cloud', async () => {
  const grants = ['--grant', 'IdentityRiskyUser.Read.All,Reports.Read.All', '--grant', 'AuditLog.Read.All']
  const session = terminal(['sandbox', '--users', '12', ...grants, '--licence', 'p1', '--cloud', 'usgov'])
  while (!session.stderr.written.includes('Ctrl-C')) await new Promise(resolve => setTimeout(resolve, 20))
  const environment = session.stdout.written.matchAll(/^export ([A-Z_]+)=(\S+)$/gm)
  const env = Object.fromEntries([...environment].map(match => [match[1], match[2]]))
  expect(env.ENTRA_EXTRACT_CLOUD).toBe('usgov')
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: String(env.AZURE_CLIENT_ID),
    client_secret: String(env.AZURE_CLIENT_SECRET),
    scope: `${env.ENTRA_EXTRACT_GRAPH_URL}/.default`,
  })
  const endpoint = `${env.ENTRA_EXTRACT_AUTHORITY}/${env.AZURE_TENANT_ID}/oauth2/v2.0/token`
  const { access_token } = (await (await fetch(endpoint, { method: 'POST', body: form })).json()) as {
    access_token: string
  }
  const headers = { authorization: `Bearer ${access_token}` }
  const status = async (path: string): Promise<number> =>
    (await fetch(`${env.ENTRA_EXTRACT_GRAPH_URL}${path}`, { headers, redirect: 'manual' })).status
  expect(await status('/v1.0/auditLogs/signIns')).toBe(200)
  expect([await status('/v1.0/users'), await status(RISKY), await status(DETAIL)]).toEqual([403, 403, 404])
  session.signal('SIGINT')
  expect((await session.ended).code).toBe(0)
})
