// The way to Azure Storage: tokens that are renewed, private authorities, proxies, hosts by cloud.
import { afterEach, describe, expect, test } from 'vitest'
import { azureObjects } from '../../src/store/azure.ts'
import { accountOf } from '../../src/store/azure-access.ts'
import type { Objects } from '../../src/store/objects.ts'
import { parsePlace } from '../../src/store/place.ts'
import type { BucketSettings } from '../../src/store/settings.ts'
import { type AzureServer, SERVER_ACCOUNT, startAzure } from '../support/azure-server.ts'
import { refused } from '../support/azure-service.ts'
import { hasty, placeIn, settingsWith } from '../support/azure-settings.ts'
import { type ProxySettings, startProxy } from '../support/proxy-server.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'

const ca = createPrivateCa('the root of a company')
const pair = ca.issue({ names: ['localhost', 'acme.blob.corp.test'], addresses: ['127.0.0.1'] })
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  opened.push(one)
  return one
}

const MINUTE = 60_000
const straight = { proxyFor: () => null, ca: [ca.pem] }

const objectsAt = async (own: Partial<BucketSettings>): Promise<Objects> =>
  kept(await azureObjects(placeIn(SERVER_ACCOUNT, 'lake'), settingsWith({ way: straight, ...own }), hasty()))

/** Tokens that are numbered, and live for so long. */
function tokens(lifetimeMs: number) {
  let given = 0
  return {
    given: () => given,
    azureToken: async () => ({ token: `token-${++given}`, expiresAt: Date.now() + lifetimeMs }),
  }
}

const authorizations = (server: AzureServer): unknown[] =>
  server.seen.map(({ headers }) => headers.authorization)

describe('tokens', () => {
  test('are kept until five minutes before their end', async () => {
    const server = kept(await startAzure(pair))
    const [long, short] = [tokens(6 * MINUTE), tokens(4 * MINUTE)]
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken: long.azureToken })
    await Promise.all([objects.get('a'), objects.get('b'), objects.get('c')])
    await objects.get('d')
    expect(long.given()).toBe(1)
    const others = await objectsAt({ endpoint: server.endpoint, azureToken: short.azureToken })
    await others.get('a')
    await others.get('b')
    expect(short.given()).toBe(2)
    expect(authorizations(server).at(-1)).toBe('Bearer token-2')
  })

  test('are taken anew once when the service refuses them, and then it is said', async () => {
    const server = kept(await startAzure(pair))
    const { azureToken } = tokens(60 * MINUTE)
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken })
    server.befalls = ({ headers }) =>
      headers.authorization === 'Bearer token-1' ? refused(401, 'InvalidAuthenticationInfo') : null
    expect(await objects.get('k')).toBeNull()
    server.befalls = () =>
      refused(401, 'InvalidAuthenticationInfo', {
        'www-authenticate': 'Bearer authorization_uri=https://login.example.com/x',
      })
    await expect(objects.get('k')).rejects.toThrow(
      /does not accept the token of Microsoft Entra \(InvalidAuthenticationInfo\): it has expired, or it is of another tenant than the storage account; sign in again\.$/,
    )
    expect(authorizations(server)).toEqual([1, 2, 2, 3].map(index => `Bearer token-${index}`))
  })

  test('are not shown again when the sign-in gives the same one', async () => {
    const server = kept(await startAzure(pair))
    let given = 0
    const azureToken = async () => ({ token: ++given < 3 ? 'stale' : 'fresh', expiresAt: null })
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken })
    server.befalls = ({ headers }) =>
      headers.authorization === 'Bearer stale' ? refused(401, 'InvalidAuthenticationInfo') : null
    await expect(objects.get('k')).rejects.toThrow('does not accept the token of Microsoft Entra')
    expect(authorizations(server)).toEqual(['Bearer stale'])
    expect(await objects.get('k')).toBeNull()
    expect(authorizations(server)).toEqual(['stale', 'stale', 'fresh'].map(token => `Bearer ${token}`))
  })

  test('that several requests had refused are taken anew once', async () => {
    const server = kept(await startAzure(pair))
    const { given, azureToken } = tokens(60 * MINUTE)
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken })
    server.befalls = ({ headers }) =>
      headers.authorization === 'Bearer token-1' ? refused(401, 'InvalidAuthenticationInfo') : null
    await Promise.all(['a', 'b', 'c'].map(key => objects.get(key)))
    expect(given()).toBe(2)
    expect(server.seen).toHaveLength(6)
  })

  test('name the role that is missing', async () => {
    const server = kept(await startAzure(pair))
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken: tokens(MINUTE).azureToken })
    server.befalls = () => refused(403, 'AuthorizationPermissionMismatch')
    await expect(objects.put('k', Buffer.from('1'))).rejects.toThrow(
      'it needs the permission Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write, which the role Storage Blob Data Contributor has.',
    )
  })

  test('authorize the source of a copy as well', async () => {
    const server = kept(await startAzure(pair))
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken: tokens(60 * MINUTE).azureToken })
    await objects.put('a', Buffer.from('1'))
    expect(await objects.copy('a', 'b')).toBe(true)
    const { headers, operation } = server.seen.at(-1) ?? expect.fail()
    expect(operation).toBe('Put Blob From URL')
    expect(headers['x-ms-copy-source-authorization']).toBe('Bearer token-1')
    expect(String(headers['x-ms-copy-source'])).not.toContain('?')
  })

  test('whose sign-in failed say so themselves', async () => {
    const server = kept(await startAzure(pair))
    const azureToken = () => Promise.reject(new RangeError('the sign-in said this'))
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken })
    await expect(objects.get('k')).rejects.toThrow(RangeError)
    expect(server.seen).toEqual([])
  })
})

describe('certificates', () => {
  test('of authorities that nobody trusts are refused at once', async () => {
    const server = kept(await startAzure(pair))
    let sent = 0
    const way = { proxyFor: () => null, ca: null }
    const { azureToken } = tokens(60 * MINUTE)
    const objects = await objectsAt({ endpoint: server.endpoint, azureToken, way, onRequest: () => sent++ })
    await expect(objects.get('k')).rejects.toThrow(/^The certificate of 127\.0\.0\.1:\d+ is not trusted \(/)
    expect([sent, server.seen.length]).toEqual([1, 0])
  })
})

describe('proxies', () => {
  const behind = async (settings: ProxySettings, own: Partial<BucketSettings> = {}) => {
    const server = kept(await startAzure(pair))
    const port = Number(new URL(server.endpoint).port)
    const proxy = kept(await startProxy({ ports: { 'acme.blob.corp.test': port }, ...settings }))
    const url = proxy.url.replace('://', '://user:hunter2@')
    const objects = await objectsAt({
      endpoint: `https://acme.blob.corp.test/${SERVER_ACCOUNT}`,
      azureToken: tokens(60 * MINUTE).azureToken,
      way: { proxyFor: () => url, ca: [ca.pem] },
      ...own,
    })
    return { server, proxy, objects }
  }

  test('are gone through, by one tunnel for one request after the other', async () => {
    const { server, proxy, objects } = await behind({ user: 'user', password: 'hunter2' })
    await objects.put('k', Buffer.from('1'))
    expect((await objects.get('k'))?.bytes.toString()).toBe('1')
    expect(server.seen.length).toBe(2)
    expect(proxy.seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'CONNECT acme.blob.corp.test:443',
    ])
  })

  test('that want other credentials are named without ours', async () => {
    const { proxy, objects, server } = await behind({ user: 'user', password: 'another' })
    const error = await objects.get('k').catch((reason: unknown) => reason)
    expect(String(error)).toContain(
      `The proxy 127.0.0.1:${proxy.port} wants another user and password for the way to acme.blob.corp.test`,
    )
    expect(String(error)).not.toContain('hunter2')
    expect(server.seen).toEqual([])
  })

  test('that do not know the host are asked again, and then it is said', async () => {
    const { proxy, objects } = await behind({ ports: {} })
    await expect(objects.get('k')).rejects.toThrow(/^Azure Storage stayed too busy/)
    expect(proxy.seen.length).toBeGreaterThan(2)
  })
})

describe('addresses', () => {
  const urlOf = (text: string, own: Partial<BucketSettings> = {}): string => {
    const place = parsePlace(text, '--out')
    if (place.kind !== 'azure') return expect.fail()
    return accountOf(place, settingsWith(own)).url
  }
  const text = (fields: string) => ({
    env: { AZURE_STORAGE_CONNECTION_STRING: `AccountName=acme;AccountKey=${'a'.repeat(32)};${fields}` },
  })

  test.each([
    ['az://acme/lake/p', {}, 'https://acme.blob.core.windows.net'],
    [
      'az://acme/lake/p',
      { azureSuffix: 'blob.core.chinacloudapi.cn' },
      'https://acme.blob.core.chinacloudapi.cn',
    ],
    ['abfss://lake@acme.dfs.core.windows.net/p', {}, 'https://acme.blob.core.windows.net'],
    [
      'abfss://space@onelake.dfs.fabric.microsoft.com/x.Lakehouse/Files/p',
      {},
      'https://onelake.blob.fabric.microsoft.com',
    ],
    ['az://acme/lake', { endpoint: 'https://localhost:1/acme/' }, 'https://localhost:1/acme'],
    [
      'az://acme/lake',
      text('EndpointSuffix=core.usgovcloudapi.net'),
      'https://acme.blob.core.usgovcloudapi.net',
    ],
    ['az://acme/lake', text('BlobEndpoint=https://blobs.corp.test/'), 'https://blobs.corp.test'],
  ])('%s', (place, own, url) => {
    expect(urlOf(place, own)).toBe(url)
  })
})
