// The folder of the demo: new, or a lake of an earlier demo and nothing else.
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { STATE, WORK } from '../lake/paths.ts'
import { tables } from '../streams/index.ts'

/** Empties the lake of an earlier demo. Throws a `UsageError` when the folder holds anything else. */
export async function clearDemoFolder(out: string, tenantId: string): Promise<void> {
  const entries = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (entries.length === 0) return
  // A demo that was killed at its very start leaves these two, and no state.
  const begun = [WORK, `${STATE}.part`]
  const ours = new Set([...begun, STATE, '_aside', 'changes', 'runs', ...tables.keys()])
  const foreign = entries.find(entry => !ours.has(entry))
  const justBegun = entries.every(entry => begun.includes(entry))
  if (foreign !== undefined || !(justBegun || (await isLakeOf(out, tenantId)))) {
    throw new UsageError(`${out} holds something other than a demo lake; give another folder with --out.`)
  }
  for (const entry of entries) await rm(join(out, entry), { recursive: true, force: true })
}

async function isLakeOf(out: string, tenantId: string): Promise<boolean> {
  try {
    const state: unknown = JSON.parse(await readFile(join(out, STATE), 'utf8'))
    return typeof state === 'object' && state !== null && 'tenantId' in state && state.tenantId === tenantId
  } catch {
    return false
  }
}
