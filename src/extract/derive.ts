// Tables that are computed from others: from what the lake has of those when all streams of the run have ended.
import type { Source } from '../lake/derive.ts'
import { dataFile } from '../lake/paths.ts'
import type { Price } from '../lake/sql/derived/work.ts'
import type { State, TableState } from '../state/schema.ts'
import type { Columns, DerivedStream, StreamDefinition } from '../streams/define.ts'
import { tables as catalogue } from '../streams/index.ts'
import { checkFiles } from './prepare.ts'
import { iso } from './ranges.ts'
import { READERS } from './readers.ts'
import type { Derived, Reader, Step } from './source.ts'
import type { Ending } from './verdict.ts'
import type { StreamJob, Workshop } from './workshop.ts'

export const isDerived = ({ definition }: Pick<StreamJob, 'definition'>): boolean =>
  definition.kind === 'derived'

/** The tables without which there is nothing to compute, and which are not among those that `has` knows. */
export const lackingOf = (
  definition: StreamDefinition,
  has: (table: string) => boolean,
): readonly string[] =>
  definition.kind === 'derived' ? Object.keys(definition.needs).filter(table => !has(table)) : []

/** How a derived stream ends for which the lake lacks a table; null: it has all of them, or it is another kind of stream. */
export function skippedForLack({ definition, tables }: StreamJob, state: State): Ending | null {
  const lacking = lackingOf(definition, table => fileOf(state, table) !== null)
  if (lacking.length === 0) return null
  const reason = `${lackWords(lacking)}: \`entra-extract extract ${[...lacking, ...tables].join(' ')}\` reads what is missing`
  return { verdict: 'skipped', reason, requestId: null, cause: null }
}

export const lackWords = (lacking: readonly string[]): string =>
  `computed from ${lacking.join(' and ')}, which the lake does not have`

/** The reader of a job's kind of stream. */
export function readerOf({ definition }: StreamJob, workshop: Workshop, prices: readonly Price[]): Reader {
  return definition.kind === 'derived'
    ? () => readDerived(definition, workshop, prices)
    : READERS[definition.kind]
}

async function* readDerived(
  definition: DerivedStream,
  workshop: Workshop,
  prices: readonly Price[],
): AsyncGenerator<Step, void, void> {
  const state = workshop.state.current
  const read = Object.entries({ ...definition.needs, ...definition.uses })
  const sources = Object.fromEntries(read.map(([table, columns]) => [table, sourceOf(state, table, columns)]))
  const there = Object.keys(sources).filter(table => fileOf(state, table) !== null)
  const absent = Object.keys(sources).filter(table => !there.includes(table))
  await checkFiles(workshop, { tables: there })
  const notes = [
    ...agesOf(there, state, workshop.stamp.at),
    ...(absent.length === 0 ? [] : [`computed without ${absent.join(', ')}, which the lake does not have`]),
  ]
  for (const text of notes) yield { kind: 'note', text }
  const derived: Derived = { sources, prices, asOf: oldest(there, state) }
  const cursor = { kind: 'whole', readAt: iso(workshop.now()) } as const
  yield { kind: 'fold', page: null, mode: { kind: 'replace' }, cursor, position: null, derived }
}

function sourceOf(state: State, table: string, columns: readonly string[]): Source {
  const declared = catalogue.get(table)?.definition.columns ?? {}
  const types: Columns = Object.fromEntries(
    columns.flatMap(name => {
      const type = declared[name]
      return type === undefined ? [] : [[name, type] as const]
    }),
  )
  return { file: fileOf(state, table), columns: types }
}

/** A table's one file; null: the lake has none. */
function fileOf(state: State, table: string): string | null {
  const file = dataFile(table)
  return state.tables[table]?.files[file] === undefined ? null : file
}

/** What is to be said of tables that this run, begun at `startedAt`, has not read whole, by their time. */
function agesOf(tables: readonly string[], state: State, startedAt: string): string[] {
  const byAge = new Map<string, string[]>()
  for (const name of tables) {
    const age = ageOf(state.tables[name], startedAt)
    if (age !== null) byAge.set(age, [...(byAge.get(age) ?? []), name])
  }
  const ages = [...byAge].map(([age, names]) => `${names.join(', ')} ${age}`)
  return ages.length === 0 ? [] : [`computed from ${ages.join(', ')}`]
}

function ageOf(table: TableState | undefined, startedAt: string): string | null {
  const { completeAt = null, last = null } = table ?? {}
  if (completeAt !== null && completeAt >= startedAt && last?.verdict === 'complete') return null
  const at = completeAt === null ? 'as of an unknown time' : `as of ${completeAt.slice(0, 16)}Z`
  return last === null || last.verdict === 'complete' ? at : `${at}, for its last run ended ${last.verdict}`
}

/** When the oldest of some tables was last whole; null: of one of them nobody knows. */
function oldest(tables: readonly string[], state: State): string | null {
  const times = tables.map(name => state.tables[name]?.completeAt ?? null)
  return times.includes(null) ? null : (times.flatMap(time => time ?? []).sort()[0] ?? null)
}
