// The work behind `extract`: options read, names checked, the lake opened, the run done.
import { UsageError } from '../errors.ts'
import type { RunReport } from '../extract/report.ts'
import { keptLimits } from '../graph/limits.ts'
import type { ExtractOptions } from './extract-options.ts'
import { checkSince, toExtractOptions } from './job.ts'
import { usePlace } from './places.ts'
import { reachOf, readExtractOptions, worldFor } from './read-options.ts'
import { checkNames, runJob } from './run.ts'

export async function extractInto(options: ExtractOptions): Promise<RunReport> {
  const values = readExtractOptions(options)
  const { out, tables, share, onEvent, signal } = values
  if (values.credentials === null && Object.keys(values.environment).length === 0)
    throw new UsageError(
      'Give credentials, or environment, that of the process to sign in as the command does.',
    )
  const reach = await reachOf(values, tables)
  const { connection, openTokens } = reach
  const run = toExtractOptions(tables, values, connection, values.environment)
  checkNames(run)
  checkSince(run.since, Date.now(), 'since')
  const watch = { onEvent, signal: signal ?? new AbortController().signal }
  watch.signal.throwIfAborted()
  const world = worldFor(values)
  const job = { options: run, openTokens, way: connection.way, limits: keptLimits(share) }
  return usePlace(
    out,
    values,
    async () => reach,
    world,
    lake => runJob({ ...job, lake }, watch, world),
  )
}
