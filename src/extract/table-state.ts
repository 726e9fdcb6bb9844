// A table's part of the state: made when the table is first heard of, changed when files of it are.
import type { TableFold } from '../lake/fold.ts'
import type { FileFacts } from '../lake/new-file.ts'
import type { State, TableState } from '../state/schema.ts'
import type { TableDefinition } from '../streams/define.ts'
import { columnsDigest } from './fingerprint.ts'
import { definitionOf, type StreamJob } from './workshop.ts'

/** The table's state in a draft; an empty one is put there when it has none. */
export function tableIn(draft: State, stream: string, name: string, definition: TableDefinition): TableState {
  const table: TableState = draft.tables[name] ?? {
    stream,
    schemaVersion: definition.schemaVersion,
    columns: columnsDigest(definition.columns),
    key: [...definition.key],
    files: {},
    rows: 0,
    nextChange: 1,
    last: null,
    completeAt: null,
  }
  draft.tables[name] = table
  return table
}

/** What a fold of nothing comes to, which need not be done; null: some table has no file yet, or not the columns of today. */
export function untouched(state: State, job: StreamJob): TableFold[] | null {
  const isAsItShouldBe = (name: string): boolean => {
    const table = state.tables[name]
    if (table === undefined || Object.keys(table.files).length === 0) return false
    const { columns, schemaVersion } = definitionOf(job, name)
    return table.columns === columnsDigest(columns) && table.schemaVersion === schemaVersion
  }
  if (!job.tables.every(isAsItShouldBe)) return null
  return job.tables.map(table => ({ table, ...NO_CHANGE }))
}

const NO_CHANGE = {
  received: 0,
  duplicates: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  files: [],
  removals: [],
  changes: null,
} as const

/** Puts new files into a table's state and takes those away that hold no row any more; their steps become pending. */
export function changeFiles(
  draft: State,
  table: TableState,
  definition: TableDefinition,
  made: readonly { from: string; to: string; facts: FileFacts }[],
  removals: readonly string[],
): void {
  for (const { from, to, facts } of made) {
    table.files[to] = facts
    draft.pending.push({ do: 'publish', from, to })
  }
  for (const path of removals) {
    delete table.files[path]
    draft.pending.push({ do: 'remove', path })
  }
  table.schemaVersion = definition.schemaVersion
  table.key = [...definition.key]
  table.columns = columnsDigest(definition.columns)
  table.rows = Object.values(table.files).reduce((sum, file) => sum + file.rows, 0)
}

/** How the tables of a stream ended the run, and the time that complete ones are as of, where it is not the run's. */
export function conclude(
  draft: State,
  job: StreamJob,
  last: NonNullable<TableState['last']>,
  asOf: string = last.at,
): void {
  for (const name of job.tables) {
    const definition = job.definition.tables[name]
    if (definition === undefined) continue
    const table = tableIn(draft, job.name, name, definition)
    table.last = { ...last }
    if (last.verdict === 'complete') table.completeAt = asOf
  }
}
