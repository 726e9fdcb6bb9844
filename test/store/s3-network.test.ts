// The ways to S3: Amazon's own names through a proxy and a company's authority, other regions, path style, encryption, figures.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Objects } from '../../src/store/objects.ts'
import { startProxy } from '../support/proxy-server.ts'
import { HASTY, KEYS, objectsAt, TINY, type Wishes } from '../support/s3-objects.ts'
import { type S3Request, type S3Server, type S3ServerOptions, startS3Server } from '../support/s3-server.ts'
import { refused } from '../support/s3-xml.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'

let folder = ''
const opened: { close(): Promise<void> }[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-network-'))
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  opened.push(one)
  return one
}

async function world(
  options: S3ServerOptions,
  wishes: Wishes = {},
): Promise<{ server: S3Server; objects: Objects }> {
  const server = await startS3Server(options)
  const objects = kept(await objectsAt(server.url, wishes))
  return { server: kept(server), objects }
}

async function file(bytes: Buffer): Promise<string> {
  const path = join(folder, `${Math.random()}`)
  await writeFile(path, bytes)
  return path
}

const named = ({ requests }: S3Server, operation: string): S3Request[] =>
  requests.filter(request => request.operation === operation)

const regionIn = ({ headers }: S3Request): string | undefined =>
  /\/\d{8}\/([^/]+)\//.exec(headers.authorization ?? '')?.[1]

describe("Amazon's own names", () => {
  const ca = createPrivateCa('a company')
  const host = 's3.us-east-1.amazonaws.com'
  const elsewhere = 's3.eu-central-1.amazonaws.com'
  const names = [host, `*.${host}`, elsewhere, `*.${elsewhere}`]

  async function amazon(
    options: S3ServerOptions,
    wishes: Wishes = {},
  ): Promise<{ server: S3Server; objects: Objects; targets: () => string[] }> {
    const server = kept(await startS3Server({ tls: ca.issue({ names }), ...options }))
    const { port } = server
    const ports = { [`bucket.${host}`]: port, [`bucket.${elsewhere}`]: port, [host]: port }
    const proxy = kept(await startProxy({ ports, user: 'me', password: 'hunter2' }))
    const way = { proxyFor: () => proxy.url.replace('//', '//me:hunter2@'), ca: [ca.pem] }
    const settings = { pathStyle: false, way, ...wishes.settings }
    const objects = kept(await objectsAt(null, { ...wishes, settings }))
    return { server, objects, targets: () => proxy.seen.map(({ target }) => target) }
  }

  test('are reached through a proxy that asks for a password, with the bucket in the name', async () => {
    const { server, objects, targets } = await amazon({})
    await objects.put('k', Buffer.from('x'))
    for (let times = 0; times < 5; times++) expect((await objects.get('k'))?.bytes.toString()).toBe('x')
    expect(targets()).toEqual([`bucket.${host}:443`])
    expect(server.requests[0]?.headers.host).toBe(`bucket.${host}`)
  })

  test('may have the bucket in the path', async () => {
    const { server, objects, targets } = await amazon({}, { settings: { pathStyle: true } })
    await objects.put('k', Buffer.from('x'))
    expect(targets()).toEqual([`${host}:443`])
    expect(server.bucket.objects.has('lake/k')).toBe(true)
  })

  test('get large files with one checksum of the whole', async () => {
    const { server, objects } = await amazon({ leastPart: TINY.partBytes }, { limits: TINY })
    const bytes = randomBytes(3 * TINY.partBytes + 1)
    await objects.upload(await file(bytes), 'k')
    expect(server.bucket.objects.get('lake/k')?.bytes.equals(bytes)).toBe(true)
    expect(server.bucket.objects.get('lake/k')?.crc).toMatch(/^[A-Za-z0-9+/]{6}==$/)
    const [end] = named(server, 'CompleteMultipartUpload')
    expect(end?.headers['x-amz-checksum-crc32']).toBe(server.bucket.objects.get('lake/k')?.crc)
    expect(end?.headers['x-amz-mp-object-size']).toBe(String(bytes.length))
  })

  test('of another region are followed once, and then known', async () => {
    const { server, objects, targets } = await amazon({ region: 'eu-central-1' })
    await objects.put('k', Buffer.from('x'))
    await objects.get('k')
    expect(server.requests.map(regionIn)).toEqual(['us-east-1', 'eu-central-1', 'eu-central-1'])
    expect(targets()).toEqual([`bucket.${host}:443`, `bucket.${elsewhere}:443`])
  })
})

describe('regions', () => {
  test.each([
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
    [{}, 'us-east-1'],
  ])('come from %o', async (env, region) => {
    const { server, objects } = await world({ region }, { settings: { env: { ...KEYS, ...env } } })
    await objects.put('k', Buffer.from('x'))
    expect(server.requests.map(regionIn)).toEqual([region])
  })

  test.each([['put'], ['size'], ['list']] as const)('are followed by %s', async method => {
    const { server, objects } = await world({ region: 'eu-central-1' })
    if (method === 'put') await objects.put('k', Buffer.from('x'))
    if (method === 'size') expect(await objects.size('k')).toBeNull()
    if (method === 'list') await objects.list('', true)
    expect(server.requests.map(regionIn).slice(0, 2)).toEqual(['us-east-1', 'eu-central-1'])
  })

  test('are taken from the words of an error too', async () => {
    const { server, objects } = await world({
      before: request =>
        regionIn(request) === 'us-east-1'
          ? refused(400, 'AuthorizationHeaderMalformed', 'x', '<Region>eu-north-1</Region>')
          : undefined,
      region: 'eu-north-1',
    })
    await objects.put('k', Buffer.from('x'))
    expect(server.requests.map(regionIn)).toEqual(['us-east-1', 'eu-north-1'])
  })

  test('are named when following does not help', async () => {
    const there = { ...refused(301, 'PermanentRedirect'), headers: { 'x-amz-bucket-region': 'eu-west-1' } }
    const { objects } = await world({ before: () => there })
    await expect(objects.get('k')).rejects.toThrow(
      /is in the region eu-west-1 \(PermanentRedirect\); set AWS_REGION to it/,
    )
  })
})

describe('what is sent along', () => {
  const KMS = 'x-amz-server-side-encryption-aws-kms-key-id'

  test('encryption and types, on every way in which objects come to be', async () => {
    const settings = { encryption: 'aws:kms:dsse', kmsKey: 'alias/lake' }
    const options = { leastPart: TINY.partBytes, copyLimit: TINY.partBytes }
    const { server, objects } = await world(options, { settings, limits: TINY })
    await objects.put('state.json', Buffer.from('{}'))
    await objects.upload(await file(randomBytes(TINY.partBytes + 1)), 'users/data.parquet')
    await objects.upload(await file(randomBytes(10)), '_work/spool')
    await objects.copy('state.json', 'copy.json')
    await objects.copy('users/data.parquet', 'copy.parquet')
    const types = [...server.bucket.objects].map(([key, { type }]) => [key, type])
    expect(Object.fromEntries(types)).toEqual({
      'lake/state.json': 'application/json',
      'lake/copy.json': 'application/json',
      'lake/users/data.parquet': 'application/vnd.apache.parquet',
      'lake/copy.parquet': 'application/vnd.apache.parquet',
      'lake/_work/spool': 'application/octet-stream',
    })
    for (const { encryption } of server.bucket.objects.values())
      expect(encryption).toEqual({ 'x-amz-server-side-encryption': 'aws:kms:dsse', [KMS]: 'alias/lake' })
    expect(server.requests.some(({ headers }) => headers['x-amz-acl'] !== undefined)).toBe(false)
  })

  test.each([
    [{ encryption: 'AES256' }, 'AES256', undefined],
    [{ kmsKey: 'alias/lake' }, 'aws:kms', 'alias/lake'],
    [{}, undefined, undefined],
  ])('of %o', async (settings, encryption, key) => {
    const { server, objects } = await world({}, { settings })
    await objects.put('k', Buffer.from('x'))
    expect(server.requests[0]?.headers['x-amz-server-side-encryption']).toBe(encryption)
    expect(server.requests[0]?.headers[KMS]).toBe(key)
  })

  test('a checksum with every body', async () => {
    const { server, objects } = await world({}, { limits: HASTY })
    await objects.put('a', Buffer.from('x'))
    await objects.upload(await file(randomBytes(10)), 'b')
    await objects.remove(['a', 'b'])
    const bodies = server.requests.filter(({ body }) => body.length > 0)
    expect(bodies.map(({ operation }) => operation)).toEqual(['PutObject', 'PutObject', 'DeleteObjects'])
    for (const { headers } of bodies) expect(headers['x-amz-checksum-crc32']).toMatch(/==$/)
  })
})

describe('connections', () => {
  test('are kept, few, and each request is counted, those that come again too', async () => {
    let sent = 0
    let left = 2
    const settings = { onRequest: () => void sent++ }
    const before = () => (left-- > 0 ? refused(503, 'SlowDown') : undefined)
    const { server, objects } = await world({ before }, { settings })
    const keys = Array.from({ length: 60 }, (_, index) => `k${index}`)
    await Promise.all(keys.map(key => objects.put(key, Buffer.from(key))))
    for (const key of keys) await objects.get(key)
    expect(server.requests).toHaveLength(122)
    expect(sent).toBe(122)
    expect(server.connections).toBeLessThanOrEqual(16)
  })
})
