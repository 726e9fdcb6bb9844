// Opens a lake in a bucket. The vendor's SDK is loaded only here, when it is needed.
import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { bucketStore } from './bucket.ts'
import type { Objects } from './objects.ts'
import type { BucketPlace } from './place.ts'
import type { BucketSettings } from './settings.ts'
import type { Store } from './store.ts'

/** Throws a StoreError when nobody can sign in there, and a UsageError when there is no scratch space. */
export async function openBucket(place: BucketPlace, settings: BucketSettings): Promise<Store> {
  const scratch = await makeScratch(settings.scratch ?? tmpdir())
  try {
    return bucketStore(await objectsIn(place, settings), scratch, settings.unconditional)
  } catch (error) {
    await rm(scratch, { recursive: true, force: true }).catch(() => {})
    throw error
  }
}

async function objectsIn(place: BucketPlace, settings: BucketSettings): Promise<Objects> {
  switch (place.kind) {
    case 's3':
      return (await import('./s3.ts')).s3Objects(place, settings)
    case 'azure':
      return (await import('./azure.ts')).azureObjects(place, settings)
    case 'gcs':
      return (await import('./gcs.ts')).gcsObjects(place, settings)
  }
}

/** Makes a folder of this process alone in another one, which is made too where it is missing, and clears away what dead processes left there. */
export async function makeScratch(folder: string): Promise<string> {
  try {
    await makeFolder(resolve(folder))
    await sweep(folder)
    return await mkdtemp(join(folder, `entra-extract-${hereHash()}-${process.pid}-`))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why = NO_FOLDER.includes(code) ? `${folder} is not a folder` : `nothing can be made in ${folder}`
    throw new UsageError(`No scratch space: ${why} (${code}); name another folder with --scratch.`)
  }
}

/** Node's own way never ends where a folder is there and nothing can be made in it by any name, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  if ((await stat(path).catch(() => null))?.isDirectory() === true) return
  if (dirname(path) !== path) await makeFolder(dirname(path))
  await mkdir(path).catch(async error => {
    // Another process may have been first.
    if ((await stat(path).catch(() => null))?.isDirectory() !== true) throw error
  })
}

const NO_FOLDER: readonly string[] = ['EEXIST', 'ENOTDIR']

/** Stands for where a process id means the same process: a machine, and on Linux the container. */
function hereHash(): string {
  const hash = createHash('sha256').update(hostname())
  try {
    hash.update(readlinkSync('/proc/self/ns/pid'))
  } catch {
    // Other systems have no such thing.
  }
  return hash.digest('hex').slice(0, 8)
}

/** A younger one is left alone. */
const OLD_MS = 5 * 60_000

/** Another user, or another process that sweeps, may be in the way: what cannot be removed stays. */
async function sweep(folder: string): Promise<void> {
  const here = hereHash()
  for (const name of await readdir(folder).catch(() => [])) {
    const [, host, pid] = /^entra-extract-([0-9a-f]{8})-([1-9]\d{0,9})-[A-Za-z0-9]{6}$/.exec(name) ?? []
    if (host !== here || isAlive(Number(pid))) continue
    const path = join(folder, name)
    if (await isLeftOver(path)) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

async function isLeftOver(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null)
  if (found?.isDirectory() !== true || Date.now() - found.mtimeMs < OLD_MS) return false
  return process.getuid === undefined || found.uid === process.getuid()
}

/** Any answer but "no such process" is one of a process that is there. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
