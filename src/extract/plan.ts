// Which streams a run reads, and which tables of them, from what was asked and what the lake holds.
import type { State } from '../state/schema.ts'
import type { Columns, StreamDefinition, TableDefinition } from '../streams/define.ts'
import { type Extension, extend, isExtensible, leftOut } from '../streams/extend.ts'
import {
  inCloud,
  type NamedStream,
  type NamedTable,
  narrow,
  permitted,
  readOfParent,
  streams,
  tablesOf,
  UnknownColumnError,
  UnknownTableError,
  withheldColumns,
  withheldRows,
} from '../streams/index.ts'
import { MissingOwnerError } from './errors.ts'
import { fingerprintOf } from './fingerprint.ts'
import { masksOf, type StreamMask } from './mask/plan.ts'
import type { ExtractOptions } from './options.ts'
import type { StreamJob } from './workshop.ts'

export { UnknownColumnError, UnknownTableError }

/** The permissions that the token says it has; null: it does not say. */
export type Granted = ReadonlySet<string> | null

/** What of a lake's state a plan depends on. */
type Known = Pick<State, 'streams'> | null

export type Catalogue = ReadonlyMap<string, NamedStream>

export interface PlanFacts {
  /** The directory extensions of the tenant; absent: they are not known yet, so whatever may be one is let through. */
  readonly extensions?: readonly Extension[]
  readonly catalogue?: Catalogue
}

/**
 * One job per stream. Naming a table reads its stream; the stream's other tables that the lake already has are kept in step, for
 * their rows cost no request. Throws UnknownTableError, UnknownColumnError, MissingOwnerError, or a UsageError about masks.
 */
export function planJobs(
  options: ExtractOptions,
  known: Known,
  granted: Granted = null,
  facts: PlanFacts = {},
): StreamJob[] {
  const extended = extendedBy(facts.extensions ?? [], facts.catalogue ?? streams)
  const find = finder(extended)
  const named = options.tables.length > 0 ? options.tables.map(find) : defaultsOf(extended)
  const asked = options.derived === true ? [...named, ...derivedOf(extended)] : named
  const excluded = new Set(options.exclude.map(name => find(name).name))
  const columns = columnsKnown(options, facts.extensions)
  for (const [table, names] of Object.entries(columns))
    narrow(find(table).stream.definition, { [table]: names })
  const mayCome = (name: string): boolean =>
    options.extensions && facts.extensions === undefined && name.includes('extension_')
  const masks = masksOf(extended.values(), options.masking, mayCome)
  const jobs: StreamJob[] = []
  for (const stream of extended.values()) {
    const wanted = asked.filter(table => table.stream === stream).map(table => table.name)
    if (wanted.every(table => excluded.has(table))) continue
    const kept = known?.streams[stream.name]?.tables ?? []
    const tables = Object.keys(stream.definition.tables).filter(
      table => (wanted.includes(table) || kept.includes(table)) && !excluded.has(table),
    )
    const more = { extensions: facts.extensions ?? [], mask: masks.get(stream.name) }
    jobs.push(jobOf(stream, tables, { ...options, columns }, granted, more))
  }
  return jobs
}

function extendedBy(extensions: readonly Extension[], catalogue: Catalogue): Catalogue {
  if (extensions.length === 0) return catalogue
  const extended = [...catalogue].map(
    ([name, { definition }]) => [name, { name, definition: extend(definition, extensions) }] as const,
  )
  return new Map(extended)
}

function finder(catalogue: Catalogue): (name: string) => NamedTable {
  const tables = new Map([...catalogue.values()].flatMap(tablesOf).map(table => [table.name, table]))
  return name => {
    const table = tables.get(name)
    if (table === undefined) throw new UnknownTableError(name, tables.keys())
    return table
  }
}

const defaultsOf = (catalogue: Catalogue): NamedTable[] =>
  [...catalogue.values()].filter(({ definition }) => definition.inDefaultSet).flatMap(tablesOf)

const derivedOf = (catalogue: Catalogue): NamedTable[] =>
  [...catalogue.values()].filter(({ definition }) => definition.kind === 'derived').flatMap(tablesOf)

/** The columns asked for, without those that may turn out to be extensions once these are known. */
function columnsKnown(
  options: ExtractOptions,
  extensions: readonly Extension[] | undefined,
): ExtractOptions['columns'] {
  if (!options.extensions || extensions !== undefined) return options.columns
  return Object.fromEntries(
    Object.entries(options.columns).map(([table, names]) => [
      table,
      isExtensible(table) ? names.filter(name => !name.startsWith('extension_')) : names,
    ]),
  )
}

/** Whether a job has a table that can have extensions. */
export const wantsExtensions = (jobs: readonly StreamJob[]): boolean =>
  jobs.some(({ tables }) => tables.some(isExtensible))

function jobOf(
  stream: NamedStream,
  tables: readonly string[],
  options: ExtractOptions,
  granted: Granted,
  { extensions, mask }: { readonly extensions: readonly Extension[]; readonly mask: StreamMask | undefined },
): StreamJob {
  const definition = allowedIn(inCloud(narrow(stream.definition, options.columns), options.cloud), granted)
  const byOption = definition.kind === 'children' && 'option' in definition.parents
  if (byOption && options.owners.length === 0) throw new MissingOwnerError(tables[0] ?? stream.name)
  return {
    name: stream.name,
    definition,
    declared: stream.definition,
    fingerprint: fingerprintOf(definition, options.graphUrl, options.owners, mask?.digest ?? null),
    tables,
    notes: notesOn(definition, tables, granted, extensions),
    staged: stagedColumns(stream.definition, definition, tables),
    ...(mask === undefined ? {} : { mask }),
  }
}

const allowedIn = (definition: StreamDefinition, granted: Granted): StreamDefinition =>
  granted === null ? definition : permitted(definition, granted)

/** What the report says in any case: of columns and rows that the token gets nothing of, and of what cannot be a column. */
function notesOn(
  definition: StreamDefinition,
  tables: readonly string[],
  granted: Granted,
  extensions: readonly Extension[],
): Readonly<Record<string, string>> {
  const notes = tables.flatMap(name => {
    const table = definition.tables[name]
    const withheld =
      table === undefined || granted === null
        ? []
        : [...columnNotes(table, granted), ...rowNotes(table, granted)]
    const parts = [...withheld, ...leftOut(name, extensions)]
    return parts.length === 0 ? [] : [[name, parts.join('; ')] as const]
  })
  return Object.fromEntries(notes)
}

/** What is said of columns that a token with these permissions gets nothing of. */
export const columnNotes = (table: TableDefinition, granted: ReadonlySet<string>): string[] =>
  Object.entries(withheldColumns(table, granted)).map(
    ([column, permissions]) => `${column} is empty without ${permissions.join(' or ')}`,
  )

const rowNotes = (table: TableDefinition, granted: ReadonlySet<string>): string[] =>
  Object.entries(withheldRows(table, granted)).map(
    ([rows, permissions]) => `without ${permissions.join(' or ')}: ${rows} are missing`,
  )

/** Columns that unnested tables read although their own table does not show them. */
function stagedColumns(
  full: StreamDefinition,
  narrowed: StreamDefinition,
  tables: readonly string[],
): Columns {
  const staged: Record<string, Columns[string]> = {}
  for (const name of tables) {
    const table = full.tables[name]
    if (table?.rows !== 'unnested' || typeof table.from !== 'string') continue
    const { from } = table
    const shown = narrowed.tables[from]?.columns ?? {}
    for (const column of readOfParent(table)) {
      const type = full.tables[from]?.columns[column]
      if (type !== undefined && !(column in shown)) staged[column] = type
    }
  }
  return staged
}
