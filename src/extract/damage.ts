// What can be wrong with a lake, in words that the checks share.
import type { Sql } from '../lake/duckdb.ts'
import { codeOf } from '../state/errors.ts'
import type { State, TableState } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { tables as catalogue } from '../streams/index.ts'

/** Something that is not as it should be. */
export interface Finding {
  /**
   * `file`: a counted file is gone or not as it was left; `place`: the state counts a file that is not the table's; `stray`: a file
   * that nobody counts; `rows`: the state is wrong about rows that are all right; `keys`: rows repeat; `absent`: no file at all; `cursor`: no place to
   * go on from; `changes`: a file of changes is gone or altered.
   */
  readonly kind: 'file' | 'place' | 'stray' | 'rows' | 'keys' | 'absent' | 'cursor' | 'changes'
  readonly path: string | null
  readonly text: string
  /** For `rows` of a file: how many it has. */
  readonly rows?: number
}

/** What every check of a table works with. */
export interface Checking {
  readonly store: Store
  readonly state: State
  readonly duckdb: Sql
}

/** The key of a table: as this version declares it, if its files are of this version, else as the state has it. */
export function keyOf(name: string, { key, schemaVersion }: TableState): readonly string[] {
  const definition = catalogue.get(name)?.definition
  return definition?.schemaVersion === schemaVersion ? definition.key : key
}

/** A system's code, or the first line of what DuckDB says. */
export const whyUnreadable = (error: unknown): string =>
  codeOf(error) ?? (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'unknown'

/** Parquet files in a folder, at any depth. */
export async function parquetFilesIn(store: Store, folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of (await store.names(folder)).sort()) {
    const path = `${folder}/${entry}`
    if (entry.endsWith('.parquet') && !(await isFolder(store, path))) found.push(path)
    else found.push(...(await parquetFilesIn(store, path)))
  }
  return found
}

/** A bucket is not asked, for each question is a listing there. */
const isFolder = async (store: Store, path: string): Promise<boolean> =>
  store.claims === null && (await store.names(path)).length > 0
