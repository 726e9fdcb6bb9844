import type { GraphObject } from '../api.ts'
import type { Property } from '../schema/index.ts'
import type { Entry } from '../tenant/collection.ts'

/** What goes around the rows of a page. */
export interface Envelope {
  readonly context: string
  readonly nextLink?: string | undefined
  readonly deltaLink?: string | undefined
  readonly count?: number | undefined
  readonly tips?: string | undefined
  /** Decides where the links stand: before the rows when odd. */
  readonly order: number
}

/** A page of rows that are JSON text already. */
export function writePage(envelope: Envelope, rows: readonly string[]): string {
  const link = Object.entries({
    '@odata.nextLink': envelope.nextLink,
    '@odata.deltaLink': envelope.deltaLink,
  })
  const members = [`"@odata.context":${JSON.stringify(envelope.context)}`]
  if (envelope.count !== undefined) members.push(`"@odata.count":${envelope.count}`)
  const links = link.flatMap(([name, value]) =>
    value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`],
  )
  const value = `"value":[${rows.join(',')}]`
  if (envelope.order % 2 === 1) members.push(...links, value)
  else members.push(value, ...links)
  if (envelope.tips !== undefined) members.push(`"@microsoft.graph.tips":${JSON.stringify(envelope.tips)}`)
  return `{${members.join(',')}}`
}

/** The selected properties of an object in the order of its type; what was never set stays away. */
export function pickProperties(row: GraphObject, names: Iterable<string>): GraphObject {
  return { id: row.id, ...pickSet(row, names) }
}

/** Those of the properties that were ever set. */
export function pickSet(row: GraphObject, names: Iterable<string>): GraphObject {
  const picked: GraphObject = {}
  for (const name of names) if (row[name] !== undefined) picked[name] = row[name]
  return picked
}

/** As lists answer: what was never set is null, or an empty list. */
export function pickWithNulls(row: GraphObject, properties: readonly Property[]): GraphObject {
  const picked: GraphObject = { id: row.id }
  for (const { name, list } of properties) picked[name] = row[name] ?? (list ? [] : null)
  return picked
}

export const rowText = (entry: Entry, row: GraphObject): string => entry.raw ?? JSON.stringify(row)
