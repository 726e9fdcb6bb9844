// Collects what persons are known by: from their own rows, today's and those in the changes, and from rows of other tables about them.
import type { Sql } from '../../lake/duckdb.ts'
import { columnsOf, rowsMatching, rowsWith } from '../../lake/sql/rewriting.ts'
import type { State } from '../../state/schema.ts'
import type { Store } from '../../store/store.ts'
import { identityColumns, PERSON_TABLES, personColumns } from '../../streams/persons.ts'
import { keyOf, parquetFilesIn } from '../damage.ts'
import { finderOf, type Person } from './identifiers.ts'
import { isTruncated, type Sought } from './masked.ts'

export interface Collecting {
  readonly store: Store
  readonly state: State
  readonly duckdb: Sql
}

/** What the lake knows of persons. */
export interface Collected {
  readonly persons: readonly Person[]
  /** Those who have a row in `users`. */
  readonly present: ReadonlySet<Person>
  /** Names that belong to somebody else today, and are looked for only in rows that name the person otherwise. */
  readonly taken: number
}

type Row = Readonly<Record<string, unknown>>

interface Names {
  readonly own: Set<string>
  readonly shared: Set<string>
  readonly common: Set<string>
}

export async function collectPersons(collecting: Collecting, sought: readonly Sought[]): Promise<Collected> {
  const each = sought.map(person => ({ ...person, found: noNames() }))
  // Every form of an id leads to the same names.
  const names = new Map(each.flatMap(({ forms, found }) => forms.map(form => [form, found] as const)))
  for (const table of PERSON_TABLES) await fromOwnRows(collecting, table, names)
  for (const table of Object.keys(personColumns)) await fromOtherRows(collecting, table, names)
  const taken = await namesOfOthers(collecting, names)
  const inTenant = await presentIn(collecting, [...names.keys()])
  const persons = each.map(person => personOf(person, person.found, taken))
  const isPresent = ({ forms }: Sought): boolean => forms.some(form => inTenant.has(form))
  return {
    persons,
    present: new Set(persons.filter((_, index) => isPresent(sought[index] ?? NOBODY))),
    taken: new Set([...names.values()].flatMap(({ own, shared }) => [...own, ...shared]).filter(taken)).size,
  }
}

const NOBODY: Sought = { id: '', forms: [] }

const noNames = (): Names => ({ own: new Set(), shared: new Set(), common: new Set() })

/** Of a table its files, and those of its changes. */
const filesOf = async ({ store, state }: Collecting, table: string): Promise<string[]> => [
  ...Object.keys(state.tables[table]?.files ?? {}),
  ...(await parquetFilesIn(store, `changes/${table}`)),
]

async function fromOwnRows(
  collecting: Collecting,
  table: string,
  names: ReadonlyMap<string, Names>,
): Promise<void> {
  const paths = [...identityColumns.own, ...identityColumns.shared, ...identityColumns.common]
  const columns = ['id', ...paths.map(topOf)]
  for (const row of await rowsOf(collecting, table, ['id'], [...names.keys()], columns)) {
    const known = names.get(String(row.id).toLowerCase())
    if (known === undefined) continue
    for (const kind of ['own', 'shared', 'common'] as const)
      for (const path of identityColumns[kind]) for (const name of valuesAt(row, path)) known[kind].add(name)
  }
}

const topOf = (path: string): string => path.split('.')[0] ?? path

async function fromOtherRows(
  collecting: Collecting,
  table: string,
  names: ReadonlyMap<string, Names>,
): Promise<void> {
  const { subjects = [], names: columns = [] } = personColumns[table] ?? {}
  const known = collecting.state.tables[table]
  if (columns.length === 0 || known === undefined) return
  const by = [...subjects, ...(subjects.length === 0 ? keyOf(table, known) : [])]
  for (const row of await rowsOf(collecting, table, by, [...names.keys()], [...by, ...columns])) {
    const id = by.map(column => String(row[column]).toLowerCase()).find(value => names.has(value))
    for (const column of columns)
      for (const name of valuesAt(row, column)) if (ADDRESS.test(name)) names.get(id ?? '')?.shared.add(name)
  }
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** The rows of a table and its changes that are of these ids. A file may lack columns. */
async function rowsOf(
  collecting: Collecting,
  table: string,
  by: readonly string[],
  ids: readonly string[],
  columns: readonly string[],
): Promise<Row[]> {
  const { duckdb, store } = collecting
  const rows: Row[] = []
  for (const file of await filesOf(collecting, table)) {
    const path = await store.local(file)
    const there = new Map(
      (await duckdb.rows(columnsOf(path))).map(row => [String(row.name), String(row.type)]),
    )
    const keys = by.filter(name => there.get(name) === 'VARCHAR')
    if (keys.length === 0) continue
    const wanted = [...new Set(columns)].filter(name => there.has(name))
    rows.push(...(await duckdb.rows(rowsWith(path, keys, ids, wanted))).map(({ row }) => parsed(row)))
  }
  return rows
}

const parsed = (row: unknown): Row => JSON.parse(String(row)) as Row

/** Names in lower case; of an address in Exchange's notation (`SMTP:…`) what stands behind the colon. */
function valuesAt(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap(part => valuesAt(part, path))
  if (typeof value === 'string') return path === '' ? namesIn(value) : []
  if (typeof value !== 'object' || value === null) return []
  const [first = '', ...rest] = path.split('.')
  return valuesAt((value as Row)[first], rest.join('.'))
}

const namesIn = (text: string): string[] => {
  const name = text.replace(/^(?:smtp|sip|x500|eum):/i, '').trim()
  return name.length < 2 || isTruncated(name) ? [] : [name.toLowerCase()]
}

/** Which names stand in a row of somebody else in `users`: an address is given to a successor, a private one is shared. */
async function namesOfOthers(
  { store, state, duckdb }: Collecting,
  names: ReadonlyMap<string, Names>,
): Promise<(name: string) => boolean> {
  const all = [...names].map(([id, { own, shared }]) => ({
    id,
    sure: new Set([...own, ...shared]),
    common: new Set<string>(),
  }))
  const { patterns } = finderOf(all)
  const taken = { own: new Set<string>(), any: new Set<string>() }
  const columns = [...identityColumns.own, ...identityColumns.shared]
  for (const file of patterns.length === 0 ? [] : Object.keys(state.tables.users?.files ?? {})) {
    const path = await store.local(file)
    const there = (await duckdb.rows(columnsOf(path))).map(row => ({
      name: String(row.name),
      type: String(row.type),
    }))
    const wanted = there.filter(({ name }) => name === 'id' || columns.some(column => topOf(column) === name))
    for (const { row } of await duckdb.rows(rowsMatching(path, wanted, patterns))) {
      const other = parsed(row)
      if (names.has(String(other.id).toLowerCase())) continue
      for (const column of identityColumns.own)
        for (const name of valuesAt(other, column)) taken.own.add(name)
      for (const column of columns) for (const name of valuesAt(other, column)) taken.any.add(name)
    }
  }
  const owned = new Set([...names.values()].flatMap(({ own }) => [...own]))
  return name => (owned.has(name) ? taken.own : taken.any).has(name)
}

/** The directory writes ids without their hyphens too, and before the address of a deleted user. */
function personOf(
  { id, forms }: Sought,
  { own, shared, common }: Names,
  isTaken: (name: string) => boolean,
): Person {
  const bare = id.replaceAll('-', '')
  const addresses = [...own, ...shared].map(name => (name.startsWith(bare) ? name.slice(bare.length) : name))
  const known = [...new Set([...own, ...shared, ...addresses])].filter(name => name.length > 1)
  const deleted = addresses.filter(name => ADDRESS.test(name)).map(name => bare + name)
  const isSure = (name: string): boolean => isPeculiar(name) && !isTaken(name)
  return {
    id,
    sure: new Set([...forms, bare, ...deleted, ...known.filter(isSure)]),
    common: new Set([...common, ...known.filter(name => !isSure(name))]),
  }
}

/** A short text, as a number of an employee that was made an immutable id, may stand for anything. */
const isPeculiar = (name: string): boolean => name.includes('@') || name.length >= 8

async function presentIn(collecting: Collecting, ids: readonly string[]): Promise<Set<string>> {
  const { state, store, duckdb } = collecting
  const present = new Set<string>()
  for (const file of Object.keys(state.tables.users?.files ?? {}))
    for (const { row } of await duckdb.rows(rowsWith(await store.local(file), ['id'], ids, ['id'])))
      present.add(String(parsed(row).id).toLowerCase())
  return present
}
