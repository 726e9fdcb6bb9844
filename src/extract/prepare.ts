// Before a stream begins: its tables' files are what the state counted, and have the columns of today.
import { reshape } from '../lake/reshape.ts'
import { columnsDigest } from './fingerprint.ts'
import { changeFiles, tableIn } from './table-state.ts'
import { definitionOf, type StreamJob, type Workshop } from './workshop.ts'

/** A file of the lake was lost or changed by somebody else. */
export class DamagedLakeError extends Error {
  override readonly name = 'DamagedLakeError'
}

/** Refuses to fold into files that are not what the state counted. A full look is `verify`'s; this one costs no reading. */
export async function checkFiles({ store, state }: Workshop, job: StreamJob): Promise<void> {
  for (const name of job.tables) {
    for (const [path, facts] of Object.entries(state.current.tables[name]?.files ?? {})) {
      const size = await store.size(path)
      if (size === facts.bytes) continue
      const what = size === null ? 'is missing' : 'is not as this tool left it'
      throw new DamagedLakeError(
        `${path} ${what}: restore it, or run \`entra-extract reset ${name}\` and extract again to read the table whole`,
      )
    }
  }
}

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
    await state.commit(draft =>
      changeFiles(draft, tableIn(draft, job.name, name, definition), definition, made, []),
    )
  }
}
