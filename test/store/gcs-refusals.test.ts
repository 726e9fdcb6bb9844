// What Google Cloud Storage refuses, in one sentence each, without repeating what a server said.
import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Objects } from '../../src/store/objects.ts'
import { RaceLostError, StoreError } from '../../src/store/store.ts'
import { failure, fileOf, hasty, newPath, pair, small } from '../support/gcs-objects.ts'

type Act = (objects: Objects) => Promise<unknown>

const ACTS: Readonly<Record<string, Act>> = {
  get: objects => objects.get('k'),
  size: objects => objects.size('k'),
  list: objects => objects.list('', true),
  put: objects => objects.put('k', Buffer.from('v')),
  upload: async objects => objects.upload(fileOf(randomBytes(small.whole + 1)), 'k'),
  download: objects => objects.download('k', newPath()),
  copy: objects => objects.copy('k', 'l'),
  remove: objects => objects.remove(['k']),
}

describe('refusals', () => {
  test.each(Object.entries(ACTS))('a bucket that is missing: %s', async (_, act) => {
    const { objects } = await pair({ bucket: 'another' })
    const error = await failure(act(objects))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toBe(
      "There is no bucket 'lake' in Google Cloud Storage; create it, or correct the address.",
    )
  })

  test.each([
    ['get', 'read objects of', 'storage.objects.get'],
    ['list', 'list', 'storage.objects.list'],
    ['put', 'write to', 'storage.objects.create'],
    ['upload', 'write to', 'storage.objects.create'],
    ['copy', 'copy within', 'storage.objects.create'],
    ['remove', 'remove objects from', 'storage.objects.delete'],
  ])('a bucket that is closed: %s', async (name, verb, permission) => {
    const { objects, server } = await pair({
      before: () => ({ status: 403, reason: 'forbidden', message: 'no' }),
    })
    const error = await failure(ACTS[name]?.(objects) ?? Promise.resolve())
    expect(error).toMatchObject({ name: 'StoreError', exitCode: 2 })
    expect(error.message).toContain(`let this account ${verb} the bucket 'lake' (403`)
    expect(error.message).toContain(permission)
    expect(server.requests.length).toBe(1)
  })

  const kms =
    'Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account may use it.'
  test.each([
    [403, 'forbidden', kms, 'roles/cloudkms.cryptoKeyEncrypterDecrypter'],
    [400, 'invalid', 'Cloud KMS key is in another region than the bucket.', "in the bucket's location"],
    [400, 'required', 'Bucket is a requester pays bucket but no user project provided.', 'requesters pay'],
    [
      403,
      'retentionPolicyNotMet',
      'Object is subject to a retention policy.',
      'A retention policy or a hold',
    ],
    [403, 'vpcServiceControls', 'Request is prohibited by organization policy.', 'VPC Service Controls'],
    [
      403,
      'forbidden',
      "me@p.iam.gserviceaccount.com does not have storage.objects.delete access to the object. Permission 'storage.objects.delete' denied",
      'it needs storage.objects.delete, as the role',
    ],
    [413, 'uploadTooLarge', 'too large', 'refused to write to'],
  ])('%i %s is told', async (status, reason, message, words) => {
    const { objects } = await pair({ before: () => ({ status, reason, message }) })
    const error = await failure(objects.put('k', Buffer.from('v')))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toContain(words)
    expect(error).toMatchObject({ code: reason })
  })

  test('nothing listens there', async () => {
    const { objects, server } = await pair({}, { patience: { ...hasty, attempts: 3 } })
    await server.close()
    const error = await failure(objects.get('k'))
    const { host } = new URL(server.url)
    expect(error.message).toBe(
      `${host} cannot be reached (ECONNREFUSED); check the network, the endpoint and the proxy settings, after 3 attempts.`,
    )
  })

  test('what a server says is not repeated', async () => {
    const secret = 'ya29.SECRET'
    for (const status of [400, 401, 403, 404, 409, 412, 429, 500]) {
      const { objects } = await pair({
        before: ({ headers, path }) => ({
          status,
          message: `${secret} ${path} ${JSON.stringify(headers)}`,
          reason: secret,
        }),
      })
      const error = await failure(objects.put('k', Buffer.from('v')))
      expect(inspect(error, { depth: 9 })).not.toContain('SECRET')
    }
  })

  test('the address of an upload is not repeated', async () => {
    const { objects } = await pair({ before: ({ kind }) => (kind === 'put' ? 'break' : undefined) })
    const error = await failure(objects.upload(fileOf(randomBytes(small.whole + 1)), 'k'))
    expect(error).toBeInstanceOf(StoreError)
    expect(inspect(error, { depth: 9 })).not.toContain('upload_id')
  })

  test('an object that is held by another write is a lost race', async () => {
    const { objects } = await pair({ before: () => ({ status: 409, reason: 'conflict' }) })
    await expect(objects.put('k', Buffer.from('v'), null)).rejects.toThrow(RaceLostError)
  })

  test.each(Object.entries(ACTS))('a page of a captive portal is no answer: %s', async (_, act) => {
    const message = '<html>please sign in SECRET</html>'
    const { objects } = await pair(
      { before: () => ({ status: 200, message }) },
      { patience: { ...hasty, attempts: 2 } },
    )
    const error = await failure(act(objects))
    expect(error).toBeInstanceOf(StoreError)
    expect(inspect(error, { depth: 9 })).not.toContain('SECRET')
  })
})
