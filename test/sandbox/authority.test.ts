import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { get, start } from './client.ts'

async function post(
  sandbox: Sandbox,
  endpoint: string,
  form: Record<string, string>,
): Promise<Record<string, unknown>> {
  const url = `${sandbox.authority}/${sandbox.tenantId}/oauth2/v2.0/${endpoint}`
  const body = new URLSearchParams({ client_id: sandbox.clientId, ...form })
  return JSON.parse(await (await fetch(url, { method: 'POST', body })).text())
}

test('a person signs in by device code, and again by refresh token, with scopes in place of roles', async () => {
  const sandbox = await start()
  const { device_code, user_code } = await post(sandbox, 'devicecode', { scope: 'User.Read.All' })
  expect(user_code).toBe('SANDBOX42')
  const code = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: String(device_code),
  }
  const signedIn = await post(sandbox, 'token', code)
  const refresh = { grant_type: 'refresh_token', refresh_token: String(signedIn.refresh_token) }
  const again = await post(sandbox, 'token', refresh)
  for (const { access_token } of [signedIn, again]) {
    const [, claims = ''] = String(access_token).split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      tid: sandbox.tenantId,
      scp: expect.stringContaining('User.Read.All'),
    })
    expect((await get(sandbox, '/v1.0/users', { authorization: `Bearer ${access_token}` })).status).toBe(200)
  }
})

test('a client assertion stands for a secret; other grants, clients and tenants are refused', async () => {
  const sandbox = await start()
  const scope = `${sandbox.url}/.default`
  const assertion = { grant_type: 'client_credentials', client_assertion: 'a.b.c', scope }
  expect(await post(sandbox, 'token', assertion)).toHaveProperty('access_token')
  expect(await post(sandbox, 'token', { grant_type: 'password' })).toMatchObject({
    error: 'unsupported_grant_type',
  })
  expect(await post(sandbox, 'token', { ...assertion, client_id: 'x' })).toMatchObject({
    error: 'unauthorized_client',
  })
  const elsewhere = await fetch(`${sandbox.authority}/elsewhere/oauth2/v2.0/token`, {
    method: 'POST',
    body: '',
  })
  expect(elsewhere.status).toBe(400)
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
