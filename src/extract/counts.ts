// Counts that have to balance, looked at before a fold is committed: what does not is a bug of this tool or damage of the lake.
import type { TableFold } from '../lake/fold.ts'
import type { TableState } from '../state/schema.ts'

/** What came and what was there does not add up to what the table would have. */
export class ImbalanceError extends Error {
  override readonly name = 'ImbalanceError'
  constructor(table: string, what: string) {
    super(
      `the counts of ${table} do not balance: ${what}; nothing was changed: \`entra-extract verify\` tells what is damaged, and with --repair mends it`,
    )
  }
}

/** What is known of a fold's rows, beside what the fold itself says. */
export interface FoldFacts {
  /** What the fold took was the whole of the stream. */
  readonly whole: boolean
  /** Some row received may be the removal of an object. */
  readonly removed: boolean
}

type Files = Readonly<Record<string, { readonly rows: number }>>

/** Rows of the files of a table. */
export const rowsIn = (files: Files): number => Object.values(files).reduce((sum, file) => sum + file.rows, 0)

/** Throws an ImbalanceError for the first fold whose counts do not fit its table as the state knows it. */
export function refuseImbalance(
  folds: readonly TableFold[],
  tables: Readonly<Record<string, Pick<TableState, 'files'>>>,
  facts: FoldFacts,
): void {
  for (const fold of folds) {
    const files = tables[fold.table]?.files ?? {}
    const fault = imbalance(fold, rowsIn(files), rowsIn(filesAfter(fold, files)), facts)
    if (fault !== null) throw new ImbalanceError(fold.table, fault)
  }
}

function filesAfter({ files, removals }: TableFold, before: Files): Files {
  const kept = Object.entries(before).filter(([path]) => !removals.includes(path))
  return Object.fromEntries([...kept, ...files.map(({ to, facts }) => [to, facts] as const)])
}

/** What is wrong with a fold's counts in a table that had `before` rows and would have `after`; null: nothing. */
export function imbalance(
  fold: Pick<TableFold, 'received' | 'duplicates' | 'inserted' | 'updated' | 'deleted'>,
  before: number,
  after: number,
  { whole, removed }: FoldFacts,
): string | null {
  const { received, duplicates, inserted, updated, deleted } = fold
  const unique = received - duplicates
  if (before + inserted - deleted !== after)
    return `${before} rows before, ${inserted} inserted and ${deleted} deleted give ${after}`
  if (duplicates < 0 || unique < 0) return `${duplicates} of ${received} rows received are duplicates`
  if (inserted + updated > unique)
    return `${unique} rows received, without duplicates, give ${inserted} inserted and ${updated} updated`
  const isWhole = removed ? after <= unique : after === unique
  return whole && !isWhole ? `${unique} rows received, without duplicates, are all, and give ${after}` : null
}
