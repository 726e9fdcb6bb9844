// The lake's side of `doctor`: whether it can be written, what its state says, and who works on it.
import { randomUUID } from 'node:crypto'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { whoHolds } from '../../state/lock.ts'
import { checkOwner, readState } from '../../state/state-file.ts'
import { folderStore } from '../../store/folder.ts'
import type { Cloud } from '../../streams/define.ts'
import { plural } from '../text.ts'
import type { Found } from './walk.ts'

/** Less than this is worth a word: a fold writes a table beside itself. */
const LITTLE_BYTES = 2 << 30

/** Writes and removes a small file where the lake is, or in the folder in which it would be made. */
export async function tryToWrite(out: string): Promise<Found> {
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
export async function lookAtState(out: string, cloud: Cloud, tenantId: string | null): Promise<Found> {
  const store = folderStore(out)
  const state = await readState(store)
  if (state === null) return { detail: 'none yet: the first run makes it.' }
  if (tenantId !== null) checkOwner(state, tenantId, cloud, store.path('.'))
  const tables = Object.keys(state.tables).length
  return {
    detail: `tenant ${state.tenantId}, ${plural(tables, 'table')}, last run ${state.lastRunId ?? 'unknown'}.`,
  }
}

export async function lookAtLock(out: string): Promise<Found> {
  const holder = await whoHolds(folderStore(out))
  if (holder !== null) throw holder
  return { detail: 'free.' }
}
