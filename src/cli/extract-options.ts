// The options of `extract`, and the way from them to what a run takes. Pure.
import { COMPRESSIONS, DEFAULTS } from '../api/defaults.ts'
import { checkIds, parseMemory } from '../api/parsers.ts'
import { UsageError } from '../errors.ts'
import { parseDuration, parsePositiveDuration, parseSince, type Since } from './duration.ts'
import { maskOptions } from './mask-options.ts'
import { choice, flag, integer, type OptionSpec, parseList, value } from './options.ts'
import { outOption, storeOptions } from './store.ts'

export { checkSince, toExtractOptions } from '../api/job.ts'

/** Users whose deleted groups and applications are listed. */
export const ownerOption: OptionSpec<readonly string[]> = {
  placeholder: '<ids>',
  help: 'users, by id, for user_owned_deleted_items; separated by commas',
  parse: (text, source) => checkIds(parseList(text), source),
  fallback: [],
  repeatable: true,
}

/** Per cent of every quota, from 1 to 100. */
export const shareOption: OptionSpec<number> = {
  placeholder: '<percent>',
  help: "how much of Microsoft Graph's quotas to use at most; the rest is left to others",
  parse: parseShare,
  fallback: DEFAULTS.share,
  shown: '100%',
}

export const extractOptions = {
  out: outOption(DEFAULTS.out),
  exclude: value<readonly string[]>({
    placeholder: '<tables>',
    help: 'tables to leave out, separated by commas',
    parse: parseList,
    fallback: [],
    repeatable: true,
  }),
  full: flag('read every stream whole, whatever the state says'),
  fullEvery: value<number>({
    placeholder: '<duration>',
    help: 'how often streams are read whole of which delta does not follow everything',
    parse: parsePositiveDuration,
    fallback: DEFAULTS.fullEvery,
    shown: '7d',
  }),
  since: value<Since>({
    placeholder: '<time|7d>',
    help: 'first reach of event tables',
    parse: parseSince,
    fallback: DEFAULTS.since,
    shown: '30d',
  }),
  lookback: value<number>({
    placeholder: '<duration>',
    help: 'how far each run reads events again',
    parse: parseDuration,
    fallback: DEFAULTS.lookback,
    shown: '6h',
  }),
  maxDuration: value<number | null>({
    placeholder: '<duration>',
    help: 'stop at a commit point after this long; the next run goes on',
    parse: parsePositiveDuration,
    fallback: null,
  }),
  columns: value<Readonly<Record<string, readonly string[]>>>({
    placeholder: '<table=a,b>',
    help: 'only these columns of the table; may be repeated',
    parse: parseColumns,
    fallback: {},
    repeatable: true,
  }),
  compression: choice('compression of the Parquet files', COMPRESSIONS, 'zstd'),
  noChanges: flag('write no files under changes/'),
  share: shareOption,
  memory: value<string>({
    placeholder: '<size>',
    help: 'memory that DuckDB may use',
    parse: parseMemory,
    fallback: DEFAULTS.memory,
    shown: DEFAULTS.memory,
  }),
  timeout: value<number | null>({
    placeholder: '<duration>',
    help: 'longest silence of Microsoft Graph',
    parse: parsePositiveDuration,
    fallback: null,
    shown: '120s before an answer, 60s within it',
  }),
  extensions: flag('read directory extensions too'),
  derived: flag('compute the derived tables too, from tables of the lake'),
  prices: value<string | null>({
    placeholder: '<csv file>',
    help: 'prices of licences, for license_costs: skuPartNumber (or skuId), pricePerMonth, currency',
    parse: text => text,
    fallback: null,
  }),
  owner: ownerOption,
  ...maskOptions,
  ...storeOptions,
  dryRun: flag('say what would be read, how many requests and how long it takes; write nothing'),
  json: flag('print the run report as JSON'),
  quiet: flag('leave stderr empty when all goes well'),
}

/** Part `index`, from 1 on, of `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** Which of several tenants. Not for a config file, which says what is the same for all of them. */
export const tenantsOptions = {
  tenants: value<string | null>({
    placeholder: '<file|pattern>',
    help: "several tenants, each into <out>/tenant=<id>: a JSON list of them, or config files ('tenants/*.json')",
    parse: text => text,
    fallback: null,
  }),
  shard: value<Shard | null>({
    placeholder: '<i/n>',
    help: 'of --tenants only the i-th of n equal parts, from 1/n to n/n',
    parse: parseShard,
    fallback: null,
  }),
  parallel: integer('how many of --tenants are read at once; each takes its own --memory', 1, 1, 64),
}

/** Throws a `UsageError` for an option that was given without the tenants that it is about. */
export function refuseAlone(given: boolean, option: string): void {
  if (given) throw new UsageError(`${option} is about the tenants of --tenants; give that too.`)
}

/** `users=id,displayName`; joined with commas it stays clear, since only the first name of a table has a `=`. */
function parseColumns(text: string, source: string): Readonly<Record<string, readonly string[]>> {
  const columns = new Map<string, string[]>()
  let current: string[] | undefined
  for (const item of parseList(text)) {
    const at = item.indexOf('=')
    if (at > 0) {
      const table = item.slice(0, at).trim()
      current = columns.get(table) ?? []
      columns.set(table, current)
    }
    const name = item.slice(at + 1).trim()
    if (current === undefined || name === '' || at === 0) {
      throw new UsageError(
        `${source} is written table=column,column, such as users=id,displayName, not '${text}'.`,
      )
    }
    current.push(name)
  }
  return Object.fromEntries(columns)
}

function parseShard(text: string, source: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= count) return { index, count }
  throw new UsageError(`${source} is a part and the number of parts, from 1/8 to 8/8, not '${text}'.`)
}

function parseShare(text: string, source: string): number {
  const share = /^\d{1,3}%?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
  if (share >= 1 && share <= 100) return share
  throw new UsageError(`${source} is a percentage from 1% to 100%, such as 30%, not '${text}'.`)
}
