// One run of `extract` into a folder or a bucket, in a process of its own, and what it cost.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { staticToken } from '../src/auth/static-token.ts'
import { runExtract } from '../src/extract/run.ts'
import { NO_LIMITS } from '../src/graph/limits.ts'
import { bucketStore } from '../src/store/bucket.ts'
import { openFolder } from '../src/store/folder.ts'
import type { Objects } from '../src/store/objects.ts'
import type { BucketSettings } from '../src/store/settings.ts'
import type { Store } from '../src/store/store.ts'
import { ACCOUNT, ACCOUNT_KEY } from '../test/support/azurite.ts'
import { KEYS } from '../test/support/s3-objects.ts'
import { benchOptions } from './options.ts'
import type { ServiceKind } from './stores-server.ts'

export interface StoresJob {
  readonly root: string
  readonly token: string
  readonly folder: string
  /** Null: the folder. */
  readonly service: { readonly kind: ServiceKind; readonly url: string } | null
  /** Each call of the store takes this much longer, as one to a far bucket does. */
  readonly latencyMs: number
}

export interface StoresResult {
  readonly wall: number
  readonly cpu: number
  /** MB. */
  readonly peak: number
  readonly exitCode: number
  readonly rows: number
  /** HTTP requests to the service. */
  readonly requests: number
  /** Calls of the store by name, and the seconds that they took together. */
  readonly calls: Readonly<Record<string, number>>
  readonly busy: number
}

const job = JSON.parse(process.argv[2] ?? '') as StoresJob
let requests = 0
let busy = 0
const calls: Record<string, number> = {}

const settings = (kind: ServiceKind, endpoint: string): BucketSettings => ({
  endpoint,
  pathStyle: true,
  encryption: null,
  kmsKey: null,
  unconditional: false,
  scratch: null,
  env: kind === 's3' ? KEYS : kind === 'azure' ? { AZURE_STORAGE_KEY: ACCOUNT_KEY } : {},
  way: { proxyFor: () => null, ca: null },
  azureSuffix: 'blob.core.windows.net',
  azureToken: () => Promise.reject(new Error('nobody signs in here')),
  onRequest: () => {
    requests++
  },
})

async function objectsOf({ kind, url }: NonNullable<StoresJob['service']>): Promise<Objects> {
  const prefix = 'bench/lake/'
  const own = settings(kind, url)
  if (kind === 's3') {
    const { s3Objects } = await import('../src/store/s3.ts')
    return s3Objects({ kind, url: 's3://bucket/bench/lake', bucket: 'bucket', prefix }, own)
  }
  if (kind === 'gcs') {
    const { gcsObjects } = await import('../src/store/gcs.ts')
    return gcsObjects({ kind, url: 'gs://lake/bench/lake', bucket: 'lake', prefix }, own)
  }
  const { azureObjects } = await import('../src/store/azure.ts')
  const place = { url: `az://${ACCOUNT}/lake/bench/lake`, account: ACCOUNT, container: 'lake', host: null }
  return azureObjects({ kind, prefix, ...place }, own)
}

/** Counts and delays each call. */
function far(objects: Objects): Objects {
  const call = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    calls[name] = (calls[name] ?? 0) + 1
    const began = performance.now()
    try {
      if (job.latencyMs > 0) await new Promise(resolve => setTimeout(resolve, job.latencyMs))
      return await work()
    } finally {
      busy += (performance.now() - began) / 1_000
    }
  }
  return {
    url: objects.url,
    get: key => call('get', () => objects.get(key)),
    size: key => call('size', () => objects.size(key)),
    list: (prefix, deep) => call('list', () => objects.list(prefix, deep)),
    put: (key, bytes, only) => call('put', () => objects.put(key, bytes, only)),
    upload: (file, key) => call('upload', () => objects.upload(file, key)),
    download: (key, file) => call('download', () => objects.download(key, file)),
    copy: (from, to) => call('copy', () => objects.copy(from, to)),
    remove: keys => call('remove', () => objects.remove(keys)),
    abortUploads: () => call('abortUploads', () => objects.abortUploads()),
    close: () => objects.close(),
  }
}

async function storeOf(): Promise<Store> {
  if (job.service === null) return openFolder(job.folder)
  const scratch = await mkdtemp(join(tmpdir(), 'entra-bench-'))
  return bucketStore(far(await objectsOf(job.service)), scratch)
}

const began = performance.now()
const store = await storeOf()
const report = await runExtract(
  benchOptions({ out: job.folder, since: { backMs: 7 * 86_400_000 }, graphUrl: job.root }),
  {
    tokens: staticToken(job.token, Date.now),
    onEvent: () => {},
    signal: new AbortController().signal,
    version: 'bench',
    limits: NO_LIMITS,
    store,
  },
)
await store.close()
const wall = (performance.now() - began) / 1_000
const { user, system } = process.cpuUsage()
const result: StoresResult = {
  wall,
  cpu: (user + system) / 1e6,
  peak: process.resourceUsage().maxRSS / 1_000,
  exitCode: report.exitCode,
  rows: report.tables.reduce((sum, { rows }) => sum + rows, 0),
  requests,
  calls,
  busy,
}
process.send?.(result)
process.disconnect?.()
