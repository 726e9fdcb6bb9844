// App Service, Functions and Container Apps: MSAL reads their variables from the process itself, hence a file of its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { managedIdentity } from '../../src/auth/managed-identity/managed-identity.ts'
import type { SignInSettings } from '../../src/auth/settings.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import { type ManagedIdentityEndpoint, startManagedIdentity } from '../support/managed-identity.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const clientId = 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234'
const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 })
const sendDirect = createHttpSend(network)
let endpoint: ManagedIdentityEndpoint
let tokens = 0

beforeAll(async () => {
  const token = () => `token-${++tokens}`
  endpoint = await startManagedIdentity({
    kind: 'appService',
    token,
    system: null,
    assigned: [{ clientId, objectId: 'o', resourceId: '/r' }],
  })
  Object.assign(process.env, endpoint.environment)
})
afterAll(async () => {
  for (const name of Object.keys(endpoint.environment)) delete process.env[name]
  await endpoint.close()
  await network.close()
})

async function open(some: Partial<SignInSettings> = {}): Promise<TokenSource> {
  const settings = signInSettings({ env: endpoint.environment, ...some })
  const source = await managedIdentity(settings, signInDeps({ sendDirect }))
  if (source === null) throw new Error('the variables say that there is one')
  return source
}

describe('the managed identity of a service', () => {
  it('is known by its variables, and shows the header that proves where it runs', async () => {
    const asked = endpoint.requests.length
    const source = await open({ clientId })
    expect(endpoint.requests).toHaveLength(asked)
    expect((await source.get()).token).toBe('token-1')
    const { path, headers } = endpoint.requests.at(-1) ?? { path: '', headers: {} }
    expect(headers['x-identity-header']).toBe(endpoint.environment.IDENTITY_HEADER)
    expect(new URL(path, endpoint.url).searchParams.get('client_id')).toBe(clientId)
  })

  it('has to be there', async () => {
    await expect((await open()).get()).rejects.toThrow(/no system-assigned managed identity.*AZURE_CLIENT_ID/)
  })

  it('never shows the header in an error', async () => {
    const header = endpoint.environment.IDENTITY_HEADER ?? ''
    endpoint.planned.push({ status: 401, body: { statusCode: 401, message: `${header} is wrong` } })
    const error: unknown = await (await open({ clientId })).get().catch((reason: unknown) => reason)
    expect(String(error)).toMatch(/status 401: \[secret\] is wrong/)
    expect(String(error)).not.toContain(header)
  })
})
