import type { GraphObject } from '../../src/sandbox/index.ts'
import { propertiesOf } from '../../src/sandbox/schema/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { makeEditor } from '../../src/sandbox/tenant/editor.ts'
import { Life } from '../../src/sandbox/tenant/life.ts'
import { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { makeWorld } from '../../src/sandbox/tenant/world.ts'
import { NOON } from './client.ts'

/** A tenant of 150 users after so many days of its life, lived in that many steps. */
export function tenantAfter(days: number, steps = 1): Tenant {
  const tenant = new Tenant(makeWorld(42, 150, Date.parse(NOON), 1))
  const life = new Life(tenant, makeEditor(tenant))
  for (let step = 0; step < steps; step++) life.advance((days * 24) / steps)
  return tenant
}

/** The resource of that name, or an error. */
export function named(resources: readonly Resource[], name: string): Resource {
  const found = resources.find(resource => resource.name === name)
  if (!found) throw new Error(`no such resource: ${name}`)
  return found
}

/** All rows of a resource, those of every parent too, without the ids of the parents. */
export function allRows(resource: Resource, tenant: Tenant): GraphObject[] {
  const parents = resource.parents ? [...resource.parents.ids(tenant)] : [[]]
  return parents.flatMap(ids => [...(resource.rows(tenant, ids) ?? [])])
}

const isObject = (value: unknown): value is GraphObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is wrong with a value, as sentences: an unknown property, an unknown member of an enumeration, a malformed time. */
export function faultsOf(resource: Resource, type: string, row: GraphObject, at = resource.name): string[] {
  const { schema } = resource
  const said =
    typeof row['@odata.type'] === 'string' ? row['@odata.type'].replace('#microsoft.graph.', '') : type
  if (!schema.types.has(said)) return [`${at} has the unknown type ${said}`]
  const properties = propertiesOf(schema, said)
  return Object.entries(row).flatMap(([name, value]) => {
    const property = properties.get(name)
    if (name === '@odata.type') return []
    if (!property) return [`${at}.${name} is no property of ${said}`]
    if (value !== null && Array.isArray(value) !== property.list)
      return [`${at}.${name} is a list, or is none`]
    const items = Array.isArray(value) ? value : [value]
    return items.flatMap(item => faultsOfValue(resource, property.kind, item, `${at}.${name}`))
  })
}

function faultsOfValue(resource: Resource, kind: string, value: unknown, at: string): string[] {
  if (value === null) return []
  if (isObject(value)) return faultsOf(resource, kind, value, at)
  const members = resource.schema.enums.get(kind)?.map(member => member.toLowerCase())
  const text = String(value)
  const types: Record<string, boolean> = {
    '': typeof value === 'string',
    bool: typeof value === 'boolean',
    int: Number.isInteger(value),
    time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/.test(text),
  }
  const fine = members ? members.includes(text.toLowerCase()) : (types[kind] ?? false)
  return fine ? [] : [`${at} is ${text}, which is no ${kind || 'string'}`]
}

/** Properties of the type that no row has a value for. */
export function neverSet({ schema, type }: Resource, rows: readonly GraphObject[]): string[] {
  const isEmpty = (value: unknown): boolean =>
    value === null || value === undefined || (Array.isArray(value) && value.length === 0)
  return [...propertiesOf(schema, type).keys()].filter(
    name => name !== 'deletedDateTime' && rows.every(row => isEmpty(row[name])),
  )
}
