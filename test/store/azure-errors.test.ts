// What people read when Azure Storage refuses: one sentence that names what to do, and never a secret.
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azureObjects } from '../../src/store/azure.ts'
import type { Objects } from '../../src/store/objects.ts'
import type { AzurePlace } from '../../src/store/place.ts'
import type { BucketSettings } from '../../src/store/settings.ts'
import { RaceLostError, StoreError } from '../../src/store/store.ts'
import { type AzureServer, SERVER_ACCOUNT, startAzure } from '../support/azure-server.ts'
import { refused } from '../support/azure-service.ts'
import { hasty, placeIn, settingsWith } from '../support/azure-settings.ts'

const KEY = Buffer.from('a key of the account, not of anybody').toString('base64')
const SIGNATURE = 'c2VjcmV0IHNpZ25hdHVyZSBvZiBub2JvZHk='
const SAS = `sv=2024-11-04&sp=rcwdl&sr=c&se=2999-01-01T00%3A00%3A00Z&sig=${encodeURIComponent(SIGNATURE)}`
const byKey = { AZURE_STORAGE_KEY: KEY }
const bySas = { AZURE_STORAGE_SAS_TOKEN: SAS }

let server: AzureServer
const open: Objects[] = []
beforeEach(async () => {
  server = await startAzure()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.close()))
  await server.close()
})

const place = placeIn(SERVER_ACCOUNT, 'lake')

async function objectsWith(env: BucketSettings['env'], where: AzurePlace = place): Promise<Objects> {
  const settings = settingsWith({ endpoint: server.endpoint, env })
  const objects = await azureObjects(where, settings, hasty({ tries: 3 }))
  open.push(objects)
  return objects
}

const failureOf = async (work: Promise<unknown>): Promise<StoreError> => {
  const error = await work.catch((reason: unknown) => reason)
  if (!(error instanceof StoreError)) throw new Error('no StoreError', { cause: error })
  return error
}

const fabric: AzurePlace = { ...place, host: 'onelake.blob.fabric.microsoft.com' }

describe('one sentence each', () => {
  test.each([
    [
      'ContainerNotFound',
      404,
      byKey,
      'There is no container lake in the storage account acme (ContainerNotFound); create it, or correct the address.',
    ],
    [
      'ContainerBeingDeleted',
      409,
      byKey,
      'There is no container lake in the storage account acme (ContainerBeingDeleted); create it, or correct the address.',
    ],
    [
      'KeyBasedAuthenticationNotPermitted',
      403,
      byKey,
      'The storage account acme does not permit keys; unset them, and a token of Microsoft Entra is used.',
    ],
    [
      'AuthorizationFailure',
      403,
      bySas,
      'The storage account acme does not allow writing to the container lake from here (AuthorizationFailure): look at its network rules, and at a shared access signature with c and w (create, write).',
    ],
    [
      'AuthorizationPermissionMismatch',
      403,
      bySas,
      'We are not allowed to go on writing to the container lake of acme (AuthorizationPermissionMismatch): it needs a shared access signature with c and w (create, write).',
    ],
    [
      'AuthenticationFailed',
      403,
      byKey,
      /^127\.0\.0\.1:\d+ does not know the key of the storage account \(AuthenticationFailed\); take the one that is shown for acme\.$/,
    ],
    [
      'AuthenticationFailed',
      403,
      bySas,
      /^127\.0\.0\.1:\d+ does not accept the shared access signature \(AuthenticationFailed\); make a new one for lake\.$/,
    ],
    [
      'KeyVaultEncryptionKeyNotFound',
      403,
      byKey,
      "The encryption key or scope does not let writing to the container lake of acme go on (KeyVaultEncryptionKeyNotFound); look at the scope, its key vault and the key's permissions.",
    ],
    [
      'LeaseIdMissing',
      412,
      byKey,
      'Somebody else holds a lease that forbids writing to the container lake of acme (LeaseIdMissing); break it first.',
    ],
    [
      'BlobImmutableDueToPolicy',
      409,
      byKey,
      'A policy of immutability forbids writing to the container lake of acme (BlobImmutableDueToPolicy); a lake needs a container without one.',
    ],
    [
      'ServerBusy',
      503,
      byKey,
      'Azure Storage stayed too busy for writing to the container lake of acme, however often it was asked (ServerBusy); try again later.',
    ],
    [
      'InvalidHeaderValue',
      400,
      byKey,
      'Azure Storage refused writing to the container lake of acme (400 InvalidHeaderValue).',
    ],
  ] as const)('%s', async (code, status, env, sentence) => {
    const objects = await objectsWith(env)
    server.befalls = () => refused(status, code)
    const error = await failureOf(objects.put('state.json', Buffer.from('1'), null))
    if (typeof sentence === 'string') expect(error.message).toBe(sentence)
    else expect(error.message).toMatch(sentence)
    expect(error.code).toBe(code)
    expect(String(error.cause)).toContain(code)
  })

  test.each([
    [
      'reading',
      (objects: Objects) => objects.get('k'),
      'reading from the container lake of acme',
      'r (read)',
    ],
    [
      'listing',
      (objects: Objects) => objects.list('', true),
      'listing the container lake of acme',
      'l (list)',
    ],
    [
      'deleting',
      (objects: Objects) => objects.remove(['k']),
      'deleting from the container lake of acme',
      'd (delete)',
    ],
  ])('%s names what it needs', async (_, act, doing, letter) => {
    const objects = await objectsWith(bySas)
    server.befalls = () => refused(403, 'AuthorizationPermissionMismatch')
    expect((await failureOf(act(objects))).message).toBe(
      `We are not allowed to go on ${doing} (AuthorizationPermissionMismatch): it needs a shared access signature with ${letter}.`,
    )
  })

  test('a shared access signature that has expired', async () => {
    const objects = await objectsWith({ AZURE_STORAGE_SAS_TOKEN: SAS.replace('2999', '2020') })
    server.befalls = () => refused(403, 'AuthenticationFailed')
    expect((await failureOf(objects.get('k'))).message).toBe(
      'The shared access signature for the container lake of acme has expired; make a new one.',
    )
  })

  test.each([
    [30, 'behind'],
    [-45, 'ahead'],
  ])('a clock that is %i minutes off', async (minutes, how) => {
    const objects = await objectsWith(byKey)
    const date = new Date(Date.now() + minutes * 60_000).toUTCString()
    server.befalls = () => refused(403, 'AuthenticationFailed', { date })
    expect((await failureOf(objects.get('k'))).message).toContain(
      `refused us, and this machine's clock is ${Math.abs(minutes)} minutes ${how}; set the clock.`,
    )
  })

  test('nobody answers', async () => {
    const objects = await objectsWith(byKey)
    await server.close()
    const error = await failureOf(objects.get('k'))
    expect(error.message).toMatch(
      /^No whole answer came from 127\.0\.0\.1:\d+ \(ECONNREFUSED\); look at the network/,
    )
    server = await startAzure()
  })

  test('an answer that does not come in time', async () => {
    const settings = settingsWith({ endpoint: server.endpoint, env: byKey })
    const objects = await azureObjects(place, settings, hasty({ tries: 2, answerMs: 50 }))
    open.push(objects)
    server.pauseMs = 400
    expect((await failureOf(objects.size('k'))).message).toMatch(/^No whole answer came .*\(ETIMEDOUT\)/)
    expect(server.seen.length).toBe(2)
  })

  test('a lease is no lost race, another version is one', async () => {
    const objects = await objectsWith(byKey)
    server.befalls = () => refused(412, 'LeaseIdMissing')
    await expect(objects.put('k', Buffer.from('1'), '"0x1"')).rejects.toThrow(StoreError)
    server.befalls = () => refused(412, 'ConditionNotMet')
    await expect(objects.put('k', Buffer.from('1'), '"0x1"')).rejects.toThrow(RaceLostError)
    server.befalls = () => refused(404, 'BlobNotFound')
    await expect(objects.put('k', Buffer.from('1'), '"0x1"')).rejects.toThrow(RaceLostError)
    await expect(objects.put('k', Buffer.from('1'), null)).rejects.toThrow(StoreError)
  })

  test('a folder that OneLake does not have is empty', async () => {
    const objects = await objectsWith(bySas, fabric)
    server.befalls = () => refused(404, 'PathNotFound')
    expect(await objects.list('users/', false)).toEqual({ objects: [], folders: [] })
  })
})

/** Repeats all that was said to it, as services do whose answers help developers. */
const echo = (status: number) => (asked: AzureServer['seen'][number]) => {
  const told = `${asked.headers.authorization} ${asked.url.href} ${asked.headers['x-ms-copy-source']}`
  return {
    status,
    headers: { 'x-ms-error-code': told, 'x-ms-request-id': told, 'content-type': 'application/xml' },
    body: `<?xml version="1.0"?><Error><Code>${told.replaceAll('&', '&amp;')}</Code><Message>${told.replaceAll('&', '&amp;')}</Message></Error>`,
  }
}

describe('no secret is repeated', () => {
  test.each([400, 401, 403, 404, 409, 412, 500, 503])('status %i', async status => {
    for (const env of [byKey, bySas]) {
      const objects = await objectsWith(env)
      server.befalls = echo(status)
      const acts = [
        () => objects.get('k'),
        () => objects.list('', true),
        () => objects.put('k', Buffer.from('1')),
        () => objects.copy('k', 'l'),
        () => objects.remove(['k']),
      ]
      for (const act of acts) {
        const error = await act().catch((reason: unknown) => reason)
        const told = inspect(error, { depth: 10, showHidden: true })
        const signed = server.seen.at(-1)?.headers.authorization?.split(':')[1] ?? SIGNATURE
        for (const secret of [KEY, SIGNATURE, encodeURIComponent(SIGNATURE), signed, 'sig=', 'SharedKey'])
          expect(told).not.toContain(secret)
      }
    }
  })
})
