// The work behind `openLake`.
import { askRows, type Question } from '../ask/rows.ts'
import { type Lake, readLake } from '../extract/lake.ts'
import type { RunReport } from '../extract/report.ts'
import { isStale } from '../extract/results.ts'
import { readStatus } from '../extract/status.ts'
import { verifyLake } from '../extract/verify.ts'
import { runFile } from '../lake/paths.ts'
import { duckdbType, SYSTEM_COLUMNS } from '../lake/types.ts'
import { StateError } from '../state/errors.ts'
import type { Columns } from '../streams/define.ts'
import { tables as catalogue } from '../streams/index.ts'
import type { Duration, LakeOptions } from './extract-options.ts'
import type { Answer, LakeColumn, LakeStatus, LakeTable, OpenLake } from './lake-types.ts'
import { openPlace } from './places.ts'
import { reachOf, readLakeOptions, readPlace, worldFor } from './read-options.ts'
import { or, positiveDuration } from './readers.ts'
import { reportOn } from './report.ts'

/** Throws what `openPlace` throws, and a StateError when there is no lake. */
export async function openLakeAt(location: string, options: LakeOptions): Promise<OpenLake> {
  const out = readPlace(location)
  const values = readLakeOptions(options)
  const place = await openPlace(out, values, () => reachOf(values, []), worldFor(values))
  try {
    await readLake(place.lake)
  } catch (error) {
    await place.close()
    throw error
  }
  return lakeOf(out, place.lake, values, place.close)
}

function lakeOf(
  location: string,
  lake: Lake,
  settings: { readonly memory: string; readonly scratch: string | null },
  release: () => Promise<void>,
): OpenLake {
  const closing = new AbortController()
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    closing.signal.throwIfAborted()
    return work()
  }
  const eitherOf = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal])
  const close = async () => {
    if (closing.signal.aborted) return
    closing.abort(new StateError(`The lake ${location} was closed.`))
    await release()
  }
  return {
    location,
    tables: () => whileOpen(() => tablesIn(lake)),
    query: (sql, parameters = [], { signal } = {}) => {
      return answerTo(lake, { sql, parameters, signal: eitherOf(signal) }, settings)
    },
    report: (name, { signal, ...options } = {}) =>
      whileOpen(() => reportOn(lake, name, options, { ...settings, signal: eitherOf(signal) })),
    status: ({ maxAge } = {}) => whileOpen(() => statusOf(lake, maxAge)),
    verify: () => whileOpen(() => verifyLake(lake)),
    lastReport: () => whileOpen(() => lastReportIn(lake)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What the columns are is for the caller to know: `R` is believed. */
function answerTo<R>(
  lake: Lake,
  question: Question,
  settings: { readonly memory: string; readonly scratch: string | null },
): Answer<R> {
  const rows = () => askRows(lake, question, settings) as AsyncGenerator<unknown> as AsyncGenerator<R>
  return {
    [Symbol.asyncIterator]: rows,
    all: async () => {
      const all: R[] = []
      for await (const row of rows()) all.push(row)
      return all
    },
  }
}

async function tablesIn(lake: Lake): Promise<LakeTable[]> {
  const { state } = await readLake(lake)
  return Object.entries(state.tables)
    .map(([table, { rows, completeAt, last }]) => ({
      table,
      rows,
      verdict: last?.verdict ?? null,
      completeAt,
      columns: columnsOf(table),
    }))
    .sort((a, b) => (a.table < b.table ? -1 : 1))
}

/** A table that this version does not know is known by the columns that all have. */
function columnsOf(table: string): LakeColumn[] {
  const known = catalogue.get(table)
  const byDate: Columns = known?.stream.definition.kind === 'window' ? { date: 'date' } : {}
  const columns = { ...known?.definition.columns, ...SYSTEM_COLUMNS, ...byDate }
  return Object.entries(columns).map(([name, type]) => ({
    name,
    type: duckdbType(type),
    ...(type === 'json' ? { json: true as const } : {}),
  }))
}

async function statusOf(lake: Lake, maxAge: Duration | undefined): Promise<LakeStatus[]> {
  const longest = or(null, positiveDuration)(maxAge, 'maxAge')
  const tables = await readStatus(lake, new Date())
  return tables.map(table => ({ ...table, stale: longest !== null && isStale(table, longest) }))
}

/** This program wrote it. */
async function lastReportIn(lake: Lake): Promise<RunReport | null> {
  const { store, state } = await readLake(lake)
  const bytes = state.lastRunId === null ? null : await store.read(runFile(state.lastRunId))
  return bytes === null ? null : (JSON.parse(bytes.toString('utf8')) as RunReport)
}
