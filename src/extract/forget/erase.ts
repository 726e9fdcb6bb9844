// Takes persons out of one row: says that it is theirs, or returns it without them. Pure.
import { changeJson, isMarkedNumber } from '../../lake/json-text.ts'
import { SYSTEM_COLUMNS } from '../../lake/types.ts'
import type { PersonColumns } from '../../streams/persons.ts'
import { type Finder, FORGOTTEN, type Person } from './identifiers.ts'

export type Row = Readonly<Record<string, unknown>>

/** Of a table, what tells whose row a row is. */
export interface Belonging extends PersonColumns {
  readonly key: readonly string[]
}

/** What becomes of a row: it stays as it is, it goes, or it is written anew. */
export type Fate =
  | { readonly kind: 'same' }
  | { readonly kind: 'gone' | 'rewritten'; readonly row: Row | null; readonly persons: ReadonlySet<Person> }

const SAME: Fate = { kind: 'same' }

/** Decides on one row; `orphan`: the row that it was a part of is gone. */
export function fateOf(row: Row, belonging: Belonging, finder: Finder, orphan: boolean): Fate {
  const persons = personsIn(contentOf(row), finder)
  if (orphan || (persons.size > 0 && isAbout(row, belonging, finder)))
    return { kind: 'gone', row: null, persons }
  if (persons.size === 0) return SAME
  const rest = eraseColumns(row, text => finder.erase(text, persons), finder)
  return rest === row ? SAME : { kind: 'rewritten', row: rest, persons }
}

/** Columns that say how a row came into the lake, not what Graph said: they are never searched. */
const SYSTEM = new Set([...Object.keys(SYSTEM_COLUMNS), '_op', '_run_id'])

const contentOf = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !SYSTEM.has(column)))

/** Text, which may be JSON text, without the persons; the same text when it names none. */
export function eraseText(text: string, finder: Finder): string {
  const persons = personsIn(text, finder)
  if (persons.size === 0) return text
  const erased = erase(text, part => finder.erase(part, persons), finder)
  return typeof erased === 'string' ? erased : text
}

export function personsIn(value: unknown, finder: Finder): Set<Person> {
  const found = new Set<Person>()
  erase(value, text => {
    finder.find(text, found)
    return text
  })
  return found
}

function isAbout(row: Row, { key, subjects = [], names = [] }: Belonging, finder: Finder): boolean {
  const isNamed = (column: string): boolean => personsIn(row[column], finder).size > 0
  if (key.some(isNamed) || subjects.some(isNamed)) return true
  if (subjects.length === 0 || subjects.some(column => isSomebody(row[column]))) return false
  return names.some(column => typeof row[column] === 'string' && finder.isName(row[column]))
}

/** An id that is there, and not the one of nobody, is somebody else's. */
const isSomebody = (value: unknown): boolean =>
  typeof value === 'string' ? /[^0-]/.test(value) : value !== null && value !== undefined

type Change = (text: string) => string

/** The columns of a row; what stands next to an id in the row itself says something about the row, not about the person. */
const eraseColumns = (row: Row, change: Change, finder: Finder): Row =>
  mapObject(row, (value, column) => (SYSTEM.has(column) ? value : erase(value, change, finder)))

/** The value with every text changed, JSON texts within; with a finder, what describes a person in the same object goes too. Unchanged, it is the same value. */
function erase(value: unknown, change: Change, finder?: Finder): unknown {
  if (typeof value === 'string') {
    if (isMarkedNumber(value)) return value
    return changeJson(value, inner => erase(inner, change, finder)) ?? change(value)
  }
  if (Array.isArray(value)) return mapList(value, part => erase(part, change, finder))
  if (typeof value !== 'object' || value === null) return value
  const object = value as Row
  const isPerson = finder !== undefined && identifies(object, finder)
  const rest = mapObject(object, part => erase(part, change, finder), change)
  return isPerson ? withoutDetails(rest) : rest
}

function mapList(list: readonly unknown[], change: (value: unknown) => unknown): readonly unknown[] {
  const changed = list.map(change)
  return changed.some((part, index) => part !== list[index]) ? changed : list
}

function mapObject(
  object: Row,
  change: (value: unknown, name: string) => unknown,
  rename: Change = name => name,
): Row {
  let isChanged = false
  const entries = Object.entries(object).map(([name, value]) => {
    const next = [rename(name), change(value, name)] as const
    isChanged ||= next[0] !== name || next[1] !== value
    return next
  })
  return isChanged ? Object.fromEntries(entries) : object
}

/** Fields that say who an object is. */
const IDENTIFYING =
  /^(?:id|objectid|userid|principalid|userprincipalname|principalname|upn|mail|email|emailaddress)$/i
/** Fields of such an object that describe a person. */
const ADDRESS = /^(?:userprincipalname|principalname|upn|mail|email|emailaddress)$/i
const DETAIL = /^(?:(?:user|principal)?displayname|name|givenname|firstname|surname|lastname|ipaddress)$/i

const identifies = (object: Row, finder: Finder): boolean =>
  Object.entries(object).some(
    ([name, value]) => IDENTIFYING.test(name) && typeof value === 'string' && finder.isName(value),
  )

/** An address that nobody knew goes as well, and what the person's properties were before and after. */
const withoutDetails = (object: Row): Row =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (typeof value === 'string' && ADDRESS.test(name) && value !== '') return [name, FORGOTTEN]
      if (typeof value === 'string' && DETAIL.test(name)) return [name, null]
      return [
        name,
        /^modifiedproperties$/i.test(name) && Array.isArray(value) ? value.map(withoutValues) : value,
      ]
    }),
  )

const withoutValues = (property: unknown): unknown =>
  typeof property === 'object' && property !== null
    ? { ...property, oldValue: null, newValue: null }
    : property
