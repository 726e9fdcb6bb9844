// Which streams a run reads, and which tables of them, from what was asked and what the lake holds.
import type { State } from '../state/schema.ts'
import type { Columns, StreamDefinition } from '../streams/define.ts'
import {
  defaultTables,
  findTable,
  inCloud,
  type NamedStream,
  narrow,
  permitted,
  streams,
  UnknownColumnError,
  UnknownTableError,
  withheldColumns,
} from '../streams/index.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { ExtractOptions } from './options.ts'
import type { StreamJob } from './workshop.ts'

export { UnknownColumnError, UnknownTableError }

/** The permissions that the token says it has; null: it does not say. */
export type Granted = ReadonlySet<string> | null

/** What of a lake's state a plan depends on. */
type Known = Pick<State, 'streams'> | null

/**
 * One job per stream. Naming a table reads its stream; the stream's other tables that the lake already has are kept in step, for
 * their rows cost no request. Throws UnknownTableError or UnknownColumnError.
 */
export function planJobs(options: ExtractOptions, known: Known, granted: Granted = null): StreamJob[] {
  const asked = options.tables.length > 0 ? options.tables.map(findTable) : defaultTables()
  const excluded = new Set(options.exclude.map(name => findTable(name).name))
  for (const [table, columns] of Object.entries(options.columns))
    narrow(findTable(table).stream.definition, { [table]: columns })
  const jobs: StreamJob[] = []
  for (const stream of streams.values()) {
    const wanted = asked.filter(table => table.stream.name === stream.name).map(table => table.name)
    if (wanted.every(table => excluded.has(table))) continue
    const kept = known?.streams[stream.name]?.tables ?? []
    const tables = Object.keys(stream.definition.tables).filter(
      table => (wanted.includes(table) || kept.includes(table)) && !excluded.has(table),
    )
    jobs.push(jobOf(stream, tables, options, granted))
  }
  return jobs
}

function jobOf(
  stream: NamedStream,
  tables: readonly string[],
  options: ExtractOptions,
  granted: Granted,
): StreamJob {
  const definition = allowedIn(inCloud(narrow(stream.definition, options.columns), options.cloud), granted)
  return {
    name: stream.name,
    definition,
    fingerprint: fingerprintOf(definition, options.graphUrl),
    tables,
    notes: withheldNotes(definition, tables, granted),
    staged: stagedColumns(stream.definition, definition, tables),
  }
}

const allowedIn = (definition: StreamDefinition, granted: Granted): StreamDefinition =>
  granted === null ? definition : permitted(definition, granted)

/** What the report says of columns that the token gets nothing of. */
function withheldNotes(
  definition: StreamDefinition,
  tables: readonly string[],
  granted: Granted,
): Readonly<Record<string, string>> {
  if (granted === null) return {}
  const notes = tables.flatMap(name => {
    const table = definition.tables[name]
    const withheld = table === undefined ? [] : Object.entries(withheldColumns(table, granted))
    const parts = withheld.map(
      ([column, permissions]) => `${column} is empty without ${permissions.join(' or ')}`,
    )
    return parts.length === 0 ? [] : [[name, parts.join('; ')] as const]
  })
  return Object.fromEntries(notes)
}

/** Lists that unnested tables read although their own table does not show them. */
function stagedColumns(
  full: StreamDefinition,
  narrowed: StreamDefinition,
  tables: readonly string[],
): Columns {
  const staged: Record<string, Columns[string]> = {}
  for (const name of tables) {
    const table = full.tables[name]
    if (table?.rows !== 'unnested') continue
    for (const { column } of table.lists) {
      const type = full.tables[table.from]?.columns[column]
      if (type !== undefined && !(column in (narrowed.tables[table.from]?.columns ?? {})))
        staged[column] = type
    }
  }
  return staged
}
