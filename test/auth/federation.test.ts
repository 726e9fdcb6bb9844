import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { federation } from '../../src/auth/application/federation.ts'
import type { Federation, SignInSettings } from '../../src/auth/settings.ts'
import { UsageError } from '../../src/errors.ts'
import type { HttpSend } from '../../src/graph/http.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { answered, type ScriptedServer, startScripted } from '../support/scripted-server.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const issuer = 'https://issuer.example'
const AUDIENCE = 'api://AzureADTokenExchange'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 })
const send = createHttpSend(network)
const folder = mkdtempSync(join(tmpdir(), 'federation-'))
const path = join(folder, 'token')
let sandbox: Sandbox
let platform: ScriptedServer

beforeAll(async () => {
  const federatedCredentials = [{ issuer, subject: 'workload', audience: AUDIENCE, publicKeyPem }]
  sandbox = await startSandbox({ users: 3, federatedCredentials })
})
afterAll(async () => {
  await sandbox.close()
  await network.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  platform = await startScripted()
  return () => platform.close()
})

let serial = 0
function assertion(subject = 'workload', audience = AUDIENCE): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer,
    sub: subject,
    aud: audience,
    iat: now,
    nbf: now,
    exp: now + 300,
    jti: `${serial++}`,
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`
}

interface More extends Partial<SignInSettings> {
  readonly now?: () => number
  readonly sending?: HttpSend
}

function source(provider: Federation, { now = Date.now, sending = send, ...some }: More = {}): TokenSource {
  const { authority, tenantId, clientId, url } = sandbox
  const settings = signInSettings({
    authority,
    tenantId,
    clientId,
    graphUrl: url,
    federation: provider,
    ...some,
  })
  const tokens = federation(settings, signInDeps({ send: sending, now }))
  if (tokens === null) throw new Error('federation is given')
  return tokens
}

async function failure(tokens: TokenSource): Promise<SignInError> {
  const error = await tokens.get().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SignInError)
  const thrown = error as SignInError
  expect(thrown.message.split('\n')).toHaveLength(1)
  expect(`${thrown.message} ${thrown.stack}`).not.toMatch(/job-token|eyJ/)
  return thrown
}

const shown = (): string | undefined => sandbox.authorityRequests.at(-1)?.form.client_assertion

describe('a federated token in a file', () => {
  const provider: Federation = { kind: 'file', path }

  it('is the proof, and is read afresh for each token', async () => {
    let now = Date.now()
    const first = assertion()
    writeFileSync(path, `${first}\n`)
    const tokens = source(provider, { now: () => now })
    const { token, expiresAt } = await tokens.get()
    expect(token.split('.')).toHaveLength(3)
    expect(shown()).toBe(first)

    const second = assertion()
    writeFileSync(path, second)
    now = (expiresAt ?? 0) - 60_000
    await tokens.get()
    expect(shown()).toBe(second)
  })

  it('has to be there, and a token', async () => {
    const missing = await failure(source({ kind: 'file', path: join(folder, 'none') }))
    expect(missing).toMatchObject({ failure: 'missing', exitCode: 3 })
    expect(missing.message).toMatch(/does not exist; set AZURE_FEDERATED_TOKEN_FILE/)
    writeFileSync(path, ' \n')
    expect((await failure(source(provider))).message).toMatch(/is empty.*AZURE_FEDERATED_TOKEN_FILE/)
    writeFileSync(path, 'no token')
    expect((await failure(source(provider))).message).toMatch(/no identity token \(a JWT\)/)
    expect((await failure(source({ kind: 'file', path: folder }))).message).toContain('EISDIR')
  })

  it.each([
    ['another subject', () => assertion('stranger'), 'AADSTS700213'],
    ['another audience', () => assertion('workload', 'api://other'), 'AADSTS700212'],
  ])('is refused with %s', async (_, make, code) => {
    writeFileSync(path, make())
    const error = await failure(source(provider))
    expect(error).toMatchObject({ failure: 'refused', code })
    expect(error.message).toContain(sandbox.clientId)
  })

  it('needs the application', () => {
    expect(() => source(provider, { clientId: null })).toThrow(/AZURE_CLIENT_ID is not set/)
    expect(federation(signInSettings(), signInDeps())).toBeNull()
  })
})

describe('the identity token of GitHub Actions', () => {
  const provider = (url = `${platform.root}/token?api-version=2.0`): Federation => ({
    kind: 'github',
    url,
    token: 'job-token',
  })

  it('is asked for with the audience of the cloud, for each token anew', async () => {
    let now = Date.now()
    const [first, second] = [assertion(), assertion()]
    platform.answer(answered(200, { value: first }), answered(200, { value: second }))
    const tokens = source(provider(), { now: () => now })
    const { expiresAt } = await tokens.get()
    expect(shown()).toBe(first)
    const [asked] = platform.asked
    expect(asked).toMatchObject({ method: 'GET', headers: { authorization: 'bearer job-token' } })
    expect(asked?.headers.accept).toBe('application/json; api-version=2.0')
    expect(asked?.path).toBe(`/token?api-version=2.0&audience=${encodeURIComponent(AUDIENCE)}`)
    now = (expiresAt ?? 0) - 60_000
    await tokens.get()
    expect(shown()).toBe(second)
  })

  it.each([
    ['usgov', 'api://AzureADTokenExchangeUSGov'],
    ['usgov-dod', 'api://AzureADTokenExchangeUSGov'],
    ['china', 'api://AzureADTokenExchangeChina'],
  ] as const)('has an audience of its own in %s', async (cloud, audience) => {
    platform.answer(answered(200, { value: assertion('workload', audience) }))
    expect((await failure(source(provider(), { cloud }))).code).toBe('AADSTS700212')
    expect(new URL(platform.asked[0]?.path ?? '', platform.root).searchParams.get('audience')).toBe(audience)
  })

  it.each([
    [403, { message: 'no' }, /status 403.*id-token: write/, 'refused'],
    [200, { count: 0 }, /status 200.*id-token: write/, 'refused'],
    [503, 'down', /status 503.*try again/, 'unreachable'],
  ])('is missed when the answer is %i', async (status, body, says, kind) => {
    platform.answer(answered(status, body))
    const error = await failure(source(provider()))
    expect(error.message).toMatch(says)
    expect(error.failure).toBe(kind)
  })

  it('is missed when nothing answers, or no token comes', async () => {
    const { root } = platform
    platform.answer(answered(200, { value: 'job-token' }))
    expect((await failure(source(provider()))).message).toMatch(/no JWT/)
    await platform.close()
    const error = await failure(source(provider(root)))
    expect(error.failure).toBe('unreachable')
    expect(error.message).toMatch(/No answer from GitHub Actions.*ECONNREFUSED/)
  })

  it('is never asked for in plain http elsewhere', async () => {
    const sending: HttpSend = () => Promise.reject(new Error('nothing is to be sent'))
    for (const url of ['http://actions.example/token', 'token', 'file:///etc/passwd']) {
      const tokens = source(provider(url), { sending })
      await expect(tokens.get()).rejects.toThrow(UsageError)
      await expect(tokens.get()).rejects.toThrow('ACTIONS_ID_TOKEN_REQUEST_URL has to be a URL')
    }
  })
})

describe('the identity token of Azure Pipelines', () => {
  const serviceConnectionId = '3f6a2b1c-0000-4000-8000-00000000000a'
  const provider = (url = `${platform.root}/oidctoken`): Federation => ({
    kind: 'azure-devops',
    url,
    serviceConnectionId,
    token: 'job-token',
  })

  it('is asked for by the service connection', async () => {
    const given = assertion()
    platform.answer(answered(200, { oidcToken: given }))
    await source(provider()).get()
    expect(shown()).toBe(given)
    const [asked] = platform.asked
    expect(asked?.path).toBe(`/oidctoken?api-version=7.1&serviceConnectionId=${serviceConnectionId}`)
    expect(asked).toMatchObject({
      method: 'POST',
      headers: {
        authorization: 'Bearer job-token',
        'content-type': 'application/json',
        'x-tfs-fedauthredirect': 'Suppress',
      },
    })
  })

  it.each([
    [302, /SYSTEM_ACCESSTOKEN: \$\(System.AccessToken\)/],
    [203, /SYSTEM_ACCESSTOKEN: \$\(System.AccessToken\)/],
    [401, /SYSTEM_ACCESSTOKEN: \$\(System.AccessToken\)/],
    [404, /check that service connection 3f6a2b1c/],
  ])('is missed when the answer is %i', async (status, says) => {
    platform.answer(answered(status, '<html>sign in</html>', { location: 'https://spsprodweu.example' }))
    expect((await failure(source(provider()))).message).toMatch(says)
    expect(platform.asked).toHaveLength(1)
  })

  it('is never asked for in plain http elsewhere', async () => {
    await expect(source(provider('http://dev.azure.example/x')).get()).rejects.toThrow(
      /SYSTEM_OIDCREQUESTURI/,
    )
  })
})
