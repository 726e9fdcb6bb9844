// What a user is told when S3 or the network refuses: one sentence, the mend in it, and no secret.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import type { Objects } from '../../src/store/objects.ts'
import { StoreError } from '../../src/store/store.ts'
import { KEYS, objectsAt, settingsFor, type Wishes } from '../support/s3-objects.ts'
import { type Fault, type S3Request, type S3ServerOptions, startS3Server } from '../support/s3-server.ts'
import { refused } from '../support/s3-xml.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function world(options: S3ServerOptions, wishes: Wishes = {}): Promise<Objects> {
  const server = await startS3Server(options)
  const objects = await objectsAt(server.url, wishes)
  opened.push(objects, server)
  return objects
}

/** Everything that was sent, as a careless server gives it back. */
const echo = ({ headers, method, key, query }: S3Request): string =>
  `${method} ${key} ${query} ${JSON.stringify(headers)} ${JSON.stringify(KEYS)}`

async function sentence(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  if (!(error instanceof StoreError)) throw new Error('no StoreError', { cause: error })
  expectNoSecret(inspect(error, { depth: 10, showHidden: true }))
  expect(error.message).toMatch(/^[^\n]{20,400}\.$/)
  return error.message
}

function expectNoSecret(text: string): void {
  for (const secret of [...Object.values(KEYS), 'AWS4-HMAC', 'Signature=', 'hunter2'])
    expect(text).not.toContain(secret)
}

const ALL: readonly [string, string, (objects: Objects) => Promise<unknown>][] = [
  ['get', 's3:GetObject', objects => objects.get('k')],
  ['size', 's3:GetObject', objects => objects.size('k')],
  ['list', 's3:ListBucket', objects => objects.list('', true)],
  ['put', 's3:PutObject', objects => objects.put('k', Buffer.from('x'))],
  ['put under a condition', 's3:PutObject', objects => objects.put('k', Buffer.from('x'), null)],
  ['upload', 's3:PutObject', objects => objects.upload(fileURLToPath(import.meta.url), 'k')],
  ['download', 's3:GetObject', objects => objects.download('k', join(tmpdir(), 'never-there'))],
  ['copy', 's3:PutObject', objects => objects.copy('a', 'b')],
  ['remove one', 's3:DeleteObject', objects => objects.remove(['a'])],
  ['remove', 's3:DeleteObject', objects => objects.remove(['a', 'b'])],
  ['abortUploads', 's3:ListBucketMultipartUploads', objects => objects.abortUploads()],
]

describe.each(ALL)('%s', (_, permission, act) => {
  test('names the permission that is missing', async () => {
    const before = (request: S3Request): Fault => refused(403, 'AccessDenied', echo(request))
    const message = await sentence(act(await world({ before })))
    expect(message).toContain(permission)
    expect(message).toContain("'bucket'")
  })

  test('says that there is no such bucket', async () => {
    const message = await sentence(act(await world({}, { bucket: 'nowhere' })))
    expect(message).toMatch(/^There is no bucket 'nowhere' at 127\.0\.0\.1:\d+; make it/)
  })
})

describe('refusals', () => {
  test.each<[number, string, RegExp]>([
    [400, 'ExpiredToken', /credentials have expired \(ExpiredToken\); sign in again/],
    [400, 'InvalidToken', /have expired \(InvalidToken\)/],
    [403, 'InvalidAccessKeyId', /access key is not known.*AWS_ACCESS_KEY_ID/],
    [403, 'SignatureDoesNotMatch', /secret does not belong to it/],
    [403, 'RequestTimeTooSkewed', /^The clock of this machine/],
    [
      400,
      'KMS.DisabledException',
      /KMS key 'alias\/lake' is refused \(KMS\.DisabledException\).*kms:GenerateDataKey/,
    ],
    [400, 'KMS.NotFoundException', /KMS key 'alias\/lake'/],
    [503, 'SlowDown', /too busy.*run again later/],
    [503, 'ServiceUnavailable', /too busy/],
    [500, 'InternalError', /out of order/],
    [301, 'PermanentRedirect', /in another region \(PermanentRedirect\); set AWS_REGION/],
    [400, 'AuthorizationHeaderMalformed', /in another region/],
    [405, 'MethodNotAllowed', /allow them s3:PutObject/],
    [
      400,
      'EntityTooLarge',
      /did not do s3:PutObject.*\(EntityTooLarge, status 400, request 4442587FB7D0A2F9\)/,
    ],
  ])('%i %s', async (status, code, expected) => {
    const settings = { encryption: 'aws:kms', kmsKey: 'alias/lake' }
    const before = (request: S3Request): Fault => refused(status, code, echo(request))
    const objects = await world({ before }, { settings })
    expect(await sentence(objects.put('k', Buffer.from('x')))).toMatch(expected)
  })

  test.each([
    [400, 'ExpiredToken', /have expired/],
    [403, 'InvalidAccessKeyId', /access key is not known/],
    [503, 'SlowDown', /too busy/],
  ])('%i %s is said of a HEAD too, whose answer has no words', async (status, code, expected) => {
    const objects = await world({ before: request => refused(status, code, echo(request)) })
    expect(await sentence(objects.size('k'))).toMatch(expected)
  })

  test('a key that is refused is told from a bucket that is', async () => {
    const before = (): Fault =>
      refused(403, 'AccessDenied', 'User: arn:x is not authorized to perform: kms:GenerateDataKey on it')
    const message = await sentence((await world({ before })).put('k', Buffer.from('x')))
    expect(message).toMatch(/^The KMS key of bucket 'bucket' is refused/)
  })

  test('quotes no code that is no word', async () => {
    const before = (): Fault => refused(400, `AKIA123${KEYS.AWS_SECRET_ACCESS_KEY}`, 'x')
    expect(await sentence((await world({ before })).put('k', Buffer.from('x')))).toContain('status 400')
  })

  test.each([
    [403, '<html>no</html>', /allow them s3:PutObject/],
    [407, '', /proxy wants to know who you are/],
    [503, '<html>maintenance</html>', /too busy/],
    [418, 'I am a teapot', /status 418/],
  ])('%i of something that is not S3', async (status, body, expected) => {
    const objects = await world({ before: () => ({ status, body }) })
    expect(await sentence(objects.put('k', Buffer.from('x')))).toMatch(expected)
  })
})

describe('the network', () => {
  test('says which host does not answer', async () => {
    const server = await startS3Server()
    await server.close()
    const objects = await objectsAt(server.url)
    const message = await sentence(objects.get('k'))
    expect(message).toContain(`${new URL(server.url).host} cannot be reached (ECONNREFUSED)`)
    await objects.close()
  })

  test('says which proxy it went through, without its password', async () => {
    const server = await startS3Server()
    await server.close()
    const way = { proxyFor: () => server.url.replace('//', '//user:hunter2@'), ca: null }
    const objects = await objectsAt('https://s3.test', { settings: { way } })
    const message = await sentence(objects.get('k'))
    expect(message).toContain(`s3.test cannot be reached through the proxy ${new URL(server.url).host}`)
    await objects.close()
  })

  test('says whose certificate is not trusted', async () => {
    const tls = createPrivateCa('a company').issue({ names: ['localhost'], addresses: ['127.0.0.1'] })
    const message = await sentence((await world({ tls })).get('k'))
    expect(message).toMatch(/^The TLS certificate of 127\.0\.0\.1:\d+ is not trusted.*--ca-file/)
  })

  test.each([
    'http://minio.example:9000',
    'ftp://127.0.0.1',
    'no url',
    'https://user:hunter2@minio.example',
    'https://minio.example/?key=hunter2',
  ])('sends nothing to the endpoint %s', async endpoint => {
    const error: unknown = await objectsAt(endpoint).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'UsageError', exitCode: 2 })
    expectNoSecret(inspect(error))
  })

  test.each([{ encryption: 'rot13' }, { encryption: 'AES256', kmsKey: 'alias/lake' }])(
    'knows no encryption %o',
    async some => {
      expect(settingsFor(null, some)).toMatchObject(some)
      await expect(objectsAt('http://127.0.0.1:1', { settings: some })).rejects.toMatchObject({
        name: 'UsageError',
      })
    },
  )
})
