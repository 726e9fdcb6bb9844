// The lake's side of `doctor`: whether it can be written, what its state says, and who works on it.
import { randomUUID } from 'node:crypto'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { type Lake, storeOf } from '../../extract/lake.ts'
import { whoHolds } from '../../state/lock.ts'
import { checkOwner, readState } from '../../state/state-file.ts'
import { keepsConditions, type Store } from '../../store/store.ts'
import type { Cloud } from '../../streams/define.ts'
import { plural } from '../text.ts'
import type { Found } from './walk.ts'

/** Less than this is worth a word: a fold writes a table beside itself. */
const LITTLE_BYTES = 2 << 30

/** Whether the lake can be written; `out` is how it was named. */
export const tryToWrite = (lake: Lake, out: string): Promise<Found> =>
  typeof lake === 'string' ? tryFolder(lake) : tryBucket(lake, out)

/** Writes and removes a small object under a condition that has to hold. */
async function tryBucket({ claims }: Store, out: string): Promise<Found> {
  if (claims === null) throw new Error(`${out} has no claims`)
  const probe = `_work/doctor-${randomUUID()}.json`
  await claims.put(probe, Buffer.from('{}'), null)
  try {
    const isKept = await keepsConditions(claims, probe)
    if (isKept) return { detail: `${out} can be written, and keeps conditions.` }
    return {
      verdict: 'warning',
      detail: `${out} can be written, but ignores conditional writes: two runs could both commit; see --store-unconditional.`,
    }
  } finally {
    await claims.remove(probe)
  }
}

/** Writes and removes a small file where the lake is, or in the folder in which it would be made. */
async function tryFolder(out: string): Promise<Found> {
  const folder = await nearestFolder(resolve(out))
  const probe = join(folder, `.entra-extract-${randomUUID()}`)
  try {
    await (await open(probe, 'wx', 0o600)).close()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(
      `Nothing can be written to ${folder} (${code}); change its owner or mode, or give another folder with --out.`,
    )
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const what = folder === resolve(out) ? `${out} can be written` : `${out} can be made`
  const detail = `${what}; ${(free / 2 ** 30).toFixed(1)} GiB are free.`
  return { detail, verdict: free < LITTLE_BYTES ? 'warning' : 'ok' }
}

async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (found?.isDirectory()) return path
  if (found !== null) throw new UsageError(`${path} is a file, and the lake is a folder; give another --out.`)
  return nearestFolder(dirname(path))
}

/** `tenantId`: of the token; null when nobody knows it. */
export async function lookAtState(lake: Lake, cloud: Cloud, tenantId: string | null): Promise<Found> {
  const store = storeOf(lake)
  const state = await readState(store)
  if (state === null) return { detail: 'none yet: the first run makes it.' }
  if (tenantId !== null) checkOwner(state, tenantId, cloud, store.root)
  const tables = Object.keys(state.tables).length
  return {
    detail: `tenant ${state.tenantId}, ${plural(tables, 'table')}, last run ${state.lastRunId ?? 'unknown'}.`,
  }
}

export async function lookAtLock(lake: Lake): Promise<Found> {
  const holder = await whoHolds(storeOf(lake))
  if (holder !== null) throw holder
  return { detail: 'free.' }
}
