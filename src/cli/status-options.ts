// What `status` may be told, and which tables are stale.
import type { TableStatus } from '../extract/results.ts'
import { formatDuration, parsePositiveDuration } from './duration.ts'
import { flag, type OptionValues, value } from './options.ts'
import { outOption, storeOptions } from './store.ts'

export const statusOptions = {
  out: outOption('./entra-lake'),
  maxAge: value<number | null>({
    placeholder: '<duration>',
    help: 'exit with 1 when a table is staler than this',
    parse: parsePositiveDuration,
    fallback: null,
  }),
  ...storeOptions,
  json: flag('print JSON'),
}

export { isStale } from '../extract/results.ts'

export type StatusValues = OptionValues<typeof statusOptions>

export function staleLine({ table, ageMs }: TableStatus): string {
  return ageMs === null
    ? `${table} was never complete.`
    : `${table} is stale: it was last complete ${formatDuration(ageMs)} ago.`
}
