// Opens a lake that is there already, for the commands that ask nobody.
import { LockedError, StateError, UnlockableError } from '../state/errors.ts'
import { type Lock, takeLock, whoHolds } from '../state/lock.ts'
import type { State } from '../state/schema.ts'
import { readState, StateFile } from '../state/state-file.ts'
import { folderStore } from '../store/folder.ts'
import { type Store, StoreError } from '../store/store.ts'

/** A lake in a folder, by its path, or in a store that is open. */
export type Lake = string | Store

export const storeOf = (lake: Lake): Store => (typeof lake === 'string' ? folderStore(lake) : lake)

/** The state of a lake. Throws a StateError when there is none or it cannot be trusted. */
export async function readLake(lake: Lake): Promise<{ store: Store; state: State }> {
  const store = storeOf(lake)
  const state = await readState(store)
  if (state !== null) return { store, state }
  await refuseOrphans(store)
  throw new StateError(`There is no lake in ${store.root}: no state.json. Name its folder with --out.`)
}

/**
 * For a folder without a state: throws a StateError when tables are there all the same. A run that began anew over them would
 * count its changes from 1 again and leave days in place that nobody knows of.
 */
export async function refuseOrphans(store: Store): Promise<void> {
  const orphan = await firstTable(store)
  if (orphan === null) return
  throw new StateError(
    `${store.root} holds tables (${orphan}), but its state.json is gone: restore it from a backup, or move the whole folder away and extract anew.`,
  )
}

async function firstTable(store: Store): Promise<string | null> {
  for (const name of await store.names('.')) {
    const inside = await store.names(name)
    if (inside.some(entry => entry === 'data.parquet' || /^date=\d{4}-\d\d-\d\d$/.test(entry))) return name
    if (name === 'changes' && inside.length > 0) return name
  }
  return null
}

/** The lake with its lock taken and every interrupted commit finished. Throws a LockedError while a run has it. */
export async function withLake<T>(
  lake: Lake,
  use: (store: Store, state: StateFile) => Promise<T>,
): Promise<T> {
  const { store } = await readLake(lake)
  return useLocked(lake, await takeLock(store), use)
}

/** As `withLake`, to read only: where the lock cannot be written, no run can write either, and the lake is used as it lies. */
export async function withLakeToRead<T>(
  lake: Lake,
  use: (store: Store, state: StateFile) => Promise<T>,
): Promise<T> {
  const { store } = await readLake(lake)
  const lock = await lockUnlessReadOnly(store)
  if (lock !== null) return useLocked(lake, lock, use)
  const { state } = await readLake(lake)
  return use(store, stateFile(store, state, null))
}

async function useLocked<T>(
  lake: Lake,
  lock: Lock,
  use: (store: Store, state: StateFile) => Promise<T>,
): Promise<T> {
  try {
    const { store, state } = await readLake(lake)
    const file = stateFile(store, state, lock)
    await file.finishPending()
    return await use(store, file)
  } finally {
    await lock.release()
  }
}

const stateFile = (store: Store, state: State, lock: Lock | null): StateFile =>
  new StateFile(store, state, () => new Date().toISOString(), lock)

/** Null: this user may not write here. Throws a LockedError when another one is doing so. */
async function lockUnlessReadOnly(store: Store): Promise<Lock | null> {
  try {
    return await takeLock(store)
  } catch (error) {
    const isShut = error instanceof UnlockableError || error instanceof StoreError
    if (error instanceof LockedError || !isShut) throw error
    const holder = await whoHolds(store)
    if (holder !== null) throw holder
    return null
  }
}
