// What a table should hold, computed from Graph's JSON objects in plain JavaScript: no SQL, no spool, none of the product's code.
import type { Columns, ColumnType, TableDefinition, UnnestedList } from '../../src/streams/define.ts'
import { micros, type Row } from './parquet-rows.ts'

export type GraphObject = Record<string, unknown>

/** Microseconds since 1970 of an ISO time, cut (not rounded) behind the sixth digit. */
export function microsOf(time: string): string {
  const match = /^(.*:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time)
  if (match === null) throw new Error(`not a time: ${time}`)
  const [, whole = '', fraction = '', offset = ''] = match
  const seconds = BigInt(Date.parse(`${whole}${offset}`)) / 1000n
  return micros(seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6)))
}

export function expectedValue(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type === 'timestamp') return microsOf(String(value))
  if (type === 'json') return JSON.parse(JSON.stringify(value))
  if (type === 'int32' || type === 'int64' || type === 'double') return Number(value)
  if (type === 'boolean') return value === true || value === 'true'
  if (typeof type === 'string') return String(value)
  if ('list' in type) return (value as unknown[]).map(part => expectedValue(type.list, part))
  return expectedStruct(type.struct, value as GraphObject)
}

const expectedStruct = (fields: Columns, value: GraphObject): Row =>
  Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, expectedValue(type, value[name])]))

/** The row of a table for one object of Graph. */
export function expectedRow(table: TableDefinition, object: GraphObject): Row {
  const sources = table.rows === 'own' ? (table.sources ?? {}) : {}
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, type]) => {
      const source = sources[name] ?? (name === '_odata_type' ? '@odata.type' : name)
      return [name, expectedValue(type, object[source] ?? object[name])]
    }),
  )
}

/** An element of a list, with the element around it and their places. */
interface Element {
  readonly fields: GraphObject
  readonly outer: GraphObject | null
  readonly index: number
  readonly innerIndex: number | null
}

/** The rows of an unnested table for one object of Graph, whose property `key` identifies it. */
export function expectedElements(table: TableDefinition, object: GraphObject, key = 'id'): Row[] {
  if (table.rows !== 'unnested') throw new Error('not an unnested table')
  return table.lists.flatMap(list =>
    elementsIn(list, object).map(element =>
      Object.fromEntries(
        Object.entries(table.columns).map(([name, type]) => {
          const ofParent = name === table.parentColumn ? key : table.fromParent?.[name]
          const value = ofParent === undefined ? elementValue(list, name, element) : object[ofParent]
          return [name, expectedValue(type, value)]
        }),
      ),
    ),
  )
}

function elementsIn({ column, inner }: UnnestedList, object: GraphObject): Element[] {
  const outers = (object[column] ?? []) as GraphObject[]
  return outers.flatMap((outer, index): Element[] => {
    if (inner === undefined) return [{ fields: outer, outer: null, index, innerIndex: null }]
    const elements = (outer?.[inner] ?? []) as GraphObject[]
    return elements.map((fields, innerIndex) => ({ fields, outer, index, innerIndex }))
  })
}

function elementValue(list: UnnestedList, name: string, element: Element): unknown {
  if (name === list.index) return element.index
  if (name === list.innerIndex) return element.innerIndex
  const ofOuter = list.fromOuter?.[name]
  if (ofOuter !== undefined) return element.outer?.[ofOuter]
  return list.constants?.[name] ?? element.fields[list.sources?.[name] ?? name]
}

/** Rows without the columns that the lake adds, and JSON text parsed, in the order of their keys. */
export function comparable(table: TableDefinition, rows: readonly Row[]): Row[] {
  return rows
    .map(row =>
      Object.fromEntries(
        Object.entries(table.columns).map(([name, type]) => [name, readable(type, row[name])]),
      ),
    )
    .sort((a, b) => (keyText(table, a) < keyText(table, b) ? -1 : 1))
}

export const keyText = (table: TableDefinition, row: Row): string =>
  JSON.stringify(table.key.map(column => row[column]))

function readable(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type === 'json') return typeof value === 'string' ? tolerantParse(value) : value
  if (typeof type === 'string') return value
  if ('list' in type) return (value as unknown[]).map(part => readable(type.list, part))
  const fields = value as Row
  return Object.fromEntries(
    Object.entries(type.struct).map(([name, field]) => [name, readable(field, fields[name])]),
  )
}

function tolerantParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
