// A server with the Azure Arc agent: MSAL reads its variables from the process itself, hence a file of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { managedIdentity } from '../../src/auth/managed-identity/managed-identity.ts'
import type { SignInSettings } from '../../src/auth/settings.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import { type ManagedIdentityEndpoint, startManagedIdentity } from '../support/managed-identity.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const clientId = 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234'
const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 })
const sendDirect = createHttpSend(network)
const keyFolder = mkdtempSync(join(tmpdir(), 'arc-'))
let endpoint: ManagedIdentityEndpoint

beforeAll(async () => {
  endpoint = await startManagedIdentity({ kind: 'azureArc', token: () => 'arc-token', keyFolder })
  Object.assign(process.env, endpoint.environment)
})
afterAll(async () => {
  for (const name of Object.keys(endpoint.environment)) delete process.env[name]
  await endpoint.close()
  await network.close()
  rmSync(keyFolder, { recursive: true })
})

const open = (some: Partial<SignInSettings> = {}) =>
  managedIdentity(signInSettings({ env: endpoint.environment, ...some }), signInDeps({ sendDirect }))

const named = async (some: Partial<SignInSettings> = {}) =>
  (await open({ choice: 'managed-identity', ...some }))?.get()

/** The challenge that a program without the agent's group gets: a key in the right folder that it cannot read. */
const unreadable = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm=/var/opt/azcmagent/tokens/11111111-none.key' },
}

const granted = {
  status: 200,
  body: { access_token: 'arc-token', client_id: 'other', expires_on: '4102444800', token_type: 'Bearer' },
}

describe('the managed identity of a server with Azure Arc', () => {
  it('is not for who may not read its key: an error by name, else passed over', async () => {
    endpoint.planned.push(unreadable, unreadable)
    await expect(named()).rejects.toThrow(/key of the Azure Arc agent cannot be read.*himds/)
    expect(await open()).toBeNull()
  })

  // Only root may write where the agent keeps its keys.
  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'shows the key of its agent',
    async () => {
      const file = `/var/opt/azcmagent/tokens/${process.pid}-test.key`
      const made = mkdirSync('/var/opt/azcmagent/tokens', { recursive: true })
      writeFileSync(file, 'agent-key')
      try {
        const challenge = { status: 401, headers: { 'www-authenticate': `Basic realm=${file}` } }
        endpoint.planned.push(challenge, granted)
        expect(await named()).toMatchObject({ token: 'arc-token' })
        expect(endpoint.requests.at(-1)?.headers.authorization).toBe('Basic agent-key')
      } finally {
        rmSync(made ?? file, { recursive: true })
      }
    },
  )

  it('never reads a key from another folder', async () => {
    await expect(named()).rejects.toThrow(/gave no token/)
    expect(endpoint.requests.at(-1)?.headers.authorization).toBeUndefined()
  })

  it('gives a token, and no user-assigned one in place of its own', async () => {
    endpoint.planned.push(granted, granted)
    expect(await named()).toEqual({ token: 'arc-token', expiresAt: 4_102_444_800_000 })
    await expect(named({ clientId })).rejects.toThrow(
      `This agent of Azure Arc did not confirm the user-assigned identity ${clientId}; update it, or leave AZURE_CLIENT_ID out.`,
    )
  })
})
