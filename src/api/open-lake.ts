// `openLake` of the library: a lake open for questions.
import type { LakeOptions } from './extract-options.ts'
import type { OpenLake } from './lake-types.ts'

/**
 * Opens a lake for questions: a folder, or the address of a bucket with what it needs besides. It takes no lock and writes nothing, but
 * for `verify`. Rejects with a `UsageError`, a `StateError` when there is no lake, or a `StoreError`.
 */
export async function openLake(location = './entra-lake', options: LakeOptions = {}): Promise<OpenLake> {
  const { openLakeAt } = await import('./lake.ts')
  return openLakeAt(location, options)
}
