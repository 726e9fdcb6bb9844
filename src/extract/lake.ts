// Opens a lake that is there already, for the commands that ask nobody.
import { StateError } from '../state/errors.ts'
import { takeLock } from '../state/lock.ts'
import type { State } from '../state/schema.ts'
import { readState, StateFile } from '../state/state-file.ts'
import { folderStore, type Store } from '../store/folder.ts'

/** The state of the lake in `out`. Throws a StateError when there is none or it cannot be trusted. */
export async function readLake(out: string): Promise<{ store: Store; state: State }> {
  const store = folderStore(out)
  const state = await readState(store)
  if (state === null)
    throw new StateError(`There is no lake in ${store.path('.')}: no state.json. Name its folder with --out.`)
  return { store, state }
}

/** The lake with its lock taken and every interrupted commit finished. Throws a LockedError while a run has it. */
export async function withLake<T>(
  out: string,
  use: (store: Store, state: StateFile) => Promise<T>,
): Promise<T> {
  const { store } = await readLake(out)
  const lock = await takeLock(store)
  try {
    const { state } = await readLake(out)
    const file = new StateFile(store, state, () => new Date().toISOString(), lock.lost)
    await file.finishPending()
    return await use(store, file)
  } finally {
    await lock.release()
  }
}
