// A virtual machine: its service has an address of its own, which is led to a look-alike on loopback here.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { managedIdentity } from '../../src/auth/managed-identity/managed-identity.ts'
import type { Machine } from '../../src/auth/managed-identity/platform.ts'
import type { SignInSettings } from '../../src/auth/settings.ts'
import type { HttpSend } from '../../src/graph/http.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import { type ManagedIdentityEndpoint, startManagedIdentity } from '../support/managed-identity.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const IMDS = 'http://169.254.169.254'
const clientId = 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234'
const assigned = [{ clientId, objectId: 'o', resourceId: '/r' }]
const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 })
const send = createHttpSend(network)
afterAll(() => network.close())

let endpoint: ManagedIdentityEndpoint
let tokens = 0
const start = (system: null | undefined = undefined) =>
  startManagedIdentity({
    kind: 'imds',
    token: () => `token-${++tokens}`,
    assigned,
    ...(system === null ? { system } : {}),
  })
beforeEach(async () => {
  tokens = 0
  endpoint = await start()
})
afterEach(() => endpoint.close())

const toLookAlike: HttpSend = request => {
  expect(request.url.startsWith(`${IMDS}/metadata/identity/oauth2/token?`)).toBe(true)
  return send({ ...request, url: request.url.replace(IMDS, endpoint.url) })
}

const waits: number[] = []
const vm: Machine = {
  isAzureVm: () => true,
  hasArcAgent: () => false,
  sleep: async milliseconds => void waits.push(milliseconds),
}
const arc: Machine = { ...vm, isAzureVm: () => false, hasArcAgent: () => true }
const elsewhere: Machine = { ...vm, isAzureVm: () => false }
beforeEach(() => {
  waits.length = 0
})

interface More extends Partial<SignInSettings> {
  readonly machine?: Machine
  readonly now?: () => number
  readonly sendDirect?: HttpSend
  readonly signal?: AbortSignal
}

function open({ machine = vm, now = Date.now, sendDirect = toLookAlike, signal, ...some }: More = {}) {
  const deps = signInDeps({ now, sendDirect, ...(signal === undefined ? {} : { signal }) })
  return managedIdentity(signInSettings(some), deps, machine)
}

async function named(some: More = {}): Promise<TokenSource> {
  const source = await open({ choice: 'managed-identity', ...some })
  if (source === null) throw new Error('it is asked for by name')
  return source
}

async function failure(some: More = {}): Promise<SignInError> {
  const error = await (await named(some)).get().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SignInError)
  expect((error as SignInError).message).toMatch(/^[^\n]+\.$/)
  return error as SignInError
}

const queries = () => endpoint.requests.map(({ path }) => new URL(path, endpoint.url).searchParams)

describe('the managed identity of a virtual machine', () => {
  it('gives tokens for Microsoft Graph', async () => {
    const source = await open()
    const { token, expiresAt } = (await source?.get()) ?? {}
    expect(token).toBe('token-1')
    expect(expiresAt).toBeGreaterThan(Date.now() + 3_500_000)
    expect(expiresAt).toBeLessThan(Date.now() + 3_700_000)
    expect(source).toMatchObject({ way: 'managed-identity', description: 'system-assigned managed identity' })
    const last = queries().at(-1)
    expect(last?.get('resource')).toBe('https://graph.microsoft.com')
    expect(last?.has('client_id')).toBe(false)
  })

  it('is renewed with a token of its own, kept by nobody else', async () => {
    let now = Date.now()
    const source = await named({ now: () => now })
    const { expiresAt } = await source.get()
    expect((await source.get()).token).toBe('token-1')
    now = (expiresAt ?? 0) - 60_000
    expect((await source.get()).token).toBe('token-2')
    expect((await source.renew('token-2')).token).toBe('token-3')
    expect((await source.renew('token-3', '{"access_token":{}}')).token).toBe('token-4')
    expect((await (await named()).get()).token).toBe('token-5')
  })

  it('may be one that a user assigned', async () => {
    const source = await named({ clientId })
    expect(source.description).toBe(`user-assigned managed identity ${clientId}`)
    await source.get()
    expect(queries()[0]?.get('client_id')).toBe(clientId)
  })

  it('uses the network of its own call', async () => {
    await (await named()).get()
    const foreign: HttpSend = () => Promise.reject(new Error('the second network'))
    expect((await failure({ sendDirect: foreign })).message).toContain('the second network')
    expect((await (await named()).get()).token).toBe('token-2')
  })
})

describe('in the order of ways', () => {
  it('a computer that is none of Azure is not asked', async () => {
    const sendDirect: HttpSend = () => Promise.reject(new Error('nothing is to be sent'))
    expect(await open({ machine: elsewhere, sendDirect })).toBeNull()
  })

  it('a virtual machine without an identity is passed over', async () => {
    await endpoint.close()
    endpoint = await start(null)
    expect(await open()).toBeNull()
    expect(await open({ clientId: 'e0000000-53f0-4f5c-8f7c-2f6d8d1f1234' })).toBeNull()
    expect(await (await open({ clientId }))?.get()).toMatchObject({ token: 'token-1' })
  })

  it('one whose service is not there, or is silent, is passed over soon', async () => {
    await endpoint.close()
    expect(await open()).toBeNull()
    const begun = Date.now()
    expect(await open({ sendDirect: () => new Promise(() => {}) })).toBeNull()
    expect(Date.now() - begun).toBeLessThan(3_000)
  })

  it('an agent of Azure Arc that does not answer is passed over, unless it is asked for by name', async () => {
    const silent = { machine: arc, sendDirect: () => Promise.reject(new Error('ECONNREFUSED')) }
    expect(await open(silent)).toBeNull()
    expect(await failure(silent)).toMatchObject({ failure: 'unreachable' })
  })

  it('one that has several and was told none has to be told', async () => {
    endpoint.planned.push({ status: 400 }, severalIdentities)
    await expect(open()).rejects.toThrow(/AZURE_CLIENT_ID/)
  })

  it('an interruption ends the question', async () => {
    const stop = new AbortController()
    const reason = new Error('interrupted')
    const sendDirect: HttpSend = () => {
      stop.abort(reason)
      return Promise.reject(reason)
    }
    await expect(open({ sendDirect, signal: stop.signal })).rejects.toBe(reason)
    const source = named({ sendDirect, signal: stop.signal })
    await expect(source.then(each => each.get())).rejects.toBe(reason)
  })
})

const refusal = (status: number, error_description: string) => ({
  status,
  body: { error: 'invalid_request', error_description },
})
const severalIdentities = refusal(
  400,
  'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request',
)

describe('a managed identity that is asked for by name', () => {
  it('has to be there', async () => {
    await endpoint.close()
    endpoint = await start(null)
    const system = await failure()
    expect(system).toMatchObject({ failure: 'missing', exitCode: 3 })
    expect(system.message).toMatch(/no system-assigned managed identity.*AZURE_CLIENT_ID/)
    const other = 'e0000000-53f0-4f5c-8f7c-2f6d8d1f1234'
    const user = await failure({ clientId: other })
    expect(user.message).toMatch(new RegExp(`No managed identity ${other} is assigned.*AZURE_CLIENT_ID`))
  })

  it('has to be named when there are several', async () => {
    endpoint.planned.push(severalIdentities)
    expect((await failure()).message).toMatch(/several user-assigned managed identities; set AZURE_CLIENT_ID/)
  })

  it('says what is not there', async () => {
    await endpoint.close()
    const error = await failure()
    expect(error.failure).toBe('unreachable')
    expect(error.message).toMatch(/No answer .*169\.254\.169\.254.*ECONNREFUSED/)
    expect((await failure({ machine: elsewhere })).message).toMatch(
      /not look like a machine or service of Azure/,
    )
  })

  it('waits for a service that is busy or being updated', async () => {
    endpoint.planned.push({ status: 429 }, { status: 404 }, { status: 500 })
    expect((await (await named()).get()).token).toBe('token-1')
    expect(waits).toEqual([1_000, 2_000, 4_000])
    waits.length = 0
    endpoint.planned.push(...Array(7).fill({ status: 410 }))
    expect((await (await named()).get()).token).toBe('token-2')
    expect(waits).toEqual(Array(7).fill(10_000))
  })

  it('does not wait for ever', async () => {
    endpoint.planned.push(...Array(4).fill({ status: 429 }))
    const error = await failure()
    expect(error.failure).toBe('unreachable')
    expect(error.message).toContain('status 429')
  })

  it('says what else the service refuses', async () => {
    endpoint.planned.push(refusal(400, 'AADSTS500011: The resource is unknown. Trace ID: 0f0f'))
    const error = await failure()
    expect(error).toMatchObject({ failure: 'refused', code: 'AADSTS500011' })
    expect(error.message).toContain('The resource is unknown')
    expect(error.message).not.toContain('Trace ID')
    endpoint.planned.push({ status: 200, body: {} })
    expect((await failure()).failure).toBe('refused')
  })
})
