// Persons in lakes whose ids are masked: an id is looked for as it is, and as its hash.
import type { KeyObject } from 'node:crypto'
import { UsageError } from '../../errors.ts'
import { columnsOf, rowsMatching } from '../../lake/sql/rewriting.ts'
import { PERSON_TABLES } from '../../streams/persons.ts'
import type { Checking } from '../damage.ts'
import { hmac } from '../mask/methods.ts'

/** A person who is looked for. All texts are in lower case. */
export interface Sought {
  /** As it was given. */
  readonly id: string
  /** What may stand in the lake for it. */
  readonly forms: readonly string[]
}

const isGuid = (id: string): boolean => id.includes('-')

/** Throws a UsageError for ids of the tenant where the lake has hashes of them and there is no key. */
export async function soughtIn(
  checking: Checking,
  ids: readonly string[],
  key: KeyObject | null,
): Promise<Sought[]> {
  const [plain] = ids.filter(isGuid)
  if (key !== null)
    return ids.map(id => ({ id, forms: isGuid(id) ? [...new Set([id, hmac(key, id)])] : [id] }))
  const table = plain === undefined ? null : await hashedTable(checking)
  if (table !== null)
    throw new UsageError(
      `The ids in ${table} are masked by hmac, so nobody can tell whose ${plain} is, and nothing was removed: give --mask-key-file with the key that masked them, or the masked id from ${table}.`,
    )
  return ids.map(id => ({ id, forms: [id] }))
}

/** Null: no table of persons has hashes for ids. */
async function hashedTable({ state, store, duckdb }: Checking): Promise<string | null> {
  for (const name of PERSON_TABLES) {
    const table = state.tables[name]
    for (const file of table?.masks === undefined ? [] : Object.keys(table.files)) {
      const path = await store.local(file)
      const columns = (await duckdb.rows(columnsOf(path))).map(row => ({
        name: String(row.name),
        type: String(row.type),
      }))
      const id = columns.filter(({ name: column, type }) => column === 'id' && type === 'VARCHAR')
      const hashes = id.length === 0 ? [] : await duckdb.rows(rowsMatching(path, id, ['^[0-9a-f]{32}$']))
      if (hashes.length > 0) return name
    }
  }
  return null
}

/** What truncating leaves of an address, or of another name: it is everybody's. */
export const isTruncated = (name: string): boolean => /^(?:@|.?…$)/u.test(name)
