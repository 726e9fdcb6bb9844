// Who asks Google Cloud Storage, by files and machines, at Google's own addresses, through a proxy and with a private authority.
import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { gcsObjects } from '../../src/store/gcs.ts'
import type { Objects } from '../../src/store/objects.ts'
import type { StoreWay } from '../../src/store/settings.ts'
import { StoreError } from '../../src/store/store.ts'
import { failure, fileOf, gcsSettings, hasty, kept, newPath, placeIn, small } from '../support/gcs-objects.ts'
import { type GcsServer, startGcsServer } from '../support/gcs-server.ts'
import { startTokenServer, type TokenServer } from '../support/gcs-tokens.ts'
import { type ProxyServer, type ProxySettings, startProxy } from '../support/proxy-server.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'

const HOSTS = {
  storage: 'storage.googleapis.com',
  accounts: [
    'www.googleapis.com',
    'oauth2.googleapis.com',
    'sts.googleapis.com',
    'iamcredentials.googleapis.com',
  ],
}
const ca = createPrivateCa('the root of a company')
const tls = ca.issue({ names: [HOSTS.storage, ...HOSTS.accounts] })
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const SERVICE_ACCOUNT = {
  type: 'service_account',
  project_id: 'p',
  private_key_id: '1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  client_email: 'lake@p.iam.gserviceaccount.com',
  client_id: '1',
  token_uri: 'https://oauth2.googleapis.com/token',
}

interface Google {
  readonly tokens: TokenServer
  readonly storage: GcsServer
  readonly proxy: ProxyServer
  readonly way: StoreWay
  open(): Promise<Objects>
}

async function google(settings: ProxySettings = {}, way: Partial<StoreWay> = {}): Promise<Google> {
  const tokens = kept(await startTokenServer(tls))
  const storage = kept(await startGcsServer({ tls, token: () => tokens.token }))
  const accounts = Object.fromEntries(HOSTS.accounts.map(host => [host, tokens.port]))
  const ports = { ...accounts, [HOSTS.storage]: Number(new URL(storage.url).port) }
  const proxy = kept(await startProxy({ ports, ...settings }))
  const whole: StoreWay = { proxyFor: () => proxy.url, ca: [ca.pem], ...way }
  const open = async () =>
    kept(await gcsObjects(placeIn('lake/'), gcsSettings({ way: whole }), { ...hasty, attempts: 3 }, small))
  return { tokens, storage, proxy, way: whole, open }
}

beforeEach(() => {
  vi.stubEnv('HOME', newPath())
  vi.stubEnv('METADATA_SERVER_DETECTION', 'none')
  // Nothing may go there: all of it goes by the way of the settings.
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1')
})
afterEach(() => vi.unstubAllEnvs())

const credentials = (content: object | string): void => {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', fileOf(text))
}

describe('the file of a service account', () => {
  beforeEach(() => credentials(SERVICE_ACCOUNT))

  test('signs in once for all requests, through the proxy', async () => {
    const { open, tokens, storage, proxy } = await google()
    const objects = await open()
    await Promise.all(['a', 'b', 'c'].map(key => objects.put(key, Buffer.from(key))))
    await objects.upload(fileOf(Buffer.alloc(small.chunk + 1)), 'd')
    await objects.copy('d', 'e')
    expect([...storage.contents.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'e'].map(key => `lake/${key}`))
    expect(tokens.requests.length).toBe(1)
    expect(tokens.requests[0]?.body).toContain(
      'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer',
    )
    expect(new Set(proxy.seen.map(({ method }) => method))).toEqual(new Set(['CONNECT']))
    expect(proxy.seen.map(({ target }) => target)).toContain(`${HOSTS.storage}:443`)
    expect(proxy.connections).toBeLessThan(storage.requests.length + 1)
  })

  test('asks for a new token when the service does not accept the old one', async () => {
    const { open, tokens, storage } = await google()
    const objects = await open()
    await objects.put('a', Buffer.from('a'))
    tokens.token = 'ya29.second-token'
    await Promise.all(['b', 'c'].map(key => objects.put(key, Buffer.from(key))))
    expect(storage.contents.size).toBe(3)
    expect(tokens.requests.length).toBe(2)
  })

  test('is expired when the new token is not accepted either', async () => {
    const { open, tokens, storage } = await google()
    const objects = await open()
    let serial = 0
    Object.defineProperty(tokens, 'token', { get: () => `ya29.SECRET-${serial++}` })
    const error = await failure(objects.put('a', Buffer.from('a')))
    expect(error.message).toBe(
      'Google Cloud Storage does not accept the credentials any more (401 authError); renew them, or sign in again.',
    )
    expect(storage.requests.length).toBe(2)
    expect(inspect(error, { depth: 9 })).not.toContain('ya29')
  })

  test('is refused in a sentence when it was revoked', async () => {
    const { open, tokens } = await google()
    tokens.refusal = {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'account not found SECRET' },
    }
    const error = await failure(open())
    expect(error).toMatchObject({ name: 'StoreError', code: 'invalid_grant' })
    expect(error.message).toMatch(/^Google does not accept the credentials \(invalid_grant\)/)
    expect(inspect(error, { depth: 9 })).not.toMatch(/SECRET|PRIVATE/)
  })

  test('is refused in a sentence when the clock is wrong', async () => {
    const { open, tokens } = await google()
    const error_description =
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values.'
    tokens.refusal = { status: 400, body: { error: 'invalid_grant', error_description } }
    await expect(open()).rejects.toThrow("because this machine's clock is wrong")
  })

  test('waits for a sign-in that is busy', async () => {
    const { open, tokens } = await google()
    tokens.refusal = { status: 503, body: { error: 'unavailable' } }
    setTimeout(() => {
      tokens.refusal = null
    }, 300)
    await open()
    expect(tokens.requests.length).toBeGreaterThan(1)
  })
})

describe('a workload identity federation', () => {
  const federation = (source: object, rest: object = {}) => ({
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/ci',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: 'https://sts.googleapis.com/v1/token',
    credential_source: source,
    ...rest,
  })

  test('exchanges the token of a file', async () => {
    credentials(federation({ file: fileOf('subject-from-file') }))
    const { open, tokens, storage } = await google()
    await (await open()).put('a', Buffer.from('a'))
    expect(storage.contents.size).toBe(1)
    expect(tokens.requests.map(({ path }) => path)).toEqual(['/v1/token'])
    expect(tokens.requests[0]?.body).toContain('subject_token=subject-from-file')
  })

  test('exchanges the token of a CI system, and becomes a service account by it', async () => {
    const source = {
      url: 'https://oauth2.googleapis.com/subject?audience=x',
      headers: { authorization: 'bearer of-ci' },
      format: { type: 'json', subject_token_field_name: 'value' },
    }
    const account =
      'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/lake@p.iam.gserviceaccount.com'
    credentials(federation(source, { service_account_impersonation_url: `${account}:generateAccessToken` }))
    const { open, tokens, storage } = await google()
    await (await open()).put('a', Buffer.from('a'))
    expect(storage.contents.size).toBe(1)
    expect(tokens.requests.map(({ path }) => path.split(/[?/:]/)[1])).toEqual(['subject', 'v1', 'v1'])
    expect(tokens.requests[0]?.headers.authorization).toBe('bearer of-ci')
  })

  test('that refuses is told in a sentence', async () => {
    credentials(federation({ file: fileOf('subject-SECRET') }))
    const { open, tokens } = await google()
    tokens.refusal = {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'ID Token subject-SECRET is stale' },
    }
    const error = await failure(open())
    expect(error.message).toMatch(/^Google does not accept the credentials \(invalid_grant\)/)
    expect(inspect(error, { depth: 9 })).not.toContain('SECRET')
  })
})

describe('a machine of Google Cloud', () => {
  test('has its token from the metadata server', async () => {
    const metadata = kept(await startTokenServer())
    vi.stubEnv('METADATA_SERVER_DETECTION', 'assume-present')
    vi.stubEnv('GCE_METADATA_HOST', `127.0.0.1:${metadata.port}`)
    vi.stubEnv('HTTPS_PROXY', '')
    const { open, storage } = await google()
    await (await open()).put('a', Buffer.from('a'))
    expect(storage.contents.size).toBe(1)
    expect(metadata.requests.some(({ path }) => path.includes('/service-accounts/default/token'))).toBe(true)
  })
})

describe('credentials that are none', () => {
  test('are asked for, with the usual ways', async () => {
    const { open } = await google()
    const error = await failure(open())
    expect(error.message).toMatch(
      /^No credentials for Google Cloud were found; .*GOOGLE_APPLICATION_CREDENTIALS.*gcloud auth/,
    )
  })

  test.each([
    ['no JSON', () => credentials('SECRET {')],
    ['no credentials', () => credentials({ type: 'service_account', private_key: 'SECRET' })],
    ['no key', () => credentials({ ...SERVICE_ACCOUNT, private_key: 'SECRET' })],
    ['not there', () => vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', newPath())],
  ])('a file that is %s', async (_, set) => {
    set()
    const { open } = await google()
    const error = await failure(open())
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toMatch(/^The credentials for Google Cloud cannot be used/)
    expect(inspect(error, { depth: 9 })).not.toContain('SECRET')
  })
})

describe('the way', () => {
  beforeEach(() => credentials(SERVICE_ACCOUNT))

  test('leads through a proxy with a password', async () => {
    const { open, storage, way, proxy } = await google({ user: 'me', password: 'pä:ss' })
    const signed = proxy.url.replace('://', '://me:p%C3%A4%3Ass@')
    const settings = gcsSettings({ way: { ...way, proxyFor: () => signed } })
    const objects = kept(await gcsObjects(placeIn(''), settings, hasty))
    await objects.put('a', Buffer.from('a'))
    expect(storage.contents.size).toBe(1)
    await expect(open()).rejects.toThrow(
      `The proxy ${new URL(proxy.url).host} wants another user or password`,
    )
  })

  test.each([
    ['denies', { connectWith: 403 }, 'does not lead to'],
    ['fails', { connectWith: 502 }, 'makes no connection to'],
    ['breaks off', { connectWith: 'break' }, 'makes no connection to'],
  ] as const)('is told when the proxy %s', async (_, settings, words) => {
    const { open, tokens, storage, proxy } = await google()
    const objects = await open()
    expect(tokens.requests.length).toBe(1)
    const other = kept(await startProxy(settings))
    const way = { proxyFor: (url: URL) => (url.host === HOSTS.storage ? other.url : proxy.url), ca: [ca.pem] }
    const hindered = kept(await gcsObjects(placeIn(''), gcsSettings({ way }), { ...hasty, attempts: 2 }))
    const error = await failure(hindered.put('a', Buffer.from('a')))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toContain(`The proxy ${new URL(other.url).host} ${words} ${HOSTS.storage}`)
    expect(storage.requests.length).toBe(0)
    await objects.put('a', Buffer.from('a'))
  })

  test('ends at a certificate of an authority that is not known', async () => {
    const { open } = await google({}, { ca: null })
    await expect(open()).rejects.toThrow(
      /certificate of .* is not trusted \(\w+\); give the certificate authority/,
    )
  })

  test('shows no password of a proxy', async () => {
    const proxyFor = () => 'http://me:SECRET@127.0.0.1:1'
    const { open } = await google({}, { proxyFor })
    const error = await failure(open())
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toMatch(/cannot be reached through the proxy 127\.0\.0\.1:1 \(ECONNREFUSED\)/)
    expect(inspect(error, { depth: 9 })).not.toContain('SECRET')
  })
})
