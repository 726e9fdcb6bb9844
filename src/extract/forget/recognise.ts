// Tells persons from whatever else has an id: what is no person, as far as the lake knows, is not forgotten.
import { UsageError } from '../../errors.ts'
import { PERSON_TABLES, personColumns, personIds } from '../../streams/persons.ts'
import { personsIn, type Row } from './erase.ts'
import type { Finder, Person } from './identifiers.ts'

/** As what the rows of a lake know persons. */
export interface Sightings {
  /** They have a row of their own in `users` or `deleted_users`, today or in the changes. */
  readonly own: Set<Person>
  /** Another row says that it is theirs. */
  readonly subjects: Set<Person>
  /** By person the table of something else that has this id. */
  readonly things: Map<Person, string>
}

export const noSightings = (): Sightings => ({ own: new Set(), subjects: new Set(), things: new Map() })

/** Notes what a row of a table says of the persons that it names. */
export function notePersons(
  { own, subjects, things }: Sightings,
  table: string,
  key: readonly string[],
  row: Row,
  finder: Finder,
): void {
  const isOwn = PERSON_TABLES.includes(table)
  const isOfPersons = isOwn || personIds[table]?.columns.includes('id') === true
  if (isOwn) addTo(own, row.id)
  else if (key.length === 1 && key[0] === 'id' && !isOfPersons) {
    const { id } = row
    if (typeof id === 'string' && finder.isName(id))
      for (const person of personsIn(id, finder)) things.set(person, table)
  }
  if (isPerson(row, table))
    for (const column of subjectsOf(table, key)) addTo(subjects, valuesAt(row, column))

  function addTo(some: Set<Person>, value: unknown): void {
    for (const person of personsIn(value, finder)) some.add(person)
  }
}

const subjectsOf = (table: string, key: readonly string[]): readonly string[] => [
  ...(personIds[table]?.columns ?? personColumns[table]?.subjects ?? []),
  ...key.filter(column => column === 'userId'),
]

/** Where the row does not say what its subject is, it may be a person. */
function isPerson(row: Row, table: string): boolean {
  const column = personIds[table]?.kind
  return column === undefined || mayBeUser(row[column])
}

const mayBeUser = (kind: unknown): boolean =>
  typeof kind !== 'string' || kind === '' || /(?:^|\.)user$/i.test(kind)

function valuesAt(value: unknown, path: string): unknown {
  if (path === '') return value
  if (Array.isArray(value))
    return value.filter(part => mayBeUser((part as Row | null)?.type)).map(part => valuesAt(part, path))
  if (typeof value !== 'object' || value === null) return null
  const [first = '', ...rest] = path.split('.')
  return valuesAt((value as Row)[first], rest.join('.'))
}

const bare = (id: string): string => id.replaceAll('-', '').toLowerCase()

/** Throws a UsageError for ids that are nobody's in any lake, and for the id of the tenant. */
export function refuseReserved(ids: readonly string[], tenantId: string): void {
  const reasons = ids.flatMap(id => {
    if (/^0+$/.test(bare(id))) return [`${id} is the id of nobody`]
    return bare(id) === bare(tenantId) ? [`${id} is the id of the tenant`] : []
  })
  refuse(reasons)
}

/** Throws a UsageError for ids that the lake has, but not as a person's; `rows`: how many rows name each. */
export function refuseThings(
  persons: readonly Person[],
  { own, subjects, things }: Sightings,
  rows: ReadonlyMap<Person, number>,
): void {
  const reasons = persons.flatMap(person => {
    const { id } = person
    const thing = things.get(person)
    if (own.has(person)) return []
    if (thing !== undefined) return [`${id} is an id in ${thing}`]
    if (subjects.has(person) || (rows.get(person) ?? 0) === 0) return []
    return [`${id} is in the lake, but nowhere as the id of a person`]
  })
  refuse(reasons)
}

function refuse(reasons: readonly string[]): void {
  if (reasons.length === 0) return
  throw new UsageError(`forget removes persons only, so nothing was removed: ${reasons.join('; ')}.`)
}
