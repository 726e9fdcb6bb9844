// Before a stream begins: its tables' files are what the state counted, and have the columns of today.
import type { TableFold } from '../lake/fold.ts'
import { dataFile, partitionFile, utcDate } from '../lake/paths.ts'
import { reshape } from '../lake/reshape.ts'
import { isSpoolWhole } from '../lake/spool.ts'
import type { StreamState, TableState } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { columnsDigest } from './fingerprint.ts'
import type { FoldStep } from './source.ts'
import { changeFiles, tableIn } from './table-state.ts'
import { definitionOf, type StreamJob, type Workshop } from './workshop.ts'

/** A file of the lake was lost or changed by somebody else. */
export class DamagedLakeError extends Error {
  override readonly name = 'DamagedLakeError'
}

/** Refuses to fold into files that are not what the state counted. A full look is `verify`'s; this one costs no reading. */
export async function checkFiles({ store, state }: Workshop, job: Pick<StreamJob, 'tables'>): Promise<void> {
  for (const name of job.tables) {
    for (const [path, facts] of Object.entries(state.current.tables[name]?.files ?? {})) {
      const size = await store.size(path, facts.bytes)
      if (size === facts.bytes) continue
      const what = size === null ? 'is missing' : 'is not as this tool left it'
      throw new DamagedLakeError(damaged(name, path, what))
    }
  }
}

/** Refuses to put new files in the place of ones that are not, byte for byte, what the state counted: their rows would go on in them. */
export async function checkReplaced(
  { store, state }: Workshop,
  folds: readonly Pick<TableFold, 'table' | 'files' | 'removals'>[],
): Promise<void> {
  for (const { table, files, removals } of folds) {
    const known = state.current.tables[table]?.files ?? {}
    await checkBytes(store, table, known, [...files.map(({ to }) => to), ...removals])
  }
}

/** The same for every file of these tables, where a fold has failed that may have read one. */
export async function checkWhole({ store, state }: Workshop, tables: readonly string[]): Promise<void> {
  for (const name of tables) {
    const known = state.current.tables[name]?.files ?? {}
    await checkBytes(store, name, known, Object.keys(known))
  }
}

async function checkBytes(
  store: Store,
  table: string,
  known: TableState['files'],
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const facts = known[path]
    if (facts === undefined || (await store.sha256(path)) === facts.sha256) continue
    throw new DamagedLakeError(damaged(table, path, 'is not as this tool left it'))
  }
}

const damaged = (table: string, path: string, what: string): string =>
  `${path} ${what}: restore it, or run \`entra-extract verify --repair\`, which reads ${table} whole (or \`entra-extract reset ${table}\` and extract again)`

/** Days of an event table that are not read again get the columns of today, so that every file of a table has the same. */
export async function reshapeDays(workshop: Workshop, job: StreamJob): Promise<void> {
  const { store, state, stamp, compression } = workshop
  if (job.definition.kind !== 'window') return
  const { time } = job.definition
  for (const name of job.tables) {
    const definition = definitionOf(job, name)
    const known = state.current.tables[name]
    if (known === undefined || known.columns === columnsDigest(definition.columns)) continue
    const request = {
      stream: job.name,
      table: name,
      definition,
      time,
      files: Object.keys(known.files),
      stamp,
      compression,
    }
    const made = await workshop.withDuckDB(duckdb => reshape(duckdb, store, request))
    await Promise.all(made.map(({ from }) => store.sync(from)))
    await state.commit(draft =>
      changeFiles(draft, tableIn(draft, job.name, name, definition), definition, made, []),
    )
  }
}

/** The stream as it is known; without its place when the spool that belongs to it is lost, cut short or altered. */
export async function withSpool(
  store: Store,
  job: StreamJob,
  known: StreamState | null,
): Promise<StreamState | null> {
  if (known === null || known.running === null) return known
  return (await isSpoolWhole(store, job.name, known.running.spool)) ? known : { ...known, running: null }
}

/** The tables that a fold reads: its own, and those that their rows are computed from. */
export const tablesRead = ({ tables }: StreamJob, { derived }: FoldStep): readonly string[] => [
  ...tables,
  ...Object.keys(derived?.sources ?? {}),
]

/** Fetches what a fold will read before it has its turn, for others fold meanwhile. What is missing, the fold itself finds. */
export async function bring({ store, state }: Workshop, job: StreamJob, step: FoldStep): Promise<void> {
  const { mode } = step
  const places = tablesRead(job, step).flatMap(name => {
    const place = mode.kind === 'window' ? partitionFile(name, utcDate(mode.from)) : dataFile(name)
    return state.current.tables[name]?.files[place] === undefined ? [] : [place]
  })
  await Promise.allSettled(places.map(place => store.local(place)))
}
