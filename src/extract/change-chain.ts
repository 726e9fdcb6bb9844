// The chain that files of changes are: each one's footer names the one before it, and the state the newest.
import type { TableFold } from '../lake/fold.ts'
import type { TableState } from '../state/schema.ts'
import type { Store } from '../store/store.ts'

/** A file of changes as the one after it knows it. */
export interface Named {
  readonly number: number
  readonly sha256: string
}

/** What the footer of the table's next file of changes says; empty: the chain begins with it. */
export const previousOf = (table: TableState | undefined): string =>
  table?.lastChange === undefined ? '' : `${table.nextChange - 1} ${table.lastChange.sha256}`

/** What a footer says of the file before it; null: nothing. */
export function namedBy(footer: string): Named | null {
  const [, number, sha256] = /^(\d+) ([0-9a-f]{64})$/.exec(footer) ?? []
  return number === undefined || sha256 === undefined ? null : { number: Number(number), sha256 }
}

/** SHA-256 of each fold's file of changes, by table. */
export async function digestsOf(
  store: Store,
  folds: readonly TableFold[],
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>()
  for (const { table, changes } of folds)
    if (changes !== null) digests.set(table, await store.sha256(changes))
  return digests
}
