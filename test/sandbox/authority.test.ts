import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { get, start } from './client.ts'
import { claimsOf, open, post, postSecret } from './sign-in-client.ts'

describe('tenants', () => {
  test.each([
    ['an id that is not here', '00000000-0000-4000-8000-00000000ffff', 90002],
    ['a domain that is not here', 'fabrikam.onmicrosoft.com', 90002],
    ['no id and no domain', 'elsewhere', 900023],
    ['consumers', 'consumers', 9002332],
    ['common, for an application', 'common', 50059],
    ['organizations, for an application', 'organizations', 50059],
  ])('%s is refused', async (_, tenant, number) => {
    const answer = await postSecret(await start(), {}, { tenant })
    expect([answer.status, answer.body.error, answer.number]).toEqual([400, 'invalid_request', number])
  })

  test.each(['contoso.example', 'contoso.onmicrosoft.example', 'Contoso.Example'])(
    '%s is the tenant itself',
    async tenant => {
      const sandbox = await start()
      expect((await postSecret(sandbox, {}, { tenant })).status).toBe(200)
      const configuration = await open(sandbox, `/${tenant}/v2.0/.well-known/openid-configuration`)
      expect(configuration.body).toMatchObject({
        issuer: `${sandbox.authority}/${sandbox.tenantId}/v2.0`,
        token_endpoint: `${sandbox.authority}/${sandbox.tenantId}/oauth2/v2.0/token`,
      })
    },
  )

  test('the configuration of an unknown tenant is a refusal; that of common leaves the issuer open', async () => {
    const sandbox = await start()
    const unknown = await open(sandbox, '/nowhere.example/v2.0/.well-known/openid-configuration')
    expect([unknown.status, unknown.body.error, unknown.number]).toEqual([400, 'invalid_tenant', 90002])
    const common = await open(sandbox, '/common/v2.0/.well-known/openid-configuration')
    expect(common.body.issuer).toBe(`${sandbox.authority}/{tenantid}/v2.0`)
    expect(common.body.token_endpoint).toBe(`${sandbox.authority}/common/oauth2/v2.0/token`)
  })
})

describe('an application', () => {
  test.each<[string, Record<string, string>, number, string, number]>([
    ['an unknown client', { client_id: 'x' }, 400, 'unauthorized_client', 700016],
    ['an empty client', { client_id: '' }, 400, 'invalid_request', 900144],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no credential', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no grant', { grant_type: '' }, 400, 'invalid_request', 900144],
    ['no scope', { scope: ' ' }, 400, 'invalid_request', 900144],
    ['a malformed scope', { scope: 'a"b/.default' }, 400, 'invalid_scope', 70011],
    ['claims that are no JSON', { claims: '{' }, 400, 'invalid_request', 90100],
  ])('%s is refused', async (_, form, status, error, number) => {
    const answer = await postSecret(await start(), form)
    expect([answer.status, answer.body.error, answer.number]).toEqual([status, error, number])
  })

  test('scope is the default of Graph, nothing else', async () => {
    const sandbox = await start()
    const numberOf = async (scope: string): Promise<unknown> => (await postSecret(sandbox, { scope })).number
    expect(await numberOf(`${sandbox.url}/User.Read.All`)).toBe(1002012)
    expect(await numberOf('User.Read.All')).toBe(1002012)
    expect(await numberOf('https://vault.azure.net/.default')).toBe(500011)
    expect(await numberOf(`${sandbox.url}/.default https://graph.microsoft.com/.default`)).toBe(70011)
    expect(await numberOf('https://graph.microsoft.com/.default')).toBeUndefined()
  })

  test('an expired secret is told from a wrong one', async () => {
    const sandbox = await start({ clientSecretState: 'expired' })
    expect((await postSecret(sandbox)).number).toBe(7000222)
    expect((await postSecret(sandbox, { client_secret: 'wrong' })).number).toBe(7000215)
  })

  test('tokens live as long as told, and Graph refuses them after', async () => {
    const sandbox = await start({ tokenLifetimeSeconds: 120 })
    const { body } = await postSecret(sandbox)
    const { iat, exp } = claimsOf(body.access_token)
    expect([body.expires_in, Number(exp) - Number(iat)]).toEqual([120, 120])
    const short = await start({ tokenLifetimeSeconds: 0 })
    const authorization = `Bearer ${(await postSecret(short)).body.access_token}`
    expect((await get(short, '/v1.0/users', { authorization })).status).toBe(401)
  })
})

describe('requests', () => {
  test('a refusal has the form of Entra’s, with the correlation id that was sent', async () => {
    const sandbox = await start()
    const sent = '7d3f7c5e-1b43-4f5a-9a30-1f0f6d1f2a11'
    const { body } = await postSecret(sandbox, { client_secret: 'x', 'client-request-id': sent })
    const { trace_id, timestamp } = body
    expect(body.correlation_id).toBe(sent)
    expect(timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/)
    expect(body.error_description).toMatch(/^AADSTS7000215: .+\./)
    expect(body.error_description).toContain(
      ` Trace ID: ${trace_id} Correlation ID: ${sent} Timestamp: ${timestamp}`,
    )
    expect(body.error_uri).toBe(`${sandbox.authority}/error?code=7000215`)
    const inHeader = await post(sandbox, 'token', {}, { headers: { 'client-request-id': sent } })
    expect(inHeader.body.correlation_id).toBe(sent)
    const none = await post(sandbox, 'token', { 'client-request-id': 'not a guid' })
    expect(none.body.correlation_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a body that is no form says nothing; one that is too large is refused', async () => {
    const sandbox = await start()
    const url = `${sandbox.authority}/${sandbox.tenantId}/oauth2/v2.0/token`
    const text = `grant_type=client_credentials&client_id=${sandbox.clientId}`
    const answer = await fetch(url, { method: 'POST', body: text })
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error_description: expect.stringContaining("'grant_type'") },
    ])
    const large = await postSecret(sandbox, { padding: 'x'.repeat(100_001) })
    expect(large.status).toBe(413)
    expect((await open(sandbox, `/${sandbox.tenantId}/oauth2/v2.0/token`)).number).toBe(900561)
  })

  test('are kept as they were sent', async () => {
    const sandbox = await start()
    await postSecret(sandbox)
    const [request] = sandbox.authorityRequests
    expect(request).toMatchObject({
      method: 'POST',
      path: `/${sandbox.tenantId}/oauth2/v2.0/token`,
      form: { client_secret: sandbox.clientSecret, grant_type: 'client_credentials' },
    })
    expect(request?.headers['content-type']).toContain('application/x-www-form-urlencoded')
    await get(sandbox, '/v1.0/users')
    expect(sandbox.authorityRequests).toHaveLength(1)
  })
})

test('retention and activity are settings', async () => {
  const sandbox = await start({ retentionDays: 7, activity: 0.1 })
  const from = (time: string): Promise<number> =>
    get(sandbox, `/v1.0/auditLogs/signIns?$filter=createdDateTime ge ${time}`).then(page => page.status)
  expect(await from('2026-11-13T12:00:00Z')).toBe(200)
  expect(await from('2026-11-13T11:59:59.9999999Z')).toBe(400)
  const lively = await start({ retentionDays: 7 })
  const count = (of: Sandbox): number => [...of.truth('sign_ins')].length
  expect(count(lively)).toBeGreaterThan(count(sandbox) * 2)
})
