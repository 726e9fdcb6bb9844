// One row per element of the lists of other rows.
import type { Columns, ColumnType, UnnestedList, UnnestedTable } from '../../streams/define.ts'
import { duckdbType, quote, text } from '../types.ts'
import { names } from './conditions.ts'

/** Rows whose lists are unnested: a relation with the columns `columns`, `key` among them. */
export interface Parents {
  readonly rows: string
  readonly key: string
  readonly columns: Columns
}

/** The rows of the table for these parents. A list that is NULL or empty gives none. */
export const elementsOf = (parents: Parents, table: UnnestedTable): string =>
  table.lists.map(list => elementsOfList(parents, table, list)).join(' UNION ALL ')

function elementsOfList(parents: Parents, table: UnnestedTable, list: UnnestedList): string {
  const outer = elementFields(parents.columns[list.column])
  const fields = list.inner === undefined ? outer : elementFields(outer[list.inner])
  const selected = Object.entries(table.columns).map(([name, type]) => {
    const value = parentValue(name, parents, table) ?? listValue(name, list, outer, fields)
    return `${value ?? `NULL::${duckdbType(type)}`} AS ${quote(name)}`
  })
  return `SELECT ${selected.join(', ')}, false AS _removed FROM (${unnested(parents, table, list)})`
}

/** The columns of the parents that the table takes over, beside the elements: `element`, and its place in the list. */
function unnested({ rows, key, columns }: Parents, table: UnnestedTable, list: UnnestedList): string {
  const taken = Object.values(table.fromParent ?? {}).filter(column => Object.hasOwn(columns, column))
  const kept = names([...new Set([key, ...taken])])
  const { column, inner, index, innerIndex } = list
  const elements = unnest(quote(column), inner === undefined ? 'element' : '_outer', index, '_index')
  const once = `SELECT ${kept}, ${elements} FROM ${rows}`
  if (inner === undefined) return once
  const outer = index === undefined ? '_outer' : '_outer, _index'
  const twice = unnest(`_outer.${quote(inner)}`, 'element', innerIndex, '_inner_index')
  return `SELECT ${kept}, ${outer}, ${twice} FROM (${once})`
}

/** The elements of a list and, when a column counts them, their positions from 0. */
const unnest = (list: string, element: string, counted: string | undefined, position: string): string =>
  `unnest(${list}) AS ${element}${
    counted === undefined ? '' : `, (generate_subscripts(${list}, 1) - 1)::INTEGER AS ${position}`
  }`

function parentValue(name: string, parents: Parents, table: UnnestedTable): string | null {
  if (name === table.parentColumn) return quote(parents.key)
  const column = table.fromParent?.[name]
  return column !== undefined && Object.hasOwn(parents.columns, column) ? quote(column) : null
}

/** What a list gives for a column; null: nothing, for not every list of a table has all its columns. */
function listValue(name: string, list: UnnestedList, outer: Columns, fields: Columns): string | null {
  const constant = list.constants?.[name]
  if (constant !== undefined) return text(constant)
  if (name === list.index) return '_index'
  if (name === list.innerIndex) return '_inner_index'
  const ofOuter = list.fromOuter?.[name]
  if (list.inner !== undefined && ofOuter !== undefined)
    return Object.hasOwn(outer, ofOuter) ? `_outer.${quote(ofOuter)}` : null
  const field = list.sources?.[name] ?? name
  return Object.hasOwn(fields, field) ? `element.${quote(field)}` : null
}

/** The fields of a list's elements. */
function elementFields(type: ColumnType | undefined): Columns {
  if (typeof type !== 'object' || !('list' in type)) return {}
  const element = type.list
  return typeof element === 'object' && 'struct' in element ? element.struct : {}
}
