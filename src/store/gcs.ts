// A lake's objects in Google Cloud Storage, on Google's SDK.
// https://cloud.google.com/storage/docs/consistency says why listings need no patience.
import { type Bucket, Storage } from '@google-cloud/storage'
import { z } from 'zod'
import { inTurns } from './budget.ts'
import { type Agents, createAgents } from './gcs-agents.ts'
import { downloadObject, getObject } from './gcs-download.ts'
import type { Facts, Operation } from './gcs-errors.ts'
import { addressOf, isLoopback, type Target, targetOf } from './gcs-place.ts'
import { isAbsent, putObject } from './gcs-put.ts'
import { defaultCredentials, nobody, type SignIn } from './gcs-sign-in.ts'
import { SIZES, type Sizes, uploadFile } from './gcs-upload.ts'
import {
  createRun,
  jsonOf,
  PATIENCE,
  type Patience,
  type Run,
  shaped,
  signInFirst,
  type Wires,
} from './gcs-wire.ts'
import { contentTypeOf, type Objects } from './objects.ts'
import type { GcsPlace } from './place.ts'
import type { BucketSettings } from './settings.ts'

/** How many files go up at once, each with one chunk in memory. */
const UPLOADS = 8
const REMOVALS = 16

/** Throws a UsageError for wrong settings, and a StoreError when nobody can sign in. */
export async function gcsObjects(
  place: GcsPlace,
  settings: BucketSettings,
  patience: Patience = PATIENCE,
  sizes: Sizes = SIZES,
): Promise<Objects> {
  const target = targetOf(place, settings)
  const agents = createAgents(settings.way)
  const signIn = isLoopback(target.endpoint) ? nobody : defaultCredentials(agents)
  const wires = wiresFor(place, settings, target, agents, signIn, patience)
  await signInFirst(wires, target.endpoint).catch(error => {
    agents.close()
    throw error
  })
  const run = createRun(wires)
  const bucket = bucketOver(run, target)
  const file = (key: string) => bucket.file(target.prefix + key)
  const [uploads, removals] = [inTurns(UPLOADS), inTurns(REMOVALS)]
  return {
    url: place.url,
    get: key => getObject(run, target, key),
    size: key => unlessAbsent(async () => shaped(sizeSchema, (await file(key).getMetadata())[0]).size, null),
    list: (prefix, deep) => listAll(bucket, target.prefix, prefix, deep),
    put: (key, bytes, only) => putObject(run, target, key, Buffer.from(bytes), only),
    upload: (path, key) => uploads(() => uploadFile(run, target, path, key, sizes)),
    download: (key, path) => downloadObject(run, target, key, path),
    copy: (from, to) =>
      unlessAbsent(async () => {
        const key = target.kmsKey === null ? {} : { destinationKmsKeyName: target.kmsKey }
        const [, answer] = await file(from).copy(file(to), { contentType: contentTypeOf(to), ...key })
        return shaped(copiedSchema, answer).done
      }, false),
    remove: async keys => {
      await Promise.all(keys.map(key => removals(() => unlessAbsent(() => file(key).delete(), null))))
    },
    // Sessions cannot be listed, and one that nobody goes on with is ended by the service after a week.
    abortUploads: async () => {},
    close: async () => agents.close(),
  }
}

async function unlessAbsent<T, N>(act: () => Promise<T>, absent: N): Promise<T | N> {
  try {
    return await act()
  } catch (error) {
    if (isAbsent(error)) return absent
    throw error
  }
}

function wiresFor(
  place: GcsPlace,
  { way, onRequest }: BucketSettings,
  { kmsKey }: Target,
  agents: Agents,
  signIn: SignIn,
  patience: Patience,
): Wires {
  const factsFor = (url: URL): Facts => {
    const proxy = way.proxyFor(url)
    const shown = proxy === null ? null : new URL(proxy).host
    return { bucket: place.bucket, url: place.url, kmsKey, host: url.host, proxy: shown }
  }
  return { agents, signIn, factsFor, patience, onRequest: onRequest ?? (() => {}) }
}

/** The SDK's own bucket, whose requests go our way. */
function bucketOver(run: Run, target: Target): Bucket {
  const storage = new Storage({ apiEndpoint: target.endpoint.href })
  storage.request = ({ method = 'GET', uri, qs, json }, callback) => {
    // The SDK drops this note to itself on its own way only.
    const { autoPaginate: _note, ...query } = qs ?? {}
    const url = addressOf(target, `/storage/v1/${uri.replace(/^\/+/, '')}`, query)
    const body = json === undefined ? {} : { body: Buffer.from(JSON.stringify(json)) }
    const headers = { 'content-type': 'application/json' }
    const verb = z.enum(['GET', 'POST', 'PUT', 'DELETE']).parse(method)
    run({
      operation: operationOf(verb, uri),
      ask: () => ({ method: verb, url, headers, ...body }),
      read: async answer => {
        const value = await jsonOf(answer)
        return verb === 'DELETE' ? shaped(removedSchema, value) : value
      },
    }).then(
      answer => callback(null, answer),
      error => callback(error),
    )
  }
  return storage.bucket(target.bucket)
}

function operationOf(method: string, uri: string): Operation {
  if (method === 'DELETE') return 'remove'
  if (method === 'POST') return 'copy'
  return /\/o$/.test(uri) ? 'list' : 'read'
}

const sizeSchema = z.object({ size: z.coerce.number() })

const copiedSchema = z.object({ done: z.literal(true) })
const removedSchema = z.strictObject({})

const pageSchema = z.object({
  kind: z.literal('storage#objects'),
  items: z.array(z.object({ name: z.string(), size: z.coerce.number() })).default([]),
  prefixes: z.array(z.string()).default([]),
  nextPageToken: z.string().optional(),
})

async function listAll(
  bucket: Bucket,
  root: string,
  prefix: string,
  deep: boolean,
): ReturnType<Objects['list']> {
  const below = root + prefix
  const found: Awaited<ReturnType<Objects['list']>> = { objects: [], folders: [] }
  for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
    const [, , answer] = await bucket.getFiles({
      prefix: below,
      ...(deep ? {} : { delimiter: '/' }),
      ...(pageToken === '' ? {} : { pageToken }),
      autoPaginate: false,
      fields: 'kind,items(name,size),prefixes,nextPageToken',
    })
    const page: z.infer<typeof pageSchema> = shaped(pageSchema, answer)
    // Consoles mark empty folders by objects that end with a slash.
    for (const { name, size } of page.items)
      if (!name.endsWith('/')) found.objects.push({ key: name.slice(root.length), bytes: size })
    found.folders.push(...page.prefixes.map(path => path.slice(below.length, -1)))
    pageToken = page.nextPageToken
  }
  return found
}
