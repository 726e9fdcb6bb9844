// Which credentials of the environment are taken for Azure Storage, and which are refused.
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { azureObjects } from '../../src/store/azure.ts'
import type { Objects } from '../../src/store/objects.ts'
import type { BucketSettings } from '../../src/store/settings.ts'
import { StoreError } from '../../src/store/store.ts'
import { azureRig, SERVER_KEY as KEY } from '../support/azure-rig.ts'
import { SERVER_ACCOUNT } from '../support/azure-server.ts'
import { placeIn, settingsWith } from '../support/azure-settings.ts'

const rig = azureRig()
const SIGNATURE = 'c2VjcmV0IHNpZ25hdHVyZSBvZiBub2JvZHk='
const SAS = `sv=2024-11-04&sp=rcwdl&sr=c&se=2999-01-01T00%3A00%3A00Z&sig=${encodeURIComponent(SIGNATURE)}`
const byKey = { AZURE_STORAGE_KEY: KEY }
const bySas = { AZURE_STORAGE_SAS_TOKEN: SAS }
const place = placeIn(SERVER_ACCOUNT, 'lake')

describe('credentials', () => {
  const at = (own: Partial<BucketSettings>): Promise<Objects> => azureObjects(place, settingsWith(own))
  const connection = (fields: string): Partial<BucketSettings> => ({
    env: { AZURE_STORAGE_CONNECTION_STRING: fields },
  })

  test.each([
    [
      'a key of another account',
      { env: { ...byKey, AZURE_STORAGE_ACCOUNT: 'other' } },
      StoreError,
      'AZURE_STORAGE_KEY belongs to the account other by AZURE_STORAGE_ACCOUNT, and the lake is in acme.',
    ],
    [
      'a connection string of another account',
      connection(`AccountName=other;AccountKey=${KEY}`),
      StoreError,
      'AZURE_STORAGE_CONNECTION_STRING is for the account other, and the lake is in acme.',
    ],
    [
      'a signature of another account',
      connection(`BlobEndpoint=https://other.blob.core.windows.net/;SharedAccessSignature=${SAS}`),
      StoreError,
      'AZURE_STORAGE_CONNECTION_STRING is for the account other, and the lake is in acme.',
    ],
    [
      'a connection string without credentials',
      connection('AccountName=acme'),
      UsageError,
      'AZURE_STORAGE_CONNECTION_STRING has neither AccountName and AccountKey nor SharedAccessSignature.',
    ],
    [
      'a key that is none',
      { env: { AZURE_STORAGE_KEY: 'hunter2!' } },
      UsageError,
      'AZURE_STORAGE_KEY is no key of a storage account: keys are base64.',
    ],
    [
      'a signature that is none',
      { env: { AZURE_STORAGE_SAS_TOKEN: 'hunter2!' } },
      UsageError,
      'AZURE_STORAGE_SAS_TOKEN is no shared access signature: it has no sig=.',
    ],
    [
      'plain http to elsewhere',
      { endpoint: 'http://blobs.example.com', env: byKey },
      UsageError,
      'http://blobs.example.com is plain http, which is for loopback hosts only; give an https endpoint.',
    ],
    [
      'plain http by a connection string',
      connection(`AccountName=acme;AccountKey=${KEY};BlobEndpoint=http://acme.blob.core.windows.net`),
      UsageError,
      'http://acme.blob.core.windows.net is plain http, which is for loopback hosts only; give an https endpoint.',
    ],
    [
      'a token over plain http',
      { endpoint: 'http://127.0.0.1:10000/acme' },
      UsageError,
      'No token is sent over plain http to http://127.0.0.1:10000; set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or use https.',
    ],
    [
      'an endpoint with a secret in it',
      { endpoint: `https://x.example.com/?${SAS}`, env: byKey },
      UsageError,
      'The endpoint of Azure Storage is no plain URL such as https://host or https://host/path.',
    ],
    [
      'a key of key management',
      { kmsKey: 'k', env: byKey },
      UsageError,
      'Azure Storage takes keys by encryption scopes; name the scope instead of a key.',
    ],
  ] as const)('%s is refused', async (_, own, kind, sentence) => {
    const error = await at(own).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(kind)
    expect(String(error)).toContain(sentence)
  })

  test.each([
    [
      'a connection string before all',
      {
        ...bySas,
        AZURE_STORAGE_KEY: 'not looked at',
        AZURE_STORAGE_CONNECTION_STRING: `AccountName=acme;AccountKey=${KEY}`,
      },
      'SharedKey acme:',
    ],
    ['a signature before a key', { ...bySas, ...byKey }, undefined],
    ['a key that names its account', { ...byKey, AZURE_STORAGE_ACCOUNT: 'acme' }, 'SharedKey acme:'],
  ] as const)('%s', async (_, env, authorization) => {
    const objects = await rig.objects({}, { env })
    await objects.get('k')
    const [asked] = rig.server.seen
    if (authorization === undefined) expect(asked?.headers.authorization).toBeUndefined()
    else expect(asked?.headers.authorization).toContain(authorization)
    expect(asked?.url.searchParams.get('sig')).toBe(authorization === undefined ? SIGNATURE : null)
  })
})
