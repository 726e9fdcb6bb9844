import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type ManagedIdentityEndpoint,
  type ManagedIdentityOptions,
  startManagedIdentity,
} from '../support/managed-identity.ts'
import { get, start } from './client.ts'

const open: ManagedIdentityEndpoint[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(endpoint => endpoint.close()))
})

const ASSIGNED = { clientId: 'c-1', objectId: 'o-1', resourceId: '/subscriptions/s/identity' }

async function run(
  kind: ManagedIdentityOptions['kind'],
  options: Partial<ManagedIdentityOptions> = {},
): Promise<ManagedIdentityEndpoint> {
  const endpoint = await startManagedIdentity({
    kind,
    token: () => 'a token',
    assigned: [ASSIGNED],
    ...options,
  })
  open.push(endpoint)
  return endpoint
}

const METADATA = { Metadata: 'true' }
const QUERY = 'api-version=2018-02-01&resource=https://graph.microsoft.com'

async function ask(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  const body: Record<string, unknown> = JSON.parse(await response.text())
  return { status: response.status, headers: response.headers, body }
}

describe('a machine', () => {
  const ofMachine = ({ url }: ManagedIdentityEndpoint, query = QUERY): string =>
    `${url}/metadata/identity/oauth2/token?${query}`

  test('gets a token that Graph accepts, with its times as texts', async () => {
    const sandbox = await start()
    const endpoint = await run('imds', { token: () => sandbox.token(), expiresInSeconds: 60 })
    const { status, body } = await ask(ofMachine(endpoint), METADATA)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: '60',
      resource: 'https://graph.microsoft.com',
    })
    expect(Number(body.expires_on) - Date.now() / 1000).toBeGreaterThan(50)
    expect(body.expires_on).toEqual(expect.any(String))
    const authorization = `Bearer ${body.access_token}`
    expect((await get(sandbox, '/v1.0/users', { authorization })).status).toBe(200)
    expect(endpoint.requests).toHaveLength(1)
  })

  test.each(['client_id=c-1', 'object_id=o-1', 'msi_res_id=/subscriptions/s/identity'])(
    'may choose an identity by %s',
    async selector => {
      const { body } = await ask(ofMachine(await run('imds'), `${QUERY}&${selector}`), METADATA)
      expect(body.client_id).toBe('c-1')
    },
  )

  test.each<[string, string, Record<string, string>, string]>([
    ['no metadata header', QUERY, {}, 'Required metadata header not specified'],
    ['a forwarded request', QUERY, { ...METADATA, 'X-Forwarded-For': '10.0.0.1' }, 'Forwarded'],
    ['another version', QUERY.replace('2018', '2017'), METADATA, 'api-version'],
    ['no resource', 'api-version=2018-02-01', METADATA, 'audience'],
    ['an unknown identity', `${QUERY}&client_id=c-2`, METADATA, 'Identity not found'],
  ])('with %s is refused', async (_, query, headers, text) => {
    const { status, body } = await ask(ofMachine(await run('imds'), query), headers)
    expect([status, body.error_description]).toEqual([400, expect.stringContaining(text)])
  })

  test('without an identity of its own has none by default', async () => {
    const { body } = await ask(ofMachine(await run('imds', { system: null })), METADATA)
    expect(body).toMatchObject({ error: 'invalid_request', error_description: 'Identity not found' })
  })

  test('gets the planned answers first', async () => {
    const endpoint = await run('imds')
    endpoint.planned.push({ status: 429, headers: { 'retry-after': '1' } }, { status: 410 })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await ask(ofMachine(endpoint), METADATA)).status)
    expect(statuses).toEqual([429, 410, 200])
  })
})

test('App Service gives tokens to whoever knows the header', async () => {
  const { environment } = await run('appService')
  const url = `${environment.IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=r`
  const headers = { 'X-IDENTITY-HEADER': String(environment.IDENTITY_HEADER) }
  const { status, body } = await ask(url, headers)
  expect([status, body.access_token, typeof body.expires_on]).toEqual([200, 'a token', 'string'])
  expect((await ask(`${url}&mi_res_id=${ASSIGNED.resourceId}`, headers)).body.client_id).toBe('c-1')
  expect((await ask(`${url}&client_id=c-2`, headers)).status).toBe(400)
  expect((await ask(url, { 'X-IDENTITY-HEADER': 'x' })).status).toBe(401)
})

test('Azure Arc gives tokens to whoever can read the key file, once for each key', async () => {
  const keyFolder = mkdtempSync(join(tmpdir(), 'arc-'))
  const { environment } = await run('azureArc', { keyFolder })
  const url = `${environment.IDENTITY_ENDPOINT}?api-version=2020-06-01&resource=r&client_id=c-1`
  const challenge = await ask(url, METADATA)
  expect(challenge.status).toBe(401)
  const [, file = ''] = (challenge.headers.get('www-authenticate') ?? '').split('Basic realm=')
  const authorization = `Basic ${readFileSync(file, 'utf8')}`
  const { status, body } = await ask(url, { ...METADATA, authorization })
  expect([status, body.client_id]).toEqual([200, 'c-1'])
  expect((await ask(url, { ...METADATA, authorization })).status).toBe(401)
})
