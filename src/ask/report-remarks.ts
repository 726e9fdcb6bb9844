// What a reader of a report has to know of the lake: what it lacks, what is old, what is masked or left out of its tables.
import type { MaskedColumn } from '../extract/mask/rules.ts'
import type { RunReport } from '../extract/report.ts'
import type { Asking } from '../lake/ask.ts'
import { runFile } from '../lake/paths.ts'
import { text } from '../lake/types.ts'
import type { ReportDefinition, Values } from '../reports/define.ts'
import { StateError } from '../state/errors.ts'
import type { State } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { tables as catalogue } from '../streams/index.ts'

interface Place {
  readonly state: State
  readonly store: Store
}

/** The worst first. Throws a StateError when a file names people and the lake has their names masked. */
export async function remarksOn(
  definition: ReportDefinition,
  given: Values,
  { state, store }: Place,
  asking: Asking,
): Promise<string[]> {
  const names = [...definition.needs, ...definition.uses].filter(name => state.tables[name] !== undefined)
  const words = wordsOf(definition)
  const masked = await maskedIn(names, state, store)
  refuseNames(definition, given, masked)
  const hidden = masked.filter(({ column }) => words.has(column.split('.')[0] ?? ''))
  const missing: string[] = []
  for (const name of names)
    for (const column of await columnsMissing(name, state, store, asking))
      if (words.has(column)) missing.push(`${name}.${column}`)
  return [
    ...(hidden.length === 0
      ? []
      : [
          `This lake is masked: ${hidden.map(({ table, column, method }) => `${table}.${column} (${method})`).join(', ')}. What is counted or compared by these columns is not as it is in the tenant; dropped values look like none.`,
        ]),
    ...(missing.length === 0
      ? []
      : [
          `The tables of this lake lack columns: ${missing.join(', ')}. What is counted or compared by these columns is not as it is in the tenant.`,
        ]),
    ...lacking(definition, state),
    ...unsound(names, state),
  ]
}

/** What stands in the SQL; columns are among it. */
const wordsOf = ({ prelude, sections }: ReportDefinition): ReadonlySet<string> =>
  new Set([prelude, ...sections.map(({ sql }) => sql)].join('\n').replace(/--.*$/gm, '').match(/\w+/g))

type Masked = MaskedColumn & { readonly table: string }

/** As the runs reported that wrote the tables; `*`: of a report that is gone. */
async function maskedIn(names: readonly string[], { tables }: State, store: Store): Promise<Masked[]> {
  const reports = new Map<string, RunReport | null>()
  const all: Masked[] = []
  for (const table of names) {
    const { masks, last } = tables[table] ?? {}
    if (masks === undefined || last === null || last === undefined) continue
    if (!reports.has(last.runId)) reports.set(last.runId, await reportOf(last.runId, store))
    const told = reports.get(last.runId)?.tables.find(each => each.table === table)?.masked
    const columns = Object.keys(catalogue.get(table)?.definition.columns ?? {})
    const unknown = columns.map(column => ({ column, method: 'hmac' as const }))
    all.push(...(told ?? unknown).map(each => ({ ...each, table })))
  }
  return all
}

/** Null: it is gone. This program wrote it. */
async function reportOf(runId: string, store: Store): Promise<RunReport | null> {
  const bytes = await store.read(runFile(runId))
  return bytes === null ? null : (JSON.parse(bytes.toString('utf8')) as RunReport)
}

/** Columns by which people are named in files, and found in the lake. */
const NAMING = ['userPrincipalName', 'mail', 'employeeId']

function refuseNames({ name, parameters }: ReportDefinition, given: Values, masked: readonly Masked[]): void {
  const hidden = masked.filter(({ table }) => table === 'users').map(({ column }) => column)
  for (const parameter of parameters) {
    if (parameter.type.kind !== 'file' || typeof given[parameter.name] !== 'string') continue
    const [column] = Object.keys(parameter.type.columns).filter(
      each => NAMING.includes(each) && hidden.includes(each),
    )
    if (column === undefined) continue
    throw new StateError(
      `--${parameter.name} names people by ${column}, which is masked in this lake: the report ${name} would find nobody of them.`,
    )
  }
}

/** Columns of a table that its newest file does not have. */
async function columnsMissing(
  name: string,
  { tables }: State,
  store: Store,
  asking: Asking,
): Promise<string[]> {
  const file = Object.keys(tables[name]?.files ?? {})
    .sort()
    .at(-1)
  if (file === undefined) return []
  const found = new Set<string>()
  const sql = `SELECT DISTINCT name FROM parquet_schema(${text(await store.local(file))})`
  for await (const { rows } of asking.ask(sql)) {
    for await (const chunk of rows) for (const [column] of chunk) found.add(String(column))
  }
  return Object.keys(catalogue.get(name)?.definition.columns ?? {}).filter(column => !found.has(column))
}

function lacking({ uses }: ReportDefinition, { tables }: State): string[] {
  const absent = uses.filter(name => tables[name] === undefined)
  if (absent.length === 0) return []
  return [
    `The lake does not have ${absent.join(', ')}: what ${absent.length === 1 ? 'it' : 'they'} would tell is left out.`,
  ]
}

const unsound = (names: readonly string[], { tables }: State): string[] =>
  names.flatMap(name => {
    const { last = null, completeAt = null } = tables[name] ?? {}
    if (last === null || last.verdict === 'complete') return []
    const since = completeAt === null ? 'it was never complete' : `it is as of ${completeAt}`
    const why = last.reason === null ? '' : ` (${last.reason})`
    return [`${name} ended its last run as ${last.verdict}${why}: ${since}.`]
  })
