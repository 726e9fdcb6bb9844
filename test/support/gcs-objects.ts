// Objects in a bucket of the test server, by the store's own way to Google Cloud Storage; what is opened here is closed after the test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'
import { gcsObjects } from '../../src/store/gcs.ts'
import { SIZES, type Sizes } from '../../src/store/gcs-upload.ts'
import { PATIENCE, type Patience } from '../../src/store/gcs-wire.ts'
import type { Objects } from '../../src/store/objects.ts'
import type { GcsPlace } from '../../src/store/place.ts'
import type { BucketSettings } from '../../src/store/settings.ts'
import {
  type GcsFault,
  type GcsRequest,
  type GcsServer,
  type GcsSettings,
  startGcsServer,
} from './gcs-server.ts'

export const placeIn = (prefix: string, bucket = 'lake'): GcsPlace => ({
  kind: 'gcs',
  url: `gs://${bucket}/${prefix}`.replace(/\/$/, ''),
  bucket,
  prefix,
})

export const gcsSettings = (over: Partial<BucketSettings> = {}): BucketSettings => ({
  endpoint: null,
  pathStyle: false,
  encryption: null,
  kmsKey: null,
  unconditional: false,
  scratch: null,
  env: {},
  way: { proxyFor: () => null, ca: null },
  azureToken: () => Promise.reject(new Error('this is not Azure')),
  azureSuffix: 'blob.core.windows.net',
  ...over,
})

/** As patient as the tool is, with pauses of milliseconds. */
export const hasty: Patience = { ...PATIENCE, firstPauseMs: 1, longestPauseMs: 4, idleMs: 5_000 }

/** Chunks that a test can count. */
export const small: Sizes = { whole: 256 * 1024, chunk: 512 * 1024 }

interface Over {
  readonly settings?: Partial<BucketSettings>
  readonly patience?: Patience
  readonly sizes?: Sizes
  readonly prefix?: string
}

export function gcsOn({ url }: { readonly url: string }, over: Over = {}): Promise<Objects> {
  const { settings = {}, patience = hasty, sizes = SIZES, prefix = 'lake/' } = over
  return gcsObjects(placeIn(prefix), gcsSettings({ endpoint: url, ...settings }), patience, sizes)
}

const opened: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

/** Closes it after the test. */
export function kept<T extends { close(): Promise<unknown> }>(one: T): T {
  opened.push(one)
  return one
}

export interface Pair {
  readonly server: GcsServer
  readonly objects: Objects
}

export async function pair(settings: GcsSettings = {}, over: Over = {}): Promise<Pair> {
  const server = kept(await startGcsServer(settings))
  return { server, objects: kept(await gcsOn(server, { sizes: small, ...over })) }
}

/** The faults of the first requests of a kind, one after another. */
export function first(kind: string, ...faults: (GcsFault | undefined)[]): GcsSettings {
  return { before: request => (request.kind === kind ? faults.shift() : undefined) }
}

/** The first answers to a kind of request are lost. */
export function lost(kind: string, times = 1): GcsSettings {
  let left = times
  return { after: (request: GcsRequest) => (request.kind === kind && left-- > 0 ? 'break' : undefined) }
}

export const kinds = ({ requests }: GcsServer): string[] => requests.map(({ kind }) => kind)

const folder = mkdtempSync(join(tmpdir(), 'gcs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
/** Of a file that is not there. */
export const newPath = (): string => join(folder, String(files++))

export function fileOf(bytes: Uint8Array | string): string {
  const path = newPath()
  writeFileSync(path, bytes)
  return path
}

export async function failure(work: Promise<unknown>): Promise<Error> {
  const reason = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(reason instanceof Error)) throw new Error('nothing failed', { cause: reason })
  return reason
}
