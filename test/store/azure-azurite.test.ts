// The contract of objects on Azurite: by key, by shared access signature, by connection string, and by token over TLS.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { azureObjects } from '../../src/store/azure.ts'
import type { Objects } from '../../src/store/objects.ts'
import type { BucketSettings } from '../../src/store/settings.ts'
import { RaceLostError } from '../../src/store/store.ts'
import { hasty, placeIn, settingsWith } from '../support/azure-settings.ts'
import { ACCOUNT, ACCOUNT_KEY, type Azurite, startAzurite } from '../support/azurite.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'
import { describeObjects } from './objects-contract.ts'

const CONTAINER = 'lake'
let azurite: Azurite
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azure-'))
  azurite = await startAzurite()
  await azurite.makeContainer(CONTAINER)
})
afterAll(async () => {
  await azurite.close()
  await rm(folder, { recursive: true, force: true })
})

const opened = (own: Partial<BucketSettings>, prefix: string): Promise<Objects> =>
  azureObjects(
    placeIn(ACCOUNT, CONTAINER, prefix),
    settingsWith({ endpoint: azurite.endpoint, ...own }),
    hasty(),
  )

const byKey = { env: { AZURE_STORAGE_KEY: ACCOUNT_KEY } }

describeObjects('Azurite', prefix => opened(byKey, prefix), { largeBytes: 20 << 20 })

const sasFor = (permissions: string): string =>
  generateBlobSASQueryParameters(
    {
      containerName: CONTAINER,
      permissions: ContainerSASPermissions.parse(permissions),
      expiresOn: new Date(Date.now() + 3_600_000),
    },
    new StorageSharedKeyCredential(ACCOUNT, ACCOUNT_KEY),
  ).toString()

const putAndFound = async (objects: Objects): Promise<void> => {
  const version = await objects.put('users/k.json', Buffer.from('{}'), null)
  expect(await objects.get('users/k.json')).toEqual({ bytes: Buffer.from('{}'), version })
  await expect(objects.put('users/k.json', Buffer.from('[]'), null)).rejects.toThrow(RaceLostError)
  expect(await objects.list('users/', true)).toEqual({
    objects: [{ key: 'users/k.json', bytes: 2 }],
    folders: [],
  })
  expect(await objects.copy('users/k.json', 'users/copy.json')).toBe(true)
  await objects.remove(['users/k.json', 'users/copy.json'])
  await objects.close()
}

test('works by a shared access signature', async () => {
  await putAndFound(await opened({ env: { AZURE_STORAGE_SAS_TOKEN: `?${sasFor('rcwdl')}` } }, 'sas/'))
})

test('says which letter a shared access signature lacks', async () => {
  const objects = await opened({ env: { AZURE_STORAGE_SAS_TOKEN: sasFor('rl') } }, 'sas/')
  await expect(objects.put('k', Buffer.from('1'))).rejects.toThrow(
    'We are not allowed to go on writing to the container lake of devstoreaccount1 (AuthorizationPermissionMismatch): it needs a shared access signature with c and w (create, write).',
  )
  await objects.close()
})

test('works by a connection string, which says where the account is', async () => {
  const text = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};BlobEndpoint=${azurite.endpoint}/;`
  const own = { endpoint: null, env: { AZURE_STORAGE_CONNECTION_STRING: text } }
  await putAndFound(await opened(own, 'connected/'))
})

test('says that the container is missing', async () => {
  const settings = settingsWith({ endpoint: azurite.endpoint, ...byKey })
  const objects = await azureObjects(placeIn(ACCOUNT, 'nowhere'), settings, hasty())
  const sentence =
    'There is no container nowhere in the storage account devstoreaccount1 (ContainerNotFound); create it, or correct the address.'
  await expect(objects.get('state.json')).rejects.toThrow(sentence)
  await expect(objects.size('state.json')).rejects.toThrow(sentence)
  await expect(objects.list('', true)).rejects.toThrow(sentence)
  await expect(objects.put('state.json', Buffer.from('1'), null)).rejects.toThrow(sentence)
  await expect(objects.put('state.json', Buffer.from('1'), '"0x1"')).rejects.toThrow(sentence)
  await objects.close()
})

test('says that the key is wrong', async () => {
  const objects = await opened({ env: { AZURE_STORAGE_KEY: randomBytes(64).toString('base64') } }, '')
  await expect(objects.get('state.json')).rejects.toThrow(
    /\(AuthorizationFailure\): look at its network rules, and at the key of the account\.$/,
  )
  await objects.close()
})

test('carries a large blob from one key to another where the service does not copy', async () => {
  const objects = await opened(byKey, 'copies/')
  const bytes = randomBytes((17 << 20) + 3)
  await writeFile(join(folder, 'sent'), bytes)
  await objects.upload(join(folder, 'sent'), 'from.parquet')
  expect(await objects.copy('from.parquet', 'to.parquet')).toBe(true)
  await objects.download('to.parquet', join(folder, 'back'))
  const hash = (of: Buffer): string => createHash('sha256').update(of).digest('hex')
  expect(hash(await readFile(join(folder, 'back')))).toBe(hash(bytes))
  await objects.close()
})

/** As Microsoft Entra would give it; Azurite looks at what it says, not at who signed it. */
function tokenFor(audience: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const tenant = 'ab1f708d-50f6-404c-a006-d71b2ac7a606'
  const seconds = Math.floor(Date.now() / 1000)
  const times = { nbf: seconds - 60, iat: seconds - 60, exp: seconds + 3_600 }
  const claims = { aud: audience, iss: `https://sts.windows.net/${tenant}/`, tid: tenant, ...times }
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`
}

test('works by a token, over TLS with a private authority', async () => {
  const ca = createPrivateCa('the root of a company')
  const secure = await startAzurite(ca.issue({ names: ['localhost'], addresses: ['127.0.0.1'] }))
  try {
    const token = tokenFor('https://storage.azure.com')
    const own = {
      endpoint: secure.endpoint,
      way: { proxyFor: () => null, ca: [ca.pem] },
      azureToken: async () => ({ token, expiresAt: null }),
    }
    const objects = await opened(own, 'token/')
    await expect(objects.get('k')).rejects.toThrow('There is no container lake')
    await objects.close()
  } finally {
    await secure.close()
  }
})
